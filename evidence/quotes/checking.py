"""Whether a quote stands in one of the texts that are known of a work, and where it comes nearest."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from evidence.choices import QuoteCheck
from evidence.quotes.apart import Apart, apart_in
from evidence.quotes.locating import FURTHEST, QuoteMatch, find, parts_of
from evidence.quotes.nearness import Index, nearest
from evidence.quotes.plain import BROKEN, Plain, plain_of


@dataclass(frozen=True)
class Checked:
    """What the machine says of a quote.

    `text` names the pasted text in which it stands, or comes nearest; None is the abstract. `start` and `end`
    are offsets there, and `words` what stands between them; empty where nothing is near. `only_in` says where
    alone the quote stands: title, references.
    """

    result: str
    text: int | None = None
    start: int | None = None
    end: int | None = None
    words: str = ""
    only_in: str = ""


@dataclass
class Searched:
    """One text, prepared once for many quotes."""

    text: str
    titles: tuple[str, ...] = ()
    name: int | None = None

    @cached_property
    def plain(self) -> Plain:
        """As it is compared."""
        return plain_of(self.text)

    @cached_property
    def joined(self) -> Plain | None:
        """With words joined that a line break divided; None where there is none."""
        return plain_of(self.text, join=True) if BROKEN.search(self.text) else None

    @cached_property
    def apart(self) -> Apart:
        """What of it does not count."""
        return apart_in(self.text, self.plain, self.titles)

    @cached_property
    def index(self) -> Index:
        """Its words."""
        return Index(self.plain.text)

    def find(self, parts: list[str]) -> QuoteMatch | None:
        """Where the parts stand, outside the title and lists of works."""
        furthest = None if self.name is None else FURTHEST
        for plain in (self.plain, self.joined):
            if plain is not None:
                match = find(parts, plain, allowed=self.apart.counts, furthest=furthest)
                if match is not None:
                    return match
        return None

    def stands_apart(self, parts: list[str]) -> str:
        """Where the parts stand at all, if that does not count."""
        match = find(parts, self.plain)
        if match is None:
            return ""
        return next((kind for span in match.parts if (kind := self.apart.kind(span))), "")

    def nearest(self, parts: list[str]) -> tuple[int, int, float] | None:
        """The passage, in offsets of the text as given, that comes nearest, and how near."""
        found = nearest(" ".join(parts), self.index)
        if found is None:
            return None
        return (*self.plain.span(found[0], found[1]), found[2])


class Sources:
    """All that is known of what a work says: abstracts of its rows, and texts that were pasted."""

    def __init__(
        self,
        *,
        titles: Iterable[str] = (),
        abstracts: Iterable[str] = (),
        texts: Iterable[tuple[int, str]] = (),
    ) -> None:
        named = tuple(titles)
        self.searched = [
            *(Searched(text, named) for text in abstracts if text.strip()),
            *(Searched(text, named, name) for name, text in texts),
        ]

    def check(self, quote: str) -> Checked:
        """What the machine can say of a quote: that the words are there, not that they support.

        Refuses what `parts_of` refuses. The abstract comes first.
        """
        if not quote:
            return Checked(QuoteCheck.UNLOCATABLE)
        parts = parts_of(quote)
        if not self.searched:
            return Checked(QuoteCheck.NO_TEXT)
        for one in self.searched:
            if match := one.find(parts):
                found = (
                    QuoteCheck.FOUND_IN_ABSTRACT
                    if one.name is None
                    else QuoteCheck.FOUND_IN_FULL_TEXT
                )
                words = one.text[match.start : match.end]
                return Checked(found, one.name, match.start, match.end, words)
        only_in = next((kind for one in self.searched if (kind := one.stands_apart(parts))), "")
        near = [(passage, one) for one in self.searched if (passage := one.nearest(parts))]
        if not near:
            return Checked(QuoteCheck.NOT_FOUND, only_in=only_in)
        (start, end, _), one = max(near, key=lambda found: found[0][2])
        return Checked(QuoteCheck.NOT_FOUND, one.name, start, end, one.text[start:end], only_in)
