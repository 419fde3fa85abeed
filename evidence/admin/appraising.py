"""The question screen: appraise a body of evidence, see what that moves, keep it, hand it in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from evidence import badges, effects, policies, settling
from evidence.admin.appraisals import NO_SEARCH, StudyRow, Typed, stored_values, typed_values
from evidence.admin.desk import Desk, all_valid
from evidence.forms.appraisal import FLAGS, STUDY, JudgementsForm, SearchForm
from evidence.forms.drafts import rearranged, typed_rows
from evidence.models import Profile, ProfileDraft, Question
from evidence.selectors.question_page import (
    kinds_asked,
    open_drafts,
    profiles_of,
    questions_with_kinds,
    start_of_draft,
)
from evidence.selectors.studies import found_studies
from evidence.services.appraisal import draft_profile
from evidence.services.facts import confirm_facts, enter_facts
from evidence.services.profile_drafts import keep_draft, record_search, take_back_draft
from references.admin.library import FOUND, told_on_one_line
from references.events import retrying
from references.models import Reference
from references.paging import first_found
from references.refusals import Refused
from references.search import legible


class AppraiseViews(Desk):
    """One page that shows, computes, keeps and hands in; each act calls one service."""

    def appraise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draft the next profile: studies, GRADE domains, direction, effect, search."""
        self.require(policies.is_reviewer(request.user))
        question = get_object_or_404(questions_with_kinds(), pk=pk)
        person: Any = request.user
        drafts = open_drafts(question)
        own = next((draft for draft in drafts if draft.drafted_by_id == person.pk), None)
        page: dict[str, Any] = {
            "question": question,
            "others": [draft for draft in drafts if draft.drafted_by_id != person.pk],
            "own": own,
            "both_in": settling.both_are_in(drafts),
        }
        if request.method != "POST":
            newest = profiles_of(question).first()
            start = start_of_draft(question, person, drafts, newest)
            values, listed = stored_values(start.judgements), start.studies
            typed = self._typed(question, values, listed, newest=newest)
            return self._show(request, page | {"start": start}, typed)
        verb, _, what = request.POST.get("do", "").partition("-")
        if verb == "keep":
            return self._keep(request, page)
        if verb == "back" and own is not None:
            self.act(
                request,
                lambda: take_back_draft(draft=own, by=person),
                success="It is yours again; nobody has read it.",
            )
            return HttpResponseRedirect(request.path)
        values = typed_values(request.POST)
        rows = rearranged(typed_rows(request.POST, STUDY), request.POST.get("do", ""))
        if verb == "save":
            return self._hand_in(request, page, values, rows)
        if verb == "record":
            return self._record(request, page, values, rows)
        typed = self._typed(
            question,
            values,
            rows,
            data=request.POST,
            facts_of=what if verb == "open" else request.POST.get("facts_open", ""),
        )
        if verb == "take":
            typed = self._taking(request, typed, values, rows, what)
        elif verb == "effect":
            typed = self._telling(request, typed, values, rows)
        elif verb in ("facts", "confirm") and self._mend_facts(request, typed, verb, what):
            typed = self._typed(question, values, rows, data=request.POST)
        return self._show(request, page, typed)

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """The first ten works that a search finds, also for reviewers who have no other role."""
        self.require(policies.can_see_claims(request.user))
        works = Reference.objects.current().only(*FOUND)
        found = first_found(works, request.GET.get("q", ""), size=10)
        return JsonResponse({"found": [told_on_one_line(work) for work in found]})

    def _typed(
        self,
        question: Question,
        values: dict[str, Any],
        rows: list[dict[str, Any]],
        *,
        newest: Profile | None = None,
        **more: Any,
    ) -> Typed:
        """The page over these values, held against what is in force."""
        newest = newest or profiles_of(question).first()
        before = (newest, newest.listed) if newest is not None else None  # type: ignore[attr-defined]
        kinds = kinds_asked(question)
        return Typed(question, values=values, studies=rows, before=before, kinds=kinds, **more)

    def _show(self, request: HttpRequest, page: dict[str, Any], typed: Typed) -> HttpResponse:
        search = legible(request.POST.get("q", ""))
        listed = {row.key for row in typed.rows}
        context = self.wide_context(
            request,
            "Appraise the evidence",
            **page,
            typed=typed,
            result=typed.result,
            bar_note=badges.BAR_NOTE,
            find_url=reverse(f"{self.admin_site.name}:evidence_question_find"),
            search=search,
            found=[(s, s.reference.key in listed) for s in found_studies(search)] if search else [],
            first=policies.why_not_appraise(request.user, page["question"]),
        )
        return TemplateResponse(request, "admin/evidence/appraise.html", context)

    def _keep(self, request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
        """Keep what can be read of the form, for this person only; the script asks for JSON."""
        person: Any = request.user
        form = JudgementsForm(request.POST)
        form.is_valid()
        rows = _clean_rows(request.POST)
        quietly = request.headers.get("Accept", "") == "application/json"

        def keep() -> ProfileDraft:
            return keep_draft(
                question=page["question"],
                by=person,
                studies=rows,
                judgements=form.judgements(),
                review_due_on=form.review_due_on,
            )

        if not quietly:
            self.act(request, keep, success="Kept, for you only. Hand it in when you are done.")
            return HttpResponseRedirect(request.path)
        try:
            retrying(keep)()
        except Refused as refusal:
            return JsonResponse({"refused": refusal.message}, status=409)
        return JsonResponse({"kept": f"{timezone.localtime():%H:%M}"})

    def _hand_in(
        self,
        request: HttpRequest,
        page: dict[str, Any],
        values: dict[str, Any],
        rows: list[dict[str, Any]],
    ) -> HttpResponse:
        person: Any = request.user
        question = page["question"]
        typed = self._typed(question, values, rows, data=request.POST, check=True)
        studies: list[StudyRow] = typed.rows
        for name in typed.appraisal.unjudged if typed.form.is_valid() else ():
            typed.form.add_error(name, "Judge this one: it can move a badge.")
        if not all_valid([typed.form, *(row.form for row in studies)]):
            messages.error(request, "The draft is not handed in yet; see beside the fields.")
        elif any(row.facts is not None and row.facts.differs() for row in studies):
            messages.error(
                request,
                "You changed facts of a study without saving them. Save them, or close them.",
            )
        elif draft := self.act(
            request,
            lambda: draft_profile(
                question=question,
                by=person,
                studies=[row.form.cleaned_data for row in studies],
                judgements=typed.form.judgements(),
                review_due_on=typed.form.review_due_on,
            ),
            success=" ".join(
                ["Your draft is handed in.", *({NO_SEARCH} & set(typed.result.lacking))]
            ),
        ):
            both = any(other.handed_in_at is not None for other in page["others"])
            if not both and not typed.appraisal.needs_two:
                return HttpResponseRedirect(_at("adopt", draft.question_id))
            return HttpResponseRedirect(_at("change", draft.question_id))
        return self._show(request, page, typed)

    def _record(
        self,
        request: HttpRequest,
        page: dict[str, Any],
        values: dict[str, Any],
        rows: list[dict[str, Any]],
    ) -> HttpResponse:
        """Record a search, and name it in the draft."""
        person: Any = request.user
        form = SearchForm(request.POST)
        if form.is_valid():
            search = self.act(
                request,
                lambda: record_search(question=page["question"], by=person, **form.cleaned_data),
                success="The search is recorded, and named here.",
            )
            if search is not None:
                values, form = values | {"search": search.pk}, SearchForm()
        typed = self._typed(page["question"], values, rows, data=request.POST)
        typed.new_search = form
        return self._show(request, page, typed)

    def _taking(
        self,
        request: HttpRequest,
        typed: Typed,
        values: dict[str, Any],
        rows: list[dict[str, Any]],
        name: str,
    ) -> Typed:
        """The same page with one suggestion taken."""
        taken = next((one for one in typed.judgements if one.name == name and one.suggestion), None)
        if taken is None or taken.suggestion is None:
            return typed
        value: Any = taken.suggestion.value
        value = bool(value) if name in FLAGS else value
        return self._typed(
            typed.question, values | {name: value}, rows, data=request.POST, facts_of=typed.facts_of
        )

    def _telling(
        self,
        request: HttpRequest,
        typed: Typed,
        values: dict[str, Any],
        rows: list[dict[str, Any]],
    ) -> Typed:
        """The same page with the sentence that the numbers make."""
        counts = typed.effect.counts
        if counts is None:
            messages.error(request, "Give both numbers of the group that had the intervention.")
            return typed
        told = effects.sentence(
            counts,
            outcome=typed.question.outcome,
            follow_up=typed.effect.cleaned_data["follow_up"],
        )
        return self._typed(typed.question, values | {"effect_line": told}, rows, data=request.POST)

    def _mend_facts(self, request: HttpRequest, typed: Typed, verb: str, key: str) -> bool:
        """Confirm what a study is as it stands, or save what was entered. Whether that was done."""
        person: Any = request.user
        row = next((row for row in typed.rows if row.key == key), None)
        if row is None or row.study is None:
            raise Http404
        study = row.study
        if verb == "confirm":
            facts = study.facts
            if facts is None or str(facts.pk) != request.POST.get(f"seen-{key}", ""):
                messages.error(request, "Somebody entered facts about this study meanwhile.")
                return False
            done: object = self.act(
                request,
                lambda: confirm_facts(facts=facts, by=person),
                success=f"Confirmed: {study.name}.",
            )
            return done is not None
        form = row.facts
        if form is None or not form.is_valid():
            messages.error(request, "These study facts cannot be; see beside the fields.")
            return False
        if form.is_stale:
            messages.error(
                request, "Somebody entered facts about this study meanwhile. Reload to see them."
            )
            return False
        done = self.act(
            request,
            lambda: enter_facts(reference=study.reference, by=person, **form.facts()),
            success=f"Saved and confirmed: {study.name}.",
        )
        return done is not None


def _clean_rows(data: Any) -> list[dict[str, Any]]:
    return [
        {
            "reference": row["reference"],
            "direction": row["direction"],
            "apart_from_reviews": bool(row["apart_from_reviews"]),
        }
        for row in typed_rows(data, STUDY)
    ]


def _at(name: str, pk: int) -> str:
    return reverse(f"admin:evidence_question_{name}", args=[pk])
