"""Taking a committed import back (D9). Building block: the caller holds the transaction.

A reference that something names by now stays as it is: a citation, study facts, a profile, a notice, a merge,
whatever has a foreign key to it; and one that was edited or completed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import ManyToOneRel
from psycopg import sql

from references.events import Journal
from references.models import (
    DuplicatePair,
    ImportRow,
    ImportRun,
    Merge,
    NoticeMatch,
    Recheck,
    Reference,
)
from references.services.committing import (
    CHANGES,
    TAKEN_AS_CHANGE,
    TAKEN_AS_NEW,
    locked,
    write_fields,
)
from references.services.library import recordable
from references.services.planning import planned_for
from references.services.standing import hold_notices
from references.works import FIELDS, Fields

COMPARED = ("title_key", "work_key")
# What the run made or changed: rows of `touched` are its references.
TOUCHED = f"""
    WITH touched AS (
        SELECT reference.id, reference.key FROM references_reference AS reference
        JOIN references_importrow AS row ON reference.key = row.reference_key
        WHERE ({TAKEN_AS_NEW}) OR ({CHANGES})
    )
"""  # noqa: S608  (made of constants)
# So strong a lock that nobody can name them until this transaction ends, either.
HOLD = f"""
    {TOUCHED} SELECT count(*) FROM (
        SELECT reference.id FROM touched JOIN references_reference AS reference USING (id)
        ORDER BY reference.id FOR UPDATE OF reference
    ) AS held
"""  # noqa: S608  (made of constants)
ADDED = f"""
    SELECT reference.id FROM references_importrow AS row
    JOIN references_reference AS reference ON reference.key = row.reference_key
    WHERE {TAKEN_AS_NEW} ORDER BY row.line
"""  # noqa: S608  (made of constants)
NAMING = (
    "SELECT DISTINCT touched.id FROM touched JOIN {table} AS named ON named.{column} = touched.id"
)
EDITED = """
    SELECT DISTINCT touched.id, event.verb FROM touched
    JOIN references_event AS event ON event.stream = 'reference:' || touched.key
        AND event.verb NOT IN ('created')
        AND event.id > (SELECT max(id) FROM references_event
            WHERE stream = %(stream)s AND verb = 'committed')
"""
COMPLETED = """
    SELECT DISTINCT touched.id FROM touched
    JOIN references_importrow AS later ON later.reference_key = touched.key AND later.run_id <> %(run)s
        AND ((later.verdict = 'completes' AND later.choice <> 'leave')
            OR (later.verdict = 'differs' AND later.choice = 'take'))
    JOIN references_importrun AS run ON run.id = later.run_id AND run.state = 'committed'
        AND run.decided_at > %(decided_at)s
"""
REMOVE = f"""
    DELETE FROM references_reference AS reference USING references_importrow AS row
    WHERE {TAKEN_AS_NEW} AND reference.key = row.reference_key AND reference.id <> ALL(%(kept)s)
"""  # noqa: S608  (made of constants)
KEEP = """
    UPDATE references_importrow AS row
    SET reasons = row.reasons || jsonb_build_array(jsonb_build_object(
        'column', '', 'value', row.reference_key, 'reason', kept.reason,
        'mend', 'Decide about this reference by itself.', 'kept', true))
    FROM unnest(%s::bigint[], %s::text[]) AS kept (id, reason)
    JOIN references_reference AS reference ON reference.id = kept.id
    WHERE row.run_id = %s AND row.reference_key = reference.key
