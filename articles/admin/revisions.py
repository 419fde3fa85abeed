"""Revisions: writing, submitting claims, reading as readers will, signing off, publishing."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern

from articles.admin.audit import groups_of
from articles.admin.base import number, sent
from articles.admin.checklist import Checklist, checklist_of
from articles.admin.comparing import open_revision_of
from articles.admin.reader import reader_page
from articles.admin.writing import WritingViews
from articles.forms import TEXT_SECTIONS, PublishForm, RevisionForm, SignOffForm
from articles.markdown import plain
from articles.models import Revision
from articles.policies import can_publish, can_write_articles, why_not_sign_off
from articles.selectors.texts import saves_of
from articles.services.auditing import audit_revision
from articles.services.publishing import publish, sign_off
from articles.services.scheduling import schedule_publication
from articles.services.writing import save_revision, submit_claims
from evidence.policies import is_reviewer


@admin.register(Revision)
class RevisionAdmin(WritingViews):
    """One text of an article. It comes into being with its article, or by opening the next one."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not on the index: revisions are found through their articles."""
        return {}

    def event_stream(self, obj: Revision) -> str:
        """The history of its article."""
        return f"article:{obj.article.key}"

    def get_urls(self) -> list[URLPattern]:
        """What is done with a revision."""
        return [
            self.own_path("<int:pk>/submit/", self.submit_view, "submit", post=True),
            self.own_path("claims.json", self.claims_view, "claims"),
            self.own_path("pasted/", self.pasted_view, "pasted", post=True),
            self.own_path("<int:pk>/live/", self.live_view, "live", post=True),
            self.own_path("<int:pk>/preview/", self.preview_view, "preview"),
            self.own_path("<int:pk>/audit/", self.audit_view, "audit"),
            self.own_path("<int:pk>/audit.json", self.audit_json_view, "audit_json"),
            self.own_path("<int:pk>/compare/", self.compare_view, "compare"),
            self.own_path("<int:pk>/restore/<int:text>/", self.restore_view, "restore"),
            self.own_path("<int:pk>/sign-off/", self.sign_off_view, "sign_off"),
            self.own_path("<int:pk>/publish/", self.publish_view, "publish"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Revisions are listed with their articles."""
        self.require(self.has_view_permission(request))
        return self.to("article_changelist")

    # Writing

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The text beside its claims; saving it places them."""
        revision = self.revision_at(request, number(object_id))
        may_write = can_write_articles(request.user)
        if request.method == "POST":
            self.require(may_write)
            form = RevisionForm(request.POST)
            if self._save(request, revision, form):
                done = "revision_preview" if "_preview" in request.POST else "revision_change"
                return self.to(done, revision.pk)
            # What is stored now is not what this person began with; the form keeps what they wrote.
            revision.refresh_from_db()
        else:
            form = RevisionForm(initial=self._stored(revision))
        checklist = checklist_of(revision)
        every = request.GET.get("saves") == "all"
        return self.page(
            request,
            "revision/write.html",
            plain(revision.title) or revision.article.key,
            form=form,
            may_write=may_write and not checklist.is_signed,
            may_restore=may_write,
            may_open=may_write and checklist.is_signed and self._is_newest(revision),
            stored=self._saved_meanwhile(revision, form),
            open_revision=open_revision_of(revision) if checklist.is_signed else revision,
            saves=saves_of(revision, every=every),
            saves_open=every,
            is_nav_sidebar_enabled=False,
            **self._about(request, checklist),
        )

    def _save(self, request: HttpRequest, revision: Revision, form: RevisionForm) -> bool:
        if not form.is_valid():
            messages.error(request, "An article needs a title. Nothing was saved yet.")
            return False
        person: Any = request.user
        text = {name: form.cleaned_data[name] for name in TEXT_SECTIONS}
        seen = request.POST.get("joined") or form.cleaned_data["seen_saved_at"]
        if not seen:
            messages.error(request, "The form was not complete. Open the page again, then save.")
            return False
        saved = self.act(
            request,
            lambda: save_revision(revision=revision, by=person, seen_saved_at=seen, **text),
            success=lambda report: report.message(),
        )
        return saved is not None

    def _stored(self, revision: Revision) -> dict[str, str]:
        text = {name: getattr(revision, name) for name in TEXT_SECTIONS}
        return {**text, "seen_saved_at": revision.saved_at.isoformat()}

    def _saved_meanwhile(self, revision: Revision, form: RevisionForm) -> dict[str, Any] | None:
        """What somebody else saved after this person opened the page, to be joined with what they wrote."""
        seen = form["seen_saved_at"].value()
        if not form.is_bound or not seen or seen == revision.saved_at.isoformat():
            return None
        fields = [
            (form[name].label, getattr(revision, name))
            for name in TEXT_SECTIONS
            if getattr(revision, name).strip() != str(form.cleaned_data.get(name, "")).strip()
        ]
        return {"fields": fields, "saved_at": revision.saved_at.isoformat()}

    def submit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Submit every claim whose words are only a draft."""
        self.require(can_write_articles(request.user))
        revision = self.revision_at(request, pk)
        person: Any = request.user
        self.act(
            request,
            lambda: submit_claims(revision=revision, by=person),
            success=lambda versions: (
                f"{len(versions)} {'claim waits' if len(versions) == 1 else 'claims wait'} for review."
            ),
        )
        return self.to("revision_change", pk)

    # Auditing

    def audit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What keeps the page from being defended."""
        revision = self.revision_at(request, pk)
        headline = plain(revision.title) or revision.article.key
        return self.page(
            request,
            "revision/audit.html",
            f"Evidence audit of “{headline}”",
            headline=headline,
            revision=revision,
            article=revision.article,
            groups=groups_of(audit_revision(revision)),
        )

    def audit_json_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for programs, for those who may read the page."""
        revision = self.revision_at(request, pk)
        findings = [one.to_dict() for one in audit_revision(revision)]
        about = {"article": revision.article.key, "revision": revision.number}
        return JsonResponse({**about, "findings": findings})

    # Reading and signing off

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers will see it, from the text as it stands."""
        revision = self.revision_at(request, pk)
        checklist = checklist_of(revision)
        about = self._about(request, checklist)
        return HttpResponse(reader_page(request, checklist, about))

    def sign_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers will see it, then its checks."""
        revision = self.revision_at(request, pk)
        why_not = why_not_sign_off(request.user, revision)
        person: Any = request.user
        checklist = checklist_of(revision)
        if request.method == "POST":
            self.require(not why_not)
            form = SignOffForm(request.POST, found=checklist.found)
            if not form.is_valid():
                self.say_errors(request, form)
            elif self._sign(request, revision, form):
                return self.to("revision_change", pk)
            else:
                checklist = checklist_of(revision)
        else:
            form = SignOffForm(found=checklist.found)
            form.initial["seen"] = checklist.fingerprint
        about = self._about(request, checklist, why_not) | {
            "signing": True,
            "signs": not why_not and checklist.may_be_signed,
            "form": form,
        }
        named = None if why_not else person
        return HttpResponse(reader_page(request, checklist, about, by=named))

    def _sign(self, request: HttpRequest, revision: Revision, form: SignOffForm) -> bool:
        person: Any = request.user
        # Without what was read, nothing can be vouched for: such a post is refused like a changed page.
        seen = form.cleaned_data["seen"] or "nothing"
        signed = self.act(
            request,
            lambda: sign_off(revision=revision, by=person, items=form.answers(), seen=seen),
            success="Signed off. A publisher can put it before the public now.",
        )
        return signed is not None

    # Publishing

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a signed-off revision before the public."""
        self.require(can_publish(request.user))
        revision = self.revision_at(request, pk)
        form = PublishForm(sent(request))
        if request.method == "POST" and form.is_valid() and self._publish(request, revision, form):
            return self.to("article_change", revision.article_id)
        checklist = checklist_of(revision)
        return self.page(
            request,
            "revision/publish.html",
            f"Publish “{plain(revision.title)}”",
            form=form,
            **self._about(request, checklist),
        )

    def _publish(self, request: HttpRequest, revision: Revision, form: PublishForm) -> bool:
        """Publish it now, or set the time."""
        person: Any = request.user
        said = dict(form.cleaned_data)
        due_at = said.pop("due_at")
        if due_at is None:
            done: Any = self.act(
                request,
                lambda: publish(revision=revision, by=person, **said),
                success=lambda made: f"Published: readers see it now (publication {made.number}).",
            )
        else:
            done = self.act(
                request,
                lambda: schedule_publication(revision=revision, by=person, due_at=due_at, **said),
                success="The time is set. Every check is made again then.",
            )
        return done is not None

    def _is_newest(self, revision: Revision) -> bool:
        newer = Revision.objects.filter(article=revision.article_id, number__gt=revision.number)
        return not newer.exists()

    def _about(
        self, request: HttpRequest, checklist: Checklist, why_not: str | None = None
    ) -> dict[str, Any]:
        """What every page of a revision says and offers; `why_not` where the caller asked already who may sign."""
        revision, reviews = checklist.revision, is_reviewer(request.user)
        if why_not is None:
            why_not = why_not_sign_off(request.user, revision) if reviews else ""
        return {
            "checklist": checklist,
            "revision": revision,
            "article": revision.article,
            "why_not": why_not,
            "is_reviewer": reviews,
            "may_publish": can_publish(request.user),
            "may_submit": can_write_articles(request.user) and checklist.waiting > 0,
        }
