"""Bringing files into the library: staged, looked at, then committed or discarded as a whole (D9)."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now

from references.choices import Role, RowVerdict, RunState
from references.events import Journal, recorded
from references.identifiers import title_key
from references.layouts.rows import StagedInput
from references.matching import Outcome, Row, plan
from references.models import ImportRow, ImportRun, Reference
from references.policies import can_import, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.selectors import library_for
from references.services.library import apply, recordable
from references.services.standing import check_notices
from references.works import Problem, normalised

BATCH = 2000


def stage_import(
    *, rows: Iterable[StagedInput], name: str, layout: str, sha256: str, by: User
) -> ImportRun:
    """Store every row with the verdict it would get now; the library is not touched."""
    if not can_import(by):
        raise NotAllowed("Only librarians import references.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        return propose_import(journal, rows=rows, name=name, layout=layout, sha256=sha256)


def propose_import(
    journal: Journal, *, rows: Iterable[StagedInput], name: str, layout: str, sha256: str
) -> ImportRun:
    """Stage rows within a caller's transaction; whoever proposes them, a librarian commits them."""
    given = list(rows)
    run = ImportRun.objects.create(
        name=name[:300], layout=layout, sha256=sha256, created_by_id=journal.by.pk
    )
    staged = [_staged(run, one) for one in given]
    outcomes = plan([_row(row) for row in staged], library_for([row.data for row in staged]))
    for row, outcome in zip(staged, outcomes, strict=True):
        _note_outcome(row, outcome)
    ImportRow.objects.bulk_create(staged, batch_size=BATCH)
    run.counts = _counts(staged)
    run.save(update_fields=["counts"])
    journal.note(f"import:{run.pk}", "staged", file=run.name, layout=layout, counts=run.counts)
    return run


