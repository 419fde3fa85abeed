"""What the page on which a revision is written asks while somebody writes. Nothing here writes anything."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from articles.admin.comparing import ComparingViews
from articles.admin.offering import offered_claims
from articles.admin.pasting import pasted_markdown
from articles.admin.unsaved import Unreadable, unsaved_page
from articles.forms import TEXT_SECTIONS, LinesField
from articles.policies import can_write_articles
from references.refusals import NotPossible
from references.search import legible

TOLD = 422
MOST_WORDS = 200


class WritingViews(ComparingViews):
    """Authors and editors ask; what they typed is answered and forgotten."""

    def live_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page of the text in the form as its readers would see it; 422 with the place if it cannot be read."""
        self.require(can_write_articles(request.user))
        revision = self.revision_at(request, pk)
        typed = {
            name: LinesField().to_python(request.POST.get(name, "").replace("\0", ""))
            for name in TEXT_SECTIONS
        }
        typed["title"] = " ".join(typed["title"].split())
        try:
            html, claims = unsaved_page(request, revision, typed)
        except Unreadable as unreadable:
            return JsonResponse(unreadable.told(), status=TOLD)
        return JsonResponse({"html": html, "claims": claims})

    def claims_view(self, request: HttpRequest) -> HttpResponse:
        """The first approved claims with these words, or this key."""
        self.require(can_write_articles(request.user))
        words = legible(request.GET.get("q", ""))[:MOST_WORDS]
        return JsonResponse({"found": offered_claims(words)})

    def pasted_view(self, request: HttpRequest) -> HttpResponse:
        """A piece of HTML as Markdown; 422 where it cannot be."""
        self.require(can_write_articles(request.user))
        try:
            pasted = pasted_markdown(request.POST.get("html", ""))
        except NotPossible as refusal:
            return JsonResponse({"refused": refusal.message}, status=TOLD)
        return JsonResponse({"markdown": pasted.markdown, "left_out": pasted.left_out})
