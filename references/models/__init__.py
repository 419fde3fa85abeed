"""What the library stores: works, imports, notices, and the record of everything that happened."""

from references.models.event import Event
from references.models.imports import ColumnMapping, ImportChunk, ImportRow, ImportRun
from references.models.library import Reference
from references.models.merging import DuplicatePair, Merge
from references.models.notices import (
    Notice,
    NoticeCancellation,
    NoticeLoad,
    NoticeMatch,
    NoticeSetAside,
    Recheck,
)

__all__ = [
    "ColumnMapping",
    "DuplicatePair",
    "Event",
    "ImportChunk",
    "ImportRow",
    "ImportRun",
    "Merge",
    "Notice",
    "NoticeCancellation",
    "NoticeLoad",
    "NoticeMatch",
    "NoticeSetAside",
    "Recheck",
    "Reference",
]
