"""What the database refuses, whatever the code above does."""

from importlib.resources import files

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction

from references.choices import Role
from references.events import recorded
from references.models import Event, ImportRun, Recheck, Reference
from references.selectors import broken_links
from references.services import close_recheck
from tests.factories.people import make_user
from tests.factories.references import (
    make_input,
    make_load,
    make_noticematch,
    make_recheck,
    make_reference,
    make_retracted_reference,
    make_run,
)

pytestmark = pytest.mark.django_db


def run_to_the_end(sql: str, *parameters: object) -> None:
    """Run statements as if this were their whole transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql: str, *parameters: object) -> str:
    """The name of the rule that refuses this statement, at once or at commit."""
    connection.check_constraints()
    with pytest.raises(DatabaseError) as error:
        run_to_the_end(sql, *parameters)
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("doi", "10.1000/ABC", "doi_is_canonical"),
        ("doi", "doi:10.1000/abc", "doi_is_canonical"),
        ("doi", "10.1000/a b", "doi_is_canonical"),
        ("doi", "", "doi_is_canonical"),
        ("pmid", "0", "pmid_is_canonical"),
        ("pmid", "0123", "pmid_is_canonical"),
        ("pmid", "12.0", "pmid_is_canonical"),
        ("pmid", "", "pmid_is_canonical"),
        ("pmcid", "123", "pmcid_is_canonical"),
        ("pmcid", "pmc123", "pmcid_is_canonical"),
        ("title", "", "has_a_title"),
        ("standing", "fine", "standing_is_known"),
        ("csl_type", "search", "search_is_dated"),
        ("key", "rother", "key_is_for_ever"),
    ],
)
def test_a_column_refuses_what_is_not_in_its_form(column: str, value: str, rule: str) -> None:
    reference = make_reference()
    name = refused(
        f"UPDATE references_reference SET {column} = %s WHERE id = %s", value, reference.pk
    )
    assert name == f"references_reference_{rule}"


@pytest.mark.parametrize(("column", "value"), [("doi", "10.1000/abc"), ("pmid", "123")])
def test_one_reference_per_identifier_unless_merged(column: str, value: str) -> None:
    make_reference(**{column: value})
    other = make_reference()
    winner = make_reference()
    change = f"UPDATE references_reference SET {column} = %s WHERE id = %s"
    assert refused(change, value, other.pk) == f"references_reference_one_per_{column}"
    Reference.objects.filter(pk=other.pk).update(merged_into=winner)
    Reference.objects.filter(pk=other.pk).update(**{column: value})


def test_a_reference_is_not_merged_into_itself() -> None:
    reference = make_reference()
    name = refused(
        "UPDATE references_reference SET merged_into_id = id WHERE id = %s", reference.pk
    )
    assert name == "references_reference_not_merged_into_itself"


@pytest.mark.parametrize("ends", ["ab bc", "bc ab", "ab ba"])
def test_a_reference_is_merged_in_one_step(ends: str) -> None:
    by_name = {name: make_reference() for name in "abc"}
    point = "UPDATE references_reference SET merged_into_id = %s WHERE id = %s;"
    said = [(by_name[into].pk, by_name[one].pk) for one, into in ends.split()]
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        for one in by_name.values():
            journal.note(f"reference:{one.key}", "merged_into")
    first, second = said
    run_to_the_end(point, *first)
    assert refused(point, *second) == "references_reference_merged_in_one_step"


def test_what_leads_to_a_reference_is_repointed_in_the_same_transaction() -> None:
    one, between, last = (make_reference() for _ in range(3))
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        for reference in (one, between):
            journal.note(f"reference:{reference.key}", "merged_into")
    point = "UPDATE references_reference SET merged_into_id = %s WHERE id = %s;"
    run_to_the_end(point, between.pk, one.pk)
    connection.check_constraints()
    run_to_the_end(point + point, last.pk, between.pk, last.pk, one.pk)
    assert set(last.merged.all()) == {one, between}


@pytest.mark.django_db(transaction=True)
def test_a_standing_changes_only_with_its_event() -> None:
    reference = make_reference()
    name = refused(
        "UPDATE references_reference SET standing = 'retracted' WHERE id = %s", reference.pk
    )
    assert name == "references_reference_standing_has_event"


@pytest.mark.parametrize("table", ["notice", "noticematch", "noticeload"])
def test_notices_are_history(table: str) -> None:
    make_retracted_reference()
    assert refused(f"DELETE FROM references_{table}") == f"references_{table}_never_changes"
    update = f"UPDATE references_{table} SET id = id + 1000"
    assert refused(update) == f"references_{table}_never_changes"
    truncate = f"TRUNCATE references_{table} CASCADE"
    assert refused(truncate).endswith("_never_truncated")


def test_references_are_not_truncated() -> None:
    make_reference()
    assert refused("TRUNCATE references_reference CASCADE").endswith("_never_truncated")


def test_a_match_rests_on_an_identifier_and_is_stored_once() -> None:
    match = make_noticematch()
    columns = "notice_id, reference_id, by_doi, by_pmid, title_agrees, year_agrees"
    insert = (
        f"INSERT INTO references_noticematch ({columns}) VALUES (%s, %s, %s, false, true, true)"
    )
    other = make_reference()
    pair = (match.notice_id, match.reference_id)
    assert refused(insert, *pair, True) == "references_noticematch_once"
    rule = "references_noticematch_rests_on_an_identifier"
    assert refused(insert, match.notice_id, other.pk, False) == rule


def test_a_recheck_is_closed_by_someone_and_open_once() -> None:
    recheck = make_recheck()
    close = "UPDATE references_recheck SET closed_at = now() WHERE id = %s"
    assert refused(close, recheck.pk) == "references_recheck_closed_by_someone"
    again = """INSERT INTO references_recheck (reference_id, notice_id, cause, opened_by_id, outcome)
        SELECT reference_id, notice_id, cause, opened_by_id, '' FROM references_recheck WHERE id = %s"""
    assert refused(again, recheck.pk) == "references_recheck_one_open"
    ask = """INSERT INTO references_recheck (reference_id, cause, opened_by_id, outcome)
        SELECT reference_id, cause, opened_by_id, '' FROM references_recheck WHERE id = %s"""
    run_to_the_end(ask, recheck.pk)
    assert refused(ask, recheck.pk) == "references_recheck_one_open"


def test_a_recheck_ends_once_and_stays() -> None:
    recheck = make_recheck()
    another = "UPDATE references_recheck SET cause = 'administrative' WHERE id = %s"
    assert refused(another, recheck.pk) == "references_recheck_only_ends"
    close_recheck(recheck=recheck, by=make_user("librarian"), outcome="It is retracted.")
    reopen = "UPDATE references_recheck SET closed_at = NULL, closed_by_id = NULL WHERE id = %s"
    assert refused(reopen, recheck.pk) == "references_recheck_ends_once"
    delete = "DELETE FROM references_recheck WHERE id = %s"
    assert refused(delete, recheck.pk) == "references_recheck_never_deleted"
    truncate = "TRUNCATE references_recheck CASCADE"
    assert refused(truncate) == "references_recheck_never_truncated"


def test_of_rechecks_that_ask_the_same_the_oldest_stays_open_and_the_portal_closes_the_others() -> (
    None
):
    recheck = make_recheck()
    reference = recheck.reference
    oldest, *surplus = _asked_thrice(reference)
    with connection.cursor() as cursor:
        cursor.execute((files("references") / "sql" / "0006_one_open_recheck.sql").read_text())
        cursor.execute(
            "CREATE UNIQUE INDEX ON references_recheck (reference_id, notice_id) NULLS NOT DISTINCT"
            " WHERE closed_at IS NULL"
        )
    left = Recheck.objects.filter(reference=reference, closed_at=None)
    assert set(left) == {recheck, oldest}
    closed = Recheck.objects.filter(pk__in=[one.pk for one in surplus])
    assert {one.closed_by.username for one in closed} == {"portal"}
    events = Event.objects.filter(stream=f"reference:{reference.key}", verb="recheck_closed")
    assert [event.data["recheck"] for event in events.order_by("seq")] == [o.pk for o in surplus]
    assert broken_links(f"reference:{reference.key}") == []


def _asked_thrice(reference: Reference) -> list[Recheck]:
    """As it was before one was open at a time."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX references_recheck_one_open")
    person = make_user("librarian")
    return [
        Recheck.objects.create(reference=reference, cause="standing_changed", opened_by=person)
        for _ in range(3)
    ]


