"""The source screen in a real browser, by keyboard alone."""

import os
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from evidence.models import Review, StudyFacts
from references.choices import Role
from tests.factories.evidence import (
    ABSTRACT,
    CASE_REPORT,
    IN_PAPER,
    citing,
    fresh,
    make_fulltext,
    make_studyfacts,
    reviewing_user,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference
from tests.support.browser import accessibility_problems

pytestmark = pytest.mark.django_db(transaction=True)

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def signed_in(context: BrowserContext, live_server: Any, user: User) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return context.new_page()


def test_a_source_is_read_once_and_its_sentences_approved_by_keyboard(
    context: BrowserContext, live_server: Any
) -> None:
    author = make_user(Role.AUTHOR)
    source, second = (make_reference(abstract=ABSTRACT) for _ in range(2))
    for one in (source, second):
        make_studyfacts(one, by=author, **CASE_REPORT)
    make_fulltext(source)
    first, found, slipped = (
        submitted_version(by=author, is_finding=True, citations=[citing(source, quote=quote)])
        for quote in (
            citing(source)["quote"],
            IN_PAPER,
            "the redness of the skin vanished within a month",
        )
    )
    elsewhere = submitted_version(by=author, is_finding=True, citations=[citing(second)])
    user = reviewing_user()
    page = signed_in(context, live_server, user)
    page.goto(live_server.url + reverse("admin:evidence_claim_next_source"))
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert not page.evaluate(TOO_WIDE)
        assert accessibility_problems(page) == []
        if folder := os.environ.get("MSC_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/source-{width}.png", full_page=True)
    page.reload()
    page.keyboard.press("c")
    expect(page.locator(".messagelist")).to_contain_text("Confirmed")
    assert StudyFacts.objects.filter(reference=source).first() is not None
    for key in "111":
        page.keyboard.press(key)
    expect(page.locator("#the-tally")).to_have_text("3 of 3 judged by you")
    expect(page.locator("#s1-state")).to_have_text("Supports")
    # A quote nobody found is not among them; what was chosen for it is kept all the same.
    expect(page.get_by_role("button", name="Approve shown (2)")).to_be_visible()
    assert not Review.objects.exists()
    if folder := os.environ.get("MSC_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/judged.png")
    page.keyboard.press("0")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve shown (2)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("You approve 2 claims.")
    assert [fresh(v).status for v in (first, found, slipped)] == ["approved"] * 2 + ["in_review"]
    page.keyboard.press("n")
    expect(page.locator("#the-sentences")).to_contain_text("1 claim waits for you")
    for key in ("c", "1", "a"):
        page.keyboard.press(key)
        if key == "c":
            expect(page.locator(".messagelist")).to_contain_text("Confirmed")
    expect(page.get_by_role("button", name="Approve shown (1)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("You approve 1 claim.")
    assert fresh(elsewhere).status == "approved"
    assert Review.objects.filter(reviewer=user).count() == 3
    page.goto(live_server.url + reverse("admin:evidence_claim_texts", args=[source.key]))
    assert accessibility_problems(page) == []
    if folder := os.environ.get("MSC_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/texts.png", full_page=True)
        page.goto(live_server.url + reverse("admin:evidence_claim_sources"))
        page.screenshot(path=f"{folder}/sources.png", full_page=True)
