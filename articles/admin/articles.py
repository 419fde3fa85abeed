"""Articles: the list, the page of one, a new one, and taking a page from the public."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.base import DeskAdmin, number
from articles.admin.checklist import previous_publications
from articles.admin.desk import Standing, found_articles, standings
from articles.forms import ArticleForm, WithdrawForm
from articles.markdown import plain
from articles.models import Article, Live
from articles.policies import can_publish, can_withdraw, can_write_articles
from articles.services.publishing import withdraw
from articles.services.writing import create_article, open_revision
from evidence.policies import is_reviewer


class ArticleList(ChangeList):
    """A page of articles with where each stands, read for all of them at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Attach the standing to each article."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        told = standings([article.pk for article in self.result_list])
        for article in self.result_list:
            article.standing = told[article.pk]


class StateFilter(admin.SimpleListFilter):
    """What readers see of an article."""

    title = "readers see it"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Live, withdrawn, never published."""
        return [("yes", "Live"), ("withdrawn", "Withdrawn"), ("never", "Never published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Filter."""
        match self.value():
            case "yes":
                return queryset.filter(live__isnull=False)
            case "withdrawn":
                return queryset.filter(live=None, publications__isnull=False).distinct()
            case "never":
                return queryset.filter(publications=None)
        return queryset


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    """Every article, and what has to be done about it."""

    add_policy = staticmethod(can_write_articles)
    list_display = ("titled", "state", "claims", "next_step")
    list_filter = (StateFilter,)
    list_per_page = 50
    search_fields = ("slug",)
    search_help_text = "Words of a title, or the address."
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Our own."""
        return ArticleList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By title or address."""
        return found_articles(queryset, search_term), False

    def event_stream(self, obj: Article) -> str:
        """The history of an article."""
        return f"article:{obj.key}"

    @admin.display(description="article")
    def titled(self, article: Article) -> SafeString:
        """Title and address."""
        standing: Standing = article.standing  # type: ignore[attr-defined]
        return format_html(
            '{} <span class="art-slug">{}</span>',
            plain(standing.title) or article.key,
            article.slug,
        )

    @admin.display(description="state")
    def state(self, article: Article) -> str:
        """Live, draft or withdrawn."""
        return article.standing.state  # type: ignore[attr-defined,no-any-return]

    @admin.display(description="claims")
    def claims(self, article: Article) -> str:
        """How many are placed, how many stand."""
        standing: Standing = article.standing  # type: ignore[attr-defined]
        said = [f"{standing.placed} placed", f"{standing.approved} approved"]
        if standing.suspended:
            said.append(f"{standing.suspended} suspended")
        return ", ".join(said)

    @admin.display(description="next step")
    def next_step(self, article: Article) -> str:
        """Who has to do what."""
        return article.standing.next_step  # type: ignore[attr-defined,no-any-return]

    def get_urls(self) -> list[URLPattern]:
        """Two things to do with an article."""
        return [
            self.own_path("<int:pk>/open/", self.open_view, "open", post=True),
            self.own_path("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new article with an empty first revision."""
        self.require(self.has_add_permission(request))
        form = ArticleForm(request.POST or None)
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
            plain(standing.title) or article.key,
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
            imports=article.imports.select_related("imported_by").defer("source", "report"),
            may_write=can_write_articles(request.user),
            may_publish=can_publish(request.user),
            may_withdraw=live is not None and can_withdraw(request.user),
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

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a page from the public, with a reason for readers."""
        self.require(can_withdraw(request.user))
        article = get_object_or_404(Article, pk=pk)
        form = WithdrawForm(request.POST or None)
        person: Any = request.user
        if request.method == "POST" and form.is_valid():
            done = self.act(
                request,
                lambda: withdraw(article=article, by=person, reason=form.cleaned_data["reason"]),
                success="The page is withdrawn. Its address now answers with your reason.",
            )
            if done is not None:
                return self.to("article_change", pk)
        standing = standings([pk])[pk]
        return self.page(
            request,
            "article/withdraw.html",
            "Withdraw a page",
            article=article,
            article_title=plain(standing.title),
            form=form,
            is_live=Live.objects.filter(article=article).exists(),
        )
