"""Approvals: how words come to stand, how they stop, and who is told."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import badges
from evidence.choices import (
    BadgeValue,
    GradingCause,
    OverrideWay,
    RoundOutcome,
    SuspensionCause,
    VersionStatus,
)
from evidence.models import (
    Approval,
    ApprovalSource,
    ApprovalVerdict,
    ClaimVersion,
    Grading,
    ProfileStudy,
    Round,
    Suspension,
)
from evidence.selectors.inputs import Inputs
from evidence.selectors.overrides import override_for
from evidence.services.agreement import VerdictInput, rule_verdicts
from evidence.services.followers import tell_followers
from evidence.services.grading import write_grading, write_shown
from evidence.services.overridden import applied_override
from evidence.services.rounds import close_round, move
from evidence.services.waiving import words_forbid
from references.choices import NEVER_COUNTS
from references.events import Journal
from references.models import Reference
from references.refusals import NotPossible


def approve(
    journal: Journal,
    *,
    round_: Round,
    verdicts: Sequence[VerdictInput],
    inputs: Inputs,
    basis: str,
    by: User,
) -> Approval:
    """Let the words of a round's version stand, within a caller's transaction.

    When it returns an active approval lists what it rests on, the round is closed, older versions are
    superseded, suspensions of the claim are ended, and pages that show the claim have been told. Refuses a
    badge that cannot be published at all (`no_source`).
    """
    version = round_.version
    citations = {c.pk: c for c in version.citations.select_related("reference")}
    badge = inputs.compute(rule_verdicts(verdicts, citations))
    if badge.value == BadgeValue.NO_SOURCE:
        raise NotPossible("No source supports it: it cannot be approved.")
    override = applied_override(journal, version=version, computed=badge.value)
    shown = override.value if override else badge.value
    for earlier in Approval.objects.active().filter(version=version):
        end_approval(journal, approval=earlier, by=by, why="a new approval takes its place")
    approval = Approval.objects.create(
        claim=version.claim,
        version=version,
        digest=version.digest,
        round=round_,
        basis=basis,
        badge=shown,
        profile=inputs.profile_row,
        method=badge.method,
        approved_by=by,
    )
    ApprovalVerdict.objects.bulk_create(
        ApprovalVerdict(
            approval=approval,
            citation_id=verdict.citation,
            judgement=verdict.judgement,
            comparison=verdict.comparison,
            population=verdict.population,
            outcome_matches=verdict.outcome_matches,
            vouch_reason=verdict.vouch_reason.strip(),
        )
        for verdict in verdicts
    )
    ApprovalSource.objects.bulk_create(
        ApprovalSource(approval=approval, reference_id=pk)
        for pk in sources_of(inputs, [c.reference.key for c in citations.values()], badge.counted)
    )
    write_grading(
        version=version,
        badge=badge,
        shown=shown,
        cause=GradingCause.APPROVAL,
        profile=inputs.profile_row,
        approval=approval,
        override=override,
    )
    close_round(journal, round_=round_, outcome=RoundOutcome.APPROVED, by=by)
    if version.status != VersionStatus.APPROVED:
        move(journal, version=version, to=VersionStatus.APPROVED, why="the reviewers approved it")
    journal.note(
        f"claim:{version.claim.key}",
        "claim.approved",
        version=version.number,
        digest=version.digest,
        badge=shown,
        computed=badge.value,
        basis=str(basis),
        method=badge.method,
        approval=approval.pk,
    )
    take_the_place_of_older(journal, approval=approval, by=by)
    _end_with_the_override(journal, approval)
    tell_followers(
        claims=[version.claim], cause="approved", journal=journal, detail={"version": version.pk}
    )
    return approval


def sources_of(inputs: Inputs, cited: Iterable[str], counted: Sequence[str]) -> list[int]:
    """Rows of the counted citations and of the profile's studies, in id order, less what never counts.

    A citation counts if the work does that its reference was merged into; the row is the one that is cited.
    """
    keys = {key for key in cited if badges.work_of(key, inputs.facts) in counted}
    if inputs.profile_row:
        keys |= set(
            ProfileStudy.objects.filter(profile=inputs.profile_row).values_list(
                "reference__key", flat=True
            )
        )
    standing = [key for key in keys if inputs.standings.get(key) not in NEVER_COUNTS]
    return list(
        Reference.objects.filter(key__in=standing).order_by("id").values_list("id", flat=True)
    )


def take_the_place_of_older(journal: Journal, *, approval: Approval, by: User) -> None:
    """End the suspensions of this version and of older ones, and supersede these."""
    number = approval.version.number
    Suspension.objects.filter(
        version__claim=approval.claim, version__number__lte=number, ended_at=None
    ).update(ended_at=timezone.now(), ended_by=by, ended_through=approval)
    for older in (
        ClaimVersion.objects.filter(
            claim=approval.claim,
            number__lt=number,
            status__in=[VersionStatus.APPROVED, VersionStatus.SUSPENDED],
        )
        .select_related("claim")
        .order_by("id")
    ):
        move(
            journal,
            version=older,
            to=VersionStatus.SUPERSEDED,
            why=f"version {number} was approved",
        )


def _end_with_the_override(journal: Journal, approval: Approval) -> None:
    """Older words of the claim are shown no longer as an override says that ended with this approval."""
    older = Approval.objects.active().filter(claim=approval.claim).exclude(pk=approval.pk)
    for one in older.select_related("claim", "version__claim", "version__question"):
        grading = Grading.objects.filter(approval=one).select_related("override").latest("id")
        if grading.override is not None and grading.override.ended_at is not None:
            why = grading.override.ended_why
            show_what_holds(journal, approval=one, grading=grading, why=why)


def show_what_holds(journal: Journal, *, approval: Approval, grading: Grading, why: str) -> bool:
    """Show the badge that holds with or without an override; suspend words that say more than that.

    `grading` is the newest of the approval. What waits for a review goes on waiting: only an upward override, which
    two reviewers agreed to, shows more than was shown without one. Whether anything changed; the caller tells the
    followers.
    """
    override = override_for(approval.version, grading.computed)
    shown = override.value if override else grading.computed
    if override is None or override.way == OverrideWay.DOWN:
        before = _shown_without_override(approval)
        shown = before if badges.compare(before, shown) == badges.Move.UP else shown
    if shown == grading.shown:
        return False
    write_shown(grading=grading, shown=shown, override=override)
    journal.note(
        f"claim:{approval.claim.key}",
        "claim.regraded",
        version=approval.version.number,
        before=grading.shown,
        computed=grading.computed,
        after=shown,
        cause=str(GradingCause.OVERRIDE),
    )
    lower = badges.compare(grading.shown, shown) == badges.Move.DOWN
    if lower and (problems := words_forbid(approval, shown)):
        suspend(
            journal,
            approval=approval,
            cause=SuspensionCause.OVERRIDE,
            detail=f"{why} {problems[0].message}",
            by=journal.by,
        )
    return True


def _shown_without_override(approval: Approval) -> str:
    """What was last shown of an approval without an override; under one from the start, what reviewers computed."""
    gradings = Grading.objects.filter(approval=approval)
    plain = gradings.filter(override=None).order_by("-id").first()
    return plain.shown if plain else gradings.earliest("id").computed


def end_approval(journal: Journal, *, approval: Approval, by: User, why: str) -> None:
    """End an approval, once and for ever."""
    approval.active, approval.ended_at, approval.ended_by = False, timezone.now(), by
    approval.save(update_fields=["active", "ended_at", "ended_by"])
    journal.note(
        f"claim:{approval.claim.key}",
        "approval.ended",
        version=approval.version.number,
        approval=approval.pk,
        why=why,
    )


def suspend(
    journal: Journal,
    *,
    approval: Approval,
    cause: str,
    detail: str,
    by: User,
    reference: Reference | None = None,
    notice: int | None = None,
) -> Suspension:
    """Stop an approval from standing: its version is suspended until a new approval.

    The caller tells the followers, who replace the live rows in the same transaction.
    """
    version = approval.version
    end_approval(journal, approval=approval, by=by, why=detail)
    move(journal, version=version, to=VersionStatus.SUSPENDED, why=detail)
    suspension = Suspension.objects.create(
        version=version,
        approval=approval,
        cause=cause,
        detail=detail,
        reference=reference,
        notice_id=notice,
        suspended_by=by,
    )
    journal.note(
        f"claim:{version.claim.key}",
        "claim.suspended",
        version=version.number,
        cause=str(cause),
        detail=detail,
        reference=reference.key if reference else None,
        notice=notice,
        suspension=suspension.pk,
    )
    return suspension


def end_recheck_without_approval(journal: Journal, *, round_: Round, why: str) -> None:
    """A re-check of approved words ended without approval: they are suspended, and pages are told."""
    by = journal.by
    approval = (
        Approval.objects.active()
        .select_related("claim", "version__claim")
        .get(version=round_.version)
    )
    suspend(journal, approval=approval, cause=SuspensionCause.RECHECK_FAILED, detail=why, by=by)
    tell_followers(claims=[round_.claim], cause="suspended", journal=journal, detail={"why": why})
