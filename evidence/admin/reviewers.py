"""Reviewers: onboarded with name and credentials, deactivated, never deleted."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.people import ReviewerForm
from evidence.models import Reviewer
from evidence.selectors.needs import left_by
from evidence.services.reviewers import deactivate_reviewer, onboard_reviewer

SHOWN = ("name", "credentials", "orcid", "is_demonstration")


@admin.register(Reviewer)
class ReviewerAdmin(Desk):
    """Who may review. Saving an inactive reviewer makes them active again."""

    view_policy = staticmethod(policies.can_see_claims)
    add_policy = staticmethod(policies.can_onboard_reviewers)
    change_policy = staticmethod(policies.can_onboard_reviewers)
    form = ReviewerForm
    list_display = ("name", "credentials", "orcid", "active", "is_demonstration", "user")
    list_filter = ("active",)
    list_select_related = ("user",)
    search_fields = ("name", "credentials", "orcid", "user__username")
    change_form_template = "admin/evidence/reviewer.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reviewer]:
        """With their accounts."""
        return Reviewer.objects.select_related("user", "onboarded_by", "deactivated_by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The account is chosen once."""
        if obj is None:
            return ("user", *SHOWN)
        return (
            "user",
            *SHOWN,
            "active",
            "onboarded_at",
            "onboarded_by",
            "deactivated_at",
            "deactivated_by",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a person is told, not what the record says."""
        if obj is None:
            return ()
        return tuple(name for name in self.get_fields(request, obj) if name not in SHOWN)

    def event_stream(self, obj: Reviewer) -> str:
        """The history of a reviewer."""
        return f"reviewer:{obj.user.get_username()}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Onboard, by the service."""
        said = form.cleaned_data
        person: Any = request.user
        obj.pk = onboard_reviewer(
            user=obj.user if change else said["user"],
            by=person,
            **{name: said[name] for name in SHOWN},
        ).pk

    def get_urls(self) -> list[URLPattern]:
        """One view that acts."""
        return [
            self.own_path("<int:pk>/deactivate/", self.deactivate_view, "deactivate", post=True),
            *super().get_urls(),
        ]

    def deactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a person's reviewing."""
        self.require(policies.can_onboard_reviewers(request.user))
        reviewer = get_object_or_404(Reviewer, pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: deactivate_reviewer(reviewer=reviewer, by=person),
            success=f"{reviewer.name} does not review any more. Reviews already made stand.",
        )
        if left := left_by(reviewer.user):
            number = "One claim waits" if len(left) == 1 else f"{len(left)} claims wait"
            messages.warning(
                request,
                f"{number} for somebody else now: {', '.join(left)}. Find them under “To be replaced” in the queue.",
            )
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_reviewer_change", args=[pk])
        )
