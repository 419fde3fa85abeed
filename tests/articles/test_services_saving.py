"""Saved texts: each save that changes something is kept with who made it, and any of them is restored."""

import pytest

from articles.markdown import link
from articles.models import Revision, RevisionText
from articles.services.writing import open_revision, restore_text, save_revision
from evidence.models import ClaimDraft
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from tests.factories.articles import make_revision, make_signoff, placed
from tests.factories.evidence import approved_version
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def save(revision, body, by=None, **said):
    return save_revision(
        revision=revision, by=by or make_user(Role.EDITOR), title=revision.title, body=body, **said
    ).revision


def bodies(revision):
    return list(revision.texts.order_by("number").values_list("number", "body"))


def first_of(revision):
    return revision.texts.get(number=1)


@pytest.fixture
def written():
    """A revision that was saved twice with other words."""
    return save(make_revision(body="First words."), "Second words.")


def test_each_save_is_kept_with_who_made_it():
    author, editor = make_user(Role.AUTHOR), make_user(Role.EDITOR)
    revision = make_revision(by=author, body="First words.", summary="A summary.")
    saved = save(revision, "Second words.", by=editor)
    first, second = revision.texts.order_by("number")
    assert (first.body, first.summary, first.saved_by) == ("First words.", "A summary.", author)
    assert (second.body, second.summary, second.saved_by) == ("Second words.", "", editor)
    assert second.saved_at == saved.saved_at
    assert first.saved_at < second.saved_at


def test_a_save_that_changes_nothing_makes_no_row(written):
    again = save(written, "Second words.", by=make_user(Role.AUTHOR))
    assert bodies(written) == [(1, "First words."), (2, "Second words.")]
    assert again.saved_at > written.texts.get(number=2).saved_at


def test_what_is_kept_has_the_keys_of_its_claims():
    report = save(make_revision(), "[Cells calm the skin.](claim:new)")
    assert report.texts.get(number=2).body == report.body
    assert "claim:new" not in report.body


def test_what_is_refused_is_not_kept(written):
    with pytest.raises(NotPossible, match="No claim has the key"):
        save(written, "[Words.](claim:nobody-knows)")
    assert bodies(written) == [(1, "First words."), (2, "Second words.")]


def test_the_next_revision_begins_with_what_it_starts_from():
    signed, editor = make_signoff().revision, make_user(Role.EDITOR)
    opened = open_revision(article=signed.article, by=editor)
    text = opened.texts.get()
    assert (text.number, text.body, text.saved_by) == (1, signed.body, editor)


def test_a_text_is_restored_as_a_new_save(written):
    editor = make_user(Role.EDITOR)
    seen = written.saved_at.isoformat()
    report = restore_text(revision=written, text=first_of(written), by=editor, seen_saved_at=seen)
    assert report.revision.body == "First words."
    assert bodies(written) == [(1, "First words."), (2, "Second words."), (3, "First words.")]
    newest = written.texts.get(number=3)
    assert (newest.saved_by, newest.restored_from) == (editor, first_of(written))
    assert written.contributors.filter(user=editor).exists()
    event = Event.objects.filter(stream=f"article:{written.article.key}").latest("seq")
    assert event.verb == "revision.restored"
    assert (event.data["number"], event.data["of"], event.data["save"]) == (1, 1, 1)


def test_restoring_treats_claims_as_every_save_does():
    version = approved_version()
    revision = make_revision([version])
    save(revision, link("Other words.", version.claim.key))
    assert revision.placements.get().version is None
    restore_text(revision=revision, text=first_of(revision), by=make_user(Role.EDITOR))
    assert revision.placements.get().version == version
    other = revision.texts.get(number=2)
    report = restore_text(revision=revision, text=other, by=make_user(Role.AUTHOR))
    assert report.drafts == []
    assert ClaimDraft.objects.get(claim=version.claim).text == "Other words."
    assert revision.placements.get().text == "Other words."


def test_words_that_were_restored_are_drafts_again():
    revision = make_revision(body="")
    key = save(revision, "[One sentence.](claim:new)").placements.get().claim.key
    save(revision, link("Another sentence.", key))
    report = restore_text(
        revision=revision, text=revision.texts.get(number=2), by=make_user(Role.EDITOR)
    )
    assert report.drafts == [key]
    assert ClaimDraft.objects.get(claim__key=key).text == "One sentence."


def test_the_text_of_an_older_revision_is_restored_into_the_open_one():
    signed = make_signoff(make_revision([approved_version()], summary="A summary.")).revision
    opened = open_revision(article=signed.article, by=make_user(Role.EDITOR))
    save(opened, opened.body + "\n\nMore.")
    with pytest.raises(NotPossible, match=r"Revision 1 is signed off\. Open a new revision first"):
        restore_text(revision=signed, text=first_of(signed), by=make_user(Role.EDITOR))
    restore_text(revision=opened, text=first_of(signed), by=make_user(Role.EDITOR))
    opened.refresh_from_db()
    assert (opened.summary, opened.body) == ("A summary.", signed.body)


def test_restoring_is_refused_after_somebody_else_saved(written):
    seen = written.saved_at.isoformat()
    save(written, "Third words.")
    with pytest.raises(NotPossible, match=r"after you opened it\. Look again"):
        restore_text(
            revision=written,
            text=first_of(written),
            by=make_user(Role.EDITOR),
            seen_saved_at=seen,
        )
    assert Revision.objects.get(pk=written.pk).body == "Third words."


def test_restoring_what_it_says_already_is_refused(written):
    with pytest.raises(NotPossible, match="says just that"):
        restore_text(revision=written, text=written.texts.get(number=2), by=make_user(Role.EDITOR))
    assert RevisionText.objects.filter(revision=written).count() == 2


def test_the_text_of_another_article_is_refused(written):
    other = make_revision([approved_version()])
    with pytest.raises(NotPossible, match="another article"):
        restore_text(revision=written, text=first_of(other), by=make_user(Role.EDITOR))


def test_only_authors_and_editors_restore(written):
    for role in (Role.LIBRARIAN, Role.PUBLISHER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            restore_text(revision=written, text=first_of(written), by=make_user(role))
    restore_text(revision=written, text=first_of(written), by=make_user(Role.AUTHOR))
    assert Revision.objects.get(pk=written.pk).body == "First words."


def test_words_that_another_article_holds_are_not_overwritten_by_restoring():
    version = approved_version()
    save(make_revision([version]), link("Words of the other.", version.claim.key))
    mine = make_revision([version])
    save(mine, link("Words of mine.", version.claim.key))
    save(mine, placed(version))
    report = restore_text(revision=mine, text=mine.texts.get(number=2), by=make_user(Role.EDITOR))
    assert report.not_overwritten == [version.claim.key]
    assert ClaimDraft.objects.get(claim=version.claim).text == "Words of the other."
