"""Lines 4 to 6 over the body of evidence that a profile appraises, and what drop-outs do to it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evidence.badges.counting import Case, listed
from evidence.badges.facts import ProfileFacts, ProfileStudy, Reason
from evidence.badges.rule import (
    BOTTOM,
    FEW_PEOPLE,
    ONE_CLUSTER_CAP,
    PREPRINT_CAP,
    SURROGATE_CAP,
    TOP,
    VERY_FEW_PEOPLE,
)
from evidence.badges.sources import Source
from evidence.badges.start import Start, start
from evidence.choices import Asks, Design, Direction


class Rating(NamedTuple):
    """A level from 1 to 4 and how it came about."""

    level: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Member:
    """One study in people of the body (or a guideline), as this claim reads it."""

    source: Source
    direction: str
    apart: bool
    start: Start


@dataclass(frozen=True)
class Body:
    """The studies in people that a profile appraised: those that stand and those that dropped out.

    `guidelines` are read only where the body was appraised without any study.
    """

    profile: ProfileFacts
    standing: tuple[Member, ...]
    dropped: tuple[Member, ...]
    guidelines: tuple[Member, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every reference the profile names."""
        return frozenset(study.reference for study in self.profile.studies)

    @property
    def start(self) -> int:
        """Where what stands of the body starts."""
        return max(member.start.level for member in self.standing or self.guidelines)

    @property
    def appraised_start(self) -> int:
        """Where the body started when people judged it, drop-outs included."""
        return max(member.start.level for member in (*self.standing, *self.dropped))


def body_of(case: Case) -> Body | None:
    """The body of evidence in people; none without a profile, or if nothing in people stands."""
    if case.profile is None:
        return None
    standing: list[Member] = []
    dropped: list[Member] = []
    guidelines: list[Member] = []
    for study in sorted(case.profile.studies, key=repr):
        source = _as_cited(case, study.reference)
        if source.design == Design.GUIDELINE and not case.never_counts(study.reference):
            guidelines.append(_member(case, study, source))
        if source.in_people and source.is_study:
            side = dropped if case.never_counts(study.reference) else standing
            side.append(_member(case, study, source))
    alone = [] if standing or dropped else guidelines
    if not standing and not alone:
        return None
    return Body(case.profile, tuple(standing), tuple(dropped), tuple(alone))


def rate(case: Case, body: Body) -> Rating:
    """The level of the body by lines 4 to 6, clamped to 1..4."""
    if rested_on_dropouts(case, body):
        sentence = "The direction or the disagreement of the appraised studies rested on what "
        sentence += "dropped out: very low until appraised again."
        return Rating(BOTTOM, (("7", sentence),))
    if body.guidelines:
        return _rate_guidelines(case, body.guidelines)
    whole = _rate_studies(case, body, body.standing)
    doubtful = [m.source for m in body.standing if case.under_concern(m.source)]
    if not doubtful:
        return whole
    trusted = [m for m in body.standing if not case.under_concern(m.source)]
    without = _rate_studies(case, body, trusted).level if trusted else BOTTOM
    sentence = (
        f"{listed(doubtful)} under concern: level {whole.level} with, {without} without; the lower "
        "counts."
    )
    return Rating(min(whole.level, without), (*whole.reasons, ("6", sentence)))


def rested_on_dropouts(case: Case, body: Body) -> bool:
    """Whether the judged direction or inconsistency rested on studies that dropped out (line 7).

    The direction did if no study that stands bears it, or if those that do no longer outnumber the
    studies that pointed elsewhere when it was judged; reports of one trial are one. The
    inconsistency (or the lack of a direction) did if studies pointed different ways and all that
    stand agree. Both tests can only turn from no to yes as more studies drop out.
    """
    if not body.dropped:
        return False
    left, judged = body.standing, (*body.standing, *body.dropped)
    return _direction_rested(body.profile, left, judged) or (
        _judged_inconsistent(case, body.profile) and _ways(left) <= 1 < _ways(judged)
    )


def _direction_rested(
    profile: ProfileFacts, left: Sequence[Member], judged: Sequence[Member]
) -> bool:
    way = profile.direction
    if not way:
        return False
    elsewhere = _groups(m for m in judged if m.direction not in ("", way))
    bearing = _groups(m for m in left if m.direction == way)
    return bearing == 0 or bearing <= elsewhere < _groups(m for m in judged if m.direction == way)


def _groups(members: Iterable[Member]) -> int:
    """How many independent groups of patients these report on."""
    return len(_by_group(members))


def _judged_inconsistent(case: Case, profile: ProfileFacts) -> bool:
    return profile.inconsistency > 0 or (case.has_direction and not profile.direction)


def _ways(members: Iterable[Member]) -> int:
    return len({member.direction for member in members} - {Direction.NONE})


def _as_cited(case: Case, key: str) -> Source:
    """A study as the claim's own citations read it, most cautiously; without them, by its facts.

    Drop-outs are read as they were while they stood.
    """
    counted = case.restored.counted
    citations = (*counted.supports, *counted.contradictions)
    cited = [source for source in citations if source.key == key]
    return min(cited, key=lambda s: (s.in_people, start(case, s)), default=case.source(key))


def _member(case: Case, study: ProfileStudy, source: Source) -> Member:
    return Member(source, study.direction, study.apart_from_reviews, start(case, source))


def _rate_guidelines(case: Case, guidelines: Sequence[Member]) -> Rating:
    """A guideline alone: its stated certainty; line 5 does not apply, line 6 does."""
    level = max(member.start.level for member in guidelines)
    told: list[Reason] = [
        ("4", f"No study, only a guideline, {_sources(guidelines)}, at level {level} of {TOP}.")
    ]
    trusted = [m for m in guidelines if not case.under_concern(m.source)]
    if len(trusted) < len(guidelines):
        level = max((member.start.level for member in trusted), default=BOTTOM)
        told.append(("6", f"Without the guideline under concern: level {level}."))
    return Rating(level, tuple(told))


