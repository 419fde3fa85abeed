"""What the public addresses answer: live rows only, few queries, bytes that can be kept."""

import gzip
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Page
from articles.serving import CACHE_CONTROL
from evidence.badges import BAR_NOTE, METHOD_VERSION, RULE, TWO_BLIND_REVIEWS, shows_as
from evidence.choices import BadgeValue
from evidence.models import ClaimVersion
from tests.articles.live import placing, published, withdrawn, written
from tests.factories.evidence import (
    ABSTRACT,
    QUOTE,
    approved,
    approved_version,
    citing,
    draft_of,
    make_claim,
    review,
    reviewing_user,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

PLAIN = {"HTTP_ACCEPT_ENCODING": "identity"}
STATIC_PAGES = ("articles:method", "articles:about", "articles:policy", "articles:disclaimer")


def address(publication: Any) -> str:
    return reverse("articles:article", args=[publication.article.slug])


def claim_address(version: ClaimVersion) -> str:
    return reverse("articles:claim", args=[version.claim.key])


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


# Articles


def test_an_article_costs_one_query_whatever_the_number_of_claims(client: Client) -> None:
    small, large = published(), published(*[approved_version() for _ in range(6)])
    assert queries(client, address(small)) == queries(client, address(large)) == 1


def test_an_article_is_the_stored_bytes(client: Client) -> None:
    publication = published()
    page = Page.objects.get(publication=publication)
    response = client.get(address(publication), **PLAIN)
    assert response.content == bytes(page.html)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == CACHE_CONTROL
    assert response["Vary"] == "Accept-Encoding"
    assert response["Content-Length"] == str(len(response.content))
    assert not response.cookies


def test_a_page_of_older_templates_is_rendered_anew_and_costs_one_query_more(
    client: Client,
) -> None:
    publication = published()
    html = bytes(Page.objects.get(publication=publication).html)
    Page.objects.update(templates="older", html=b"old", gzip=b"old")
    assert queries(client, address(publication)) == 2
    assert client.get(address(publication), **PLAIN).content == html
    Page.objects.all().delete()
    assert queries(client, address(publication)) == 2
    assert client.get(address(publication), **PLAIN).content == html


@pytest.mark.parametrize("asked", ["gzip", "br, gzip;q=0.5", "deflate, GZIP", "*", "x-gzip"])
def test_the_same_page_comes_compressed_to_whoever_takes_it(client: Client, asked: str) -> None:
    path = address(published())
    packed = client.get(path, HTTP_ACCEPT_ENCODING=asked)
    loose = client.get(path, **PLAIN)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == loose.content
    assert packed["ETag"] != loose["ETag"]
    assert packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("asked", ["", "br", "gzip;q=0", "gzip; q=0.0", "identity", "notgzip"])
def test_nobody_gets_it_compressed_who_does_not_take_it(client: Client, asked: str) -> None:
    response = client.get(address(published()), HTTP_ACCEPT_ENCODING=asked)
    assert "Content-Encoding" not in response
    assert b"</html>" in response.content


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_reader_who_has_the_page_is_told_so(client: Client, encoding: str) -> None:
    path = address(published())
    etag = client.get(path, HTTP_ACCEPT_ENCODING=encoding)["ETag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(path, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=sent)
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == etag
        assert again["Cache-Control"] == CACHE_CONTROL
        assert again["Vary"] == "Accept-Encoding"
    other = client.get(path, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH='"other"')
    assert other.status_code == 200


def test_nothing_but_reading(client: Client) -> None:
    path = address(published())
    assert client.head(path).status_code == 200
    for way in (client.post, client.put, client.delete):
        assert way(path).status_code == 405


def test_an_address_nobody_wrote_and_one_not_published_yet_are_not_found(client: Client) -> None:
    revision = written(submitted_version())
    for slug in ("no-such-article", revision.article.slug):
        response = client.get(reverse("articles:article", args=[slug]))
        assert response.status_code == 404
        assert b"There is no page at this address" in response.content


def test_a_withdrawn_article_tells_why_and_since_when(client: Client) -> None:
    article = withdrawn("Its <trial> was never registered.")
    path = reverse("articles:article", args=[article.slug])
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert len(caught) == 2
    assert response.status_code == 410
    text = response.content.decode()
    assert "Its &lt;trial&gt; was never registered." in text
    assert article.withdrawals.get().withdrawn_at.date().isoformat() in text
    assert "stale-if-error" not in response["Cache-Control"]
    assert article.slug not in client.get("/").content.decode()


# The front page


def test_the_front_page_lists_what_is_live_with_its_badges(client: Client) -> None:
    version = approved_version()
    publication = published(version, summary=f"In short: {placing(version)}")
    written(submitted_version(), slug="only-a-draft")
    text = client.get("/").content.decode()
    assert publication.content["title"] in text
    assert address(publication) in text
    assert "only-a-draft" not in text
    assert version.text in text
    assert f'href="{address(publication)}#why-1"' in text
    assert "2 ×" not in text, "a sentence that stands twice is one sentence"
    assert "Very weak evidence" in text


def test_the_front_page_costs_the_same_for_one_article_as_for_three(client: Client) -> None:
    published()
    one = queries(client, "/")
    published(approved_version(), approved_version())
    published()
    assert queries(client, "/") == one == 2


def test_the_front_page_is_paged(client: Client) -> None:
    for _ in range(3):
        published()
    with patch("articles.views.ARTICLES_PER_PAGE", 2):
        first, second = client.get("/").content, client.get("/?page=2").content
    assert first.count(b'class="card"') == 2
    assert b'rel="next"' in first
    assert second.count(b'class="card"') == 1
    assert b'rel="prev"' in second


def test_the_front_page_of_an_empty_portal(client: Client) -> None:
    assert b"No article is published at the moment." in client.get("/").content


# Claims


def test_a_claim_tells_its_words_badge_proof_history_and_places(client: Client) -> None:
    version = approved_version()
    publication = published(version)
    text = client.get(claim_address(version)).content.decode()
    assert version.text in text
    assert shows_as(BadgeValue.VERY_LOW).text in text
    assert QUOTE in text
    assert "Version 1 approved: Very weak evidence" in text
    assert f'href="{address(publication)}#c1"' in text
    assert version.question is not None
    assert version.question.title in text
    assert version.citations.get().reference.key in text


def test_a_claim_that_was_never_approved_has_no_page(client: Client) -> None:
    waiting, draft = submitted_version(), draft_of()
    for key in (waiting.claim.key, draft.claim.key, make_claim().key, "no-such-claim"):
        assert client.get(reverse("articles:claim", args=[key])).status_code == 404


def test_a_claim_that_no_page_showed_has_no_page(client: Client) -> None:
    """Approved words have passed one of two gates (D6)."""
    version = approved_version()
    assert client.get(claim_address(version)).status_code == 404
    published(version)
    assert client.get(claim_address(version)).status_code == 200


def test_newer_words_are_not_shown_before_they_are_approved(client: Client) -> None:
    version = approved_version()
    published(version)
    submitted_version(version.claim, text="In review: it cures everything.")
    draft_of(version.claim, text="In a draft: it cures everything.")
    text = client.get(claim_address(version)).content.decode()
    assert version.text in text
    assert "cures everything" not in text


def test_newer_words_take_the_place_of_the_old_once_a_page_shows_them(client: Client) -> None:
    old = approved_version()
    published(old)
    new = approved_version(old.claim)
    text = client.get(claim_address(old)).content.decode()
    assert old.text in text
    assert new.text not in text
    assert "Version 2 approved" in text
    published(new)
    text = client.get(claim_address(old)).content.decode()
    assert new.text in text
    assert old.text not in text
    assert "Version 1 approved" in text


@pytest.mark.django_db(transaction=True)
def test_what_left_the_public_is_told_as_it_was_shown(client: Client) -> None:
    article = withdrawn()
    version = article.publications.get().entries.get().version
    text = client.get(claim_address(version)).content.decode()
    assert version.text in text
    assert "In no published article at the moment." in text


@pytest.mark.django_db(transaction=True)
def test_a_suspended_claim_is_being_re_checked_and_says_why(client: Client) -> None:
    version = approved_version()
    published(version)
    suspended_version(version)
    suspension = version.suspensions.get()
    text = client.get(claim_address(version)).content.decode()
    assert version.text in text
    assert "Being re-checked since" in text
    assert suspension.detail in text
    assert BAR_NOTE not in text
    assert "Version 1 being re-checked" in text


def test_a_claim_whose_review_is_due_says_so(client: Client) -> None:
    version = approved_version()
    published(version)
    assert "Current until" in client.get(claim_address(version)).content.decode()
    with patch("articles.claimpage._today", return_value="2999-01-01"):
        text = client.get(claim_address(version)).content.decode()
    assert "Review overdue since" in text


def test_a_claim_costs_the_same_however_much_hangs_on_it(client: Client) -> None:
    small = approved_version()
    published(small)
    large = approved(
        submitted_version(citations=[citing(study()), citing(study()), citing(study())], required=2)
    )
    published(large, approved_version())
    published(large)
    for _ in range(2):
        submitted_version(large.claim, required=2)
    assert queries(client, claim_address(small)) == queries(client, claim_address(large)) <= 16


# Sources


def test_a_source_tells_what_it_is_and_what_rests_on_it_and_never_its_abstract(
    client: Client,
) -> None:
    work = study(doi="10.5555/abc", container_title="Journal of Plaques", volume="4", pages="1-9")
    version = approved_version(citations=[citing(work)])
    publication = published(version)
    path = reverse("articles:reference", args=[work.key])
    with CaptureQueriesContext(connection) as caught:
        text = client.get(path).content.decode()
    assert len(caught) <= 6
    assert "Journal of Plaques. 2020;4:1-9." in text
    assert "https://doi.org/10.5555/abc" in text
    assert "Case report, 1 person" in text
    assert "Not checked for retractions" in text
    assert version.text in text
    assert f'href="{address(publication)}#c1"' in text
    assert ABSTRACT not in text
    assert "had not come back" not in text


@pytest.mark.django_db(transaction=True)
def test_a_retracted_source_says_so_and_the_sentence_is_being_re_checked(client: Client) -> None:
    work = study()
    published(approved_version(citations=[citing(work)]))
    stand(work, "retracted")
    text = client.get(reverse("articles:reference", args=[work.key])).content.decode()
    assert "Retracted: this source does not count" in text
    assert "Being re-checked" in text


def test_a_source_that_nothing_approved_cites_has_no_page(client: Client) -> None:
    work = study()
    submitted_version(citations=[citing(work)])
    draft_of(citations=[citing(work)])
    for key in (work.key, make_reference().key, "rnosuchkey"):
        assert client.get(reverse("articles:reference", args=[key])).status_code == 404


def test_a_merged_source_leads_to_the_winner(client: Client) -> None:
    loser, winner = make_reference(), make_reference()
    type(loser).objects.filter(pk=loser.pk).update(merged_into=winner)
    response = client.get(reverse("articles:reference", args=[loser.key]))
    assert response.status_code == 301
    assert response["Location"] == reverse("articles:reference", args=[winner.key])


# Pages about the work


def test_the_methodology_is_the_rule(client: Client) -> None:
    text = client.get(reverse("articles:method")).content.decode()
    for line in RULE:
        for words in (line.title, line.text, line.source, line.stricter, *line.readings):
            assert words.replace("'", "&#x27;") in text
    for value in BadgeValue:
        assert shows_as(value).text.replace("'", "&#x27;") in text
    for words, _holds in TWO_BLIND_REVIEWS:
        assert words in text
    assert f"The rule, version {METHOD_VERSION}" in text
    assert BAR_NOTE in text


@pytest.mark.parametrize("name", STATIC_PAGES)
def test_pages_about_the_work_cost_no_query_and_can_be_kept(client: Client, name: str) -> None:
    path = reverse(name)
    assert queries(client, path) == 0
    response = client.get(path, HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert response["Cache-Control"] == CACHE_CONTROL
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    assert client.post(path).status_code == 405


def test_an_error_of_ours_needs_no_database(client: Client) -> None:
    client.raise_request_exception = False
    with patch("articles.views.selectors.live_publications", side_effect=RuntimeError):
        response = client.get("/")
    assert response.status_code == 500
    assert b"Something went wrong here" in response.content


# All of them


def test_no_page_has_anything_inline_or_from_elsewhere(client: Client) -> None:
    work = study()
    version = approved_version(citations=[citing(work)])
    publication = published(version)
    paths = [
        "/",
        address(publication),
        claim_address(version),
        reverse("articles:reference", args=[work.key]),
        "/no-such-page",
        *map(reverse, STATIC_PAGES),
    ]
    for path in paths:
        response = client.get(path, **PLAIN)
        text = response.content.decode()
        assert "unsafe" not in response["Content-Security-Policy"]
        assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", text), path
        assert not re.search(r"<(?:style|iframe|img|form|base)\b", text), path
        assert set(re.findall(r"<script[^>]*>", text)) <= {'<script type="application/ld+json">'}
        assert all(
            href.startswith("/static/")
            for href in re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]*)"', text)
        )
        assert not response.cookies, path
        assert '<main id="main"' in text
        assert text.count("<h1") == 1


def test_a_decision_made_to_show_the_software_says_so(client: Client) -> None:
    version = submitted_version()
    review(version, by=reviewing_user(is_demonstration=True))
    published(version)
    text = client.get(claim_address(version)).content.decode()
    assert "Demonstration:" in text
    assert '<meta name="robots" content="noindex">' in text
