"""What an import found, and in plain words what librarian, editor and reviewer have to do next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from articles.intake.model import (
    TITLE,
    Block,
    DroppedLine,
    HypeHit,
    InTextCitation,
    ParsedReference,
    Places,
    Sentence,
)

_MOST_NAMED = 12


@dataclass(frozen=True)
class ReferenceNote:
    """One reference to look at. `number` is None in a list without numbers."""

    number: int | None
    line: int
    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextNote:
    """One place in the text to look at; `line` is None for the title. `why` may be empty."""

    line: int | None
    start: int
    end: int
    text: str
    why: str = ""


@dataclass(frozen=True)
class ImportReport:
    """The account of one import: everything found, and everything that was not.

    `places` says what `line` counts in every note.
    """

    title: str
    headings: tuple[TextNote, ...]
    references_found: int
    references_never_cited: tuple[ReferenceNote, ...]
    references_incomplete: tuple[ReferenceNote, ...]
    references_without_identifier: tuple[ReferenceNote, ...]
    references_with_authors_left_out: tuple[ReferenceNote, ...]
    citations_found: int
    citations_matched: int
    citations_without_reference: tuple[TextNote, ...]
    claims_proposed: int
    claims_with_citation: int
    claims_without_citation: int
    claims_by_question: Mapping[str, int]
    claims_in_headings: tuple[TextNote, ...]
    compound: tuple[TextNote, ...]
    hype_checked: bool
    hype: tuple[TextNote, ...]
    dropped: tuple[DroppedLine, ...]
    tables: int
    figures: int
    figures_without_words: int
    places: Places
    next_steps: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON can carry it."""
        return asdict(self)


def build_report(
    *,
    title: str,
    blocks: Sequence[Block],
    references: Sequence[ParsedReference],
    citations: Sequence[InTextCitation],
    sentences: Sequence[Sentence],
    hype: Sequence[HypeHit],
    hype_checked: bool,
    dropped: tuple[DroppedLine, ...],
    places: Places = "line",
) -> ImportReport:
    """Account for one parsed article."""
    lines = {TITLE: None, **{block.index: block.line for block in blocks}}
    matched = {one.reference for one in citations if one.reference is not None}
    claims = [sentence for sentence in sentences if sentence.checkable]
    report = ImportReport(
        title=title,
        headings=tuple(
            TextNote(block.line, 0, len(block.text), block.text)
            for block in blocks
            if block.kind == "heading"
        ),
        references_found=len(references),
        references_never_cited=_notes(
            one for index, one in enumerate(references) if index not in matched
        ),
        references_incomplete=_notes(one for one in references if not one.complete),
        references_without_identifier=_notes(one for one in references if one.missing_identifier),
        references_with_authors_left_out=_notes(one for one in references if one.authors_truncated),
        citations_found=len(citations),
        citations_matched=sum(one.reference is not None for one in citations),
        citations_without_reference=tuple(
            TextNote(lines[one.block], one.start, one.end, one.text, one.why)
            for one in citations
            if one.reference is None
        ),
        claims_proposed=len(claims),
        claims_with_citation=sum(_has_source(one, citations) for one in claims),
        claims_without_citation=sum(
            not _has_source(one, citations) and one.asks != "view" for one in claims
        ),
        claims_by_question=dict(Counter(one.asks for one in claims)),
        claims_in_headings=_places((one for one in claims if one.origin != "body"), lines),
        compound=_places((one for one in claims if one.compound), lines),
        hype_checked=hype_checked,
        hype=tuple(TextNote(lines[one.block], one.start, one.end, one.word) for one in hype),
        dropped=dropped,
        tables=sum(block.kind == "table" for block in blocks),
        figures=sum(block.kind == "figure" for block in blocks),
        figures_without_words=sum(block.kind == "figure" and not block.alt for block in blocks),
        places=places,
        next_steps=(),
    )
    return replace(report, next_steps=tuple(next_steps(report)))


def next_steps(report: ImportReport) -> Iterator[str]:
    """Who has to do what, in the order in which it can be done."""
    yield from _steps_of_the_librarian(report)
    yield from _steps_of_the_editor(report)
    if report.claims_proposed:
        yield (
            f"Reviewer: nothing until the editor submits claims; then at most "
            f"{_count(report.claims_proposed, 'claim')} to read beside their sources and "
            f"{_count(report.references_found, 'source')} to appraise. Today "
            f"{report.claims_with_citation} of the claims "
            f"{'names' if report.claims_with_citation == 1 else 'name'} a source."
        )


