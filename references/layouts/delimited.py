"""CSV and TSV in every dialect → a table, with the line on which each record begins. Pure."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, TextIO

from references.layouts.rows import FileRefused, Opened
from references.layouts.table import (
    HEADER_WITHIN,
    Header,
    Record,
    Table,
    checked,
    filled,
    found_header,
    is_regular,
    preamble,
    too_wide,
)

DELIMITERS = (",", ";", "\t", "|")
UNQUOTED = ("\t", "|")
CELL_MAX = 1_000_000
LINE_MAX = 4_000_000
HINT = re.compile(r"\"?sep=([^\w\s\"]|\t)\"?[\r\n]*", re.I)

csv.field_size_limit(CELL_MAX)


class MalformedQuotes(FileRefused):
    """Quotation marks that do not belong together."""


class _LineTooLong(Exception):
    """A line of more than LINE_MAX characters."""


@dataclass(frozen=True)
class _Dialect:
    """How a file separates its cells, how many lines of it only say so, and where its header is."""

    mark: str
    skipped: int
    header: Header
    beginning: list[Record]
    strict: bool = True
    quoted: bool = True

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.header.names)

    @property
    def sample(self) -> list[list[str]]:
        """The first rows."""
        return [cells for _, cells in self.beginning[self.header.at + 1 :]]


def read_table(file: Opened, known: Callable[[str], bool], *, lenient: bool = False) -> Table:
    """The header and the rows of a file.

    The delimiter is the one by which the header has most known columns; where none is known, the one that
    cuts the rows most evenly. A lenient reading takes what stands behind a closing quotation mark into the
    cell. What is malformed further down is refused when the rows come to it.
    """
    dialect = replace(_dialect(file, known), strict=not lenient)
    width = dialect.width
    checked(dialect.header, dialect.sample)
    dialect = _quoted_or_not(file, dialect)
    if not dialect.sample:
        next(_rows(file, dialect))
    notes = preamble(dialect.header)
    rows = _rows(file, dialect)
    if beyond := _empty_beyond(dialect):
        notes.append("The empty cells at the end of every row were left out.")
        rows = ((line, _cut(cells, width, width + beyond)) for line, cells in rows)
    elif (named := len(dialect.beginning[dialect.header.at][1])) > width:
        rows = ((line, _cut(cells, width, named)) for line, cells in rows)
    sample = [_cut(cells, width, len(cells)) for cells in dialect.sample]
    return Table(dialect.header.names, rows, sample, is_regular(width, sample), notes)


def _empty_beyond(dialect: _Dialect) -> int:
    """How many empty cells every one of the first rows has beyond the header; two rows at least."""
    widths = {len(_cut(cells, dialect.width, len(cells))) for cells in dialect.sample}
    given = {len(cells) for cells in dialect.sample}
    if len(dialect.sample) < 2 or len(given) > 1 or widths != {dialect.width}:
        return 0
    return given.pop() - dialect.width


def _cut(cells: list[str], width: int, given: int) -> list[str]:
    """A row of so many given cells without those beyond the header, if they are empty."""
    beyond = len(cells) > width and len(cells) <= given
    return cells[:width] if beyond and not any(map(str.strip, cells[width:])) else cells


def _dialect(file: Opened, known: Callable[[str], bool]) -> _Dialect:
    with file.text() as text:
        hint = HINT.fullmatch(text.readline(20))
    skipped = 1 if hint else 0
    found = []
    for mark in [hint[1]] if hint else DELIMITERS:
        beginning = _beginning(_records(file, mark, skipped))
        header = found_header(beginning, known)
        if header:
            found.append((_score(header, beginning), _Dialect(mark, skipped, header, beginning)))
    if not found:
        raise FileRefused("This file is empty.", "Choose a file with a header and rows.")
    return max(found, key=lambda one: one[0])[1]


def _beginning(records: Iterator[Record]) -> list[Record]:
    """The first records that are not empty, as far as they can be read."""
    first: list[Record] = []
    try:
        for record in islice((r for r in records if filled(r[1])), HEADER_WITHIN):
            first.append(record)
    except FileRefused:
        pass
    return first


def _score(header: Header, beginning: list[Record]) -> tuple[int, float, int]:
    """How well a delimiter fits: known columns, then evenness, then columns."""
    below = beginning[header.at + 1 :]
    width = len(header.names)
    even = sum(len(cells) == width for _, cells in below) / len(below) if below else 0.0
    return header.known, even if width > 1 else -1.0, width


def _quoted_or_not(file: Opened, dialect: _Dialect) -> _Dialect:
    """The dialect that reads the whole file.

    Programs that separate by tabs often do not quote: a file in which quotation marks cannot be quotes, and
    whose rows are all as wide as the header without them, is read without. Such files are read once before.
    """
    if dialect.mark not in UNQUOTED or not dialect.strict:
        return dialect
    try:
        for _ in _rows(file, dialect):
            pass
        return dialect
    except MalformedQuotes as refused:
        plain = replace(dialect, quoted=False)
        if any(len(cells) != dialect.width for _, cells in _rows(file, plain)):
            raise refused from None
        return plain


def _rows(file: Opened, dialect: _Dialect) -> Iterator[Record]:
    """The records below the header that are not empty; refuses a file without any."""
    header, width, empty = dialect.header.line, dialect.width, True
    for record in _records(file, dialect.mark, dialect.skipped, dialect.strict, dialect.quoted):
        line, cells = record
        if line > header and filled(cells):
            empty = False
            if len(cells) > width:
                too_wide(line, cells)
            yield record
    if empty:
        raise FileRefused("This file has a header and no rows.", "Choose a file with references.")


def _records(
    file: Opened, mark: str, skipped: int, strict: bool = False, quoted: bool = True
) -> Iterator[Record]:
    """Records with the line on which they begin."""
    line = skipped + 1
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    with file.text() as text:
        for _ in range(skipped):
            text.readline()
        reader = csv.reader(_lines(text), delimiter=mark, strict=strict, quoting=quoting)
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + skipped + 1
        except csv.Error as error:
            raise _refused(line, str(error)) from None
        except _LineTooLong:
            raise _refused(line, "larger") from None


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(LINE_MAX):
        if len(line) == LINE_MAX:
            raise _LineTooLong
        yield line


def _refused(line: int, error: str) -> FileRefused:
    if "unexpected end" in error:
        return MalformedQuotes(
            f"The quotation mark that opens on line {line} is never closed.",
            "Close it, or double the quotation marks inside the cell.",
        )
    if "expected after" in error:
        return MalformedQuotes(
            f"In the record that begins on line {line}, text follows a closing quotation mark.",
            "Double the quotation marks inside the cell.",
        )
    return FileRefused(
        f"The record that begins on line {line} has a cell of more than {CELL_MAX:,} characters.",
        "Check the quotation marks there.",
    )
