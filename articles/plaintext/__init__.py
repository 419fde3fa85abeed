"""Reading an article from plain text: blocks, references, citations, checkable sentences, a report.

Pure: text in, frozen dataclasses out. `blocks.py`, `lines.py` and `cleaning.py` know plain text; all
else works on blocks, whatever format they came from.
"""

from articles.plaintext.article import ParsedArticle, parse_article
from articles.plaintext.markdown import Decision, to_markdown
from articles.plaintext.model import (
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
from articles.plaintext.report import ImportReport, ReferenceNote, TextNote

__all__ = [
    "TITLE",
    "ArticleRefused",
    "Author",
    "Block",
    "Decision",
    "DroppedLine",
    "FindHype",
    "HypeHit",
    "HypeLike",
    "ImportReport",
    "InTextCitation",
    "ParsedArticle",
    "ParsedReference",
    "ReferenceNote",
    "Sentence",
    "TextNote",
    "parse_article",
    "to_markdown",
]
