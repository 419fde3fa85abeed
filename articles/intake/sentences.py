"""The sentences of an article: title, headings, labels and body, each with what is proposed for it."""

from collections import deque
from collections.abc import Iterator, Sequence

from articles.intake.cleaning import clean
from articles.intake.model import TITLE, Block, InTextCitation, Origin, Sentence
from articles.intake.splitting import split_sentences, without_marks
from articles.intake.statements import Proposal, propose


def find_sentences(
    title: str, blocks: Sequence[Block], citations: Sequence[InTextCitation]
) -> tuple[Sentence, ...]:
    """All sentences in order, the title's first. The citations are those of `find_citations`, in order."""
    sentences: list[Sentence] = []
    if title:
        proposal = propose(title, "title")
        sentences.append(_sentence((TITLE, 0), (0, len(title)), title, "title", proposal, ()))
    by_block: dict[int, list[int]] = {}
    for index, citation in enumerate(citations):
        by_block.setdefault(citation.block, []).append(index)
    for block in blocks:
        waiting = deque(by_block.get(block.index, ()))
        before = ""
        for span, origin in _spans(block, [citations[index] for index in waiting]):
            cited: list[int] = []
            while waiting and citations[waiting[0]].start < span[1]:
                cited.append(waiting.popleft())
            marks = _marks([citations[index] for index in cited])
            text = clean(without_marks(block.text, *span, marks))
            if text:
                proposal = propose(text, origin, before)
                place = (block.index, len(sentences))
                sentences.append(_sentence(place, span, text, origin, proposal, tuple(cited)))
                before = text
    return tuple(sentences)


def _spans(
    block: Block, citations: Sequence[InTextCitation]
) -> Iterator[tuple[tuple[int, int], Origin]]:
    """Where the sentences of a block stand and what part of it they are."""
    if block.kind == "heading":
        yield (0, len(block.text)), "heading"
        return
    start = 0
    if block.label:
        yield (0, len(block.label)), "label"
        start = min(len(block.label) + 1, len(block.text))
    for span in split_sentences(block.text, start, _marks(citations)):
        yield span, "body"


def _marks(citations: Sequence[InTextCitation]) -> list[tuple[int, int]]:
    """The spans of citation marks that are no part of their sentence."""
    return sorted({(found.start, found.end) for found in citations if not found.narrative})


def _sentence(
    place: tuple[int, int],
    span: tuple[int, int],
    text: str,
    origin: Origin,
    proposal: Proposal,
    citations: tuple[int, ...],
) -> Sentence:
    return Sentence(
        block=place[0],
        index=place[1],
        start=span[0],
        end=span[1],
        text=text,
        origin=origin,
        checkable=bool(proposal.asks),
        asks=proposal.asks,
        why=proposal.why,
        citations=citations,
        compound=proposal.compound,
    )