def _steps_of_the_librarian(report: ImportReport) -> Iterator[str]:
    if not report.references_found:
        yield "Librarian: the text has no list of references; ask the author for the sources."
    if notes := report.references_without_identifier:
        yield (
            f"Librarian: find the DOI or PubMed number of {_count(len(notes), 'reference')} "
            f"({_named(notes, report.places)}); without one no retraction can be noticed."
        )
    if notes := report.references_incomplete:
        missing = "; ".join(
            f"{_name(note, report.places)} lacks {_words(note.missing)}"
            for note in notes[:_MOST_NAMED]
        )
        more = f"; and {len(notes) - _MOST_NAMED} more" if len(notes) > _MOST_NAMED else ""
        yield f"Librarian: complete {_count(len(notes), 'reference')}: {missing}{more}."
    if notes := report.references_with_authors_left_out:
        yield (
            f"Librarian: add the authors that the list leaves out of "
            f"{_count(len(notes), 'reference')} ({_named(notes, report.places)})."
        )
    if places := report.citations_without_reference:
        yield (
            f"Librarian: {_count(len(places), 'citation')} in the text "
            f"{'matches' if len(places) == 1 else 'match'} no reference; add the reference or correct "
            f"the citation: {_quoted(places)}."
        )


def _steps_of_the_editor(report: ImportReport) -> Iterator[str]:
    if not report.title:
        yield "Editor: no title was found; give the article one."
    if report.dropped:
        yield (
            f"Editor: {_count(len(report.dropped), 'line')} "
            f"{'was' if len(report.dropped) == 1 else 'were'} left out; check that none belongs to "
            "the article."
        )
    if report.figures:
        without = report.figures_without_words
        yield (
            f"Editor: {_count(report.figures, 'picture')} {'is' if report.figures == 1 else 'are'} not taken"
            f" over, only what stands under {'it' if report.figures == 1 else 'them'};"
            f" {without or 'none'} of {report.figures} {'has' if without == 1 else 'have'} no words that say"
            " what it shows."
        )
    if report.tables:
        yield (
            f"Editor: {_count(report.tables, 'table')} {'is' if report.tables == 1 else 'are'} taken over as"
            " prose; what a cell asserts has to be a claim, or go."
        )
    if not report.claims_proposed:
        yield "Editor: no checkable sentence was found; mark the claims by hand."
        return
    yield (
        f"Editor: go through {_count(report.claims_proposed, 'proposed claim')} and confirm, for each, "
        "that it is one and what it asks."
    )
    if report.claims_without_citation:
        yield (
            f"Editor: {report.claims_without_citation} of the proposed claims name no source; give each "
            "one, narrow it, or take it out (an author's view needs none)."
        )
    if notes := report.references_never_cited:
        verb, them = ("is", "it") if len(notes) == 1 else ("are", "them")
        yield (
            f"Editor: {_count(len(notes), 'reference')} {verb} cited by no sentence"
            f" ({_named(notes, report.places)}); say what for, or take {them} out."
        )
    if report.compound:
        yield (
            f"Editor: split {_count(len(report.compound), 'sentence')} that "
            f"{'says' if len(report.compound) == 1 else 'say'} two things; a claim has one outcome."
        )
    if report.claims_in_headings:
        yield (
            "Editor: make a claim of, or reword, what title, headings and labels assert: "
            f"{_quoted(report.claims_in_headings)}."
        )
    if report.hype:
        yield f"Editor: reword {_count(len(report.hype), 'word')} of promise: {_quoted(report.hype)}."
    if not report.hype_checked:
        yield "Editor: the wording was not checked for words of promise in this import."


def _notes(references: Iterable[ParsedReference]) -> tuple[ReferenceNote, ...]:
    return tuple(ReferenceNote(one.number, one.line, one.raw, one.missing) for one in references)


def _places(sentences: Iterable[Sentence], lines: Mapping[int, int | None]) -> tuple[TextNote, ...]:
    return tuple(
        TextNote(lines[one.block], one.start, one.end, one.text, one.why) for one in sentences
    )


def _has_source(claim: Sentence, citations: Sequence[InTextCitation]) -> bool:
    return any(citations[at].reference is not None for at in claim.citations)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name(note: ReferenceNote, kind: Places) -> str:
    return f"{kind} {note.line}" if note.number is None else f"number {note.number}"


def _named(notes: Sequence[ReferenceNote], kind: Places) -> str:
    """The first few references by number, or by place in a list without, and how many more there are."""
    numbered = all(note.number is not None for note in notes)
    places = [str(note.number if numbered else note.line) for note in notes]
    name = "number" if numbered else kind
    listed = ", ".join(places[:_MOST_NAMED])
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return f"{name}{'s' if len(places) > 1 else ''} {listed}{more}"


def _quoted(notes: Sequence[TextNote]) -> str:
    """The first few different texts in quotes, and how many more there are."""
    texts = list(dict.fromkeys(note.text for note in notes))
    quoted = ", ".join(f"“{text}”" for text in texts[:_MOST_NAMED])
    more = len(texts) - _MOST_NAMED
    return f"{quoted} and {more} more" if more > 0 else quoted


def _words(missing: Sequence[str]) -> str:
    return ", ".join("journal" if name == "container_title" else name for name in missing)
