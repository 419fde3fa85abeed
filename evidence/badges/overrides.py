"""Overrides of a badge (section 4): which are allowed, and what is shown. Pure."""

from evidence.choices import BadgeValue, OverrideWay

MONTHS = 12
"""How long an upward override lasts at most."""

UP: frozenset[tuple[str, str]] = frozenset(
    {
        (BadgeValue.VERY_LOW, BadgeValue.LOW),
        (BadgeValue.LOW, BadgeValue.MODERATE),
        (BadgeValue.MODERATE, BadgeValue.HIGH),
    }
)
"""One step, never out of `lab_animal` or `no_source` (nor of what is no step of the ladder)."""

DOWN: frozenset[tuple[str, str]] = frozenset(
    {
        (BadgeValue.HIGH, BadgeValue.MODERATE),
        (BadgeValue.HIGH, BadgeValue.LOW),
        (BadgeValue.HIGH, BadgeValue.VERY_LOW),
        (BadgeValue.MODERATE, BadgeValue.LOW),
        (BadgeValue.MODERATE, BadgeValue.VERY_LOW),
        (BadgeValue.LOW, BadgeValue.VERY_LOW),
    }
)
"""Any number of steps, as far as there is evidence in people: it stays that, however weak."""


def way_of(computed: str, value: str) -> str:
    """Which way an override goes; "" if it is not allowed."""
    if (computed, value) in DOWN:
        return OverrideWay.DOWN
    return OverrideWay.UP if (computed, value) in UP else ""


def values_from(computed: str) -> tuple[str, ...]:
    """What a computed value may be overridden with, from the most to the least sure."""
    ladder = (BadgeValue.HIGH, BadgeValue.MODERATE, BadgeValue.LOW, BadgeValue.VERY_LOW)
    return tuple(str(value) for value in ladder if way_of(computed, value))


def shown_instead(computed: str, overridden: str, value: str) -> str:
    """What is shown: an override holds for the computed value that it was made for, and no other."""
    return value if computed == overridden else computed
