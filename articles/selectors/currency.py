"""Which live pages show what is being re-checked, and which pages wait for a publisher."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Live, LiveEntry, Withdrawal


@dataclass(frozen=True)
class ShownOn:
    """One live page that shows a version, and how."""

    slug: str
    article: int
    shown_as: str


def pages_showing(versions: Iterable[int]) -> dict[int, list[ShownOn]]:
    """The live pages that show each of these versions, once per page; one query."""
    found: dict[int, dict[int, ShownOn]] = defaultdict(dict)
    rows = LiveEntry.objects.filter(version__in=list(versions)).order_by("live_id", "position")
    for entry in rows.select_related("live__article"):
        article = entry.live.article
        page = ShownOn(article.slug, article.pk, str(entry.get_shown_as_display()))
        found[entry.version_id].setdefault(article.pk, page)
    return {version: list(pages.values()) for version, pages in found.items()}


def withdrawn_by(user_id: int) -> QuerySet[Withdrawal]:
    """The last withdrawals of pages that this account took down and nobody brought back, the newest first."""
    live = Live.objects.filter(article=OuterRef("article"))
    later = Withdrawal.objects.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"))
    return (
        Withdrawal.objects.filter(~Exists(live), ~Exists(later), withdrawn_by=user_id)
        .select_related("article")
        .order_by("-id")
    )
