"""Files of notices: the Retraction Watch table, and what PubMed says of its own records. Pure."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, TextIO, cast

from references.layouts import (
    bibtex,
    csl_json,
    delimited,
    endnote_xml,
    nbib,
    pubmed_xml,
    retraction_watch,
    ris,
    signs,
    workbook,
    wos,
)
from references.layouts.delimited import LINE_MAX
from references.layouts.rows import FileRefused, NoticeInput, Opened
from references.layouts.table import Table
from references.layouts.text import AS_UTF8, CHUNK, OpenedFile, opened

LOOKED_AT = 1 << 16
PUBMED = "PubMed"
TAKES = (
    "Choose the Retraction Watch CSV, or works exported from PubMed as PubMed text (.nbib) or XML."
)
FLAGS_NOTHING = (
    "This file flags nothing: no work in it is called retracted, corrected or questioned."
)
# Lists of references that say nothing about retractions; Web of Science writes tags as PubMed does.
SILENT: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("an EndNote XML file", endnote_xml.looks_like),
    ("a CSL-JSON file", csl_json.looks_like),
    ("a Web of Science file", wos.looks_like),
    ("a RIS file", ris.looks_like),
    ("a BibTeX file", bibtex.looks_like),
)


@dataclass
class NoticeReading:
    """A file of notices. `rows` reads it lazily, once; `notes` about the whole may grow while it does.

    `layout` is what people call the file; `dataset` the name under which its notices are kept unless a
    person gives another.
    """

    layout: str
    dataset: str
    sha256: str
    rows: Iterator[NoticeInput]
    notes: list[str] = field(default_factory=list)


def read_notices(binary: BinaryIO, name: str) -> NoticeReading:
    """The notices of a file, known by its content. Refuses what flags nothing, in one sentence.

    Bytes that are not UTF-8 are kept readable. The file must stay open while the rows are read.
    """
    try:
        return _read(opened(binary, name))
    except FileRefused as refused:
        # What the formats advise is for importing references.
        mend = TAKES if "references" in refused.mend else refused.mend
        reason = refused.reason.replace("a list of references", "a list of notices")
        raise FileRefused(reason, mend) from None


def _read(file: OpenedFile) -> NoticeReading:
    with file.binary() as binary:
        digest = hashlib.file_digest(binary, "sha256").hexdigest()  # type: ignore[arg-type]
    if signs.is_zip(file):
        table = workbook.read_table(file, retraction_watch.KEYS.__contains__)
        return _tabular(table, "Retraction Watch, as a workbook", digest)
    signs.refuse_binary(file)
    readable, notes = _readable(file)
    with readable.text() as text:
        beginning = text.read(LOOKED_AT)
    signs.refuse_text(beginning)
    if nbib.looks_like(beginning):
        flags = _at_least_one(nbib.flags(readable))
        return NoticeReading("PubMed text", PUBMED, digest, flags, notes)
    if pubmed_xml.looks_like(beginning):
        # XML says itself in which encoding it is.
        flags = _at_least_one(pubmed_xml.flags(readable))
        return NoticeReading("PubMed XML", PUBMED, digest, flags)
    for what, looks_like in SILENT:
        if looks_like(beginning):
            raise FileRefused(f"{FLAGS_NOTHING} It is {what}.", TAKES)
    table = delimited.read_table(readable, retraction_watch.KEYS.__contains__, lenient=True)
    table.notes[:0] = notes
    return _tabular(table, "Retraction Watch CSV", digest)


def _tabular(table: Table, layout: str, digest: str) -> NoticeReading:
    if not retraction_watch.is_one(table.header):
        raise FileRefused(FLAGS_NOTHING, TAKES)
    rows = retraction_watch.notices(table)
    return NoticeReading(layout, retraction_watch.DATASET, digest, rows, table.notes)


def _at_least_one(flags: Iterator[NoticeInput]) -> Iterator[NoticeInput]:
    first = next(flags, None)
    if first is None:
        raise FileRefused(FLAGS_NOTHING, TAKES)
    return chain((first,), flags)


def _readable(file: OpenedFile) -> tuple[Opened, list[str]]:
    """The file; where its text is not what it should be, line by line as well as it can be read, and a note."""
    if _is_sound(file):
        return file, []
    if file.encoding != "utf-8":
        raise FileRefused(
            f"This file is not the {file.encoding.upper()} that it begins as.", AS_UTF8
        )
    mended = MendedFile(file)
    with mended.lines() as lines:
        count = sum(not _is_utf8(line) for line in lines)
    notes = []
    if count:
        were = "1 line was" if count == 1 else f"{count:,} lines were"
        notes.append(f"{were} not UTF-8 and read as Windows-1252: names may look odd there.")
    return mended, notes


def _is_sound(file: OpenedFile) -> bool:
    with file.text() as text, suppress(UnicodeDecodeError):
        while part := text.read(CHUNK):
            if "\x00" in part:
                return False
        return True
    return False


def _is_utf8(line: str) -> bool:
    try:
        line.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True)
class MendedFile:
    """A file in which each line that is not UTF-8 is read as Windows-1252, and NUL as a sign for the unreadable."""

    file: OpenedFile

    @property
    def name(self) -> str:
        """What it is called."""
        return self.file.name

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.file.size

    def binary(self) -> BinaryIO:
        """Its bytes, all of them, as they are."""
        return self.file.binary()

    def text(self) -> TextIO:
        """Its text; line ends as they are."""
        return cast(TextIO, MendedText(self.lines()))

    def lines(self) -> TextIO:
        """Its lines, each byte a sign."""
        return self.file.written_in("latin-1").text()


class MendedText(io.TextIOBase):
    """The text of a mended file, read line by line."""

    def __init__(self, lines: TextIO) -> None:
        self.lines, self.rest = lines, ""

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """The next line, or a part of it where it is longer than `size`."""
        # A line is mended as a whole, for a part of it may end within a sign.
        line, self.rest = self.rest or _mended(self.lines.readline(LINE_MAX)), ""
        if 0 <= size < len(line):
            line, self.rest = line[:size], line[size:]
        return line

    def read(self, size: int | None = -1) -> str:
        """Lines that together have `size` signs, all of them if that is none."""
        parts: list[str] = []
        wanted = -1 if size is None else size
        while wanted and (line := self.readline(wanted)):
            parts.append(line)
            wanted = wanted if wanted < 0 else wanted - len(line)
        return "".join(parts)

    def close(self) -> None:
        """Close what it reads."""
        self.lines.close()
        super().close()


def _mended(line: str) -> str:
    raw = line.encode("latin-1")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\x00", "\ufffd")
