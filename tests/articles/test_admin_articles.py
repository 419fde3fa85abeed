"""The list of articles and the page of one: where each stands, and what is done there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.admin.desk import standings
from articles.models import Article, Live, Withdrawal
from evidence.services.rounds import open_recheck
from references.choices import Role
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import (
    make_articleimport,
    make_revision,
    make_signoff,
    make_withdrawal,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    approved_version,
    draft_of,
    fresh,
    review,
    sent_back_version,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

LIST = "admin:articles_article_changelist"


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_{name}", args=args or None)


def told(article: Article) -> tuple[str, str]:
    standing = standings([article.pk])[article.pk]
    return standing.state, standing.next_step


def test_a_draft_says_who_has_to_do_what() -> None:
    draft = draft_of()
    versions = [submitted_version(), sent_back_version(), approved_version()]
    revision = make_revision(
        body="\n\n".join([f"[{draft.text}](claim:{draft.claim.key})", *map(placed, versions)])
    )
    standing = standings([revision.article_id])[revision.article_id]
    assert (standing.placed, standing.approved, standing.suspended) == (4, 1, 0)
    assert told(revision.article) == (
        "Revision 1 in draft",
        (
            "Authors: complete and submit 1 claim; Authors: mend 1 claim sent back; "
            "Reviewers: review 1 claim"
        ),
    )


def test_what_is_submitted_elsewhere_counts_at_once() -> None:
    draft = draft_of()
    revision = make_revision(body=f"[{draft.text}](claim:{draft.claim.key})")
    version = submitted_version(draft.claim, text=draft.text)
    assert told(revision.article)[1] == "Reviewers: review 1 claim"
    assert version.text == draft.text


def test_the_steps_to_the_public() -> None:
    revision = make_revision()
    assert told(revision.article)[1] == "Authors: place the claims of the text"
    revision = make_revision([approved_version()])
    assert told(revision.article)[1] == "A reviewer: sign off revision 1"
    make_signoff(revision)
    assert told(revision.article) == (
        "Revision 1 signed off",
        "A publisher: publish revision 1",
    )
    publication = published()
    day = f"{publication.published_at:%-d %B %Y}"
    assert told(publication.article) == (f"Live since {day}", "Nothing to do.")
    next_revision(publication.article, placed(approved_version()))
    assert told(publication.article) == (
        f"Live since {day}; revision 2 in draft",
        "A reviewer: sign off revision 2",
    )
    withdrawn = make_withdrawal()
    state, step = told(withdrawn.article)
    assert state.startswith("Withdrawn on ")
    assert step == "It was withdrawn; a publisher can bring it back with revision 1"


@pytest.mark.django_db(transaction=True)
def test_a_suspension_of_the_live_page_is_for_reviewers() -> None:
    version = approved_version()
    publication = published(make_revision([version]))
    suspended_version(version)
    standing = standings([publication.article_id])[publication.article_id]
    assert (standing.suspended, standing.approved) == (1, 0)
    assert standing.next_step == "Reviewers: re-check 1 claim of the live page"
    open_recheck(version=version, by=make_user(Role.EDITOR), note="Is it still so?")
    assert told(publication.article)[1] == "Reviewers: re-check 1 claim of the live page"
    review(version, "reject")
    assert fresh(version).status == "rejected"
    assert told(publication.article)[1] == "Authors: mend 1 claim of the live page sent back"


def test_the_list_costs_the_same_whatever_it_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user(Role.EDITOR))
    make_revision([approved_version()])
    client.get(reverse(LIST))
    counted = {}
    for name in ("few", "many"):
        with django_assert_num_queries(16, exact=False) as queries:
            client.get(reverse(LIST))
        counted[name] = len(queries)
        published(make_revision([approved_version(), approved_version()]))
        make_withdrawal()
    assert counted["few"] == counted["many"]


@pytest.mark.parametrize(
    ("tab", "expected"),
    [("all", {"a", "b", "c"}), ("live", {"a"}), ("drafts", {"b"}), ("withdrawn", {"c"})],
)
def test_the_tabs(client: Client, tab: str, expected: set[str]) -> None:
    client.force_login(make_user(Role.EDITOR))
    articles = {
        "a": published().article,
        "b": make_revision().article,
        "c": make_withdrawal().article,
    }
    rows = client.get(reverse(LIST), {"tab": tab}).context["rows"]
    shown = {article.pk for article, _ in rows}
    assert shown == {articles[name].pk for name in expected}


def test_search_by_any_title_or_address(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    article = make_revision().article
    make_revision()
    for words in (article.slug, f"PAGE NUMBER {article.slug.split('-')[1]}"):
        rows = client.get(reverse(LIST), {"q": words}).context["rows"]
        assert article.pk in {row.pk for row, _ in rows}
    answer = client.get(reverse(LIST), {"q": "nothing like this"})
    assert "No article here has these words" in answer.content.decode()


def test_a_new_article_is_written_next(client: Client) -> None:
    client.force_login(make_user(Role.AUTHOR))
    sent = {"title": "Cells and\nskin", "slug": "Cells-And-Skin"}
    answer = client.post(url("article_add"), sent)
    article = Article.objects.get(slug="cells-and-skin")
    revision = article.revisions.get()
    assert revision.title == "Cells and skin"
    assert answer["Location"] == url("revision_change", revision.pk)


def test_a_taken_address_keeps_what_was_written(client: Client) -> None:
    client.force_login(make_user(Role.AUTHOR))
    slug = make_revision().article.slug
    answer = client.post(url("article_add"), {"title": "Another title", "slug": slug})
    assert f"There is an article at {slug} already; choose another address." in said_in(answer)
    assert form_in(answer, "slug")["title"] == "Another title"


def test_the_page_tells_what_happened(client: Client) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    article = make_withdrawal().article
    page = client.get(url("article_change", article.pk)).content.decode()
    assert "It claimed more than we know." in page
    assert "First publication" in page
    assert "Publish revision 1" in page
    assert "Withdraw the page" not in page


def test_each_role_is_offered_what_it_may_do(client: Client) -> None:
    publication = published()
    offers = {
        Role.EDITOR: "Open revision 2",
        Role.PUBLISHER: "Withdraw the page",
    }
    for role, offer in offers.items():
        client.force_login(make_user(role))
        page = client.get(url("article_change", publication.article_id)).content.decode()
        assert {said for said in offers.values() if said in page} == {offer}


def test_the_page_costs_the_same_whatever_happened(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    publication = published()
    address = url("article_change", publication.article_id)
    client.get(address)
    with django_assert_num_queries(30, exact=False) as first:
        client.get(address)
    revision = next_revision(publication.article, placed(approved_version()))
    published(revision, note="A better study.")
    make_withdrawal(publication.article)
    with django_assert_num_queries(30, exact=False) as second:
        client.get(address)
    assert len(second) <= len(first) + 1  # withdrawals are asked for their publications


def test_opening_the_next_revision(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    article = published().article
    answer = client.post(url("article_open", article.pk))
    second = article.revisions.get(number=2)
    assert answer["Location"] == url("revision_change", second.pk)
    answer = client.post(url("article_open", article.pk), follow=True)
    assert said_in(answer)[-1] == "Revision 2 is still open: go on writing in it."


def test_withdrawing_takes_a_reason(client: Client) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    article = published().article
    address = url("article_withdraw", article.pk)
    answer = client.post(address, {"reason": "Too bad"})
    assert said_in(answer) == ["Readers are told why: write at least 10 characters."]
    assert form_in(answer, "reason")["reason"] == "Too bad"
    assert Live.objects.filter(article=article).exists()
    answer = client.post(address, {"reason": "Two of its sources were retracted."})
    assert answer["Location"] == url("article_change", article.pk)
    assert not Live.objects.filter(article=article).exists()
    assert Withdrawal.objects.get(article=article).reason == "Two of its sources were retracted."
    assert "there is nothing to withdraw" in client.get(address).content.decode()


def test_a_publication_is_read(client: Client) -> None:
    client.force_login(make_user(Role.AUTHOR))
    version = approved_version()
    publication = published(make_revision([version]))
    page = client.get(url("publication_change", publication.pk)).content.decode()
    assert version.text in page
    assert "Very weak evidence" in page


@pytest.mark.parametrize("name", ["publication_changelist", "articleimport_changelist"])
def test_the_other_lists_cost_the_same_whatever_they_show(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    client.force_login(make_user(Role.EDITOR))
    published()
    make_articleimport()
    client.get(url(name))
    counted = []
    for _ in range(2):
        with django_assert_num_queries(20, exact=False) as queries:
            assert client.get(url(name)).status_code == 200
        counted.append(len(queries))
        published()
        make_articleimport()
    assert counted[0] == counted[1]
