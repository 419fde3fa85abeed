"""Notices of a file → stored notices, by COPY. Building block: the caller holds the transaction and the lock."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection

from references.identifiers import doi, notice_identifier, pmid, title_key
from references.layouts.rows import NoticeInput
from references.services.staging import stored_json
from references.standings import OTHER, nature_of
from references.works import one_line

COLUMNS = (
    "load_id",
    "dataset",
    "record_id",
    "nature",
    "nature_as_given",
    "noticed_on",
    "notice_doi",
    "notice_pmid",
    "original_doi",
    "original_pmid",
    "original_title",
    "title_key",
    "original_year",
    "reason",
    "raw",
    "content_hash",
)
COPY = f"COPY references_notice ({', '.join(COLUMNS)}) FROM STDIN"
KNOWN = """
    SELECT notice.content_hash, notice.id, notice.load_id, aside.id IS NOT NULL
    FROM references_notice AS notice
    LEFT JOIN references_noticesetaside AS aside ON aside.notice_id = notice.id
    WHERE notice.content_hash = ANY(%s)
"""
AT_ONCE = 5000
# Publishers date notices ahead; what lies further ahead is a slip, and would outrank every other notice.
AHEAD = dt.timedelta(days=365)

_sorted_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def store_notices(
    rows: Iterable[NoticeInput], *, load_id: int, dataset: str, today: dt.date
) -> tuple[dict[str, int], list[list[int]]]:
    """Store each notice whose content is not known yet; counts of what there was, and what was known already.

    The counts: `rows`, `new`, one per nature, and of the new ones those that are `undated`, of a nature
    nobody knows (`unknown`), or `without_identifier`. What was known are ranges of numbers of notices of
    earlier loads, [first, last]; one that was set aside is not known. Of the file, some thousand rows are held
    at a time.
    """
    counts: Counter[str] = Counter({"rows": 0, "new": 0})
    repeated: set[int] = set()
    given = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(given, AT_ONCE)):
            counts["rows"] += len(batch)
            counts.update(nature_of(row.nature) for row in batch)
            by_hash = {_content_hash(dataset, row): row for row in batch}
            asked = set(by_hash)
            while asked:
                cursor.execute(KNOWN, [list(asked)])
                asked = set()
                for known, pk, loaded_by, is_set_aside in cursor.fetchall():
                    row = by_hash.pop(known)
                    if is_set_aside:
                        again = _hash_again(known)
                        by_hash[again] = row
                        asked.add(again)
                    elif loaded_by != load_id:
                        repeated.add(pk)
            with cursor.copy(COPY) as copy:
                for cells in _notices(by_hash, load_id, dataset, today + AHEAD):
                    copy.write_row(cells)
                    counts.update(_oddities(cells))
            counts["new"] += len(by_hash)
    return dict(counts), _ranges(repeated)


def _ranges(numbers: set[int]) -> list[list[int]]:
    """Numbers that follow each other as [first, last]."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _content_hash(dataset: str, row: NoticeInput) -> str:
    said = _sorted_json([dataset, row.record_id, row.raw])
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def _hash_again(digest: str) -> str:
    """By what a notice is known that is said once more after it was set aside."""
    return hashlib.sha256(f"again {digest}".encode()).hexdigest()


def _notices(
    by_hash: Mapping[str, NoticeInput], load_id: int, dataset: str, latest: dt.date
) -> Iterator[tuple[Any, ...]]:
    """The cells of each, in the order of `COLUMNS`."""
    for digest, row in by_hash.items():
        on = row.noticed_on
        yield (
            load_id,
            dataset,
            row.record_id[:60],
            nature_of(row.nature),
            one_line(row.nature)[:200],
            on if on is None or on <= latest else None,
            notice_identifier(row.notice_doi, doi),
            notice_identifier(row.notice_pmid, pmid),
            notice_identifier(row.original_doi, doi),
            notice_identifier(row.original_pmid, pmid),
            one_line(row.original_title),
            title_key(row.original_title),
            row.original_year,
            row.reason.replace("\x00", "\ufffd"),
            stored_json(row.raw),
            digest,
        )


NATURE, NOTICED_ON, DOI, PMID = map(
    COLUMNS.index, ("nature", "noticed_on", "original_doi", "original_pmid")
)


def _oddities(cells: tuple[Any, ...]) -> Iterator[str]:
    """What is odd about a notice, in the words of the counts."""
    if cells[NOTICED_ON] is None:
        yield "undated"
    if cells[NATURE] == OTHER:
        yield "unknown"
    if cells[DOI] is None and cells[PMID] is None:
        yield "without_identifier"
