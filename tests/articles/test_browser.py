"""Public pages in a real Chromium: accessible, narrow, opened by their marks, printed with their proofs.

No server: the pages are rendered here and handed to the browser, style sheet and policy included.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route

from articles import views
from articles.pages import render
from articles.pages.rendering import shown_reference
from articles.pages.shown import shown_claim
from mscportal.csp import CONTENT_SECURITY_POLICY
from tests.articles.contents import CLAIMS, REFERENCES, a_content

SITE = "http://portal.test"
NUMBERED = {reference["n"]: reference for reference in REFERENCES}
PLACE = {"url": "/articles/x/", "title": "Stem cells and psoriasis", "position": 1}


def _view(name: str) -> str:
    return str(getattr(views, name)(RequestFactory().get("/")).content.decode())


def _front_page() -> str:
    publication: Any = SimpleNamespace(content=a_content())
    page = {"has_other_pages": True, "has_next": True, "next_page_number": 2}
    context = {"articles": [views._card(publication)], "page": page}
    return render_to_string("articles/front_page.html", context)


def _claim(number: str) -> str:
    history = [{"on": "2026-05-03", "text": "Version 1 being re-checked: a source was retracted"}]
    context = {
        "shown": shown_claim("1", CLAIMS[number], NUMBERED),
        "question": {"title": "Do cells clear plaques?", "population": "adults", "outcome": "skin"},
        "places": [PLACE],
        "history": history,
    }
    return render_to_string("articles/claim.html", context)


def _reference(number: int) -> str:
    cited = {"key": "k", "text": "Cells may ease itching.", "badge": "low", "direction": "for"}
    claims = [
        {**cited, "places": [PLACE], "suspended": False},
        {**cited, "places": [PLACE], "suspended": True},
    ]
    context = {"reference": shown_reference(NUMBERED[number]), "claims": claims}
    return render_to_string("articles/reference.html", context)


def _withdrawn() -> str:
    context = {"title": "Cells", "reason": "Two sources fell.", "withdrawn_on": "2026-05-03"}
    return render_to_string("articles/withdrawn.html", context)


PAGES = {
    "front page": _front_page,
    "article": lambda: render(a_content(), 2),
    "claim": lambda: _claim("1"),
    "warning being re-checked": lambda: _claim("10"),
    "myth": lambda: _claim("7"),
    "reference": lambda: _reference(2),
    "retracted reference": lambda: _reference(6),
    "method": lambda: _view("method"),
    "about": lambda: _view("about"),
    "policy": lambda: _view("policy"),
    "disclaimer": lambda: _view("disclaimer"),
    "withdrawn": _withdrawn,
    "not found": lambda: render_to_string("404.html"),
    "failed": lambda: render_to_string("500.html"),
}


def open_page(page: Page, html: str) -> list[str]:
    """Show the HTML under the policy of the site; what the browser complains of is collected."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            route.fulfill(path=Path(settings.BASE_DIR) / path.lstrip("/"))
        else:
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"{SITE}/page/")
    return complaints


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, name: str, scheme: Any) -> None:
    html = PAGES[name]()
    for width in (1280, 390):
        # axe is put into the page by the driver, past the policy that forbids it to everybody else.
        viewport: Any = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        open_page(page, html)
        open_everything(page)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_never_scrolls_sideways_and_nothing_offends_the_policy(
    page: Page, name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    complaints = open_page(page, PAGES[name]())
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", "no style sheet"
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not complaints


def test_a_mark_opens_its_proof(page: Page) -> None:
    open_page(page, PAGES["article"]())
    proof = page.locator("#proof-6")
    assert not proof.locator(".proof__body").is_visible()
    page.locator('#c6 a[href="#why-6"]').click()
    assert proof.locator(".proof__body").is_visible()
    assert proof.get_attribute("open") is not None


def test_a_printed_page_has_its_proofs_open(page: Page) -> None:
    open_page(page, PAGES["article"]())
    body = page.locator("#proof-6 .proof__body")
    page.emulate_media(media="print")
    box = body.bounding_box()
    assert box is not None
    assert box["height"] > 100
    assert not page.locator(".site-nav").is_visible()


def test_the_keyboard_reaches_the_text_first(page: Page) -> None:
    open_page(page, PAGES["article"]())
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    skip.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
