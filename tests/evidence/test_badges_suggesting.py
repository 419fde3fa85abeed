"""What the facts suggest for each GRADE judgement: one table, a line for each thing they can say."""

from typing import Any

import pytest

from evidence import badges
from evidence.badges import (
    ClaimFacts,
    ProfileFacts,
    ProfileStudy,
    SourceFacts,
    Suggestion,
    Verdict,
)
from evidence.badges.rule import (
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    OWN,
    RATING_UP,
)
from evidence.effects import Counts, difference, problem_of, ratio, sentence

TRIAL = {"design": "rct", "population": "people", "n": 500}
COHORT = {"design": "cohort", "population": "people", "n": 500, "concurrent_group": True}
ARM = {"design": "single_arm_trial", "population": "people", "n": 500}
MICE = {"design": "animal", "population": "animals", "n": 20}


def suggested(
    *studies: dict[str, Any], asks: str = "effect", direction: str = "for", **more: Any
) -> dict[str, Suggestion]:
    """What is suggested over these studies (facts, and `way` where a study points elsewhere), by field."""
    facts = {
        f"R{n}": SourceFacts(**{k: v for k, v in one.items() if k != "way"})
        for n, one in enumerate(studies, 1)
    }
    listed = tuple(
        ProfileStudy(f"R{n}", one.get("way", direction)) for n, one in enumerate(studies, 1)
    )
    judged = {name: more.pop(name) for name in ("interval_spans_both",) if name in more}
    made = badges.suggest(
        ClaimFacts(asks=asks, direction=direction),
        [Verdict(key, "supports") for key in facts],
        facts,
        ProfileFacts(listed, direction=direction, **judged),
        {},
        **more,
    )
    return {one.field: one for one in made}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "two large trials that agree": ({"of": [TRIAL, TRIAL]}, {}),
    "no study at all": ({"of": []}, {}),
    "mice only": ({"of": [MICE]}, {}),
    "399 people": ({"of": [{**TRIAL, "n": 199}, {**TRIAL, "n": 200}]}, {"imprecision": 1}),
    "400 people": ({"of": [{**TRIAL, "n": 200}, {**TRIAL, "n": 200}]}, {}),
    "99 people": ({"of": [{**TRIAL, "n": 99}]}, {"imprecision": 2}),
    "100 people": ({"of": [{**TRIAL, "n": 100}]}, {"imprecision": 1}),
    "nobody counted": ({"of": [{**TRIAL, "n": None}]}, {"imprecision": 2}),
    "people of one trial once": (
        {"of": [{**TRIAL, "n": 250, "cluster": "NCT1"}] * 2},
        {"imprecision": 1},
    ),
    "an interval judged to span both": (
        {"of": [TRIAL], "interval_spans_both": True},
        {"imprecision": 2},
    ),
    "numbers whose interval spans both": (
        {"of": [TRIAL], "counts": Counts(10, 250, 9, 250)},
        {"imprecision": 2, "interval_spans_both": True},
    ),
    "numbers that are plain": ({"of": [TRIAL], "counts": Counts(120, 250, 60, 250)}, {}),
    "one of three against": (
        {"of": [TRIAL, TRIAL, {**TRIAL, "way": "against"}]},
        {"inconsistency": 1},
    ),
    "one against one": ({"of": [TRIAL, {**TRIAL, "way": "no_difference"}]}, {"inconsistency": 2}),
    "two reports of one trial against one": (
        {"of": [{**TRIAL, "cluster": "N"}, {**TRIAL, "cluster": "N"}, {**TRIAL, "way": "against"}]},
        {"inconsistency": 2},
    ),
    "samples from people only": (
        {"of": [{**TRIAL, "population": "people_samples"}]},
        {"indirectness": 1},
    ),
    "samples beside people": ({"of": [TRIAL, {**TRIAL, "population": "people_samples"}]}, {}),
    "preprints only": ({"of": [{**TRIAL, "is_preprint": True}]}, {"risk_of_bias": 1}),
    "a preprint beside a paper": ({"of": [TRIAL, {**TRIAL, "is_preprint": True}]}, {}),
    "no concurrent comparison": ({"of": [ARM]}, {"risk_of_bias": 1}),
    "no comparison, but one that counts more has": ({"of": [ARM, TRIAL]}, {}),
    "a warning needs none": ({"of": [ARM], "asks": "harm", "direction": "harm"}, {}),
    "a frequency needs none": (
        {"of": [{**TRIAL, "design": "cross_sectional"}], "asks": "frequency", "direction": ""},
        {},
    ),
    "small, and a seller was involved": (
        {"of": [{**TRIAL, "n": 90}], "interests": {"R1": "seller"}},
        {"imprecision": 2, "publication_bias": 1},
    ),
    "large, and a seller was involved": ({"of": [TRIAL], "interests": {"R1": "seller"}}, {}),
    "not so small, and a seller was involved": (
        {"of": [{**TRIAL, "n": 100}], "interests": {"R1": "seller"}},
        {"imprecision": 1},
    ),
    "a surrogate by all": ({"of": [TRIAL], "surrogates": {"R1"}}, {"surrogate_only": True}),
    "a surrogate by one of two": ({"of": [TRIAL, TRIAL], "surrogates": {"R1"}}, {}),
    "a large effect in a cohort": (
        {"of": [COHORT], "counts": Counts(90, 250, 30, 250)},
        {"large_effect": 1},
    ),
    "a very large effect in a cohort": (
        {"of": [COHORT], "counts": Counts(100, 250, 15, 250)},
        {"large_effect": 2},
    ),
    "a protection as large": (
        {"of": [COHORT], "counts": Counts(30, 250, 90, 250)},
        {"large_effect": 1},
    ),
    "twice is large": (
        {"of": [COHORT], "counts": Counts(100, 250, 50, 250)},
        {"large_effect": 1},
    ),
    "large, though it may be less than twice": (
        {"of": [COHORT], "counts": Counts(110, 250, 50, 250)},
        {"large_effect": 1},
    ),
    "five times is very large": (
        {"of": [COHORT], "counts": Counts(125, 250, 25, 250)},
        {"large_effect": 2},
    ),
    "sure, but not large": ({"of": [COHORT], "counts": Counts(120, 250, 80, 250)}, {}),
    "large, but perhaps by chance": (
        {"of": [COHORT], "counts": Counts(4, 250, 1, 250)},
        {"imprecision": 2, "interval_spans_both": True},
    ),
    "a large effect in a trial raises nothing": (
        {"of": [TRIAL], "counts": Counts(90, 250, 30, 250)},
        {},
    ),
}


