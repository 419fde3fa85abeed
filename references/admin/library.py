"""References: the list, the form, the import page, the export."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from references.admin.called import CalledFilter, standing_badges
from references.admin.imports import read_next, what_reading_gave
from references.admin.keyset import KeysetChangeList
from references.adminbase import ServiceAdmin
from references.citing import vancouver
from references.formats import FORMATS
from references.forms import ImportForm, ReferenceForm
from references.layouts.profiles.own import COLUMNS
from references.models import ImportRun, Reference
from references.paging import first_found
from references.policies import can_edit_reference, can_export, can_import, can_see_library
from references.refusals import Refused
from references.resources import ReferenceResource
from references.selectors import changed_by_imports, winner_of
from references.services import create_reference, edit_reference, receive_file
from references.works.called import ADVICE

FOUND = (
    "key title container_title publisher authors authors_truncated issued_year issued_month issued_day"
    " publication_types"
    " volume issue pages article_number doi pmid pmcid standing search_database search_query searched_on"
    " search_hits"
).split()


@admin.register(Reference)
class ReferenceAdmin(ImportExportMixin, ServiceAdmin):
    """The library. django-import-export is the entry; files go to staging, exports leave."""

    view_policy = staticmethod(can_see_library)
    add_policy = staticmethod(can_edit_reference)
    change_policy = staticmethod(can_edit_reference)

    form = ReferenceForm
    resource_classes = [ReferenceResource]
    export_formats = FORMATS
    export_form_class = ExportForm
    actions = ("compare_two", "export_selected")

    change_list_template = "admin/references/library.html"
    list_display = ("work", "csl_type", "standing_shown")
    list_only = (
        "key csl_type title container_title authors issued_year doi pmid pmcid standing"
        " publication_types search_database merged_into"
    ).split()
    list_filter = ("standing", "csl_type", CalledFilter)
    list_per_page = 50
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("search",)
    search_help_text = (
        "Words of title, authors or journal, a “phrase”, a year with them; another word and -word for works without it;"
        " or a DOI, PMID, PMCID, key."
    )
    show_full_result_count = False
    readonly_fields = (
        "called",
        "key",
        "standing",
        "standing_as_of",
        "standing_dataset",
        "created_at",
        "made_by",
        "imported",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the work is, where it appeared, how it is found; then what notices say."""
        work = (
            "csl_type",
            "title",
            "authors",
            "authors_truncated",
            "container_title",
            ("issued_year", "issued_month", "issued_day"),
            ("volume", "issue", "pages", "article_number"),
            "publisher",
        )
        more = ("language", "publication_types", "mesh_terms", "abstract")
        search = ("search_database", "search_query", "searched_on", "search_hits")
        sets: list[tuple[str | None, dict[str, Any]]] = [
            (None, {"fields": work}),
            ("Identifiers", {"fields": ("doi", "pmid", "pmcid", "url")}),
            ("More", {"fields": more}),
            ("If this is a recorded search", {"fields": search}),
        ]
        if obj is not None:
            if self.has_change_permission(request, obj):
                sets.append(("If this changes what the work is", {"fields": ("same_work_reason",)}))
            called = ("called",) if obj.calls_itself else ()
            told = (*called, *(name for name in self.readonly_fields if name != "called"))
            sets.append(("What notices say", {"fields": told}))
        return sets

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reference]:
        """References that were not merged into another."""
        return Reference.objects.current().select_related("created_by")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; of what was merged, that of the reference it was merged into."""
        stands = winner_of(object_id)
        if stands is None:
            return super().change_view(request, object_id, form_url, extra_context)
        self.require(self.has_view_permission(request))
        messages.info(request, "This reference was merged; here is the one that it leads to.")
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:references_reference_change", args=[stands])
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetChangeList]:
        """Pages by key, totals by estimate."""
        return KeysetChangeList

    @admin.display(description="reference")
    def work(self, reference: Reference) -> str:
        """The title; who, where, when and the identifiers below it."""
        who = reference.first_author + (" et al." if len(reference.authors) > 1 else "")
        where = Truncator(reference.container_title).chars(120)
        under = (who, where, str(reference.issued_year or "no year"))
        named = (reference.doi, reference.pmid and f"PMID {reference.pmid}", reference.pmcid)
        return format_html(
            '{}<span class="under">{}</span><span class="identifier">{}</span>',
            Truncator(reference.title).chars(240),
            " · ".join(filter(None, under)),
            " ".join(filter(None, named)),
        )

    @admin.display(description="standing")
    def standing_shown(self, reference: Reference) -> str:
        """What notices say."""
        return standing_badges(reference)

    @admin.display(description="created by")
    def made_by(self, reference: Reference) -> str:
        """Who brought it in; accounts are for administrators."""
        return str(reference.created_by)

    @admin.display(description="changed by imports")
    def imported(self, reference: Reference) -> SafeString | str:
        """Which imports filled or replaced fields of it, and which fields; the newest first."""
        rows = changed_by_imports(reference)
        lines = (
            (
                reverse("admin:references_importrun_change", args=[row.run_id]),
                row.run.name,
                row.line,
                ", ".join(name.replace("_", " ") for name in row.after or {}),
            )
            for row in rows
        )
        return (
            format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>, line {}: {}', lines) or "No"
        )

    @admin.display(description="its own record")
    def called(self, reference: Reference) -> str:
        """That it calls itself retracted, and what to do about it."""
        return f"{reference.calls_itself}. {ADVICE}"

    def action_checkbox(self, obj: Reference) -> SafeString:
        """Django's own, without a template for each row."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="Choose {}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            obj,
        )

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """The first ten works that a search finds, for whoever chooses a reference."""
        self.require(self.has_view_permission(request))
        text = request.GET.get("q", "")
        found = first_found(Reference.objects.current().only(*FOUND), text, size=10)
        return JsonResponse({"found": [told_on_one_line(work) for work in found]})

    def event_stream(self, obj: Reference) -> str:
        """The history of a reference."""
        return f"reference:{obj.key}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Create or edit, by the service."""
        person: Any = request.user
        if change:
            edit_reference(
                reference=obj,
                by=person,
                changes=form.changes(),
                same_work_reason=form.cleaned_data.get("same_work_reason", ""),
            )
        else:
            obj.pk = create_reference(by=person, **form.changes()).pk

    # Import and export

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return can_import(request.user)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return can_export(request.user)

    def export_action(self, request: HttpRequest) -> Any:
        """The export page and its file; an address that filters by nothing we know leads back to the list."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(
                request, "The address of that export is not one of a list. Filter again."
            )
            return HttpResponseRedirect(
                reverse(f"{self.admin_site.name}:references_reference_changelist")
            )

    @admin.action(description="Compare two references")
    def compare_two(
        self, request: HttpRequest, queryset: QuerySet[Reference]
    ) -> HttpResponse | None:
        """Show two chosen references side by side, where they can be merged."""
        keys = list(queryset.values_list("key", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, "Choose exactly two references to compare.")
            return None
        where = f"{self.admin_site.name}:references_duplicatepair_two"
        return HttpResponseRedirect(reverse(where, args=keys))

    @admin.action(description="Export selected references", permissions=["export"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponse:
        """Open the export page for these rows, or for all of the list where all were chosen."""
        if request.POST.get("select_across") == "1":
            chosen = request.GET.urlencode()
        else:
            keys = map(str, queryset.values_list("pk", flat=True))
            chosen = urlencode({"id__in": ",".join(keys)})
        page = reverse(f"{self.admin_site.name}:references_reference_export")
        return HttpResponseRedirect(f"{page}?{chosen}" if chosen else page)

    def get_valid_export_item_pks(self, request: HttpRequest) -> tuple[int, ...]:
        """None: selected rows come as a filter in the address, and import-export would list the whole table."""
        return ()

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        """What it is, of which day, and its format."""
        return f"references-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: Any, export_form: Any = None
    ) -> HttpResponse | StreamingHttpResponse:
        """Send the file while it is made, so that a library of any size needs little memory."""
        try:
            pieces = self.get_export_data(file_format, request, queryset, export_form=export_form)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.get_full_path())
        name = self.get_export_filename(request, queryset, file_format)
        return StreamingHttpResponse(
            pieces,
            content_type=file_format.get_content_type(),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def get_urls(self) -> list[URLPattern]:
        """Without import-export's confirmation, which would trust a file name sent by the client."""
        urls = [url for url in super().get_urls() if "process_import" not in str(url.name)]
        return [
            self.own_path("find/", self.find_view, "find"),
            self.own_path("import/template.csv", self.template_view, "template"),
            *urls,
        ]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Read the file, stage its rows, and show the run; the library is not touched."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            run = self._stage(request, form)
            if run is not None:
                return HttpResponseRedirect(
                    reverse(f"{self.admin_site.name}:references_importrun_change", args=[run.pk])
                )
        context = self.admin_site.each_context(request) | {
            "title": "Import references",
            "opts": self.model._meta,
            "form": form,
            "largest": settings.UPLOAD_MAX_SIZE,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/references/importrun/upload.html", context)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nobody confirms anything here."""
        raise PermissionDenied

    def _stage(self, request: HttpRequest, form: ImportForm) -> ImportRun | None:
        upload = form.cleaned_data["file"]
        person: Any = request.user
        run = self.act(
            request,
            lambda: receive_file(file=upload.file, name=upload.name, by=person),
            success="",
        )
        if run is not None:
            self.act(request, lambda: read_next(run, person), success=what_reading_gave)
        return run

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """An empty file with the headers of our layout."""
        self.require(self.has_import_permission(request))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="references-template.csv"'
        response.write("\ufeff")
        csv.writer(response).writerow(COLUMNS.values())
        return response


def told_on_one_line(work: Reference) -> dict[str, str]:
    """A work on one line, how it is found elsewhere, and whether it stands."""
    labels = (("doi:", work.doi), ("PMID ", work.pmid), ("", work.pmcid))
    return {
        "key": work.key,
        "name": f"{work.first_author} {work.issued_year or 'n.d.'}",
        "line": vancouver(work),
        "identifiers": " · ".join(label + value for label, value in labels if value),
        "standing": work.standing,
        "standing_label": work.get_standing_display(),
        "calls_itself": work.calls_itself,
    }
