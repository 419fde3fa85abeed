"""Who may open and who may do what at the editorial desk; policies decide, views answer 403."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Live
from references.choices import Role
from tests.factories.articles import (
    CONFIRMED,
    make_articleimport,
    make_revision,
    make_signoff,
    placed,
    published,
    resaved_revision,
)
from tests.factories.evidence import approved_version, draft_of, reviewing_user
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db

WRITERS = {Role.AUTHOR, Role.EDITOR}
STAFF = [Role.LIBRARIAN, Role.AUTHOR, Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR]
REVIEWER = "reviewer"
EVERYONE = {*STAFF, REVIEWER}


def person(role: str) -> Any:
    return reviewing_user() if role == REVIEWER else make_user(role)


def signed_in(client: Client, role: str) -> Client:
    client.force_login(person(role))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_{name}", args=args or None)


def pages() -> dict[str, tuple[str, set[str]]]:
    """Every page that is opened, and who may."""
    publication, imported = published(), make_articleimport()
    draft = make_revision([approved_version()])
    return {
        "articles": (url("article_changelist"), EVERYONE),
        "article": (url("article_change", publication.article_id), EVERYONE),
        "article history": (url("article_history", publication.article_id), EVERYONE),
        "new article": (url("article_add"), WRITERS),
        "withdraw": (url("article_withdraw", publication.article_id), {Role.PUBLISHER}),
        "revision": (url("revision_change", draft.pk), EVERYONE),
        "signed revision": (url("revision_change", publication.revision_id), EVERYONE),
        "preview": (url("revision_preview", draft.pk), EVERYONE),
        "compare": (url("revision_compare", draft.pk), EVERYONE),
        "restore": (url("revision_restore", draft.pk, draft.texts.get().pk), WRITERS),
        "sign-off": (url("revision_sign_off", draft.pk), EVERYONE),
        "publish": (url("revision_publish", draft.pk), {Role.PUBLISHER}),
        "imports": (url("articleimport_changelist"), EVERYONE),
        "import": (url("articleimport_change", imported.pk), EVERYONE),
        "new import": (url("articleimport_add"), WRITERS),
        "publications": (url("publication_changelist"), EVERYONE),
        "publication": (url("publication_change", publication.pk), EVERYONE),
    }


@pytest.mark.parametrize("role", [*STAFF, REVIEWER])
def test_who_opens_which_page(client: Client, role: str) -> None:
    signed_in(client, role)
    answers = {
        name: (client.get(address).status_code, 200 if role in allowed else 403)
        for name, (address, allowed) in pages().items()
    }
    # History leads to the record, which is for those with a role.
    got, _ = answers.pop("article history")
    assert got == 302
    assert {name: got for name, (got, wanted) in answers.items() if got != wanted} == {}


def test_nobody_enters_without_signing_in(client: Client) -> None:
    for name, (address, _) in pages().items():
        answer = client.get(address)
        assert (name, answer.status_code) == (name, 302)
        assert "login" in answer["Location"]


def acts() -> dict[str, tuple[str, dict[str, Any], set[str]]]:
    """Every act, what it sends, and who may."""
    publication, imported, other = published(), make_articleimport(), make_articleimport()
    draft = draft_of()
    writing = make_revision(body=f"[{draft.text}](claim:{draft.claim.key})")
    sign, publishable = make_revision([approved_version()]), make_signoff().revision
    saved = resaved_revision()
    answers = dict.fromkeys(CONFIRMED, "confirm") | {"seen": "other"}
    text = {
        "title": "T",
        "body": writing.body,
        "seen_saved_at": writing.saved_at.isoformat(),
    }
    return {
        "create": (url("article_add"), {"title": "New", "slug": "new-one"}, WRITERS),
        "open": (url("article_open", publication.article_id), {}, WRITERS),
        "save": (url("revision_change", writing.pk), text, WRITERS),
        "restore": (
            url("revision_restore", saved.pk, saved.texts.get(number=1).pk),
            {"seen_saved_at": saved.saved_at.isoformat()},
            WRITERS,
        ),
        "submit": (url("revision_submit", writing.pk), {}, WRITERS),
        "sign": (url("revision_sign_off", sign.pk), answers, {REVIEWER}),
        "publish": (url("revision_publish", publishable.pk), {}, {Role.PUBLISHER}),
        "withdraw": (
            url("article_withdraw", publication.article_id),
            {"reason": "It told more than we know."},
            {Role.PUBLISHER},
        ),
        "import": (url("articleimport_add"), {"text": "Cells\n\nCells calm skin."}, WRITERS),
        "accept": (url("articleimport_accept", imported.pk), {"slug": "cells"}, WRITERS),
        "discard": (url("articleimport_discard", other.pk), {}, WRITERS),
    }


@pytest.mark.parametrize("role", [*STAFF, REVIEWER])
def test_who_does_what(client: Client, role: str) -> None:
    signed_in(client, role)
    for name, (address, sent, allowed) in acts().items():
        status = client.post(address, sent).status_code
        # The sign-off is of another page than was read: it is refused on the page, not at the door.
        done = 200 if name == "sign" else 302
        assert (name, status) == (name, done if role in allowed else 403)


def test_an_act_is_a_post(client: Client) -> None:
    signed_in(client, Role.EDITOR)
    publication, imported = published(), make_articleimport()
    for address in (
        url("article_open", publication.article_id),
        url("revision_submit", publication.revision_id),
        url("articleimport_accept", imported.pk),
        url("articleimport_discard", imported.pk),
    ):
        assert client.get(address).status_code == 405


def test_an_act_needs_the_token_of_its_form() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_superuser())
    publication = published()
    for name in ("article_open", "article_withdraw"):
        answer = client.post(url(name, publication.article_id), {"reason": "A long reason here."})
        assert answer.status_code == 403
    assert Live.objects.filter(article=publication.article).exists()


def test_nothing_is_deleted_or_written_by_the_forms_of_django(client: Client) -> None:
    client.force_login(make_superuser())
    publication = published()
    for name, pk in (
        ("article_delete", publication.article_id),
        ("revision_delete", publication.revision_id),
        ("publication_delete", publication.pk),
        ("articleimport_delete", make_articleimport().pk),
    ):
        assert client.post(url(name, pk), {"post": "yes"}).status_code == 403
    for name in ("revision_add", "publication_add"):
        assert client.post(url(name), {"title": "x"}).status_code == 403
    assert client.post(url("publication_change", publication.pk), {"note": "x"}).status_code == 403
    assert client.post(url("article_change", publication.article_id), {}).status_code == 403
    assert Article.objects.filter(pk=publication.article_id).exists()


def test_what_does_not_exist_answers_404(client: Client) -> None:
    client.force_login(make_superuser())
    for name in ("article_change", "revision_change", "publication_change", "articleimport_change"):
        for pk in ("0", "none", "99999999999999999999"):
            assert client.get(url(name, pk)).status_code == 404


def test_revisions_are_found_through_articles(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    assert client.get(url("revision_changelist"))["Location"] == url("article_changelist")
    assert "/articles/revision/" not in client.get(reverse("admin:index")).content.decode()


def test_the_history_is_that_of_the_article(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    publication = published()
    key = publication.article.key
    for name, pk in (
        ("article_history", publication.article_id),
        ("revision_history", publication.revision_id),
        ("publication_history", publication.pk),
    ):
        assert client.get(url(name, pk))["Location"].endswith(f"?stream=article%3A{key}")
    imported = make_articleimport()
    where = client.get(url("articleimport_history", imported.pk))["Location"]
    assert where.endswith(f"?stream=articleimport%3A{imported.pk}")
    assert client.get(where).status_code == 200


def test_a_reviewer_who_wrote_it_may_not_sign(client: Client) -> None:
    person = reviewing_user(Role.EDITOR)
    client.force_login(person)
    version = approved_version()
    revision = make_revision(by=person, body=placed(version))
    address = url("revision_sign_off", revision.pk)
    assert "You wrote in this revision" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 403
