"""The source screen: every sentence that cites one source, one key each, and approving what was shown."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from evidence import badges, policies
from evidence.admin.texts import TextViews, counted
from evidence.forms.facts import FactsForm, facts_prefix
from evidence.forms.sources import SentenceForm, sentence_forms
from evidence.selectors.source_page import SourcePage, read_source_page, with_rounds
from evidence.selectors.sources_list import next_source, source_lines, works_waiting
from evidence.services.batch import approve_shown, keep_verdicts, why_alone
from evidence.services.facts import confirm_facts, enter_facts
from references.events import retrying
from references.models import Reference
from references.refusals import Refused
from references.search import legible

PER_PAGE = 40
MOST_CLAIMS = 500
KEY = re.compile(r"[-\w]{1,60}", re.ASCII)


class SourceViews(TextViews):
    """A list of sources, and a page for each."""

    def sources_view(self, request: HttpRequest) -> HttpResponse:
        """The sources whose sentences wait: how many, how far, how many keys are left."""
        self.require(self._reads(request))
        claims = _claims(request)
        page = Paginator(list(works_waiting(request.user, claims)), PER_PAGE).get_page(
            request.GET.get("p")
        )
        context = self.wide_context(
            request,
            "Sources",
            page=page,
            lines=source_lines(list(page.object_list)),
            is_reviewer=self.may(request, policies.is_reviewer),
            query=_query(claims),
            claims=claims,
        )
        return TemplateResponse(request, "admin/evidence/sources.html", context)

    def next_source_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the next source with sentences to judge; to the list where there is none."""
        self.require(self._reads(request))
        claims = _claims(request)
        after = Reference.objects.filter(key=legible(request.GET.get("after", ""))).first()
        return self._to_source_after(request, after, claims)

    def source_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show a source with its sentences; keep what is chosen, mend its facts, approve what is shown."""
        self.require(self._reads(request))
        works = with_rounds(Reference.objects.select_related("merged_into"))
        reference = get_object_or_404(works, key=key)
        if reference.merged_into is not None:
            return HttpResponseRedirect(self._source_address(reference.merged_into, request))
        if request.method != "POST":
            return self._show_source(request, self._read(request, reference))
        self.require(self.may(request, policies.is_reviewer))
        verb, _, _what = request.POST.get("do", "").partition("-")
        page = self._read(request, reference)
        if not self._keep(request, page):
            return self._show_source(request, page, request.POST)
        if verb == "facts":
            facts = FactsForm(request.POST, newest=page.study.facts, prefix=facts_prefix(reference))
            if not self._mend(request, facts, page):
                return self._show_source(request, self._read(request, reference), facts=facts)
        elif verb == "check":
            self.look_again(request, reference)
        elif verb == "approve":
            return self._approve(request, reference)
        elif verb == "next":
            return self._to_source_after(request, reference, _claims(request))
        return HttpResponseRedirect(self._source_address(reference, request))

    def _reads(self, request: HttpRequest) -> bool:
        """Who sees claims; asked in this order, so that a reviewer is looked up once."""
        return self.may(request, policies.is_reviewer) or self.may(request, policies.can_see_claims)

    # What the page of a source does

    def _read(self, request: HttpRequest, reference: Reference) -> SourcePage:
        asked = request.GET.get("p", "")
        return read_source_page(
            reference,
            request.user,
            number=int(asked) if asked.isdecimal() and len(asked) < 6 else 1,
            all_open="all" in request.GET or not self.may(request, policies.is_reviewer),
            claims=_claims(request),
        )

    def _show_source(
        self,
        request: HttpRequest,
        page: SourcePage,
        data: Any = None,
        *,
        facts: FactsForm | None = None,
    ) -> HttpResponse:
        study = page.study
        forms = {form.sentence.number: form for form in _forms(page, data)}
        judged = [(ready, why_alone(ready)) for ready in page.ready]
        is_reviewer = self.may(request, policies.is_reviewer)
        if is_reviewer and facts is None and not study.is_search:
            facts = FactsForm(newest=study.facts, prefix=facts_prefix(study.reference))
        context = self.wide_context(
            request,
            f"{study.name}: sentences",
            page=page,
            study=study,
            rows=[(sentence, forms.get(sentence.number)) for sentence in page.sentences],
            facts=facts if is_reviewer else None,
            is_reviewer=is_reviewer,
            together=[ready for ready, reasons in judged if not reasons],
            alone=[(ready, reasons) for ready, reasons in judged if reasons],
            bar_note=badges.BAR_NOTE,
            query=_query(page.claims),
        )
        return TemplateResponse(request, "admin/evidence/source.html", context)

    def _keep(self, request: HttpRequest, page: SourcePage) -> bool:
        """Keep what was chosen; whether all of it could be."""
        forms = [form for form in _forms(page, request.POST) if form.is_bound]
        chosen = [form.kept() for form in forms]
        if not forms:
            return True
        person: Any = request.user
        if all(one is not None for one in chosen):
            kept = [one for one in chosen if one is not None]
            return self.quietly(request, lambda: keep_verdicts(kept=kept, by=person))
        messages.error(request, "Nothing is kept yet; see beside the fields.")
        return False

    def quietly(self, request: HttpRequest, call: Callable[[], object]) -> bool:
        """`act` without a word where it went well; whether it did."""
        try:
            retrying(call)()
        except Refused as refusal:
            messages.error(request, refusal.message)
            return False
        return True

    def _mend(self, request: HttpRequest, form: FactsForm, page: SourcePage) -> bool:
        """Confirm what the study is as it stands, or enter it corrected. Whether that was done."""
        newest, person = page.study.facts, request.user
        if not form.is_valid():
            messages.error(request, "These study facts cannot be; see beside the fields.")
            return False
        if form.is_stale:
            messages.error(
                request, "Somebody entered facts about this study meanwhile. Reload to see them."
            )
            return False
        by: Any = person
        if newest is not None and not form.differs():
            if newest.confirmed_at is not None:
                messages.info(request, "Nothing was changed: these facts are confirmed already.")
                return True
            done: object = self.act(
                request,
                lambda: confirm_facts(facts=newest, by=by),
                success=f"Confirmed: {page.study.name}.",
            )
        else:
            done = self.act(
                request,
                lambda: enter_facts(reference=page.study.reference, by=by, **form.facts()),
                success=f"Saved and confirmed: {page.study.name}.",
            )
        return done is not None

    def _approve(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        """Approve the claims that were shown as ready and still are; tell what became of each."""
        page = self._read(request, reference)
        shown = set(request.POST.getlist("shown"))
        ready = [one for one in page.ready if one.shown in shown]
        person: Any = request.user
        if not ready:
            messages.error(
                request,
                "Nothing is approved: no claim is ready as it was shown. Look at it again, then approve.",
            )
            return HttpResponseRedirect(self._source_address(reference, request))
        results = approve_shown(ready=ready, by=person)
        approved = [one for one in results if not one.refusal]
        if approved:
            final = sum(one.became == "approved" for one in approved)
            waits = len(approved) - final
            said = f"You approve {counted(len(approved), 'claim')}."
            if waits:
                said += f" {counted(waits, 'claim')} of them wait for another reviewer or a third person."
            messages.success(request, said)
        for one in results:
            if one.refusal:
                messages.error(request, f"Not approved: “{one.text}” {one.refusal}")
        if missed := len(shown) - len(ready):
            messages.warning(
                request,
                f"{counted(missed, 'claim')} changed after the page was shown, and wait below.",
            )
        left = self._read(request, reference)
        if len(approved) == len(results) and all(one.is_judged for one in left.yours):
            return self._to_source_after(request, reference, _claims(request))
        return HttpResponseRedirect(self._source_address(reference, request))

    def _to_source_after(
        self, request: HttpRequest, after: Reference | None, claims: list[str]
    ) -> HttpResponse:
        following = next_source(request.user, after=after, claims=claims)
        if following is not None and (after is None or following.pk != after.pk):
            return HttpResponseRedirect(self._source_address(following, request, first=True))
        messages.info(request, "No other source has sentences that you have not judged.")
        address = reverse(f"{self.admin_site.name}:evidence_claim_sources")
        return HttpResponseRedirect(f"{address}{_query(claims)}")

    def _source_address(
        self, reference: Reference, request: HttpRequest, *, first: bool = False
    ) -> str:
        address = reverse(f"{self.admin_site.name}:evidence_claim_source", args=[reference.key])
        if first:
            return f"{address}{_query(_claims(request))}"
        asked = request.GET.urlencode()
        return f"{address}?{asked}" if asked else address


def _forms(page: SourcePage, data: Any = None) -> list[SentenceForm]:
    return sentence_forms(page.sentences, page.study.facts, data)


def _claims(request: HttpRequest) -> list[str]:
    """The claims that the list is narrowed to, by key: `?claims=one,two`."""
    given = request.GET.get("claims", "")
    return [key for key in given.split(",")[:MOST_CLAIMS] if KEY.fullmatch(key)]


def _query(claims: Any) -> str:
    return f"?{urlencode({'claims': ','.join(claims)}, safe=',')}" if claims else ""
