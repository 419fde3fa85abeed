"""The rule told once more, clause by clause, in cases written from the rule's words and not from its code.

`CLAUSES` are the sentences of the rule and of its readings; every one is named by a case (test_badges_cases.py).
"""

from dataclasses import replace
from typing import NamedTuple

from evidence.badges import ClaimFacts, ProfileStudy, SourceFacts, Verdict
from tests.evidence.badge_examples import (
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

CLAUSES = {
    "0 view": "A view is not graded.",
    "0 barred": "What says that it works, is safe, better or available is no view and no background.",
    "0 barred, read": "What line 0 bars is graded as what it asserts.",
    "0 definition": "Definitions are background.",
    "0 definition, read": "A definition becomes contradicted by a counted source, else no source.",
    "0 record": "The source of a record is a document, a registry entry or a stored search.",
    "0 record, read": "A counted contradicting document, search or publication makes it contradicted.",
    "0 search, read": "A search needs its date.",
    "1 confirmed": "A citation counts only if a reviewer confirms it.",
    "1 vouched": "An unlocatable quote is vouched for.",
    "1 dropped": "Mentions, irrelevant, opinion, protocol, retracted, withdrawn never count.",
    "1 partly": "Partly is no support until the sentence is narrowed.",
    "1 partly, read": "Partly is no contradiction either.",
    "1 comparison": "A comparison needs a source that compares.",
    "1 comparison, read": "A comparison, and 'no harm', need one for and against.",
    "2 contradicted": "No support and a counted contradiction in people: contradicted.",
    "2 not in people": "The contradiction is in people, unless it asks lab or background.",
    "2 no source": "No support and no contradiction: no source.",
    "2 background": "A guideline, reference work, systematic review or two independent reviews.",
    "2 uncontradicted": "Background is uncontradicted.",
    "2 asserts": "Otherwise it is graded as what it asserts.",
    "2 lab reviews, read": "Reviews of lab work do not make background.",
    "2 any harm, read": "Any counted harm in people contradicts 'no harm', whatever lab work says.",
    "2 case report, read": "A myth is contradicted only by more than one case report.",
    "3 lab": "What asks lab is lab_animal.",
    "3 all lab": "All support from lab or animals is lab_animal.",
    "3 against": "Evidence in people against it at low or above: contradicted.",
    "3 offsets": "Lab work never offsets evidence in people.",
    "3 level, read": "Against is a contradiction or the body; its level is that of lines 4-6.",
    "3 start, read": "Without a profile the level of what is against is its start.",
    "3 samples, read": "A lab claim supported by people's samples only is graded as what it asserts.",
    "no profile, mixed": "Support and contradiction in people, unappraised: mixed.",
    "no profile, other": "Other support in people, unappraised: very low.",
    "no profile, none in people": "A profile without a counted study in people is as none.",
    "4 effect": "Effect, harm: randomised 4, concurrent 2, none 1 (harm 2).",
    "4 descriptive": "Frequency, prognosis, test: suitable 4, else 2, case reports 1.",
    "4 review": "A systematic review starts as the studies pooled.",
    "4 guideline": "A guideline alone: its stated certainty, at most 3.",
    "4 narrative": "A narrative review alone: 1, or lab_animal.",
    "4 own start, read": "Never above the start of the claim's best counted support in people.",
    "4 missing, read": "A counted primary study that the profile lacks: very low.",
    "4 comparison, read": "The comparison confirmed on a citation replaces the study's design.",
    "4 pooled, read": "A review of several designs starts at the lowest, of animals is lab work.",
    "4 apart, read": "Unless it reports them apart.",
    "4 retracted inside, read": "A review that includes a retracted study is under concern.",
    "4 concurrent, read": "What is a concurrent comparison, and what is none.",
    "4 harm, read": "Start 2 for uncontrolled harm needs direction harm, and gets no upgrade.",
    "4 guideline, read": "Alone when the body has no study; uncertain is 1; no line 5.",
    "5 down": "The five domains lower by 0, 1 or 2.",
    "5 up": "Large 1 or 2, dose-response 1, confounding 1, from start 2 with nothing down.",
    "5 people": "Fewer than 400 lower by 1, fewer than 100 by 2.",
    "5 interval": "An interval that spans benefit and harm lowers by 2.",
    "5 surrogate": "A surrogate-only benefit is at most 2.",
    "5 cluster": "One independent cluster is at most 3.",
    "5 clamp": "Clamped to 1..4.",
    "5 setting, read": "Only the people studies whose design sets the start are counted.",
    "5 review's own, read": "A review's own trials are not counted again.",
    "5 unknown, read": "Unknown n is 0.",
    "5 minimum, read": "Minimum deductions count as down, and are waived or covered by a judgement.",
    "5 surrogate, read": "'No harm' is a benefit claim; a warning is none.",
    "5 registrations": "Reports of one trial are one cluster, however its number is written.",
    "5 links": "Reports that people linked are one cluster.",
    "6 concern": "Concern: the lower of with and without; alone 1.",
    "6 preprint": "Preprints or abstracts only: at most 2.",
    "6 together, read": "All under concern go together and the preprint cap is redone.",
    "6 none left, read": "No people study left: 1, even beside lab support.",
    "6 lines 2 and 3, read": "Lines 2-3 ignore concern.",
    "7 other way": "The body points the other way: contradicted.",
    "7 mixed": "Unexplained inconsistency 2: mixed.",
    "7 no difference, read": "No difference is another way.",
    "7 below, read": "At low or above contradicted, below very low.",
    "7 none, read": "No direction: mixed.",
    "7 explained, read": "Inconsistency marked explained is not mixed.",
    "7 warning, read": "'No harm' contradicts a warning only at moderate or above, else very low.",
    "8": "4 high, 3 moderate, 2 low, 1 very low.",
    "drop-outs": "When a study drops out the judgements stay; start, caps, clusters, n are redone.",
    "drop-outs never raise": "Drop-outs never raise a badge.",
    "drop-outs rested": "If the direction or inconsistency rested on what dropped: very low.",
}


class Row(NamedTuple):
    """One case: the clause it is about, what is given, the badge, and why in words."""

    clause: str
    given: Given
    badge: str
    why: str


def claim(asks: str, direction: str = "", **rest: object) -> ClaimFacts:
    return ClaimFacts(asks, direction, **rest)  # type: ignore[arg-type]


def judged(facts: SourceFacts, asks: ClaimFacts = EFFECT, **verdict: object) -> Given:
    """One source with a verdict of its own, and no appraisal."""
    verdict.setdefault("judgement", "supports")
    return Given(asks, library={"R1": facts}, verdicts=(Verdict("R1", **verdict),))  # type: ignore[arg-type]


def bodied(given: Given, *studies: str | ProfileStudy, **judgements: object) -> Given:
    """The same case with an appraisal of these studies."""
    judgements.setdefault("direction", given.claim.direction)
    return replace(given, profile=body(*studies, **judgements))  # type: ignore[arg-type]


BETTER = claim("effect", "for", comparative=True)
WORKS_VIEW = claim("view", "for", asserts="effect")
SAFE_VIEW = claim("view", "no_harm", asserts="harm")
AVAILABLE = claim("background", asserts="record")
MICE_ONLY = Given(EFFECT, {"M": MICE})

CASES: dict[str, Row] = {
    "view_that_nothing_grades": Row("0 view", Given(VIEW, {"R1": RCT}), "not_graded", "a view"),
    "view_about_prognosis": Row(
        "0 view",
        Given(claim("view", asserts="prognosis")),
        "not_graded",
        "nothing of what is barred",
    ),
    "view_that_it_works": Row("0 barred", Given(WORKS_VIEW), "no_source", "says that it works"),
    "view_that_it_is_safe": Row("0 barred", Given(SAFE_VIEW), "no_source", "says that it is safe"),
    "view_that_it_is_better": Row(
        "0 barred", Given(claim("view", "for", comparative=True)), "no_source", "says better"
    ),
    "background_that_it_is_sold": Row(
        "0 barred",
        Given(AVAILABLE, {"T": TEXTBOOK}),
        "no_source",
        "a textbook is no official record",
    ),
    "view_that_compares_how_often": Row(
        "0 barred, read",
        Given(claim("view", asserts="frequency", comparative=True), {"R1": SURVEY}),
        "very_low",
        "graded as a frequency, for which a survey compares",
    ),
    "view_that_it_works_in_mice": Row(
        "0 barred, read", Given(WORKS_VIEW, {"M": MICE}), "lab_animal", "graded as an effect"
    ),
    "view_that_it_works_unappraised": Row(
        "0 barred, read", Given(WORKS_VIEW, {"R1": RCT}), "very_low", "an effect without a profile"
    ),
    "view_that_it_is_safe_uncontrolled": Row(
        "0 barred, read",
        Given(SAFE_VIEW, {"R1": COHORT}),
        "no_source",
        "no harm needs a comparison",
    ),
    "background_that_it_is_approved": Row(
        "0 barred, read", Given(AVAILABLE, {"D": APPROVAL}), "record", "graded as a record"
    ),
    "definition_in_a_reference_work": Row(
        "0 definition",
        Given(BACKGROUND, {"T": TEXTBOOK}),
        "background",
        "a definition is background",
    ),
    "definition_contradicted_by_cells": Row(
        "0 definition, read", Given(BACKGROUND, against={"D": DISH}), "contradicted", "it counts"
    ),
    "definition_with_a_trial_only": Row(
        "0 definition, read", Given(BACKGROUND, {"R1": RCT}), "no_source", "no fitting source"
    ),
    "definition_with_a_trial_and_a_guideline_against": Row(
        "0 definition, read",
        Given(BACKGROUND, {"R1": RCT}, {"G": GUIDELINE}),
        "contradicted",
        "no background, and a counted source against it",
    ),
    "record_by_document": Row("0 record", Given(RECORD, {"D": APPROVAL}), "record", "official"),
    "record_by_registry": Row("0 record", Given(RECORD, {"D": REGISTRY}), "record", "registry"),
    "record_by_search": Row("0 record", Given(RECORD, {"S": SEARCH}), "record", "a stored search"),
    "record_by_guideline": Row(
        "0 record", Given(RECORD, {"G": GUIDELINE}), "no_source", "no record"
    ),
    "record_by_narrative_review": Row(
        "0 record", Given(RECORD, {"N": NARRATIVE}), "no_source", "a review is no record"
    ),
    "record_against_a_document": Row(
        "0 record, read",
        Given(RECORD, {"D": APPROVAL}, {"E": REGISTRY}),
        "contradicted",
        "a document",
    ),
    "record_against_a_search": Row(
        "0 record, read", Given(RECORD, {"D": APPROVAL}, {"S": SEARCH}), "contradicted", "a search"
    ),
    "record_against_a_trial": Row(
        "0 record, read", Given(RECORD, {"S": SEARCH}, {"R1": RCT}), "contradicted", "a publication"
    ),
    "record_against_a_retracted_trial": Row(
        "0 record, read",
        Given(RECORD, {"S": SEARCH}, {"R1": RCT}, standings={"R1": "retracted"}),
        "record",
        "a retracted publication does not count against it",
    ),
    "search_without_a_date": Row(
        "0 search, read", Given(RECORD, {"S": UNDATED_SEARCH}), "no_source", "undated"
    ),
    "undated_search_against": Row(
        "0 search, read", Given(RECORD, {"D": APPROVAL}, {"S": UNDATED_SEARCH}), "record", "undated"
    ),
    "not_confirmed": Row("1 confirmed", judged(RCT, judgement=""), "no_source", "nobody confirmed"),
    "confirmed_against_the_authors_stance": Row(
        "1 confirmed",
        judged(RCT, judgement="contradicts", stance="supports"),
        "contradicted",
        "the reviewer's word counts, not the author's",
    ),
    "quote_not_found": Row(
        "1 vouched", judged(RCT, quote_located=False), "no_source", "not vouched"
    ),
    "quote_vouched": Row(
        "1 vouched", judged(RCT, quote_located=False, vouched=True), "very_low", "vouched for"
    ),
    "contradiction_not_found": Row(
        "1 vouched",
        judged(RCT, judgement="contradicts", quote_located=False),
        "no_source",
        "an unfound quote contradicts nothing",
    ),
    "mentions": Row("1 dropped", judged(RCT, judgement="mentions"), "no_source", "a mention"),
    "irrelevant": Row("1 dropped", judged(RCT, judgement="irrelevant"), "no_source", "irrelevant"),
    "opinion": Row("1 dropped", judged(people("opinion")), "no_source", "an opinion"),
    "protocol": Row("1 dropped", judged(people("protocol")), "no_source", "a protocol"),
    "protocol_for_background": Row(
        "1 dropped", judged(people("protocol"), BACKGROUND), "no_source", "a protocol"
    ),
    "retracted": Row(
        "1 dropped", replace(judged(RCT), standings={"R1": "retracted"}), "no_source", "retracted"
    ),
    "withdrawn_guideline": Row(
        "1 dropped",
        replace(judged(GUIDELINE, BACKGROUND), standings={"R1": "withdrawn"}),
        "no_source",
        "withdrawn",
    ),
    "retracted_contradiction": Row(
        "1 dropped",
        Given(EFFECT, {"R1": RCT}, {"R2": RCT}, standings={"R2": "retracted"}),
        "very_low",
        "only the support is left, unappraised",
    ),
    "partly_beside_support": Row(
        "1 partly",
        Given(EFFECT, {"M": MICE}, library={"R1": RCT}, verdicts=(Verdict("R1", "partly"),)),
        "lab_animal",
        "the trial does not count, the mice do",
    ),
    "partly_alone": Row(
        "1 partly", judged(TEXTBOOK, BACKGROUND, judgement="partly"), "no_source", ""
    ),
    "partly_against": Row(
        "1 partly, read",
        Given(
            BACKGROUND, {"T": TEXTBOOK}, library={"R1": RCT}, verdicts=(Verdict("R1", "partly"),)
        ),
        "background",
        "partly contradicts nothing",
    ),
    "better_from_one_arm": Row(
        "1 comparison", Given(BETTER, {"R1": SINGLE_ARM}), "no_source", "one arm"
    ),
    "better_from_a_cohort_with_a_group": Row(
        "1 comparison",
        Given(BETTER, {"R1": COHORT_WITH_GROUP}),
        "very_low",
        "it compares, unappraised",
    ),
    "better_from_a_narrative_review": Row(
        "1 comparison", Given(BETTER, {"N": NARRATIVE}), "no_source", "it compares nothing itself"
    ),
    "better_against_one_arm": Row(
        "1 comparison, read",
        Given(BETTER, {"R1": CONTROLLED}, {"R2": SINGLE_ARM}),
        "very_low",
        "what compares nothing does not count against it either",
    ),
    "no_harm_from_a_survey": Row(
        "1 comparison, read", Given(NO_HARM, {"R1": SURVEY}), "no_source", "no comparison"
    ),
    "no_harm_from_a_case_control_study": Row(
        "1 comparison, read",
        Given(NO_HARM, {"R1": CASE_CONTROL}),
        "very_low",
        "compares, unappraised",
    ),
    "no_harm_against_a_warning_uncontrolled": Row(
        "1 comparison, read",
        Given(WARNING, {"R1": CASE_REPORT}, {"R2": COHORT}),
        "very_low",
        "an uncontrolled 'no harm' does not contradict the warning",
    ),
    "contradicted_by_a_trial": Row(
        "2 contradicted", Given(EFFECT, against={"R1": RCT}), "contradicted", "in people"
    ),
    "frequency_contradicted_by_a_survey": Row(
        "2 contradicted", Given(FREQUENCY, against={"R1": SURVEY}), "contradicted", "in people"
    ),
    "prognosis_contradicted_by_mice": Row(
        "2 not in people", Given(PROGNOSIS, against={"M": MICE}), "no_source", "mice only"
    ),
    "lab_contradicted_by_cells": Row(
        "2 not in people", Given(LAB, against={"D": DISH}), "contradicted", "it asks lab"
    ),
    "nothing_at_all": Row("2 no source", Given(TEST), "no_source", "nothing"),
    "guideline_makes_background": Row(
        "2 background", Given(BACKGROUND, {"G": GUIDELINE}), "background", "a guideline"
    ),
    "systematic_review_makes_background": Row(
        "2 background", Given(BACKGROUND, {"R": review("cohort")}), "background", "systematic"
    ),
    "two_reviews_make_background": Row(
        "2 background", Given(BACKGROUND, {"N1": NARRATIVE, "N2": NARRATIVE}), "background", "two"
    ),
    "one_review_makes_none": Row(
        "2 background", Given(BACKGROUND, {"N1": NARRATIVE}), "no_source", "one is not two"
    ),
    "two_reports_of_one_review": Row(
        "2 background",
        Given(BACKGROUND, dict.fromkeys(("N1", "N2"), replace(NARRATIVE, links=("N1 N2",)))),
        "no_source",
        "linked reports are not independent",
    ),
    "background_with_something_against": Row(
        "2 uncontradicted",
        Given(claim("background", asserts="frequency"), {"T": TEXTBOOK}, {"R1": SURVEY}),
        "mixed",
        "graded as a frequency: for and against in people, unappraised",
    ),
    "background_asserting_prognosis": Row(
        "2 asserts",
        Given(claim("background", asserts="prognosis"), {"R1": COHORT}),
        "very_low",
        "graded as a prognosis, unappraised",
    ),
    "background_asserting_lab": Row(
        "2 asserts", Given(claim("background", asserts="lab"), {"D": DISH}), "lab_animal", "as lab"
    ),
    "two_reviews_of_lab_work": Row(
        "2 lab reviews, read",
        Given(BACKGROUND, {"N1": LAB_NARRATIVE, "N2": LAB_NARRATIVE}),
        "no_source",
        "reviews of lab work",
    ),
    "systematic_review_of_animals": Row(
        "2 lab reviews, read",
        Given(BACKGROUND, {"R": review("animal", populations=("animals",))}),
        "no_source",
        "a review of lab work",
    ),
    "no_harm_and_a_case_of_harm": Row(
        "2 any harm, read",
        Given(NO_HARM, {"R1": RCT}, {"R2": CONTROLLED}),
        "contradicted",
        "harm in people, in a source that compares",
    ),
    "no_harm_in_mice_and_harm_in_people": Row(
        "2 any harm, read",
        Given(NO_HARM, {"M": MICE}, {"R2": RCT}),
        "contradicted",
        "harm in people",
    ),
    "myth_against_one_case_report": Row(
        "2 case report, read", Given(EFFECT, against={"R1": CASE_REPORT}), "no_source", "one only"
    ),
    "myth_against_two_case_reports": Row(
        "2 case report, read",
        Given(EFFECT, against={"R1": CASE_REPORT, "R2": CASE_REPORT}),
        "contradicted",
        "more than one",
    ),
    "myth_against_one_case_series": Row(
        "2 case report, read",
        Given(EFFECT, against={"R1": CASE_SERIES}),
        "contradicted",
        "a series is more than one case",
    ),
    "lab_claim_from_people": Row("3 lab", Given(LAB, {"R1": RCT}), "lab_animal", "asks lab"),
    "warning_from_mice": Row("3 all lab", Given(WARNING, {"M": MICE}), "lab_animal", "mice"),
    "human_cells_in_mice": Row(
        "3 all lab",
        Given(EFFECT, {"M": SourceFacts("animal", "people_samples", 12)}),
        "lab_animal",
        "human cells in mice are animal work",
    ),
    "test_from_samples_in_a_dish": Row(
        "3 all lab", Given(TEST, {"D": SourceFacts("in_vitro", "cells")}), "lab_animal", "a dish"
    ),
    "mice_against_a_trial": Row(
        "3 against", Given(EFFECT, {"M": MICE}, {"R1": RCT}), "contradicted", "a trial starts at 4"
    ),
    "mice_against_one_arm": Row(
        "3 start, read", Given(EFFECT, {"M": MICE}, {"R1": SINGLE_ARM}), "lab_animal", "starts at 1"
    ),
    "mice_against_a_cohort_with_a_group": Row(
        "3 start, read",
        Given(EFFECT, {"M": MICE}, {"R1": COHORT_WITH_GROUP}),
        "contradicted",
        "starts at 2, low",
    ),
    "trial_against_mice": Row(
        "3 offsets",
        replace(two_trials(), against={"M1": MICE, "M2": DISH}),
        "high",
        "lab work does not offset two trials",
    ),
    "mice_against_a_body_that_agrees": Row(
        "3 level, read",
        replace(MICE_ONLY, library={"R1": RCT, "R2": RCT}, profile=body("R1", "R2")),
        "lab_animal",
        "the body is not against it",
    ),
    "mice_against_a_body_that_points_nowhere": Row(
        "3 level, read",
        bodied(Given(FREQUENCY, {"M": MICE}, {"R1": SURVEY}), "R1", n_waived=True),
        "contradicted",
        "a body without a direction does not agree with a sentence without one",
    ),
    "mice_against_a_body_at_low": Row(
        "3 level, read",
        replace(
            MICE_ONLY,
            library={"R1": RCT, "R2": RCT},
            profile=body("R1", "R2", direction="against", risk_of_bias=2),
        ),
        "contradicted",
        "the body is against it at low",
    ),
    "mice_against_a_body_at_very_low": Row(
        "3 level, read",
        replace(
            MICE_ONLY,
            library={"R1": RCT, "R2": RCT},
            profile=body("R1", "R2", direction="against", risk_of_bias=2, indirectness=1),
        ),
        "lab_animal",
        "the body is too weak",
    ),
    "lab_claim_from_samples": Row(
        "3 samples, read",
        Given(
            claim("lab", asserts="frequency"),
            {"R1": SourceFacts("cross_sectional", "people_samples", 300)},
        ),
        "very_low",
        "a frequency in people's samples, unappraised",
    ),
    "lab_claim_from_samples_and_mice": Row(
        "3 samples, read",
        Given(
            claim("lab", asserts="frequency"),
            {"R1": SourceFacts("cross_sectional", "people_samples", 300), "M": MICE},
        ),
        "lab_animal",
        "not samples only",
    ),
    "for_and_against_unappraised": Row(
        "no profile, mixed", Given(PROGNOSIS, {"R1": COHORT}, {"R2": COHORT}), "mixed", ""
    ),
    "for_in_people_against_in_mice_unappraised": Row(
        "no profile, other",
        Given(EFFECT, {"R1": RCT}, {"M": MICE}),
        "very_low",
        "mice do not count",
    ),
    "guideline_unappraised": Row(
        "no profile, other", Given(EFFECT, {"G": GUIDELINE}), "very_low", "nothing exceeds very low"
    ),
    "profile_of_mice_only": Row(
        "no profile, none in people",
        Given(EFFECT, {"R1": RCT}, {"R2": RCT}, library={"M": MICE}, profile=body("M")),
        "mixed",
        "as without a profile",
    ),
    "profile_of_retracted_studies_only": Row(
        "no profile, none in people",
        replace(
            two_trials(), supports={"R3": RCT}, standings={"R1": "retracted", "R2": "retracted"}
        ),
        "very_low",
        "no counted study left",
    ),
    "profile_of_a_retracted_guideline_only": Row(
        "no profile, none in people",
        replace(
            bodied(Given(EFFECT, {"R1": RCT}, library={"G": GUIDELINE}), "G", direction="against"),
            standings={"G": "retracted"},
        ),
        "very_low",
        "what was retracted points nowhere",
    ),
    "two_trials": Row("4 effect", appraised(EFFECT, R1=RCT, R2=RCT), "high", "randomised 4"),
    "two_controlled_studies": Row(
        "4 effect", appraised(EFFECT, R1=CONTROLLED, R2=CASE_CONTROL), "low", "concurrent 2"
    ),
    "two_single_arms": Row(
        "4 effect", appraised(EFFECT, R1=SINGLE_ARM, R2=SINGLE_ARM), "very_low", "none 1"
    ),
    "harm_in_single_arms": Row(
        "4 effect", appraised(WARNING, R1=SINGLE_ARM, R2=CASE_REPORT), "low", "harm 2"
    ),
    "frequency_in_two_cohorts": Row(
        "4 descriptive", appraised(FREQUENCY, R1=COHORT, R2=COHORT), "high", "suitable 4"
    ),
    "prognosis_in_a_trial": Row(
        "4 descriptive", appraised(PROGNOSIS, R1=RCT, R2=RCT), "low", "another study 2"
    ),
    "test_in_case_reports": Row(
        "4 descriptive", appraised(TEST, R1=CASE_REPORT, R2=CASE_SERIES), "very_low", "1"
    ),
    "review_of_cohorts_for_an_effect": Row(
        "4 review", appraised(EFFECT, R=review("cohort")), "very_low", "no concurrent group known"
    ),
    "review_of_trials": Row("4 review", appraised(EFFECT, R=review("rct")), "high", "as trials"),
    "guideline_that_says_high": Row(
        "4 guideline", appraised(EFFECT, G=GUIDELINE), "moderate", "at most 3"
    ),
    "guideline_that_says_very_low": Row(
        "4 guideline",
        appraised(EFFECT, G=replace(GUIDELINE, stated_certainty="very_low")),
        "very_low",
        "its own word",
    ),
    "narrative_review_appraised": Row(
        "4 narrative", appraised(EFFECT, N=NARRATIVE), "very_low", "1"
    ),
    "narrative_review_of_the_lab": Row(
        "4 narrative", appraised(EFFECT, N=LAB_NARRATIVE), "lab_animal", "about lab work"
    ),
    "claim_cites_the_weaker_study": Row(
        "4 own start, read",
        replace(
            Given(EFFECT, {"R3": CONTROLLED}, library={"R1": RCT, "R2": RCT}),
            profile=body("R1", "R2", "R3"),
        ),
        "low",
        "the body is high, its own support starts at 2",
    ),
    "claim_cites_a_case_report_of_a_high_body": Row(
        "4 own start, read",
        replace(
            Given(EFFECT, {"R3": CASE_REPORT}, library={"R1": RCT, "R2": RCT}),
            profile=body("R1", "R2", "R3"),
        ),
        "very_low",
        "its own support starts at 1",
    ),
    "cited_trial_not_appraised": Row(
        "4 missing, read",
        replace(two_trials(), supports={"R1": RCT, "R9": RCT}),
        "very_low",
        "the profile lacks R9",
    ),
    "cited_review_not_appraised": Row(
        "4 missing, read",
        replace(two_trials(), supports={"R1": RCT, "R9": review("rct")}),
        "high",
        "a review is no primary study",
    ),
    "contradicting_study_not_appraised": Row(
        "4 missing, read",
        replace(two_trials(), against={"R9": SINGLE_ARM}),
        "very_low",
        "a counted study against it is missing, too",
    ),
    "trial_read_as_before_and_after": Row(
        "4 comparison, read",
        bodied(
            Given(
                EFFECT,
                library={"R1": RCT, "R2": RCT},
                verdicts=(Verdict("R1", "supports", comparison="single_arm_trial"),),
            ),
            "R1",
            "R2",
        ),
        "very_low",
        "before and after behind this sentence: starts at 1",
    ),
    "guideline_stays_a_guideline": Row(
        "4 comparison, read",
        bodied(
            Given(
                EFFECT,
                library={"G": GUIDELINE},
                verdicts=(Verdict("G", "supports", comparison="rct"),),
            ),
            "G",
        ),
        "moderate",
        "a guideline is no study whose design could be replaced",
    ),
    "review_of_trials_and_cohorts": Row(
        "4 pooled, read", appraised(EFFECT, R=review("rct", "cohort")), "very_low", "the lowest: 1"
    ),
    "review_of_trials_and_controlled": Row(
        "4 pooled, read",
        appraised(EFFECT, R=review("rct", "nonrandomised_controlled")),
        "low",
        "the lowest: 2",
    ),
    "review_of_people_and_animals": Row(
        "4 pooled, read",
        appraised(EFFECT, R=review("rct", "animal", populations=("people", "animals"))),
        "lab_animal",
        "lab work",
    ),
    "review_of_trials_and_cohorts_apart": Row(
        "4 apart, read",
        appraised(EFFECT, R=review("rct", "cohort", reports_apart=True)),
        "high",
        "trials are reported apart",
    ),
    "review_of_people_and_animals_apart": Row(
        "4 apart, read",
        appraised(
            EFFECT, R=review("rct", "animal", populations=("people", "animals"), reports_apart=True)
        ),
        "high",
        "people are reported apart",
    ),
    "review_with_a_retracted_study": Row(
        "4 retracted inside, read",
        appraised(EFFECT, R=review("rct", includes_retracted=True)),
        "very_low",
        "under concern and alone",
    ),
    "cohort_without_a_group": Row(
        "4 concurrent, read",
        appraised(EFFECT, R1=COHORT, R2=COHORT),
        "very_low",
        "no concurrent group",
    ),
    "cohort_with_a_group": Row(
        "4 concurrent, read", appraised(EFFECT, R1=COHORT_WITH_GROUP), "low", "a concurrent group"
    ),
    "case_series_of_a_prognosis": Row(
        "4 concurrent, read", appraised(PROGNOSIS, R1=CASE_SERIES), "very_low", "as case reports"
    ),
    "unclear_design": Row(
        "4 concurrent, read",
        appraised(EFFECT, R1=people("other")),
        "very_low",
        "anything else is 1",
    ),
    "harm_uncontrolled_with_a_large_effect": Row(
        "4 harm, read",
        replace(
            Given(WARNING, {"R1": SINGLE_ARM}),
            profile=body("R1", direction="harm", large_effect=2, n_waived=True),
        ),
        "low",
        "start 2 without an upgrade",
    ),
    "harm_uncontrolled_in_a_body_without_direction": Row(
        "4 harm, read",
        replace(
            Given(NO_HARM, {"R1": CONTROLLED}),
            profile=body("R1", direction="no_harm", n_waived=True),
        ),
        "low",
        "no harm is compared, and starts at 2 as any concurrent comparison",
    ),
    "guideline_without_a_grade": Row(
        "4 guideline, read", appraised(EFFECT, G=SourceFacts("guideline")), "very_low", "1"
    ),
    "guideline_lowered_by_nothing": Row(
        "4 guideline, read",
        bodied(Given(EFFECT, {"G": GUIDELINE}), "G", risk_of_bias=2, imprecision=2),
        "moderate",
        "line 5 does not apply",
    ),
    "guideline_beside_a_study": Row(
        "4 guideline, read",
        bodied(
            Given(EFFECT, {"G": GUIDELINE}, library={"R1": SINGLE_ARM}), "G", "R1", n_waived=True
        ),
        "very_low",
        "not alone: the body starts as its study",
    ),
}
