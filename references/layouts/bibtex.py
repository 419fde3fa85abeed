"""BibTeX and BibLaTeX files, entry by entry. Pure.

The file is cut where a line begins an entry, and each piece is handed to the library, so that no more than
one entry is held. Text between entries, comments and preambles are passed over; macros of `@string` hold for
the entries below them.
"""

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.model import (
    Block,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)
from bibtexparser.splitter import Splitter

from references.layouts.bibtex_fields import READ, Values, fields, valued
from references.layouts.rows import Choices, FileRefused, Opened, Reading, StagedInput
from references.layouts.tagged import OWN_KEY
from references.works import Problem, problem

# The library's warnings quote the file; what is wrong is said on the row.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

BEGINS = re.compile(r"\s*@\w+[ \t]*[{(]")
LOOKS = re.compile(
    r"^\s*@(?:(?:string|comment|preamble)\s*[{(]|[a-z]+\s*[{(][^,{}()=\n]*(?:,|\}|$))", re.I | re.M
)
CROSSREF = re.compile(r"\bcrossref\s*=\s*[{\"]?\s*([^\s{}\",]+)", re.I)
PASSED_OVER = (ImplicitComment, ExplicitComment, Preamble)
NO_ENTRY = re.compile(r"@(?:comment|preamble|string)\b", re.I)
PIECE = 1 << 20
LONGEST_ENTRY = 4_000_000
MOST_MACROS = 20_000
LONGEST_MACRO = 5_000
MOST_PARENTS = 20_000
OWN_TO_A_CHILD = frozenset(
    "title author doi pmid pmcid url pages eid note abstract crossref key file".split()
)


def looks_like(beginning: str) -> bool:
    """Whether a line begins an entry, a macro or a comment of BibTeX."""
    return LOOKS.search(beginning) is not None


def read(file: Opened, choices: Choices) -> Reading:
    """Every entry as a row; what the library could not read is a row with a problem."""
    return Reading("BibTeX", ("Record",), _rows(file))


def _rows(file: Opened) -> Iterator[StagedInput]:
    macros: dict[str, str] = {}
    parents = _parents(file)
    last = 0
    for line, text in _pieces(file):
        for block in Splitter(text).split().blocks:
            if isinstance(block, String):
                _remember(macros, block)
            row = _row(block, macros, parents)
            if row:
                row.line = last = max(line + (block.start_line or 0), last + 1)
                yield row


def _pieces(file: Opened) -> Iterator[tuple[int, str]]:
    """The first line and the text of each piece that begins with an entry, lines ended by line feeds."""
    held: list[str] = []
    size = begun = number = 0
    with file.text() as text:
        for number, line in enumerate(_lines(text), 1):
            if BEGINS.match(line):
                if held:
                    yield begun, "".join(held)
                held, size, begun = [], 0, number
            elif not begun:
                continue
            held.append(line)
            size += len(line)
            if size > LONGEST_ENTRY:
                raise FileRefused(
                    f"The entry that begins on line {begun} is longer than {LONGEST_ENTRY:,} characters.",
                    "Close its braces, or begin each entry on a line of its own.",
                )
    if held:
        yield begun, "".join(held)


def _lines(text: Iterator[str]) -> Iterator[str]:
    """Physical lines, each ended by one line feed, whichever way the file ends them."""
    for written in text:
        line = written.rstrip("\r\n")
        yield line + "\n"


def _remember(macros: dict[str, str], block: String) -> None:
    if len(macros) < MOST_MACROS:
        macros[block.key.lower()] = valued(str(block.value), macros)[:LONGEST_MACRO]


def _row(
    block: Block, macros: Mapping[str, str], parents: Mapping[str, Values]
) -> StagedInput | None:
    """The row of a block; nothing where it is no entry."""
    if isinstance(block, (*PASSED_OVER, String)):
        return None
    if isinstance(block, Entry):
        return _entry(block, macros, parents, [])
    if isinstance(block, ParsingFailedBlock) and isinstance(block.ignore_error_block, Entry):
        repeated = block.duplicate_keys if isinstance(block, DuplicateFieldKeyBlock) else ()
        return _entry(block.ignore_error_block, macros, parents, _repeated(block, repeated))
    raw = (block.raw or "").strip()
    if NO_ENTRY.match(raw):
        return None
    mend = "Close its braces and quotes, and put a comma after each field."
    reason = "This entry does not end where it should, so it could not be read."
    return StagedInput(0, [raw], {}, [problem("Record", raw, reason, mend)])


def _repeated(block: ParsingFailedBlock, keys: object) -> list[Problem]:
    """A warning for each field that an entry has twice with different values."""
    entry = block.ignore_error_block
    if not isinstance(entry, Entry) or not isinstance(keys, (set, list, tuple)):
        return []
    warnings = []
    for key in sorted({str(key) for key in keys if str(key).lower() in READ}):
        values = [str(field.value) for field in entry.fields if field.key == key]
        if len(set(values)) > 1:
            reason = "This field stands twice in the entry; the first was taken."
            warnings.append(problem(key, values[1], reason, "Keep the right one."))
    return warnings


def _entry(
    entry: Entry,
    macros: Mapping[str, str],
    parents: Mapping[str, Values],
    warnings: list[Problem],
) -> StagedInput:
    values = _values(entry, macros)
    parent = parents.get(values.get("crossref", "").lower())
    if parent:
        values = _inherited(parent) | values
    own = OWN_KEY.fullmatch(entry.key) is not None
    found = fields(entry.entry_type.lower(), values, own=own)
    raw = [_shown(entry)]
    return StagedInput(0, raw, found.data, [], [*warnings, *found.warnings], found.columns)


def _values(entry: Entry, macros: Mapping[str, str]) -> Values:
    """The entry's fields by their names in lower case; of two with one name the first that says something."""
    values: Values = {}
    for field in entry.fields:
        name = field.key.lower()
        if not values.get(name):
            values[name] = valued(str(field.value), macros)
    return values


def _inherited(parent: Values) -> Values:
    given = {name: value for name, value in parent.items() if name not in OWN_TO_A_CHILD}
    return {"booktitle": parent.get("title", "")} | given


def _shown(entry: Entry) -> str:
    """The entry as it is written, less the paths of files on its owner's machine."""
    raw = entry.raw or ""
    for field in entry.fields:
        if field.key.lower() in ("file", "local-url", "bdsk-file-1") and len(str(field.value)) > 2:
            raw = raw.replace(str(field.value), "{}")
    return raw


# Entries that others inherit from


def _parents(file: Opened) -> dict[str, Values]:
    """The entries that others name in `crossref`, which may stand anywhere in the file."""
    wanted = _wanted(file)
    parents: dict[str, Values] = {}
    if not wanted:
        return parents
    macros: dict[str, str] = {}
    for _, text in _pieces(file):
        for block in Splitter(text).split().blocks:
            if isinstance(block, String):
                _remember(macros, block)
            elif isinstance(block, Entry) and block.key.lower() in wanted:
                values = _values(block, macros)
                values.pop("abstract", None)
                parents.setdefault(block.key.lower(), values)
    return parents


def _wanted(file: Opened) -> set[str]:
    wanted: set[str] = set()
    rest = ""
    with file.text() as text:
        while piece := text.read(PIECE):
            beginning = rest + piece
            if "crossref" in beginning.lower():
                wanted.update(found.lower() for found in CROSSREF.findall(beginning))
            if len(wanted) > MOST_PARENTS:
                return set()
            rest = beginning[-300:]
    return wanted
