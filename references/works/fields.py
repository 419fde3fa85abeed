"""The fields of a published work, and what can be wrong with one. Pure."""

from collections.abc import Callable
from typing import Any, TypedDict

from references import identifiers
from references.refusals import Refused

Fields = dict[str, Any]
TitleKey = tuple[str, int | None, str]

IDENTITY = ("doi", "pmid", "title", "issued_year")
IDENTIFIERS: dict[str, Callable[[object], str | None]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
}
LINES = ("abstract", "search_query")
LENGTHS = {
    "title": 5000,
    "container_title": 2000,
    "volume": 60,
    "issue": 60,
    "pages": 120,
    "article_number": 60,
    "publisher": 300,
    "language": 20,
    "search_database": 200,
    "url": 2000,
    "abstract": 100_000,
    "search_query": 20_000,
}
RANGES = {
    "issued_year": (1450, 2100),
    "issued_month": (1, 12),
    "issued_day": (1, 31),
    "search_hits": (0, 1_000_000_000),
}
LISTS = {"publication_types": 200, "mesh_terms": 300}
LONG_TITLE = 30
TYPES = frozenset(
    "article-journal article book chapter paper-conference report thesis webpage legislation "
    "dataset search document".split()
)
FIELDS = (
    "csl_type",
    "authors",
    "authors_truncated",
    *IDENTIFIERS,
    *LENGTHS,
    *RANGES,
    *LISTS,
    "searched_on",
)


class Problem(TypedDict):
    """What is wrong with one value, and what to do about it."""

    column: str
    value: str
    reason: str
    mend: str


class Unfit(Refused):
    """Values that no reference can have."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(f"{p['column']}: {p['reason']} {p['mend']}" for p in problems))
        self.problems = problems


def problem(column: str, value: object, reason: str, mend: str) -> Problem:
    """One problem; long values are shown by their beginning."""
    shown = "" if value is None else str(value)
    return Problem(
        column=column,
        value=shown if len(shown) <= 200 else shown[:199] + "…",
        reason=reason,
        mend=mend,
    )
