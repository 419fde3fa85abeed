"""Questions: asked once, appraised in numbered profiles, inherited by claims."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from evidence import policies
from evidence.admin.adopting import AdoptViews
from evidence.admin.appraising import AppraiseViews
from evidence.forms.appraisal import QuestionForm
from evidence.models import Question
from evidence.selectors.question_page import questions_with_profiles, read_question_page
from evidence.services.appraisal import ask_question
from evidence.services.profile_drafts import MOST_DRAFTS
from references.policies import Person


def may_ask(user: Person) -> bool:
    """Who writes claims or reviews them also asks what they answer."""
    return policies.can_write_claims(user) or policies.is_reviewer(user)


@admin.register(Question)
class QuestionAdmin(AppraiseViews, AdoptViews):
    """A question with its profile in force, drafts of the next one, and everything before."""

    view_policy = staticmethod(policies.can_see_claims)
    add_policy = staticmethod(may_ask)
    form = QuestionForm
    list_display = ("title", "key", "outcome", "profile_number", "due", "claims")
    search_fields = ("title", "key", "population", "intervention", "outcome")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """With the profile in force and the number of claims, in one query."""
        return questions_with_profiles()

    @admin.display(description="appraisal")
    def profile_number(self, question: Any) -> str:
        """The number of the profile in force."""
        return f"No. {question.profile_number}" if question.profile_number else "not appraised"

    @admin.display(description="appraise again by")
    def due(self, question: Any) -> Any:
        """The review due date."""
        return question.due_on

    @admin.display(description="claims")
    def claims(self, question: Any) -> int:
        """How many claims answer it."""
        return int(question.claims)

    def event_stream(self, obj: Question) -> str:
        """The history of a question."""
        return f"question:{obj.key}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Ask it, by the service."""
        person: Any = request.user
        obj.pk = ask_question(by=person, **form.cleaned_data).pk

    def get_urls(self) -> list[URLPattern]:
        """Appraise, adopt, and close a draft."""
        return [
            self.own_path("<int:pk>/appraise/", self.appraise_view, "appraise"),
            self.own_path("find/", self.find_view, "find"),
            self.own_path("<int:pk>/adopt/", self.adopt_view, "adopt"),
            self.own_path("<int:pk>/close-draft/", self.close_view, "close_draft", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The question, the evidence on it, and who judged that how."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        question = self.get_object(request, object_id)
        if question is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.model._meta, object_id
            )
        page = read_question_page(question, request.user)
        context = self.page_context(
            request,
            question.title,
            page=page,
            reviews=policies.is_reviewer(request.user),
            may_close=policies.can_assign(request.user),
            has_room=len(page.drafts) < MOST_DRAFTS or any(one.is_own for one in page.drafts),
            today=timezone.localdate(),
            # The table of studies needs the room of the navigation.
            is_nav_sidebar_enabled=False,
        )
        return TemplateResponse(request, "admin/evidence/question.html", context)
