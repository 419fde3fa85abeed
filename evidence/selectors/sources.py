"""What readers may know of a source: one work is one source, however many references were merged (D9)."""

from collections.abc import Iterable
from typing import TypedDict

from evidence.choices import Design, Interests
from evidence.models import StudyFacts
from evidence.selectors.inputs import source_facts
from evidence.selectors.public import day
from evidence.selectors.works import facts_of_works
from references.citing import vancouver
from references.models import Reference


class PublicReference(TypedDict):
    """A source, what kind of source it is, and whether it still stands."""

    key: str
    citation: str
    title: str
    authors: list[dict[str, str]]
    container_title: str
    year: int | None
    doi: str
    pmid: str
    url: str
    design: str
    population: str
    species: str
    n_analysed: int | None
    follow_up: str
    funding: str
    interests: str
    seller_involved: bool
    is_preprint: bool
    standing: str
    standing_as_of: str


def public_references(works: Iterable[Reference]) -> dict[str, PublicReference]:
    """These references by key, with confirmed facts only; one query.

    They stand for themselves: what was merged is told as what it was merged into.
    """
    told = {work.pk: work for work in works}
    facts = facts_of_works(told, confirmed=True)
    return {work.key: _public_reference(work, facts.get(pk)) for pk, work in told.items()}


def _public_reference(reference: Reference, row: StudyFacts | None) -> PublicReference:
    facts = source_facts(reference, row)
    return PublicReference(
        key=reference.key,
        citation=vancouver(reference),
        title=reference.title,
        authors=reference.authors,
        container_title=reference.container_title,
        year=reference.issued_year,
        doi=reference.doi or "",
        pmid=reference.pmid or "",
        url=reference.url,
        design=facts.design or Design.UNKNOWN,
        population=facts.population,
        species=row.species if row else "",
        n_analysed=facts.n,
        follow_up=row.follow_up if row else "",
        funding=row.funding if row else "",
        interests=_interests(row),
        seller_involved=row.involves_seller if row else False,
        is_preprint=facts.is_preprint,
        standing=reference.standing,
        standing_as_of=day(reference.standing_as_of),
    )


def _interests(row: StudyFacts | None) -> str:
    """What the study reports of interests; that a seller was involved is told apart."""
    if row is None:
        return Interests.NOT_REPORTED
    return Interests.DECLARED if row.interests == Interests.SELLER else row.interests
