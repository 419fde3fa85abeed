"""How a work is cited: one line of plain text in the manner of Vancouver. Pure.

Identifiers are not part of the line; pages print them beside it as links.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

NAMED_AUTHORS = 6
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Citable(Protocol):
    """What the line is made from: the bibliographic fields of a reference."""

    authors: Any
    authors_truncated: Any
    title: Any
    container_title: Any
    publisher: Any
    issued_year: Any
    issued_month: Any
    issued_day: Any
    volume: Any
    issue: Any
    pages: Any
    article_number: Any
    search_database: Any
    search_query: Any
    searched_on: Any
    search_hits: Any


def vancouver(work: Citable) -> str:
    """`Doe J, Roe R. Title. Journal. 2022;12(3):45-50.`; a stored search tells where, what and when."""
    if work.search_database:
        return _search(work)
    authors = author_line(work.authors or [], truncated=bool(work.authors_truncated))
    source = work.container_title or work.publisher
    parts = [authors, work.title, source, _issued(work)]
    return " ".join(_sentence(part) for part in parts if part)


def author_line(authors: Sequence[Mapping[str, Any]], *, truncated: bool = False) -> str:
    """At most six names, family name first, with initials; then `et al`."""
    names = [name for author in authors[:NAMED_AUTHORS] if (name := _name(author))]
    if names and (truncated or len(authors) > NAMED_AUTHORS):
        names.append("et al")
    return ", ".join(names)


def _name(author: Mapping[str, Any]) -> str:
    if author.get("literal"):
        return str(author["literal"])
    given = str(author.get("given") or "").replace(".", " ").replace("-", " ").split()
    # "JR" is initials already; "Juan" is a name.
    initials = "".join(
        part if part.isupper() and len(part) <= 3 else part[0].upper() for part in given
    )
    return f"{author.get('family') or ''} {initials}".strip()


def _issued(work: Citable) -> str:
    """Year, volume, issue and pages; a month and a day only where there is no volume."""
    when = str(work.issued_year or "")
    if when and work.issued_month and not work.volume:
        when += f" {MONTHS[work.issued_month - 1]}"
        if work.issued_day:
            when += f" {work.issued_day}"
    where = f"{work.volume or ''}" + (f"({work.issue})" if work.issue else "")
    pages = work.pages or work.article_number
    return when + (f";{where}" if where else "") + (f":{pages}" if pages else "")


def _search(work: Citable) -> str:
    when = work.searched_on
    day = f"{when.day} {MONTHS[when.month - 1]} {when.year}" if isinstance(when, dt.date) else ""
    line = f"Recorded search: {work.search_database}"
    line += f", “{work.search_query}”" if work.search_query else ""
    line += f", {day}" if day else ""
    if work.search_hits is not None:
        line += f", {work.search_hits} {'hit' if work.search_hits == 1 else 'hits'}"
    return _sentence(line)


def _sentence(text: str) -> str:
    """The text with one mark at its end."""
    text = " ".join(str(text).split())
    return text if text[-1:] in ".?!" else f"{text}."
