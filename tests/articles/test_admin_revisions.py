"""Writing a revision beside its claims: nothing that was written is lost, every obstacle is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Revision
from articles.services.writing import save_revision
from evidence.models import Claim, ClaimVersion
from references.choices import Role
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import make_revision, make_signoff, placed, published
from tests.factories.evidence import (
    approved_version,
    draft_of,
    make_claim,
    sent_back_version,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_revision_{name}", args=args or None)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(Role.EDITOR))
    return client


def saved(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def test_saving_places_new_claims(editor: Client) -> None:
    revision = make_revision()
    sent = form_in(editor.get(url("change", revision.pk)), "body")
    sent["body"] = "## Skin\r\n\r\n[Cells calm the skin.](claim:new)\r\n"
    answer = editor.post(url("change", revision.pk), sent, follow=True)
    key = Claim.objects.get().key
    assert saved(revision).body == f"## Skin\n\n[Cells calm the skin.](claim:{key})"
    assert said_in(answer) == [f"Saved. New claims: {key}."]
    assert form_in(answer, "body")["body"].endswith(f"(claim:{key})")


def test_saving_and_preview(editor: Client) -> None:
    revision = make_revision()
    sent = form_in(editor.get(url("change", revision.pk)), "body") | {"_preview": "1"}
    answer = editor.post(url("change", revision.pk), sent)
    assert answer["Location"] == url("preview", revision.pk)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ({"body": "[A **bold** claim](claim:new)"}, 'The claim "A …" holds markup'),
        ({"body": "[Some words](claim:nowhere)"}, "No claim has the key nowhere"),
        ({"title": "  "}, "An article needs a title. Nothing was saved yet."),
    ],
)
def test_a_refusal_keeps_what_was_written(editor: Client, text: dict[str, str], said: str) -> None:
    revision = make_revision()
    sent = form_in(editor.get(url("change", revision.pk)), "body")
    sent |= {"summary": "A summary of an hour's work.", **text}
    answer = editor.post(url("change", revision.pk), sent)
    assert said_in(answer)[0].startswith(said)
    kept = form_in(answer, "body")
    assert kept["summary"] == "A summary of an hour's work."
    assert kept["body"] == sent["body"]
    assert saved(revision).summary == ""


def test_a_text_saved_meanwhile_is_shown_and_joined(editor: Client) -> None:
    revision = make_revision(body="First.")
    sent = form_in(editor.get(url("change", revision.pk)), "body")
    other = make_user(Role.AUTHOR)
    save_revision(revision=revision, by=other, title=revision.title, body="Theirs.")
    answer = editor.post(url("change", revision.pk), sent | {"body": "Mine."})
    page = answer.content.decode()
    assert f"{other} saved this revision" in said_in(answer)[0]
    assert form_in(answer, "body")["body"] == "Mine."
    assert "Theirs." in page
    assert saved(revision).body == "Theirs."
    # Sending it again changes nothing: only who says to have joined the two saves.
    again = editor.post(url("change", revision.pk), form_in(answer, "body"))
    assert saved(revision).body == "Theirs."
    sent = form_in(again, "body") | {
        "body": "Mine and theirs.",
        "joined": again.context["stored"]["saved_at"],
    }
    assert editor.post(url("change", revision.pk), sent).status_code == 302
    assert saved(revision).body == "Mine and theirs."


def test_a_form_without_its_time_is_refused(editor: Client) -> None:
    revision = make_revision(body="First.")
    answer = editor.post(url("change", revision.pk), {"title": "T", "body": "Mine."})
    assert said_in(answer) == ["The form was not complete. Open the page again, then save."]
    assert saved(revision).body == "First."


def test_a_signed_revision_is_read_and_the_next_is_opened(editor: Client) -> None:
    revision = make_signoff().revision
    page = editor.get(url("change", revision.pk)).content.decode()
    assert "<textarea" not in page
    assert "This revision is signed off and stays as it is." in page
    assert "Open the next revision" in page
    editor.post(reverse("admin:articles_article_open", args=[revision.article_id]))
    page = editor.get(url("change", revision.pk)).content.decode()
    assert "Open the next revision" not in page


def test_what_was_written_while_it_was_signed_is_not_lost(editor: Client) -> None:
    revision = make_revision([approved_version()])
    sent = form_in(editor.get(url("change", revision.pk)), "body")
    make_signoff(revision)
    answer = editor.post(url("change", revision.pk), sent | {"summary": "An hour of work."})
    assert said_in(answer) == ["Revision 1 is signed off. Open a new revision first."]
    assert "An hour of work." in answer.content.decode()


def test_readers_of_drafts_have_no_form(client: Client) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    page = client.get(url("change", make_revision([approved_version()]).pk)).content.decode()
    assert "<textarea" not in page
    assert "Submit" not in page


def test_claims_are_listed_with_what_blocks_them(editor: Client) -> None:
    draft = draft_of()
    incomplete = draft_of(text="Cells do something.", citations=[], question=None)
    versions = {
        "approved": approved_version(),
        "in review": submitted_version(),
        "suspended": suspended_version(),
        "sent back": sent_back_version(),
    }
    revision = make_revision(
        body="\n\n".join(
            [
                *(f"[{d.text}](claim:{d.claim.key})" for d in (draft, incomplete)),
                *map(placed, versions.values()),
            ]
        )
    )
    checklist = editor.get(url("change", revision.pk)).context["checklist"]
    told = [(claim.state, claim.badge, claim.stands, claim.blocks) for claim in checklist.claims]
    never = "These words were never submitted for review."
    assert told == [
        ("Draft, not submitted", "", False, (never,)),
        (
            "Draft, not submitted",
            "",
            False,
            (
                never,
                "Name the question it answers: in whom, what, compared with what, which outcome.",
                "It cites nothing. Cite a reference, or remove the sentence.",
            ),
        ),
        ("Approved", "very_low", True, ()),
        ("In review", "very_low", False, ("It is in review, not approved.",)),
        ("Being re-checked", "lab_animal", False, ("It is being re-checked, not approved.",)),
        ("Changes requested", "very_low", False, ("It is changes requested, not approved.",)),
    ]
    page = editor.get(url("change", revision.pk)).content.decode()
    assert reverse("admin:evidence_claim_draft", args=[draft.claim_id]) in page
    for version in versions.values():
        assert reverse("admin:evidence_claim_change", args=[version.claim_id]) in page


def test_a_draft_with_other_words_is_told(editor: Client) -> None:
    draft = draft_of(text="Some words.")
    revision = make_revision(body=f"[Some words.](claim:{draft.claim.key})")
    draft_of(draft.claim, text="Other words.")
    [claim] = editor.get(url("change", revision.pk)).context["checklist"].claims
    assert claim.blocks[1].startswith("Its draft has other words: “Other words.”.")


def test_all_drafts_are_submitted_in_one_go(editor: Client) -> None:
    drafts = [draft_of(), draft_of()]
    body = "\n\n".join(f"[{d.text}](claim:{d.claim.key})" for d in drafts)
    revision = make_revision(body=body)
    page = editor.get(url("change", revision.pk)).content.decode()
    assert "Submit 2 claims for review" in page
    answer = editor.post(url("submit", revision.pk), follow=True)
    assert said_in(answer) == ["2 claims wait for review."]
    assert ClaimVersion.objects.filter(status="in_review").count() == 2
    assert "for review</button>" not in answer.content.decode()


def test_an_incomplete_draft_holds_all_of_them(editor: Client) -> None:
    good, bad = draft_of(), draft_of(citations=[])
    body = "\n\n".join(f"[{d.text}](claim:{d.claim.key})" for d in (good, bad))
    answer = editor.post(url("submit", make_revision(body=body).pk), follow=True)
    assert said_in(answer) == [
        f'"{bad.text}": It cites nothing. Cite a reference, or remove the sentence.'
    ]
    assert not ClaimVersion.objects.exists()


def test_a_claim_submitted_on_its_own_page_does_not_hold_the_others(editor: Client) -> None:
    alone, draft = draft_of(), draft_of()
    body = "\n\n".join(f"[{d.text}](claim:{d.claim.key})" for d in (alone, draft))
    revision = make_revision(body=body)
    submitted_version(alone.claim, text=alone.text)
    checklist = editor.get(url("change", revision.pk)).context["checklist"]
    assert [claim.state for claim in checklist.claims] == ["In review", "Draft, not submitted"]
    answer = editor.post(url("submit", revision.pk), follow=True)
    assert said_in(answer) == ["1 claim waits for review."]


def test_a_page_without_claims_is_in_nobodys_way(editor: Client) -> None:
    page = editor.get(url("change", make_revision(body="Prose.").pk)).content.decode()
    assert "No claim is placed" in page


def test_the_page_costs_the_same_whatever_it_places(
    editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def one_of_each() -> list[str]:
        draft = draft_of()
        versions = [approved_version(), submitted_version(), suspended_version()]
        return [f"[{draft.text}](claim:{draft.claim.key})", *map(placed, versions)]

    few, many = one_of_each(), [*one_of_each(), *one_of_each()]
    counted = []
    for body in (few, many):
        revision = make_revision(body="\n\n".join(body))
        editor.get(url("change", revision.pk))
        with django_assert_num_queries(30, exact=False) as queries:
            editor.get(url("change", revision.pk))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_live_revision_says_so(editor: Client) -> None:
    publication = published()
    page = editor.get(url("change", publication.revision_id)).content.decode()
    assert "Live: publication 1." in page


def test_a_claim_without_a_draft_is_told(editor: Client) -> None:
    """A key that was placed with words which nobody kept as a draft."""
    claim = make_claim()
    revision = make_revision(body=f"[Some words.](claim:{claim.key})")
    claim.draft.delete()
    [placed_claim] = editor.get(url("change", revision.pk)).context["checklist"].claims
    assert placed_claim.blocks[-1].startswith("There is no draft with these words")
