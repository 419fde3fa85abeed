"""Events as CSV or JSON that an outsider can verify: each with the text its hash covers (docs/record.md)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from references.chain import AT, WHAT_IS_HASHED
from references.exports.cells import lines, neutralised

FORMAT = "msc-record-1"
COLUMNS = (
    "stream",
    "seq",
    "row",
    "at",
    "transaction",
    "actor",
    "actor_name",
    "role",
    "verb",
    "data",
    "prev_hash",
    "hash",
    "hashed",
)


@dataclass(frozen=True)
class Wanted:
    """Which events: of these streams (all if none is named), from one day to another, both included."""

    streams: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def _of_streams(self) -> tuple[str, list[Any]]:
        if not self.streams:
            return "true", []
        return "e.stream = ANY(%s)", [list(self.streams)]

    def where(self) -> tuple[str, list[Any]]:
        """The condition in SQL, and its values. Days are those of the portal's time zone."""
        said, values = self._of_streams
        zone = timezone.get_default_timezone_name()
        if self.since:
            said += " AND (e.at AT TIME ZONE %s)::date >= %s"
            values = [*values, zone, self.since]
        if self.until:
            said += " AND (e.at AT TIME ZONE %s)::date <= %s"
            values = [*values, zone, self.until]
        return said, values

    def head(self) -> dict[str, Any]:
        """The head of these streams now, whatever days are wanted: as `verify_record` computes it."""
        said, values = self._of_streams
        digest, events, streams = hashlib.sha256(), 0, 0
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT ON (stream) stream, seq, encode(hash, 'hex') FROM references_event e"
                f" WHERE {said} ORDER BY stream, seq DESC",
                values,
            )
            for stream, seq, last in cursor:
                digest.update(f"{stream}\t{seq}\t{last}\n".encode())
                events, streams = events + seq, streams + 1
        return {
            "format": FORMAT,
            "taken_at": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
            "head": digest.hexdigest(),
            "events": events,
            "streams": streams,
        }

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The events in the order of their streams, some thousand at a time; values as in `COLUMNS`."""
        said, values = self.where()
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"""
                SELECT e.stream, e.seq, e.id, {AT} || 'Z', e.txid, e.actor_id,
                    coalesce(nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')),
                        ''), u.username),
                    e.role, e.verb, e.data::text, encode(e.prev_hash, 'hex'), encode(e.hash, 'hex'),
                    {WHAT_IS_HASHED}
                FROM references_event e JOIN auth_user u ON u.id = e.actor_id
                WHERE {said} ORDER BY e.stream, e.seq
                """,
                values,
            )
            yield from cursor


def as_csv(wanted: Wanted) -> Iterator[str]:
    """A first line with the head, a line of names, a line for each event; no cell is run by a spreadsheet."""
    head = wanted.head()

    def table() -> Iterator[Iterable[Any]]:
        yield [f"# {name}={value}" for name, value in head.items()]
        yield COLUMNS
        for row in wanted.rows():
            yield [neutralised(cell) if isinstance(cell, str) else cell for cell in row]

    yield from lines(table())


def as_json(wanted: Wanted) -> Iterator[str]:
    """One object: the head, and the events as a list, written while they are read."""
    head = json.dumps(wanted.head(), ensure_ascii=False)
    yield f'{head[:-1]}, "events_wanted": ['
    apart = "\n"
    for row in wanted.rows():
        event = dict(zip(COLUMNS, row, strict=True))
        event["data"] = json.loads(event["data"])
        yield apart + json.dumps(event, ensure_ascii=False)
        apart = ",\n"
    yield "\n]}\n"
