"""Every sentence of "How to read it" (DOMAIN section 4). The expected values are by hand."""

from dataclasses import replace
from typing import Any

import pytest

from evidence.badges import ClaimFacts, ProfileStudy, Verdict
from tests.evidence.badge_examples import (
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
    RCT,
    RECORD,
    SEARCH,
    SINGLE_ARM,
    SURVEY,
    TEXTBOOK,
    TWO_TRIALS,
    UNDATED_SEARCH,
    VIEW,
    WARNING,
    Given,
    appraised,
    body,
    people,
    review,
    two_trials,
)
from tests.evidence.test_badges_lines import PREPRINT, controlled, table

COMPARISON = ClaimFacts("effect", "for", comparative=True)
SAMPLES = replace(SURVEY, population="people_samples")


def blames(given: Given, key: str) -> Given:
    """The same case where one more source, already in the library, is judged only partly to fit."""
    return replace(given, verdicts=(Verdict(key, "partly", "contradicts"),))


@table(
    a_barred_background_is_graded=(
        Given(ClaimFacts("background", "no_harm", "harm"), {"R1": TEXTBOOK, "R2": RCT}),
        "very_low",
    ),
    a_barred_view_is_graded=(
        Given(ClaimFacts("view", "for", "effect"), {"R1": MICE}),
        "lab_animal",
    ),
    a_background_that_compares_is_graded=(
        Given(ClaimFacts("background", "for", "frequency", comparative=True), {"R1": TEXTBOOK}),
        "no_source",
    ),
    a_definition_contradicted=(Given(BACKGROUND, {"R1": RCT}, {"R2": TEXTBOOK}), "contradicted"),
    a_definition_supported_and_contradicted=(
        Given(BACKGROUND, {"R1": GUIDELINE}, {"R2": TEXTBOOK}),
        "contradicted",
    ),
    a_definition_without_a_fitting_source=(Given(BACKGROUND, {"R1": RCT}), "no_source"),
    a_record_against_a_document=(
        Given(RECORD, {"D": SEARCH}, {"R1": people("official_document")}),
        "contradicted",
    ),
    a_record_against_a_publication=(Given(RECORD, {"D": SEARCH}, {"R1": RCT}), "contradicted"),
    a_record_against_a_search=(
        Given(RECORD, {"D": people("registry_record")}, {"R1": SEARCH}),
        "contradicted",
    ),
    a_record_against_an_undated_search=(
        Given(RECORD, {"D": people("registry_record")}, {"R1": UNDATED_SEARCH}),
        "record",
    ),
    a_record_that_compares_needs_no_comparison=(
        Given(replace(RECORD, comparative=True), {"D": people("official_document")}),
        "record",
    ),
    a_record_with_an_undated_search=(Given(RECORD, {"D": UNDATED_SEARCH}), "no_source"),
)
def test_line_0(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    partly_is_no_contradiction=(
        blames(Given(EFFECT, {"R1": RCT}, library={"R2": RCT}), "R2"),
        "very_low",
    ),
    a_comparison_needs_one_for_it=(Given(COMPARISON, {"R1": COHORT}), "no_source"),
    a_comparison_needs_one_against_it=(
        Given(COMPARISON, {"R1": RCT}, {"R2": SINGLE_ARM}),
        "very_low",
    ),
    a_comparison_against_it=(Given(COMPARISON, {"R1": RCT}, {"R2": CONTROLLED}), "mixed"),
    no_harm_needs_one_for_it=(Given(NO_HARM, {"R1": SINGLE_ARM}), "no_source"),
    no_harm_needs_one_against_it=(Given(NO_HARM, {"R1": RCT}, {"R2": CASE_SERIES}), "very_low"),
    no_harm_said_against_a_warning_needs_one=(
        Given(WARNING, {"R1": CASE_SERIES}, {"R2": SINGLE_ARM}),
        "very_low",
    ),
    a_review_compares_if_all_it_pools_does=(
        Given(COMPARISON, {"R1": review("rct", "case_series")}),
        "no_source",
    ),
    a_review_compares_if_part_does_and_is_apart=(
        Given(COMPARISON, {"R1": review("rct", "case_series", reports_apart=True)}),
        "very_low",
    ),
    reviews_of_lab_work_make_no_background=(
        Given(BACKGROUND, {"R1": LAB_NARRATIVE, "R2": LAB_NARRATIVE}),
        "no_source",
    ),
    a_systematic_review_of_animals_makes_no_background=(
        Given(BACKGROUND, {"R1": review("animal", populations=("animals",))}),
        "no_source",
    ),
    a_reference_work_on_cells_makes_background=(
        Given(BACKGROUND, {"R1": replace(TEXTBOOK, population="cells")}),
        "background",
    ),
    no_harm_with_any_harm_in_people=(
        Given(NO_HARM, {"R1": RCT}, {"R2": CONTROLLED}),
        "contradicted",
    ),
    no_harm_whatever_lab_work_says=(
        Given(NO_HARM, {"R1": MICE}, {"R2": CASE_CONTROL}),
        "contradicted",
    ),
    no_harm_whatever_the_appraisal_says=(
        replace(
            two_trials(NO_HARM),
            against={"R3": CONTROLLED},
            profile=body("R1", "R2", "R3", direction="no_harm"),
        ),
        "contradicted",
    ),
    no_harm_with_harm_in_mice=(Given(NO_HARM, {"R1": RCT}, {"R2": MICE}), "very_low"),
    one_case_report_makes_no_myth=(Given(EFFECT, against={"R1": CASE_REPORT}), "no_source"),
    two_reports_of_one_case_make_no_myth=(
        Given(
            EFFECT,
            against={
                "R1": replace(CASE_REPORT, cluster="patient"),
                "R2": replace(CASE_REPORT, cluster="patient"),
            },
        ),
        "no_source",
    ),
    two_case_reports_make_a_myth=(
        Given(EFFECT, against={"R1": CASE_REPORT, "R2": CASE_REPORT}),
        "contradicted",
    ),
    a_case_series_makes_a_myth=(Given(EFFECT, against={"R1": CASE_SERIES}), "contradicted"),
    a_warning_is_no_myth_by_a_weak_study=(Given(WARNING, against={"R1": CONTROLLED}), "no_source"),
    a_warning_is_a_myth_by_a_trial=(Given(WARNING, against={"R1": RCT}), "contradicted"),
)
def test_lines_1_and_2(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    against_is_a_counted_contradiction=(
        Given(EFFECT, {"R1": MICE}, {"R2": COHORT_WITH_GROUP}),
        "contradicted",
    ),
    against_is_the_body_of_the_profile=(
        Given(
            EFFECT,
            {"R3": MICE},
            library=TWO_TRIALS,
            profile=body("R1", "R2", direction="against"),
        ),
        "contradicted",
    ),
    its_level_is_that_of_lines_4_to_6=(
        Given(
            EFFECT,
            {"R3": MICE},
            {"R1": RCT},
            profile=body("R1", direction="against", risk_of_bias=2, indirectness=2),
        ),
        "lab_animal",
    ),
    without_a_profile_its_start=(Given(EFFECT, {"R1": MICE}, {"R2": SINGLE_ARM}), "lab_animal"),
    one_contradiction_beside_a_body_without_direction=(
        Given(
            EFFECT,
            {"R4": MICE},
            {"R1": RCT},
            library=TWO_TRIALS,
            profile=body("R1", "R2", direction=""),
        ),
        "contradicted",
    ),
    one_dissenter_in_a_body_that_agrees=(
        Given(
            EFFECT,
            {"R4": MICE},
            {"R3": RCT},
            library=TWO_TRIALS,
            profile=body("R1", "R2", ProfileStudy("R3", "against")),
        ),
        "lab_animal",
    ),
    a_warning_from_mice_against_low_evidence=(
        Given(WARNING, {"R1": MICE}, {"R2": CONTROLLED}),
        "lab_animal",
    ),
    a_warning_from_mice_against_trials=(
        Given(WARNING, {"R1": MICE}, {"R2": RCT}),
        "contradicted",
    ),
    lab_claim_from_peoples_samples=(
        Given(ClaimFacts("lab", asserts="frequency"), {"R1": SAMPLES}),
        "very_low",
    ),
    lab_claim_from_samples_appraised=(
        replace(
            appraised(FREQUENCY, R1=SAMPLES, R2=SAMPLES),
            claim=ClaimFacts("lab", asserts="frequency"),
        ),
        "high",
    ),
    lab_claim_from_samples_and_mice=(
        Given(ClaimFacts("lab", asserts="frequency"), {"R1": SAMPLES, "R2": MICE}),
        "lab_animal",
    ),
    lab_claim_from_samples_that_asserts_nothing=(Given(LAB, {"R1": SAMPLES}), "lab_animal"),
    lab_claim_from_samples_in_a_dish=(
        Given(
            ClaimFacts("lab", "for", "effect"),
            {"R1": replace(DISH, population="people_samples")},
        ),
        "lab_animal",
    ),
)
def test_line_3(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    none=(Given(EFFECT, {"R1": RCT}), "very_low"),
    none_with_both=(Given(EFFECT, {"R1": RCT}, {"R2": RCT}), "mixed"),
    none_with_a_mouse_against=(Given(EFFECT, {"R1": RCT}, {"R2": MICE}), "very_low"),
    none_for_a_narrative_review=(Given(EFFECT, {"R1": NARRATIVE}), "very_low"),
    none_for_a_guideline=(Given(EFFECT, {"R1": GUIDELINE}), "very_low"),
    only_mice_in_it=(
        Given(EFFECT, {"R1": RCT}, {"R2": RCT}, library={"R3": MICE}, profile=body("R3")),
        "mixed",
    ),
    only_a_narrative_review_in_it=(
        Given(EFFECT, {"R1": RCT}, library={"R3": NARRATIVE}, profile=body("R3")),
        "very_low",
    ),
    only_a_retracted_study_in_it=(
        Given(
            EFFECT,
            {"R1": RCT},
            {"R2": RCT},
            library={"R3": RCT},
            profile=body("R3"),
            standings={"R3": "retracted"},
        ),
        "mixed",
    ),
    empty=(Given(EFFECT, {"R1": RCT}, profile=body()), "very_low"),
)
def test_no_profile(given: Given, value: str) -> None:
    assert given.badge.value == value


