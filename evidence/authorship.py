"""Whether a name printed above a work may be a person's: surname and initials (D8). Pure.

A machine cannot know that two people of one name are one; it only asks.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from references.likeness.names import LETTERS, UMLAUTS
from references.likeness.titles import folded

TITLES = frozenset("dr prof professor md phd msc mr mrs ms med".split())
MOST_INITIALS = 3


def may_be(author: Mapping[str, Any], *, first: str, last: str) -> bool:
    """Whether an author's surname is the person's and no given name speaks against it.

    A given name that is missing, or told by its initial only, does not speak against it. A literal name
    (a group, or one that nobody took apart) is compared with its last word as surname.
    """
    family, given = _parts(author)
    if not family or not last or _spellings(family).isdisjoint(_spellings(last)):
        return False
    return _agree(_names(given), _names(first))


def printed(author: Mapping[str, Any]) -> str:
    """The name as a list of references prints it."""
    family, given = str(author.get("family", "")), str(author.get("given", ""))
    return " ".join(filter(None, (family, given))) or str(author.get("literal", ""))


def names_of(*, first: str, last: str, shown: str) -> Iterator[tuple[str, str]]:
    """First and last name by which a person may be met: of the account, and as readers are told."""
    if last:
        yield first, last
    words = [w for w in shown.split(",")[0].split() if w.strip(".").lower() not in TITLES]
    if len(words) > 1:
        yield " ".join(words[:-1]), words[-1]


def _parts(author: Mapping[str, Any]) -> tuple[str, str]:
    if author.get("family"):
        return str(author["family"]), str(author.get("given", ""))
    words = str(author.get("literal", "")).split()
    if len(words) == 2 and words[1].isupper() and len(words[1]) <= MOST_INITIALS:
        return words[0], words[1]
    return (words[-1], " ".join(words[:-1])) if len(words) > 1 else ("", "")


def _spellings(surname: str) -> set[str]:
    """Without accents, hyphens and spaces; with umlauts written out, too."""
    plain = "".join(LETTERS.findall(folded(surname)))
    return {plain, "".join(LETTERS.findall(folded(surname.lower().translate(UMLAUTS))))} - {""}


def _names(given: str) -> list[str]:
    """Given names, folded; letters written together in capitals are initials each."""
    words: list[str] = []
    for word in re.findall(r"[^\W\d_]+", given):
        together = word.isupper() and 1 < len(word) <= MOST_INITIALS
        words += list(word) if together else [word]
    return [folded(word) for word in words]


def _agree(one: list[str], other: list[str]) -> bool:
    """Whether the names agree place by place, as far as both go: in full, or where one is an initial by it."""
    return all(
        left.startswith(right) or right.startswith(left)
        for left, right in zip(one, other, strict=False)
    )
