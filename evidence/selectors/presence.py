"""Who has which review page open just now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from evidence.models import Presence, Round
from evidence.selectors.persons import called
from references.policies import Person

# Without a sign of life for so long a person is taken to be gone.
GONE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Reading:
    """A colleague who has a claim open, and for how long."""

    name: str
    minutes: int

    def __str__(self) -> str:
        if not self.minutes:
            return f"{self.name}, just now"
        return f"{self.name}, {self.minutes} minute{'' if self.minutes == 1 else 's'}"


def readers_of(rounds: Iterable[Round], user: Person) -> dict[int, list[Reading]]:
    """The colleagues who have these rounds open, by round; one query. Not the person who asks."""
    now = timezone.now()
    found: dict[int, list[Reading]] = {}
    for row in (
        Presence.objects.here_since(now - GONE_AFTER)
        .filter(round__in=list(rounds))
        .exclude(seen_by=user.pk)
        .select_related("seen_by__reviewer")
    ):
        minutes = int((now - row.came_at).total_seconds() // 60)
        found.setdefault(row.round_id, []).append(Reading(called(row.seen_by), minutes))
    return found
