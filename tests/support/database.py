"""The test database, and how it becomes clean again after a test that committed.

Triggers refuse TRUNCATE, so Django's flush cannot be used: the database is dropped and created again
from a template, which is taken once, right after the migrations.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from tests.support import cluster


def pytest_configure() -> None:
    """What differs from the real settings: quick password hashes, static files straight from source."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = None
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_unconfigure() -> None:
    """The run is over."""
    cluster.stop()


# What a test rolls back stays in the tables' files: after so many tests reading them takes long.
MOST_ROLLED_BACK = 60
_rolled_back = 0


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Now and then, between two modules, create the database anew."""
    global _rolled_back
    if item.get_closest_marker("no_database") is not None:
        return
    _rolled_back += 1
    if nextitem is not None and nextitem.path != item.path and _rolled_back >= MOST_ROLLED_BACK:
        _rolled_back = 0
        as_after_the_migrations()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(worker_id: str) -> None:
    """One database per worker and run, so that runs do not meet."""
    settings.DATABASES["default"]["TEST"]["NAME"] = cluster.database_name(worker_id)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's database, and a copy of it that committed tests are undone from."""
    connection = connections["default"]
    name = connection.settings_dict["NAME"]
    template = f"{name}_template"
    with django_db_blocker.unblock():
        connection.close()
        with connect(dbname="postgres", autocommit=True) as server:
            _recreate(server, template, source=name)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _restore)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()
        with connect(dbname="postgres", autocommit=True) as server:
            _drop(server, template)
            # A thread of the live server may still hold a connection; Django would give up on it.
            _recreate(server, name, source="template1")


def _restore(test_case: TransactionTestCase) -> None:
    """In place of Django's flush."""
    as_after_the_migrations()


def as_after_the_migrations() -> None:
    """The test database with nothing in it but what migrations put there."""
    connections.close_all()
    name = connections["default"].settings_dict["NAME"]
    with connect(dbname="postgres", autocommit=True) as server:
        _recreate(server, name, source=f"{name}_template")


def connect(*, autocommit: bool = False, **changes: Any) -> psycopg.Connection[Any]:
    """A second, plain connection to the test database, or to another one of the same server."""
    parameters = connections["default"].get_connection_params()
    for django_only in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(django_only, None)
    return psycopg.connect(**{**parameters, **changes}, autocommit=autocommit)


def _recreate(server: psycopg.Connection[Any], name: str, *, source: str) -> None:
    _drop(server, name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(create.format(sql.Identifier(name), sql.Identifier(source)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    server.execute(drop.format(sql.Identifier(name)))
