"""What the fields of a BibTeX entry say, by our names. Pure."""

import re
from collections.abc import Iterator, Mapping

from bibtexparser.middlewares.names import split_multiple_persons_names

from references.layouts import dates, hidden, names
from references.layouts.markup import plain_latex
from references.layouts.tagged import Said, first_address, first_language, meant
from references.works import Fields

Values = dict[str, str]

TYPES = {
    "article": "article-journal",
    "review": "article-journal",
    "periodical": "article-journal",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "proceedings": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inreference": "chapter",
    "suppbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "webpage": "webpage",
    "dataset": "dataset",
    "data": "dataset",
    "legislation": "legislation",
    "legal": "legislation",
    "preprint": "article",
}
# Our field, and the fields of BibTeX that may hold it, the surest first.
TEXTS = {
    "container_title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "article_number": ("article-number", "art_number", "articleno", "eid"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "abstract": ("abstract",),
}
# As our own export writes them.
LISTED = {"publication_types": "pubtype", "mesh_terms": "mesh"}
SEARCHED = {
    "search_database": "searchdatabase",
    "search_query": "searchquery",
    "searched_on": "searchdate",
    "search_hits": "searchhits",
}
IDENTIFIERS = {
    "doi": ("doi", "article-doi"),
    "pmid": ("pmid", "pubmed_id", "pubmed-id", "pubmedid"),
    "pmcid": ("pmcid", "pmc"),
}
HIDING = ("url", "howpublished", "note", "annote", "location-id", "ee", "link", "comment")
HIDDEN = (("doi", hidden.doi_in), ("pmid", hidden.pmid_in), ("pmcid", hidden.pmcid_in))
ADDRESSES = ("url", "howpublished", "link")
READ = frozenset(
    [name for theirs in (*TEXTS.values(), *IDENTIFIERS.values()) for name in theirs]
    + "title subtitle author pages year month day date url".split()
)
SAME_PAGE = re.compile(r"^(\w+)-\1$")
UNPUBLISHED = ("misc", "online", "article", "unpublished")
TILDE = re.compile(r"(?<!\\)~")
DASHES = re.compile(r" ?(?:-{2,}|[\u2010-\u2015\u2212]) ?")


def valued(written: str, macros: Mapping[str, str]) -> str:
    """What a value says: braces or quotes around it gone, macros in place, parts joined by `#` put together."""
    if "#" in written:
        return "".join(_part(part, macros) for part in _parts(written))
    return _part(written, macros)


def _part(part: str, macros: Mapping[str, str]) -> str:
    plain = part.strip()
    if plain[:1] + plain[-1:] in ("{}", '""') and len(plain) > 1:
        return plain[1:-1]
    return macros.get(plain.lower(), plain)


def _parts(written: str) -> Iterator[str]:
    """The parts between number signs that stand outside braces and quotes."""
    depth = start = 0
    quoted = False
    for at, sign in enumerate(written):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "#" and not depth and not quoted:
            yield written[start:at]
            start = at + 1
    yield written[start:]


def fields(kind: str, values: Values, *, own: bool = False) -> Said:
    """Our fields, the field of the entry each came from, and warnings. `own`: it is of our own export."""
    found = Said()
    found.put("csl_type", "", _type(kind, values))
    for ours, theirs in TEXTS.items():
        found.put(ours, *_first(values, theirs))
    found.put("title", "title", _title(values))
    found.put("language", *_language(values))
    _put_authors(found, values)
    pages = SAME_PAGE.sub(
        r"\1", DASHES.sub("-", " ".join(plainly(values.get("pages", "")).split()))
    )
    if pages != found.data.get("article_number"):
        found.put("pages", "pages", pages)
    _put_identifiers(found, values, () if own else HIDING)
    for name in ADDRESSES:
        if "url" not in found.data:
            address = first_address(_verbatim(values.get(name, "")))
            found.put("url", name, address if name == "url" else address.rstrip(".,;)"))
    _put_kind(found, values)
    _put_issued(found, values)
    if values.get("type") == "Recorded search":
        _put_search(found, values)
    return found


def _put_search(found: Said, values: Values) -> None:
    """A recorded search, as our own export writes it."""
    found.put("csl_type", "type", "search")
    for ours, theirs in SEARCHED.items():
        found.put(ours, theirs, plainly(values.get(theirs, "")))


def plainly(value: str) -> str:
    """The value as plain text, or nothing where it stands for nothing."""
    return meant(plain_latex(value))


