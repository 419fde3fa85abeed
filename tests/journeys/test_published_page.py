"""A page after its sign-off, in Chromium: set for a time, published, changed, compared, corrected, moved, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Live
from articles.services.scheduling import carry_out_due
from references.choices import Role
from tests.articles.test_admin_browser import sign_in
from tests.factories.articles import make_revision, make_signoff
from tests.factories.evidence import approved_version
from tests.factories.people import make_user
from tests.support.browser import accessibility_problems

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "A sentence on how we looked was added."
WHY = "Its only source is being looked at again."


class Portal:
    """One browser in which people sign in one after the other."""

    def __init__(self, page: Page, server: Any, article: Article) -> None:
        self.page, self.server, self.article = page, server, article
        self.readers = 0

    def open(self, name: str, pk: int) -> None:
        """A page of the desk; every one is accessible."""
        self.page.goto(self.server.url + reverse(f"admin:articles_{name}", args=[pk]))
        assert accessibility_problems(self.page) == [], name

    def read(self, slug: str) -> int:
        """The page as a reader gets it who was never here; gives the status."""
        self.readers += 1
        address = reverse("articles:article", args=[slug])
        answer = self.page.goto(f"{self.server.url}{address}?reader={self.readers}")
        assert answer is not None
        return answer.status

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


def test_from_a_set_time_to_a_withdrawal(page: Page, live_server: Any) -> None:
    revision = make_signoff(make_revision([approved_version()])).revision
    article = revision.article
    portal = Portal(page, live_server, article)
    publisher, editor = make_user(Role.PUBLISHER), make_user(Role.EDITOR)
    sign_in(page, live_server, publisher)

    portal.open("revision_publish", revision.pk)
    tomorrow = timezone.now() + timedelta(days=1)
    page.get_by_label("Publish at a time").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    portal.press("Publish revision 1")
    expect(page.get_by_text("Waiting for its time")).to_be_visible()
    assert accessibility_problems(page) == []
    assert portal.read(article.slug) in (404, 410)
    assert carry_out_due(tomorrow + timedelta(minutes=1)) == {"done": 1, "refused": 0}
    assert portal.read(article.slug) == 200

    sign_in(page, live_server, editor)
    portal.open("article_change", article.pk)
    portal.press("Open revision 2")
    second = article.revisions.get(number=2)
    body = page.get_by_role("textbox", name="Body")
    body.fill(f"We looked in May.\n\n{second.body}")
    portal.press("Save")
    portal.open("revision_compare", second.pk)
    expect(page.locator("ins").filter(has_text="We looked in May").first).to_be_visible()
    portal.open("revision_audit", second.pk)

    make_signoff(article.revisions.get(number=2))
    sign_in(page, live_server, publisher)
    portal.open("revision_publish", second.pk)
    page.get_by_label("What changed, for readers").fill(NOTE)
    page.get_by_label("This corrects an error").check()
    portal.press("Publish revision 2")
    assert Live.objects.get(article=article).publication.cause == "correction"
    assert portal.read(article.slug) == 200
    expect(page.get_by_text("We looked in May.")).to_be_visible()
    assert NOTE in page.content()
    assert "Correction" in page.content()

    portal.open("article_move", article.pk)
    page.get_by_label("New address").fill("calm-skin")
    portal.press("Change the address")
    assert portal.read(article.slug) == 200
    assert "/articles/calm-skin/" in page.url

    portal.open("article_withdraw", article.pk)
    page.get_by_label("Why, for readers").fill(WHY)
    portal.press("Withdraw the page")
    assert portal.read("calm-skin") == 410
    expect(page.get_by_text(WHY)).to_be_visible()
