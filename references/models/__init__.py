"""What the library stores: works, imports, notices, and the record of everything that happened."""

from references.models.event import Event
from references.models.imports import ImportRow, ImportRun
from references.models.library import Reference
from references.models.notices import Notice, NoticeLoad, NoticeMatch, Recheck

__all__ = [
    "Event",
    "ImportRow",
    "ImportRun",
    "Notice",
    "NoticeLoad",
    "NoticeMatch",
    "Recheck",
    "Reference",
]
