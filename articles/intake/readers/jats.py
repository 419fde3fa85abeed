"""An article from JATS XML (PubMed Central, publishers): its tags turned into HTML's, its references taken apart.

Tag names are those of JATS 1.3 (NISO Z39.96). No entity is expanded, no DTD is loaded, nothing is fetched.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import LxmlError, _Element

from articles.intake.model import ArticleRefused, Document
from articles.intake.readers.assembling import assemble
from articles.intake.readers.jats_references import reference_of
from articles.intake.readers.tree import pieces_of, words_of

MOST_CHARACTERS = 20_000_000
_TAGS = {
    "p": "p",
    "sec": "div",
    "boxed-text": "div",
    "ack": "div",
    "app": "div",
    "abstract": "div",
    "list-item": "li",
    "italic": "em",
    "bold": "strong",
    "sup": "sup",
    "disp-quote": "blockquote",
    "break": "br",
    "caption": "figcaption",
    "fig": "figure",
    "table-wrap": "figure",
    "graphic": "img",
    "def-list": "dl",
    "def": "dd",
    "term": "dt",
    "preformat": "pre",
    "verse-group": "p",
    "speech": "p",
    "statement": "div",
    **{tag: tag for tag in ("table", "thead", "tbody", "tfoot", "tr", "td", "th")},
}
_SKIPPED = frozenset(
    """label fn fn-group table-wrap-foot supplementary-material alt-text object-id permissions contrib-group
    aff author-notes kwd-group history attrib media inline-supplementary-material long-desc tex-math
    processing-meta ref-list""".split()
)


def read_jats(text: str) -> Document:
    """Read an article from JATS. Refuses what is no such XML, names where, and what is too large."""
    if len(text) > MOST_CHARACTERS:
        raise ArticleRefused(
            f"The file has {len(text):,} characters and an article at most {MOST_CHARACTERS:,}: send one article."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (LxmlError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f" (line {line})" if line else ""
        raise ArticleRefused(
            f"This XML cannot be read{place}: it is not well formed. Download the file again."
        ) from error
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    article = root if root.tag == "article" else root.find(".//article")
    if article is None:
        raise ArticleRefused(
            "This XML is no article in JATS (it has no <article>): send the full text as PubMed Central gives it."
        )
    return _document(article)


def _document(article: _Element) -> Document:
    body = etree.Element("body")
    title = article.find("front//article-title")
    if title is not None:
        _copy(title, etree.SubElement(body, "h1"), 1)
    for abstract in article.iterfind("front/article-meta/abstract"):
        if not (abstract.get("abstract-type") or "").startswith(("graph", "teaser", "toc")):
            if abstract.find("title") is None:
                etree.SubElement(body, "h2").text = "Abstract"
            _copy(abstract, etree.SubElement(body, "div"), 1)
    for part in article.iterfind("body"):
        _copy(part, etree.SubElement(body, "div"), 1)
    for part in article.iterfind("back/*"):
        if part.tag in ("ack", "app-group", "sec", "notes"):
            _copy(part, etree.SubElement(body, "div"), 1)
    entries = list(article.iterfind("back//ref-list//ref"))
    known = {f"jats-{place}": reference_of(ref, place) for place, ref in enumerate(entries, 1)}
    if entries:
        etree.SubElement(body, "h2").text = "References"
        listed = etree.SubElement(body, "ol")
        for anchor, ref in zip(known, entries, strict=True):
            item = etree.SubElement(listed, "li", id=anchor)
            etree.SubElement(item, "span", id=ref.get("id") or anchor)
            item[0].tail = known[anchor].raw or words_of(ref) or "?"
    pieces, left_out = pieces_of(body)
    return assemble(pieces, left_out=left_out, known=known)


def _copy(source: _Element, target: _Element, level: int) -> None:
    """Copy what a JATS element holds into an element of HTML; `level` is the heading level above it.

    XML nested deeper than 256 was refused by the parser, so that this recursion is bounded.
    """
    target.text = source.text
    for child in source:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            _add_tail(target, child.tail)
            continue
        made = etree.SubElement(target, _html_tag(child, level))
        _mark(child, made)
        _copy(child, made, level + (child.tag in ("sec", "app", "ack", "boxed-text", "abstract")))
        made.tail = child.tail


def _html_tag(element: _Element, level: int) -> str:
    if element.tag == "title":
        return "strong" if _is_in_caption(element) else f"h{min(level, 6)}"
    if element.tag == "list":
        return "ol" if element.get("list-type") == "order" else "ul"
    if element.tag in ("xref", "ext-link"):
        return "a"
    return _TAGS.get(str(element.tag), "span")


def _mark(source: _Element, made: _Element) -> None:
    """Give a link its address, a picture its words, a cell nothing."""
    if source.tag == "xref" and source.get("ref-type") == "bibr":
        made.set("href", "".join(f"#{rid} " for rid in (source.get("rid") or "").split()).strip())
    elif source.tag == "ext-link":
        made.set("href", next(iter(_addresses(source)), ""))
    elif source.tag == "graphic":
        described = source.find("alt-text")
        if described is None:
            described = source.find("../alt-text")
        made.set("alt", words_of(described) if described is not None else "")


def _addresses(source: _Element) -> Iterator[str]:
    return (str(value) for name, value in source.attrib.items() if str(name).endswith("href"))


def _is_in_caption(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "caption"


def _add_tail(target: _Element, tail: str | None) -> None:
    if not tail:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + tail
    else:
        target.text = (target.text or "") + tail
