"""Cases of lines 5 to 8 and of drop-outs, in the same form (badge_cases.py names the clauses)."""

from dataclasses import replace

from evidence.badges import ProfileStudy, SourceFacts, Verdict
from tests.evidence.badge_cases import Row, bodied, claim
from tests.evidence.badge_examples import (
    CASE_REPORT,
    CASE_SERIES,
    COHORT,
    CONTROLLED,
    EFFECT,
    FREQUENCY,
    GUIDELINE,
    MICE,
    NO_HARM,
    PROGNOSIS,
    RCT,
    SINGLE_ARM,
    SURVEY,
    WARNING,
    Given,
    appraised,
    body,
    people,
    review,
    two_trials,
)


def trial(n: int | None = 250, **facts: object) -> SourceFacts:
    return people("rct", n, **facts)


def trials(*numbers: int | None, **judgements: object) -> Given:
    """Trials of so many people each, all cited and appraised; nothing is waived."""
    sources = {f"R{i}": trial(n) for i, n in enumerate(numbers, start=1)}
    return bodied(Given(EFFECT, sources), *sources, **judgements)


def controlled(**judgements: object) -> Given:
    """Two controlled studies of 500 people each: start 2, nothing lowered."""
    study = replace(CONTROLLED, n=500)
    return bodied(Given(EFFECT, {"R1": study, "R2": study}), "R1", "R2", **judgements)


def reports(first: SourceFacts, second: SourceFacts, **judgements: object) -> Given:
    """Two reports, cited and appraised."""
    return bodied(Given(EFFECT, {"R1": first, "R2": second}), "R1", "R2", **judgements)


def split(**judgements: object) -> Given:
    """Three trials; two point the way of the sentence, one does not."""
    return replace(
        trials(500, 500, 500),
        profile=body("R1", "R2", ProfileStudy("R3", "against"), **judgements),
    )


AGAINST = {"direction": "against"}
EARLY = trial(500, is_preprint=True)

