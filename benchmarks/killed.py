"""Kill a large import at random moments, each time with SIGKILL, and look at what is left.

`python -m benchmarks.killed [rows] [moments]`: 300,000 rows and 50 moments where nothing else is said. After
each the library must have none or all of the file's works, no connection, lock or temporary file may be left,
and the import must be finished or dropped. Not part of `make bench`: it takes an hour or more.
"""

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.child import ROOT, measure, migrated, say
from benchmarks.imports import rows

ROWS, MOMENTS = 300_000, 50
WORKER = """
import sys
import django
django.setup()
from django.contrib.auth.models import User
from references.models import ImportRun
from references.services import commit_import, read_import
run, by = ImportRun.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("begun", flush=True)
commit_import(run=read_import(run=run, by=by), by=by, without_rejected=True)
"""


def child(count: int, moments: int) -> None:
    """In a process of its own on an empty database."""
    migrated()
    from django.contrib.auth.models import Group, User

    librarian = User.objects.create_user("librarian@example.org", is_staff=True)
    librarian.groups.set([Group.objects.get(name="librarian")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "works.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows(count))
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        _kill_again_and_again(path, scratch, librarian, moments)


def _kill_again_and_again(path: Path, scratch: Path, by: Any, moments: int) -> None:
    from references.models import Reference
    from references.services import discard_import, undo_import

    dice = random.SystemRandom()
    run, process = _begun(path, scratch, by)
    began = time.monotonic()
    process.wait()
    whole, took = Reference.objects.count(), time.monotonic() - began
    undo_import(run=run, by=by)
    say(f"One import of {whole:,} works that nobody disturbs: {took:.1f} s.")
    found: Counter[str] = Counter()
    for moment in range(moments):
        run, process = _begun(path, scratch, by)
        time.sleep(dice.uniform(0, took))
        process.send_signal(signal.SIGKILL)
        process.wait()
        _require_nothing_left(scratch)
        run.refresh_from_db()
        count = Reference.objects.count()
        if count != (whole if run.state == "committed" else 0):
            raise SystemExit(
                f"{count:,} of {whole:,} works are in the library, the run is {run.state}."
            )
        found[run.state] += 1
        if run.state != "committed" and moment % 2:
            discard_import(run=run, by=by)
            continue
        _finish(run, by)
        if Reference.objects.count() != whole:
            raise SystemExit("The import was finished, but not all works are in the library.")
        undo_import(run=run, by=by)
    shown = ", ".join(f"{state} {count}" for state, count in sorted(found.items()))
    say(f"Killed {moments} times, found: {shown}. Each was none or all, and finished or dropped.")


def _begun(path: Path, scratch: Path, by: Any) -> tuple[Any, subprocess.Popen[str]]:
    """A received file, and the process that began to read and commit it."""
    from references.services import receive_file

    with path.open("rb") as file:
        run = receive_file(file=file, name=path.name, by=by)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run.pk), str(by.pk)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdout is None or process.stdout.readline() != "begun\n":
        raise SystemExit("The import did not begin.")
    return run, process


def _finish(run: Any, by: Any) -> None:
    from references.services import commit_import, read_import

    if run.state != "committed":
        commit_import(run=read_import(run=run, by=by), by=by, without_rejected=True)


def _require_nothing_left(scratch: Path) -> None:
    """No temporary file; and within a minute no other connection, with which locks go."""
    from django.db import connection

    if left := list(scratch.iterdir()):
        raise SystemExit(f"Temporary files are left: {left}.")
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise SystemExit("The server still works for a process that was killed.")


def main() -> None:
    """Measure in a database of its own."""
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    count, moments = (*numbers, *(ROWS, MOMENTS)[len(numbers) :])
    if "--child" in sys.argv:
        child(count, moments)
    else:
        measure("benchmarks.killed", count, moments)


if __name__ == "__main__":
    main()
