"""Every line of the rule, one table each (DOMAIN section 4). The expected values are by hand."""

from dataclasses import replace
from typing import Any

import pytest

from evidence.badges import ClaimFacts, ProfileStudy, Verdict
from tests.evidence.badge_examples import (
    ACCURACY,
    APPROVAL,
    BACKGROUND,
    CASE_CONTROL,
    CASE_REPORT,
    CASE_SERIES,
    COHORT,
    COHORT_WITH_GROUP,
    CONTROLLED,
    DISH,
    EFFECT,
    FREQUENCY,
    GUIDELINE,
    LAB,
    LAB_NARRATIVE,
    MICE,
    NARRATIVE,
    NO_HARM,
    PROGNOSIS,
    RCT,
    RECORD,
    REGISTRY,
    SEARCH,
    SINGLE_ARM,
    SURVEY,
    TEST,
    TEXTBOOK,
    TWO_TRIALS,
    VIEW,
    WARNING,
    Given,
    appraised,
    body,
    people,
    review,
    two_trials,
)


def table(**rows: tuple[Given, str]) -> Any:
    """One row per reading, named by what it shows."""
    return pytest.mark.parametrize(
        ("given", "value"), [pytest.param(*row, id=name) for name, row in rows.items()]
    )


@table(
    a_view=(Given(VIEW), "not_graded"),
    a_view_about_how_often=(Given(ClaimFacts("view", asserts="frequency")), "not_graded"),
    a_view_that_it_works=(Given(ClaimFacts("view", "for", "effect")), "no_source"),
    a_view_that_it_is_safe=(Given(ClaimFacts("view", "no_harm", "harm")), "no_source"),
    a_view_that_it_is_better=(Given(ClaimFacts("view", "for", comparative=True)), "no_source"),
    a_view_that_it_is_available=(Given(ClaimFacts("view", asserts="record")), "no_source"),
    a_view_that_it_works_with_trials=(
        replace(two_trials(), claim=ClaimFacts("view", "for", "effect")),
        "high",
    ),
    a_background_that_it_works=(
        Given(ClaimFacts("background", "for", "effect"), {"G": GUIDELINE}),
        "very_low",
    ),
    a_background_that_it_is_available=(
        Given(ClaimFacts("background", asserts="record"), {"G": APPROVAL}),
        "record",
    ),
    a_record_with_a_document=(Given(RECORD, {"D": APPROVAL}), "record"),
    a_record_with_a_registry_entry=(Given(RECORD, {"D": REGISTRY}), "record"),
    a_record_with_a_search=(Given(RECORD, {"D": SEARCH}), "record"),
    a_record_with_a_paper=(Given(RECORD, {"D": RCT}), "no_source"),
    a_record_with_nothing=(Given(RECORD), "no_source"),
)
def test_line_0_what_the_sentence_asks(given: Given, value: str) -> None:
    assert given.badge.value == value


def cited(verdict: Verdict) -> Given:
    """One survey of background knowledge, judged in some way: background if it counts."""
    return Given(BACKGROUND, verdicts=(verdict,), library={"R1": TEXTBOOK})


