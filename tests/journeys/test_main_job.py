"""The main job, from a text and two files to a reviewed page, as its users do it in a real browser."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from articles.models import Live, Revision
from evidence.models import Claim, ClaimVersion
from references.choices import Role
from references.models import ImportRun, Reference
from tests.factories.evidence import make_question, make_reviewer
from tests.journeys.people import Desk, Portal, account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "cells-and-psoriasis"
DOI = "10.1155/2019/6961052"
# What each source saw, in our own words, by the first author in the article's list.
NARROWED = {
    "Chen": "In mice with a psoriasis-like rash, marrow cells lowered the production of interferon.",
    "Jiao": "In the dish, cells of healthy people calmed T cells of people with psoriasis.",
    "Ahn": "One patient with psoriasis improved after infusions of umbilical cord cells.",
    "Zhang": "In mice with a psoriasis-like rash, vesicles of umbilical cord cells eased the skin.",
}
FACTS = {
    "Chen": ("animal", "animals", "20"),
    "Jiao": ("in_vitro", "cells", ""),
    "Ahn": ("case_report", "people", "1"),
    "Zhang": ("animal", "animals", "20"),
}


@pytest.fixture
def portal(browser: Browser, live_server) -> Portal:
    """The portal with an account per role."""
    for role in (Role.LIBRARIAN, Role.AUTHOR, Role.PUBLISHER):
        account(str(role), role)
    for name, roles in (("reviewer1", []), ("reviewer2", []), ("editor", [Role.EDITOR])):
        make_reviewer(account(name, *roles), name=f"Dr {name}", credentials="physician")
    make_question(key="infusions-severity", title="Do infusions make psoriasis less severe?")
    return Portal(browser, live_server.url)


def test_from_a_text_and_two_files_to_a_page_that_follows_a_retraction(
    portal: Portal, shared: Path, tmp_path: Path
) -> None:
    librarian_imports_references(portal, shared)
    report_names_what_is_missing(portal, shared)
    librarian_creates_the_proposed_references(portal)
    editor_keeps_four_sentences(portal)
    editor_says_what_each_cites(portal)
    editor_submits(portal, 4)
    reviewer_sends_one_back(portal)
    publication_is_refused(portal, "changes requested, not approved")
    editor_mends_it(portal)
    own_attempt_is_refused(portal)
    reviewer_approves_all(portal)
    publication_is_refused(portal, "No reviewer has signed off")
    another_reviewer_signs_off(portal)
    publisher_publishes(portal)
    reader_sees_badges(portal)
    changed_word_waits_while_the_page_stays(portal)
    notice_changes_the_live_page(portal, tmp_path)
    assert not portal.complaints


def librarian_imports_references(portal: Portal, shared: Path) -> None:
    files = (
        shared / "data/pubmed_csv/aydindemircioglu__radRetraction/csv-radiomics-set.csv",
        shared / "data/pubmed_csv/zelcofir__Bibliometrico_Hospitales/pubmed.csv",
    )
    with portal.signed_in("librarian") as desk:
        for file in files:
            rows = len(list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))))
            desk.go("/admin/references/reference/import/")
            desk.page.get_by_label("File").set_input_files(file)
            desk.click("Read the file")
            expect(desk.page).to_have_url(re.compile("importrun"))
            desk.click("Commit")
            desk.says(f"Committed: {rows} references were added.")
            run = ImportRun.objects.latest("pk")
            run.refresh_from_db()
            assert (run.state, run.counts["rows"], run.counts["new"]) == ("committed", rows, rows)


def report_names_what_is_missing(portal: Portal, shared: Path) -> None:
    with portal.signed_in("author") as desk:
        desk.go("/admin/articles/articleimport/add/")
        desk.page.get_by_label("or choose a file").set_input_files(
            shared / "seed/psoriasis-article.txt"
        )
        desk.click("Read the text")
        found = desk.page.locator(".art-counts")
        for name, count in (
            ("References", 6),
            ("never cited", 4),
            ("incomplete", 3),
            ("without identifier", 6),
            ("Citations in the text", 2),
            ("matched", 2),
            ("matching nothing", 0),
        ):
            row = found.locator("div", has=desk.page.get_by_text(name, exact=True))
            expect(row.locator("dd")).to_have_text(str(count))
        hype = found.locator("div", has=desk.page.get_by_text("Words of promise", exact=True))
        assert int(hype.locator("dd").inner_text()) > 5
        desk.says("Librarian")


def librarian_creates_the_proposed_references(portal: Portal) -> None:
    with portal.signed_in("librarian") as desk:
        run = ImportRun.objects.get(layout="References of an article")
        desk.go(f"/admin/references/importrun/{run.pk}/change/")
        desk.click("Commit")
        chen = Reference.objects.get(authors__0__family="Chen", issued_year=2019)
        desk.go(f"/admin/references/reference/{chen.pk}/change/")
        desk.page.locator("#id_doi").fill(f"https://doi.org/{DOI}")
        desk.click("Save")
        chen.refresh_from_db()
        assert chen.doi == DOI


def editor_keeps_four_sentences(portal: Portal) -> None:
    with portal.signed_in("editor") as desk:
        desk.go("/admin/articles/articleimport/")
        desk.page.locator(
            "#result_list th a, #content a", has_text="psoriasis-article"
        ).first.click()
        cited = [
            row.locator("input[value=claim]").get_attribute("name")
            for row in desk.page.locator(".art-sentence", has=desk.page.locator(".art-cites")).all()
        ]
        assert len(cited) == 2
        desk.click("Leave all out")
        others = [
            radio.get_attribute("name")
            for radio in desk.page.locator(".art-sentence--checkable input[value=claim]").all()
        ]
        kept = cited + [name for name in others[-4:-2] if name not in cited]
        assert len(kept) == 4
        for name in kept:
            desk.page.locator(f"input[name={name}][value=claim]").check()
        desk.page.get_by_label("Address of the page").fill(SLUG)
        desk.click("Make the article")
        _open_revision(desk)
        body = desk.page.get_by_role("textbox", name="Body")
        keys = re.findall(r"\]\(claim:([a-z0-9-]+)\)", _written(desk))
        assert len(keys) == 4
        words = dict(zip(NARROWED, _keys_by_author(keys), strict=True))
        body.fill(
            "## What is known\n\n"
            + "\n\n".join(f"[{NARROWED[author]}](claim:{key})" for author, key in words.items())
        )
        desk.click("Save")
        desk.says("Saved.")


def _keys_by_author(keys: list[str]) -> list[str]:
    """The claims whose sentences cited Chen and Jiao keep these; the other two take the rest."""
    cited = {}
    for claim in Claim.objects.filter(key__in=keys).select_related("draft"):
        for citation in claim.draft.citations:
            work = Reference.objects.get(key=citation["reference"])
            cited[work.first_author] = claim.key
    assert set(cited) == {"Chen", "Jiao"}
    rest = [key for key in keys if key not in cited.values()]
    return [cited["Chen"], cited["Jiao"], *rest]


def _written(desk: Desk) -> str:
    """The body that would be saved."""
    return desk.page.locator("#id_body").input_value()


def _open_revision(desk: Desk) -> None:
    """Go to the revision that is being written."""
    revision = Revision.objects.filter(article__slug=SLUG).latest("number")
    desk.go(f"/admin/articles/revision/{revision.pk}/change/")


def editor_says_what_each_cites(portal: Portal) -> None:
    with portal.signed_in("editor") as desk:
        for author, text in NARROWED.items():
            claim = Claim.objects.get(draft__text=text)
            desk.go(f"/admin/evidence/claim/{claim.pk}/draft/")
            if author in ("Ahn", "Zhang"):
                desk.page.get_by_label("Find a reference").fill(author)
                desk.page.get_by_role("button", name="Search", exact=True).last.click()
                desk.page.locator(".found button", has_text="Cite").first.click()
            asks = "effect" if author == "Ahn" else "lab"
            desk.page.get_by_label("What it asks").select_option(asks)
            if author == "Ahn":
                desk.page.get_by_label("Which way it points").select_option("for")
                desk.page.get_by_label("Question it answers").select_option(
                    label="Do infusions make psoriasis less severe?"
                )
            desk.page.get_by_label("It is a finding").check()
            desk.page.get_by_label("If no quote can be given: why").fill(
                "Only the title and the authors are in the library so far."
            )
            desk.click("Save the draft")
        assert (
            Claim.objects.filter(draft__citations__0__no_quote_reason__startswith="Only").count()
            == 4
        )


def editor_submits(portal: Portal, claims: int) -> None:
    with portal.signed_in("editor") as desk:
        _open_revision(desk)
        desk.click(re.compile("^Submit "))
        assert ClaimVersion.objects.filter(status="in_review").count() == claims


def _review(desk: Desk, author: str) -> Locator:
    """Open the review page of a claim and fill in everything but the decision."""
    version = ClaimVersion.objects.filter(claim__versions__text=NARROWED[author]).latest("number")
    desk.go(f"/admin/evidence/claim/{version.claim_id}/review/")
    page = desk.page
    design, population, n = FACTS[author]
    work = version.citations.get().reference
    if not page.locator(f"[name=s{work.pk}-design]").is_visible():
        page.locator("summary", has_text="kind of study it is").first.click()
    page.locator(f"[name=s{work.pk}-design]").select_option(design)
    page.locator(f"[name=s{work.pk}-population]").select_option(population)
    page.locator(f"[name=s{work.pk}-n]").fill(n)
    page.get_by_role("button", name=re.compile("^Save and confirm")).first.click()
    expect(page.locator(".card").first).to_contain_text("Confirmed by")
    citation = version.citations.get()
    page.locator(f"input[name=c{citation.pk}-judgement][value=supports]").check(force=True)
    if author == "Ahn":
        page.locator(f"[name=c{citation.pk}-comparison]").select_option(design)
    page.locator(f"[name=c{citation.pk}-vouch_reason]").fill("Page 3 of the paper says it.")
    return page.locator("#decision")


def reviewer_sends_one_back(portal: Portal) -> None:
    with portal.signed_in("reviewer1") as desk:
        _review(desk, "Zhang")
        desk.page.locator("#decision [name=reason]").fill(
            "Say which skin: of mice, on their backs."
        )
        desk.click("Send back")
        sent_back = ClaimVersion.objects.get(text=NARROWED["Zhang"])
        assert sent_back.status == "changes_requested"


def publication_is_refused(portal: Portal, why: str) -> None:
    with portal.signed_in("publisher") as desk:
        _open_revision(desk)
        desk.click("Publish")
        desk.click(re.compile("^Publish revision"))
        desk.says(re.compile(why, re.IGNORECASE))
    assert not Live.objects.exists()


def editor_mends_it(portal: Portal) -> None:
    old = NARROWED["Zhang"]
    NARROWED["Zhang"] = old.replace("eased the skin", "eased the skin of their backs")
    with portal.signed_in("editor") as desk:
        _open_revision(desk)
        body = desk.page.get_by_role("textbox", name="Body")
        body.fill(_written(desk).replace(old, NARROWED["Zhang"]))
        desk.click("Save")
        desk.says("Saved.")
    editor_submits(portal, 4)


def own_attempt_is_refused(portal: Portal) -> None:
    """The editor is a reviewer as well; not of this."""
    version = ClaimVersion.objects.get(text=NARROWED["Chen"])
    with portal.signed_in("editor") as desk:
        desk.go(f"/admin/evidence/claim/{version.claim_id}/review/")
        desk.says("nobody reviews their own")
        expect(desk.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


def reviewer_approves_all(portal: Portal) -> None:
    with portal.signed_in("reviewer1") as desk:
        for author in NARROWED:
            _review(desk, author)
            desk.click("Approve")
            version = ClaimVersion.objects.get(text=NARROWED[author])
            assert version.status == "approved", desk.page.locator("body").inner_text()


def another_reviewer_signs_off(portal: Portal) -> None:
    with portal.signed_in("reviewer2") as desk:
        _open_revision(desk)
        desk.click("Read and sign off")
        for item in desk.page.locator("fieldset.staff-item").all():
            title = item.locator("legend").inner_text()
            if "absolute numbers" in title or "regulatory" in title:
                item.get_by_label("Waived, because").check()
                item.locator("textarea").fill("No source gives any; nobody has asked yet.")
            else:
                item.get_by_label("Confirmed").check()
        desk.click("Sign off this revision")
        desk.says(re.compile("signed (it )?off", re.IGNORECASE))


def publisher_publishes(portal: Portal) -> None:
    with portal.signed_in("publisher") as desk:
        _open_revision(desk)
        desk.click("Publish")
        desk.click(re.compile("^Publish revision"))
    assert Live.objects.get().publication.cause == "first"


def reader_sees_badges(portal: Portal) -> None:
    with portal.anonymous() as page:
        page.goto(f"{portal.base}/articles/{SLUG}/")
        body = page.locator("main")
        for text in NARROWED.values():
            expect(body).to_contain_text(text)
        expect(body).to_contain_text("Lab or animal studies only: not known in people")
        expect(body).to_contain_text("Very weak evidence in people: too little to know")
        expect(body).to_contain_text("No source gives any; nobody has asked yet.")
        proof = page.locator("details.proof").first
        expect(proof.get_by_text("Dr reviewer1")).not_to_be_visible()
        proof.locator("summary").click()
        expect(proof.get_by_text("Dr reviewer1")).to_be_visible()


def changed_word_waits_while_the_page_stays(portal: Portal) -> None:
    changed = NARROWED["Jiao"].replace("calmed", "quietened")
    with portal.signed_in("editor") as desk:
        _open_revision(desk)
        desk.click("Open the next revision")
        _open_revision(desk)
        body = desk.page.get_by_role("textbox", name="Body")
        body.fill(_written(desk).replace(NARROWED["Jiao"], changed))
        desk.click("Save")
        desk.says("Saved.")
    live = Live.objects.get()
    with portal.signed_in("publisher") as desk:
        _open_revision(desk)
        desk.click("Publish")
        desk.page.get_by_label("What changed, for readers").fill("A clearer word.")
        desk.click(re.compile("^Publish revision"))
        desk.says("never submitted for review")
    assert Live.objects.get().publication_id == live.publication_id
    with portal.anonymous() as page:
        page.goto(f"{portal.base}/articles/{SLUG}/")
        expect(page.locator("main")).to_contain_text(NARROWED["Jiao"])
        expect(page.locator("main")).not_to_contain_text(changed)


def notice_changes_the_live_page(portal: Portal, tmp_path: Path) -> None:
    notices = tmp_path / "notices.csv"
    columns = (
        "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
        "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
        "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
    ).split(",")
    chen = Reference.objects.get(doi=DOI)
    with notices.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(
            {
                "Record ID": "1",
                "Title": chen.title,
                "RetractionDate": "5/1/2026 0:00",
                "RetractionDOI": "unavailable",
                "RetractionPubMedID": "0",
                "OriginalPaperDate": "1/1/2019 0:00",
                "OriginalPaperDOI": DOI,
                "OriginalPaperPubMedID": "0",
                "RetractionNature": "Retraction",
                "Reason": "+Concerns/Issues About Data;",
            }
        )
    with portal.signed_in("librarian") as desk:
        desk.go("/admin/references/noticeload/add/")
        desk.page.get_by_label("File").set_input_files(notices)
        desk.click("Load the notices")
    chen.refresh_from_db()
    assert chen.standing == "retracted"
    with portal.anonymous() as page:
        page.goto(f"{portal.base}/articles/{SLUG}/")
        expect(page.locator("main")).to_contain_text("Being re-checked since")
        expect(page.locator("main")).to_contain_text("Retracted: this source does not count")
        expect(page.locator("main")).to_contain_text(NARROWED["Chen"])
