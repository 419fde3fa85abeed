"""Files of references and of notices, as others write them. Pure."""

import hashlib

from references.layouts import own, pubmed
from references.layouts.retraction_watch import read_notices
from references.layouts.rows import FileRefused, NoticeInput, ReadFile, ReadNotices, StagedInput
from references.layouts.table import column_key, read_table, strictly

__all__ = [
    "FileRefused",
    "NoticeInput",
    "ReadFile",
    "ReadNotices",
    "StagedInput",
    "read_notices",
    "read_references",
]


def read_references(content: bytes) -> ReadFile:
    """The rows of a CSV in our own layout or PubMed's; refuses what is neither in one sentence."""
    table = read_table(strictly(content), lambda key: own.knows(key) or key in pubmed.KEYS)
    keys = [column_key(name) for name in table.header]
    if pubmed.is_pubmed(table.header):
        layout, (rows, notes) = "pubmed", pubmed.read(table)
    elif any(own.BY_KEY.get(key) in ("title", "doi", "pmid") for key in keys):
        layout, (rows, notes) = "own", own.read(table)
    else:
        shown = ", ".join(table.header)[:200]
        raise FileRefused(
            f"The header is none that this import knows: {shown}.",
            "Use the template, or PubMed's CSV format.",
        )
    if not rows:
        raise FileRefused("This file has a header and no rows.", "Choose a file with references.")
    return ReadFile(layout, rows, notes, hashlib.sha256(content).hexdigest())
