"""What keeps a draft from a reviewer: the machine returns it with reasons (DOMAIN section 3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidence import quotes
from evidence.choices import ANSWERS_A_QUESTION, Asks, Stance
from evidence.models import ClaimDraft
from evidence.wording import find_hype


@dataclass(frozen=True)
class Problem:
    """One thing to mend before a reviewer's time is spent."""

    field: str
    message: str


def problems_of(draft: ClaimDraft) -> list[Problem]:
    """Everything that keeps a draft from a reviewer; empty when it may be submitted."""
    problems = []

    def lacks(field: str, message: str) -> None:
        problems.append(Problem(field, message))

    if not draft.text.strip():
        lacks("text", "The sentence is empty.")
    for field, message in _problems_of_words(draft):
        lacks(field, message)
    if not draft.asks:
        lacks("asks", "Say what kind of question the sentence answers.")
    if draft.asks in ANSWERS_A_QUESTION or draft.asserts in ANSWERS_A_QUESTION:
        if not draft.direction:
            lacks("direction", "Say which way the sentence points: one outcome, one direction.")
        if draft.asks in ANSWERS_A_QUESTION and draft.question_id is None:
            lacks(
                "question",
                "Name the question it answers: in whom, what, compared with what, which outcome.",
            )
    if draft.asks != Asks.VIEW and not draft.citations:
        lacks("citations", "It cites nothing. Cite a reference, or remove the sentence.")
    for number, citation in enumerate(draft.citations, start=1):
        for message in _problems_of_citation(citation):
            lacks("citations", f"Citation {number} ({citation['reference']}): {message}")
    return problems


def _problems_of_words(draft: ClaimDraft) -> Iterator[tuple[str, str]]:
    """Promises. A myth is quoted with all of its own; what is said as ours makes none (line 9, line 0)."""
    if draft.citations and all(c.get("stance") != Stance.SUPPORTS for c in draft.citations):
        return
    for hype in find_hype(draft.text):
        if hype.blocking:
            yield (
                "text",
                f"“{hype.word}” promises more than any study can show: say what was seen instead.",
            )
        elif draft.asks in (Asks.VIEW, Asks.BACKGROUND) and not draft.asserts:
            yield (
                "asserts",
                f"“{hype.word}”: no view or background says that something works. Say what it asserts.",
            )


def _problems_of_citation(citation: dict[str, str]) -> list[str]:
    quote = citation.get("quote", "")
    problems = []
    if citation.get("stance") not in Stance.values:
        problems.append("say whether it supports, contradicts or only mentions the sentence.")
    if quote and not citation.get("locator"):
        problems.append("say where the quote stands.")
    if not quote and not citation.get("no_quote_reason"):
        problems.append("give a quote, or say why none can be given.")
    if quote:
        try:
            quotes.locate(quote, "")
        except quotes.QuoteRefused as error:
            problems.append(f"{error}")
    return problems
