"""The library in the admin: a request → one service or one queryset → a reply."""

from references.admin.duplicates import DuplicatePairAdmin, MergeAdmin
from references.admin.imports import ImportRunAdmin
from references.admin.library import ReferenceAdmin
from references.admin.notices import NoticeAdmin, NoticeLoadAdmin, RecheckAdmin
from references.admin.people import PersonAdmin
from references.admin.record import EventAdmin

__all__ = [
    "DuplicatePairAdmin",
    "EventAdmin",
    "ImportRunAdmin",
    "MergeAdmin",
    "NoticeAdmin",
    "NoticeLoadAdmin",
    "PersonAdmin",
    "RecheckAdmin",
    "ReferenceAdmin",
]
