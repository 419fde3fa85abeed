"""Row locks in the one order that is used everywhere: references, questions, claims, articles, each by id (D10)."""

from collections.abc import Iterable

from django.db import connection


def share_references(ids: Iterable[int]) -> None:
    """Lock references, and what they were merged into, in share mode: no standing changes until commit.

    What a reference was merged into while this waited is locked out of order; a deadlock is broken by PostgreSQL
    and tried again.
    """
    wanted = sorted(set(ids))
    while wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, merged_into_id FROM references_reference WHERE id = ANY(%s) OR id IN"
                " (SELECT merged_into_id FROM references_reference WHERE id = ANY(%s)) ORDER BY id FOR SHARE",
                [wanted, wanted],
            )
            locked = dict(cursor.fetchall())
        wanted = sorted(set(locked.values()) - {None} - set(locked))
