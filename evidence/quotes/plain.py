"""A text as it is compared, and where each of its characters comes from.

Copies differ from print in ways that are no difference: Unicode form, hyphens and dashes, curly
quotes, spaces and line breaks, soft hyphens, capitals. Everything else is a difference.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass, field

# Characters of a pasted text that are kept; a long article with its tables has a third of it.
LONGEST = 500_000

DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
SINGLE_QUOTES = frozenset("'‘’‚‛′`´")
DOUBLE_QUOTES = frozenset('"“”„‟″«»')
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")

# Signs that are compared as they are, but for capitals: taken in one step, so that long texts are quick.
SIMPLE = re.compile(r"[!-_a-~]+")
# A word that was broken at the end of a line: letters on both sides, the second small.
BROKEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]\s*\n\s*(?=[^\W\d_])")


@dataclass(frozen=True)
class Plain:
    """A text as it is compared; `starts[i]` to `ends[i]` is where its sign `i` stands in the text as given."""

    text: str
    starts: "array[int]"
    ends: "array[int]"
    # Where a word was broken at the end of a line, its hyphen is gone and the halves are joined.
    is_joined: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where signs `start` to `end` stand in the text as given."""
        return self.starts[start], self.ends[end - 1]


def cleaned(text: str) -> str:
    """A pasted text as it can be stored: NFC, line breaks of one kind, without control signs and half signs."""
    lines = re.sub(r"\r\n?|\f|\v|\x85|\u2028|\u2029", "\n", text)
    kept = "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return unicodedata.normalize("NFC", kept).strip()


def plain_of(text: str, *, join: bool = False) -> Plain:
    """The text as it is compared; with `join`, words that a line break divided are one again."""
    if not join:
        return _plain(text, 0, _Growing()).done()
    growing, at = _Growing(), 0
    for broken in BROKEN.finditer(text):
        _plain(text[at : broken.start()], at, growing)
        at = broken.end()
    return _plain(text[at:], at, growing).done(is_joined=True)


@dataclass
class _Growing:
    signs: list[str] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=lambda: array("L"))
    ends: "array[int]" = field(default_factory=lambda: array("L"))
    last: str = ""

    def run(self, signs: str, start: int) -> None:
        self.signs.append(signs.lower())
        self.starts.extend(range(start, start + len(signs)))
        self.ends.extend(range(start + 1, start + len(signs) + 1))
        self.last = self.signs[-1][-1]

    def sign(self, sign: str, start: int, end: int) -> None:
        if sign == " " == self.last:
            self.ends[-1] = end
            return
        self.signs.append(sign)
        self.starts.append(start)
        self.ends.append(end)
        self.last = sign

    def done(self, *, is_joined: bool = False) -> Plain:
        return Plain("".join(self.signs), self.starts, self.ends, is_joined)


def _plain(text: str, offset: int, growing: _Growing) -> _Growing:
    at, length = 0, len(text)
    while at < length:
        run = SIMPLE.match(text, at)
        if run:
            end = run.end()
            # A sign that carries a combining mark is compared together with it.
            if end < length and unicodedata.combining(text[end]):
                end -= 1
            if end > at:
                growing.run(text[at:end], offset + at)
                at = end
                continue
        end = at + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        for sign in _compared(text[at:end]):
            growing.sign(sign, offset + at, offset + end)
        at = end
    return growing


def _compared(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(_one(character) for character in folded)


def _one(character: str) -> str:
    if character in INVISIBLE:
        return ""
    if character in DASHES:
        return "-"
    if character in SINGLE_QUOTES:
        return "'"
    if character in DOUBLE_QUOTES:
        return '"'
    return " " if character.isspace() else character