def weaker(verdict: Verdict, facts: Any = RCT) -> Given:
    """Two trials are the body; the claim cites the first with some confirmation of its own."""
    return replace(
        two_trials(), supports={}, library={"R1": facts, "R2": facts}, verdicts=(verdict,)
    )


@table(
    best_support_sets_the_limit=(
        replace(two_trials(), supports={"N1": NARRATIVE}),
        "very_low",
    ),
    best_support_is_a_guideline=(replace(two_trials(), supports={"G": GUIDELINE}), "moderate"),
    best_support_starts_at_two=(
        replace(
            two_trials(),
            supports={"R3": CONTROLLED},
            profile=body("R1", "R2", "R3"),
        ),
        "low",
    ),
    best_support_starts_where_the_body_does=(controlled(large_effect=1), "moderate"),
    missing_support=(
        replace(two_trials(), supports={"R1": RCT, "R9": RCT}),
        "very_low",
    ),
    missing_contradiction=(replace(two_trials(), against={"R9": RCT}), "very_low"),
    missing_contradiction_in_mice=(replace(two_trials(), against={"R9": MICE}), "high"),
    missing_systematic_review=(
        replace(two_trials(), supports={"R1": RCT, "R9": review("rct")}),
        "high",
    ),
    missing_support_does_not_undo_line_7=(
        replace(two_trials(direction="against"), supports={"R9": RCT}),
        "contradicted",
    ),
    comparison_replaces_the_design=(
        weaker(Verdict("R1", "supports", comparison="single_arm_trial")),
        "very_low",
    ),
    comparison_raises_the_design=(
        weaker(Verdict("R1", "supports", comparison="rct"), SINGLE_ARM),
        "moderate",
    ),
    comparison_leaves_a_narrative_review=(
        Given(
            EFFECT,
            library={**TWO_TRIALS, "N1": NARRATIVE},
            verdicts=(Verdict("N1", "supports", comparison="rct"),),
            profile=body("R1", "R2", "N1"),
        ),
        "very_low",
    ),
    comparison_cited_twice_is_read_cautiously=(
        replace(
            appraised(EFFECT, R1=RCT),
            verdicts=(Verdict("R1", "supports", comparison="single_arm_trial"),),
        ),
        "very_low",
    ),
    population_cited_twice_is_read_cautiously=(
        replace(
            appraised(EFFECT, R1=RCT),
            verdicts=(Verdict("R1", "supports", population="animals"),),
        ),
        "very_low",
    ),
    comparison_in_mice=(
        Given(
            EFFECT,
            library={"R1": RCT},
            verdicts=(Verdict("R1", "supports", comparison="animal"),),
        ),
        "lab_animal",
    ),
    population_behind_the_sentence=(
        Given(
            EFFECT,
            library={"R1": RCT},
            verdicts=(Verdict("R1", "supports", population="animals"),),
        ),
        "lab_animal",
    ),
    review_of_several_designs=(appraised(EFFECT, R1=review("rct", "case_series")), "very_low"),
    review_of_several_designs_apart=(
        appraised(EFFECT, R1=review("rct", "case_series", reports_apart=True)),
        "high",
    ),
    review_of_animals_and_people=(
        appraised(EFFECT, R1=review("rct", "animal", populations=("people", "animals"))),
        "lab_animal",
    ),
    review_of_animals_and_people_by_design=(
        appraised(EFFECT, R1=review("rct", "animal")),
        "lab_animal",
    ),
    review_of_animals_and_people_apart=(
        appraised(
            EFFECT,
            R1=review("rct", "animal", populations=("people", "animals"), reports_apart=True),
        ),
        "high",
    ),
    review_of_animals_apart=(
        appraised(EFFECT, R1=review("rct", "animal", populations=("animals",), reports_apart=True)),
        "lab_animal",
    ),
    review_of_animals_confirmed_as_trials=(
        Given(
            EFFECT,
            library={"R1": review(populations=("animals",))},
            verdicts=(Verdict("R1", "supports", comparison="rct"),),
        ),
        "lab_animal",
    ),
    review_of_animals_and_cases_apart_starts_as_the_cases=(
        appraised(
            FREQUENCY,
            R1=review(
                "case_series", "animal", populations=("people", "animals"), reports_apart=True
            ),
        ),
        "very_low",
    ),
    review_of_trials_confirmed_as_its_cohorts=(
        Given(
            EFFECT,
            library={"R1": review("rct")},
            verdicts=(Verdict("R1", "supports", comparison="cohort"),),
            profile=body("R1"),
        ),
        "very_low",
    ),
    review_that_includes_a_retracted_study=(
        appraised(EFFECT, R1=review("rct", includes_retracted=True)),
        "very_low",
    ),
    review_that_includes_a_retracted_study_beside_trials=(
        appraised(EFFECT, R1=review("rct", includes_retracted=True), R2=RCT, R3=RCT),
        "high",
    ),
    cohort_with_a_concurrent_group=(appraised(EFFECT, R1=COHORT_WITH_GROUP), "low"),
    cohort_without_one=(appraised(EFFECT, R1=COHORT), "very_low"),
    case_series_are_case_reports=(appraised(FREQUENCY, R1=CASE_SERIES), "very_low"),
    anything_else_counts_as_none=(appraised(EFFECT, R1=people("diagnostic_accuracy")), "very_low"),
    an_unclear_design_on_harm_counts_as_none=(
        appraised(WARNING, R1=people("other")),
        "very_low",
    ),
    an_unclear_design_on_how_often=(appraised(FREQUENCY, R1=people("unknown")), "very_low"),
    an_official_document_on_harm=(
        Given(WARNING, {"R1": people("official_document")}),
        "very_low",
    ),
    uncontrolled_harm_needs_direction_harm=(
        appraised(ClaimFacts("harm"), R1=CASE_SERIES),
        "mixed",
    ),
    uncontrolled_no_harm_starts_at_one=(
        Given(
            NO_HARM,
            {"G": GUIDELINE},
            library={"R1": SINGLE_ARM},
            profile=body("R1", direction="no_harm", n_waived=True),
        ),
        "very_low",
    ),
    uncontrolled_harm_starts_at_two=(appraised(WARNING, R1=CASE_SERIES), "low"),
    uncontrolled_harm_of_a_body_is_against_no_harm=(
        Given(
            NO_HARM,
            {"N1": GUIDELINE},
            library={"R1": CASE_SERIES},
            profile=body("R1", direction="harm", n_waived=True),
        ),
        "contradicted",
    ),
    uncontrolled_harm_gets_no_upgrade=(
        Given(
            WARNING,
            {"R1": CASE_SERIES},
            profile=body("R1", direction="harm", n_waived=True, large_effect=2),
        ),
        "low",
    ),
    controlled_harm_gets_an_upgrade=(
        Given(
            WARNING,
            {"R1": CASE_CONTROL, "R2": CASE_CONTROL},
            profile=body("R1", "R2", direction="harm", n_waived=True, large_effect=2),
        ),
        "high",
    ),
    guideline_with_a_study_is_not_alone=(appraised(EFFECT, G=GUIDELINE, R1=SINGLE_ARM), "very_low"),
    guideline_without_stated_certainty=(
        appraised(EFFECT, G=replace(GUIDELINE, stated_certainty="")),
        "very_low",
    ),
    guideline_is_not_lowered_by_line_5=(
        Given(EFFECT, {"G": GUIDELINE}, profile=body("G", indirectness=2, surrogate_only=True)),
        "moderate",
    ),
    guideline_has_no_studies_that_disagree=(
        Given(EFFECT, {"G": GUIDELINE}, profile=body("G", inconsistency=2)),
        "moderate",
    ),
    guideline_that_points_away=(
        Given(EFFECT, {"G": GUIDELINE}, profile=body("G", direction="against")),
        "contradicted",
    ),
)
def test_line_4(given: Given, value: str) -> None:
    assert given.badge.value == value


