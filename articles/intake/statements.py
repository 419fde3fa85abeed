"""Whether a sentence can be true or false, what it asks, and whether it says two things at once.

A proposal for the author, by words alone (`cues.py`). The order of the rules is that of DOMAIN section 4:
nothing that says a treatment works or is safe is ever proposed as a mere view or as background.
"""

from dataclasses import dataclass

from articles.intake import cues
from articles.intake.model import Origin

_FEWEST_WORDS = 3
_FEWEST_WORDS_WITHOUT_STOP = 7


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one sentence; `asks` is empty where it is not checkable."""

    asks: str
    why: str
    compound: bool = False


def propose(text: str, origin: Origin, before: str = "") -> Proposal:
    """Propose what a sentence asks, from its words and from where it stands.

    `before` is the sentence before it in the same paragraph: "This helps" speaks of what that one names.
    """
    if why := _why_not_checkable(text, origin):
        return Proposal("", why)
    if origin != "body":
        return _propose_heading(text)
    speaks_of_before = bool(before) and cues.BACK_REFERENCE.match(text) is not None
    about_treatment = any(
        cues.INTERVENTION.search(words) for words in (text, before if speaks_of_before else "")
    )
    asks, why = _asks(text, about_treatment)
    return Proposal(asks, why, is_compound(text, asks))


def asks_of(text: str) -> str:
    """What a sentence asks, nothing if it is not checkable."""
    return propose(text, "body").asks


def _why_not_checkable(text: str, origin: Origin) -> str:
    if cues.QUESTION.search(text):
        return "a question"
    if origin != "body":
        return ""
    if cues.SIGNPOST.search(text):
        return "tells the reader what follows"
    if cues.COURTESY.match(text):
        return "no statement about the subject"
    if cues.ADVICE.match(text):
        return "advice, neither true nor false"
    words = len(text.split())
    finished = text[-1] in ".!…:"
    few = words < (_FEWEST_WORDS if finished else _FEWEST_WORDS_WITHOUT_STOP)
    if few and not (words >= _FEWEST_WORDS and cues.VERB.search(text)):
        return "a fragment"
    return ""


def _propose_heading(text: str) -> Proposal:
    """A heading is proposed only where it says that something works, is safe, or is there to be had."""
    if found := cues.HEADING_HARM.search(text):
        return Proposal("harm", f'a heading that speaks of safety ("{found[0]}")')
    if found := cues.HEADING_BENEFIT.search(text):
        return Proposal("effect", f'a heading that promises ("{found[0]}")')
    if found := cues.HEADING_SUPPLY.search(text):
        return Proposal("background", f'a heading that states ("{found[0]}")')
    return Proposal("", "names a subject")


def _asks(text: str, about_treatment: bool) -> tuple[str, str]:
    """What a statement asks and the word that shows it."""
    if found := cues.RECORD.search(text):
        return "record", f'an official record or a search ("{found[0]}")'
    if found := cues.TEST.search(text):
        return "test", f'how well a test works ("{found[0]}")'
    if about_treatment and (found_for_treatment := _asks_of_treatment(text)):
        return found_for_treatment
    if found := cues.FREQUENCY.search(text):
        return "frequency", f'how often something occurs ("{found[0]}")'
    if not about_treatment and (found := cues.PROGNOSIS.search(text)):
        return "prognosis", f'what will happen ("{found[0]}")'
    if found := cues.VIEW.search(text) or cues.PRAISE.search(text):
        return "view", f'a judgement or a wish ("{found[0]}")'
    return "background", "states something as known"


def _asks_of_treatment(text: str) -> tuple[str, str] | None:
    """What a statement about a treatment asks, where it says that the treatment does something."""
    benefit, harm = cues.BENEFIT.search(text), cues.HARM.search(text)
    mechanism, dish = cues.MECHANISM.search(text), cues.ANIMALS_OR_DISH.search(text)
    if dish and not _people_besides(text):
        return "lab", f'seen in animals or in the laboratory ("{dish[0]}")'
    if harm and (not benefit or harm.start() <= benefit.start()):
        return "harm", f'harm or safety of a treatment ("{harm[0]}")'
    in_people = cues.PEOPLE.search(text) or cues.PATIENT_OUTCOME.search(text)
    if benefit and (in_people or not mechanism):
        return "effect", f'what a treatment does for people ("{benefit[0]}")'
    if not benefit and cues.DEFINITION.search(text):
        return "background", "a definition"
    if mechanism and not cues.VIEW.search(text):
        return "lab", f'how something works in cells ("{mechanism[0]}")'
    return None


def _people_besides(text: str) -> bool:
    """Whether the sentence speaks of people as well, not of "human cells" only."""
    return any(
        found[0].casefold() not in ("human", "humans", "clinical", "clinically")
        for found in cues.PEOPLE.finditer(text)
    )


def is_compound(text: str, asks: str) -> bool:
    """Whether a sentence names two outcomes, so that one could be true and the other false."""
    if asks not in ("effect", "harm", "lab"):
        return False
    changes = [found.start() for found in cues.CHANGE.finditer(text)]
    outcomes = sorted(
        found.start() for _, outcome in cues.OUTCOMES if (found := outcome.search(text))
    )
    benefit, harm = cues.BENEFIT.search(text), cues.HARM.search(text)
    if benefit and harm and _coordinated(text, sorted([benefit.start(), harm.start()])):
        return True
    return _coordinated(text, outcomes) or (len(changes) > 1 and _coordinated(text, changes))


def _coordinated(text: str, positions: list[int]) -> bool:
    """Whether "and", "but", a comma or the like stands between the first and the last position."""
    return len(positions) > 1 and bool(cues.COORDINATION.search(text, positions[0], positions[-1]))
