"""A work as cells of our own template, in which no spreadsheet finds a formula. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from references.exports import Work
from references.layouts.names import written_authors
from references.layouts.profiles.own import COLUMNS

EXPORTED = tuple(name for name in COLUMNS if name != "abstract")
HEADER = tuple(COLUMNS[name] for name in EXPORTED)
FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
BATCH = 200


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet runs; reading our template takes the apostrophe away again."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def written(work: Work, name: str) -> str:
    """One field as a cell of our template."""
    value = getattr(work, name)
    if name == "authors":
        text = written_authors(value or [], truncated=bool(work.authors_truncated))
    elif isinstance(value, (list, tuple)):
        text = "; ".join(value)
    else:
        text = "" if value is None else str(value)
    return neutralised(text)


def row(work: Work) -> list[str]:
    """All cells of a work, in the order of the header."""
    return [written(work, name) for name in EXPORTED]


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows as CSV, some hundred at a time."""
    text = io.StringIO()
    writer = csv.writer(text)
    for number, cells in enumerate(rows, 1):
        writer.writerow(cells)
        if number % BATCH == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()
