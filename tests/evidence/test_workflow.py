"""What may follow what: the hand-written list, held against the database and the one writer."""

import pytest
from django.db import IntegrityError, connection, transaction

from evidence import workflow
from evidence.services.rounds import move
from references.choices import Role
from references.events import recorded
from references.refusals import IllegalTransition
from tests.evidence.legal_moves import MAY_FOLLOW, STATES
from tests.factories.evidence import VERSION_IN, fresh


def test_every_state_can_be_reached() -> None:
    assert set(VERSION_IN) == set(STATES)


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
