"""What matching takes and gives: rows, references of the library, outcomes. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from references.matching.agreement import agrees
from references.works import Fields, Problem, blank, problem, title_of


@dataclass
class Row:
    """One row of a file as understood; `broken` says that it has a problem which rejects it."""

    line: int
    data: Fields
    broken: bool = False


@dataclass
class Known:
    """One reference of the library as it stands, and what those say that were merged into it."""

    id: int
    key: str
    fields: Fields
    merged: tuple[Fields, ...] = ()

    def called(self, name: str, value: Any) -> bool:
        """Whether it has this DOI, PMID, title or year, or one of those has that are merged into it."""
        return any(
            not blank(one.get(name)) and agrees(name, one[name], value)
            for one in (self.fields, *self.merged)
        )


@dataclass
class Outcome:
    """What becomes of one row: a verdict, why, of which reference (by key), and which fields it would set."""

    verdict: str
    reasons: list[Problem] = field(default_factory=list)
    reference: str | None = None
    before: Fields | None = None
    after: Fields | None = None


ByName = dict[tuple[str, str], list[tuple[int | None, Known]]]


class Library:
    """References by what identifies them; the names of a merged one lead to the one it was merged into."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_doi: dict[str, Known] = {}
        self.by_pmid: dict[str, Known] = {}
        self.by_key: dict[str, Known] = {}
        self._by_name: ByName = defaultdict(list)
        self._by_old_name: ByName = defaultdict(list)
        found = list(known)
        for one in found:
            self.by_key[one.key] = one
            for said in one.merged:
                self._enter(said, one, self._by_old_name)
        for one in found:
            self._enter(one.fields, one, self._by_name)

    def _enter(self, said: Fields, known: Known, by_name: ByName) -> None:
        if said.get("doi"):
            self.by_doi[said["doi"]] = known
        if said.get("pmid"):
            self.by_pmid[said["pmid"]] = known
        title, year, author = title_of(said)
        if title:
            by_name[title, author].append((year, known))

    def alike(self, data: Fields) -> tuple[list[Known], list[Known]]:
        """The references with the title and first author of a row: of its year, and where one has no year.

        What a work is called comes before what another was called that was merged into it.
        """
        title, year, author = title_of(data)
        own = self._by_name.get((title, author), [])
        old = self._by_old_name.get((title, author), [])
        exact = {one.id: one for of_year, one in own if of_year == year} or {
            one.id: one for of_year, one in old if of_year == year
        }
        near = {one.id: one for of_year, one in [*own, *old] if of_year is None or year is None}
        return list(exact.values()), [one for pk, one in near.items() if pk not in exact]


def completeness(row: Row) -> tuple[bool, int, int, int, str]:
    """How much a row says, title and identifiers first; an order over contents, whatever the order of the rows.

    That a list of authors was cut says nothing more of the work.
    """
    data = row.data
    said = {name: value for name, value in data.items() if not blank(value)}
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    named = sum(name in said for name in ("doi", "pmid"))
    count = len(said) - ("authors_truncated" in said)
    return "title" in said, named, count, len(text), text


def ask(column: str, value: object, reason: str, mend: str) -> Outcome:
    """The outcome of a row about which a person has to decide."""
    return Outcome("needs_person", [problem(column, value, reason, mend)])
