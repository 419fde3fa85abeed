"""What an item of CSL-JSON says, by our names. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from references.identifiers import TAG
from references.layouts import dates, hidden, names
from references.layouts.tagged import OWN_KEY, Said, first_address, first_language, meant
from references.works import TYPES, Fields

# CSL's types and those that Crossref writes in their place.
KNOWN = {
    "article": "article",
    "article-journal": "article-journal",
    "article-magazine": "article",
    "article-newspaper": "article",
    "journal-article": "article-journal",
    "review": "article-journal",
    "preprint": "article",
    "posted-content": "article",
    "manuscript": "article",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "entry-encyclopedia": "chapter",
    "entry-dictionary": "chapter",
    "entry": "chapter",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "standard": "report",
    "regulation": "legislation",
    "bill": "legislation",
    "legal_case": "legislation",
    "treaty": "legislation",
    "post": "webpage",
    "post-weblog": "webpage",
}
TEXTS = {
    "title": "title",
    "container_title": "container-title",
    "volume": "volume",
    "issue": "issue",
    "article_number": "article-number",
    "publisher": "publisher",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
}
LISTED = {"publication_types": "mscPublicationTypes", "mesh_terms": "mscMeshTerms"}
SEARCHED = {
    "search_database": "mscSearchDatabase",
    "search_query": "mscSearchQuery",
    "search_hits": "mscSearchHits",
}
PARTS = ("issued_year", "issued_month", "issued_day")
SIGNS_OF_AN_ITEM = frozenset(
    {"title", "DOI", "PMID", "PMCID", "author", "container-title", "issued", "URL"}
)
HIDDEN = (("doi", hidden.doi_in), ("pmid", hidden.pmid_in), ("pmcid", hidden.pmcid_in))
DASHES = re.compile(r" ?(?:-{2,}|[\u2010-\u2015\u2212]) ?")


def is_item(value: object) -> bool:
    """Whether this is an object with a type, or an identity and a name, of CSL."""
    if not isinstance(value, Mapping):
        return False
    return len(SIGNS_OF_AN_ITEM & value.keys()) >= (1 if isinstance(value.get("type"), str) else 2)


def fields(item: Mapping[str, Any]) -> Said:
    """Our fields, the name in the item that each came from, and warnings."""
    found = Said()
    own = _own(item)
    found.put("csl_type", "type", "search" if own.get("mscType") == "search" else _type(item))
    for ours, theirs in TEXTS.items():
        found.put(ours, theirs, said(item.get(theirs)))
    found.put("abstract", "abstract", TAG.sub("", said(item.get("abstract"))))
    found.put("language", "language", first_language(said(item.get("language"))))
    found.put("url", "URL", first_address(said(item.get("URL"))))
    pages = DASHES.sub("-", " ".join(said(item.get("page")).split()))
    found.put("pages", "page", pages)
    number = own or (found.data["csl_type"] == "article-journal" and not pages)
    if number and "article_number" not in found.data:
        found.put("article_number", "number", said(item.get("number")))
    _put_authors(found, item.get("author"))
    if not own:
        _put_hidden(found, item)
    found.put_dates("issued", *_date(item.get("issued")))
    _put_own(found, item, own)
    return found


def _own(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What our export keeps under `custom`, and its public key; nothing for an item of other tools."""
    custom = item.get("custom")
    named = custom if isinstance(custom, Mapping) else {}
    ours = {name: value for name, value in named.items() if str(name).startswith("msc")}
    key = item.get("id")
    return {**ours, "key": key} if ours or (isinstance(key, str) and OWN_KEY.fullmatch(key)) else {}


def _put_own(found: Said, item: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """What CSL has no name for, as our export writes it."""
    for ours, theirs in LISTED.items():
        values = own.get(theirs)
        found.put(ours, theirs, list(map(_text, values)) if isinstance(values, list) else None)
    if found.data["csl_type"] != "search":
        return
    for ours, theirs in SEARCHED.items():
        found.put(ours, theirs, _text(own.get(theirs)))
    accessed = item.get("accessed")
    _, day = _date(accessed)
    if len(day) == len(PARTS):
        found.put("searched_on", "accessed", "{:04}-{:02}-{:02}".format(*map(day.get, PARTS)))


def _text(value: object) -> str:
    """Text or number as text, whatever it says."""
    return str(value).strip() if isinstance(value, (str, int)) and value is not True else ""


def said(value: object) -> str:
    """Text or number as text, of a list its first; nothing for anything else and for placeholders."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return meant(str(value))


def _type(item: Mapping[str, Any]) -> str:
    written = said(item.get("type")).lower()
    return KNOWN.get(written) or (written if written in TYPES else "document")


def _put_authors(found: Said, listed: object) -> None:
    authors: list[names.Author] = []
    for one in listed if isinstance(listed, list) else []:
        author = _author(one)
        if names.OTHERS.fullmatch(author.get("literal", "")):
            found.put("authors_truncated", "author", True)
        elif author:
            authors.append(author)
    found.put("authors", "author", authors)


def _author(one: object) -> names.Author:
    """A person, particles with the family and a suffix behind the given names; a group as a literal."""
    if isinstance(one, str):
        return names.comma_person(one)
    if not isinstance(one, Mapping):
        return {}
    literal = _text(one.get("literal")) or _text(one.get("name"))
    # "Nan" and "None" are surnames too.
    family, given = _text(one.get("family")), _text(one.get("given"))
    if literal or not family:
        group = literal or given
        return {} if not group or names.nobody(group) else {"literal": group}
    for particle in ("non-dropping-particle", "dropping-particle"):
        before = said(one.get(particle))
        if before:
            family = before + family if before[-1] in "'’-" else f"{before} {family}"
    given = " ".join(filter(None, (given, said(one.get("suffix")))))
    return {"family": family, "given": given} if given else {"family": family}


def _put_hidden(found: Said, item: Mapping[str, Any]) -> None:
    for theirs in ("note", "URL"):
        text = said(item.get(theirs))
        for ours, found_in in HIDDEN:
            if text and ours not in found.data:
                found.put(ours, theirs, found_in(text))


def _date(issued: object) -> tuple[str, Fields]:
    """What `date-parts`, `raw` or `literal` say, as it is written and as it is read."""
    if not isinstance(issued, Mapping):
        return said(issued), dates.issued(said(issued))
    listed = issued.get("date-parts")
    first = listed[0] if isinstance(listed, list) and listed else None
    parts = [said(part) for part in first[:3]] if isinstance(first, list) else [said(first)]
    if parts and parts[0]:
        written = "-".join(parts)
        return written, _numbers(parts)
    written = said(issued.get("raw")) or said(issued.get("literal")) or said(issued.get("year"))
    return written, dates.issued(written)


def _numbers(parts: list[str]) -> Fields:
    """The parts that are numbers, as far as they go: `2020`, `2020, 5`; a season of CSL is no month."""
    numbers = []
    for part in parts:
        if not re.fullmatch(r"\d{1,4}", part, re.ASCII):
            break
        numbers.append(part)
    found = dates.issued("-".join(numbers))
    return {name: found[name] for name in PARTS if name in found}
