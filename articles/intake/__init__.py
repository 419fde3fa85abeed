"""Reading an article: blocks, references, citations, checkable sentences, a report.

Pure: text in, frozen dataclasses out. `readers/` know the formats; all else works on blocks, whatever
format they came from.
"""

from articles.intake.article import ParsedArticle, parse_article
from articles.intake.body import Decision, to_markdown
from articles.intake.halves import halves_of
from articles.intake.model import (
    TITLE,
    ArticleRefused,
    Author,
    Block,
    DroppedLine,
    FindHype,
    HypeHit,
    HypeLike,
    InTextCitation,
    ParsedReference,
    Sentence,
)
from articles.intake.readers import Format
from articles.intake.report import ImportReport, ReferenceNote, TextNote
from articles.intake.statements import asks_of

__all__ = [
    "TITLE",
    "ArticleRefused",
    "Author",
    "Block",
    "Decision",
    "DroppedLine",
    "FindHype",
    "Format",
    "HypeHit",
    "HypeLike",
    "ImportReport",
    "InTextCitation",
    "ParsedArticle",
    "ParsedReference",
    "ReferenceNote",
    "Sentence",
    "TextNote",
    "asks_of",
    "halves_of",
    "parse_article",
    "to_markdown",
]
