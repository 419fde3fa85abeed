"""What a person typed into a search field: identifiers in any pasted form, else words and phrases. Pure.

Folding (case, accents, punctuation) is the database's (`references_fold`), on both sides. An identifier decides
alone; a number or a key may also be a word.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from references import identifiers
from references.identifiers import NotAnIdentifier
from references.layouts import hidden
from references.likeness.titles import folded

LONGEST = 1000
MOST_TERMS = 24
# Shorter words stand in too many titles to find one by.
TELLING = 5
# Shorter beginnings stand in nearly every title.
SHORTEST_BEGINNING = 3
# A year is a whole word: nothing longer is meant by it.
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
# Older keys have nine signs after the first.
KEY = re.compile(r"r[2-9a-hjkmnp-z]{9}(?:[2-9a-hjkmnp-z]{3})?")
PHRASE = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
BETWEEN_WORDS = re.compile(r'[\s,;:|&!?()<>*\[\]{}"“”„«»…]+')
# A word that begins with a minus is not wanted.
NOT = re.compile(r"-\w")
WITHIN_WORDS = re.compile(r"[\W_]+")
BEGINNING_OF_DOI = re.compile(
    r"(?:doi:?\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d{4,9}(?:/[!-~]*)?)", re.I | re.ASCII
)


@dataclass(frozen=True)
class Word:
    """A word, or words joined by hyphens; `begins`: its last part may be the beginning of a longer one."""

    text: str
    begins: bool


@dataclass(frozen=True)
class Asked:
    """What is looked for.

    `surely` are identifiers that name one work; `beginning` is a DOI that may not be typed to its end; `perhaps`
    may be an identifier or an ordinary word. Works with one of the words in `without` are not wanted.
    """

    surely: tuple[str, ...] = ()
    beginning: str = ""
    perhaps: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[Word, ...] = ()

    @property
    def terms(self) -> int:
        """How many words and phrases must all be there."""
        return len(self.words) + len(self.phrases)

    @property
    def parts(self) -> tuple[tuple["Word", ...], ...]:
        """Of each term the single words in it, as the database parts them."""
        words = [_parts(word.text, begins=word.begins) for word in self.words]
        return tuple(words + [_parts(phrase, begins=False) for phrase in self.phrases])

    @property
    def nothing(self) -> bool:
        """Whether nothing was asked that could be looked for."""
        return not (self.surely or self.beginning or self.terms)


def legible(text: str) -> str:
    """The text as it may be sent to the database: at most 1,000 signs, control characters as spaces, trimmed."""
    seen = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text[:LONGEST]
    )
    return unicodedata.normalize("NFC", seen)[:LONGEST].strip()


def asked(text: str) -> Asked:
    """What a search text asks for. Any text is understood; of many words the first 24 count."""
    seen = legible(text)
    surely = _identifiers(seen)
    beginning = _beginning(seen)
    if surely or beginning:
        return Asked(surely=surely, beginning=beginning)
    phrases = tuple(
        phrase.strip() for phrase in PHRASE.findall(seen) if any(map(str.isalnum, phrase))
    )
    words = [
        word
        for word in BETWEEN_WORDS.split(PHRASE.sub(" ", seen))
        if word != "AND" and any(map(str.isalnum, word))
    ][:MOST_TERMS]
    wanted = [word for word in words if not NOT.match(word)]
    if not wanted and not phrases:
        wanted = words
    return Asked(
        perhaps=_perhaps(wanted[0]) if len(words) == 1 and not phrases else (),
        words=tuple(map(_word, wanted)),
        phrases=phrases[:MOST_TERMS],
        without=tuple(_word(word) for word in words if word not in wanted),
    )


def lexemes(canonical: tuple[str, ...]) -> str:
    """A tsquery for any of these identifiers, as `references_document` stores them."""
    stored = (one.lower() if one.startswith("PMC") else one for one in canonical)
    quoted = (one.replace("\\", "\\\\").replace("'", "''") for one in stored)
    return " | ".join(f"'={one}'" for one in quoted)


def looked_up(entry: Mapping[str, Any]) -> str:
    """A tsquery for the works that an entry of a reference list may mean; nothing if it says too little.

    By identifier, by two of the four longest words of its title, or by one of them and the first author.
    """
    terms = [lexemes((str(entry[name]),)) for name in ("doi", "pmid") if entry.get(name)]
    words = sorted(set(_folded_words(str(entry.get("title") or ""))), key=lambda w: (-len(w), w))
    telling = [word for word in words if len(word) >= TELLING][:4]
    terms += [f"'{one}' & '{other}'" for one, other in combinations(telling, 2)]
    author: Mapping[str, Any] = next(iter(entry.get("authors") or ()), {})
    names = _folded_words(str(author.get("family") or author.get("literal") or ""))
    if names and len(names[-1]) > 1:
        terms += [f"'{names[-1]}':B & '{word}':A" for word in telling or words[:1]]
    return " | ".join(f"({term})" for term in terms)


def _folded_words(text: str) -> list[str]:
    """The words of a text as `references_fold` leaves them, as nearly as search needs it."""
    return re.findall(r"[^\W_]+", folded(text))


def _identifiers(seen: str) -> tuple[str, ...]:
    """What can be nothing but an identifier: a DOI anywhere, a PMID with its label, a PMCID."""
    found = [hidden.doi_in(seen), hidden.pmid_in(seen), hidden.pmcid_in(seen)]
    for read in (identifiers.doi, identifiers.pmcid):
        try:
            found.append(read(seen) or "")
        except NotAnIdentifier:
            continue
    return tuple(dict.fromkeys(filter(None, found)))


def _beginning(seen: str) -> str:
    """The whole text as the beginning of a DOI, or nothing."""
    found = BEGINNING_OF_DOI.fullmatch(seen)
    return found.group(1).lower() if found else ""


def _perhaps(word: str) -> tuple[str, ...]:
    """A PMID without its label, or a key of ours."""
    bare = word.strip(".#/-'")
    if KEY.fullmatch(bare.lower()):
        return (bare.lower(),)
    return (bare,) if identifiers.PLAIN_PMID.fullmatch(bare) else ()


def _parts(text: str, *, begins: bool) -> tuple[Word, ...]:
    *first, last = [part for part in WITHIN_WORDS.split(text) if part] or [""]
    return (*(Word(part, begins=False) for part in first), Word(last, begins=begins))


def _word(text: str) -> Word:
    last = WITHIN_WORDS.split(text.rstrip("-/.'’+_"))[-1]
    is_short = last.isascii() and len(last) < SHORTEST_BEGINNING
    return Word(text, begins=not (is_short or YEAR.fullmatch(last)))
