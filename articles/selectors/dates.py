"""The dates that a live page prints, and the day its sources were checked: whether they are still true (D6)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from articles.models import Publication
from evidence.selectors.public import PublicClaim, public_claims
from references.models import Reference

PRINTED = ("review_due_on", "searched_on", "checked_on")


def dates_moved(publication: Publication, standing: Mapping[int, int], on: date) -> bool:
    """Whether on this day the page would print another date, or that a review is overdue.

    `standing` are the versions of the entries that are approved, by position. A load of notices checks all works
    at once and tells no page: that one was looked for, and when, is printed from here.
    """
    content = publication.content
    if _checked_anew(content["references"]):
        return True
    told = public_claims(standing.values())
    return any(
        _moved(content["claims"][str(position)], told[version])
        or _fell_due(told[version]["review_due_on"], content["published_on"], on)
        for position, version in standing.items()
    )


def _checked_anew(printed: Iterable[Mapping[str, Any]]) -> bool:
    """Whether notices about a source were looked for since, or are no longer said to have been."""
    told = {one["key"]: (one["standing"], one["standing_as_of"]) for one in printed}
    rows = Reference.objects.filter(key__in=told, merged_into=None)
    return any(
        told[key] != (standing, as_of.isoformat() if as_of else "")
        for key, standing, as_of in rows.values_list("key", "standing", "standing_as_of")
    )


def _moved(printed: Mapping[str, str], now: PublicClaim) -> bool:
    return any(printed[name] != now[name] for name in PRINTED)  # type: ignore[literal-required]


def _fell_due(due_on: str, published_on: str, on: date) -> bool:
    """Since the page was published (ISO dates compare as text)."""
    return bool(due_on) and published_on <= due_on < on.isoformat()
