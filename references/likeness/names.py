"""Whether two lists of authors are one: initials, other transliterations, swapped and double names. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from references.likeness.points import Likeness
from references.likeness.titles import folded

SAME_FIRST, SAME_OTHERS, NO_SHARED = 20, 8, -30
OTHER_GIVEN = -16
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"}
)
LETTERS = re.compile(r"[^\W\d_]+")
# What Slavic, Greek and other names share, however they were put into Latin letters.
SOUNDS = (
    (re.compile(r"schtsch|shch|tsch|tch|ch|cz"), "c"),
    (re.compile(r"sch|sh|sz"), "s"),
    (re.compile(r"kh|ch"), "h"),
    (re.compile(r"zh|dj|dzh|dsch"), "z"),
    (re.compile(r"ts|tz"), "c"),
    (re.compile(r"w"), "v"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"ff$|v$"), "f"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"ae|ä"), "e"),
    (re.compile(r"oe"), "o"),
    (re.compile(r"ue"), "u"),
    (re.compile(r"(.)\1"), r"\1"),
    (re.compile(r"i+"), "i"),
)
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True)
class Name:
    """A name in the spellings in which it may be met; `given` are the words of the given names."""

    spellings: frozenset[str]
    parts: frozenset[str]
    given: tuple[str, ...]

    @property
    def initial(self) -> str:
        """The first letter of the first given name."""
        return self.given[0][0] if self.given else ""


def names(authors: Sequence[Mapping[str, str]]) -> list[Name]:
    """The authors as they are compared."""
    return [_name(author) for author in authors if author]


def _name(author: Mapping[str, str]) -> Name:
    family = author.get("literal") or author.get("family", "")
    umlauts = unicodedata.normalize("NFC", family.lower()).translate(UMLAUTS)
    words = LETTERS.findall(folded(family))
    plain = "".join(words)
    spellings = {plain, "".join(LETTERS.findall(folded(umlauts))), sounds(plain)} - {""}
    parts = {word for word in words if len(word) > 3}
    given = [g for g in LETTERS.findall(folded(author.get("given", ""))) if g not in SUFFIXES]
    return Name(frozenset(spellings), frozenset(parts), tuple(given))


def sounds(name: str) -> str:
    """A name as it sounds, roughly."""
    for pattern, replacement in SOUNDS:
        name = pattern.sub(replacement, name)
    return name


def compare_names(one: Sequence[Name], other: Sequence[Name], likeness: Likeness) -> None:
    """Count what two lists of authors have in common; a list may be cut short."""
    if not one or not other:
        return
    if same_name(one[0], other[0]):
        if _same_given(one[0], other[0]):
            likeness.add(SAME_FIRST, "The first authors agree.")
        else:
            likeness.add(SAME_FIRST + OTHER_GIVEN, "The first authors share a family name only.")
        return
    shorter, longer = sorted((one[:30], other[:30]), key=len)
    shared = sum(any(same_name(name, found) for found in longer) for name in shorter)
    if shared * 2 >= len(shorter):
        likeness.add(SAME_OTHERS, "The first authors differ, others agree.")
    else:
        likeness.add(NO_SHARED, "The authors differ.")


def same_name(one: Name, other: Name) -> bool:
    """Whether two family names may be one; given and family name may have been swapped."""
    if one.spellings & other.spellings:
        return True
    if one.parts and other.parts and (one.parts < other.parts or other.parts < one.parts):
        return True
    for left in one.spellings:
        for right in other.spellings:
            size = max(len(left), len(right))
            if size > 4 and OSA.distance(left, right, score_cutoff=size // 5) <= size // 5:
                return True
    swapped = (set(one.given) & other.spellings, set(other.given) & one.spellings)
    return any(len(word) > 2 for words in swapped for word in words) and all(swapped)


def _same_given(one: Name, other: Name) -> bool:
    """Whether given names do not contradict: their first letters, as far as both have one."""
    if not one.initial or not other.initial or one.initial == other.initial:
        return True
    initials = {word[0] for word in one.given} & {word[0] for word in other.given}
    return bool(initials) or not one.spellings & other.spellings
