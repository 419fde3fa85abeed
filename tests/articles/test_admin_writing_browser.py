"""Writing in a real Chromium: the preview follows, claims are marked and inserted, what is pasted comes as text.

The profile of each test fails it for every broken policy and every script error.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from articles.models import Revision
from references.choices import Role
from tests.articles.test_admin_browser import sign_in
from tests.factories.articles import make_revision, placed
from tests.factories.evidence import approved_version, draft_of, submitted_version
from tests.factories.people import make_user
from tests.support.browser import accessibility_problems

pytestmark = pytest.mark.django_db(transaction=True)


def written(page: Page, server: Any, revision: Revision, user: Any = None) -> Locator:
    """The body of a revision in its editor, as an editor sees it."""
    sign_in(page, server, user or make_user(Role.EDITOR))
    page.goto(server.url + reverse("admin:articles_revision_change", args=[revision.pk]))
    return page.get_by_role("textbox", name="Body")


def stored(page: Page) -> str:
    return page.locator("#id_body").input_value()


def test_the_preview_follows_what_is_typed(page: Page, live_server: Any) -> None:
    body = written(page, live_server, make_revision([approved_version()]))
    page.get_by_role("button", name="Preview", exact=True).click()
    preview = page.frame_locator("iframe")
    expect(preview.locator("main")).to_contain_text("Page number")
    body.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Words that nobody saved.\n\n")
    expect(preview.locator("main")).to_contain_text("Words that nobody saved.")
    assert stored(page).startswith("Words that nobody saved.\n\n[")
    page.keyboard.type("[x](claim:nowhere)")
    expect(page.locator("#live-said")).to_contain_text("Body, line 3: No claim has the key nowhere")
    expect(preview.locator("main")).to_contain_text("Words that nobody saved.")


def test_the_preview_keeps_to_its_frame(page: Page, live_server: Any) -> None:
    written(page, live_server, make_revision([approved_version()], summary="Short."))
    page.get_by_role("button", name="Preview", exact=True).click()
    preview = page.frame_locator("iframe")
    preview.get_by_role("link", name="References").first.click()
    expect(page).to_have_url(live_server.url + page.url.removeprefix(live_server.url))
    assert preview.locator("script").count() == 0
    preview.locator(".mark").first.click()
    expect(preview.locator("details[open]").first).to_be_visible()


def test_a_sentence_is_made_a_claim(page: Page, live_server: Any) -> None:
    revision = make_revision(body="- Cells calm skin. They are small. **Bold** words stay.")
    body = written(page, live_server, revision)
    body.click()
    page.keyboard.press("Control+Home")
    for _ in range(24):
        page.keyboard.press("ArrowRight")
    make = page.get_by_role("group", name="Tools for Body").get_by_role("button", name="Make this")
    make.click()
    marked = "- Cells calm skin. [They are small.](claim:new) **Bold** words stay."
    assert stored(page) == marked
    expect(body).to_contain_text("New: saving gives it a key")
    page.keyboard.press("ArrowLeft")
    make.click()
    expect(page.get_by_text("This is a claim already.")).to_be_visible()
    page.keyboard.press("Control+End")
    make.click()
    expect(page.get_by_text("A claim is plain text.")).to_be_visible()
    assert stored(page) == marked
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. New claims: ")).to_be_visible()


def test_each_claim_has_a_chip_with_its_state(page: Page, live_server: Any) -> None:
    draft, waiting = draft_of(), submitted_version()
    text = f"{placed(approved_version())}\n\n[{draft.text}](claim:{draft.claim.key})\n\n{placed(waiting)}"
    body = written(page, live_server, make_revision(body=text))
    for state in ("Approved", "Draft, not submitted", "In review"):
        expect(body.locator(".cm-chip", has_text=state)).to_have_count(1)
    assert stored(page) == text
    body.get_by_text(draft.text).click()
    here = page.get_by_role("link", name="Its draft and citations")
    address = reverse("admin:evidence_claim_draft", args=[draft.claim_id])
    expect(here).to_have_attribute("href", address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_writing_is_accessible(page: Page, live_server: Any, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    versions = [approved_version(), submitted_version()]
    body = written(page, live_server, make_revision(versions, summary="Short."))
    expect(body.locator(".cm-chip").first).to_be_visible()
    assert accessibility_problems(page) == []
    body.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith(("Its page", "Save"))
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.frame_locator("iframe").locator("main")).to_contain_text("Page number")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_problems(page) == []
    if width == 390:
        page.get_by_role("button", name="Text", exact=True).click()
        expect(body).to_be_visible()
