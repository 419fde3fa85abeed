"""Writing: what saving does to claims, and what it refuses."""

import pytest

from articles.markdown import link
from articles.services.writing import create_article, open_revision, save_revision, submit_claims
from evidence.models import Claim, ClaimDraft
from evidence.services.drafts import edit_draft
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from tests.factories.articles import make_revision, make_signoff, next_revision, placed, published
from tests.factories.evidence import (
    approved_version,
    citing,
    draft_of,
    study,
    submitted_version,
    superseded_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def save(revision, body, by=None, **said):
    return save_revision(
        revision=revision, by=by or make_user(Role.EDITOR), title=revision.title, body=body, **said
    )


def test_new_claims_get_keys_and_drafts():
    report = save(make_revision(), "[Cells of the marrow calm mice.](claim:new)")
    claim = Claim.objects.get(key=report.created[0])
    assert claim.draft.text == "Cells of the marrow calm mice."
    assert f"](claim:{claim.key})" in report.revision.body
    placement = report.revision.placements.get()
    assert (placement.claim, placement.version) == (claim, None)


def test_everyone_who_saved_new_words_is_a_contributor():
    revision = make_revision()
    first, second = make_user(Role.AUTHOR), make_user(Role.EDITOR)
    key = save(revision, "[One sentence.](claim:new)", by=first).created[0]
    save(revision, link("Another sentence.", key), by=second)
    draft = ClaimDraft.objects.get(claim__key=key)
    assert set(draft.contributors.all()) == {first, second}
    assert {row.user for row in revision.contributors.all()} >= {first, second}


def test_words_of_any_version_place_that_version():
    version = superseded_version()
    newer = version.claim.versions.order_by("-number").first()
    assert newer != version
    report = save(make_revision(), f"{placed(version)} {placed(newer)}")
    assert [p.version for p in report.revision.placements.order_by("position")] == [
        version if version.text != newer.text else newer,
        newer,
    ]
    assert not ClaimDraft.objects.filter(claim=version.claim).exists()


def test_changed_words_go_to_the_draft_and_leave_the_version():
    version = approved_version()
    report = save(make_revision([version]), link("Other words.", version.claim.key))
    assert report.drafts == [version.claim.key]
    assert version.claim.draft.text == "Other words."
    assert version.claim.versions.count() == 1


def test_a_draft_of_another_article_is_not_overwritten():
    version = approved_version()
    save(make_revision([version]), link("Words of the first article.", version.claim.key))
    report = save(make_revision([version]), link("Words of the second.", version.claim.key))
    assert report.not_overwritten == [version.claim.key]
    assert version.claim.draft.text == "Words of the first article."
    assert version.claim.key in report.message()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[A *nested* claim.](claim:new)", "plain text"),
        ("[](claim:new)", "no text"),
        ("[Words.](claim:nobody-knows)", "No claim has the key nobody-knows"),
        ('[Words.](claim:new "joke")', '"joke"'),
        ("`[Words.](claim:new)`", "inside code"),
        ("[Words.](claim:Not A Key)", "can be read as links"),
    ],
)
def test_markdown_that_cannot_be_read_is_refused_and_nothing_is_saved(body, said):
    revision = make_revision()
    before = Claim.objects.count()
    with pytest.raises(NotPossible, match=said.replace("*", r"\*")):
        save(revision, body)
    assert Claim.objects.count() == before
    assert type(revision).objects.get(pk=revision.pk).body == ""


def test_a_text_saved_meanwhile_is_not_lost():
    revision = make_revision()
    seen = revision.saved_at.isoformat()
    save(revision, "First.", seen_saved_at=seen)
    with pytest.raises(NotPossible, match="after you opened"):
        save(revision, "Second.", seen_saved_at=seen)
    revision.refresh_from_db()
    assert revision.body == "First."


