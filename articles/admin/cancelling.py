"""A load of notices that suspended claims: letting its clocks run, or cancelling it as a mistake (D7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern

from articles.admin.base import DeskAdmin, sent
from articles.forms import ReasonForm
from articles.models import ClockConfirmation
from articles.policies import can_confirm_clocks
from articles.selectors.clocks import DAYS, MANY, suspended_claims, unconfirmed
from articles.services.clocks import confirm_clocks
from evidence.selectors.cancelling import left_by, preview_of
from evidence.templatetags.badges import short_words
from references.choices import Standing
from references.models import NoticeCancellation, NoticeLoad
from references.policies import can_cancel_load
from references.retelling import still_to_follow
from references.services.cancelling import cancel_load

CONFIRM = "What did you check, so that these clocks may run?"
CANCEL = "Why was this load a mistake?"
CANCEL_HINT = "At least ten characters. The record keeps it, with your name."


class LoadViews(DeskAdmin):
    """The page of one load, and its two acts."""

    def load_urls(self) -> list[URLPattern]:
        """Look, confirm, cancel."""
        return [
            self.own_path("load/<int:pk>/", self.load_view, "load"),
            self.own_path("load/<int:pk>/confirm/", self.confirm_view, "confirm", post=True),
            self.own_path("load/<int:pk>/cancel/", self.cancel_view, "cancel", post=True),
        ]

    def load_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a load suspended, what cancelling it would give back and what not, or what that gave back."""
        self.require(self.has_view_permission(request))
        return self._load_page(request, pk)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the clocks run."""
        self.require(can_confirm_clocks(request.user))
        load = get_object_or_404(NoticeLoad, pk=pk)
        form = ReasonForm(sent(request), label=CONFIRM)
        person: Any = request.user
        if form.is_valid():
            done = self.act(
                request,
                lambda: confirm_clocks(load=load, by=person, reason=form.cleaned_data["reason"]),
                success=f"The clocks run: what was suspended {DAYS} days ago folds away tonight.",
            )
            if done is not None:
                return self.to("clockconfirmation_load", pk)
        return self._load_page(request, pk, confirming=form)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the load, or finish a cancellation that broke off."""
        self.require(can_cancel_load(request.user))
        load = get_object_or_404(NoticeLoad, pk=pk)
        known = NoticeCancellation.objects.filter(load=load).first()
        form = ReasonForm(sent(request), label=CANCEL, hint=CANCEL_HINT)
        person: Any = request.user
        if known or form.is_valid():
            reason = known.reason if known else form.cleaned_data["reason"]
            done = self.act(
                request,
                lambda: cancel_load(load=load, by=person, reason=reason),
                success="The load is cancelled. What it alone had suspended stands again.",
            )
            if done is not None:
                return self.to("clockconfirmation_load", pk)
        return self._load_page(request, pk, cancelling=form)

    def _load_page(
        self,
        request: HttpRequest,
        pk: int,
        *,
        confirming: ReasonForm | None = None,
        cancelling: ReasonForm | None = None,
    ) -> HttpResponse:
        load = get_object_or_404(NoticeLoad.objects.select_related("loaded_by"), pk=pk)
        cancellation = (
            NoticeCancellation.objects.filter(load=load).select_related("cancelled_by").first()
        )
        preview = None if cancellation else preview_of(load)
        returns = left_by(load) if cancellation else preview.left if preview else []
        return self.page(
            request,
            "currency/load.html",
            f"Load of notices: {load.name}",
            load=load,
            claims=suspended_claims(load),
            many=MANY,
            days=DAYS,
            waits=load.pk in unconfirmed([load.pk]),
            confirmation=ClockConfirmation.objects.filter(load=load)
            .select_related("confirmed_by")
            .first(),
            cancellation=cancellation,
            unfinished=len(still_to_follow(cancellation)) if cancellation else 0,
            preview=preview,
            standings=[
                (work, Standing(then).label, by_person)
                for work, then, by_person in (preview.standings if preview else ())
            ],
            restored=[(one, _badge(one)) for one in (preview.restored if preview else ())],
            left=[(one, _badge(one)) for one in returns],
            may_confirm=can_confirm_clocks(request.user),
            may_cancel=can_cancel_load(request.user),
            confirming=confirming or ReasonForm(label=CONFIRM),
            cancelling=cancelling or ReasonForm(label=CANCEL, hint=CANCEL_HINT),
        )


def _badge(one: Any) -> str:
    return str(short_words(one.shown, one.suspension.version.direction))
