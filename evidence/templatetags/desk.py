"""Small words of the desk: people, standings, identifiers as links, judgements in a table."""

import datetime as dt
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evidence.models.appraisal import Judgements
from evidence.selectors.persons import called
from evidence.selectors.profile_history import value_of
from evidence.selectors.studies import Study
from evidence.templatetags.badges import day
from references.choices import Standing
from references.models import Reference
from references.works.called import ADVICE

register = template.Library()

TONE = {
    Standing.RETRACTED: "bad",
    Standing.WITHDRAWN: "bad",
    Standing.CONCERN: "warn",
    Standing.REINSTATED: "warn",
    Standing.CORRECTED: "warn",
    Standing.NOT_CHECKED: "warn",
    Standing.NONE_FOUND: "good",
}


@register.filter
def person(user: Any) -> str:
    """What colleagues call a person."""
    return called(user) if user else ""


@register.filter
def short_day(value: dt.date) -> SafeString:
    """A date in a table: `3 May 2026`, the month in three letters."""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "j M Y")
    )


@register.simple_tag
def standing(study: Study) -> SafeString:
    """What notices say of the work, and as of when."""
    row = study.stands
    tone = TONE[Standing(row.standing)]
    said = row.get_standing_display()
    merged = (
        format_html(" (merged into {})", row.key)
        if study.reference.merged_into_id
        else SafeString("")
    )
    as_of = format_html(", {}", day(row.standing_as_of)) if row.standing_as_of else SafeString("")
    badge = format_html('<span class="flag flag--{}">{}{}{}</span>', tone, said, as_of, merged)
    return badge + _called(row)


def _called(row: Reference) -> SafeString:
    """That its own record calls it retracted, where no notice does."""
    if not row.calls_itself:
        return SafeString("")
    return format_html(
        ' <span class="flag flag--warn" title="{}">{}</span>', ADVICE, row.calls_itself
    )


@register.simple_tag
def reference_links(reference: Reference) -> SafeString:
    """The identifiers of a work as links, which open in a page of their own."""
    links = []
    if reference.doi:
        links.append((f"https://doi.org/{reference.doi}", f"doi:{reference.doi}"))
    if reference.pmid:
        links.append(
            (f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/", f"PubMed {reference.pmid}")
        )
    if reference.url.startswith(("https://", "http://")) and not links:
        links.append((reference.url, "Web page"))
    return format_html_join(
        " ", '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', links
    )


@register.inclusion_tag("admin/evidence/_judgements.html")
def judgements(profile: Judgements) -> dict[str, Any]:
    """GRADE over a body of evidence, as a table."""
    names = (
        "risk_of_bias",
        "inconsistency",
        "indirectness",
        "imprecision",
        "publication_bias",
        "large_effect",
        "dose_response",
        "plausible_confounding",
    )
    rows = [
        (
            profile._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            value_of(profile, name),
            getattr(profile, name),
        )
        for name in names
    ]
    return {"profile": profile, "rows": rows}


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether it is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether it is several boxes or buttons."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)
