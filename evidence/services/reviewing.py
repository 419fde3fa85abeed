"""Deciding about a claim: reviews, their settlement, and adjudication (DOMAIN section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from evidence import badges, policies
from evidence.choices import (
    ApprovalBasis,
    AssignmentEnd,
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
)
from evidence.selectors.inputs import Inputs, inputs_for
from evidence.selectors.overrides import shown_value
from evidence.services.agreement import VerdictInput, rule_verdicts
from evidence.services.approvals import approve
from evidence.services.locks import share_evidence, share_person
from evidence.services.mandatory import open_flags, what_approval_lacks
from evidence.services.rounds import end_assignments, forget_typed, raise_required
from evidence.services.settling import dispute, refuse, settle
from evidence.services.waiving import problems_beside, words_lack, write_waivers
from references.choices import Role
from references.events import Journal, recorded
from references.policies import role_for
from references.refusals import REASON_LENGTH, IllegalTransition, NotAllowed, NotPossible


@dataclass(frozen=True)
class Opinion:
    """What one person hands in."""

    decision: str
    verdicts: Sequence[VerdictInput] = ()
    reason: str = ""
    comment: str = ""
    waiver: str = ""  # why words that do not fit the badge may stand (line 9)
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
        settle(journal, round_=round_, inputs=inputs, by=by)
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
            refuse(journal, round_=round_, outcome=RoundOutcome.CHANGES_REQUESTED, by=by)
    return review


def pass_to_third(*, version: ClaimVersion, by: User, reason: str) -> ClaimVersion:
    """Let a third person settle what two reviewers left one step apart.

    For the case that one of them left or does not answer: the round would stay open for ever. When it
    returns the version is disputed, or, where words that still stood were re-checked, suspended. Refuses whoever
    does not assign reviewers, no reason, and a round in which reviews are still awaited.
    """
    if not policies.can_assign(by):
        raise NotAllowed("Only administrators and editors pass a claim to a third person.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.ADMINISTRATOR)) as journal:
        Claim.objects.in_lock_order().get(pk=version.claim_id)
        round_ = (
            Round.objects.select_related("version__claim", "claim")
            .filter(version=version, closed_at=None)
            .first()
        )
        if round_ is None or round_.version.status == VersionStatus.DISPUTED:
            raise IllegalTransition("No reviews of this version wait to come together.")
        reviewers = set(round_.reviews.values_list("reviewer", flat=True))
        if len(reviewers) < round_.required_reviews:
            raise NotPossible("Reviews are still awaited; a third person decides once they are in.")
        dispute(journal, round_=round_, why=f"passed to a third person: {reason.strip()}")
    return round_.version


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
    if reason := policies.why_not_yet(by, version):
        raise NotAllowed(reason)
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
    lacking += open_flags(version)
    shown = shown_value(version, badge.value)
    lacking += words_lack(version, shown, opinion.waiver)
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
    if opinion.decision == Decision.APPROVE:
        write_waivers(review, problems_beside(version, shown), opinion.waiver)
    end_assignments(
        assignments=round_.version.assignments.filter(reviewer=by),
        ending=AssignmentEnd.DECIDED,
        by=by,
    )
    forget_typed(round_=round_, by=by)
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
        for value in (badge.value, shown):
            raise_required(journal, round_=round_, to=badges.required_reviews(inputs.claim, value))
    return review


def _continues_as_it_was(round_: Round, badge: badges.Badge) -> bool:
    """Whether one review is enough because neither the meaning nor the badge changed."""
    return round_.continues is not None and round_.continues.badge == badge.value