def by_case(case: str) -> dict[str, Suggestion]:
    given, _ = CASES[case]
    return suggested(*given["of"], **{k: v for k, v in given.items() if k != "of"})


@pytest.mark.parametrize("case", CASES)
def test_facts_suggest(case: str) -> None:
    assert {field: one.value for field, one in by_case(case).items()} == CASES[case][1]


RISK_OF_BIAS = "GRADE guidelines 4 (Guyatt 2011, doi:10.1016/j.jclinepi.2010.07.017)"
PUBLICATION_BIAS = "GRADE guidelines 5 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.01.011)"


@pytest.mark.parametrize(
    ("case", "field", "why", "source"),
    [
        ("99 people", "imprecision", "99 people in all, fewer than 100.", IMPRECISION),
        ("100 people", "imprecision", "100 people in all, fewer than 400.", IMPRECISION),
        (
            "nobody counted",
            "imprecision",
            "0 people in all, fewer than 100; no number is recorded for R1.",
            IMPRECISION,
        ),
        (
            "an interval judged to span both",
            "imprecision",
            "The interval spans benefit and harm.",
            IMPRECISION,
        ),
        (
            "numbers whose interval spans both",
            "interval_spans_both",
            (
                "The ratio of risks may be anything from 0.46 to 2.69: a quarter less or more"
                " matters."
            ),
            IMPRECISION,
        ),
        (
            "one of three against",
            "inconsistency",
            (
                "The studies point different ways (1 against and 2 for), independent groups of"
                " patients counted once."
            ),
            INCONSISTENCY,
        ),
        (
            "samples from people only",
            "indirectness",
            "Seen in samples from people, not in the people themselves (R1).",
            INDIRECTNESS,
        ),
        (
            "preprints only",
            "risk_of_bias",
            "Preprints or conference abstracts only: nobody has examined how they were done.",
            OWN,
        ),
        (
            "no concurrent comparison",
            "risk_of_bias",
            ("No concurrent comparison: nothing says what would have happened without it (R1)."),
            RISK_OF_BIAS,
        ),
        (
            "small, and a seller was involved",
            "publication_bias",
            (
                "Small studies only, and a seller or clinic was involved in R1: others may lie in"
                " drawers."
            ),
            PUBLICATION_BIAS,
        ),
        (
            "a surrogate by all",
            "surrogate_only",
            "Reviewers found that R1 saw another outcome than the sentences name.",
            INDIRECTNESS,
        ),
        (
            "a large effect in a cohort",
            "large_effect",
            ("The ratio of risks is 3.00 (2.06 to 4.36); it counts only with nothing lowered."),
            RATING_UP,
        ),
    ],
)
def test_a_suggestion_says_why_and_whose_rule_it_is(
    case: str, field: str, why: str, source: str
) -> None:
    one = by_case(case)[field]
    assert (one.field, one.why, one.source) == (field, why, source)


