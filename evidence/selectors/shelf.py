"""Everything that is known of some references, in two queries: rows of their works, and the facts of each row."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.db.models.functions import Coalesce

from evidence import badges
from evidence.choices import Design
from evidence.models import StudyFacts
from evidence.selectors.inputs import Known, source_facts
from evidence.selectors.studies import Study
from evidence.selectors.works import stands
from references.models import Reference


@dataclass
class Shelf:
    """References by key, with all rows of the works that they are (D9), and the facts of each row."""

    rows: dict[str, Reference] = field(default_factory=dict)
    newest: dict[int, StudyFacts] = field(default_factory=dict)
    confirmed: dict[int, StudyFacts] = field(default_factory=dict)

    def known(self, *, confirmed: bool) -> Known:
        """What the badge rule reads of them."""
        told = self.confirmed if confirmed else self.newest
        by_id = {row.pk: row for row in self.rows.values()}
        known = Known({}, {})
        for key, row in self.rows.items():
            winner = by_id.get(stands(row), row)
            facts = source_facts(row, told.get(row.pk))
            known.facts[key] = replace(facts, work="" if winner is row else winner.key)
            known.standings[key] = winner.standing
        return known

    def study(self, key: str) -> Study | None:
        """A reference as the desk shows it, with the facts that hold for its work; none if there is none."""
        row = self.rows.get(key)
        if row is None:
            return None
        work = stands(row)
        copies = [one for one in self.rows.values() if stands(one) == work]
        return Study(row, _holding(copies, self.newest), _holding(copies, self.confirmed))

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
    rows = list(
        Reference.objects.filter(Q(pk__in=works) | Q(merged_into__in=works))
        .defer("abstract", "search")
        .order_by("key")
    )
    by_id = {row.pk: row for row in rows}
    for row in rows:
        if row.merged_into_id in by_id:
            row.merged_into = by_id[row.merged_into_id]
    shelf = Shelf({row.key: row for row in rows})
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


def _holding(copies: list[Reference], told: dict[int, StudyFacts]) -> StudyFacts | None:
    """The facts that hold for a work, as the badge rule chooses them."""
    known = [told[row.pk] for row in copies if row.pk in told]
    return min(
        known,
        key=lambda facts: (
            facts.design == Design.UNKNOWN,
            facts.reference.merged_into_id is not None,
            facts.reference.key,
        ),
        default=None,
    )
