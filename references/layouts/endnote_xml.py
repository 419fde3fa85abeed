"""EndNote XML, record by record, in both of its dialects. Pure.

The newer one writes `<xml><records><record>` with text in `<style>` elements or without; the older writes the
same names in capitals and with underscores.
"""

import re
from collections.abc import Iterator

from references.layouts import dates, hidden, names
from references.layouts.elements import Element, name_of, records, source_of, text_of
from references.layouts.rows import Choices, FileRefused, Opened, Reading, StagedInput
from references.layouts.tagged import Said, first_address, first_language, meant

TAGS = ("record", "RECORD")
LOOKS = re.compile(r"<xml\b[^>]*>\s*<records\b|^\s*(?:<\?xml[^>]*>\s*)?<records\b", re.I)
TYPES = {
    "journal article": "article-journal",
    "electronic article": "article-journal",
    "article": "article-journal",
    "magazine article": "article",
    "newspaper article": "article",
    "preprint": "article",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "ebook": "book",
    "conference proceedings": "paper-conference",
    "conference paper": "paper-conference",
    "book section": "chapter",
    "electronic book section": "chapter",
    "encyclopedia": "chapter",
    "thesis": "thesis",
    "report": "report",
    "government document": "report",
    "standard": "report",
    "web page": "webpage",
    "blog": "webpage",
    "online database": "webpage",
    "statute": "legislation",
    "bill": "legislation",
    "legal rule or regulation": "legislation",
    "case": "legislation",
    "dataset": "dataset",
}
# Numbers of the commonest types, for records that give no name.
NUMBERS = {
    "17": "article-journal",
    "0": "article-journal",
    "6": "book",
    "1": "book",
    "28": "book",
    "5": "chapter",
    "47": "paper-conference",
    "10": "paper-conference",
    "32": "thesis",
    "27": "report",
    "12": "webpage",
    "43": "article-journal",
    "59": "dataset",
}
# Our field, and the elements that may hold it, the surest first.
TEXTS = {
    "title": ("titles/title", "record/title"),
    "container_title": (
        "titles/secondary-title",
        "periodical/full-title",
        "record/secondary-title",
        "alt-periodical/full-title",
        "titles/alt-title",
    ),
    "volume": ("record/volume",),
    "issue": ("record/number", "record/issue"),
    "article_number": ("record/article-number", "record/custom7"),
    "publisher": ("record/publisher",),
    "abstract": ("record/abstract",),
    "doi": ("record/electronic-resource-num", "record/electronic-resource-number", "record/doi"),
}
YEARS = ("dates/year", "record/year")
DAYS = ("pub-dates/date", "dates/date", "record/date")
URLS = ("related-urls/url", "web-urls/url", "urls/url", "text-urls/url", "record/url")
PROVIDERS = ("record/remote-database-name", "record/remote-database-provider", "record/database")
HIDING = (*URLS, "record/notes", "record/label", "record/custom2", "record/accession-num")
HIDDEN = (("doi", hidden.doi_in), ("pmid", hidden.pmid_in), ("pmcid", hidden.pmcid_in))
PUBMED = re.compile(r"\b(?:pubmed|medline)\b(?!.*\.enlx?\b)", re.I)
PUBMED_URL = re.compile(r"pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:entrez|pubmed)", re.I)
DASHES = re.compile(r" ?(?:-{2,}|[\u2010-\u2015\u2212]) ?")

Values = dict[str, list[str]]


def looks_like(beginning: str) -> bool:
    """Whether this is XML with EndNote's list of records."""
    return LOOKS.search(beginning) is not None


def read(file: Opened, choices: Choices) -> Reading:
    """Every record as a row, numbered from 1. Raises FileRefused for a file without records."""
    if next(iter(records(file, TAGS)), None) is None:
        raise FileRefused("This EndNote XML has no records.", "Choose references and export again.")
    return Reading("EndNote XML", ("Record",), _rows(file))


