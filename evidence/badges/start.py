"""Line 4: the level at which a source starts, by GRADE and OCEBM."""

from collections.abc import Iterable
from typing import NamedTuple

from evidence.badges.counting import Case
from evidence.badges.rule import BOTTOM, GUIDELINE_CAP
from evidence.badges.sources import CASE_REPORTS, NOT_STUDIES, SUITABLE, UNCLEAR, Source, suitable
from evidence.choices import BadgeValue, Design

LEVELS = {
    1: BadgeValue.VERY_LOW,
    2: BadgeValue.LOW,
    3: BadgeValue.MODERATE,
    4: BadgeValue.HIGH,
}
STATED: dict[str, int] = {value: level for level, value in LEVELS.items()}

RANDOMISED, COMPARED, SEEN_HARM, SUITED, OTHER_STUDY = 4, 2, 2, 4, 2


class Start(NamedTuple):
    """Where a source starts. Only harm seen without a comparison cannot be raised (line 5)."""

    level: int
    raisable: bool = True


def start(case: Case, source: Source) -> Start:
    """Where this source starts for this sentence.

    Start 2 for harm seen without a comparison is for what points to harm: the support of a
    warning, and a body of evidence whose direction is harm.
    """
    if source.design == Design.GUIDELINE:
        return Start(min(GUIDELINE_CAP, STATED.get(source.facts.stated_certainty, BOTTOM)))
    starts = [_start_of(case, source, design) for design in source.designs]
    pick = max if source.facts.reports_apart else min
    return pick(starts, default=Start(BOTTOM))


def best_start(case: Case, sources: Iterable[Source]) -> int:
    """The best level at which any of these sources starts."""
    return max(start(case, source).level for source in sources)


def _start_of(case: Case, source: Source, design: str) -> Start:
    if design in NOT_STUDIES or design in UNCLEAR:
        return Start(BOTTOM)
    if case.claim.asks in SUITABLE:
        return Start(_descriptive(case.claim.asks, design))
    if design == Design.RCT:
        return Start(RANDOMISED)
    if _concurrent(source, design):
        return Start(COMPARED)
    if case.warns or case.body_points_to_harm:
        return Start(SEEN_HARM, raisable=False)
    return Start(BOTTOM)


def _descriptive(asks: str, design: str) -> int:
    if design in suitable(asks):
        return SUITED
    return BOTTOM if design in CASE_REPORTS else OTHER_STUDY


def _concurrent(source: Source, design: str) -> bool:
    """A comparison at the same time; a cohort has one only if its facts say so."""
    if design == Design.COHORT:
        return source.facts.concurrent_group
    return design in (Design.NONRANDOMISED_CONTROLLED, Design.CASE_CONTROL)
