"""What cells of any vendor have in common: rows as wide as the header, warnings, lists, pages, identifiers. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence

from references.identifiers import DASHES, NOTHING
from references.layouts import hidden
from references.layouts.dates import issued
from references.layouts.names import Author
from references.layouts.rows import StagedInput
from references.works import LENGTHS, Fields, Problem, calls_itself_retracted, problem

EMPTY = frozenset(
    ("", "-", "--", "–", "—", "null", "none", "n/a", "na", "nan", "[no abstract]", "[not available]",
     "[no title available]", "[no abstract available]", "no abstract available", "[anonymous]",
     "[no source title available]")
)  # fmt: skip
NEUTRALISED = re.compile(r"'(?=[\s']*[=+\-@\t\r＝＋－＠])")
# "0" is not among them: a zero in an identifier's column is a mistake that a person should see.
PLACEHOLDERS = NOTHING - {"0"}
PLAIN_DOI = re.compile(r"10\.\d{4,9}/[^\s;,|%\[\]]+")
RESOLVED = re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/[^\s;,|%&?#\[\]]+)", re.I)
ADDRESS = re.compile(r"https?://(?:(?!https?://)[^\s<>\"|])+", re.I)
UNIDENTIFIED = problem(
    "DOI",
    "",
    "The row has neither DOI nor PMID, so no notice can be found for it.",
    "Look up the DOI or the PMID.",
)


def restored(cell: str) -> str:
    """The cell without the apostrophe that our exports put before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and NEUTRALISED.match(cell) else cell


def said(cell: str) -> str:
    """The cell trimmed, or nothing where it holds a vendor's word for nothing."""
    plain = restored(cell).strip()
    return "" if plain.lower() in EMPTY else plain


# Rows


class Width:
    """How wide the rows of one file are, and which of their columns have no name."""

    def __init__(self, header: Sequence[str], *, empty_tail: bool = False) -> None:
        self.names = len(header)
        self.unnamed = tuple(at for at, name in enumerate(header) if not name)
        self.empty_tail = empty_tail

    def fits(self, cells: list[str]) -> bool:
        """Whether every cell belongs to a named column."""
        return len(cells) == self.names and not (self.unnamed and self._beyond(cells))

    def _beyond(self, cells: list[str]) -> bool:
        return any(at < len(cells) and cells[at].strip() for at in self.unnamed)

    def fitted(self, line: int, cells: list[str]) -> tuple[list[str], list[Problem]]:
        """The cells, at least as many as the header has, and a problem where they were too many or too few."""
        count, beyond = len(cells), cells[self.names :]
        if self.empty_tail and not any(cell.strip() for cell in beyond):
            cells = cells[: self.names]
        padded = [*cells, *[""] * (self.names - len(cells))]
        if len(cells) == self.names and not self._beyond(cells):
            return padded, []
        reason = f"The row has {count} cells, the header {self.names}."
        mend = "Put cells that contain the delimiter into quotation marks."
        return padded, [problem("line", line, reason, mend)]


def warned(row: StagedInput) -> StagedInput:
    """The row, with a warning where nothing identifies the work, and where the file calls it retracted."""
    data = row.data
    if not data.get("doi") and not data.get("pmid"):
        row.warnings.append(UNIDENTIFIED)
    title = data.get("title") or ""
    if calls_itself_retracted(title, data.get("publication_types") or ()):
        row.warnings.append(retracted(row.columns.get("title", "Title"), title))
    return row


def retracted(column: str, value: str) -> Problem:
    """A warning that sets nothing: only a notice changes what a reference is worth."""
    return problem(
        column,
        value,
        "The file calls this work retracted or withdrawn; an import of references does not record that.",
        "Load the notices of retraction separately.",
    )


# Cells: each reader takes trimmed cells and gives fields; a blank value is left out later


def authors(read: Callable[[str], tuple[list[Author], bool]]) -> Callable[[str], Fields]:
    """A reader of authors that are written in one of the ways of `names`."""

    def fields(cell: str) -> Fields:
        people, truncated = read(cell)
        return {"authors": people, "authors_truncated": truncated} if people else {}

    return fields


def listed(field: str, separator: str = ";") -> Callable[[str], Fields]:
    """A reader of several values in one cell."""

    def fields(cell: str) -> Fields:
        return {field: [part.strip() for part in cell.split(separator) if said(part)]}

    return fields


def kind(types: Mapping[str, str], separator: str = ";") -> Callable[[str], Fields]:
    """A reader of the vendor's type of work; the first that the table knows decides."""

    def fields(cell: str) -> Fields:
        names = (part.strip().lower() for part in cell.split(separator))
        return {"csl_type": next((types[name] for name in names if name in types), "")}

    return fields


def dated(year: str, date: str = "") -> Fields:
    """The column of the year decides; a date adds the month and the day of that year."""
    if not date:
        return issued(year) or {"issued_year": year}
    found = issued(date)
    if not year:
        return found
    stated = issued(year) or {"issued_year": year}
    return found if found.get("issued_year") == stated["issued_year"] else stated


def pages(first: str, last: str = "") -> Fields:
    """One cell of pages, or the first and the last page."""
    one, other = first.translate(DASHES), last.translate(DASHES)
    joined = one if not other or "-" in one else f"{one}-{other}".lstrip("-")
    begins, _, ends = joined.partition("-")
    return {"pages": begins if begins == ends else joined}


def language(cell: str) -> Fields:
    """The first language that is named."""
    first = re.split(r"[;,|/]", cell)[0].strip()
    return {"language": first if len(first) <= LENGTHS["language"] else ""}


def address(cell: str) -> Fields:
    """The first web address, also where others were glued to it."""
    found = ADDRESS.search(cell)
    return {"url": found.group().rstrip(".,;)") if found else ""}


def doi(cell: str) -> Fields:
    """A DOI by itself, or the only one in an address or among other numbers; else the cell as it is."""
    resolved = RESOLVED.fullmatch(cell)
    if resolved:
        return {"doi": resolved[1]}
    if PLAIN_DOI.fullmatch(cell) or len(hidden.DOI_BEGINS.findall(cell)) != 1:
        return {"doi": _identifier(cell)}
    return {"doi": hidden.doi_in(cell) or cell}


def pmid(cell: str) -> Fields:
    """A PMID by itself or behind a label; else the cell as it is."""
    return {"pmid": hidden.pmid_in(cell) or _identifier(cell)}


def pmcid(cell: str) -> Fields:
    """A PMCID by itself, in an address or behind a label; else the cell as it is."""
    return {"pmcid": hidden.pmcid_in(cell) or _identifier(cell)}


def _identifier(cell: str) -> str:
    return "" if cell.lower() in PLACEHOLDERS else cell


def hidden_doi(cell: str) -> Fields:
    """A DOI inside a cell that is about something else."""
    return {"doi": hidden.doi_in(cell)}


def hidden_identifiers(cell: str) -> Fields:
    """What a note says about the work's identifiers."""
    return {
        "doi": hidden.doi_in(cell),
        "pmid": hidden.pmid_in(cell),
        "pmcid": hidden.pmcid_in(cell),
    }
