"""Approved claims that may be placed in a text, found by their words or their key."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.markdown import link
from articles.models import LiveEntry
from articles.services.standing import active_approvals, shown_badges
from evidence import badges
from evidence.choices import VersionStatus
from evidence.models import Approval, ClaimVersion
from evidence.querysets import HasWord
from evidence.templatetags.badges import short_words

MOST = 20


def offered_claims(words: str) -> list[dict[str, Any]]:
    """The first claims whose approved words hold all of these, each word by its beginning, or whose key begins so.

    The newest come first; those that no page may show are not offered. Four queries.
    """
    standing = Approval.objects.active().filter(version=OuterRef("pk"))
    versions = ClaimVersion.objects.filter(Exists(standing), status=VersionStatus.APPROVED)
    for word in words.split():
        if any(map(str.isalnum, word)):
            versions = versions.filter(
                HasWord("text", word) | Q(claim__key__startswith=word.lower())
            )
    found = list(versions.select_related("claim").order_by("-pk")[:MOST])
    approvals = active_approvals(version.pk for version in found)
    shown = shown_badges(approvals.values())
    pages = _pages_of(version.claim_id for version in found)
    return [
        {
            "key": version.claim.key,
            "text": version.text,
            "badge": short_words(badge, version.direction),
            "pages": pages[version.claim_id],
            "markdown": link(version.text, version.claim.key),
            "page": reverse("admin:evidence_claim_change", args=[version.claim_id]),
        }
        for version in found
        for approval in [approvals[version.pk]]
        for badge in [shown.get(approval.pk, approval.badge)]
        if badges.is_publishable(badge, is_myth=False)
    ]


def _pages_of(claims: Iterable[int]) -> dict[int, list[str]]:
    """The addresses of the live pages on which each of these claims stands."""
    pages: dict[int, list[str]] = defaultdict(list)
    rows = LiveEntry.objects.filter(claim__in=list(claims)).order_by("live__article__slug")
    for claim, slug in rows.values_list("claim", "live__article__slug").distinct():
        pages[claim].append(slug)
    return pages
