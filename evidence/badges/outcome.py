"""What the rule arrives at; line 2 for a sentence without support."""

from collections.abc import Sequence
from typing import NamedTuple

from evidence.badges.counting import Case, listed
from evidence.badges.facts import Reason
from evidence.badges.rule import POINTS_AGAINST_A_WARNING_FROM, POINTS_AGAINST_FROM
from evidence.badges.sources import Source
from evidence.badges.start import best_start
from evidence.choices import BadgeValue, Design


class Outcome(NamedTuple):
    """What the rule arrived at, why, and with which citations."""

    value: str
    reasons: tuple[Reason, ...]
    counted: tuple[str, ...] = ()


def conclude(case: Case, value: str, line: str, sentence: str) -> Outcome:
    """An outcome that tells what line 1 counted, and then the line that decided."""
    return Outcome(value, (*case.counted.reasons(), (line, sentence)), case.counted.keys)


def unsupported(case: Case, against: Sequence[Source]) -> Outcome:
    """Line 2: what counts against a sentence without fitting support makes it contradicted."""
    if _refutes(case, against):
        sentence = f"No fitting source supports it, and {listed(against)} contradicts it."
        return conclude(case, BadgeValue.CONTRADICTED, "2", sentence)
    sentence = "No fitting source supports it."
    if against:
        sentence += f" What stands against it ({listed(against)}) is too little to say so."
    return conclude(case, BadgeValue.NO_SOURCE, "2", sentence)


def _refutes(case: Case, against: Sequence[Source]) -> bool:
    """More than one case report; against a harm warning, at moderate or above as in line 7."""
    if case.warns:
        return bool(against) and best_start(case, against) >= contradicts_from(case)
    anecdotes = all(source.design == Design.CASE_REPORT for source in against)
    independent = {source.group for source in against}
    return len(independent) > (1 if anecdotes else 0)


def contradicts_from(case: Case) -> int:
    """The level from which evidence in people contradicts: a warning is harder to take back."""
    return POINTS_AGAINST_A_WARNING_FROM if case.warns else POINTS_AGAINST_FROM
