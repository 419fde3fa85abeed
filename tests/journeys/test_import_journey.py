"""A table that nobody knows goes into the library and out again, as a librarian does it in a real browser."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from references.choices import Role
from references.models import ImportRun, Reference
from references.services.duplicates import find_duplicates
from tests.factories.people import make_user
from tests.factories.references import make_reference
from tests.journeys.people import Desk, Portal, account
from tests.support.browser import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KNOWN = "10.5555/known"
HAND_MADE = (
    "Study name;Written by;When;Where it appeared;Identifier;Our mark\n"
    "Cells of the marrow calm a rash;Doe J, Roe R;2019;Journal of Examples;10.5555/one;A\n"
    f"A work that is known here;Example A;2020;Another Journal;{KNOWN};B\n"
    "A year that is none;Roe R;20200;Journal of Examples;10.5555/three;A\n"
    "=1+1 is left out by hand;Roe R;2021;Journal of Examples;10.5555/four;C\n"
)
MEANINGS = {
    "Study name": "Title",
    "Written by": "Authors",
    "When": "Year",
    "Where it appeared": "Journal or book",
    "Identifier": "DOI",
    "Our mark": "Leave this column out",
}


@pytest.fixture
def portal(browser: Browser, live_server) -> Portal:
    """The portal with a librarian, and one of the works."""
    account("librarian", Role.LIBRARIAN)
    make_reference(
        title="A work that is known here",
        doi=KNOWN,
        container_title="Journal of Examples",
        authors=[{"family": "Example", "given": "A"}],
    )
    return Portal(browser, live_server.url)


def test_a_table_is_explained_mended_committed_and_taken_back(
    portal: Portal, tmp_path: Path
) -> None:
    with portal.signed_in("librarian") as desk:
        upload(desk, tmp_path / "by-hand.csv", HAND_MADE.encode())
        explains_the_columns(desk)
        looks_at_the_rows(desk)
        takes_one_row_and_leaves_one_out(desk)
        mended = mends_the_rejected_row(desk)
        commits(desk)
        upload(desk, tmp_path / "mended.csv", mended)
        desk.says("1 new reference is added.")
        takes_it_back(desk)
    assert not portal.complaints


def upload(desk: Desk, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    desk.go("/admin/references/reference/import/")
    fits(desk)
    desk.page.get_by_label("File").set_input_files(path)
    desk.click("Read the file")
    expect(desk.page).to_have_url(re.compile("importrun"))


def fits(desk: Desk) -> None:
    """The page is accessible, and as wide as the screen, be it a desk's or a pocket's."""
    assert accessibility_problems(desk.page) == []
    for width in (390, 1280):
        desk.page.set_viewport_size({"width": width, "height": 900})
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def explains_the_columns(desk: Desk) -> None:
    fits(desk)
    desk.says("Cells of the marrow calm a rash")
    for column in MEANINGS:
        desk.page.get_by_label(column).select_option(label="Leave this column out")
    desk.click("Read it so")
    desk.says("no row would name a work")
    for column, meaning in MEANINGS.items():
        desk.page.get_by_label(column).select_option(label=meaning)
    desk.click("Read it so")
    desk.says("4 rows were read. Nothing is written yet.")


def looks_at_the_rows(desk: Desk) -> None:
    fits(desk)
    for said in (
        "2 new references are added.",
        "1 row differs from the library and changes nothing unless you take it.",
        "1 row is rejected",
    ):
        desk.says(said)
    desk.page.get_by_role("link", name=re.compile("^Rejected")).click()
    rows = desk.page.locator(".imp-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Line 4")
    expect(rows).to_contain_text("When 20200")
    expect(rows.get_by_role("checkbox")).to_have_count(0)
    desk.page.get_by_role("link", name=re.compile("^Differs")).click()
    change = desk.page.get_by_role("row", name=re.compile("Journal or book"))
    expect(change.get_by_role("cell")).to_have_text(["Journal of Examples", "Another Journal"])


def takes_one_row_and_leaves_one_out(desk: Desk) -> None:
    desk.page.get_by_label("Row on line 3").check()
    desk.click("Take")
    desk.says("1 row is taken.")
    desk.page.get_by_role("link", name=re.compile("^All rows")).click()
    desk.page.get_by_label("Row on line 5").check()
    desk.click("Leave out")
    desk.says("1 reference is changed, because you took the row.")
    desk.says("1 row stays out, as you chose.")
    fits(desk)


def mends_the_rejected_row(desk: Desk) -> bytes:
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name=re.compile("^only what is rejected")).click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["MSC line"], row["MSC verdict"]) == ("4", "Rejected")
    assert row["MSC mend"]
    assert row["Study name"] == "A year that is none"
    row["When"] = "2020"
    text = io.StringIO()
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def commits(desk: Desk) -> None:
    desk.click("Commit")
    desk.says("1 row is rejected. Mend the file")
    desk.page.get_by_label("Commit the other rows without the 1 rejected").check()
    desk.click("Commit")
    desk.says("1 reference was added, 1 was completed or changed.")
    fits(desk)
    assert Reference.objects.get(doi=KNOWN).container_title == "Another Journal"
    assert set(Reference.objects.values_list("doi", flat=True)) == {KNOWN, "10.5555/one"}


def takes_it_back(desk: Desk) -> None:
    run = ImportRun.objects.get(state="committed")
    desk.go(f"/admin/references/importrun/{run.pk}/change/")
    desk.click("Take back (undo)")
    fits(desk)
    desk.says("1 reference that it added will be removed.")
    desk.says("Nothing rests on any of them.")
    desk.page.get_by_label("Why (for the record)").fill("The wrong list")
    desk.click("Take it back")
    desk.says("1 reference was removed, 1 says again what it said before.")
    fits(desk)
    assert Reference.objects.get().container_title == "Journal of Examples"


def test_two_records_of_one_work_are_merged_and_parted_again(portal: Portal) -> None:
    title = "A trial of cells of the marrow against a rash of the skin"
    place = {
        "authors": [{"family": "Doe", "given": "J"}, {"family": "Roe", "given": "R"}],
        "container_title": "Journal of Examples",
        "volume": "12",
        "pages": "101-109",
    }
    described = make_reference(title=title, doi="10.5555/rash", issue="7", **place)
    again = make_reference(title=title + ".", pmid="4711", issue="8", **place)
    find_duplicates(by=make_user("librarian"))
    with portal.signed_in("librarian") as desk:
        desk.go("/admin/references/duplicatepair/")
        desk.page.get_by_role("link", name=re.compile(title)).first.click()
        fits(desk)
        desk.page.get_by_role("row", name=re.compile("^Issue")).get_by_label("8").check()
        desk.page.get_by_label("This one stays").first.check()
        desk.page.get_by_label("Why they are one work").fill("One trial, entered twice")
        desk.click("Merge")
        desk.says("Merged:")
        described.refresh_from_db()
        assert (described.issue, described.pmid) == ("8", "4711")
        desk.go(f"/admin/references/reference/?q={again.key}")
        expect(desk.page.locator("#result_list tbody tr")).to_have_count(1)
        desk.go("/admin/references/merge/")
        desk.page.get_by_role("link", name=re.compile("^Doe 2020")).first.click()
        desk.says("One trial, entered twice")
        desk.click("Take back")
        desk.says("stands by itself again")
    described.refresh_from_db()
    assert (described.issue, described.pmid) == ("7", None)
    assert Reference.objects.current().count() == 3
    assert not portal.complaints
