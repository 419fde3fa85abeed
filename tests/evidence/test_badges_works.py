"""References that were merged are one work: the rule counts it once, whatever its copies say (D9)."""

import random
from dataclasses import replace

import pytest

from evidence.badges import LADDER, ClaimFacts, ProfileStudy, SourceFacts, Verdict, domains_can_move
from evidence.badges.works import facts_by_work
from tests.evidence.badge_examples import (
    CASE_REPORT,
    EFFECT,
    NARRATIVE,
    RCT,
    Given,
    body,
    people,
    review,
)
from tests.evidence.test_badges_properties import KEYS, random_cases

BACKGROUND = ClaimFacts("background")
BIG = people("rct", 500)
SMALL = people("rct", 150)


def copy_of(key: str, facts: SourceFacts) -> SourceFacts:
    return replace(facts, work=key)


def unmerged(given: Given) -> Given:
    """The same references as if each were a work of its own."""

    def alone(known: dict[str, SourceFacts]) -> dict[str, SourceFacts]:
        return {key: replace(facts, work="") for key, facts in known.items()}

    return replace(
        given,
        supports=alone(given.supports),
        against=alone(given.against),
        library=alone(given.library),
    )


R1, COPY = ProfileStudy("R1", "for"), ProfileStudy("R1b", "for")
R2, D = ProfileStudy("R2", "against"), ProfileStudy("D", "for")


def appraised(*studies: ProfileStudy, library: dict[str, SourceFacts], **judged: int) -> Given:
    """R1 is cited for the sentence; `studies` are the appraised body, which points its way."""
    cited = (Verdict("R1", "supports"),)
    return Given(EFFECT, verdicts=cited, library=library, profile=body(*studies, **judged))


@pytest.mark.parametrize(
    ("given", "value"),
    [
        pytest.param(
            appraised(R1, COPY, library={"R1": RCT, "R1b": copy_of("R1", RCT)}, risk_of_bias=1),
            "low",
            id="250 people are not 500",
        ),
        pytest.param(
            appraised(
                R1,
                replace(COPY, apart_from_reviews=True),
                library={"R1": RCT, "R1b": copy_of("R1", RCT)},
                risk_of_bias=1,
            ),
            "low",
            id="a copy said to stand apart from the reviews adds nobody",
        ),
        pytest.param(
            appraised(R1, COPY, library={"R1": BIG, "R1b": copy_of("R1", BIG)}),
            "moderate",
            id="one trial is one group",
        ),
        pytest.param(
            appraised(
                R1,
                COPY,
                D,
                library={
                    "R1": people("rct", cluster="NCT1"),
                    "R1b": copy_of("R1", people("rct", cluster="NCT2")),
                    "D": people("rct", cluster="NCT2"),
                },
                risk_of_bias=1,
            ),
            "low",
            id="copies that name two trials make these one",
        ),
        pytest.param(
            appraised(R1, COPY, D, library={"R1": SMALL, "R1b": copy_of("R1", BIG), "D": SMALL}),
            "moderate",
            id="where copies differ in numbers, those of the copy that stands hold",
        ),
        pytest.param(
            replace(
                appraised(
                    R1,
                    COPY,
                    D,
                    R2,
                    library={"R1": BIG, "R1b": copy_of("R1", BIG), "D": BIG, "R2": BIG},
                    inconsistency=1,
                ),
                standings={"D": "retracted"},
            ),
            "very_low",
            id="a copy outnumbers nobody after a drop-out",
        ),
        pytest.param(
            Given(
                EFFECT,
                {
                    "R1": review("rct", includes_retracted=True),
                    "R1b": copy_of("R1", review("rct")),
                },
                profile=body(R1, COPY),
            ),
            "very_low",
            id="a copy does not stand in for its own work under concern",
        ),
        pytest.param(
            Given(BACKGROUND, {"R1": NARRATIVE, "R1b": copy_of("R1", NARRATIVE)}),
            "no_source",
            id="one review is not two independent reviews",
        ),
        pytest.param(
            Given(EFFECT, against={"R1": CASE_REPORT, "R1b": copy_of("R1", CASE_REPORT)}),
            "no_source",
            id="one case report, twice, contradicts nothing",
        ),
        pytest.param(
            Given(
                EFFECT,
                against={"R1": CASE_REPORT, "R1b": copy_of("R1", people("case_series", 3))},
            ),
            "no_source",
            id="nor where a copy of it was called a case series",
        ),
    ],
)
def test_a_work_counts_once(given: Given, value: str) -> None:
    assert given.badge.value == value
    assert unmerged(given).badge.value != value


def test_reports_of_one_trial_outnumber_nobody_after_a_drop_out() -> None:
    report = people("rct", 500, cluster="NCT1")
    given = replace(
        appraised(
            R1,
            COPY,
            D,
            R2,
            library={"R1": report, "R1b": report, "D": BIG, "R2": BIG},
            inconsistency=1,
        ),
        standings={"D": "retracted"},
    )
    assert given.badge.value == "very_low"


