"""What holds for every input: thousands of random cases, always the same ones."""

import random
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from evidence.badges import (
    LADDER,
    RULE,
    ClaimFacts,
    ProfileFacts,
    ProfileStudy,
    SourceFacts,
    Verdict,
)
from evidence.badges.counting import DROPS
from evidence.choices import (
    Asks,
    BadgeValue,
    Design,
    Direction,
    Judgement,
    Population,
    Stance,
)
from references.choices import Standing
from tests.evidence.badge_examples import Given

CASES = 4000
KEYS = ("R1", "R2", "R3", "R4", "R5")


def any_of(rng: random.Random, choices: Any) -> str:
    return rng.choice(choices.values)


def flag(rng: random.Random, often: float = 0.5) -> bool:
    return rng.random() < often


def some(rng: random.Random, choices: Any) -> tuple[str, ...]:
    return tuple(rng.sample(choices.values, rng.randint(0, 3)))


def random_facts(rng: random.Random) -> SourceFacts:
    usual = (
        "rct",
        "rct",
        "nonrandomised_controlled",
        "cohort",
        "case_series",
        "animal",
        "guideline",
    )
    population = ("people", "people", "people", any_of(rng, Population))
    return SourceFacts(
        design=rng.choice((*usual, any_of(rng, Design), "systematic_review")),
        population=rng.choice(population),
        n=rng.choice((None, 1, 20, 99, 150, 399, 400, 2000)),
        concurrent_group=flag(rng),
        pooled_designs=rng.choice((("rct",), ("rct",), some(rng, Design))),
        pooled_populations=rng.choice((("people",), some(rng, Population))),
        pooled_studies=rng.choice((0, 1, 20)),
        reports_apart=flag(rng),
        includes_retracted=flag(rng, 0.2),
        about_lab_work=flag(rng, 0.2),
        stated_certainty=rng.choice(("", "high", "moderate", "low", "very_low", "strong")),
        is_preprint=flag(rng, 0.2),
        cluster=rng.choice(("", "", "NCT1")),
        checked_on=rng.choice(("", "2026-11-02")),
    )


def random_verdict(rng: random.Random, key: str) -> Verdict:
    return Verdict(
        key,
        rng.choice(("supports", "supports", "contradicts", any_of(rng, Judgement), "")),
        any_of(rng, Stance),
        comparison=rng.choice(("", "", "", any_of(rng, Design))),
        population=rng.choice(("", "", "", any_of(rng, Population))),
        outcome_matches=flag(rng, 0.8),
        quote_located=flag(rng, 0.8),
        vouched=flag(rng),
    )


def random_profile(rng: random.Random, direction: str) -> ProfileFacts:
    way = rng.choice((direction, direction, any_of(rng, Direction)))
    studies = (
        ProfileStudy(key, rng.choice((way, way, any_of(rng, Direction))), flag(rng, 0.3))
        for key in KEYS
        if flag(rng, 0.8)
    )
    step = (0, 0, 0, 1, 2)
    return ProfileFacts(
        tuple(studies),
        way,
        risk_of_bias=rng.choice(step),
        inconsistency=rng.choice(step),
        inconsistency_explained=flag(rng),
        indirectness=rng.choice(step),
        imprecision=rng.choice(step),
        publication_bias=rng.choice(step),
        large_effect=rng.choice(step),
        dose_response=rng.choice((0, 0, 1)),
        plausible_confounding=rng.choice((0, 0, 1)),
        interval_spans_both=flag(rng, 0.1),
        surrogate_only=flag(rng, 0.1),
        n_waived=flag(rng),
    )


def random_case(rng: random.Random) -> Given:
    direction = any_of(rng, Direction)
    asks = rng.choice(("effect", "effect", "harm", "frequency", any_of(rng, Asks)))
    if asks == "harm":
        direction = rng.choice(("harm", "no_harm", direction))
    claim = ClaimFacts(
        asks,
        direction,
        rng.choice(("", any_of(rng, Asks))),
        comparative=flag(rng, 0.2),
        is_finding=flag(rng),
        reassures_or_advises=flag(rng),
    )
    standings = {
        key: rng.choice(("none_found", "none_found", "none_found", any_of(rng, Standing)))
        for key in KEYS
    }
    cited = [key for key in (*KEYS, "R1") if flag(rng, 0.6)]
    return Given(
        claim,
        verdicts=tuple(random_verdict(rng, key) for key in cited),
        library={key: random_facts(rng) for key in KEYS if flag(rng, 0.95)},
        profile=random_profile(rng, direction) if flag(rng, 0.8) else None,
        standings=standings,
    )


@cache
def random_cases() -> tuple[Given, ...]:
    rng = random.Random(20261123)
    return tuple(random_case(rng) for _ in range(CASES))


def test_every_input_has_a_badge_and_a_reason() -> None:
    for given in random_cases():
        badge = given.badge
        assert badge.value in BadgeValue.values, given
        assert badge.reasons, given
        assert all(line and sentence.endswith(".") for line, sentence in badge.reasons), given


def test_every_badge_is_reached_by_the_random_cases() -> None:
    reached = {given.badge.value for given in random_cases()}
    assert reached == set(BadgeValue.values)


