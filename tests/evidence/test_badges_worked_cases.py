"""The worked cases of DOMAIN section 4, named as there."""

from dataclasses import replace

import pytest

from evidence.badges import (
    ClaimFacts,
    Move,
    ProfileStudy,
    SourceFacts,
    Verdict,
    compare,
    is_publishable,
    shows_as,
)
from evidence.wording import check_wording
from tests.evidence.badge_examples import (
    APPROVAL,
    CASE_REPORT,
    CASE_SERIES,
    EFFECT,
    LAB_NARRATIVE,
    MICE,
    NO_HARM,
    RCT,
    RECORD,
    SEARCH,
    SINGLE_ARM,
    SURVEY,
    WARNING,
    Given,
    body,
    people,
    review,
    two_trials,
)

CALM_IMMUNITY = ClaimFacts("background", "for", "effect")
TWENTY_TRIALS = review("rct", studies=20, n=3000)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        pytest.param(
            Given(EFFECT, library={"R1": CASE_REPORT}, verdicts=(Verdict("R1", "partly"),)),
            "no_source",
            id="one case report for 'improves': returned to be narrowed to what it saw",
        ),
        pytest.param(
            Given(replace(EFFECT, is_finding=True), {"R1": CASE_REPORT}, profile=body("R1")),
            "very_low",
            id="one case report for what it saw",
        ),
        pytest.param(
            Given(
                ClaimFacts("background"),
                against={
                    "R1": SourceFacts("in_vitro", "cells"),
                    "R2": SourceFacts("animal", "animals"),
                },
            ),
            "contradicted",
            id="'MSCs come from three sources' with references that use two others",
        ),
        pytest.param(
            Given(CALM_IMMUNITY, {"R1": LAB_NARRATIVE}),
            "lab_animal",
            id="a narrative review for 'MSCs calm immunity' called background",
        ),
        pytest.param(
            Given(replace(CALM_IMMUNITY, asserts="lab"), {"R1": LAB_NARRATIVE}),
            "lab_animal",
            id="a narrative review for 'MSCs calm immunity' called background, asserting lab work",
        ),
        pytest.param(
            Given(EFFECT, {"R1": review("rct", populations=("people", "animals"))}),
            "lab_animal",
            id="a systematic review pooling animals",
        ),
        pytest.param(
            Given(EFFECT, {"R1": MICE}, {"R2": RCT}),
            "contradicted",
            id="mice support, a trial in people contradicts",
        ),
        pytest.param(
            replace(two_trials(indirectness=1), against={"R3": MICE}),
            "moderate",
            id="a trial supports, mice contradict: the trial's grade",
        ),
        pytest.param(
            Given(
                EFFECT,
                {"R1": TWENTY_TRIALS},
                {"R2": RCT},
                profile=body("R1", ProfileStudy("R2", "against")),
            ),
            "high",
            id="a review of 20 trials with one dissenting included trial: the review's grade",
        ),
        pytest.param(
            Given(
                EFFECT,
                {"R1": RCT},
                {"R2": RCT},
                profile=body("R1", ProfileStudy("R2", "against"), inconsistency=2),
            ),
            "mixed",
            id="two equal trials in conflict, unexplained",
        ),
        pytest.param(
            Given(EFFECT, {"R1": RCT}, {"R2": RCT}),
            "mixed",
            id="two equal trials in conflict, not appraised",
        ),
        pytest.param(
            Given(EFFECT, {"R1": people("rct", 20)}, profile=body("R1")),
            "low",
            id="one trial of 20 people: low or less",
        ),
        pytest.param(
            Given(
                EFFECT,
                library={"R1": RCT},
                verdicts=(Verdict("R1", "supports", comparison="single_arm_trial"),),
                profile=body("R1"),
            ),
            "very_low",
            id="dose-randomised without untreated arm, 'improves'",
        ),
        pytest.param(
            Given(
                replace(EFFECT, is_finding=True),
                {"R1": people("single_arm_trial", 17)},
                profile=body("R1"),
            ),
            "very_low",
            id="'8 of 17 improved', single arm, as a finding",
        ),
        pytest.param(
            Given(NO_HARM, {"R1": SINGLE_ARM, "R2": CASE_REPORT}),
            "no_source",
            id="'devoid of side effects' from uncontrolled data",
        ),
        pytest.param(
            Given(WARNING, {"R1": CASE_SERIES}, profile=body("R1", direction="harm")),
            "very_low",
            id="three patients lost sight",
        ),
        pytest.param(
            Given(RECORD, {"R1": APPROVAL}),
            "record",
            id="an FDA approval",
        ),
        pytest.param(
            Given(RECORD, {"R1": SEARCH}),
            "record",
            id="'no randomised trial in psoriasis' with a dated search",
        ),
        pytest.param(
            replace(two_trials(surrogate_only=True), claim=EFFECT),
            "low",
            id="a trial on IL-17 only for 'improves psoriasis': low or less, by its question",
        ),
        pytest.param(
            Given(
                EFFECT,
                library={"R1": RCT, "R2": RCT},
                verdicts=(Verdict("R1", "supports", outcome_matches=False),),
                profile=body("R1", "R2"),
            ),
            "low",
            id="a trial on IL-17 only for 'improves psoriasis': low or less, by the citation",
        ),
    ],
)
def test_worked_case(given: Given, value: str) -> None:
    assert given.badge.value == value


def test_a_single_arm_finding_is_allowed_as_it_stands() -> None:
    assert is_publishable("very_low", is_myth=False)
    sentence = "In one study without a comparison group, 8 of 17 people improved."
    assert check_wording(sentence, "very_low", True, "for", "effect") == ()


def test_lost_sight_is_shown_as_harm_reported() -> None:
    assert shows_as("very_low", "harm").text == "Harm reported; how often is not known"


def test_about_2_percent_from_a_survey_starts_at_4() -> None:
    given = Given(ClaimFacts("frequency"), {"R1": SURVEY}, profile=body("R1", direction=""))
    assert ("4", "The appraised evidence in people starts at 4 of 4: R1.") in given.badge.reasons


def test_one_of_ten_trials_retracted_leaves_the_grade_and_tells_why() -> None:
    trials = {f"R{i}": RCT for i in range(10)}
    given = Given(EFFECT, trials, profile=body(*trials, indirectness=1))
    after = replace(given, standings={"R3": "retracted"})
    assert compare(given.badge.value, after.badge.value) is Move.NONE
    assert after.badge.value == "moderate"
    assert ("1", "R3 does not count: it is retracted.") in after.badge.reasons
    assert "R3" not in after.badge.counted
