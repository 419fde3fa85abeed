"""Judging source by source: verdicts kept privately, and approving together what was shown and judged (section 3)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from evidence import policies
from evidence.choices import Decision, Judgement
from evidence.models import Round, VerdictDraft
from evidence.selectors.desk import rounds_to_review
from evidence.selectors.sentences import Ready
from evidence.services.agreement import VerdictInput, as_inputs
from evidence.services.mandatory import what_approval_lacks
from evidence.services.reviewing import Opinion, review_claim
from references.choices import Role
from references.events import recorded, retrying
from references.refusals import NotAllowed, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """One verdict to keep: in which round, what was chosen, and what the source was when it was shown."""

    round: int
    verdict: VerdictInput
    seen: str


@dataclass(frozen=True)
class Approved:
    """What became of one claim: its text, and why it was refused; nothing where it was recorded."""

    text: str
    became: str = ""
    refusal: str = ""


def keep_verdicts(*, kept: Sequence[Kept], by: User) -> int:
    """Keep what a reviewer chose, for them alone, until they decide. Returns how many are kept.

    What was kept of the same citation before is replaced; nothing chosen takes it back. Of rounds that are
    closed or not theirs nothing is kept. Refuses all but reviewers.
    """
    if not policies.is_reviewer(by):
        raise NotAllowed("Only active reviewers judge sources.")
    with recorded(by=by, role=Role.REVIEWER):
        # In share mode: a round that closes meanwhile takes its drafts with it.
        rounds = {
            round_.pk: round_
            for round_ in Round.objects.filter(
                pk__in=rounds_to_review(by).filter(pk__in={one.round for one in kept}).values("pk"),
                closed_at=None,
            )
            .select_for_update(no_key=True)
            .order_by("claim_id")
            .prefetch_related("version__citations")
        }
        own = {
            round_.pk: {citation.pk for citation in round_.version.citations.all()}
            for round_ in rounds.values()
        }
        fitting = [one for one in kept if one.verdict.citation in own.get(one.round, ())]
        VerdictDraft.objects.filter(
            reviewer=by,
            citation__in=[one.verdict.citation for one in fitting if not _says_something(one)],
        ).delete()
        chosen = [_row(one, by) for one in fitting if _says_something(one)]
        VerdictDraft.objects.bulk_create(
            chosen,
            update_conflicts=True,
            unique_fields=["round", "reviewer", "citation"],
            update_fields=[
                "judgement",
                "comparison",
                "population",
                "outcome_matches",
                "vouch_reason",
                "seen",
                "kept_at",
            ],
        )
    return len(chosen)


def _says_something(kept: Kept) -> bool:
    """A verdict, or a reason to vouch that was written before it."""
    return kept.verdict.judgement in Judgement or kept.verdict.vouch_reason.strip() != ""


def _row(kept: Kept, by: User) -> VerdictDraft:
    verdict = kept.verdict
    return VerdictDraft(
        round_id=kept.round,
        reviewer=by,
        citation_id=verdict.citation,
        judgement=verdict.judgement,
        comparison=verdict.comparison,
        population=verdict.population,
        outcome_matches=verdict.outcome_matches,
        vouch_reason=verdict.vouch_reason.strip(),
        seen=kept.seen,
        kept_at=timezone.now(),
    )


def why_alone(ready: Ready) -> list[str]:
    """Why a judged claim is not approved together with others but on its own page; empty where it may be.

    What its author and this reviewer see differently, words that are too strong, and whatever keeps an approval
    back want more than one key.
    """
    reasons = []
    if ready.differs:
        reasons.append("You find that a source does something else than its author says.")
    reasons += what_approval_lacks(
        ready.inputs, ready.citations, as_inputs(ready.verdicts), ready.badge
    )
    reasons += [problem.message for problem in ready.wording]
    return reasons


def approve_shown(*, ready: Sequence[Ready], by: User) -> list[Approved]:
    """Approve each of these claims as it was shown, one review and one transaction each.

    Each goes through `review_claim`, with the digest and the fingerprint that were shown: what is refused is told
    with its reason, and the others stand. A claim that wants a page of its own is refused here.
    """
    return [_approve(one, by) for one in ready]


def _approve(ready: Ready, by: User) -> Approved:
    version, text = ready.version, ready.version.text
    if reasons := why_alone(ready):
        return Approved(text, refusal=" ".join(reasons))
    opinion = Opinion(
        decision=Decision.APPROVE,
        verdicts=as_inputs(ready.verdicts),
        seen=ready.inputs.fingerprint,
    )
    try:
        review = retrying(review_claim)(
            version=version, by=by, digest=version.digest, opinion=opinion
        )
    except Refused as refusal:
        return Approved(text, refusal=refusal.message)
    except (IntegrityError, OperationalError):
        log.warning("an approval of claim %s was refused", version.claim_id, exc_info=True)
        return Approved(
            text, refusal="The database refused it, and nothing of it was changed. Try it again."
        )
    return Approved(text, became=review.version.get_status_display().lower())
