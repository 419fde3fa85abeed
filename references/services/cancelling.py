"""Cancelling a load of notices that was a mistake (D7)."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User

from references.choices import Role, Standing
from references.events import Journal, recorded, retrying
from references.followers import tell_followers
from references.models import (
    NoticeCancellation,
    NoticeLoad,
    NoticeSetAside,
    Reference,
)
from references.policies import can_cancel_load, role_for
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible, Refused
from references.retelling import called_free_by, said_by, standing_as_told, still_to_follow
from references.selectors import portal_user
from references.services.notices import SPAN
from references.services.rechecks import close
from references.services.standing import hold_notices, newest_load, set_standing

AT_ONCE = 5000


def cancel_load(*, load: NoticeLoad, by: User, reason: str) -> NoticeCancellation:
    """Set aside what a mistaken load alone said, and take back what followed from it.

    The cancellation is one transaction, by the person. Then, by the portal, one transaction per reference that
    was hit: its standing as the remaining notices and the librarians' answers make it, its re-checks closed, and
    all that follows from that. What broke off is finished by calling again. Refuses all but publishers and a
    short reason.
    """
    cancellation = _cancel(load=load, by=by, reason=reason)
    follow_cancellation(cancellation=cancellation)
    return cancellation


def _cancel(*, load: NoticeLoad, by: User, reason: str) -> NoticeCancellation:
    if not can_cancel_load(by):
        raise NotAllowed("Only publishers cancel a load of notices.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why it was a mistake, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        hold_notices(exclusive=True)
        known = NoticeCancellation.objects.filter(load=load).first()
        if known is not None:
            return known
        cancellation = NoticeCancellation.objects.create(
            load=load, reason=reason.strip(), cancelled_by_id=by.pk
        )
        aside = sorted(said_by(load))
        NoticeSetAside.objects.bulk_create(
            (NoticeSetAside(cancellation=cancellation, notice_id=pk) for pk in aside),
            batch_size=AT_ONCE,
        )
        journal.note(
            f"notices:{load.pk}",
            "cancelled",
            reason=cancellation.reason,
            cancellation=cancellation.pk,
            set_aside=len(aside),
        )
    return cancellation


def follow_cancellation(*, cancellation: NoticeCancellation) -> None:
    """Take back, by the portal, what followed from a cancelled load and was not taken back yet.

    Raises NotPossible at the end, if anything was refused for a reference on the way.
    """
    machine = portal_user()
    refused = _follow_all(still_to_follow(cancellation), cancellation, machine)
    last = Reference.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for first in range(0, last + 1, SPAN):
        retrying(_none_found_before)(first, load=cancellation.load, machine=machine)
    if refused:
        count = "one reference" if len(refused) == 1 else f"{len(refused)} references"
        raise NotPossible(
            f"The load is cancelled, but {count} could not follow: {refused[0]}"
            " Finish it when that is settled."
        )


def _follow_all(
    references: Iterable[int], cancellation: NoticeCancellation, machine: User
) -> list[str]:
    refused = []
    for reference_id in references:
        try:
            retrying(_follow)(reference_id, cancellation=cancellation, machine=machine)
        except Refused as refusal:
            refused.append(refusal.message)
    return refused


def _follow(reference_id: int, *, cancellation: NoticeCancellation, machine: User) -> None:
    """One reference, one transaction: its standing, what rests on it, its re-checks."""
    with recorded(by=machine, role=Role.PORTAL) as journal:
        reference = Reference.objects.filter(pk=reference_id).in_lock_order().get()
        if reference.merged_into_id is not None:
            raise IllegalTransition(f"{reference.key} was merged at this very moment.")
        hold_notices(exclusive=False)
        _close_rechecks(reference, cancellation, journal)
        before = reference.standing
        told = standing_as_told(reference)
        if told.standing != before:
            if told.notice is None:
                load = newest_load() if told.standing == "none_found" else None
                reference.standing_as_of = load.as_of if load else None
                reference.standing_dataset = load.dataset if load else ""
            set_standing(
                reference=reference,
                standing=told.standing,
                journal=journal,
                notice=told.notice,
                why=f"A load of notices was cancelled: {cancellation.reason}",
                cancellation=cancellation.pk,
            )
        journal.note(
            f"reference:{reference.key}",
            "cancellation_followed",
            cancellation=cancellation.pk,
            before=str(before),
            standing=str(reference.standing),
        )


def _close_rechecks(
    reference: Reference, cancellation: NoticeCancellation, journal: Journal
) -> None:
    for recheck in reference.rechecks.filter(
        closed_at=None, notice__set_aside__cancellation=cancellation
    ).order_by("id"):
        close(recheck, f"The load of its notice was cancelled: {cancellation.reason}", journal)


def _none_found_before(first: int, *, load: NoticeLoad, machine: User) -> None:
    """References that this dataset alone called free of notices are as of the newest that is left."""
    with recorded(by=machine, role=Role.PORTAL) as journal:
        hold_notices(exclusive=False)
        rows = called_free_by(load).filter(pk__gte=first, pk__lt=first + SPAN)
        changed = list(rows.only("key", "standing").in_lock_order())
        if not changed:
            return
        left = newest_load()
        if left is None:
            _unchecked_again(changed, load, journal)
        else:
            rows.update(standing_as_of=left.as_of, standing_dataset=left.dataset)
        journal.note(f"notices:{load.pk}", "none_found_taken_back", references=len(changed))


def _unchecked_again(references: Sequence[Reference], load: NoticeLoad, journal: Journal) -> None:
    """No load is left that could have looked: none of these locked references is checked any more."""
    Reference.objects.filter(pk__in=[reference.pk for reference in references]).update(
        standing=Standing.NOT_CHECKED, standing_as_of=None, standing_dataset=""
    )
    for reference in references:
        reference.standing = Standing.NOT_CHECKED
        journal.note(
            f"reference:{reference.key}",
            "standing_set",
            before=str(Standing.NONE_FOUND),
            after=str(Standing.NOT_CHECKED),
            notice=None,
            why=f"The only load of notices was cancelled: {load.cancellation.reason}",
        )
    tell_followers(references=references, cause="unchecked", journal=journal, detail={})
