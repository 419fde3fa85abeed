"""Reads of the library that join for one purpose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, ManyToOneRel, Model, Q

from references.chain import broken
from references.choices import CslType, RowChoice, RowVerdict, RunState
from references.identifiers import title_key
from references.layouts.names import written_authors
from references.likeness import COMPARED, Work
from references.likeness.entries import LIKELY, POSSIBLE, PROPOSED, Resemblance, resemblance
from references.matching import Known, Library
from references.models import DuplicatePair, ImportRow, ImportRun, Reference
from references.policies import PORTAL
from references.search import looked_up
from references.works import FIELDS, IDENTIFIERS, Fields, blank, compared_by

COLUMNS = ("id", "key", "merged_into_id", *FIELDS)


def portal_user() -> User:
    """The account by which the machine acts (D7); it cannot sign in."""
    return User.objects.get(username=PORTAL)


def library_for(rows: Sequence[Fields]) -> Library:
    """The references that rows of a file may be about, in a constant number of queries.

    Names of a merged reference lead to the one it was merged into. Where a row or a reference has no year, title
    and first author are enough.
    """
    dois = list({row["doi"] for row in rows if row.get("doi")})
    pmids = list({row["pmid"] for row in rows if row.get("pmid")})
    titled = [row for row in rows if row.get("title")]
    keys = {compared_by(row)[1] for row in titled}
    keys |= {compared_by({**row, "issued_year": None})[1] for row in titled}
    undated = {title_key(row["title"]) for row in titled if not row.get("issued_year")}
    columns = Reference.objects.values(*COLUMNS)
    # Reads by one index each: one condition with OR would scan the library. Titles alone have none.
    found = [
        columns.filter(doi__in=dois),
        columns.filter(pmid__in=pmids),
        columns.filter(work_key__in=list(keys - {None})),
        *([columns.filter(title_key__in=list(undated))] if undated else []),
    ]
    by_id = {row["id"]: row for some in found for row in some}
    _fetch_winners(by_id)
    merged = _fetch_losers(by_id)
    return Library(
        Known(pk, row["key"], _said(row), tuple(map(_said, merged.get(pk, ()))))
        for pk, row in by_id.items()
        if row["merged_into_id"] is None
    )


@dataclass(frozen=True)
class Candidate:
    """A work of the library that an entry of a reference list may mean.

    `is_certain`: both have the same DOI or PMID, or a librarian said so, whatever else differs.
    """

    reference: Reference
    resemblance: Resemblance
    is_certain: bool

    @property
    def is_likely(self) -> bool:
        """Whether it is probably the work."""
        return self.is_certain or self.resemblance.points >= LIKELY

    @property
    def is_proposed(self) -> bool:
        """Whether it is taken for the work unless a person says otherwise: not where the title differs."""
        alike = self.resemblance
        return self.is_certain or (alike.points >= PROPOSED and not alike.is_misquoted)


# For each entry the works that share an identifier, or two long words of the title, or one and the first author.
MEANT = """
    SELECT wanted.place, found.id
    FROM unnest(%s::int[], %s::text[]) AS wanted (place, query)
    CROSS JOIN LATERAL (
        SELECT id FROM references_reference
        WHERE search @@ wanted.query::tsquery AND merged_into_id IS NULL
        ORDER BY ts_rank(search, wanted.query::tsquery) DESC, id LIMIT 20
    ) AS found
"""
MOST_CANDIDATES = 3


def candidates_for(
    entries: Sequence[Fields], known: Mapping[int, str] | None = None
) -> list[list[Candidate]]:
    """For each entry of a reference list the current works that it may mean, the likeliest first, at most three.

    `known` are the keys of works that a librarian named, by place of the entry. Two queries, however many
    entries there are.
    """
    known = known or {}
    queries = {place: query for place, entry in enumerate(entries) if (query := looked_up(entry))}
    with connection.cursor() as cursor:
        cursor.execute(MEANT, [list(queries), list(queries.values())])
        pairs = set(cursor.fetchall())
    rows = Reference.objects.current().defer("abstract")
    rows = rows.filter(Q(pk__in={pk for _, pk in pairs}) | Q(key__in=known.values()))
    by_id, by_key = {row.pk: row for row in rows}, {row.key: row for row in rows}
    pairs |= {(place, by_key[key].pk) for place, key in known.items() if key in by_key}
    works = {pk: Work({n: getattr(row, n) for n in COMPARED}) for pk, row in by_id.items()}
    found: list[list[Candidate]] = [[] for _ in entries]
    for place, pk in sorted(pairs):
        entry, row = entries[place], by_id[pk]
        alike = resemblance(Work(entry), works[pk])
        same = any(
            entry.get(name) and entry[name] == getattr(row, name) for name in ("doi", "pmid")
        )
        certain = same or known.get(place) == row.key
        if certain or alike.points >= POSSIBLE:
            found[place].append(Candidate(row, alike, certain))
    return [
        sorted(
            some, key=lambda one: (not one.is_certain, -one.resemblance.points, one.reference.key)
        )[:MOST_CANDIDATES]
        for some in found
    ]


def _said(row: dict[str, Any]) -> Fields:
    return {name: row[name] for name in FIELDS}


def _fetch_winners(rows: dict[int, dict[str, Any]]) -> None:
    """Add the rows that the merged ones lead to, as far as the way goes."""
    while missing := {row["merged_into_id"] for row in rows.values()} - set(rows) - {None}:
        for row in Reference.objects.filter(pk__in=missing).values(*COLUMNS):
            rows[row["id"]] = row


def _fetch_losers(rows: dict[int, dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Add what was merged into the rows, as far as the way goes; by the one that stands, what leads to it."""
    asked: set[int] = set()
    while ids := rows.keys() - asked:
        asked |= ids
        for row in Reference.objects.filter(merged_into__in=ids).values(*COLUMNS):
            rows.setdefault(row["id"], row)
    merged: dict[int, list[dict[str, Any]]] = {}
    for row in rows.values():
        if row["merged_into_id"] is not None:
            merged.setdefault(_end(row, rows), []).append(row)
    return merged


