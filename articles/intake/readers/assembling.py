"""From the pieces of a tree to a document: title, body, reference list, and what is no part of the article."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from articles.intake.cleaning import clean
from articles.intake.model import (
    ArticleRefused,
    Block,
    Document,
    DroppedLine,
    ParsedReference,
)
from articles.intake.readers.blocks import is_heading_like, is_title_like, label_of
from articles.intake.readers.lines import looks_like_a_reference, sort_lines
from articles.intake.readers.reference_list import number_of, without_mark
from articles.intake.readers.tree import Piece
from articles.intake.reference_fields import parse_reference

_BARE_NUMBER = re.compile(r"\[?\d{1,3}[\].)]?")
_PLACEHOLDER = "[{}]"
_KICKER = re.compile(
    r"(?:(?:mini|systematic|short|brief|original|research|case|invited|narrative|literature)[- ]?)?"
    r"(?:perspectives?|reviews?|articles?|reports?|research|editorial|commentary|opinion|news|blog)",
    re.I,
)
_TITLE_LABEL = re.compile(r"title\s*:\s+(?=\S)", re.I)
_DATED = re.compile(r"\b(?:1[89]|20)\d\d\b|https?://|\b10\.\d{4,9}/")
_LEAST = 40
_LABEL_WORDS = 4
_NO_ENTRY = "under the reference list, but not an entry of it"


@dataclass(frozen=True)
class _Placed:
    """A piece with its place in the source, counted from 1."""

    place: int
    piece: Piece

    @property
    def text(self) -> str:
        return self.piece.inline.text


def assemble(
    pieces: Sequence[Piece],
    *,
    left_out: Sequence[str] = (),
    page_title: str = "",
    known: Mapping[str, ParsedReference] | None = None,
) -> Document:
    """Sort the pieces. `known` are references that the source itself took apart, by the id of their entry."""
    placed = [_Placed(place, piece) for place, piece in enumerate(pieces, start=1)]
    notes = [one for one in placed if one.piece.is_note]
    body, entries, dropped = _sorted([one for one in placed if not one.piece.is_note])
    title, body = _title(body, page_title)
    if not (title or body or entries):
        raise ArticleRefused("The page holds no text: paste the article itself.")
    references, anchors, no_entries = _references(entries, known or {})
    foot = [one for one in notes if _is_reference(one.text)]
    for note in foot:
        anchors |= dict.fromkeys(note.piece.ids, len(references))
        references.append(parse_reference(note.text, None, note.place))
    dropped += [
        DroppedLine(one.place, one.text, "a footnote that is no reference")
        for one in notes
        if one not in foot
    ]
    dropped += [DroppedLine(0, text[:300], "page chrome") for text in left_out]
    return Document(
        title=title,
        blocks=tuple(_blocks(body)),
        references=tuple(references),
        dropped=tuple(sorted([*dropped, *no_entries], key=lambda line: line.line)),
        anchors=anchors,
        places="paragraph",
    )


def _sorted(placed: list[_Placed]) -> tuple[list[_Placed], list[_Placed], list[DroppedLine]]:
    """Body, entries of the reference list, and what is dropped; by the rules of plain text."""
    texts = [one.text or _PLACEHOLDER.format(one.piece.kind) for one in placed]
    lines = sort_lines(texts)
    by_line = dict(enumerate(placed, start=1))
    body = [by_line[line.number] for line in lines.body]
    entries = [by_line[line.number] for line in lines.references]
    for at, entry in enumerate(entries):
        if entry.piece.kind == "heading" and not _is_reference(entry.text):
            # A new heading ends the list, whatever it says.
            body += entries[at:]
            entries = entries[:at]
            break
    dropped = [DroppedLine(by_line[line.line].place, line.text, line.why) for line in lines.dropped]
    return sorted(body, key=lambda one: one.place), entries, dropped


def _is_reference(text: str) -> bool:
    return looks_like_a_reference(text) or looks_like_a_reference(
        without_mark(text, number_of(text))
    )


def _title(body: list[_Placed], page_title: str) -> tuple[str, list[_Placed]]:
    """The title and the rest: a heading that says so, the only first-level one, the first line, the page's."""
    top = [one for one in body if one.piece.kind == "heading" and one.piece.level == 1]
    named = [one for one in top if one.piece.is_title]
    chosen = named[0] if named else top[0] if len(top) == 1 else None
    if chosen is None and page_title:
        chosen = next((one for one in top if clean(one.text) == clean(page_title)), None)
    if chosen is None and not page_title:
        chosen = _first_line(body)
    if chosen is None:
        return clean(page_title), body
    return _TITLE_LABEL.sub("", chosen.text, count=1), [one for one in body if one is not chosen]


