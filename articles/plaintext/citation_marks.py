"""Where the running text cites something, and what the mark says.

Reads author and year in brackets of either kind, several works in one pair of brackets, authors in the
sentence with the year in brackets behind them, and numbers in square brackets.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from articles.plaintext.cleaning import matching_key

PARTICLES = frozenset(
    "van von vom zu de der den del della di da dos du la le el al ten ter bin ibn".split()
)

MOST_MARKS = 20_000  # a range is one mark per number, so that little text could ask for very many

_LONGEST_RANGE, _LONGEST_RANGE_BEYOND_THE_LIST = 60, 10
_SMALL_WORDS = frozenset("of for the in on and".split())
_NO_NAME = frozenset(
    """january february march april may june july august september october november december jan feb mar
    apr jun jul aug sept sep oct nov dec figure fig table section chapter phase since until between updated
    accessed published version spring summer autumn winter week day year born approved""".split()
)

_GROUP = re.compile(r"\[\(([^()\[\]]{3,400})\)\]|\(([^()]{3,400})\)|\[([^\[\]()]{3,400})\]")
_PART = re.compile(r"[^;]+")
_LINK = re.compile(r"\(https?://(?:[^()\s]|\([^()\s]*\))*\)")
_NUMBERS = re.compile(r"\[(\d{1,3}(?:\s*[,;–—−-]\s*\d{1,3})*)\]")
_INTERVAL_BEFORE = re.compile(r"\b(?:CI|interval|range|IQR|values?)\b[\s,:=]*$", re.I)
_RANGE = re.compile(r"(\d+)\s*[–—−-]\s*(\d+)|(\d+)")

_NAME = (
    r"(?:(?i:van|von|de[rnl]?|della|di|da|dos|du|la|le|el|al|ten|ter|bin|ibn) )*[^\W\d_a-z][\w'’-]+"
)
_YEARS = r"(?:1[89]|20)\d\d[a-z]?(?:\s*,\s*(?:(?:1[89]|20)\d\d[a-z]?|[a-z])\b)*|n\.\s?d\.|in press"
_PREFIX = re.compile(
    r"(?:(?:see|also|e\.\s?g\.,?|cf\.?|i\.\s?e\.,?|for (?:a )?reviews?,?|(?:as )?(?:cited|reviewed|reported) in"
    r"|reviewed by|compare|from|by|adapted from|data from|for example,?)\s+)+",
    re.I,
)
_WORK = re.compile(
    rf"(?P<names>[^\d;]{{2,160}}?)(?P<comma>,?)\s+\(?(?P<years>{_YEARS})\)?"
    r"(?:\s*,\s*(?i:pp?\.?|para\.?|tables?|fig(?:ure|s)?\.?|chap(?:ter)?\.?|ch\.?|sect?(?:ion)?\.?)"
    r"\s*[\w–-]+|:\s*\d+(?:[–-]\d+)?)?"
)
_NARRATIVE = re.compile(
    rf"(?P<names>{_NAME}(?:(?:, {_NAME}){{0,5}},? (?:and|&) (?!colleagues|others){_NAME}"
    rf"|,? et al\.?|,? and (?:colleagues|others))?)(?:['’]s?)? [(\[](?P<years>{_YEARS})[)\]]"
)
_ET_AL = re.compile(r",?\s+(?:et al\b\.?|and (?:colleagues|others|co-?workers))", re.I)
_YEAR = re.compile(r"((?:1[89]|20)\d\d)?([a-z])?")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.-?)+")


@dataclass(frozen=True)
class Mark:
    """One cited work as the text spells it; year and names, or a number."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    year: int | None = None
    suffix: str = ""
    number: int | None = None
    narrative: bool = False


