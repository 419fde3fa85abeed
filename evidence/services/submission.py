"""Submitting a claim: a new version, frozen, and a round of review for it."""

import hashlib
from difflib import SequenceMatcher
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from evidence import badges, policies
from evidence.choices import (
    GradingCause,
    RoundKind,
    RoundOutcome,
    VersionStatus,
)
from evidence.models import (
    Approval,
    Citation,
    Claim,
    ClaimDraft,
    ClaimVersion,
    Contributor,
    Review,
    Round,
)
from evidence.selectors.findings import sources_of
from evidence.selectors.inputs import inputs_for, proposed_verdicts
from evidence.selectors.works import stands
from evidence.services.approvals import end_recheck_without_approval
from evidence.services.drafts import WORD_FIELDS
from evidence.services.grading import write_grading
from evidence.services.locks import share_evidence
from evidence.services.problems import problems_of
from evidence.services.quoting import keep_first_findings
from evidence.services.rounds import close_round, move, open_round
from references.choices import Role
from references.events import Journal, recorded
from references.models import Reference
from references.policies import role_for
from references.refusals import NotAllowed, NotPossible

STANDING_OR_ASKED = (VersionStatus.APPROVED, VersionStatus.IN_REVIEW, VersionStatus.DISPUTED)

# How alike two sentences are that differ in spelling or layout only (1 is the same).
SPELLING = 0.9


def submit_claim(
    *,
    claim: Claim,
    by: User,
    paragraph: str = "",
    meaning_unchanged: bool = False,
    seen: str | None = None,
) -> ClaimVersion:
    """Turn the draft into a version in review; close the round that was open.

    When it returns the version and its citations are frozen, everyone who wrote since the last approval is
    a contributor, and a round is open with its required reviews. Refuses an incomplete draft, naming what it
    lacks, and words that are already approved or in review. `meaning_unchanged` (spelling, layout) asks one
    review that continues the active approval; it refuses when there is none, and when more than the sentence
    differs. A re-check that this ends leaves the words it was about suspended. With `seen`, the
    fingerprint of the draft that the person read, it refuses a draft that somebody changed after that.
    """
    if not policies.can_write_claims(by):
        raise NotAllowed("Only authors and editors submit claims.")
    with recorded(by=by, role=role_for(by, Role.EDITOR, Role.AUTHOR)) as journal:
        return submit_within(
            journal,
            claim=claim,
            by=by,
            paragraph=paragraph,
            meaning_unchanged=meaning_unchanged,
            seen=seen,
        )


def submit_within(
    journal: Journal,
    *,
    claim: Claim,
    by: User,
    paragraph: str,
    meaning_unchanged: bool = False,
    seen: str | None = None,
) -> ClaimVersion:
    """`submit_claim` inside a caller's transaction."""
    draft = ClaimDraft.objects.select_related("question").filter(claim=claim).first()
    if draft is None:
        raise NotPossible(f"Claim {claim.key} has no draft to submit.")
    cited = {
        r.key: r
        for r in Reference.objects.filter(key__in=[c["reference"] for c in draft.citations])
    }
    share_evidence(question=draft.question, references=[r.pk for r in cited.values()])
    claim = Claim.objects.in_lock_order().get(pk=claim.pk)
    before, draft = draft, ClaimDraft.objects.select_related("question").filter(claim=claim).first()
    if draft is None or _words(draft) != _words(before):
        raise NotPossible("Somebody submitted or changed this draft just now. Read it again first.")
    if seen is not None and seen != draft_fingerprint(draft):
        raise NotPossible(
            "Somebody changed this draft after you opened the page. Read it as it is now, then submit it."
        )
    if problems := problems_of(draft):
        raise NotPossible(" ".join(problem.message for problem in problems))
    _refuse_the_same(claim, draft)
    _end_open_round(journal, claim=claim, by=by)
    active = _continued(claim, draft) if meaning_unchanged else None
    version = _freeze(draft, cited, by=by, paragraph=paragraph)
    if (
        Review.objects.filter(claim=claim, digest=version.digest)
        .exclude(decision="approve")
        .exists()
    ):
        raise NotPossible(
            "A reviewer refused exactly these words with these sources. Change what was asked for."
        )
    proposed = inputs_for(version, cited.values(), confirmed=False)
    badge = proposed.compute(proposed_verdicts(version))
    write_grading(
        version=version,
        badge=badge,
        shown=badge.value,
        cause=GradingCause.SUBMISSION,
        profile=proposed.profile_row,
    )
    required = 1 if meaning_unchanged else badges.required_reviews(proposed.claim, badge.value)
    journal.note(
        f"claim:{claim.key}",
        "claim.submitted",
        version=version.number,
        digest=version.digest,
        required_reviews=required,
        proposed_badge=badge.value,
    )
    open_round(
        journal,
        version=version,
        kind=RoundKind.MEANING_UNCHANGED if meaning_unchanged else RoundKind.REVIEW,
        required=required,
        by=by,
        continues=active,
    )
    draft.delete()
    return version


