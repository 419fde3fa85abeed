"""Notices, their loads, and the re-checks they ask for."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from references.adminbase import ServiceAdmin
from references.forms import NoticesForm, RecheckForm
from references.layouts import FileRefused, read_notices
from references.models import Notice, NoticeLoad, Recheck
from references.policies import can_close_recheck, can_load_notices, can_see_library
from references.services import close_recheck, load_notices


@admin.register(Notice)
class NoticeAdmin(ServiceAdmin):
    """Every notice, matched or not. Nobody changes one."""

    view_policy = staticmethod(can_see_library)
    list_display = ("original_title", "nature", "noticed_on", "original_doi", "original_pmid")
    list_filter = ("nature",)
    search_fields = ("original_title", "original_doi", "=original_pmid", "=record_id")
    list_select_related = ("load",)
    show_full_result_count = False


@admin.register(NoticeLoad)
class NoticeLoadAdmin(ServiceAdmin):
    """Loads of datasets; adding one is loading a file."""

    view_policy = staticmethod(can_see_library)
    add_policy = staticmethod(can_load_notices)
    list_display = ("name", "dataset", "as_of", "loaded_at", "loaded_by")
    list_select_related = ("loaded_by",)

    def event_stream(self, obj: NoticeLoad) -> str:
        """The history of a load."""
        return f"notices:{obj.pk}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Upload a file and load it."""
        self.require(self.has_add_permission(request))
        form = NoticesForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid() and self._load(request, form) is not None:
            return HttpResponseRedirect(
                reverse(f"{self.admin_site.name}:references_noticeload_changelist")
            )
        context = self.admin_site.each_context(request) | {
            "title": "Load notices",
            "opts": self.model._meta,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/references/upload.html", context)

    def _load(self, request: HttpRequest, form: NoticesForm) -> NoticeLoad | None:
        upload = form.cleaned_data["file"]
        person: Any = request.user
        try:
            file = read_notices(upload.read())
        except FileRefused as refused:
            form.add_error("file", refused.message)
            return None
        for note in file.notes:
            messages.info(request, note)
        return self.act(
            request,
            lambda: load_notices(
                rows=file.rows,
                name=upload.name,
                dataset=form.cleaned_data["dataset"],
                as_of=form.cleaned_data["as_of"],
                sha256=file.sha256,
                by=person,
            ),
            success=lambda load: f"{load.counts['rows']} notices read, {load.counts['new']} new.",
        )


class OpenFilter(admin.SimpleListFilter):
    """Whether a re-check waits for someone."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Open or closed."""
        return [("open", "Open"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter."""
        if self.value() in ("open", "closed"):
            return queryset.filter(closed_at__isnull=self.value() == "open")
        return queryset


@admin.register(Recheck)
class RecheckAdmin(ServiceAdmin):
    """References that a librarian has to look at again."""

    view_policy = staticmethod(can_see_library)
    list_display = ("reference", "cause", "opened_at", "closed_at", "closed_by")
    list_filter = (OpenFilter, "cause")
    list_select_related = ("reference", "closed_by", "notice")
    change_form_template = "admin/references/recheck/change_form.html"

    def event_stream(self, obj: Recheck) -> str:
        """The history of the reference."""
        return f"reference:{obj.reference.key}"

    def get_urls(self) -> list[URLPattern]:
        """One view that decides."""
        return [
            self.own_path("<int:pk>/close/", self.close_view, "close", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What asks for a look, and the form that answers it."""
        recheck = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if recheck is not None and recheck.closed_at is None and can_close_recheck(request.user):
            context["answer"] = RecheckForm()
        return super().change_view(request, object_id, form_url, context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store what was found."""
        self.require(can_close_recheck(request.user))
        recheck = get_object_or_404(Recheck, pk=pk)
        form = RecheckForm(request.POST)
        person: Any = request.user
        if form.is_valid():
            self.act(
                request,
                lambda: close_recheck(
                    recheck=recheck,
                    by=person,
                    outcome=form.cleaned_data["outcome"],
                    standing=form.cleaned_data["standing"] or None,
                ),
                success="The re-check is closed.",
            )
        else:
            messages.error(request, "Say what you found, and choose a standing from the list.")
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:references_recheck_change", args=[pk])
        )
