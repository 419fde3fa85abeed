"""From a text in any format to a parsed article: the one way in."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.intake.citations import find_citations
from articles.intake.model import (
    TITLE,
    Block,
    Document,
    DroppedLine,
    FindHype,
    HypeHit,
    InTextCitation,
    ParsedReference,
    Places,
    Sentence,
)
from articles.intake.readers import Format, read
from articles.intake.report import ImportReport, build_report
from articles.intake.sentences import find_sentences


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
    places: Places = "line"

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
            places=self.places,
        )


def parse_article(
    text: str, *, kind: Format = "text", find_hype: FindHype | None = None
) -> ParsedArticle:
    """Read an article from plain text, or from a text in another format.

    `find_hype` finds words of promise in one text; without it none are looked for, and the report says
    so. Refuses (`ArticleRefused`) what is not of its format, no article, or too long.
    """
    return parse_document(read(text, kind), find_hype=find_hype)


def parse_document(document: Document, *, find_hype: FindHype | None = None) -> ParsedArticle:
    """Find citations, statements and words of promise in a document that a reader made."""
    title, blocks = document.title, document.blocks
    citations = find_citations(blocks, document.references, document.anchors)
    return ParsedArticle(
        title=title,
        blocks=blocks,
        references=document.references,
        citations=citations,
        sentences=find_sentences(title, blocks, citations),
        hype=_hype(title, blocks, find_hype) if find_hype else (),
        hype_checked=find_hype is not None,
        dropped=document.dropped,
        places=document.places,
    )


def _hype(title: str, blocks: Sequence[Block], find: FindHype) -> tuple[HypeHit, ...]:
    texts = [(TITLE, title), *((block.index, block.text) for block in blocks)]
    return tuple(
        HypeHit(index, hit.start, hit.end, hit.word) for index, text in texts for hit in find(text)
    )
