"""A paragraph word by word: what came, what went, what stayed; claims are read as their words. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from articles.compare.alignment import Pair, aligned
from articles.markdown import CLAIM_LINK

TOKEN = re.compile(r"(\w+(?:[-'’.,]\w+)*|[^\w\s])(\s*)|\s+")
WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")

# Between two changes, so many words that stayed are read as part of one change.
ISLAND = 2


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


def tidied(runs: Iterable[Run]) -> list[Run]:
    """Runs as they are read: white space that changed is no change, and stands outside of what did."""
    found: list[Run] = []
    for mark, group in groupby(runs, key=lambda run: run.mark):
        one = [run for run in group if run.shown or (run.label and run.mark)]
        if mark and not any(run.is_seen for run in one):
            one = [replace(run, mark="") for run in one if mark == "added"]
        elif mark:
            first = one[0].shown
            lead = first[: len(first) - len(first.lstrip())]
            one[0] = replace(one[0], shown=first.lstrip())
            last = one[-1].shown
            trail = last[len(last.rstrip()) :]
            one[-1] = replace(one[-1], shown=last.rstrip())
            one = [Run("", shown=lead), *one, Run("", shown=trail)]
        found += [run for run in one if run.shown or run.label]
    return found


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


def told(text: str, mark: str) -> list[Run]:
    """All words of a paragraph with one fate."""
    return _joined(run for token in _tokens(text) for run in (token.word(mark), token.gap(mark)))


def word_by_word(old: str, new: str) -> tuple[Run, ...]:
    """What became of a paragraph of which much stayed."""
    left, right = _tokens(old), _tokens(new)
    same = aligned([t.compared for t in left], [t.compared for t in right])
    runs: list[Run] = []
    i = j = 0
    same = _without_islands(_by_sentence(same, left, right), left, right)
    for m, n in [*same, (len(left), len(right))]:
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


def _by_sentence(same: list[Pair], left: Sequence[_Token], right: Sequence[_Token]) -> list[Pair]:
    """A sentence that came or went ends with its own full stop, not with the one before it."""
    found: list[Pair] = []
    i = j = -1
    for m, n in same:
        if m == i + 1 and n > j + 1 and _ends(right[j + 1], right[n]):
            n = j + 1
        elif n == j + 1 and m > i + 1 and _ends(left[i + 1], left[m]):
            m = i + 1
        found.append((m, n))
        i, j = m, n
    return found


def _ends(one: _Token, other: _Token) -> bool:
    return one.compared == other.compared and one.text in (".", "!", "?")


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
