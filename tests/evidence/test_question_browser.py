"""The question screen in a real browser: accessible, within the policy, done by keyboard alone, kept meanwhile."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from evidence.models import Profile, ProfileDraft, Question
from tests.factories.evidence import (
    TRIAL,
    approved,
    citing,
    make_profile,
    make_profiledraft,
    make_question,
    recorded_search,
    reviewing_user,
    second_draft,
    study,
    submitted_version,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(context: BrowserContext, live_server: Any) -> Any:
    """Open a page of a question as a person; what the browser complains of is kept."""

    def open_at(name: str, question: Question, user: User, *, width: int = 1280) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.said = []  # type: ignore[attr-defined]
        page.on("console", lambda m: page.said.append(m.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda e: page.said.append(str(e)))  # type: ignore[attr-defined]
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + reverse(f"admin:evidence_question_{name}", args=[question.pk]))
        return page

    return open_at


def moved_question() -> Question:
    """A question with a profile, an approved claim, an open pair of drafts, and a claim that cites more."""
    question, trial = make_question(), study({**TRIAL, "cluster": "NCT01234567"}, title="One")
    other = study({**TRIAL, "cluster": "NCT01234567"})
    make_profile(question, [trial, other, study(TRIAL)], imprecision=1)
    make_profile(
        question,
        [trial, other, study({**TRIAL, "n": 60, "interests": "declared", "seller_involved": True})],
    )
    approved(submitted_version(required=2, question=question, citations=[citing(trial)]))
    submitted_version(question=question, citations=[citing(study())])
    return question


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_inaccessible_too_wide_or_against_the_policy(desk: Any, theme: str) -> None:
    question, user = moved_question(), reviewing_user()
    draft = make_profiledraft(question, risk_of_bias=1, by=user)
    second_draft(draft, risk_of_bias=2)
    for name in ("change", "appraise", "adopt"):
        for width in (1280, 390):
            page = desk(name, question, user, width=width)
            page.emulate_media(color_scheme=theme)
            page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide), (name, width)
            found = Axe().run(page).response["violations"]
            assert not [(v["id"], v["nodes"][0]["html"]) for v in found], (name, width)
            assert page.said == [], (name, width)
            page.close()


def test_two_reviewers_appraise_by_keyboard_alone_and_nothing_is_lost(desk: Any) -> None:
    question = make_question()
    first, second, small = (
        reviewing_user(),
        reviewing_user(),
        study({**TRIAL, "n": 250}, title="Gum cells in people"),
    )
    make_profiledraft(question, [small], by=second, imprecision=2, search=recorded_search())
    page = desk("appraise", question, first)
    keys = page.keyboard
    page.locator("#q").focus()
    keys.type("gum cells")
    expect(page.get_by_role("button", name="Include")).to_be_visible()
    keys.press("Tab")
    while "cite-" not in (page.evaluate("document.activeElement.value || ''")):
        keys.press("Tab")
    keys.press("Enter")
    page.locator("select[name=r0-direction]").focus()
    keys.type("For")
    page.locator("select[name=direction]").focus()
    keys.type("For")
    page.locator("textarea[name=rationale]").focus()
    keys.type("One small trial.")
    expect(page.locator("#deciding [data-judged=imprecision]")).to_contain_text("Suggested: 1")
    expect(page.locator("#folded [data-judged=dose_response]")).to_be_hidden()
    page.locator("#deciding [data-judged=imprecision] input").first.focus()
    keys.press("t")
    expect(page.locator("input[name=imprecision][value='1']")).to_be_checked()
    expect(page.locator("[data-judged=imprecision]")).to_contain_text("As suggested")
    page.locator("#deciding [data-judged=risk_of_bias] input").first.focus()
    keys.press("1")
    expect(page.locator("input[name=risk_of_bias][value='1']")).to_be_checked()
    expect(page.locator("#computed")).to_contain_text("Not judged yet: inconsistency")
    for name in ("inconsistency", "indirectness", "publication_bias"):
        page.locator(f"#deciding [data-judged={name}] input").first.focus()
        keys.press("0")
    expect(page.locator("#computed")).to_contain_text("Weak evidence in people")
    expect(page.locator("#kept")).to_contain_text("for you only", timeout=15000)
    kept = ProfileDraft.objects.get(drafted_by=first)
    assert (kept.risk_of_bias, kept.imprecision, kept.handed_in_at) == (1, 1, None)
    page.goto(page.url.partition("#")[0])
    expect(page.locator("textarea[name=rationale]")).to_have_value("One small trial.")
    page.get_by_role("button", name="Hand in").focus()
    keys.press("Enter")
    page.get_by_role("link", name="Compare and adopt").focus()
    keys.press("Enter")
    expect(page.locator("tr.yours").first).to_contain_text("Risk of bias")
    page.get_by_role("button", name="Adopt it").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Appraisal 1, in force")).to_be_visible()
    profile = Profile.objects.get()
    assert (profile.risk_of_bias, profile.imprecision) == (1, 2)
    assert {profile.drafted_by, profile.second_drafter} == {first, second}
    assert page.said == []
