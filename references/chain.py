"""Whether the record is whole: each hash computed again, each stream followed, a kept head compared (D10).

What is hashed is written out here once more, so that a changed function of the database is found too. All is
done by the database in the order of its index; findings and heads are read some thousand at a time.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.utils import timezone

AT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
SAID = f"e.stream, e.seq, {AT}, e.actor_id, e.role, e.verb, e.data"
HASHED = f"jsonb_build_array({SAID}, e.txid, e.id)::text"
HASHED_BEFORE = f"jsonb_build_array({SAID})::text"
"""What the hash of events covered that were written before their row and transaction were part of it."""


def _is_hash_of(text: str) -> str:
    return f"e.hash = sha256(e.prev_hash || convert_to({text}, 'UTF8'))"


WHAT_IS_HASHED = f"CASE WHEN {_is_hash_of(HASHED_BEFORE)} THEN {HASHED_BEFORE} ELSE {HASHED} END"
"""An SQL expression of the text that the hash of event `e` covers, after the hash before it."""

BROKEN = f"""
    SELECT stream, seq, id, seq_before, follows, is_whole FROM (
        SELECT e.stream, e.seq, e.id, lag(e.seq) OVER one_stream AS seq_before,
            e.prev_hash = coalesce(lag(e.hash) OVER one_stream, ''::bytea) AS follows,
            ({_is_hash_of(HASHED)}) OR ({_is_hash_of(HASHED_BEFORE)}) AS is_whole
        FROM references_event e
        WHERE %s::text IS NULL OR e.stream = %s
        WINDOW one_stream AS (PARTITION BY e.stream ORDER BY e.seq, e.id)
    ) AS read
    WHERE NOT follows OR NOT is_whole OR seq <> coalesce(seq_before, 0) + 1
    ORDER BY stream, seq, id
"""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: where, in which row if one is there, and what."""

    stream: str
    seq: int | None
    row: int | None
    what: str

    def __str__(self) -> str:
        place = self.stream
        if self.seq is not None:
            place += f", event {self.seq}"
        if self.row is not None:
            place += f" (row {self.row})"
        return f"{place}: {self.what}"


def broken(stream: str | None = None) -> Iterator[Finding]:
    """Every event of a stream, or of all, that is not what was written, or not where it was written."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(BROKEN, [stream, stream])
        for name, seq, row, before, follows, is_whole in cursor:
            yield from (
                Finding(name, seq, row, what) for what in _wrong(seq, before, follows, is_whole)
            )


def _wrong(seq: int, before: int | None, follows: bool, is_whole: bool) -> Iterator[str]:
    if not is_whole:
        yield "its contents are not those that were hashed: the row was changed, or put in from outside"
    if seq == before:
        yield f"a second row has the number {seq}: one of the two was put in"
    elif seq != (before or 0) + 1:
        first, last = (before or 0) + 1, seq - 1
        which = f"event {first} is" if first == last else f"events {first} to {last} are"
        yield f"{which} missing before it: rows were removed, or numbers changed"
    elif not follows:
        yield "it does not follow from the event before it: rows were exchanged, put in or written anew"


def heads() -> Iterator[tuple[str, int, str]]:
    """The last event of every stream: its name, number and hash (hexadecimal), by name."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (stream) stream, seq, encode(hash, 'hex') FROM references_event"
            " ORDER BY stream, seq DESC"
        )
        yield from cursor


TITLE, END = "# MSC Portal, head of the record", "# head "


class HeadNotWhole(ValueError):
    """A kept head that is not as it was written."""


def head_lines() -> Iterator[str]:
    """A head to keep elsewhere: a title, a line for each stream, and the hash over these lines."""
    digest, events, streams = hashlib.sha256(), 0, 0
    yield f"{TITLE}, {timezone.now():%Y-%m-%dT%H:%M:%SZ}\n"
    for stream, seq, last in heads():
        line = f"{stream}\t{seq}\t{last}\n"
        digest.update(line.encode())
        events, streams = events + seq, streams + 1
        yield line
    yield f"{END}{digest.hexdigest()} {events} events {streams} streams\n"


def kept_heads(lines: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """The streams of a kept head. Raises HeadNotWhole for one that was cut or changed.

    A list without title and end, as `verify_events` printed it, is read as it is.
    """
    digest, is_titled, end = hashlib.sha256(), False, ""
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            is_titled = is_titled or line.startswith(TITLE)
            end = line if line.startswith(END) else end
            continue
        if not line.strip():
            continue
        if end:
            raise HeadNotWhole(f"line {number} stands after the end")
        digest.update((line.rstrip("\r\n") + "\n").encode())
        parts = line.split("\t")
        if len(parts) != 3 or not parts[1].isdecimal():
            raise HeadNotWhole(f"line {number} is no stream, number and hash apart by tabs")
        yield parts[0], int(parts[1]), parts[2].strip()
    if is_titled and not end:
        raise HeadNotWhole("its end is missing: the file was cut")
    if end and end[len(END) :].split(" ")[0].strip() != digest.hexdigest():
        raise HeadNotWhole("its last line is not the hash of the lines above: the file was changed")


AT_ONCE = 5_000


def missing_since(kept: Iterable[tuple[str, int, str]]) -> Iterator[Finding]:
    """What a head that was kept elsewhere names and the record no longer has: cut tails, streams written anew."""
    rest = iter(kept)
    while some := list(islice(rest, AT_ONCE)):
        with connection.cursor() as cursor:
            # Not by a temporary table: the role of the portal may make none.
            cursor.execute(
                """
                SELECT k.stream, k.seq, e.id,
                    (SELECT max(seq) FROM references_event WHERE stream = k.stream)
                FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS k (stream, seq, hash)
                LEFT JOIN references_event e ON e.stream = k.stream AND e.seq = k.seq
                WHERE encode(e.hash, 'hex') IS DISTINCT FROM k.hash ORDER BY k.stream
                """,
                [list(column) for column in zip(*some, strict=True)],
            )
            found = cursor.fetchall()
        for stream, seq, row, last in found:
            if row is not None:
                what = "it is another than when the head was kept: the stream was written anew"
            elif last is None:
                what = "the whole stream is missing that the kept head names"
            else:
                what = f"it is missing: the stream ends at event {last}, its tail was cut"
            yield Finding(stream, seq, row, what)


@dataclass(frozen=True)
class Told:
    """One kind of row that an event tells of. Both queries give (stream, name): each row once in each."""

    what: str
    events: str
    rows: str


def differing(kind: Told) -> str:
    """The query for what only one side has: stream, name, how often in the record, how often in the table."""
    return f"""
        SELECT stream, name, coalesce(t.n, 0) AS events, coalesce(r.n, 0) AS rows
        FROM (SELECT stream, name, count(*) AS n FROM ({kind.events}) x (stream, name)
            GROUP BY 1, 2) t
        FULL JOIN (SELECT stream, name, count(*) AS n FROM ({kind.rows}) x (stream, name)
            GROUP BY 1, 2) r USING (stream, name)
        WHERE t.n IS DISTINCT FROM r.n"""


def untold(kinds: Iterable[Told]) -> Iterator[Finding]:
    """Rows of decisions without their event, and events without their row."""
    for kind in kinds:
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"{differing(kind)} ORDER BY 1, 2")
            for stream, name, events, rows in cursor:
                missing = "has no event" if rows > events else "is in no table"
                numbers = f"{events} in the record, {rows} in the table"
                yield Finding(stream, None, None, f"{kind.what} {name} {missing} ({numbers})")
