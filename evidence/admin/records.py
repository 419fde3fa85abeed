"""The record of decisions, to be read: reviews, approvals, badges computed, suspensions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence import policies
from evidence.admin.desk import Desk
from evidence.models import Approval, Grading, Review, Suspension
from evidence.selectors.history import readable_reviews


class Record(Desk):
    """Read only, for everyone who works here."""

    view_policy = staticmethod(policies.can_see_claims)
    show_full_result_count = False
    list_per_page = 50

    def event_stream(self, obj: Any) -> str:
        """The history of the claim."""
        return f"claim:{obj.version.claim.key}"


@admin.register(Review)
class ReviewAdmin(Record):
    """Decisions, except those that are covered for the one who looks."""

    list_display = ("version", "reviewer", "kind", "decision", "badge", "decided_at")
    list_filter = ("decision", "kind")
    list_select_related = ("version__claim", "reviewer")
    search_fields = ("=claim__key", "version__text", "reviewer__username")
    ordering = ("-id",)
    exclude = ("born",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Blind reviews stay covered here too."""
        return readable_reviews(request.user)


@admin.register(Approval)
class ApprovalAdmin(Record):
    """What stands, and what stood."""

    list_display = ("version", "badge", "basis", "active", "approved_by", "approved_at")
    list_filter = ("active", "badge", "basis")
    list_select_related = ("version__claim", "approved_by")
    search_fields = ("=claim__key", "version__text")
    exclude = ("born",)


@admin.register(Grading)
class GradingAdmin(Record):
    """Every computation of a badge."""

    list_display = ("version", "computed", "shown", "cause", "method", "computed_at")
    list_filter = ("cause", "computed")
    list_select_related = ("version__claim",)
    search_fields = ("=version__claim__key", "version__text")


@admin.register(Suspension)
class SuspensionAdmin(Record):
    """What stopped standing, since when and why."""

    list_display = ("version", "cause", "detail", "reference", "suspended_at", "ended_at")
    list_filter = ("cause", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("version__claim", "reference")
    search_fields = ("=version__claim__key", "version__text", "detail")
    ordering = ("-id",)
