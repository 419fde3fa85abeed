"""Our own CSV template: one column per field. Pure."""

import re

from references.identifiers import NOTHING
from references.layouts.names import own_authors
from references.layouts.rows import FileRefused, StagedInput
from references.layouts.table import Table, column_key
from references.works import IDENTIFIERS, Fields, problem

# Field → header of the template. The export writes the same, without the abstract.
COLUMNS = {
    "csl_type": "Type",
    "title": "Title",
    "authors": "Authors",
    "container_title": "Journal or book",
    "issued_year": "Year",
    "issued_month": "Month",
    "issued_day": "Day",
    "volume": "Volume",
    "issue": "Issue",
    "pages": "Pages",
    "article_number": "Article number",
    "publisher": "Publisher",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
    "language": "Language",
    "publication_types": "Publication types",
    "mesh_terms": "MeSH terms",
    "search_database": "Search database",
    "search_query": "Search query",
    "searched_on": "Search date",
    "search_hits": "Search hits",
    "abstract": "Abstract",
}
ALSO = {
    "csltype": "csl_type",
    "journal": "container_title",
    "journalbook": "container_title",
    "containertitle": "container_title",
    "publicationyear": "issued_year",
    "author": "authors",
    "pubmedid": "pmid",
}
BY_KEY = {column_key(header): name for name, header in COLUMNS.items()} | ALSO
# "0" is not among them: a zero in an identifier's column is a mistake that a person should see.
PLACEHOLDERS = NOTHING - {"0"}
LISTS = ("publication_types", "mesh_terms")
# A file creates or completes references. It never decides anything.
DECISIONS = re.compile(
    r"(?:review|approv|publish|status|standing|verdict|badge|certainty|retract|merged|decided|signed"
    r"|createdby|editedby|addedby|apprais|authorid|sha256|^id$|^pk$)"
)
NEUTRALISED = re.compile(r"'(?=[\s']*[=+\-@\t\r＝＋－＠])")


def knows(key: str) -> bool:
    """Whether a column of this key is one of the template's."""
    return key in BY_KEY


def read(table: Table) -> tuple[list[StagedInput], list[str]]:
    """Rows and what to say about the file. Refuses columns that would decide something."""
    fields = [BY_KEY.get(column_key(name)) for name in table.header]
    forbidden = [
        name
        for name, field in zip(table.header, fields, strict=True)
        if field is None and DECISIONS.search(column_key(name))
    ]
    if forbidden:
        raise FileRefused(
            f"The column {', '.join(forbidden)} would decide something that people decide here.",
            "Remove it; a file only adds references or completes them.",
        )
    if len([field for field in fields if field]) > len({field for field in fields if field}):
        raise FileRefused("Two columns mean the same field.", "Remove one of them.")
    ignored = [n for n, f in zip(table.header, fields, strict=True) if n and f is None]
    notes = [f"Columns not known and ignored: {', '.join(ignored)}."] if ignored else []
    return [_row(line, table.header, cells) for line, cells in table.rows], notes


def _row(line: int, header: list[str], cells: list[str]) -> StagedInput:
    row = begun(line, header, cells)
    columns: dict[str, str] = {}
    for name, cell in row.raw.items():
        field = BY_KEY.get(column_key(name))
        if field is None:
            continue
        value = NEUTRALISED.sub("", cell, count=1) if NEUTRALISED.match(cell) else cell
        columns[field] = name
        row.data |= _field(field, value)
    row.columns = columns
    return warned(row)


def _field(field: str, value: str) -> Fields:
    if field == "authors":
        authors, truncated = own_authors(value)
        return {"authors": authors, "authors_truncated": truncated}
    if field in IDENTIFIERS and value.strip().lower() in PLACEHOLDERS:
        return {field: ""}
    if field in LISTS:
        return {field: [part.strip() for part in value.split(";") if part.strip()]}
    if field == "csl_type":
        return {field: value.strip().lower()} if value.strip() else {}
    return {field: value}


def begun(line: int, header: list[str], cells: list[str]) -> StagedInput:
    """A row with its cells by column; a row with too many or too few is a problem."""
    raw = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    row = StagedInput(line, raw, {})
    unnamed = [cell for name, cell in zip(header, cells, strict=False) if not name and cell.strip()]
    if unnamed or len(cells) != len(header):
        beyond = [*unnamed, *cells[len(header) :]]
        raw |= {f"(cell {len(header) + at})": cell for at, cell in enumerate(beyond, 1)}
        row.problems.append(
            problem(
                "line",
                line,
                f"The row has {len(cells)} cells, the header {len(header)}.",
                "Put cells that contain the delimiter into quotation marks.",
            )
        )
    return row


def warned(row: StagedInput) -> StagedInput:
    """The row, with a warning where nothing identifies the work."""
    if not any(str(row.data.get(name) or "").strip() for name in ("doi", "pmid")):
        row.warnings.append(
            problem(
                "DOI",
                "",
                "The row has neither DOI nor PMID, so no notice can be found for it.",
                "Look up the DOI or the PMID.",
            )
        )
    return row
