"""Who is asked to review a claim: asked, asked by another day, no longer, or somebody else instead."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.people import AssignForm, DueForm, HandOverForm
from evidence.models import Assignment, Claim, ClaimVersion
from evidence.services.assignments import change_due, decline, hand_over, take_back
from evidence.services.reviewing import pass_to_third
from evidence.services.rounds import assign_reviewer


class AssignViews(Desk):
    """Each act has an address of its own and calls one service."""

    def assign_paths(self) -> list[URLPattern]:
        """The addresses."""
        views: dict[str, Callable[..., HttpResponse]] = {
            "assign": self.assign_view,
            "due": self.due_view,
            "take-back": self.take_back_view,
            "decline": self.decline_view,
            "hand-over": self.hand_over_view,
            "third": self.third_view,
        }
        return [
            self.own_path(f"<int:pk>/{name}/", view, name.replace("-", "_"), post=True)
            for name, view in views.items()
        ]

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask a reviewer."""
        self.require(policies.can_assign(request.user))
        version = self.version_of(request, pk)
        form = AssignForm(request.POST, version=version)
        person: Any = request.user
        if form.is_valid():
            self.act(
                request,
                lambda: assign_reviewer(
                    version=version,
                    reviewer=form.cleaned_data["reviewer"],
                    by=person,
                    due_on=form.cleaned_data["due_on"],
                ),
                success=_asked,
            )
        else:
            self.say_errors(request, form)
        return self.to_claim(version.claim)

    def due_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give another day."""
        self.require(policies.can_assign(request.user))
        assignment = self._assignment(request, pk)
        form = DueForm(request.POST)
        person: Any = request.user
        if form.is_valid():
            self.act(
                request,
                lambda: change_due(
                    assignment=assignment, by=person, due_on=form.cleaned_data["due_on"]
                ),
                success=_asked,
            )
        else:
            self.say_errors(request, form)
        return self.to_claim(assignment.version.claim)

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask no longer."""
        self.require(policies.can_assign(request.user))
        assignment = self._assignment(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: take_back(
                assignment=assignment, by=person, reason=request.POST.get("reason", "")
            ),
            success=lambda ended: f"{_name(ended)} is asked no longer.",
        )
        return self.to_claim(assignment.version.claim)

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that one will not review it; back to what waits."""
        self.require(policies.is_reviewer(request.user))
        assignment = self._assignment(request, pk)
        person: Any = request.user
        done = self.act(
            request,
            lambda: decline(
                assignment=assignment, by=person, reason=request.POST.get("reason", "")
            ),
            success="You declined. An editor sees it and asks somebody else.",
        )
        if done is None:
            return self.to_claim(assignment.version.claim)
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_claim_changelist") + "?tab=mine"
        )

    def hand_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask somebody else in a person's place."""
        self.require(policies.can_assign(request.user))
        assignment = self._assignment(request, pk)
        form = HandOverForm(request.POST, assignment=assignment)
        person: Any = request.user
        if form.is_valid():
            self.act(
                request,
                lambda: hand_over(
                    assignment=assignment,
                    to=form.cleaned_data["to"],
                    by=person,
                    reason=form.cleaned_data.get("reason", ""),
                ),
                success=_asked,
            )
        else:
            self.say_errors(request, form)
        return self.to_claim(assignment.version.claim)

    def third_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pass what two reviewers left one step apart to a third person."""
        self.require(policies.can_assign(request.user))
        version = self.version_of(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: pass_to_third(
                version=version, by=person, reason=request.POST.get("reason", "")
            ),
            success=lambda done: f"It is now: {done.get_status_display().lower()}.",
        )
        return self.to_claim(version.claim)

    def version_of(self, request: HttpRequest, pk: int) -> ClaimVersion:
        """The version that was posted."""
        versions = ClaimVersion.objects.select_related("claim", "question")
        number = request.POST.get("version", "")
        return get_object_or_404(
            versions, claim=pk, number=int(number) if number.isdecimal() else 0
        )

    def to_claim(self, claim: Claim) -> HttpResponse:
        """Back to the page of the claim."""
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_claim_change", args=[claim.pk])
        )

    def _assignment(self, request: HttpRequest, pk: int) -> Assignment:
        number = request.POST.get("assignment", "")
        return get_object_or_404(
            Assignment.objects.select_related("version__claim", "version__question", "reviewer"),
            version__claim=pk,
            pk=int(number) if number.isdecimal() else 0,
        )


def _asked(assignment: Assignment) -> str:
    return f"{_name(assignment)} is asked to review it by {assignment.due_on:%-d %B %Y}."


def _name(assignment: Assignment) -> str:
    return assignment.reviewer.get_full_name() or assignment.reviewer.get_username()
