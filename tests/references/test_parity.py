"""The same library in several formats: whichever is imported first, the others add nothing."""

from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from references.choices import RowVerdict
from references.models import ImportRow, ImportRun
from references.services import commit_import, read_import, receive_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

ZOTERO = "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385"
SCOPUS = "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus"
COCHRANE = "cochrane/steelheart50__preeclampsia/citation-export"


def committed(path: Path, by: User) -> ImportRun:
    with path.open("rb") as file:
        run = receive_file(file=file, name=path.name, by=by)
    run = read_import(run=run, by=by)
    return commit_import(run=run, by=by, without_rejected=True)


def differing(run: ImportRun) -> Counter[tuple[str, str]]:
    """How many rows of a run do not agree with the library, by verdict and field."""
    rows = run.rows.filter(
        verdict__in=[
            RowVerdict.NEW,
            RowVerdict.DIFFERS,
            RowVerdict.NEEDS_PERSON,
            RowVerdict.POSSIBLE_DUPLICATE,
            RowVerdict.REJECTED,
        ]
    )
    return Counter(field for row in rows for field in fields(row))


def fields(row: ImportRow) -> set[tuple[str, str]]:
    return {
        (row.verdict, reason["column"]) for reason in row.reasons if not reason.get("from_file")
    }


# What the exporter wrote otherwise: Zotero's BibTeX drops the bold tags of two abstracts and a sign of a third.
ABSTRACTS = {("differs", "abstract"): 3}


@pytest.mark.parametrize(
    ("first", "others"),
    [
        (f"{ZOTERO}.csv", {f"{ZOTERO}.ris": {}, f"{ZOTERO}.bib": ABSTRACTS}),
        (f"{ZOTERO}.ris", {f"{ZOTERO}.csv": {}, f"{ZOTERO}.bib": ABSTRACTS}),
        (f"{ZOTERO}.bib", {f"{ZOTERO}.csv": ABSTRACTS, f"{ZOTERO}.ris": ABSTRACTS}),
        (f"{SCOPUS}.csv", {f"{SCOPUS}.ris": {}, f"{SCOPUS}.bib": {}}),
        (f"{SCOPUS}.bib", {f"{SCOPUS}.csv": {}, f"{SCOPUS}.ris": {}}),
        (f"{COCHRANE}.csv", {f"{COCHRANE} (2).ris": {}}),
        (f"{COCHRANE} (2).ris", {f"{COCHRANE}.csv": {}}),
    ],
)
def test_a_second_format_of_a_library_adds_nothing_and_contradicts_nothing(
    shared: Path, first: str, others: dict[str, dict[tuple[str, str], int]]
) -> None:
    librarian = make_user("librarian")
    data = shared / "data"
    count = committed(data / first, librarian).counts["rows"]
    for other, inherent in others.items():
        run = committed(data / other, librarian)
        assert run.counts["rows"] == count
        assert run.counts["added"] == 0
        assert differing(run) == inherent, other
