"""Which format a file is in, and its text: by its first bytes, then by its name."""

import codecs
import re
from pathlib import PurePath

from articles.intake.model import ArticleRefused
from articles.intake.readers import Format, docx_to_html

MOST_BYTES = 40_000_000
SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "jats",
    ".nxml": "jats",
}
ACCEPTED = (*SUFFIXES, ".docx")

_ZIP, _OLD_WORD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,30})|encoding=[\"']([\w-]{2,30})", re.I)
_JATS = re.compile(r"<(?:!DOCTYPE (?:article|pmc-articleset)|article[\s>]|pmc-articleset)", re.I)
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|main|div|p|h1)[\s>]",
    re.I | re.S,
)


def recognised(name: str, content: bytes) -> tuple[str, Format]:
    """The text of a file and its format; a Word file becomes HTML.

    Refuses (`ArticleRefused`) what is too large, a format that cannot be read, and letters that cannot.
    """
    if len(content) > MOST_BYTES:
        raise ArticleRefused(
            f"The file has {len(content):,} bytes and an article at most {MOST_BYTES:,}: send the article"
            " alone, without pictures."
        )
    if content.startswith((_ZIP, _OLD_WORD)):
        return docx_to_html(content), "html"
    text = _decoded(content)
    return text, format_of(name, text)


def format_of(name: str, text: str) -> Format:
    """The format of a text that came under a name, or was pasted without one."""
    head = text[:3000].lstrip("\ufeff \t\r\n")
    suffix = PurePath(name).suffix.lower()
    if _JATS.search(head) and (head.startswith("<?xml") or suffix in (".xml", ".nxml")):
        return "jats"
    if _HTML.match(head) or (head.startswith("<?xml") and "<html" in head.lower()):
        return "html"
    return SUFFIXES.get(suffix, "text")


def _decoded(content: bytes) -> str:
    """The text in UTF-8, or in the letters that the file itself declares."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    declared = _CHARSET.search(content[:3000])
    if declared:
        try:
            encoding = codecs.lookup((declared[1] or declared[2]).decode()).name
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    raise ArticleRefused(
        f"The file is not UTF-8 (line {line}): save it with the encoding UTF-8, and try again."
    )
