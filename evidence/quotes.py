"""Finding a quote in the text it is said to come from. Pure.

Copies differ from print in ways that are no difference: Unicode form, hyphens and dashes, curly
quotes, spaces and line breaks, soft hyphens, capitals. Everything else is a difference.
"""

import re
import unicodedata
from dataclasses import dataclass

FEWEST_WORDS = 3

ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.")
WORD = re.compile(r"\w+(?:['-]\w+)*")
NO_WORD_BEFORE, NO_WORD_AFTER = r"(?<!\w)(?<!\d[.,])", r"(?!\w)(?![.,]\d)"
DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
SINGLE_QUOTES = frozenset("'‘’‚‛′`´")
DOUBLE_QUOTES = frozenset('"“”„‟″«»')
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class QuoteRefused(ValueError):
    """The quote proves nothing wherever it stands; the message says why."""


@dataclass(frozen=True)
class QuoteMatch:
    """Where a quote stands: offsets into the text as given, for the whole and for each part."""

    start: int
    end: int
    parts: tuple[tuple[int, int], ...]


def locate(quote: str, text: str) -> QuoteMatch | None:
    """Find a quote in a text; None if it is not there.

    An ellipsis ("…", "...", "[...]") divides the quote into parts that must follow one another.
    Refuses, with `QuoteRefused`, a quote without a part of at least three words: so few words stand
    anywhere.
    """
    parts = [part for part in map(_plain, ELLIPSIS.split(quote)) if WORD.search(part)]
    if max((len(WORD.findall(part)) for part in parts), default=0) < FEWEST_WORDS:
        raise QuoteRefused(
            f"Quote at least {FEWEST_WORDS} words in a row; fewer would be found anywhere."
        )
    plain, origins = _normalised(text)
    found: list[tuple[int, int]] = []
    position = 0
    for part in parts:
        match = re.compile(rf"{NO_WORD_BEFORE}{re.escape(part)}{NO_WORD_AFTER}").search(
            plain, position
        )
        if match is None:
            return None
        found.append((origins[match.start()][0], origins[match.end() - 1][1]))
        position = match.end()
    return QuoteMatch(found[0][0], found[-1][1], tuple(found))


def _plain(part: str) -> str:
    """A part of a quote as it is compared, without the marks around it and its closing stop."""
    return _normalised(part)[0].lstrip(" \"'").rstrip(" \"'.,;:")


def _normalised(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is compared, and for each of its characters where it comes from."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        for character in _compared(text[start:end]):
            if character == " " and characters[-1:] == [" "]:
                origins[-1] = (origins[-1][0], end)
                continue
            characters.append(character)
            origins.append((start, end))
    return "".join(characters), origins


def _clusters(text: str) -> list[tuple[int, int]]:
    """Each character with the combining marks that follow it, so that both Unicode forms agree."""
    starts = [
        i for i, character in enumerate(text) if not i or not unicodedata.combining(character)
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=False))


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
