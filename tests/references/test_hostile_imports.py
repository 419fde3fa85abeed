"""Files made to break an importer, all the way into the library: nothing half written, nothing set that none may set.

What each file should become at the level of layouts is said in `test_hostile`; here they meet the database.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from references.choices import RowVerdict, RunState, Standing
from references.formats import CSV, XLSX
from references.models import (
    Event,
    ImportChunk,
    ImportRun,
    NoticeMatch,
    Recheck,
    Reference,
)
from references.refusals import NotPossible
from references.resources import ReferenceResource
from references.services import commit_import, read_import, receive_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

SECONDS_MAX = 10
KEPT = (RunState.STAGED, RunState.REFUSED, RunState.ASKING)


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    maker = shared / "hostile" / "make.py"
    # All of them, the large ones too: HOSTILE=all.
    small = [] if os.environ.get("HOSTILE") == "all" else ["--small"]
    subprocess.run(
        [sys.executable, maker, "--out", folder, *small], check=True, capture_output=True
    )
    return folder


def received(path: Path, by: User, encoding: str) -> ImportRun | None:
    """The file, read, in the encoding that a person would choose; nothing where it is not even taken in."""
    try:
        with path.open("rb") as file:
            run = receive_file(file=file, name=path.name, by=by)
    except NotPossible:
        return None
    if encoding:
        ImportRun.objects.filter(pk=run.pk).update(choices={"encoding": encoding})
    return read_import(run=run, by=by)


def library() -> list[dict[str, Any]]:
    return list(Reference.objects.order_by("id").values())


def test_every_hostile_file_is_refused_asked_about_or_written_as_a_whole(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    librarian = make_user("librarian")
    cases = json.loads((hostile / "expected.json").read_text())["cases"]
    surprises: dict[str, Any] = {}
    for path in sorted((hostile / "files").iterdir()):
        before = library()
        with connection.cursor() as cursor:  # as the server does between transactions
            cursor.execute("ANALYZE references_reference, references_importrow")
        began = time.perf_counter()
        run = received(path, librarian, cases[path.name].get("params", {}).get("encoding", ""))
        assert library() == before, path.name
        if run is None:
            assert not path.stat().st_size
            continue
        if run.state == RunState.STAGED:
            assert run.rows.count() == run.counts["rows"] > 0
            assert sum(run.counts[verdict] for verdict in RowVerdict.values) == run.counts["rows"]
            rejected = run.rows.filter(verdict=RowVerdict.REJECTED)
            assert all(row.reasons for row in rejected), path.name
            run = commit_import(run=run, by=librarian, without_rejected=True)
            assert len(library()) == len(before) + run.counts["added"]
        else:
            assert run.state in KEPT
            assert not run.rows.exists()
        if run.state == RunState.REFUSED:
            assert run.refusal.endswith(".")
            assert "\n" not in run.refusal
        if run.state != RunState.ASKING:
            assert not ImportChunk.objects.filter(run=run).exists()
        assert list(tmp_path.iterdir()) == [], path.name
        took = time.perf_counter() - began
        if took > SECONDS_MAX and path.stat().st_size < 4 << 20:
            surprises[path.name] = round(took, 1)
    assert surprises == {}
    assert_nothing_was_decided(librarian)
    assert_no_export_runs_anything()


def assert_nothing_was_decided(by: User) -> None:
    """No file set what only notices, people and the portal set."""
    assert not Reference.objects.exclude(standing=Standing.NOT_CHECKED).exists()
    assert not Reference.objects.exclude(created_by=by).exists()
    assert not Reference.objects.exclude(merged_into=None).exists()
    assert not Reference.objects.exclude(key__regex="^r[2-9a-hjkmnp-z]{12}$").exists()
    assert not NoticeMatch.objects.exists()
    assert not Recheck.objects.exists()
    assert not Event.objects.exclude(actor=by).exists()
    assert User.objects.exclude(username="portal").get() == by


def assert_no_export_runs_anything() -> None:
    """Formulas are in the library as they were written, and in no exported cell."""
    titles = Reference.objects.values_list("title", flat=True)
    assert any(title.startswith(("=", "+", "@", "-")) for title in titles)
    text = b"".join(CSV().export_data(ReferenceResource().export())).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not [cell for cell in row if cell.strip()[:1] in "=+-@＝＋－＠" and cell.strip()]
    sheet = b"".join(XLSX().export_data(ReferenceResource().export()))
    assert b"<f>" not in sheet


# The worst that 4 MiB can be: rows that say next to nothing, rows that are one work, and brackets.
HEAVY = {
    "types.ris": b"TY  - JOUR\n" * 381_300,
    "tags.ris": b"TY  - JOUR\n" + b"AU  - A\n" * 466_000,
    "one_work.csv": b"Title,DOI\n" + b"a,10.1000/a\n" * 20_000,
    "cells.csv": b"Title,DOI\n" + b"," * 4_000_000,
    "quotes.csv": b'Title,DOI\n"' + b'""' * 2_000_000,
    "entries.bib": b"@article{" * 400_000,
    "nested.json": b"[" * 4_000_000,
    "contradictions.csv": b"Title,DOI\n" + b"".join(b"a%d,10.1000/a\n" % n for n in range(20_000)),
}
MEASURED = """
import json, resource, sys, time
import django
django.setup()
from django.contrib.auth.models import User
from references.services import read_import, receive_file

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

by = User.objects.get(pk=sys.argv[1])
idle, began = peak(), time.perf_counter()
with open(sys.argv[2], "rb") as file:
    run = read_import(run=receive_file(file=file, name="works", by=by), by=by)
print(json.dumps([run.state, run.counts.get("rows", 0), time.perf_counter() - began, peak() - idle]))
"""
GROWTH_MAX = 256 << 20


@pytest.mark.django_db(transaction=True)
def test_the_heaviest_files_are_read_in_little_time_and_memory(tmp_path: Path) -> None:
    librarian = make_user("librarian")
    settings = connection.settings_dict
    address = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    heavy = {}
    for name, content in HEAVY.items():
        assert len(content) <= 4 << 20
        path = tmp_path / name
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, str(librarian.pk), str(path)],
            env={**os.environ, "DATABASE_URL": address},
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            check=True,
        )
        state, count, took, grown = json.loads(done.stdout)
        assert state in KEPT
        if took > SECONDS_MAX or grown > GROWTH_MAX:
            heavy[name] = (state, count, round(took, 1), grown >> 20)
    assert heavy == {}
