"""The list of references in the admin: its pages go by key, and nothing is counted whole."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from references.paging import Page, page_of
from references.querysets import Wanted

OLDER, NEWER = "older", "newer"
LARGEST_KEY = 2**63 - 1
KEY_HERE = "KEY"


class KeysetChangeList(ChangeList):
    """An admin's list whose pages go by key and whose total is an estimate.

    The model admin names the columns it needs in `list_only`. Never sorted otherwise, never counted whole.
    """

    page: Page
    works: QuerySet[Any]
    wanted: Wanted | None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # Django takes the address of each row apart to add them: here every row is given them as they are.
        self.kept = f"?{self.preserved_filters}" if self.preserved_filters else ""
        self.preserved_filters = ""
        opts = self.opts
        self.first, self.last = reverse(
            f"{self.model_admin.admin_site.name}:{opts.app_label}_{opts.model_name}_change",
            args=[KEY_HERE],
        ).split(KEY_HERE)

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """What is filtered and searched; the place in it is no filter."""
        for name in (OLDER, NEWER):
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        asked_for, self.query = self.query, ""
        self.works = super().get_queryset(request, exclude_parameters)
        self.query = asked_for
        self.wanted = Wanted.by(self.query) if self.query.strip() else None
        return self.works.filter(self.wanted.where()) if self.wanted else self.works

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Newest first."""
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """Fetch one page."""
        size = self.list_per_page
        admin: Any = self.model_admin
        works: Any = self.works.select_related(None).only(*admin.list_only)
        self.page = page_of(
            works,
            size=size,
            wanted=self.wanted,
            older=_key(request.GET.get(OLDER)),
            newer=_key(request.GET.get(NEWER)),
        )
        self.result_list = self.page.rows
        self.result_count = self.page.total.number
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.page.rows)
        self.can_show_all = self.show_all = False
        self.multi_page = self.page.older is not None or self.page.newer is not None
        self.paginator = Paginator(self.page.rows, size)

    def url_for_result(self, result: Any) -> str:
        """The page of a row, which leads back to this list."""
        return f"{self.first}{result.pk}{self.last}{self.kept}"

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