def test_an_import_is_decided_by_someone_and_has_each_line_once() -> None:
    run = make_run(make_input(2), make_input(3))
    decide = "UPDATE references_importrun SET state = 'committed' WHERE id = %s"
    assert refused(decide, run.pk) == "references_importrun_decided_by_someone"
    again = "UPDATE references_importrow SET line = 2 WHERE run_id = %s"
    assert refused(again, run.pk) == "references_importrow_one_per_line"


def test_who_is_named_by_the_record_cannot_be_deleted() -> None:
    person = make_user("librarian")
    make_reference(by=person)
    run_to_the_end("DELETE FROM auth_user_groups WHERE user_id = %s", person.pk)
    name = refused("DELETE FROM auth_user WHERE id = %s", person.pk)
    assert name.startswith("references_")


def test_the_migrations_made_the_roles_and_the_machine() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert names == set(Role.values) - {Role.PORTAL.value}
    assert not Group.objects.filter(permissions__isnull=False).exists()
    portal = User.objects.get(username="portal")
    assert not portal.is_active
    assert not portal.has_usable_password()


def test_things_call_themselves_by_name() -> None:
    reference = make_retracted_reference(title="A short title")
    assert str(reference) == "Example 2020: A short title"
    assert str(make_run()).startswith("works.csv")
    assert str(make_load()) == "Example notices as of 2025-01-01"
    assert "Standing changed" in str(reference.rechecks.get())
    assert "Retraction" in str(reference.notices.get())
    assert str(ImportRun.objects.get().rows.get()).startswith("line 2")
    assert "created" in str(Event.objects.get(stream=f"reference:{reference.key}", verb="created"))
