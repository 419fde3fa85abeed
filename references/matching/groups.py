"""Rows of one file that mean the same work. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from references.identifiers import title_key
from references.matching.agreement import added
from references.matching.parts import Known, Outcome, Row, ask, completeness
from references.works import IDENTITY, TitleKey, blank, problem, title_of
from references.written import label

NAMED = 20


class _Sets:
    """Disjoint sets of row positions."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        self.parent[self.root(one)] = self.root(other)


def groups_of(rows: Sequence[Row], outcomes: dict[int, Outcome]) -> list[list[Row]]:
    """Rows that share a DOI or PMID, or title, year and author where no identifier speaks against it."""
    sets = _Sets(len(rows))
    seen: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        for name in ("doi", "pmid"):
            if row.data.get(name):
                sets.join(at, seen.setdefault((name, row.data[name]), at))
    _join_by_title(rows, sets, outcomes)
    groups: dict[int, list[Row]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.line not in outcomes:
            groups[sets.root(at)].append(row)
    return list(groups.values())


def _join_by_title(rows: Sequence[Row], sets: _Sets, outcomes: dict[int, Outcome]) -> None:
    """Join what title, year and author make one; a row without identifiers that may be several asks."""
    # Read before anything is joined by title, so that the order of rows cannot matter.
    component = [sets.root(at) for at in range(len(rows))]
    members: dict[int, list[Row]] = defaultdict(list)
    titled: dict[TitleKey, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        members[component[at]].append(row)
        if row.data.get("title"):
            titled[title_of(row.data)].append(at)
    for bucket in titled.values():
        roots = {component[at] for at in bucket}
        if len(roots) < 2:
            continue
        together = [row for one in roots for row in members[one]]
        if _distinct(together, "doi") < 2 and _distinct(together, "pmid") < 2:
            for at in bucket:
                sets.join(at, bucket[0])
            continue
        for row in (rows[at] for at in bucket):
            if not row.data.get("doi") and not row.data.get("pmid"):
                outcomes[row.line] = ask(
                    "title",
                    row.data.get("title"),
                    "Several works in this file have this title, year and first author, and this row has "
                    "neither DOI nor PMID.",
                    "Add the DOI or PMID of the one that is meant to the row, then import the file again.",
                )


def _distinct(rows: Iterable[Row], name: str) -> int:
    return len({row.data[name] for row in rows if row.data.get(name)})


def best_of(
    group: list[Row], outcomes: dict[int, Outcome], known: Known | None = None
) -> Row | None:
    """The row that stands for the group; the others become duplicates. None if they contradict each other.

    Names of the reference that all are about, where that is `known`, contradict nothing.
    """
    lines = first_of([str(line) for line in sorted(row.line for row in group)])
    for name in IDENTITY:
        values = {
            _compared(name, value, known) for row in group if not blank(value := row.data.get(name))
        }
        if len(values) > 1:
            for row in group:
                outcomes[row.line] = ask(
                    name,
                    row.data.get(name),
                    f"The rows on lines {lines} are about one work but differ here.",
                    "Leave the row that is right in the file, then read it again.",
                )
            return None
    best = max(group, key=lambda row: (completeness(row), -row.line))
    for row in group:
        if row is not best:
            outcomes[row.line] = _duplicate(row, best, known)
    return best


def _duplicate(row: Row, best: Row, known: Known | None) -> Outcome:
    """The outcome of a row whose work another row stands for, and what it alone says."""
    fills, differs = added(best.data, row.data)
    alone = [
        name
        for name, value in (fills | differs).items()
        if not (known and name in IDENTITY and known.called(name, value))
    ]
    reason, mend = "and says at least as much.", "Nothing to do."
    if alone:
        fields = ", ".join(label(name) for name in alone if name != "authors_truncated")
        reason = f"and stands for both. What else this row says is left out: {fields}."
        mend = (
            f"If it matters, put it into the row on line {best.line}, then import the file again."
        )
    reason = f"The row on line {best.line} is about the same work {reason}"
    return Outcome("duplicate", [problem("line", best.line, reason, mend)])


def first_of(names: Sequence[str]) -> str:
    """The names in one line; of many the first, lest each of a hundred thousand rows names all the others."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _compared(name: str, value: Any, known: Known | None) -> Any:
    if known is not None and known.called(name, value):
        return known.key
    return title_key(value) if name == "title" else value
