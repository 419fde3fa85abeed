"""The pages on which people say something: asked before deciding, the conversation, interests, e-mails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import AuthorshipAnswer, Declaration, MailChoice, Review, Thread
from references.choices import Role
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    citing,
    make_authorshipanswer,
    make_declaration,
    make_question,
    make_reply,
    make_reviewer,
    make_thread,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

LECTURES = "Paid for lectures by a maker of devices."


def at(name: str, pk: int) -> str:
    return reverse(f"admin:evidence_claim_{name}", args=[pk])


def test_a_reviewer_is_asked_on_the_review_page_and_decides_there(client: Client) -> None:
    version, person = submitted_version(), reviewing_user(interests=None)
    page = logged_in(client, person).get(at("review", version.claim_id))
    assert "Before you decide" in page.content.decode()
    filled = form_in(page, "digest") | {"do": "approve"}
    filled[f"c{version.citations.get().pk}-judgement"] = "supports"
    refused = client.post(at("review", version.claim_id), filled)
    assert said_in(refused)[0].startswith("First declare your interests in “infusion of marrow")
    assert not Review.objects.exists()
    said = {"version": "1", "from": "review", "kind": "none"}
    back = client.post(at("declare", version.claim_id), said)
    assert back.url == at("review", version.claim_id)
    page = client.get(back.url)
    assert said_in(page)[0].startswith("Recorded: no interests, until ")
    assert "Before you decide" not in page.content.decode()
    assert "You declared no interests (infusion of marrow cells)" in page.content.decode()
    client.post(at("review", version.claim_id), filled)
    assert Review.objects.get().decision == "approve"


def test_one_declares_for_everything_in_place(client: Client) -> None:
    version, person = submitted_version(), reviewing_user(interests=None)
    said = {"version": "1", "kind": "declared", "text": LECTURES, "about": "all"}
    logged_in(client, person).post(at("declare", version.claim_id), said)
    made = Declaration.objects.get(reviewer__user=person)
    assert (made.intervention, made.kind, made.text) == ("", "declared", LECTURES)


def test_whoever_is_paid_sees_why_they_do_not_decide(client: Client) -> None:
    version, person = submitted_version(), reviewing_user(interests=None)
    logged_in(client, person)
    said = {"version": "1", "from": "review", "kind": "paid", "text": "A clinic pays me for it."}
    back = client.post(at("declare", version.claim_id), said)
    page = client.get(back.url).content.decode()
    assert "You do not decide here." in page
    assert "Declaring does not cure that" in page
    assert 'value="approve"' not in page


def test_is_this_you(client: Client) -> None:
    paper = study(authors=[{"family": "Smith", "given": "JA"}], issued_year=2019)
    version = submitted_version(citations=[citing(paper)])
    person = make_reviewer(make_user(first_name="Jane", last_name="Smith")).user
    page = logged_in(client, person).get(at("review", version.claim_id))
    assert "Is this you?" in page.content.decode()
    assert "(2019)" in page.content.decode()
    said = form_in(page, "author")
    client.post(at("authorship", version.claim_id), said | {"answer": "no"})
    answer = AuthorshipAnswer.objects.get()
    assert (answer.reviewer.user, answer.is_author, answer.author_name) == (
        person,
        False,
        "Smith JA",
    )
    assert "Is this you?" not in client.get(at("review", version.claim_id)).content.decode()
    page = logged_in(client, make_user(Role.EDITOR)).get("/admin/evidence/authorshipanswer/")
    assert "Smith JA" in page.content.decode()


def test_a_flag_is_raised_answered_and_resolved_on_the_page_of_the_claim(client: Client) -> None:
    version, librarian = submitted_version(), make_user(Role.LIBRARIAN)
    page = logged_in(client, librarian).get(at("change", version.claim_id))
    said = {"version": "1", "from": "claim", "flag": "on"}
    back = client.post(
        at("remark", version.claim_id), said | {"text": "<b>The dose</b> is another."}
    )
    assert back.url == at("change", version.claim_id) + "#conversation"
    page = client.get(at("change", version.claim_id)).content.decode()
    assert "1 open flag" in page
    assert "&lt;b&gt;The dose&lt;/b&gt;" in page
    thread = Thread.objects.get()
    client.post(f"/admin/evidence/thread/{thread.pk}/reply/", {"text": "Which dose?"})
    client.post(
        f"/admin/evidence/thread/{thread.pk}/resolve/", {"resolution": "It was read again."}
    )
    page = client.get(at("change", version.claim_id)).content.decode()
    assert "open flag" not in page
    assert "It was read again." in page
    assert client.get(f"/admin/evidence/thread/{thread.pk}/change/").url.endswith(
        f"#thread-{thread.pk}"
    )


def test_the_note_about_blindness_stands_while_a_round_is_open(client: Client) -> None:
    version = submitted_version()
    page = logged_in(client, make_user(Role.EDITOR)).get(at("change", version.claim_id))
    assert "Write nothing of your verdicts" in page.content.decode()


def test_my_interests(client: Client) -> None:
    make_question(intervention="fat cells")
    person = reviewing_user()
    logged_in(client, person)
    where = "/admin/evidence/declaration/mine/"
    page = client.get(where)
    assert "fat cells" in page.content.decode()
    assert where in client.get("/admin/evidence/declaration/").content.decode()
    said = {"intervention": "fat cells", "kind": "declared", "text": "no"}
    assert "at least 10 characters" in said_in(client.post(where, said))[0]
    client.post(where, said | {"text": LECTURES})
    assert Declaration.objects.filter(intervention="fat cells", text=LECTURES).exists()
    assert LECTURES in client.get(where).content.decode()


def test_my_emails(client: Client) -> None:
    person = make_user(Role.AUTHOR)
    where = "/admin/evidence/mailchoice/"
    page = logged_in(client, person).get(where)
    assert person.email in page.content.decode()
    said = form_in(page, "decided")
    assert said["decided"] == "daily"
    client.post(where, said | {"decided": "never"})
    assert [c.kind for c in MailChoice.objects.filter(person=person, time="never")] == ["decided"]
    refused = client.post(where, said | {"decided": "hourly"})
    assert said_in(client.get(where) if refused.status_code == 302 else refused)
    assert MailChoice.objects.get(person=person).time == "never"


def test_what_is_said_costs_the_same_however_much(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    make_reply(make_thread(version, is_flag=True))
    pages = [at("review", version.claim_id), at("change", version.claim_id)]
    few = [queries(client, page) for page in pages]
    for _ in range(4):
        thread = make_thread(version, by=reviewing_user(), is_flag=True)
        for _ in range(2):
            make_reply(thread, by=reviewing_user())
    assert [queries(client, page) for page in pages] == few


@pytest.mark.parametrize("noun", ["declaration", "authorshipanswer", "thread", "letter"])
def test_the_lists_cost_the_same_however_long(client: Client, noun: str) -> None:
    def some() -> Any:
        return {
            "declaration": make_declaration,
            "authorshipanswer": make_authorshipanswer,
            "thread": make_thread,
            "letter": make_thread,
        }[noun]()

    logged_in(client, make_user(Role.ADMINISTRATOR))
    some()
    few = queries(client, f"/admin/evidence/{noun}/")
    for _ in range(4):
        some()
    assert queries(client, f"/admin/evidence/{noun}/") == few <= 14
