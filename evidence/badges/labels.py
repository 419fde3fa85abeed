"""What a reader sees of a badge: words, a shape that works in grey, bars."""

from dataclasses import dataclass

from evidence.choices import BadgeValue, Direction

BAR_NOTE = "How sure we are, not how big the effect is."
HARM_REPORTED = "Harm reported; how often is not known"


@dataclass(frozen=True)
class Label:
    """The words, the name of the icon and how many of four bars are filled."""

    text: str
    icon: str
    bars: int


SHOWN = {
    BadgeValue.HIGH: ("bars", 4),
    BadgeValue.MODERATE: ("bars", 3),
    BadgeValue.LOW: ("bars", 2),
    BadgeValue.VERY_LOW: ("bars", 1),
    BadgeValue.LAB_ANIMAL: ("flask", 0),
    BadgeValue.MIXED: ("opposing-arrows", 0),
    BadgeValue.CONTRADICTED: ("circle-slash", 0),
    BadgeValue.BACKGROUND: ("open-book", 0),
    BadgeValue.RECORD: ("stamp", 0),
    BadgeValue.NO_SOURCE: ("square-question", 0),
    BadgeValue.NOT_GRADED: ("speech-mark", 0),
}


def shows_as(value: str, direction: str = "", checked_on: str = "") -> Label:
    """How a badge value is shown. `direction` is the claim's; a record says when it was checked."""
    badge = BadgeValue(value)
    text = badge.label
    if badge == BadgeValue.VERY_LOW and direction == Direction.HARM:
        text = HARM_REPORTED
    if badge == BadgeValue.RECORD and checked_on:
        text = f"{text}, checked {checked_on}"
    return Label(text, *SHOWN[badge])
