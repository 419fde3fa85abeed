"""Finding a reference in a real browser: the list of the library, and the finder beside a draft."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from references.choices import Role
from tests.factories.evidence import make_claim
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(context: BrowserContext, live_server: Any) -> Any:
    """Open an address as an editor; what the console says is kept."""

    def open_at(address: str, *, width: int = 1280, theme: str = "light") -> Page:
        client = Client()
        client.force_login(make_user(Role.EDITOR))
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
        page.goto(live_server.url + address)
        return page

    return open_at


def test_works_are_listed_while_one_types_and_cited_with_a_click(opened: Any) -> None:
    work = make_reference(title="Marrow of mice", doi="10.5555/mice")
    make_reference(title="Skin of people")
    page = opened(reverse("admin:evidence_claim_draft", args=[make_claim().pk]))
    page.get_by_label("Find a reference").press_sequentially("https://doi.org/10.5555/MICE")
    expect(page.locator("#find .found li")).to_have_count(1)
    expect(page.locator("#find .found")).to_contain_text("Marrow of mice")
    expect(page.locator("#find [role=status]")).to_have_text("1 found.")
    assert page.said == []
    page.get_by_role("button", name="Cite Example 2020").click()
    expect(page.locator("fieldset.citing")).to_contain_text("Marrow of mice")
    assert page.locator('input[name="r0-reference"]').input_value() == work.key
    page.get_by_label("Find a reference").press_sequentially("marr")
    expect(page.locator("#find .found")).to_contain_text("Listed above.")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_list_of_the_library_is_accessible_and_fits(
    opened: Any, width: int, theme: str
) -> None:
    for number in range(52):
        make_reference(
            title=f"Marrow of mice, number {number}, told in a title that needs more than one line",
            doi=f"10.5555/{'long' * 12}.{number}",
            container_title="Journal of Long Titles",
        )
    page = opened(
        reverse("admin:references_reference_changelist") + "?q=marrow", width=width, theme=theme
    )
    page.get_by_role("link", name="Older").first.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.get_by_role("link", name="← Newer").first.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(50)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    assert page.said == []
    found = Axe().run(page, context="#content-main").response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