"""
# Why a reference stays: what was done with it since, the weightiest last, and what has a foreign key to it.
DONE = {
    "called_different": "somebody said that it and a similar reference are different works",
    "edited": "it was edited",
}
NAMED = {
    Reference: "another reference was merged into it",
    Merge: "it was merged with another reference",
    NoticeMatch: "a notice is about it",
    Recheck: "a re-check is about it",
}
SHOWN = 20


@dataclass(frozen=True)
class Foretold:
    """What taking an import back would do: how many references go, say again what they said, and stay.

    Of those that go and those that stay, with the reason, the first are named.
    """

    removed: int
    restored: int
    kept: int
    first_removed: list[Reference]
    first_kept: list[tuple[Reference, str]]


def foretell(run: ImportRun) -> Foretold:
    """What `take_back` would do now."""
    kept = still_used(run)
    with planned_for(run.counts.get("rows", 0)) as cursor:
        cursor.execute(ADDED, {"run": run.pk})
        added = [pk for (pk,) in cursor.fetchall()]
    removed = [pk for pk in added if pk not in kept]
    changed_and_kept = len(kept.keys() - set(added))
    return Foretold(
        len(removed),
        int(run.counts.get("changed", 0)) - changed_and_kept,
        len(kept),
        _named(removed[:SHOWN]),
        [(one, kept[one.pk]) for one in _named(sorted(kept)[:SHOWN])],
    )


def _named(ids: Iterable[int]) -> list[Reference]:
    """The references, in this order."""
    wanted = list(ids)
    found = Reference.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def take_back(run: ImportRun, journal: Journal) -> dict[str, int]:
    """Remove what the run added and restore what it changed, as far as nothing rests on it.

    Gives how many references were `removed`, `restored` and `kept`; the rows of those that were kept say why.
    """
    hold_notices(exclusive=False)
    with planned_for(run.counts.get("rows", 0)) as cursor:
        cursor.execute(HOLD, {"run": run.pk})
    kept = still_used(run)
    restored = _restore(run, kept, journal)
    with planned_for(run.counts.get("rows", 0)) as cursor:
        for end in ("one", "other"):
            cursor.execute(
                f"DELETE FROM references_duplicatepair AS pair USING references_reference AS reference,"  # noqa: S608
                f" references_importrow AS row WHERE pair.{end}_id = reference.id AND {TAKEN_AS_NEW}"
                " AND reference.key = row.reference_key AND reference.id <> ALL(%(kept)s)",
                {"run": run.pk, "kept": list(kept)},
            )
        cursor.execute(REMOVE, {"run": run.pk, "kept": list(kept)})
        removed = int(cursor.rowcount)
        cursor.execute(KEEP, [list(kept), list(kept.values()), run.pk])
    return {"removed": removed, "restored": restored, "kept": len(kept)}


def still_used(run: ImportRun) -> dict[int, str]:
    """The references that would stay, and why."""
    kept: dict[int, str] = {}
    said: dict[str, Any] = {
        "run": run.pk,
        "stream": f"import:{run.pk}",
        "decided_at": run.decided_at,
    }
    with planned_for(run.counts.get("rows", 0)) as cursor:
        cursor.execute(TOUCHED + EDITED, said)
        done = cursor.fetchall()
        kept |= {pk: "Kept: it was worked on since." for pk, _ in done}
        for verb, why in DONE.items():
            kept |= {pk: f"Kept: {why}." for pk, its_verb in done if its_verb == verb}
        cursor.execute(TOUCHED + COMPLETED, said)
        kept |= {pk: "Kept: it was completed by a later import." for (pk,) in cursor.fetchall()}
        for relation in Reference._meta.get_fields(include_hidden=True):
            if not isinstance(relation, ManyToOneRel):
                continue
            model = relation.related_model
            if model is DuplicatePair:  # a proposal of the machine rests on nothing
                continue
            naming = sql.SQL(TOUCHED + NAMING).format(
                table=sql.Identifier(model._meta.db_table),
                column=sql.Identifier(str(relation.field.column)),
            )
            cursor.execute(naming, said)
            why = NAMED.get(model, f"it is in use ({model._meta.verbose_name})")
            kept |= {pk: f"Kept: {why}." for (pk,) in cursor.fetchall()}
    return kept


def _restore(run: ImportRun, kept: dict[int, str], journal: Journal) -> int:
    """Give changed references back the values they had, where nobody changed them again."""
    rows = ImportRow.objects.filter(TAKEN_AS_CHANGE, run=run)
    changes = {
        key: (before or {}, after or {})
        for key, before, after in rows.values_list("reference_key", "before", "after")
    }
    ids = (
        Reference.objects.filter(key__in=list(changes)).order_by("id").values_list("id", flat=True)
    )
    restored = 0
    for references in locked([pk for pk in ids if pk not in kept]):
        fields = {one.pk: _former(one, *changes[one.key]) for one in references}
        write_fields({pk: given for pk, given in fields.items() if given}, journal)
        restored += len(references)
    return restored


def _former(reference: Reference, before: Fields, after: Fields) -> Fields:
    now = recordable({name: getattr(reference, name) for name in (*FIELDS, *COMPARED)})
    return {name: value for name, value in before.items() if now[name] == after.get(name)}