def marks_of(text: str, families: Collection[str], list_ends: int) -> list[Mark]:
    """The marks of a text in order.

    `families` are the matching keys of the list's first authors: a single bare name counts only if it
    is one of them. `list_ends` is the largest number of the list, 0 if it has none.
    """
    found = list(
        islice(chain(_bracketed(text, families), _numeric(text, list_ends)), MOST_MARKS + 1)
    )
    taken = {mark.start for mark in found}
    found += [mark for mark in _narrative(text, families) if mark.start not in taken]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def _bracketed(text: str, families: Collection[str]) -> Iterator[Mark]:
    """Works in brackets. If all in a pair of brackets is works, the mark is the brackets with a link."""
    for group in _GROUP.finditer(text):
        inside = group.lastindex or 0
        parts = [part for part in _PART.finditer(text, *group.span(inside)) if part[0].strip()]
        works = [_works(part[0].strip(), families) for part in parts]
        link = _LINK.match(text, group.end()) if text[group.start()] == "[" else None
        for part, some in zip(parts, works, strict=True):
            is_first = part.start() == group.start(inside)
            start, end = part.start() - (not is_first), part.end() + is_first
            if all(works):
                start, end = group.start(), (link or group).end()
            yield from (replace(work, start=start, end=end) for work in some)


def _works(part: str, families: Collection[str]) -> list[Mark]:
    """The works that one part of a bracket names: authors with one or more years."""
    match = _WORK.fullmatch(_PREFIX.sub("", part, count=1))
    names = _names(match["names"]) if match else ()
    if not match or not names:
        return []
    bare = len(names) == 1 and not match["comma"] and not _ET_AL.search(match["names"])
    if bare and matching_key(names[0]) not in families:
        return []
    return [Mark(0, 0, names, year, suffix) for year, suffix in _years(match["years"])]


def _narrative(text: str, families: Collection[str]) -> Iterator[Mark]:
    """Authors in the sentence, the year in brackets behind them."""
    for match in _NARRATIVE.finditer(text):
        names = _names(match["names"])
        known = any(matching_key(name) in families for name in names)
        if names and (known or _ET_AL.search(match["names"])):
            for year, suffix in _years(match["years"]):
                yield Mark(match.start(), match.end(), names, year, suffix, narrative=True)


def _numeric(text: str, list_ends: int) -> Iterator[Mark]:
    """Numbers in square brackets, ranges written out; not the bounds of an interval."""
    for match in _NUMBERS.finditer(text):
        if _INTERVAL_BEFORE.search(text, max(0, match.start() - 40), match.start()):
            continue
        ranges = [
            range(int(low or single), int(high or single) + 1)
            for low, high, single in _RANGE.findall(match[1])
        ]
        if all(_is_plausible(numbers, list_ends) for numbers in ranges):
            for number in (number for numbers in ranges for number in numbers):
                yield Mark(match.start(), match.end(), number=number)


def _is_plausible(numbers: range, list_ends: int) -> bool:
    """Whether a range cites something: a long one that leaves the list is an interval of measurements."""
    longest = (
        _LONGEST_RANGE if numbers and numbers[-1] <= list_ends else _LONGEST_RANGE_BEYOND_THE_LIST
    )
    return 0 < len(numbers) <= longest and numbers[0] > 0


def _names(text: str) -> tuple[str, ...]:
    """The names in front of a year; none if a word is no part of a name."""
    words = [word for word in _ET_AL.sub("", text).replace("&", " & ").split() if word != "et"]
    words = [word for word in words if not _INITIALS.fullmatch(word.strip(","))]
    for word in words:
        bare = word.strip(",&").casefold()
        if bare in _NO_NAME:
            return ()
        if word[0].islower() and bare not in PARTICLES and bare not in _SMALL_WORDS:
            return ()
    if not words or words[0] in _SMALL_WORDS:
        return ()
    joined = " ".join(words)
    if _is_organisation(joined):
        return (joined.strip(" ,"),)
    names = [name.strip(" ,") for name in re.split(r",|&|\band\b", joined)]
    return tuple(name for name in names if name)


def _is_organisation(names: str) -> bool:
    """Whether an "and" stands inside one name, as in "Institute for Skin and Hair"."""
    if "&" in names or "," in names:
        return False
    sides = [
        [word for word in side.split() if word not in PARTICLES] for side in names.split(" and ")
    ]
    return len(sides) == 1 or any(len(side) > 1 for side in sides)


def _years(text: str) -> Iterator[tuple[int | None, str]]:
    """Years with their letters; a letter alone belongs to the year before it."""
    year: int | None = None
    for part in text.split(","):
        match = _YEAR.fullmatch(part.strip())
        if match and match[1]:
            year = int(match[1])
        yield year, (match[2] or "") if match else ""
