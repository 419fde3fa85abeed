"""PubMed's own tagged text (.nbib, MEDLINE format), and what PubMed says about a record's standing. Pure."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator

from references.layouts.dates import issued
from references.layouts.hidden import doi_in
from references.layouts.names import Author, comma_person, initialled_person
from references.layouts.rows import Choices, NoticeInput, Opened, Reading, StagedInput
from references.layouts.tagged import (
    HEADER,
    Record,
    Said,
    Tags,
    numbered_lines,
    shortened,
    staged,
    values,
)
from references.works import problem

TAGGED = re.compile(r"([A-Z]{2,4}) {0,2}-(?: (.*))?$", re.S)
PMID_LINE = re.compile(r"PMID ?- *\d")
MARKS = frozenset("PMID OWN STAT FAU DP TA JT MHDA EDAT PST".split())
RETRACTED = "Retracted Publication"
# The statements about a record's standing: tag → nature, as Retraction Watch calls it, and a reason.
STATEMENTS = {
    "RIN": ("Retraction", ""),
    "RPI": ("Retraction", "Retract and Replace"),
    "ECI": ("Expression of concern", ""),
    "EIN": ("Correction", ""),
}
KINDS = {"RIN": "retraction", "RPI": "republished", "ECI": "concern", "EIN": "correction"}
NOTICE_DATE = re.compile(r"\. (\d{4} [A-Z][a-z]{2} \d{1,2})\s*[;:.]")
NOTICE_PMID = re.compile(r"\bPMID:\s*([1-9]\d{0,8})(?!\d)", re.ASCII)


def looks_like(beginning: str) -> bool:
    """Whether its first line is tagged, none names a RIS type, and one is a PMID or several are PubMed's."""
    lines = [line for line in beginning.splitlines() if line.strip()][:200]
    if not lines or not TAGGED.match(lines[0]):
        return False
    tags = {found[1] for found in map(TAGGED.match, lines) if found}
    return "TY" not in tags and (any(map(PMID_LINE.match, lines)) or len(tags & MARKS) >= 3)


def read(file: Opened, choices: Choices) -> Reading:
    """Every record of the file, lazily."""
    return Reading("PubMed text", HEADER, (_row(record) for record in _records(file)))


def _records(file: Opened) -> Iterator[Record]:
    """A record ends at an empty line before the next tag, or where a PMID follows other tags."""
    record: Record | None = None
    gap = numbered = described = False
    for number, line in numbered_lines(file):
        tagged = TAGGED.match(line)
        if tagged is None:
            gap = gap or not line.strip()
            if record and line.strip():
                record.add(line)
            continue
        if record and (gap or (tagged[1] == "PMID" and numbered and described)):
            yield record
            record = None
        if record is None:
            record, numbered, described = Record(number), False, False
        numbered = numbered or tagged[1] == "PMID"
        described = described or tagged[1] != "PMID"
        gap = False
        record.add(line)
    if record:
        yield record


def _row(record: Record) -> StagedInput:
    if record.too_long:
        return staged(record, None)
    tags = Tags(values(record.lines, _tag_of))
    row = staged(record, _said(tags))
    numbers = list(dict.fromkeys(tags.all("PMID")))
    if len(numbers) > 1:
        reason = "This record has more than one PMID."
        mend = "Leave only the PMID of this work."
        row.problems.append(problem("PMID", ", ".join(numbers), reason, mend))
    return row


def _tag_of(line: str, before: str) -> tuple[str, str] | None:
    found = TAGGED.match(line)
    return (found[1], found[2] or "") if found else None


def _said(tags: Tags) -> Said:
    said = Said()
    _put_titles(said, tags)
    said.put("authors", "FAU" if tags.all("FAU") else "AU", _authors(tags))
    tag, date = tags.first("DP", "YR")
    said.put_dates(tag, date, issued(date))
    said.put("volume", *tags.first("VI"))
    said.put("issue", *tags.first("IP"))
    said.put("pages", *tags.first("PG"))
    said.put("publisher", *tags.first("PB"))
    said.put("pmid", *_pmid(tags))
    said.put("doi", *_doi(tags))
    said.put("pmcid", *tags.first("PMC"))
    said.put("language", *tags.first("LA"))
    said.put("abstract", *tags.first("AB", "OAB"))
    said.put("publication_types", "PT", tags.all("PT"))
    said.put("mesh_terms", "MH", tags.all("MH"))
    if RETRACTED in tags.all("PT") or tags.all("RIN"):
        reason = "PubMed calls this work retracted."
        mend = "Load the same file under Notices, so that what cites it is re-checked."
        said.warnings.append(problem("PT", RETRACTED, reason, mend))
    return said


