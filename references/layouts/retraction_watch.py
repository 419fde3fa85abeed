"""The Retraction Watch CSV, as Crossref gives it or after others worked on it (DOMAIN section 5). Pure."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from references.identifiers import visible
from references.layouts.rows import FileRefused, NoticeInput
from references.layouts.table import Table, column_key

DATASET = "Retraction Watch"
NEEDED = ("RetractionDate", "OriginalPaperDOI", "RetractionNature")
# What a file may lack, and what follows from that.
LACKING = {
    "Title": "This file gives no titles: a notice counts by itself only where the year agrees.",
    "OriginalPaperPubMedID": "This file gives no PubMed numbers: it finds works by DOI alone.",
    "Record ID": "This file does not number its records: a changed row counts as one more notice.",
}
OTHERS = ("OriginalPaperDate", "Reason", "RetractionDOI", "RetractionPubMedID")
KEYS = frozenset(map(column_key, (*NEEDED, *LACKING, *OTHERS)))
FLAGS = frozenset(map(column_key, NEEDED))
DATES = ("RetractionDate", "OriginalPaperDate")
BEYOND = "(beyond the header)"
EARLIEST = 1800
# A list as Python or NumPy prints it: ['+One' '+Two', "three's"].
PRINTED_ITEM = re.compile(r"'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"", re.S)
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def is_one(header: Sequence[str]) -> bool:
    """Whether any column says what happened to a work."""
    return not FLAGS.isdisjoint(map(column_key, header))


def notices(table: Table) -> Iterator[NoticeInput]:
    """All notices, lazily; when they are read, the notes of the table say what was odd about its rows."""
    names = {column_key(name) for name in table.header}
    missing = [name for name in NEEDED if column_key(name) not in names]
    if missing:
        raise FileRefused(
            f"This is not the Retraction Watch layout: it has no column {', '.join(missing)}.",
            "Download the Retraction Watch CSV from Crossref again.",
        )
    table.notes += [said for name, said in LACKING.items() if column_key(name) not in names]
    return _notices(table)


def _notices(table: Table) -> Iterator[NoticeInput]:
    keys = [column_key(name) for name in table.header]
    dates = [(keys.index(column_key(n)), n) for n in DATES if column_key(n) in keys]
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for line, cells in table.rows:
        for at, name in dates:
            written = cells[at].strip() if at < len(cells) else ""
            if written and day(written) is None:
                counts[name] += 1
                first.setdefault(name, f"“{written[:40]}” on line {line}")
        if len(cells) > len(keys):
            counts[BEYOND] += 1
            first.setdefault(BEYOND, f"line {line}")
        yield _notice(table.header, keys, cells)
    for name in DATES:
        if counts[name]:
            table.notes.append(
                f"{name} is no date that can be right in {_rows(counts[name])}, first {first[name]}:"
                " read as unknown."
            )
    if counts[BEYOND]:
        table.notes.append(
            f"There are more cells than the header has names in {_rows(counts[BEYOND])}, first"
            f" {first[BEYOND]}: check them, for their cells may have moved."
        )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _notice(header: Sequence[str], keys: Sequence[str], cells: list[str]) -> NoticeInput:
    raw = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    if beyond:
        raw[BEYOND] = "; ".join(beyond)
    cell = {key: value.strip() for key, value in zip(keys, cells, strict=False)}
    original = day(cell.get("originalpaperdate", ""))
    return NoticeInput(
        record_id=visible(cell.get("recordid", "")) or _stand_in(raw),
        nature=cell.get("retractionnature", "").strip(" ;"),
        noticed_on=day(cell.get("retractiondate", "")),
        notice_doi=cell.get("retractiondoi", ""),
        notice_pmid=cell.get("retractionpubmedid", ""),
        original_doi=cell.get("originalpaperdoi", ""),
        original_pmid=cell.get("originalpaperpubmedid", ""),
        original_title=cell.get("title", ""),
        original_year=original.year if original else None,
        reason="; ".join(_reasons(cell.get("reason", ""))),
        raw=raw,
    )


def _reasons(text: str) -> list[str]:
    """Reasons between semicolons, or in a printed list, without the sign before each."""
    if text.startswith("[") and text.endswith("]"):
        parts = [one or other for one, other in PRINTED_ITEM.findall(text)]
    else:
        parts = text.split(";")
    return [part.strip(" +") for part in parts if part.strip(" +")]


def _stand_in(raw: dict[str, str]) -> str:
    """A name for a record without one, so that it is never taken for another's new version."""
    return "row " + hashlib.sha256(repr(sorted(raw.items())).encode("utf-8")).hexdigest()[:16]


def day(text: str) -> dt.date | None:
    """`M/D/YYYY H:MM` or an ISO date; None if there is none, or one before 1800, which stands for unknown."""
    plain = (text if text.isascii() else visible(text)).strip().partition(" ")[0].partition("T")[0]
    american = AMERICAN.fullmatch(plain)
    try:
        if american:
            found = dt.date(int(american[3]), int(american[1]), int(american[2]))
        else:
            found = dt.date.fromisoformat(plain)
    except ValueError:
        return None
    return found if found.year >= EARLIEST else None
