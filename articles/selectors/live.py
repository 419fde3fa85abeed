"""What the public pages read: live rows, publications and approvals, never drafts (D6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from articles.choices import ShownAs
from articles.content import ClaimContent
from articles.models import Article, FormerAddress, Live, Publication, PublicationEntry, Withdrawal
from evidence.choices import BadgeValue
from evidence.models import Claim, ClaimVersion
from references.models import Reference

EVIDENT = (ShownAs.APPROVED, ShownAs.SUSPENDED, ShownAs.COLLAPSED)


@dataclass(frozen=True)
class Served:
    """What is known of an address: the live publication and its stored page, if there are any."""

    article: int
    publication: int | None
    body: bytes | None
    etag: str
    templates: str


def served(slug: str, *, compressed: bool) -> Served | None:
    """The live page at an address, in one query; None if no article has the address."""
    column = "live__publication__page__" + ("gzip" if compressed else "html")
    row = (
        Article.objects.filter(slug=slug)
        .order_by()
        .values_list(
            "pk",
            "live__publication",
            column,
            "live__publication__page__etag",
            "live__publication__page__templates",
        )
        .first()
    )
    if row is None:
        return None
    article, publication, body, etag, templates = row
    stored = bytes(body) if body is not None else None
    return Served(article, publication, stored, etag or "", templates or "")


def moved_to(slug: str) -> str:
    """The address of the article that left this one; nothing if none did."""
    found = FormerAddress.objects.filter(slug=slug).values_list("article__slug", flat=True)
    return found.first() or ""


@dataclass(frozen=True)
class Gone:
    """Why an article's address no longer answers with a page."""

    title: str
    reason: str
    withdrawn_at: datetime


def gone(article: int) -> Gone | None:
    """The newest withdrawal of an article; None if it was never published."""
    row = (
        Withdrawal.objects.filter(article=article)
        .order_by("-id")
        .values_list(KeyTextTransform("title", "publication__content"), "reason", "withdrawn_at")
        .first()
    )
    return Gone(*row) if row else None


def live_publications() -> QuerySet[Publication]:
    """What readers see now, the newest first."""
    return Publication.objects.filter(live__isnull=False).select_related("article").order_by("-id")


@dataclass
class Tally:
    """How many sentences of a page carry one kind of badge; `badge` is empty where it is re-checked."""

    badge: str
    direction: str
    count: int


def tally(claims: Iterable[ClaimContent]) -> list[Tally]:
    """The badges of a page, the surest first, what is re-checked last; what was left out is not counted."""
    counts: Counter[tuple[str, str]] = Counter()
    # A sentence that stands among the key messages too is one sentence.
    for claim in {claim["key"]: claim for claim in claims}.values():
        if claim["shown_as"] == ShownAs.APPROVED:
            harm = claim["badge"] == "very_low" and claim["direction"] == "harm"
            counts[claim["badge"], "harm" if harm else ""] += 1
        elif claim["shown_as"] in EVIDENT:
            counts["", ""] += 1
    order = {badge: place for place, badge in enumerate([*BadgeValue.values, ""])}
    kinds = sorted(counts, key=lambda kind: (order[kind[0]], kind[1]))
    return [Tally(badge, direction, counts[badge, direction]) for badge, direction in kinds]


@dataclass(frozen=True)
class Place:
    """One place of a live page at which a claim stands."""

    slug: str
    title: str
    position: int


@dataclass
class CitingClaim:
    """A published claim that cites a source, and where it stands."""

    key: str
    text: str
    badge: str
    direction: str
    is_myth: bool
    suspended: bool
    places: list[Place] = field(default_factory=list)


def _live_entries() -> QuerySet[PublicationEntry]:
    return (
        PublicationEntry.objects.filter(publication__live__isnull=False, shown_as__in=EVIDENT)
        .select_related("version", "claim", "publication__article")
        .defer("publication__content")
        .annotate(title=KeyTextTransform("title", "publication__content"))
        .order_by("publication__article__slug", "position")
    )


def _place(entry: PublicationEntry) -> Place:
    title: str = entry.title  # type: ignore[attr-defined]
    return Place(entry.publication.article.slug, title, entry.position)


def published_version(claim: Claim) -> ClaimVersion | None:
    """The newest words of a claim that a live page shows, else that any publication showed; None if none did."""
    entry = (
        PublicationEntry.objects.filter(claim=claim)
        .annotate(is_live=Exists(Live.objects.filter(publication=OuterRef("publication"))))
        .select_related("version__question")
        .order_by("-is_live", "-version__number")
        .first()
    )
    return entry.version if entry else None


def places_of(claim: Claim) -> list[Place]:
    """Where a claim stands on live pages, once per page."""
    first: dict[str, Place] = {}
    for entry in _live_entries().filter(claim=claim):
        place = _place(entry)
        first.setdefault(place.slug, place)
    return list(first.values())


def claims_citing(reference: Reference) -> list[CitingClaim]:
    """The claims on live pages whose words there cite a source, in one query."""
    found: dict[int, CitingClaim] = {}
    citing = Q(version__citations__reference=reference)
    citing |= Q(version__citations__reference__merged_into=reference)
    for entry in _live_entries().filter(citing).distinct():
        version = entry.version
        cited = found.setdefault(
            entry.claim_id,
            CitingClaim(
                key=entry.claim.key,
                text=version.text,
                badge=entry.badge,
                direction=version.direction,
                is_myth=entry.is_myth,
                suspended=entry.shown_as != ShownAs.APPROVED,
            ),
        )
        place = _place(entry)
        if place.slug not in {known.slug for known in cited.places}:
            cited.places.append(place)
    return list(found.values())