def test_a_comparison_confirmed_on_a_citation_starts_the_body_too() -> None:
    given = weaker(Verdict("R1", "supports", comparison="single_arm_trial"))
    assert ("4", "The appraised evidence in people starts at 4 of 4: R2.") in given.badge.reasons


BIG_COHORT = people("cohort", 90_000, concurrent_group=True)


def pooled(*apart: str, **sources: Any) -> Given:
    """A review with its own trials, and trials apart from it; numbers of people are not waived."""
    studies = [ProfileStudy(key, "for", key in apart) for key in sources]
    return Given(EFFECT, sources, profile=body(*studies))


@table(
    only_the_design_that_sets_the_start_counts_people=(
        Given(
            EFFECT,
            {"R1": people("rct", 20), "R2": BIG_COHORT},
            profile=body("R1", "R2"),
        ),
        "low",
    ),
    only_the_design_that_sets_the_start_counts_clusters=(
        Given(EFFECT, {"R1": people("rct", 900), "R2": BIG_COHORT}, profile=body("R1", "R2")),
        "moderate",
    ),
    animals_count_no_people=(
        Given(
            EFFECT,
            {"R1": people("rct", 250), "R2": people("rct", 90), "R3": replace(MICE, n=900)},
            profile=body("R1", "R2", "R3"),
        ),
        "moderate",
    ),
    a_review_alone_counts_what_it_pools=(pooled(R1=review("rct", n=400)), "high"),
    a_review_of_one_study_is_one_cluster=(pooled(R1=review("rct", studies=1)), "moderate"),
    a_review_of_unknown_many_is_one_cluster=(pooled(R1=review("rct", studies=0)), "moderate"),
    a_reviews_own_trials_count_once=(
        pooled(R1=review("rct", n=300), R2=people("rct", 200), R3=people("rct", 100)),
        "moderate",
    ),
    a_trial_apart_from_the_review_counts=(
        pooled("R2", R1=review("rct", n=300), R2=people("rct", 200)),
        "high",
    ),
    two_reviews_overlap=(pooled(R1=review("rct", n=300), R2=review("rct", n=200)), "moderate"),
    a_review_of_unknown_people_beside_its_trials=(
        pooled(R1=review("rct", n=None), R2=RCT, R3=RCT),
        "high",
    ),
    reports_of_one_trial_count_once=(
        pooled(
            R1=people("rct", 300, cluster="NCT1"),
            R2=people("rct", 300, cluster="NCT1"),
            R3=people("rct", 50, cluster="NCT2"),
        ),
        "moderate",
    ),
    unknown_people_are_none=(pooled(R1=people("rct", None), R2=people("rct", 99)), "low"),
    waived=(
        Given(EFFECT, {"R1": people("rct", 9), "R2": RCT}, profile=body("R1", "R2", n_waived=True)),
        "high",
    ),
    interval_is_not_waived_with_the_people=(
        two_trials(interval_spans_both=True, n_waived=True),
        "low",
    ),
    interval_is_a_minimum=(two_trials(interval_spans_both=True, imprecision=1), "low"),
    interval_adds_nothing_to_two=(two_trials(interval_spans_both=True, imprecision=2), "low"),
    too_few_people_count_as_down=(
        Given(
            EFFECT,
            {"R1": people("case_control", 150), "R2": people("case_control", 150)},
            profile=body("R1", "R2", large_effect=2),
        ),
        "very_low",
    ),
    interval_counts_as_down=(controlled(interval_spans_both=True, dose_response=1), "very_low"),
    bracket_covers_dose_response=(controlled(risk_of_bias=1, dose_response=1), "very_low"),
    bracket_covers_confounding=(controlled(risk_of_bias=1, plausible_confounding=1), "very_low"),
    surrogate_of_the_questions_outcome=(two_trials(surrogate_only=True), "low"),
    surrogate_for_no_harm=(two_trials(NO_HARM, surrogate_only=True), "low"),
    surrogate_on_the_citation=(
        weaker(Verdict("R1", "supports", outcome_matches=False)),
        "low",
    ),
    surrogate_on_the_citation_of_a_warning=(
        replace(
            weaker(Verdict("R1", "supports", outcome_matches=False)),
            claim=WARNING,
            profile=body("R1", "R2", direction="harm"),
        ),
        "high",
    ),
    surrogate_on_one_of_two_citations=(
        replace(weaker(Verdict("R1", "supports", outcome_matches=False)), supports={"R2": RCT}),
        "high",
    ),
    surrogate_beside_a_narrative_review=(
        replace(
            weaker(Verdict("R1", "supports", outcome_matches=False)), supports={"N1": NARRATIVE}
        ),
        "low",
    ),
)
def test_line_5(given: Given, value: str) -> None:
    assert given.badge.value == value


