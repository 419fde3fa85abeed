"""The saved texts of an article: two of them compared, and one restored."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.admin.base import DeskAdmin, number
from articles.models import Revision, RevisionText
from articles.policies import can_write_articles
from articles.selectors.comparing import comparison
from articles.selectors.texts import SavedTexts, saved_texts
from articles.services.writing import restore_text


class ComparingViews(DeskAdmin):
    """Everyone who works here compares; authors and editors restore."""

    def revision_at(self, request: HttpRequest, pk: int) -> Revision:
        """The revision with its article and who saved it last; 403 for whoever may not see it."""
        self.require(self.has_view_permission(request))
        return get_object_or_404(Revision.objects.select_related("article", "saved_by"), pk=pk)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Any two saved texts of an article: words, claims, citations, badges."""
        revision = self.revision_at(request, pk)
        texts = saved_texts(revision.article_id)
        old, new = texts.pair_for(revision)
        old = _chosen(request, "old", texts) or old
        new = _chosen(request, "new", texts) or new
        open_revision = open_revision_of(revision)
        return self.page(
            request,
            "revision/compare.html",
            "Compare saved texts",
            revision=revision,
            article=revision.article,
            texts=texts,
            old=old,
            new=new,
            changes=comparison(old.pk, new.pk, texts) if old and new else None,
            may_write=can_write_articles(request.user),
            open_revision=open_revision,
            written=texts.last_of(open_revision.pk) if open_revision else None,
        )

    def restore_view(self, request: HttpRequest, pk: int, text: int) -> HttpResponse:
        """What would change if a saved text became what the revision says; then it does."""
        self.require(can_write_articles(request.user))
        revision = self.revision_at(request, pk)
        texts = saved_texts(revision.article_id)
        wanted, now = texts.one(text), texts.last_of(revision.pk)
        if wanted is None or now is None:
            raise Http404
        if request.method == "POST" and self._restore(request, revision, wanted):
            return self.to("revision_change", revision.pk)
        return self.page(
            request,
            "revision/restore.html",
            "Restore a saved text",
            revision=revision,
            article=revision.article,
            wanted=wanted,
            seen_saved_at=revision.saved_at.isoformat(),
            open_revision=open_revision_of(revision),
            changes=comparison(now.pk, wanted.pk, texts, today=True),
        )

    def _restore(self, request: HttpRequest, revision: Revision, text: RevisionText) -> bool:
        person: Any = request.user
        # Who restores a text was shown what would change: without that, nothing is done.
        seen = request.POST.get("seen_saved_at")
        if not seen:
            messages.error(request, "The form was not complete. Open the page again.")
            return False
        saved = self.act(
            request,
            lambda: restore_text(revision=revision, text=text, by=person, seen_saved_at=seen),
            success=lambda report: f"The text is restored. {report.message()}",
        )
        revision.refresh_from_db()
        return saved is not None


def open_revision_of(revision: Revision) -> Revision | None:
    """The revision of its article that is still written, if one is: at most the newest."""
    return Revision.objects.filter(article=revision.article_id, signoffs=None).first()


def _chosen(request: HttpRequest, name: str, texts: SavedTexts) -> RevisionText | None:
    """The text that was chosen, if one was. What is none of this article does not exist."""
    wanted = request.GET.get(name)
    if not wanted:
        return None
    found = texts.one(number(wanted))
    if found is None:
        raise Http404
    return found
