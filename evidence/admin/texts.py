"""The texts that quotes of a work are looked for in: pasted, taken back, looked through again. Private to the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.sources import PasteForm, TakeBackForm
from evidence.models import FullText
from evidence.selectors.studies import studies_of
from evidence.selectors.works import rows_of
from evidence.services.quoting import Looked, check_quotes, paste_full_text, take_back_text
from references.models import Reference


class TextViews(Desk):
    """One page per work. It never shows a whole text: only passages around quotes are shown, on other pages."""

    # The words of a text are nobody's business in the report of an error.
    @method_decorator(sensitive_post_parameters("text"))
    def texts_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """The texts that were pasted of a work; paste another, take one back, have quotes looked for again."""
        self.require(self.may(request, policies.can_see_claims))
        reference = get_object_or_404(Reference.objects.select_related("merged_into"), key=key)
        if reference.merged_into is not None:
            return HttpResponseRedirect(self._texts_address(reference.merged_into))
        form = PasteForm()
        if request.method == "POST":
            self.require(self.may(request, policies.can_paste_texts))
            form = PasteForm(request.POST) if request.POST.get("do") == "paste" else form
            if self._change_texts(request, reference, form):
                return HttpResponseRedirect(self._texts_address(reference))
        study = studies_of([reference])[reference.pk]
        context = self.page_context(
            request,
            f"Texts of {study.name}",
            study=study,
            texts=FullText.objects.filter(reference__in=rows_of(reference))
            .defer("text")
            .select_related("pasted_by__reviewer", "taken_back_by__reviewer"),
            form=form if self.may(request, policies.can_paste_texts) else None,
            take_back=TakeBackForm(),
        )
        return TemplateResponse(request, "admin/evidence/texts.html", context)

    def _change_texts(self, request: HttpRequest, reference: Reference, form: PasteForm) -> bool:
        person: Any = request.user
        verb, _, which = request.POST.get("do", "").partition("-")
        if verb == "check":
            return self.look_again(request, reference)
        if verb == "back":
            text = get_object_or_404(
                FullText.objects.defer("text").select_related("reference"),
                pk=int(which) if which.isdecimal() else 0,
                reference__in=rows_of(reference),
            )
            reason = request.POST.get("reason", "")
            taken = self.act(
                request,
                lambda: take_back_text(full_text=text, by=person, reason=reason),
                success="The text is taken back; what was found in it alone is looked for anew.",
            )
            return taken is not None
        if not form.is_valid():
            messages.error(request, "Nothing is kept yet; see beside the fields.")
            return False
        given = form.cleaned_data
        looked = self.act(
            request,
            lambda: paste_full_text(
                reference=reference, by=person, text=given["text"], source=given["source"]
            ),
            success=lambda looked: f"The text is kept, for the desk only. {_found(looked)}",
        )
        return looked is not None

    def look_again(self, request: HttpRequest, reference: Reference) -> bool:
        """Have the quotes of a work looked for again, and say what came of it."""
        person: Any = request.user
        looked = self.act(
            request, lambda: check_quotes(reference=reference, by=person), success=_found
        )
        return looked is not None

    def _texts_address(self, reference: Reference) -> str:
        return reverse(f"{self.admin_site.name}:evidence_claim_texts", args=[reference.key])


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _found(looked: Looked) -> str:
    if not looked.looked_for:
        return "Every quote in review was found before."
    return f"{looked.found} of {counted(looked.looked_for, 'quote')} that had not been found stand in it."
