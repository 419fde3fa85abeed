"""Everybody at once, for a minute: 8 approvers, 8 editors, 4 publishers, a retractor and a revoker on 50 claims.

Each is a thread with a connection of its own to one real database. While they work, and when they have ended,
the database is asked for every state that must not be; afterwards each act that returned is looked for, in the
tables and in the record. Run by `make stress`, for ten seconds by a test. Seconds can be given as argument.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.child import measure, migrated, say
from benchmarks.stress_people import (
    APPROVERS,
    EDITORS,
    PUBLISHERS,
    Site,
    Told,
    Worker,
    approves,
    edits,
    publishes,
    retracts,
    revokes,
)

SECONDS = 60
LOOKED_EVERY = 1.0


def looks(told: Told, end: float) -> None:
    """Ask for forbidden states while everybody works: one statement, one moment."""
    from django.db import connections

    from tests.support.invariants import forbidden

    try:
        while time.monotonic() < end:
            told.forbidden += forbidden()
            told.looked += 1
            time.sleep(LOOKED_EVERY)
    except BaseException as error:  # noqa: BLE001
        told.failed.append(f"looking: {error!r}")
    finally:
        connections.close_all()


def run(seconds: float) -> tuple[Told, list[str], list[str]]:
    """Let them all work; what they told, the decisions that were lost, and what was approved unread."""
    site, told = Site(), Told()
    end = time.monotonic() + seconds
    acts = [
        *(approves(site, at) for at in range(APPROVERS)),
        *(edits(site, at) for at in range(EDITORS)),
        *(publishes(site, at) for at in range(PUBLISHERS)),
        retracts(site),
        revokes(site),
    ]
    people: list[threading.Thread] = [
        Worker(told, end, number, act) for number, act in enumerate(acts)
    ]
    people.append(threading.Thread(target=looks, args=(told, end), daemon=True))
    started = time.monotonic()
    for person in people:
        person.start()
    for person in people:
        person.join(seconds + 60)
        if person.is_alive():
            told.failed.append("somebody still waits a minute after the end")
    told.seconds = time.monotonic() - started
    from tests.support.invariants import forbidden, overrated, untrue

    told.forbidden += forbidden() + overrated() + untrue()
    told.looked += 1
    return told, list(lost(told)), list(unseen(told))


def lost(told: Told) -> Iterator[str]:
    """Acts that returned and are not in the tables, or not in the record."""
    from articles.models import Publication, SignOff, Withdrawal
    from evidence.models import ClaimVersion, Review, Round, StudyFacts
    from references.models import Event

    tables: dict[str, Any] = {
        "reviews": Review,
        "revocations": Review,
        "submissions": ClaimVersion,
        "re-checks": Round,
        "sign-offs": SignOff,
        "publications": Publication,
        "withdrawals": Withdrawal,
        "facts": StudyFacts,
    }
    told_reviews = set(
        Event.objects.filter(verb="review.recorded").values_list("data__review", flat=True)
    )
    for kind, (result, _) in told.done:
        if kind not in tables:
            continue
        row = tables[kind].objects.filter(pk=result.pk).first()
        if row is None:
            yield f"{kind}: {result!r} returned and is not stored"
        elif tables[kind] is Review and (
            row.pk not in told_reviews
            or (row.decision, row.reviewer_id) != (result.decision, result.reviewer_id)
        ):
            yield f"{kind}: {result!r} is not in the record, or another"
        elif tables[kind] is ClaimVersion and row.text != result.text:
            yield f"{kind}: {result!r} was stored in other words"


def unseen(told: Told) -> Iterator[str]:
    """Decisions about words, sources or pages that are not those that were read."""
    for kind, (result, seen) in told.done:
        if kind == "reviews":
            version = result.version
            cited = version.citations.order_by("position")
            now = (version.text, [(c.reference_id, c.stance, c.quote) for c in cited])
            if now != seen["read"] or result.digest != version.digest:
                yield f"{result!r} judged {now}, and had read {seen['read']}"
        elif kind == "sign-offs":
            stored = dict(result.entries.values_list("position", "version__text"))
            if stored != seen["read"]:
                yield f"{result!r} signed {stored}, and had read {seen['read']}"


def child(seconds: float) -> None:
    """On a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscportal.settings")
    migrated()
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    told, gone, blind = run(seconds)
    for line in told.lines(gone, blind):
        say(line)
    if told.failed or told.forbidden or gone or blind:
        raise SystemExit(1)


def main() -> None:
    """`python -m benchmarks.stress [seconds]`."""
    if "--child" in sys.argv:
        child(float(sys.argv[sys.argv.index("--child") + 1]))
    else:
        measure("benchmarks.stress", float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)


if __name__ == "__main__":
    main()
