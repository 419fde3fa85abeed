"""Re-issue: live pages follow what happened to their claims and sources, in the same transaction (D7)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from articles.choices import PublicationCause
from articles.models import Article, Live, LiveEntry
from articles.services.publishing import put_live
from articles.services.standing import entries_again
from evidence.models import Claim
from evidence.selectors.public import public_claims
from references.events import Journal
from references.models import Reference


def follow_claims(
    *, claims: Sequence[Claim], cause: str, journal: Journal, detail: dict[str, Any]
) -> None:
    """Re-issue the live pages on which these claims appear otherwise than they now stand (a CLAIM_FOLLOWER)."""
    for live in _locked(Q(claim__in=[claim.pk for claim in claims])):
        reissue(journal, live=live, note=_claims_note(cause))


def follow_references(
    *, references: Sequence[Reference], cause: str, journal: Journal, detail: dict[str, Any]
) -> None:
    """Re-issue every live page that shows these references or rests on them, moved or not (a REFERENCE_FOLLOWER).

    A merge shows only where it moves a badge, which the claims tell, and in what a page lists as its sources.
    """
    ids = [reference.pk for reference in references]
    ids += Reference.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    if cause == "merged":
        for live in _locked(Q(version__citations__reference__in=ids)):
            if not _lists_its_sources(live):
                reissue(journal, live=live, note="The list of sources was corrected.", always=True)
        return
    shows = (
        Q(version__citations__reference__in=ids)
        | Q(approval__sources__reference__in=ids)
        | Q(version__question__profiles__studies__reference__in=ids)
    )
    for live in _locked(shows):
        note = _references_note(references, cause, bool(detail.get("cancellation")))
        reissue(journal, live=live, note=note, always=True)


def reissue(
    journal: Journal,
    *,
    live: Live,
    note: str,
    always: bool = False,
    now: datetime | None = None,
) -> bool:
    """Publish the live revision again as its claims stand now; whether anything was published.

    The same revision and sign-off: "last reviewed" does not move. Without `always` nothing happens where
    every entry stands as it is shown.
    """
    signed_by = live.publication.signoff.signed_by_id
    entries = entries_again(live.publication_id, signed_by=signed_by, now=now)
    printed = live.publication.entries.all()
    shown = {(e.position, e.approval_id, e.shown_as, e.badge) for e in printed}
    then = {
        (e.position, e.approval.pk if e.approval else None, str(e.shown_as), str(e.badge))
        for e in entries
    }
    if shown == then and not always:
        return False
    put_live(
        journal,
        revision=live.publication.revision,
        signoff=live.publication.signoff,
        entries=entries,
        cause=PublicationCause.REISSUE,
        note=note,
        on=timezone.localdate(now) if now else None,
    )
    return True


def _lists_its_sources(live: Live) -> bool:
    """Whether a page lists what its claims cite, as it is told now."""
    told = public_claims(live.entries.values_list("version", flat=True)).values()
    cited = {citation["reference"] for claim in told for citation in claim["citations"]}
    return cited == {reference["key"] for reference in live.publication.content["references"]}


def _locked(shows: Q) -> Iterable[Live]:
    """The live pages with an entry that matches, locked by article id.

    Asked again under the lock: what is live may have been replaced or withdrawn while it was waited for.
    """
    showing = LiveEntry.objects.filter(shows).values("live")
    locked = list(Article.objects.filter(pk__in=showing).in_lock_order())
    return (
        Live.objects.filter(article__in=locked, pk__in=showing)
        .select_related("publication__revision__article", "publication__signoff")
        .order_by("article_id")
    )


def _claims_note(cause: str) -> str:
    if cause == "approved":
        return "A statement was reviewed again."
    if cause == "regraded":
        return "Reviewers changed how sure we are of a statement."
    if cause == "withdrawn":
        return "A statement that was being re-checked was withdrawn."
    return "A statement is being re-checked."


def _references_note(references: Sequence[Reference], cause: str, cancelled: bool) -> str:
    if cancelled:
        return " ".join(
            f"A notice about a source was a mistake and was taken back: {reference.title}"
            for reference in references
        )
    if cause == "standing":
        return " ".join(
            f"A source is now marked as {reference.get_standing_display().lower()}: {reference.title}"
            for reference in references
        )
    if cause == "unchecked":
        return "A check for notices about sources was a mistake and was taken back."
    return "The record of a source was corrected."
