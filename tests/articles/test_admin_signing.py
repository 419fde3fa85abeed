"""Previews, the sign-off of a whole page, and publishing it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.choices import SignOffItem
from articles.models import Live, Publication, Revision, SignOff
from articles.services.writing import save_revision
from evidence.models import Reviewer
from references.choices import Role
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import (
    make_articleimport,
    make_revision,
    make_signoff,
    make_withdrawal,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    approved_version,
    draft_of,
    make_reviewer,
    reviewing_user,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_revision_{name}", args=args or None)


def all_confirmed(client: Client, revision: Revision) -> dict[str, str]:
    shown = form_in(client.get(url("sign_off", revision.pk)), "seen")
    return shown | {item.value: "confirm" for item in SignOffItem}


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(reviewing_user())
    return client


# Preview


def test_the_preview_is_the_page_with_what_nobody_reviewed_marked(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    draft, approved, waiting = draft_of(), approved_version(), submitted_version()
    revision = make_revision(
        summary=f"[{draft.text}](claim:{draft.claim.key})",
        key_messages=placed(waiting),
        body=f"## One\n\n{placed(approved)} {placed(waiting)}",
    )
    page = client.get(url("preview", revision.pk)).content.decode()
    assert page.count("Not yet reviewed</span>") == 3
    assert "[name of the reviewer]" in page
    assert "2 of 3 claims" not in page
    assert "3 of 4 claims do not stand" in page
    assert page.count('class="proof"') == 1
    assert "<!--" not in page
    assert "sign-off" not in page


def test_the_preview_of_a_quoted_myth_and_of_a_suspended_claim(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    myth, suspended = approved_version(), suspended_version()
    body = f"{placed(myth, is_myth=True)}\n\n{placed(suspended)}"
    page = client.get(url("preview", make_revision(body=body).pk)).content.decode()
    assert "Cannot be published</span>" in page
    assert '<strong class="claim__myth">Myth:</strong>' in page
    assert "Being re-checked</span>" in page


def test_a_new_portal_without_reviewers_has_previews(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    revision = make_revision(body="## A heading\n\n[Cells & skin.](claim:new)")
    assert not Reviewer.objects.exists()
    page = client.get(url("preview", revision.pk)).content.decode()
    assert "Cells &amp; skin." in page
    assert 'href="#part-a-heading"' in page


def test_the_preview_of_the_signed_page_names_who_signed(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    publication = published()
    page = client.get(url("preview", publication.revision_id)).content.decode()
    assert publication.content["signed_off_by"]["name"] in page
    assert "Readers see this revision." in page


# Sign-off


def test_a_reviewer_reads_the_page_and_signs_it_off(client: Client) -> None:
    person = make_reviewer(name="Dr Example").user
    client.force_login(person)
    revision = make_revision([approved_version()])
    page = client.get(url("sign_off", revision.pk)).content.decode()
    assert "<strong>Dr Example</strong>" in page
    assert page.count("<fieldset") == len(SignOffItem)
    sent = all_confirmed(client, revision) | {
        "absolute_numbers": "waive",
        "absolute_numbers_reason": "No study gives a number.",
    }
    answer = client.post(url("sign_off", revision.pk), sent)
    assert answer["Location"] == url("change", revision.pk)
    signoff = SignOff.objects.get()
    assert signoff.signed_by == person
    assert signoff.items["absolute_numbers"] == {"waived": "No study gives a number."}
    assert signoff.items["alternatives"] == {"confirmed": True}
    page = client.get(url("sign_off", revision.pk)).content.decode()
    assert "Dr Example signed it off" in page
    assert "<fieldset" not in page


def test_an_item_without_an_answer_keeps_the_others(reviewer: Client) -> None:
    revision = make_revision([approved_version()])
    sent = all_confirmed(reviewer, revision)
    sent |= {"people_first": "waive", "people_first_reason": "Short", "alternatives": ""}
    answer = reviewer.post(url("sign_off", revision.pk), sent)
    page = answer.content.decode()
    assert "2 answers are missing." in page
    assert "Confirm it, or waive it with a reason." in page
    assert "Write why, in at least 10 characters; readers see it." in page
    kept = form_in(answer, "seen")
    assert kept["people_first_reason"] == "Short"
    assert kept["people_first"] == "waive"
    assert kept["no_stronger"] == "confirm"
    assert not SignOff.objects.exists()


def test_another_page_than_was_read_is_not_signed(reviewer: Client) -> None:
    version = approved_version()
    revision = make_revision([version])
    sent = all_confirmed(reviewer, revision)
    save_revision(
        revision=revision, by=make_user(Role.AUTHOR), title="Another title", body=placed(version)
    )
    answer = reviewer.post(url("sign_off", revision.pk), sent)
    said = (
        "The text or a badge changed after you opened this page. Read it again, then sign it off."
    )
    assert said in answer.content.decode()
    assert not SignOff.objects.exists()
    # The form still names what was read first: only opening the page again helps.
    assert reviewer.post(url("sign_off", revision.pk), sent).status_code == 200
    assert reviewer.post(url("sign_off", revision.pk), sent | {"seen": ""}).status_code == 200
    assert not SignOff.objects.exists()
    sent = all_confirmed(reviewer, revision)
    assert reviewer.post(url("sign_off", revision.pk), sent).status_code == 302


def test_a_page_with_a_claim_that_does_not_stand_is_not_signed(reviewer: Client) -> None:
    version = submitted_version()
    revision = make_revision([version])
    page = reviewer.get(url("sign_off", revision.pk)).content.decode()
    assert "It cannot be signed off yet:" in page
    assert f"“{version.text}”: it is in review, not approved." in page
    sent = {item.value: "confirm" for item in SignOffItem}
    answer = reviewer.post(url("sign_off", revision.pk), sent)
    assert "it is in review, not approved." in answer.content.decode()
    assert not SignOff.objects.exists()


def test_who_may_not_sign_is_told_why(client: Client) -> None:
    revision = make_revision([approved_version()])
    client.force_login(make_user(Role.PUBLISHER))
    page = client.get(url("sign_off", revision.pk)).content.decode()
    assert "Only active reviewers sign a page off." in page
    assert "<fieldset" not in page


def test_a_lapsed_sign_off_names_what_moved(reviewer: Client) -> None:
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    suspended_version(version)
    checklist = reviewer.get(url("change", revision.pk)).context["checklist"]
    assert checklist.sign_off is None
    assert checklist.lapsed == [version.text]
    page = reviewer.get(url("change", revision.pk)).content.decode()
    assert "The sign-off has lapsed." in page


def test_reading_costs_the_same_whatever_is_placed(
    reviewer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counted = []
    for count in (1, 4):
        revision = make_revision([approved_version() for _ in range(count)])
        reviewer.get(url("sign_off", revision.pk))
        with django_assert_num_queries(45, exact=False) as queries:
            reviewer.get(url("sign_off", revision.pk))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Publishing


@pytest.fixture
def publisher(client: Client) -> Client:
    client.force_login(make_user(Role.PUBLISHER))
    return client


def test_the_first_publication(publisher: Client) -> None:
    revision = make_signoff().revision
    page = publisher.get(url("publish", revision.pk)).content.decode()
    assert "This is the first publication of the page." in page
    assert "It will be refused" not in page
    answer = publisher.post(url("publish", revision.pk))
    article = reverse("admin:articles_article_change", args=[revision.article_id])
    assert answer["Location"] == article
    assert Live.objects.get().publication.revision == revision
    assert (
        "There is nothing to publish."
        in publisher.get(url("publish", revision.pk)).content.decode()
    )


def test_an_unsigned_revision_is_refused(publisher: Client) -> None:
    revision = make_revision([approved_version()])
    assert "It will be refused" in publisher.get(url("publish", revision.pk)).content.decode()
    answer = publisher.post(url("publish", revision.pk))
    assert "No reviewer has signed off this revision" in said_in(answer)[0]
    assert not Publication.objects.exists()


def test_a_change_is_told_to_readers(publisher: Client) -> None:
    article = published().article
    revision = next_revision(article, placed(approved_version()))
    make_signoff(revision)
    answer = publisher.post(url("publish", revision.pk), {"note": " ", "is_correction": "on"})
    assert said_in(answer) == ["Readers are told what changed: write a note."]
    kept = form_in(answer, "note")
    assert kept["is_correction"] == "on"
    sent = {"note": "A number was wrong.", "is_correction": "on"}
    assert publisher.post(url("publish", revision.pk), sent).status_code == 302
    newest = article.publications.get(number=2)
    assert (newest.cause, newest.note) == ("correction", "A number was wrong.")


def test_a_withdrawn_page_comes_back(publisher: Client) -> None:
    article = make_withdrawal().article
    revision = article.revisions.get()
    page = publisher.get(url("publish", revision.pk)).content.decode()
    assert "The page was withdrawn." in page
    publisher.post(url("publish", revision.pk))
    assert Live.objects.get().publication.cause == "republish"


def test_the_import_of_a_page_is_named_on_it(publisher: Client) -> None:
    """Another noun of the desk on the page of an article: nothing breaks without one."""
    make_articleimport()
    article = make_revision().article
    page = publisher.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert "Where it came from" not in page.content.decode()
