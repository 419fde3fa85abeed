"""Whether two works appeared in one place: journals by their names and abbreviations, volume, first page. Pure."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from references.likeness.points import Likeness
from references.likeness.titles import folded

SAME_JOURNAL, OTHER_JOURNAL = 8, -14
SAME_VOLUME, OTHER_VOLUME = 6, -12
SAME_PAGE, OTHER_PAGE = 12, -18
# Beyond what the three say one by one.
SAME_PLACE = 8
WORD = re.compile(r"[^\W_]+")
IN_BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]")
SUBTITLE = re.compile(r"\s*[:=/;]\s.*| : .*")
SMALL = frozenset(
    "a an the of in on for and und et e i y de des du la le les der die das del della di & to".split()
)
PAGE = re.compile(r"[a-z]*\d+[a-z]*|\b[ivxlc]+\b")


class Place:
    """Where a work appeared, as it is compared."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.journal = journal_words(fields.get("container_title") or "")
        self.volume = _number(fields.get("volume"))
        pages = (fields.get("pages"), fields.get("article_number"))
        self.pages = frozenset(filter(None, map(first_page, pages)))


def first_page(text: object) -> str:
    """The first page without what precedes its number and leading zeros: `S12-9` → `s12`, `0123` → `123`."""
    found = PAGE.search(str(text or "").lower())
    return re.sub(r"(?<![1-9])0+(?=\d)", "", found.group()) if found else ""


def _number(text: object) -> str:
    found = re.search(r"\d+", str(text or ""))
    return found.group().lstrip("0") if found else ""


@lru_cache(maxsize=20_000)
def journal_words(text: str) -> tuple[str, ...]:
    """The words of a journal's name that an abbreviation keeps."""
    plain = SUBTITLE.sub("", IN_BRACKETS.sub("", text)) or text
    words = WORD.findall(folded(plain.replace("&", " and ").replace("'", "")))
    return tuple(word for word in words if word not in SMALL) or tuple(words)


@lru_cache(maxsize=100_000)
def same_journal(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is the other, its abbreviation (`J Clin Invest`) or its initials (`JAMA`)."""
    if one == other or OSA.distance("".join(one), "".join(other)) <= 1:
        return True
    shorter, longer = sorted((one, other), key=lambda words: (len("".join(words)), words))
    if (
        len(shorter) == 1
        and len(shorter[0]) > 2
        and shorter[0] == "".join(word[0] for word in longer)
    ):
        return True
    if len(shorter) == 1 and shorter[0] == "pnas" and longer[:1] in (("proceedings",), ("proc",)):
        return True
    return _abbreviates(shorter, longer)


def _abbreviates(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether each word of `shorter` begins a word of `longer`, or the other way round, in order.

    The first words stand for each other; what is left over at the end (a place, a society) may be missing.
    """
    if not shorter or not longer or not _begins(shorter[0], longer[0]):
        return False
    at = 0
    for word in shorter:
        while at < len(longer) and not _begins(word, longer[at]):
            at += 1
        if at == len(longer):
            return False
        at += 1
    left_over = len(longer) - len(shorter)
    return left_over <= 1 or (left_over <= len(longer) // 2 and len(shorter) > 1)


def _begins(one: str, other: str) -> bool:
    """Whether one word abbreviates the other: its beginning, or its contraction (`natl`, `intl`)."""
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter):
        return True
    if len(shorter) < 3 or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
        return False
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def compare_places(one: Place, other: Place, likeness: Likeness) -> None:
    """Count journal, volume and first page."""
    before = likeness.points
    if one.journal and other.journal:
        if same_journal(*sorted((one.journal, other.journal))):
            likeness.add(SAME_JOURNAL, "Journals agree.")
        else:
            likeness.add(OTHER_JOURNAL, "Journals differ.")
    if one.volume and other.volume:
        if one.volume == other.volume:
            likeness.add(SAME_VOLUME)
        else:
            likeness.add(OTHER_VOLUME, f"Volumes differ: {', '.join(_sorted(one, other))}.")
    if one.pages and other.pages:
        if one.pages & other.pages:
            likeness.add(SAME_PAGE, "First pages agree.")
        else:
            likeness.add(OTHER_PAGE, "First pages differ.")
    if likeness.points - before == SAME_JOURNAL + SAME_VOLUME + SAME_PAGE:
        likeness.add(SAME_PLACE)


def _sorted(one: Place, other: Place) -> list[str]:
    return sorted((one.volume, other.volume), key=lambda text: (len(text), text))
