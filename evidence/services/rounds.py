"""Rounds and assignments, and the one writer of a version's status."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import badges, policies, workflow
from evidence.choices import RoundKind, RoundOutcome, VersionStatus
from evidence.models import Approval, Assignment, Claim, ClaimVersion, Round, VerdictDraft
from evidence.selectors.inputs import inputs_for, proposed_verdicts
from evidence.services.locks import share_evidence, share_person
from references.choices import Role
from references.events import Journal, recorded
from references.policies import role_for
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible

DAYS_TO_REVIEW = 14


def move(journal: Journal, *, version: ClaimVersion, to: str, why: str) -> None:
    """The only place that writes a version's status. Refuses what `workflow.LEGAL` does not list."""
    if not workflow.may_follow(version.status, to):
        raise IllegalTransition(
            f"Version {version.number} is {version.get_status_display().lower()};"
            f" it cannot become {VersionStatus(to).label.lower()}."
        )
    before, version.status = version.status, to
    version.save(update_fields=["status"])
    journal.note(
        f"claim:{version.claim.key}",
        "claim.status_changed",
        version=version.number,
        before=before,
        after=to,
        why=why,
    )


def open_round(
    journal: Journal,
    *,
    version: ClaimVersion,
    kind: str,
    required: int,
    by: User,
    continues: Approval | None = None,
    note: str = "",
) -> Round:
    """Open the next round of a version within a caller's transaction; none is open for its claim."""
    round_ = Round.objects.create(
        claim=version.claim,
        version=version,
        number=version.rounds.count() + 1,
        kind=kind,
        required_reviews=required,
        opened_by=by,
        continues=continues,
        note=note,
    )
    journal.note(
        f"claim:{version.claim.key}",
        "round.opened",
        version=version.number,
        round=round_.number,
        kind=str(kind),
        required_reviews=required,
        note=note,
    )
    return round_


def close_round(journal: Journal, *, round_: Round, outcome: str, by: User) -> None:
    """Close a round, end its assignments and forget what was not handed in, within a caller's transaction."""
    now = timezone.now()
    round_.outcome, round_.closed_at, round_.closed_by = outcome, now, by
    round_.save(update_fields=["outcome", "closed_at", "closed_by"])
    round_.assignments.filter(ended_at=None).update(ended_at=now, ended_by=by)
    VerdictDraft.objects.filter(round=round_).delete()
    journal.note(
        f"claim:{round_.claim.key}", "round.closed", round=round_.number, outcome=str(outcome)
    )


def raise_required(journal: Journal, *, round_: Round, to: int) -> None:
    """Raise the required reviews of an open round; never lowers them."""
    if to > round_.required_reviews:
        before, round_.required_reviews = round_.required_reviews, to
        round_.save(update_fields=["required_reviews"])
        journal.note(
            f"claim:{round_.claim.key}", "round.required_reviews_raised", before=before, after=to
        )


def open_recheck(*, version: ClaimVersion, by: User, note: str) -> Round:
    """Open a round for words that were approved before, suspended or still standing.

    A suspended version goes back in review; an approved one stays approved while the round is open.
    Refuses other states, words whose place a newer version took, and a claim with an open round.
    """
    if not (policies.can_assign(by) or policies.is_reviewer(by) or policies.can_write_claims(by)):
        raise NotAllowed("Only editors, authors, reviewers and administrators open a re-check.")
    role = (
        Role.REVIEWER
        if policies.is_reviewer(by)
        else role_for(by, Role.EDITOR, Role.AUTHOR, Role.ADMINISTRATOR)
    )
    with recorded(by=by, role=role) as journal:
        cited = [c.reference for c in version.citations.select_related("reference")]
        share_evidence(question=version.question, references=[r.pk for r in cited])
        claim = Claim.objects.in_lock_order().get(pk=version.claim_id)
        version = ClaimVersion.objects.select_related("claim", "question").get(pk=version.pk)
        if version.status not in (VersionStatus.SUSPENDED, VersionStatus.APPROVED):
            raise IllegalTransition("Only approved or suspended words are re-checked.")
        if claim.approvals.active().filter(version__number__gt=version.number).exists():
            raise IllegalTransition("A newer version took its place; re-check that one.")
        if Round.objects.filter(claim=claim, closed_at=None).exists():
            raise NotPossible("A round is open for this claim already.")
        inputs = inputs_for(version, cited, confirmed=False)
        required = badges.required_reviews(
            inputs.claim, inputs.compute(proposed_verdicts(version)).value
        )
        round_ = open_round(
            journal, version=version, kind=RoundKind.RECHECK, required=required, by=by, note=note
        )
        if version.status == VersionStatus.SUSPENDED:
            move(journal, version=version, to=VersionStatus.IN_REVIEW, why="a re-check was opened")
    return round_


def withdraw_version(*, version: ClaimVersion, by: User, reason: str) -> ClaimVersion:
    """Take a version out of review, or a suspended one for good. Refuses other states, and no reason."""
    if not policies.can_write_claims(by):
        raise NotAllowed("Only authors and editors withdraw a version.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        Claim.objects.in_lock_order().get(pk=version.claim_id)
        version = ClaimVersion.objects.select_related("claim").get(pk=version.pk)
        for round_ in Round.objects.filter(version=version, closed_at=None):
            close_round(journal, round_=round_, outcome=RoundOutcome.WITHDRAWN, by=by)
        move(journal, version=version, to=VersionStatus.WITHDRAWN, why=reason)
    return version


def assign_reviewer(
    *, version: ClaimVersion, reviewer: User, by: User, due_on: date | None = None
) -> Assignment:
    """Ask a reviewer to review a version, two weeks from now unless said otherwise.

    Refuses a version without an open round, and a person who may not review it.
    """
    if not policies.can_assign(by):
        raise NotAllowed("Only administrators and editors assign reviewers.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.ADMINISTRATOR)) as journal:
        Claim.objects.in_lock_order().get(pk=version.claim_id)
        share_person(reviewer)
        if reason := policies.why_not_review(reviewer, version):
            raise NotPossible(f"{reviewer.get_full_name() or reviewer}: {reason}")
        round_ = Round.objects.filter(version=version, closed_at=None).first()
        if round_ is None:
            raise NotPossible("No round is open for this version.")
        if Assignment.objects.filter(version=version, reviewer=reviewer, ended_at=None).exists():
            raise NotPossible("This reviewer is assigned already.")
        assignment = Assignment.objects.create(
            round=round_,
            version=version,
            reviewer=reviewer,
            assigned_by=by,
            due_on=due_on or timezone.localdate() + timedelta(days=DAYS_TO_REVIEW),
        )
        journal.note(
            f"claim:{version.claim.key}",
            "reviewer.assigned",
            reviewer=reviewer.get_username(),
            due_on=assignment.due_on.isoformat(),
        )
    return assignment
