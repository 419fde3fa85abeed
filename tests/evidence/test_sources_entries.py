"""An hour of one reviewer: fifty claims over twenty sources, source by source, and how many keys that takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from evidence.models import Approval, ClaimVersion, Review
from references.choices import Role
from references.models import Reference
from tests.evidence.browsing import form_in, logged_in
from tests.factories.evidence import (
    ABSTRACT,
    CASE_REPORT,
    citing,
    make_question,
    make_studyfacts,
    reviewing_user,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

CLAIMS, SOURCES, TWICE = 50, 20, 5


class Keyboard:
    """Sends what the page sends, and counts the keys that the page asks for it (static/sources.js)."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pressed: list[str] = []

    def submit(self, address: str, form: dict[str, Any], do: str) -> Any:
        return self.client.post(address, form | {"do": do}, follow=True)


def article(author: User) -> list[ClaimVersion]:
    """Fifty claims in review over twenty sources whose facts nobody confirmed; five claims cite two."""
    librarian, question = make_user(Role.LIBRARIAN), make_question()
    sources: list[Reference] = []
    for _ in range(SOURCES):
        source = make_reference(by=librarian, abstract=ABSTRACT)
        make_studyfacts(source, by=author, **CASE_REPORT)
        sources.append(source)
    return [
        submitted_version(
            by=author,
            question=question,
            is_finding=True,
            citations=[
                citing(sources[number % SOURCES]),
                *([citing(sources[(number + 7) % SOURCES])] if number < TWICE else []),
            ],
        )
        for number in range(CLAIMS)
    ]


def test_an_article_of_fifty_claims_takes_one_reviewer_at_most_120_keys(
    client: Client, record_property: Callable[[str, object], None]
) -> None:
    versions = article(make_user(Role.AUTHOR))
    user = reviewing_user()
    keyboard = Keyboard(logged_in(client, user))
    page = client.get(reverse("admin:evidence_claim_next_source"), follow=True)
    keyboard.pressed.append("n")
    for _ in range(3 * SOURCES):
        if page.redirect_chain[-1][0].startswith(reverse("admin:evidence_claim_sources") + "?"):
            break
        if "page" not in page.context or not hasattr(page.context["page"], "sentences"):
            break
        page = one_source(keyboard, page)
    record_property(f"keys for {CLAIMS} claims over {SOURCES} sources", len(keyboard.pressed))
    assert Review.objects.filter(reviewer=user).count() == CLAIMS
    assert Approval.objects.active().filter(version__in=versions).count() == CLAIMS
    assert len(keyboard.pressed) <= 120


def one_source(keyboard: Keyboard, page: Any) -> Any:
    """Confirm what it is, judge each sentence, approve what is ready, go on."""
    address = page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"]
    shown = page.context["page"]
    if shown.study.facts is not None and not shown.study.is_confirmed:
        keyboard.pressed.append("c")
        do = f"facts-{shown.study.reference.key}"
        page = keyboard.submit(address, form_in(page, "next"), do)
    form = form_in(page, "next")
    for sentence in page.context["page"].yours:
        if not sentence.is_judged:
            keyboard.pressed.append("1")
            form[f"c{sentence.citation.pk}-judgement"] = "supports"
    # The page keeps what is chosen by itself, and shows what is ready.
    page = keyboard.submit(address, form, "keep")
    if page.context["together"]:
        keyboard.pressed += ["a", "Enter"]
        return keyboard.submit(address, form_in(page, "approve"), "approve")
    keyboard.pressed.append("n")
    return keyboard.submit(address, form_in(page, "next"), "next")