@table(
    confirmed=(cited(Verdict("R1", "supports")), "background"),
    only_mentions=(cited(Verdict("R1", "mentions")), "no_source"),
    irrelevant=(cited(Verdict("R1", "irrelevant")), "no_source"),
    partly=(cited(Verdict("R1", "partly")), "no_source"),
    not_judged=(cited(Verdict("R1", "")), "no_source"),
    said_so_by_the_author_only=(cited(Verdict("R1", "", "supports")), "no_source"),
    quote_not_found=(cited(Verdict("R1", "supports", quote_located=False)), "no_source"),
    quote_vouched_for=(
        cited(Verdict("R1", "supports", quote_located=False, vouched=True)),
        "background",
    ),
    opinion=(Given(EFFECT, {"R1": people("opinion")}), "no_source"),
    protocol=(Given(EFFECT, {"R1": people("protocol")}), "no_source"),
    retracted=(Given(EFFECT, {"R1": RCT}, standings={"R1": "retracted"}), "no_source"),
    withdrawn=(Given(EFFECT, {"R1": RCT}, standings={"R1": "withdrawn"}), "no_source"),
    corrected=(Given(EFFECT, {"R1": RCT}, standings={"R1": "corrected"}), "very_low"),
    reinstated=(Given(EFFECT, {"R1": RCT}, standings={"R1": "reinstated"}), "very_low"),
    not_checked=(Given(EFFECT, {"R1": RCT}, standings={"R1": "not_checked"}), "very_low"),
    a_search_for_an_effect=(Given(EFFECT, {"R1": SEARCH}), "no_source"),
    a_comparison_without_one=(
        Given(ClaimFacts("effect", "for", comparative=True), {"R1": SINGLE_ARM}),
        "no_source",
    ),
    a_comparison_with_one=(
        Given(ClaimFacts("effect", "for", comparative=True), {"R1": CONTROLLED}),
        "very_low",
    ),
    a_comparison_in_mice=(
        Given(ClaimFacts("effect", "for", comparative=True), {"R1": MICE}),
        "lab_animal",
    ),
    a_comparison_of_how_often=(
        Given(ClaimFacts("frequency", comparative=True), {"R1": SURVEY}),
        "very_low",
    ),
)
def test_line_1_what_counts(given: Given, value: str) -> None:
    assert given.badge.value == value


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        pytest.param(
            Given(EFFECT, {"R2": RCT}, {"R1": MICE}), ("R1", "R2"), id="for_and_against_each_once"
        ),
        pytest.param(
            Given(EFFECT, {"R1": RCT}, verdicts=(Verdict("R1", "supports"),)), ("R1",), id="twice"
        ),
        pytest.param(
            Given(EFFECT, {"R1": RCT, "R2": RCT}, standings={"R2": "retracted"}),
            ("R1",),
            id="without_the_retracted",
        ),
        pytest.param(
            Given(ClaimFacts("view", "for", "effect"), {"R1": RCT}), ("R1",), id="handed_over"
        ),
        pytest.param(Given(VIEW, {"R1": RCT}), (), id="a_view_rests_on_nothing"),
    ],
)
def test_line_1_counted_references(given: Given, counted: tuple[str, ...]) -> None:
    assert given.badge.counted == counted


