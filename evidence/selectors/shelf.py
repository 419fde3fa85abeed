"""Everything that is known of some references, in two queries: rows of their works, and the facts of each row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Coalesce

from evidence import badges
from evidence.models import StudyFacts
from evidence.selectors.inputs import Known, known_from
from evidence.selectors.studies import Study
from evidence.selectors.works import chosen, stands, with_study
from references.models import Reference


@dataclass
class Shelf:
    """References by key, with all rows of the works that they are (D9), and the facts of each row."""

    rows: dict[str, Reference] = field(default_factory=dict)
    newest: dict[int, StudyFacts] = field(default_factory=dict)
    confirmed: dict[int, StudyFacts] = field(default_factory=dict)

    @cached_property
    def works(self) -> dict[int, list[Reference]]:
        """The rows of each work, by the row that stands."""
        works: dict[int, list[Reference]] = {}
        for row in self.rows.values():
            works.setdefault(stands(row), []).append(row)
        return works

    def known(self, *, confirmed: bool) -> Known:
        """What the badge rule reads of them."""
        return known_from(self.works, (self.confirmed if confirmed else self.newest).values())

    def study(self, key: str) -> Study | None:
        """A reference as the desk shows it, with the facts that hold for its work; none if there is none."""
        row = self.rows.get(key)
        if row is None:
            return None
        copies = self.works[stands(row)]
        newest, confirmed = (
            chosen(told[copy.pk] for copy in copies if copy.pk in told)
            for told in (self.newest, self.confirmed)
        )
        return Study(row, newest, confirmed)

    def interests(self) -> dict[str, str]:
        """Who paid, as reported, by key."""
        return {
            key: self.newest[row.pk].interests
            for key, row in self.rows.items()
            if row.pk in self.newest
        }


def read_shelf(*, keys: Iterable[str] = (), ids: Iterable[int] = ()) -> Shelf:
    """The shelf that holds these references, by public key or by primary key; two queries."""
    asked = Reference.objects.filter(Q(key__in=set(keys)) | Q(pk__in=set(ids)))
    works = asked.values(work=Coalesce("merged_into", "pk"))
    merged = Reference.objects.filter(merged_into__in=works).values("pk")
    rows = with_study(Reference.objects.filter(pk__in=works.union(merged)))
    by_id = {row.pk: row for row in rows.defer("abstract", "search").order_by("key")}
    for row in by_id.values():
        if row.merged_into_id in by_id:
            row.merged_into = by_id[row.merged_into_id]
    shelf = Shelf({row.key: row for row in by_id.values()})
    for facts in (
        StudyFacts.objects.filter(reference__in=list(by_id))
        .select_related("entered_by", "confirmed_by__reviewer")
        .order_by("reference_id", "number")
    ):
        facts.reference = by_id[facts.reference_id]
        shelf.newest[facts.reference_id] = facts
        if facts.confirmed_at is not None:
            shelf.confirmed[facts.reference_id] = facts
    return shelf


def grouped(keys: Iterable[str], facts: dict[str, badges.SourceFacts]) -> dict[str, str]:
    """The independent group of patients that each of these reports on, by key; the one place that asks."""
    works = badges.facts_by_work(facts)
    groups = {}
    for key in keys:
        work = badges.work_of(key, facts)
        cluster = works[work].cluster if work in works else ""
        groups[key] = cluster or work
    return groups
