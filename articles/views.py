"""The public pages: articles as published, claims, sources, and how we work."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.claimpage import claim_page
from articles.content import Content, ReferenceContent
from articles.models import Publication
from articles.pages import render_page, templates_digest
from articles.pages.rendering import shown_reference, summary_text
from articles.selectors import live as selectors
from articles.serving import CACHE_CONTROL, accepts_gzip, public, stored_page
from evidence import badges
from evidence.badges.moves import DUE_MONTHS, DUE_MONTHS_RECORD, DUE_MONTHS_UNSETTLED
from evidence.choices import BadgeValue, Design, Direction
from evidence.models import Claim
from evidence.selectors.records import is_public
from evidence.selectors.sources import public_references
from references.models import Reference

ARTICLES_PER_PAGE = 20


@public
def front_page(request: HttpRequest) -> HttpResponse:
    """All published articles, the newest first."""
    pages = Paginator(selectors.live_publications(), ARTICLES_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    articles = [_card(publication) for publication in page]
    return render(request, "articles/front_page.html", {"articles": articles, "page": page})


def _card(publication: Publication) -> dict[str, Any]:
    content: Content = publication.content
    url = _article_url(content["slug"])
    title, summary = summary_text(content, url)
    return {
        "url": url,
        "title": title,
        "summary": summary,
        "demonstration": content["demonstration"],
        "reviewed_on": content["signed_off_on"],
        "review_due_on": content["review_due_on"],
        "overdue": "" < content["review_due_on"] < timezone.localdate().isoformat(),
        "tally": selectors.tally(content["claims"].values()),
    }


def _article_url(slug: str) -> str:
    return reverse("articles:article", args=[slug])


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, from its stored bytes: one query. 410 with the reason where it was withdrawn."""
    compressed = accepts_gzip(request)
    found = selectors.served(slug, compressed=compressed)
    if found is None:
        return _moved(slug)
    if found.publication is None:
        return _withdrawn(request, found.article)
    if found.body is not None and found.templates == templates_digest():
        return stored_page(request, found.body, etag=found.etag, compressed=compressed)
    # Not stored yet, or made by older templates: what the job will store, made now.
    page = render_page(Publication.objects.get(pk=found.publication))
    body = page.gzip if compressed else page.html
    return stored_page(request, body, etag=page.etag, compressed=compressed)


def _moved(slug: str) -> HttpResponse:
    """Where an article that left this address is now."""
    address = selectors.moved_to(slug)
    if not address:
        raise Http404
    response = HttpResponsePermanentRedirect(_article_url(address))
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _withdrawn(request: HttpRequest, article_id: int) -> HttpResponse:
    gone = selectors.gone(article_id)
    if gone is None:
        raise Http404
    context = {"title": gone.title, "reason": gone.reason, "withdrawn_on": gone.withdrawn_at}
    response = render(request, "articles/withdrawn.html", context, status=410)
    response["Cache-Control"] = "public, max-age=60"
    return response


@public
def claim(request: HttpRequest, key: str) -> HttpResponse:
    """One claim that was approved at least once: its words, its proof, its history, where it stands."""
    page = claim_page(get_object_or_404(Claim, key=key))
    if page is None:
        raise Http404
    return render(request, "articles/claim.html", page)


@public
def reference(request: HttpRequest, key: str) -> HttpResponse:
    """One source that something approved cites: what it is, whether it stands, what rests on it."""
    works = Reference.objects.select_related("merged_into").defer(
        "abstract", "merged_into__abstract"
    )
    work = get_object_or_404(works, key=key)
    if work.merged_into is not None:
        url = reverse("articles:reference", args=[work.merged_into.key])
        return HttpResponsePermanentRedirect(url)
    if not is_public(work):
        raise Http404
    told: ReferenceContent = {"n": 0, **public_references([work])[work.key]}
    claims = [
        {**vars(cited), "places": _links(cited.places)} for cited in selectors.claims_citing(work)
    ]
    context = {
        "reference": shown_reference(told),
        "standing_dataset": work.standing_dataset,
        "claims": claims,
    }
    return render(request, "articles/reference.html", context)


def _links(places: list[selectors.Place]) -> list[dict[str, Any]]:
    return [
        {"url": _article_url(place.slug), "title": place.title, "position": place.position}
        for place in places
    ]


@public
def method(request: HttpRequest) -> HttpResponse:
    """How evidence is judged, made from the rule itself."""
    marks = [{"value": value, "direction": ""} for value in BadgeValue.values]
    marks.insert(
        BadgeValue.values.index(BadgeValue.VERY_LOW) + 1,
        {"value": BadgeValue.VERY_LOW, "direction": Direction.HARM},
    )
    context = {
        "marks": marks,
        "bar_note": badges.BAR_NOTE,
        "two_reviews": [words for words, _holds in badges.TWO_BLIND_REVIEWS],
        "due_record": DUE_MONTHS_RECORD,
        "due_unsettled": DUE_MONTHS_UNSETTLED,
        "due_settled": DUE_MONTHS,
        "method_version": badges.METHOD_VERSION,
        "rule": badges.RULE,
        "designs": [design.label for design in Design if design != Design.OTHER],
    }
    return render(request, "articles/method.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Who runs this site and who pays."""
    return render(request, "articles/about.html", {"policy_url": reverse("articles:policy")})


@public
def policy(request: HttpRequest) -> HttpResponse:
    """The rules we work by."""
    return render(request, "articles/policy.html")


@public
def disclaimer(request: HttpRequest) -> HttpResponse:
    """What these pages cannot do for a reader."""
    return render(request, "articles/disclaimer.html")
