"""Pages of a list by key, and totals that need no counting: as quick at a million rows as at ten thousand.

A page begins after the key the page before it ended with, never at an offset. What is few is fetched by its keys
and counted; what is many is told as "about". Rows are newest first.

A search has four ways. A rare word is looked up in the index, and its few rows are read for the other words.
Of words that are all frequent, the next rows by key are read until a page is full; where a phrase of them is, the
index says, for rows near the place first. Only frequent words that seldom meet make it intersect their long lists.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from references.querysets import ReferenceQuerySet, Wanted

FEW = 2000
# So many rows are read by key to see how frequent the words are (fewer where the planner expects few), and at most
# so many to fill a page.
NEARER, NEAR, FAR = 1_250, 5_000, 50_000
# A phrase is looked for among so many rows before it is among all: its words may meet so many times more often.
AROUND, APART = 130_000, 16
# Of a word that is in no statistics the planner expects up to one row in 200, and what it expects is not exact.
UNHEARD_OF = 180
# From so few rows nothing can be told.
TOO_FEW = (0, 1, 2)
# A few more than should be enough, for words are not spread evenly.
MARGIN = 1.3
# So many of the newest hits are ranked for one who chooses among them.
RANKED = 500


@dataclass(frozen=True)
class Total:
    """How many there are, or about how many."""

    number: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.exact else f"about {self.number:,}"


@dataclass(frozen=True)
class Page:
    """Some rows, and the keys from which the neighbouring pages start; None where there is none."""

    rows: list[Any]
    older: int | None
    newer: int | None
    total: Total


@dataclass(frozen=True)
class Place:
    """Where a page begins: below the key `older` or above the key `newer`, else with the newest row."""

    older: int | None = None
    newer: int | None = None

    def of(self, works: QuerySet[Any]) -> QuerySet[Any]:
        """The rows from here on, in no order."""
        if self.newer is not None:
            return works.filter(pk__gt=self.newer)
        return works if self.older is None else works.filter(pk__lt=self.older)

    def next_by_key(self, works: QuerySet[Any], size: int) -> list[Any]:
        """The rows from here on, the nearest first, by an index of keys."""
        return list(self.of(works).order_by("pk" if self.newer is not None else "-pk")[:size])

    def next_of_all(self, works: QuerySet[Any], size: int) -> list[Any]:
        """The same by fetching all and sorting them: the sum keeps the planner from reading all rows by key."""
        key = F("pk") + 0
        order = key.asc() if self.newer is not None else key.desc()
        return list(self.of(works).order_by(order)[:size])

    def near(
        self, works: QuerySet[Any], start: int, span: int, *, beyond: int = 0
    ) -> QuerySet[Any]:
        """The rows whose keys are at most `span` away from `start`, and more than `beyond`."""
        if self.newer is not None:
            return works.filter(pk__lte=start + span, pk__gt=start + beyond)
        return works.filter(pk__gte=start - span, pk__lt=start - beyond)


@dataclass(frozen=True)
class Hits:
    """What a search finds in some works, and how to come at it.

    `found` asks the index of words, `read` does not; both are the same rows. `expected`: how many the planner
    expects; `among`: of all the works; `frequent`: whether even the rarest word is frequent.
    """

    wanted: Wanted
    works: ReferenceQuerySet
    found: ReferenceQuerySet
    read: ReferenceQuerySet
    expected: int
    among: int
    frequent: bool

    @classmethod
    def of(cls, works: ReferenceQuerySet, wanted: Wanted) -> "Hits":
        """Weigh the words of a search by one query."""
        found = works.filter(wanted.where())
        if not wanted.what.terms:
            expected = estimate(found)
            return cls(wanted, works, found, found, expected, expected, frequent=False)
        parts = wanted.parts()
        everything = works.model._default_manager.all()
        among, expected, *each = estimates(
            works, found, *(everything.filter(part) for _, part in parts)
        )
        rarest, term = min((rows, place) for rows, (place, _) in zip(each, parts, strict=True))
        frequent = rarest > max(FEW, among // UNHEARD_OF)
        if not frequent and wanted.what.terms > 1:
            found = works.filter(wanted.where(indexed=[term]))
        read = works.filter(wanted.where(indexed=[]))
        return cls(wanted, works, found, read, expected, among, frequent)

    def next_rows(self, place: Place, size: int) -> tuple[list[Any], int]:
        """A full page of words that are frequent near here, and about how many there are; else nothing."""
        if not self.frequent:
            return [], 0
        keys = self.works.model._default_manager.order_by("-pk").values_list("pk", flat=True)
        newest = keys.first() or 0
        start = place.newer or place.older or newest + 1
        # Works that are one in three of all have a row in three keys.
        share = max(1.0, newest / max(self.among, 1))
        if self.wanted.what.words:
            rows = self._read_on(place, size, start, share)
        else:
            rows = self._look_around(place, size, start, share)
        if len(rows) < size:
            return [], 0
        return rows, size * newest // max(1, abs(start - rows[-1].pk))

    def _read_on(self, place: Place, size: int, start: int, share: float) -> list[Any]:
        """The next rows by key; what is found near tells how many must be read, unless that is too many."""
        near = int((NEAR if self.expected > FEW else NEARER) * share)
        rows = place.next_by_key(place.near(self.read, start, near), size)
        needed = int(MARGIN * near * size / max(len(rows), 1))
        if len(rows) in (size, *TOO_FEW) or needed > FAR * share:
            return rows
        rest = place.near(self.read, start, needed, beyond=near)
        return rows + place.next_by_key(rest, size - len(rows))

    def _look_around(self, place: Place, size: int, start: int, share: float) -> list[Any]:
        """The next rows that the index finds near here: to compare all rows with the words of a phrase takes long."""
        needed = APART * size * self.among // max(self.expected, 1)
        around = int(min(needed, AROUND) * share)
        return place.next_of_all(place.near(self.found, start, around), size)


def page_of(
    works: ReferenceQuerySet,
    *,
    size: int,
    wanted: Wanted | None = None,
    older: int | None = None,
    newer: int | None = None,
) -> Page:
    """Of the works that are wanted, or of all, those from a place on; at most six queries."""
    place = Place(older, newer)
    if wanted is None:
        return _page(works, estimate(works), place, size, searched=False)
    hits = Hits.of(works, wanted)
    rows, number = hits.next_rows(place, size + 1)
    if rows:
        single = wanted.what.terms == len(wanted.what.words) == 1
        total = rounded(hits.expected) if single else rounded(number, digits=1)
        return _filled(rows, place, size, Total(total, exact=False))
    return _page(hits.found, hits.expected, place, size, searched=True)


def _page(found: QuerySet[Any], expected: int, place: Place, size: int, *, searched: bool) -> Page:
    if expected <= FEW:
        keys = _some_keys(found)
        if len(keys) <= FEW:
            return _page_of_few(found, sorted(set(keys), reverse=True), size, place)
    fetch = place.next_of_all if searched else place.next_by_key
    total = Total(rounded(max(expected, FEW + 1)), exact=False)
    return _filled(fetch(found, size + 1), place, size, total)


def _filled(rows: list[Any], place: Place, size: int, total: Total) -> Page:
    """A page of rows, the nearest first; one more than `size` tells that the way goes on."""
    more, rows = len(rows) > size, rows[:size]
    newer, older = place.newer is not None, place.older is not None
    if newer:
        rows.reverse()
    return Page(
        rows,
        older=rows[-1].pk if more or (rows and newer) else None,
        newer=rows[0].pk if rows and (more if newer else older) else None,
        total=total,
    )


def first_found(works: ReferenceQuerySet, text: str, *, size: int) -> list[Any]:
    """The first of what a search of `works` finds, for one who chooses among them.

    Few are in the order of where they match, and works with the whole words come before those with words that
    only begin so, for that is quick; of many the newest. At most seven queries.
    """
    hits = Hits.of(works, Wanted.by(text))
    rows, _ = hits.next_rows(Place(), size)
    if rows:
        return rows
    what = hits.wanted.what
    if hits.expected <= FEW:
        if any(word.begins for word in what.words) and not what.perhaps:
            whole = works.filter(hits.wanted.where(whole=True))
            keys = _some_keys(whole)
            if size <= len(keys) <= FEW:
                return _best(whole, keys, text, size)
        keys = _some_keys(hits.found)
        if len(keys) <= FEW:
            return _best(hits.found, keys, text, size)
    return Place().next_of_all(hits.found, size)


def _some_keys(found: QuerySet[Any]) -> list[int]:
    return list(found.order_by().values_list("pk", flat=True)[: FEW + 1])


def _best(found: Any, keys: list[int], text: str, size: int) -> list[Any]:
    newest = sorted(keys, reverse=True)[:RANKED]
    return list(found.filter(pk__in=newest).best_first(text)[:size]) if newest else []


def estimate(found: QuerySet[Any]) -> int:
    """How many rows the planner expects."""
    return estimates(found)[0]


def estimates(*ways: QuerySet[Any]) -> list[int]:
    """How many rows the planner expects of each of these; one query."""
    first, *others = (way.order_by().values("pk") for way in ways)
    told = (first.union(*others, all=True) if others else first).explain(format="json")
    # Django asks nothing of the database where it knows that nothing can be found.
    plan: dict[str, Any] = json.loads(told)[0]["Plan"] if told else {"Plan Rows": 0}
    while others and plan["Node Type"] != "Append":
        (plan,) = plan["Plans"]
    parts: list[dict[str, Any]] = plan["Plans"] if others else [plan]
    return [int(part["Plan Rows"]) for part in parts]


def rounded(number: int, *, digits: int = 2) -> int:
    """Two leading digits: an estimate knows no more."""
    return int(float(f"{number:.{digits - 1}e}"))


def _page_of_few(found: QuerySet[Any], keys: list[int], size: int, place: Place) -> Page:
    start = 0
    if place.older is not None:
        start = sum(key >= place.older for key in keys)
    elif place.newer is not None:
        start = max(0, sum(key > place.newer for key in keys) - size)
    chosen = keys[start : start + size]
    rows = {row.pk: row for row in found.order_by().filter(pk__in=chosen)} if chosen else {}
    # A row that was changed meanwhile may be found no more.
    shown = [rows[key] for key in chosen if key in rows]
    return Page(
        shown,
        older=chosen[-1] if start + size < len(keys) else None,
        newer=chosen[0] if start and chosen else None,
        total=Total(len(keys), exact=True),
    )
