"""What each row of a file would do to the library (D9). Pure: snapshots in, verdicts out.

Every row gets exactly one verdict. Nothing depends on the order of rows: rows that mean the same work
form a group, the most complete one stands for it, ties are decided by content.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from references.identifiers import title_key
from references.works import IDENTITY, Fields, Problem, blank, first_author_key, problem, same

LONG_TITLE = 30
TitleKey = tuple[str, int | None, str]


@dataclass
class Row:
    """One row of a file as understood; `broken` says that it has a problem which rejects it."""

    line: int
    data: Fields
    broken: bool = False


@dataclass
class Known:
    """One reference of the library as it stands."""

    id: int
    key: str
    fields: Fields


@dataclass
class Outcome:
    """What becomes of one row: a verdict, why, of which reference, and which fields it would set."""

    verdict: str
    reasons: list[Problem] = field(default_factory=list)
    reference: int | None = None
    before: Fields | None = None
    after: Fields | None = None


class Library:
    """References by what identifies them."""

    def __init__(
        self,
        known: Iterable[Known],
        *,
        old_dois: Mapping[str, Known] | None = None,
        old_pmids: Mapping[str, Known] | None = None,
    ) -> None:
        """`old_dois` and `old_pmids` are those of references merged into the given ones."""
        self.by_doi: dict[str, Known] = dict(old_dois or {})
        self.by_pmid: dict[str, Known] = dict(old_pmids or {})
        self.by_title: dict[TitleKey, list[Known]] = defaultdict(list)
        for one in known:
            if one.fields.get("doi"):
                self.by_doi[one.fields["doi"]] = one
            if one.fields.get("pmid"):
                self.by_pmid[one.fields["pmid"]] = one
            self.by_title[title_of(one.fields)].append(one)

    def ids(self) -> set[int]:
        """All references that any row may be: what has to be locked before deciding."""
        titled = (one for many in self.by_title.values() for one in many)
        return {one.id for one in (*self.by_doi.values(), *self.by_pmid.values(), *titled)}


def title_of(fields: Mapping[str, Any]) -> TitleKey:
    """By what a work without identifiers is recognised: title, year and first author.

    Where there is no author, a short title ("Editorial") is told apart by where it appeared.
    """
    title = title_key(fields.get("title"))
    author = first_author_key(fields)
    if not author and len(title) < LONG_TITLE:
        places = ("container_title", "volume", "issue", "pages")
        author = "|".join(title_key(fields.get(place)) for place in places)
    return title, fields.get("issued_year"), author


def completeness(row: Row) -> tuple[int, int, str]:
    """How much a row says; a total order over contents, whatever the order of the rows."""
    said = {name: value for name, value in row.data.items() if not blank(value)}
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return len(said), len(text), text


def plan(rows: Sequence[Row], library: Library) -> list[Outcome]:
    """One outcome per row, in the order of `rows`."""
    outcomes: dict[int, Outcome] = {}
    usable: list[Row] = []
    for row in rows:
        if row.broken:
            outcomes[row.line] = Outcome("rejected")
        else:
            usable.append(row)
    claimed: dict[int, list[Row]] = defaultdict(list)
    for group in _groups(usable, outcomes):
        best = _best(group, outcomes)
        if best is None:
            continue
        outcome = _against(best, library)
        outcomes[best.line] = outcome
        if outcome.reference is not None and outcome.verdict != "needs_person":
            claimed[outcome.reference].append(best)
    for rivals in claimed.values():
        if len(rivals) > 1:
            _best(rivals, outcomes)
    return [outcomes[row.line] for row in rows]


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


def _groups(rows: Sequence[Row], outcomes: dict[int, Outcome]) -> list[list[Row]]:
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
                outcomes[row.line] = _ask(
                    "title",
                    row.data.get("title"),
                    "Several works in this file have this title, year and first author.",
                    "Add the DOI or PMID of the one that is meant.",
                )


def _distinct(rows: Iterable[Row], name: str) -> int:
    return len({row.data[name] for row in rows if row.data.get(name)})


def _ask(column: str, value: object, reason: str, mend: str) -> Outcome:
    return Outcome("needs_person", [problem(column, value, reason, mend)])


def _best(group: list[Row], outcomes: dict[int, Outcome]) -> Row | None:
    """The row that stands for the group; the others become duplicates. None if they contradict each other."""
    lines = ", ".join(str(row.line) for row in sorted(group, key=lambda row: row.line))
    for name in ("doi", "pmid", "title", "issued_year"):
        values = {
            _compared(name, row.data.get(name)) for row in group if not blank(row.data.get(name))
        }
        if len(values) > 1:
            for row in group:
                outcomes[row.line] = _ask(
                    name,
                    row.data.get(name),
                    f"The rows on lines {lines} are about one work but differ here.",
                    "Decide which is right, and leave one row.",
                )
            return None
    best = max(group, key=lambda row: (completeness(row), -row.line))
    for row in group:
        if row is not best:
            outcomes[row.line] = Outcome(
                "duplicate",
                [
                    problem(
                        "line",
                        best.line,
                        f"The row on line {best.line} is about the same work and says at least as much.",
                        "Nothing to do.",
                    )
                ],
            )
    return best


def _compared(name: str, value: Any) -> Any:
    return title_key(value) if name == "title" else value


def _against(row: Row, library: Library) -> Outcome:
    """What one row would do to the library."""
    data = row.data
    by_doi = library.by_doi.get(data.get("doi") or "")
    by_pmid = library.by_pmid.get(data.get("pmid") or "")
    if by_doi and by_pmid and by_doi.id != by_pmid.id:
        return _ask(
            "doi",
            data["doi"],
            f"The DOI belongs to reference {by_doi.key}, the PMID to reference {by_pmid.key}.",
            "Find out which is right, or whether both are one work.",
        )
    known = by_doi or by_pmid
    if known is None:
        found = [one for one in library.by_title.get(title_of(data), []) if _may_be(data, one)]
        if len(found) > 1:
            return _ask(
                "title",
                data.get("title"),
                "Several references have this title, year and first author: "
                f"{', '.join(sorted(one.key for one in found))}.",
                "Add the DOI or PMID of the one that is meant.",
            )
        known = found[0] if found else None
    if known is None:
        return _unknown(data)
    # An identifier of a merged reference is one of the winner's names, not a difference from it.
    aliases = {name for name, by in (("doi", by_doi), ("pmid", by_pmid)) if by is known}
    return _compared_with(known, {name: data[name] for name in data if name not in aliases})


def _may_be(data: Fields, known: Known) -> bool:
    """Whether a row may be a reference of the same title, year and author: no identifier is against it."""
    return bool(data.get("title")) and not any(
        data.get(name) and known.fields.get(name) and data[name] != known.fields[name]
        for name in ("doi", "pmid")
    )


def _unknown(data: Fields) -> Outcome:
    if blank(data.get("title")):
        return Outcome(
            "rejected",
            [
                problem(
                    "title",
                    "",
                    "The row has no title, and the library knows no reference by its identifiers.",
                    "Fill in the title.",
                )
            ],
        )
    return Outcome("new", after={name: value for name, value in data.items() if not blank(value)})


def _compared_with(known: Known, data: Fields) -> Outcome:
    fills: Fields = {}
    differs: Fields = {}
    for name, value in data.items():
        if blank(value) or name == "csl_type":
            continue
        current = known.fields.get(name)
        if blank(current):
            fills[name] = value
        elif not _agrees(name, current, value, known.fields):
            differs[name] = value
    if not known.fields.get("authors_truncated") and known.fields.get("authors"):
        fills.pop("authors_truncated", None)
    reasons = [
        problem(
            name,
            value,
            f"The library has: {known.fields[name]}.",
            "Decide which is right, and edit the reference if this one is."
            if name in IDENTITY
            else "Tick the row to take it over, or leave the library as it is.",
        )
        for name, value in differs.items()
    ]
    changed = fills | differs
    before = {name: known.fields.get(name) for name in changed}
    if any(name in IDENTITY for name in differs):
        return Outcome("needs_person", reasons, known.id, before, changed)
    if differs:
        return Outcome("differs", reasons, known.id, before, changed)
    if fills:
        return Outcome("completes", [], known.id, before, fills)
    return Outcome("same", [], known.id)


def _agrees(name: str, current: Any, value: Any, fields: Fields) -> bool:
    if name == "title":
        return title_key(current) == title_key(value)
    if name == "authors" and (fields.get("authors_truncated") or len(current) < len(value)):
        shorter, longer = sorted((current, value), key=len)
        return bool(shorter) and same(name, shorter, longer[: len(shorter)])
    if name in ("publication_types", "mesh_terms"):
        return set(value) <= set(current)
    return same(name, current, value)
