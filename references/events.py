"""The record of everything: who did what, when, in which role, from what to what (D10).

`recorded` is the only way a service opens its transaction: what is noted inside is written last, sorted by
stream, in the same transaction. Deadlocks and serialization failures are retried at the edge (`retrying`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from references.models import Event

P = ParamSpec("P")
R = TypeVar("R")

DEADLOCK_OR_SERIALIZATION = ("40P01", "40001")
TRIES = 3
# Whoever comes back at once may lock a row before the one who waited for it is awake, and both wait crosswise again.
PAUSE = 0.05


@dataclass
class Journal:
    """What happened in one transaction, waiting to be written."""

    by: User
    role: str
    notes: list[Event] = field(default_factory=list)

    def note(self, stream: str, verb: str, **data: Any) -> None:
        """Note one event; `data` is JSON: what it was (`before`), what it became, and why."""
        self.notes.append(
            Event(stream=stream, verb=verb, data=data, actor_id=self.by.pk, role=self.role)
        )

    def write(self) -> None:
        """Write all notes, sorted by stream, in the order they were made within one."""
        Event.objects.bulk_create(sorted(self.notes, key=lambda note: note.stream))
        self.notes.clear()


@contextmanager
def recorded(*, by: User, role: str) -> Iterator[Journal]:
    """Open one transaction whose events are written last. Refuses to nest: followers are handed the journal."""
    if connection.in_atomic_block and not _only_a_test_is_open():
        raise RuntimeError(
            "A service was called inside another's transaction; hand it the journal."
        )
    with transaction.atomic():
        journal = Journal(by, role)
        yield journal
        journal.write()


def _only_a_test_is_open() -> bool:
    """Whether every open block is one of Django's own test wrappers."""
    return all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def retrying(call: Callable[P, R]) -> Callable[P, R]:
    """Try a service three times at most when PostgreSQL broke a deadlock or a serialization failed.

    Between the tries it waits a moment, so that the other comes to its end.
    """

    @wraps(call)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, TRIES + 1):
            try:
                return call(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in DEADLOCK_OR_SERIALIZATION or attempt == TRIES:
                    raise
            time.sleep(PAUSE * attempt)
        raise AssertionError("unreachable")

    return tried