def commit_import(
    *,
    run: ImportRun,
    by: User,
    apply_differs: Sequence[int] = (),
    without_rejected: bool = False,
) -> ImportRun:
    """Write what the rows add to the library: one transaction, one event. A second commit does nothing.

    Rows are matched again first, for the library may have changed. Blanks are filled; a row that differs is
    applied only if `apply_differs` names it; a row that needs a person never is. Rejected rows hold up the
    others unless `without_rejected` says otherwise.
    """
    if not can_import(by):
        raise NotAllowed("Only librarians import references.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.state == RunState.COMMITTED:
            return locked
        if locked.state == RunState.DISCARDED:
            raise IllegalTransition("This import was discarded. Import the file again.")
        _one_commit_at_a_time()
        rows = list(locked.rows.order_by("line"))
        entries = [_row(row) for row in rows]
        known = library_for([entry.data for entry in entries])
        hit = known.ids()
        held = {r.pk: r for r in Reference.objects.filter(pk__in=hit).in_lock_order()}
        outcomes = plan(entries, library_for([entry.data for entry in entries]))
        for row, outcome in zip(rows, outcomes, strict=True):
            row.reasons = [one for one in row.reasons if one.get("from_file")]
            _note_outcome(row, outcome)
        rejected = sum(row.verdict == RowVerdict.REJECTED for row in rows)
        if rejected and not without_rejected:
            raise NotPossible(
                f"{rejected} rows are rejected. Mend the file, or commit the other rows without them."
            )
        touched = _add_new(rows, outcomes, journal) + _complete(
            rows, outcomes, held, frozenset(apply_differs)
        )
        check_notices(references=touched, journal=journal)
        _store_outcomes(rows)
        locked.counts = _counts(rows)
        locked.state = RunState.COMMITTED
        locked.decided_at = Now()
        locked.decided_by_id = by.pk
        locked.save()
        locked.refresh_from_db()
        journal.note(f"import:{locked.pk}", "committed", file=locked.name, counts=locked.counts)
    return locked


def discard_import(*, run: ImportRun, by: User) -> ImportRun:
    """Drop a staged file; its rows are kept as a record. Refuses what was committed."""
    if not can_import(by):
        raise NotAllowed("Only librarians import references.")
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.state == RunState.COMMITTED:
            raise IllegalTransition("This import was committed already.")
        if locked.state == RunState.STAGED:
            locked.state = RunState.DISCARDED
            locked.decided_at = Now()
            locked.decided_by_id = by.pk
            locked.save()
            locked.refresh_from_db()
            journal.note(f"import:{locked.pk}", "discarded", file=locked.name)
    return locked


def _one_commit_at_a_time() -> None:
    """Two files with the same new works would otherwise both add them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('references import', 0))")


def _staged(run: ImportRun, given: StagedInput) -> ImportRow:
    data, found = normalised(given.data)
    problems = list(given.problems)
    for one in found:
        column = given.columns.get(one["column"], one["column"])
        problems.append(Problem(**{**one, "column": column}))
    reasons: list[dict[str, Any]] = [
        {**one, "from_file": True, "rejects": True} for one in problems
    ]
    reasons += [{**one, "from_file": True} for one in given.warnings]
    return ImportRow(
        run=run, line=given.line, raw=given.raw, data=recordable(data), reasons=reasons
    )


def _row(row: ImportRow) -> Row:
    data = dict(row.data)
    if data.get("searched_on"):
        data["searched_on"] = dt.date.fromisoformat(data["searched_on"])
    return Row(row.line, data, broken=any(one.get("rejects") for one in row.reasons))


def _note_outcome(row: ImportRow, outcome: Outcome) -> None:
    row.verdict = RowVerdict(outcome.verdict)
    row.reasons = [*row.reasons, *outcome.reasons]
    row.reference_id = outcome.reference
    row.before = recordable(outcome.before) if outcome.before is not None else None
    row.after = recordable(outcome.after) if outcome.after is not None else None


def _counts(rows: Iterable[ImportRow]) -> dict[str, int]:
    counted = Counter(str(row.verdict) for row in rows)
    return {verdict: counted.get(verdict, 0) for verdict in RowVerdict.values} | {
        "rows": sum(counted.values())
    }


def _add_new(
    rows: Sequence[ImportRow], outcomes: Sequence[Outcome], journal: Journal
) -> list[Reference]:
    new = [
        (row, outcome.after or {})
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.verdict == RowVerdict.NEW
    ]
    added = Reference.objects.bulk_create(
        [
            Reference(**data, title_key=title_key(data["title"]), created_by_id=journal.by.pk)
            for _, data in new
        ],
        batch_size=BATCH,
    )
    for (row, _), reference in zip(new, added, strict=True):
        row.reference_id = reference.pk
    return added


def _complete(
    rows: Sequence[ImportRow],
    outcomes: Sequence[Outcome],
    held: Mapping[int, Reference],
    chosen: frozenset[int],
) -> list[Reference]:
    touched: list[Reference] = []
    for row, outcome in zip(rows, outcomes, strict=True):
        wanted = outcome.verdict == RowVerdict.COMPLETES or (
            outcome.verdict == RowVerdict.DIFFERS and row.pk in chosen
        )
        if not wanted or outcome.reference is None:
            continue
        reference = held[outcome.reference]
        apply(reference, outcome.after or {})
        row.reasons = [
            *row.reasons,
            {"column": "", "value": "", "reason": "Applied.", "mend": "", "applied": True},
        ]
        touched.append(reference)
    return touched


def _store_outcomes(rows: Sequence[ImportRow]) -> None:
    """Write the verdicts that counted, in sets."""
    for at in range(0, len(rows), BATCH):
        some = rows[at : at + BATCH]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE references_importrow AS kept
                SET verdict = new.verdict, reasons = new.reasons, reference_id = new.reference_id,
                    before = new.before, after = new.after
                FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::bigint[], %s::jsonb[],
                            %s::jsonb[])
                    AS new(id, verdict, reasons, reference_id, before, after)
                WHERE kept.id = new.id
                """,
                [
                    [row.pk for row in some],
                    [str(row.verdict) for row in some],
                    [json.dumps(row.reasons) for row in some],
                    [row.reference_id for row in some],
                    [None if row.before is None else json.dumps(row.before) for row in some],
                    [None if row.after is None else json.dumps(row.after) for row in some],
                ],
            )
