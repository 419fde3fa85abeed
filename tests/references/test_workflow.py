"""What may follow what in an import, and what the database refuses of imports, pairs and merges."""

import itertools
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from references.choices import RunState
from references.models import ColumnMapping, DuplicatePair, ImportRun, Merge, Reference
from references.refusals import IllegalTransition
from references.services import commit_import, discard_import, undo_import
from references.workflow import RUN_MOVES, WHY_NOT, require_run_move
from tests.factories.people import make_user
from tests.factories.references import make_file, make_input, make_reference, make_run

# Written by hand, from the text of the issue; the table of the code is the first list.
LEGAL = {
    ("received", "asking"),
    ("received", "staged"),
    ("received", "refused"),
    ("received", "discarded"),
    ("asking", "received"),
    ("asking", "discarded"),
    ("staged", "committing"),
    ("staged", "committed"),
    ("staged", "discarded"),
    ("committing", "staged"),
    ("committing", "committed"),
    ("committed", "undone"),
}
STATES = "received asking staged committing committed refused discarded undone".split()
MOVES = list(itertools.permutations(STATES, 2))
# What the columns beside the state have to be in each.
BESIDE = {
    "asking": "question = '{}'",
    "committed": "decided_at = now(), decided_by_id = created_by_id",
    "discarded": "decided_at = now(), decided_by_id = created_by_id",
    "undone": "decided_at = now(), decided_by_id = created_by_id, undone_at = now(), "
    "undone_by_id = created_by_id",
}
UNDECIDED = "decided_at = NULL, decided_by_id = NULL"
NOT_UNDONE = "undone_at = NULL, undone_by_id = NULL"


def run_to_the_end(sql: str, *parameters: object) -> None:
    """Run a statement as if it were the whole transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql: str, *parameters: object) -> str:
    """The name of the rule that refuses this statement, at once or at commit."""
    connection.check_constraints()
    with pytest.raises(DatabaseError) as error:
        run_to_the_end(sql, *parameters)
    return error.value.__cause__.diag.constraint_name


def run_in(state: str) -> ImportRun:
    """A run as it is stored in this state, made from behind."""
    person = make_user("librarian")
    decided = state in ("committed", "discarded", "undone")
    undone = state == "undone"
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO references_importrun (name, layout, size, sha256, header, notes, state,
                question, choices, refusal, progress, counts, seen, created_by_id, decided_at,
                decided_by_id, undone_at, undone_by_id)
            VALUES ('works.csv', '', 1, '', '{}', '{}', %s, '{}', '{}', '', 0, '{}', '', %s,
                CASE WHEN %s THEN now() END, %s, CASE WHEN %s THEN now() END, %s)
            RETURNING id
            """,
            [
                state,
                person.pk,
                decided,
                person.pk if decided else None,
                undone,
                person.pk if undone else None,
            ],
        )
        return ImportRun.objects.get(pk=cursor.fetchone()[0])


def undone(*, run: ImportRun, by: User) -> ImportRun:
    """Committed and taken back."""
    return undo_import(run=commit_import(run=run, by=by), by=by)


def test_the_table_of_moves_is_the_list_made_by_hand() -> None:
    assert set(STATES) == set(RunState.values) == set(RUN_MOVES) == set(WHY_NOT)
    assert {(old, new) for old, news in RUN_MOVES.items() for new in news} == LEGAL


@pytest.mark.parametrize(("old", "new"), MOVES)
def test_a_move_is_made_or_refused_with_where_the_import_stands(old: str, new: str) -> None:
    if (old, new) in LEGAL:
        require_run_move(old, new)
    else:
        with pytest.raises(IllegalTransition, match=WHY_NOT[RunState(old)]):
            require_run_move(old, new)


@pytest.mark.django_db
def test_the_database_knows_the_same_moves() -> None:
    made = set()
    for old, new in MOVES:
        run = run_in(old)
        columns = ", ".join(filter(None, ["state = %s", BESIDE.get(new, UNDECIDED)]))
        if new != "undone":
            columns += f", {NOT_UNDONE}"
        sql = f"UPDATE references_importrun SET {columns} WHERE id = %s"
        # What is legal is still not recorded: only the event lacks.
        if refused(sql, new, run.pk) == "references_importrun_has_event":
            made.add((old, new))
        else:
            assert refused(sql, new, run.pk) == "references_importrun_moves_legally"
    assert made == LEGAL


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "change", "rule"),
    [
        ("staged", "state = 'lost'", "moves_legally"),
        ("staged", "decided_at = now()", "decided_by_someone"),
        ("committed", "decided_by_id = NULL", "decided_by_someone"),
        ("committed", "undone_at = now()", "undone_by_someone"),
        ("undone", "undone_by_id = NULL", "undone_by_someone"),
        ("asking", "question = NULL", "asks_something"),
    ],
)
def test_a_run_refuses_what_no_run_can_be(state: str, change: str, rule: str) -> None:
    run = run_in(state)
    sql = f"UPDATE references_importrun SET {change} WHERE id = %s"
    assert refused(sql, run.pk) == f"references_importrun_{rule}"


@pytest.mark.django_db
def test_a_new_run_has_a_known_state() -> None:
    run = run_in("received")
    copied = [field.column for field in ImportRun._meta.concrete_fields if field.name != "id"]
    given = ", ".join("'lost'" if name == "state" else name for name in copied)
    sql = f"INSERT INTO references_importrun ({', '.join(copied)}) SELECT {given} FROM references_importrun"
    # Whoever decided it is asked for first; a state that is not known fits neither rule.
    rules = ("references_importrun_decided_by_someone", "references_importrun_state_is_known")
    assert refused(f"{sql} WHERE id = %s", run.pk) in rules


