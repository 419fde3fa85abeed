"""The PostgreSQL server of a test run: that of DATABASE_URL, or an embedded one of the tests' own.

Several runs may use the embedded one at once; the last one stops it.
"""

import contextlib
import os
import re

import psycopg
from psycopg import sql

from mscportal import embedded

DATABASE_PREFIX = "test_msc"
RUN_VARIABLE = "MSC_TEST_RUN"

_held: embedded.Hold | None = None


def start() -> None:
    """Afterwards DATABASE_URL names a server on which this run may create its databases."""
    global _held
    # Workers inherit both from the process that started them, so each run has one number.
    os.environ.setdefault(RUN_VARIABLE, str(os.getpid()))
    if os.environ.get("DATABASE_URL"):
        return
    _held = embedded.hold(embedded.TEST_DATA, durable=False)
    os.environ["DATABASE_URL"] = embedded.url(embedded.TEST_DATA)
    _drop_leftovers()


def stop() -> None:
    """Stop the embedded server, if this process began the run and no other run uses it."""
    if _held is not None:
        _held.release(stop_if_last=True)


def database_name(worker: str) -> str:
    """The name of the test database of one worker of this run."""
    return f"{DATABASE_PREFIX}_{os.environ[RUN_VARIABLE]}_{worker}"


def _drop_leftovers() -> None:
    """Databases of runs that were killed."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            run = re.match(rf"{DATABASE_PREFIX}_(\d+)_", name)
            if run and not _runs(int(run[1])):
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                with contextlib.suppress(psycopg.errors.ObjectInUse):
                    connection.execute(drop.format(sql.Identifier(name)))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
