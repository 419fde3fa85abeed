"""Two Markdown texts side by side in one: paragraph by paragraph, then word by word. Pure.

Nothing is lost: the old sources of all runs and gaps, joined, are the old text, and the new ones the new text. A
placed claim shows as its words; that it is one, and which, is told by a label where that changed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.compare.alignment import Pair, aligned, rising
from articles.markdown import CLAIM_LINK

LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Lines that begin a paragraph of their own: headings, list items, quotations, rows of tables.
BEGINS = re.compile(r"\s{0,3}(?:#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|>|\|)|\s+(?:[-*+]|\d{1,9}[.)])\s")
HEADING = re.compile(r"\s{0,3}#{1,6}\s")
TOKEN = re.compile(r"(\w+(?:[-'’.,]\w+)*|[^\w\s])(\s*)|\s+")
WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")

# Paragraphs that share less of their words are no versions of each other.
ALIKE = 0.4
# A word in more paragraphs than that does not tell which one is meant.
COMMON = 8
# Between two changes, so many words that stayed are read as part of one change.
ISLAND = 2
# Of unchanged paragraphs so many stand around a change; more are folded away.
AROUND = 1


@dataclass(frozen=True)
class Run:
    """Some words that have one fate: "", "added" or "removed"; `claim` is the claim that they belong to.

    `source` is what stands in the Markdown, `shown` what is read of it; `label` names a claim where it ends.
    """

    source: str
    mark: str = ""
    claim: str = ""
    label: str = ""
    shown: str = ""

    @property
    def is_seen(self) -> bool:
        """Whether a reader sees that it changed: white space that changed is no change."""
        return bool(self.mark) and bool(self.shown.strip() or self.label)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, heading or list item: "same", "changed", "added" or "removed"."""

    fate: str
    runs: tuple[Run, ...]
    old_gap: str = ""
    new_gap: str = ""

    @property
    def read(self) -> list[Run]:
        """The runs as they are shown: white space that went is left out."""
        return [
            run if run.is_seen or not run.mark else Run(run.source, shown=run.shown)
            for run in self.runs
            if (run.shown or (run.label and run.mark)) and (run.is_seen or run.mark != "removed")
        ]


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
            found.append(Paragraph("same", tuple(_told(words, "")), old_gap, new_gap))
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
            yield Paragraph("removed", tuple(_told(words, "removed")), old_gap=gap)
        for words, gap in right[j:n]:
            yield Paragraph("added", tuple(_told(words, "added")), new_gap=gap)
        if m < len(left):
            runs = _word_by_word(left[m][0], right[n][0])
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


# Words


@dataclass(frozen=True)
class _Token:
    """A word or a sign, with the white space after it; or the mark where a claim begins or ends."""

    text: str
    space: str = ""
    claim: str = ""
    is_mark: bool = False
    label: str = ""

    @property
    def compared(self) -> tuple[str, bool]:
        return self.text, self.is_mark

    def word(self, mark: str) -> Run:
        # A backslash in a claim stands before a sign that is no markup there.
        is_hidden = self.is_mark or (self.claim and self.text == "\\")
        return Run(self.text, mark, self.claim, self.label, "" if is_hidden else self.text)

    def gap(self, mark: str) -> Run:
        return Run(self.space, mark, "" if self.is_mark else self.claim, shown=self.space)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    for match in CLAIM_LINK.finditer(text):
        opening = _opening(text, at, match.start())
        if opening is None:
            continue
        key = match["key"]
        found += _split(text[at:opening], "")
        found.append(_Token("[", claim=key, is_mark=True))
        found += _split(text[opening + 1 : match.start()], key)
        label = f"{key}, quoted as a myth" if match["title"] else key
        after = re.match(r"\s*", text[match.end() :])
        space = after[0] if after else ""
        found.append(_Token(match[0], space, key, is_mark=True, label=label))
        at = match.end() + len(space)
    return [*found, *_split(text[at:], "")]


def _opening(text: str, low: int, end: int) -> int | None:
    """Where the bracket stands that the one at `end` closes."""
    depth = 0
    for place in range(end - 1, low - 1, -1):
        if text[place] not in "[]" or text[place - 1 : place] == "\\":
            continue
        if text[place] == "]":
            depth += 1
        elif depth == 0:
            return place
        else:
            depth -= 1
    return None


def _split(text: str, claim: str) -> list[_Token]:
    return [
        _Token(match[1], match[2], claim) if match[1] else _Token("", match[0], claim)
        for match in TOKEN.finditer(text)
    ]


def _told(text: str, mark: str) -> list[Run]:
    """All words of a paragraph with one fate."""
    return _joined(run for token in _tokens(text) for run in (token.word(mark), token.gap(mark)))


def _word_by_word(old: str, new: str) -> tuple[Run, ...]:
    left, right = _tokens(old), _tokens(new)
    same = aligned([t.compared for t in left], [t.compared for t in right])
    runs: list[Run] = []
    i = j = 0
    for m, n in [*_without_islands(same, left, right), (len(left), len(right))]:
        runs += _replaced(left[i:m], right[j:n])
        if m < len(left):
            was, now = left[m], right[n]
            runs.append(now.word(""))
            if was.space == now.space:
                runs.append(now.gap(""))
            else:
                runs += [was.gap("removed"), now.gap("added")]
        i, j = m + 1, n + 1
    return tuple(_joined(runs))


def _replaced(went: Sequence[_Token], came: Sequence[_Token]) -> list[Run]:
    """Words that went, then those that came in their place; white space after both stays."""
    stays = went[-1].space if went and came and went[-1].space == came[-1].space else ""
    runs = []
    for mark, tokens in (("removed", went), ("added", came)):
        runs += [run for token in tokens for run in (token.word(mark), token.gap(mark))]
        if stays:
            runs.pop()
    return [*runs, Run(stays, shown=stays)]


def _without_islands(
    same: list[Pair], left: Sequence[_Token], right: Sequence[_Token]
) -> list[Pair]:
    """Words that stayed, but for a word or two in the midst of a long change, which is read as one."""
    stretches: list[list[Pair]] = []
    for pair in same:
        if stretches and stretches[-1][-1] == (pair[0] - 1, pair[1] - 1):
            stretches[-1].append(pair)
        else:
            stretches.append([pair])
    kept: list[Pair] = []
    before = (0, 0)
    for place, stretch in enumerate(stretches):
        following = (
            stretches[place + 1][0] if place + 1 < len(stretches) else (len(left), len(right))
        )
        (first_i, first_j), (last_i, last_j) = stretch[0], stretch[-1]
        around = (
            max(first_i - before[0], first_j - before[1]),
            max(following[0] - last_i - 1, following[1] - last_j - 1),
        )
        words = sum(bool(WORD.match(left[i].text)) for i, _ in stretch)
        is_island = (
            words <= ISLAND
            and min(around) > max(words, 1)
            and not any(left[i].is_mark for i, _ in stretch)
        )
        if not is_island:
            kept += stretch
        before = (last_i + 1, last_j + 1)
    return kept


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one fate as one run."""
    found: list[Run] = []
    for run in runs:
        if not run.source:
            continue
        last = found[-1] if found else None
        if (
            last
            and not (last.label or run.label)
            and (last.mark, last.claim) == (run.mark, run.claim)
        ):
            found[-1] = Run(
                last.source + run.source, run.mark, run.claim, shown=last.shown + run.shown
            )
        else:
            found.append(run)
    return found
