"""The editorial desk in a real Chromium: accessible, narrow, and complete without JavaScript."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from articles.models import Article
from references.choices import Role
from tests.articles.test_admin_imports import TEXT
from tests.factories.articles import (
    make_articleimport,
    make_revision,
    placed,
    published,
    resaved_revision,
)
from tests.factories.evidence import approved_version, draft_of, reviewing_user, submitted_version
from tests.factories.people import make_user
from tests.support.browser import accessibility_problems

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": cookie, "url": server.url}])


def addresses() -> list[str]:
    publication, imported, draft = published(), make_articleimport(TEXT), draft_of()
    versions = [approved_version(), submitted_version()]
    body = "\n\n".join([f"[{draft.text}](claim:{draft.claim.key})", *map(placed, versions)])
    writing, readable = make_revision(body=body), make_revision([approved_version()])
    saved = resaved_revision(f"{body}\n\n{placed(versions[0], is_myth=True)}", body=body)
    names = [
        ("article_changelist",),
        ("article_change", publication.article_id),
        ("article_add",),
        ("article_withdraw", publication.article_id),
        ("articleimport_add",),
        ("articleimport_change", imported.pk),
        ("articleimport_audit", imported.pk),
        ("article_move", publication.article_id),
        ("revision_audit", writing.pk),
        ("revision_change", writing.pk),
        ("revision_change", publication.revision_id),
        ("revision_change", saved.pk),
        ("revision_compare", saved.pk),
        ("revision_restore", saved.pk, saved.texts.get(number=1).pk),
        ("revision_preview", writing.pk),
        ("revision_sign_off", readable.pk),
        ("revision_publish", readable.pk),
        ("publication_change", publication.pk),
    ]
    return [reverse(f"admin:articles_{name}", args=args or None) for name, *args in names]


def test_every_page_is_accessible_and_narrow(page: Page, live_server: Any) -> None:
    sign_in(page, live_server, reviewing_user(Role.EDITOR, Role.PUBLISHER))
    for address in addresses():
        for width, scheme in ((1280, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert (address, accessibility_problems(page)) == (address, [])


def test_an_import_is_decided_without_javascript(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, make_user(Role.EDITOR))
    page.goto(live_server.url + reverse("admin:articles_articleimport_add"))
    page.get_by_label("Paste the text").fill(TEXT)
    page.get_by_role("button", name="Read the text").click()
    page.get_by_role("button", name="Leave all out").click()
    sentence = page.get_by_role("radiogroup", name="Infusions of marrow cells")
    sentence.get_by_label("Claim").check()
    page.get_by_label("Address of the page").fill("sore-skin")
    page.get_by_role("button", name="Make the article").click()
    body = page.get_by_label("Body").input_value()
    context.close()
    assert body.startswith("[Infusions of marrow cells healed sore skin in most patients.](claim:c")
    assert Article.objects.filter(slug="sore-skin").exists()
