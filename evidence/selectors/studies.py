"""References as the desk shows them: the line, the standing, and what kind of study it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.models import StudyFacts
from evidence.selectors.works import facts_of_works, stands
from references.choices import CslType
from references.citing import vancouver
from references.models import Reference
from references.paging import first_found


@dataclass(frozen=True)
class Study:
    """A reference with its newest facts; `confirmed` are the newest that a reviewer confirmed."""

    reference: Reference
    facts: StudyFacts | None = None
    confirmed: StudyFacts | None = None

    @property
    def line(self) -> str:
        """The bibliographic line."""
        return vancouver(self.reference)

    @property
    def name(self) -> str:
        """What people call it: first author and year."""
        return f"{self.reference.first_author} {self.reference.issued_year or 'n.d.'}"

    @property
    def stands(self) -> Reference:
        """The row whose standing holds: the one it was merged into, where it was."""
        return self.reference.merged_into or self.reference

    @property
    def is_search(self) -> bool:
        """Whether it is a recorded search, which says itself what it is."""
        return self.reference.csl_type == CslType.SEARCH

    @property
    def is_confirmed(self) -> bool:
        """Whether the newest facts are those a reviewer confirmed."""
        return self.facts is not None and self.facts.confirmed_at is not None


def studies_of(references: Iterable[Reference]) -> dict[int, Study]:
    """Each reference (with `merged_into` selected) as a study, by primary key; two queries.

    Facts are those of the work, whichever of its rows is cited.
    """
    rows = {reference.pk: reference for reference in references}
    works = {stands(row) for row in rows.values()}
    newest = facts_of_works(works, confirmed=False)
    confirmed = facts_of_works(works, confirmed=True)
    return {
        pk: Study(row, newest.get(stands(row)), confirmed.get(stands(row)))
        for pk, row in rows.items()
    }


def studies_by_key(keys: Iterable[str]) -> dict[str, Study]:
    """The studies of references by public key, in a constant number of queries."""
    references = Reference.objects.filter(key__in=list(keys)).select_related("merged_into")
    return {study.reference.key: study for study in studies_of(references).values()}


def found_studies(text: str, *, most: int = 10) -> list[Study]:
    """The first works that a search of the library finds."""
    works = Reference.objects.current().select_related("merged_into")
    return list(studies_of(first_found(works, text, size=most)).values())
