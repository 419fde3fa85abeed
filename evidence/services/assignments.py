"""What becomes of being asked: another day, taken back, declined, or handed over to somebody else."""

from datetime import date

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.choices import AssignmentEnd
from evidence.models import Assignment, Claim
from evidence.services.locks import share_person
from evidence.services.rounds import ask, end_assignments
from references.choices import Role
from references.events import Journal, recorded
from references.policies import role_for
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible

REPLACEABLE = (AssignmentEnd.DECLINED, AssignmentEnd.LEFT, AssignmentEnd.TAKEN_BACK)


def change_due(*, assignment: Assignment, by: User, due_on: date) -> Assignment:
    """Give a reviewer another day. Refuses a day that is over, and an assignment that has ended."""
    _require_assigning(by)
    if due_on < timezone.localdate():
        raise NotPossible(f"{due_on:%-d %B %Y} is over. Choose a day to come.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.ADMINISTRATOR)) as journal:
        assignment = _locked(assignment)
        _require_open(assignment)
        before, assignment.due_on = assignment.due_on, due_on
        assignment.save(update_fields=["due_on"])
        journal.note(
            _stream(assignment),
            "assignment.due_changed",
            reviewer=assignment.reviewer.get_username(),
            before=before.isoformat(),
            after=due_on.isoformat(),
        )
    return assignment


def take_back(*, assignment: Assignment, by: User, reason: str) -> Assignment:
    """Ask a reviewer no longer. What they typed stays theirs. Refuses no reason, and one that has ended."""
    _require_assigning(by)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.ADMINISTRATOR)) as journal:
        return _end(journal, assignment, AssignmentEnd.TAKEN_BACK, by=by, reason=reason)


def decline(*, assignment: Assignment, by: User, reason: str) -> Assignment:
    """Say that one will not review it. Refuses everyone but the person who was asked, and no reason."""
    if assignment.reviewer_id != by.pk:
        raise NotAllowed("Only the person who was asked declines.")
    with recorded(by=by, role=Role.REVIEWER) as journal:
        return _end(journal, assignment, AssignmentEnd.DECLINED, by=by, reason=reason)


def hand_over(
    *, assignment: Assignment, to: User, by: User, reason: str = "", due_on: date | None = None
) -> Assignment:
    """Ask somebody else in a person's place, by the same day unless said otherwise; returns the new assignment.

    One that is open ends, with the reason; one that was declined, taken back or left behind is followed by the
    next. Nothing that the first person typed reaches the second, and nothing of it is lost to the first. Refuses
    a person who may not review it, who has reviewed it or is asked already, and what was replaced before.
    """
    _require_assigning(by)
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.ADMINISTRATOR)) as journal:
        assignment = _locked(assignment)
        share_person(to)
        round_ = assignment.round
        if round_.closed_at is not None:
            raise NotPossible("This round of review is over; nobody is asked in it any more.")
        if why_not := policies.why_not_review(to, assignment.version):
            raise NotPossible(f"{_called(to)}: {why_not}")
        if round_.reviews.filter(reviewer=to).exists():
            raise NotPossible(f"{_called(to)} has reviewed it in this round.")
        if assignment.version.assignments.filter(reviewer=to, ended_at=None).exists():
            raise NotPossible(f"{_called(to)} is asked already.")
        if assignment.ended_at is None:
            _end_locked(journal, assignment, AssignmentEnd.HANDED_OVER, by=by, reason=reason)
        elif assignment.ending not in REPLACEABLE:
            raise NotPossible(
                f"That {_called(assignment.reviewer)} was asked has ended:"
                f" {assignment.get_ending_display().lower()}."
            )
        if Assignment.objects.filter(replaces=assignment).exists():
            raise NotPossible("Somebody else was asked in this place already.")
        due_on = due_on or max(assignment.due_on, timezone.localdate())
        return ask(journal, round_=round_, reviewer=to, by=by, due_on=due_on, replaces=assignment)


def _require_assigning(by: User) -> None:
    if not policies.can_assign(by):
        raise NotAllowed("Only administrators and editors change who is asked.")


def _locked(assignment: Assignment) -> Assignment:
    """Lock the claim, and read the assignment afresh."""
    Claim.objects.in_lock_order().get(pk=assignment.version.claim_id)
    return Assignment.objects.select_related(
        "reviewer", "version__claim", "version__question", "round__version__claim"
    ).get(pk=assignment.pk)


def _end(
    journal: Journal, assignment: Assignment, ending: str, *, by: User, reason: str
) -> Assignment:
    assignment = _locked(assignment)
    _require_open(assignment)
    _end_locked(journal, assignment, ending, by=by, reason=reason)
    assignment.refresh_from_db()
    return assignment


def _end_locked(
    journal: Journal, assignment: Assignment, ending: str, *, by: User, reason: str
) -> None:
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    end_assignments(
        assignments=Assignment.objects.filter(pk=assignment.pk), ending=ending, by=by, reason=reason
    )
    journal.note(
        _stream(assignment),
        f"assignment.{AssignmentEnd(ending).value}",
        reviewer=assignment.reviewer.get_username(),
        reason=reason.strip(),
    )


def _require_open(assignment: Assignment) -> None:
    if assignment.ended_at is not None:
        raise NotPossible(
            f"That {_called(assignment.reviewer)} was asked has ended:"
            f" {assignment.get_ending_display().lower()}."
        )


def _called(user: User) -> str:
    return user.get_full_name() or user.get_username()


def _stream(assignment: Assignment) -> str:
    return f"claim:{assignment.version.claim.key}"
