"""What a file is, by its content and never by its name, and its rows. Pure."""

from collections.abc import Iterator
from typing import BinaryIO

from references.layouts import (
    bibtex,
    csl_json,
    delimited,
    endnote_xml,
    nbib,
    profiles,
    pubmed_xml,
    ris,
    signs,
    workbook,
    wos,
)
from references.layouts.encodings import declared, settled
from references.layouts.returned import unmarked
from references.layouts.rows import (
    Choices,
    FileRefused,
    Format,
    MappingAsked,
    Question,
    Reading,
    StagedInput,
)
from references.layouts.table import Table, column_key, prose
from references.layouts.text import opened
from references.works import problem

FORMATS: tuple[Format, ...] = (endnote_xml, pubmed_xml, csl_json, wos, nbib, ris, bibtex)
LOOKED_AT, DECLARATION = 1 << 16, 200
SAMPLES, SAMPLE_WIDTH = 5, 80
UNTITLED_MOST = 10_000
# What a spreadsheet shows in the place of a value that it could not compute.
ERRORS = frozenset(
    (
        *"#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #SPILL! #CALC! #GETTING_DATA".split(),
        *("#" * width for width in range(3, 50)),
    )
)
NOTICES = frozenset(("recordid", "retractionnature", "originalpaperdoi"))
UNDECIDED = Choices()


def recognise(binary: BinaryIO, name: str, choices: Choices = UNDECIDED) -> Reading | Question:
    """The rows of a file, or what must be asked first. Refuses what holds no references, in one sentence.

    The file must stay open while the rows are read; a file that is malformed further down may be refused then.
    """
    answer = _understood(binary, name, choices)
    if isinstance(answer, Reading):
        answer.rows = _naming_works(answer.rows)
    return answer


def _naming_works(rows: Iterator[StagedInput]) -> Iterator[StagedInput]:
    """The rows; refuses a file of which so many say no title, before its whole length is turned over."""
    for number, row in enumerate(rows, 1):
        yield row
        if row.data.get("title"):
            break
        if number == UNTITLED_MOST:
            raise FileRefused(
                f"None of the first {number:,} records of this file has a title.",
                "Choose a file with references, or say which column is the title.",
            )
    yield from rows


def _understood(binary: BinaryIO, name: str, choices: Choices) -> Reading | Question:
    file = opened(binary, name, choices.encoding)
    if signs.is_zip(file) and not file.packed:
        return _tabular(workbook.read_table(file, profiles.known), choices)
    signs.refuse_binary(file)
    if not choices.encoding and not file.start:
        with file.binary() as raw:
            file.encoding = declared(raw.read(DECLARATION)) or file.encoding
    asked = settled(file)
    if asked:
        return asked
    with file.text() as text:
        beginning = text.read(LOOKED_AT)
    signs.refuse_text(beginning)
    for known in FORMATS:
        if known.looks_like(beginning):
            return known.read(file, choices)
    return _tabular(delimited.read_table(file, profiles.known), choices)


def _tabular(table: Table, choices: Choices) -> Reading | Question:
    """A table by the layout that its header is known to be, else as the person maps it, else asked."""
    table = unmarked(table)
    header = table.header
    if choices.mapping is not None:
        profile = profiles.mapped(header, choices.mapping)
    else:
        _refuse_notices(table)
        known = profiles.choose(header)
        if known is None:
            return _mapping(table)
        profile = known
    read, notes = profile.reader(header)
    rows = (_checked(table, read(line, cells)) for line, cells in table.rows)
    return Reading(profile.name, tuple(header), rows, table.notes + notes)


def _checked(table: Table, row: StagedInput) -> StagedInput:
    """The row, with what the table knows to be wrong with it."""
    row.problems.extend(table.problems.pop(row.line, ()))
    if not ERRORS.isdisjoint(row.raw):
        for name, cell in zip(table.header, row.raw, strict=False):
            fields = [field for field, column in row.columns.items() if column == name]
            if cell in ERRORS and fields:
                reason = "A spreadsheet could not compute this cell."
                row.problems.append(problem(name, cell, reason, "Enter its value."))
                # Said once: nobody has to judge the error as a value.
                row.data = {f: value for f, value in row.data.items() if f not in fields}
    return row


def _refuse_notices(table: Table) -> None:
    """Refuse the Retraction Watch file: its titles are of works, but what it says is about their standing."""
    if NOTICES.issubset(map(column_key, table.header)):
        raise FileRefused(
            "This is a list of notices about works, not a list of references.",
            "Load it as notices.",
        )


def _mapping(table: Table) -> MappingAsked:
    """Which column is which field; refused where there are no columns to speak of."""
    if not table.regular:
        raise prose()
    sample = table.sample[:SAMPLES]
    return MappingAsked(
        tuple(table.header),
        tuple(tuple(cell[:SAMPLE_WIDTH] for cell in cells) for cells in sample),
        profiles.proposed(table.header, sample),
    )
