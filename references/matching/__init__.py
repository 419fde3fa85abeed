"""What each row of a file would do to the library (D9). Pure: snapshots in, verdicts out.

Every row gets exactly one verdict. Nothing depends on the order of rows: rows that mean the same work
form a group, the most complete one stands for it, ties are decided by content.
"""

from collections import defaultdict
from collections.abc import Sequence

from references.matching.agreement import added, united
from references.matching.groups import best_of, first_of, groups_of
from references.matching.parts import Known, Library, Outcome, Row, ask
from references.works import IDENTITY, Fields, blank, problem, title_of
from references.written import written

__all__ = ["Known", "Library", "Outcome", "Row", "plan"]

ANOTHER_WORK = "Take the row if it is another work; leave it out if it is the same."


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
    new: list[Row] = []
    for group in groups_of(usable, outcomes):
        best = best_of(group, outcomes)
        if best is None:
            continue
        outcome = _against(best, library)
        outcomes[best.line] = outcome
        if outcome.verdict == "new":
            new.append(best)
        elif outcome.reference is not None and outcome.verdict != "needs_person":
            claimed[outcome.reference].append(best)
    for key, rivals in claimed.items():
        if len(rivals) > 1:
            best_of(rivals, outcomes, library.by_key[key])
    _doubt_undated(new, outcomes)
    return [outcomes[row.line] for row in rows]


def _doubt_undated(new: Sequence[Row], outcomes: dict[int, Outcome]) -> None:
    """A new row without a year may be the work of a new row with one."""
    if all(row.data.get("issued_year") for row in new):
        return
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in new:
        title, _, author = title_of(row.data)
        named[title, author].append(row)
    for rows in named.values():
        dated = [row for row in rows if row.data.get("issued_year")]
        alike: dict[tuple[bool, bool], str] = {}
        for row in rows:
            if row.data.get("issued_year"):
                continue
            # Rows that share an identifier are one group: whether they have one is all that matters here.
            kind = (bool(row.data.get("doi")), bool(row.data.get("pmid")))
            if kind not in alike:
                lines = sorted(one.line for one in dated if _may_be(row.data, one.data))
                alike[kind] = first_of([str(line) for line in lines])
            if alike[kind]:
                reason = f"This row has no year; its title and first author are also on line {alike[kind]}."
                outcomes[row.line] = _maybe_known(row.data, reason)


def _against(row: Row, library: Library) -> Outcome:
    """What one row would do to the library."""
    data = row.data
    by_doi = library.by_doi.get(data.get("doi") or "")
    by_pmid = library.by_pmid.get(data.get("pmid") or "")
    if by_doi and by_pmid and by_doi.id != by_pmid.id:
        return ask(
            "doi",
            data["doi"],
            f"The DOI belongs to reference {by_doi.key}, the PMID {data['pmid']} to reference {by_pmid.key}.",
            "Correct the file, or merge the two if they are one work; then import the file again.",
        )
    if known := by_doi or by_pmid:
        found_by = " and ".join(
            name for name, one in (("DOI", by_doi), ("PMID", by_pmid)) if one is not None
        )
        return _compared_with(known, data, found_by)
    exact, near = library.alike(data)
    found = [one for one in exact if _may_be(data, one.fields)]
    if len(found) > 1:
        return ask(
            "title",
            data.get("title"),
            "Several references have this title, year and first author: "
            f"{first_of(sorted(one.key for one in found))}.",
            "Add the DOI or PMID of the one that is meant to the row, then import the file again.",
        )
    if found:
        return _compared_with(found[0], data, "title, year and first author")
    return _unknown(data, exact, near)


def _may_be(data: Fields, other: Fields) -> bool:
    """Whether two works of one title and first author may be one: no identifier is against it."""
    return not any(
        data.get(name) and other.get(name) and data[name] != other[name] for name in ("doi", "pmid")
    )


def _unknown(data: Fields, exact: Sequence[Known], near: Sequence[Known]) -> Outcome:
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
    if exact:
        keys = first_of(sorted(one.key for one in exact))
        return _maybe_known(
            data,
            f"The library has this title, year and first author under other identifiers: {keys}.",
        )
    if near:
        keys = first_of(sorted(one.key for one in near))
        return _maybe_known(
            data,
            f"The library has this title and first author, and a year is known of one of them only: {keys}.",
        )
    return Outcome("new")


def _maybe_known(data: Fields, reason: str) -> Outcome:
    return Outcome("possible_duplicate", [problem("title", data["title"], reason, ANOTHER_WORK)])


def _compared_with(known: Known, data: Fields, found_by: str) -> Outcome:
    """What a row would do to the reference that its DOI, its PMID or its title leads to."""
    # A name of a merged reference is one of the winner's names, not a difference from it.
    said = {
        name: value
        for name, value in data.items()
        if not (name in IDENTITY and not blank(value) and known.called(name, value))
    }
    fills, differs = added(known.fields, said)
    after = fills | {
        name: united(name, known.fields.get(name), value) for name, value in differs.items()
    }
    before = {name: known.fields.get(name) for name in after}
    if not after:
        return Outcome("same", [], known.key)
    if not differs:
        return Outcome("completes", [], known.key, before, after)
    blocked = not differs.keys().isdisjoint(IDENTITY)
    reasons = [
        problem(name, written(name, value), *_difference(name, known, found_by, blocked=blocked))
        for name, value in differs.items()
        if name != "authors_truncated"
    ]
    verdict = "needs_person" if blocked else "differs"
    return Outcome(verdict, reasons, known.key, before, after)


def _difference(name: str, known: Known, found_by: str, *, blocked: bool) -> tuple[str, str]:
    """Why a field differs, and what can be done about it."""
    has = f"The library has: {written(name, known.fields[name])}."
    if name in IDENTITY:
        return (
            f"By its {found_by} this is reference {known.key}. {has} A file never changes that.",
            "Correct the file, or edit the reference; then import the file again.",
        )
    if blocked:
        return has, "Settle the other difference first; then import the file again."
    if name in ("publication_types", "mesh_terms"):
        return has, "Take the row to add what is new, or leave it out."
    return has, "Take the row to change the library, or leave it out."
