"""What each row of a file would do to the library (D9). Pure: snapshots in, verdicts out.

Every row gets exactly one verdict. Nothing depends on the order of rows: rows that mean the same work
form a group, the most complete one stands for it, ties are decided by content.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from references.identifiers import title_key
from references.matching.groups import best_of, first_of, groups_of
from references.matching.parts import Known, Library, Outcome, Row, ask
from references.works import IDENTITY, Fields, blank, problem, same, title_of
from references.written import written

__all__ = ["Known", "Library", "Outcome", "Row", "plan"]


def plan(rows: Sequence[Row], library: Library) -> list[Outcome]:
    """One outcome per row, in the order of `rows`."""
    outcomes: dict[int, Outcome] = {}
    usable: list[Row] = []
    for row in rows:
        if row.broken:
            outcomes[row.line] = Outcome("rejected")
        else:
            usable.append(row)
    claimed: dict[str, list[Row]] = defaultdict(list)
    for group in groups_of(usable, outcomes):
        best = best_of(group, outcomes)
        if best is None:
            continue
        outcome = _against(best, library)
        outcomes[best.line] = outcome
        if outcome.reference is not None and outcome.verdict != "needs_person":
            claimed[outcome.reference].append(best)
    for rivals in claimed.values():
        if len(rivals) > 1:
            best_of(rivals, outcomes)
    return [outcomes[row.line] for row in rows]


def _against(row: Row, library: Library) -> Outcome:
    """What one row would do to the library."""
    data = row.data
    by_doi = library.by_doi.get(data.get("doi") or "")
    by_pmid = library.by_pmid.get(data.get("pmid") or "")
    if by_doi and by_pmid and by_doi.id != by_pmid.id:
        return ask(
            "doi",
            data["doi"],
            f"The DOI belongs to reference {by_doi.key}, the PMID to reference {by_pmid.key}.",
            "Find out which is right, or whether both are one work.",
        )
    known = by_doi or by_pmid
    if known is None:
        found = [one for one in library.by_title.get(title_of(data), []) if _may_be(data, one)]
        if len(found) > 1:
            return ask(
                "title",
                data.get("title"),
                "Several references have this title, year and first author: "
                f"{first_of(sorted(one.key for one in found))}.",
                "Add the DOI or PMID of the one that is meant.",
            )
        known = found[0] if found else None
    if known is None:
        return _unknown(data, library)
    # An identifier of a merged reference is one of the winner's names, not a difference from it.
    aliases = {name for name, by in (("doi", by_doi), ("pmid", by_pmid)) if by is known}
    return _compared_with(known, {name: data[name] for name in data if name not in aliases})


def _may_be(data: Fields, known: Known) -> bool:
    """Whether a row may be a reference of the same title, year and author: no identifier is against it."""
    return bool(data.get("title")) and not any(
        data.get(name) and known.fields.get(name) and data[name] != known.fields[name]
        for name in ("doi", "pmid")
    )


def _unknown(data: Fields, library: Library) -> Outcome:
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
    alike = library.by_title.get(title_of(data), [])
    if alike:
        return Outcome(
            "possible_duplicate",
            [
                problem(
                    "title",
                    data["title"],
                    "The library has this title, year and first author under other identifiers: "
                    f"{first_of(sorted(one.key for one in alike))}.",
                    "Take the row if it is another work; leave it out if it is the same.",
                )
            ],
        )
    return Outcome("new")


def _compared_with(known: Known, data: Fields) -> Outcome:
    fills: Fields = {}
    differs: Fields = {}
    for name, value in data.items():
        if blank(value) or name == "csl_type":
            continue
        current = known.fields.get(name)
        if blank(current):
            fills[name] = value
        elif not _agrees(name, current, value):
            differs[name] = value
    if not known.fields.get("authors_truncated") and known.fields.get("authors"):
        fills.pop("authors_truncated", None)
    reasons = [
        problem(
            name,
            written(name, value),
            f"The library has: {written(name, known.fields[name])}.",
            "Decide which is right, and edit the reference if this one is."
            if name in IDENTITY
            else "Take the row to change the library, or leave it out.",
        )
        for name, value in differs.items()
    ]
    changed = fills | differs
    before = {name: known.fields.get(name) for name in changed}
    if any(name in IDENTITY for name in differs):
        return Outcome("needs_person", reasons, known.key, before, changed)
    if differs:
        return Outcome("differs", reasons, known.key, before, changed)
    if fills:
        return Outcome("completes", [], known.key, before, fills)
    return Outcome("same", [], known.key)


def _agrees(name: str, current: Any, value: Any) -> bool:
    if name == "title":
        return title_key(current) == title_key(value)
    if name == "authors" and len(current) != len(value):
        # Tools cut long lists without a word: who is named first is no contradiction.
        shorter, longer = sorted((current, value), key=len)
        return bool(shorter) and same(name, shorter, longer[: len(shorter)])
    if name in ("publication_types", "mesh_terms"):
        return set(value) <= set(current)
    return same(name, current, value)
