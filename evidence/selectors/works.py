"""Which references are one work, and which facts hold for it: merged references share both (D9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from evidence.choices import Design
from evidence.models import StudyFacts
from references.models import Reference


def stands(reference: Reference) -> int:
    """The primary key of the row that stands for the work."""
    return reference.merged_into_id or reference.pk


def work_cited() -> Coalesce:
    """Of a citation: the primary key of the row that stands for the work it cites."""
    return Coalesce("reference__merged_into_id", "reference_id")


def rows_of_work(name: str) -> QuerySet[Reference]:
    """All rows of the work that an outer query knows by this name."""
    return Reference.objects.filter(Q(pk=OuterRef(name)) | Q(merged_into=OuterRef(name)))


def works_of(references: Iterable[Reference]) -> dict[int, list[Reference]]:
    """All rows of the works that these references are, by the row that stands; one query.

    One that was merged since it was read stands for itself. `study` names what links join it with, if any.
    """
    ids = {stands(reference) for reference in references}
    works: dict[int, list[Reference]] = defaultdict(list)
    for row in with_study(_rows(ids)).defer("abstract", "search").order_by("key"):
        works[_among(ids, row)].append(row)
    return works


def with_study(rows: QuerySet[Reference]) -> QuerySet[Reference]:
    """References with `study`: what links join their works with, if any."""
    return rows.annotate(
        study=Func(F("pk"), function="evidence_study_of", output_field=BigIntegerField())
    )


def rows_of(reference: Reference) -> list[int]:
    """The primary keys of all rows of the work that a reference is."""
    work = stands(reference)
    return [work, *Reference.objects.filter(merged_into=work).values_list("pk", flat=True)]


def current_facts(references: Any, *, confirmed: bool) -> QuerySet[StudyFacts]:
    """The newest facts of each row (ids, or a query for them); with `confirmed`, those a reviewer confirmed."""
    rows = StudyFacts.objects.filter(reference__in=references)
    if confirmed:
        rows = rows.filter(confirmed_at__isnull=False)
    return rows.order_by("reference_id", "-number").distinct("reference_id")


def newest_and_confirmed(ids: Iterable[int]) -> list[StudyFacts]:
    """The newest facts of each row and the newest that a reviewer confirmed, who did so with them; one query."""
    return list(
        StudyFacts.objects.filter(reference__in=list(ids))
        .annotate(is_confirmed=Q(confirmed_at__isnull=False))
        .order_by("reference_id", "is_confirmed", "-number")
        .distinct("reference_id", "is_confirmed")
        .select_related("reference", "entered_by", "confirmed_by__reviewer")
        .defer("reference__abstract", "reference__search")
    )


def chosen(told: Iterable[StudyFacts]) -> StudyFacts | None:
    """Of the facts of the copies of one work those that hold, as the badge rule chooses them."""
    return min(
        told,
        key=lambda facts: (
            facts.design == Design.UNKNOWN,
            facts.reference.merged_into_id is not None,
            facts.reference.key,
        ),
        default=None,
    )


def facts_of_works(works: Iterable[int], *, confirmed: bool) -> dict[int, StudyFacts]:
    """The facts that hold for each work, by the row that stands, as the badge rule chooses them; one query.

    They are those of the row that stands; where nobody said there what it is, those of another.
    """
    ids = set(works)
    known: dict[int, list[StudyFacts]] = defaultdict(list)
    for facts in (
        current_facts(_rows(ids).values("pk"), confirmed=confirmed)
        .select_related("reference", "entered_by", "confirmed_by__reviewer")
        .defer("reference__abstract", "reference__search")
    ):
        known[_among(ids, facts.reference)].append(facts)
    return {work: held for work, told in known.items() if (held := chosen(told))}


def _rows(works: Iterable[int]) -> QuerySet[Reference]:
    return Reference.objects.filter(Q(pk__in=works) | Q(merged_into__in=works))


def _among(works: Collection[int], row: Reference) -> int:
    return stands(row) if stands(row) in works else row.pk
