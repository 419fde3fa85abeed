"""Claims: the work queue, the page of one claim, and what is done there."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern

from evidence import policies
from evidence.admin.assigning import AssignViews
from evidence.admin.desk import remember_reading
from evidence.admin.drafting import DraftViews
from evidence.admin.overriding import OverrideViews
from evidence.admin.reviewing import ReviewViews
from evidence.admin.sources import SourceViews
from evidence.admin.speaking import SpeakingViews
from evidence.admin.timeline import TimelineViews
from evidence.forms.people import AssignForm, HandOverForm
from evidence.models import Claim, ClaimVersion, Round
from evidence.selectors import queue, queue_lines
from evidence.selectors.beside import conversation_of
from evidence.selectors.claim_page import read_claim_page
from evidence.selectors.needs import needs_of
from evidence.selectors.passages import with_names
from evidence.services.problems import problems_of
from evidence.services.rounds import open_recheck, withdraw_version
from evidence.services.submission import draft_fingerprint, submit_claim
from evidence.wording import find_hype
from references.policies import Person
from references.search import legible

PER_PAGE = 40


@admin.register(Claim)
class ClaimAdmin(
    ReviewViews,
    SourceViews,
    DraftViews,
    AssignViews,
    SpeakingViews,
    OverrideViews,
    TimelineViews,
):
    """The desk. A claim comes into being where it is placed; here it is worded, reviewed, decided."""

    view_policy = staticmethod(policies.can_see_claims)
    change_policy = staticmethod(policies.can_see_claims)

    def event_stream(self, obj: Claim) -> str:
        """The history of a claim."""
        return f"claim:{obj.key}"

    def get_urls(self) -> list[URLPattern]:
        """Every act has an address of its own."""
        return [
            self.own_path("review/next/", self.next_view, "next"),
            self.own_path("<int:pk>/review/", self.review_view, "review"),
            self.own_path("<int:pk>/draft/", self.draft_view, "draft"),
            self.own_path("<int:pk>/submit/", self.submit_view, "submit", post=True),
            self.own_path("<int:pk>/keep/", self.keep_view, "keep", post=True),
            self.own_path("<int:pk>/presence/", self.presence_view, "presence", post=True),
            *self.assign_paths(),
            self.own_path("<int:pk>/recheck/", self.recheck_view, "recheck", post=True),
            self.own_path("<int:pk>/withdraw/", self.withdraw_view, "withdraw", post=True),
            *self.speaking_paths(),
            *self.override_paths(),
            self.own_path("sources/", self.sources_view, "sources"),
            self.own_path("sources/next/", self.next_source_view, "next_source"),
            self.own_path("source/<slug:key>/", self.source_view, "source"),
            self.own_path("source/<slug:key>/texts/", self.texts_view, "texts"),
            *super().get_urls(),
        ]

    # The queue

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The work queue: what waits for this person comes first."""
        remember_reading(request)
        self.require(self.has_view_permission(request))
        tab = request.GET.get("tab", "")
        if tab not in queue.TABS:
            starts_with_work = policies.is_reviewer(request.user) or policies.can_write_claims(
                request.user
            )
            tab = "mine" if starts_with_work else "all"
        search = legible(request.GET.get("q", ""))
        count = queue.counts(request.user)
        paginator = queue.Pages(queue.claims_in(tab, request.user, search), PER_PAGE)
        if not search:
            paginator.count = min(count[tab], queue.MOST)  # counted with the tabs
        page = paginator.get_page(request.GET.get("p"))
        context = self.page_context(
            request,
            "Claims",
            tab=tab,
            tabs=[(key, label, queue.shown_count(count[key])) for key, label in queue.TABS.items()],
            tab_label=queue.TABS[tab],
            search=search,
            page=page,
            lines=queue_lines.lines(list(page.object_list), request.user),
        )
        return TemplateResponse(request, "admin/evidence/queue.html", context)

    # The page of a claim

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What a claim says, what it said before, who decided what, and what can be done now."""
        remember_reading(request)
        self.require(self.has_view_permission(request))
        claim = self.get_object(request, object_id)
        if claim is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.model._meta, object_id
            )
        self.require(request.method in ("GET", "HEAD"))
        page = read_claim_page(claim, request.user)
        may_assign = policies.can_assign(request.user)
        may_write = policies.can_write_claims(request.user)
        context = self.page_context(
            request,
            f"Claim {claim.key}",
            page=page,
            problems=[
                with_names(problem.message, page.draft_names) for problem in problems_of(page.draft)
            ]
            if page.draft
            else [],
            draft_seen=draft_fingerprint(page.draft) if page.draft else "",
            hype=find_hype(page.draft.text) if page.draft else (),
            may_write=may_write,
            may_recheck=_may_recheck(request.user),
            may_assign=may_assign,
            conversation=conversation_of(
                request.user,
                claim,
                page.newest.version if page.newest else None,
                page.open_round,
            ),
            assign=AssignForm(version=page.open_version)
            if may_assign and page.open_version
            else None,
            asked=[
                (assignment, HandOverForm(assignment=assignment)) for assignment in page.to_replace
            ]
            if may_assign
            else [],
            **self.override_context(claim, request.user),
        )
        return TemplateResponse(request, "admin/evidence/claim.html", context)

    def submit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Submit the draft for review."""
        self.require(policies.can_write_claims(request.user))
        claim = get_object_or_404(Claim, pk=pk)
        person: Any = request.user
        version = self.act(
            request,
            lambda: submit_claim(
                claim=claim,
                by=person,
                paragraph=request.POST.get("paragraph", ""),
                meaning_unchanged=request.POST.get("do") == "meaning-unchanged",
                seen=request.POST.get("seen", ""),
            ),
            success=lambda version: f"Version {version.number} waits for review.",
        )
        if version is not None:
            self._say_need(request, version)
        return self.to_claim(claim)

    def _say_need(self, request: HttpRequest, version: ClaimVersion) -> None:
        """Right after submission: what it needs, and where nobody can give that, before anybody waits."""
        rounds = list(
            Round.objects.select_related("version").filter(version=version, closed_at=None)
        )
        for need in needs_of(rounds).values():
            messages.add_message(
                request, messages.WARNING if need.is_stuck else messages.INFO, need.sentence
            )

    def recheck_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open a round for words that were approved before."""
        self.require(_may_recheck(request.user))
        version = self.version_of(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: open_recheck(version=version, by=person, note=request.POST.get("note", "")),
            success="A re-check is open.",
        )
        return self.to_claim(version.claim)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a version out of review."""
        self.require(policies.can_write_claims(request.user))
        version = self.version_of(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: withdraw_version(
                version=version, by=person, reason=request.POST.get("reason", "")
            ),
            success=f"Version {version.number} is withdrawn.",
        )
        return self.to_claim(version.claim)


def _may_recheck(user: Person) -> bool:
    return (
        policies.can_assign(user) or policies.can_write_claims(user) or policies.is_reviewer(user)
    )
