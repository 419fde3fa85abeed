"""What holds for every file, whatever is in it (DOMAIN D9), tried on files that nobody would write by hand.

Each example is a library of a few works and one file; it is undone when it ends. `MSC_FILES` says how many
files are tried (`make fuzz`: 10,000, drawn anew each time; in the suite the same 1,000 always).
"""

import csv
import io
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from references.choices import RowChoice, RowVerdict, RunState
from references.formats import FORMATS
from references.models import ImportChunk, ImportRun, Reference
from references.resources import ReferenceResource
from references.services import choose_rows, commit_import, read_import, receive_file, undo_import
from references.works import FIELDS, blank
from tests.factories.people import make_user
from tests.support.small_files import WRITERS, Cells, Writer, works

pytestmark = pytest.mark.django_db

FILES = int(os.environ.get("MSC_FILES", "1000"))
WRITTEN = (RowVerdict.NEW, RowVerdict.COMPLETES, RowVerdict.DIFFERS, RowVerdict.POSSIBLE_DUPLICATE)
FORMULA = re.compile(r"[\s\x00-\x20]*[=+\-@\t\r＝＋－＠]")

file_kinds = st.sampled_from(WRITERS)
orders = st.integers(0, 1000).map(random.Random)


def files(share: float) -> Callable[[Any], Any]:
    """As many examples as this share of all files; an example imports several."""
    return settings(
        max_examples=max(1, int(FILES * share)),
        deadline=None,
        database=None,
        derandomize=FILES <= 1000,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )


@pytest.fixture
def librarian() -> User:
    return make_user("librarian")


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is checked as at the end of a transaction, and then never was."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def imported(content: bytes, by: User, *, take: bool = False) -> ImportRun:
    """A file that was committed, with what differs where `take` says so; else refused or asking."""
    run = staged(content, by)
    if run.state != RunState.STAGED:
        return run
    if take:
        for verdict in (RowVerdict.DIFFERS, RowVerdict.POSSIBLE_DUPLICATE):
            choose_rows(run=run, by=by, choice=RowChoice.TAKE, verdict=verdict)
    return commit_import(run=run, by=by, without_rejected=True)


def staged(content: bytes, by: User) -> ImportRun:
    run = receive_file(file=io.BytesIO(content), name="works", by=by)
    return read_import(run=run, by=by)


def library() -> dict[str, dict[str, Any]]:
    """Every reference by its key, with all that is stored of it."""
    return {row["key"]: row for row in Reference.objects.order_by("id").values()}


def contents() -> Counter[str]:
    """What the references say, keys aside."""
    return Counter(repr([row[name] for name in sorted(FIELDS)]) for row in library().values())


def exported() -> Iterator[tuple[str, bytes]]:
    """The library in every format."""
    for kind in FORMATS:
        made = kind().export_data(ReferenceResource().export())
        yield kind.extension, b"".join(made)


def changes(run: ImportRun) -> list[Any]:
    """The rows that would write something, or that could not be read."""
    return list(
        run.rows.filter(verdict__in=[*WRITTEN, RowVerdict.REJECTED]).values(
            "verdict", "title", "reasons", "before", "after"
        )
    )


@files(0.06)
@given(
    first=works,
    second=works,
    kinds=st.tuples(file_kinds, file_kinds),
    order=orders,
    take=st.booleans(),
)
def test_every_row_has_one_verdict_and_a_second_import_finds_nothing_to_do(
    librarian: User,
    first: list[Cells],
    second: list[Cells],
    kinds: tuple[Writer, Writer],
    order: random.Random,
    take: bool,
) -> None:
    with undone():
        imported(kinds[0](first, order), librarian)
        before = library()
        content = kinds[1](second, order)
        run = imported(content, librarian, take=take)
        assert run.state == RunState.COMMITTED, run.refusal
        assert run.counts["rows"] == run.rows.count() == len(second)
        assert sum(run.counts[verdict] for verdict in RowVerdict.values) == len(second)
        after = library()
        for key, was in before.items():
            for name in FIELDS:
                kept = after[key][name] == was[name]
                assert kept or take or blank(was[name]) or name == "authors_truncated"
                assert (
                    blank(was[name]) or not blank(after[key][name]) or name == "authors_truncated"
                )
        added = after.keys() - before.keys()
        assert len(added) == run.counts["added"]
        again = staged(content, librarian)
        assert (again.counts["new"], again.counts["completes"]) == (0, 0), changes(again)
        if take:
            assert (again.counts["differs"], again.counts["possible_duplicate"]) == (0, 0), changes(
                again
            )
        commit_import(run=again, by=librarian, without_rejected=True)
        assert library() == after
        undo_import(run=run, by=librarian)
        assert library() == before


@files(0.03)
@given(first=works, second=works, kind=file_kinds, order=orders)
def test_the_order_of_rows_does_not_matter(
    librarian: User, first: list[Cells], second: list[Cells], kind: Writer, order: random.Random
) -> None:
    outcomes = []
    shuffled = random.Random(len(second)).sample(second, len(second))
    seed = order.getstate()
    with undone():
        imported(kind(first, order), librarian)
        for rows in (second, shuffled, second[::-1]):
            with undone():
                order.setstate(seed)
                run = imported(kind(rows, order), librarian)
                outcomes.append((contents(), {v: run.counts[v] for v in RowVerdict.values}))
    assert outcomes[0] == outcomes[1] == outcomes[2]


@files(0.02)
@given(rows=works, kind=file_kinds, order=orders)
def test_an_export_that_comes_back_changes_nothing_and_starts_no_formula(
    librarian: User, rows: list[Cells], kind: Writer, order: random.Random
) -> None:
    with undone():
        imported(kind(rows, order), librarian, take=True)
        if not Reference.objects.exists():
            return
        before = library()
        for name, content in exported():
            for cell in cells(name, content):
                assert not FORMULA.match(cell), cell
            run = staged(content, librarian)
            assert run.state == RunState.STAGED, (name, run.refusal)
            assert run.counts["rows"] == len(before)
            assert changes(run) == [], name
            commit_import(run=run, by=librarian)
            assert library() == before, name


def cells(name: str, content: bytes) -> Iterator[str]:
    """The cells of what a spreadsheet opens."""
    if name == "csv":
        yield from (cell for row in csv.reader(io.StringIO(content.decode())) for cell in row)
    if name == "xlsx":
        for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True):
            yield from (str(cell) for cell in row if cell is not None)


@files(0.55)
@given(
    rows=works,
    kind=file_kinds,
    order=orders,
    at=st.floats(0, 1),
    noise=st.binary(max_size=4) | st.sampled_from([b'"', b"\0", b"\xff\xfe", b"{", b"]", b"\r"]),
    cut=st.booleans(),
)
def test_a_damaged_file_is_read_or_refused_and_refused_writes_nothing(
    librarian: User,
    rows: list[Cells],
    kind: Writer,
    order: random.Random,
    at: float,
    noise: bytes,
    cut: bool,
) -> None:
    with undone():
        content = kind(rows, order)
        place = int(at * len(content))
        damaged = content[:place] + noise + (b"" if cut else content[place:])
        if not damaged:
            return
        run = staged(damaged, librarian)
        assert run.state in (RunState.STAGED, RunState.REFUSED, RunState.ASKING)
        assert not Reference.objects.exists()
        if run.state == RunState.REFUSED:
            assert run.refusal.endswith(".")
            assert not run.rows.exists()
        if run.state != RunState.ASKING:
            assert not ImportChunk.objects.exists()
        if run.state == RunState.STAGED:
            assert run.counts["rows"] == run.rows.count() > 0