@table(
    nothing=(Given(EFFECT), "no_source"),
    contradicted_in_people=(Given(EFFECT, against={"R1": CONTROLLED}), "contradicted"),
    contradicted_in_mice=(Given(EFFECT, against={"R1": MICE}), "no_source"),
    lab_work_contradicted_in_mice=(Given(LAB, against={"R1": MICE}), "contradicted"),
    background_contradicted_in_the_dish=(Given(BACKGROUND, against={"R1": DISH}), "contradicted"),
    background_with_a_guideline=(Given(BACKGROUND, {"R1": GUIDELINE}), "background"),
    background_with_a_reference_work=(Given(BACKGROUND, {"R1": TEXTBOOK}), "background"),
    background_with_a_systematic_review=(Given(BACKGROUND, {"R1": review("cohort")}), "background"),
    background_with_two_reviews=(
        Given(BACKGROUND, {"R1": NARRATIVE, "R2": NARRATIVE}),
        "background",
    ),
    background_with_one_review=(Given(BACKGROUND, {"R1": NARRATIVE}), "no_source"),
    background_with_two_reviews_of_one_group=(
        Given(
            BACKGROUND,
            {
                "R1": replace(NARRATIVE, cluster="same authors"),
                "R2": replace(NARRATIVE, cluster="same authors"),
            },
        ),
        "no_source",
    ),
    background_with_a_trial=(Given(BACKGROUND, {"R1": RCT}), "no_source"),
    background_with_something_against_it=(
        Given(ClaimFacts("background", asserts="frequency"), {"R1": GUIDELINE}, {"R2": SURVEY}),
        "mixed",
    ),
    background_graded_as_what_it_asserts=(
        Given(ClaimFacts("background", asserts="frequency"), {"R1": NARRATIVE}),
        "very_low",
    ),
    background_graded_as_lab_work=(
        Given(ClaimFacts("background", asserts="lab"), {"R1": MICE}),
        "lab_animal",
    ),
)
def test_line_2_no_support_and_background(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    asks_about_the_lab=(Given(LAB, {"R1": DISH}), "lab_animal"),
    asks_about_the_lab_and_cites_a_trial=(Given(LAB, {"R1": RCT}), "lab_animal"),
    asks_about_the_lab_with_something_against=(Given(LAB, {"R1": DISH}, {"R2": RCT}), "lab_animal"),
    support_from_mice=(Given(EFFECT, {"R1": MICE}), "lab_animal"),
    support_from_a_computer=(Given(EFFECT, {"R1": people("in_silico")}), "lab_animal"),
    support_from_human_cells_in_a_dish=(
        Given(EFFECT, {"R1": replace(DISH, population="people_samples")}),
        "lab_animal",
    ),
    support_from_mice_with_harm=(Given(WARNING, {"R1": MICE}), "lab_animal"),
    support_from_mice_for_how_often=(Given(FREQUENCY, {"R1": MICE}), "lab_animal"),
    mice_against_a_case_report=(Given(EFFECT, {"R1": MICE}, {"R2": CASE_REPORT}), "lab_animal"),
    mice_against_a_controlled_study=(
        Given(EFFECT, {"R1": MICE}, {"R2": CONTROLLED}),
        "contradicted",
    ),
    mice_against_the_appraised_body=(
        Given(EFFECT, {"R1": MICE}, library=TWO_TRIALS, profile=body("R1x", direction="for")),
        "lab_animal",
    ),
    mice_against_an_appraised_body_that_points_away=(
        Given(
            EFFECT,
            {"R3": MICE},
            library=TWO_TRIALS,
            profile=body("R1", "R2", direction="no_difference"),
        ),
        "contradicted",
    ),
    mice_against_an_appraised_body_too_weak=(
        Given(
            EFFECT,
            {"R3": MICE},
            library={"R1": CASE_SERIES},
            profile=body("R1", direction="no_difference"),
        ),
        "lab_animal",
    ),
    mice_and_a_trial=(replace(two_trials(), supports={"R1": RCT, "R3": MICE}), "high"),
)
def test_line_3_lab_and_animals(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    randomised=(appraised(EFFECT, R1=RCT, R2=RCT), "high"),
    concurrent_comparison=(appraised(EFFECT, R1=CONTROLLED, R2=CONTROLLED), "low"),
    cohort_with_a_group=(appraised(EFFECT, R1=COHORT_WITH_GROUP), "low"),
    case_control=(appraised(EFFECT, R1=CASE_CONTROL), "low"),
    cohort_without_a_group=(appraised(EFFECT, R1=COHORT), "very_low"),
    single_arm=(appraised(EFFECT, R1=SINGLE_ARM), "very_low"),
    survey_of_an_effect=(appraised(EFFECT, R1=SURVEY), "very_low"),
    case_series=(appraised(EFFECT, R1=CASE_SERIES), "very_low"),
    unclear_design=(appraised(EFFECT, R1=people("other")), "very_low"),
    harm_randomised=(appraised(WARNING, R1=RCT, R2=RCT), "high"),
    harm_seen_without_comparison=(appraised(WARNING, R1=CASE_SERIES), "low"),
    no_harm_with_comparison=(appraised(NO_HARM, R1=CONTROLLED), "low"),
    frequency_from_surveys=(appraised(FREQUENCY, R1=SURVEY, R2=SURVEY), "high"),
    frequency_from_cohorts=(appraised(FREQUENCY, R1=COHORT, R2=COHORT), "high"),
    frequency_from_a_trial=(appraised(FREQUENCY, R1=RCT), "low"),
    frequency_from_case_series=(appraised(FREQUENCY, R1=CASE_SERIES), "very_low"),
    prognosis_from_cohorts=(appraised(PROGNOSIS, R1=COHORT, R2=COHORT), "high"),
    prognosis_from_a_survey=(appraised(PROGNOSIS, R1=SURVEY), "low"),
    prognosis_from_a_case_report=(appraised(PROGNOSIS, R1=CASE_REPORT), "very_low"),
    test_from_accuracy_studies=(appraised(TEST, R1=ACCURACY, R2=ACCURACY), "high"),
    test_from_a_case_control_study=(appraised(TEST, R1=CASE_CONTROL), "low"),
    review_of_trials=(appraised(EFFECT, R1=review("rct")), "high"),
    review_of_cohorts_with_groups=(
        appraised(EFFECT, R1=review("cohort", concurrent_group=True)),
        "low",
    ),
    review_of_surveys=(appraised(FREQUENCY, R1=review("cross_sectional")), "high"),
    review_of_who_knows_what=(appraised(EFFECT, R1=review()), "very_low"),
    guideline_alone=(appraised(EFFECT, G=GUIDELINE), "moderate"),
    guideline_alone_low=(appraised(EFFECT, G=replace(GUIDELINE, stated_certainty="low")), "low"),
    narrative_review_alone=(appraised(EFFECT, R1=NARRATIVE), "very_low"),
    narrative_review_of_lab_work_alone=(appraised(EFFECT, R1=LAB_NARRATIVE), "lab_animal"),
)
def test_line_4_start(given: Given, value: str) -> None:
    assert given.badge.value == value


