"""Whoever changes the record past its guards is found, and what they did is named."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from references.chain import HeadNotWhole, broken, head_lines, kept_heads, missing_since
from references.choices import Role
from references.events import recorded
from references.models import Event
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

OTHER = {
    "id": "id + 1000000",
    "stream": "'thing:other'",
    "seq": "seq + 100",
    "at": "at + interval '1 microsecond'",
    "txid": "txid + 1",
    "actor_id": "(SELECT min(id) FROM auth_user)",
    "role": "'publisher'",
    "verb": "'did_not_happen'",
    "data": "'{}'",
    "prev_hash": r"'\x00'",
    "hash": r"'\x00'",
}
"""For each column, another value."""


REMOVED = "rows were removed, or numbers changed"


@pytest.fixture(autouse=True)
def _five_events() -> None:
    make_user("editor")
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        for number in range(5):
            journal.note("thing:1", "happened", what=f"number {number}")
            journal.note("thing:2", "happened", what=f"number {number}")


def past_the_guards(*statements: str) -> None:
    """What only the owner of the table can do: its triggers are silenced, then rows are written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE references_event DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def found(stream: str = "thing:1") -> list[str]:
    return [str(finding) for finding in broken() if finding.stream.startswith(stream)]


def row(seq: int, stream: str = "thing:1") -> Event:
    return Event.objects.get(stream=stream, seq=seq)


def test_a_whole_record_has_no_finding() -> None:
    assert list(broken()) == []


def test_every_column_is_tried() -> None:
    assert set(OTHER) == {field.column for field in Event._meta.concrete_fields}


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", OTHER)
def test_a_changed_column_is_found_and_named(column: str, seq: int) -> None:
    was = row(seq)
    past_the_guards(f"UPDATE references_event SET {column} = {OTHER[column]} WHERE id = {was.pk}")
    lines = [str(finding) for finding in broken()]
    changed = was.pk + 1_000_000 if column == "id" else was.pk
    named = [line for line in lines if f"(row {changed})" in line]
    assert named
    if column == "seq":
        assert "missing before it" in " ".join(lines)
    else:
        assert "its contents are not those that were hashed" in named[0]


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_removed_row_is_found_by_the_one_after(seq: int) -> None:
    past_the_guards(f"DELETE FROM references_event WHERE id = {row(seq).pk}")
    after = row(seq + 1)
    assert found() == [
        f"thing:1, event {seq + 1} (row {after.pk}): event {seq} is missing before it: {REMOVED}"
    ]


def insert(seq: str, digest: str = r"'\x00'") -> str:
    return f"""
        INSERT INTO references_event (stream, seq, at, txid, actor_id, role, verb, data, prev_hash, hash)
        SELECT stream, {seq}, at, txid, actor_id, role, 'forged', data, prev_hash, {digest}
        FROM references_event WHERE stream = 'thing:1' AND seq = 3"""


@pytest.mark.parametrize("seq", ["6", "0", "9", "-1"])
def test_an_inserted_row_is_found(seq: str) -> None:
    past_the_guards(insert(seq))
    forged = Event.objects.get(verb="forged")
    assert any(f"(row {forged.pk}): its contents" in line for line in found())


def test_a_row_put_in_with_a_number_that_is_taken_is_found() -> None:
    past_the_guards(
        "ALTER TABLE references_event DROP CONSTRAINT references_event_one_per_place",
        insert("3", "hash"),
    )
    assert any("a second row has the number 3" in line for line in found())


def test_rows_in_another_order_are_found() -> None:
    two, three = row(2), row(3)
    past_the_guards(
        f"UPDATE references_event SET seq = 99 WHERE id = {two.pk}",
        f"UPDATE references_event SET seq = 2 WHERE id = {three.pk}",
        f"UPDATE references_event SET seq = 3 WHERE id = {two.pk}",
    )
    lines = found()
    assert any(f"(row {two.pk})" in line for line in lines)
    assert any(f"(row {three.pk})" in line for line in lines)


def test_exchanged_contents_are_found() -> None:
    two, four = row(2), row(4)
    past_the_guards(
        *(
            f"UPDATE references_event SET data = '{json.dumps(other.data)}' WHERE id = {one.pk}"
            for one, other in ((two, four), (four, two))
        )
    )
    assert [line.split("(")[1].split(")")[0] for line in found()] == [
        f"row {two.pk}",
        f"row {four.pk}",
    ]


