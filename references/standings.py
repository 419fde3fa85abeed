"""What notices make of a work's standing (DOMAIN section 5, D7). Pure."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

RETRACTION, REINSTATEMENT, CONCERN, CORRECTION, OTHER = (
    "retraction",
    "reinstatement",
    "concern",
    "correction",
    "other",
)
WORST_FIRST = (
    "retracted",
    "withdrawn",
    "concern",
    "reinstated",
    "corrected",
    "not_checked",
    "none_found",
)
STANDS = {
    "retracted": "is retracted",
    "withdrawn": "is withdrawn",
    "concern": "has an expression of concern",
    "reinstated": "was retracted and reinstated",
    "corrected": "has a correction",
    "not_checked": "is not checked",
    "none_found": "has no notice",
}

# Reasons in Retraction Watch's words: the publisher tidied up, and nobody says the work is wrong …
ADMINISTRATIVE = re.compile(
    r"temporary removal|withdrawn (?:as )?\(?out of date|withdrawn to publish in different journal|"
    r"(?:duplicat\w+|removed)[^;]* (?:through )?error by journal/publisher|not presented at conference",
    re.I,
)
# … unless one of these stands beside it.
GRAVE = re.compile(
    r"misconduct|fabricat|falsif|manipulat|unreliable|plagiari|paper mill|ethic|consent|fake|false|"
    r"concerns?/issues|error in|not reproducible|irreproducible|investigation",
    re.I,
)
REPLACED = re.compile(r"retract(?:ed)? and replaced?", re.I)


@dataclass(frozen=True)
class Said:
    """One notice about a work: what, when, why, and whether title or year agree beside the identifier."""

    id: int
    nature: str
    noticed_on: dt.date | None
    reason: str
    agrees: bool


def nature_of(text: str) -> str:
    """Our word for a nature as a dataset gives it; what is not known is `other`."""
    plain = text.strip().lower()
    if plain in ("retraction", "partial retraction", "retracted"):
        return RETRACTION
    if plain in ("reinstatement", "reinstated"):
        return REINSTATEMENT
    if plain in ("expression of concern", "concern"):
        return CONCERN
    if plain in ("correction", "corrigendum", "erratum", "corrected"):
        return CORRECTION
    return OTHER


def is_administrative(reason: str) -> bool:
    """Whether a notice withdraws a work for reasons that say nothing about its content."""
    return bool(ADMINISTRATIVE.search(reason)) and not GRAVE.search(reason)


def recheck_cause(said: Said) -> str | None:
    """Why this notice sets no standing by itself, as a `RecheckCause`; None if it may."""
    if said.nature == OTHER:
        return None
    if not said.agrees:
        return "identifier_alone"
    if said.nature == RETRACTION and REPLACED.search(said.reason):
        return "retract_and_replace"
    if said.nature == RETRACTION and is_administrative(said.reason):
        return "administrative"
    return None


def _when(said: Said) -> tuple[bool, dt.date]:
    return said.noticed_on is not None, said.noticed_on or dt.date.min


def decide(notices: Iterable[Said]) -> tuple[str, Said] | None:
    """The standing that these notices give, and the one it rests on; None if none of them gives one.

    The newest of retraction and reinstatement decides, on the same day the retraction; an undated notice
    never outranks a dated one. Later corrections and concerns never clear a retraction; a concern newer
    than a reinstatement counts again.
    """
    able = [said for said in notices if said.nature != OTHER and recheck_cause(said) is None]
    ends = [said for said in able if said.nature in (RETRACTION, REINSTATEMENT)]
    concerns = [said for said in able if said.nature == CONCERN]
    if ends:
        last = max(ends, key=lambda said: (*_when(said), said.nature == RETRACTION, said.id))
        if last.nature == RETRACTION:
            return "retracted", last
        newer = [said for said in concerns if _when(said) > _when(last)]
        if newer:
            return "concern", max(newer, key=lambda said: (*_when(said), said.id))
        return "reinstated", last
    for standing, found in (
        ("concern", concerns),
        ("corrected", [said for said in able if said.nature == CORRECTION]),
    ):
        if found:
            return standing, max(found, key=lambda said: (*_when(said), said.id))
    return None


def stands(standing: str) -> str:
    """What a work with this standing does, as the end of a sentence: it "has an expression of concern"."""
    return STANDS[standing]


def worse(one: str, other: str) -> str:
    """The worse of two standings."""
    return min(one, other, key=WORST_FIRST.index)


def may_be_made(current: str) -> tuple[str, ...]:
    """What a person may make of a standing: nothing better, and never that nothing was found."""
    told = WORST_FIRST[: WORST_FIRST.index("not_checked")]
    return tuple(standing for standing in told if worse(standing, current) == standing)


def moves(current: str, decided: str, *, by_reinstatement: bool) -> bool:
    """Whether a machine may set `decided` where `current` stands: only for the worse, or by a reinstatement.

    What a librarian set, and a retraction whose notice vanished, is lowered by a librarian alone.
    """
    if current == decided:
        return False
    if current in ("not_checked", "none_found"):
        return True
    if by_reinstatement and current == "retracted":
        return True
    return worse(current, decided) == decided
