"""Giving back what a mistaken load of notices took: approvals that it alone had suspended (D7)."""

from collections.abc import Iterable

from django.contrib.auth.models import User

from evidence import badges
from evidence.choices import (
    ApprovalBasis,
    GradingCause,
    RoundOutcome,
    VersionStatus,
)
from evidence.models import (
    Approval,
    ApprovalSource,
    ApprovalVerdict,
    Claim,
    ClaimVersion,
    Round,
)
from evidence.selectors.cancelling import Return, returns_of, suspended_by
from evidence.selectors.works import rows_of
from evidence.services.approvals import sources_of, take_the_place_of_older
from evidence.services.grading import write_grading
from evidence.services.recomputing import touched_by_references
from evidence.services.rounds import close_round, move
from references.events import Journal
from references.models import NoticeSetAside, Reference


def lock_touched(rows: Iterable[int]) -> list[Claim]:
    """Lock every claim that one of these references touches, by id, within a caller's transaction."""
    versions = ClaimVersion.objects.filter(touched_by_references(rows))
    return list(Claim.objects.filter(pk__in=versions.values("claim")).in_lock_order())


def restore(journal: Journal, *, reference: Reference, cancellation: int) -> list[Claim]:
    """Let stand again what notices of a cancelled load suspended over this work; the claims are locked.

    Each gets a new approval of the same words, on the round, profile and method of the one that was suspended.
    Not restored is what a reviewer has decided about since, what was appraised or ruled on anew, what has another
    status or another record of a source by now, and what would have a lower badge: it goes on being re-checked,
    and its stream says why. Gives the claims that stand again; their pages are re-issued by the next follower,
    which is told of the reference.
    """
    aside = NoticeSetAside.objects.filter(cancellation=cancellation).values("notice")
    versions = ClaimVersion.objects.filter(touched_by_references(rows_of(reference)))
    suspensions = list(suspended_by(aside).filter(version__in=versions.values("pk")))
    restored = []
    for one in returns_of(suspensions):
        version = one.suspension.version
        if one.why_not:
            journal.note(
                f"claim:{version.claim.key}",
                "claim.not_restored",
                version=version.number,
                cancellation=cancellation,
                why=one.why_not,
            )
            continue
        _restore(journal, one, cancellation, by=journal.by)
        restored.append(version.claim)
    return restored


def _restore(journal: Journal, one: Return, cancellation: int, *, by: User) -> None:
    was = one.suspension.approval
    version = ClaimVersion.objects.select_related("claim").get(pk=was.version_id)
    for round_ in Round.objects.filter(version=version, closed_at=None).select_related("claim"):
        close_round(journal, round_=round_, outcome=RoundOutcome.RESTORED, by=by)
    approval = Approval.objects.create(
        claim=was.claim,
        version=version,
        digest=was.digest,
        round=was.round,
        basis=ApprovalBasis.CANCELLATION,
        badge=one.shown,
        profile=was.profile,
        method=was.method,
        approved_by=by,
    )
    _copy_what_it_rests_on(one, was, approval)
    way = badges.compare(one.shown, one.computed.value)
    write_grading(
        version=version,
        badge=one.computed,
        shown=one.shown if way == badges.Move.UP else one.computed.value,
        cause=GradingCause.CANCELLATION,
        profile=one.inputs.profile_row,
        approval=approval,
    )
    _stand_again(journal, version)
    journal.note(
        f"claim:{version.claim.key}",
        "claim.restored",
        version=version.number,
        digest=version.digest,
        badge=one.shown,
        basis=str(approval.basis),
        method=approval.method,
        approval=was.pk,
        cancellation=cancellation,
    )
    take_the_place_of_older(journal, approval=approval, by=by)


def _copy_what_it_rests_on(one: Return, was: Approval, approval: Approval) -> None:
    verdicts = list(was.verdicts.order_by("id"))
    ApprovalVerdict.objects.bulk_create(
        ApprovalVerdict(
            approval=approval,
            citation_id=verdict.citation_id,
            judgement=verdict.judgement,
            comparison=verdict.comparison,
            population=verdict.population,
            outcome_matches=verdict.outcome_matches,
            vouch_reason=verdict.vouch_reason,
        )
        for verdict in verdicts
    )
    cited = approval.version.citations.values_list("reference__key", flat=True)
    ApprovalSource.objects.bulk_create(
        ApprovalSource(approval=approval, reference_id=pk)
        for pk in sources_of(one.inputs, cited, one.computed.counted)
    )


def _stand_again(journal: Journal, version: ClaimVersion) -> None:
    """The words are approved, or superseded where newer ones stand, by the steps that are legal."""
    why = "the load that had suspended it was cancelled"
    newer = Approval.objects.active().filter(
        claim=version.claim, version__number__gt=version.number
    )
    superseded = newer.exists()
    if version.status == VersionStatus.SUSPENDED and superseded:
        move(journal, version=version, to=VersionStatus.SUPERSEDED, why=why)
        return
    if version.status == VersionStatus.SUSPENDED:
        move(journal, version=version, to=VersionStatus.IN_REVIEW, why=why)
    move(journal, version=version, to=VersionStatus.APPROVED, why=why)
    if superseded:
        move(journal, version=version, to=VersionStatus.SUPERSEDED, why=why)