def test_rows_exchanged_between_streams_with_their_hashes_are_found() -> None:
    one, other = row(3), row(3, "thing:2")
    columns = "at, txid, actor_id, role, verb, data, prev_hash, hash"
    past_the_guards(
        f"CREATE TEMP TABLE kept AS SELECT * FROM references_event WHERE id IN ({one.pk}, {other.pk})",
        f"UPDATE references_event e SET ({columns}) = (SELECT {columns} FROM kept k WHERE k.id = {other.pk})"
        f" WHERE e.id = {one.pk}",
    )
    assert found()


REWRITE = """
    DO $$ DECLARE one references_event; before bytea := (
        SELECT hash FROM references_event WHERE stream = 'thing:1' AND seq = 2);
    BEGIN
        UPDATE references_event SET verb = 'did_not_happen' WHERE stream = 'thing:1' AND seq = 3;
        FOR one IN SELECT * FROM references_event WHERE stream = 'thing:1' AND seq >= 3 ORDER BY seq LOOP
            one.prev_hash := before;
            before := references_event_hash(one);
            UPDATE references_event SET prev_hash = one.prev_hash, hash = before WHERE id = one.id;
        END LOOP;
    END $$"""


def test_a_stream_written_anew_is_found_only_against_a_kept_head() -> None:
    kept = list(head_lines())
    past_the_guards(REWRITE)
    assert list(broken()) == []
    (finding,) = missing_since(kept_heads(kept))
    assert (finding.stream, finding.seq) == ("thing:1", 5)
    assert "written anew" in finding.what


@pytest.mark.parametrize(
    ("left", "said"), [(3, "ends at event 3, its tail was cut"), (0, "whole stream is missing")]
)
def test_a_cut_tail_is_found_against_a_kept_head(left: int, said: str) -> None:
    kept = list(head_lines())
    past_the_guards(f"DELETE FROM references_event WHERE stream = 'thing:1' AND seq > {left}")
    assert list(broken()) == []
    (finding,) = missing_since(kept_heads(kept))
    assert said in finding.what


def test_a_record_that_grew_agrees_with_its_kept_head() -> None:
    kept = list(head_lines())
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        journal.note("thing:1", "happened")
        journal.note("thing:3", "happened")
    assert list(missing_since(kept_heads(kept))) == []


def test_a_changed_function_of_the_database_hides_nothing() -> None:
    past_the_guards(
        "UPDATE references_event SET verb = 'did_not_happen' WHERE stream = 'thing:1' AND seq = 3",
        """CREATE OR REPLACE FUNCTION references_event_hash(event references_event) RETURNS bytea
        LANGUAGE sql STABLE AS $$ SELECT event.hash $$""",
    )
    assert len(found()) == 1


def test_events_whose_hash_covers_neither_row_nor_transaction_are_still_whole() -> None:
    past_the_guards(
        *(
            f"""UPDATE references_event e SET
            prev_hash = coalesce((SELECT hash FROM references_event b
                WHERE b.stream = e.stream AND b.seq = e.seq - 1), ''),
            hash = sha256(coalesce((SELECT hash FROM references_event b
                WHERE b.stream = e.stream AND b.seq = e.seq - 1), '') || convert_to(jsonb_build_array(
                e.stream, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                e.actor_id, e.role, e.verb, e.data)::text, 'UTF8'))
        WHERE stream = 'thing:1' AND seq = {seq}"""
            for seq in range(1, 6)
        )
    )
    assert list(broken()) == []


# The kept head as a file


def cut(lines: list[str]) -> list[str]:
    return lines[:-1]


def changed(lines: list[str]) -> list[str]:
    return [line.replace("thing:1", "thing:7") for line in lines]


def shorter(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith("thing:1")]


def longer(lines: list[str]) -> list[str]:
    return [*lines, "thing:9\t1\tabc\n"]


def garbled(lines: list[str]) -> list[str]:
    return [line.replace("\t", " ") for line in lines]


@pytest.mark.parametrize("mend", [cut, changed, shorter, longer, garbled])
def test_a_kept_head_that_is_not_whole_is_refused(mend: Any) -> None:
    with pytest.raises(HeadNotWhole):
        list(kept_heads(mend(list(head_lines()))))


def test_a_list_of_heads_from_before_is_read() -> None:
    plain: Iterator[str] = (line for line in head_lines() if not line.startswith("#"))
    assert list(missing_since(kept_heads(plain))) == []


def test_the_head_is_the_hash_of_its_lines() -> None:
    *lines, end = [line for line in head_lines() if not line.startswith("# MSC")]
    assert end.split()[2] == hashlib.sha256("".join(lines).encode()).hexdigest()
