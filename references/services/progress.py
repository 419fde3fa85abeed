"""How far a long transaction is, for others to see."""

from types import TracebackType

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


class Progress:
    """Writes the number of rows done to a run, over a connection of its own that the transaction does not hold."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.beside: BaseDatabaseWrapper | None = None

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, done: int) -> None:
        """So many rows are done."""
        if self.beside is None:
            self.beside = connection.copy()
        with self.beside.cursor() as cursor:
            cursor.execute(
                "UPDATE references_importrun SET progress = %s WHERE id = %s", [done, self.run_id]
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.beside is not None:
            self.beside.close()