def _rate_studies(case: Case, body: Body, members: Sequence[Member]) -> Rating:
    """Lines 4, 5 and the preprint cap of line 6 over some of the body's studies."""
    level = max(member.start.level for member in members)
    setting = [member for member in members if member.start.level == level]
    told: list[Reason] = [
        ("4", f"The appraised evidence in people starts at {level} of {TOP}: {_sources(setting)}.")
    ]
    lowered = _lowered(body.profile, setting)
    raised = _raised(body, setting, level) if not lowered else []
    for sentence, steps in (*lowered, *raised):
        level += steps
        told.append(("5", f"{sentence}: {steps:+d}."))
    level = max(BOTTOM, min(TOP, level))
    for line, sentence, cap, holds in CAPS:
        if level > cap and holds(case, body, setting):
            level = cap
            told.append((line, f"{sentence}: at most {cap}."))
    return Rating(level, tuple(told))


Steps = list[tuple[str, int]]

DOMAINS = (
    ("Risk of bias", "risk_of_bias"),
    ("Inconsistency", "inconsistency"),
    ("Indirectness", "indirectness"),
    ("Publication bias", "publication_bias"),
)
UPGRADES = (
    ("Large effect", "large_effect"),
    ("Dose-response", "dose_response"),
    ("Confounding would hide the effect", "plausible_confounding"),
)


def _lowered(profile: ProfileFacts, setting: Sequence[Member]) -> Steps:
    """The five domains; imprecision is at least what numbers and interval demand."""
    judged = [(label, getattr(profile, domain)) for label, domain in DOMAINS]
    imprecision = max(
        [
            ("Imprecision", profile.imprecision),
            ("Imprecision, as the interval spans benefit and harm", _interval_minimum(profile)),
            _numbers_minimum(profile, setting),
        ],
        key=lambda step: step[1],
    )
    return [(label, -steps) for label, steps in (*judged, imprecision) if steps > 0]


def _interval_minimum(profile: ProfileFacts) -> int:
    return 2 if profile.interval_spans_both else 0


def _numbers_minimum(profile: ProfileFacts, setting: Sequence[Member]) -> tuple[str, int]:
    n = people(setting)
    if profile.n_waived or n >= FEW_PEOPLE:
        return "", 0
    threshold, steps = (VERY_FEW_PEOPLE, 2) if n < VERY_FEW_PEOPLE else (FEW_PEOPLE, 1)
    unknown = [member for member in setting if member.source.facts.n is None]
    gap = f" (no number is recorded for {_sources(unknown)})" if unknown else ""
    return f"Imprecision, as {n} people in all are fewer than {threshold}{gap}", steps


def _raised(body: Body, setting: Sequence[Member], level: int) -> Steps:
    """Only from a start of 2, at which the body was also judged: a drop-out raises nothing."""
    raisable = any(member.start.raisable for member in setting)
    if not raisable or level != 2 or body.appraised_start != 2:
        return []
    judged = [(label, getattr(body.profile, field)) for label, field in UPGRADES]
    return [(label, steps) for label, steps in judged if steps > 0]


def people(members: Sequence[Member]) -> int:
    """People in these studies, each once (line 5): reports of one trial count once, and of reviews
    and the studies they may pool the larger number counts."""
    return _without_overlap(members, lambda source: source.facts.n or 0)


def clusters(members: Sequence[Member]) -> int:
    """Independent groups of patients; a review that does not say how many it pools is one."""
    return _without_overlap(members, lambda s: max(1, s.facts.pooled_studies) if s.is_review else 1)


def _without_overlap(members: Sequence[Member], size: Callable[[Source], int]) -> int:
    """The size of these groups together, each once, at the size of its largest report. A group stands
    apart from the reviews only if all its reports do."""
    pooled = alone = apart = 0
    for group in _by_group(members):
        reviews = max((size(m.source) for m in group if m.source.is_review), default=0)
        single = max((size(m.source) for m in group if not m.source.is_review), default=0)
        if all(member.apart for member in group):
            apart += max(reviews, single)
        else:
            pooled, alone = max(pooled, reviews), alone + single
    return max(pooled, alone) + apart


def _by_group(members: Iterable[Member]) -> Collection[list[Member]]:
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(member.source.group, []).append(member)
    return groups.values()


def claims_benefit(case: Case) -> bool:
    """An effect that is not 'works against', and 'no harm'."""
    claim = case.claim
    return case.says_no_harm or (claim.asks == Asks.EFFECT and claim.direction != Direction.AGAINST)


def _surrogate(case: Case, body: Body, setting: Sequence[Member]) -> bool:
    return body.profile.surrogate_only and claims_benefit(case)


def _one_cluster(case: Case, body: Body, setting: Sequence[Member]) -> bool:
    return clusters(setting) <= 1


def _preprints(case: Case, body: Body, setting: Sequence[Member]) -> bool:
    return all(member.source.facts.is_preprint for member in setting)


CAPS: tuple[tuple[str, str, int, Callable[[Case, Body, Sequence[Member]], bool]], ...] = (
    ("5", "Seen on a surrogate only", SURROGATE_CAP, _surrogate),
    ("5", "One independent group of patients", ONE_CLUSTER_CAP, _one_cluster),
    ("6", "Preprints or conference abstracts only", PREPRINT_CAP, _preprints),
)


def _sources(members: Sequence[Member]) -> str:
    return listed([member.source for member in members])
