"""The record of everything, to be read and to be taken elsewhere."""

from typing import Any, cast

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.http import content_disposition_header

from references.adminbase import ServiceAdmin
from references.exports.record import Wanted, as_csv, as_json
from references.forms import RecordForm
from references.models import Event
from references.policies import can_see_events

WRITTEN = {"csv": (as_csv, "text/csv"), "json": (as_json, "application/json")}


@admin.register(Event)
class EventAdmin(ServiceAdmin):
    """Who did what, when, in which role."""

    view_policy = staticmethod(can_see_events)
    list_display = ("at", "stream", "verb", "actor", "role")
    list_filter = ("role",)
    list_select_related = ("actor",)
    search_fields = ("^stream", "=verb")
    search_help_text = "The beginning of a stream, such as reference:r2…, or a verb."
    ordering = ("-at", "-id")
    show_full_result_count = False
    fields = ("at", "stream", "seq", "verb", "actor", "role", "data")
    change_list_template = "admin/references/event/list.html"

    def get_urls(self) -> list[URLPattern]:
        """The record as a file."""
        return [
            self.own_path("take/", self.take_view, "take"),
            self.own_path("export/<str:kind>/", self.export_view, "export"),
            *super().get_urls(),
        ]

    def take_view(self, request: HttpRequest) -> HttpResponse:
        """Which part of the record to take, and in which form."""
        self.require(can_see_events(request.user))
        form = RecordForm(request.GET or None)
        context = self.admin_site.each_context(request) | {
            "title": "Take the record",
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/references/event/take.html", context)

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Events with their hashes, streamed; `kind` is csv or json, or what the form chose."""
        self.require(can_see_events(request.user))
        form = RecordForm(request.GET)
        chosen = request.GET.get("kind", "") if kind == "file" else kind
        if chosen not in WRITTEN:
            raise Http404
        if not form.is_valid():
            return self.take_view(request)
        said: dict[str, Any] = form.cleaned_data
        streams = tuple(
            stream.replace("\0", "") for stream in request.GET.getlist("stream") if stream
        )
        write, content_type = WRITTEN[chosen]
        name = f"record-{timezone.localdate():%Y-%m-%d}.{chosen}"
        answer = StreamingHttpResponse(
            write(Wanted(streams, said["since"], said["until"])),
            content_type=f"{content_type}; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )
        return cast(HttpResponse, answer)
