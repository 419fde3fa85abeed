"""Which part of a page is the article: the smallest part that holds all that trafilatura keeps.

Trafilatura finds the main text but flattens it; so it only points, and the page's own structure is read.
"""

import logging
from collections.abc import Iterator

from lxml.etree import _Element
from trafilatura import bare_extraction

from articles.intake.readers.lines import is_list_heading
from articles.intake.readers.tree import CHROME, words_of

_SHORTEST = 40
_BEGINNING = 60
_MOST_ELEMENTS = 50_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_part(root: _Element, text: str) -> _Element:
    """The element that holds the article; the body where the page has no frame, or nothing is found."""
    body = root.find("body")
    if body is None:
        return root
    if not _has_a_frame(body) or sum(1 for _ in body.iter()) > _MOST_ELEMENTS:
        return body
    kept = _kept(text)
    found = [element for element in _text_blocks(body) if _beginning(element) in kept]
    if not found:
        return body
    common = _common(found)
    headings = [one for one in _text_blocks(body) if is_list_heading(words_of(one)[:60])]
    inside = set(common.iter())
    # A list of references that stands outside belongs to the article all the same.
    return common if all(one in inside for one in headings) else _common([common, *headings])


def _has_a_frame(body: _Element) -> bool:
    return any(True for _ in body.iterdescendants(*CHROME, "script", "header"))


def _kept(text: str) -> set[str]:
    """The beginnings of the paragraphs that trafilatura keeps."""
    found = bare_extraction(
        text, favor_recall=True, include_comments=False, include_tables=False, with_metadata=False
    )
    body = getattr(found, "body", None)
    if body is None:
        return set()
    texts = (words_of(element) for element in body.iter("p", "head", "item", "quote"))
    return {words[:_BEGINNING] for words in texts if len(words) >= _SHORTEST}


def _text_blocks(body: _Element) -> Iterator[_Element]:
    return body.iterdescendants("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td")


def _beginning(element: _Element) -> str:
    words = words_of(element)
    return words[:_BEGINNING] if len(words) >= _SHORTEST else ""


def _common(elements: list[_Element]) -> _Element:
    """The deepest element that holds all of them."""
    first, *others = elements
    line = [first, *first.iterancestors()]
    for other in others:
        above = {other, *other.iterancestors()}
        line = [element for element in line if element in above]
    return line[0]
