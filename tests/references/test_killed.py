"""An import that dies at any moment, and imports that meet: nothing half done, nothing twice, nothing left behind."""

import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, connections

from references.choices import RunState
from references.events import retrying
from references.models import ImportChunk, ImportRun, Reference
from references.refusals import NotPossible
from references.services import commit_import, discard_import, read_import, receive_file
from tests.factories.people import make_user
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
ROWS = 6_000
MOMENTS = 5
HEADER = "Title,Authors,Year,DOI\n"
# Reads a stored run and commits it, as a worker does; says when it begins each step.
WORKER = """
import sys, tempfile
import django
django.setup()
from django.contrib.auth.models import User
from references.models import ImportRun
from references.services import commit_import, read_import
run, by = ImportRun.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("reading", flush=True)
run = read_import(run=run, by=by)
print("committing", flush=True)
commit_import(run=run, by=by)
print("done", flush=True)
"""


def rows(first: int, last: int) -> bytes:
    """A file of works that are all different."""
    lines = (
        f'"Cells of the marrow in study {n} of many","Example, A{n}",2020,10.1000/killed.{n}\n'
        for n in range(first, last)
    )
    return (HEADER + "".join(lines)).encode()


def received(content: bytes, by: User) -> ImportRun:
    return receive_file(file=io.BytesIO(content), name="works.csv", by=by)


def worker(run: ImportRun, by: User, folder: Path) -> subprocess.Popen[str]:
    """A process of its own on the test's database, whose temporary files go to `folder`."""
    settings = connection.settings_dict
    address = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    environment = {**os.environ, "DATABASE_URL": address, "TMPDIR": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run.pk), str(by.pk)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def others_are_gone() -> bool:
    """Whether the server notices that nobody else is connected any more, and lets go of their locks.

    It does so when the statement ends that it was at.
    """
    with connection.cursor() as cursor:
        for _ in range(1200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            if not cursor.fetchone()[0]:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
                return not cursor.fetchone()[0]
            time.sleep(0.05)
    return False


def test_a_killed_import_leaves_none_or_all_and_can_be_finished_or_dropped(tmp_path: Path) -> None:
    librarian = make_user("librarian")
    dice = random.Random(3)
    took = _uninterrupted(librarian, tmp_path)
    before = Reference.objects.count()
    states = set()
    for moment in range(MOMENTS):
        first = (moment + 1) * ROWS
        run = received(rows(first, first + ROWS), librarian)
        process = worker(run, librarian, tmp_path)
        assert process.stdout.readline() == "reading\n"
        # At the end of its time the last one is killed in the middle of its commit.
        time.sleep(took * (moment + dice.random()) / MOMENTS)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert others_are_gone()
        assert list(tmp_path.iterdir()) == []
        run.refresh_from_db()
        states.add(run.state)
        added = Reference.objects.count() - before
        assert added == (ROWS if run.state == RunState.COMMITTED else 0)
        if run.state != RunState.COMMITTED and moment % 2:
            assert discard_import(run=run, by=librarian).state == RunState.DISCARDED
            assert Reference.objects.count() == before
            assert not ImportChunk.objects.exists()
            continue
        done = commit_import(run=read(run, librarian), by=librarian)
        assert done.counts["added"] == done.rows.count() == ROWS
        before += ROWS
        assert Reference.objects.count() == before
        assert not ImportChunk.objects.exists()
    assert RunState.RECEIVED in states


def _uninterrupted(by: User, folder: Path) -> float:
    """How long an import takes from its first word to its last."""
    process = worker(received(rows(0, ROWS), by), by, folder)
    assert process.stdout.readline() == "reading\n"
    began = time.monotonic()
    assert process.communicate()[0] == "committing\ndone\n"
    assert Reference.objects.count() == ROWS
    return time.monotonic() - began


def read(run: ImportRun, by: User) -> ImportRun:
    return run if run.state == RunState.COMMITTED else read_import(run=run, by=by)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What these acts came to, begun at one moment over connections of their own."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def act(at: int) -> None:
        try:
            barrier.wait()
            results[at] = acts[at]()
        except Exception as error:  # noqa: BLE001 - it is what came of it
            results[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[at]) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_imports_of_the_same_new_works_at_once_add_each_work_once() -> None:
    librarian = make_user("librarian")
    runs = [received(rows(0, 300), librarian), received(rows(100, 400), librarian)]
    staged = at_once(*(lambda run=run: read_import(run=run, by=librarian) for run in runs))
    assert [run.counts["new"] for run in staged] == [300, 300]
    done = at_once(
        *(lambda run=run: retrying(commit_import)(run=run, by=librarian) for run in staged)
    )
    # Who comes second would add fewer than was shown, and looks again.
    second = [isinstance(run, NotPossible) for run in done].index(True)
    assert Reference.objects.count() == 300
    done[second] = commit_import(run=staged[second], by=librarian)
    assert {run.state for run in done} == {RunState.COMMITTED}
    assert Reference.objects.count() == 400
    assert sorted(run.counts["added"] for run in done) == [100, 300]
    for run in runs:
        run.refresh_from_db()
        assert run.counts["new"] + run.counts["same"] == 300


def test_one_file_read_and_committed_twice_at_once_is_written_once() -> None:
    librarian = make_user("librarian")
    run = received(rows(0, 100), librarian)
    staged = at_once(*[lambda: read_import(run=run, by=librarian)] * 2)
    assert {one.state for one in staged} == {RunState.STAGED}
    assert run.rows.count() == 100
    done = at_once(*[lambda: commit_import(run=run, by=librarian)] * 2)
    assert {one.state for one in done} == {RunState.COMMITTED}
    assert Reference.objects.count() == 100


@pytest.mark.parametrize("step", ["reading", "committing"])
def test_a_connection_that_is_cut_leaves_nothing_and_the_import_goes_on(step: str) -> None:
    librarian = make_user("librarian")
    run = received(rows(0, ROWS), librarian)
    if step == "committing":
        run = read_import(run=run, by=librarian)
    act = read_import if step == "reading" else commit_import
    table = "importrow" if step == "reading" else "reference"
    (result, _) = at_once(lambda: act(run=run, by=librarian), lambda: cut(table))
    assert isinstance(result, OperationalError), repr(result)
    run.refresh_from_db()
    assert run.state == (RunState.RECEIVED if step == "reading" else RunState.STAGED)
    assert run.rows.count() == (0 if step == "reading" else ROWS)
    assert not Reference.objects.exists()
    assert others_are_gone()
    commit_import(run=read_import(run=run, by=librarian), by=librarian)
    assert Reference.objects.count() == ROWS


def cut(table: str) -> None:
    """Cut the connection that is writing to this table, as soon as there is one."""
    with connect(autocommit=True) as server:
        for _ in range(2000):
            found = server.execute(
                "SELECT pg_terminate_backend(l.pid) FROM pg_locks AS l"
                " WHERE l.relation = %s::regclass AND l.mode = 'RowExclusiveLock' AND l.granted"
                " AND l.pid <> pg_backend_pid()",
                [f"references_{table}"],
            ).fetchall()
            if found:
                return
            time.sleep(0.005)
    raise NotPossible("Nobody wrote.")
