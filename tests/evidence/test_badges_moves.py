"""What a badge shows, allows and sets in motion (D5, DOMAIN sections 3 and 4)."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from evidence.badges import (
    ClaimFacts,
    Label,
    Move,
    Verdict,
    compare,
    domains_can_move,
    due_months,
    is_publishable,
    required_reviews,
    shows_as,
)
from evidence.choices import BadgeValue
from tests.evidence.badge_examples import (
    CASE_REPORT,
    CASE_SERIES,
    EFFECT,
    GUIDELINE,
    MICE,
    NARRATIVE,
    RCT,
    RECORD,
    WARNING,
    Given,
    appraised,
    body,
    people,
    review,
    two_trials,
)


@pytest.mark.parametrize(
    ("value", "direction", "label"),
    [
        ("high", "for", Label("Strong evidence in people", "bars", 4)),
        ("moderate", "for", Label("Moderate evidence in people", "bars", 3)),
        ("low", "for", Label("Weak evidence in people", "bars", 2)),
        ("low", "harm", Label("Weak evidence in people", "bars", 2)),
        (
            "very_low",
            "for",
            Label("Very weak evidence in people: too little to know", "bars", 1),
        ),
        ("very_low", "harm", Label("Harm reported; how often is not known", "bars", 1)),
        (
            "very_low",
            "no_harm",
            Label("Very weak evidence in people: too little to know", "bars", 1),
        ),
        (
            "lab_animal",
            "harm",
            Label("Lab or animal studies only: not known in people", "flask", 0),
        ),
        ("mixed", "", Label("Studies disagree", "opposing-arrows", 0)),
        ("contradicted", "", Label("Studies point against this", "circle-slash", 0)),
        ("background", "", Label("General background, with a source", "open-book", 0)),
        ("record", "", Label("Official record (or our search)", "stamp", 0)),
        ("no_source", "", Label("No source given", "square-question", 0)),
        ("not_graded", "", Label("Author's view", "speech-mark", 0)),
    ],
)
def test_shows_as(value: str, direction: str, label: Label) -> None:
    assert shows_as(value, direction) == label


def test_a_record_shows_when_it_was_checked() -> None:
    label = shows_as("record", checked_on="2 November 2026")
    assert label.text == "Official record (or our search), checked 2 November 2026"
    assert shows_as("high", checked_on="2 November 2026").text == "Strong evidence in people"


def test_every_badge_has_a_label() -> None:
    assert len({shows_as(value) for value in BadgeValue.values}) == len(BadgeValue.values)


UP = {
    ("lab_animal", "very_low"),
    ("lab_animal", "low"),
    ("lab_animal", "moderate"),
    ("lab_animal", "high"),
    ("very_low", "low"),
    ("very_low", "moderate"),
    ("very_low", "high"),
    ("low", "moderate"),
    ("low", "high"),
    ("moderate", "high"),
}


@pytest.mark.parametrize(("old", "new"), list(product(BadgeValue.values, repeat=2)))
def test_compare(old: str, new: str) -> None:
    expected = Move.NONE if old == new else Move.UP if (old, new) in UP else Move.DOWN
    assert compare(old, new) is expected


@pytest.mark.parametrize("value", BadgeValue.values)
def test_is_publishable(value: str) -> None:
    assert is_publishable(value, is_myth=False) is (value not in ("no_source", "contradicted"))
    assert is_publishable(value, is_myth=True) is (value == "contradicted")


@pytest.mark.parametrize(
    ("claim", "value", "reviews"),
    [
        pytest.param(EFFECT, "high", 2, id="high"),
        pytest.param(EFFECT, "moderate", 2, id="moderate"),
        pytest.param(EFFECT, "low", 2, id="low"),
        pytest.param(EFFECT, "very_low", 1, id="very_low"),
        pytest.param(EFFECT, "lab_animal", 1, id="lab_animal"),
        pytest.param(EFFECT, "mixed", 1, id="mixed"),
        pytest.param(RECORD, "record", 1, id="record"),
        pytest.param(ClaimFacts("view"), "not_graded", 1, id="view"),
        pytest.param(ClaimFacts("view", reassures_or_advises=True), "not_graded", 2, id="advises"),
        pytest.param(ClaimFacts("effect", "for", comparative=True), "very_low", 2, id="compares"),
    ],
)
def test_required_reviews(claim: ClaimFacts, value: str, reviews: int) -> None:
    assert required_reviews(claim, value) == reviews


@pytest.mark.parametrize(
    ("asks", "value", "months"),
    [
        ("record", "record", 6),
        ("record", "contradicted", 6),
        ("view", "record", 6),
        ("effect", "high", 36),
        ("effect", "moderate", 36),
        ("effect", "low", 12),
        ("effect", "very_low", 12),
        ("effect", "lab_animal", 12),
        ("effect", "mixed", 12),
        ("effect", "contradicted", 12),
        ("effect", "no_source", 12),
        ("background", "background", 36),
        ("view", "not_graded", 36),
    ],
)
def test_due_months(asks: str, value: str, months: int) -> None:
    assert due_months(asks, value) == months


ONE_CASE = appraised(EFFECT, R1=CASE_REPORT)


@pytest.mark.parametrize(
    ("given", "can"),
    [
        pytest.param(two_trials(), True, id="trials"),
        pytest.param(two_trials(risk_of_bias=2, indirectness=2), True, id="trials_at_the_bottom"),
        pytest.param(ONE_CASE, False, id="one_case_report"),
        pytest.param(
            appraised(EFFECT, R1=CASE_REPORT, R2=CASE_SERIES), True, id="two_reports_can_disagree"
        ),
        pytest.param(appraised(EFFECT, R1=review("case_series")), True, id="a_review_can_disagree"),
        pytest.param(
            replace(ONE_CASE, profile=body("R1", inconsistency=2)), True, id="already_disagreeing"
        ),
        pytest.param(appraised(WARNING, R1=CASE_SERIES), True, id="a_harm_seen"),
        pytest.param(
            Given(WARNING, {"R1": CASE_SERIES}, profile=body("R1", direction="harm")),
            True,
            id="a_harm_seen_in_few",
        ),
        pytest.param(appraised(EFFECT, R1=MICE), False, id="mice"),
        pytest.param(
            Given(
                EFFECT, {"R3": MICE}, library={"R1": RCT}, profile=body("R1", direction="against")
            ),
            True,
            id="trials_against_mice",
        ),
        pytest.param(appraised(EFFECT, G=GUIDELINE), False, id="guideline_alone"),
        pytest.param(
            replace(ONE_CASE, library={"R2": RCT}, profile=body("R1", direction="against")),
            False,
            id="one_case_report_against",
        ),
        pytest.param(Given(EFFECT, {"R1": RCT}), False, id="no_profile"),
        pytest.param(Given(EFFECT, profile=body("R1")), False, id="no_support"),
        pytest.param(
            replace(ONE_CASE, supports={"R1": people("rct", 20)}), True, id="a_small_trial"
        ),
        pytest.param(
            Given(EFFECT, {"N1": NARRATIVE}, library={"R1": RCT}, profile=body("R1")),
            False,
            id="capped_by_what_is_cited",
        ),
    ],
)
def test_domains_can_move(given: Given, can: bool) -> None:
    moved = domains_can_move(given.claim, given.cited, given.facts, given.profile, given.standings)
    assert moved is can


def test_domains_can_move_agrees_with_trying_every_choice() -> None:
    """The extremes bound every other choice: compared with all choices of five domains."""
    steps: list[dict[str, Any]] = [
        dict(zip(DOMAINS, choice, strict=True)) for choice in product((0, 1, 2), repeat=5)
    ]
    for given in (
        two_trials(),
        ONE_CASE,
        appraised(EFFECT, R1=MICE),
        appraised(EFFECT, G=GUIDELINE),
    ):
        assert given.profile is not None
        values = {
            replace(given, profile=replace(given.profile, **step)).badge.value
            for step in steps
            if given is not ONE_CASE or step["inconsistency"] < 2
        }
        moved = domains_can_move(
            given.claim, given.cited, given.facts, given.profile, given.standings
        )
        assert moved is (len(values) > 1)


DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")


def test_the_author_proposes_the_same_badge_that_the_reviewer_confirms() -> None:
    """`required_reviews` is computed at submission as if every proposed stance were confirmed."""
    proposed = replace(two_trials(), supports={}, verdicts=(Verdict("R1", "supports"),))
    assert required_reviews(proposed.claim, proposed.badge.value) == 2
