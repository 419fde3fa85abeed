"""What layouts read from files and services take. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from references.refusals import Refused
from references.works import Fields, Problem


class FileRefused(Refused):
    """A whole file cannot be read: why, in one sentence, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}")
        self.reason = reason
        self.mend = mend


@dataclass
class StagedInput:
    """One row as a layout read it: cells by column name, fields by our names, and what was wrong.

    `problems` reject the row; `warnings` are shown and do not. `columns` says from which column a field came.
    """

    line: int
    raw: dict[str, str]
    data: Fields
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True)
class ReadFile:
    """A file of references: its layout, its rows, and what to tell the person about the file as a whole."""

    layout: str
    rows: list[StagedInput]
    notes: list[str]
    sha256: str


@dataclass(frozen=True)
class ReadNotices:
    """A file of notices, likewise."""

    rows: list[NoticeInput]
    notes: list[str]
    sha256: str
