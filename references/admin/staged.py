"""Staged rows as the import page shows them: a work in a line, what is wrong, what changes, what to do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from references.choices import RowChoice, RowVerdict, RunState
from references.citing import author_line
from references.models import ImportRow, ImportRun, Reference
from references.written import label, written

ROWS_PER_PAGE = 50
LONG = 400
KEPT = "kept"
KEY = re.compile(r"\br[2-9a-hjkmnp-z]{12}\b")
HIDDEN = ("title_key", "work_key")
CHOOSABLE = (
    RowVerdict.NEW,
    RowVerdict.COMPLETES,
    RowVerdict.DIFFERS,
    RowVerdict.POSSIBLE_DUPLICATE,
)
CHANGES = (RowVerdict.COMPLETES, RowVerdict.DIFFERS)
TAKEN_ONLY_BY_CHOICE = (RowVerdict.DIFFERS, RowVerdict.POSSIBLE_DUPLICATE)
WAITING = {
    RowVerdict.DIFFERS: "Nothing changes unless you take the row.",
    RowVerdict.POSSIBLE_DUPLICATE: "Stays out unless you take it as another work.",
    RowVerdict.NEEDS_PERSON: "No import decides this. Edit the reference if the file is right; otherwise mend the "
    "file.",
    RowVerdict.REJECTED: "Mend the row and import it again: download the rejected rows above.",
}
DONE = {
    (RowVerdict.NEW, True): "Added.",
    (RowVerdict.COMPLETES, True): "Blanks filled.",
    (RowVerdict.DIFFERS, True): "Changed, as you chose.",
    (RowVerdict.POSSIBLE_DUPLICATE, True): "Added, as you chose.",
}


@dataclass(frozen=True)
class Linked:
    """A reference of the library, to open."""

    pk: int
    key: str
    title: str


@dataclass(frozen=True)
class Change:
    """One field: what the library says, what the file says."""

    label: str
    library: str
    file: str


@dataclass(frozen=True)
class ShownRow:
    """One row of a file."""

    line: int
    verdict: str
    verdict_label: str
    title: str
    source: str
    identifiers: list[tuple[str, str]]
    reasons: list[dict[str, str]]
    changes: list[Change]
    reference: Linked | None
    alike: list[Linked]
    choice: str
    choice_label: str
    may_choose: bool
    word: str


@dataclass(frozen=True)
class Page:
    """Some rows of a run in the order of the file, and where the pages before and after them begin."""

    rows: list[ShownRow]
    earlier: int | None
    later: int | None


def page_of(run: ImportRun, chosen: str, *, after: int = 0, before: int = 0) -> Page:
    """The rows behind line `after`, or those in front of line `before`. Never counts them."""
    rows: QuerySet[ImportRow] = run.rows.defer("raw", "abstract", "mesh_terms")
    if chosen in RowVerdict.values:
        rows = rows.filter(verdict=chosen)
    elif chosen == KEPT:
        rows = rows.filter(reasons__contains=[{"kept": True}])
    if before:
        found = list(rows.filter(line__lt=before).order_by("-line")[: ROWS_PER_PAGE + 1])
        more, some = len(found) > ROWS_PER_PAGE, found[:ROWS_PER_PAGE][::-1]
        is_first, is_last = not more, False
    else:
        found = list(rows.filter(line__gt=after).order_by("line")[: ROWS_PER_PAGE + 1])
        some = found[:ROWS_PER_PAGE]
        is_first, is_last = not after, len(found) <= ROWS_PER_PAGE
    linked = _linked(some)
    return Page(
        [_shown(row, run, linked) for row in some],
        some[0].line if some and not is_first else None,
        some[-1].line if some and not is_last else None,
    )


def _linked(rows: Iterable[ImportRow]) -> dict[str, Linked]:
    """The references that these rows are about or name, by their keys."""
    keys = {key for row in rows for key in _keys(row)}
    found = Reference.objects.filter(key__in=keys).values_list("pk", "key", "title")
    return {key: Linked(pk, key, title) for pk, key, title in found}


def _keys(row: ImportRow) -> list[str]:
    said = [key for one in row.reasons for key in KEY.findall(one.get("reason", ""))]
    return [*([row.reference_key] if row.reference_key else []), *said]


def _shown(row: ImportRow, run: ImportRun, linked: Mapping[str, Linked]) -> ShownRow:
    staged = run.state == RunState.STAGED
    own = linked.get(row.reference_key or "")
    alike = [linked[key] for key in dict.fromkeys(_keys(row)) if key in linked]
    changes = _changes(row)
    return ShownRow(
        line=row.line,
        verdict=row.verdict,
        verdict_label=row.get_verdict_display(),
        title=row.title or "No title",
        source=_source(row),
        identifiers=_identifiers(row),
        reasons=_reasons(row),
        changes=changes,
        reference=own,
        alike=[one for one in alike if one is not own],
        choice=row.choice,
        choice_label=_choice_label(row),
        may_choose=staged and row.verdict in CHOOSABLE,
        word=_word(row, run),
    )


def _source(row: ImportRow) -> str:
    authors = author_line(row.authors, truncated=row.authors_truncated)
    place = row.container_title or row.publisher or row.search_database
    year = str(row.issued_year) if row.issued_year else ""
    return ". ".join(part for part in (authors.rstrip("."), year, place) if part)


def _identifiers(row: ImportRow) -> list[tuple[str, str]]:
    found = (("DOI", row.doi), ("PMID", row.pmid), ("PMCID", row.pmcid))
    return [(name, value) for name, value in found if value]


def _reasons(row: ImportRow) -> list[dict[str, str]]:
    """What was said of the row; where it may change the library, less what the fields side by side show."""
    compared = (row.after or {}) if row.verdict in CHANGES else {}
    return [
        {**one, "column": label(one.get("column", ""))}
        for one in row.reasons
        if one.get("from_file") or one.get("column") not in compared
    ]


def _changes(row: ImportRow) -> list[Change]:
    before, after = row.before or {}, row.after or {}
    return [
        Change(label(name), _short(written(name, before.get(name))), _short(written(name, value)))
        for name, value in after.items()
        if name not in HIDDEN
    ]


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def is_taken(verdict: str, choice: str) -> bool:
    """Whether a commit writes a row of this verdict, as it was chosen."""
    if verdict in TAKEN_ONLY_BY_CHOICE:
        return choice == RowChoice.TAKE
    return verdict in CHOOSABLE and choice != RowChoice.LEAVE


def _choice_label(row: ImportRow) -> str:
    if row.choice == RowChoice.LEAVE and row.verdict in CHOOSABLE:
        return "You leave it out"
    if row.choice == RowChoice.TAKE and row.verdict in TAKEN_ONLY_BY_CHOICE:
        return "You take it"
    return ""


def _word(row: ImportRow, run: ImportRun) -> str:
    if run.state == RunState.STAGED:
        return "" if row.choice else WAITING.get(RowVerdict(row.verdict), "")
    if run.state == RunState.COMMITTED:
        return DONE.get((RowVerdict(row.verdict), is_taken(row.verdict, row.choice)), "")
    return ""


def filters(run: ImportRun, chosen: str) -> Sequence[dict[str, Any]]:
    """All rows, and those of each verdict, with their numbers as the run has them."""
    found = [{"value": "", "label": "All rows", "count": run.counts.get("rows", 0)}]
    found += [
        {"value": verdict, "label": name, "count": run.counts.get(verdict, 0)}
        for verdict, name in RowVerdict.choices
    ]
    if run.counts.get(KEPT):
        found.append({"value": KEPT, "label": "Kept", "count": run.counts[KEPT]})
    return [{**one, "is_chosen": one["value"] == chosen} for one in found]
