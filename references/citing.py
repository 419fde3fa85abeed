"""How a work is cited: one line of plain text in the manner of Vancouver or of APA 7. Pure.

Vancouver leaves identifiers out; pages print them beside the line as links. APA ends with the address of
the work, as its manual asks.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote

NAMED_AUTHORS = 6
APA_AUTHORS = 20
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WHOLE_MONTHS = (
    "January February March April May June July August September October November December"
).split()
SUFFIXES = frozenset(("Jr", "Sr", "Jr.", "Sr.", "2nd", "3rd", "4th", "II", "III", "IV"))
# What a DOI may show of itself in an address; the rest is percent-encoded.
PLAIN_IN_DOI = "/:;()._-,+@!$&'*=~"
RANGE = re.compile(r"(?<=\d)-(?=[A-Za-z]{0,2}\d)")
INSTITUTES = frozenset(("book", "report", "dataset", "legislation", "document"))
DATED_TO_THE_DAY = frozenset(("webpage", "legislation"))


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


class Addressed(Citable, Protocol):
    """What APA needs besides: the type of the work and where it is found."""

    csl_type: Any
    doi: Any
    url: Any


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


def apa(work: Addressed) -> str:
    """`Doe, J., & Roe, R. (2022). Title. Journal, 12(3), 45–50. https://doi.org/…`, after APA 7.

    Titles keep the capitals they have, and nothing is set in italics. A stored search is told as in
    `vancouver`.
    """
    if work.search_database:
        return _search(work)
    authors = apa_authors(work.authors or [], truncated=bool(work.authors_truncated))
    title, when = f"{_one_line(work.title)}{_kind(work)}", f"({_apa_date(work)})"
    opening = [authors, when, title] if authors else [title, when]
    parts = [_sentence(part) for part in (*opening, _apa_source(work, authors)) if part]
    address = doi_address(work.doi) if work.doi else work.url
    return " ".join([*parts, address] if address else parts)


def apa_authors(authors: Sequence[Mapping[str, Any]], *, truncated: bool = False) -> str:
    """Up to twenty names; of more, the first nineteen and the last; of a list cut short, `et al.`"""
    names = [name for author in authors if (name := _apa_name(author))]
    if truncated:
        return ", ".join([*names[: APA_AUTHORS - 1], "et al."]) if names else ""
    if len(names) > APA_AUTHORS:
        return f"{', '.join(names[: APA_AUTHORS - 1])}, . . . {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)


def doi_address(doi: str) -> str:
    """Where a DOI leads, as a web address."""
    return f"https://doi.org/{quote(doi, safe=PLAIN_IN_DOI)}"


def _name(author: Mapping[str, Any]) -> str:
    if author.get("literal"):
        return str(author["literal"])
    given, suffix = _given(author)
    initials = "".join(_initials(part) for word in given for part in word.split("-") if part)
    return " ".join(
        part for part in (str(author.get("family") or ""), initials, suffix.strip(".")) if part
    )


def _apa_name(author: Mapping[str, Any]) -> str:
    if author.get("literal"):
        return _one_line(author["literal"])
    given, suffix = _given(author)
    initials = " ".join(map(_pointed, given)).strip()
    return ", ".join(filter(None, (author.get("family"), initials, suffix)))


@lru_cache(maxsize=4096)
def _pointed(word: str) -> str:
    """`Jean-Luc` → `J.-L.`, `JA` → `J. A.`"""
    return "-".join(". ".join(_initials(part)) + "." for part in word.split("-") if part)


def _given(author: Mapping[str, Any]) -> tuple[list[str], str]:
    """The given names, and what follows them such as `Jr`."""
    written = str(author.get("given") or "")
    if written.isalpha():
        return [written], ""
    given = written.replace(",", " ").split()
    suffix = given.pop() if len(given) > 1 and given[-1] in SUFFIXES else ""
    return " ".join(given).replace(".", " ").split(), suffix


def _initials(part: str) -> str:
    # "JR" is initials already; "Juan" is a name.
    return part if part.isupper() and len(part) <= 3 else part[0].upper()


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


def _apa_date(work: Addressed) -> str:
    if not work.issued_year:
        return "n.d."
    if work.csl_type not in DATED_TO_THE_DAY or not work.issued_month:
        return str(work.issued_year)
    day = f" {work.issued_day}" if work.issued_day else ""
    return f"{work.issued_year}, {WHOLE_MONTHS[work.issued_month - 1]}{day}"


def _kind(work: Addressed) -> str:
    if work.csl_type == "thesis":
        return f" [{', '.join(part for part in ('Thesis', work.publisher) if part)}]"
    return " [Data set]" if work.csl_type == "dataset" else ""


def _apa_source(work: Addressed, authors: str) -> str:
    """Where the work appeared; a publisher that is its author is not said twice."""
    container = _one_line(work.container_title)
    publisher = "" if work.csl_type == "thesis" else _one_line(work.publisher)
    volume = f"{work.volume or ''}" + (f"({work.issue})" if work.issue else "")
    pages = RANGE.sub("–", work.pages or "")
    if container and (
        work.csl_type == "chapter" or (work.csl_type == "paper-conference" and not volume)
    ):
        inside = ", ".join(
            part
            for part in (volume and f"Vol. {volume}", pages and f"{_pages_word(pages)} {pages}")
            if part
        )
        return _told_once(f"In {container}" + (f" ({inside})" if inside else ""), publisher)
    where = pages or (f"Article {work.article_number}" if work.article_number else "")
    line = ", ".join(part for part in (container, volume, where) if part)
    if line and work.csl_type not in INSTITUTES:
        return line
    return _told_once(line, "" if publisher == authors else publisher)


def _pages_word(pages: str) -> str:
    return "pp." if "–" in pages or "," in pages else "p."


def _told_once(one: str, other: str) -> str:
    return " ".join(_sentence(part) for part in (one, other if other != one else "") if part)


def _search(work: Citable) -> str:
    when = work.searched_on
    day = f"{when.day} {MONTHS[when.month - 1]} {when.year}" if isinstance(when, dt.date) else ""
    line = f"Recorded search: {work.search_database}"
    line += f", “{work.search_query}”" if work.search_query else ""
    line += f", {day}" if day else ""
    if work.search_hits is not None:
        line += f", {work.search_hits} {'hit' if work.search_hits == 1 else 'hits'}"
    return _sentence(line)


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _sentence(text: str) -> str:
    """The text with one mark at its end."""
    text = _one_line(text)
    return text if text[-1:] in ".?!" else f"{text}."
