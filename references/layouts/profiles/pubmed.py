"""PubMed's CSV layout ("Save > Format: CSV"). Pure.

Files of this layout are the largest that people bring, so a row is read in one pass with no table of takes.
"""

import re
from collections.abc import Sequence
from operator import itemgetter

from references.layouts.names import pubmed_authors
from references.layouts.profiles.cells import (
    UNIDENTIFIED,
    Width,
    restored,
    retracted,
)
from references.layouts.profiles.layout import RowReader, unknown
from references.layouts.rows import StagedInput
from references.layouts.table import column_key
from references.works import Fields, calls_itself_retracted

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
KEYS = frozenset(column_key(name) for name in HEADER)
MARKS = frozenset({"citation", "firstauthor", "journalbook", "pmid", "title"})
READ = ("pmid", "title", "authors", "journalbook", "publicationyear", "pmcid", "doi", "citation")
FIELDS = {
    "pmid": "pmid",
    "title": "title",
    "authors": "authors",
    "container_title": "journalbook",
    "issued_year": "publicationyear",
    "issued_month": "citation",
    "issued_day": "citation",
    "volume": "citation",
    "issue": "citation",
    "pages": "citation",
    "pmcid": "pmcid",
    "doi": "doi",
}
MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
CITATION = re.compile(
    r"\s*(\d{4})(?:\s+([A-Za-z]{3})\w*(?:\s+(\d{1,2}))?)?[^;:.]*"
    r"(?:;([^:().]*)(?:\(([^)]*)\))?(?::([^.;]*))?)?"
)


class PubMed:
    """The layout that PubMed's website saves."""

    name = "PubMed CSV"

    def knows(self, key: str) -> bool:
        """Whether a column of this key is PubMed's."""
        return key in KEYS

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header with these columns is PubMed's."""
        return keys >= MARKS

    def reader(self, header: Sequence[str]) -> tuple[RowReader, list[str]]:
        """A reader of rows under this header, and what to say about the file."""
        width = Width(header, empty_tail=True)
        at = {column_key(name): place for place, name in enumerate(header) if name}
        lacking = any(key not in at for key in READ)
        pick = itemgetter(*(at.get(key, width.names) for key in READ))
        columns = {field: header[at[key]] for field, key in FIELDS.items() if key in at}

        def row(line: int, cells: list[str]) -> StagedInput:
            raw, problems = (cells, []) if width.fits(cells) else width.fitted(line, cells)
            picked = pick([*raw[: width.names], ""] if lacking else raw)
            pmid, title, names, journal, year, pmcid, doi, cited = picked
            if title[:1] == "'" or names[:1] == "'":
                title, names = restored(title), restored(names)
            authors, truncated = pubmed_authors(names)
            data: Fields = {
                "pmid": pmid,
                "title": title,
                "authors": authors,
                "authors_truncated": truncated,
                "container_title": journal,
                "issued_year": year,
                "pmcid": pmcid,
                "doi": doi,
            }
            _cite(data, cited, journal, year.strip())
            warnings = [] if pmid.strip() or doi.strip() else [UNIDENTIFIED]
            if calls_itself_retracted(title):
                warnings.append(retracted(columns["title"], title))
            return StagedInput(line, raw, data, problems, warnings, columns)

        return row, unknown(header, self.knows)


def citation(text: str, journal: str, year: str) -> Fields:
    """`J Oncol. 2023 Feb 21;2023(4):8607062. doi: …` → month, day, volume, issue, pages.

    The month and the day are left out where the citation is of another year than the column of the year.
    """
    said: Fields = {}
    _cite(said, text, journal, year)
    return said


def _cite(data: Fields, text: str, journal: str, stated: str) -> None:
    start = journal.strip().rstrip(".")
    plain = text.strip()
    named = bool(start) and plain.startswith(start)
    rest = plain[len(start) :].lstrip(". ") if named else plain.partition(". ")[2]
    found = CITATION.match(rest)
    if found is None:
        return
    year, month, day, volume, issue, pages = found.groups("")
    number = MONTHS.get(month.lower()) if year == stated else None
    if number:
        data["issued_month"] = number
        if day:
            data["issued_day"] = day
    if volume and not volume.isspace():
        data["volume"] = volume.strip()
    if issue and not issue.isspace():
        data["issue"] = issue.strip()
    if pages and not pages.isspace():
        data["pages"] = pages.strip()
