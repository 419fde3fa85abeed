"""Staged rows against each other and the library, in sets (D9). Building block: the caller holds the transaction.

SQL finds the rows about which there is nothing to decide: nothing in the file or the library shares a DOI, a
PMID or a title, year and first author with them (new; where a year is missing the title is enough to ask), or one
reference has just what they say (same). The others go to `references.matching`, in batches that keep together
whatever might be one work.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from references.choices import RowVerdict
from references.matching import Library, Outcome, Row, plan
from references.models import ImportRow
from references.models.library import new_reference_key
from references.selectors import library_for
from references.services.library import recordable
from references.services.planning import MANY, planned_for
from references.works import FIELDS, Fields, compared_by

SAID = tuple(name for name in FIELDS if name not in ("csl_type", "authors_truncated"))
EMPTY = "''"
BLANK = {"authors": "'[]'", "publication_types": "'{}'", "mesh_terms": "'{}'"}
NULLABLE = {
    "issued_year",
    "issued_month",
    "issued_day",
    "doi",
    "pmid",
    "pmcid",
    "searched_on",
    "search_hits",
}

STAGED = """
    staged AS MATERIALIZED (
        SELECT line, doi, pmid, work_key, title_key, issued_year, verdict, reference_key,
            verdict = 'same' AND coalesce(doi, pmid) IS NOT NULL AS guessed FROM references_importrow
        WHERE run_id = %(run)s AND NOT (verdict = 'rejected' AND reasons @> '[{"rejects": true}]')
    )
"""
# Rows of one title that all have a DOI, or all a PMID, are told apart by it; others may be one work.
TWINS = """
    SELECT work_key FROM staged GROUP BY work_key
    HAVING count(*) > 1 AND NOT (bool_and(doi IS NOT NULL) OR bool_and(pmid IS NOT NULL))
"""
# Rows of one title of which some have a year and some have none: these may be one work.
UNDATED = """
    SELECT line, title_key FROM (
        SELECT line, title_key, count(*) OVER same AS rows, count(issued_year) OVER same AS dated
        FROM staged WHERE work_key IS NOT NULL WINDOW same AS (PARTITION BY title_key)
    ) AS titled WHERE dated BETWEEN 1 AND rows - 1
"""
# What was merged, and where the way ends.
ENDS = """
    ends AS (
        SELECT id, id AS winner FROM references_reference WHERE merged_into_id IS NULL
            AND id IN (SELECT merged_into_id FROM references_reference WHERE merged_into_id IS NOT NULL)
        UNION ALL
        SELECT loser.id, ends.winner FROM ends
        JOIN references_reference AS loser ON loser.merged_into_id = ends.id
    )
"""
# References that rows name as something that was merged into them.
RENAMED = """
    losers AS MATERIALIZED (
        SELECT ends.winner, loser.doi, loser.pmid, loser.work_key
        FROM ends JOIN references_reference AS loser USING (id) WHERE loser.id <> ends.winner
    ), renamed AS MATERIALIZED (
        SELECT winner FROM losers JOIN staged USING (doi)
        UNION SELECT winner FROM losers JOIN staged USING (pmid)
        UNION SELECT winner FROM losers JOIN staged USING (work_key)
    )
"""


def _says_the_same(name: str) -> str:
    blank = f"s.{name} IS NULL" if name in NULLABLE else f"s.{name} = {BLANK.get(name, EMPTY)}"
    return f"({blank} OR s.{name} = r.{name})"


# The reference that each row names: as it was guessed while the row was stored, or the current one with its DOI,
# or its PMID. The LIMIT makes the planner, which has no statistics, look each up in the index.
NAMED = """
    named AS MATERIALIZED (
        SELECT line, reference_key AS key FROM staged WHERE guessed
        UNION ALL
        SELECT line, found.key FROM staged CROSS JOIN LATERAL (
            SELECT key FROM references_reference AS r
            WHERE r.doi = staged.doi AND r.merged_into_id IS NULL LIMIT 1
        ) AS found WHERE NOT guessed
        UNION ALL
        SELECT line, found.key FROM staged CROSS JOIN LATERAL (
            SELECT key FROM references_reference AS r
            WHERE r.pmid = staged.pmid AND r.merged_into_id IS NULL LIMIT 1
        ) AS found WHERE NOT guessed AND doi IS NULL
    )
