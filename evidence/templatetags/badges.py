"""Badges and dates as a page shows them: words, a shape, never a colour alone."""

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evidence.badges import Label, shows_as
from evidence.choices import BadgeValue

register = template.Library()

RECHECK = "recheck"

# The link in running text is called by its full words; who speaks to the page says what they see.
SHORT = {
    BadgeValue.HIGH: "Strong evidence",
    BadgeValue.MODERATE: "Moderate evidence",
    BadgeValue.LOW: "Weak evidence",
    BadgeValue.VERY_LOW: "Very weak evidence",
    BadgeValue.LAB_ANIMAL: "Lab or animal studies only",
    BadgeValue.MIXED: "Studies disagree",
    BadgeValue.CONTRADICTED: "Studies point against this",
    BadgeValue.BACKGROUND: "General background",
    BadgeValue.RECORD: "Official record",
    BadgeValue.NO_SOURCE: "No source given",
    BadgeValue.NOT_GRADED: "Author's view",
}
HARM_REPORTED = "Harm reported"

MEANINGS = {
    BadgeValue.HIGH: "Good studies in people agree. More studies are unlikely to change this.",
    BadgeValue.MODERATE: "Studies in people make this likely. More studies could change it.",
    BadgeValue.LOW: "Some studies in people point this way, but the truth may be quite different.",
    BadgeValue.VERY_LOW: "There are studies in people, but they are too few or too weak to know.",
    BadgeValue.LAB_ANIMAL: "Seen in cells or in animals. Whether it is so in people is not known.",
    BadgeValue.MIXED: "Studies come to different results, and nobody can yet say why.",
    BadgeValue.CONTRADICTED: "The studies point the other way. We show such a sentence only as a myth.",
    BadgeValue.BACKGROUND: "General knowledge, such as what a word means, with a source to look up.",
    BadgeValue.RECORD: "An approval, a registration or our own dated search; not the result of a study.",
    BadgeValue.NO_SOURCE: "No fitting source was found. We never publish such a sentence.",
    BadgeValue.NOT_GRADED: "What the author thinks. Opinions are not graded.",
}
HARM_MEANING = "People were harmed, or so it was reported. How often that happens is not known."


def short_words(value: str, direction: str = "") -> str:
    """The words of a badge where there is little room: the beginning of the full ones."""
    full = shows_as(value, direction).text
    return HARM_REPORTED if full.startswith(HARM_REPORTED) else SHORT[BadgeValue(value)]


def meaning(value: str, direction: str = "") -> str:
    """What a badge tells a reader, in one or two sentences."""
    if short_words(value, direction) == HARM_REPORTED:
        return HARM_MEANING
    return MEANINGS[BadgeValue(value)]


def label_of(value: str, direction: str = "", checked_on: str = "") -> Label:
    """How a badge is shown, with its date in words."""
    return shows_as(value, direction, day_in_words(checked_on) if checked_on else "")


def as_date(value: dt.date | str) -> dt.date:
    """A date, also from ISO text and from a moment."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value[:10])


def day_in_words(value: dt.date | str) -> str:
    """`3 May 2026`."""
    return date_format(as_date(value), "j F Y")


@register.filter
def day(value: dt.date | str | None) -> SafeString | str:
    """A date for people, which machines can read too; nothing where there is none."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', as_date(value).isoformat(), day_in_words(value)
    )


@register.inclusion_tag("components/badge.html")
def badge(value: str, direction: str = "", checked_on: str = "") -> dict[str, object]:
    """A badge in full words beside its shape."""
    return {"label": label_of(value, direction, checked_on)}


@register.inclusion_tag("components/badge.html")
def short_badge(value: str, direction: str = "") -> dict[str, object]:
    """A badge in few words beside its shape."""
    label = label_of(value, direction)
    return {"label": Label(short_words(value, direction), label.icon, label.bars)}


@register.simple_tag
def badge_meaning(value: str, direction: str = "") -> str:
    """What a badge tells a reader."""
    return meaning(value, direction)


@register.inclusion_tag("components/badge_icon.html")
def badge_icon(icon: str, bars: int = 0) -> dict[str, object]:
    """The shape alone; whoever uses it writes the words beside it."""
    return {"icon": icon, "bars": bars}
