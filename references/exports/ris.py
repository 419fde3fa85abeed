"""A work as a record of RIS. Pure."""

from collections.abc import Iterable, Iterator

from references.exports import Work, day_of, one_line
from references.layouts.names import comma_people

TYPES = {
    "article-journal": "JOUR",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
    "legislation": "STAT",
    "dataset": "DATA",
    "search": "DBASE",
    "document": "GEN",
}


def record(work: Work) -> str:
    """One record, from its type to its end. Every value is one line."""
    lines = [f"TY  - {TYPES.get(work.csl_type, 'GEN')}"]
    lines += [f"{tag}  - {text}" for tag, value in _tags(work) if (text := one_line(value))]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _tags(work: Work) -> Iterator[tuple[str, object]]:
    yield "TI", work.title
    for author in work.authors or []:
        yield "AU", _name(author)
    if work.authors and work.authors_truncated:
        yield "AU", "et al."
    yield "T2", work.container_title
    yield from _issued(work)
    yield "VL", work.volume
    yield "IS", work.issue
    yield from _pages(one_line(work.pages))
    yield "C7", work.article_number
    yield "PB", work.publisher
    yield "DO", work.doi
    if work.pmid:
        yield "AN", work.pmid
        yield "DB", "PubMed"
    yield "C2", work.pmcid
    yield "UR", work.url
    yield "LA", work.language
    for kind in work.publication_types or []:
        yield "M3", kind
    for term in work.mesh_terms or []:
        yield "KW", term
    yield from _search(work)
    yield "ID", work.key


def _name(author: dict[str, str]) -> str:
    """`Family, Given`; a group as it is called, in braces where its name would read otherwise."""
    literal = one_line(author.get("literal"))
    if literal:
        as_called = comma_people(literal) == ([{"literal": literal}], False)
        return literal if as_called else f"{{{literal}}}"
    return ", ".join(one_line(author.get(part)) for part in ("family", "given")).rstrip(", ")


def _issued(work: Work) -> Iterator[tuple[str, object]]:
    issued = day_of(work)
    if issued:
        yield "PY", issued[0]
    if len(issued) > 1:
        yield (
            "DA",
            "/".join([str(issued[0]), *(f"{part:02}" for part in issued[1:])])
            + ("/" if len(issued) == 2 else ""),
        )


def _pages(pages: str) -> Iterator[tuple[str, object]]:
    start, _, end = pages.partition("-")
    if start.isalnum() and end.isalnum() and start != end:
        yield "SP", start
        yield "EP", end
    else:
        yield "SP", pages


def _search(work: Work) -> Iterator[tuple[str, object]]:
    """Where, what, when and how many; readers look for identifiers in the tags for other notes."""
    yield "DB", work.search_database
    yield "RN", work.search_query
    if work.searched_on:
        yield "Y2", f"{work.searched_on:%Y/%m/%d}"
    yield "M1", work.search_hits


def document(works: Iterable[Work]) -> Iterator[str]:
    """All records, one after another."""
    return map(record, works)