def test_every_combination_of_kind_and_design_has_a_badge() -> None:
    for asks in Asks.values:
        for direction in Direction.values:
            for asserts in ("", *Asks.values):
                for design in Design.values:
                    claim = ClaimFacts(asks, direction, asserts)
                    facts = {"R1": SourceFacts(design)}
                    profile = ProfileFacts((ProfileStudy("R1", direction),), direction)
                    for supporting in ({}, facts):
                        given = Given(claim, supporting, profile=profile, library=facts)
                        assert given.badge.value in BadgeValue.values


def test_words_outside_the_closed_lists_do_no_harm() -> None:
    given = Given(
        ClaimFacts("gossip", "sideways", "rumour"),
        {"R1": SourceFacts("horoscope", "martians", stated_certainty="sure")},
        profile=ProfileFacts((ProfileStudy("R1", "up"),), "up"),
        standings={"R1": "dubious"},
    )
    assert given.badge.value in BadgeValue.values


def test_order_never_matters() -> None:
    rng = random.Random(7)
    for given in random_cases()[:2000]:
        verdicts = tuple(rng.sample(given.verdicts, len(given.verdicts)))
        library = dict(rng.sample(sorted(given.library.items()), len(given.library)))
        profile = given.profile and replace(
            given.profile,
            studies=tuple(rng.sample(given.profile.studies, len(given.profile.studies))),
        )
        shuffled = replace(given, verdicts=verdicts, library=library, profile=profile)
        assert shuffled.badge == given.badge, given


def test_a_retracted_source_never_counts() -> None:
    for given in random_cases():
        gone = {key for key, s in given.standings.items() if s in ("retracted", "withdrawn")}
        assert not gone & set(given.badge.counted), given


def unquestioned(given: Given) -> Given:
    return replace(given, standings=dict.fromkeys(KEYS, "none_found"))


@pytest.mark.parametrize("how", ["retracted", "withdrawn"])
def test_a_drop_out_never_raises_a_badge(how: str) -> None:
    """One study of the profile after another drops out: on the ladder the badge never goes up, and
    from outside the ladder never above very_low."""
    rng = random.Random(how)
    for given in random_cases()[:2000]:
        if given.profile is None:
            continue
        keys = [study.reference for study in given.profile.studies]
        gone: dict[str, str] = {}
        values = [replace(given, standings={}).badge.value]
        for key in rng.sample(keys, len(keys)):
            gone[key] = how
            values.append(replace(given, standings=dict(gone)).badge.value)
        for before, after in pairwise(values):
            assert step(after) <= max(step(before), step("very_low") if off_ladder(before) else -1)


def test_a_retraction_under_other_standings_never_raises_a_badge() -> None:
    for given in random_cases()[:2000]:
        for study in given.profile.studies if given.profile else ():
            after = replace(given, standings={**given.standings, study.reference: "retracted"})
            before = given.badge.value
            limit = step("very_low") if off_ladder(before) else step(before)
            assert step(after.badge.value) <= limit, (given, study)


def off_ladder(value: str) -> bool:
    return value not in LADDER


def step(value: str) -> int:
    """Place on the ladder; -1 for what is not on it."""
    return -1 if off_ladder(value) else LADDER.index(value)


def test_a_retraction_outside_the_profile_is_as_if_it_were_not_cited() -> None:
    for given in random_cases()[:2000]:
        named = {study.reference for study in given.profile.studies} if given.profile else set()
        for key in set(KEYS) - named:
            retracted = replace(given, standings={**given.standings, key: "retracted"})
            uncited = replace(
                given, verdicts=tuple(v for v in given.verdicts if v.reference != key)
            )
            assert retracted.badge.value == uncited.badge.value, (given, key)


def test_a_concern_never_raises_a_badge() -> None:
    for given in map(unquestioned, random_cases()[:2000]):
        for key in KEYS:
            after = replace(given, standings={**given.standings, key: "concern"})
            before = given.badge.value
            limit = step("very_low") if off_ladder(before) else step(before)
            assert step(after.badge.value) <= limit, (given, key)


def test_without_a_profile_nothing_exceeds_very_low() -> None:
    for given in random_cases():
        assert step(replace(given, profile=None).badge.value) <= step("very_low"), given


def test_lab_work_never_reaches_a_level_in_people() -> None:
    for given in random_cases():
        library = {
            key: replace(facts, design="animal", population="animals")
            for key, facts in given.library.items()
        }
        verdicts = tuple(replace(v, comparison="", population="") for v in given.verdicts)
        badge = replace(given, library=library, verdicts=verdicts).badge
        assert step(badge.value) <= step("lab_animal"), given


def test_every_reason_names_a_line_of_the_rule() -> None:
    lines = {rule.line for rule in RULE}
    used = {line for given in random_cases() for line, _ in given.badge.reasons}
    assert used <= lines
    assert lines - used == {"9"}, "every line decides or explains something; 9 is for wording"


def test_the_rule_is_fit_to_print() -> None:
    assert [rule.line for rule in RULE] == [str(number) for number in range(10)]
    for rule in RULE:
        assert rule.title
        assert rule.text.endswith(".")
        assert rule.source
        assert all(reading.endswith(".") for reading in rule.readings)
    cited = " ".join(rule.source for rule in RULE)
    assert "GRADE" in cited
    assert "OCEBM" in cited


def test_every_way_to_drop_a_citation_is_told() -> None:
    told = "\n".join(sentence for given in random_cases() for _, sentence in given.badge.reasons)
    assert [why for why, _ in DROPS if why not in told] == []
