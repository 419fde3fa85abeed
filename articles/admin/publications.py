"""Publications: what readers were given, to be read. Nobody changes one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import DeskAdmin
from articles.models import Publication, PublicationEntry
from articles.policies import can_see_articles
from references.adminbase import ReadOnlyInline


class EntryInline(ReadOnlyInline):
    """The claims of a publication as they were shown."""

    view_policy = staticmethod(can_see_articles)
    model = PublicationEntry
    verbose_name_plural = "claims as published"
    fields = readonly_fields = ("words", "claim", "badge", "shown_as", "is_myth", "is_key_message")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicationEntry]:
        """With their words."""
        return PublicationEntry.objects.select_related("claim", "version").order_by("position")

    @admin.display(description="sentence")
    def words(self, entry: PublicationEntry) -> str:
        """The words that readers saw."""
        return entry.version.text


@admin.register(Publication)
class PublicationAdmin(DeskAdmin):
    """Every state of every article that was before the public."""

    list_display = ("article", "number", "revision_number", "cause", "note", "published_at", "by")
    list_filter = ("cause",)
    search_fields = ("article__slug", "note")
    show_full_result_count = False
    fields = ("article", "number", "revision", "cause", "note", "published_at", "published_by")
    inlines = (EntryInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Without what they print."""
        return Publication.objects.defer("content").select_related(
            "article", "revision", "published_by"
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
