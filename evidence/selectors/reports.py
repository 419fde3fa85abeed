"""Reports on the work of the desk, each in a constant number of queries. Nothing in them tells of an open round."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from evidence.choices import ReviewKind, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    ClaimVersion,
    Profile,
    Review,
    Reviewer,
    Round,
    Suspension,
)

SOON = 7


@dataclass(frozen=True)
class Row:
    """One line; `claim` is what its first cell leads to."""

    cells: tuple[Any, ...]
    claim: int | None = None


@dataclass(frozen=True)
class Report:
    """One report. `lines` takes the person whose lines alone are wanted, or None for everybody's."""

    title: str
    about: str
    header: tuple[str, ...]
    lines: Callable[[int | None], Iterator[Row]]
    of_oneself: bool = False


def workload(only: int | None) -> Iterator[Row]:
    """What each active reviewer was asked, has late, and has done; three queries."""
    today, now = timezone.localdate(), timezone.now()
    open_ones = Q(ended_at=None)
    asked: dict[int, Any] = {
        row["reviewer"]: row
        for row in Assignment.objects.order_by()
        .values("reviewer")
        .annotate(
            open=Count("pk", filter=open_ones),
            soon=Count(
                "pk",
                filter=open_ones & Q(due_on__gte=today, due_on__lte=today + timedelta(SOON)),
            ),
            late=Count("pk", filter=open_ones & Q(due_on__lt=today)),
        )
        .filter(open__gt=0)
    }
    done: dict[int, Any] = {
        row["reviewer"]: row
        for row in Review.objects.filter(decided_at__gte=now - timedelta(90))
        .order_by()
        .values("reviewer")
        .annotate(month=Count("pk", filter=Q(decided_at__gte=now - timedelta(30))), all=Count("pk"))
    }
    for reviewer in _reviewers(only):
        its: dict[str, Any] = asked.get(reviewer.user_id, {})
        did: dict[str, Any] = done.get(reviewer.user_id, {})
        numbers = (its.get("open", 0), its.get("soon", 0), its.get("late", 0))
        yield Row((reviewer.name, *numbers, did.get("month", 0), did.get("all", 0)))


def _reviewers(only: int | None) -> QuerySet[Reviewer]:
    reviewers = Reviewer.objects.filter(active=True).order_by("name", "pk")
    return reviewers if only is None else reviewers.filter(user=only)


WAITING = """
    WITH waiting (place, state, claim, since, days) AS (
        SELECT CASE WHEN v.status = 'disputed' THEN 3 WHEN r.people = 0 THEN 1 ELSE 2 END,
            CASE WHEN v.status = 'disputed' THEN 'Disputed: waits for a third person'
                WHEN r.people = 0 THEN 'Waits for a first review'
                ELSE 'Waits for a further review' END,
            c.key, r.opened_at, extract(epoch FROM now() - r.opened_at) / 86400
        FROM (SELECT o.*, (SELECT count(DISTINCT reviewer_id) FROM evidence_review w
                WHERE w.round_id = o.id AND w.kind = 'review') AS people
            FROM evidence_round o WHERE o.closed_at IS NULL) r
        JOIN evidence_claimversion v ON v.id = r.version_id JOIN evidence_claim c ON c.id = v.claim_id
        UNION ALL
        SELECT 4, 'Being re-checked, no round open', c.key, s.suspended_at,
            extract(epoch FROM now() - s.suspended_at) / 86400
        FROM evidence_suspension s JOIN evidence_claimversion v ON v.id = s.version_id
        JOIN evidence_claim c ON c.id = v.claim_id
        WHERE s.ended_at IS NULL AND v.status = 'suspended'
        UNION ALL
        SELECT 5, 'Decided in the last 90 days: from opening to decision', c.key, r.opened_at,
            extract(epoch FROM r.closed_at - r.opened_at) / 86400
        FROM evidence_round r JOIN evidence_claim c ON c.id = r.claim_id
        WHERE r.closed_at > now() - interval '90 days'
            AND r.outcome IN ('approved', 'changes_requested', 'rejected')
    )
    SELECT state, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days), max(days),
        (array_agg(claim ORDER BY days DESC))[1]
    FROM waiting GROUP BY place, state ORDER BY place
"""


