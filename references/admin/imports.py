"""Import runs: what a file would do, row by row, and the two ways to decide."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from references.adminbase import ServiceAdmin
from references.choices import RowVerdict, RunState
from references.models import ImportRun
from references.policies import can_import, can_see_library
from references.services import commit_import, discard_import

ROWS_PER_PAGE = 100


@admin.register(ImportRun)
class ImportRunAdmin(ServiceAdmin):
    """Staged files. They come from the references' import page or from the command."""

    view_policy = staticmethod(can_see_library)

    list_display = ("name", "layout", "state", "row_count", "created_at", "created_by")
    list_filter = ("state", "layout")
    list_select_related = ("created_by",)
    search_fields = ("name",)

    @admin.display(description="rows")
    def row_count(self, run: ImportRun) -> int:
        """How many rows the file has."""
        return int(run.counts.get("rows", 0))

    def event_stream(self, obj: ImportRun) -> str:
        """The history of a run."""
        return f"import:{obj.pk}"

    def get_urls(self) -> list[URLPattern]:
        """Two views that decide."""
        return [
            self.own_path("<int:pk>/commit/", self.commit_view, "commit", post=True),
            self.own_path("<int:pk>/discard/", self.discard_view, "discard", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The run page: counts, and the rows of one verdict or of all."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        run = get_object_or_404(
            ImportRun.objects.select_related("created_by", "decided_by"), pk=_number(object_id)
        )
        chosen = request.GET.get("verdict", "")
        rows = run.rows.select_related("reference").order_by("line")
        if chosen in RowVerdict.values:
            rows = rows.filter(verdict=chosen)
        page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": f"Import of {run.name}",
            "opts": self.model._meta,
            "run": run,
            "verdicts": [
                (verdict, label, run.counts.get(verdict, 0))
                for verdict, label in RowVerdict.choices
            ],
            "chosen": chosen,
            "page": page,
            "rejected": run.counts.get(RowVerdict.REJECTED, 0),
            "may_decide": run.state == RunState.STAGED and can_import(request.user),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/references/importrun/run.html", context)

    def commit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write what the rows add."""
        self.require(can_import(request.user))
        run = get_object_or_404(ImportRun, pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: commit_import(
                run=run,
                by=person,
                apply_differs=[_number(value) for value in request.POST.getlist("apply")],
                without_rejected="without_rejected" in request.POST,
            ),
            success=lambda done: (
                f"Committed: {done.counts['new']} new references, "
                f"{done.counts['completes']} completed."
            ),
        )
        return self._back(pk)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drop the file."""
        self.require(can_import(request.user))
        run = get_object_or_404(ImportRun, pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: discard_import(run=run, by=person),
            success="Discarded. Nothing was written to the library.",
        )
        return self._back(pk)

    def _back(self, pk: int) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:references_importrun_change", args=[pk])
        )


def _number(text: str) -> int:
    """A number sent by a client; what is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
