"""Questions: asked once, appraised in numbered profiles, inherited by claims."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk, all_valid
from evidence.forms.appraisal import STUDY, JudgementsForm, QuestionForm, StudyForm
from evidence.forms.drafts import rearranged, typed_rows
from evidence.models import ProfileDraft, Question
from evidence.selectors.question_page import (
    Start,
    questions_with_profiles,
    read_question_page,
    start_of_draft,
)
from evidence.selectors.studies import found_studies, studies_by_key
from evidence.services.appraisal import (
    adopt_profile,
    ask_question,
    draft_profile,
    needs_a_second,
)
from references.policies import Person
from references.search import legible


def may_ask(user: Person) -> bool:
    """Who writes claims or reviews them also asks what they answer."""
    return policies.can_write_claims(user) or policies.is_reviewer(user)


@admin.register(Question)
class QuestionAdmin(Desk):
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
        """Appraise, and adopt."""
        return [
            self.own_path("<int:pk>/appraise/", self.appraise_view, "appraise"),
            self.own_path("<int:pk>/adopt/", self.adopt_view, "adopt", post=True),
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
        page = read_question_page(question)
        reviews = policies.is_reviewer(request.user)
        drafts = []
        for draft in page.drafts:
            second = needs_a_second(draft.judgements)
            drafts.append((draft, second, reviews and not (second and draft.is_by(request.user))))
        context = self.page_context(
            request, question.title, page=page, drafts=drafts, reviews=reviews
        )
        return TemplateResponse(request, "admin/evidence/question.html", context)

    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a draft in force."""
        self.require(policies.is_reviewer(request.user))
        number = request.POST.get("draft", "")
        draft = get_object_or_404(
            ProfileDraft.objects.select_related("question"),
            question=pk,
            pk=int(number) if number.isdecimal() else 0,
        )
        person: Any = request.user
        self.act(
            request,
            lambda: adopt_profile(draft=draft, by=person),
            success=lambda profile: (
                f"Appraisal {profile.number} is in force; badges are computed again."
            ),
        )
        return self._to_question(pk)

    def appraise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draft the next profile: studies, GRADE domains, direction, search."""
        self.require(policies.is_reviewer(request.user))
        question = get_object_or_404(Question, pk=pk)
        person: Any = request.user
        if request.method != "POST":
            start = start_of_draft(question, person)
            form = JudgementsForm(instance=start.judgements)
            return self._show(request, question, form, _study_forms(start.studies), start=start)
        rows = typed_rows(request.POST, STUDY)
        do = request.POST.get("do", "")
        if do != "save":
            again = JudgementsForm(initial=_typed(JudgementsForm(request.POST)))
            studies = _study_forms(rearranged(rows, do))
            return self._show(
                request, question, again, studies, search=legible(request.POST.get("q", ""))
            )
        form = JudgementsForm(request.POST)
        studies = _study_forms(rows, data=request.POST)
        valid = all_valid([form, *studies])
        if not valid:
            messages.error(request, "The draft is not saved yet; see beside the fields.")
        elif self.act(
            request,
            lambda: draft_profile(
                question=question,
                by=person,
                studies=[study.cleaned_data for study in studies],
                judgements=form.judgements(),
            ),
            success="The draft is saved. It counts once it is adopted.",
        ):
            return self._to_question(pk)
        return self._show(request, question, form, studies)

    def _show(
        self,
        request: HttpRequest,
        question: Question,
        form: JudgementsForm,
        rows: list[StudyForm],
        *,
        search: str = "",
        start: Start | None = None,
    ) -> HttpResponse:
        studies = studies_by_key({str(row["reference"].value()) for row in rows})
        context = self.page_context(
            request,
            "Appraise the evidence",
            question=question,
            form=form,
            rows=[(row, studies.get(str(row["reference"].value()))) for row in rows],
            search=search,
            found=[(study, study.reference.key in studies) for study in found_studies(search)],
            start=start,
            first=policies.why_not_appraise(request.user, question),
        )
        return TemplateResponse(request, "admin/evidence/appraise.html", context)

    def _to_question(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_question_change", args=[pk])
        )


def _study_forms(rows: list[dict[str, Any]], *, data: Any = None) -> list[StudyForm]:
    return [StudyForm(data, initial=row, prefix=f"r{n}") for n, row in enumerate(rows)]


def _typed(form: forms.BaseForm) -> dict[str, Any]:
    """What stands in the fields, unchecked, to show it again."""
    return {name: form[name].value() for name in form.fields}
