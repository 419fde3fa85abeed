"""Citation matching against what publishers linked: precision and recall per file.

A row of the truth is met by a citation of the same reference at the same place. Found besides are counted
as wrong, but for those within a mark that meets a row: of "[3]–[7]" publishers link the ends alone.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from articles.intake import ParsedArticle

BEFORE = 30  # characters of the truth's context that find the place
NEAR = 3


@dataclass(frozen=True)
class Counts:
    """Citations met, found besides, and missed."""

    met: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.met + other.met, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Of those found, the share that is right."""
        return self.met / (self.met + self.wrong or 1)

    @property
    def recall(self) -> float:
        """Of those to be found, the share that was."""
        return self.met / (self.met + self.missed or 1)


def truth(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows by file, without its suffix."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            rows[row["file"].rsplit(".", 1)[0]].append(row)
    return dict(rows)


def measured(article: ParsedArticle, rows: Iterable[Mapping[str, str]]) -> Counts:
    """Count one article against its rows, which are in the order of the text."""
    text, begins = "", {}
    for block in article.blocks:
        begins[block.index] = len(text)
        text += block.text + "\n"
    found = defaultdict(list)
    for at, one in enumerate(article.citations):
        start = begins[one.block]
        found[one.reference].append((start + one.start, start + one.end, at))
    met: set[int] = set()
    hits = missed = position = 0
    for row in rows:
        words = _squashed(row["citation_text"])
        context = _squashed(row["context_before"][-BEFORE:] + row["citation_text"])
        place = text.find(context, max(0, position - 2000))
        start = place + len(context) - len(words)
        end = start + len(words)
        candidates = found[int(row["ref_number"]) - 1] if place >= 0 else []
        hit = [at for s, e, at in candidates if s - NEAR <= end and start <= e + NEAR]
        met.update(hit[:1])
        hits, missed = hits + bool(hit), missed + (not hit)
        position = start if place >= 0 else position
    marks = {_mark(article, at) for at in met}
    wrong = sum(
        one.reference is not None
        and at not in met
        and not (one.number is not None and _mark(article, at) in marks)
        for at, one in enumerate(article.citations)
    )
    return Counts(hits, wrong, missed)


def _mark(article: ParsedArticle, at: int) -> tuple[int, int, int]:
    one = article.citations[at]
    return one.block, one.start, one.end


def _squashed(text: str) -> str:
    return " ".join(text.split())
