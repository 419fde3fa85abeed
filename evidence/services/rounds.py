"""Rounds and assignments, and the one writer of a version's status."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from evidence import badges, policies, workflow
from evidence.choices import AssignmentEnd, LetterKind, RoundKind, RoundOutcome, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    Claim,
    ClaimVersion,
    Presence,
    ReviewDraft,
    Round,
    VerdictDraft,
)
from evidence.selectors.inputs import inputs_for, proposed_verdicts
from evidence.services.followers import tell_followers
from evidence.services.locks import share_evidence, share_person
from evidence.services.telling import tell, tell_of_move
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
    tell_of_move(version=version, to=to, by=journal.by)


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
    """Open the next round of a version within a caller's transaction; none is open for its claim.

    Where the same words go on because the badge moved, whoever was asked is asked again, by the same day, and
    what people have typed privately goes with them.
    """
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
    overtaken = version.rounds.filter(
        number=round_.number - 1, outcome=RoundOutcome.BADGE_MOVED
    ).first()
    if overtaken is not None:
        ReviewDraft.objects.filter(round=overtaken).update(round=round_)
        VerdictDraft.objects.filter(round=overtaken).update(round=round_)
        for asked in overtaken.assignments.filter(
            ending__in=[AssignmentEnd.ROUND_OVER, AssignmentEnd.DECIDED]
        ).select_related("reviewer"):
            if policies.can_review(asked.reviewer, version):
                ask(
                    journal,
                    round_=round_,
                    reviewer=asked.reviewer,
                    by=by,
                    due_on=asked.due_on,
                    replaces=asked,
                )
    if kind == RoundKind.RECHECK:
        tell(kind=LetterKind.RECHECK, about=f"round:{round_.pk}", version=version, by=by)
    return round_


def close_round(journal: Journal, *, round_: Round, outcome: str, by: User) -> None:
    """Close a round and end its assignments within a caller's transaction; private drafts about it go.

    Where it closes because the badge moved, drafts stay: `open_round` takes them to the next.
    """
    now = timezone.now()
    round_.outcome, round_.closed_at, round_.closed_by = outcome, now, by
    round_.save(update_fields=["outcome", "closed_at", "closed_by"])
    end_assignments(assignments=round_.assignments.all(), ending=AssignmentEnd.ROUND_OVER, by=by)
    Presence.objects.filter(round=round_).delete()
    if outcome != RoundOutcome.BADGE_MOVED:
        ReviewDraft.objects.filter(round=round_).delete()
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
    if not policies.can_open_recheck(by):
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
    """Take a version out of review, or a suspended one for good. Refuses other states, and no reason.

    Pages that show the words as being re-checked are re-issued at once.
    """
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
        if version.suspensions.filter(ended_at=None).exists():
            tell_followers(
                claims=[version.claim], cause="withdrawn", journal=journal, detail={"why": reason}
            )
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
        round_ = (
            Round.objects.select_related("version__claim")
            .filter(version=version, closed_at=None)
            .first()
        )
        if round_ is None:
            raise NotPossible("No round is open for this version.")
        if Assignment.objects.filter(version=version, reviewer=reviewer, ended_at=None).exists():
            raise NotPossible("This reviewer is assigned already.")
        return ask(journal, round_=round_, reviewer=reviewer, by=by, due_on=due_on)


def ask(
    journal: Journal,
    *,
    round_: Round,
    reviewer: User,
    by: User,
    due_on: date | None = None,
    replaces: Assignment | None = None,
) -> Assignment:
    """Ask a reviewer within a caller's transaction, two weeks from now unless said otherwise."""
    assignment = Assignment.objects.create(
        round=round_,
        version=round_.version,
        reviewer=reviewer,
        assigned_by=by,
        due_on=due_on or timezone.localdate() + timedelta(days=DAYS_TO_REVIEW),
        replaces=replaces,
    )
    journal.note(
        f"claim:{round_.version.claim.key}",
        "reviewer.assigned",
        reviewer=reviewer.get_username(),
        due_on=assignment.due_on.isoformat(),
        in_place_of=replaces.reviewer.get_username() if replaces else None,
    )
    tell(
        kind=LetterKind.ASKED,
        about=f"assignment:{assignment.pk}",
        version=round_.version,
        by=by,
    )
    return assignment


def end_assignments(
    *, assignments: QuerySet[Assignment], ending: str, by: User, reason: str = ""
) -> None:
    """End those of these assignments that are open, and say how, within a caller's transaction."""
    assignments.filter(ended_at=None).update(
        ended_at=timezone.now(), ended_by=by, ending=ending, reason=reason.strip()
    )


def forget_typed(*, round_: Round, by: User) -> None:
    """A person decided: what they had typed until then, and that they were reading, is no more."""
    ReviewDraft.objects.filter(round=round_, saved_by=by).delete()
    VerdictDraft.objects.filter(round=round_, reviewer=by).delete()
    Presence.objects.filter(round=round_, seen_by=by).delete()