@pytest.mark.django_db
def test_rows_and_parts_of_a_run_are_known_and_stand_in_their_place() -> None:
    run = make_run(make_input(2), make_input(3))
    row = run.rows.get(line=2)
    change = "UPDATE references_importrow SET {} WHERE id = %s"
    rule = refused(change.format("verdict = 'fine'"), row.pk)
    assert rule == "references_importrow_verdict_is_known"
    rule = refused(change.format("line = 3"), row.pk)
    assert rule == "references_importrow_one_per_line"
    part = "INSERT INTO references_importchunk (run_id, number, content) VALUES (%s, 0, ''), (%s, 0, '')"
    assert refused(part, run.pk, run.pk) == "references_importchunk_one_per_place"


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [commit_import, discard_import, undone])
def test_the_rows_of_a_run_that_is_decided_are_history(decide: Callable[..., ImportRun]) -> None:
    run, waiting = make_run(make_input(2), make_input(3)), make_run(make_input(7))
    change = "UPDATE references_importrow SET {} WHERE id = %s"
    row = run.rows.get(line=2)
    run_to_the_end(change.format("choice = 'leave'"), row.pk)
    decide(run=run, by=make_user("librarian"))
    for columns in ("choice = ''", "verdict = 'same'", "reasons = '[]'", "id = -1"):
        assert refused(change.format(columns), row.pk) == "references_importrow_stays"
    away = change.format("run_id = %s")
    assert refused(away, waiting.pk, row.pk) == "references_importrow_stays"
    moved = change.format("line = 9, run_id = %s")
    assert refused(moved, run.pk, waiting.rows.get().pk) == "references_importrow_stays"


@pytest.mark.django_db
def test_no_row_of_a_file_is_deleted() -> None:
    run = make_run()
    rule = refused("DELETE FROM references_importrow WHERE run_id = %s", run.pk)
    assert rule == "references_importrow_never_deleted"
    assert refused("TRUNCATE references_importrow") == "references_importrow_never_truncated"


@pytest.mark.django_db
def test_a_pair_is_proposed_once_older_first_and_decided_by_someone() -> None:
    older, newer = make_reference(), make_reference()
    pair = DuplicatePair.objects.create(one=older, other=newer, score=80)
    insert = """INSERT INTO references_duplicatepair (one_id, other_id, score, reasons, decision)
        VALUES (%s, %s, 1, '[]', '')"""
    assert refused(insert, older.pk, newer.pk) == "references_duplicatepair_once"
    assert refused(insert, newer.pk, older.pk) == "references_duplicatepair_older_first"
    decide = "UPDATE references_duplicatepair SET decision = 'different' WHERE id = %s"
    assert refused(decide, pair.pk) == "references_duplicatepair_decided_by_someone"


@pytest.mark.django_db
def test_a_merge_is_of_two_and_is_history() -> None:
    person = make_user("librarian")
    winner, loser = make_reference(), make_reference()
    merge = Merge.objects.create(winner=winner, loser=loser, merged_by=person)
    insert = """INSERT INTO references_merge (winner_id, loser_id, reason, winner_before, winner_after,
        loser_before, merged_by_id) VALUES (%s, %s, '', '{}', '{}', '{}', %s)"""
    assert refused(insert, winner.pk, loser.pk, person.pk) == "references_merge_one_per_loser"
    assert refused(insert, winner.pk, winner.pk, person.pk) == "references_merge_of_two"
    change = "UPDATE references_merge SET {} WHERE id = %s"
    rule = refused(change.format("undone_at = now()"), merge.pk)
    assert rule == "references_merge_undone_by_someone"
    rule = refused(change.format("reason = 'other'"), merge.pk)
    assert rule == "references_merge_only_ends"
    rule = refused("DELETE FROM references_merge WHERE id = %s", merge.pk)
    assert rule == "references_merge_never_deleted"
    assert refused("TRUNCATE references_merge") == "references_merge_never_truncated"
    Merge.objects.filter(pk=merge.pk).update(undone_at="2025-01-01T00:00Z", undone_by=person)
    again = change.format("undone_at = now()")
    assert refused(again, merge.pk) == "references_merge_ends_once"


@pytest.mark.django_db(transaction=True)
def test_a_reference_is_merged_only_with_its_event() -> None:
    winner, loser = make_reference(), make_reference()
    sql = "UPDATE references_reference SET merged_into_id = %s WHERE id = %s"
    rule = refused(sql, winner.pk, loser.pk)
    assert rule == "references_reference_merge_has_event"


@pytest.mark.django_db
def test_the_meaning_of_a_header_is_kept_once() -> None:
    person = make_user("librarian")
    ColumnMapping.objects.create(signature="a", header=["A"], mapping={}, saved_by=person)
    insert = """INSERT INTO references_columnmapping (signature, header, mapping, saved_by_id)
        VALUES ('a', '{}', '{}', %s)"""
    assert "signature" in refused(insert, person.pk)


@pytest.mark.django_db
def test_an_act_on_a_run_that_cannot_go_there_is_refused_and_writes_nothing() -> None:
    person = make_user("librarian")
    refused_run = make_file(b"%PDF-1.4 no references", by=person)
    for act in (commit_import, discard_import, undo_import):
        with pytest.raises(IllegalTransition, match="could not be read"):
            act(run=refused_run, by=person)
    staged = make_run(by=person)
    with pytest.raises(IllegalTransition, match="waits for a decision"):
        undo_import(run=staged, by=person)
    assert not Reference.objects.exists()
    assert discard_import(run=staged, by=person).state == RunState.DISCARDED
    with pytest.raises(IllegalTransition, match="discarded"):
        commit_import(run=staged, by=person)
