"""What the page of a revision asks while somebody writes: it answers at once, and writes nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.markdown import link
from articles.models import Revision
from evidence.models import Claim, ClaimVersion
from references.choices import Role
from references.models import Event
from tests.factories.articles import make_revision, placed
from tests.factories.evidence import (
    approved_version,
    draft_of,
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


def live(client: Client, revision: Revision, **text: str) -> Any:
    sent = {"title": "A title", "summary": "", "key_messages": "", "body": ""} | text
    return client.post(url("live", revision.pk), sent)


def test_a_text_nobody_saved_is_shown_as_readers_would_see_it(editor: Client) -> None:
    approved, waiting = approved_version(), submitted_version()
    revision = make_revision(body="Stored words.")
    body = "\n\n".join(
        ["## Skin\n\nTyped words.", placed(approved), placed(waiting), link("Cells shine.")]
    )
    events, claims = Event.objects.count(), Claim.objects.count()
    answer = live(editor, revision, title="Typed title", body=body).json()
    assert "<h1>Typed title</h1>" in answer["html"]
    assert "Typed words." in answer["html"]
    assert "Stored words." not in answer["html"]
    assert (
        answer["html"].count("Not yet reviewed") == 2 + 1
    )  # The link of the second has a name too.
    assert [one["state"] for one in answer["claims"]] == [
        "Approved",
        "In review",
        "New: saving gives it a key",
    ]
    assert answer["claims"][0]["badge"]
    assert (Event.objects.count(), Claim.objects.count()) == (events, claims)
    assert Revision.objects.get(pk=revision.pk).body == "Stored words."


def test_changed_words_of_an_approved_claim_are_not_shown_as_reviewed(editor: Client) -> None:
    approved, draft, suspended = approved_version(), draft_of(), suspended_version()
    body = "\n\n".join(
        [
            link("Other words altogether.", approved.claim.key),
            link(draft.text, draft.claim.key),
            placed(suspended),
        ]
    )
    answer = live(editor, make_revision(), body=body).json()
    assert [one["state"] for one in answer["claims"]] == [
        "New words, not saved",
        "Draft, not submitted",
        "Being re-checked",
    ]
    assert [one["look"] for one in answer["claims"]] == ["warn", "warn", "bad"]
    assert answer["claims"][1]["draft"] == reverse(
        "admin:evidence_claim_draft", args=[draft.claim_id]
    )
    assert "Other words altogether." in answer["html"]
    assert approved.text not in answer["html"]


@pytest.mark.parametrize(
    ("text", "section", "line", "said"),
    [
        ({"body": "One.\n\nTwo.\n\n[A **bold** one](claim:new)"}, "body", 5, "holds markup"),
        (
            {"summary": "One.\n\n[Words](claim:nowhere)"},
            "summary",
            3,
            "No claim has the key nowhere",
        ),
        ({"body": "One.\n\n`[Words](claim:new)`"}, "body", 3, "1 claim links are written"),
        ({"body": "[One](claim:new)\n\n    [Words](claim:new)"}, "body", 3, "2 claim links"),
        ({"title": "  "}, "title", 0, "An article needs a title."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    editor: Client, text: dict[str, str], section: str, line: int, said: str
) -> None:
    answer = live(editor, make_revision(), **text)
    told = answer.json()
    assert (answer.status_code, told["section"], told["line"]) == (422, section, line)
    assert said in told["wrong"]
    assert (f", line {line}: " in told["wrong"]) == bool(line)


def test_html_in_the_text_is_shown_as_text(editor: Client) -> None:
    answer = live(editor, make_revision(), body="<script>alert(1)</script>\n\n<b>x</b>").json()
    assert "<script>alert" not in answer["html"]
    assert "&lt;script&gt;alert(1)" in answer["html"]


def test_only_writers_ask(client: Client) -> None:
    revision = make_revision()
    for role, status in ((Role.AUTHOR, 200), (Role.EDITOR, 200), (Role.PUBLISHER, 403)):
        client.force_login(make_user(role))
        assert live(client, revision).status_code == status
    client.force_login(make_user(Role.EDITOR))
    assert client.get(url("live", revision.pk)).status_code == 405
    assert client.post(url("live", revision.pk + 999)).status_code == 404


def test_the_queries_do_not_grow_with_the_claims(editor: Client) -> None:
    versions = [approved_version() for _ in range(3)]
    revision = make_revision()

    def queries(of: list[ClaimVersion], new: int) -> int:
        body = "\n\n".join([*map(placed, of), *(link(f"Fact {n}.") for n in range(new))])
        with CaptureQueriesContext(connection) as asked:
            assert live(editor, revision, body=body).status_code == 200
        return len(asked)

    queries(versions, 1)
    assert queries(versions[:1], 9) == queries(versions, 97)
