"""Citations that the source itself links to an entry of its list: what a publisher, Word or Pandoc made."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from articles.intake.citation_marks import MOST_MARKS, Mark
from articles.intake.model import Block

Read = tuple[Mark, int | None, str]

_GROUP = re.compile(r"\(([^()]{1,400})\)|\[([^\[\]]{1,400})\]")
_BETWEEN = re.compile(
    r"(?:[\s,;&–—-]|\b(?:see|also|and|e\.\s?g|i\.\s?e|cf|reviewed in|for reviews?)\b\.?)*", re.I
)
_NUMBERS = re.compile(r"[\[(]?\s*\d{1,3}(?:[\s,;–-]+\d{1,3})*\s*[\])]?")
_LINKED = "linked to it in the source"


def linked_marks(block: Block, anchors: Mapping[str, int]) -> list[tuple[Mark, int]]:
    """The links of a block that name an entry, each with the entry's index. One link may name several."""
    links = [
        (span.start, span.end, anchors[target])
        for span in block.spans
        if span.kind == "link"
        for target in (part.removeprefix("#") for part in span.target.split() if part[0] == "#")
        if target in anchors
    ][: MOST_MARKS + 1]
    around = _only_links(block.text, sorted({(start, end) for start, end, _ in links}))
    found = []
    for start, end, index in links:
        text = block.text[start:end].strip()
        mark = Mark(*around.get((start, end), (start, end)))
        in_sentence = (start, end) not in around and not _NUMBERS.fullmatch(text)
        found.append((replace(mark, narrative=in_sentence), index))
    return found


def links_are_numbers(
    blocks: Sequence[Block], linked: Sequence[Sequence[tuple[Mark, int]]]
) -> bool:
    """Whether numbers may cite: not where what the source links is mostly names."""
    texts = [
        block.text[mark.start : mark.end]
        for block, links in zip(blocks, linked, strict=True)
        for mark, _ in links
    ]
    return sum(bool(_NUMBERS.fullmatch(text)) for text in texts) * 2 >= len(texts)


def with_links(read: Sequence[Read], linked: Sequence[tuple[Mark, int]]) -> Iterator[Read]:
    """What was read in the words, corrected and completed by the links: a link is never wrong about whom."""
    places = sorted({(mark.start, mark.end) for mark, _ in linked})
    kept = [
        one for one in read if one[1] is not None or not _touched(places, one[0].start, one[0].end)
    ]
    told: dict[int, list[tuple[int, int]]] = {}
    for mark, index, _ in kept:
        if index is not None:
            told.setdefault(index, []).append((mark.start, mark.end))
    added = [
        (mark, index, _LINKED)
        for mark, index in linked
        if not _touched(told.get(index, []), mark.start, mark.end)
    ]
    yield from sorted([*kept, *added], key=lambda one: (one[0].start, one[0].end))


def _touched(places: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the places, which are in order and hardly overlap, touches a part of the text."""
    at = bisect_right(places, (end, 0))
    return any(begins <= end and ends >= start for begins, ends in places[max(0, at - 3) : at + 1])


def _only_links(
    text: str, links: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For links in brackets that hold nothing else but "see" and commas: the brackets they stand in."""
    around: dict[tuple[int, int], tuple[int, int]] = {}
    for group in _GROUP.finditer(text) if links else ():
        start, end = group.span(group.lastindex or 0)
        inside = links[bisect_left(links, (start, 0)) : bisect_left(links, (end, 0))]
        rest, position = "", start
        for link_start, link_end in inside:
            rest += text[position:link_start]
            position = max(position, link_end)
        if inside and _BETWEEN.fullmatch(rest + text[position:end]):
            around |= dict.fromkeys(inside, group.span())
    return around
