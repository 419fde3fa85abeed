"""The timeline of a claim: who did what, when, in which role, from what to what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.models import Claim
from evidence.selectors import timeline


class TimelineViews(Desk):
    """In place of the bare list of events that other pages lead to."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything that happened to a claim and to what it rests on, the newest first, in pages."""
        self.require(policies.can_see_claims(request.user))
        claim = get_object_or_404(Claim, pk=int(object_id) if object_id.isdecimal() else 0)
        kind = request.GET.get("of", "")
        kind = kind if kind in timeline.KINDS else "all"
        told = timeline.around(claim)
        asked = request.GET.get("p", "")
        number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
        events, has_earlier = timeline.page_of(told.events(kind), number)
        context = self.page_context(
            request,
            f"Timeline of {claim.key}",
            claim=claim,
            kind=kind,
            kinds=timeline.KINDS.items(),
            later=number - 1,
            earlier=number + 1 if has_earlier else 0,
            moments=timeline.moments(events, told, request.user),
        )
        return TemplateResponse(request, "admin/evidence/timeline.html", context)
