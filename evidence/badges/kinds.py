"""Lines 0, 2 and 3 for what answers no question: views, records, background and lab work."""

from collections.abc import Callable

from evidence.badges.counting import Case, Counted, listed
from evidence.badges.facts import ClaimFacts
from evidence.badges.outcome import Outcome, conclude, unsupported
from evidence.badges.question import question
from evidence.choices import ANSWERS_A_QUESTION, Asks, BadgeValue, Design, Population


def decide(case: Case) -> Outcome:
    """By what the claim asks; a kind that does not hold hands over to what the claim asserts."""
    return KINDS.get(case.claim.asks, question)(case)


def _as_asserted(case: Case, asks: str, line: str, sentence: str) -> Outcome:
    outcome = decide(case.asking(asks))
    label = Asks(asks).label.lower()
    return outcome._replace(
        reasons=((line, f"{sentence}: graded as what it asserts ({label})."), *outcome.reasons)
    )


def _barred(claim: ClaimFacts) -> str:
    """What a view or background must be graded as: nothing about whether an intervention works, is
    safe, better or available may be one. "" if it may."""
    if claim.asserts in (Asks.EFFECT, Asks.HARM, Asks.RECORD):
        return claim.asserts
    if not claim.comparative:
        return ""
    return claim.asserts if claim.asserts in ANSWERS_A_QUESTION else Asks.EFFECT


def _view(case: Case) -> Outcome:
    asserted = _barred(case.claim)
    if asserted:
        return _as_asserted(case, asserted, "0", "This cannot pass as a view")
    sentence = "The author's view: it states nothing that evidence could grade."
    return Outcome(BadgeValue.NOT_GRADED, (("0", sentence),))


def _background(case: Case) -> Outcome:
    asserted = _barred(case.claim)
    if asserted:
        return _as_asserted(case, asserted, "0", "This cannot pass as background")
    counted = case.counted
    if not counted.supports:
        return unsupported(case, counted.contradictions)
    if makes_background(counted) and not counted.contradictions:
        return conclude(
            case, BadgeValue.BACKGROUND, "2", f"Background, with {listed(counted.supports)}."
        )
    asserts = case.claim.asserts
    if asserts in (*ANSWERS_A_QUESTION, Asks.LAB):
        sentence = "Background needs a guideline, a reference work, a systematic review or two "
        sentence += "independent reviews, and nothing against it"
        return _as_asserted(case, asserts, "2", sentence)
    return unsupported(case, counted.contradictions)


def makes_background(counted: Counted) -> bool:
    """A guideline, a reference work, a systematic review or two independent reviews; reviews of lab
    work do not count (line 2)."""
    supports = counted.supports
    if any(s.design in (Design.GUIDELINE, Design.REFERENCE_WORK) for s in supports):
        return True
    reviews = [s for s in counted.supports_in_people if s.design == Design.NARRATIVE_REVIEW]
    independent = {s.group for s in reviews}
    return any(s.is_review for s in counted.supports_in_people) or len(independent) > 1


def _record(case: Case) -> Outcome:
    counted = case.counted
    if counted.contradictions:
        sentence = f"{listed(counted.contradictions)} shows otherwise."
        return conclude(case, BadgeValue.CONTRADICTED, "0", sentence)
    on_record = [s for s in counted.supports if s.design in RECORD_SOURCES]
    if not on_record:
        sentence = "A record needs an official document, a registry entry or a dated search."
        return conclude(case, BadgeValue.NO_SOURCE, "0", sentence)
    return conclude(case, BadgeValue.RECORD, "0", f"On record in {listed(on_record)}.")


RECORD_SOURCES = (Design.OFFICIAL_DOCUMENT, Design.REGISTRY_RECORD, Design.SEARCH)


def _lab(case: Case) -> Outcome:
    counted, asserts = case.counted, case.claim.asserts
    if not counted.supports:
        return unsupported(case, counted.contradictions)
    samples_only = all(s.population == Population.PEOPLE_SAMPLES for s in counted.supports)
    if samples_only and asserts in ANSWERS_A_QUESTION:
        return _as_asserted(case, asserts, "3", "All support is from samples from people")
    return conclude(case, BadgeValue.LAB_ANIMAL, "3", "It is about laboratory or animal work.")


KINDS: dict[str, Callable[[Case], Outcome]] = {
    Asks.VIEW: _view,
    Asks.RECORD: _record,
    Asks.BACKGROUND: _background,
    Asks.LAB: _lab,
}
"""What answers no question has a way of its own; everything else goes through lines 2 to 8."""
