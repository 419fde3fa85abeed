"""What a long transaction tells others and asks meanwhile, over a connection of its own. Building block."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from references.works import Fields

T = TypeVar("T")
# Of a library that was just filled the planner has no statistics: the LIMIT makes it look up each row in the index.
KNOWN = """
    SELECT given.doi, found.key FROM unnest(%s::text[]) AS given (doi) CROSS JOIN LATERAL (
        SELECT key FROM references_reference WHERE doi = given.doi AND merged_into_id IS NULL LIMIT 1
    ) AS found
    UNION ALL
    SELECT given.pmid, found.key FROM unnest(%s::text[]) AS given (pmid) CROSS JOIN LATERAL (
        SELECT key FROM references_reference WHERE pmid = given.pmid AND merged_into_id IS NULL LIMIT 1
    ) AS found
"""
# Fewer rows are written again as quickly as they are asked about.
FEWEST = 500


class Beside:
    """The connection: opened when it is first needed, closed at the end."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None
        self._asking: ThreadPoolExecutor | None = None

    def cursor(self) -> CursorWrapper:
        """A cursor outside the transaction."""
        if self._connection is None:
            self._connection = connection.copy()
            self._connection.inc_thread_sharing()
        return self._connection.cursor()

    def ask(self, question: Callable[[], T]) -> "Future[T]":
        """Have a question asked while the caller goes on; one at a time."""
        if self._asking is None:
            self._asking = ThreadPoolExecutor(max_workers=1)
        return self._asking.submit(question)

    def __enter__(self) -> "Beside":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._asking is not None:
            self._asking.shutdown()
        if self._connection is not None:
            self._connection.close()


class Progress:
    """How many rows of a run are done, for others to see."""

    def __init__(self, beside: Beside, run_id: int) -> None:
        self.beside, self.run_id = beside, run_id

    def __call__(self, done: int) -> None:
        """So many rows are done."""
        with self.beside.cursor() as cursor:
            cursor.execute(
                "UPDATE references_importrun SET progress = %s WHERE id = %s", [done, self.run_id]
            )


class Expected:
    """Which reference a row will probably be the same as, so that the row need not be written twice.

    Comparing decides; a wrong guess costs a second writing and nothing else. Where fewer than half of the
    first rows are known by their identifiers, nobody is asked again.
    """

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self.worth_asking: bool | None = None

    def __call__(self, rows: Sequence[Fields]) -> Callable[[], Sequence[str | None]]:
        """What gives a key for each row in normal form, or None; it is looked up meanwhile."""
        if self.worth_asking is None:
            self.worth_asking = len(rows) >= FEWEST
        if not self.worth_asking:
            return lambda: [None] * len(rows)
        named = [row.get("doi") or row.get("pmid") for row in rows]
        by_doi = [row["doi"] for row in rows if row.get("doi")]
        by_pmid = [row["pmid"] for row in rows if not row.get("doi") and row.get("pmid")]
        asked = self.beside.ask(lambda: self._known(by_doi, by_pmid))

        def answered() -> list[str | None]:
            keys = asked.result()
            found = [keys.get(name) for name in named]
            self.worth_asking = sum(map(bool, found)) * 2 >= len(rows)
            return found

        return answered

    def _known(self, dois: list[str], pmids: list[str]) -> dict[str | None, str]:
        with self.beside.cursor() as cursor:
            cursor.execute(KNOWN, [dois, pmids])
            return dict(cursor.fetchall())