"""
# Rows that name a current reference which has all that they say; nobody else may be it.
ALIKE = f"""
    SELECT s.line, r.key, s.verdict = 'same' AND s.reference_key IS NOT DISTINCT FROM r.key AS stored
    FROM references_importrow AS s
    JOIN named ON named.line = s.line
    JOIN references_reference AS r ON r.key = named.key AND r.merged_into_id IS NULL
        AND r.work_key = s.work_key
    LEFT JOIN staged AS d ON d.doi = r.doi AND d.line <> s.line
    LEFT JOIN staged AS p ON p.pmid = r.pmid AND p.line <> s.line
    LEFT JOIN ({TWINS}) AS w ON w.work_key = r.work_key
    LEFT JOIN renamed AS m ON m.winner = r.id
    WHERE s.run_id = %(run)s
        AND d.line IS NULL AND p.line IS NULL AND w.work_key IS NULL AND m.winner IS NULL
        AND (NOT s.authors_truncated OR r.authors_truncated)
        AND {" AND ".join(map(_says_the_same, SAID))}
"""  # noqa: S608  (made of constants)
ALL = f"WITH {STAGED} SELECT line FROM staged"  # noqa: S608  (made of constants)
# Marks what is the same, and gives the lines about which there is something to decide.
OBVIOUS = f"""
    WITH RECURSIVE {STAGED}, {ENDS}, {RENAMED}, {NAMED}, alike AS MATERIALIZED ({ALIKE}), written AS (
        UPDATE references_importrow AS s
        SET verdict = 'same', reference_key = alike.key, before = NULL, after = NULL, choice = '',
            reasons = CASE WHEN s.reasons = '[]' THEN s.reasons ELSE
                jsonb_path_query_array(s.reasons, '$[*] ? (@.from_file == true)') END
        FROM alike
        WHERE s.run_id = %(run)s AND s.line = alike.line AND NOT alike.stored
    ), left_over AS MATERIALIZED (
        SELECT staged.* FROM staged LEFT JOIN alike USING (line) WHERE alike.line IS NULL
    )
    SELECT line FROM left_over WHERE verdict <> 'new' OR work_key IS NULL
    UNION SELECT line FROM left_over AS row
        WHERE EXISTS (SELECT FROM references_reference AS r WHERE r.doi = row.doi)
    UNION SELECT line FROM left_over AS row
        WHERE EXISTS (SELECT FROM references_reference AS r WHERE r.pmid = row.pmid)
    UNION SELECT line FROM left_over AS row
        WHERE EXISTS (SELECT FROM references_reference AS r WHERE r.work_key = row.work_key)
    UNION SELECT line FROM left_over
        JOIN (SELECT doi FROM staged GROUP BY doi HAVING count(*) > 1) AS d USING (doi)
    UNION SELECT line FROM left_over
        JOIN (SELECT pmid FROM staged GROUP BY pmid HAVING count(*) > 1) AS p USING (pmid)
    UNION SELECT line FROM left_over JOIN ({TWINS}) AS w USING (work_key)
    UNION SELECT line FROM left_over JOIN ({UNDATED}) AS u USING (line)
    UNION SELECT line FROM left_over JOIN references_reference AS r USING (title_key)
        WHERE left_over.issued_year IS NULL
    UNION SELECT line FROM left_over JOIN references_reference AS r USING (title_key)
        WHERE r.issued_year IS NULL
"""  # noqa: S608  (made of constants)

# Whatever two rows share that may make them one work: what they say, or a reference they both may be.
TOKENS = f"""
    WITH RECURSIVE {STAGED}, {ENDS}, known AS (
        SELECT line, r.id FROM staged JOIN references_reference AS r USING (doi)
        UNION ALL SELECT line, r.id FROM staged JOIN references_reference AS r USING (pmid)
        UNION ALL SELECT line, r.id FROM staged JOIN references_reference AS r USING (work_key)
    )
    SELECT token, line FROM (
        SELECT 'd' || doi AS token, line FROM staged WHERE doi IS NOT NULL
        UNION ALL SELECT 'p' || pmid, line FROM staged WHERE pmid IS NOT NULL
        UNION ALL SELECT 'w' || work_key, line FROM staged WHERE work_key IS NOT NULL
        UNION ALL SELECT 't' || title_key, line FROM ({UNDATED}) AS undated
        UNION ALL SELECT 'r' || coalesce(ends.winner, known.id), line
            FROM known LEFT JOIN ends ON ends.id = known.id
    ) AS all_tokens
    ORDER BY token COLLATE "C", line
