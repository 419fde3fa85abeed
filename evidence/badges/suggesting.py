"""What the facts about the studies suggest for each GRADE judgement, and why. Pure; nothing is ever taken silently.

A reviewer takes a suggestion or not. What the rule itself demands (few people, an interval that spans benefit and
harm) is suggested too, so that what is written down agrees with what counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evidence.badges.body import Body, Member, body_of, people
from evidence.badges.counting import case_of, listed
from evidence.badges.facts import ClaimFacts, ProfileFacts, SourceFacts, Verdict
from evidence.badges.rule import (
    FEW_PEOPLE,
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    OWN,
    RATING_UP,
    VERY_FEW_PEOPLE,
)
from evidence.choices import Asks, Direction, Interests, Population
from evidence.effects import Counts, ratio

RISK_OF_BIAS = "GRADE guidelines 4 (Guyatt 2011, doi:10.1016/j.jclinepi.2010.07.017)"
PUBLICATION_BIAS = "GRADE guidelines 5 (Guyatt 2011, doi:10.1016/j.jclinepi.2011.01.011)"

# GRADE guidelines 6 and 9: an appreciable effect is a quarter less or more; large from 2 times, very large from 5.
FEWER, MORE = 0.75, 1.25
LARGE, VERY_LARGE = 2, 5


@dataclass(frozen=True)
class Suggestion:
    """A value for one judgement, why, and whose rule that is."""

    field: str
    value: int | bool
    why: str
    source: str


def suggest(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts | None,
    standings: Mapping[str, str],
    *,
    interests: Mapping[str, str] | None = None,
    surrogates: Collection[str] = (),
    counts: Counts | None = None,
) -> list[Suggestion]:
    """At most one suggestion for each judgement, in the order of the rule; none without a study in people.

    `interests` (choices.Interests) are by reference key; `surrogates` are references of which an approval says
    that they saw another outcome than the sentence names; `counts` are the typed numbers of both groups.
    """
    body = body_of(case_of(claim, verdicts, facts, profile, standings))
    if body is None or not body.standing:
        return []
    level = max(member.start.level for member in body.standing)
    setting = [member for member in body.standing if member.start.level == level]
    made = (
        _risk_of_bias(claim, setting),
        _inconsistency(body.standing),
        _indirectness(setting),
        _imprecision(body, setting, counts),
        _publication_bias(setting, interests or {}),
        _interval(counts),
        _surrogate(setting, surrogates),
        _large(counts, setting, level),
    )
    return [one for one in made if one is not None]


def _risk_of_bias(claim: ClaimFacts, setting: Sequence[Member]) -> Suggestion | None:
    if all(member.source.facts.is_preprint for member in setting):
        why = "Preprints or conference abstracts only: nobody has examined how they were done."
        return Suggestion("risk_of_bias", 1, why, OWN)
    causal = claim.asks in (Asks.EFFECT, Asks.HARM) and claim.direction != Direction.HARM
    alone = [m.source for m in setting if not m.source.compares(claim.asks)]
    if causal and len(alone) == len(setting):
        why = f"No concurrent comparison: nothing says what would have happened without it ({listed(alone)})."
        return Suggestion("risk_of_bias", 1, why, RISK_OF_BIAS)
    return None


def _inconsistency(standing: Sequence[Member]) -> Suggestion | None:
    ways: dict[str, set[str]] = {}
    for member in standing:
        if member.direction:
            ways.setdefault(member.direction, set()).add(member.source.group)
    if len(ways) < 2:
        return None
    sizes = sorted((len(groups) for groups in ways.values()), reverse=True)
    most, total = sizes[0], sum(sizes)
    told = " and ".join(
        f"{len(groups)} {Direction(way).label.lower()}" for way, groups in sorted(ways.items())
    )
    value = 2 if most * 2 <= total else 1
    why = f"The studies point different ways ({told}), independent groups of patients counted once."
    return Suggestion("inconsistency", value, why, INCONSISTENCY)


def _indirectness(setting: Sequence[Member]) -> Suggestion | None:
    samples = [m.source for m in setting if m.source.population == Population.PEOPLE_SAMPLES]
    if len(samples) < len(setting):
        return None
    why = f"Seen in samples from people, not in the people themselves ({listed(samples)})."
    return Suggestion("indirectness", 1, why, INDIRECTNESS)


def _imprecision(body: Body, setting: Sequence[Member], counts: Counts | None) -> Suggestion | None:
    if body.profile.interval_spans_both or _spans(counts):
        why = "The interval spans benefit and harm."
        return Suggestion("imprecision", 2, why, IMPRECISION)
    n = people(setting)
    if n >= FEW_PEOPLE:
        return None
    value, threshold = (2, VERY_FEW_PEOPLE) if n < VERY_FEW_PEOPLE else (1, FEW_PEOPLE)
    why = f"{n} people in all, fewer than {threshold}"
    unknown = [m.source for m in setting if m.source.facts.n is None]
    why += f"; no number is recorded for {listed(unknown)}." if unknown else "."
    return Suggestion("imprecision", value, why, IMPRECISION)


def _publication_bias(setting: Sequence[Member], interests: Mapping[str, str]) -> Suggestion | None:
    paid = [m.source for m in setting if interests.get(m.source.key) == Interests.SELLER]
    small = all((m.source.facts.n or 0) < VERY_FEW_PEOPLE for m in setting)
    if not paid or not small:
        return None
    why = f"Small studies only, and a seller or clinic was involved in {listed(paid)}: others may lie in drawers."
    return Suggestion("publication_bias", 1, why, PUBLICATION_BIAS)


def _interval(counts: Counts | None) -> Suggestion | None:
    if counts is None or not _spans(counts):
        return None
    _, low, high = ratio(counts)
    why = f"The ratio of risks may be anything from {low:.2f} to {high:.2f}: a quarter less or more matters."
    return Suggestion("interval_spans_both", True, why, IMPRECISION)


def _spans(counts: Counts | None) -> bool:
    if counts is None or not counts.compares:
        return False
    _, low, high = ratio(counts)
    return low < FEWER and high > MORE


def _surrogate(setting: Sequence[Member], surrogates: Collection[str]) -> Suggestion | None:
    seen = [m.source for m in setting if m.source.key in surrogates]
    if len(seen) < len(setting):
        return None
    why = f"Reviewers found that {listed(seen)} saw another outcome than the sentences name."
    return Suggestion("surrogate_only", True, why, INDIRECTNESS)


def _large(counts: Counts | None, setting: Sequence[Member], level: int) -> Suggestion | None:
    if counts is None or not counts.compares or level != 2:
        return None
    if not any(member.start.raisable for member in setting):
        return None
    middle, low, high = ratio(counts)
    times = max(middle, 1 / middle)
    if times < LARGE or low <= 1 <= high:
        return None
    value = 2 if times >= VERY_LARGE else 1
    why = f"The ratio of risks is {middle:.2f} ({low:.2f} to {high:.2f}); it counts only with nothing lowered."
    return Suggestion("large_effect", value, why, RATING_UP)
