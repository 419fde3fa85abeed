"""A page gets another address: the old one leads on, no other page ever takes it."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import FormerAddress, Live
from articles.services.addresses import move_article
from articles.services.writing import create_article
from references.choices import Role
from references.refusals import NotAllowed, NotPossible
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import make_article, make_withdrawal, published
from tests.factories.people import make_user

# Each act in a transaction of its own: a re-issue is of what was live when it began.
pytestmark = pytest.mark.django_db(transaction=True)


def at(slug: str) -> str:
    return reverse("articles:article", args=[slug])


def test_the_old_address_leads_on_and_the_page_tells_its_own(client: Client) -> None:
    article = published().article
    old, publisher = article.slug, make_user(Role.PUBLISHER)
    move_article(article=article, by=publisher, slug="calm-skin")
    move_article(article=article, by=publisher, slug="calmer-skin")
    for former in (old, "calm-skin"):
        answer = client.get(at(former))
        assert (answer.status_code, answer["Location"]) == (301, at("calmer-skin"))
        assert "max-age=60" in answer["Cache-Control"]
    page = client.get(at("calmer-skin"))
    assert page.status_code == 200
    assert at("calmer-skin") in page.content.decode()
    assert at(old) not in page.content.decode()
    assert Live.objects.get().publication.cause == "reissue"
    assert at("calmer-skin") in client.get("/").content.decode()


def test_a_page_goes_back_to_an_address_it_had(client: Client) -> None:
    article = published().article
    old, publisher = article.slug, make_user(Role.PUBLISHER)
    move_article(article=article, by=publisher, slug="calm-skin")
    move_article(article=article, by=publisher, slug=old)
    assert client.get(at(old)).status_code == 200
    assert client.get(at("calm-skin"))["Location"] == at(old)
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["calm-skin"]


def test_what_was_withdrawn_says_so_at_its_new_address(client: Client) -> None:
    article = make_withdrawal().article
    old = article.slug
    move_article(article=article, by=make_user(Role.PUBLISHER), slug="gone-skin")
    assert client.get(at(old))["Location"] == at("gone-skin")
    assert client.get(at("gone-skin")).status_code == 410


def test_no_other_page_takes_an_address() -> None:
    article, other = published().article, make_article()
    old, publisher = article.slug, make_user(Role.PUBLISHER)
    move_article(article=article, by=publisher, slug="calm-skin")
    for taken, why in (("calm-skin", "There is an article"), (old, "Another article was")):
        with pytest.raises(NotPossible, match=why):
            move_article(article=other, by=publisher, slug=taken)
        with pytest.raises(NotPossible, match=why):
            create_article(by=make_user(Role.EDITOR), slug=taken, title="Another page")
    for wrong in ("Calm", "calm skin", "", "-calm", "c" * 81):
        with pytest.raises(NotPossible, match="is no address"):
            move_article(article=other, by=publisher, slug=wrong)
    with pytest.raises(NotPossible, match="already"):
        move_article(article=article, by=publisher, slug="calm-skin")


def test_who_may(client: Client) -> None:
    live, draft = published().article, make_article()
    editor = make_user(Role.EDITOR)
    with pytest.raises(NotAllowed):
        move_article(article=live, by=editor, slug="calm-skin")
    move_article(article=draft, by=editor, slug="other-skin")
    client.force_login(editor)
    move = reverse("admin:articles_article_move", args=[live.pk])
    assert client.get(move).status_code == 403
    client.force_login(make_user(Role.PUBLISHER))
    sent = form_in(client.get(move), "slug") | {"slug": "Calm-Skin"}
    assert said_in(client.post(move, sent, follow=True)) == [
        "The page is at calm-skin now; the address it had leads there."
    ]


def test_an_address_that_nobody_had_is_not_found(client: Client) -> None:
    assert client.get(at("never")).status_code == 404