def _first_line(body: list[_Placed]) -> _Placed | None:
    """The first line if it can be a title; "Perspective" and the like stand above one."""
    first = next((one for one in body[:2] if not _KICKER.fullmatch(one.text)), None)
    if first is None or first.piece.kind not in ("paragraph", "heading"):
        return None
    named = bool(_TITLE_LABEL.match(first.text))
    return first if named or is_title_like(first.text) else None


def _references(
    entries: list[_Placed], known: Mapping[str, ParsedReference]
) -> tuple[list[ParsedReference], dict[str, int], list[DroppedLine]]:
    """The entries read, where links find them, and what stands in the list and is no entry."""
    references: list[ParsedReference] = []
    anchors: dict[str, int] = {}
    dropped: list[DroppedLine] = []
    bare: str = ""
    for entry in entries:
        piece = entry.piece
        if piece.kind in ("table", "figure"):
            dropped.append(DroppedLine(entry.place, entry.text, "in the reference list"))
            continue
        if _BARE_NUMBER.fullmatch(entry.text) and piece.kind != "list_item":
            bare = entry.text
            continue
        if piece.kind != "list_item" and not bare and not _can_be_entry(entry.text):
            dropped.append(DroppedLine(entry.place, entry.text, _NO_ENTRY))
            continue
        for text in _lines_of(piece):
            anchors |= dict.fromkeys(piece.ids - anchors.keys(), len(references))
            references.append(_reference(f"{bare} {text}".strip(), entry, known))
            bare = ""
    return references, anchors, dropped


def _can_be_entry(text: str) -> bool:
    """Whether a line that is no item of a list is an entry: numbered, dated, or with an identifier."""
    return number_of(text) is not None or (len(text) >= _LEAST and bool(_DATED.search(text)))


def _reference(text: str, entry: _Placed, known: Mapping[str, ParsedReference]) -> ParsedReference:
    piece = entry.piece
    number = piece.level if piece.kind == "list_item" and piece.level else None
    for anchor in piece.ids:
        if anchor in known:
            return replace(known[anchor], number=number, line=entry.place)
    if (written := number_of(text)) is not None and (number is None or number == written):
        number, text = written, without_mark(text, written)
    return parse_reference(text, number, entry.place)


def _lines_of(piece: Piece) -> list[str]:
    """An entry, or several that only line breaks keep apart."""
    cuts = [at for at in piece.inline.breaks if _is_reference(piece.inline.text[at:].lstrip())]
    parts = zip([0, *cuts], [*cuts, len(piece.inline.text)], strict=True)
    return [text for start, end in parts if (text := _spelled_out(piece, start, end).strip())]


def _spelled_out(piece: Piece, start: int, end: int) -> str:
    """A part of an entry; "PubMed" and other labels of links in its second half become their addresses."""
    text, at = "", start
    for span in piece.inline.spans:
        label = piece.inline.text[span.start : span.end]
        is_label = (
            span.kind == "link"
            and span.target.startswith("http")
            and at <= span.start < span.end <= end
            and (span.start - start) * 2 > end - start
            and len(label.split()) <= _LABEL_WORDS
            and not any(map(str.isdigit, label))
        )
        if is_label:
            text += piece.inline.text[at : span.start] + span.target
            at = span.end
    return text + piece.inline.text[at:end]


def _blocks(body: Sequence[_Placed]) -> list[Block]:
    """The body as blocks: headings made by hand recognised, levels counted from 2, labels split off."""
    headings = [_as_heading(one) for one in body]
    tops = [one.piece.level for one in headings if one.piece.kind == "heading"]
    shift = 2 - min(tops, default=2)
    blocks = []
    for index, one in enumerate(headings):
        piece = one.piece
        level = max(2, piece.level + shift) if piece.kind == "heading" else piece.level
        labelled = piece.kind in ("paragraph", "list_item")
        blocks.append(
            Block(
                index=index,
                kind=piece.kind,
                level=level,
                label=label_of(one.text) if labelled else "",
                text=one.text,
                line=one.place,
                continues=piece.continues and piece.kind == "paragraph",
                spans=piece.inline.spans,
                rows=piece.rows,
                alt=piece.alt,
            )
        )
    return blocks


def _as_heading(one: _Placed) -> _Placed:
    """A short paragraph that is strong from end to end is a heading of the third level."""
    piece = one.piece
    by_hand = piece.kind == "paragraph" and not piece.continues and piece.is_bold
    if by_hand and is_heading_like(piece.inline.text):
        return replace(one, piece=replace(piece, kind="heading", level=3))
    return one
