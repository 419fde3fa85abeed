"""Which reports are of one study, where no registration says so: linked by staff, confirmed by a reviewer."""

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.choices import GradingCause
from evidence.models import StudyLink
from evidence.selectors.independence import reports_with
from evidence.services.followers import tell_followers
from evidence.services.recomputing import recompute, touched_by_references
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.policies import role_for
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible


def link_reports(*, one: Reference, other: Reference, by: User, reason: str) -> StudyLink:
    """Say that two references report on one study; it counts once a reviewer has confirmed it.

    When it returns the link is kept, a reviewer's own is confirmed, and badges that it concerns are computed
    again. Refuses whoever may not enter facts, no reason, a reference linked with itself or with what it was
    merged with, and a link that there is.
    """
    if not policies.can_enter_facts(by):
        raise NotAllowed("Only authors, editors, librarians and reviewers link reports of a study.")
    _need_reason(reason)
    reviewer = policies.is_reviewer(by)
    role = Role.REVIEWER if reviewer else role_for(by, Role.LIBRARIAN, Role.EDITOR, Role.AUTHOR)
    with recorded(by=by, role=role) as journal:
        first, second = _locked(one, other)
        if StudyLink.objects.filter(first=first, second=second, ended_at=None).exists():
            raise NotPossible("These two are linked already.")
        now = timezone.now()
        link = StudyLink.objects.create(
            first=first,
            second=second,
            reason=reason.strip(),
            linked_by=by,
            confirmed_by=by if reviewer else None,
            confirmed_at=now if reviewer else None,
        )
        _note(journal, link, "study.linked", confirmed=reviewer)
        if reviewer:
            _answer(journal, link)
    return link


def confirm_link(*, link: StudyLink, by: User) -> StudyLink:
    """Confirm a link; from now on its two reports count as one. Refuses all but reviewers, and an ended link."""
    if not policies.is_reviewer(by):
        raise NotAllowed("Only reviewers confirm that two reports are of one study.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        link = _afresh(link)
        if link.confirmed_by_id is not None:
            return link
        link.confirmed_by, link.confirmed_at = by, timezone.now()
        link.save(update_fields=["confirmed_by", "confirmed_at"])
        _note(journal, link, "study.link_confirmed")
        _answer(journal, link)
    return link


def unlink_reports(*, link: StudyLink, by: User, reason: str) -> StudyLink:
    """End a link: its two reports count apart again, and badges that it concerned are computed again.

    A confirmed link is ended by a reviewer; one that waits, also by whoever may enter facts. Refuses no reason,
    and a link that has ended.
    """
    _need_reason(reason)
    reviewer = policies.is_reviewer(by)
    role = Role.REVIEWER if reviewer else role_for(by, Role.LIBRARIAN, Role.EDITOR, Role.AUTHOR)
    if not (reviewer or policies.can_enter_facts(by)):
        raise NotAllowed("Only authors, editors, librarians and reviewers end a link.")
    with recorded(by=by, role=role) as journal:
        link = _afresh(link)
        if link.confirmed_by_id is not None and not reviewer:
            raise NotAllowed("A reviewer confirmed this link; only a reviewer ends it.")
        before = reports_with([link.first_id, link.second_id])
        link.ended_by, link.ended_at, link.ended_why = by, timezone.now(), reason.strip()
        link.save(update_fields=["ended_by", "ended_at", "ended_why"])
        _note(journal, link, "study.unlinked", why=link.ended_why)
        if link.confirmed_by_id is not None:
            _answer(journal, link, rows=before)
    return link


def _locked(one: Reference, other: Reference) -> tuple[Reference, Reference]:
    """Both rows, locked in order; the rows that stand for their works."""
    ids = {one.merged_into_id or one.pk, other.merged_into_id or other.pk}
    rows = list(Reference.objects.filter(pk__in=ids).in_lock_order())
    if len(rows) != 2:
        raise NotPossible("This is one reference; link it with another report.")
    if any(row.merged_into_id is not None for row in rows):
        raise NotPossible("One of them was merged into another meanwhile. Reload to see it.")
    first, second = sorted(rows, key=lambda row: row.pk)
    return first, second


def _afresh(link: StudyLink) -> StudyLink:
    """The link as it is now, its two references locked in order. Refuses one that has ended."""
    list(Reference.objects.filter(pk__in=[link.first_id, link.second_id]).in_lock_order())
    link = StudyLink.objects.select_related("first", "second").get(pk=link.pk)
    if link.ended_at is not None:
        raise NotPossible("This link has ended already.")
    return link


def _answer(journal: Journal, link: StudyLink, rows: set[int] | None = None) -> None:
    """Compute again whatever reads one of the reports that the link joins, or joined."""
    rows = rows or reports_with([link.first_id, link.second_id])
    suspended = recompute(
        journal,
        touched=touched_by_references(rows),
        cause=GradingCause.FACTS,
        detail=f"Which reports are of one study was corrected: {link.first.title}",
        by=journal.by,
        reference=link.first,
    )
    if suspended:
        tell_followers(claims=suspended, cause="suspended", journal=journal, detail={})


def _note(journal: Journal, link: StudyLink, verb: str, **data: object) -> None:
    """Tell it in the history of both."""
    for here, there in ((link.first, link.second), (link.second, link.first)):
        journal.note(f"reference:{here.key}", verb, other=there.key, reason=link.reason, **data)


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
