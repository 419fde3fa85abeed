"""The Retraction Watch CSV (DOMAIN section 5). Pure."""

import datetime as dt
import hashlib
import re

from references.identifiers import visible
from references.layouts.rows import FileRefused, NoticeInput, ReadNotices
from references.layouts.table import column_key, read_table

REQUIRED = (
    "Record ID",
    "Title",
    "RetractionDate",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)
KEYS = {column_key(name) for name in (*REQUIRED, "RetractionDOI", "RetractionPubMedID")}
EARLIEST = 1800


def read_notices(content: bytes) -> ReadNotices:
    """All notices of the file; empty rows are left out, bytes that are not UTF-8 are kept readable."""
    text, mended = _text(content)
    table = read_table(text, KEYS.__contains__)
    names = {column_key(name) for name in table.header}
    missing = [name for name in REQUIRED if column_key(name) not in names]
    if missing:
        raise FileRefused(
            f"This is not the Retraction Watch layout: it has no column {', '.join(missing)}.",
            "Download the Retraction Watch CSV from Crossref again.",
        )
    if not table.rows:
        raise FileRefused("This file has a header and no rows.", "Choose a file with notices.")
    notes = [f"{mended} lines were not UTF-8 and were read as Windows-1252."] if mended else []
    return ReadNotices(
        [_notice(table.header, cells) for _, cells in table.rows],
        notes,
        hashlib.sha256(content).hexdigest(),
    )


def _text(content: bytes) -> tuple[str, int]:
    """The text, and how many of its lines were not UTF-8."""
    if content.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("This is not a CSV file in UTF-8.", "Choose the CSV file as downloaded.")
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"\xef\xbf\xbd")
    try:
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        mended = 0
        lines = []
        for line in content.split(b"\n"):
            try:
                lines.append(line.decode("utf-8"))
            except UnicodeDecodeError:
                mended += 1
                lines.append(line.decode("cp1252", errors="replace"))
        return "\n".join(lines), mended


def _notice(header: list[str], cells: list[str]) -> NoticeInput:
    raw = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    cell = {column_key(name): value.strip() for name, value in raw.items()}
    original = day(cell.get("originalpaperdate", ""))
    return NoticeInput(
        record_id=visible(cell["recordid"]) or _stand_in(raw),
        nature=cell.get("retractionnature", "").strip(" ;"),
        noticed_on=day(cell.get("retractiondate", "")),
        notice_doi=cell.get("retractiondoi", ""),
        notice_pmid=cell.get("retractionpubmedid", ""),
        original_doi=cell.get("originalpaperdoi", ""),
        original_pmid=cell.get("originalpaperpubmedid", ""),
        original_title=cell.get("title", ""),
        original_year=original.year if original else None,
        reason="; ".join(
            part.strip(" +") for part in cell.get("reason", "").split(";") if part.strip(" +")
        ),
        raw=raw,
    )


def _stand_in(raw: dict[str, str]) -> str:
    """A name for a record without one, so that it is never taken for another's new version."""
    return "row " + hashlib.sha256(repr(sorted(raw.items())).encode("utf-8")).hexdigest()[:16]


def day(text: str) -> dt.date | None:
    """`M/D/YYYY H:MM` or an ISO date; None if there is none, or one before 1800, which stands for unknown."""
    plain = visible(text).partition(" ")[0].partition("T")[0]
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", plain, re.ASCII)
    try:
        if american:
            found = dt.date(int(american[3]), int(american[1]), int(american[2]))
        else:
            found = dt.date.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.year >= EARLIEST else None
