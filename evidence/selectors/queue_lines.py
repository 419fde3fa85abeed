"""What a line of the work queue says of a claim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from evidence.choices import RoundKind, VersionStatus
from evidence.models import (
    Claim,
    ClaimDraft,
    ClaimVersion,
    Grading,
    Profile,
    Round,
    Suspension,
)
from evidence.selectors.at_desk import asked_in, readers_in
from evidence.selectors.desk import rounds_for, to_open_again
from evidence.selectors.needs import Need, needs_of
from evidence.selectors.presence import Reading
from references.policies import Person


@dataclass(frozen=True)
class Line:
    """One claim in the list. Nothing in it tells what a reviewer decided in an open round."""

    claim: Claim
    text: str
    state: str
    notes: tuple[str, ...]
    author: str
    to_review: bool
    to_settle: bool
    to_open_again: bool = False
    to_mend: bool = False
    need: Need | None = None
    readers: Sequence[Reading] = ()
    badge: str = ""
    badge_is_proposed: bool = False
    direction: str = ""
    reviews_in: int | None = None
    required: int = 0
    due_on: date | None = None
    due_for: str = ""
    is_late: bool = False


def lines(claims: Sequence[Claim], user: Person) -> list[Line]:
    """The lines of claims as `claims_in` gives them, in a constant number of queries."""
    facts = _Facts(claims, user)
    return [facts.line(claim) for claim in claims]


class _Facts:
    """Everything the lines of one page say, gathered per kind."""

    def __init__(self, claims: Sequence[Claim], user: Person) -> None:
        self.user = user
        self.today = timezone.localdate()
        self.versions: dict[int, list[Any]] = {}
        for version in _told(ClaimVersion.objects.filter(claim__in=claims)):
            self.versions.setdefault(version.claim_id, []).append(version)
        self.rounds = {
            round_.claim_id: round_
            for round_ in Round.objects.filter(claim__in=claims, closed_at=None).select_related(
                "version"
            )
        }
        self.needs = needs_of(self.rounds.values())
        mine = rounds_for(user, claims=claims).order_by()
        again = to_open_again(user).filter(claim__in=claims)
        self.mine: dict[int, str] = dict(
            mine.values_list("claim", "version__status").union(
                again.values_list("claim", "status"), all=True
            )
        )

    def line(self, claim: Claim) -> Line:
        """One line."""
        versions = self.versions.get(claim.pk, [])
        draft = getattr(claim, "draft", None)
        newest = versions[0] if versions else None
        if newest is None:
            return Line(
                claim=claim,
                text=draft.text if draft else "",
                state="Draft",
                notes=(),
                author=_name(draft.opened_by) if draft else "",
                to_review=False,
                to_settle=False,
            )
        standing = next((v for v in versions if v.status == VersionStatus.APPROVED), None)
        suspended = next((v for v in versions if v.status == VersionStatus.SUSPENDED), None)
        round_ = self.rounds.get(claim.pk)
        mine = self.mine.get(claim.pk)
        due_on, due_for = self._due(claim, standing)
        need = self.needs[round_.pk] if round_ else None
        return Line(
            claim=claim,
            text=newest.text,
            state=self._state(newest, round_),
            notes=tuple(self._notes(newest, standing, suspended, draft)),
            author=_name(newest.author),
            to_review=mine not in (None, VersionStatus.DISPUTED, VersionStatus.SUSPENDED),
            to_settle=mine == VersionStatus.DISPUTED,
            badge=newest.shown or "",
            badge_is_proposed=newest.shown is not None and newest.graded_for is None,
            direction=newest.direction,
            to_open_again=mine == VersionStatus.SUSPENDED,
            to_mend=newest.status == VersionStatus.CHANGES_REQUESTED
            and newest.author_id == self.user.pk,
            need=need,
            readers=readers_in(claim),
            reviews_in=min(need.reviews_in, round_.required_reviews) if need and round_ else None,
            required=round_.required_reviews if round_ else 0,
            due_on=due_on,
            due_for=due_for,
            is_late=due_on is not None and due_on < self.today,
        )

    def _state(self, newest: Any, round_: Round | None) -> str:
        state = newest.get_status_display()
        if newest.status == VersionStatus.SUSPENDED and newest.suspended_since:
            return f"{state} since {_day(newest.suspended_since)}"
        if round_ is None or round_.version_id != newest.pk:
            return state
        if newest.status == VersionStatus.APPROVED:
            return f"{state}; a re-check is open"
        if round_.kind != RoundKind.REVIEW:
            return f"{state}: {round_.get_kind_display().lower()}"
        return state

    def _notes(
        self,
        newest: ClaimVersion,
        standing: ClaimVersion | None,
        suspended: ClaimVersion | None,
        draft: ClaimDraft | None,
    ) -> Iterable[str]:
        if standing is not None and standing.pk != newest.pk:
            yield f"Version {standing.number} stands meanwhile"
        if suspended is not None and suspended.pk != newest.pk:
            yield f"Version {suspended.number} is being re-checked"
        if draft is not None:
            yield "A draft is open"

    def _due(self, claim: Claim, standing: Any) -> tuple[date | None, str]:
        """The nearest date: one's own assignment, another's, or the next appraisal."""
        open_ones = asked_in(claim)
        own = [a for a in open_ones if a.reviewer_id == self.user.pk]
        if own:
            return own[0].due_on, "you"
        if open_ones:
            return open_ones[0].due_on, open_ones[0].name
        if standing is not None and standing.again_on:
            return standing.again_on, "the next appraisal"
        return None, ""


def _told(versions: QuerySet[ClaimVersion]) -> QuerySet[Any]:
    """Versions from the newest with what a line says of each: the badge shown, since when, until when."""
    graded = Grading.objects.filter(version=OuterRef("pk")).order_by("-id")
    suspended = Suspension.objects.filter(version=OuterRef("pk"), ended_at=None)
    profile = Profile.objects.filter(question=OuterRef("question")).order_by("-number")
    return (
        versions.select_related("author")
        .annotate(
            shown=Subquery(graded.values("shown")[:1]),
            graded_for=Subquery(graded.values("approval")[:1]),
            suspended_since=Subquery(suspended.values("suspended_at")[:1]),
            again_on=Subquery(profile.values("review_due_on")[:1]),
        )
        .order_by("-number")
    )


def _name(user: object) -> str:
    return str(getattr(user, "get_full_name", lambda: "")() or user)


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"
