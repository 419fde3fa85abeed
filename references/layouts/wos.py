"""Web of Science's field-tagged plain text, also of its SciELO index. Pure."""

import re
from collections.abc import Iterator

from references.layouts.dates import issued
from references.layouts.names import Author, comma_person
from references.layouts.rows import Choices, Opened, Reading, StagedInput
from references.layouts.tagged import (
    HEADER,
    Record,
    Said,
    Tags,
    first_language,
    numbered_lines,
    page_range,
    staged,
    values,
)

BEGINS = re.compile(r"PT [A-Z]\s*$")
FILE_BEGINS = re.compile(r"\s*FN \S[^\n\r]*[\n\r]+VR |\s*PT [JBSCPD][ \t]*[\n\r]+[A-Z][A-Z0-9] ")
ENDS = re.compile(r"(?:ER|EF)\s*$")
TAGGED = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$", re.S)
PEOPLE = ("AU", "AF", "CA", "BA", "BF", "GP")
TYPES = {"J": "article-journal", "B": "book", "S": "chapter", "C": "paper-conference"}


def looks_like(beginning: str) -> bool:
    """Whether the file names its maker and version, or begins with a record."""
    return FILE_BEGINS.match(beginning) is not None


def read(file: Opened, choices: Choices) -> Reading:
    """Every record of the file, lazily."""
    rows = (_row(record) for record in _records(file))
    return Reading("Web of Science text", HEADER, rows)


def _records(file: Opened) -> Iterator[Record]:
    record: Record | None = None
    for number, line in numbered_lines(file):
        if record and (BEGINS.match(line) or ENDS.match(line)):
            yield record
            record = None
        if BEGINS.match(line):
            record = Record(number)
        if record:
            record.add(line)
    if record:
        yield record


def _row(record: Record) -> StagedInput:
    if record.too_long:
        return staged(record, None)
    return staged(record, _said(Tags(values(record.lines, _tag_of, PEOPLE))))


def _tag_of(line: str, before: str) -> tuple[str, str] | None:
    found = TAGGED.match(line)
    return (found[1], found[2] or "") if found else None


def _said(tags: Tags) -> Said:
    said = Said()
    kinds = [kind.strip() for kind in tags.first("DT")[1].split(";") if kind.strip()]
    said.put("csl_type", "PT", _type(tags.first("PT")[1], kinds))
    said.put("publication_types", "DT", kinds)
    said.put("title", *tags.first("TI"))
    said.put("container_title", *tags.first("SO"))
    _put_authors(said, tags)
    _put_date(said, tags)
    said.put("volume", *tags.first("VL"))
    said.put("issue", *tags.first("IS"))
    said.put("pages", "BP", page_range(tags.first("BP")[1], tags.first("EP")[1]))
    said.put("article_number", *tags.first("AR"))
    said.put("publisher", *tags.first("PU"))
    tag, doi = tags.first("DI")
    said.put("doi", tag, re.sub(r"(?<=/)\s+", "", doi))
    said.put("pmid", *tags.first("PM"))
    tag, language = tags.first("LA")
    said.put("language", tag, first_language(language))
    said.put("abstract", *tags.first("AB", "X4"))
    return said


def _type(kind: str, kinds: list[str]) -> str:
    if "book chapter" in [name.lower() for name in kinds]:
        return "chapter"
    if kind in ("C", "S") or "proceedings paper" in [name.lower() for name in kinds]:
        return "paper-conference" if kind != "J" else "article-journal"
    return TYPES.get(kind, "")


def _put_authors(said: Said, tags: Tags) -> None:
    """Full names where the record has them, then the groups."""
    tag = next((tag for tag in ("AF", "AU", "BF", "BA") if tags.all(tag)), "CA")
    authors: list[Author] = [] if tag == "CA" else [comma_person(name) for name in tags.all(tag)]
    authors += [{"literal": name} for name in tags.all("CA", "GP")]
    said.put("authors", tag, [author for author in authors if author])


def _put_date(said: Said, tags: Tags) -> None:
    """The year, with the month that stands beside it; of an early access, its date."""
    tag, year = tags.first("PY", "EA")
    part = tags.first("PD")[1] if tag == "PY" else ""
    text = f"{year}-{part}" if part.isdigit() else f"{year} {part}"
    said.put_dates(tag, year, issued(text))
