"""From a file of notices to the anonymous reader, and back when the file was a mistake (D7)."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from articles.models import Live
from references.choices import Role
from references.models import NoticeLoad, Reference
from tests.articles.live import placing, published
from tests.factories.evidence import approved_version, citing, fresh, study
from tests.journeys.people import Desk, Portal, account
from tests.support.browser import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOI = "10.5555/a.trial.that.fell"


def notices(path: Path, reference: Reference) -> Path:
    """A file as Retraction Watch gives it, with its dirt: an empty 21st column, an odd date, empty rows."""
    columns = (
        "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
        "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
        "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
    ).split(",")
    row = dict.fromkeys(columns, "") | {
        "Record ID": "70001",
        "Title": reference.title,
        "RetractionDate": "5/1/2026 0:00",
        "RetractionDOI": "unavailable",
        "RetractionPubMedID": "0",
        "OriginalPaperDate": "1/1/2020 0:00",
        "OriginalPaperDOI": DOI,
        "OriginalPaperPubMedID": "0",
        "RetractionNature": "Retraction",
        "Reason": "+Unreliable Data;",
    }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows([row, dict.fromkeys(columns, "")])
    return path


def opens_accessibly(desk: Desk, path: str) -> None:
    """The page is there, fits a phone, and axe has nothing against it."""
    desk.go(path)
    for width in (390, 1280):
        desk.page.set_viewport_size({"width": width, "height": 900})
        assert not accessibility_problems(desk.page), path
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, path


def reader_finds(portal: Portal, *told: str, but: str = "") -> None:
    """A reader who comes anew; a browser keeps a page for a minute."""
    with portal.anonymous() as page:
        page.goto(f"{portal.base}/articles/{Live.objects.get().article.slug}/")
        for text in told:
            expect(page.locator("main")).to_contain_text(text)
        if but:
            expect(page.locator("main")).not_to_contain_text(but)


def test_a_notice_reaches_the_desk_and_the_reader_and_is_taken_back(
    browser: Browser, live_server, tmp_path: Path
) -> None:
    portal = Portal(browser, live_server.url)
    for role in (Role.EDITOR, Role.LIBRARIAN, Role.PUBLISHER):
        account(str(role), role)
    reference = study(doi=DOI)
    version = approved_version(citations=[citing(reference)])
    others = [approved_version() for _ in range(3)]
    published(body=placing(version, *others))
    reader_finds(portal, version.text, but="Being re-checked")
    call_command("import_notices", notices(tmp_path / "rw.csv", reference), by="librarian")
    assert fresh(version).status == "suspended"
    reader_finds(
        portal,
        version.text,
        "Being re-checked since",
        "Retracted: this source does not count",
        f"A source is now marked as retracted: {reference.title}",
    )
    with portal.signed_in("editor") as desk:
        desk.click("Being re-checked")
        desk.says(version.text)
        opens_accessibly(desk, "/admin/articles/clockconfirmation/")
        desk.click("All that it affects")
        desk.says("cites it")
        opens_accessibly(desk, desk.page.url.removeprefix(portal.base))
    with portal.signed_in("publisher") as desk:
        load = NoticeLoad.objects.get()
        opens_accessibly(desk, f"/admin/articles/clockconfirmation/load/{load.pk}/")
        desk.says("Claims that would stand again")
        desk.page.get_by_label("Why was this load a mistake?").fill("It was another file.")
        desk.click("Cancel the load")
        desk.says("What it alone had suspended stands again.")
        opens_accessibly(desk, "/admin/articles/clockconfirmation/rule/")
    assert fresh(version).status == "approved"
    reader_finds(
        portal,
        version.text,
        "A notice about a source was a mistake and was taken back",
        but="Being re-checked since",
    )
    assert not portal.complaints
