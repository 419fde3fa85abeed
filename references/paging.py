"""Pages of a list by key, and totals that need no counting: as quick at a million rows as at ten thousand.

A page begins after the key the page before it ended with, never at an offset. What the planner expects to be
few is fetched by its keys and counted; what it expects to be many is told as "about". Rows are newest first.
"""

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest

from references.search import asked

M = TypeVar("M", bound=Model)

OLDER, NEWER = "older", "newer"
FEW = 2000
# So many rows are read in the order of their keys to find a page of a frequent word.
WINDOW = 30_000
# So many of the newest hits are ranked for one who chooses among them.
RANKED = 500
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Total:
    """How many there are, or about how many."""

    number: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.exact else f"about {self.number:,}"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the keys from which the neighbouring pages start; None where there is none."""

    rows: list[M]
    older: int | None
    newer: int | None
    total: Total


def page_of(
    found: QuerySet[M],
    *,
    size: int,
    older: int | None = None,
    newer: int | None = None,
    searched: bool = False,
) -> Page[M]:
    """The rows after (`older`) or before (`newer`) a key, else the newest; `searched`: by full text.

    At most five queries.
    """
    expected = estimate(found)
    if expected <= FEW:
        keys = _some_keys(found)
        if len(keys) <= FEW:
            return _page_of_few(found, sorted(set(keys), reverse=True), size, older, newer)
        expected = max(expected, FEW + 1)
    rows = _rows(found, size + 1, older, newer, expected if searched else None)
    more, rows = len(rows) > size, rows[:size]
    if newer is not None:
        rows.reverse()
    return Page(
        rows,
        older=rows[-1].pk if more or (rows and newer is not None) else None,
        newer=rows[0].pk if rows and (more if newer is not None else older is not None) else None,
        total=Total(rounded(expected), exact=False),
    )


def first_found(works: Any, text: str, *, size: int) -> list[Any]:
    """The first of what a search of `works` (references) finds, for one who chooses among them.

    Few are in the order of where they match, and works with the whole words come before those with words that
    only begin so, for that is quick; of many the newest. At most seven queries.
    """
    found = works.found_by(text)
    expected = estimate(found)
    if expected <= FEW:
        what = asked(text)
        if any(word.begins for word in what.words) and not what.perhaps:
            whole = works.found_by(text, whole=True)
            keys = _some_keys(whole)
            if size <= len(keys) <= FEW:
                return _best(whole, keys, text, size)
        keys = _some_keys(found)
        if len(keys) <= FEW:
            return _best(found, keys, text, size)
    return _rows(found, size, None, None, max(expected, FEW + 1))


def _some_keys(found: QuerySet[Any]) -> list[int]:
    return list(found.order_by().values_list("pk", flat=True)[: FEW + 1])


def _best(found: Any, keys: list[int], text: str, size: int) -> list[Any]:
    newest = sorted(keys, reverse=True)[:RANKED]
    return list(found.filter(pk__in=newest).best_first(text)[:size]) if newest else []


def estimate(found: QuerySet[Any]) -> int:
    """How many rows the planner expects."""
    plan = found.order_by().values("pk").explain(format="json")
    # Django asks nothing of the database where it knows that nothing can be found.
    return int(json.loads(plan)[0]["Plan"]["Plan Rows"]) if plan else 0


def rounded(number: int) -> int:
    """Two leading digits: an estimate knows no more."""
    return int(float(f"{number:.1e}"))


def _page_of_few(
    found: QuerySet[M], keys: list[int], size: int, older: int | None, newer: int | None
) -> Page[M]:
    start = 0
    if older is not None:
        start = sum(key >= older for key in keys)
    elif newer is not None:
        start = max(0, sum(key > newer for key in keys) - size)
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


def _rows(
    found: QuerySet[M], size: int, older: int | None, newer: int | None, expected: int | None
) -> list[M]:
    """Up to `size` rows from a key on; `expected`: how many a search finds in all, None if it is none."""
    ascending = newer is not None
    if older is not None:
        found = found.filter(pk__lt=older)
    elif newer is not None:
        found = found.filter(pk__gt=newer)
    if expected is not None:
        rows = _in_window(found, size, older, newer, expected)
        if len(rows) == size:
            return rows
        # The sum keeps the planner from reading the whole table by key, in hope of an early end.
        key = F("pk") + 0
        return list(found.order_by(key.asc() if ascending else key.desc())[:size])
    return list(found.order_by("pk" if ascending else "-pk")[:size])


def _in_window(
    found: QuerySet[M], size: int, older: int | None, newer: int | None, expected: int
) -> list[M]:
    """The rows next to the key, if a short way by key is likely to meet enough of them; else nothing."""
    newest = found.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    if size * newest > expected * WINDOW:
        return []
    if newer is not None:
        return list(found.filter(pk__lte=newer + WINDOW).order_by("pk")[:size])
    top = newest + 1 if older is None else older
    return list(found.filter(pk__gte=top - WINDOW).order_by("-pk")[:size])


class KeysetChangeList(ChangeList):
    """An admin's list whose pages go by key and whose total is an estimate.

    The model admin names the columns it needs in `list_only`. Never sorted otherwise, never counted whole.
    """

    page: Page[Any]

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """What is filtered and searched; the place in it is no filter."""
        for name in (OLDER, NEWER):
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        found: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return found

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Newest first."""
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """Fetch one page."""
        size = self.list_per_page
        admin: Any = self.model_admin
        found = self.queryset.select_related(None).only(*admin.list_only)
        self.page = page_of(
            found,
            size=size,
            older=_key(request.GET.get(OLDER)),
            newer=_key(request.GET.get(NEWER)),
            searched=bool(self.query),
        )
        self.result_list = self.page.rows
        self.result_count = self.page.total.number
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.page.rows)
        self.can_show_all = self.show_all = False
        self.multi_page = self.page.older is not None or self.page.newer is not None
        self.paginator = Paginator(self.page.rows, size)

    @property
    def newest_link(self) -> str:
        """The first page, with the same filters."""
        return str(self.get_query_string())

    @property
    def older_link(self) -> str:
        """The next page; nothing if there is none."""
        return self._link(OLDER, self.page.older)

    @property
    def newer_link(self) -> str:
        """The page before; nothing if there is none."""
        return self._link(NEWER, self.page.newer)

    def _link(self, name: str, key: int | None) -> str:
        return "" if key is None else str(self.get_query_string({name: key}))


def _key(text: str | None) -> int | None:
    """A key from an address."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:30]) <= LARGEST_KEY):
        raise IncorrectLookupParameters
    return int(text)
