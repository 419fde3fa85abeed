"""From the lines of the body to its title, headings, paragraphs and list items.

Lines that a stray break tore apart are joined again. Plain text marks nothing, so the shape of a line
has to say what it is: a short line that ends without a full stop is a heading; numbered headings over
one paragraph each are a list whose items have a label and continue in that paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from articles.intake.model import Block, BlockKind
from articles.intake.readers.lines import Line

_HARD_WRAP = (40, 120)
_HEADING_LENGTH, _HEADING_WORDS, _TITLE_LENGTH = 100, 14, 200
_TORN_LENGTH = 40

_KINDS: dict[str, BlockKind] = {"text": "paragraph", "heading": "heading", "item": "list_item"}

_ATX = re.compile(r"(#{1,6})\s+(.*?)[\s#]*$")
_ITEM = re.compile(r"(?:\(?(?P<number>\d{1,3})[.)]|[-*+•●▪◦‣·–—])(?:\s+(?P<text>\S.*))?$")
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?(?=\s)")
_CAPTION = re.compile(r"(?:fig(?:ure|\.)|table|box|video|photo|image)\s*\d*\s*[:.]", re.I)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^.:;?!,()\[\]]{1,59}): (?=[\"“‘'(]?[^\W_a-z])")
_LABEL_WORDS = 7
_SPEAKS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|may|will|says?|said|asks?|asked|shows?|showed"
    r"|finds?|found|means?|meant|writes?|wrote)\b",
    re.I,
)
_ENDS_A_SENTENCE = re.compile(r"[.!?:;…][\"”’')\]]*$")
_ENDS_OPEN = re.compile(r"(?:,|\b(?:the|an?|and|or|their|its|this|these|our|your))$", re.I)
_ENDS_TORN = re.compile(
    r"(?:,|-|\b(?:the|an?|and|or|of|in|on|to|by|for|from|with|as|at|that|which|is|are|was|were|be|been"
    r"|have|has|had|may|can|could|will|would|not|than|into|their|its|this|these|our|your))$",
    re.I,
)
_GOES_ON = re.compile(r"[(\"“]?[^\W\d_A-Z]+(?![\w])")


@dataclass(frozen=True)
class _Unit:
    """What stands together in the source, before its place among the others is known."""

    kind: Literal["text", "heading", "item"]
    level: int
    text: str
    line: int
    heading_like: bool


def build_blocks(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """The title ("" where the text has none) and the blocks of the body, in order."""
    units = list(_units(_joined(lines)))
    title = ""
    if units and _is_title(units[0]):
        title = units[0].text
        units = units[1:]
    return title, tuple(_number(_labelled(_with_headings(units))))


def label_of(text: str) -> str:
    """The run-in label with which a paragraph begins, or nothing."""
    match = _LABEL.match(text)
    if not match or len(match["label"].split()) > _LABEL_WORDS:
        return ""
    return "" if _CAPTION.match(text) or _SPEAKS.search(match["label"]) else match["label"]


def _joined(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """The lines as (text, number of its first line), those torn or wrapped joined."""
    width = _wrap_width(lines)
    parts: list[str] = []
    first = previous = None
    for line in lines:
        if first and previous and _continues(parts[-1], previous, line, width):
            parts.append(
                ("" if _ends_in_soft_hyphen(previous) or parts[-1].endswith("-") else " ")
                + line.text
            )
        else:
            if first:
                yield "".join(parts), first.number
            parts, first = [line.text], line
        previous = line
    if first:
        yield "".join(parts), first.number


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width at which the text was wrapped by hand, 0 if it was not: no line is much longer."""
    lengths = sorted(len(line.text) for line in lines if " " in line.text)
    width = lengths[len(lengths) * 95 // 100] if lengths else 0
    return width if _HARD_WRAP[0] <= width <= _HARD_WRAP[1] else 0


def _continues(before: str, previous: Line, line: Line, width: int) -> bool:
    """Whether a line goes on where the one before it broke off."""
    bare_mark = _ITEM.fullmatch(before)
    if (bare_mark and not bare_mark["text"]) or _ends_in_soft_hyphen(previous):
        return True
    if _ITEM.fullmatch(line.text) or _ATX.match(line.text) or _ATX.match(before):
        return False
    if _GOES_ON.match(line.text) and not _ENDS_A_SENTENCE.search(before):
        return len(before) >= _TORN_LENGTH or bool(_ENDS_TORN.search(before))
    if _ENDS_OPEN.search(before):
        return True
    next_word = line.text.split(" ", 1)[0]
    would_have_fitted = len(previous.text) + 1 + len(next_word) <= width
    return not line.after_blank and bool(width) and not would_have_fitted


def _ends_in_soft_hyphen(line: Line) -> bool:
    return line.raw.rstrip().endswith("\u00ad")


def _units(joined: Iterator[tuple[str, int]]) -> Iterator[_Unit]:
    for text, line in joined:
        if atx := _ATX.match(text):
            yield _Unit("heading", max(2, len(atx[1])), atx[2], line, len(atx[1]) == 1)
        elif (item := _ITEM.fullmatch(text)) and item["text"]:
            number = int(item["number"] or 0)
            yield _Unit("item", number, item["text"], line, is_heading_like(item["text"]))
        else:
            yield _Unit("text", 0, text, line, is_heading_like(text))


def is_heading_like(text: str) -> bool:
    """Short, without the end of a sentence, beginning large: as a heading or an item's label looks."""
    return (
        len(text) <= _HEADING_LENGTH
        and len(text.split()) <= _HEADING_WORDS
        and not re.search(r"[.,;:…]$", text)
        and any(letter.isalpha() for letter in text)
        and not text[0].islower()
        and not _CAPTION.match(text)
    )


def _is_title(unit: _Unit) -> bool:
    """Whether the first unit is the title: a heading, or a line that can be one."""
    if unit.kind == "text":
        return is_title_like(unit.text)
    return unit.kind == "heading" and unit.heading_like


def is_title_like(text: str) -> bool:
    """Whether a first line can be the title: not too long, and without a full stop at its end."""
    return len(text) <= _TITLE_LENGTH and not re.search(r"[.,;:…]$", text)


def _with_headings(units: Sequence[_Unit]) -> list[_Unit]:
    """The units, with the plain lines that stand over something and numbered sections made headings.

    Of three or more such lines in a row only the last can be one: the others are a table's cells.
    """
    found: list[_Unit] = []
    run = 0  # heading-like lines in a row from here on
    for position in range(len(units) - 1, -1, -1):
        unit = units[position]
        run = run + 1 if unit.kind == "text" and unit.heading_like else 0
        before = units[position - 1] if position else None
        in_table = run == 2 and before is not None and before.kind == "text" and before.heading_like
        if 0 < run <= 2 and not in_table and found and _can_stand_under_a_heading(found[-1]):
            section = _SECTION_NUMBER.match(unit.text)
            level = 1 + len(section[0].rstrip(".").split(".")) if section else 2
            unit = replace(unit, kind="heading", level=level)
        found.append(unit)
    found.reverse()
    return _numbered_sections(found)


def _can_stand_under_a_heading(unit: _Unit) -> bool:
    """Whether a unit is content: a table's cell is none."""
    return (
        unit.kind != "text"
        or len(unit.text) >= _TORN_LENGTH
        or bool(_ENDS_A_SENTENCE.search(unit.text) or _CAPTION.match(unit.text))
    )


def _numbered_sections(units: list[_Unit]) -> list[_Unit]:
    """Numbered lines over several paragraphs each are headings, not the items of a list."""
    for run in _numbered_runs(units):
        under = [_texts_under(units, position) for position in run]
        lone = len(run) == 1 and under[0] > 0
        if lone or (any(count != 1 for count in under[:-1]) and any(under[:-1])):
            for position in run:
                units[position] = replace(units[position], kind="heading", level=2)
    return units


def _numbered_runs(units: Sequence[_Unit]) -> Iterator[list[int]]:
    """Positions of heading-like items numbered one after the other, without a heading in between."""
    run: list[int] = []
    for position, unit in enumerate(units):
        if unit.kind == "item" and unit.level and unit.heading_like:
            if run and unit.level != units[run[-1]].level + 1:
                yield run
                run = []
            run.append(position)
        elif run and unit.kind != "text":
            yield run
            run = []
    if run:
        yield run


def _texts_under(units: Sequence[_Unit], position: int) -> int:
    """How many paragraphs follow before the next heading or item; more than two count as two."""
    below = units[position + 1 : position + 3]
    return next((count for count, unit in enumerate(below) if unit.kind != "text"), len(below))


def _labelled(units: Sequence[_Unit]) -> Iterator[Block]:
    """The units as blocks: labels split off, and paragraphs joined to the item they continue."""
    over = {
        position
        for run in _numbered_runs(units)
        if len(run) > 1 and all(_texts_under(units, at) == 1 for at in run[:-1])
        for position in run
        if _texts_under(units, position)
    }
    for position, unit in enumerate(units):
        kind = _KINDS[unit.kind]
        label = "" if kind == "heading" else label_of(unit.text)
        if position in over:
            label = unit.text
        yield Block(0, kind, unit.level, label, unit.text, unit.line, position - 1 in over)


def _number(blocks: Iterator[Block]) -> Iterator[Block]:
    for index, block in enumerate(blocks):
        yield replace(block, index=index)
