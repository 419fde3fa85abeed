"""What can be wrong with a work that a placed claim cites."""

from collections.abc import Callable, Iterator

from articles.audit.facts import AuditedSource, Facts
from articles.audit.findings import Finding, Severity
from articles.audit.rules import Rule, at
from references.choices import Standing

Say = tuple[str, Severity, str, str]

_OF_STANDING: dict[str, Say] = {
    Standing.RETRACTED: (
        "retracted_source",
        "stops",
        "{name} is retracted; a retracted work never counts.",
        "Cite another work, or take the claim out.",
    ),
    Standing.WITHDRAWN: (
        "retracted_source",
        "stops",
        "{name} was withdrawn; a withdrawn work never counts.",
        "Cite another work, or take the claim out.",
    ),
    Standing.CONCERN: (
        "source_under_concern",
        "mend",
        "{name} is under an expression of concern.",
        "Look whether the claim stands without it.",
    ),
    Standing.REINSTATED: (
        "reinstated_source",
        "look",
        "{name} was retracted and reinstated.",
        "Read both notices before the page rests on it.",
    ),
}


def standing(facts: Facts) -> Iterator[Finding]:
    """Notices against a source."""
    yield from _of_each(facts, lambda source: _OF_STANDING.get(source.standing))


def calls_itself(facts: Facts) -> Iterator[Finding]:
    """A record that calls itself retracted, while no notice is known."""
    said: Say = (
        "record_calls_itself_retracted",
        "mend",
        "The record of {name} calls it retracted, but no notice is known here.",
        "A librarian looks for the notice and sets what is true.",
    )
    yield from _of_each(facts, lambda source: said if source.calls_itself_retracted else None)


def unchecked(facts: Facts) -> Iterator[Finding]:
    """Without DOI and PMID no notice can be matched: unchecked is never clean (D7)."""
    said: Say = (
        "source_without_identifier",
        "mend",
        "{name} has neither DOI nor PubMed number, so no retraction of it could be noticed.",
        "A librarian completes the record.",
    )
    yield from _of_each(facts, lambda source: None if source.has_identifier else said)


def incomplete(facts: Facts) -> Iterator[Finding]:
    """A record that lacks what a reader needs to find the work."""

    def said(source: AuditedSource) -> Say | None:
        if not source.missing:
            return None
        lacks = " and ".join(source.missing)
        return (
            "incomplete_record",
            "look",
            f"The record of {{name}} lacks {lacks}.",
            "A librarian completes the record.",
        )

    yield from _of_each(facts, said)


def preprints(facts: Facts) -> Iterator[Finding]:
    """A preprint is not reviewed by peers; where it was published since, the published work is what counts."""

    def said(source: AuditedSource) -> Say | None:
        if not source.is_preprint:
            return None
        if source.published:
            return (
                "preprint_with_published_version",
                "mend",
                "{name} is a preprint that was published since.",
                f"Cite the published work ({source.published}) once it was read again.",
            )
        return (
            "preprint",
            "look",
            "{name} is a preprint or a conference abstract.",
            "Look whether it was published since; alone it bears no more than “weak”.",
        )

    yield from _of_each(facts, said)


def _of_each(facts: Facts, say: Callable[[AuditedSource], Say | None]) -> Iterator[Finding]:
    """What there is to say of each source, at every claim that cites it."""
    for claim in facts.claims:
        for key in claim.cites:
            source = facts.sources.get(key)
            if source is not None and (said := say(source)):
                rule, severity, why, mend = said
                yield at(
                    claim, rule, severity, why.format(name=source.name), mend, reference=source.key
                )


RULES_OF_SOURCES: tuple[Rule, ...] = (standing, calls_itself, unchecked, incomplete, preprints)
