"""What may follow what: a second, hand-written list, held against the code and against the database."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from evidence import workflow
from evidence.choices import VersionStatus
from evidence.services.rounds import move
from references.choices import Role
from references.events import recorded
from references.refusals import IllegalTransition
from tests.factories.evidence import VERSION_IN, fresh

STATES = (
    "in_review",
    "disputed",
    "changes_requested",
    "rejected",
    "approved",
    "suspended",
    "superseded",
    "withdrawn",
)
# From the drawing in DOMAIN section 3, and the sentence below it.
MAY_FOLLOW = {
    "in_review": {"approved", "disputed", "changes_requested", "rejected", "withdrawn"},
    "disputed": {"approved", "changes_requested", "withdrawn"},
    "changes_requested": set(),
    "rejected": set(),
    "approved": {"suspended", "superseded"},
    "suspended": {"in_review", "superseded", "withdrawn"},
    "superseded": {"suspended"},
    "withdrawn": set(),
}


def test_all_states_are_listed() -> None:
    assert set(VersionStatus.values) == set(STATES) == set(MAY_FOLLOW) == set(VERSION_IN)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_every_move_is_as_listed(before: str, after: str) -> None:
    assert workflow.may_follow(before, after) == (after in MAY_FOLLOW[before])


@pytest.mark.django_db
def test_the_database_has_the_same_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM evidence_legal_transitions()")
        listed = cursor.fetchall()
    assert len(listed) == len(set(listed))
    assert set(listed) == {(str(before), str(after)) for before, after in workflow.LEGAL}


@pytest.mark.django_db
@pytest.mark.parametrize("before", STATES)
def test_the_database_and_the_one_writer_refuse_every_other_move(before: str) -> None:
    version = VERSION_IN[before]()
    assert version.status == before
    for after in STATES:
        legal = after in MAY_FOLLOW[before]
        with transaction.atomic():
            with connection.cursor() as cursor:
                update = "UPDATE evidence_claimversion SET status = %s WHERE id = %s"
                if legal or after == before:
                    cursor.execute(update, [after, version.pk])
                    assert cursor.rowcount == 1
                else:
                    with pytest.raises(IntegrityError) as refused, transaction.atomic():
                        cursor.execute(update, [after, version.pk])
                    name = refused.value.__cause__.diag.constraint_name
                    assert name == "evidence_claimversion_transition_is_legal"
            transaction.set_rollback(True)
        if not legal:
            with (
                pytest.raises(IllegalTransition),
                recorded(by=version.author, role=Role.AUTHOR) as journal,
            ):
                move(journal, version=fresh(version), to=after, why="a test")
        assert fresh(version).status == before


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_each_state_is_reached_by_services_and_stands_at_commit(state: str) -> None:
    version = VERSION_IN[state]()
    connection.check_constraints()
    assert fresh(version).status == state
