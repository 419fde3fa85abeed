"""Markdown with placed claims: reading the links, rewriting `claim:new`, and HTML with markers (D3). Pure.

A placed claim is a link whose text is the claim: `[text](claim:key)`, or `[text](claim:key "myth")` for a
quoted myth. The text is plain. HTML in the source is shown as text, never passed through.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.token import Token

from evidence.words import normalised

NEW = "new"
MYTH = "myth"
CLAIM_LINK = re.compile(
    r"""\]\(claim:(?P<key>[^\s)"]*)(?P<title>\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
BLOCKS = ("paragraph_open", "heading_open", "td_open", "th_open")


class BadMarkdown(ValueError):
    """The text cannot be saved; the message names the place and the mend. `line` counts from 1; 0: not known."""

    line = 0


@dataclass(frozen=True)
class ClaimLink:
    """One placed claim in a text: its key (or `new`), its words, and the text of the block around it."""

    key: str
    text: str
    is_myth: bool
    paragraph: str


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def claim_links(text: str) -> list[ClaimLink]:
    """The claims placed in a text, in order.

    Raises BadMarkdown for nested markup, an empty claim, a key that is none, a title other than "myth", or a
    claim link that does not stand in running text.
    """
    tokens = _parser().parse(text)
    found = list(_links(tokens))
    written = text.count("](claim:")
    if len(found) != written:
        error = BadMarkdown(
            f"{written} claim links are written, but {len(found)} can be read as links."
            " One stands inside code or another link, or its brackets do not match."
        )
        error.line = _line_unread(tokens, text)
        raise error
    return found


def _line_unread(tokens: list[Token], text: str) -> int:
    """The first line that writes a claim link which its block does not read; 0 if each line alone is well."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "](claim:" in line]
    for token in tokens:
        if token.type != "inline" or not token.map:
            continue
        inside = [line for line in lines if token.map[0] < line <= token.map[1]]
        read = sum(
            str(child.attrGet("href") or "").startswith("claim:")
            for child in token.children or []
            if child.type == "link_open"
        )
        if token.content.count("](claim:") > read and inside:
            return inside[0]
        lines = [line for line in lines if line not in inside]
    return lines[0] if lines else 0


def _links(tokens: list[Token]) -> Iterator[ClaimLink]:
    for token in tokens:
        if token.type != "inline":
            continue
        try:
            yield from _links_of(token.children or [])
        except BadMarkdown as error:
            error.line = token.map[0] + 1 if token.map else 0
            raise


def _links_of(children: list[Token]) -> Iterator[ClaimLink]:
    """The claims placed in the running text of one block."""
    around = normalised("".join(child.content or " " for child in children if child.type in PLAIN))
    for place, child in enumerate(children):
        href = str(child.attrGet("href") or "") if child.type == "link_open" else ""
        if not href.startswith("claim:"):
            continue
        words = _plain_text(children, place)
        key, title = href.removeprefix("claim:"), str(child.attrGet("title") or "")
        if not KEY.match(key):
            raise BadMarkdown(
                f'"{key}" is no claim key in "{words}". Write claim:new for a new claim, or the key'
                " of one: small letters, digits and hyphens."
            )
        if title not in ("", MYTH):
            raise BadMarkdown(f'"{title}" after {key}: the only mark a claim takes is "myth".')
        yield ClaimLink(key, words, title == MYTH, around)


PLAIN = ("text", "softbreak", "hardbreak", "code_inline")


def _plain_text(children: list[Token], place: int) -> str:
    words: list[str] = []
    for child in children[place + 1 :]:
        if child.type == "link_close":
            break
        if child.type not in ("text", "softbreak"):
            raise BadMarkdown(
                f'The claim "{"".join(words)}…" holds markup ({child.type.removesuffix("_open")}).'
                " A claim is plain text: put emphasis outside it."
            )
        words.append(child.content if child.type == "text" else " ")
    text = normalised("".join(words))
    if not text:
        raise BadMarkdown(
            "A claim link has no text. Write the sentence between the square brackets."
        )
    return text


def with_keys(text: str, keys: list[str]) -> str:
    """The text with each `claim:new` replaced by the next of `keys`.

    Raises BadMarkdown where the links as written are not those that are read, so that no claim gets
    another's key.
    """
    fresh = iter(keys)

    def named(match: re.Match[str]) -> str:
        key = next(fresh, NEW) if match["key"] == NEW else match["key"]
        return f"](claim:{key}{match['title'] or ''})"

    written = CLAIM_LINK.sub(named, text)
    wanted = iter(keys)
    before, after = ([claim.key for claim in claim_links(one)] for one in (text, written))
    if after != [next(wanted, NEW) if key == NEW else key for key in before] or NEW in after:
        raise BadMarkdown(
            "A new claim cannot be named. Write each as [sentence](claim:new) or, quoted as a myth,"
            ' [sentence](claim:new "myth").'
        )
    return written


def link(text: str, key: str = NEW, *, is_myth: bool = False) -> str:
    """One placed claim as Markdown, the text escaped."""
    escaped = re.sub(r"([\\`*_\[\]<&])", r"\\\1", normalised(text))
    mark = f' "{MYTH}"' if is_myth else ""
    return f"[{escaped}](claim:{key}{mark})"


def plain(text: str) -> str:
    """The text of a line of Markdown without its markup."""
    return normalised(
        " ".join(
            child.content
            for token in _parser().parse(text)
            for child in token.children or []
            if child.type in ("text", "code_inline")
        )
    )


def to_html(text: str, *, first: int, inline: bool = False, anchors: str = "part") -> str:
    """HTML with markers (articles.content): the n-th claim of the text has the position `first` + n.

    Second-level headings and below get an id that begins with `anchors`, so that it is none of the page's
    own; other links open with rel=noopener and no referrer.
    """
    parser = _parser()
    positions = _Positions(first, anchors)
    for name in (
        "link_open",
        "link_close",
        *BLOCKS,
        *(b.replace("_open", "_close") for b in BLOCKS),
    ):
        parser.add_render_rule(name, positions.rule(name))
    return parser.renderInline(text) if inline else parser.render(text)


class _Positions:
    """Render rules that number the claims and put a proofs marker after each block that holds some."""

    def __init__(self, first: int, anchors: str) -> None:
        self.next = first
        self.anchors = anchors
        self.open: list[int | None] = []
        self.in_block: list[int] = []
        self.headings: set[str] = set()

    def rule(self, name: str):  # type: ignore[no-untyped-def]
        """The rule for one kind of token."""
        return lambda renderer, tokens, index, options, env: self.render(
            name, renderer, tokens, index, options
        )

    def render(self, name, renderer, tokens, index, options) -> str:  # type: ignore[no-untyped-def]
        """One token as HTML."""
        token = tokens[index]
        if name == "link_open":
            return self._open_link(renderer, tokens, index, options)
        if name == "link_close":
            position = self.open.pop()
            return "</a>" if position is None else f"<!--/claim:{position}-->"
        if name == "heading_open" and token.tag != "h1":
            token.attrSet("id", self._anchor(tokens[index + 1].content))
        html = str(renderer.renderToken(tokens, index, options, {}))
        if name.endswith("_close") and self.in_block:
            marker = f"<!--proofs:{','.join(map(str, self.in_block))}-->"
            self.in_block.clear()
            return marker + html if token.tag in ("td", "th") or token.hidden else html + marker
        return html

    def _open_link(self, renderer, tokens, index, options) -> str:  # type: ignore[no-untyped-def]
        token = tokens[index]
        if not str(token.attrGet("href") or "").startswith("claim:"):
            token.attrSet("rel", "noopener noreferrer")
            self.open.append(None)
            return str(renderer.renderToken(tokens, index, options, {}))
        position, self.next = self.next, self.next + 1
        self.open.append(position)
        self.in_block.append(position)
        return f"<!--claim:{position}-->"

    def _anchor(self, heading: str) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", plain(heading).lower()).strip("-")
        anchor = slug = f"{self.anchors}-{words}" if words else self.anchors
        for number in count(2):
            if anchor not in self.headings:
                break
            anchor = f"{slug}-{number}"
        self.headings.add(anchor)
        return anchor


HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
TAGS = re.compile(r"<[^>]*>")


def headings_of(html: str) -> list[dict[str, str]]:
    """The second-level headings of rendered HTML, with their anchors and plain text."""
    return [{"id": match[1], "text": text_of(match[2])} for match in HEADING.finditer(html)]


def text_of(html: str) -> str:
    """The plain text of rendered HTML: no tags, no markers."""
    return normalised(entities.unescape(TAGS.sub("", html)))