def probe(*studies: dict[str, Any], **judged: Any) -> tuple[Any, ...]:
    facts = {f"R{n}": SourceFacts(**one) for n, one in enumerate(studies, 1)}
    listed = tuple(ProfileStudy(key, "for") for key in facts)
    return (
        ClaimFacts("effect", "for"),
        [Verdict(key, "supports") for key in facts],
        facts,
        ProfileFacts(listed, direction="for", **judged),
        {},
    )


def moving(*studies: dict[str, Any], **judged: Any) -> frozenset[str]:
    return badges.which_can_move(*probe(*studies, **judged))


LOWERING = set(badges.LOWERING)


def test_of_mice_no_judgement_decides() -> None:
    assert moving(MICE) == frozenset()


def test_of_trials_what_lowers_decides_and_what_raises_does_not() -> None:
    assert moving(TRIAL, TRIAL) == LOWERING | {"interval_spans_both", "surrogate_only"}


def test_of_cohorts_what_raises_decides_until_something_is_lowered() -> None:
    raising = {"large_effect", "dose_response", "plausible_confounding"}
    assert raising < moving(COHORT, COHORT)
    assert not raising & moving(COHORT, COHORT, risk_of_bias=1)


@pytest.mark.parametrize(
    ("names", "studies", "judged", "can"),
    [
        (badges.LOWERING, [TRIAL, TRIAL], {}, True),
        (badges.LOWERING, [MICE], {}, False),
        ([], [TRIAL, TRIAL], {}, False),
        # One step is left before the lowest.
        (["imprecision"], [TRIAL, TRIAL], {"risk_of_bias": 2}, True),
        # Two steps lead to where a surrogate holds it anyway.
        (["imprecision"], [TRIAL, TRIAL], {"surrogate_only": True}, False),
        (["imprecision", "indirectness"], [TRIAL, TRIAL], {"surrogate_only": True}, True),
    ],
)
def test_what_is_left_open_can_move_a_badge_together(
    names: Any, studies: list[dict[str, Any]], judged: dict[str, Any], can: bool
) -> None:
    assert badges.open_ones_can_move(*probe(*studies, **judged), names=names) is can


def test_few_people_make_the_waiver_decide() -> None:
    assert "n_waived" in moving({**TRIAL, "n": 150}, {**TRIAL, "n": 150})
    assert "n_waived" not in moving(TRIAL, TRIAL)


def test_whether_it_is_explained_decides_only_where_studies_disagree() -> None:
    assert "inconsistency_explained" not in moving(TRIAL, TRIAL)
    assert "inconsistency_explained" in moving(TRIAL, TRIAL, inconsistency=2)


# Numbers


def test_a_difference_has_the_interval_of_newcombe() -> None:
    """His example: 56 of 70 against 48 of 80."""
    gap, low, high = difference(Counts(56, 70, 48, 80))
    assert (round(gap, 4), round(low, 4), round(high, 4)) == (0.2, 0.0524, 0.3339)


def test_a_ratio_has_the_interval_of_katz_and_none_counts_as_half() -> None:
    middle, low, high = ratio(Counts(30, 100, 10, 100))
    assert (round(middle, 2), round(low, 2), round(high, 2)) == (3.0, 1.55, 5.8)
    assert ratio(Counts(5, 50, 0, 50))[0] == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (Counts(8, 17), "Clear skin: 8 of 17; nobody was compared with them."),
        (
            Counts(30, 100, 10, 100),
            (
                "Clear skin: 30 of 100 with it, 10 of 100 without; 20 more of every 100"
                " (95% interval: 9 more of every 100 to 31 more of every 100)."
            ),
        ),
        (
            Counts(10, 100, 10, 100),
            (
                "Clear skin: 10 of 100 with it, 10 of 100 without; none more or fewer of every 100"
                " (95% interval: 9 fewer of every 100 to 9 more of every 100)."
            ),
        ),
    ],
)
def test_an_effect_is_told_in_absolute_numbers(counts: Counts, told: str) -> None:
    assert sentence(counts, outcome="clear skin") == told
    assert sentence(counts, outcome="clear skin", follow_up="a year.").endswith(
        " Followed for a year."
    )


@pytest.mark.parametrize(
    ("counts", "wrong"),
    [
        (Counts(3, 2), "3 of 2 cannot be"),
        (Counts(0, 0), "at least one"),
        (Counts(1, 2, 1, None), "or neither"),
        (Counts(1, 2, 5, 4), "5 of 4 cannot be"),
        (Counts(0, 2, 0, 1), ""),
    ],
)
def test_numbers_that_cannot_be_are_refused(counts: Counts, wrong: str) -> None:
    assert wrong in problem_of(counts)
    assert bool(problem_of(counts)) == bool(wrong)
