"""What the review page keeps while somebody reads: their private draft, and that they are there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from evidence import policies
from evidence.admin.desk import Desk
from evidence.models import Claim, ReviewDraft, Round
from evidence.selectors.presence import readers_of
from evidence.services.presence import note_presence
from evidence.services.review_drafts import save_review_draft
from references.events import retrying
from references.refusals import Refused

JSON = "application/json"


class KeepViews(Desk):
    """Two addresses that only the page itself posts to: neither decides, and neither tells what was typed."""

    def keep_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what was typed; by the button, without scripts, say so and show the page again."""
        self.require(policies.is_reviewer(request.user))
        claim = get_object_or_404(Claim, pk=pk)
        try:
            draft = self.keep(
                request,
                claim,
                seen=request.POST.get("seen", ""),
                read_again="read_again" in request.POST,
            )
        except Refused as refusal:
            if request.headers.get("Accept") == JSON:
                return JsonResponse({"refused": refusal.message}, status=409)
            messages.error(request, refusal.message)
        else:
            at = f"{timezone.localtime(draft.saved_at):%H:%M}"
            if request.headers.get("Accept") == JSON:
                return JsonResponse({"saved_at": at})
            messages.success(request, f"Draft saved {at}. Only you can see it.")
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_claim_review", args=[claim.pk])
        )

    def keep(
        self, request: HttpRequest, claim: Claim, *, seen: str, read_again: bool
    ) -> ReviewDraft:
        """Call the service with what was posted."""
        person: Any = request.user
        return retrying(save_review_draft)(
            claim=claim,
            by=person,
            digest=request.POST.get("digest", ""),
            seen=seen,
            typed=dict(request.POST.lists()),
            last_review=request.POST.get("last_review", ""),
            read_again=read_again,
        )

    def presence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A sign of life; the answer names the colleagues who read the same just now."""
        self.require(policies.is_reviewer(request.user))
        claim = get_object_or_404(Claim, pk=pk)
        person: Any = request.user
        try:
            retrying(note_presence)(claim=claim, by=person)
        except Refused as refusal:
            return JsonResponse({"refused": refusal.message}, status=409)
        rounds = list(Round.objects.filter(claim=claim, closed_at=None))
        readers = [str(one) for found in readers_of(rounds, person).values() for one in found]
        return JsonResponse({"readers": readers})
