"""From a pasted text to a parsed article: the one way in."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.plaintext.blocks import build_blocks
from articles.plaintext.citations import find_citations
from articles.plaintext.cleaning import refuse_what_is_no_text, source_lines
from articles.plaintext.lines import sort_lines
from articles.plaintext.model import (
    TITLE,
    ArticleRefused,
    Block,
    DroppedLine,
    FindHype,
    HypeHit,
    InTextCitation,
    ParsedReference,
    Sentence,
)
from articles.plaintext.references import parse_references
from articles.plaintext.report import ImportReport, build_report
from articles.plaintext.sentences import find_sentences


@dataclass(frozen=True)
class ParsedArticle:
    """An article as read. Every line of its source is in it, or among the dropped ones, or blank."""

    title: str
    blocks: tuple[Block, ...]
    references: tuple[ParsedReference, ...]
    citations: tuple[InTextCitation, ...]
    sentences: tuple[Sentence, ...]
    hype: tuple[HypeHit, ...]
    hype_checked: bool
    dropped: tuple[DroppedLine, ...]

    def report(self) -> ImportReport:
        """What was found, and what librarian, editor and reviewer have to do next."""
        return build_report(
            title=self.title,
            blocks=self.blocks,
            references=self.references,
            citations=self.citations,
            sentences=self.sentences,
            hype=self.hype,
            hype_checked=self.hype_checked,
            dropped=self.dropped,
        )


def parse_article(text: str, *, find_hype: FindHype | None = None) -> ParsedArticle:
    """Read an article from plain text.

    `find_hype` finds words of promise in one text; without it none are looked for, and the report says
    so. Refuses (`ArticleRefused`) what is no text, no article, or too long.
    """
    refuse_what_is_no_text(text)
    lines = sort_lines(source_lines(text))
    title, blocks = build_blocks(lines.body)
    references, no_entries = parse_references(lines.references)
    if not (title or blocks or references):
        raise ArticleRefused(
            "The text holds nothing but the frame of a web page: paste the article itself."
        )
    citations = find_citations(blocks, references)
    return ParsedArticle(
        title=title,
        blocks=blocks,
        references=references,
        citations=citations,
        sentences=find_sentences(title, blocks, citations),
        hype=_hype(title, blocks, find_hype) if find_hype else (),
        hype_checked=find_hype is not None,
        dropped=tuple(sorted([*lines.dropped, *no_entries], key=lambda line: line.line)),
    )


def _hype(title: str, blocks: Sequence[Block], find: FindHype) -> tuple[HypeHit, ...]:
    texts = [(TITLE, title), *((block.index, block.text) for block in blocks)]
    return tuple(
        HypeHit(index, hit.start, hit.end, hit.word) for index, text in texts for hit in find(text)
    )
