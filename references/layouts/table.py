"""Bytes of a CSV file → a header and rows with the line on which each begins. Pure."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from references.layouts.rows import FileRefused

DELIMITERS = (",", ";", "\t")
CELL_MAX = 1_000_000
AS_UTF8 = "Save it as “CSV UTF-8” and try again."

csv.field_size_limit(CELL_MAX)


@dataclass(frozen=True)
class Table:
    """A header, and rows as (line, cells)."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def column_key(name: str) -> str:
    """A column name as it is compared: letters and digits, lower-case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def strictly(content: bytes) -> str:
    """The text of a UTF-8 file; anything else is refused, never guessed."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused("This is an Excel workbook, not a CSV file.", AS_UTF8)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("This file is UTF-16, not UTF-8.", AS_UTF8)
    at = content.find(b"\x00")
    if at >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise FileRefused(f"Line {line} contains a NUL byte, so this is not a text file.", AS_UTF8)
    try:
        # Old DOS programs end a text with Ctrl-Z.
        return content.decode("utf-8-sig").lstrip("\ufeff").rstrip("\x1a")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"Line {line} is not UTF-8: byte {error.start + 1} of the file is "
            f"0x{content[error.start]:02X}.",
            AS_UTF8,
        ) from None


def read_table(text: str, known: Callable[[str], bool]) -> Table:
    """The header and the rows; the delimiter is the one by which the header has most known columns."""
    if not text.strip():
        raise FileRefused("This file is empty.", "Choose a file with a header and rows.")
    skipped = re.match(r"sep=.\r?\n", text)
    offset = 1 if skipped else 0
    body = text[skipped.end() :] if skipped else text
    best = max(DELIMITERS, key=lambda mark: _known_columns(body, mark, known))
    records = _records(body, best, offset)
    header_line, header = next(
        (record for record in records if any(cell.strip() for cell in record[1])), (1, [])
    )
    header = [re.sub(r"\s+", " ", cell.strip("\ufeff \t")) for cell in header]
    twice = [name for name, times in Counter(map(column_key, header)).items() if name and times > 1]
    if twice:
        raise FileRefused(
            f"The header on line {header_line} has a column twice: {', '.join(sorted(twice))}.",
            "Rename or remove one of them.",
        )
    rows = [(line, cells) for line, cells in records if any(cell.strip() for cell in cells)]
    return Table(header, _without_trailing_delimiter(len(header), rows))


def _without_trailing_delimiter(
    width: int, rows: list[tuple[int, list[str]]]
) -> list[tuple[int, list[str]]]:
    """The rows without the empty cells that every one of them has beyond the header."""
    if all(len(cells) > width and not any(c.strip() for c in cells[width:]) for _, cells in rows):
        return [(line, cells[:width]) for line, cells in rows]
    return rows


def _known_columns(body: str, mark: str, known: Callable[[str], bool]) -> int:
    for _, cells in _lenient(body, mark, 0):
        if any(cell.strip() for cell in cells):
            return sum(known(column_key(cell)) for cell in cells)
    return 0


def _records(body: str, mark: str, offset: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which they begin; an open quotation mark is refused where it opens."""
    strict = csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True)
    line = 1
    try:
        for _ in strict:
            line = strict.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise FileRefused(
                f"The quotation mark that opens on line {line + offset} is never closed.",
                "Close it, or double the quotation marks inside the cell.",
            ) from None
    return iter(list(_lenient(body, mark, offset)))


def _lenient(body: str, mark: str, offset: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark)
    line = 1
    try:
        for cells in reader:
            yield line + offset, cells
            line = reader.line_num + 1
    except csv.Error:
        raise FileRefused(
            f"The record that begins on line {line + offset} has a cell of more than "
            f"{CELL_MAX:,} characters.",
            "Check the quotation marks there.",
        ) from None