@table(
    all_under_concern_are_removed_together=(
        replace(
            appraised(EFFECT, R1=RCT, R2=RCT, R3=CONTROLLED),
            standings={"R1": "concern", "R2": "concern"},
        ),
        "low",
    ),
    preprint_cap_is_redone=(
        replace(appraised(EFFECT, R1=PREPRINT, R2=RCT), standings={"R2": "concern"}),
        "low",
    ),
    no_people_study_left=(
        replace(appraised(EFFECT, R1=RCT, R2=RCT), standings={"R1": "concern", "R2": "concern"}),
        "very_low",
    ),
    no_people_study_left_beside_lab_support=(
        replace(appraised(EFFECT, R1=RCT, R2=MICE), standings={"R1": "concern"}),
        "very_low",
    ),
    line_2_ignores_concern=(
        Given(EFFECT, against={"R1": RCT}, standings={"R1": "concern"}),
        "contradicted",
    ),
    line_2_ignores_concern_for_background=(
        Given(BACKGROUND, {"R1": GUIDELINE}, standings={"R1": "concern"}),
        "background",
    ),
    line_3_ignores_concern=(
        Given(EFFECT, {"R1": MICE}, {"R2": RCT}, standings={"R2": "concern"}),
        "contradicted",
    ),
    line_3_reads_the_level_of_lines_4_to_6=(
        Given(
            EFFECT,
            {"R1": MICE},
            {"R2": RCT},
            profile=body("R2", direction="against", n_waived=True),
            standings={"R2": "concern"},
        ),
        "lab_animal",
    ),
    only_the_cited_preprint=(
        Given(
            EFFECT,
            {"R1": PREPRINT},
            library=TWO_TRIALS | {"R3": RCT},
            profile=body("R1", "R2", "R3"),
        ),
        "low",
    ),
    preprints_set_the_start_beside_a_published_series=(
        appraised(EFFECT, R1=PREPRINT, R2=PREPRINT, R3=CASE_SERIES),
        "low",
    ),
)
def test_line_6(given: Given, value: str) -> None:
    assert given.badge.value == value


