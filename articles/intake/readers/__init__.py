"""Readers: an article's source → a `Document`. One module per format; `tree.py` serves all but plain text."""

from collections.abc import Callable, Mapping
from typing import Literal

from articles.intake.model import Document
from articles.intake.readers.docx import docx_to_html
from articles.intake.readers.html import read_html
from articles.intake.readers.jats import read_jats
from articles.intake.readers.markdown import read_markdown
from articles.intake.readers.text import read_text

Format = Literal["text", "markdown", "html", "jats"]

READERS: Mapping[Format, Callable[[str], Document]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "jats": read_jats,
}

__all__ = ["READERS", "Format", "docx_to_html", "read"]


def read(text: str, kind: Format) -> Document:
    """Read a text in its format. A Word file is HTML by then (`docx_to_html`)."""
    return READERS[kind](text)
