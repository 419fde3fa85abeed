"""Which references are one work, and which facts hold for it: merged references share both (D9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from evidence.choices import Design
from evidence.models import StudyFacts
from references.models import Reference


def stands(reference: Reference) -> int:
    """The primary key of the row that stands for the work."""
    return reference.merged_into_id or reference.pk


def works_of(references: Iterable[Reference]) -> dict[int, list[Reference]]:
    """All rows of the works that these references are, by the row that stands; one query.

    One that was merged since it was read stands for itself.
    """
    ids = {stands(reference) for reference in references}
    rows = Reference.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))
    works: dict[int, list[Reference]] = defaultdict(list)
    for row in rows.defer("abstract", "search").order_by("key"):
        works[stands(row) if stands(row) in ids else row.pk].append(row)
    return works


def rows_of(reference: Reference) -> list[int]:
    """The primary keys of all rows of the work that a reference is."""
    work = stands(reference)
    return [work, *Reference.objects.filter(merged_into=work).values_list("pk", flat=True)]


def current_facts(reference_ids: Iterable[int], *, confirmed: bool) -> dict[int, StudyFacts]:
    """The newest facts of each row; with `confirmed`, the newest that a reviewer confirmed."""
    rows = (
        StudyFacts.objects.filter(reference__in=list(reference_ids))
        .select_related("entered_by", "confirmed_by__reviewer")
        .order_by("reference_id", "-number")
    )
    if confirmed:
        rows = rows.filter(confirmed_at__isnull=False)
    return {row.reference_id: row for row in rows.distinct("reference_id")}


def facts_of_works(
    works: Mapping[int, Sequence[Reference]], *, confirmed: bool
) -> dict[int, StudyFacts]:
    """The facts that hold for each work, as the badge rule chooses them; one query.

    They are those of the row that stands; where nobody said there what it is, those of another.
    """
    known = current_facts([row.pk for rows in works.values() for row in rows], confirmed=confirmed)
    held = {}
    for work, rows in works.items():
        told = [row for row in rows if row.pk in known]
        if told:
            held[work] = known[
                min(
                    told,
                    key=lambda row: (
                        known[row.pk].design == Design.UNKNOWN,
                        row.pk != work,
                        row.key,
                    ),
                ).pk
            ]
    return held
