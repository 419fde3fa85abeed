"""What a change of badge does, and what a badge allows (D5, section 3)."""

from collections.abc import Callable
from enum import StrEnum

from evidence.badges.facts import ClaimFacts
from evidence.choices import Asks, BadgeValue

LADDER: tuple[str, ...] = (
    BadgeValue.LAB_ANIMAL,
    BadgeValue.VERY_LOW,
    BadgeValue.LOW,
    BadgeValue.MODERATE,
    BadgeValue.HIGH,
)
"""The only way up. Every other change of value is down."""

LOW_OR_ABOVE = frozenset({BadgeValue.LOW, BadgeValue.MODERATE, BadgeValue.HIGH})


class Move(StrEnum):
    """How a badge moved: down suspends, up waits for a review, none has no effect."""

    NONE = "none"
    UP = "up"
    DOWN = "down"


def compare(old: str, new: str) -> Move:
    """The move from one badge value to another (D5)."""
    if old == new:
        return Move.NONE
    on_ladder = old in LADDER and new in LADDER
    return Move.UP if on_ladder and LADDER.index(new) > LADDER.index(old) else Move.DOWN


def is_publishable(value: str, *, is_myth: bool) -> bool:
    """All but `no_source`; `contradicted` only as a quoted myth, a myth only if `contradicted`."""
    if is_myth:
        return value == BadgeValue.CONTRADICTED
    return value not in (BadgeValue.NO_SOURCE, BadgeValue.CONTRADICTED)


TWO_BLIND_REVIEWS: tuple[tuple[str, Callable[[ClaimFacts, str], bool]], ...] = (
    ("the badge would be low or above", lambda claim, value: value in LOW_OR_ABOVE),
    ("it reassures on safety or advises", lambda claim, value: claim.reassures_or_advises),
    ("it compares with standard treatment", lambda claim, value: claim.comparative),
)


def required_reviews(claim: ClaimFacts, badge_value: str) -> int:
    """Two blind reviews where one line of the table holds, otherwise one (section 3)."""
    return 2 if any(holds(claim, badge_value) for _, holds in TWO_BLIND_REVIEWS) else 1


DUE_MONTHS_RECORD, DUE_MONTHS_UNSETTLED, DUE_MONTHS = 6, 12, 36
SETTLED = frozenset(
    {BadgeValue.HIGH, BadgeValue.MODERATE, BadgeValue.BACKGROUND, BadgeValue.NOT_GRADED}
)


def due_months(asks: str, value: str) -> int:
    """After how many months a review is due: records 6, below moderate 12, else 36.

    Studies that disagree or point against the sentence are as unsettled as a low badge.
    """
    if asks == Asks.RECORD or value == BadgeValue.RECORD:
        return DUE_MONTHS_RECORD
    return DUE_MONTHS if value in SETTLED else DUE_MONTHS_UNSETTLED
