"""What PostgreSQL's planner cannot know of rows that were staged a moment ago. Building block."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

MANY = 5000


@contextmanager
def planned_for(rows: int) -> Iterator[CursorWrapper]:
    """A cursor whose queries join many rows by hashing, never one by one; few as the planner likes.

    Of a run's rows it has no statistics, takes them for a handful, and would look each of them up. Where the
    process that asked was killed, the server sees it within seconds and stops.
    """
    many = rows > MANY
    with connection.cursor() as cursor:
        if many:
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SET LOCAL client_connection_check_interval = '5s'")
        yield cursor
        if many:
            cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
            cursor.execute("SET LOCAL work_mem TO DEFAULT")
