"""References, imports and notices, made by services only."""

import datetime as dt
import hashlib
import io
import itertools
from typing import Any

from django.contrib.auth.models import User

from references.choices import Role
from references.events import recorded
from references.layouts.rows import NoticeInput, Reading, StagedInput
from references.models import (
    ColumnMapping,
    DuplicatePair,
    ImportRun,
    Merge,
    Notice,
    NoticeCancellation,
    NoticeLoad,
    NoticeMatch,
    NoticeSetAside,
    Recheck,
    Reference,
)
from references.services import (
    answer_import,
    create_reference,
    load_notices,
    propose_import,
    read_import,
    receive_file,
)
from references.services.cancelling import cancel_load
from references.services.duplicates import find_duplicates
from references.services.merging import merge_references
from tests.factories.people import make_user

_numbers = itertools.count(1)


def make_reference(*, by: User | None = None, **fields: Any) -> Reference:
    """A journal article without identifiers, unless told otherwise."""
    number = next(_numbers)
    fields.setdefault("title", f"Cells of the marrow in study number {number} of many")
    fields.setdefault("authors", [{"family": "Example", "given": "A"}])
    fields.setdefault("issued_year", 2020)
    return create_reference(by=by or make_user("librarian"), **fields)


def make_input(line: int = 2, **data: Any) -> StagedInput:
    """One row of a file."""
    data.setdefault("title", f"A row with the title number {next(_numbers)} in a file")
    return StagedInput(line, [str(value) for value in data.values()], data)


def make_run(*rows: StagedInput, by: User | None = None) -> ImportRun:
    """A staged file."""
    with recorded(by=by or make_user("librarian"), role=Role.LIBRARIAN) as journal:
        return propose_import(
            journal,
            reading=Reading("Template", ("Title",), iter(rows or [make_input()])),
            name="works.csv",
            sha256="0" * 64,
        )


def make_file(content: bytes, *, name: str = "works.csv", by: User | None = None) -> ImportRun:
    """A file that was received and read."""
    person = by or make_user("librarian")
    run = receive_file(file=io.BytesIO(content), name=name, by=person)
    return read_import(run=run, by=person)


def make_notice_input(**said: Any) -> NoticeInput:
    """A retraction, unless told otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "record_id": str(number),
        "nature": "Retraction",
        "noticed_on": dt.date(2023, 5, 1),
        "notice_doi": "unavailable",
        "notice_pmid": "0",
        "original_doi": f"10.5555/retracted.{number}",
        "original_pmid": "0",
        "original_title": f"A withdrawn finding number {number} about marrow cells",
        "original_year": 2020,
        "reason": "Unreliable Results",
        **said,
    }
    values.setdefault("raw", {name: str(value) for name, value in values.items()})
    return NoticeInput(**values)


def make_load(
    *rows: NoticeInput,
    by: User | None = None,
    as_of: dt.date = dt.date(2025, 1, 1),
    dataset: str = "Example notices",
) -> NoticeLoad:
    """A load of these notices."""
    given = rows or (make_notice_input(),)
    return load_notices(
        rows=given,
        name="notices.csv",
        dataset=dataset,
        as_of=as_of,
        sha256=hashlib.sha256(repr([row.raw for row in given]).encode()).hexdigest(),
        by=by or make_user("librarian"),
    )


def make_notice(**said: Any) -> Notice:
    """One stored notice that is about nothing we have."""
    load = make_load(make_notice_input(**said))
    return Notice.objects.get(load=load)


def make_noticecancellation(load: NoticeLoad | None = None) -> NoticeCancellation:
    """A load that a publisher said was a mistake."""
    return cancel_load(
        load=load or make_load(),
        by=make_user(Role.PUBLISHER),
        reason="The file was that of another library.",
    )


def make_noticesetaside() -> NoticeSetAside:
    """The notice of a cancelled load."""
    return make_noticecancellation().set_aside.get()


def make_noticematch(**fields: Any) -> NoticeMatch:
    """A retracted reference's match."""
    return NoticeMatch.objects.get(reference=make_retracted_reference(**fields))


def make_retracted_reference(**fields: Any) -> Reference:
    """A reference whose retraction was loaded after it was created."""
    fields.setdefault("doi", f"10.5555/example.{next(_numbers)}")
    reference = make_reference(**fields)
    make_load(
        make_notice_input(
            original_doi=reference.doi,
            original_title=reference.title,
            original_year=reference.issued_year,
        )
    )
    reference.refresh_from_db()
    return reference


def make_recheck(**fields: Any) -> Recheck:
    """The re-check that a retraction opened."""
    return Recheck.objects.get(reference=make_retracted_reference(**fields))


def make_columnmapping(**fields: Any) -> ColumnMapping:
    """The answer to a file whose header nobody knew."""
    person = make_user("librarian")
    run = make_file(b"Werk,Kennung\nA work without any name,10.1000/unknown\n", by=person)
    answer_import(run=run, by=person, mapping={"Werk": "title", "Kennung": "doi"})
    return ColumnMapping.objects.get()


def make_duplicatepair(**fields: Any) -> DuplicatePair:
    """Two references that a search for duplicates proposes."""
    said: dict[str, Any] = {
        "title": f"Marrow cells of the iliac crest counted {next(_numbers)} times over",
        "container_title": "Annals of the Marrow",
        **fields,
    }
    first = make_reference(**said, issued_year=2020)
    second = make_reference(
        title=said["title"], container_title=said["container_title"], issued_year=2021
    )
    find_duplicates(by=make_user("librarian"), references=[first.pk, second.pk])
    return DuplicatePair.objects.get(one=first, other=second)


def make_merge(*, by: User | None = None) -> Merge:
    """A pair that was merged into the older reference."""
    pair = make_duplicatepair()
    return merge_references(
        winner=pair.one, loser=pair.other, by=by or make_user("librarian"), reason="One work."
    )
