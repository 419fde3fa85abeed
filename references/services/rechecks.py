"""Re-checks are opened once, and follow a merged work to the one that stands for it, and back. Building blocks."""

from django.db.models.functions import Now

from references.events import Journal
from references.models import Merge, Notice, Recheck, Reference
from references.services.finding import found_for


def open_recheck(
    reference: Reference, notice: Notice | None, cause: str, journal: Journal
) -> tuple[Recheck, bool]:
    """The open re-check of this reference that this notice asks for, or that none does; and whether it is new."""
    opened, created = Recheck.objects.get_or_create(
        reference=reference,
        notice=notice,
        closed_at=None,
        defaults={"cause": cause, "opened_by_id": journal.by.pk},
    )
    if created:
        journal.note(
            f"reference:{reference.key}",
            "recheck_opened",
            cause=str(cause),
            notice=notice.pk if notice else None,
            recheck=opened.pk,
        )
    return opened, created


def carry_rechecks(*, loser: Reference, winner: Reference, journal: Journal) -> list[list[int]]:
    """Ask of the winner what is open about the loser, for the same reason and notice.

    The loser's re-checks are closed and say so. Gives pairs of numbers: the one closed, the one that asks now.
    """
    carried = []
    for recheck in loser.rechecks.filter(closed_at=None).order_by("id"):
        close(recheck, f"Asked of reference {winner.key}, into which this one was merged.", journal)
        carried.append([recheck.pk, ask_again(recheck, winner, journal).pk])
    return carried


def return_rechecks(*, merge: Merge, winner: Reference, journal: Journal) -> None:
    """What nobody answered yet, and was asked of the winner because of the loser alone, is the loser's again."""
    own = {found.notice.pk for found in found_for([winner])[winner.pk]}
    carried = {now for _, now in merge.loser_before.get("rechecks", [])}
    for recheck in winner.rechecks.filter(closed_at=None).order_by("id"):
        if recheck.notice_id in own or (recheck.notice_id is None and recheck.pk not in carried):
            continue
        ask_again(recheck, merge.loser, journal)
        close(recheck, f"Asked of reference {merge.loser.key} again.", journal)


def ask_again(recheck: Recheck, reference: Reference, journal: Journal) -> Recheck:
    """The same question about another reference, unless it is open there."""
    return open_recheck(reference, recheck.notice, recheck.cause, journal)[0]


def close(recheck: Recheck, outcome: str, journal: Journal) -> None:
    """End a re-check that is answered elsewhere."""
    recheck.outcome = outcome
    recheck.closed_at = Now()
    recheck.closed_by_id = journal.by.pk
    recheck.save(update_fields=["outcome", "closed_at", "closed_by"])
    journal.note(
        f"reference:{recheck.reference.key}", "recheck_closed", recheck=recheck.pk, outcome=outcome
    )
