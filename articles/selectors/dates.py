"""The dates that a live page prints, and whether they are still true (D6)."""

from collections.abc import Mapping
from datetime import date

from articles.models import Publication
from evidence.selectors.public import PublicClaim, public_claims

PRINTED = ("review_due_on", "searched_on", "checked_on")


def dates_moved(publication: Publication, standing: Mapping[int, int], on: date) -> bool:
    """Whether on this day the page would print another date, or that a review is overdue.

    `standing` are the versions of the entries that are approved, by position.
    """
    content = publication.content
    told = public_claims(standing.values())
    return any(
        _moved(content["claims"][str(position)], told[version])
        or _fell_due(told[version]["review_due_on"], content["published_on"], on)
        for position, version in standing.items()
    )


def _moved(printed: Mapping[str, str], now: PublicClaim) -> bool:
    return any(printed[name] != now[name] for name in PRINTED)  # type: ignore[literal-required]


def _fell_due(due_on: str, published_on: str, on: date) -> bool:
    """Since the page was published (ISO dates compare as text)."""
    return bool(due_on) and published_on <= due_on < on.isoformat()
