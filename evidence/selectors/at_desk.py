"""A claim as it lies on one person's desk: who is asked, who reads it now, what they typed; one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from evidence.models import Assignment, Override, Presence, ReviewDraft, Round, VerdictDraft
from evidence.selectors.persons import called, person_at, person_from
from evidence.selectors.presence import GONE_AFTER, Reading
from references.policies import Person

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


def _of_open_round(claim: str) -> dict[str, Any]:
    return {"round__claim": OuterRef(claim), "round__closed_at": None}


def with_company(rows: QuerySet[Any], user: Person, claim: str = "pk") -> QuerySet[Any]:
    """Claims, or rows of a claim, with what `asked_in` and `readers_in` read from them, for this person alone."""
    opened = _of_open_round(claim)
    asked = Assignment.objects.filter(**opened, ended_at=None).order_by("due_on", "id")
    here = (
        Presence.objects.here_since(timezone.now() - GONE_AFTER)
        .filter(**opened)
        .exclude(seen_by=user.pk)
    )
    return rows.annotate(
        desk_asked=ArraySubquery(
            asked.values(
                json=JSONObject(
                    pk="pk", reviewer="reviewer", who=person_at("reviewer"), due_on="due_on"
                )
            )
        ),
        desk_here=ArraySubquery(
            here.values(json=JSONObject(who=person_at("seen_by"), came_at="came_at"))
        ),
    )


def at_desk(rounds: QuerySet[Round], user: Person) -> QuerySet[Round]:
    """The rounds of a claim with the same, and with what `draft_in`, `kept_in` and `override_in` read from them."""
    opened = _of_open_round("claim")
    drafts = ReviewDraft.objects.filter(**opened, saved_by=user.pk)
    override = Override.objects.filter(claim=OuterRef("claim"), ended_at=None)
    return with_company(rounds, user, "claim").annotate(
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
        desk_kept=kept_by(user, **opened),
        desk_override=ArraySubquery(override.values(json=JSONObject(**{n: n for n in SHOWN}))),
    )


def kept_by(user: Person, **where: Any) -> ArraySubquery:
    """What this person chose and has not handed in, to read with the row that `where` names; see `kept`."""
    chosen = VerdictDraft.objects.filter(**where, reviewer=user.pk)
    return ArraySubquery(chosen.values(json=JSONObject(**{name: name for name in KEPT})))


def kept(rows: Iterable[dict[str, Any]]) -> list[VerdictDraft]:
    """What `kept_by` brought along."""
    return [VerdictDraft(**one) for one in rows]


def asked_in(row: Any) -> list[Asked]:
    """Who is asked, the first due first."""
    return [
        Asked(
            pk=one["pk"],
            reviewer_id=one["reviewer"],
            name=called(person_from(one["who"])),
            due_on=date.fromisoformat(one["due_on"]),
        )
        for one in row.desk_asked
    ]


def readers_in(row: Any) -> list[Reading]:
    """The colleagues who have it open."""
    now = timezone.now()
    return [
        Reading(
            called(person_from(one["who"])),
            (now - datetime.fromisoformat(one["came_at"])) // timedelta(minutes=1),
        )
        for one in row.desk_here
    ]


def draft_in(row: Any) -> ReviewDraft | None:
    """What this person typed in the open round."""
    for one in row.desk_draft:
        return ReviewDraft(**one | {"saved_at": datetime.fromisoformat(one["saved_at"])})
    return None


def kept_in(row: Any) -> list[VerdictDraft]:
    """What this person chose about single citations in the open round and has not handed in."""
    return kept(row.desk_kept)


def override_in(row: Any) -> Override | None:
    """The override that is proposed or in force."""
    return next((Override(**one) for one in row.desk_override), None)