AGAINST = ClaimFacts("effect", "against")
NO_DIFFERENCE = ClaimFacts("effect", "no_difference")


@table(
    no_difference_is_the_other_way=(two_trials(direction="no_difference"), "contradicted"),
    for_is_the_other_way_for_against=(two_trials(AGAINST, direction="for"), "contradicted"),
    for_is_the_other_way_for_no_difference=(
        two_trials(NO_DIFFERENCE, direction="for"),
        "contradicted",
    ),
    the_claims_own_way=(two_trials(NO_DIFFERENCE), "high"),
    other_way_comes_before_inconsistency=(
        two_trials(direction="against", inconsistency=2),
        "contradicted",
    ),
    other_way_very_low_comes_before_inconsistency=(
        two_trials(direction="against", inconsistency=2, indirectness=2),
        "very_low",
    ),
    no_direction_explained=(two_trials(direction="", inconsistency_explained=True), "mixed"),
    inconsistency_of_1=(two_trials(inconsistency=1), "moderate"),
    a_frequency_has_no_direction=(appraised(FREQUENCY, R1=SURVEY, R2=SURVEY), "high"),
    a_frequency_without_direction_in_a_body_with_one=(
        replace(
            appraised(FREQUENCY, R1=SURVEY, R2=SURVEY), profile=body("R1", "R2", direction="for")
        ),
        "high",
    ),
    a_frequency_can_be_contradicted=(
        Given(
            ClaimFacts("frequency", "for"),
            {"R1": SURVEY},
            library={"R2": SURVEY},
            profile=body("R1", "R2", direction="against"),
        ),
        "contradicted",
    ),
    a_warning_against_high=(two_trials(WARNING, direction="no_harm"), "contradicted"),
    a_warning_against_moderate=(
        two_trials(WARNING, direction="no_harm", indirectness=1),
        "contradicted",
    ),
    a_warning_against_low=(
        two_trials(WARNING, direction="no_harm", indirectness=2),
        "very_low",
    ),
    a_warning_against_no_difference=(
        two_trials(WARNING, direction="no_difference", indirectness=2),
        "very_low",
    ),
    no_harm_against_harm_low=(
        two_trials(NO_HARM, direction="harm", indirectness=2),
        "contradicted",
    ),
)
def test_line_7(given: Given, value: str) -> None:
    assert given.badge.value == value