CASES: dict[str, Row] = {
    "risk_of_bias_1": Row("5 down", two_trials(risk_of_bias=1), "moderate", "4 - 1"),
    "risk_of_bias_2": Row("5 down", two_trials(risk_of_bias=2), "low", "4 - 2"),
    "inconsistency_1": Row("5 down", two_trials(inconsistency=1), "moderate", "4 - 1"),
    "indirectness_2": Row("5 down", two_trials(indirectness=2), "low", "4 - 2"),
    "imprecision_2": Row("5 down", two_trials(imprecision=2), "low", "4 - 2"),
    "publication_bias_2": Row("5 down", two_trials(publication_bias=2), "low", "4 - 2"),
    "three_domains": Row(
        "5 down",
        two_trials(risk_of_bias=1, indirectness=1, publication_bias=1),
        "very_low",
        "4 - 3",
    ),
    "large": Row("5 up", controlled(large_effect=1), "moderate", "2 + 1"),
    "very_large": Row("5 up", controlled(large_effect=2), "high", "2 + 2"),
    "dose_response": Row("5 up", controlled(dose_response=1), "moderate", "2 + 1"),
    "confounding": Row("5 up", controlled(plausible_confounding=1), "moderate", "2 + 1"),
    "large_and_dose_response": Row(
        "5 up", controlled(large_effect=1, dose_response=1), "high", "2 + 1 + 1"
    ),
    "large_but_biased": Row(
        "5 up",
        controlled(large_effect=2, risk_of_bias=1),
        "very_low",
        "not with anything down: 2 - 1",
    ),
    "dose_response_but_biased": Row(
        "5 up", controlled(dose_response=1, indirectness=1), "very_low", "the bracket covers all"
    ),
    "large_from_one_arm": Row(
        "5 up",
        bodied(Given(EFFECT, {"R1": SINGLE_ARM}), "R1", large_effect=2, n_waived=True),
        "very_low",
        "only from start 2",
    ),
    "large_in_trials": Row(
        "5 up", two_trials(large_effect=2, indirectness=1), "moderate", "start 4"
    ),
    "n_400": Row("5 people", trials(150, 250), "high", "not fewer than 400"),
    "n_399": Row("5 people", trials(150, 249), "moderate", "fewer than 400"),
    "n_100": Row("5 people", trials(40, 60), "moderate", "not fewer than 100"),
    "n_99": Row("5 people", trials(40, 59), "low", "fewer than 100"),
    "n_of_a_frequency": Row(
        "5 people",
        bodied(
            Given(FREQUENCY, {"R1": people("cross_sectional", 60), "R2": people("cohort", 20)}),
            "R1",
            "R2",
        ),
        "low",
        "4 - 2 for 80 people",
    ),
    "interval": Row("5 interval", two_trials(interval_spans_both=True), "low", "4 - 2"),
    "interval_with_imprecision_1": Row(
        "5 interval", two_trials(interval_spans_both=True, imprecision=1), "low", "the larger, once"
    ),
    "interval_with_few_people": Row(
        "5 interval", trials(20, 20, interval_spans_both=True), "low", "both are imprecision: 2"
    ),
    "surrogate": Row("5 surrogate", two_trials(surrogate_only=True), "low", "at most 2"),
    "surrogate_and_biased": Row(
        "5 surrogate", two_trials(surrogate_only=True, risk_of_bias=1), "low", "a cap, no deduction"
    ),
    "surrogate_in_the_citation": Row(
        "5 surrogate",
        replace(
            two_trials(), supports={}, verdicts=(Verdict("R1", "supports", outcome_matches=False),)
        ),
        "low",
        "what this sentence rests on saw a surrogate",
    ),
    "one_trial": Row("5 cluster", trials(900), "moderate", "at most 3"),
    "one_trial_biased": Row(
        "5 cluster", trials(900, risk_of_bias=1), "moderate", "a cap: 4 - 1 = 3"
    ),
    "one_trial_that_says_how_many_it_pools": Row(
        "5 cluster",
        appraised(EFFECT, R1=trial(900, pooled_studies=5)),
        "moderate",
        "only a review pools",
    ),
    "one_review_of_one_trial": Row(
        "5 cluster", appraised(EFFECT, R=review("rct", studies=1)), "moderate", "one cluster"
    ),
    "one_review_of_who_knows_how_many": Row(
        "5 cluster",
        appraised(EFFECT, R=review("rct", studies=0)),
        "moderate",
        "no more than one is known",
    ),
    "two_reviews_of_who_knows_how_many": Row(
        "5 cluster",
        appraised(EFFECT, R1=review("rct", studies=0), R2=review("rct", studies=0)),
        "moderate",
        "both may pool the same one",
    ),
    "clamped_below": Row(
        "5 clamp",
        trials(10, 10, risk_of_bias=2, indirectness=2, publication_bias=2),
        "very_low",
        "1",
    ),
    "clamped_above": Row(
        "5 clamp", controlled(large_effect=2, dose_response=1, plausible_confounding=1), "high", "4"
    ),
    "people_of_the_weaker_design": Row(
        "5 setting, read",
        replace(
            Given(EFFECT, {"R1": trial(90)}, library={"R2": replace(CONTROLLED, n=5000)}),
            profile=body("R1", "R2"),
        ),
        "low",
        "only the trial's 90 people count: 4 - 2",
    ),
    "mice_are_no_people": Row(
        "5 setting, read",
        replace(
            Given(EFFECT, {"R1": trial(90)}, library={"M": replace(MICE, n=5000)}),
            profile=body("R1", "M"),
        ),
        "low",
        "animals are no people",
    ),
    "review_and_its_own_trial": Row(
        "5 review's own, read",
        replace(
            Given(EFFECT, {"R": review("rct", n=300)}, library={"R1": trial(300)}),
            profile=body("R", "R1"),
        ),
        "moderate",
        "300 people, not 600",
    ),
    "review_and_a_trial_apart": Row(
        "5 review's own, read",
        replace(
            Given(EFFECT, {"R": review("rct", n=300)}, library={"R1": trial(300)}),
            profile=body("R", ProfileStudy("R1", "for", apart_from_reviews=True)),
        ),
        "high",
        "600 people: no review pools the trial",
    ),
    "review_and_two_trials_apart": Row(
        "5 review's own, read",
        replace(
            Given(
                EFFECT,
                {"R": review("rct", n=150)},
                library={"R1": trial(150), "R2": trial(150)},
            ),
            profile=body(
                "R",
                ProfileStudy("R1", "for", apart_from_reviews=True),
                ProfileStudy("R2", "for", apart_from_reviews=True),
            ),
        ),
        "high",
        "450 people: no review pools the trials",
    ),
    "two_reviews_of_the_same_trials": Row(
        "5 review's own, read",
        reports(review("rct", n=300), review("rct", n=350)),
        "moderate",
        "the larger of two reviews: 350",
    ),
    "unknown_number": Row("5 unknown, read", trials(None, 150), "moderate", "150 people"),
    "unknown_numbers": Row("5 unknown, read", trials(None, None), "low", "0 people"),
    "few_people_waived": Row("5 minimum, read", trials(30, 30, n_waived=True), "high", "waived"),
    "few_people_and_judged": Row(
        "5 minimum, read",
        trials(150, 150, imprecision=2),
        "low",
        "the judgement covers the minimum",
    ),
    "few_people_stop_an_upgrade": Row(
        "5 minimum, read",
        bodied(Given(EFFECT, {"R1": CONTROLLED}), "R1", large_effect=2),
        "very_low",
        "250 people lower by 1, so nothing is raised",
    ),
    "interval_stops_an_upgrade": Row(
        "5 minimum, read",
        controlled(large_effect=2, interval_spans_both=True),
        "very_low",
        "down by 2",
    ),
    "surrogate_for_no_harm": Row(
        "5 surrogate, read", two_trials(NO_HARM, surrogate_only=True), "low", "a benefit claim"
    ),
    "surrogate_for_a_warning": Row(
        "5 surrogate, read", two_trials(WARNING, surrogate_only=True), "high", "no benefit"
    ),
    "surrogate_for_no_difference": Row(
        "5 surrogate, read",
        two_trials(claim("effect", "no_difference"), surrogate_only=True),
        "low",
        "an effect that is not 'works against'",
    ),
    "surrogate_for_works_against": Row(
        "5 surrogate, read",
        two_trials(claim("effect", "against"), surrogate_only=True),
        "high",
        "no benefit",
    ),
    "same_registration": Row(
        "5 registrations",
        reports(trial(500, cluster="NCT01234567"), trial(450, cluster="NCT01234567")),
        "moderate",
        "two reports, one trial",
    ),
    "same_registration_written_otherwise": Row(
        "5 registrations",
        reports(
            trial(500, cluster="NCT 01234567"),
            trial(450, cluster="clinicaltrials.gov: nct01234567."),
        ),
        "moderate",
        "the number is the same",
    ),
    "several_registrations_in_one_cell": Row(
        "5 registrations",
        reports(
            trial(500, cluster="NCT01234567; ISRCTN12345678"), trial(450, cluster="ISRCTN 12345678")
        ),
        "moderate",
        "one of them is the same",
    ),
    "other_registrations": Row(
        "5 registrations",
        reports(trial(500, cluster="NCT01234567"), trial(450, cluster="NCT01234568")),
        "high",
        "two trials",
    ),
    "registrations_that_a_third_report_joins": Row(
        "5 registrations",
        bodied(
            Given(
                EFFECT,
                {
                    "R1": trial(500, cluster="NCT01234567"),
                    "R2": trial(450, cluster="ISRCTN12345678"),
                    "R3": trial(400, cluster="NCT01234567, ISRCTN12345678"),
                },
            ),
            "R1",
            "R2",
            "R3",
        ),
        "moderate",
        "the third names both",
    ),
    "reports_of_one_trial_are_counted_once": Row(
        "5 registrations",
        reports(trial(300, cluster="NCT01234567"), trial(250, cluster="NCT01234567")),
        "moderate",
        "300 people, and one cluster",
    ),
    "two_trials_of_which_one_is_reported_twice": Row(
        "5 registrations",
        bodied(
            Given(
                EFFECT,
                {
                    "R1": trial(200, cluster="NCT01234567"),
                    "R2": trial(190, cluster="NCT01234567"),
                    "R3": trial(150),
                },
            ),
            "R1",
            "R2",
            "R3",
        ),
        "moderate",
        "200 + 150 people, two clusters",
    ),
    "a_work_that_the_appraisal_names_twice": Row(
        "5 registrations",
        replace(
            Given(EFFECT, {"R1": trial(250)}, library={"R9": trial(250, work="R1")}),
            profile=body("R1", "R9"),
        ),
        "moderate",
        "merged: 250 people, one cluster",
    ),
    "a_work_that_the_appraisal_names_by_its_copy": Row(
        "5 registrations",
        replace(
            Given(EFFECT, {"R1": trial(900)}, library={"R9": trial(900, work="R1")}),
            profile=body("R9"),
        ),
        "moderate",
        "the cited work is in the appraisal, under its other key",
    ),
    "linked": Row(
        "5 links",
        reports(trial(500, links=("R1 R2",)), trial(450, links=("R1 R2",))),
        "moderate",
        "people say that it is one study",
    ),
    "linked_by_way_of_a_third": Row(
        "5 links",
        bodied(
            Given(
                EFFECT,
                {
                    "R1": trial(500, links=("R1 R3",)),
                    "R2": trial(450, links=("R2 R3",)),
                    "R3": trial(400, links=("R1 R3", "R2 R3")),
                },
            ),
            "R1",
            "R2",
            "R3",
        ),
        "moderate",
        "all three are one",
    ),
    "linked_to_a_registration": Row(
        "5 links",
        bodied(
            Given(
                EFFECT,
                {
                    "R1": trial(500, links=("R1 R3",)),
                    "R2": trial(450, cluster="NCT01234567"),
                    "R3": trial(400, cluster="NCT01234567", links=("R1 R3",)),
                },
            ),
            "R1",
            "R2",
            "R3",
        ),
        "moderate",
        "a link and a number join all three",
    ),
    "linked_to_others": Row(
        "5 links",
        reports(trial(500, links=("R1 R8",)), trial(450, links=("R2 R9",))),
        "high",
        "each is linked to something else",
    ),
    "linked_case_reports_contradict_nothing": Row(
        "5 links",
        Given(EFFECT, against=dict.fromkeys(("R1", "R2"), replace(CASE_REPORT, links=("R1 R2",)))),
        "no_source",
        "one case told twice is one case report",
    ),
    "concern_on_one_of_three": Row(
        "6 concern",
        replace(trials(300, 300, 300), standings={"R2": "concern"}),
        "high",
        "600 people in two clusters without it",
    ),
    "concern_on_one_of_two": Row(
        "6 concern",
        replace(trials(900, 900), standings={"R2": "concern"}),
        "moderate",
        "one cluster left",
    ),
    "concern_alone": Row(
        "6 concern", replace(trials(900), standings={"R1": "concern"}), "very_low", "alone: 1"
    ),
    "preprints_only": Row("6 preprint", reports(EARLY, EARLY), "low", "at most 2"),
    "preprint_and_paper": Row(
        "6 preprint",
        replace(reports(EARLY, trial(500)), supports={"R2": trial(500)}, library={"R1": EARLY}),
        "high",
        "",
    ),
    "cited_preprint_of_a_good_body": Row(
        "6 preprint",
        replace(reports(EARLY, trial(500)), supports={"R1": EARLY}, library={"R2": trial(500)}),
        "low",
        "the sentence itself rests on a preprint only",
    ),
    "cited_preprint_that_starts_at_the_cap": Row(
        "6 preprint",
        bodied(
            Given(
                EFFECT,
                {"R1": replace(CONTROLLED, is_preprint=True)},
                library={"R2": RCT, "R3": RCT},
            ),
            "R1",
            "R2",
            "R3",
        ),
        "low",
        "it starts at 2; the cap takes nothing",
    ),
    "guideline_under_concern": Row(
        "6 concern",
        replace(bodied(Given(EFFECT, {"G": GUIDELINE}), "G"), standings={"G": "concern"}),
        "very_low",
        "alone: 1",
    ),
    "paper_under_concern_beside_a_preprint": Row(
        "6 together, read",
        replace(reports(EARLY, trial(500)), standings={"R2": "concern"}),
        "low",
        "without the paper only a preprint is left",
    ),
    "two_under_concern": Row(
        "6 together, read",
        replace(trials(500, 500, 150), standings={"R1": "concern", "R2": "concern"}),
        "moderate",
        "150 people in one cluster: 4 - 1 = 3",
    ),
    "concern_on_one_of_three_that_saw_a_surrogate": Row(
        "6 together, read",
        replace(trials(500, 500, 500, surrogate_only=True), standings={"R3": "concern"}),
        "low",
        "at most 2, with it and without",
    ),
    "concern_beside_mice": Row(
        "6 none left, read",
        replace(
            bodied(Given(EFFECT, {"R1": trial(900), "M": MICE}), "R1"), standings={"R1": "concern"}
        ),
        "very_low",
        "1, not lab_animal",
    ),
    "contradiction_under_concern": Row(
        "6 lines 2 and 3, read",
        Given(EFFECT, against={"R1": RCT}, standings={"R1": "concern"}),
        "contradicted",
        "line 2 ignores concern",
    ),
    "mice_against_a_trial_under_concern": Row(
        "6 lines 2 and 3, read",
        Given(EFFECT, {"M": MICE}, {"R1": RCT}, standings={"R1": "concern"}),
        "contradicted",
        "line 3 ignores concern",
    ),
    "other_way": Row("7 other way", two_trials(**AGAINST), "contradicted", "high, the other way"),
    "no_harm_and_a_body_of_harm": Row(
        "7 other way", two_trials(NO_HARM, direction="harm"), "contradicted", "the body says harm"
    ),
    "unexplained": Row("7 mixed", split(inconsistency=2), "mixed", "2, not explained"),
    "inconsistent_by_1": Row("7 mixed", split(inconsistency=1), "moderate", "only 1"),
    "no_difference": Row(
        "7 no difference, read",
        two_trials(direction="no_difference"),
        "contradicted",
        "another way",
    ),
    "no_difference_claimed": Row(
        "7 no difference, read",
        two_trials(claim("effect", "no_difference"), direction="for"),
        "contradicted",
        "the body shows a difference",
    ),
    "other_way_at_low": Row(
        "7 below, read", two_trials(**AGAINST, risk_of_bias=2), "contradicted", "low is enough"
    ),
    "other_way_at_very_low": Row(
        "7 below, read",
        two_trials(**AGAINST, risk_of_bias=2, indirectness=2),
        "very_low",
        "below low",
    ),
    "body_without_direction": Row(
        "7 none, read", two_trials(direction=""), "mixed", "no direction"
    ),
    "frequency_without_direction": Row(
        "7 none, read",
        bodied(Given(FREQUENCY, {"R1": SURVEY, "R2": SURVEY}), "R1", "R2"),
        "high",
        "a frequency points nowhere",
    ),
    "explained": Row(
        "7 explained, read", split(inconsistency=2, inconsistency_explained=True), "low", "4 - 2"
    ),
    "warning_and_no_harm_at_moderate": Row(
        "7 warning, read",
        two_trials(WARNING, direction="no_harm", risk_of_bias=1),
        "contradicted",
        "3",
    ),
    "warning_and_no_harm_at_low": Row(
        "7 warning, read", two_trials(WARNING, direction="no_harm", risk_of_bias=2), "very_low", "2"
    ),
    "warning_without_support_against_a_controlled_study": Row(
        "7 warning, read",
        Given(WARNING, against={"R1": CONTROLLED}),
        "no_source",
        "starts at 2 only",
    ),
    "level_4": Row("8", two_trials(), "high", "4"),
    "level_3": Row("8", two_trials(publication_bias=1), "moderate", "3"),
    "level_2": Row("8", two_trials(publication_bias=1, risk_of_bias=1), "low", "2"),
    "level_1": Row("8", two_trials(publication_bias=2, risk_of_bias=2), "very_low", "1"),
    "one_of_three_trials_retracted": Row(
        "drop-outs",
        replace(trials(300, 300, 300), standings={"R3": "retracted"}),
        "high",
        "600 people in two clusters are left",
    ),
    "one_of_two_trials_retracted": Row(
        "drop-outs",
        replace(trials(900, 900), standings={"R2": "retracted"}),
        "moderate",
        "one cluster is left",
    ),
    "people_are_counted_anew": Row(
        "drop-outs",
        replace(trials(80, 80, 300), standings={"R3": "withdrawn"}),
        "moderate",
        "160 people are left",
    ),
    "the_better_design_is_retracted": Row(
        "drop-outs",
        replace(
            bodied(Given(EFFECT, {"R1": RCT, "R2": CONTROLLED}), "R1", "R2", n_waived=True),
            standings={"R1": "retracted"},
        ),
        "low",
        "what is left starts at 2",
    ),
    "the_weaker_guideline_stays_when_studies_fall": Row(
        "drop-outs",
        replace(
            bodied(Given(EFFECT, {"G": GUIDELINE}, library={"R1": RCT}), "G", "R1", n_waived=True),
            standings={"R1": "retracted"},
        ),
        "very_low",
        "the studies were judged, not the guideline",
    ),
    "a_dissenter_is_retracted": Row(
        "drop-outs never raise",
        replace(split(inconsistency=2), standings={"R3": "retracted"}),
        "very_low",
        "mixed before, and the disagreement rested on what dropped",
    ),
    "a_contradiction_is_retracted": Row(
        "drop-outs never raise",
        replace(
            Given(
                EFFECT,
                {"M": MICE},
                {"R1": RCT},
                profile=body("R1", direction="against", n_waived=True),
            ),
            standings={"R1": "retracted"},
        ),
        "lab_animal",
        "it was contradicted; lab work alone may say no more than that",
    ),
    "an_upgrade_is_not_opened": Row(
        "drop-outs never raise",
        replace(
            bodied(
                Given(
                    EFFECT,
                    {"R1": replace(CONTROLLED, n=500), "R2": replace(CONTROLLED, n=500)},
                    library={"R3": trial(900)},
                ),
                "R1",
                "R2",
                "R3",
                large_effect=2,
            ),
            standings={"R3": "retracted"},
        ),
        "low",
        "the body was judged from a start of 4",
    ),
    "the_direction_rested_on_it": Row(
        "drop-outs rested",
        replace(
            trials(500, 500),
            profile=body("R1", ProfileStudy("R2", "against"), inconsistency=1),
            standings={"R1": "retracted"},
        ),
        "very_low",
        "nothing that is left bears the direction",
    ),
    "the_direction_rested_on_the_majority": Row(
        "drop-outs rested",
        replace(split(inconsistency=1), standings={"R1": "retracted"}),
        "very_low",
        "one for, one against are left",
    ),
    "a_body_without_direction_loses_a_study": Row(
        "drop-outs rested",
        replace(
            trials(500, 500, 500),
            profile=body("R1", ProfileStudy("R2", "against"), "R3", direction=""),
            standings={"R3": "retracted"},
        ),
        "mixed",
        "there was no direction to rest on it",
    ),
    "a_study_without_direction_beside_a_drop_out": Row(
        "drop-outs rested",
        replace(
            trials(500, 500, 500),
            profile=body("R1", ProfileStudy("R2", ""), "R3"),
            standings={"R3": "retracted"},
        ),
        "high",
        "what points nowhere does not point elsewhere",
    ),
    "a_drop_out_of_studies_that_agreed_and_were_judged_inconsistent": Row(
        "drop-outs rested",
        replace(trials(500, 500, 500, inconsistency=1), standings={"R3": "retracted"}),
        "moderate",
        "no study pointed another way, so the judgement stays",
    ),
    "a_tie_before_anything_dropped_out": Row(
        "drop-outs rested",
        replace(
            trials(500, 500, 500),
            profile=body("R1", ProfileStudy("R2", "against"), ProfileStudy("R3", "")),
            standings={"R3": "retracted"},
        ),
        "high",
        "the direction was judged against as many as now",
    ),
    "a_drop_out_that_agreed": Row(
        "drop-outs rested",
        replace(trials(500, 500, 500), standings={"R1": "retracted"}),
        "high",
        "nothing rested on it",
    ),
    "prognosis_whose_only_cohort_fell": Row(
        "drop-outs",
        replace(bodied(Given(PROGNOSIS, {"R1": COHORT}), "R1"), standings={"R1": "retracted"}),
        "no_source",
        "no support is left",
    ),
    "warning_without_support_against_a_controlled_trial": Row(
        "7 warning, read", Given(WARNING, against={"R1": RCT}), "contradicted", "starts at 4"
    ),
    "warning_without_support_against_moderate_guideline": Row(
        "7 warning, read",
        Given(WARNING, against={"G": replace(GUIDELINE, stated_certainty="moderate")}),
        "contradicted",
        "3 is enough",
    ),
    "harm_seen_that_fell": Row(
        "drop-outs",
        replace(
            bodied(
                Given(WARNING, {"R1": CASE_SERIES, "R2": CASE_REPORT}), "R1", "R2", n_waived=True
            ),
            standings={"R1": "retracted"},
        ),
        "low",
        "what is left starts at 2 as before",
    ),
}
