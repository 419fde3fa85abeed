"""What is being re-checked, by whom and until when; and what is due for review. Constant numbers of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from evidence.badges.moves import (
    DUE_MONTHS,
    DUE_MONTHS_RECORD,
    DUE_MONTHS_UNSETTLED,
    SETTLED,
)
from evidence.choices import Asks, BadgeValue, VersionStatus
from evidence.models import Approval, Assignment, Profile, Question, Round, Suspension
from evidence.selectors.public import due_on

# What may still come back; words that were given up wait for nobody's review.
WAITING = (
    VersionStatus.SUSPENDED,
    VersionStatus.IN_REVIEW,
    VersionStatus.DISPUTED,
    VersionStatus.CHANGES_REQUESTED,
)


@dataclass(frozen=True)
class Waiting:
    """One suspended version: who is asked, until when, and what the next step is."""

    suspension: Suspension
    round: Round | None
    assigned: Sequence[Assignment]
    overtaken: bool

    @property
    def may_be_rechecked(self) -> bool:
        """Whether a re-check can be opened for it."""
        return (
            self.suspension.version.status == VersionStatus.SUSPENDED
            and self.round is None
            and not self.overtaken
        )

    @property
    def next_step(self) -> str:
        """Who has to do what, in words."""
        status = self.suspension.version.status
        if status == VersionStatus.DISPUTED:
            return "A third reviewer settles the dispute"
        if status == VersionStatus.CHANGES_REQUESTED:
            return "Authors: the reviewers ask for other words"
        if self.overtaken:
            return "Nothing: newer words were approved"
        if self.round is None or status == VersionStatus.SUSPENDED:
            return "Open a re-check"
        return "Reviewers: review it again"


def suspended_now() -> QuerySet[Suspension]:
    """Open suspensions whose words may still come back, the oldest first."""
    return (
        Suspension.objects.filter(ended_at=None, version__status__in=WAITING)
        .select_related("version__claim", "reference", "notice__load")
        .defer("reference__abstract", "reference__search")
        .order_by("suspended_at", "id")
    )


def waiting_of(suspensions: Sequence[Suspension]) -> list[Waiting]:
    """Who is asked about each. Three queries."""
    claims = [one.version.claim_id for one in suspensions]
    rounds = {r.claim_id: r for r in Round.objects.filter(claim__in=claims, closed_at=None)}
    assigned: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(round__in=rounds.values(), ended_at=None)
    for row in rows.select_related("reviewer").order_by("due_on", "id"):
        assigned[row.round_id].append(row)
    newest = {
        row["claim"]: row["version__number"]
        for row in Approval.objects.active()
        .filter(claim__in=claims)
        .order_by("claim", "-version__number")
        .distinct("claim")
        .values("claim", "version__number")
    }
    found = []
    for one in suspensions:
        version = one.version
        round_ = rounds.get(version.claim_id)
        found.append(
            Waiting(
                suspension=one,
                round=round_,
                assigned=assigned.get(round_.pk, []) if round_ else [],
                overtaken=newest.get(version.claim_id, 0) > version.number,
            )
        )
    return found


def overdue_questions(today: date | None = None) -> QuerySet[Question]:
    """Questions whose appraisal in force was due before today, the longest due first (`due_on`)."""
    newest = Profile.objects.filter(question=OuterRef("pk")).order_by("-number")
    return (
        Question.objects.annotate(due_on=Subquery(newest.values("review_due_on")[:1]))
        .filter(due_on__lt=today or timezone.localdate())
        .order_by("due_on", "id")
    )


@dataclass(frozen=True)
class Overdue:
    """An approval without an appraised question whose review was due."""

    approval: Approval
    due_on: date


def overdue_claims(*, limit: int, today: date | None = None) -> list[Overdue]:
    """Standing claims without an appraised question that were due before today: records 6 months, then 12, 36."""
    day = today or timezone.localdate()
    record = Q(version__asks=Asks.RECORD) | Q(badge=BadgeValue.RECORD)
    settled = Q(badge__in=list(SETTLED))
    rows = (
        Approval.objects.active()
        .filter(version__status=VersionStatus.APPROVED)
        .exclude(version__question__in=Profile.objects.values("question"))
        .filter(
            Q(record, approved_at__date__lt=_before(day, DUE_MONTHS_RECORD))
            | Q(~record, ~settled, approved_at__date__lt=_before(day, DUE_MONTHS_UNSETTLED))
            | Q(~record, settled, approved_at__date__lt=_before(day, DUE_MONTHS))
        )
        .select_related("version__claim", "round")
        .order_by(F("approved_at"), "id")
    )
    found = [Overdue(row, date.fromisoformat(due_on(row, row.badge, None))) for row in rows[:limit]]
    return [one for one in found if one.due_on < day]


def _before(day: date, months: int) -> date:
    """A little later than the same day so many months ago: due dates fall on the 28th at the latest."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28)) + timedelta(days=4)


def versions_of_suspensions(numbers: Iterable[int]) -> list[Suspension]:
    """Suspensions that a person ticked, of those that wait."""
    return list(suspended_now().filter(pk__in=list(numbers)))
