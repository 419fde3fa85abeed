"""Notices, their loads, and the re-checks they ask for."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.formats import date_format

from references.accounts import found, hit_references, hits, overview, rechecks_of
from references.adminbase import ServiceAdmin
from references.choices import Standing
from references.forms import NoticesForm, RecheckForm
from references.layouts import read_notices
from references.models import Notice, NoticeLoad, NoticeMatch, Recheck
from references.policies import can_close_recheck, can_load_notices, can_see_library
from references.services import close_recheck, load_notices
from references.standings import may_be_made

HITS_SHOWN = 100


class LoadForm(NoticesForm):
    """A file that says what happened to works, and of which day it is."""

    file = forms.FileField(
        label="File",
        help_text="The Retraction Watch CSV, or works exported from PubMed as PubMed text (.nbib) or XML;"
        " also packed with gzip.",
    )
    dataset = forms.CharField(
        max_length=200,
        required=False,
        help_text="Leave it empty for “Retraction Watch” or “PubMed”, as the file is. A newer file of the"
        " same dataset replaces what an older one says of a record.",
    )


class KeptFilter(admin.SimpleListFilter):
    """Notices that are kept although little follows from them."""

    title = "what is odd"
    parameter_name = "odd"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each kind of oddity."""
        return [
            ("undated", "No date that can be right"),
            ("unnamed", "No DOI and no PMID that can be read"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter."""
        if self.value() == "undated":
            return queryset.filter(noticed_on=None)
        if self.value() == "unnamed":
            return queryset.filter(original_doi=None, original_pmid=None)
        return queryset


@admin.register(Notice)
class NoticeAdmin(ServiceAdmin):
    """Every notice, matched or not. Nobody changes one."""

    view_policy = staticmethod(can_see_library)
    list_display = ("original_title", "nature", "noticed_on", "original_doi", "original_pmid")
    list_filter = ("nature", KeptFilter)
    search_fields = ("original_title", "original_doi", "=original_pmid", "=record_id")
    list_select_related = ("load",)
    show_full_result_count = False
    change_list_template = "admin/references/noticeload/change_list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below how the library stands."""
        self.require(self.has_view_permission(request))
        return super().changelist_view(
            request, (extra_context or {}) | {"title": "Notices", "overview": overview()}
        )


@admin.register(NoticeLoad)
class NoticeLoadAdmin(ServiceAdmin):
    """Loads of datasets; adding one is loading a file."""

    view_policy = staticmethod(can_see_library)
    add_policy = staticmethod(can_load_notices)
    list_display = ("name", "dataset", "as_of", "loaded_at", "loaded_by", "cancelled")
    change_list_template = "admin/references/noticeload/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[NoticeLoad]:
        """With who loaded it, and who cancelled it, in the same query."""
        return NoticeLoad.objects.select_related("loaded_by", "cancellation__cancelled_by")

    @admin.display(description="cancelled")
    def cancelled(self, load: NoticeLoad) -> Any:
        """When it was found to be a mistake."""
        found = getattr(load, "cancellation", None)
        return found.cancelled_at if found else "–"

    def event_stream(self, obj: NoticeLoad) -> str:
        """The history of a load."""
        return f"notices:{obj.pk}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below how the library stands."""
        self.require(self.has_view_permission(request))
        return super().changelist_view(
            request, (extra_context or {}) | {"title": "Loads of notices", "overview": overview()}
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Upload a file and load it."""
        self.require(self.has_add_permission(request))
        form = LoadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            load = self._load(request, form)
            if load is not None:
                return HttpResponseRedirect(
                    reverse(f"{self.admin_site.name}:references_noticeload_change", args=[load.pk])
                )
        return self._page(request, "load.html", title="Load notices", form=form)

    def _load(self, request: HttpRequest, form: LoadForm) -> NoticeLoad | None:
        upload = form.cleaned_data["file"]
        person: Any = request.user
        notes: list[str] = []

        def load() -> NoticeLoad:
            file = read_notices(upload.file, upload.name)
            stored = load_notices(
                rows=file.rows,
                name=upload.name,
                dataset=form.cleaned_data["dataset"].strip() or file.dataset,
                as_of=form.cleaned_data["as_of"],
                sha256=file.sha256,
                by=person,
            )
            notes[:] = file.notes
            return stored

        # The file is read inside, so that another try begins with its first row.
        stored = self.act(request, load, success="The notices are loaded.")
        for note in notes:
            messages.info(request, note)
        return stored

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What a load found: its notices, the references they name, and the re-checks they asked for."""
        load = self.get_object(request, object_id)
        self.require(self.has_view_permission(request))
        if load is None:
            raise Http404
        page = Paginator(hit_references(load), HITS_SHOWN).get_page(request.GET.get("p"))
        rechecks = rechecks_of(load)
        return self._page(
            request,
            "result.html",
            title=f"{load.dataset} as of {date_format(load.as_of, 'j F Y')}",
            load=load,
            sentences=list(found(load)),
            page=page,
            hits=hits(load, list(page)),
            rechecks=rechecks[:HITS_SHOWN],
            rechecks_open=rechecks.filter(closed_at=None).count(),
            rechecks_all=rechecks.count(),
        )

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        own = self.admin_site.each_context(request) | {"opts": self.model._meta} | context
        return TemplateResponse(request, f"admin/references/noticeload/{template}", own)


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

    def event_stream(self, obj: Recheck) -> str:
        """The history of the reference."""
        return f"reference:{obj.reference.key}"

    def get_urls(self) -> list[URLPattern]:
        """One view that decides."""
        return [
            self.own_path("<int:pk>/close/", self.close_view, "close", post=True),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under the name people know."""
        self.require(self.has_view_permission(request))
        return super().changelist_view(request, (extra_context or {}) | {"title": "Re-checks"})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What asks for a look, beside what we have, and the form that answers it."""
        recheck = self.get_object(request, object_id)
        self.require(self.has_view_permission(request))
        if recheck is None:
            raise Http404
        match = NoticeMatch.objects.filter(notice=recheck.notice, reference=recheck.reference)
        may_answer = recheck.closed_at is None and can_close_recheck(request.user)
        context = self.admin_site.each_context(request) | {
            "title": f"Re-check: {recheck.get_cause_display()}",
            "opts": self.model._meta,
            "recheck": recheck,
            "reference": recheck.reference,
            "notice": recheck.notice,
            "match": match.first(),
            "answer": _answer(recheck) if may_answer else None,
            "next": _next(recheck),
        }
        return TemplateResponse(request, "admin/references/recheck/change_form.html", context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store what was found."""
        self.require(can_close_recheck(request.user))
        recheck = get_object_or_404(Recheck, pk=pk)
        form = _answer(recheck, request.POST)
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


def _next(recheck: Recheck) -> Recheck | None:
    """The open re-check to answer next: the newest before this one, or else of all."""
    waiting = Recheck.objects.filter(closed_at=None).exclude(pk=recheck.pk).order_by("-id")
    return waiting.filter(pk__lt=recheck.pk).first() or waiting.first()


def _answer(recheck: Recheck, data: QueryDict | None = None) -> RecheckForm:
    """The form, with the standings that a person may give this reference."""
    form = RecheckForm(data)
    field = cast(forms.ChoiceField, form.fields["standing"])
    field.choices = [("", f"Leave it: {recheck.reference.get_standing_display()}")] + [
        (standing, Standing(standing).label)
        for standing in may_be_made(recheck.reference.standing)
        if standing != recheck.reference.standing
    ]
    return form
