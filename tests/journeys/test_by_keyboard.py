"""Two reviewers work through the claims of the demonstration by keyboard alone, and the keys are counted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from articles.demo import claims as told
from articles.demo import texts
from articles.demo.claims import DemoClaim
from articles.demo.story import Story
from articles.services.writing import submit_claims
from evidence.choices import Judgement
from evidence.models import Claim, ClaimVersion, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIGIT = {value: str(number) for number, value in enumerate(Judgement.values, start=1)}
VOUCHED = "Read in the source."


class Unreviewed(Story):
    """The demonstration up to the moment at which its claims wait for reviewers."""

    def tell(self) -> None:
        self._people()
        self._library()
        self._questions()
        revision = self._article(
            texts.SLUG, texts.TITLE, texts.SUMMARY, texts.KEY_MESSAGES, texts.BODY, told.CLAIMS
        )
        submit_claims(revision=revision, by=self.people["editor"])


class Hands:
    """A person at a keyboard: no mouse, no address, every key counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.typed = 0

    def press(self, *keys: str) -> None:
        """Single keys."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def write(self, text: str) -> None:
        """Words."""
        self.page.keyboard.type(text)
        self.typed += len(text)

    def review(self, demo: DemoClaim) -> None:
        """Judge each source of the claim on the page, vouch where no quote is found, approve, go on."""
        cards: Locator = self.page.locator(".card")
        for cited in demo.cites:
            self.press("j", DIGIT[told.JUDGEMENT_OF[cited.stance]])
            card = cards.nth(demo.cites.index(cited))
            expect(card.locator(".choice :checked")).to_have_count(1)
            shown = card.locator('select[name$="-comparison"]')
            if cited.comparison and shown.input_value() != cited.comparison:
                self.press("m")
                self.write(shown.locator(f'[value="{cited.comparison}"]').inner_text())
                self.press("Escape")
            if card.locator('[name$="-vouch_reason"]').count():
                self.press("v")
                self.write(VOUCHED)
                self.press("Escape")
        before = self.page.url
        self.press("a")
        expect(self.page.locator('button[value="approve"]')).to_be_focused()
        with self.page.expect_navigation():
            self.press("Enter")
        said = self.page.locator(".messagelist")
        assert self.page.url != before, said.inner_text()


@contextmanager
def at_the_desk(context: BrowserContext, base: str, story: Story, name: str) -> Iterator[Hands]:
    """The queue of a person who has just signed in."""
    client = Client()
    client.force_login(story.people[name])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/admin/evidence/claim/?tab=mine")
    yield Hands(page)
    page.close()


def test_two_reviewers_review_the_demonstration_without_a_mouse(
    context: BrowserContext, live_server, record_property
) -> None:
    story = Unreviewed()
    story.tell()
    counted: list[tuple[str, str, int, int, int]] = []
    for name in ("reviewer1", "reviewer3"):
        with at_the_desk(context, live_server.url, story, name) as hands:
            hands.press("j", "Enter")
            hands.page.wait_for_url(re.compile(r"/review/$"), wait_until="load")
            while "/review/" in hands.page.url:
                key = Claim.objects.get(pk=int(hands.page.url.split("/")[-3])).key
                keys, typed = hands.keys, hands.typed
                hands.review(told.CLAIMS[key])
                sources = len(told.CLAIMS[key].cites)
                counted.append((name, key, sources, hands.keys - keys, hands.typed - typed))
            expect(hands.page.locator(".messagelist")).to_contain_text("Nothing more waits for you")
    for name, key, sources, keys, typed in counted:
        record_property(f"keys: {key}, {name} ({sources} sources, {typed} letters)", keys)
    total = sum(keys for *_, keys, _ in counted)
    record_property(f"keys for {len(counted)} decisions", total)
    statuses = set(ClaimVersion.objects.values_list("status", flat=True))
    assert statuses == {"approved"}
    assert Review.objects.count() == len(counted) > len(told.CLAIMS)
    # Per source: to it, the verdict, into and out of a field, twice; per claim two for the decision.
    assert all(keys <= 6 * sources + 2 for _, _, sources, keys, _ in counted)
