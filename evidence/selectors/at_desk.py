"""A claim as it lies on one person's desk: who is asked, who reads it now, what they typed; one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from evidence.models import Assignment, Claim, Override, Presence, ReviewDraft, VerdictDraft
from evidence.selectors.presence import GONE_AFTER, Reading
from references.policies import Person

OPENED: Mapping[str, Any] = {"round__claim": OuterRef("pk"), "round__closed_at": None}
KEPT = (
    "id",
    "citation_id",
    "judgement",
    "comparison",
    "population",
    "outcome_matches",
    "vouch_reason",
    "seen",
)
SHOWN = ("id", "claim_id", "version_id", "way", "computed", "value", "seconded_by_id")


@dataclass(frozen=True)
class Asked:
    """That somebody is asked to review the version in review."""

    pk: int
    reviewer_id: int
    name: str
    due_on: date


def with_company(claims: QuerySet[Claim], user: Person) -> QuerySet[Claim]:
    """Claims with what `asked_in` and `readers_in` read from them, for this person alone."""
    asked = Assignment.objects.filter(**OPENED, ended_at=None).order_by("due_on", "id")
    here = (
        Presence.objects.here_since(timezone.now() - GONE_AFTER)
        .filter(**OPENED)
        .exclude(seen_by=user.pk)
    )
    return claims.annotate(
        desk_asked=ArraySubquery(
            asked.values(
                json=JSONObject(
                    pk="pk",
                    reviewer="reviewer",
                    shown="reviewer__reviewer__name",
                    first="reviewer__first_name",
                    last="reviewer__last_name",
                    username="reviewer__username",
                    due_on="due_on",
                )
            )
        ),
        desk_here=ArraySubquery(
            here.values(
                json=JSONObject(
                    shown="seen_by__reviewer__name",
                    username="seen_by__username",
                    came_at="came_at",
                )
            )
        ),
    )


def at_desk(user: Person) -> QuerySet[Claim]:
    """The same of all claims, with what `draft_in`, `kept_in` and `override_in` read from them."""
    drafts = ReviewDraft.objects.filter(**OPENED, saved_by=user.pk)
    override = Override.objects.filter(claim=OuterRef("pk"), ended_at=None)
    return with_company(Claim.objects.all(), user).annotate(
        desk_draft=ArraySubquery(
            drafts.values(
                json=JSONObject(
                    id="id",
                    round_id="round_id",
                    digest="digest",
                    fingerprint="fingerprint",
                    typed="typed",
                    saved_at="saved_at",
                    saved_by_id="saved_by_id",
                )
            )
        ),
        desk_kept=kept_by(user, **OPENED),
        desk_override=ArraySubquery(override.values(json=JSONObject(**{n: n for n in SHOWN}))),
    )


def kept_by(user: Person, **where: Any) -> ArraySubquery:
    """What this person chose and has not handed in, to read with the row that `where` names; see `kept`."""
    chosen = VerdictDraft.objects.filter(**where, reviewer=user.pk)
    return ArraySubquery(chosen.values(json=JSONObject(**{name: name for name in KEPT})))


def kept(rows: Iterable[dict[str, Any]]) -> list[VerdictDraft]:
    """What `kept_by` brought along."""
    return [VerdictDraft(**one) for one in rows]


def asked_in(claim: Any) -> list[Asked]:
    """Who is asked, the first due first."""
    return [
        Asked(
            pk=one["pk"],
            reviewer_id=one["reviewer"],
            name=one["shown"] or f"{one['first']} {one['last']}".strip() or one["username"],
            due_on=date.fromisoformat(one["due_on"]),
        )
        for one in claim.desk_asked
    ]


def readers_in(claim: Any) -> list[Reading]:
    """The colleagues who have it open."""
    now = timezone.now()
    return [
        Reading(
            one["shown"] or one["username"],
            (now - (parse_datetime(one["came_at"]) or now)) // timedelta(minutes=1),
        )
        for one in claim.desk_here
    ]


def draft_in(claim: Any) -> ReviewDraft | None:
    """What this person typed in the open round."""
    for one in claim.desk_draft:
        return ReviewDraft(**one | {"saved_at": parse_datetime(one["saved_at"])})
    return None


def kept_in(claim: Any) -> list[VerdictDraft]:
    """What this person chose about single citations in the open round and has not handed in."""
    return kept(claim.desk_kept)


def override_in(claim: Any) -> Override | None:
    """The override that is proposed or in force."""
    return next((Override(**one) for one in claim.desk_override), None)