def _put_titles(said: Said, tags: Tags) -> None:
    """An article in its journal, a chapter in its book, or a book."""
    title, book = tags.first("TI"), tags.first("BTI")
    said.put("title", *(title if title[1] else book if book[1] else tags.first("TT")))
    if book[1]:
        chapter = bool(title[1]) and title[1] != book[1]
        said.put("csl_type", "BTI", "chapter" if chapter else "book")
        said.put("container_title", *(book if chapter else ("", "")))
        return
    said.put("csl_type", "PT", "article" if "Preprint" in tags.all("PT") else "article-journal")
    said.put("container_title", *tags.first("JT", "JN", "TA"))


def _authors(tags: Tags) -> list[Author]:
    """People by their full names where given, and groups, in the order of the record."""
    people = "FAU" if tags.all("FAU") else "AU"
    authors: list[Author] = []
    for tag, name in tags.pairs:
        if tag == "CN":
            authors.append({"literal": name})
        elif tag == people:
            authors.append(
                comma_person(name) if "," in name else initialled_person(name) or {"literal": name}
            )
    return [author for author in authors if author]


def _pmid(tags: Tags) -> tuple[str, str]:
    """The PMID; Ovid's name for it counts where the record is MEDLINE's."""
    if tags.all("PMID") or not any("medline" in name.lower() for name in tags.all("DB")):
        return tags.first("PMID")
    return tags.first("UI")


def _doi(tags: Tags) -> tuple[str, str]:
    for tag in ("LID", "AID"):
        for value in tags.all(tag):
            before, mark, _ = value.lower().partition("[doi]")
            if mark and before.strip():
                return tag, value[: len(before)].split()[-1]
    tag, value = tags.first("DO")
    return (tag, value) if value else ("SO", doi_in(shortened(tags.first("SO")[1])))


def flags(file: Opened) -> Iterator[NoticeInput]:
    """Every statement of PubMed that a work was retracted, corrected or called into question, lazily."""
    for record in _records(file):
        if not record.too_long:
            yield from _flags(Tags(values(record.lines, _tag_of)))


def _flags(tags: Tags) -> Iterator[NoticeInput]:
    pmid, doi = tags.first("PMID")[1], _doi(tags)[1]
    if not pmid and not doi:
        return
    statements = [(tag, value) for tag, value in tags.pairs if tag in STATEMENTS]
    if RETRACTED in tags.all("PT") and not tags.all("RIN", "RPI"):
        statements.append(("RIN", ""))
    for tag, statement in dict.fromkeys(statements):
        yield _notice(tags, pmid, doi, tag, statement)


def _notice(tags: Tags, pmid: str, doi: str, tag: str, statement: str) -> NoticeInput:
    nature, reason = STATEMENTS[tag]
    found = NOTICE_PMID.search(statement)
    digest = hashlib.sha256(statement.encode()).hexdigest()[:12]
    notice_pmid = found[1] if found else ""
    raw = {"PMID": pmid, "PT": "; ".join(tags.all("PT")), tag: statement}
    return NoticeInput(
        record_id=f"PubMed:{pmid or doi}:{KINDS[tag]}:{notice_pmid or digest}",
        nature=nature,
        noticed_on=_day(statement),
        notice_doi=doi_in(shortened(statement)),
        notice_pmid=notice_pmid,
        original_doi=doi,
        original_pmid=pmid,
        original_title=tags.first("TI", "BTI", "TT")[1],
        original_year=issued(tags.first("DP")[1]).get("issued_year"),
        reason=reason,
        raw=raw,
    )


def _day(statement: str) -> dt.date | None:
    """The day on which a notice appeared, where its citation names one; a month is no day."""
    found = NOTICE_DATE.search(statement)
    dates = issued(found[1]) if found else {}
    if "issued_day" not in dates:
        return None
    return dt.date(dates["issued_year"], dates["issued_month"], dates["issued_day"])
