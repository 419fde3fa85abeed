"""Reads of the library that join for one purpose."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from references.identifiers import title_key
from references.matching import Known, Library
from references.models import Event, Reference
from references.policies import PORTAL
from references.works import FIELDS, Fields

COLUMNS = ("id", "key", "merged_into_id", *FIELDS)


def portal_user() -> User:
    """The account by which the machine acts (D7); it cannot sign in."""
    return User.objects.get(username=PORTAL)


def library_for(rows: Sequence[Fields]) -> Library:
    """The references that rows of a file may be about, in a constant number of queries.

    Identifiers of a merged reference lead to the one it was merged into.
    """
    dois = list({row["doi"] for row in rows if row.get("doi")})
    pmids = list({row["pmid"] for row in rows if row.get("pmid")})
    keys = list({title_key(row["title"]) for row in rows if row.get("title")})
    found = list(
        Reference.objects.filter(
            Q(doi__in=dois) | Q(pmid__in=pmids) | Q(title_key__in=keys)
        ).values(*COLUMNS)
    )
    rows_by_id = {row["id"]: row for row in found}
    _fetch_winners(rows_by_id)
    known = {
        pk: Known(pk, row["key"], {name: row[name] for name in FIELDS})
        for pk, row in rows_by_id.items()
        if row["merged_into_id"] is None
    }
    old = [
        (row, known[_end(row, rows_by_id)]) for row in found if row["merged_into_id"] is not None
    ]
    return Library(
        known.values(),
        old_dois={row["doi"]: winner for row, winner in old if row["doi"]},
        old_pmids={row["pmid"]: winner for row, winner in old if row["pmid"]},
    )


def _fetch_winners(rows: dict[int, dict[str, Any]]) -> None:
    """Add the rows that the merged ones lead to, as far as the way goes."""
    while missing := {row["merged_into_id"] for row in rows.values()} - set(rows) - {None}:
        for row in Reference.objects.filter(pk__in=missing).values(*COLUMNS):
            rows[row["id"]] = row


def _end(row: dict[str, Any], rows: dict[int, dict[str, Any]]) -> int:
    while row["merged_into_id"] is not None:
        row = rows[row["merged_into_id"]]
    return int(row["id"])


def broken_links(stream: str | None = None) -> list[int]:
    """The events of a stream, or of all, whose hash does not follow from what is stored and from the one before."""
    return [
        event.pk
        for event in Event.objects.raw(
            """
            SELECT event.id FROM references_event AS event
            LEFT JOIN references_event AS before
                ON before.stream = event.stream AND before.seq = event.seq - 1
            WHERE (%s::text IS NULL OR event.stream = %s) AND (
                event.hash IS DISTINCT FROM references_event_hash(event)
                OR event.prev_hash IS DISTINCT FROM coalesce(before.hash, ''::bytea)
                OR (event.seq > 1 AND before.id IS NULL)
            )
            ORDER BY event.stream, event.seq
            """,
            [stream, stream],
        )
    ]


def heads() -> list[tuple[str, int, str]]:
    """The last event of every stream: its name, number and hash (hexadecimal), by name."""
    rows = (
        Event.objects.order_by("stream", "-seq")
        .distinct("stream")
        .values_list("stream", "seq", "hash")
    )
    return [(stream, seq, bytes(digest).hex()) for stream, seq, digest in rows]
