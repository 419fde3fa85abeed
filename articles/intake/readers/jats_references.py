"""One `<ref>` of JATS as a reference: the elements where it has them, else its words."""

import re
from dataclasses import replace

from lxml.etree import _Element

from articles.intake.completeness import with_missing
from articles.intake.model import Author, ParsedReference
from articles.intake.readers.tree import words_of
from articles.intake.reference_fields import parse_reference

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation")
_YEAR = re.compile(r"((?:1[5-9]|20)\d\d)([a-z]?)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def reference_of(ref: _Element, place: int) -> ParsedReference:
    """Read one entry; `place` is its number in the list."""
    citation = next((found for tag in _CITATIONS for found in ref.iter(tag)), None)
    if citation is None:
        return parse_reference(words_of(ref), place, place)
    title = _words(citation, "article-title", "chapter-title", "data-title", "trans-title")
    source = _words(citation, "source", "conf-name")
    if not (title or source):
        return parse_reference(words_of(citation), place, place)
    if not title:
        title, source = source, ""
    year = _YEAR.match(_words(citation, "year"))
    authors = tuple(_authors(citation))
    first, last = _words(citation, "fpage", "elocation-id"), _words(citation, "lpage")
    pages = f"{first}-{last}" if first and last and first != last else first
    doi, url = _identifier(citation, "doi"), _url(citation)
    found = ParsedReference(
        number=place,
        raw="",
        line=place,
        authors=authors,
        authors_truncated=citation.find(".//etal") is not None,
        year=int(year[1]) if year else None,
        year_suffix=year[2] if year else "",
        title=title.rstrip("."),
        container_title=source.rstrip("."),
        volume=_words(citation, "volume"),
        issue=_words(citation, "issue"),
        pages=pages,
        doi=doi,
        pmid=_identifier(citation, "pmid"),
        url=url,
    )
    return with_missing(replace(found, raw=_raw(found)))


def _words(citation: _Element, *tags: str) -> str:
    for tag in tags:
        for element in citation.iter(tag):
            if text := words_of(element):
                return text
    return ""


def _authors(citation: _Element) -> list[Author]:
    groups = [g for g in citation.iter("person-group") if g.get("person-group-type") == "author"]
    authors: list[Author] = []
    for part in groups[:1] or [citation]:
        for element in part.iter("name", "string-name", "collab"):
            family = _words(element, "surname") or words_of(element)
            if family:
                authors.append(Author(family, _words(element, "given-names")))
    return authors


def _identifier(citation: _Element, kind: str) -> str:
    for element in citation.iter("pub-id"):
        if element.get("pub-id-type") == kind:
            return words_of(element).lower()
    if kind == "doi":
        for element in citation.iter("ext-link", "uri", "comment"):
            if found := _DOI.search(" ".join(_strings(element))):
                return found[0].rstrip(".,;").lower()
    return ""


def _url(citation: _Element) -> str:
    for element in citation.iter("ext-link", "uri"):
        for text in _strings(element):
            if text.startswith(("http://", "https://")) and "doi.org/" not in text:
                return text
    return ""


def _strings(element: _Element) -> list[str]:
    """The values of its attributes and its words."""
    return [str(text) for text in (*element.attrib.values(), *element.itertext())]


def _raw(found: ParsedReference) -> str:
    """The entry as a list would print it, in the order of Vancouver."""
    names = ", ".join(f"{author.family} {author.given}".strip() for author in found.authors)
    if found.authors_truncated:
        names = f"{names}, et al"
    year = f"{found.year or ''}{found.year_suffix}"
    issue = f"({found.issue})" if found.issue else ""
    pages = f":{found.pages}" if found.pages else ""
    where = f"{year};{found.volume}{issue}{pages}" if found.volume else year
    doi = f"doi:{found.doi}" if found.doi else ""
    parts = [names, found.title, found.container_title, where, doi]
    return ". ".join(part for part in parts if part) + "."
