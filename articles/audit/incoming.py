"""The audit of an import, before it is an article: what its author has to mend before anything is placed.

Pure: a parsed article in, and for each entry of its list what the library says of the work that it may be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from articles.audit.findings import Finding
from articles.audit.reading import HARDEST_GRADE, grade_of
from articles.choices import Section
from articles.intake import TITLE, ParsedArticle, Sentence
from evidence.choices import Asks
from references.choices import Standing
from references.works.called import calls_itself_retracted


class Place(TypedDict, total=False):
    """Where a finding stands: in the title, or at a line."""

    section: str
    line: int


@dataclass(frozen=True)
class Known:
    """The work of the library that an entry is taken for: its key, title and standing.

    `is_misquoted`: the entry's title is another one.
    """

    key: str
    title: str
    standing: str
    is_misquoted: bool


def audit_import(parsed: ParsedArticle, known: Mapping[int, Known]) -> Iterator[Finding]:
    """All findings of an import; `known` by index of the entry."""
    places: dict[int, Place] = {TITLE: {"section": Section.TITLE.value}}
    places |= {block.index: {"line": block.line} for block in parsed.blocks}
    yield from _claims(parsed, places)
    yield from _citations(parsed, places)
    yield from _entries(parsed, known)
    yield from _words(parsed, places)


def _claims(parsed: ParsedArticle, places: Mapping[int, Place]) -> Iterator[Finding]:
    for sentence in parsed.sentences:
        if not sentence.checkable:
            continue
        cited = any(parsed.citations[at].reference is not None for at in sentence.citations)
        if not cited and sentence.asks != Asks.VIEW:
            yield Finding(
                "uncited",
                "stops",
                "It can be true or false and cites nothing.",
                "Cite a work that says it, narrow it to what one says, or leave it out.",
                sentence.text,
                **places[sentence.block],
            )
        if sentence.compound:
            yield Finding(
                "two_outcomes",
                "mend",
                "It says two things, of which one could be true and the other false.",
                "Make two claims of it.",
                sentence.text,
                **places[sentence.block],
            )
        if sentence.origin in ("title", "heading", "label"):
            yield _in_heading(sentence, places[sentence.block])


def _in_heading(sentence: Sentence, place: Place) -> Finding:
    return Finding(
        "claim_in_heading",
        "mend",
        f"A {sentence.origin} that asserts something: {sentence.why}.",
        "Make a claim of it, or let it name its subject only.",
        sentence.text,
        **place,
    )


def _citations(parsed: ParsedArticle, places: Mapping[int, Place]) -> Iterator[Finding]:
    for citation in parsed.citations:
        if citation.reference is None:
            yield Finding(
                "citation_without_reference",
                "mend",
                f"The citation matches no entry of the list: {citation.why}.",
                "Add the reference, or correct the citation.",
                citation.text,
                **places[citation.block],
            )


def _entries(parsed: ParsedArticle, known: Mapping[int, Known]) -> Iterator[Finding]:
    cited = {citation.reference for citation in parsed.citations}
    for index, entry in enumerate(parsed.references):
        work = known.get(index)
        said = partial(Finding, text=entry.raw, line=entry.line, reference=work.key if work else "")
        if index not in cited:
            yield said(
                "reference_never_cited",
                "look",
                "No sentence cites it.",
                "Say what for, or take it out.",
            )
        if entry.missing:
            lacks = " and ".join(
                name.replace("container_title", "journal") for name in entry.missing
            )
            yield said(
                "incomplete_reference",
                "look",
                f"The entry lacks {lacks}.",
                "A librarian completes the record.",
            )
        if entry.missing_identifier and work is None:
            yield said(
                "reference_without_identifier",
                "mend",
                "It has neither DOI nor PubMed number, so no retraction of it could be noticed.",
                "A librarian finds it.",
            )
        if work and work.is_misquoted:
            yield said(
                "misquoted_title",
                "mend",
                f"The list misquotes the title. In the library: “{work.title}”",
                "Look whether it is the work that is meant.",
            )
        if work is None and calls_itself_retracted(entry.title):
            yield said(
                "entry_calls_itself_retracted",
                "mend",
                "The entry itself says that the work is retracted.",
                "A librarian looks for the notice; cite another work.",
            )
        if work and work.standing in (Standing.RETRACTED, Standing.WITHDRAWN):
            yield said(
                "retracted_source",
                "stops",
                "The work is retracted or withdrawn; it never counts.",
                "Cite another work, or leave out what rests on it.",
            )
        if work and work.standing == Standing.CONCERN:
            yield said(
                "source_under_concern",
                "mend",
                "The work is under an expression of concern.",
                "Look whether the claims stand without it.",
            )


def _words(parsed: ParsedArticle, places: Mapping[int, Place]) -> Iterator[Finding]:
    texts = {TITLE: parsed.title, **{block.index: block.text for block in parsed.blocks}}
    for hit in parsed.hype:
        yield Finding(
            "hype",
            "mend",
            f"“{hit.word}” promises too much.",
            "Say what was seen: in whom, how much, compared with what.",
            texts[hit.block],
            hit.start,
            hit.end,
            **places[hit.block],
        )
    for block in parsed.blocks:
        if block.kind == "figure" and not block.alt:
            yield Finding(
                "missing_alternative_text",
                "mend",
                "A picture without words: who does not see it learns nothing.",
                "Write what it shows when you add it.",
                block.text,
                line=block.line,
            )
    plain = "\n".join(b.text for b in parsed.blocks if b.kind in ("paragraph", "list_item"))
    grade = grade_of(plain)
    if grade is not None and round(grade) > HARDEST_GRADE:
        yield Finding(
            "reading_grade",
            "look",
            f"The text asks for {grade:.0f} years of school (Flesch–Kincaid); patients read best up to"
            f" {HARDEST_GRADE}.",
            "Shorter sentences, shorter words; terms explained where they first stand.",
        )
