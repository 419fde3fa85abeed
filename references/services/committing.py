"""Staged rows → references, and back, in sets (D9). Building blocks: the caller holds the transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from references.choices import RowChoice, RowVerdict
from references.events import Journal
from references.models import ImportRow, ImportRun, Reference
from references.services.planning import planned_for
from references.services.staging import ARRAYS, NULLABLE, TEXTS
from references.services.standing import AT_ONCE, check_notices, hold_notices
from references.works import IDENTITY, Fields

COPIED = (
    "csl_type",
    "title_key",
    "authors",
    "authors_truncated",
    *ARRAYS,
    *NULLABLE,
    *TEXTS,
)
TAKEN_AS_NEW = """
    row.run_id = %(run)s AND (
        (row.verdict = 'new' AND row.choice <> 'leave')
        OR (row.verdict = 'possible_duplicate' AND row.choice = 'take')
    )
"""
TAKEN_AS_CHANGE = (Q(verdict=RowVerdict.COMPLETES) & ~Q(choice=RowChoice.LEAVE)) | Q(
    verdict=RowVerdict.DIFFERS, choice=RowChoice.TAKE
)
CHANGES = """
    row.run_id = %(run)s AND (
        (row.verdict = 'completes' AND row.choice <> 'leave')
        OR (row.verdict = 'differs' AND row.choice = 'take')
    )
"""
# A digest, so that it need not be kept of a million rows: what they would write, and which are rejected.
TO_BE_WRITTEN = f"""
    SELECT count(*), sum(hashtextextended(
        concat_ws(' ', row.line, row.verdict, CASE WHEN {CHANGES} THEN row.reference_key END, row.before, row.after),
        0
    )::numeric)
    FROM references_importrow AS row
    WHERE ({TAKEN_AS_NEW}) OR ({CHANGES}) OR (row.run_id = %(run)s AND row.verdict = 'rejected')
"""  # noqa: S608  (made of constants)
HOLD = f"""
    SELECT count(*) FROM (
        SELECT reference.id FROM references_importrow AS row
        JOIN references_reference AS reference ON reference.key = row.reference_key
        WHERE {CHANGES} ORDER BY reference.id FOR NO KEY UPDATE OF reference
    ) AS held
"""  # noqa: S608  (made of constants)
NAMED_BY_A_NOTICE = """
    named AS MATERIALIZED (
        SELECT row.line FROM references_importrow AS row
        JOIN references_notice AS notice ON notice.original_doi = row.doi WHERE row.run_id = %(run)s
        UNION SELECT row.line FROM references_importrow AS row
        JOIN references_notice AS notice ON notice.original_pmid = row.pmid WHERE row.run_id = %(run)s
    )
"""
# What no notice names is "none found" as of the newest load; without identifiers nobody could look.
INSERT = f"""
    WITH {NAMED_BY_A_NOTICE}, load AS MATERIALIZED (
        SELECT as_of, dataset FROM references_noticeload ORDER BY as_of DESC, id DESC LIMIT 1
    )
    INSERT INTO references_reference (
        key, {", ".join(COPIED)}, standing, standing_as_of, standing_dataset, created_by_id
    )
    SELECT row.reference_key, {", ".join(f"row.{name}" for name in COPIED)},
        CASE WHEN looked_up THEN 'none_found' ELSE 'not_checked' END,
        CASE WHEN looked_up THEN load.as_of END,
        CASE WHEN looked_up THEN load.dataset ELSE '' END,
        %(by)s
    FROM references_importrow AS row
    LEFT JOIN named USING (line)
    LEFT JOIN load ON TRUE
    CROSS JOIN LATERAL (
        SELECT load.as_of IS NOT NULL AND named.line IS NULL
            AND (row.doi IS NOT NULL OR row.pmid IS NOT NULL) AS looked_up
    ) AS notices
    WHERE {TAKEN_AS_NEW}
"""  # noqa: S608  (made of constants)
NEW_AND_NAMED = f"""
    WITH {NAMED_BY_A_NOTICE}
    SELECT reference.id FROM named JOIN references_importrow AS row USING (line)
    JOIN references_reference AS reference ON reference.key = row.reference_key
    WHERE {TAKEN_AS_NEW} ORDER BY reference.id
"""  # noqa: S608  (made of constants)
CHANGE = f"""
    UPDATE references_reference AS reference
    SET {", ".join(f"{name} = changed.{name}" for name in COPIED)}
    FROM unnest(%s::bigint[], %s::jsonb[]) AS given (id, fields)
    JOIN references_reference AS held ON held.id = given.id
    CROSS JOIN LATERAL jsonb_populate_record(held, given.fields) AS changed
    WHERE reference.id = given.id
"""  # noqa: S608  (made of constants)


def to_be_written(run: ImportRun) -> tuple[int, object]:
    """What a commit would write, as a digest: the same for the same rows, verdicts, choices and changes."""
    with connection.cursor() as cursor:
        cursor.execute(TO_BE_WRITTEN, {"run": run.pk})
        count, digest = cursor.fetchone()
        return count, digest


def hold_known(run: ImportRun) -> None:
    """Lock the references that would be changed: nobody edits or merges them until this transaction ends."""
    hold_notices(exclusive=False)
    with planned_for(run.counts.get("rows", 0)) as cursor:
        cursor.execute(HOLD, {"run": run.pk})


def add_new(run: ImportRun, journal: Journal) -> int:
    """Make references of the new rows, matched against all stored notices. Gives their number."""
    with planned_for(run.counts.get("rows", 0)) as cursor:
        cursor.execute(INSERT, {"run": run.pk, "by": journal.by.pk})
        added = int(cursor.rowcount)
        cursor.execute(NEW_AND_NAMED, {"run": run.pk})
        named = [pk for (pk,) in cursor.fetchall()]
    for references in locked(named):
        check_notices(references=references, journal=journal)
    return added


def change_known(run: ImportRun, journal: Journal) -> int:
    """Fill the blanks of held references, and change those whose rows were taken. Gives their number."""
    rows = ImportRow.objects.filter(TAKEN_AS_CHANGE, run=run)
    afters = {key: after or {} for key, after in rows.values_list("reference_key", "after")}
    ids = Reference.objects.filter(key__in=list(afters)).order_by("id").values_list("id", flat=True)
    for references in locked(list(ids)):
        write_fields({one.pk: afters[one.key] for one in references}, journal)
    return len(ids)


def locked(ids: Sequence[int]) -> Iterator[list[Reference]]:
    """The references, locked in the one order, some thousands at a time."""
    for at in range(0, len(ids), AT_ONCE):
        yield list(Reference.objects.filter(pk__in=ids[at : at + AT_ONCE]).in_lock_order())


def write_fields(fields: Mapping[int, Fields], journal: Journal) -> None:
    """Set the named fields of locked references, in one set; notices are matched again by what says what they are."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [list(fields), [json.dumps(one) for one in fields.values()]])
    renamed = [pk for pk, one in fields.items() if not set(IDENTITY).isdisjoint(one)]
    fresh = list(Reference.objects.filter(pk__in=renamed).order_by("id"))
    check_notices(references=fresh, journal=journal)
