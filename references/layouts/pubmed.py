"""PubMed's CSV layout ("Save > Format: CSV"). Pure."""

import re
from typing import Any

from references.layouts.names import pubmed_authors
from references.layouts.own import begun, warned
from references.layouts.rows import StagedInput
from references.layouts.table import Table, column_key

HEADER = (
    "PMID",
    "Title",
    "Authors",
    "Citation",
    "First Author",
    "Journal/Book",
    "Publication Year",
    "Create Date",
    "PMCID",
    "NIHMS ID",
    "DOI",
)
KEYS = {column_key(name) for name in HEADER}
MARKS = {"citation", "firstauthor", "journalbook", "pmid", "title"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
CITATION = re.compile(
    r"\s*(?P<year>\d{4})(?:\s+(?P<month>[A-Za-z]{3})\w*(?:\s+(?P<day>\d{1,2}))?)?[^;:.]*"
    r"(?:;(?P<volume>[^:().]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<pages>[^.;]*))?)?"
)
COLUMNS = {
    "pmid": "PMID",
    "title": "Title",
    "authors": "Authors",
    "container_title": "Journal/Book",
    "issued_year": "Publication Year",
    "issued_month": "Citation",
    "issued_day": "Citation",
    "volume": "Citation",
    "issue": "Citation",
    "pages": "Citation",
    "pmcid": "PMCID",
    "doi": "DOI",
}


def is_pubmed(header: list[str]) -> bool:
    """Whether this header is PubMed's."""
    return {column_key(name) for name in header} >= MARKS


def read(table: Table) -> tuple[list[StagedInput], list[str]]:
    """Rows and what to say about the file."""
    ignored = [name for name in table.header if name and column_key(name) not in KEYS]
    notes = [f"Columns not known and ignored: {', '.join(ignored)}."] if ignored else []
    return [_row(line, table.header, cells) for line, cells in table.rows], notes


def _row(line: int, header: list[str], cells: list[str]) -> StagedInput:
    row = begun(line, header, cells)
    cell = {column_key(name): value for name, value in row.raw.items()}
    authors, truncated = pubmed_authors(cell.get("authors", ""))
    row.data = {
        "pmid": cell.get("pmid", ""),
        "title": cell.get("title", ""),
        "authors": authors,
        "authors_truncated": truncated,
        "container_title": cell.get("journalbook", ""),
        "issued_year": cell.get("publicationyear", ""),
        "pmcid": cell.get("pmcid", ""),
        "doi": cell.get("doi", ""),
        **citation(cell.get("citation", ""), cell.get("journalbook", "")),
    }
    if row.data.get("issued_year", "").strip() != row.data.pop("year", ""):
        row.data.pop("issued_month", None)
        row.data.pop("issued_day", None)
    row.columns = COLUMNS
    return warned(row)


def citation(text: str, journal: str) -> dict[str, Any]:
    """`J Oncol. 2023 Feb 21;2023(4):8607062. doi: …` → year, month, day, volume, issue, pages."""
    start = journal.strip().rstrip(".")
    plain = text.strip()
    named = bool(start) and plain.startswith(start)
    rest = plain[len(start) :].lstrip(". ") if named else plain.partition(". ")[2]
    found = CITATION.match(rest)
    if found is None:
        return {}
    said: dict[str, Any] = {
        name: value.strip()
        for name, value in found.groupdict().items()
        if value and value.strip() and name != "month"
    }
    month = (found["month"] or "").lower()
    if month in MONTHS:
        said["issued_month"] = MONTHS.index(month) + 1
        if "day" in said:
            said["issued_day"] = said["day"]
    said.pop("day", None)
    return said
