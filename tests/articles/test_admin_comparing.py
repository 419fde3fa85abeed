"""Saved texts in the admin: two are compared, who wrote what is listed, and one is restored."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.markdown import link
from articles.models import Revision
from articles.services.writing import open_revision, save_revision
from references.choices import Role
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import (
    make_revision,
    make_signoff,
    placed,
    published,
    resaved_revision,
)
from tests.factories.evidence import (
    approved_version,
    citing,
    draft_of,
    make_question,
    stand,
    study,
    submitted_version,
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


def first_of(revision: Revision) -> int:
    return revision.texts.get(number=1).pk


def newest_of(revision: Revision) -> int:
    return revision.texts.order_by("-number")[0].pk


# Comparing


def test_what_changed_is_marked_in_the_text(editor: Client) -> None:
    version = approved_version()
    revision = make_revision(body=f"Cells calm the skin. {placed(version)}")
    body = f"Cells may calm the skin. {link('Quite other words.', version.claim.key)}"
    save_revision(revision=revision, by=make_user(Role.EDITOR), title="<b>Bold</b>", body=body)
    page = editor.get(url("compare", revision.pk)).content.decode()
    assert "Cells <ins>may</ins> calm the skin." in page
    assert "&lt;b&gt;" in page.replace("<ins>", "").replace("</ins>", "")
    assert "<b>Bold" not in page
    assert "](claim:" not in page
    assert "Words changed" in page
    assert reverse("admin:evidence_claim_change", args=[version.claim_id]) in page


def test_the_words_of_a_claim_are_never_shown_as_syntax(editor: Client) -> None:
    revision = resaved_revision("[A sentence that is new.](claim:new)", body="A body.")
    page = editor.get(url("compare", revision.pk)).content.decode()
    assert "A sentence that is new." in page
    assert "](claim:" not in page


def test_long_unchanged_stretches_are_folded(editor: Client) -> None:
    paragraphs = [f"Paragraph {number} stays as it is." for number in range(9)]
    revision = make_revision(body="\n\n".join(paragraphs))
    save_revision(
        revision=revision,
        by=make_user(Role.EDITOR),
        title=revision.title,
        body="\n\n".join([*paragraphs, "One more at the end."]),
    )
    page = editor.get(url("compare", revision.pk)).content.decode()
    assert "<summary>… 8 paragraphs unchanged</summary>" in page
    assert "<ins>One more at the end.</ins>" in page


def test_any_two_texts_are_chosen(editor: Client) -> None:
    revision = resaved_revision("Second words.", body="First words.")
    save_revision(
        revision=revision, by=make_user(Role.EDITOR), title=revision.title, body="Third words."
    )
    answer = editor.get(
        url("compare", revision.pk), {"old": newest_of(revision), "new": first_of(revision)}
    )
    page = answer.content.decode()
    assert "<del>Third</del><ins>First</ins> words." in page
    chosen = form_in(answer, "old")
    assert (chosen["old"], chosen["new"]) == (str(newest_of(revision)), str(first_of(revision)))


def test_texts_of_different_revisions_are_compared(editor: Client) -> None:
    first = published().revision
    opened = open_revision(article=first.article, by=make_user(Role.EDITOR))
    save_revision(revision=opened, by=make_user(Role.EDITOR), title="A new title", body=opened.body)
    answer = editor.get(url("compare", opened.pk))
    assert (answer.context["old"].revision, answer.context["new"].revision) == (first, opened)
    assert "what readers see" in answer.content.decode()
    assert "A new title" in answer.content.decode()


def test_what_is_no_text_of_the_article_does_not_exist(editor: Client) -> None:
    revision, other = resaved_revision(), resaved_revision()
    for wanted in (first_of(other), 0, "none", "9" * 30, "\x00"):
        for side in ("old", "new"):
            assert editor.get(url("compare", revision.pk), {side: wanted}).status_code == 404
        answer = editor.get(url("restore", revision.pk, first_of(other)))
        assert answer.status_code == 404
    assert editor.get(url("compare", 0)).status_code == 404
    assert editor.get(url("compare", revision.pk), {"old": ""}).status_code == 200


def test_one_text_with_itself_and_one_alone(editor: Client) -> None:
    revision = resaved_revision()
    both = {"old": first_of(revision), "new": first_of(revision)}
    page = editor.get(url("compare", revision.pk), both).content.decode()
    assert "These are one and the same text." in page
    alone = editor.get(url("compare", make_revision().pk)).content.decode()
    assert "There is nothing to compare it with yet." in alone


def test_citations_and_badges_are_told(editor: Client) -> None:
    kept, come = study(), study()
    version = approved_version(citations=[citing(kept)])
    revision = make_revision([version])
    newer = submitted_version(
        version.claim,
        text="Other words of it.",
        citations=[citing(kept, quote="They slept all night.", no_quote_reason=""), citing(come)],
    )
    save_revision(
        revision=revision, by=make_user(Role.EDITOR), title=revision.title, body=placed(newer)
    )
    page = editor.get(url("compare", revision.pk)).content.decode()
    assert "Citations: 1 added, 1 changed" in page
    assert "<ins>They slept all night.</ins></blockquote>" in page
    assert "In review" in page


def test_a_comparison_costs_the_same_whatever_it_holds(
    editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    citations, question = [citing(study())], make_question()

    def of(count: int) -> Revision:
        approved, draft = approved_version(), draft_of()
        versions = [submitted_version(citations=citations, question=question) for _ in range(count)]
        body = "\n\n".join(map(placed, versions))
        other = [link(f"{version.text} So.", version.claim.key) for version in versions[::2]]
        now = [*other, *map(placed, versions[1::2]), placed(approved)]
        now.append(link(draft.text, draft.claim.key))
        return resaved_revision("\n\n".join(now), body=body)

    counted = []
    for count in (10, 100):
        revision = of(count)
        addresses = (
            url("compare", revision.pk),
            url("restore", revision.pk, first_of(revision)),
        )
        for address in addresses:
            editor.get(address)
            with django_assert_num_queries(24, exact=False) as queries:
                editor.get(address)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


# Who wrote what


def test_saves_are_listed_with_who_made_them(editor: Client) -> None:
    author = make_user(Role.AUTHOR, first_name="Ada", last_name="Author")
    revision = resaved_revision("One two three. [Cells.](claim:new)", by=author, body="One two.")
    page = editor.get(url("change", revision.pk)).content.decode()
    assert "by Ada Author" in page
    assert "Words: 2 added, 0 removed. Claims: 1 added, 0 removed." in page
    assert "The first text: 5 words, 0 claims." in page
    pair = f"?old={first_of(revision)}&amp;new={newest_of(revision)}"
    assert url("compare", revision.pk) + pair in page
    assert url("restore", revision.pk, first_of(revision)) in page
    assert url("restore", revision.pk, newest_of(revision)) not in page


def test_twenty_saves_are_shown_and_all_on_request(editor: Client) -> None:
    revision = make_revision(body="Save 1.")
    for number in range(2, 24):
        save_revision(
            revision=revision,
            by=make_user(Role.EDITOR),
            title=revision.title,
            body=f"Save {number}.",
        )
    cut = editor.get(url("change", revision.pk))
    assert "All 23 saves" in cut.content.decode()
    assert len(cut.context["saves"].saves) == 20
    every = editor.get(url("change", revision.pk), {"saves": "all"})
    assert len(every.context["saves"].saves) == 23
    assert "All 23 saves" not in every.content.decode()


def test_who_only_reads_is_not_offered_to_restore(client: Client) -> None:
    revision = resaved_revision()
    client.force_login(make_user(Role.PUBLISHER))
    for address in (url("change", revision.pk), url("compare", revision.pk)):
        assert "Restore this text" not in client.get(address).content.decode()
    client.force_login(make_user(Role.AUTHOR))
    for address in (url("change", revision.pk), url("compare", revision.pk)):
        assert "Restore this text" in client.get(address).content.decode()


# Restoring


def test_a_text_is_restored_after_what_would_change_was_shown(editor: Client) -> None:
    revision = resaved_revision("Second words.", body="First words.")
    answer = editor.get(url("restore", revision.pk, first_of(revision)))
    assert "<del>Second</del><ins>First</ins> words." in answer.content.decode()
    sent = form_in(answer, "seen_saved_at")
    done = editor.post(url("restore", revision.pk, first_of(revision)), sent, follow=True)
    assert done.redirect_chain[-1][0] == url("change", revision.pk)
    assert said_in(done) == ["The text is restored. Saved."]
    assert saved(revision).body == "First words."
    assert "Restored from revision 1, save 1." in done.content.decode()


def test_before_restoring_badges_are_those_of_today(editor: Client) -> None:
    source = study(doi="10.5555/today")
    version = approved_version(citations=[citing(source)])
    revision = resaved_revision(f"{placed(version)} More.", body=placed(version))
    stand(source, "retracted")
    compared = editor.get(url("compare", revision.pk)).context["changes"]
    restoring = editor.get(url("restore", revision.pk, first_of(revision))).context["changes"]
    assert [line.badge_moved for line in compared.claims] == [True]
    assert (restoring.claims, restoring.unchanged) == ([], 1)


def test_restoring_needs_what_was_seen(editor: Client) -> None:
    revision = resaved_revision("Second words.", body="First words.")
    answer = editor.post(url("restore", revision.pk, first_of(revision)), {})
    assert said_in(answer) == ["The form was not complete. Open the page again."]
    assert saved(revision).body == "Second words."


def test_restoring_over_another_save_shows_what_would_change_anew(editor: Client) -> None:
    revision = resaved_revision("Second words.", body="First words.")
    address = url("restore", revision.pk, first_of(revision))
    sent = form_in(editor.get(address), "seen_saved_at")
    save_revision(
        revision=revision, by=make_user(Role.AUTHOR), title=revision.title, body="Third words."
    )
    answer = editor.post(address, sent)
    assert "Look again at what would change." in said_in(answer)[0]
    assert saved(revision).body == "Third words."
    assert "<del>Third</del><ins>First</ins> words." in answer.content.decode()
    assert editor.post(address, form_in(answer, "seen_saved_at")).status_code == 302
    assert saved(revision).body == "First words."


def test_a_signed_revision_sends_to_the_next(editor: Client) -> None:
    revision = resaved_revision(placed(approved_version()), body="First words.")
    make_signoff(revision)
    address = url("restore", revision.pk, first_of(revision))
    page = editor.get(address).content.decode()
    assert "Open a new revision first." in page
    assert "Restore this text</button>" not in page
    answer = editor.post(address, {"seen_saved_at": saved(revision).saved_at.isoformat()})
    assert said_in(answer) == ["Revision 1 is signed off. Open a new revision first."]
    compared = editor.get(url("compare", revision.pk)).content.decode()
    assert "To restore a text, open a new revision first." in compared
    opened = open_revision(article=revision.article, by=make_user(Role.EDITOR))
    assert url("restore", opened.pk, first_of(revision)) in editor.get(address).content.decode()
    listed = editor.get(url("change", revision.pk)).content.decode()
    assert url("restore", opened.pk, first_of(revision)) in listed


def test_there_is_nothing_to_restore_in_what_it_says(editor: Client) -> None:
    revision = resaved_revision()
    page = editor.get(url("restore", revision.pk, newest_of(revision))).content.decode()
    assert "There is nothing to restore." in page
    assert "Restore this text</button>" not in page
