"""What the page of one claim tells: live rows and approvals, never drafts."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.choices import ShownAs
from articles.content import ClaimContent, ReferenceContent
from articles.pages.shown import shown_claim
from articles.selectors.live import places_of, published_version
from evidence.choices import ApprovalBasis, BadgeValue
from evidence.models import Approval, Claim, Suspension
from evidence.selectors.public import PublicClaim, public_claims
from evidence.selectors.records import history
from evidence.selectors.sources import public_references
from evidence.templatetags.badges import short_words
from references.models import Reference


def claim_page(claim: Claim) -> dict[str, Any] | None:
    """The context of a claim's page; None if no publication ever showed it.

    An approved sentence that no signed-off page places has passed one of the two gates before the public (D6).
    """
    version = published_version(claim)
    if version is None:
        return None
    told = public_claims([version.pk])[version.pk]
    keys = list(dict.fromkeys(citation["reference"] for citation in told["citations"]))
    sources = public_references(Reference.objects.filter(key__in=keys).defer("abstract"))
    references: dict[int, ReferenceContent] = {
        n: {"n": n, **sources[key]} for n, key in enumerate(keys, start=1)
    }
    approvals, suspensions = history(claim)
    stands = any(approval.active for approval in approvals if approval.version_id == version.pk)
    content = _content(told, keys, ShownAs.APPROVED if stands else ShownAs.SUSPENDED)
    return {
        "shown": shown_claim("1", content, references, on=_today()),
        "question": version.question,
        "places": [
            {
                "url": reverse("articles:article", args=[place.slug]),
                "title": place.title,
                "position": place.position,
            }
            for place in places_of(claim)
        ],
        "history": _told(approvals, suspensions),
    }


def _today() -> str:
    return timezone.localdate().isoformat()


def _content(told: PublicClaim, keys: list[str], shown_as: str) -> ClaimContent:
    return {
        **told,
        "shown_as": shown_as,
        "is_myth": told["badge"] == BadgeValue.CONTRADICTED,
        "is_key_message": False,
        "citations": [
            {
                "n": keys.index(citation["reference"]) + 1,
                "judgement": citation["judgement"],
                "quote": citation["quote"],
                "locator": citation["locator"],
            }
            for citation in told["citations"]
        ],
    }


def _told(approvals: list[Approval], suspensions: list[Suspension]) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    events: list[tuple[dt.datetime, str]] = []
    for approval in approvals:
        number, badge = (
            approval.version.number,
            short_words(approval.badge, approval.version.direction),
        )
        words = {
            ApprovalBasis.REVIEWS: _("Version %(n)s approved: %(badge)s"),
            ApprovalBasis.ADJUDICATION: _("Version %(n)s approved by a third reviewer: %(badge)s"),
            ApprovalBasis.CANCELLATION: _(
                "Version %(n)s stands again, a notice was mistaken: %(badge)s"
            ),
        }[ApprovalBasis(approval.basis)]
        events.append((approval.approved_at, words % {"n": number, "badge": badge}))
    for suspension in suspensions:
        number = suspension.version.number
        words = _("Version %(n)s being re-checked: %(cause)s") % {
            "n": number,
            "cause": suspension.detail or suspension.get_cause_display(),
        }
        events.append((suspension.suspended_at, words))
    return [{"on": at, "text": text} for at, text in sorted(events, reverse=True)]
