"""What matching takes and gives: rows, references of the library, outcomes. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from references.works import Fields, Problem, TitleKey, blank, problem, title_of


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
    """What becomes of one row: a verdict, why, of which reference (by key), and which fields it would set."""

    verdict: str
    reasons: list[Problem] = field(default_factory=list)
    reference: str | None = None
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
        self.by_key: dict[str, Known] = {}
        for one in known:
            self.by_key[one.key] = one
            if one.fields.get("doi"):
                self.by_doi[one.fields["doi"]] = one
            if one.fields.get("pmid"):
                self.by_pmid[one.fields["pmid"]] = one
            self.by_title[title_of(one.fields)].append(one)


def completeness(row: Row) -> tuple[int, int, str]:
    """How much a row says; a total order over contents, whatever the order of the rows."""
    said = {name: value for name, value in row.data.items() if not blank(value)}
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return len(said), len(text), text


def ask(column: str, value: object, reason: str, mend: str) -> Outcome:
    """The outcome of a row about which a person has to decide."""
    return Outcome("needs_person", [problem(column, value, reason, mend)])
