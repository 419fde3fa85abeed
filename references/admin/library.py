"""References: the list, the form, the import page, the export."""

import csv
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV

from references.adminbase import ServiceAdmin
from references.forms import ImportForm, ReferenceForm
from references.layouts import FileRefused, read_references
from references.layouts.own import COLUMNS
from references.models import ImportRun, Reference
from references.policies import can_edit_reference, can_export, can_import, can_see_library
from references.resources import ReferenceResource
from references.services import create_reference, edit_reference, stage_import


@admin.register(Reference)
class ReferenceAdmin(ImportExportMixin, ServiceAdmin):
    """The library. django-import-export is the entry; files go to staging, exports leave as CSV."""

    view_policy = staticmethod(can_see_library)
    add_policy = staticmethod(can_edit_reference)
    change_policy = staticmethod(can_edit_reference)

    form = ReferenceForm
    resource_classes = [ReferenceResource]
    export_formats = [CSV]
    skip_export_form = True
    to_encoding = "utf-8-sig"

    list_display = ("title", "first_author", "issued_year", "csl_type", "standing", "doi", "pmid")
    list_filter = ("standing", "csl_type")
    list_per_page = 50
    search_fields = ("title",)
    search_help_text = "Words of the title, authors, DOI, PMID or key."
    show_full_result_count = False
    readonly_fields = (
        "key",
        "standing",
        "standing_as_of",
        "standing_dataset",
        "created_at",
        "created_by",
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
            sets.append(("What notices say", {"fields": self.readonly_fields}))
        return sets

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reference]:
        """References that were not merged into another."""
        return Reference.objects.current().select_related("created_by")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search as people do: words, or an identifier in any form."""
        return queryset.found_by(search_term), False

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

    def get_urls(self) -> list[URLPattern]:
        """Without import-export's confirmation, which would trust a file name sent by the client."""
        urls = [url for url in super().get_urls() if "process_import" not in str(url.name)]
        return [self.own_path("import/template.csv", self.template_view, "template"), *urls]

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
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/references/upload.html", context)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nobody confirms anything here."""
        raise PermissionDenied

    def _stage(self, request: HttpRequest, form: ImportForm) -> ImportRun | None:
        upload = form.cleaned_data["file"]
        person: Any = request.user
        try:
            file = read_references(upload.read())
        except FileRefused as refused:
            form.add_error("file", refused.message)
            return None
        for note in file.notes:
            messages.info(request, note)
        return self.act(
            request,
            lambda: stage_import(
                rows=file.rows,
                name=upload.name,
                layout=file.layout,
                sha256=file.sha256,
                by=person,
            ),
            success="Nothing is in the library yet. Look through the rows, then commit or discard.",
        )

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """An empty file with the headers of our layout."""
        self.require(self.has_import_permission(request))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="references-template.csv"'
        response.write("\ufeff")
        csv.writer(response).writerow(COLUMNS.values())
        return response
