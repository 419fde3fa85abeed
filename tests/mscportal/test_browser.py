"""The browser the tests use sees what a careful reader would complain of."""

import pytest
from playwright.sync_api import Browser, Page, Route

from mscportal.csp import CONTENT_SECURITY_POLICY
from tests.support.browser import accessibility_problems, complaints_of

PAGE = """<!doctype html><html lang="en"><title>T</title><main><h1>T</h1><p%s>Text</p></main>%s"""


def answer(page: Page, body: str) -> None:
    def fulfil(route: Route) -> None:
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        route.fulfill(body=body, content_type="text/html", headers=headers)

    page.route("http://portal.test/", fulfil)
    page.goto("http://portal.test/")


@pytest.mark.parametrize(
    "body",
    [
        PAGE % ("", "<script>1</script>"),
        PAGE % (' style="color: red"', ""),
        PAGE % (' onclick="1"', ""),
        PAGE % ("", '<img alt="" src="http://elsewhere.test/x.png">'),
    ],
)
def test_what_the_policy_forbids_is_noticed(browser: Browser, body: str) -> None:
    context = browser.new_context()
    complaints = complaints_of(context)
    answer(context.new_page(), body)
    context.close()
    assert len(complaints) == 1


def test_data_for_machines_is_allowed(page: Page) -> None:
    answer(page, PAGE % ("", '<script type="application/ld+json">{}</script>'))


def test_axe_finds_what_is_missing_and_nothing_else(page: Page) -> None:
    answer(page, PAGE % ("", ""))
    assert accessibility_problems(page) == []
    answer_without_title = PAGE.replace("<title>T</title>", "") % ("", "")
    page.unroute("http://portal.test/")
    answer(page, answer_without_title)
    (problem,) = accessibility_problems(page)
    assert problem.startswith("document-title (serious)")
