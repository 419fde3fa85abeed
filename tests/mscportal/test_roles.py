"""The role the application serves as can read and write rows, and nothing else."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from tests.support.cluster import RUN_VARIABLE
from tests.support.database import connect

# Roles belong to the server, which other runs and workers use at the same time.
ROLE = f"msc_app_{os.environ[RUN_VARIABLE]}_{os.environ.get('PYTEST_XDIST_WORKER', 'master')}"
FORBIDDEN = (
    "CREATE TABLE another (id int)",
    "CREATE TEMPORARY TABLE another (id int)",
    "CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA another",
    "DROP TABLE probe",
    "TRUNCATE probe",
    "ALTER TABLE probe ADD COLUMN more int",
    "ALTER TABLE probe DISABLE TRIGGER probe_guard",
    "ALTER TABLE probe DISABLE TRIGGER ALL",
    "DROP TRIGGER probe_guard ON probe",
    "CREATE TRIGGER other BEFORE INSERT ON probe FOR EACH ROW EXECUTE FUNCTION probe_refuse()",
    "CREATE OR REPLACE FUNCTION probe_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION probe_refuse() RENAME TO probe_allow",
    "CREATE INDEX ON probe (id)",
    "COMMENT ON TABLE probe IS 'mine'",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "DELETE FROM django_migrations",
    "COPY probe TO PROGRAM 'cat'",
)


@pytest.fixture
def app(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the application's role, beside a table of the owner's with a guard on it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (id bigserial PRIMARY KEY, word text)")
        cursor.execute(
            "CREATE FUNCTION probe_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION ''guarded''; END'"
        )
        cursor.execute(
            "CREATE TRIGGER probe_guard BEFORE DELETE ON probe"
            " FOR EACH ROW EXECUTE FUNCTION probe_refuse()"
        )
    call_command("grant_app_role", role=ROLE, verbosity=0)
    with connect(autocommit=True) as session:
        session.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(ROLE)))
        yield session
    forget_role()


def forget_role() -> None:
    """It does not go with the database that is thrown away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


def test_the_application_reads_and_writes_rows(app: psycopg.Connection[Any]) -> None:
    app.execute("INSERT INTO probe (word) VALUES ('one')")
    app.execute("UPDATE probe SET word = 'two'")
    assert app.execute("SELECT word FROM probe").fetchall() == [("two",)]
    assert app.execute("SELECT count(*) FROM django_migrations").fetchone() != (0,)


def test_the_application_meets_every_guard(app: psycopg.Connection[Any]) -> None:
    app.execute("INSERT INTO probe (word) VALUES ('one')")
    with pytest.raises(psycopg.errors.RaiseException, match="guarded"):
        app.execute("DELETE FROM probe")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_is_refused(app: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement.encode())


def test_granting_again_changes_nothing_and_covers_later_tables(
    app: psycopg.Connection[Any],
) -> None:
    def rights() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, relacl::text FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
            )
            return cursor.fetchall()

    before = rights()
    call_command("grant_app_role", role=ROLE, verbosity=0)
    assert rights() == before
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id bigserial PRIMARY KEY, word text)")
    app.execute("INSERT INTO later (word) VALUES ('one')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("TRUNCATE later")


@pytest.mark.django_db
def test_a_role_that_could_help_itself_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}_strong LOGIN CREATEROLE")
    with pytest.raises(CommandError, match="rolcreaterole"):
        call_command("grant_app_role", role=f"{ROLE}_strong", verbosity=0)


@pytest.mark.django_db
def test_a_role_that_owns_tables_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}_owner LOGIN")
        cursor.execute("CREATE TABLE probe (id int)")
        cursor.execute(f"ALTER TABLE probe OWNER TO {ROLE}_owner")
    with pytest.raises(CommandError, match="owns tables"):
        call_command("grant_app_role", role=f"{ROLE}_owner", verbosity=0)
