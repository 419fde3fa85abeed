"""Threads and flags: the list of all, and what is done with one; which mails a person wants."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from evidence import policies
from evidence.admin.desk import Desk
from evidence.forms.mail import MailForm
from evidence.models import Letter, MailChoice, Thread
from evidence.selectors.letters import choices_of
from evidence.services.conversation import reply, resolve_thread
from evidence.services.letters import choose_mail


@admin.register(Thread)
class ThreadAdmin(Desk):
    """Everything that was said, the newest first; a line leads to the page of its claim."""

    view_policy = staticmethod(policies.can_see_claims)
    list_display = ("short", "version", "is_flag", "opened_by", "opened_at", "resolved_at")
    list_filter = ("is_flag", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("version__claim", "opened_by")
    search_fields = ("text", "=version__claim__key")
    ordering = ("-id",)
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description="what was said")
    def short(self, thread: Thread) -> str:
        """The beginning of it."""
        return thread.text if len(thread.text) <= 80 else f"{thread.text[:79]}…"

    def event_stream(self, obj: Thread) -> str:
        """The history of the claim."""
        return f"claim:{obj.version.claim.key}"

    def get_urls(self) -> list[URLPattern]:
        """Two acts."""
        return [
            self.own_path("<int:pk>/reply/", self.reply_view, "reply", post=True),
            self.own_path("<int:pk>/resolve/", self.resolve_view, "resolve", post=True),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A thread is read on the page of its claim."""
        self.require(self.has_view_permission(request))
        thread = self.get_object(request, object_id)
        if thread is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.model._meta, object_id
            )
        self.require(request.method in ("GET", "HEAD"))
        return self._to_thread(request, thread)

    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer."""
        self.require(policies.can_flag(request.user))
        thread = self._thread(pk)
        person: Any = request.user
        self.act(
            request,
            lambda: reply(thread=thread, by=person, text=request.POST.get("text", "")),
            success="Your answer is there.",
        )
        return self._to_thread(request, thread)

    def resolve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close a thread or flag."""
        self.require(policies.can_flag(request.user))
        thread = self._thread(pk)
        person: Any = request.user
        self.act(
            request,
            lambda: resolve_thread(
                thread=thread, by=person, resolution=request.POST.get("resolution", "")
            ),
            success="Resolved.",
        )
        return self._to_thread(request, thread)

    def _thread(self, pk: int) -> Thread:
        return get_object_or_404(Thread.objects.select_related("version__claim"), pk=pk)

    def _to_thread(self, request: HttpRequest, thread: Thread) -> HttpResponse:
        name = "review" if request.POST.get("from") == "review" else "change"
        where = reverse(
            f"{self.admin_site.name}:evidence_claim_{name}", args=[thread.version.claim_id]
        )
        return HttpResponseRedirect(f"{where}#thread-{thread.pk}")


@admin.register(MailChoice)
class MailChoiceAdmin(Desk):
    """One page: which mails I want, and when."""

    view_policy = staticmethod(policies.can_see_claims)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the person chose, and keep what they choose."""
        self.require(self.has_view_permission(request))
        person: Any = request.user
        form = MailForm(request.POST or None, chosen=choices_of([person.pk])[person.pk])
        if request.method == "POST" and form.is_valid():
            times = form.cleaned_data
            # The service writes only what differs.
            self.act(
                request, lambda: choose_mail(by=person, times=times), success="Your choice is kept."
            )
            return HttpResponseRedirect(request.path)
        if request.method == "POST":
            messages.error(request, "Choose one of the three for each kind.")
        return TemplateResponse(
            request,
            "admin/evidence/mail.html",
            self.page_context(request, "My e-mails", form=form, address=person.email),
        )

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """There is one page."""
        self.require(self.has_view_permission(request) and request.method in ("GET", "HEAD"))
        return HttpResponseRedirect(
            reverse(f"{self.admin_site.name}:evidence_mailchoice_changelist")
        )


@admin.register(Letter)
class LetterAdmin(Desk):
    """Which mails went out to whom, for administrators."""

    view_policy = staticmethod(policies.can_onboard_reviewers)
    list_display = ("person", "kind", "version", "written_at", "outcome", "settled_at")
    list_filter = ("outcome", "kind")
    list_select_related = ("person", "version__claim")
    search_fields = ("person__username", "=version__claim__key")
    ordering = ("-id",)
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """With the people."""
        return Letter.objects.select_related("person", "version__claim", "settled_by")

    def event_stream(self, obj: Letter) -> str:
        """The history of the claim."""
        return f"claim:{obj.version.claim.key}"