def controlled(**judgements: Any) -> Given:
    """Two controlled studies with 250 people each: start 2."""
    library = {"R1": CONTROLLED, "R2": CONTROLLED}
    return Given(
        EFFECT, {"R1": CONTROLLED}, library=library, profile=body("R1", "R2", **judgements)
    )


def trials_of(*numbers: int | None, **judgements: Any) -> Given:
    """One trial for each number of people; all cited."""
    trials = {f"R{i}": people("rct", n) for i, n in enumerate(numbers, 1)}
    return Given(EFFECT, trials, profile=body(*trials, **judgements))


@table(
    nothing_lowered=(two_trials(), "high"),
    risk_of_bias=(two_trials(risk_of_bias=1), "moderate"),
    inconsistency=(two_trials(inconsistency=1), "moderate"),
    explained_inconsistency=(two_trials(inconsistency=2, inconsistency_explained=True), "low"),
    indirectness=(two_trials(indirectness=1), "moderate"),
    imprecision=(two_trials(imprecision=1), "moderate"),
    publication_bias=(two_trials(publication_bias=1), "moderate"),
    two_steps=(two_trials(risk_of_bias=2), "low"),
    clamped_at_1=(two_trials(risk_of_bias=2, indirectness=2, imprecision=2), "very_low"),
    large_effect=(controlled(large_effect=1), "moderate"),
    very_large_effect=(controlled(large_effect=2), "high"),
    dose_response=(controlled(dose_response=1), "moderate"),
    plausible_confounding=(controlled(plausible_confounding=1), "moderate"),
    clamped_at_4=(
        controlled(large_effect=2, dose_response=1, plausible_confounding=1),
        "high",
    ),
    not_raised_when_lowered=(controlled(large_effect=2, indirectness=1), "very_low"),
    not_raised_from_1=(
        Given(
            EFFECT,
            {"R1": SINGLE_ARM},
            library={"R2": SINGLE_ARM},
            profile=body("R1", "R2", large_effect=2),
        ),
        "very_low",
    ),
    not_raised_from_4=(two_trials(risk_of_bias=2, large_effect=2), "low"),
    people_400=(trials_of(200, 200), "high"),
    people_399=(trials_of(200, 199), "moderate"),
    people_100=(trials_of(50, 50), "moderate"),
    people_99=(trials_of(50, 49), "low"),
    people_count_once_with_imprecision=(trials_of(200, 199, imprecision=1), "moderate"),
    interval_spans_benefit_and_harm=(two_trials(interval_spans_both=True), "low"),
    surrogate_only=(two_trials(surrogate_only=True), "low"),
    surrogate_only_for_a_warning=(two_trials(WARNING, surrogate_only=True), "high"),
    surrogate_only_against=(
        two_trials(ClaimFacts("effect", "against"), surrogate_only=True),
        "high",
    ),
    one_cluster=(trials_of(500), "moderate"),
    two_reports_of_one_trial=(
        appraised(EFFECT, R1=replace(RCT, cluster="NCT1"), R2=replace(RCT, cluster="NCT1")),
        "moderate",
    ),
)
def test_line_5_lowered_and_raised(given: Given, value: str) -> None:
    assert given.badge.value == value


