"""Reports of one study: linked, confirmed, unlinked on the page of a study; each act calls one service."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.models import StudyLink
from evidence.selectors.independence import independence_of
from evidence.selectors.works import rows_of
from evidence.services.independence import confirm_link, link_reports, unlink_reports
from references.models import Reference
from references.policies import Person


class LinkViews(Desk):
    """What joins a study with its other reports."""

    def link_urls(self) -> list[URLPattern]:
        """Every act has an address of its own."""
        return [
            self.own_path("of/<int:pk>/link/", self.link_view, "link", post=True),
            self.own_path(
                "of/<int:pk>/confirm-link/", self.confirm_link_view, "confirmlink", post=True
            ),
            self.own_path("of/<int:pk>/unlink/", self.unlink_view, "unlink", post=True),
        ]

    def link_context(self, reference: Reference, user: Person) -> dict[str, Any]:
        """The other reports, and what this person may do about them."""
        return {
            "reports": independence_of(reference),
            "may_link": policies.can_enter_facts(user),
            "may_confirm_links": policies.is_reviewer(user),
        }

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that another reference reports on the same study."""
        self.require(policies.can_enter_facts(request.user))
        reference = get_object_or_404(Reference, pk=pk)
        wanted = request.POST.get("other", "").strip()
        found = Reference.objects.found_by(wanted).select_related("merged_into")
        other = list(found[:2]) if wanted else []
        if len(other) != 1:
            messages.error(
                request,
                f"“{wanted}” names {'several references' if other else 'no reference'}."
                " Give the other report's DOI, PMID or key.",
            )
            return self._to_reports(pk)
        person: Any = request.user
        self.act(
            request,
            lambda: link_reports(
                one=reference, other=other[0], by=person, reason=request.POST.get("reason", "")
            ),
            success=lambda link: (
                "Linked: both count as one study from now on."
                if link.confirmed_at
                else "Linked. It counts once a reviewer has confirmed it."
            ),
        )
        return self._to_reports(pk)

    def confirm_link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm a link."""
        self.require(policies.is_reviewer(request.user))
        link = self._link(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: confirm_link(link=link, by=person),
            success="Confirmed: both count as one study from now on.",
        )
        return self._to_reports(pk)

    def unlink_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a link."""
        self.require(policies.can_enter_facts(request.user))
        link = self._link(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: unlink_reports(link=link, by=person, reason=request.POST.get("reason", "")),
            success="The link is ended: they count apart.",
        )
        return self._to_reports(pk)

    def _link(self, request: HttpRequest, pk: int) -> StudyLink:
        rows = rows_of(get_object_or_404(Reference, pk=pk))
        wanted = request.POST.get("link", "")
        number = int(wanted) if wanted.isdecimal() else 0
        link = get_object_or_404(StudyLink.objects.select_related("first", "second"), pk=number)
        self.require(link.first_id in rows or link.second_id in rows)
        return link

    def _to_reports(self, pk: int) -> HttpResponse:
        where = reverse(f"{self.admin_site.name}:evidence_studyfacts_study", args=[pk])
        return HttpResponseRedirect(f"{where}#reports")
