"""The body of a parsed article as the Markdown that articles are kept in (DOMAIN, D3).

A claim is a link whose text is the claim: `[sentence](claim:new)`. Title, reference list and citation
marks are no part of a body: citations belong to claims.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from articles.intake.article import ParsedArticle
from articles.intake.markup import escaped, marked_up, table
from articles.intake.model import Block, Sentence

Decision = Literal["claim", "two", "prose", "drop"]
Halves = Mapping[int, tuple[str, str]]

_DECISIONS = frozenset({"claim", "two", "prose", "drop"})
_STARTS_A_BLOCK = re.compile(r"^(?:#{1,6}(?=\s|$)|[-+=](?=[\s=-]|$)|\d{1,9}[.)](?=\s|$))")


def to_markdown(
    parsed: ParsedArticle,
    *,
    decisions: Mapping[int, Decision] | None = None,
    halves: Halves | None = None,
) -> str:
    """The body, with each sentence as decided: a claim, two, prose (where nothing is said), or left out.

    `decisions` and `halves` (the words of what becomes two claims) are by `Sentence.index`; one for the
    title has no effect. A heading, or the label of a list item, goes where nothing is left under it, unless it
    is a claim itself: no claim is ever lost. Refuses an index or a decision that does not exist.
    """
    decided = _checked(decisions or {}, len(parsed.sentences))
    by_block: dict[int, list[Sentence]] = {}
    for sentence in parsed.sentences:
        if decided.get(sentence.index) != "drop":
            by_block.setdefault(sentence.block, []).append(sentence)
    lists = _lists(parsed.blocks)
    captioned = {sentence.block for sentence in parsed.sentences}
    for block in parsed.blocks:
        if block.rows and block.index not in captioned:
            by_block[block.index] = []
    pieces = []
    for block in _continuations_kept(parsed.blocks, by_block):
        sentences = by_block[block.index]
        is_claim = any(_is_claim(sentence, decided) for sentence in sentences)
        text = _inline(block, sentences, decided, halves or {})
        if text or block.rows:
            pieces.append(_Piece(block, text, lists.get(block.index), is_claim))
    lines = _layout(_with_something_under(pieces))
    return "\n".join(lines) + "\n" if lines else ""


@dataclass(frozen=True)
class _List:
    """One list: the block it begins with and the number of its first item, 0 for bullets."""

    first: int
    start: int


@dataclass(frozen=True)
class _Piece:
    """One block and what is left of it in Markdown; the list it belongs to, and if it holds a claim."""

    block: Block
    text: str
    list: _List | None
    is_claim: bool


def _checked(decisions: Mapping[int, Decision], sentences: int) -> Mapping[int, Decision]:
    for index, decision in decisions.items():
        if not 0 <= index < sentences:
            raise ValueError(f"There is no sentence {index}.")
        if decision not in _DECISIONS:
            raise ValueError(f"A sentence is a claim, prose or dropped, not {decision!r}.")
    return decisions


def _lists(blocks: Sequence[Block]) -> dict[int, _List]:
    """The list each item, and each paragraph that continues one, belongs to."""
    lists: dict[int, _List] = {}
    current: _List | None = None
    last = 0
    for block in blocks:
        if block.kind == "list_item":
            same_kind = current is not None and bool(current.start) == bool(block.level)
            if current is None or not same_kind or 0 < block.level <= last:
                current = _List(block.index, block.level)
            last = block.level
        elif not block.continues:
            current = None
        if current is not None:
            lists[block.index] = current
    return lists


def _continuations_kept(
    blocks: Sequence[Block], by_block: Mapping[int, Sequence[Sentence]]
) -> Iterator[Block]:
    """The blocks that kept a sentence. A paragraph whose item is gone takes the item's place."""
    gone: Block | None = None
    for block in blocks:
        if block.index not in by_block:
            gone = block if block.kind == "list_item" else gone
        elif block.continues and gone is not None:
            yield replace(block, kind="list_item", level=gone.level, continues=False)
            gone = None
        else:
            gone = None
            yield block


def _is_claim(sentence: Sentence, decided: Mapping[int, Decision]) -> bool:
    return decided.get(sentence.index) in ("claim", "two")


def _inline(
    block: Block, sentences: Sequence[Sentence], decided: Mapping[int, Decision], halves: Halves
) -> str:
    """What is left of a block. A label alone is nothing, unless it is the item's own or a claim."""
    texts: list[str] = []
    is_bare_label = True
    for sentence in sentences:
        is_claim = _is_claim(sentence, decided)
        text = marked_up(block, sentence)
        if is_claim or sentence.origin == "label":
            text = escaped(sentence.text)
        if is_claim:
            words = [sentence.text]
            if decided[sentence.index] == "two":
                words = [*dict.fromkeys(halves.get(sentence.index, ()))] or words
            text = " ".join(f"[{escaped(part)}](claim:new)" for part in words)
        elif not texts:
            text = _STARTS_A_BLOCK.sub(_protected, text)
        if sentence.origin == "label" and block.label != block.text:
            text = f"{text}:" if is_claim else f"**{text}:**"
            is_bare_label = not is_claim
        else:
            if sentence.origin == "label" and not is_claim:
                text = f"**{text}**"
            is_bare_label = False
        texts.append(text)
    return "" if is_bare_label else " ".join(texts)


def _protected(match: re.Match[str]) -> str:
    """The start of a line, with the character escaped that would make it a heading or a list."""
    start = match[0]
    return f"{start[:-1]}\\{start[-1]}" if start[0].isdigit() else f"\\{start}"


def _with_something_under(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces without headings, and labels of items, that stand over nothing and are no claim."""
    kept: list[_Piece] = []
    for piece in reversed(pieces):
        block, below = piece.block, kept[-1].block if kept else None
        if block.kind == "heading":
            stays = below is not None and (below.kind != "heading" or below.level > block.level)
        elif block.kind == "list_item" and block.label and block.label == block.text:
            stays = below is not None and below.continues
        else:
            stays = True
        if stays or piece.is_claim:
            kept.append(piece)
    return kept[::-1]


def _layout(pieces: Sequence[_Piece]) -> list[str]:
    """The lines of the Markdown. Items follow each other directly unless one holds a paragraph."""
    lines: list[str] = []
    number, stop, indent = 0, ".", ""
    previous: _Piece | None = None
    for piece in pieces:
        block, text = piece.block, piece.text
        if block.kind == "heading":
            text = "#" * min(max(block.level, 2), 3) + " " + text
        elif block.kind == "list_item" and piece.list is not None:
            goes_on = previous is not None and previous.list == piece.list
            number = number + 1 if goes_on else piece.list.start
            if not goes_on:  # another stop keeps two lists in a row apart
                stop = ")" if previous is not None and previous.list and stop == "." else "."
            marker = f"{number}{stop} " if piece.list.start else "- "
            indent = " " * len(marker)
            text = marker + text
        elif block.continues:
            text = indent + text
        items = previous is not None and previous.block.kind == block.kind == "list_item"
        if lines and not (items and previous is not None and previous.list == piece.list):
            lines.append("")
        if text:
            lines.append(text)
        if block.rows:
            lines += ["", *table(block.rows)] if text else table(block.rows)
        previous = piece
    return lines
