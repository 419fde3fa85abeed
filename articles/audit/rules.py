"""What can be wrong with a placed claim itself. The order of rules is that of the issue; each is a function."""

import re
from collections.abc import Callable, Iterator

from articles.audit.facts import AuditedClaim, Facts
from articles.audit.findings import Finding, Severity
from evidence.choices import Asks, BadgeValue, Design, Stance
from evidence.wording import check_wording, find_hype

Rule = Callable[[Facts], Iterator[Finding]]

_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|none|half)\b", re.I)
_COUNTED = (Asks.EFFECT, Asks.HARM, Asks.FREQUENCY, Asks.PROGNOSIS, Asks.TEST)


def at(
    claim: AuditedClaim,
    rule: str,
    severity: Severity,
    why: str,
    mend: str,
    span: tuple[int, int] = (0, 0),
    reference: str = "",
) -> Finding:
    """A finding about a placed claim."""
    return Finding(
        rule=rule,
        severity=severity,
        why=why,
        mend=mend,
        text=claim.text,
        start=span[0],
        end=span[1],
        section=claim.section,
        place=claim.place,
        claim=claim.key,
        reference=reference,
    )


def uncited(facts: Facts) -> Iterator[Finding]:
    """A claim without a source cannot be defended; only a view needs none."""
    for claim in facts.claims:
        if not claim.cites and claim.asks != Asks.VIEW:
            yield at(
                claim,
                "uncited",
                "stops",
                "It cites nothing, so nobody can check it.",
                "Cite a work that says it, narrow it to what one says, or take it out.",
            )


def hype_in_claims(facts: Facts) -> Iterator[Finding]:
    """Words of promise (line 9); a myth is quoted with all of its own."""
    for claim in facts.claims:
        for hype in find_hype(claim.text) if not claim.is_myth else ():
            yield at(
                claim,
                "hype",
                "stops" if hype.blocking else "mend",
                f"“{hype.word}” promises more than a study can show ({hype.source}).",
                "Say what was seen: in whom, how much, compared with what.",
                (hype.start, hype.end),
            )


def verb_and_species(facts: Facts) -> Iterator[Finding]:
    """The verb fits the certainty, and what was seen in animals or the dish says so (line 9)."""
    for claim in facts.claims:
        if claim.is_myth or not claim.badge:
            continue
        for problem in check_wording(
            claim.text, claim.badge, claim.is_finding, claim.direction, claim.asks
        ):
            species = problem.code == "unnamed_laboratory"
            yield at(
                claim,
                "species_not_named" if species else "verb_stronger_than_badge",
                "mend",
                "A reader takes it for something seen in people."
                if species
                else "The words say more, or less, than the evidence bears.",
                problem.message,
                (problem.start, problem.end) if problem.end < len(claim.text) else (0, 0),
            )


def one_patient(facts: Facts) -> Iterator[Finding]:
    """A case report shows what happened to somebody, not what a treatment does."""
    for claim in facts.claims:
        support = [
            facts.sources[key]
            for key, stance in claim.cites.items()
            if stance == Stance.SUPPORTS and key in facts.sources
        ]
        cases = [one for one in support if one.design == Design.CASE_REPORT or one.n == 1]
        general = not claim.is_finding and claim.asks in (*_COUNTED, Asks.BACKGROUND)
        if support and len(cases) == len(support) and general and not claim.is_myth:
            yield at(
                claim,
                "one_patient",
                "mend",
                "It speaks of patients in general and rests on what happened to one.",
                "Tell what was seen: “In one patient …”, as a finding.",
                reference=cases[0].key,
            )


def numbers_missing(facts: Facts) -> Iterator[Finding]:
    """How many of how many: what a person needs to decide."""
    for claim in facts.claims:
        told = _NUMBER.search(claim.text) or claim.effect_line
        in_people = claim.badge not in (BadgeValue.LAB_ANIMAL, BadgeValue.CONTRADICTED)
        if claim.asks in (Asks.EFFECT, Asks.HARM) and in_people and not (told or claim.is_myth):
            yield at(
                claim,
                "numbers_missing",
                "look",
                "It says that something changes, not for how many.",
                "Give the numbers: how many of how many, or the effect of the question's appraisal.",
            )


def contradicted(facts: Facts) -> Iterator[Finding]:
    """Studies, or the portal's own other pages, say the opposite."""
    for claim in facts.claims:
        if claim.badge == BadgeValue.CONTRADICTED and not claim.is_myth:
            yield at(
                claim,
                "contradicted",
                "stops",
                "Studies point against it.",
                'Take it out, or quote it as a myth: [sentence](claim:key "myth").',
            )
        for words in claim.against:
            yield at(
                claim,
                "contradicted_on_the_site",
                "mend",
                f"Another approved claim answers the same question the other way: “{words}”",
                "Settle with the reviewers which of the two stands.",
            )


def stale(facts: Facts) -> Iterator[Finding]:
    """What was true when it was reviewed may not be so now."""
    for claim in facts.claims:
        if claim.is_suspended:
            yield at(
                claim,
                "suspended",
                "stops",
                "It is being re-checked.",
                "Wait for the reviewers, or take it out of this revision.",
            )
        elif claim.review_due_on and claim.review_due_on < facts.today:
            yield at(
                claim,
                "review_overdue",
                "mend",
                f"Its review was due on {claim.review_due_on}.",
                "Ask for a review of its question before the page is published again.",
            )


RULES_OF_CLAIMS: tuple[Rule, ...] = (
    uncited,
    hype_in_claims,
    verb_and_species,
    one_patient,
    numbers_missing,
    contradicted,
    stale,
)
