"""What a page that tells of a therapy has to disclose, and which of its words do (D6). Pure.

The machine only points: the signer confirms each item, or waives it with a reason that the page shows.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.choices import SignOffItem
from articles.intake import statements
from evidence.choices import Asks, BadgeValue, Direction
from evidence.wording import find_hype

OF_EVERY_PAGE = (SignOffItem.NO_STRONGER, SignOffItem.NOTHING_OUTSIDE)
MOST, MOST_OUTSIDE = 5, 40

ALTERNATIVES = re.compile(
    r"\b(?:usual|standard|conventional|established|approved) (?:treatments?|care|therap(?:y|ies)|medicines?)\b"
    r"|\b(?:doing nothing|no treatment|without treatment|untreated|placebo|waiting|left alone)\b"
    r"|\b(?:phototherapy|methotrexate|biologics?|steroids?|ointments?)\b",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(
    r"\b\d[\d,.]* (?:of|out of|in) (?:every )?\d[\d,.]*\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|none|\d+) (?:of|out of|in) (?:every )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a hundred|a thousand|\d+)\b",
    re.IGNORECASE,
)
REGULATORY = re.compile(
    r"\b(?:approv\w+|licen[cs]\w+|authori[sz]\w+|regulat\w+|FDA|EMA|Paul-Ehrlich|hospital exemption)\b",
    re.IGNORECASE,
)
CLAIM_LINK = re.compile(r"\[[^\]]*\]\(claim:[^)]*\)")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
MARKUP = re.compile(r"^[#>*\-\s\d.]+|[*_`]")


@dataclass(frozen=True)
class Told:
    """One placed claim, as far as a disclosure can rest on it."""

    text: str
    asks: str
    direction: str
    badge: str
    effect_line: str = ""
    is_myth: bool = False
    is_key_message: bool = False

    @property
    def about_therapy(self) -> bool:
        """Whether it says what an intervention does; a myth is not our own word."""
        return self.asks in (Asks.EFFECT, Asks.HARM) and not self.is_myth

    @property
    def warns(self) -> bool:
        """Whether it tells of harm."""
        return self.asks == Asks.HARM and self.direction == Direction.HARM


@dataclass(frozen=True)
class Finding:
    """What the machine found for one item: sentences that carry it, and what it could not find."""

    item: SignOffItem
    carried_by: tuple[str, ...] = ()
    missing: str = ""


def items_for(claims: Iterable[Told], sections: Iterable[str] = ()) -> tuple[SignOffItem, ...]:
    """What the signer of a page answers: all of D6 where its claims, or its prose, tell of a therapy."""
    if any(claim.about_therapy for claim in claims) or outside_claims(sections):
        return tuple(SignOffItem)
    return OF_EVERY_PAGE


def promised_outside(sections: Iterable[str]) -> list[str]:
    """The words outside claims that promise what no study can show (the short list that blocks, line 9)."""
    outside = (CLAIM_LINK.sub("", section) for section in sections)
    return sorted({found.word for text in outside for found in find_hype(text) if found.blocking})


def outside_claims(sections: Iterable[str]) -> list[str]:
    """The sentences of these texts that stand outside claims and say what an intervention does."""
    outside = [CLAIM_LINK.sub("", section) for section in sections]
    return [
        sentence
        for sentence in _sentences(outside)
        if statements.propose(sentence, "body").asks in (Asks.EFFECT, Asks.HARM)
    ]


def findings(claims: Sequence[Told], sections: Sequence[str]) -> tuple[Finding, ...]:
    """What the machine found for each item of this page; `sections` are its texts in Markdown."""
    outside = [CLAIM_LINK.sub("", section) for section in sections]
    finders = {
        SignOffItem.BENEFIT_AND_HARM: _benefit_and_harm(claims),
        SignOffItem.ALTERNATIVES: _matching(
            SignOffItem.ALTERNATIVES, ALTERNATIVES, claims, outside, "No sentence names them."
        ),
        SignOffItem.PEOPLE_FIRST: _people_first(claims),
        SignOffItem.ABSOLUTE_NUMBERS: _absolute_numbers(claims),
        SignOffItem.REGULATORY_STATUS: _regulatory(claims),
        SignOffItem.NO_STRONGER: _no_stronger(claims, outside),
        SignOffItem.NOTHING_OUTSIDE: _nothing_outside(sections),
    }
    return tuple(finders[item] for item in items_for(claims, sections))


def _benefit_and_harm(claims: Sequence[Told]) -> Finding:
    told = [claim for claim in claims if claim.about_therapy]
    benefit = [claim.text for claim in told if not claim.warns]
    harm = [claim.text for claim in told if claim.warns]
    lacking = [name for name, found in (("benefit", benefit), ("harm", harm)) if not found]
    return Finding(
        SignOffItem.BENEFIT_AND_HARM,
        (*benefit[:2], *harm[:2]),
        f"No claim tells of {' or '.join(lacking)}." if lacking else "",
    )


def _matching(
    item: SignOffItem,
    words: re.Pattern[str],
    claims: Sequence[Told],
    outside: Sequence[str],
    missing: str,
) -> Finding:
    said = [claim.text for claim in claims if not claim.is_myth and words.search(claim.text)]
    said += [sentence for sentence in _sentences(outside) if words.search(sentence)]
    return Finding(item, tuple(said[:MOST]), "" if said else missing)


def _people_first(claims: Sequence[Told]) -> Finding:
    told = [claim for claim in claims if claim.about_therapy]
    if not told:
        return Finding(SignOffItem.PEOPLE_FIRST)
    first = told[0]
    in_lab = first.badge == BadgeValue.LAB_ANIMAL
    people = [claim for claim in told if claim.badge != BadgeValue.LAB_ANIMAL]
    missing = ""
    if not people:
        missing = "Every claim about effect or harm rests on laboratory or animal work."
    elif in_lab:
        missing = "The first claim about effect or harm rests on laboratory or animal work."
    return Finding(SignOffItem.PEOPLE_FIRST, (first.text,), missing)


def _absolute_numbers(claims: Sequence[Told]) -> Finding:
    told = [claim for claim in claims if claim.about_therapy]
    numbers = [claim.effect_line or claim.text for claim in told if _has_numbers(claim)]
    lacking = sum(1 for claim in told if not _has_numbers(claim))
    missing = f"{lacking} of {len(told)} claims about effect or harm give none." if lacking else ""
    return Finding(SignOffItem.ABSOLUTE_NUMBERS, tuple(numbers[:MOST]), missing)


def _has_numbers(claim: Told) -> bool:
    return bool(ABSOLUTE.search(claim.effect_line) or ABSOLUTE.search(claim.text))


def _regulatory(claims: Sequence[Told]) -> Finding:
    said = [c.text for c in claims if c.asks == Asks.RECORD and REGULATORY.search(c.text)]
    missing = "" if said else "No claim from an official record states it."
    return Finding(SignOffItem.REGULATORY_STATUS, tuple(said[:MOST]), missing)


def _no_stronger(claims: Sequence[Told], outside: Sequence[str]) -> Finding:
    """Key messages are claims, and carry their badges; what stands outside may promise nothing."""
    said = [claim.text for claim in claims if claim.is_key_message]
    hype = sorted({found.word for text in outside for found in find_hype(text)})
    missing = (
        f"Outside claims one reads: {', '.join(f'“{word}”' for word in hype)}." if hype else ""
    )
    return Finding(SignOffItem.NO_STRONGER, tuple(said[:MOST]), missing)


def _nothing_outside(sections: Sequence[str]) -> Finding:
    checkable = outside_claims(sections)
    missing = ""
    if checkable:
        more = (
            f" And {len(checkable) - MOST_OUTSIDE} more." if len(checkable) > MOST_OUTSIDE else ""
        )
        quoted = " ".join(f"“{sentence}”" for sentence in checkable[:MOST_OUTSIDE])
        missing = f"{len(checkable)} to look at: {quoted}{more}"
    return Finding(SignOffItem.NOTHING_OUTSIDE, (), missing)


def _sentences(texts: Iterable[str]) -> list[str]:
    parts = (MARKUP.sub("", part).strip() for text in texts for part in SENTENCE_END.split(text))
    return [part for part in parts if len(part.split()) > 2]
