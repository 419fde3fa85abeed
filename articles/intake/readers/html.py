"""An article from a web page: the main text found, then its pieces sorted into body and references.

Refuses what is no page, what is too large, and what is nested deeper than a page is.
"""

import re

from lxml import html as lxml_html
from lxml.etree import LxmlError, _Element

from articles.intake.model import ArticleRefused, Document
from articles.intake.readers.assembling import assemble
from articles.intake.readers.main_text import main_part
from articles.intake.readers.tree import pieces_of, refuse_deep

MOST_CHARACTERS = 3_000_000
_DATA = re.compile(r"data:[\w/+.;=-]{0,100},[^\"'\s)>]*", re.I)
_SITE = re.compile(r"\s+[|·–—-]\s+[^|·–—]{2,60}$")


def read_html(text: str) -> Document:
    """Read an article from a page, or from a part of one. Scripts, styles and pictures are not read."""
    text = _DATA.sub("", text)
    if len(text) > MOST_CHARACTERS:
        raise ArticleRefused(
            f"The page has {len(text):,} characters and an article at most {MOST_CHARACTERS:,}: "
            "save the article alone, or paste its text."
        )
    root = parsed(text)
    main = main_part(root, text)
    pieces, left_out = pieces_of(main)
    return assemble(pieces, left_out=left_out, page_title=_page_title(root))


def parsed(text: str) -> _Element:
    """A page as a tree; entities are characters by now, and nothing is fetched."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise ArticleRefused("This is no readable page: paste the text of the article.") from error
    refuse_deep(root)
    return root


def _page_title(root: _Element) -> str:
    """The title that the page gives itself, without the name of its site."""
    for meta in root.iterfind(".//meta"):
        if meta.get("property") == "og:title" and meta.get("content"):
            return " ".join(str(meta.get("content")).split())
    title = root.find(".//title")
    words = " ".join((title.text or "").split()) if title is not None else ""
    return _SITE.sub("", words)
