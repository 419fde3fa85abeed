"""What people say beside a claim: of themselves before they review it, and to each other about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.choices import InterestKind
from evidence.models import ClaimVersion
from evidence.selectors.ties import intervention_of
from evidence.services.conversation import open_thread
from evidence.services.interests import answer_authorship, declare_interests
from references.models import Reference


class SpeakingViews(Desk):
    """Three acts on the pages of a claim; each calls one service and comes back to the page."""

    def speaking_paths(self) -> list[URLPattern]:
        """Every act has an address of its own."""
        return [
            self.own_path("<int:pk>/declare/", self.declare_view, "declare", post=True),
            self.own_path("<int:pk>/authorship/", self.authorship_view, "authorship", post=True),
            self.own_path("<int:pk>/remark/", self.remark_view, "remark", post=True),
        ]

    def declare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Declare one's interests in what the claim is about, or in everything, before reviewing it."""
        self.require(policies.is_reviewer(request.user))
        version = self._spoken_of(request, pk)
        for_all = request.POST.get("about") == "all"
        person: Any = request.user
        self.act(
            request,
            lambda: declare_interests(
                by=person,
                kind=request.POST.get("kind", ""),
                intervention="" if for_all else intervention_of(version),
                text=request.POST.get("text", ""),
            ),
            success=lambda made: (
                f"Recorded: {InterestKind(made.kind).label.lower()},"
                f" until {made.expires_on:%-d %B %Y}."
            ),
        )
        return self._back(request, pk)

    def authorship_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say whether one is an author of a cited work."""
        self.require(policies.is_reviewer(request.user))
        number = request.POST.get("reference", "")
        reference = get_object_or_404(Reference, pk=int(number) if number.isdecimal() else 0)
        person: Any = request.user
        self.act(
            request,
            lambda: answer_authorship(
                by=person,
                reference=reference,
                author_name=request.POST.get("author", ""),
                is_author=request.POST.get("answer") == "yes",
            ),
            success=lambda made: (
                "Recorded: you wrote it. Somebody else reviews what cites it."
                if made.is_author
                else f"Recorded: you are not {made.author_name}."
            ),
        )
        return self._back(request, pk)

    def remark_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remark on a version, or flag it."""
        self.require(policies.can_flag(request.user))
        version = self._spoken_of(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: open_thread(
                version=version,
                by=person,
                text=request.POST.get("text", ""),
                is_flag=request.POST.get("flag") == "on",
            ),
            success=lambda made: (
                "Flagged: it is not approved before the flag is resolved."
                if made.is_flag
                else "Your remark is there."
            ),
        )
        return self._back(request, pk, "conversation")

    def _spoken_of(self, request: HttpRequest, pk: int) -> ClaimVersion:
        number = request.POST.get("version", "")
        versions = ClaimVersion.objects.select_related("claim", "question")
        return get_object_or_404(
            versions, claim=pk, number=int(number) if number.isdecimal() else 0
        )

    def _back(self, request: HttpRequest, pk: int, anchor: str = "") -> HttpResponse:
        """The page that the person came from: the review page, or the claim's."""
        name = "review" if request.POST.get("from") == "review" else "change"
        where = reverse(f"{self.admin_site.name}:evidence_claim_{name}", args=[pk])
        return HttpResponseRedirect(f"{where}#{anchor}" if anchor else where)
