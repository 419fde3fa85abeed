"""Rows that the library has already are stored once, with the reference they will turn out to be."""

import pytest
from django.db import connection

from references.models import ImportRow, ImportRun, Reference
from references.services import beside, commit_import, comparing, planning
from references.services.beside import Beside, Expected, Progress
from tests.factories.people import make_user
from tests.factories.references import make_file, make_reference, make_run

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 1_200


def file_of(*, changed: bool = False) -> bytes:
    """Works with a DOI or a PMID; changed: one with another title, one that is new, one twice."""
    lines = [
        f'"Cells of the marrow in study {n} of many","Example, A{n}",2020,'
        + (f"10.1000/beside.{n}," if n % 3 else f",{1000 + n}")
        for n in range(ROWS)
    ]
    if changed:
        lines[100] = lines[100].replace("Cells of the marrow", "Nothing of this kind")
        lines[700] = lines[700].replace("beside.700", "beside.new").replace("study 700", "study X")
        lines.append(lines[400])
    return "\n".join(["Title,Authors,Year,DOI,PMID", *lines]).encode()


def verdicts(run: ImportRun) -> list[tuple[int, str, str | None]]:
    """What became of each row; the key where it is of the library."""
    known = set(Reference.objects.values_list("key", flat=True))
    return [
        (row.line, row.verdict, row.reference_key if row.reference_key in known else None)
        for row in run.rows.order_by("line")
    ]


def written_once(run: ImportRun) -> int:
    """How many rows still are as one command wrote them: those that were stored, and not changed later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM references_importrow WHERE run_id = %s GROUP BY cmin::text"
            " ORDER BY min(cmin::text::int) LIMIT 1",
            [run.pk],
        )
        return int(cursor.fetchone()[0])


def test_a_right_guess_saves_a_writing_and_a_wrong_one_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (comparing, planning):
        monkeypatch.setattr(module, "MANY", 100)
    person = make_user("librarian")
    commit_import(run=make_file(file_of(), by=person), by=person)
    assert Reference.objects.count() == ROWS
    guessed = make_file(file_of(changed=True), by=person)
    monkeypatch.setattr(beside, "FEWEST", 10**9)
    compared = make_file(file_of(changed=True), by=person)
    assert verdicts(guessed) == verdicts(compared)
    assert guessed.counts == compared.counts
    assert guessed.counts["same"] == ROWS - 2
    assert written_once(guessed) >= ROWS - 4
    assert written_once(compared) < 10


def test_nobody_is_asked_again_where_most_rows_are_new() -> None:
    known = make_reference(doi="10.1000/known")
    rows = [{"doi": f"10.1000/{n}"} for n in range(beside.FEWEST - 1)]
    with Beside() as other:
        expected = Expected(other)
        assert expected([*rows, {"doi": known.doi}])() == [None] * len(rows) + [known.key]
        assert not expected.worth_asking
        assert expected([{"doi": known.doi}])() == [None]


def test_a_small_file_asks_nobody() -> None:
    known = make_reference(pmid="4711")
    expected = Expected(Beside())
    assert expected([{"pmid": known.pmid}])() == [None]


def test_progress_is_seen_before_the_transaction_ends() -> None:
    run = make_run()
    with Beside() as other:
        Progress(other, run.pk)(7)
    run.refresh_from_db()
    assert run.progress == 7
    assert ImportRow.objects.count() == 1