def dropped(given: Given, *keys: str) -> Given:
    return replace(given, standings={**given.standings, **dict.fromkeys(keys, "retracted")})


def split(*against: str, **judgements: Any) -> Given:
    """Five trials are the body and cited; some point against the sentence."""
    keys = ("R1", "R2", "R3", "R4", "R5")
    rows = [ProfileStudy(key, "against" if key in against else "for") for key in keys]
    return Given(
        EFFECT,
        {key: RCT for key in keys if key not in against},
        dict.fromkeys(against, RCT),
        profile=body(*rows, **judgements),
    )


DESIGNS_DIFFER = Given(
    EFFECT,
    {"R1": people("rct", 900), "R2": people("rct", 20), "R3": BIG_COHORT, "R4": BIG_COHORT},
    profile=body("R1", "R2", "R3", "R4", large_effect=1),
)


@table(
    judgements_stay=(dropped(split(risk_of_bias=1), "R1"), "moderate"),
    start_is_redone=(dropped(appraised(EFFECT, R1=RCT, R2=RCT, R3=CONTROLLED), "R1", "R2"), "low"),
    people_are_redone=(dropped(split(), "R1", "R2", "R3", "R4"), "moderate"),
    people_and_bias_are_redone=(dropped(split(risk_of_bias=1), "R1", "R2", "R3", "R4"), "low"),
    clusters_are_redone=(dropped(appraised(EFFECT, R1=RCT, R2=RCT), "R2"), "moderate"),
    caps_are_redone=(dropped(appraised(EFFECT, R1=RCT, R2=PREPRINT), "R1"), "low"),
    withdrawn_drops_out_too=(
        replace(appraised(EFFECT, R1=RCT, R2=RCT), standings={"R2": "withdrawn"}),
        "moderate",
    ),
    upgrades_stay_away=(dropped(DESIGNS_DIFFER, "R1", "R2"), "low"),
    upgrades_judged_at_the_same_start_stay=(
        dropped(
            replace(
                controlled(large_effect=1, n_waived=True),
                library={"R1": CONTROLLED, "R2": CONTROLLED, "R3": RCT},
                verdicts=(Verdict("R3", "supports", comparison="single_arm_trial"),),
                profile=body("R1", "R2", "R3", large_effect=1),
            ),
            "R3",
        ),
        "moderate",
    ),
    all_dropped_out=(
        dropped(replace(two_trials(), supports={"R1": RCT, "N1": NARRATIVE}), "R1", "R2"),
        "very_low",
    ),
    a_guideline_left_behind_is_not_alone=(
        dropped(appraised(FREQUENCY, R1=SURVEY, R2=SURVEY, G=GUIDELINE), "R1", "R2"),
        "very_low",
    ),
    only_support_dropped_out=(dropped(split("R2", "R3", "R4", "R5"), "R1"), "contradicted"),
    direction_borne_by_nobody_left=(
        dropped(
            Given(
                EFFECT,
                {"G": GUIDELINE},
                library={"R1": RCT, "R2": RCT, "R3": RCT},
                profile=body("R1", ProfileStudy("R2", "against"), ProfileStudy("R3", "against")),
            ),
            "R1",
        ),
        "very_low",
    ),
    direction_never_recorded_for_the_studies=(
        dropped(
            replace(
                two_trials(), profile=body(ProfileStudy("R1"), ProfileStudy("R2"), direction="for")
            ),
            "R2",
        ),
        "very_low",
    ),
    direction_no_longer_outnumbers=(dropped(split("R4", "R5"), "R1"), "very_low"),
    direction_still_outnumbers=(dropped(split("R5"), "R1"), "high"),
    direction_against_rested_on_what_dropped=(
        dropped(
            replace(
                two_trials(direction="against"),
                supports={"R3": SINGLE_ARM},
                profile=body(
                    ProfileStudy("R1", "against"), ProfileStudy("R3", "for"), direction="against"
                ),
            ),
            "R1",
        ),
        "very_low",
    ),
    inconsistency_rested_on_what_dropped=(dropped(split("R5", inconsistency=1), "R5"), "very_low"),
    inconsistency_that_remains=(
        dropped(split("R4", "R5", inconsistency=1), "R5"),
        "moderate",
    ),
    disagreement_rested_on_what_dropped=(dropped(split("R5", inconsistency=2), "R5"), "very_low"),
    disagreement_that_remains=(dropped(split("R4", "R5", inconsistency=2), "R5"), "mixed"),
    no_direction_rested_on_what_dropped=(dropped(split("R5", direction=""), "R5"), "very_low"),
    a_dissenter_without_a_judgement=(dropped(split("R5"), "R5"), "high"),
    a_contradiction_of_no_harm_dropped_out=(
        dropped(
            Given(
                NO_HARM,
                {"R1": RCT, "R2": RCT},
                {"R3": CONTROLLED},
                profile=body(
                    "R1", "R2", ProfileStudy("R3", "harm"), direction="no_harm", n_waived=True
                ),
            ),
            "R3",
        ),
        "very_low",
    ),
    the_trial_against_the_mice_dropped_out=(
        dropped(
            Given(
                EFFECT,
                {"R1": MICE},
                {"R2": RCT},
                profile=body("R2", direction="against", n_waived=True),
            ),
            "R2",
        ),
        "lab_animal",
    ),
    a_mouse_of_the_body_dropped_out=(
        dropped(appraised(EFFECT, R1=RCT, R2=RCT, R3=MICE), "R3"),
        "high",
    ),
    not_in_the_profile_is_simply_not_there=(
        dropped(replace(two_trials(), supports={"R1": RCT, "R9": RCT}), "R9"),
        "high",
    ),
)
def test_drop_outs(given: Given, value: str) -> None:
    assert given.badge.value == value


