"""The review page: read the claim beside its sources, appraise, decide, go on to the next."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from evidence import badges, policies
from evidence.admin.keeping import KeepViews
from evidence.admin.keys import KEYS
from evidence.admin.opinions import Typed
from evidence.choices import Decision, VersionStatus
from evidence.forms.review import is_about_people
from evidence.models import Claim, Review, Round
from evidence.selectors.beside import conversation_about
from evidence.selectors.desk import next_for, to_open_again
from evidence.selectors.review_page import ReviewPage, read_review_page
from evidence.services.facts import confirm_facts, enter_facts
from evidence.services.reviewing import adjudicate, review_claim

SAID = {
    Decision.APPROVE: "You approve it.",
    Decision.REQUEST_CHANGES: "You send it back.",
    Decision.REJECT: "You reject it.",
}


class ReviewViews(KeepViews):
    """One page that shows, computes, mends study facts and decides; each act calls one service."""

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page; after a POST, do what the button says and show it again, or go on."""
        reads = request.method != "POST"
        self.require(policies.can_see_claims(request.user))
        page = read_review_page(pk, request.user)
        if page is None:
            claim = get_object_or_404(Claim, pk=pk)
            messages.info(request, "Nothing of this claim was submitted yet.")
            return HttpResponseRedirect(self._claim_address(claim))
        if reads:
            return self._show(request, page, Typed(page))
        # What ended or changed meanwhile is told by the service, and what was typed stays.
        self.require(policies.can_review(request.user, page.version))
        typed = Typed(page, request.POST)
        verb, _, what = request.POST.get("do", "").partition("-")
        if verb in Decision:
            answer = self._decide(request, page, typed, verb)
            if answer is not None:
                return answer
        elif verb == "facts" and self._mend_facts(request, typed, what):
            fresh = read_review_page(pk, request.user) or page
            if page.draft is not None and not page.draft_is_stale:
                # What they save themselves is nothing that happened behind their back.
                self.keep(request, page.claim, seen=fresh.inputs.fingerprint, read_again=True)
                fresh = read_review_page(pk, request.user) or page
            return self._show(request, fresh, Typed(fresh, request.POST, fresh_facts=what))
        return self._show(request, page, typed)

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the next claim that waits for this person, other than the one they come from; else to the queue."""
        self.require(policies.can_see_claims(request.user))
        given = request.GET.get("after", "")
        following = next_for(request.user, after=int(given) if given.isdecimal() else 0)
        if following is None:
            messages.info(request, _onward(request.user, None))
        return self._to_review(following)

    def _to_review(self, following: Round | None) -> HttpResponse:
        if following is not None:
            return HttpResponseRedirect(self._review_address(following.claim))
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_claim_changelist") + "?tab=mine"
        )

    def _show(self, request: HttpRequest, page: ReviewPage, typed: Typed) -> HttpResponse:
        # Two columns need the room of the navigation.
        context = self.wide_context(
            request,
            "Settle a dispute" if page.settles else "Review a claim",
            page=page,
            typed=typed,
            computed=typed.computed(),
            bar_note=badges.BAR_NOTE,
            asked=page.asked_first,
            conversation=conversation_about(request.user, page.version, page.round),
            about_people=is_about_people(page.version),
            has_form=page.may_decide or request.method == "POST",
            reviews=policies.is_reviewer(request.user),
            keys=KEYS,
        )
        return TemplateResponse(request, "admin/evidence/review.html", context)

    def _decide(
        self, request: HttpRequest, page: ReviewPage, typed: Typed, decision: str
    ) -> HttpResponse | None:
        """Record the decision and go to the next claim; None if it was refused."""
        if unsaved := typed.unsaved_facts():
            numbers = ", ".join(str(number) for number in unsaved)
            messages.error(
                request,
                f"You changed study facts of citation {numbers} without saving them."
                " Save them, or put them back, then decide.",
            )
            return None
        if page.draft_is_stale and "read_again" not in request.POST:
            messages.error(
                request,
                "You formed this on earlier evidence. Read it as it is now, tick that you did, then decide.",
            )
            return None
        person: Any = request.user
        opinion = replace(typed.opinion(decision, request.POST), seen=request.POST.get("seen", ""))
        service = adjudicate if page.settles else review_claim
        following = next_for(person, after=page.round.pk if page.round else 0)
        review = self.act(
            request,
            lambda: service(
                version=page.version,
                by=person,
                digest=request.POST.get("digest", ""),
                opinion=opinion,
            ),
            success=lambda review: f"{_outcome(review)} {_onward(person, following)}",
        )
        if review is None:
            return None
        return self._to_review(following)

    def _mend_facts(self, request: HttpRequest, typed: Typed, key: str) -> bool:
        """Confirm what a study is as it stands, or enter it corrected. Whether that was done."""
        self.require(policies.is_reviewer(request.user))
        row = typed.facts_of(key)
        if row is None or row.facts is None or not row.facts.is_valid():
            messages.error(request, "These study facts cannot be; see beside the fields.")
            return False
        form, newest = row.facts, row.card.study.facts
        if form.is_stale:
            messages.error(
                request, "Somebody entered facts about this study meanwhile. Reload to see them."
            )
            return False
        person: Any = request.user
        reference = row.card.study.reference
        if newest is not None and not form.differs():
            if newest.confirmed_at is not None:
                messages.info(request, "Nothing was changed: these facts are confirmed already.")
                return False
            done: object = self.act(
                request,
                lambda: confirm_facts(facts=newest, by=person),
                success=f"Confirmed: {row.card.study.name}.",
            )
        else:
            done = self.act(
                request,
                lambda: enter_facts(reference=reference, by=person, **form.facts()),
                success=f"Saved and confirmed: {row.card.study.name}.",
            )
        return done is not None

    def _review_address(self, claim: Claim) -> str:
        return reverse(f"{self.admin_site.name}:evidence_claim_review", args=[claim.pk])

    def _claim_address(self, claim: Claim) -> str:
        return reverse(f"{self.admin_site.name}:evidence_claim_change", args=[claim.pk])


def _outcome(review: Review) -> str:
    """What came of a decision. A round that stays open tells nothing that has to stay covered."""
    open_still = review.round.closed_at is None and review.version.status != VersionStatus.DISPUTED
    if not open_still:
        became = f"The claim is now: {review.version.get_status_display().lower()}."
    elif policies.can_see_other_reviews(review.reviewer, review.round):
        became = (
            "The two badges are one step apart: both of you can read the other's reasons and"
            " decide once more."
        )
    else:
        became = "Another reviewer decides too."
    return f"{SAID[Decision(review.decision)]} {became}"


def _onward(person: Any, following: Round | None) -> str:
    """What comes next: a round, else what this person could open again, else nothing."""
    if following is not None:
        return "Next:"
    again = to_open_again(person).count()
    if not again:
        return "Nothing more waits for you."
    suspended = "suspended claim" if again == 1 else "suspended claims"
    return f"No review waits for you; of {again} {suspended} you can open a re-check."
