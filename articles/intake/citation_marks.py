"""Where the running text cites something, and what the mark says.

Reads author and year in brackets of either kind, several works in one pair of brackets, authors in the
sentence with the year in brackets behind them, and numbers in the way in which the text writes them.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from articles.intake.citation_numbers import NumberStyle, numbers_of
from articles.intake.cleaning import matching_key
from articles.intake.model import Block

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
_PART = re.compile(r"(?:[^;,]|,(?!(?<=\d{4},)\s+[^\W\d_a-z])(?!(?<=\d{4}[a-z],)\s+[^\W\d_a-z]))+")
_LINK = re.compile(r"\(https?://(?:[^()\s]|\([^()\s]*\))*\)")
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
    rf"(?P<names>{_NAME}(?:(?:, {_NAME}){{0,5}},? (?:and|&) (?!colleagues|others|co-?workers)"
    rf"{_NAME}(?: [^\W\d_a-z][\w'’-]+)?|,? et al\.?|,? and (?:colleagues|others|co-?workers|team))?)"
    rf"(?:['’]s?)? [(\[](?P<years>{_YEARS})[)\]]"
)
_ET_AL = re.compile(r",?\s+(?:et al\b\.?|and (?:colleagues|others|co-?workers|team))", re.I)
_YEAR_ALONE = re.compile(rf"(?:and\s+|&\s*)?(?P<years>{_YEARS})")
_YEAR = re.compile(r"((?:1[89]|20)\d\d)?([a-z])?")
_KEYS = re.compile(r"\[(?:[^\[\]@]{0,80}-?@[\w:.#$%&+?<>~/-]+[^\[\]@;]{0,80};?)+\]")
_KEY = re.compile(r"@([\w:.#$%&+?<>~/-]*\w)")
_KEY_IN_SENTENCE = re.compile(
    r"(?<![\w@./;\[-])(?<!; )@([^\W\d_][\w:-]*(?:1[89]|20)\d\d\w*)(?![^\[\]]*\])"
)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.-?)+")


@dataclass(frozen=True)
class Mark:
    """One cited work as the text spells it: year and names, a number, or its key in a bibliography (Pandoc)."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    year: int | None = None
    suffix: str = ""
    number: int | None = None
    narrative: bool = False
    and_others: bool = False
    key: str = ""


def marks_of(
    block: Block, families: Collection[str], list_ends: int, style: NumberStyle | None
) -> list[Mark]:
    """The marks of a block in order.

    `families` are the matching keys of the list's first authors: a single bare name counts only if it
    is one of them. `list_ends` is the largest number of the list, 0 if it has none. Without a `style`
    numbers cite nothing.
    """
    text = block.text
    found = list(
        islice(
            chain(_bracketed(text, families), _numeric(block, list_ends, style), _keyed(text)),
            MOST_MARKS + 1,
        )
    )
    taken = {mark.start for mark in found}
    found += [mark for mark in _narrative(text, families) if mark.start not in taken]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def _bracketed(text: str, families: Collection[str]) -> Iterator[Mark]:
    """Works in brackets. If all in a pair of brackets is works, the mark is the brackets with a link."""
    for group in _GROUP.finditer(text):
        inside = group.lastindex or 0
        parts = [part for part in _PART.finditer(text, *group.span(inside)) if part[0].strip()]
        works = _works_of([part[0].strip(" ,\t\n") for part in parts], families)
        link = _LINK.match(text, group.end()) if text[group.start()] == "[" else None
        for part, some in zip(parts, works, strict=True):
            is_first = part.start() == group.start(inside)
            start, end = part.start() - (not is_first), part.end() + is_first
            if all(works):
                start, end = group.start(), (link or group).end()
            yield from (replace(work, start=start, end=end) for work in some)


def _works_of(parts: list[str], families: Collection[str]) -> list[list[Mark]]:
    """The works of each part of a bracket; a year alone is by the authors of the part before it."""
    works: list[list[Mark]] = []
    for part in parts:
        alone = _YEAR_ALONE.fullmatch(part)
        if alone and works and works[-1]:
            before = works[-1][-1]
            years = _years(alone["years"], before.year)
            works.append([replace(before, year=year, suffix=suffix) for year, suffix in years])
        else:
            works.append(_works(part, families))
    return works


def _works(part: str, families: Collection[str]) -> list[Mark]:
    """The works that one part of a bracket names: authors with one or more years."""
    match = _WORK.fullmatch(_PREFIX.sub("", part, count=1))
    names = _names(match["names"], families) if match else ()
    if not match or not names:
        return []
    et_al = bool(_ET_AL.search(match["names"]))
    if (
        len(names) == 1
        and not match["comma"]
        and not et_al
        and matching_key(names[0]) not in families
    ):
        return []
    return [
        Mark(0, 0, names, year, suffix, and_others=et_al) for year, suffix in _years(match["years"])
    ]


def _narrative(text: str, families: Collection[str]) -> Iterator[Mark]:
    """Authors in the sentence, the year in brackets behind them."""
    for match in _NARRATIVE.finditer(text):
        names = _names(match["names"], families)
        known = any(matching_key(name) in families for name in names)
        et_al = bool(_ET_AL.search(match["names"]))
        if names and (known or et_al):
            place = (match.start(), match.end())
            for year, suffix in _years(match["years"]):
                yield Mark(*place, names, year, suffix, narrative=True, and_others=et_al)


def _numeric(block: Block, list_ends: int, style: NumberStyle | None) -> Iterator[Mark]:
    """Numbers, ranges written out."""
    for start, end, written in numbers_of(block, style) if style else ():
        ranges = [
            range(int(low or single), int(high or single) + 1)
            for low, high, single in _RANGE.findall(written)
        ]
        if all(_is_plausible(numbers, list_ends) for numbers in ranges):
            for number in (number for numbers in ranges for number in numbers):
                yield Mark(start, end, number=number)


def _keyed(text: str) -> Iterator[Mark]:
    """Keys as Pandoc's Markdown has them: "[@okafor2020; @berg2019, p. 3]", "as @okafor2020 says"."""
    for group in _KEYS.finditer(text):
        for key in _KEY.finditer(text, *group.span()):
            yield Mark(group.start(), group.end(), key=key[1])
    for key in _KEY_IN_SENTENCE.finditer(text):
        yield Mark(key.start(), key.end(), key=key[1], narrative=True)


def _is_plausible(numbers: range, list_ends: int) -> bool:
    """Whether a range cites something: a long one that leaves the list is an interval of measurements."""
    longest = (
        _LONGEST_RANGE if numbers and numbers[-1] <= list_ends else _LONGEST_RANGE_BEYOND_THE_LIST
    )
    return 0 < len(numbers) <= longest and numbers[0] > 0


def _names(text: str, families: Collection[str]) -> tuple[str, ...]:
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
    first = joined.split(" and ")[0]
    if _is_organisation(joined) and matching_key(first) not in families:
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


def _years(text: str, year: int | None = None) -> Iterator[tuple[int | None, str]]:
    """Years with their letters; a letter alone belongs to the year before it."""
    for part in text.split(","):
        match = _YEAR.fullmatch(part.strip())
        if match and match[1]:
            year = int(match[1])
        yield year, (match[2] or "") if match else ""