def _rows(file: Opened) -> Iterator[StagedInput]:
    for number, record in enumerate(records(file, TAGS), 1):
        said = _said(_values(record))
        yield StagedInput(number, [source_of(record)], said.data, [], said.warnings, said.columns)


def _values(record: Element) -> Values:
    """The texts of a record by the element they stand in and the one around it."""
    values: Values = {}
    for element in record.iter():
        name, parent = _name(element), element.getparent()
        if name in ("", "style") or parent is None or element is record:
            continue
        key = f"{_name(parent)}/{name}"
        text = "".join(map(str, element.itertext())) if name == "abstract" else text_of(element)
        if meant(text):
            values.setdefault(key, []).append(text.strip())
        if name == "ref-type":
            values["ref-type/name"] = [element.get("name") or ""]
    return values


def _name(element: Element) -> str:
    return name_of(element).lower().replace("_", "-")


def _said(values: Values) -> Said:
    """Our fields, and the element each came from."""
    found = Said()
    found.put("csl_type", "ref-type", _type(values))
    for ours, theirs in TEXTS.items():
        found.put(ours, *_first(values, theirs))
    name, pages = _first(values, ("record/pages",))
    found.put("pages", name, DASHES.sub("-", " ".join(pages.split())))
    name, languages = _first(values, ("record/language",))
    found.put("language", name, first_language(languages))
    _put_authors(found, values)
    _put_issued(found, values)
    _put_identifiers(found, values)
    for key in URLS:
        if "url" not in found.data:
            found.put("url", "url", first_address(" ".join(values.get(key, ()))))
    return found


def _first(values: Values, keys: tuple[str, ...]) -> tuple[str, str]:
    """The element that says something, surest first, and what it says."""
    key = next((key for key in keys if key in values), "")
    return key.partition("/")[2], values[key][0] if key else ""


def _type(values: Values) -> str:
    written = (*values.get("ref-type/name", ()), *values.get("record/reference-type", ()))
    for kind in (*written, *values.get("record/ref-type", ())):
        found = TYPES.get(kind.lower().strip()) or NUMBERS.get(kind.strip())
        if found:
            return found
    return "document"


def _put_authors(found: Said, values: Values) -> None:
    """People, and groups, which end in a comma."""
    authors: list[names.Author] = []
    for written in values.get("authors/author", ()):
        plain, cut = names.without_et_al(written)
        found.put("authors_truncated", "author", cut or bool(names.OTHERS.fullmatch(written)))
        author = {"literal": plain} if written.endswith(",") else names.comma_person(plain)
        if any(author.values()):
            authors.append(author)
    found.put("authors", "author", authors)


def _put_issued(found: Said, values: Values) -> None:
    """The year decides; a date adds month and day, with a year of its own or without."""
    (_, year), (_, day) = _first(values, YEARS), _first(values, DAYS)
    said = dates.issued(day)
    if year and said.get("issued_year") != dates.issued(year).get("issued_year"):
        said = dates.issued(year) and (dates.issued(f"{day} {year}") or dates.issued(year))
    found.put_dates("year", year or day, said)


def _put_identifiers(found: Said, values: Values) -> None:
    """PMID, PMCID and DOI, also where EndNote's connection files hide them."""
    name, accession = _first(values, ("record/accession-num", "record/accession-number"))
    if re.fullmatch(r"\d{1,9}", accession) and _is_pubmed(values):
        found.put("pmid", name, accession)
    for key in HIDING:
        text = "\n".join(values.get(key, ()))
        for ours, found_in in HIDDEN:
            if text and ours not in found.data:
                found.put(ours, key.partition("/")[2], found_in(text))


def _is_pubmed(values: Values) -> bool:
    """Whether PubMed gave the record's accession number: its database or its address says so."""
    providers = [text for key in PROVIDERS for text in values.get(key, ())]
    addresses = [text for key in URLS for text in values.get(key, ())]
    return any(map(PUBMED.search, providers)) or any(map(PUBMED_URL.search, addresses))
