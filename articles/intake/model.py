"""What a parsed article consists of, whatever format it came from.

All offsets are character offsets into the text of the block they name. The title is no block: what
stands in it names the block `TITLE` and counts from the start of the title.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

TITLE = -1

BlockKind = Literal["heading", "paragraph", "list_item", "table", "figure"]
Origin = Literal["title", "heading", "label", "body"]
Places = Literal["line", "paragraph"]
SpanKind = Literal["strong", "emphasis", "superscript", "link"]


class ArticleRefused(Exception):
    """The text cannot be read as an article; the message is one sentence that names the mend."""


class HypeLike(Protocol):
    """A word of promise or alarm, as the finder that is handed in reports it."""

    @property
    def word(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


FindHype = Callable[[str], Sequence[HypeLike]]


@dataclass(frozen=True)
class Span:
    """A part of a block's text that its source marks up. `target` is a link's address, or "#" and an id."""

    kind: SpanKind
    start: int
    end: int
    target: str = ""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, table or figure of the body.

    `text` begins with the run-in label where there is one; of a table or figure it is the caption.
    `level` is the level of a heading (2 or deeper) or the number of a list item (0 for a bullet). A
    paragraph that `continues` belongs to the list item before it. `rows` are a table's cells, `alt` says
    what a figure shows; both are empty for every other kind. `line` counts what `Document.places` names.
    """

    index: int
    kind: BlockKind
    level: int
    label: str
    text: str
    line: int
    continues: bool = False
    spans: tuple[Span, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    alt: str = ""


@dataclass(frozen=True)
class Author:
    """One author as the list spells the name; an organisation has no given name."""

    family: str
    given: str = ""


@dataclass(frozen=True)
class ParsedReference:
    """One entry of the reference list. `raw` is as written, without the entry's number."""

    number: int | None
    raw: str
    line: int
    authors: tuple[Author, ...] = ()
    authors_truncated: bool = False
    year: int | None = None
    year_suffix: str = ""
    title: str = ""
    container_title: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that an entry of its kind carries; identifiers are apart."""
        return not self.missing

    @property
    def missing_identifier(self) -> bool:
        """Whether neither a DOI nor a PubMed number was found."""
        return not (self.doi or self.pmid)


@dataclass(frozen=True)
class InTextCitation:
    """One cited work. A mark that names several works gives one citation each, with the same span.

    `narrative` citations ("Okafor et al. (2020) found") are part of their sentence and stay in it.
    """

    block: int
    start: int
    end: int
    text: str
    names: tuple[str, ...]
    year: int | None
    suffix: str
    number: int | None
    narrative: bool
    reference: int | None
    why: str


@dataclass(frozen=True)
class Sentence:
    """One sentence. `index` is its place in `ParsedArticle.sentences`.

    `checkable` sentences are proposed as claims, and only they have an `asks`. `text` is without
    citation marks; `block` text from `start` to `end` is as written.
    """

    block: int
    index: int
    start: int
    end: int
    text: str
    origin: Origin
    checkable: bool
    asks: str
    why: str
    citations: tuple[int, ...]
    compound: bool


@dataclass(frozen=True)
class HypeHit:
    """One word of promise or alarm, where it stands."""

    block: int
    start: int
    end: int
    word: str


@dataclass(frozen=True)
class DroppedLine:
    """One line of the source that is not part of the article, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Document:
    """An article as its reader hands it on: not yet read for citations and statements.

    `anchors` are the ids by which links of the text name an entry: id → index of `references`. `places`
    says what `line` counts in blocks, references and dropped lines.
    """

    title: str
    blocks: tuple[Block, ...]
    references: tuple[ParsedReference, ...]
    dropped: tuple[DroppedLine, ...]
    anchors: Mapping[str, int] = field(default_factory=dict)
    places: Places = "line"
