"""The review page in a real browser: accessible, within the policy, quick to decide on."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from evidence.models import ClaimVersion, Review
from tests.factories.evidence import (
    ABSTRACT,
    citing,
    disputed_version,
    fresh,
    graded_version,
    make_reviewer,
    make_studyfacts,
    make_thread,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(context: BrowserContext, live_server: Any) -> Any:
    """Open the review page of a version as a person, at a width, in a theme; violations are kept."""

    def open_at(
        version: ClaimVersion, user: User, *, width: int = 1280, theme: str = "light"
    ) -> Page:
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
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        address = reverse("admin:evidence_claim_review", args=[version.claim_id])
        page.goto(live_server.url + address)
        return page

    return open_at


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_inaccessible_too_wide_or_against_the_policy(
    desk: Any, theme: str, width: int
) -> None:
    user = reviewing_user()
    for version in (graded_version(), disputed_version()):
        page = desk(version, user, width=width, theme=theme)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        assert page.said == []
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


def test_the_claim_stands_left_of_its_sources_and_above_them_where_it_is_narrow(desk: Any) -> None:
    version, user = submitted_version(), reviewing_user()
    page = desk(version, user)
    claim, sources = (
        page.locator(name).bounding_box() for name in (".review__claim", ".review__sources")
    )
    assert claim["x"] + claim["width"] <= sources["x"]
    page.set_viewport_size({"width": 390, "height": 900})
    claim, sources = (
        page.locator(name).bounding_box() for name in (".review__claim", ".review__sources")
    )
    assert claim["y"] + claim["height"] <= sources["y"]


def test_the_badge_follows_the_choice_and_one_button_decides(desk: Any) -> None:
    version = submitted_version()
    page = desk(version, reviewing_user())
    computed = page.locator("#computed")
    page.get_by_label("Irrelevant").check()
    expect(computed).to_contain_text("No source given")
    page.get_by_label("Supports", exact=True).check()
    expect(computed).to_contain_text("Nothing is missing for an approval.")
    assert not Review.objects.exists()
    page.get_by_label("Comment").fill("Well put.")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Nothing more waits for you")
    assert page.url.endswith("/admin/evidence/claim/?tab=mine")
    assert fresh(version).status == "approved"
    assert page.said == []


def test_enter_in_a_field_never_decides_nor_saves(desk: Any) -> None:
    version = submitted_version()
    page = desk(version, reviewing_user())
    page.get_by_text("Correct what kind of study it is").click()
    page.get_by_label("Follow-up").press("Enter")
    expect(page.locator("#computed")).to_contain_text("Before you can approve")
    assert not Review.objects.exists()


def test_all_of_it_is_reached_by_keyboard_in_reading_order(desk: Any) -> None:
    page = desk(submitted_version(), reviewing_user())
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = "document.activeElement.value || document.activeElement.id || ''"
        seen.append(str(page.evaluate(name)))
        if seen[-1] == "reject":
            break
    wanted = ["preview", "supports", "case_report", "approve", "request_changes", "reject"]
    assert [value for value in seen if value in wanted] == wanted


# By keyboard, and kept


def test_what_is_typed_is_kept_by_itself_and_comes_back(desk: Any) -> None:
    version, user = submitted_version(), reviewing_user()
    page = desk(version, user)
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press("t")
    page.keyboard.type("asrn? is what I thought.")
    expect(page.locator("#kept")).to_contain_text("Draft saved")
    assert not Review.objects.exists()
    page.reload()
    expect(page.get_by_label("Comment")).to_have_value("asrn? is what I thought.")
    expect(page.get_by_label("Partly supports")).to_be_checked()
    expect(page.locator("#computed")).to_contain_text("Computed from your verdicts")
    assert page.said == []


def test_facts_are_confirmed_without_leaving_and_a_decision_takes_two_keys(desk: Any) -> None:
    paper = make_reference(abstract=ABSTRACT)
    make_studyfacts(paper)
    version = submitted_version(citations=[citing(paper)])
    page = desk(version, reviewing_user())
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Comment").fill("Typed before.")
    page.keyboard.press("Escape")
    for key in ("j", "1", "c"):
        page.keyboard.press(key)
    expect(page.locator(".card")).to_contain_text("Confirmed by")
    expect(page.locator(".card")).to_be_focused()
    expect(page.get_by_label("Supports", exact=True)).to_be_checked()
    expect(page.get_by_label("Comment")).to_have_value("Typed before.")
    page.get_by_label("Comparison behind this sentence").select_option("case_report")
    page.keyboard.press("Escape")
    expect(page.locator("#computed")).to_contain_text("Nothing is missing for an approval.")
    assert page.evaluate("window.sameDocument")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert not Review.objects.exists()
    page.keyboard.press("s")
    page.keyboard.type("It says more than its source saw.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Send back")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert fresh(version).status == "changes_requested"
    assert page.said == []


def test_the_sheet_lists_the_keys_and_switches_them_off(desk: Any) -> None:
    page = desk(submitted_version(), reviewing_user())
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next source")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator(".card")).not_to_be_focused()
    page.keyboard.press("?")
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".card")).to_be_focused()


def test_colleagues_are_told_who_reads(desk: Any) -> None:
    version = submitted_version()
    page = desk(version, reviewing_user(name="Dr Reader"))
    expect(page.locator("#presence")).to_be_empty()
    other = desk(version, reviewing_user())
    expect(other.locator("#presence")).to_contain_text("Being reviewed by Dr Reader, just now")


def test_what_is_asked_first_is_accessible_and_answered_by_one_key(desk: Any) -> None:
    paper = study(authors=[{"family": "Smith", "given": "J"}])
    version = submitted_version(citations=[citing(paper)])
    make_thread(version, is_flag=True)
    person = make_reviewer(make_user(first_name="Jane", last_name="Smith"), interests=None).user
    for width, theme in ((1280, "light"), (390, "dark")):
        page = desk(version, person, width=width, theme=theme)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        assert not Axe().run(page).response["violations"]
    page.keyboard.press("n")
    expect(page.locator(".messagelist")).to_contain_text("Recorded: no interests")
    page.get_by_role("button", name="No, somebody else").click()
    expect(page.locator(".messagelist")).to_contain_text("you are not Smith J")
    assert page.locator("#asked").count() == 0
    assert page.said == []