"""  # noqa: S608  (made of constants)

# What a person chose was said of the row as it stood.
WRITE = """
    UPDATE references_importrow AS kept
    SET verdict = new.verdict, reasons = new.reasons, reference_key = new.reference_key,
        before = new.before, after = new.after,
        choice = CASE WHEN (kept.verdict, kept.reasons, kept.reference_key, kept.before, kept.after)
            IS NOT DISTINCT FROM (new.verdict, new.reasons, new.reference_key, new.before, new.after)
            THEN kept.choice ELSE '' END
    FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::text[], %s::jsonb[], %s::jsonb[])
        AS new(id, verdict, reasons, reference_key, before, after)
    WHERE kept.id = new.id
"""


def compare_rows(run_id: int, size: int) -> None:
    """Give every row of a run the verdict it has now. `size` is the number of its rows.

    A row that gets another verdict, or other reasons or changes, is no longer taken or left out.
    """
    with planned_for(size) as cursor:
        cursor.execute(ALL if size <= MANY else OBVIOUS, {"run": run_id})
        unclear = {line for (line,) in cursor.fetchall()}
    for lines in _batches(run_id, unclear):
        _decide(run_id, lines)


def _batches(run_id: int, unclear: set[int]) -> Iterator[list[int]]:
    """The lines that need a decision, some thousands at a time, possible twins in one batch."""
    if len(unclear) <= MANY:
        if unclear:
            yield sorted(unclear)
        return
    batch: list[int] = []
    for group in _groups(run_id, unclear):
        batch += group
        if len(batch) >= MANY:
            yield batch
            batch = []
    if batch:
        yield batch


def _groups(run_id: int, unclear: set[int]) -> Iterable[list[int]]:
    parent = {line: line for line in unclear}

    def root(line: int) -> int:
        while parent[line] != line:
            parent[line] = parent[parent[line]]
            line = parent[line]
        return line

    with connection.cursor() as cursor:
        cursor.execute(TOKENS, {"run": run_id})
        before, first = None, None
        while some := cursor.fetchmany(MANY):
            for token, line in some:
                if line not in parent:
                    continue
                if token == before and first is not None:
                    parent[root(line)] = root(first)
                else:
                    before, first = token, line
    members: dict[int, list[int]] = {}
    for line in unclear:
        members.setdefault(root(line), []).append(line)
    return members.values()


def _decide(run_id: int, lines: Sequence[int]) -> None:
    """Let the rules decide over rows that have to be seen together, and write what they say."""
    rows = list(ImportRow.objects.filter(run_id=run_id, line__in=lines).order_by("line"))
    entries = [_entry(row) for row in rows]
    library = library_for([entry.data for entry in entries])
    outcomes = plan(entries, library)
    for row, outcome in zip(rows, outcomes, strict=True):
        _note(row, outcome, library)
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                [row.pk for row in rows],
                [str(row.verdict) for row in rows],
                [json.dumps(row.reasons) for row in rows],
                [row.reference_key for row in rows],
                [None if row.before is None else json.dumps(row.before) for row in rows],
                [None if row.after is None else json.dumps(row.after) for row in rows],
            ],
        )


def _entry(row: ImportRow) -> Row:
    data = {name: getattr(row, name) for name in FIELDS}
    return Row(row.line, data, broken=any(one.get("rejects") for one in row.reasons))


def _note(row: ImportRow, outcome: Outcome, library: Library) -> None:
    row.reasons = [one for one in row.reasons if one.get("from_file")] + outcome.reasons
    if outcome.verdict in (RowVerdict.NEW, RowVerdict.POSSIBLE_DUPLICATE):
        if row.verdict not in (RowVerdict.NEW, RowVerdict.POSSIBLE_DUPLICATE):
            row.reference_key = new_reference_key()
    else:
        row.reference_key = outcome.reference
    row.verdict = RowVerdict(outcome.verdict)
    row.before = row.after = None
    if outcome.reference is not None and outcome.after:
        row.before, row.after = _change(
            library.by_key[outcome.reference].fields, outcome.before or {}, outcome.after
        )


def _change(known: Fields, before: Fields, after: Fields) -> tuple[Fields, Fields]:
    """The fields that change, from and to, with the keys that works are compared by."""
    old, new = compared_by(known), compared_by({**known, **after})
    for name, was, becomes in zip(("title_key", "work_key"), old, new, strict=True):
        if was != becomes:
            before, after = {**before, name: was}, {**after, name: becomes}
    return recordable(before), recordable(after)