def test_what_dropped_out_and_what_that_limits_is_told() -> None:
    given = Given(
        NO_HARM,
        {"R1": RCT, "R2": RCT},
        {"R3": CONTROLLED},
        profile=body("R1", "R2", ProfileStudy("R3", "harm"), direction="no_harm"),
        standings={"R3": "retracted"},
    )
    first, *others, last = given.badge.reasons
    assert first == ("1", "R3 dropped out of the appraised evidence: retracted or withdrawn.")
    assert ("1", "R3 does not count: it is retracted.") in others
    assert last == (
        "1",
        "A drop-out never raises a badge: very_low until the evidence is appraised again.",
    )


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        pytest.param(people("unknown"), "very_low", id="unclear_design_in_people"),
        pytest.param(replace(people("unknown"), population=""), "lab_animal", id="nothing_stated"),
        pytest.param(replace(RCT, population=""), "very_low", id="a_trial_is_in_people"),
        pytest.param(replace(RCT, population="animals"), "lab_animal", id="a_trial_in_animals"),
    ],
)
def test_in_whom_it_was_seen_must_be_stated_or_plain(facts: Any, value: str) -> None:
    assert Given(EFFECT, {"R1": facts}).badge.value == value


def test_a_reference_without_facts_is_no_evidence_in_people() -> None:
    given = Given(EFFECT, verdicts=(Verdict("R1", "supports"),))
    assert given.badge.value == "lab_animal"


def test_an_unknown_view_is_still_a_view() -> None:
    assert Given(replace(VIEW, asserts="background")).badge.value == "not_graded"