def test_a_report_that_stands_apart_adds_nobody_to_its_own_trial() -> None:
    report = people("rct", 250, cluster="NCT1")
    apart = replace(COPY, apart_from_reviews=True)
    given = appraised(R1, apart, library={"R1": report, "R1b": report}, risk_of_bias=1)
    assert given.badge.value == "low"


def test_a_work_with_a_copy_is_graded_as_without() -> None:
    rng = random.Random(20261123)
    for given in random_cases():
        key = rng.choice(KEYS)
        facts = given.library.get(key, SourceFacts())
        copied = replace(
            given,
            verdicts=(
                *given.verdicts,
                *(replace(v, reference="copy") for v in given.verdicts if v.reference == key),
            ),
            library={**given.library, "copy": copy_of(key, facts)},
            profile=given.profile
            and replace(
                given.profile,
                studies=(
                    *given.profile.studies,
                    *(
                        replace(s, reference="copy")
                        for s in given.profile.studies
                        if s.reference == key
                    ),
                ),
            ),
        )
        assert copied.badge == given.badge, (given, key)


def test_a_copy_that_is_cited_stands_for_the_study_that_was_appraised() -> None:
    library = {"R1": BIG, "R1b": copy_of("R1", BIG), "D": BIG}
    given = Given(
        EFFECT, verdicts=(Verdict("R1b", "supports"),), library=library, profile=body("R1", "D")
    )
    unrelated = replace(given, library={**library, "R1b": BIG})
    assert given.badge.value == "high"
    assert given.badge.counted == ("R1",)
    assert unrelated.badge.value == "very_low"


def test_the_comparison_confirmed_on_a_copy_holds_for_the_study_that_was_appraised() -> None:
    library = {"R1": BIG, "R1b": copy_of("R1", BIG), "D": people("nonrandomised_controlled", 500)}
    given = Given(
        EFFECT,
        verdicts=(
            Verdict("R1b", "supports", comparison="single_arm_trial"),
            Verdict("D", "supports"),
        ),
        library=library,
        profile=body("R1", "D"),
    )
    assert ("4", "The appraised evidence in people starts at 2 of 4: D.") in given.badge.reasons


def test_copies_of_one_study_cannot_disagree() -> None:
    profile = body("R1", "R1b")
    given = Given(EFFECT, {"R1": CASE_REPORT, "R1b": copy_of("R1", CASE_REPORT)})
    assert not domains_can_move(EFFECT, given.cited, given.facts, profile, {})
    assert domains_can_move(EFFECT, given.cited, unmerged(given).facts, profile, {})


@pytest.mark.parametrize(
    ("named", "trial"),
    [
        pytest.param({"A": "", "B": ""}, {"A": "", "B": ""}, id="no trial is named"),
        pytest.param({"A": "x", "B": "y"}, {"A": "x", "B": "y"}, id="two trials"),
        pytest.param({"A": "x", "A2": "y"}, {"A": "x"}, id="a work that names two"),
        pytest.param(
            {"A": "x", "A2": "y", "B": "y", "C": "z"},
            {"A": "x", "B": "x", "C": "z"},
            id="a third study that names either is of the same",
        ),
        pytest.param(
            {"A": "w", "A2": "x", "B": "y", "B2": "z", "C": "x", "C2": "y", "D": "z"},
            {"A": "w", "B": "w", "C": "w", "D": "w"},
            id="a chain of trials, whatever is read first",
        ),
    ],
)
def test_works_that_share_a_trial_are_of_one(named: dict[str, str], trial: dict[str, str]) -> None:
    facts = {
        key: SourceFacts("rct", cluster=cluster, work=key[0] if len(key) > 1 else "")
        for key, cluster in named.items()
    }
    assert {work: known.cluster for work, known in facts_by_work(facts).items()} == trial


def test_facts_of_a_copy_hold_where_nobody_said_what_the_work_is() -> None:
    facts = {"R1": SourceFacts(), "R1b": copy_of("R1", BIG)}
    assert facts_by_work(facts) == {"R1": BIG}
    assert facts_by_work({"R1b": copy_of("R1", BIG)}) == {"R1": BIG}


def test_merging_studies_of_an_appraisal_never_raises_the_badge_of_equal_copies() -> None:
    """Two references with equal facts and verdicts, read as one work, are never surer than as two."""
    for given in random_cases():
        if given.profile is None or any(v.reference == "R5" for v in given.verdicts):
            continue
        facts = given.library.get("R4", SourceFacts())
        direction = next((s for s in given.profile.studies if s.reference == "R4"), None)
        if direction is None:
            continue
        studies = tuple(s for s in given.profile.studies if s.reference != "R5")
        two = replace(
            given,
            library={**given.library, "R4": facts, "R5": facts},
            profile=replace(given.profile, studies=(*studies, replace(direction, reference="R5"))),
            standings={**given.standings, "R5": given.standings["R4"]},
        )
        one = replace(two, library={**two.library, "R5": copy_of("R4", facts)})
        if one.badge.value in LADDER and two.badge.value in LADDER:
            assert LADDER.index(one.badge.value) <= LADDER.index(two.badge.value), two