def draft_fingerprint(draft: ClaimDraft) -> str:
    """What a person who submits a draft has read, as one SHA-256."""
    said = _words(draft) | {"question": draft.question_id}
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def _words(words: ClaimDraft | ClaimVersion) -> dict[str, Any]:
    """What the digest is about, to be compared."""
    said = {name: getattr(words, name) for name in WORD_FIELDS}
    if isinstance(words, ClaimDraft):
        said["citations"] = [
            (c["reference"], c["stance"], c["quote"], c["locator"]) for c in words.citations
        ]
    else:
        said["citations"] = [
            (c.reference.key, c.stance, c.quote, c.locator)
            for c in words.citations.select_related("reference").order_by("position")
        ]
    return said


def _refuse_the_same(claim: Claim, draft: ClaimDraft) -> None:
    """Nobody's time is asked for twice for the same words."""
    wanted = _words(draft)
    for version in claim.versions.filter(text=draft.text, status__in=STANDING_OR_ASKED):
        if _words(version) == wanted:
            raise NotPossible(
                f"These words are version {version.number} already:"
                f" {version.get_status_display().lower()}."
            )


def _continued(claim: Claim, draft: ClaimDraft) -> Approval:
    """The approval that a change of spelling or layout continues."""
    active = (
        claim.approvals.active()
        .select_related("version__question")
        .order_by("-version__number")
        .first()
    )
    if active is None:
        raise NotPossible(
            "No approval stands that this could continue; submit it for a full review."
        )
    before, after = _words(active.version), _words(draft)
    changed = sorted(name for name in before if name != "text" and before[name] != after[name])
    if changed:
        raise NotPossible(
            f"More than the sentence changed ({', '.join(changed)}): submit it for a full review."
        )
    if SequenceMatcher(None, active.version.text, draft.text).ratio() < SPELLING:
        raise NotPossible("That is more than spelling or layout: submit it for a full review.")
    return active


def _end_open_round(journal: Journal, *, claim: Claim, by: User) -> None:
    """Submitting a version closes the open round; the version it was about is withdrawn.

    Words that still stood while they were re-checked are suspended: their re-check ends without approval.
    """
    open_one = Round.objects.filter(claim=claim, closed_at=None).select_related("version").first()
    if open_one is None:
        return
    close_round(journal, round_=open_one, outcome=RoundOutcome.REPLACED, by=by)
    if open_one.version.status in (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED):
        move(
            journal,
            version=open_one.version,
            to=VersionStatus.WITHDRAWN,
            why="a newer version was submitted",
        )
    elif open_one.version.status == VersionStatus.APPROVED:
        end_recheck_without_approval(
            journal, round_=open_one, why="A newer version was submitted during a re-check."
        )


def _freeze(
    draft: ClaimDraft, cited: dict[str, Reference], *, by: User, paragraph: str
) -> ClaimVersion:
    """Insert the citations, then the version; the database computes the digest of both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('evidence_claimversion', 'id'))")
        version_id = cursor.fetchone()[0]
    newest = draft.claim.versions.order_by("-number").first()
    sources = sources_of(cited.values())
    checked = [
        sources[stands(cited[citation["reference"]])].check(citation["quote"])
        for citation in draft.citations
    ]
    citations = Citation.objects.bulk_create(
        Citation(
            version_id=version_id,
            position=position,
            reference=cited[citation["reference"]],
            stance=citation["stance"],
            quote=citation["quote"],
            locator=citation["locator"],
            no_quote_reason=citation["no_quote_reason"],
            quote_check=found.result,
        )
        for position, (citation, found) in enumerate(
            zip(draft.citations, checked, strict=True), start=1
        )
    )
    keep_first_findings(citations=citations, found=checked, by=by)
    version = ClaimVersion(
        pk=version_id,
        claim=draft.claim,
        number=newest.number + 1 if newest else 1,
        text=draft.text,
        asks=draft.asks,
        direction=draft.direction,
        asserts=draft.asserts,
        comparative=draft.comparative,
        is_finding=draft.is_finding,
        reassures_or_advises=draft.reassures_or_advises,
        question=draft.question,
        paragraph=paragraph,
        author=by,
        submitted_at=timezone.now(),
    )
    version.save(force_insert=True)
    version.refresh_from_db()
    Contributor.objects.bulk_create(
        Contributor(version=version, user_id=user) for user in sorted(_contributors(draft, by))
    )
    return version


def _contributors(draft: ClaimDraft, by: User) -> set[int]:
    """Everyone who wrote since the last approval: this draft, and the versions that were never approved."""
    approved = draft.claim.approvals.order_by("-version__number").first()
    since = draft.claim.versions.filter(number__gt=approved.version.number if approved else 0)
    earlier = Contributor.objects.filter(version__in=since).values_list("user", flat=True)
    return {by.pk, *draft.contributors.values_list("pk", flat=True), *earlier}
