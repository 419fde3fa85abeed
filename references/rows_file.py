"""The rows of an import as a CSV to mend: what became of each, then its own cells. Pure.

The columns that say what became of a row come first, so that a row with too many cells keeps them at its
end. `references.layouts.returned` takes them off again when the mended file is imported.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from references.choices import RowVerdict
from references.exports.cells import lines, neutralised
from references.layouts.names import written_authors
from references.layouts.profiles.own import COLUMNS
from references.layouts.returned import MARKS, RECORD
from references.written import label, written

BYTE_ORDER_MARK = "\ufeff"
# The header of what is no table: one cell, with the record's own text.
RECORDS = (["Record"], ["Reference"])
# What of a staged row is read for the file.
TABLE = ("line", "verdict", "reasons", "raw")
RECORD_FIELDS = (*TABLE, "authors_truncated", *COLUMNS)


def is_table(header: Sequence[str]) -> bool:
    """Whether the file had columns of its own."""
    return list(header) not in RECORDS


def fields(header: Sequence[str]) -> tuple[str, ...]:
    """The columns of a staged row that the file is made of."""
    return TABLE if is_table(header) else RECORD_FIELDS


def pieces(header: Sequence[str], rows: Iterable[Any]) -> Iterator[str]:
    """The file, some hundred rows at a time. A row has the `fields` as attributes.

    Rows of a table keep the columns of their file; records of other formats come in those of our template,
    with their own text besides.
    """
    table = is_table(header)
    names = [*MARKS, *header] if table else [*MARKS, *COLUMNS.values(), RECORD]
    cells = _own_cells if table else _template_cells
    yield BYTE_ORDER_MARK
    yield from lines(_all(names, rows, cells))


def _all(names: list[str], rows: Iterable[Any], cells: Any) -> Iterator[list[str]]:
    yield [neutralised(name) for name in names]
    for row in rows:
        yield [neutralised(cell) for cell in (*_marks(row), *cells(row))]


def _marks(row: Any) -> list[str]:
    said = [one for one in row.reasons if one.get("reason")]
    return [
        str(row.line),
        str(RowVerdict(row.verdict).label),
        " | ".join(map(reason, said)),
        " | ".join(dict.fromkeys(one["mend"] for one in said if one.get("mend"))),
    ]


def reason(said: dict[str, str]) -> str:
    """Column, value and what is wrong with it, in one line."""
    column, value = label(said.get("column", "")), said.get("value", "")
    where = f"{column}, {value}" if column and value else column or value
    return f"{where}: {said['reason']}" if where else said["reason"]


def _own_cells(row: Any) -> list[str]:
    """The cells as they were; a row that was too short stays so, lest it be taken for a whole one."""
    cells = list(row.raw)
    if any(one.get("column") == "line" and one.get("rejects") for one in row.reasons):
        while cells and not cells[-1]:
            cells.pop()
    return cells


def _template_cells(row: Any) -> list[str]:
    """What was understood, in our template's columns; the reader of those takes an apostrophe of its own away."""
    found = [_field(row, name) for name in COLUMNS]
    return [*map(neutralised, found), "\n".join(map(str, row.raw))]


def _field(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "authors":
        return written_authors(value, truncated=row.authors_truncated)
    return str(value) if name == "csl_type" else written(name, value)
