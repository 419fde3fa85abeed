"""Records whose lines begin with a tag, as RIS, PubMed and Web of Science write them. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from references.layouts.rows import Opened, StagedInput
from references.works import LENGTHS, Fields, Problem, problem

LONGEST_RECORD = 1_000_000
SHOWN_OF_TOO_LONG = 2_000
# The public key under which our own exports write a record.
OWN_KEY = re.compile(r"r[2-9a-hjkmnp-z]{12}")
SEARCHED = 2_000
HEADER = ("Record",)
# What vendors write where they have nothing to say.
NOTHING = frozenset(
    (
        "null",
        "none",
        "n/a",
        "nan",
        "undefined",
        "-",
        "--",
        "no abstract",
        "no abstract available",
        "not available",
        "no title available",
        "no title",
    )
)
# A value too long for one of these is a vendor's slip; the record is worth having without it.
DISPENSABLE = ("volume", "issue", "pages", "article_number", "publisher", "language", "url")


@dataclass(slots=True)
class Record:
    """The lines of one record, kept while they are fewer than `LONGEST_RECORD` characters."""

    line: int
    lines: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, line: str) -> None:
        """One more line, without its end."""
        self.length += len(line) + 1
        if not self.too_long:
            self.lines.append(line)
        elif not self.lines:
            self.lines.append(line[:SHOWN_OF_TOO_LONG])

    @property
    def too_long(self) -> bool:
        """Whether no record of one work can be so long."""
        return self.length > LONGEST_RECORD


class Tags:
    """What a record says under each tag, in its order."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = [(tag, value.strip()) for tag, value in pairs if meant(value)]
        self._values: dict[str, list[str]] = {}
        for tag, value in self.pairs:
            self._values.setdefault(tag, []).append(value)

    def all(self, *tags: str) -> list[str]:
        """Every value under these tags, tag by tag."""
        known = self._values
        return [value for tag in tags if tag in known for value in known[tag]]

    def told(self, *tags: str) -> list[tuple[str, str]]:
        """Every value under these tags with its tag, tag by tag; as much of it as is searched."""
        known = self._values
        return [(tag, value[:SEARCHED]) for tag in tags if tag in known for value in known[tag]]

    def first(self, *tags: str) -> tuple[str, str]:
        """The first value under the first of these tags that says something, with its tag."""
        for tag in tags:
            if tag in self._values:
                return tag, self._values[tag][0]
        return "", ""


class Said:
    """The fields of a record as they are found, and the tag each came from."""

    def __init__(self) -> None:
        self.data: Fields = {}
        self.columns: dict[str, str] = {}
        self.warnings: list[Problem] = []

    def put(self, name: str, tag: str, value: object) -> None:
        """This field's value; nothing is put where nothing is said."""
        if not value:
            return
        if name in DISPENSABLE and len(str(value)) > LENGTHS[name]:
            reason = f"This is longer than {LENGTHS[name]} characters and was left out."
            self.warnings.append(problem(tag, value, reason, "Add it by hand if it matters."))
            return
        self.data[name] = value
        self.columns[name] = tag

    def put_dates(self, tag: str, text: str, dates: Fields) -> None:
        """Year, month and day; a date in which no year can be read is shown and left out."""
        if text and not dates:
            mend = "Add the year by hand if it is known."
            self.warnings.append(problem(tag, text, "No year can be read here.", mend))
        for name, value in dates.items():
            self.put(name, tag, value)


def values(
    lines: Iterable[str],
    tag_of: Callable[[str, str], tuple[str, str] | None],
    one_a_line: Collection[str] = (),
) -> list[tuple[str, str]]:
    """Tags with their values, wrapped lines joined by one space.

    `tag_of` says tag and value of a line, knowing the tag before it, or None for a line that continues.
    Under the tags `one_a_line` each further line is a value of its own.
    """
    pairs: list[tuple[str, list[str]]] = []
    for line in lines:
        before = pairs[-1][0] if pairs else ""
        found = tag_of(line, before)
        if found:
            pairs.append((found[0], [found[1].strip()]))
        elif before in one_a_line and line.strip():
            pairs.append((before, [line.strip()]))
        elif before and line.strip():
            pairs[-1][1].append(line.strip())
    return [(tag, " ".join(parts).strip()) for tag, parts in pairs]


def meant(value: str) -> str:
    """The value, or nothing where it is a vendor's word for nothing."""
    plain = value.strip()
    return "" if plain.strip(" .[]()").lower() in NOTHING else plain


def numbered_lines(file: Opened) -> Iterator[tuple[int, str]]:
    """Each physical line with its number from 1, without its end; of an endless line only the beginning."""
    number = 0
    with file.text() as text:
        while line := text.readline(LONGEST_RECORD + 2):
            number += 1
            beginning = line.rstrip("\r\n")
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(LONGEST_RECORD)
            yield number, beginning


def staged(record: Record, said: Said | None) -> StagedInput:
    """The row of a record; without `said`, a record that is too long to be one."""
    raw = "\n".join(record.lines)
    if said is not None:
        return StagedInput(record.line, [raw], said.data, [], said.warnings, said.columns)
    shown = raw[:SHOWN_OF_TOO_LONG]
    reason = f"The record that begins on line {record.line} is longer than {LONGEST_RECORD:,} characters."
    mend = "Check whether the end of a record is missing there."
    return StagedInput(record.line, [shown], {}, [problem("Record", shown, reason, mend)])


def first_address(text: str) -> str:
    """The first web address in a text, or nothing."""
    found = re.search(r"https?://[^\s<>\"]+", text, re.I)
    return found.group() if found else ""


def shortened(text: str) -> str:
    """As much of a text as an identifier is looked for in."""
    return text[:SEARCHED]


def first_language(text: str) -> str:
    """The first of the languages named."""
    return re.split(r"[;,/]", text, maxsplit=1)[0].strip()


def page_range(first: str, last: str) -> str:
    """`152` and `160` → `152-160`; a range that stands in one place, or one page, stays as it is."""
    if not first or not last or first == last or re.search(r"\w\s*[-‐‑–]\s*\w", first):
        return first or last
    return f"{first}-{last}"
