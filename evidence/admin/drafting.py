"""Writing a claim: its words, what it asks, and what it cites, on one page without scripts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from evidence import policies
from evidence.admin.desk import Desk, all_valid
from evidence.choices import QuoteCheck
from evidence.forms.drafts import (
    CITATION,
    CitationForm,
    WordsForm,
    citation_forms,
    rearranged,
    typed_rows,
    typed_words,
)
from evidence.models import Claim, ClaimDraft
from evidence.quotes import QuoteRefused, Sources
from evidence.selectors.findings import sources_of
from evidence.selectors.history import sent_back
from evidence.selectors.passages import quote_in
from evidence.selectors.studies import Study, found_studies, studies_by_key
from evidence.services.drafts import WORD_FIELDS, edit_draft, start_of
from references.search import legible


class DraftViews(Desk):
    """One form: buttons search, cite, move and remove without losing a word; one of them saves."""

    def draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft, rearrange what is typed, or save it."""
        self.require(policies.can_write_claims(request.user))
        claim = get_object_or_404(Claim, pk=pk)
        if request.method != "POST":
            words, rows = _stored(claim)
            return self._show_draft(request, claim, WordsForm(initial=words), citation_forms(rows))
        do = request.POST.get("do", "")
        rows = typed_rows(request.POST)
        if do != "save":
            return self._show_draft(
                request,
                claim,
                WordsForm(initial=typed_words(request.POST)),
                citation_forms(rearranged(rows, do)),
                search=legible(request.POST.get("q", "")),
            )
        form = WordsForm(request.POST)
        cited = citation_forms(rows, data=request.POST)
        valid = all_valid([form, *cited])
        if valid and self._save(request, claim, form, cited):
            return HttpResponseRedirect(
                reverse(f"{self.admin_site.name}:evidence_claim_change", args=[claim.pk])
            )
        if not valid:
            messages.error(request, "The draft is not saved yet; see beside the fields.")
        return self._show_draft(request, claim, form, cited)

    def _save(
        self, request: HttpRequest, claim: Claim, form: WordsForm, cited: list[CitationForm]
    ) -> bool:
        person: Any = request.user
        saved = self.act(
            request,
            lambda: edit_draft(
                claim=claim,
                by=person,
                words={name: form.cleaned_data[name] for name in WORD_FIELDS},
                citations=[{name: row.cleaned_data[name] for name in CITATION} for row in cited],
            ),
            success="The draft is saved.",
        )
        return saved is not None

    def _show_draft(
        self,
        request: HttpRequest,
        claim: Claim,
        words: forms.BaseForm,
        cited: list[CitationForm],
        *,
        search: str = "",
    ) -> HttpResponse:
        studies = studies_by_key({str(row["reference"].value()) for row in cited})
        known = sources_of(study.reference for study in studies.values())
        found = found_studies(search)
        context = self.page_context(
            request,
            "Edit the draft",
            claim=claim,
            sent_back=sent_back(claim, request.user),
            words=words,
            rows=[_row(row, studies.get(str(row["reference"].value())), known) for row in cited],
            search=search,
            found=[(study, study.reference.key in studies) for study in found],
        )
        return TemplateResponse(request, "admin/evidence/draft.html", context)


def _row(form: CitationForm, study: Study | None, known: dict[int, Sources]) -> dict[str, Any]:
    quote = str(form["quote"].value() or "").strip()
    abstract = study.reference.abstract if study else ""
    sources = known.get(study.stands.pk, Sources()) if study else Sources()
    return {
        "form": form,
        "study": study,
        "check": _check(quote, sources),
        "abstract": quote_in(abstract, quote),
    }


def _check(quote: str, sources: Sources) -> tuple[str, str] | None:
    """What the machine says of a quote: a value and its words; nothing where none is given."""
    if not quote:
        return None
    try:
        check = QuoteCheck(sources.check(quote).result)
    except QuoteRefused as refused:
        return str(QuoteCheck.NOT_FOUND), str(refused)
    return str(check), check.label


def _stored(claim: Claim) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The draft as it is stored, else what a new one starts from."""
    draft = ClaimDraft.objects.filter(claim=claim).first()
    if draft is None:
        draft = ClaimDraft(claim=claim, **start_of(claim))
    return {name: getattr(draft, name) for name in WORD_FIELDS}, draft.citations
