"""Every page that can be reached by a link, in a real browser: it opens, keeps the policy, and is accessible."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Page

from articles.demo.story import Story
from evidence.models import Claim
from tests.journeys.people import PASSWORD, Portal
from tests.support.browser import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Of pages that differ only in a key or a number, so many are visited.
OF_A_KIND = 2
KEYS = re.compile(r"/(\d+|[a-z0-9]+(?:-[a-z0-9]+)+|[cr][a-z0-9]{9,12})(?=/)")
NO_PAGE = re.compile(r"/(logout|export|schema|template\.csv|jsi18n)")
WIDTHS = (1280, 390)


@pytest.fixture
def portal(browser: Browser, live_server) -> Portal:
    """The demonstration, with one person who has every role."""
    story = Story()
    story.tell()
    everything = story.people["reviewer1"]
    everything.groups.set(Group.objects.all())
    everything.set_password(PASSWORD)
    everything.save()
    return Portal(browser, live_server.url)


def crawl(page: Page, base: str, start: str) -> Iterator[str]:
    """Every address reached from `start` by links, while it is open; refuses errors of the server."""
    waiting, seen = [start], {start}
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind = KEYS.sub("/*", path)
        kinds[kind] += 1
        if kinds[kind] > OF_A_KIND or NO_PAGE.search(path):
            continue
        answer = page.goto(f"{base}{path}")
        assert answer is not None
        assert answer.status < 400, f"{path} answers {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for href in page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)"):
            parts = urlsplit(urljoin(page.url, href))
            if f"{parts.scheme}://{parts.netloc}" == base and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)
        yield path


def test_every_public_page_opens_keeps_the_policy_and_is_accessible(portal: Portal) -> None:
    problems = []
    with portal.anonymous() as page:
        opened = [path for path in crawl(page, portal.base, "/") if not path.startswith("/admin")]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for path in [*opened, "/no-such-page/"]:
                page.goto(f"{portal.base}{path}")
                problems += [f"{path} at {width}: {what}" for what in accessibility_problems(page)]
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    problems.append(f"{path} is {wide} wide at {width}")
    assert len(opened) > 10, opened
    assert not problems, "\n".join(problems)
    assert not portal.complaints


# What is wider than the window, or than the frame it scrolls in.
TOO_WIDE = """[...document.querySelectorAll("html, .results, table")]
    .filter(part => part.scrollWidth > Math.min(part.clientWidth, innerWidth)).map(part => part.className)"""


def test_every_admin_page_opens_keeps_the_policy_and_loses_no_column(portal: Portal) -> None:
    opened, too_wide = [], []
    with portal.signed_in("reviewer1") as desk:
        for path in crawl(desk.page, portal.base, "/admin/"):
            opened.append(path)
            for width in WIDTHS:
                desk.page.set_viewport_size({"width": width, "height": 900})
                found = desk.page.evaluate(TOO_WIDE)
                too_wide += [f"{path} at {width}: {part}" for part in found]
    assert len([path for path in opened if path.startswith("/admin/")]) > 40, opened
    assert not too_wide, "\n".join(too_wide)
    assert not portal.complaints


def test_the_review_page_is_accessible(portal: Portal) -> None:
    claim = Claim.objects.get(key="hgf-mice")
    with portal.signed_in("reviewer1") as desk:
        for width in WIDTHS:
            desk.page.set_viewport_size({"width": width, "height": 900})
            desk.go(f"/admin/evidence/claim/{claim.pk}/review/")
            assert not accessibility_problems(desk.page)
    assert not portal.complaints
