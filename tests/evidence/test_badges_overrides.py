"""Which overrides are allowed, by hand (DOMAIN section 4): down to any level in people, up one step."""

import itertools

import pytest

from evidence.badges import shown_instead, values_from, way_of
from evidence.badges.overrides import MONTHS
from evidence.choices import BadgeValue

ALLOWED = {
    ("high", "moderate"): "down",
    ("high", "low"): "down",
    ("high", "very_low"): "down",
    ("moderate", "high"): "up",
    ("moderate", "low"): "down",
    ("moderate", "very_low"): "down",
    ("low", "moderate"): "up",
    ("low", "very_low"): "down",
    ("very_low", "low"): "up",
}


@pytest.mark.parametrize(
    ("computed", "value"), list(itertools.product(BadgeValue.values, BadgeValue.values))
)
def test_every_override_is_as_listed(computed: str, value: str) -> None:
    assert way_of(computed, value) == ALLOWED.get((computed, value), "")


@pytest.mark.parametrize("value", BadgeValue.values)
def test_nothing_leads_out_of_lab_work_or_of_no_source(value: str) -> None:
    assert way_of("lab_animal", value) == way_of("no_source", value) == ""


@pytest.mark.parametrize(
    ("computed", "values"),
    [
        ("high", ("moderate", "low", "very_low")),
        ("moderate", ("high", "low", "very_low")),
        ("low", ("moderate", "very_low")),
        ("very_low", ("low",)),
        ("lab_animal", ()),
        ("no_source", ()),
        ("mixed", ()),
        ("record", ()),
    ],
)
def test_what_may_be_chosen_is_offered_from_the_surest(
    computed: str, values: tuple[str, ...]
) -> None:
    assert values_from(computed) == values


def test_an_override_holds_for_its_computed_value_only() -> None:
    assert shown_instead("low", "low", "very_low") == "very_low"
    assert shown_instead("moderate", "low", "very_low") == "moderate"


def test_an_upward_override_lasts_a_year() -> None:
    assert MONTHS == 12
