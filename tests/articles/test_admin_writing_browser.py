"""Writing in a real Chromium: the preview follows, claims are marked and inserted, what is pasted comes as text.

The profile of each test fails it for every broken policy and every script error.
"""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from articles.models import Revision
from articles.services.writing import save_revision
from references.choices import Role
from tests.articles.test_admin_browser import sign_in
from tests.articles.test_admin_writing import WORD
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
    assert page.evaluate("document.activeElement.textContent") == "Save"
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.frame_locator("iframe").locator("main")).to_contain_text("Page number")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_problems(page) == []
    if width == 390:
        page.get_by_role("button", name="Text", exact=True).click()
        expect(body).to_be_visible()


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Tools for Body").get_by_role("button", name=name)


def test_an_approved_claim_is_found_and_inserted(page: Page, live_server: Any) -> None:
    version = approved_version(text="Cells calm sore skin in most people.")
    approved_version()
    body = written(page, live_server, make_revision(body="Before. "))
    body.click()
    page.keyboard.press("Control+End")
    tool(page, "Insert a claim").click()
    dialog = page.get_by_role("dialog", name="Insert a claim")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    assert accessibility_problems(page) == []
    page.keyboard.type("calm so")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_role("button", name="Insert “Cells calm").click()
    expect(body).to_be_focused()
    assert stored(page) == f"Before. {placed(version)}"
    expect(body.locator(".cm-chip", has_text="Approved")).to_have_count(1)
    tool(page, "Insert a claim").click()
    page.keyboard.press("Escape")
    expect(body).to_be_focused()


PASTE = """(element, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_from_word_comes_as_markdown(page: Page, live_server: Any) -> None:
    body = written(page, live_server, make_revision(body=""))
    body.click()
    body.evaluate(PASTE, [WORD, "Skin"])
    expect(page.get_by_text("Pasted as Markdown.")).to_be_visible()
    assert stored(page).startswith("## Skin\n\n**Cells** calm the *skin* of most people")
    before = stored(page)
    body.evaluate(PASTE, ["<img src='data:image/png;base64,AA'>", "plain [words](claim:new)"])
    expect(page.get_by_text("Its plain text was pasted.")).to_be_visible()
    assert stored(page) == f"{before}plain [words](claim:new)"
    body.evaluate(PASTE, ["", "**plain**"])
    expect(body).to_contain_text("**plain**")


def typed(page: Page, body: Locator, words: str) -> None:
    body.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    expect(page.get_by_text("Draft kept in this browser")).to_be_visible()


def test_an_unsaved_draft_is_taken_up_again_or_discarded(page: Page, live_server: Any) -> None:
    revision = make_revision(body="Stored words.")
    body = written(page, live_server, revision)
    typed(page, body, "An hour of work. ")
    page.reload()
    offer = page.get_by_role("region", name="You wrote something that was not saved")
    expect(offer).to_contain_text("An hour of work. Stored words.")
    assert stored(page) == "Stored words."
    assert accessibility_problems(page) == []
    offer.get_by_role("button", name="Take it up again").click()
    assert stored(page) == "An hour of work. Stored words."
    expect(body).to_contain_text("An hour of work.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(offer).to_be_hidden()
    page.reload()
    expect(offer).to_be_hidden()
    typed(page, body, "A passing thought. ")
    page.reload()
    offer.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(offer).to_be_hidden()
    assert stored(page) == "An hour of work. Stored words."


def test_a_draft_taken_up_overwrites_nobody(page: Page, live_server: Any) -> None:
    revision = make_revision(body="Stored words.")
    body = written(page, live_server, revision)
    typed(page, body, "Mine. ")
    save_revision(
        revision=revision, by=make_user(Role.AUTHOR), title=revision.title, body="Theirs."
    )
    page.reload()
    expect(page.get_by_text("The revision was saved since")).to_be_visible()
    page.get_by_role("button", name="Take it up again").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Saved meanwhile by")).to_be_visible()
    assert stored(page) == "Mine. Stored words."
    assert Revision.objects.get(pk=revision.pk).body == "Theirs."
    # Whoever leaves the page then still has what they wrote.
    page.goto(live_server.url + reverse("admin:articles_revision_change", args=[revision.pk]))
    expect(page.get_by_role("button", name="Take it up again")).to_be_visible()


def test_a_text_is_written_without_javascript(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, make_user(Role.EDITOR))
    revision = make_revision(body="Stored words.")
    page.goto(live_server.url + reverse("admin:articles_revision_change", args=[revision.pk]))
    assert not page.get_by_text("You wrote something").is_visible()
    assert not page.get_by_role("button", name="Insert a claim").is_visible()
    page.get_by_label("Body").fill("Typed words.")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_label("Body").input_value() == "Typed words."
    context.close()


@pytest.mark.parametrize("how", ["type", "fill", "enter", "delete", "paste"])
def test_what_is_selected_is_replaced(page: Page, live_server: Any, how: str) -> None:
    text = f"## A heading\n\n{placed(approved_version())}\n\n**Bold** words."
    body = written(page, live_server, make_revision(body=text))
    expect(body.locator(".cm-chip")).to_have_count(1)
    if how != "fill":
        body.click()
        page.keyboard.press("Control+a")
    if how == "type":
        page.keyboard.type("x")
    elif how == "fill":
        body.fill("One.\n\nTwo.")
    elif how == "enter":
        page.keyboard.press("Enter")
    elif how == "delete":
        page.keyboard.press("Delete")
    else:
        body.evaluate(PASTE, ["", "pasted"])
    made = {"type": "x", "fill": "One.\n\nTwo.", "enter": "\n", "delete": "", "paste": "pasted"}
    assert stored(page) == made[how]
