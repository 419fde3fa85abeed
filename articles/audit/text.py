"""What can be wrong with the words around the claims, and with the page as a whole."""

import re
from collections.abc import Iterator

from articles.audit.facts import Facts
from articles.audit.findings import Finding
from articles.audit.reading import HARDEST_GRADE, grade_of, hardest
from articles.audit.rules import Rule
from articles.intake import asks_of
from articles.intake.citation_marks import marks_of
from articles.intake.model import Block
from articles.intake.splitting import split_sentences
from evidence.choices import ANSWERS_A_QUESTION, Asks
from evidence.wording import find_hype

_SPECIAL = re.compile(r"\\([\\`*_{}\[\]<>|~&])")


def hype_outside(facts: Facts) -> Iterator[Finding]:
    """Words of promise outside claims, where no badge answers them."""
    for passage in facts.passages:
        for hype in find_hype(passage.text):
            yield Finding(
                "hype",
                "stops" if hype.blocking else "mend",
                f"“{hype.word}” promises, and no badge stands beside it ({hype.source}).",
                "Take it out; what can be true or false is a claim.",
                passage.text,
                hype.start,
                hype.end,
                passage.section,
                line=passage.line,
            )


def checkable_outside(facts: Facts) -> Iterator[Finding]:
    """A sentence that can be true or false and is no claim has no badge, and no reviewer (D3)."""
    for passage in facts.passages:
        for start, end in split_sentences(passage.text, 0, ()):
            asks = asks_of(passage.text[start:end])
            if asks in (*ANSWERS_A_QUESTION, Asks.LAB, Asks.RECORD):
                yield Finding(
                    "checkable_outside_claims",
                    "mend",
                    "It can be true or false, and stands outside claims: no badge, no source, no reviewer.",
                    "Make it a claim, or take it out.",
                    passage.text,
                    start,
                    end,
                    passage.section,
                    line=passage.line,
                )


def no_claims(facts: Facts) -> Iterator[Finding]:
    """A page without a claim shows no evidence at all."""
    if not facts.claims:
        yield Finding(
            "no_claims",
            "mend",
            "No sentence of the page is a claim: readers find no badge and no source.",
            "Make a claim of each sentence that can be true or false.",
        )


def citations_left(facts: Facts) -> Iterator[Finding]:
    """A citation mark in prose leads nowhere: citations belong to claims (D3)."""
    for passage in facts.passages:
        text = _SPECIAL.sub(r"\1", passage.text)
        block = Block(0, "paragraph", 0, "", text, passage.line)
        for start, end in dict.fromkeys((m.start, m.end) for m in marks_of(block, (), 0, "square")):
            yield Finding(
                "citation_in_prose",
                "mend",
                f"“{text[start:end]}” looks like a citation, but it leads nowhere.",
                "Make the sentence a claim and cite the work there, or take the mark out.",
                text,
                start,
                end,
                passage.section,
                line=passage.line,
            )


def broken_links(facts: Facts) -> Iterator[Finding]:
    """Links within the portal that lead nowhere."""
    for section, line, address, why in facts.broken_links:
        yield Finding(
            "broken_link",
            "mend",
            f"The link to {address} leads nowhere: {why}.",
            "Correct the address, or take the link out.",
            address,
            section=section,
            line=line,
        )


def disclosures(facts: Facts) -> Iterator[Finding]:
    """What a page that tells of a therapy has to say (D6)."""
    for item, missing in facts.undisclosed:
        yield Finding(
            "disclosure_missing",
            "mend",
            f"{item}: {missing}",
            "Mend it, or the signer waives it with a reason that readers see.",
        )


def reading_grade(facts: Facts) -> Iterator[Finding]:
    """How many years of school the page asks for, and its hardest sentences."""
    grade = grade_of(facts.plain)
    if grade is None or round(grade) <= HARDEST_GRADE:
        return
    for number, sentence in enumerate(hardest(facts.plain)):
        yield Finding(
            "reading_grade",
            "look",
            f"The page asks for {grade:.0f} years of school (Flesch–Kincaid); patients read best up to"
            f" {HARDEST_GRADE}." + ("" if number else " This is its hardest sentence."),
            "Shorter sentences, shorter words; terms explained where they first stand.",
            sentence,
        )


RULES_OF_TEXT: tuple[Rule, ...] = (
    no_claims,
    checkable_outside,
    hype_outside,
    citations_left,
    broken_links,
    disclosures,
    reading_grade,
)
