"""A tree of HTML as pieces in order: headings, paragraphs, items, tables, figures. Nothing is run or fetched.

All formats but plain text come through here: Word files, Markdown and JATS are turned into such a tree.
Only words leave it; no tag, attribute or address does but those kept in spans.
"""

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element, iterwalk

from articles.intake.cleaning import clean
from articles.intake.model import ArticleRefused, BlockKind, SpanKind
from articles.intake.readers.inline import Gathered, Inline

DEEPEST = 200
_SILENT = frozenset(
    """head script style template noscript svg iframe object embed canvas audio video map annotation
    annotation-xml select option input textarea button link meta base area source track dialog""".split()
)
CHROME = frozenset(["nav", "footer", "aside", "form", "menu"])
_BLOCKS = frozenset(
    """address article aside blockquote body caption center col colgroup dd details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre
    section summary table tbody td tfoot th thead tr ul""".split()
)
_SPANS: dict[str, SpanKind] = {
    "a": "link",
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "sup": "superscript",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOTE_ID = re.compile(r"(?:fn|footnote|endnote|ftn|edn|_ftn|_edn)[-_:]?\d+", re.I)
_LONGEST_CELL = 200


@dataclass(frozen=True)
class Piece:
    """One block of the tree. `ids` are the anchors by which links name it.

    `level` is that of a heading (1 to 6) or the number of an item (0 for a bullet); an item's later
    paragraphs `continue` it. `is_bold`: all of it is strong. `is_note`: it is a footnote's text.
    """

    kind: BlockKind
    inline: Inline
    level: int = 0
    ids: frozenset[str] = frozenset()
    continues: bool = False
    is_title: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    alt: str = ""

    @property
    def is_bold(self) -> bool:
        """Whether the whole text is strong, as a heading made by hand is."""
        covered = sum(span.end - span.start for span in self.inline.spans if span.kind == "strong")
        return covered >= len(self.inline.text.rstrip(" :.")) > 0

    @property
    def is_note(self) -> bool:
        """Whether this is the text of a footnote."""
        return any(_NOTE_ID.fullmatch(anchor) for anchor in self.ids)


@dataclass
class _List:
    """One list that is open: the number of its next item, or 0 where items have bullets."""

    number: int


@dataclass
class _Table:
    """One table that is open, and its caption."""

    rows: list[list[str]] = field(default_factory=list)
    caption: Inline = field(default_factory=lambda: Inline(""))


@dataclass
class _Figure:
    """One figure that is open: where its pieces begin, what its pictures show, and what is said of it."""

    begins: int
    alts: list[str] = field(default_factory=list)
    captions: list[Inline] = field(default_factory=list)


@dataclass
class _Walk:
    """What is known at one point of the tree."""

    text: Gathered = field(default_factory=Gathered)
    pieces: list[Piece] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    lists: list[_List] = field(default_factory=list)
    item: int | None = None
    heading: _Element | None = None
    table: _Table | None = None
    in_caption: bool = False
    figures: list[_Figure] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def pieces_of(root: _Element) -> tuple[list[Piece], list[str]]:
    """The pieces of a tree in order, and the texts of what belongs to the page and not to the article.

    The tree is one that `refuse_deep` let pass.
    """
    walk = _Walk()
    skipped: _Element | None = None
    for event, element in iterwalk(root, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                walk.text.add(element.tail or "")
        elif event == "start" and (why_not := _is_left_out(element)):
            skipped = element
            if why_not == "page" and (words := clean(" ".join(_texts(element)))):
                walk.left_out.append(words)
        elif event == "start":
            _open(walk, element)
        else:
            _close(walk, element)
            if element is not root:
                walk.text.add(element.tail or "")
    _flush(walk)
    return walk.pieces, walk.left_out


def refuse_deep(root: _Element) -> None:
    """Refuse a tree nested deeper than any page is."""
    depth = 0
    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ArticleRefused(
                f"The page is nested more than {DEEPEST} deep, as no article is: paste its text."
            )


def _is_left_out(element: _Element) -> str:
    """ "silent" for what holds no words of the article, "page" for the frame of a page, else nothing."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return "silent"
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    if hidden or element.get("aria-hidden") == "true":
        return "silent"
    return "page" if element.tag in CHROME or element.get("role") == "navigation" else ""


def _open(walk: _Walk, element: _Element) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        _flush(walk)
    walk.ids |= {anchor for anchor in (element.get("id"), element.get("name")) if anchor}
    if tag in _SPANS:
        href = (element.get("href") or "").strip()
        walk.text.open(_SPANS[tag], href if tag == "a" and _is_kept(href) else "")
    elif tag == "br":
        walk.text.add_break()
    elif tag == "img":
        around = walk.figures[-1].alts if walk.figures else walk.pictures
        around.append(clean(element.get("alt") or ""))
    elif tag == "figure":
        walk.figures.append(_Figure(len(walk.pieces)))
    elif tag in _HEADINGS:
        walk.heading = element
    elif tag in ("ol", "ul"):
        walk.lists.append(_List(_number(element.get("start"), 1) if tag == "ol" else 0))
    elif tag == "li" and walk.lists:
        current = walk.lists[-1]
        number = _number(element.get("value"), current.number) if current.number else 0
        walk.item, current.number = number, number + 1 if current.number else 0
    elif tag == "table" and walk.table is None and _is_data(element):
        walk.table = _Table()
    elif tag == "tr" and walk.table is not None:
        walk.table.rows.append([])
    elif tag in ("caption", "figcaption"):
        walk.in_caption = True
    walk.text.add(element.text or "")


def _close(walk: _Walk, element: _Element) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        if walk.table is not None and tag in ("td", "th"):
            cell = " ".join(part.text for part in walk.text.take())
            (walk.table.rows or [[]])[-1].append(cell)
        _flush(walk)
    if tag in _SPANS:
        walk.text.close()
    elif tag in _HEADINGS:
        walk.heading = None
    elif tag in ("ol", "ul") and walk.lists:
        walk.lists.pop()
    elif tag == "li":
        walk.item = None
    elif tag == "table" and walk.table is not None and _is_data(element):
        _end_table(walk)
    elif tag == "figure" and walk.figures:
        _end_figure(walk, walk.figures.pop())
    elif tag in ("caption", "figcaption"):
        walk.in_caption = False


def _flush(walk: _Walk) -> None:
    """Make pieces of the text gathered so far, then of the pictures that stood in it."""
    for inline in walk.text.take():
        if walk.table is not None:
            if walk.in_caption:
                walk.table.caption = inline
            elif walk.table.rows and walk.table.rows[-1]:
                walk.table.rows[-1][-1] = f"{walk.table.rows[-1][-1]} {inline.text}".strip()
        elif walk.in_caption and walk.figures:
            walk.figures[-1].captions.append(inline)
        elif walk.heading is not None:
            is_title = "title" in (walk.heading.get("class") or "").split()
            level = _HEADINGS[str(walk.heading.tag)]
            walk.pieces.append(_piece(walk, "heading", inline, level=level, is_title=is_title))
        elif walk.item is not None:
            walk.pieces.append(_piece(walk, "list_item", inline, level=walk.item))
            walk.item = None
        else:
            goes_on = bool(walk.lists) and bool(walk.pieces)
            walk.pieces.append(_piece(walk, "paragraph", inline, continues=goes_on))
    for alt in walk.pictures:
        walk.pieces.append(_piece(walk, "figure", Inline(""), alt=alt))
    walk.pictures = []


def _end_figure(walk: _Walk, figure: _Figure) -> None:
    """Give the caption to the picture, else to a table inside that has none, else let it be text."""
    captions = figure.captions
    if figure.alts:
        caption = captions.pop(0) if captions else Inline("")
        walk.pieces.append(_piece(walk, "figure", caption, alt=next(filter(None, figure.alts), "")))
    for at, piece in enumerate(walk.pieces[figure.begins :], start=figure.begins):
        if captions and piece.kind == "table" and not piece.inline.text:
            walk.pieces[at] = replace(piece, inline=captions.pop(0))
    walk.pieces += [_piece(walk, "paragraph", caption) for caption in captions]


def _piece(
    walk: _Walk,
    kind: BlockKind,
    inline: Inline,
    *,
    level: int = 0,
    continues: bool = False,
    is_title: bool = False,
    alt: str = "",
) -> Piece:
    ids, walk.ids = frozenset(walk.ids), set()
    return Piece(kind, inline, level, ids, continues, is_title, alt=alt)


def _end_table(walk: _Walk) -> None:
    table, walk.table = walk.table, None
    rows = [row for row in (table.rows if table else []) if any(row)]
    if table is None or not rows:
        return
    width = max(len(row) for row in rows)
    filled = tuple((*row, *[""] * (width - len(row))) for row in rows)
    walk.pieces.append(replace(_piece(walk, "table", table.caption), rows=filled))


def _is_data(table: _Element) -> bool:
    """Whether a table holds data: several columns of short cells. Others only arrange a page."""
    if any(True for _ in table.iterdescendants("table", *_HEADINGS)):
        return False
    rows = [
        [cell for cell in row if cell.tag in ("td", "th")] for row in table.iterdescendants("tr")
    ]
    lengths = [len("".join(_texts(cell))) for row in rows for cell in row]
    wide = max((len(row) for row in rows), default=0) > 1
    return wide and statistics.median(lengths) <= _LONGEST_CELL


def _texts(element: _Element) -> Iterator[str]:
    """The words of an element, without scripts and styles."""
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in _SILENT and part.text:
            yield part.text
        if part.tail and part is not element:
            yield part.tail


def words_of(element: _Element) -> str:
    """All words of an element, cleaned."""
    return clean("".join(map(str, element.itertext())))


def _is_kept(href: str) -> bool:
    """Whether an address is one that a reader may follow, or a place on the same page."""
    return href.startswith(("#", "http://", "https://"))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) and int(text) else otherwise
