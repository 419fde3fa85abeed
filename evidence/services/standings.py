"""What a changed standing or a changed record of a reference does to claims (D7, section 7 item 7)."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from evidence import policies
from evidence.choices import GradingCause, SuspensionCause
from evidence.models import Approval, Claim, SameWork
from evidence.selectors.inputs import questions_appraised_over
from evidence.selectors.works import rows_of
from evidence.services.approvals import suspend
from evidence.services.followers import tell_followers
from evidence.services.quoting import look_anew
from evidence.services.recomputing import recompute, renew_rounds, touched_by_references
from evidence.services.restoring import lock_touched, restore
from references.events import Journal
from references.models import Reference

MATERIAL = {"doi": "DOI", "pmid": "PMID", "title": "title", "issued_year": "year"}


def follow_references(
    *, references: Sequence[Reference], cause: str, journal: Journal, detail: dict[str, Any]
) -> None:
    """Answer news of references in the transaction that brings it (a REFERENCE_FOLLOWER).

    A standing, or a merge: recompute, and suspend where the badge moves down; where a cancelled load had set the
    standing, restore what it had suspended. A changed DOI, PMID, title or
    year: suspend every standing approval that rests on it, or on what was merged into it, unless a reviewer
    says that it is the same work. That works are not checked for notices any more moves no badge: their claims are
    locked, before the pages. Pages are re-issued by the next follower, which is told of the same
    references; of what a merge suspends the followers of claims are told here.
    """
    by = journal.by
    if cause == "unchecked":
        ids = [reference.pk for reference in references]
        lock_touched(
            [*ids, *Reference.objects.filter(merged_into__in=ids).values_list("pk", flat=True)]
        )
        return
    for reference in references:
        if cause == "reference_changed":
            _answer_change(journal, reference, detail, by)
            continue
        merged = cause == "merged"
        cancellation = detail.get("cancellation")
        if cancellation:
            lock_touched(rows_of(reference))
        if merged:
            look_anew(journal, work=reference)
        now = "counted once with others" if merged else reference.get_standing_display().lower()
        suspended = recompute(
            journal,
            touched=touched_by_references(rows_of(reference)),
            cause=GradingCause.REFERENCE_CHANGED if merged else GradingCause.STANDING,
            detail=f"A source is now {now}: {reference.title}",
            by=by,
            reference=reference,
            notice=detail.get("notice"),
        )
        if merged and suspended:
            tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})
        if cancellation:
            restore(journal, reference=reference, cancellation=cancellation)


def _answer_change(
    journal: Journal, reference: Reference, detail: dict[str, Any], by: User
) -> None:
    changes = {
        name: change
        for name, change in detail.get("changes", {}).get(reference.key, {}).items()
        if name in MATERIAL
    }
    if not changes:
        return
    rows = rows_of(reference)
    # By the profile in force too: a study that a later profile added is no source of an earlier approval.
    resting = Approval.objects.active().filter(
        Q(pk__in=Approval.objects.resting_on(rows).values("pk"))
        | Q(version__question__in=questions_appraised_over(rows))
    )
    if not resting.exists():
        return
    if detail.get("same_work_reason") and policies.is_reviewer(by):
        SameWork.objects.create(
            reference=reference,
            reason=detail["same_work_reason"],
            before={name: change[0] for name, change in changes.items()},
            after={name: change[1] for name, change in changes.items()},
            recorded_by=by,
        )
        journal.note(
            f"reference:{reference.key}", "reference.same_work", reason=detail["same_work_reason"]
        )
        return
    locked = list(Claim.objects.filter(pk__in=resting.values("claim")).in_lock_order())
    why = f"The record of a source changed ({', '.join(MATERIAL[name] for name in sorted(changes))}): {reference.title}"
    for approval in resting.select_related("claim", "version__claim").order_by(
        "claim_id", "version_id"
    ):
        suspend(
            journal,
            approval=approval,
            cause=SuspensionCause.REFERENCE_CHANGED,
            detail=why,
            by=by,
            reference=reference,
        )
    renew_rounds(journal, claims=locked, by=by, detail=why)
