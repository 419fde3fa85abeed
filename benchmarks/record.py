"""How fast the record is verified: events in so many streams, written by the portal's own trigger."""

import sys
import time

from benchmarks.child import measure as in_a_database
from benchmarks.child import migrated, say

EVENTS, EACH, AT_ONCE = 1_000_000, 10, 2_000


def fill(events: int) -> None:
    """So many events, ten in each stream; few streams at once, for each is locked until commit."""
    from django.contrib.auth.models import User
    from django.db import connection

    person = User.objects.create_user("bench").pk
    with connection.cursor() as cursor:
        for start in range(0, events // EACH, AT_ONCE):
            cursor.execute(
                """INSERT INTO references_event (stream, actor_id, role, verb, data)
                SELECT 'claim:c' || lpad(i::text, 9, '0'), %s, 'editor', 'claim.draft_saved',
                    jsonb_build_object('before', 'Some words of ordinary length.', 'after', k)
                FROM generate_series(%s, %s) i, generate_series(1, %s) k""",
                [person, start, min(start + AT_ONCE, events // EACH) - 1, EACH],
            )
        cursor.execute("VACUUM (ANALYZE) references_event")


def child(events: int) -> None:
    """Fill, then verify; prints both rates, and what it found after one row was changed."""
    from django.db import connection

    from references.chain import broken, head_lines, kept_heads, missing_since

    migrated()
    started = time.perf_counter()
    fill(events)
    say(f"{events:,} events written: {events / (time.perf_counter() - started):,.0f}/s")
    started = time.perf_counter()
    found = sum(1 for _ in broken())
    say(
        f"{events:,} events verified: {events / (time.perf_counter() - started):,.0f}/s, {found} findings"
    )
    started = time.perf_counter()
    lines = list(head_lines())
    missing = sum(1 for _ in missing_since(kept_heads(lines)))
    say(
        f"{len(lines) - 2:,} heads written and compared in {time.perf_counter() - started:.1f} s, {missing} missing"
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE references_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE references_event SET txid = txid + 1 WHERE id = %s", [events // 2])
    say("; ".join(map(str, broken())))


def main(events: int = EVENTS) -> None:
    """On a database of its own."""
    in_a_database("benchmarks.record", events, durable=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]))
    else:
        main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else EVENTS)
