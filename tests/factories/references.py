"""References, imports and notices, made by services only."""

import datetime as dt
import hashlib
import itertools
from typing import Any

from django.contrib.auth.models import User

from references.layouts import NoticeInput, StagedInput
from references.models import ImportRun, Notice, NoticeLoad, NoticeMatch, Recheck, Reference
from references.services import create_reference, load_notices, stage_import
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
    return StagedInput(line, {name: str(value) for name, value in data.items()}, data)


def make_run(*rows: StagedInput, by: User | None = None) -> ImportRun:
    """A staged file."""
    return stage_import(
        rows=rows or [make_input()],
        name="works.csv",
        layout="own",
        sha256="0" * 64,
        by=by or make_user("librarian"),
    )


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
