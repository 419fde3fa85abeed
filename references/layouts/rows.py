"""What formats and layouts read from files, and what they ask. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, TextIO

from references.refusals import Refused
from references.works import Fields, Problem


class FileRefused(Refused):
    """A whole file cannot be read: why, in one sentence, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}")
        self.reason = reason
        self.mend = mend


@dataclass(slots=True)
class StagedInput:
    """One row as a layout read it: cells as they were, fields by our names, and what was wrong.

    `line` is where the row begins: a physical line of a text, a row of a sheet, the number of a record in
    XML or JSON; no two rows of a file share one. `raw` has one cell per name of the reading's header, and
    more where the row was too long. `problems` reject the row; `warnings` are shown and do not. `columns`
    says from which column a field came.
    """

    line: int
    raw: list[str]
    data: Fields
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """A file that is understood. `rows` reads it lazily, once; `notes` about the whole may grow while it does.

    `layout` is what people call it ("Scopus CSV", "RIS"). `header` names the cells of `raw`: the columns of
    a table, or one name where `raw` is the record's text.
    """

    layout: str
    header: tuple[str, ...]
    rows: Iterator[StagedInput]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """What a person decided about a file that can be read in more than one way.

    `encoding` is a Python codec name, or empty. `mapping` leads from a column's name as the header writes it
    to one of our fields, or to "" where the column is left out.
    """

    encoding: str = ""
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True)
class EncodingAsked:
    """The file is not UTF-8: codec names with lines of the file as they would read; the likeliest first."""

    line: int
    proposals: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class MappingAsked:
    """The header is of no layout we know: its columns, their first cells, and the field we would take for each."""

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    proposed: Mapping[str, str]


Question = EncodingAsked | MappingAsked


class Opened(Protocol):
    """A file that can be read from its beginning as often as needed."""

    @property
    def name(self) -> str:
        """What the file is called; a label, nothing more."""

    @property
    def size(self) -> int:
        """Its bytes."""

    def binary(self) -> BinaryIO:
        """Its bytes."""

    def text(self) -> TextIO:
        """Its text, without a byte order mark; line ends as they are."""


class Format(Protocol):
    """A module that reads one format."""

    def looks_like(self, beginning: str) -> bool:
        """Whether a text that begins so is of this format."""

    def read(self, file: Opened, choices: Choices) -> Reading | Question:
        """Read it, or ask. Raises FileRefused."""


@dataclass(frozen=True)
class NoticeInput:
    """One notice as a layout read it, in its own words; `raw` keeps every cell."""

    record_id: str
    nature: str
    noticed_on: dt.date | None
    notice_doi: str
    notice_pmid: str
    original_doi: str
    original_pmid: str
    original_title: str
    original_year: int | None
    reason: str
    raw: dict[str, str]
