"""What must be true of the library and its record, as SQL to be run from outside any service."""

from references.chain import Told

FORBIDDEN = {
    "two works with one DOI": """
        SELECT doi FROM references_reference WHERE merged_into_id IS NULL AND doi IS NOT NULL
        GROUP BY doi HAVING count(*) > 1""",
    "two works with one PMID": """
        SELECT pmid FROM references_reference WHERE merged_into_id IS NULL AND pmid IS NOT NULL
        GROUP BY pmid HAVING count(*) > 1""",
    "merged over more than one step": """
        SELECT r.key FROM references_reference r JOIN references_reference w ON w.id = r.merged_into_id
        WHERE w.merged_into_id IS NOT NULL""",
}
"""Named queries. Every row that one of them gives is a state that must not be."""

RECHECKS = """SELECT 'reference:' || r.key, x.id::text
    FROM references_recheck x JOIN references_reference r ON r.id = x.reference_id"""

TOLD = (
    Told(
        "the merge",
        """SELECT stream, data ->> 'merge' FROM references_event WHERE verb = 'merged'""",
        """SELECT 'reference:' || r.key, m.id::text
            FROM references_merge m JOIN references_reference r ON r.id = m.winner_id""",
    ),
    Told(
        "the load of notices",
        """SELECT stream, '' FROM references_event WHERE verb = 'loaded'""",
        """SELECT 'notices:' || id, '' FROM references_noticeload""",
    ),
    Told(
        "the cancellation of a load of notices",
        """SELECT stream, data ->> 'reason' FROM references_event
            WHERE verb = 'cancelled' AND stream LIKE 'notices:%'""",
        """SELECT 'notices:' || load_id, reason FROM references_noticecancellation""",
    ),
    Told(
        "the re-check",
        """SELECT stream, data ->> 'recheck' FROM references_event WHERE verb = 'recheck_opened'""",
        RECHECKS,
    ),
    Told(
        "the answer to re-check",
        """SELECT stream, data ->> 'recheck' FROM references_event WHERE verb = 'recheck_closed'""",
        f"{RECHECKS} WHERE x.closed_at IS NOT NULL",
    ),
    Told(
        # Imports and merges set a standing too, each with an event of the reference that says it.
        "the standing",
        """SELECT 'reference:' || key, standing FROM references_reference r
            WHERE merged_into_id IS NULL AND standing IN ('retracted', 'withdrawn') AND EXISTS (
                SELECT 1 FROM references_event e WHERE e.stream = 'reference:' || r.key
                    AND (e.data ->> 'after' = r.standing OR e.data ->> 'standing' = r.standing))""",
        """SELECT 'reference:' || key, standing FROM references_reference
            WHERE merged_into_id IS NULL AND standing IN ('retracted', 'withdrawn')""",
    ),
)
"""What events tell of, and the rows they tell of."""
