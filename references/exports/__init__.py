"""How references leave: one module per format, each from a work to its text or its cells. Pure.

Every format writes each field where the reader of that format in `references.layouts` looks for it, so an
export that comes back changes nothing. Abstracts never leave.
"""

from typing import Any, Protocol

from references.citing import Addressed


class Work(Addressed, Protocol):
    """What is written of a reference."""

    key: Any
    pmid: Any
    pmcid: Any
    language: Any
    publication_types: Any
    mesh_terms: Any


def one_line(text: Any) -> str:
    """A value on one line; None is nothing."""
    return "" if text is None else " ".join(str(text).split())


def day_of(work: Work) -> tuple[int, ...]:
    """Year, month and day, as far as they are known; nothing without a year."""
    parts: list[int] = []
    for part in (work.issued_year, work.issued_month, work.issued_day):
        if not part:
            break
        parts.append(part)
    return tuple(parts)
