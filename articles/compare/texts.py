"""Two Markdown texts side by side in one: paragraph by paragraph, then word by word. Pure.

Nothing is lost: the old sources of all runs and gaps, joined, are the old text, and the new ones the new text. A
placed claim shows as its words; that it is one, and which, is told by a label where that changed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.compare.alignment import Pair, aligned, rising
from articles.compare.words import WORD, Run, tidied, told, word_by_word
from articles.markdown import CLAIM_LINK

LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Lines that begin a paragraph of their own: headings, list items, quotations, rows of tables.
BEGINS = re.compile(r"\s{0,3}(?:#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|>|\|)|\s+(?:[-*+]|\d{1,9}[.)])\s")
HEADING = re.compile(r"\s{0,3}#{1,6}\s")

# Paragraphs that share less of their words are no versions of each other.
ALIKE = 0.4
# A word in more paragraphs than that does not tell which one is meant.
COMMON = 8
# Of unchanged paragraphs so many stand around a change; more are folded away.
AROUND = 1


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, heading or list item: "same", "changed", "added" or "removed"."""

    fate: str
    runs: tuple[Run, ...]
    old_gap: str = ""
    new_gap: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it was or is a heading."""
        return bool(HEADING.match("".join(run.source for run in self.runs)))

    @property
    def read(self) -> list[Run]:
        """The runs as they are shown."""
        return tidied(self.runs)


@dataclass(frozen=True)
class Fold:
    """Unchanged paragraphs that are folded away."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Comparison:
    """All paragraphs of two texts, in reading order."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def differs(self) -> bool:
        """Whether a reader sees a difference."""
        return any(paragraph.fate != "same" for paragraph in self.paragraphs)

    @property
    def old(self) -> str:
        """The old text, to the letter."""
        return "".join(self._side("removed"))

    @property
    def new(self) -> str:
        """The new text, to the letter."""
        return "".join(self._side("added"))

    def _side(self, mark: str) -> Iterator[str]:
        other = "added" if mark == "removed" else "removed"
        for paragraph in self.paragraphs:
            if paragraph.fate == other:
                continue
            yield from (run.source for run in paragraph.runs if run.mark != other)
            yield paragraph.old_gap if mark == "removed" else paragraph.new_gap


def compared(old: str, new: str) -> Comparison:
    """What became of a text."""
    left, right = _paragraphs(old), _paragraphs(new)
    same = aligned([words for words, _ in left], [words for words, _ in right])
    found: list[Paragraph] = []
    i = j = 0
    for m, n in [*same, (len(left), len(right))]:
        found += _changed(left[i:m], right[j:n])
        if m < len(left):
            (words, old_gap), new_gap = left[m], right[n][1]
            found.append(Paragraph("same", tuple(told(words, "")), old_gap, new_gap))
        i, j = m + 1, n + 1
    return Comparison(tuple(found))


def reworded(old: str, new: str) -> list[Run]:
    """What became of one line, word by word; where little of it stayed, the old words and then the new ones."""
    runs: list[Run] = []
    for paragraph in compared(old, new).paragraphs:
        runs += [*([Run(" ", shown=" ")] if runs else []), *paragraph.read]
    return runs


def folded(paragraphs: Sequence[Paragraph]) -> list[Paragraph | Fold]:
    """The paragraphs, long stretches of unchanged ones folded, so that what changed is read at a glance."""
    shown: list[Paragraph | Fold] = []
    stretch: list[Paragraph] = []

    def end(*, at_end: bool = False) -> None:
        head = AROUND if shown else 0
        tail = 0 if at_end else AROUND
        middle = stretch[head : len(stretch) - tail]
        if len(middle) < 2:
            shown.extend(stretch)
        else:
            shown.extend(stretch[:head])
            shown.append(Fold(tuple(middle)))
            shown.extend(stretch[len(stretch) - tail :])
        stretch.clear()

    for paragraph in paragraphs:
        if paragraph.fate == "same":
            stretch.append(paragraph)
        else:
            end()
            shown.append(paragraph)
    end(at_end=True)
    return shown


def word_counts(old: Iterable[str], new: Iterable[str]) -> tuple[int, int]:
    """How many words were added and removed, wherever they stand; quick enough for a list of saves."""
    was, now = Counter(_words(old)), Counter(_words(new))
    return (now - was).total(), (was - now).total()


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in WORD.findall(CLAIM_LINK.sub("]", text))]


# Paragraphs


def _paragraphs(text: str) -> list[tuple[str, str]]:
    """Each paragraph with the white space after it."""
    found: list[tuple[str, str]] = []
    begins = True
    for line in LINE.findall(text):
        words = line.rstrip()
        space = line[len(words) :]
        if not words:
            last = found.pop() if found else ("", "")
            found.append((last[0], last[1] + space))
            begins = True
        elif begins or BEGINS.match(line):
            found.append((words, space))
            begins = bool(HEADING.match(line))
        else:
            before, gap = found.pop()
            found.append((before + gap + words, space))
    return found


def _changed(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> Iterator[Paragraph]:
    """Paragraphs that differ: those that are alike word by word, the others as a whole."""
    i = j = 0
    for m, n in [*_alike([w for w, _ in left], [w for w, _ in right]), (len(left), len(right))]:
        for words, gap in left[i:m]:
            yield Paragraph("removed", tuple(told(words, "removed")), old_gap=gap)
        for words, gap in right[j:n]:
            yield Paragraph("added", tuple(told(words, "added")), new_gap=gap)
        if m < len(left):
            runs = word_by_word(left[m][0], right[n][0])
            fate = "changed" if any(run.is_seen for run in runs) else "same"
            yield Paragraph(fate, runs, left[m][1], right[n][1])
        i, j = m + 1, n + 1


def _alike(old: list[str], new: list[str]) -> list[Pair]:
    """Which paragraphs are versions of which, rising; found by the words that few of them have."""
    if not old or not new:
        return []
    bags = [Counter(WORD.findall(words.lower())) for words in new]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, bag in enumerate(bags):
        for word in bag:
            holding[word].append(place)
    pairs = []
    for place, words in enumerate(old):
        bag = Counter(WORD.findall(words.lower()))
        votes: Counter[int] = Counter()
        for word in bag:
            if len(holding.get(word, ())) <= COMMON:
                votes.update(holding.get(word, ()))
        best = [(_likeness(bag, bags[other]), other) for other, _ in votes.most_common(3)]
        near = [(like, -abs(other - place), other) for like, other in best if like >= ALIKE]
        if near:
            pairs.append((place, max(near)[2]))
    return rising(pairs)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())
