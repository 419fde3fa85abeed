"""Emphasis, links and tables as Markdown, for prose: a claim is plain text (DOMAIN, D3)."""

import re
from collections.abc import Sequence

from articles.intake.model import Block, Sentence, Span

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&])")
_NO_ADDRESS = re.compile(r"[<>\s\\]")
_MARKS = {"strong": "**", "emphasis": "*"}


def escaped(text: str) -> str:
    """Text in which nothing means anything to Markdown."""
    return _SPECIAL.sub(r"\\\1", text)


def marked_up(block: Block, sentence: Sentence) -> str:
    """A sentence with the emphasis and the links that its source gave it.

    A part is marked only where it can be told for certain: its words occur once in the sentence, which
    stands without its citation marks.
    """
    text, pieces, at = sentence.text, "", 0
    if block.kind == "heading":
        return escaped(text)
    for span in block.spans:
        if not (sentence.start <= span.start < span.end <= sentence.end):
            continue
        words = block.text[span.start : span.end].strip()
        place = text.find(words) if words else -1
        if place < at or text.count(words) > 1:
            continue
        if wrapped := _wrapped(words, span):
            pieces += escaped(text[at:place]) + wrapped
            at = place + len(words)
    return pieces + escaped(text[at:])


def _wrapped(words: str, span: Span) -> str:
    if span.kind == "link":
        outside = span.target.startswith(("http://", "https://"))
        if not outside or _NO_ADDRESS.search(span.target):
            return ""
        return f"[{escaped(words)}](<{span.target}>)"
    mark = _MARKS.get(span.kind, "")
    # A mark that does not touch letters at both ends would be read as itself.
    return (
        f"{mark}{escaped(words)}{mark}"
        if mark and words[0].isalnum() and words[-1].isalnum()
        else ""
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, the first row its head."""
    head, *others = ([escaped(cell) or " " for cell in row] for row in rows)
    return [_row(head), _row(["---"] * len(head)), *map(_row, others)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
