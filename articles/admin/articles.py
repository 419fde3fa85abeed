"""Articles: the list, the page of one, a new one, and taking a page from the public."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from articles.admin.base import DeskAdmin, number, sent
from articles.admin.checklist import previous_publications
from articles.admin.desk import found_articles, standings
from articles.admin.reports import ReportViews
from articles.forms import AddressForm, ArticleForm, WithdrawForm
from articles.models import Article, Live, Schedule
from articles.policies import can_move, can_publish, can_withdraw, can_write_articles
from articles.services.addresses import move_article
from articles.services.publishing import withdraw
from articles.services.scheduling import cancel_schedule, schedule_withdrawal
from articles.services.writing import create_article, open_revision
from evidence.policies import can_see_reports, is_reviewer
from references.search import legible

PER_PAGE = 40
TABS = {
    "all": "All",
    "live": "Live",
    "drafts": "Never published",
    "withdrawn": "Withdrawn",
}


def articles_in(tab: str) -> QuerySet[Article]:
    """The articles of one tab, newest first."""
    match tab:
        case "live":
            return Article.objects.published()
        case "drafts":
            return Article.objects.filter(publications=None)
        case "withdrawn":
            return Article.objects.filter(live=None, publications__isnull=False).distinct()
    return Article.objects.all()


@admin.register(Article)
class ArticleAdmin(ReportViews, DeskAdmin):
    """Every article, and what has to be done about it."""

    add_policy = staticmethod(can_write_articles)

    def event_stream(self, obj: Article) -> str:
        """The history of an article."""
        return f"article:{obj.key}"

    def get_urls(self) -> list[URLPattern]:
        """What is done with an article, and the reports."""
        return [
            self.own_path("reports/", self.reports_view, "reports"),
            self.own_path("reports/export/<slug:key>/", self.report_file_view, "report_export"),
            self.own_path("<int:pk>/open/", self.open_view, "open", post=True),
            self.own_path("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            self.own_path("<int:pk>/move/", self.move_view, "move"),
            self.own_path("schedules/<int:pk>/cancel/", self.unset_view, "unset", post=True),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every article with its state, its claims, and who has to do what next."""
        self.require(self.has_view_permission(request))
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "all"
        search = legible(request.GET.get("q", ""))
        found = found_articles(articles_in(tab), search).order_by("-id")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        told = standings([article.pk for article in page.object_list])
        return self.page(
            request,
            "article/list.html",
            "Articles",
            tab=tab,
            tabs=TABS.items(),
            search=search,
            page=page,
            rows=[(article, told[article.pk]) for article in page.object_list],
            may_write=can_write_articles(request.user),
            may_read_reports=can_see_reports(request.user) or is_reviewer(request.user),
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new article with an empty first revision."""
        self.require(self.has_add_permission(request))
        form = ArticleForm(sent(request))
        person: Any = request.user
        if request.method == "POST" and form.is_valid():
            report = self.act(
                request,
                lambda: create_article(by=person, **form.cleaned_data),
                success="The article is open. Write its text, and mark each checkable sentence as a claim.",
            )
            if report is not None:
                return self.to("revision_change", report.revision.pk)
        return self.page(request, "article/new.html", "New article", form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Where an article stands, its revisions, what was published, what was withdrawn."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        articles = Article.objects.select_related("created_by")
        article = get_object_or_404(articles, pk=number(object_id))
        standing = standings([article.pk])[article.pk]
        live = Live.objects.filter(article=article).values_list("publication", flat=True).first()
        return self.page(
            request,
            "article/page.html",
            standing.title or article.key,
            article=article,
            standing=standing,
            live=live,
            live_url=reverse("articles:article", args=[article.slug]),
            revisions=article.revisions.select_related("saved_by")
            .prefetch_related("signoffs__signed_by")
            .order_by("-number"),
            publications=previous_publications(article),
            withdrawals=article.withdrawals.select_related("withdrawn_by", "publication").defer(
                "publication__content"
            ),
            schedules=article.schedules.select_related("set_by", "revision"),
            imports=article.imports.select_related("imported_by").defer("source", "report"),
            may_write=can_write_articles(request.user),
            may_publish=can_publish(request.user),
            may_withdraw=live is not None and can_withdraw(request.user),
            may_move=can_move(request.user, article),
            may_review=is_reviewer(request.user),
        )

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the next revision."""
        self.require(can_write_articles(request.user))
        article = get_object_or_404(Article, pk=pk)
        person: Any = request.user
        opened = self.act(
            request,
            lambda: open_revision(article=article, by=person),
            success=lambda revision: (
                f"Revision {revision.number} is open. The live page stays as it is."
            ),
        )
        if opened is None:
            return self.to("article_change", pk)
        return self.to("revision_change", opened.pk)

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a page another address."""
        article = get_object_or_404(Article, pk=pk)
        self.require(can_move(request.user, article))
        form = AddressForm(sent(request), initial={"slug": article.slug})
        person: Any = request.user
        if request.method == "POST" and form.is_valid():
            moved = self.act(
                request,
                lambda: move_article(article=article, by=person, slug=form.cleaned_data["slug"]),
                success=lambda made: (
                    f"The page is at {made.slug} now; the address it had leads there."
                ),
            )
            if moved is not None:
                return self.to("article_change", pk)
        return self.page(
            request,
            "article/move.html",
            "Change the address",
            article=article,
            article_title=standings([pk])[pk].title,
            form=form,
            former=article.former_addresses.select_related("left_by"),
        )

    def unset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel what was set for a time."""
        self.require(can_publish(request.user))
        schedule = get_object_or_404(Schedule, pk=pk)
        person: Any = request.user
        self.act(
            request,
            lambda: cancel_schedule(schedule=schedule, by=person),
            success="Cancelled. Nothing happens at that time.",
        )
        return self.to("article_change", schedule.article_id)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a page from the public, with a reason for readers."""
        self.require(can_withdraw(request.user))
        article = get_object_or_404(Article, pk=pk)
        form = WithdrawForm(sent(request))
        person: Any = request.user
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            if said["due_at"] is None:
                done: Any = self.act(
                    request,
                    lambda: withdraw(article=article, by=person, reason=said["reason"]),
                    success="The page is withdrawn. Its address now answers with your reason.",
                )
            else:
                done = self.act(
                    request,
                    lambda: schedule_withdrawal(article=article, by=person, **said),
                    success="The time is set. Every check is made again then.",
                )
            if done is not None:
                return self.to("article_change", pk)
        standing = standings([pk])[pk]
        return self.page(
            request,
            "article/withdraw.html",
            "Withdraw a page",
            article=article,
            article_title=standing.title,
            form=form,
            is_live=Live.objects.filter(article=article).exists(),
        )
