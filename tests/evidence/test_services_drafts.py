"""Drafts: one per claim, and everyone who saved it."""

import pytest
from django.contrib.auth.models import User

from evidence.models import ClaimDraft
from evidence.services.drafts import create_claim, edit_draft, put_words
from references.choices import Role
from references.events import recorded
from references.refusals import NotAllowed, NotPossible
from tests.evidence.reading import last_data, told
from tests.factories.evidence import (
    citing,
    draft_of,
    make_claim,
    make_question,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db


def put(claim, text: str, by: User, opened_from: str = "") -> ClaimDraft | None:
    with recorded(by=by, role=Role.AUTHOR) as journal:
        return put_words(journal, claim=claim, text=text, by=by, opened_from=opened_from)


def test_create_claim_refuses_a_key_that_is_taken() -> None:
    claim = make_claim(key="th17-treg")
    assert told("claim:th17-treg") == [("claim.created", "author")]
    with pytest.raises(NotPossible, match="th17-treg already"):
        make_claim(key=claim.key)


def test_a_claim_without_a_key_gets_one() -> None:
    with recorded(by=make_user(Role.EDITOR), role=Role.EDITOR) as journal:
        claim = create_claim(journal, by=journal.by)
    assert claim.key.startswith("c")
    assert len(claim.key) == 10


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR])
def test_edit_draft_stores_words_citations_and_who_saved(role: str) -> None:
    person, claim, reference = make_user(role), make_claim(), study()
    question = make_question()
    draft = edit_draft(
        claim=claim,
        by=person,
        words={"text": "  The\u00a0plaques   cleared. ", "asks": "effect", "question": question},
        citations=[{"reference": reference.key, "quote": " cleared within twelve "}],
    )
    draft.refresh_from_db()
    assert draft.text == "The plaques cleared."
    assert draft.question == question
    assert draft.citations == [
        {
            "reference": reference.key,
            "stance": "supports",
            "quote": "cleared within twelve",
            "locator": "",
            "no_quote_reason": "",
        }
    ]
    assert (draft.opened_by, draft.saved_by) == (person, person)
    assert set(draft.contributors.all()) == {person}
    assert told(f"claim:{claim.key}")[-1] == ("claim.draft_saved", role)


def test_a_second_person_saves_the_same_draft_and_both_are_contributors() -> None:
    draft = draft_of()
    other = make_user(Role.EDITOR)
    again = edit_draft(
        claim=draft.claim, by=other, words={"text": "Other words."}, citations=draft.citations
    )
    assert again.pk == draft.pk
    assert set(again.contributors.all()) == {draft.opened_by, other}
    said = last_data(f"claim:{draft.claim.key}", "claim.draft_saved")
    assert said["before"]["text"] == draft.text
    assert said["after"]["text"] == "Other words."
    assert said["after"]["question"] == draft.question.key


@pytest.mark.parametrize(
    "person",
    [
        lambda: make_user(Role.LIBRARIAN),
        lambda: reviewing_user(),
        lambda: make_user(Role.PUBLISHER),
    ],
    ids=["librarian", "reviewer", "publisher"],
)
def test_only_writers_edit_drafts(person) -> None:
    draft = draft_of()
    with pytest.raises(NotAllowed):
        edit_draft(claim=draft.claim, by=person(), words={"text": "Mine."}, citations=[])
    assert ClaimDraft.objects.get(pk=draft.pk).text == draft.text
    edit_draft(claim=draft.claim, by=make_superuser(), words={"text": "Mine."}, citations=[])
    assert told(f"claim:{draft.claim.key}")[-1] == ("claim.draft_saved", "administrator")


def test_a_citation_of_a_reference_that_does_not_exist_is_refused() -> None:
    draft, reference = draft_of(), study()
    with pytest.raises(NotPossible, match="rnothing22"):
        edit_draft(
            claim=draft.claim,
            by=draft.opened_by,
            words={},
            citations=[citing(reference), {**citing(reference), "reference": "rnothing22"}],
        )
    edit_draft(claim=draft.claim, by=draft.opened_by, words={}, citations=[citing(reference)])


def test_a_new_draft_starts_from_the_newest_version() -> None:
    version = submitted_version()
    draft = put(version.claim, "Other words.", version.author)
    assert draft is not None
    assert draft.text == "Other words."
    assert (draft.asks, draft.direction, draft.question) == ("effect", "for", version.question)
    citation = version.citations.get()
    assert draft.citations == [citing(citation.reference)]


def test_words_from_another_article_do_not_overwrite() -> None:
    claim, one, other = make_claim(), make_user(Role.AUTHOR), make_user(Role.AUTHOR)
    assert put(claim, "First words.", one, "article:one").opened_from == "article:one"
    assert put(claim, "Other words.", other, "article:two") is None
    assert put(claim, "First words.", other, "article:two").text == "First words."
    draft = put(claim, "Other words.", other, "article:one")
    assert draft.text == "Other words."
    assert set(draft.contributors.all()) == {one, other}


def test_the_same_words_again_change_nothing() -> None:
    claim, one, other = make_claim(), make_user(Role.AUTHOR), make_user(Role.AUTHOR)
    put(claim, "First words.", one)
    before = told(f"claim:{claim.key}")
    assert set(put(claim, "First words.", other).contributors.all()) == {one}
    assert told(f"claim:{claim.key}") == before
