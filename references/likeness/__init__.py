"""How alike two works are, from 0 to 100, and why in words. Pure.

Points for what agrees, points off for what does not; where one of the two is silent, nothing. The points
were set by measurement (`benchmarks/duplicates.py`), not by theory.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from references.likeness.names import Name, compare_names, names
from references.likeness.places import Place, compare_places
from references.likeness.points import Likeness
from references.likeness.titles import Title, compare_titles

# From so many points on, two works are proposed to a librarian.
PROPOSED = 70
IDENTIFIERS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}
SAME_IDENTIFIER, OTHER_IDENTIFIER = 45, -34
SAME_YEAR, NEXT_YEAR, OTHER_YEAR = 10, -2, -40
# What is needed to compare two works.
COMPARED = (
    "title",
    "authors",
    "issued_year",
    "container_title",
    "volume",
    "issue",
    "pages",
    "article_number",
    *IDENTIFIERS,
)


class Work:
    """A description of a work, made ready to be compared many times."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields

    @cached_property
    def title(self) -> Title:
        """The title as it is compared."""
        return Title(self.fields.get("title") or "")

    @cached_property
    def authors(self) -> list[Name]:
        """The authors as they are compared."""
        return names(self.fields.get("authors") or [])

    @cached_property
    def place(self) -> Place:
        """Where the work appeared."""
        return Place(self.fields)


def compare(one: Work, other: Work) -> Likeness:
    """How alike two works are. The order of the two does not matter."""
    likeness = Likeness()
    compare_titles(one.title, other.title, likeness)
    if likeness.points < 0 and not _shares_an_identifier(one, other):
        return likeness
    compare_names(one.authors, other.authors, likeness)
    _compare_years(one, other, likeness)
    compare_places(one.place, other.place, likeness)
    _compare_identifiers(one, other, likeness)
    return likeness


def is_proposed(likeness: Likeness) -> bool:
    """Whether a librarian should look at the two."""
    return likeness.score >= PROPOSED


def _shares_an_identifier(one: Work, other: Work) -> bool:
    return any(one.fields.get(n) and one.fields.get(n) == other.fields.get(n) for n in IDENTIFIERS)


def _compare_years(one: Work, other: Work, likeness: Likeness) -> None:
    first, second = one.fields.get("issued_year"), other.fields.get("issued_year")
    if not first or not second:
        return
    apart = abs(first - second)
    if apart == 0:
        likeness.add(SAME_YEAR, f"Both are of {first}.")
    else:
        earlier, later = sorted((first, second))
        points = NEXT_YEAR if apart == 1 else OTHER_YEAR
        likeness.add(points, f"Years differ: {earlier}, {later}.")


def _compare_identifiers(one: Work, other: Work, likeness: Likeness) -> None:
    for name, shown in IDENTIFIERS.items():
        first, second = one.fields.get(name), other.fields.get(name)
        if not first or not second:
            continue
        if first == second:
            likeness.add(SAME_IDENTIFIER, f"Both have {shown} {first}.")
        else:
            likeness.add(OTHER_IDENTIFIER, f"{shown}s differ.")
