"""The only producer of a badge: the rule in its order, then what drop-outs may not do."""

from collections.abc import Mapping, Sequence

from evidence.badges.counting import Case, case_of
from evidence.badges.facts import Badge, ClaimFacts, ProfileFacts, SourceFacts, Verdict
from evidence.badges.kinds import decide
from evidence.badges.moves import LADDER
from evidence.badges.outcome import Outcome
from evidence.badges.rule import METHOD_VERSION
from evidence.choices import BadgeValue


def compute(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts | None,
    standings: Mapping[str, str],
    method: str = METHOD_VERSION,
) -> Badge:
    """Compute the badge of one claim version.

    `facts` and `standings` are by reference key; a reference without facts is of unknown design,
    one without a standing counts. References that were merged (`SourceFacts.work`) are read, and
    named, as the one work that they are. Always returns a badge, with at least one reason; the order of
    verdicts and studies never matters. Start and domains follow GRADE (Balshem 2011, Guyatt
    2011), designs OCEBM 2011; `RULE` says line by line where this is stricter.

    Drop-outs never raise a badge: the result is held against the same computation with every
    retracted or withdrawn study of the profile still standing. It may not be higher on the ladder
    lab_animal to high; if that computation gave no step of the ladder (a contradiction that
    dropped out, say), it may not exceed very_low until the evidence is appraised again. A retracted
    source outside the profile is simply not there.
    """
    case = case_of(claim, verdicts, facts, profile, standings)
    outcome = _held_down(decide(case), case)
    return Badge(outcome.value, outcome.reasons, outcome.counted, method)


def _held_down(outcome: Outcome, case: Case) -> Outcome:
    """Drop-outs never raise a badge."""
    if not case.dropped_out:
        return outcome
    keys = ", ".join(sorted(case.dropped_out))
    told = ("1", f"{keys} dropped out of the appraised evidence: retracted or withdrawn.")
    before = decide(case.restored).value
    limit = before if before in LADDER else BadgeValue.VERY_LOW
    value, reasons = outcome.value, (told, *outcome.reasons)
    if value in LADDER and LADDER.index(value) > LADDER.index(limit):
        value = limit
        why = f"A drop-out never raises a badge: {limit} until the evidence is appraised again."
        reasons = (*reasons, ("1", why))
    return outcome._replace(value=value, reasons=reasons)