def _first(values: Values, theirs: tuple[str, ...]) -> tuple[str, str]:
    for name in theirs:
        if values.get(name) and (value := plainly(values[name])):
            return name, value
    return "", ""


def _put_kind(found: Said, values: Values) -> None:
    """The kinds of publication and MeSH terms that our own export lists, and what Scopus calls the kind."""
    for ours, theirs in LISTED.items():
        parts = plainly(values.get(theirs, "")).split(";")
        found.put(ours, theirs, [part.strip() for part in parts if part.strip()])
    name = "document_type" if values.get("document_type") else "type"
    kind = plainly(values.get(name, ""))
    if (
        kind
        and "publication_types" not in found.data
        and (name == "document_type" or "scopus" in values.get("source", "").lower())
    ):
        found.put("publication_types", name, [kind])


def _type(kind: str, values: Values) -> str:
    archive = values.get("archiveprefix", values.get("eprinttype", "")).lower()
    if archive == "arxiv" and kind in UNPUBLISHED and not values.get("journal"):
        return "article"
    return TYPES.get(kind, "document")


def _title(values: Values) -> str:
    title = plainly(values.get("title", ""))
    subtitle = plainly(values.get("subtitle", ""))
    return f"{title}: {subtitle}" if title and subtitle else title


def _language(values: Values) -> tuple[str, str]:
    name, text = _first(values, ("language", "langid"))
    return name, first_language(text)


def _put_authors(found: Said, values: Values) -> None:
    written = values.get("author", "")
    if not written:
        return
    plain, truncated = names.without_et_al(" ".join(written.split()))
    listed = [part.strip() for part in split_multiple_persons_names(plain)]
    parts = [part for part in listed if part and part != "others"]
    commas = any("," in _outside_braces(part) for part in parts)
    authors = [author for part in parts if (author := _author(part, commas=commas))]
    found.put("authors", "author", authors)
    found.put("authors_truncated", "author", truncated or "others" in listed)


def _author(part: str, *, commas: bool) -> names.Author:
    """A person, or a group: what stands in braces of its own, and what has no comma where the others have."""
    plain = plainly(part)
    if _one_group(part):
        return {} if names.nobody(plain) or not plain else {"literal": plain}
    return names.comma_person(plain) if commas else names.spoken_person(plain)


def _one_group(part: str) -> bool:
    return part.startswith("{") and part.endswith("}") and not _outside_braces(part).strip()


def _outside_braces(part: str) -> str:
    depth = 0
    outside = []
    for sign in part:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif not depth:
            outside.append(sign)
    return "".join(outside)


def _put_identifiers(found: Said, values: Values, hiding: tuple[str, ...]) -> None:
    for ours, theirs in IDENTIFIERS.items():
        for name in theirs:
            if ours not in found.data:
                found.put(ours, name, _verbatim(values.get(name, "")))
    archive = values.get("eprinttype", values.get("archiveprefix", "")).lower()
    eprint = _verbatim(values.get("eprint", ""))
    if archive in ("pubmed", "pmid", "medline") and "pmid" not in found.data:
        found.put("pmid", "eprint", eprint)
    if archive in ("pmc", "pmcid") and "pmcid" not in found.data:
        found.put("pmcid", "eprint", f"PMC{eprint}" if eprint.isdigit() else eprint)
    for name in hiding:
        text = _verbatim(values.get(name, ""))
        for ours, found_in in HIDDEN:
            if text and ours not in found.data:
                found.put(ours, name, found_in(text))


def _verbatim(value: str) -> str:
    """Text in which hyphens and tildes are what they are, as in identifiers and addresses."""
    return plainly(TILDE.sub(r"\\textasciitilde{}", value.replace("--", "-{}-")))


def _put_issued(found: Said, values: Values) -> None:
    """Year, month and day; where year and date disagree, the year decides."""
    year, date = plainly(values.get("year", "")), plainly(values.get("date", ""))
    month = plainly(values.get("month", "")).replace("~", " ")
    said = dates.issued(year)
    from_date = dates.issued(date)
    if from_date and (not said or from_date["issued_year"] == said["issued_year"]):
        said = from_date | said
    if said and "issued_month" not in said:
        said |= _month(
            said["issued_year"],
            month or ("" if from_date else date),
            plainly(values.get("day", "")),
        )
    found.put_dates("year" if year else "date", year or date, said)


def _month(year: int, month: str, day: str) -> Fields:
    if month.isdigit():
        return dates.issued(f"{year}-{month}-{day}" if day.isdigit() else f"{year}-{month}")
    return dates.issued(f"{month} {day} {year}" if day else f"{month} {year}")
