"""Line 9 of the rule: words that promise too much, and verbs that fit the certainty. Pure.

`lint` finds every problem of a sentence beside a badge, each with its place; `find_hype` and
`check_wording` are its two halves.

Word lists: Schwitzer 2000 ("The seven words you shouldn't use in medical news", still on
HealthNewsReview.org), Abola & Prasad 2016 (ten superlatives in cancer news,
doi:10.1001/jamaoncol.2015.3931), Vinkers, Tijdink & Otte 2015 (positive words in abstracts,
doi:10.1136/bmj.h6467; of their 25 all but "creative", "prominent" and "supportive", which promise
nothing in a sentence for patients: supportive care), and words of the stem-cell field collected by
this portal. Verbs: GRADE guidelines 26 (Santesso 2020).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidence.choices import Asks, BadgeValue, Direction

SCHWITZER = "Schwitzer 2000"
ABOLA = "Abola & Prasad 2016"
VINKERS = "Vinkers 2015"
FIELD = "Field list"


@dataclass(frozen=True)
class Hype:
    """A word that promises too much, where it stands, and who says so."""

    word: str
    start: int
    end: int
    blocking: bool
    source: str


@dataclass(frozen=True)
class WordingProblem:
    """Words that do not fit the certainty, and where; waived only with a reason.

    Where a word is missing, the place is the whole sentence.
    """

    code: str
    message: str
    start: int = 0
    end: int = 0
    blocking: bool = False


@dataclass(frozen=True)
class _Rule:
    """What is wrong, in words, and which words say so; none if some are missing."""

    code: str
    message: str

    def at(self, text: str, *found: re.Match[str] | None) -> WordingProblem:
        """The problem at the first of the words that were found, else of the whole sentence."""
        first = min((m for m in found if m), key=lambda m: m.start(), default=None)
        start, end = first.span() if first else (0, len(text))
        return WordingProblem(self.code, self.message, start, end)


BLOCKING = {
    r"break-?throughs?": f"{SCHWITZER}; {ABOLA}",
    r"miracles?|miraculous(?:ly)?": f"{SCHWITZER}; {ABOLA}",
    r"game[ -]?chang(?:ers?|ing)": ABOLA,
    r"home runs?": ABOLA,
    r"revolution(?:ary|i[sz](?:e[sd]?|ing))": ABOLA,
    r"life[ -]?savers?": ABOLA,
    r"ground-?breaking": f"{ABOLA}; {VINKERS}",
    r"marvels?|marvell?ous(?:ly)?": ABOLA,
    r"wonder (?:drug|cure|cell)s?|magic bullets?": FIELD,
}
"""Superlatives that no evidence bears out. "Cure" is not among them: "there is no cure" is often
the most honest sentence of a page."""

WAIVABLE = {
    r"cur(?:es?|ed|ing)|curative": f"{SCHWITZER}; {ABOLA}",
    r"transformative": ABOLA,
    r"promis(?:e[sd]?|ing(?:ly)?)": f"{SCHWITZER}; {VINKERS}",
    r"dramatic(?:ally)?": SCHWITZER,
    r"hop(?:e[sd]?|ing|eful(?:ly)?)": f"{SCHWITZER}; {VINKERS}",
    r"victims?": SCHWITZER,
    r"amazing(?:ly)?|astonishing(?:ly)?|phenomenal(?:ly)?|spectacular(?:ly)?": VINKERS,
    r"encouraging(?:ly)?|reassuring(?:ly)?|inspiring": VINKERS,
    r"excellent|enormous(?:ly)?|remarkabl[ey]|unprecedented|unique(?:ly)?": VINKERS,
    r"innovative(?:ly)?|inventive(?:ly)?|novel|robust(?:ly)?": VINKERS,
    r"assuring(?:ly)?|favou?rabl[ey]|bright": VINKERS,
    r"holistic(?:ally)?|rejuvenat(?:e[sd]?|ing|ion)|extraordinar(?:y|ily)": FIELD,
    r"cutting[ -]edge|state[ -]of[ -]the[ -]art|new era|at the forefront": FIELD,
    r"drastic(?:ally)?|great efficiency|marked(?:ly)? improve(?:ments?|[sd])": FIELD,
    r"(?:completely|totally|100 ?%) safe|no side effects|devoid of (?:\w+ )?side effects": FIELD,
}


def patterns_of(
    words: Mapping[str, str], *, blocking: bool
) -> list[tuple[re.Pattern[str], bool, str]]:
    """A pattern for each line of a list: whole words, in capitals or not."""
    return [
        (re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE), blocking, source)
        for word, source in words.items()
    ]


PATTERNS = [*patterns_of(BLOCKING, blocking=True), *patterns_of(WAIVABLE, blocking=False)]

DASHES = str.maketrans("‐‑‒–—", "-----")


def find_hype(text: str) -> tuple[Hype, ...]:
    """Every hype word of a text in the order it stands there; offsets into `text` as given.

    Only the blocking ones forbid submission; the others are waived with a reason (line 9). A word
    inside a longer expression is reported once, with the longer one.
    """
    plain = text.translate(DASHES)
    found = [
        Hype(text[m.start() : m.end()], m.start(), m.end(), blocking, source)
        for pattern, blocking, source in PATTERNS
        for m in pattern.finditer(plain)
    ]
    widest = [hype for hype in found if not any(_inside(hype, other) for other in found)]
    return tuple(sorted(widest, key=lambda hype: hype.start))


def _inside(hype: Hype, other: Hype) -> bool:
    within = other.start <= hype.start and hype.end <= other.end
    return within and (hype.start, hype.end) != (other.start, other.end)


PROBABLY = re.compile(r"\b(?:probabl[ey]|likely)\b", re.IGNORECASE)
MAY = re.compile(r"\b(?:may|might)\b")
UNCERTAIN = re.compile(
    r"\bvery uncertain\b|\buncertain whether\b|\btoo little to know\b"
    r"|\b(?:is|are) not (?:yet )?known\b|\bno ?(?:body|one) knows\b"
    r"|\bwe do(?: not|n.t) (?:yet )?know\b",
    re.IGNORECASE,
)
HARM_SEEN = re.compile(r"\breport(?:ed|s)?\b|\bhas happened\b|\bhave happened\b", re.IGNORECASE)
LABORATORY = re.compile(
    r"\b(?:mouse|mice|murine|rats?|rodents?|rabbits?|guinea pigs?|hamsters?|(?:mini)?pigs?|porcine"
    r"|dogs?|canine|cats?|horses?|equine|sheep|goats?|monkeys?|macaques?|primates?|zebrafish"
    r"|animals?|in vitro|ex vivo|cell cultures?|cultured|cell lines?|computer models?"
    r"|(?:petri |culture )?dish(?:es)?|test[ -]tubes?|lab(?:oratory|oratories|s)?)\b",
    re.IGNORECASE,
)

GRADED = (Asks.EFFECT, Asks.HARM, Asks.FREQUENCY, Asks.PROGNOSIS, Asks.TEST)


def check_wording(
    text: str, badge_value: str, is_finding: bool, direction: str, asks: str
) -> tuple[WordingProblem, ...]:
    """Whether a sentence says no more, and no less, than its badge (line 9).

    The verb rule holds for conclusions that answer a question; a finding tells what was seen and is
    free of it. Naming the species or the laboratory is no matter of the verb and holds for both.
    A harm whose frequency is not known may also say that it has been reported.
    """
    if badge_value == BadgeValue.LAB_ANIMAL:
        return () if LABORATORY.search(text) else (UNNAMED_LABORATORY.at(text),)
    if is_finding or asks not in GRADED:
        return ()
    probably, may = PROBABLY.search(text), MAY.search(text)
    match badge_value:
        case BadgeValue.HIGH:
            return (HEDGED.at(text, probably, may),) if probably or may else ()
        case BadgeValue.MODERATE:
            return () if probably else (NEEDS_PROBABLY.at(text, may),)
        case BadgeValue.LOW:
            return () if may and not probably else (NEEDS_MAY.at(text, probably),)
        case BadgeValue.VERY_LOW:
            told = UNCERTAIN.search(text) or (
                direction == Direction.HARM and HARM_SEEN.search(text)
            )
            return () if told else (NEEDS_UNCERTAIN.at(text, probably, may),)
    return ()


UNNAMED_LABORATORY = _Rule(
    "unnamed_laboratory", "Seen in the laboratory or in animals only: name the species or the lab."
)
HEDGED = _Rule("hedged", "The evidence is strong: say what it does, without 'may' or 'probably'.")
NEEDS_PROBABLY = _Rule("needs_probably", "The evidence is moderate: say 'probably'.")
NEEDS_MAY = _Rule("needs_may", "The evidence is weak: say 'may', and not 'probably'.")
NEEDS_UNCERTAIN = _Rule(
    "needs_uncertain", "The evidence is too little to know: say that it is very uncertain."
)


def lint(
    text: str, badge_value: str, is_finding: bool, direction: str, asks: str
) -> tuple[WordingProblem, ...]:
    """Everything that line 9 has against a sentence beside this badge, in the order of its places.

    What studies point against stands only as a quoted myth, with all its promises: it has none.
    """
    if badge_value == BadgeValue.CONTRADICTED:
        return ()
    promises = [
        WordingProblem(
            "hype",
            f"“{hype.word}” promises too much ({hype.source}).",
            hype.start,
            hype.end,
            hype.blocking,
        )
        for hype in find_hype(text)
    ]
    verbs = check_wording(text, badge_value, is_finding, direction, asks)
    return tuple(sorted([*verbs, *promises], key=lambda found: (found.start, found.end)))
