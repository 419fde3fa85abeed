"""Computing badges again when a fact, an appraisal or a standing changed, and what follows (D5)."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from evidence import badges
from evidence.choices import RoundKind, RoundOutcome, SuspensionCause, VersionStatus
from evidence.models import Approval, Claim, ClaimVersion, Grading, Question, Round
from evidence.selectors.inputs import Inputs, inputs_for, proposed_verdicts, verdicts_of
from evidence.services.approvals import suspend
from evidence.services.grading import write_grading
from evidence.services.overridden import applied_override
from evidence.services.rounds import close_round, move, open_round, raise_required
from references.events import Journal
from references.models import Reference


def touched_by_references(reference_ids: Iterable[int]) -> Q:
    """Versions that cite one of these references, or whose question's evidence includes one."""
    ids = list(reference_ids)
    questions = Question.objects.filter(profiles__studies__reference__in=ids)
    return Q(citations__reference__in=ids) | Q(question__in=questions)


def recompute(
    journal: Journal,
    *,
    touched: Q,
    cause: str,
    detail: str,
    by: User,
    reference: Reference | None = None,
    notice: int | None = None,
) -> list[Claim]:
    """Compute again every active approval and open round whose version matches `touched`.

    Returns the claims that were suspended, whose followers the caller tells. A move down suspends; a move up
    keeps the old badge until a review adopts the new one; no move has no effect. Open rounds that this has
    overtaken are opened anew. Locks the claims, by id.
    """
    claims = Claim.objects.filter(
        Q(pk__in=_claims(Approval.objects.active(), touched))
        | Q(pk__in=_claims(Round.objects.filter(closed_at=None), touched))
    )
    locked = list(claims.in_lock_order())
    suspended = []
    # The newest words first: an override that ends with them is not shown by older ones.
    approvals = (
        Approval.objects.active()
        .filter(claim__in=locked)
        .select_related("claim", "version__claim", "version__question")
        .order_by("claim_id", "-version_id")
    )
    for approval in approvals:
        if regrade(
            journal,
            approval=approval,
            cause=cause,
            detail=detail,
            by=by,
            reference=reference,
            notice=notice,
        ):
            suspended.append(approval.claim)
    renew_rounds(journal, claims=locked, by=by, detail=detail)
    return suspended


def renew_rounds(journal: Journal, *, claims: Sequence[Claim], by: User, detail: str) -> None:
    """Close each open round of these (locked) claims that was overtaken, and open a new one.

    Overtaken is a round whose reviews saw another badge than their verdicts now give, the re-check of words
    that were suspended meanwhile (they go back in review), and one that continues an approval that no longer
    stands (the new one is a full review). A disputed version keeps its round: the third person judges by
    what holds now; but where the approval that it continues fell, nobody can approve it any more, and it goes
    back to its author.
    """
    for round_ in (
        Round.objects.filter(claim__in=claims, closed_at=None)
        .exclude(~Q(continues__active=False), version__status=VersionStatus.DISPUTED)
        .select_related("claim", "version__claim", "version__question", "continues")
        .order_by("claim_id")
    ):
        _renew(journal, round_, by=by, detail=detail)


def _claims(rows: QuerySet[Approval] | QuerySet[Round], touched: Q) -> QuerySet[Claim]:
    versions = ClaimVersion.objects.filter(touched).values("pk")
    return rows.filter(version__in=versions).values("claim")  # type: ignore[return-value]


def shown_badge(approval: Approval) -> str:
    """The badge that pages show for an approval now."""
    newest = Grading.objects.filter(approval=approval).order_by("-id").first()
    return newest.shown if newest else approval.badge


def regrade(
    journal: Journal,
    *,
    approval: Approval,
    cause: str,
    detail: str,
    by: User,
    reference: Reference | None = None,
    notice: int | None = None,
    forbidden: bool = False,
) -> bool:
    """Compute one approval's badge again; whether it was suspended: moved down, or its words `forbidden`."""
    shown = shown_badge(approval)
    inputs = _inputs(approval.version)
    badge = inputs.compute(
        verdicts_of(
            approval.verdicts.select_related("citation__reference").order_by("citation__position")
        )
    )
    override = applied_override(journal, version=approval.version, computed=badge.value)
    now = override.value if override else badge.value
    way = badges.compare(shown, now)
    waits = way == badges.Move.UP
    write_grading(
        version=approval.version,
        badge=badge,
        shown=shown if waits else now,
        cause=cause,
        profile=inputs.profile_row,
        approval=approval,
        override=None if waits else override,
    )
    journal.note(
        f"claim:{approval.claim.key}",
        "claim.regraded",
        version=approval.version.number,
        before=shown,
        computed=badge.value,
        cause=str(cause),
    )
    if way != badges.Move.DOWN and not forbidden:
        return False
    suspend(
        journal,
        approval=approval,
        cause=SuspensionCause(cause),
        detail=detail,
        by=by,
        reference=reference,
        notice=notice,
    )
    return True


def _inputs(version: ClaimVersion, *, confirmed: bool = True) -> Inputs:
    cited = [c.reference for c in version.citations.select_related("reference")]
    return inputs_for(version, cited, confirmed=confirmed)


def _renew(journal: Journal, round_: Round, *, by: User, detail: str) -> None:
    version = round_.version
    orphaned = round_.continues is not None and not round_.continues.active
    if orphaned and version.status == VersionStatus.DISPUTED:
        close_round(journal, round_=round_, outcome=RoundOutcome.CHANGES_REQUESTED, by=by)
        move(
            journal,
            version=version,
            to=VersionStatus.CHANGES_REQUESTED,
            why="the approval that it was to continue does not stand any more",
        )
        return
    kind = RoundKind.REVIEW if orphaned else round_.kind
    required = max(_required(version, kind), round_.required_reviews)
    suspended = version.status == VersionStatus.SUSPENDED
    if not (orphaned or suspended or _badge_moved(round_)):
        raise_required(journal, round_=round_, to=required)
        return
    close_round(journal, round_=round_, outcome=RoundOutcome.BADGE_MOVED, by=by)
    open_round(
        journal,
        version=version,
        kind=kind,
        required=required,
        by=by,
        continues=None if orphaned else round_.continues,
        note=detail,
    )
    if suspended:
        move(journal, version=version, to=VersionStatus.IN_REVIEW, why="its re-check goes on")


def _required(version: ClaimVersion, kind: str) -> int:
    if kind == RoundKind.MEANING_UNCHANGED:
        return 1
    inputs = _inputs(version, confirmed=False)
    return badges.required_reviews(inputs.claim, inputs.compute(proposed_verdicts(version)).value)


def _badge_moved(round_: Round) -> bool:
    inputs = _inputs(round_.version)
    return any(
        inputs.compute(verdicts_of(review.verdicts.all())).value != review.badge
        for review in round_.reviews.prefetch_related("verdicts__citation__reference")
    )
