"""An article from plain text: its lines sorted, joined where a break tore them, and made blocks."""

from articles.intake.cleaning import refuse_what_is_no_text, source_lines
from articles.intake.model import ArticleRefused, Document
from articles.intake.readers.blocks import build_blocks
from articles.intake.readers.lines import sort_lines
from articles.intake.readers.reference_list import parse_references


def read_text(text: str) -> Document:
    """Read an article from plain text. Refuses what is no text, no article, or too long."""
    refuse_what_is_no_text(text)
    lines = sort_lines(source_lines(text))
    title, blocks = build_blocks(lines.body)
    references, no_entries = parse_references(lines.references)
    if not (title or blocks or references):
        raise ArticleRefused(
            "The text holds nothing but the frame of a web page: paste the article itself."
        )
    return Document(
        title=title,
        blocks=blocks,
        references=references,
        dropped=tuple(sorted([*lines.dropped, *no_entries], key=lambda line: line.line)),
    )
