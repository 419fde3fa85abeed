"""Study facts: what each study is, entered by staff, confirmed by a reviewer, shared by all claims."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.linking import LinkViews
from evidence.forms.facts import FactsForm
from evidence.models import StudyFacts
from evidence.selectors.studies import found_studies, studies_of
from evidence.selectors.works import rows_of
from evidence.services.facts import confirm_facts, enter_facts
from references.models import Reference
from references.search import legible


@admin.register(StudyFacts)
class StudyFactsAdmin(LinkViews):
    """One line per study, its newest facts. Facts are never changed: new ones take their place."""

    view_policy = staticmethod(policies.can_see_claims)
    add_policy = staticmethod(policies.can_enter_facts)
    list_display = ("study", "design", "population", "n", "interests", "is_confirmed", "entered_at")
    list_filter = ("design", "population", ("confirmed_at", admin.EmptyFieldListFilter))
    list_select_related = ("reference",)
    search_fields = ("reference__title", "=reference__doi", "=reference__pmid", "=reference__key")
    ordering = ("-entered_at", "-id")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StudyFacts]:
        """The newest facts of each study."""
        newest = StudyFacts.objects.filter(reference=OuterRef("reference")).order_by("-number")
        return StudyFacts.objects.filter(pk=Subquery(newest.values("pk")[:1]))

    @admin.display(description="study", ordering="reference__title")
    def study(self, facts: StudyFacts) -> str:
        """Author, year, title."""
        return str(facts.reference)

    @admin.display(description="confirmed", boolean=True)
    def is_confirmed(self, facts: StudyFacts) -> bool:
        """Whether a reviewer confirmed them."""
        return facts.confirmed_at is not None

    def get_urls(self) -> list[URLPattern]:
        """A page per study."""
        return [
            self.own_path("of/<int:pk>/", self.study_view, "study"),
            *self.link_urls(),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Find the study first."""
        self.require(self.has_add_permission(request))
        search = legible(request.GET.get("q", ""))
        context = self.page_context(
            request, "Enter study facts", search=search, found=found_studies(search)
        )
        return TemplateResponse(request, "admin/evidence/find_study.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of the study."""
        self.require(self.has_view_permission(request))
        if not object_id.isdecimal():
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.model._meta, object_id
            )
        return self._to_study(get_object_or_404(StudyFacts, pk=object_id).reference_id)

    def study_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is known of a study; enter it anew, or confirm it."""
        self.require(self.has_view_permission(request))
        reference = get_object_or_404(Reference.objects.select_related("merged_into"), pk=pk)
        if reference.merged_into_id is not None:
            return self._to_study(reference.merged_into_id)
        study = studies_of([reference])[reference.pk]
        form = FactsForm(newest=study.facts)
        if request.method == "POST":
            self.require(policies.can_enter_facts(request.user))
            if request.POST.get("do") == "confirm":
                self.require(policies.is_reviewer(request.user))
                if self._confirm(request, reference):
                    return self._to_study(pk)
            else:
                form = FactsForm(request.POST, newest=study.facts)
                if self._enter(request, form, reference):
                    return self._to_study(pk)
        context = self.page_context(
            request,
            study.name,
            study=study,
            form=form if policies.can_enter_facts(request.user) else None,
            may_confirm=policies.is_reviewer(request.user),
            history=StudyFacts.objects.filter(reference__in=rows_of(reference))
            .select_related("entered_by", "confirmed_by")
            .order_by("-entered_at", "-id"),
            **self.link_context(reference, request.user),
        )
        return TemplateResponse(request, "admin/evidence/study.html", context)

    def _enter(self, request: HttpRequest, form: FactsForm, reference: Reference) -> bool:
        if not form.is_valid():
            messages.error(request, "Nothing is saved yet; see beside the fields.")
            return False
        if form.is_stale:
            messages.error(
                request, "Somebody entered facts about this study meanwhile. Reload to see them."
            )
            return False
        person: Any = request.user
        entered = self.act(
            request,
            lambda: enter_facts(reference=reference, by=person, **form.facts()),
            success=lambda facts: (
                "Saved and confirmed."
                if facts.confirmed_at
                else "Saved. It counts once a reviewer has confirmed it."
            ),
        )
        return entered is not None

    def _confirm(self, request: HttpRequest, reference: Reference) -> bool:
        shown = request.POST.get("shown", "")
        facts = get_object_or_404(
            StudyFacts,
            pk=int(shown) if shown.isdecimal() else 0,
            reference__in=rows_of(reference),
        )
        person: Any = request.user
        return (
            self.act(request, lambda: confirm_facts(facts=facts, by=person), success="Confirmed.")
            is not None
        )

    def _to_study(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_studyfacts_study", args=[pk])
        )
