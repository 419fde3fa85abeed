"""Finding a quote in a text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evidence.quotes.plain import Plain, plain_of

FEWEST_WORDS = 3
# How many signs an ellipsis may skip in a whole article: about a page. In an abstract it may skip any.
FURTHEST = 3_000

ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.")
WORD = re.compile(r"\w+(?:['-]\w+)*")
NO_WORD_BEFORE, NO_WORD_AFTER = r"(?<!\w)(?<!\d[.,])", r"(?!\w)(?![.,]\d)"

Span = tuple[int, int]
Allowed = Callable[[Span], bool]


class QuoteRefused(ValueError):
    """The quote proves nothing wherever it stands; the message says why."""


@dataclass(frozen=True)
class QuoteMatch:
    """Where a quote stands: offsets into the text as given, for the whole and for each part."""

    start: int
    end: int
    parts: tuple[Span, ...]


def parts_of(quote: str) -> list[str]:
    """The parts between ellipses, as they are compared.

    Refuses, with `QuoteRefused`, a quote without a part of at least three words: so few words stand
    anywhere.
    """
    parts = [part for part in map(_part, ELLIPSIS.split(quote)) if WORD.search(part)]
    if max((len(WORD.findall(part)) for part in parts), default=0) < FEWEST_WORDS:
        raise QuoteRefused(
            f"Quote at least {FEWEST_WORDS} words in a row; fewer would be found anywhere."
        )
    return parts


def locate(quote: str, text: str) -> QuoteMatch | None:
    """Find a quote anywhere in a text; None if it is not there.

    An ellipsis ("…", "...", "[...]") divides the quote into parts that must follow one another.
    Refuses what `parts_of` refuses.
    """
    return find(parts_of(quote), plain_of(text))


def find(
    parts: Sequence[str],
    plain: Plain,
    *,
    allowed: Allowed | None = None,
    furthest: int | None = None,
) -> QuoteMatch | None:
    """The first place where the parts follow one another, each at an allowed span of the text as given.

    `furthest` is how many signs may lie between two parts.
    """
    found = _follow(parts, plain, 0, None, allowed or (lambda span: True), furthest)
    return QuoteMatch(found[0][0], found[-1][1], tuple(found)) if found else None


def _follow(
    parts: Sequence[str],
    plain: Plain,
    at: int,
    latest: int | None,
    allowed: Allowed,
    furthest: int | None,
) -> list[Span]:
    for start, end in _places(parts[0], plain, at, latest):
        span = plain.span(start, end)
        if not allowed(span):
            continue
        if len(parts) == 1:
            return [span]
        rest = _follow(
            parts[1:], plain, end, None if furthest is None else end + furthest, allowed, furthest
        )
        if rest:
            return [span, *rest]
        if furthest is None:
            return []
    return []


def _places(part: str, plain: Plain, at: int, latest: int | None) -> Iterator[Span]:
    """Where a part stands as whole words, from `at` on."""
    if plain.is_joined:
        # A joined word lost a hyphen that may have been its own.
        pattern = re.escape(part).replace(r"\-", "-?")
    else:
        if part not in plain.text:
            return
        pattern = re.escape(part)
    for found in re.compile(f"{NO_WORD_BEFORE}{pattern}{NO_WORD_AFTER}").finditer(plain.text, at):
        if latest is not None and found.start() > latest:
            return
        yield found.start(), found.end()


def _part(part: str) -> str:
    """A part of a quote as it is compared, without the marks around it and its closing stop."""
    return plain_of(part).text.lstrip(" \"'").rstrip(" \"'.,;:")
