"""What is being re-checked, what is due, whom a reference concerns, and what a raised rule moved."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.admin.base import DeskAdmin, number
from articles.admin.cancelling import LoadViews
from articles.models import ClockConfirmation
from articles.policies import can_publish
from articles.selectors.clocks import clocks_of, unconfirmed
from articles.selectors.currency import pages_showing, withdrawn_by
from evidence import badges
from evidence.models import ClaimVersion, MethodRun
from evidence.policies import can_open_recheck, is_reviewer
from evidence.selectors.affected import affected_of, versions_affected
from evidence.selectors.rechecking import (
    overdue_claims,
    overdue_questions,
    suspended_now,
    waiting_of,
)
from evidence.services.method import computed_by_another_rule
from evidence.services.rechecking import open_rechecks
from references.choices import NEVER_COUNTS
from references.models import NoticeLoad, Recheck, Reference
from references.policies import can_close_recheck
from references.selectors import portal_user

ON_A_PAGE = 50


@admin.register(ClockConfirmation)
class CurrencyAdmin(LoadViews, DeskAdmin):
    """The desk of what is being re-checked: lists read from suspensions, rounds and re-checks, and their acts."""

    def get_urls(self) -> list[URLPattern]:
        """Lists, and the acts beside them."""
        return [
            self.own_path("affected/<int:pk>/", self.affected_view, "affected"),
            self.own_path("open/", self.open_view, "open", post=True),
            self.own_path("rule/", self.rule_view, "rule"),
            self.own_path("rule/<int:pk>/", self.run_view, "run"),
            *self.load_urls(),
            *super().get_urls(),
        ]

    def event_stream(self, obj: Any) -> str:
        """The history of a confirmation is that of its load."""
        return f"notices:{obj.load_id}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything that waits because a source, a record or a rule changed, or because time passed."""
        self.require(self.has_view_permission(request))
        page = Paginator(suspended_now(), ON_A_PAGE).get_page(request.GET.get("p"))
        suspensions = list(page)
        versions = [one.version_id for one in suspensions]
        clocks, shown = clocks_of(versions), pages_showing(versions)
        waiting = unconfirmed()
        return self.page(
            request,
            "currency/desk.html",
            "Being re-checked",
            page=page,
            rows=[
                (one, clocks.get(one.suspension.version_id), shown.get(one.suspension.version_id))
                for one in waiting_of(suspensions)
            ],
            loads=[(load, waiting[load.pk]) for load in NoticeLoad.objects.filter(pk__in=waiting)],
            withdrawn=withdrawn_by(portal_user().pk)[:ON_A_PAGE],
            rechecks=Recheck.objects.filter(closed_at=None).count(),
            questions=overdue_questions()[:ON_A_PAGE],
            overdue=overdue_claims(limit=ON_A_PAGE),
            may_open=can_open_recheck(request.user),
            may_answer=can_close_recheck(request.user),
            may_appraise=is_reviewer(request.user),
            may_publish=can_publish(request.user),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A confirmation is shown with its load."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        confirmation = get_object_or_404(ClockConfirmation, pk=number(object_id))
        return self.to("clockconfirmation_load", confirmation.load_id)

    def affected_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The claims and pages that a reference concerns, and what its retraction would do."""
        self.require(self.has_view_permission(request))
        works = Reference.objects.select_related("merged_into").defer("abstract", "search")
        reference = get_object_or_404(works, pk=pk)
        work = reference.merged_into or reference
        page = Paginator(versions_affected(work), ON_A_PAGE).get_page(request.GET.get("p"))
        affected = affected_of(work, list(page))
        shown = pages_showing(one.version.pk for one in affected)
        return self.page(
            request,
            "currency/affected.html",
            "Affected by this reference",
            reference=work,
            merged=reference if reference.merged_into else None,
            page=page,
            fallen=work.standing in NEVER_COUNTS,
            rows=[(one, shown.get(one.version.pk)) for one in affected],
            would_move=sum(one.would_move for one in affected),
            may_open=can_open_recheck(request.user),
        )

    def open_view(self, request: HttpRequest) -> HttpResponse:
        """Open a re-check of each claim that was ticked."""
        self.require(can_open_recheck(request.user))
        ticked = [number(text) for text in request.POST.getlist("version")]
        person: Any = request.user
        opened = self.act(
            request,
            lambda: open_rechecks(
                versions=ClaimVersion.objects.filter(pk__in=ticked)
                .select_related("claim", "question")
                .order_by("claim_id"),
                by=person,
                note=request.POST.get("note", ""),
            ),
            success=lambda done: (
                f"{done.count} re-check{'' if done.count == 1 else 's'} opened; reviewers find"
                f" {'it' if done.count == 1 else 'them'} in their queue."
            ),
        )
        for refusal in opened.refused if opened else ():
            messages.warning(request, refusal)
        back = request.POST.get("back", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse(f"{self.admin_site.name}:articles_clockconfirmation_changelist")
        return HttpResponseRedirect(back)

    def rule_view(self, request: HttpRequest) -> HttpResponse:
        """The rule in force, what it has not computed yet, and what its runs moved."""
        self.require(self.has_view_permission(request))
        runs = MethodRun.objects.defer("moves").select_related("ran_by")
        return self.page(
            request,
            "currency/rule.html",
            "The rule for badges",
            method=badges.METHOD_VERSION,
            left=computed_by_another_rule().count(),
            runs=Paginator(runs, ON_A_PAGE).get_page(request.GET.get("p")),
        )

    def run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What one run of a raised rule moved, or would have moved."""
        self.require(self.has_view_permission(request))
        run = get_object_or_404(MethodRun, pk=pk)
        return self.page(
            request,
            "currency/run.html",
            f"Rule {run.method}: {'what it would move' if run.is_trial else 'what it moved'}",
            run=run,
            page=Paginator(run.moves, ON_A_PAGE).get_page(request.GET.get("p")),
        )