PREPRINT = people("rct", is_preprint=True)


@table(
    concern_and_enough_without=(
        replace(trials_of(300, 300, 300), standings={"R3": "concern"}),
        "high",
    ),
    concern_and_fewer_without=(
        replace(trials_of(300, 300), standings={"R2": "concern"}),
        "moderate",
    ),
    concern_on_the_better_design=(
        replace(appraised(EFFECT, R1=RCT, R2=CONTROLLED), standings={"R1": "concern"}),
        "low",
    ),
    concern_on_the_worse_design=(
        replace(appraised(EFFECT, R1=RCT, R2=RCT, R3=CONTROLLED), standings={"R3": "concern"}),
        "high",
    ),
    concern_alone=(replace(trials_of(900), standings={"R1": "concern"}), "very_low"),
    concern_on_all_cited_but_not_on_the_body=(
        replace(two_trials(), standings={"R1": "concern"}),
        "very_low",
    ),
    concern_on_a_guideline=(
        replace(appraised(EFFECT, G=GUIDELINE), standings={"G": "concern"}),
        "very_low",
    ),
    preprints_only=(appraised(EFFECT, R1=PREPRINT, R2=PREPRINT), "low"),
    a_preprint_beside_a_paper=(appraised(EFFECT, R1=PREPRINT, R2=RCT), "high"),
)
def test_line_6_doubtful_and_early(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    same_way=(two_trials(), "high"),
    other_way_high=(two_trials(direction="against"), "contradicted"),
    other_way_low=(two_trials(direction="against", risk_of_bias=2), "contradicted"),
    other_way_very_low=(
        two_trials(direction="against", risk_of_bias=2, indirectness=1),
        "very_low",
    ),
    no_difference=(two_trials(direction="no_difference"), "contradicted"),
    no_direction=(two_trials(direction=""), "mixed"),
    unexplained_inconsistency=(two_trials(inconsistency=2), "mixed"),
    other_way_and_inconsistent=(two_trials(direction="against", risk_of_bias=1), "contradicted"),
)
def test_line_7_direction(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    four=(two_trials(), "high"),
    three=(two_trials(indirectness=1), "moderate"),
    two=(two_trials(indirectness=2), "low"),
    one=(two_trials(indirectness=2, risk_of_bias=1), "very_low"),
)
def test_line_8_the_badge(given: Given, value: str) -> None:
    assert given.badge.value == value


def test_reasons_name_numbers_and_references() -> None:
    given = Given(
        EFFECT,
        {"msc-12": people("rct", 20)},
        profile=body(ProfileStudy("msc-12", "for"), risk_of_bias=1),
    )
    assert given.badge.reasons == (
        ("1", "Counts as support: msc-12."),
        ("4", "The appraised evidence in people starts at 4 of 4: msc-12."),
        ("5", "Risk of bias: -1."),
        ("5", "Imprecision, as 20 people in all are fewer than 100: -2."),
        ("4", "The best support cited in people, msc-12, starts at 4 of 4."),
        ("8", "Level 1 of 4: very weak evidence in people: too little to know."),
    )
