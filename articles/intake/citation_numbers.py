"""How an article cites by number: in square brackets, raised, in round brackets, or glued to a full stop.

Round brackets and glued numbers mean other things too ("(1) safe; (2) cheap"), so they count only where
they name half of the numbers of the list; raised ones also where one stands behind a full stop.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from articles.intake.model import Block

NumberStyle = Literal["square", "raised", "round", "glued"]
Found = tuple[int, int, str]  # start, end, the numbers as written

_SEVERAL = r"\d{1,3}(?:\s*[,;–—−-]\s*\d{1,3})*"
_SQUARE = re.compile(rf"\[({_SEVERAL})\]")
_ROUND = re.compile(rf"\(({_SEVERAL})\)")
_GLUED = re.compile(
    rf"(?<=[^\W\d_]{{2}}[.,;:])({_SEVERAL})(?=\s+[^\W\d_a-z\"“(]|\s*$)"
    rf"|(?<=\d{{4}}\.)(\d{{1,3}})(?=\s+[^\W\d_a-z])"
    rf"|(?<=[^\W\d_]{{2}}[,;])({_SEVERAL})(?=\s)"
)
_RAISED = re.compile(rf"\s*\[?({_SEVERAL})\]?,?\s*")
_NUMBER = re.compile(r"\d+")
_UNIT_BEFORE = re.compile(
    r"(?:\d|[×x^]\s?10|\b(?:[munkcdpM]?m|[kmµn]?g|s|h|min|[mk]?L|mol|kg|dm|R|r|p|I|χ|CD\d*|[A-Z]))$"
)
_INTERVAL_BEFORE = re.compile(r"\b(?:CI|interval|range|IQR|values?)\b[\s,:=]*$", re.I)
_STOP_BEFORE = re.compile(r"[^\W\d_]{2}[.,;:!?][\"”’)]?$")
_WELL_COVERED = 0.5
_SHORTEST_LIST = 3


def number_style(blocks: Sequence[Block], list_ends: int) -> NumberStyle:
    """The way in which the text cites by number."""
    numbers = {style: _covered(blocks, find, list_ends) for style, find in _FINDERS.items()}
    if numbers["square"]:
        return "square"
    others: tuple[NumberStyle, ...] = ("raised", "round", "glued")
    best = max(others, key=lambda style: numbers[style])
    if list_ends >= _SHORTEST_LIST and numbers[best] >= _WELL_COVERED * list_ends:
        return best
    behind_a_stop = any(
        _STOP_BEFORE.search(b.text[:start]) for b in blocks for start, *_ in _raised(b)
    )
    return "raised" if behind_a_stop and list_ends else "square"


def numbers_of(block: Block, style: NumberStyle) -> Iterator[Found]:
    """Where a block cites by number, in the given way; square brackets are read in any case."""
    yield from _square(block)
    if style != "square":
        yield from _FINDERS[style](block)


def _covered(
    blocks: Sequence[Block], find: Callable[[Block], Iterator[Found]], list_ends: int
) -> int:
    """How many numbers of the list are cited in this way, the ends of ranges alone counted."""
    cited = {int(n) for block in blocks for *_, text in find(block) for n in _NUMBER.findall(text)}
    return sum(1 <= number <= list_ends for number in cited)


def _square(block: Block) -> Iterator[Found]:
    for match in _SQUARE.finditer(block.text):
        if not _INTERVAL_BEFORE.search(block.text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), match[1]


def _raised(block: Block) -> Iterator[Found]:
    for span in block.spans:
        match = _RAISED.fullmatch(block.text[span.start : span.end])
        if span.kind != "superscript" or not match:
            continue
        if not _UNIT_BEFORE.search(block.text[max(0, span.start - 8) : span.start]):
            yield span.start, span.end, match[1]


def _round(block: Block) -> Iterator[Found]:
    for match in _ROUND.finditer(block.text):
        if not _INTERVAL_BEFORE.search(block.text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), match[1]


def _glued(block: Block) -> Iterator[Found]:
    for match in _GLUED.finditer(block.text):
        yield match.start(), match.end(), match[match.lastindex or 0]


_FINDERS: dict[NumberStyle, Callable[[Block], Iterator[Found]]] = {
    "square": _square,
    "raised": _raised,
    "round": _round,
    "glued": _glued,
}
