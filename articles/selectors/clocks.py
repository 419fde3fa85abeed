"""The clocks of what is being re-checked: since when, until when, and whether they may run (D7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from articles.models import ClockConfirmation
from evidence.models import Suspension
from references.models import NoticeLoad

DAYS = 14
MANY = 10


@dataclass(frozen=True)
class Clock:
    """When a version was suspended, and the load whose clocks wait for a confirmation, if one does."""

    since: datetime
    now: datetime
    waits_for: int | None

    @property
    def ends_at(self) -> datetime:
        """When it runs out."""
        return self.since + timedelta(days=DAYS)

    @property
    def has_run_out(self) -> bool:
        """Whether fourteen days have passed, and nobody has to confirm anything."""
        return self.waits_for is None and self.ends_at <= self.now


def clocks_of(versions: Iterable[int], *, now: datetime | None = None) -> dict[int, Clock]:
    """The clock of each of these versions that is suspended. Two queries."""
    moment = now or timezone.now()
    rows = list(
        Suspension.objects.filter(version__in=list(versions), ended_at=None).select_related(
            "notice"
        )
    )
    waiting = unconfirmed({row.notice.load_id for row in rows if row.notice is not None})
    return {
        row.version_id: Clock(
            since=row.suspended_at,
            now=moment,
            waits_for=row.notice.load_id
            if row.notice is not None and row.notice.load_id in waiting
            else None,
        )
        for row in rows
    }


def unconfirmed(loads: Iterable[int] | None = None) -> dict[int, int]:
    """Loads that suspended more than ten claims and that nobody confirmed or cancelled: how many each.

    Of these loads, or of all.
    """
    rows = Suspension.objects.exclude(notice=None)
    if loads is not None:
        wanted = list(loads)
        if not wanted:
            return {}
        rows = rows.filter(notice__load__in=wanted)
    return dict(
        rows.exclude(notice__load__in=ClockConfirmation.objects.values("load"))
        .filter(notice__load__cancellation=None)
        .values("notice__load")
        .annotate(claims=Count("version__claim", distinct=True))
        .filter(claims__gt=MANY)
        .values_list("notice__load", "claims")
    )


def suspended_claims(load: NoticeLoad) -> int:
    """How many claims a load suspended, whatever became of them."""
    return Suspension.objects.filter(notice__load=load).values("version__claim").distinct().count()
