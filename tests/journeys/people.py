"""The people of a journey, each at a browser of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from tests.factories.people import make_user
from tests.support.browser import complaints_of

PASSWORD = "a-long-enough-password"


class Desk:
    """One person signed in to the admin."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def go(self, path: str) -> None:
        """Open an address of the portal."""
        self.page.goto(f"{self.base}{path}")

    def click(self, name: str | re.Pattern[str]) -> None:
        """Press the button, or follow the link, of this name, and wait for the next page."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_navigation():
            button.or_(link).first.click()

    def says(self, text: str | re.Pattern[str]) -> None:
        """The page shows this text."""
        expect(self.page.locator("body")).to_contain_text(text)


class Portal:
    """A running portal and the people who work in it."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.complaints: list[str] = []

    @contextmanager
    def signed_in(self, username: str) -> Iterator[Desk]:
        """The desk of this person, by the sign-in page."""
        with self.anonymous() as page:
            page.goto(f"{self.base}/admin/login/")
            page.get_by_label("Username").fill(username)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            expect(page).to_have_url(re.compile(r"/admin/$"))
            yield Desk(page, self.base)

    @contextmanager
    def anonymous(self) -> Iterator[Page]:
        """A reader's browser."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(15_000)
        complaints = complaints_of(context)
        yield context.new_page()
        context.close()
        self.complaints += complaints


def account(username: str, *roles: str) -> User:
    """An account with a password."""
    return make_user(*roles, username=username, password=PASSWORD)