def _end(row: dict[str, Any], rows: dict[int, dict[str, Any]]) -> int:
    while row["merged_into_id"] is not None:
        row = rows[row["merged_into_id"]]
    return int(row["id"])


def broken_links(stream: str | None = None) -> list[int]:
    """The events of a stream, or of all, that are not what was written, or not where it was written."""
    return list(dict.fromkeys(found.row for found in broken(stream) if found.row is not None))


def references_of(run: ImportRun) -> list[int]:
    """The current references that a run added or changed, by id."""
    rows = ImportRow.objects.filter(run=run).exclude(choice=RowChoice.LEAVE)
    written = rows.filter(
        Q(verdict__in=[RowVerdict.NEW, RowVerdict.COMPLETES])
        | Q(verdict__in=[RowVerdict.POSSIBLE_DUPLICATE, RowVerdict.DIFFERS], choice=RowChoice.TAKE)
    )
    found = Reference.objects.current().filter(key__in=written.values("reference_key"))
    return list(found.order_by("id").values_list("id", flat=True))


def uses_of(ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """By what each reference is named outside the library, and how often: `[("citations", 3)]`.

    One query for each kind of thing that can name a reference; kinds that do not are left out.
    """
    uses: dict[int, list[tuple[str, int]]] = {pk: [] for pk in ids}
    for relation in Reference._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or _is_of_the_library(relation.related_model):
            continue
        model, column = relation.related_model, relation.field.attname
        counted = model._base_manager.filter(**{f"{column}__in": list(ids)}).order_by()
        for pk, count in counted.values_list(column).annotate(Count("pk")):
            names = model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name
            uses[pk].append((str(names), count))
    return uses


def _is_of_the_library(model: type[Model]) -> bool:
    return model._meta.app_label == Reference._meta.app_label


def duplicate_after(pair: DuplicatePair) -> DuplicatePair | None:
    """The open pair to decide next: the likeliest after this one, or else of all."""
    waiting = DuplicatePair.objects.filter(decision="").exclude(pk=pair.pk)
    after = waiting.filter(Q(score__lt=pair.score) | Q(score=pair.score, pk__gt=pair.pk))
    return after.order_by("-score", "id").first() or waiting.order_by("-score", "id").first()


@dataclass(frozen=True)
class Compared:
    """One field of two works: what each says, as text, and whether a merge may choose.

    Of identifiers each work keeps its own.
    """

    name: str
    label: str
    one: str
    other: str
    to_choose: bool

    @property
    def differs(self) -> bool:
        """Whether a person should look: one of the two may be silent."""
        return self.one != self.other


@dataclass(frozen=True)
class TwoWorks:
    """Two works beside each other; `stays` is the key of the one that had better stay."""

    one: Reference
    other: Reference
    fields: list[Compared]
    one_uses: list[tuple[str, int]]
    other_uses: list[tuple[str, int]]
    stays: str


def side_by_side(one: Reference, other: Reference) -> TwoWorks:
    """Two works field by field. The one that more rests on had better stay, then the one that says more."""
    uses = uses_of([one.pk, other.pk])
    fields = []
    for name in FIELDS:
        first, second = getattr(one, name), getattr(other, name)
        if (blank(first) and blank(second)) or name == "authors_truncated":
            continue
        label = str(getattr(Reference._meta.get_field(name), "verbose_name", name))
        shown, beside = _shown(name, first), _shown(name, second)
        to_choose = bool(shown and beside) and shown != beside and name not in IDENTIFIERS
        fields.append(Compared(name, label, shown, beside, to_choose))

    def worth(work: Reference) -> tuple[int, int, int]:
        said = sum(not blank(getattr(work, name)) for name in FIELDS)
        return sum(count for _, count in uses[work.pk]), said, -work.pk

    stays = max((one, other), key=worth)
    return TwoWorks(one, other, fields, uses[one.pk], uses[other.pk], stays.key)


def _shown(name: str, value: Any) -> str:
    if name == "authors":
        return written_authors(value, truncated=False)
    if name == "csl_type":
        return str(CslType(value).label)
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def changed_by_imports(reference: Reference) -> list[ImportRow]:
    """The rows of committed imports that filled or replaced fields of a reference, the newest first, at most 50."""
    taken = Q(verdict=RowVerdict.DIFFERS, choice=RowChoice.TAKE)
    filled = Q(verdict=RowVerdict.COMPLETES) & ~Q(choice=RowChoice.LEAVE)
    rows = ImportRow.objects.filter(taken | filled, reference_key=reference.key)
    return list(
        rows.filter(run__state=RunState.COMMITTED)
        .select_related("run")
        .order_by("-run", "line")[:50]
    )


def winner_of(pk: str) -> int | None:
    """The reference that stands for one that was merged, by the primary keys in their addresses; else none."""
    merged = Reference.objects.filter(pk=pk) if pk.isascii() and pk.isdigit() else None
    return merged.values_list("merged_into", flat=True).first() if merged is not None else None
