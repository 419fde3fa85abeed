"""Tables of nobody's layout: a person says which column is which field; the likely answer is proposed. Pure."""

from collections.abc import Mapping, Sequence

from references.layouts import hidden
from references.layouts.names import any_people
from references.layouts.profiles import cells, indexes, zotero
from references.layouts.profiles.layout import CellReader, RowReader, Take, compiled, text
from references.layouts.profiles.own import BY_KEY, COLUMNS, NAMING, refuse_decisions
from references.layouts.profiles.screening import month
from references.layouts.rows import FileRefused
from references.layouts.table import column_key
from references.works import Fields


def _month(cell: str) -> Fields:
    return {"issued_month": month(cell)["issued_month"] or cell}


TYPES = indexes.TYPES | zotero.TYPES
READERS: dict[str, CellReader] = {
    "authors": cells.authors(any_people),
    "issued_year": cells.dated,
    "pages": cells.pages,
    "language": cells.language,
    "doi": cells.doi,
    "pmid": cells.pmid,
    "pmcid": cells.pmcid,
    "url": cells.address,
    "publication_types": cells.listed("publication_types"),
    "mesh_terms": cells.listed("mesh_terms"),
    "csl_type": lambda cell: {"csl_type": TYPES.get(cell.lower(), cell.lower())},
    "issued_month": _month,
}
ALSO_GIVES = {
    "authors": ("authors_truncated",),
    "issued_year": ("issued_month", "issued_day"),
}
# Headers that people write by hand and that other tools give, beside those of the template.
USUAL = {
    "articletitle": "title",
    "documenttitle": "title",
    "papertitle": "title",
    "papername": "title",
    "paper": "title",
    "studyname": "title",
    "studytitle": "title",
    "titleofarticle": "title",
    "titel": "title",
    "titulo": "title",
    "titre": "title",
    "name": "title",
    "authornames": "authors",
    "writtenby": "authors",
    "authorlist": "authors",
    "authorfullnames": "authors",
    "autoren": "authors",
    "autores": "authors",
    "auteurs": "authors",
    "journalname": "container_title",
    "journaltitle": "container_title",
    "sourcetitle": "container_title",
    "publicationtitle": "container_title",
    "publicationname": "container_title",
    "booktitle": "container_title",
    "source": "container_title",
    "zeitschrift": "container_title",
    "revista": "container_title",
    "revue": "container_title",
    "pubyear": "issued_year",
    "yr": "issued_year",
    "yearpublished": "issued_year",
    "publishedyear": "issued_year",
    "yearofpublication": "issued_year",
    "publicationdate": "issued_year",
    "datepublished": "issued_year",
    "date": "issued_year",
    "jahr": "issued_year",
    "ano": "issued_year",
    "año": "issued_year",
    "annee": "issued_year",
    "année": "issued_year",
    "vol": "volume",
    "number": "issue",
    "no": "issue",
    "page": "pages",
    "pagerange": "pages",
    "pp": "pages",
    "seiten": "pages",
    "artno": "article_number",
    "articleno": "article_number",
    "articledoi": "doi",
    "doilink": "doi",
    "doiurl": "doi",
    "digitalobjectidentifier": "doi",
    "digitalobjectid": "doi",
    "pubmed": "pmid",
    "pubmedpmid": "pmid",
    "pmcidnumber": "pmcid",
    "pmc": "pmcid",
    "pubmedcentralid": "pmcid",
    "link": "url",
    "webaddress": "url",
    "website": "url",
    "summary": "abstract",
    "abstractnote": "abstract",
    "lang": "language",
    "meshheadings": "mesh_terms",
    "mesh": "mesh_terms",
    "documenttype": "publication_types",
    "publicationtype": "publication_types",
}


def _settled(data: Fields) -> None:
    """The fields are as they were read."""


class Mapped:
    """A table whose columns a person named."""

    name = "table with columns you named"

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapping = mapping

    def knows(self, key: str) -> bool:
        """Whether the person gave a column of this key a field."""
        return any(column_key(name) == key and field for name, field in self.mapping.items())

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether the columns that were named are there."""
        return all(column_key(name) in keys for name, field in self.mapping.items() if field)

    def reader(self, header: Sequence[str]) -> tuple[RowReader, list[str]]:
        """A reader of rows, and how each column is read. A month's own column comes before a date's."""
        takes = sorted(
            (_take(name, field) for name, field in self.mapping.items() if field),
            key=lambda taking: taking.fields[0] == "issued_year",
        )
        left_out = [name for name in header if name and not self.knows(column_key(name))]
        given = ((name, self.mapping.get(name)) for name in header)
        read = [f"{name} as {COLUMNS[field]}" for name, field in given if field]
        notes = [f"Columns read: {', '.join(read)}."]
        notes += [f"Columns left out: {', '.join(left_out)}."] if left_out else []
        return compiled(header, takes, _settled), notes


def _take(name: str, field: str) -> Take:
    key = column_key(name)
    if field not in READERS:
        return text(field, key)[0]
    return Take((key,), (field, *ALSO_GIVES.get(field, ())), READERS[field])


def mapped(header: Sequence[str], mapping: Mapping[str, str]) -> Mapped:
    """The layout that a person gave. Refuses what cannot be read by it."""
    for name, field in mapping.items():
        if name not in header:
            raise FileRefused(f"The file has no column {name}.", "Choose the columns again.")
        if field and field not in COLUMNS:
            raise FileRefused(f"A reference has no field {field}.", "Choose one of the list.")
    fields = [field for field in mapping.values() if field]
    twice = sorted({COLUMNS[field] for field in fields if fields.count(field) > 1})
    if twice:
        raise FileRefused(
            f"Two columns are said to be the same field: {', '.join(twice)}.",
            "Choose one column for each field.",
        )
    if not NAMING.intersection(fields):
        raise FileRefused(
            "No column is the title, the DOI or the PMID, so no row would name a work.",
            "Choose at least one of these.",
        )
    refuse_decisions([name for name in header if name and not mapping.get(name)])
    return Mapped(mapping)


def proposed(header: Sequence[str], samples: Sequence[Sequence[str]]) -> dict[str, str]:
    """For each column the field that it seems to be, or nothing; no field twice.

    The names of columns decide; where they tell nothing of identifiers, the first cells do.
    """
    found: dict[str, str] = {}
    keys = {column_key(name) for name in header}
    # A number beside no volume counts the rows of the table.
    counting = set() if keys & {"volume", "vol"} else {"number", "no"}
    for known in (BY_KEY, USUAL):
        for name in header:
            field = "" if column_key(name) in counting else known.get(column_key(name), "")
            if name and field and not found.get(name) and field not in found.values():
                found[name] = field
    for at, name in enumerate(header):
        if name and name not in found:
            field = _identifier([row[at] for row in samples if at < len(row) and row[at].strip()])
            if field and field not in found.values():
                found[name] = field
    return {name: found.get(name, "") for name in header if name}


def _identifier(cells_of_column: Sequence[str]) -> str:
    """The identifier that every one of these cells is."""
    if not cells_of_column:
        return ""
    if all(hidden.DOI_BEGINS.search(cell) and len(cell) < 300 for cell in cells_of_column):
        return "doi" if all(hidden.doi_in(cell) for cell in cells_of_column) else ""
    if all(hidden.pmcid_in(cell) for cell in cells_of_column):
        return "pmcid"
    return "pmid" if all(hidden.pmid_in(cell) for cell in cells_of_column) else ""
