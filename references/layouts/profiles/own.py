"""Our own CSV template: one column per field. Pure."""

import re
from collections.abc import Sequence

from references.layouts.names import own_authors
from references.layouts.profiles.cells import PLACEHOLDERS, Width, restored, warned
from references.layouts.profiles.layout import RowReader, unknown
from references.layouts.rows import FileRefused, StagedInput
from references.layouts.table import column_key
from references.layouts.tagged import meant
from references.works import IDENTIFIERS, LENGTHS, Fields

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
# Without one of these a row is nothing.
NAMING = frozenset(("title", "doi", "pmid"))
LISTS = ("publication_types", "mesh_terms")
# A file creates or completes references. It never decides anything. When a work was published, and by whom,
# is no decision.
DECISIONS = re.compile(
    r"(?:review|approv|(?<!date)publish(?!er|ed(?:on|online|date|year|month|day|in|print)|ing)|status|standing|verdict|badge|certainty|retract|merged|decided|signed"
    r"|createdby|editedby|addedby|apprais|authorid|sha256|^id$|^pk$)"
)


class Own:
    """The template that people download here, and files with its column names."""

    name = "MSC Portal template"

    def knows(self, key: str) -> bool:
        """Whether a column of this key is one of the template's."""
        return key in BY_KEY

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header says enough in the template's words: most of its columns, or refused ones."""
        fields = {BY_KEY[key] for key in keys if key in BY_KEY}
        others = sum(key not in BY_KEY and not DECISIONS.search(key) for key in keys)
        return bool(fields & NAMING) and others <= max(2, len(fields))

    def reader(self, header: Sequence[str]) -> tuple[RowReader, list[str]]:
        """A reader of rows, and what to say about the file. Refuses columns that would decide something."""
        fields = [BY_KEY.get(column_key(name)) for name in header]
        refuse_decisions([n for n, field in zip(header, fields, strict=True) if field is None])
        named = [field for field in fields if field]
        if len(named) > len(set(named)):
            raise FileRefused("Two columns mean the same field.", "Remove one of them.")
        width = Width(header)
        plan = [(at, field) for at, field in enumerate(fields) if field]
        columns = {field: header[at] for at, field in plan}

        def row(line: int, cells: list[str]) -> StagedInput:
            raw, problems = (cells, []) if width.fits(cells) else width.fitted(line, cells)
            data: Fields = {}
            for at, field in plan:
                data |= field_of(field, raw[at])
            return warned(StagedInput(line, raw, data, problems, [], columns))

        return row, unknown(header, self.knows)


def refuse_decisions(names: Sequence[str]) -> None:
    """Refuse a header whose columns, beside those that are fields, would decide something."""
    forbidden = [name for name in names if DECISIONS.search(column_key(name))]
    if forbidden:
        raise FileRefused(
            f"The column {', '.join(forbidden)} would decide something that people decide here.",
            "Remove it; a file only adds references or completes them.",
        )


def field_of(field: str, cell: str) -> Fields:
    """One cell of the template as its field."""
    value = restored(cell)
    if field == "authors":
        authors, truncated = own_authors(value)
        return {"authors": authors, "authors_truncated": truncated}
    if field in IDENTIFIERS and value.strip().lower() in PLACEHOLDERS:
        return {field: ""}
    if field in LISTS:
        return {field: [part.strip() for part in value.split(";") if part.strip()]}
    if field == "csl_type":
        return {field: value.strip().lower()} if value.strip() else {}
    return {field: meant(value) if field in LENGTHS else value}
