"""A work as an entry of BibTeX, in Unicode. Pure.

Titles stand in double braces, which keep their capitals; names of groups stand in braces of their own.
"""

import re
from collections.abc import Iterable, Iterator

from references.exports import Work, day_of, one_line

ENTRIES = {
    "article-journal": "article",
    "article": "preprint",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "report",
    "thesis": "thesis",
    "webpage": "online",
    "legislation": "legislation",
    "dataset": "dataset",
    "document": "misc",
    "search": "misc",
}
CONTAINERS = {
    "article-journal": "journal",
    "article": "journal",
    "chapter": "booktitle",
    "paper-conference": "booktitle",
}
PUBLISHERS = {"report": "institution", "thesis": "school"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# What LaTeX would take for a command, and pairs of signs that it would join into one.
SPECIAL = re.compile(r"[&%$#_{}~^\\]|-(?=-)|`(?=`)|'(?=')|[?!](?=`)|<(?=<)|>(?=>)|,(?=,)")
WRITTEN = {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    **{sign: sign + "{}" for sign in "-`'?!<>,"},
}
NOT_VERBATIM = re.compile(r"[{}\\]")
# What would divide a name, or end a list of them.
DIVIDES = re.compile(r"[,\"&%$#_{}~^\\]|\b(?:and|others|et\s+al)\b", re.I)


def latex(text: str) -> str:
    """The text so that LaTeX prints it as it is."""
    return SPECIAL.sub(lambda found: WRITTEN[found[0]], text)


def entry(work: Work) -> str:
    """One entry, under the reference's public key."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(work) if value)
    return f"@{ENTRIES.get(work.csl_type, 'misc')}{{{work.key},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{latex(one_line(work.title))}}}}}"
    yield "author", _authors(work)
    yield CONTAINERS.get(work.csl_type, "maintitle"), _text(work.container_title)
    yield from _issued(work)
    yield "volume", _text(work.volume)
    yield "number", _text(work.issue)
    yield "pages", _pages(work.pages)
    yield "eid", _text(work.article_number)
    yield PUBLISHERS.get(work.csl_type, "publisher"), _text(work.publisher)
    yield "doi", _verbatim(work.doi)
    yield "pmid", _text(work.pmid)
    yield "pmcid", _text(work.pmcid)
    yield "url", _verbatim(work.url)
    yield "language", _text(work.language)
    yield "pubtype", _text("; ".join(work.publication_types or []))
    yield "mesh", _text("; ".join(work.mesh_terms or []))
    if work.csl_type == "search":
        yield "type", "{Recorded search}"
    yield "searchdatabase", _text(work.search_database)
    yield "searchquery", _text(work.search_query)
    yield "searchdate", _text(work.searched_on)
    yield "searchhits", _text(work.search_hits)


def _text(value: object) -> str:
    text = one_line(value)
    return f"{{{latex(text)}}}" if text else ""


def _pages(pages: str) -> str:
    """A range has two hyphens, as LaTeX prints a dash."""
    text = "--".join(map(latex, one_line(pages).split("-")))
    return f"{{{text}}}" if text else ""


def _verbatim(value: str | None) -> str:
    """An identifier or address, which BibLaTeX takes sign by sign; only braces and what escapes are written out."""
    text = NOT_VERBATIM.sub(lambda found: WRITTEN[found[0]], one_line(value))
    return f"{{{text}}}" if text else ""


def _issued(work: Work) -> Iterator[tuple[str, str]]:
    issued = day_of(work)
    yield "year", f"{{{issued[0]}}}" if issued else ""
    yield "month", MONTHS[issued[1] - 1] if len(issued) > 1 else ""
    yield "day", f"{{{issued[2]}}}" if len(issued) > 2 else ""


def _authors(work: Work) -> str:
    names = [name for author in work.authors or [] if (name := _name(author))]
    if work.authors_truncated:
        names.append("others")
    return f"{{{' and '.join(names)}}}" if names else ""


def _name(author: dict[str, str]) -> str:
    family, given = author.get("family") or "", author.get("given") or ""
    if not family or not given:
        whole = latex(one_line(author.get("literal") or family or given))
        return f"{{{whole}}}" if whole else ""
    if DIVIDES.search(f"{family} {given}"):
        family, given = _part(family), _part(given)
    return f"{family}, {given}"


def _part(name: str) -> str:
    """A part of a name; one that holds what divides names is in braces."""
    text = latex(one_line(name))
    return f"{{{text}}}" if DIVIDES.search(name) else text


def document(works: Iterable[Work]) -> Iterator[str]:
    """All entries, a blank line after each."""
    for work in works:
        yield entry(work) + "\n"
