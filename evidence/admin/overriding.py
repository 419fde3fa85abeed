"""Overrides of a claim's badge: proposed, seconded, ended; each act calls one service."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.overriding import OverrideForm
from evidence.models import Claim, ClaimVersion, Override
from evidence.selectors.overrides import override_panel
from evidence.services.overriding import propose_override, second_override, withdraw_override
from references.policies import Person


class OverrideViews(Desk):
    """What reviewers say against the computed badge; the panel stands on the page of the claim."""

    def override_paths(self) -> list[URLPattern]:
        """Every act has an address of its own."""
        return [
            self.own_path("<int:pk>/override/", self.override_view, "override", post=True),
            self.own_path("<int:pk>/override/second/", self.second_view, "second", post=True),
            self.own_path(
                "<int:pk>/override/end/", self.end_override_view, "endoverride", post=True
            ),
        ]

    def override_context(self, claim: Claim, user: Person) -> dict[str, Any]:
        """The panel, and the form where this person may propose."""
        panel = override_panel(claim, user)
        return {
            "overrides": panel,
            "override_form": OverrideForm(panel=panel) if panel.may_propose else None,
        }

    def override_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose another badge than the computed one."""
        self.require(policies.is_reviewer(request.user))
        claim = get_object_or_404(Claim, pk=pk)
        number = request.POST.get("version", "")
        version = get_object_or_404(
            ClaimVersion.objects.select_related("claim", "question"),
            claim=claim,
            number=int(number) if number.isdecimal() else 0,
        )
        person: Any = request.user
        self.act(
            request,
            lambda: propose_override(
                version=version,
                by=person,
                value=request.POST.get("value", ""),
                computed=request.POST.get("computed", ""),
                reason=request.POST.get("reason", ""),
            ),
            success=lambda made: (
                "Readers see both badges now."
                if made.is_in_force
                else "It waits for a second reviewer."
            ),
        )
        return self._to_override(claim)

    def second_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Agree, as the second reviewer."""
        self.require(policies.is_reviewer(request.user))
        override = self._override(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: second_override(override=override, by=person),
            success=lambda made: f"Readers see both badges, until {made.ends_on:%-d %B %Y}.",
        )
        return self._to_override(override.claim)

    def end_override_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it; the computed badge is shown again."""
        self.require(policies.is_reviewer(request.user))
        override = self._override(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: withdraw_override(
                override=override, by=person, reason=request.POST.get("reason", "")
            ),
            success="Ended: the computed badge holds again.",
        )
        return self._to_override(override.claim)

    def _override(self, request: HttpRequest, pk: int) -> Override:
        wanted = request.POST.get("override", "")
        return get_object_or_404(
            Override.objects.select_related("claim", "version__claim", "version__question"),
            claim=pk,
            pk=int(wanted) if wanted.isdecimal() else 0,
        )

    def _to_override(self, claim: Claim) -> HttpResponse:
        where = reverse(f"{self.admin_site.name}:evidence_claim_change", args=[claim.pk])
        return HttpResponseRedirect(f"{where}#override")
