"""What reviewers say of themselves: their declarations, and their answers about authorship."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.interests import DeclarationForm
from evidence.models import AuthorshipAnswer, Declaration
from evidence.selectors.ties import active_reviewers, declared_by
from evidence.services.interests import declare_interests


@admin.register(Declaration)
class DeclarationAdmin(Desk):
    """All declarations, the newest first, and the page on which a reviewer makes one."""

    view_policy = staticmethod(policies.can_see_claims)
    list_display = ("reviewer", "about", "kind", "text", "declared_at", "expires_on")
    list_filter = ("kind",)
    list_select_related = ("reviewer",)
    search_fields = ("reviewer__name", "intervention", "text")
    ordering = ("-id",)
    change_list_template = "admin/evidence/declarations.html"

    @admin.display(description="about")
    def about(self, declaration: Declaration) -> str:
        """The intervention, or everything."""
        return declaration.intervention or "everything"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Declaration]:
        """With their reviewers."""
        return Declaration.objects.select_related("reviewer__user", "declared_by")

    def event_stream(self, obj: Declaration) -> str:
        """The history of a reviewer."""
        return f"reviewer:{obj.reviewer.user.get_username()}"

    def get_urls(self) -> list[URLPattern]:
        """One page that acts."""
        return [self.own_path("mine/", self.mine_view, "mine"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; a reviewer is led to their own."""
        is_reviewer = policies.is_reviewer(request.user)
        return super().changelist_view(
            request, {**(extra_context or {}), "is_reviewer": is_reviewer}
        )

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        """What this reviewer declared and what still holds; declare anew."""
        self.require(policies.is_reviewer(request.user))
        person: Any = request.user
        form = DeclarationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            made = self.act(
                request,
                lambda: declare_interests(by=person, **said),
                success=lambda made: f"Declared. It holds until {made.expires_on:%-d %B %Y}.",
            )
            if made is not None:
                return HttpResponseRedirect(request.path)
        reviewer = active_reviewers(person).get()
        context = self.page_context(
            request, "My interests", form=form, declared=declared_by(reviewer), reviewer=reviewer
        )
        return TemplateResponse(request, "admin/evidence/interests.html", context)


@admin.register(AuthorshipAnswer)
class AuthorshipAnswerAdmin(Desk):
    """What reviewers answered to “Is this you?”, for editors and administrators."""

    view_policy = staticmethod(policies.can_see_ties)
    list_display = ("reviewer", "author_name", "reference", "is_author", "answered_at")
    list_filter = ("is_author",)
    list_select_related = ("reviewer", "reference")
    search_fields = ("reviewer__name", "author_name", "=reference__key")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuthorshipAnswer]:
        """With people and works."""
        return AuthorshipAnswer.objects.select_related("reviewer__user", "reference", "answered_by")

    def event_stream(self, obj: AuthorshipAnswer) -> str:
        """The history of a reviewer."""
        return f"reviewer:{obj.reviewer.user.get_username()}"
