"""A table of rows, wherever it comes from: finding its header, and reading its rows by a profile. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from references.layouts.rows import FileRefused
from references.works import Problem

# The header is looked for among so many records that are not empty.
HEADER_WITHIN = 30
COLUMNS_MAX = 1000
# Of the first rows under a header that nobody knows, so many must be as wide as it.
REGULAR = 0.8
ROWS_MIN = 3
VALUE = re.compile(r"\s*(?:(?:https?://\S+/|doi:\s*)?10\.\d{4,9}/\S+|\d{4,}|https?://\S+)\s*", re.I)

Record = tuple[int, list[str]]


@dataclass
class Table:
    """A header, rows as (line, cells) that are read lazily and once, and what to tell about the whole.

    `sample` is the first rows. `regular` says whether most of them are as wide as the header. `problems` of
    a row, by its line, are there when the row has been read.
    """

    header: list[str]
    rows: Iterator[Record]
    sample: list[list[str]]
    regular: bool
    notes: list[str] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """The line with the names of the columns: which of the first records it is, and how many are known."""

    line: int
    names: list[str]
    at: int
    known: int


def column_key(name: str) -> str:
    """A column name as it is compared: letters and digits, lower-case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def filled(cells: Sequence[str]) -> bool:
    """Whether a record says anything."""
    return bool(cells) and (bool(cells[0].strip()) or any(map(str.strip, cells)))


def found_header(records: Sequence[Record], known: Callable[[str], bool]) -> Header | None:
    """The record with the most known columns; where none has any, the first as wide as most are.

    One known name may stand in a line of prose, so that below the first line it takes two.
    """
    if not records:
        return None
    counts = [len({key for key in map(column_key, cells) if known(key)}) for _, cells in records]
    at = max(range(len(records)), key=lambda i: (counts[i], -i))
    if counts[at] < 2:
        widths = Counter(len(cells) for _, cells in records)
        common = max(widths, key=lambda width: (widths[width], width))
        first = next(i for i, (_, cells) in enumerate(records) if len(cells) == common)
        at = at if counts[at] and at == 0 else first
    line, cells = records[at]
    return Header(line, _names(cells), at, counts[at])


def _names(cells: Sequence[str]) -> list[str]:
    """Columns by their names; a first column without one, as statistics programs write it, gets one."""
    names = [re.sub(r"\s+", " ", cell.strip("\ufeff \t\r\n")) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if names and not names[0]:
        names[0] = "(column 1)"
    return names


def checked(header: Header, sample: Sequence[Sequence[str]]) -> None:
    """Refuse a header that is none, or that has a column twice or too many; sample is the rows below it."""
    where = f"The header on line {header.line}"
    if len(header.names) > COLUMNS_MAX:
        raise FileRefused(
            f"{where} has {len(header.names):,} columns, more than {COLUMNS_MAX:,}.",
            "Check the delimiter, or remove columns.",
        )
    counts = Counter(filter(None, map(column_key, header.names)))
    twice = [name for name in header.names if counts[column_key(name)] > 1]
    if not header.known:
        _unknown(header, sample)
    if twice:
        raise FileRefused(
            f"{where} has a column twice: {', '.join(dict.fromkeys(twice))[:200]}.",
            "Rename or remove one of them.",
        )


def _unknown(header: Header, sample: Sequence[Sequence[str]]) -> None:
    """Refuse a header of which nothing is known and that looks like data or like a line of prose."""
    value = next(filter(VALUE.fullmatch, header.names), None)
    if value:
        raise FileRefused(
            f"The file has no header: line {header.line} has the value {value[:80]} where the name of a "
            "column should be.",
            "Put the names of the columns into the first line, such as Title, DOI, Year.",
        )
    # Below other lines, a line of prose with some commas needs more than one other like it to be a header.
    if not is_regular(len(header.names), sample) or len(sample) < (ROWS_MIN if header.at else 1):
        raise prose()


def prose() -> FileRefused:
    """A text, but no list of references."""
    return FileRefused(
        "This is a text without the columns or tags of a list of references.",
        "Export the references as RIS, BibTeX or CSV, or use the template.",
    )


def preamble(header: Header) -> list[str]:
    """What to say about lines above the header."""
    if not header.at:
        return []
    return [f"The header is on line {header.line}; what stands above it was left out."]


def too_wide(line: int, cells: Sequence[str]) -> None:
    """Refuse a row that no table has."""
    if len(cells) > COLUMNS_MAX:
        raise FileRefused(
            f"Line {line} has {len(cells):,} cells, more than {COLUMNS_MAX:,}.",
            "Check the delimiter and the quotation marks there.",
        )


def is_regular(width: int, sample: Sequence[Sequence[str]]) -> bool:
    """Whether these rows look like those of a table so wide."""
    return width > 1 and sum(len(cells) == width for cells in sample) >= REGULAR * len(sample)