def waiting(only: int | None) -> Iterator[Row]:
    """How long claims wait in each state, in days; one query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        for state, number, median, longest, claim in cursor.fetchall():
            yield Row((state, number, f"{median:.1f}", f"{longest:.1f}", claim))


def second_reviewer(only: int | None) -> Iterator[Row]:
    """Claims that one person has decided about and that wait for another; two queries."""
    now = timezone.now()
    rounds = (
        Round.objects.filter(closed_at=None, required_reviews=2)
        .exclude(version__status=VersionStatus.DISPUTED)
        .annotate(
            people=Count(
                "reviews__reviewer", filter=Q(reviews__kind=ReviewKind.REVIEW), distinct=True
            ),
            since=Max("reviews__decided_at"),
        )
        .filter(people=1)
        .select_related("claim", "version")
        .order_by("since")
    )
    asked: dict[int, list[str]] = {}
    for its_round, name in (
        Assignment.objects.filter(ended_at=None, round__in=rounds.order_by().values("pk"))
        .order_by("due_on")
        .values_list("round", "reviewer__reviewer__name")
    ):
        asked.setdefault(its_round, []).append(name or "")
    for round_ in rounds:
        since = round_.since or now
        names = ", ".join(asked.get(round_.pk, ())) or "nobody is asked"
        yield Row(
            (round_.version.text, round_.claim.key, _day(since), (now - since).days, names),
            round_.claim_id,
        )


def overdue(only: int | None) -> Iterator[Row]:
    """Reviews that are late, and questions whose appraisal is; two queries."""
    today = timezone.localdate()
    late = Assignment.objects.filter(ended_at=None, due_on__lt=today)
    if only is not None:
        late = late.filter(reviewer=only)
    for assignment in late.select_related("version__claim", "reviewer__reviewer").order_by(
        "due_on", "pk"
    ):
        version = assignment.version
        who = getattr(assignment.reviewer, "reviewer", None)
        name = who.name if who else str(assignment.reviewer)
        days = (today - assignment.due_on).days
        cells = ("A review", version.text, version.claim.key, name, assignment.due_on, days)
        yield Row(cells, version.claim_id)
    if only is not None:
        return
    newer = Profile.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    due = Profile.objects.filter(~Exists(newer), review_due_on__lt=today).order_by()
    newest = due.filter(question=OuterRef("version__question"))
    stale = (
        Approval.objects.active()
        .filter(version__question__in=due.values("question"))
        .annotate(due_on=Subquery(newest.values("review_due_on")[:1]))
        .order_by("due_on", "version__question__title")
        .values_list("version__question__title", "version__question__key", "due_on")
        .annotate(claims=Count("claim", distinct=True))
    )
    for title, key, due_on, claims in stale:
        stand = "1 claim stands on it" if claims == 1 else f"{claims} claims stand on it"
        yield Row(("An appraisal", title, key, stand, due_on, (today - due_on).days))


def suspended(only: int | None) -> Iterator[Row]:
    """What stopped standing, since when and why; one query."""
    now = timezone.now()
    reviewed = Round.objects.filter(claim=OuterRef("version__claim"), closed_at=None)
    for row in (
        Suspension.objects.filter(ended_at=None)
        .annotate(open_round=Subquery(reviewed.values("opened_at")[:1]))
        .select_related("version__claim")
        .order_by("suspended_at", "pk")
    ):
        next_step = "in review" if row.open_round else "nobody has opened a re-check"
        cells = (
            row.version.text,
            row.version.claim.key,
            row.get_cause_display(),
            row.detail,
            _day(row.suspended_at),
            (now - row.suspended_at).days,
            next_step,
        )
        yield Row(cells, row.version.claim_id)


def approved_elsewhere_than(shown: QuerySet[Any]) -> QuerySet[ClaimVersion]:
    """Approved versions other than those given, with when they were approved, the oldest first."""
    return (
        ClaimVersion.objects.filter(status=VersionStatus.APPROVED)
        .exclude(pk__in=shown)
        .annotate(since=Min("approvals__approved_at", filter=Q(approvals__active=True)))
        .select_related("claim")
        .order_by("since", "pk")
    )


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
