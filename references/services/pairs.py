"""What librarians say of works that may be one, and where proposals go when works are merged (D9)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Now

from references.choices import PairDecision, Role
from references.events import Journal, recorded
from references.models import DuplicatePair, Merge, Reference
from references.policies import can_merge, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services.duplicates import compared_pairs, propose, score_again
from references.works import Fields


def call_different(*, pair: DuplicatePair, by: User) -> DuplicatePair:
    """Say that two references are different works; they are not proposed again. Refuses what was decided."""
    with _deciding(pair, by) as (held, journal):
        if held.decision:
            raise IllegalTransition(f"This was decided: {held.get_decision_display().lower()}.")
        _write(held, PairDecision.DIFFERENT, by)
        _note(held, "called_different", journal)
        return held


def ask_again(*, pair: DuplicatePair, by: User) -> DuplicatePair:
    """Ask again whether two references that were called different are one work.

    Refuses a pair that was not called different, and one of which a work was merged since.
    """
    with _deciding(pair, by) as (held, journal):
        if held.decision != PairDecision.DIFFERENT:
            raise IllegalTransition("Only works that were called different are asked about again.")
        for one in (held.one, held.other):
            if one.merged_into_id is not None:
                raise NotPossible(f"Reference {one.key} was merged into another since.")
        _write(held, "", by)
        _note(held, "asked_again", journal)
        return held


@contextmanager
def _deciding(pair: DuplicatePair, by: User) -> Iterator[tuple[DuplicatePair, Journal]]:
    """The pair and its works, locked, for one who may decide."""
    if not can_merge(by):
        raise NotAllowed("Only librarians decide about duplicates.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        list(Reference.objects.filter(pk__in=(pair.one_id, pair.other_id)).in_lock_order())
        pairs = DuplicatePair.objects.select_for_update(of=("self",))
        yield pairs.select_related("one", "other").get(pk=pair.pk), journal


def _note(pair: DuplicatePair, verb: str, journal: Journal) -> None:
    for reference, apart in ((pair.one, pair.other), (pair.other, pair.one)):
        journal.note(f"reference:{reference.key}", verb, other=apart.key)


def _write(pair: DuplicatePair, decision: str, by: User) -> None:
    pair.decision = decision
    pair.decided_at = Now() if decision else None
    pair.decided_by_id = by.pk if decision else None
    pair.save(update_fields=["decision", "decided_at", "decided_by"])
    pair.refresh_from_db(fields=["decided_at"])


# Building blocks of a merge


def merge_pair(*, merge: Merge, by: User) -> Fields:
    """Write that the two were merged, if they were proposed. Gives what was said of them before."""
    pair = _pair_of(merge)
    if pair is None:
        return {}
    said = {
        "decision": pair.decision,
        "decided_at": pair.decided_at and pair.decided_at.isoformat(),
        "decided_by": pair.decided_by_id,
    }
    _write(pair, PairDecision.MERGED, by)
    return said


def carry_pairs(*, loser: Reference, winner: Reference) -> list[int]:
    """What was proposed of a merged work is asked of the winner, where it still qualifies.

    Gives the works, by id, that the loser was proposed with.
    """
    pairs = DuplicatePair.objects.filter(Q(one=loser) | Q(other=loser), decision="")
    ends = {pk for pair in pairs.values_list("one_id", "other_id") for pk in pair}
    pairs.delete()
    others = sorted(ends - {loser.pk, winner.pk})
    _ask(winner.pk, others)
    return others


def return_pairs(merge: Merge) -> None:
    """Say of the two what was said before they were merged, and propose each with what it is like by itself."""
    pair = _pair_of(merge)
    if pair is not None:
        said = merge.loser_before.get("pair", {})
        pair.decision = said.get("decision", "")
        pair.decided_at = said.get("decided_at")
        pair.decided_by_id = said.get("decided_by")
        pair.save(update_fields=["decision", "decided_at", "decided_by"])
    others = Reference.objects.filter(pk__in=merge.loser_before.get("pairs", []))
    ends = {into or pk for pk, into in others.values_list("pk", "merged_into")}
    _ask(merge.loser_id, ends - {merge.loser_id})
    score_again([merge.winner_id])


def _pair_of(merge: Merge) -> DuplicatePair | None:
    one, other = sorted((merge.winner_id, merge.loser_id))
    pairs = DuplicatePair.objects.select_for_update(of=("self",))
    return pairs.filter(one=one, other=other).first()


def _ask(reference: int, others: Iterable[int]) -> None:
    asked = [(min(reference, pk), max(reference, pk)) for pk in others]
    propose(compared_pairs(asked))
