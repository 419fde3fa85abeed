"""What reading and publishing cost in queries: the same for one claim as for forty, for one row as for many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Publication
from articles.services.publishing import publish, sign_off, withdraw
from evidence.models import ClaimVersion
from references.choices import Role
from tests.factories.articles import (
    CONFIRMED,
    make_revision,
    make_signoff,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    approved_version,
    citing,
    draft_of,
    make_question,
    reviewing_user,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_user

MANY = 40


def cost(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def read(client: Client, path: str) -> int:
    def get() -> None:
        assert client.get(path).status_code == 200, path

    return cost(get)


def versions(count: int) -> list[ClaimVersion]:
    """Approved claims that share a source and a question."""
    question, citations = make_question(), [citing(study())]
    return [approved_version(question=question, citations=citations) for _ in range(count)]


@pytest.mark.django_db
def test_an_article_of_forty_claims_costs_what_one_of_one_costs(client: Client) -> None:
    small, large = published(make_revision(versions(1))), published(make_revision(versions(MANY)))
    assert large.entries.count() == MANY
    for page in (small, large):
        assert read(client, reverse("articles:article", args=[page.article.slug])) <= 2
        assert read(client, f"/api/articles/{page.article.slug}/") == 1
        withdraw(article=page.article, by=make_user(Role.PUBLISHER), reason="It claimed too much.")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/articles/{page.article.slug}/").status_code == 410
        assert len(caught) <= 2


@pytest.mark.django_db
def test_lists_cost_the_same_for_one_and_for_many(client: Client) -> None:
    paths = ["/", "/api/articles/", "/api/claims/", "/api/references/"]
    first = published(make_revision(versions(1)))
    few = {path: read(client, path) for path in paths}
    for _ in range(3):
        published(make_revision([approved_version(), *versions(2)]))
    submitted_version(first.entries.get().claim)
    draft_of(first.entries.get().claim)
    assert {path: read(client, path) for path in paths} == few
    assert max(few.values()) <= 12, few


@pytest.mark.django_db
def test_claim_and_source_cost_the_same_however_much_hangs_on_them(client: Client) -> None:
    alone = versions(1)
    published(make_revision(alone))
    crowded = versions(5)
    for count in range(1, 4):
        published(make_revision(crowded[:count]))
    few, many = (
        [
            read(client, path)
            for one in (sample[0],)
            for path in (
                reverse("articles:claim", args=[one.claim.key]),
                reverse("articles:reference", args=[one.citations.get().reference.key]),
                f"/api/claims/{one.claim.key}/",
                f"/api/references/{one.citations.get().reference.key}/",
            )
        ]
        for sample in (alone, crowded)
    )
    assert few == many


@pytest.mark.django_db(transaction=True)
def test_what_people_do_costs_the_same_for_forty_claims_as_for_one(record_property: Any) -> None:
    few, many = _costs(1), _costs(MANY)
    for what, queries in many.items():
        record_property(f"queries to {what}", queries)
    assert few == many


def _costs(count: int) -> dict[str, int]:
    """Everything that is done to a page of so many claims; each by people of their own, as in separate requests."""
    claims, odd = versions(count), approved_version()
    body = "\n\n".join(map(placed, [odd, *claims]))
    revision = make_revision(summary=placed(odd), body=body)
    article, signer = revision.article, reviewing_user()
    publisher, another, third = (make_user(Role.PUBLISHER) for _ in range(3))
    costs = {
        "sign off": cost(lambda: sign_off(revision=revision, by=signer, items=CONFIRMED)),
        "publish": cost(lambda: publish(revision=revision, by=publisher)),
    }
    following = next_revision(article, f"{body}\n\nAnd a word more.")
    make_signoff(following)
    costs["publish an update"] = cost(
        lambda: publish(revision=following, by=another, note="A word more.")
    )
    costs["retract a source and re-issue"] = cost(
        lambda: stand(odd.citations.get().reference, "retracted")
    )
    assert Publication.objects.filter(article=article).count() == 3
    costs["withdraw"] = cost(
        lambda: withdraw(article=article, by=third, reason="It claimed too much.")
    )
    return costs