def test_only_authors_and_editors_write():
    revision = make_revision()
    save(revision, "Allowed.", by=make_user(Role.AUTHOR))
    for role in (Role.LIBRARIAN, Role.PUBLISHER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            save(revision, "Refused.", by=make_user(role))
        with pytest.raises(NotAllowed):
            create_article(by=make_user(role), slug="x", title="X")


def test_a_taken_address_is_refused():
    taken = make_revision().article.slug
    with pytest.raises(NotPossible, match="another address"):
        create_article(by=make_user(Role.AUTHOR), slug=taken, title="Again")


def test_long_addresses_that_begin_alike_have_keys_of_their_own():
    editor, beginning = make_user(Role.EDITOR), "stem-cells-" * 6
    reports = [
        create_article(by=editor, slug=f"{beginning}{end}", title="A title", body="A body.")
        for end in ("one", "two")
    ]
    one, two = (report.revision.article.key for report in reports)
    assert one == beginning[:60]
    assert two.startswith("stem-cells-")
    assert len(two) <= len(one)
    assert two != one


def test_a_signed_off_revision_is_frozen_and_the_next_starts_from_it():
    signoff = make_signoff()
    with pytest.raises(NotPossible, match="signed off"):
        save(signoff.revision, "Changed.")
    opened = open_revision(article=signoff.revision.article, by=make_user(Role.EDITOR))
    assert (opened.number, opened.body) == (2, signoff.revision.body)
    assert opened.placements.count() == 1
    with pytest.raises(NotPossible, match="still open"):
        open_revision(article=signoff.revision.article, by=make_user(Role.EDITOR))


def test_submit_all_claims_of_a_revision_or_none():
    revision = make_revision()
    editor = make_user(Role.EDITOR)
    keys = save(revision, "[One.](claim:new) [Two.](claim:new)", by=editor).created
    with pytest.raises(NotPossible, match=r"One.*Say what kind"):
        submit_claims(revision=revision, by=editor)
    for key in keys:
        claim = Claim.objects.get(key=key)
        draft_of(claim=claim, by=editor, text=claim.draft.text)
    versions = submit_claims(revision=revision, by=editor)
    assert [version.text for version in versions] == ["One.", "Two."]
    assert {version.status for version in versions} == {"in_review"}
    assert [p.version for p in revision.placements.order_by("position")] == versions
    assert versions[0].paragraph == "One. Two."
    with pytest.raises(NotPossible, match="submitted already"):
        submit_claims(revision=revision, by=editor)


def test_a_draft_with_other_words_than_the_page_is_not_submitted():
    revision = make_revision()
    editor = make_user(Role.EDITOR)
    key = save(revision, "[One.](claim:new)", by=editor).created[0]
    edit_draft(
        claim=Claim.objects.get(key=key),
        by=editor,
        words={"text": "Not one.", "asks": "lab"},
        citations=[citing(study())],
    )
    with pytest.raises(NotPossible, match="Settle which"):
        submit_claims(revision=revision, by=editor)


def test_saving_is_recorded():
    revision = make_revision()
    stream = f"article:{revision.article.key}"
    assert list(Event.objects.filter(stream=stream).values_list("verb", flat=True)) == [
        "article.created",
        "revision.saved",
    ]


def test_a_new_revision_of_a_live_page_leaves_the_page_as_it_is():
    publication = published()
    version = publication.entries.get().version
    revision = next_revision(publication.article, link("Stronger words.", version.claim.key))
    assert revision.placements.get().version is None
    publication.live.refresh_from_db()
    assert publication.live.publication == publication
    submitted = submitted_version(version.claim)
    assert submitted.status == "in_review"
    publication.live.refresh_from_db()
    assert publication.live.publication == publication


def test_other_articles_with_a_claim_are_named_when_its_words_change() -> None:
    version = approved_version()
    shown = published(make_revision([version])).article
    drafted = make_revision([version]).article
    make_revision([approved_version()])
    revision = make_revision([version])
    body = revision.body.replace(version.text, f"{version.text} And more.")
    report = save_revision(revision=revision, by=make_user(Role.EDITOR), title="T", body=body)
    assert report.drafts == [version.claim.key]
    assert report.elsewhere == sorted([shown.slug, drafted.slug])
    assert f"They stand in other articles too: {', '.join(report.elsewhere)}." in report.message()
    again = save_revision(revision=revision, by=make_user(Role.EDITOR), title="U", body=body)
    assert again.elsewhere == []


def test_of_many_incomplete_claims_the_first_are_told_and_how_many_more_there_are() -> None:
    body = " ".join(f"[Cells calm skin number {n}.](claim:new)" for n in range(8))
    revision = make_revision(body=body)
    with pytest.raises(NotPossible) as refused:
        submit_claims(revision=revision, by=make_user(Role.EDITOR))
    message = refused.value.message
    assert message.count("Cells calm skin number") == 5
    assert message.endswith("3 more lack something: it stands beside each, in the list of claims.")
