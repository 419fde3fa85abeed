"""Adopting an appraisal: two drafts side by side, what they would move, and closing what nobody finishes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from evidence import badges, policies, settling
from evidence.admin.appraisals import result_of
from evidence.admin.desk import Desk
from evidence.forms.appraisal import CloseForm
from evidence.models import ProfileDraft, Question
from evidence.selectors.appraising import Appraisal, read_appraisal
from evidence.selectors.profile_history import label_of, value_of
from evidence.selectors.question_page import (
    kinds_asked,
    may_read,
    open_drafts,
    profiles_of,
    questions_with_kinds,
    rows_of_body,
)
from evidence.services.appraisal import adopt_profile
from evidence.services.profile_drafts import JUDGEMENT_FIELDS, close_draft

CHOICES = (settling.CAUTIOUS, settling.FIRST, settling.SECOND)


@dataclass(frozen=True)
class Side:
    """One field of two drafts, and what may be adopted of it."""

    name: str
    label: str
    first: str
    second: str
    differs: bool
    choices: tuple[tuple[str, str], ...]
    chosen: str
    refused: str


class AdoptViews(Desk):
    """Read what is in, then put it in force by one service."""

    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would be adopted and what it moves; after a POST that says so, put it in force."""
        self.require(policies.is_reviewer(request.user))
        question = get_object_or_404(questions_with_kinds(), pk=pk)
        drafts = open_drafts(question)
        pair = [
            draft
            for draft in drafts
            if draft.handed_in_at is not None and may_read(draft, drafts, request.user)
        ]
        if not pair:
            messages.info(request, "Nothing of this question can be adopted yet.")
            return self._to_question(pk)
        choices = {
            name: said
            for name in settling.FIELDS
            if (said := request.POST.get(f"take-{name}", "")) in CHOICES
        }
        if request.method == "POST" and request.POST.get("do") == "adopt":
            shown = "-".join(str(draft.pk) for draft in pair)
            if request.POST.get("shown") != shown:
                messages.error(request, "A draft was revised or closed meanwhile. Read it again.")
            elif self._adopt(request, pair, choices):
                return self._to_question(pk)
        return self._show_pair(request, question, pair, choices)

    def _adopt(
        self, request: HttpRequest, pair: list[ProfileDraft], choices: dict[str, str]
    ) -> bool:
        person: Any = request.user
        return (
            self.act(
                request,
                lambda: adopt_profile(
                    draft=pair[0],
                    by=person,
                    other=pair[1] if pair[1:] else None,
                    choices=choices,
                    rationale=request.POST.get("rationale", ""),
                ),
                success=lambda profile: (
                    f"Appraisal {profile.number} is in force; badges are computed again."
                ),
            )
            is not None
        )

    def _show_pair(
        self,
        request: HttpRequest,
        question: Question,
        pair: list[ProfileDraft],
        choices: dict[str, str],
    ) -> HttpResponse:
        first, second = pair[0], pair[1] if pair[1:] else None
        is_third = request.user.pk not in [draft.drafted_by_id for draft in pair]
        values = settling.values_of(first)
        sides = []
        if second is not None:
            values = settling.settled(values, settling.values_of(second), choices)
            sides = _sides(first, second, choices, is_third=is_third)
        appraisal = _appraisal(question, values)
        names = {
            key: study.name
            for key in appraisal.shelf.rows
            if (study := appraisal.shelf.study(key)) is not None
        }
        rows, independent = rows_of_body(appraisal.shelf, values["studies"])
        alone = second is None and appraisal.needs_two
        barred = next((side.refused for side in sides if side.refused), "")
        context = self.page_context(
            request,
            "Adopt the appraisal" if not alone else "Wait for the second draft",
            question=question,
            pair=pair,
            first=first,
            second=second,
            sides=sides,
            is_third=is_third,
            adopted=appraisal.judgements,
            rationale=request.POST.get("rationale") or values["rationale"],
            rows=rows,
            independent=independent,
            result=result_of(appraisal, names, search=values["search"] is not None),
            bar_note=badges.BAR_NOTE,
            shown="-".join(str(draft.pk) for draft in pair),
            alone=alone,
            barred=barred,
            is_nav_sidebar_enabled=False,
        )
        return TemplateResponse(request, "admin/evidence/adopt.html", context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close a draft that nobody finishes, with a reason."""
        self.require(policies.can_assign(request.user) or policies.is_reviewer(request.user))
        number = request.POST.get("draft", "")
        draft = get_object_or_404(
            ProfileDraft, question=pk, pk=int(number) if number.isdecimal() else 0
        )
        self.require(policies.can_assign(request.user) or draft.drafted_by_id == request.user.pk)
        form = CloseForm(request.POST)
        person: Any = request.user
        if not form.is_valid():
            self.say_errors(request, form)
        else:
            reason = form.cleaned_data["reason"]
            self.act(
                request,
                lambda: close_draft(draft=draft, by=person, reason=reason),
                success="The draft is closed; its place is free.",
            )
        return self._to_question(pk)

    def _to_question(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_question_change", args=[pk])
        )


def _appraisal(question: Question, values: dict[str, Any]) -> Appraisal:
    newest = profiles_of(question).first()
    judged = ProfileDraft(question=question, **{name: values[name] for name in JUDGEMENT_FIELDS})
    return read_appraisal(
        question,
        judged,
        values["studies"],
        before=(newest, newest.listed) if newest is not None else None,  # type: ignore[attr-defined]
        kinds=kinds_asked(question),
    )


def _sides(
    first: ProfileDraft, second: ProfileDraft, choices: dict[str, str], *, is_third: bool
) -> list[Side]:
    """Every field of both, those that differ with what may be taken of them."""
    one, other = settling.values_of(first), settling.values_of(second)
    apart = settling.differing(one, other)
    sides = []
    for name in settling.FIELDS:
        if name == "studies":
            shown = _listed(first), _listed(second)
            label = "Studies"
        else:
            shown = value_of(first, name), value_of(second, name)
            label = label_of(name)
        words = {
            settling.CAUTIOUS: "All of both" if name == "studies" else "The more cautious",
            settling.FIRST: f"As {_name(first)}",
            settling.SECOND: f"As {_name(second)}",
        }
        may = tuple(
            (choice, words[choice])
            for choice in CHOICES
            if not settling.why_not(name, choice, is_third=is_third)
        )
        chosen = choices.get(name, settling.CAUTIOUS)
        sides.append(
            Side(
                name,
                label,
                *shown,
                differs=name in apart,
                choices=may if name in apart else (),
                chosen=chosen,
                refused=settling.why_not(name, chosen, is_third=is_third) if name in apart else "",
            )
        )
    return sides


def _name(draft: ProfileDraft) -> str:
    return draft.drafted_by.get_full_name() or draft.drafted_by.get_username()


def _listed(draft: ProfileDraft) -> str:
    return f"{len(draft.studies)} {'study' if len(draft.studies) == 1 else 'studies'}"
