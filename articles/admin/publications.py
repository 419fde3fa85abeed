"""Publications: what readers were given, to be read. Nobody changes one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.admin.base import DeskAdmin, number
from articles.models import Live, Publication


@admin.register(Publication)
class PublicationAdmin(DeskAdmin):
    """Every state of every article that was before the public."""

    list_display = ("article", "number", "revision_number", "cause", "note", "published_at", "by")
    list_filter = ("cause",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Without what they print."""
        return Publication.objects.defer("content").select_related(
            "article", "revision", "published_by"
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One publication, with every claim as it was shown."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        publications = self.get_queryset(request).select_related("signoff__signed_by__reviewer")
        publication = get_object_or_404(publications, pk=number(object_id))
        entries = publication.entries.select_related("claim", "version").order_by("position")
        return self.page(
            request,
            "publication/page.html",
            f"Publication {publication.number} of {publication.article}",
            publication=publication,
            entries=entries,
            is_live=Live.objects.filter(publication=publication).exists(),
        )

    @admin.display(description="revision")
    def revision_number(self, publication: Publication) -> int:
        """The number of the revision."""
        return publication.revision.number

    @admin.display(description="published by")
    def by(self, publication: Publication) -> str:
        """Who."""
        return publication.published_by.get_full_name() or publication.published_by.get_username()

    def event_stream(self, obj: Any) -> str:
        """The history of its article."""
        return f"article:{obj.article.key}"
