"""What the page of a revision asks while somebody writes: it answers at once, and writes nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.markdown import link
from articles.models import Article, Revision
from evidence.models import Claim, ClaimVersion
from references.choices import Role
from references.models import Event
from tests.factories.articles import make_revision, placed, published
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
    assert "draft" not in answer["claims"][0]
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


# Inserting a claim


def found(client: Client, words: str = "") -> list[dict[str, Any]]:
    answer = client.get(url("claims"), {"q": words})
    assert answer.status_code == 200
    return list(answer.json()["found"])


def test_approved_claims_are_found_by_words_and_by_key(editor: Client) -> None:
    live_claim = published().entries.get().version
    first, waiting = approved_version(text="Cells *calm* sore skin."), submitted_version()
    suspended = suspended_version()
    assert [one["key"] for one in found(editor, "CAL sor")] == [first.claim.key]
    told = found(editor, first.claim.key[:6])
    assert [one["text"] for one in told] == ["Cells *calm* sore skin."]
    assert told[0]["markdown"] == rf"[Cells \*calm\* sore skin.](claim:{first.claim.key})"
    assert told[0]["badge"]
    assert told[0]["pages"] == []
    every = {one["key"]: one for one in found(editor)}
    assert every[live_claim.claim.key]["pages"] == [Article.objects.exclude(live=None).get().slug]
    assert not {waiting.claim.key, suspended.claim.key} & set(every)
    assert found(editor, "giraffes") == []
    assert found(editor, "\0") == found(editor, "—") == list(every.values())


def test_twenty_claims_are_offered_in_a_constant_number_of_queries(editor: Client) -> None:
    for _ in range(3):
        approved_version()
    found(editor)
    with CaptureQueriesContext(connection) as few:
        assert len(found(editor)) == 3
    for _ in range(19):
        approved_version()
    with CaptureQueriesContext(connection) as many:
        assert len(found(editor)) == 20
    assert len(few) == len(many)


# Pasting


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin: 0}</style></head>
<body><!--StartFragment--><h2>Skin<o:p></o:p></h2>
<p class=MsoNormal style='margin:0'><b>Cells</b> calm the <i>skin</i> of most people [12].<o:p></o:p></p>
<ul><li class=MsoNormal>First item</li><li class=MsoNormal>Second item</li></ul>
<p class=MsoNormal>See <a href="https://example.org/a">this page</a>. <script>alert(1)</script></p>
<!--EndFragment--></body></html>"""


def pasted(client: Client, html: str) -> Any:
    return client.post(url("pasted"), {"html": html})


def test_word_is_pasted_as_markdown(editor: Client) -> None:
    assert pasted(editor, WORD).json() == {
        "markdown": "## Skin\n\n**Cells** calm the *skin* of most people \\[12\\].\n\n- First item\n"
        "- Second item\n\nSee [this page](<https://example.org/a>).",
        "left_out": "",
    }


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One sentence from a page.</p>", "One sentence from a page."),
        ("<span>some words</span>", "some words"),
        ("<ul><li>A<li>B</ul>", "- A\n- B"),
        ("<p>[Not one](claim:new) &lt;b&gt;</p>", r"\[Not one\](claim:new) \<b\>"),
        (
            "<h1>Big</h1><p>Cells calm the skin (Smith, 2020).</p>",
            "## Big\n\nCells calm the skin (Smith, 2020).",
        ),
    ],
)
def test_pieces_are_pasted_as_they_are(editor: Client, html: str, markdown: str) -> None:
    assert pasted(editor, html).json()["markdown"] == markdown


def test_a_list_of_references_is_left_out_and_said(editor: Client) -> None:
    html = (
        "<p>Cells calm the skin of most people in one trial.</p><h2>References</h2><ol>"
        "<li>Smith A. Cells and skin. J Skin. 2020;1:1-9. doi:10.5555/abc</li>"
        "<li>Jones B. Skin and cells. J Skin. 2021;2:1-9. doi:10.5555/abd</li></ol>"
    )
    told = pasted(editor, html).json()
    assert told["left_out"].startswith("Left out: 2 entries of a list of references")
    assert "Smith" not in told["markdown"]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("", "Nothing in it"),
        ("<img src=x>", "Nothing in it"),
        ("x" * 1_000_001, "more than 1,000,000"),
    ],
)
def test_what_cannot_be_pasted_is_refused(editor: Client, html: str, said: str) -> None:
    answer = pasted(editor, html)
    assert answer.status_code == 422
    assert said in answer.json()["refused"]


def test_only_writers_search_and_paste(client: Client) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    assert client.get(url("claims")).status_code == 403
    assert pasted(client, WORD).status_code == 403
    client.force_login(make_user(Role.AUTHOR))
    assert client.get(url("claims")).status_code == 200
    assert client.get(url("pasted")).status_code == 405
