"""Deciding about a claim: reviews, their settlement, and adjudication (DOMAIN section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import badges, policies
from evidence.choices import (
    ApprovalBasis,
    Decision,
    ReviewKind,
    RoundOutcome,
    VersionStatus,
)
from evidence.models import (
    Citation,
    CitationVerdict,
    Claim,
    ClaimVersion,
    Review,
    Round,
    VerdictDraft,
)
from evidence.selectors.inputs import Inputs, inputs_for
from evidence.services.agreement import VerdictInput, agreed_verdicts, as_inputs, rule_verdicts
from evidence.services.approvals import approve, end_recheck_without_approval
from evidence.services.locks import share_evidence, share_person
from evidence.services.mandatory import what_approval_lacks
from evidence.services.rounds import close_round, move, raise_required
from references.choices import Role
from references.events import Journal, recorded
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible


@dataclass(frozen=True)
class Opinion:
    """What one person hands in."""

    decision: str
    verdicts: Sequence[VerdictInput] = ()
    reason: str = ""
    comment: str = ""
    seen: str = ""  # `Inputs.fingerprint` of the page on which it was formed


def review_claim(*, version: ClaimVersion, by: User, digest: str, opinion: Opinion) -> Review:
    """Record one reviewer's decision and settle the round where it now can be.

    When it returns the review and its verdicts are stored; the version is approved, sent back, rejected or
    disputed if this review completes the round, and unchanged if another is awaited. Refuses whoever may
    not review it (D8), other words than those shown, a closed round, a refusal without a reason, and an
    approval that lacks what is mandatory.
    """
    with recorded(by=by, role=Role.REVIEWER) as journal:
        round_, inputs, citations = _locked(version, by)
        if reason := policies.why_not_review(by, round_.version):
            raise NotAllowed(reason)
        if round_.version.status == VersionStatus.DISPUTED:
            raise IllegalTransition("The reviews disagree; a third person settles it.")
        if _is_one_too_many(round_, by):
            raise NotPossible(
                "The reviews that this round asks for are in; only those who gave them go on."
            )
        review = _record(journal, round_, inputs, citations, by, digest, opinion, ReviewKind.REVIEW)
        _settle(journal, round_, inputs, by)
    return review


def adjudicate(*, version: ClaimVersion, by: User, digest: str, opinion: Opinion) -> Review:
    """Settle a dispute: approve, or send back. Refuses the author, both reviewers, and what is not disputed."""
    with recorded(by=by, role=Role.REVIEWER) as journal:
        round_, inputs, citations = _locked(version, by)
        if round_.version.status != VersionStatus.DISPUTED:
            raise IllegalTransition("Nothing is disputed here.")
        if reason := policies.why_not_adjudicate(by, round_):
            raise NotAllowed(reason)
        if opinion.decision == Decision.REJECT:
            raise NotPossible("An adjudication approves or sends back.")
        review = _record(
            journal, round_, inputs, citations, by, digest, opinion, ReviewKind.ADJUDICATION
        )
        if opinion.decision == Decision.APPROVE:
            approve(
                journal,
                round_=round_,
                verdicts=list(opinion.verdicts),
                inputs=inputs,
                basis=ApprovalBasis.ADJUDICATION,
                by=by,
            )
        else:
            _refuse(journal, round_, RoundOutcome.CHANGES_REQUESTED, by)
    return review


def _locked(version: ClaimVersion, by: User) -> tuple[Round, Inputs, dict[int, Citation]]:
    """Lock what the decision rests on, in order, and read it afresh. Refuses when no round is open."""
    citations = {
        citation.pk: citation
        for citation in version.citations.select_related("reference").order_by("position")
    }
    share_evidence(
        question=version.question, references=[c.reference_id for c in citations.values()]
    )
    Claim.objects.in_lock_order().get(pk=version.claim_id)
    share_person(by)
    round_ = (
        Round.objects.select_related("version__claim", "version__question", "claim", "continues")
        .filter(version=version, closed_at=None)
        .first()
    )
    if round_ is None:
        raise IllegalTransition("No round of review is open for this version.")
    for citation in citations.values():
        citation.reference.refresh_from_db()
    inputs = inputs_for(
        round_.version, [citation.reference for citation in citations.values()], confirmed=True
    )
    return round_, inputs, citations


def _is_one_too_many(round_: Round, by: User) -> bool:
    """Whether as many others as the round asks for have reviewed (one step apart, they may go on)."""
    reviewers = set(round_.reviews.values_list("reviewer", flat=True))
    return by.pk not in reviewers and len(reviewers) >= round_.required_reviews


def _record(
    journal: Journal,
    round_: Round,
    inputs: Inputs,
    citations: dict[int, Citation],
    by: User,
    digest: str,
    opinion: Opinion,
    kind: str,
) -> Review:
    version = round_.version
    if digest != version.digest:
        raise NotPossible(
            "The words are no longer those you were shown. Read them again, then decide."
        )
    if opinion.seen and opinion.seen != inputs.fingerprint:
        raise NotPossible(
            "The evidence changed after you opened this page: facts, an appraisal or a standing."
            " Read it as it is now, then decide."
        )
    if opinion.decision != Decision.APPROVE and len(opinion.reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    judged = [verdict.citation for verdict in opinion.verdicts]
    if len(judged) != len(set(judged)) or not set(judged) <= set(citations):
        raise NotPossible("Judge each citation of this version once, and no other.")
    badge = inputs.compute(rule_verdicts(opinion.verdicts, citations))
    lacking = what_approval_lacks(inputs, citations, opinion.verdicts, badge)
    if opinion.decision == Decision.APPROVE and lacking:
        raise NotPossible(" ".join(lacking))
    review = Review.objects.create(
        round=round_,
        claim=round_.claim,
        version=version,
        digest=version.digest,
        version_author_id=version.author_id,
        reviewer=by,
        kind=kind,
        decision=opinion.decision,
        reason=opinion.reason.strip(),
        comment=opinion.comment.strip(),
        badge=badge.value,
        profile=inputs.profile_row,
        method=badge.method,
    )
    CitationVerdict.objects.bulk_create(
        CitationVerdict(
            review=review,
            citation_id=verdict.citation,
            judgement=verdict.judgement,
            comparison=verdict.comparison,
            population=verdict.population,
            outcome_matches=verdict.outcome_matches,
            vouch_reason=verdict.vouch_reason.strip(),
        )
        for verdict in opinion.verdicts
    )
    VerdictDraft.objects.filter(round=round_, reviewer=by).delete()
    round_.version.assignments.filter(reviewer=by, ended_at=None).update(
        ended_at=timezone.now(), ended_by=by
    )
    journal.note(
        f"claim:{round_.claim.key}",
        "review.recorded",
        version=version.number,
        round=round_.number,
        kind=str(kind),
        # The record is open to colleagues at once, and reviews are blind: the row tells the decision.
        review=review.pk,
    )
    if kind == ReviewKind.REVIEW and not _continues_as_it_was(round_, badge):
        raise_required(
            journal, round_=round_, to=badges.required_reviews(inputs.claim, badge.value)
        )
    return review


def _continues_as_it_was(round_: Round, badge: badges.Badge) -> bool:
    """Whether one review is enough because neither the meaning nor the badge changed."""
    return round_.continues is not None and round_.continues.badge == badge.value


def _settle(journal: Journal, round_: Round, inputs: Inputs, by: User) -> None:
    """Decide the round once the required reviews are there; the last review of each person counts."""
    first: dict[int, int] = {}
    last: dict[int, Review] = {}
    for review in round_.reviews.filter(kind=ReviewKind.REVIEW).order_by("id"):
        first.setdefault(review.reviewer_id, review.pk)
        last[review.reviewer_id] = review
    reviews = list(last.values())
    if len(reviews) < round_.required_reviews:
        return
    decisions = {review.decision for review in reviews}
    if decisions == {Decision.APPROVE}:
        all_stood = max(first.values())
        _settle_approvals(
            journal,
            round_,
            inputs,
            by,
            reviews,
            tried_again=all(review.pk > all_stood for review in reviews),
        )
    elif Decision.APPROVE in decisions:
        _dispute(journal, round_, "one approves, another does not")
    else:
        outcome = (
            RoundOutcome.REJECTED
            if decisions == {Decision.REJECT}
            else RoundOutcome.CHANGES_REQUESTED
        )
        _refuse(journal, round_, outcome, by)


def _settle_approvals(
    journal: Journal,
    round_: Round,
    inputs: Inputs,
    by: User,
    reviews: list[Review],
    *,
    tried_again: bool,
) -> None:
    values = {review.badge for review in reviews}
    verdicts = agreed_verdicts([as_inputs(review.verdicts.all()) for review in reviews])
    citations = {c.pk: c for c in round_.version.citations.select_related("reference")}
    agreed = inputs.compute(rule_verdicts(verdicts, citations))
    if values == {agreed.value}:
        approve(
            journal,
            round_=round_,
            verdicts=verdicts,
            inputs=inputs,
            basis=ApprovalBasis.REVIEWS,
            by=by,
        )
    elif len(values) == 2 and _one_step_apart(*values) and not tried_again:
        journal.note(
            f"claim:{round_.claim.key}",
            "round.one_step_apart",
            round=round_.number,
            badges=sorted(values),
        )
    else:
        _dispute(
            journal,
            round_,
            f"the computed badges differ: {', '.join(sorted(values | {agreed.value}))}",
        )


def _dispute(journal: Journal, round_: Round, why: str) -> None:
    """A third person decides. The re-check of words that still stand ends instead: they are suspended."""
    if round_.version.status == VersionStatus.IN_REVIEW:
        move(journal, version=round_.version, to=VersionStatus.DISPUTED, why=why)
    else:
        end_recheck_without_approval(journal, round_=round_, why=why)
        close_round(journal, round_=round_, outcome=RoundOutcome.CHANGES_REQUESTED, by=journal.by)


def _refuse(journal: Journal, round_: Round, outcome: str, by: User) -> None:
    close_round(journal, round_=round_, outcome=outcome, by=by)
    if round_.version.status == VersionStatus.APPROVED:
        end_recheck_without_approval(journal, round_=round_, why=f"a re-check ended: {outcome}")
    else:
        move(journal, version=round_.version, to=outcome, why="the reviewers decided so")


def _one_step_apart(one: str, other: str) -> bool:
    ladder = badges.LADDER
    return one in ladder and other in ladder and abs(ladder.index(one) - ladder.index(other)) == 1
