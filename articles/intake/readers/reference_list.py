"""The reference list: where one entry ends and the next begins."""

import re
from collections.abc import Sequence

from articles.intake.model import DroppedLine, ParsedReference
from articles.intake.readers.lines import Line, looks_like_a_reference
from articles.intake.reference_fields import parse_reference

_NUMBER = re.compile(r"(?:\[(\d{1,3})\]|\(?(\d{1,3})[.)]|(\d{1,3})(?=\s+[^\W\d_a-z]))\s*(?=\D)")
_BULLET = re.compile(r"[-*+•●·–—]\s+")
_FINISHED = re.compile(r"(?:[.)\]]|\d\s?[-–]\s?\w?\d+|/\S+)$")
_NO_ENTRY = "under the reference list, but not an entry of it"
_GOES_ON = re.compile(r"(?:[,;&-]|\band)$")


def parse_references(
    lines: Sequence[Line],
) -> tuple[tuple[ParsedReference, ...], tuple[DroppedLine, ...]]:
    """The entries of a reference list in order, and the lines in it that are no entry."""
    numbered = bool(lines) and number_of(lines[0].text) is not None
    entries: list[tuple[int | None, int, list[str]]] = []
    dropped: list[DroppedLine] = []
    previous: Line | None = None
    for line in lines:
        number = number_of(line.text) if numbered else None
        expected = 1 + ((entries[-1][0] or 0) if entries else 0)
        begins = previous is None or _begins(line, previous, number, expected)
        follows_a_dropped_line = bool(dropped) and dropped[-1].line == (previous or line).number
        if begins and (number is not None or not numbered or looks_like_a_reference(line.text)):
            entries.append((number, line.number, [without_mark(line.raw, number)]))
        elif begins or follows_a_dropped_line:
            dropped.append(DroppedLine(line.number, line.text, _NO_ENTRY))
        else:
            entries[-1][2].append(line.raw.strip())
        previous = line
    parsed = (parse_reference(_join(parts), number, at) for number, at, parts in entries)
    return tuple(parsed), tuple(dropped)


def _begins(line: Line, previous: Line, number: int | None, expected: int) -> bool:
    """Whether a line begins an entry; otherwise it goes on with the one before."""
    if number is not None:
        return number == expected or looks_like_a_reference(line.text)
    if _BULLET.match(line.text):
        return True
    if _GOES_ON.search(previous.text):
        return False
    finished = line.after_blank and bool(_FINISHED.search(previous.text))
    return finished or looks_like_a_reference(line.text)


def number_of(text: str) -> int | None:
    """The number with which an entry begins, if it begins with one."""
    match = _NUMBER.match(text)
    return int(match[match.lastindex or 0]) if match else None


def without_mark(raw: str, number: int | None) -> str:
    """An entry without its number, or its bullet."""
    mark = _BULLET if number is None else _NUMBER
    return mark.sub("", raw.strip(), count=1) if mark.match(raw.strip()) else raw.strip()


def _join(parts: Sequence[str]) -> str:
    """The lines of an entry as one; an address or a word broken at a hyphen is not torn apart."""
    joined = parts[0]
    for part in parts[1:]:
        glued = joined.endswith(("-", "\u00ad", "/"))
        joined += part if glued else " " + part
    return joined
