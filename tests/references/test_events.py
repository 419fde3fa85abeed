"""The record: chained, unchangeable, written last."""

import time

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from references.choices import Role
from references.events import PAUSE, recorded, retrying
from references.models import Event
from references.selectors import broken_links
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def note(*streams: str) -> None:
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        for stream in streams:
            journal.note(stream, "happened", what="something")


def test_events_of_a_stream_are_numbered_dated_and_chained() -> None:
    note("thing:1", "thing:2", "thing:1")
    one, two = Event.objects.filter(stream="thing:1").order_by("seq")
    assert (one.seq, two.seq) == (1, 2)
    assert bytes(one.prev_hash) == b""
    assert bytes(two.prev_hash) == bytes(one.hash) != b""
    assert broken_links("thing:1") == []


def test_events_are_written_sorted_by_stream() -> None:
    note("b:1", "a:1", "b:2")
    assert list(Event.objects.order_by("id").values_list("stream", flat=True)) == [
        "a:1",
        "b:1",
        "b:2",
    ]


def test_what_the_writer_claims_about_place_and_time_is_ignored() -> None:
    person = make_user("librarian")
    event = Event.objects.create(
        stream="thing:1",
        seq=99,
        txid=1,
        hash=b"x",
        prev_hash=b"y",
        actor=person,
        role="librarian",
        verb="v",
    )
    event.refresh_from_db()
    assert event.seq == 1
    assert bytes(event.hash) != b"x"
    assert broken_links("thing:1") == []


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE references_event SET verb = 'other'", "references_event_never_changes"),
        ("DELETE FROM references_event", "references_event_never_changes"),
        ("TRUNCATE references_event", "references_event_never_truncated"),
        (
            "SET LOCAL session_replication_role = replica; DELETE FROM references_event",
            "references_event_never_changes",
        ),
    ],
)
def test_the_record_refuses_change(sql: str, name: str) -> None:
    note("thing:1")
    connection.check_constraints()
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert refused.value.__cause__.diag.constraint_name == name
    assert Event.objects.filter(stream="thing:1", verb="happened").exists()


def test_a_broken_chain_is_found() -> None:
    note("thing:1", "thing:1", "thing:1")
    second = Event.objects.get(stream="thing:1", seq=2)
    with connection.cursor() as cursor:
        # Only who owns the function can do this; the heads of the chains are compared outside.
        cursor.execute(
            """CREATE OR REPLACE FUNCTION msc_refuse_change() RETURNS trigger
            LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"""
        )
        cursor.execute("UPDATE references_event SET data = '{}' WHERE id = %s", [second.pk])
    assert broken_links("thing:1") == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_a_service_inside_another_is_refused() -> None:
    person = make_user("librarian")
    with (
        pytest.raises(RuntimeError),
        recorded(by=person, role=Role.LIBRARIAN),
        recorded(by=person, role=Role.LIBRARIAN),
    ):
        pass


def fail_after_a_note() -> None:
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        journal.note("thing:1", "happened")
        raise ValueError("no")


def test_nothing_is_recorded_when_the_service_fails() -> None:
    with pytest.raises(ValueError, match="no"):
        fail_after_a_note()
    assert not Event.objects.filter(stream="thing:1").exists()


class Deadlock(Exception):
    """What psycopg raises, as far as it is looked at."""

    sqlstate = "40P01"


def test_a_deadlock_is_tried_three_times_and_the_other_is_let_go_first() -> None:
    tries, began = [], time.monotonic()

    @retrying
    def service() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError from Deadlock()
        return "done"

    assert service() == "done"
    assert len(tries) == 3
    assert time.monotonic() - began >= 3 * PAUSE


def test_another_failure_is_not_tried_again() -> None:
    tries = []

    @retrying
    def service() -> None:
        tries.append(1)
        raise IntegrityError

    with pytest.raises(IntegrityError):
        service()
    assert len(tries) == 1
