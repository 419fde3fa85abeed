"""Two saved texts side by side: which versions they placed, what these cited, and which badges they bore."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import Revision, RevisionText
from articles.selectors.comparing import ClaimLine, Comparison, comparison
from articles.selectors.texts import saved_texts, saves_of
from articles.services.publishing import publish
from articles.services.writing import open_revision, restore_text, save_revision
from evidence.models import ClaimVersion
from references.choices import Role
from tests.factories.articles import make_revision, make_signoff, placed, published
from tests.factories.evidence import (
    approved,
    approved_version,
    citing,
    draft_of,
    graded_approval,
    overridden,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def save(revision: Revision, body: str, by: User | None = None, **text: str) -> RevisionText:
    by = by or make_user(Role.EDITOR)
    text = {"title": revision.title, **text}
    saved = save_revision(revision=revision, by=by, body=body, **text).revision
    return saved.texts.order_by("-number")[0]


def between(old: RevisionText, new: RevisionText) -> Comparison:
    return comparison(old.pk, new.pk, saved_texts(new.revision.article_id))


def first_of(revision: Revision) -> RevisionText:
    return revision.texts.get(number=1)


def only(change: Comparison) -> ClaimLine:
    [line] = change.claims
    return line


def said(change: Comparison) -> list[tuple[str, str]]:
    return [(line.change.key, line.what) for line in change.claims]


def cited(line: ClaimLine) -> list[tuple[str, str]]:
    return [(change.kind, change.cited.reference) for change in line.citations]


def reworded(version: ClaimVersion, text: str, *citations: dict[str, str]) -> ClaimVersion:
    """The next approved version of a claim, with other words."""
    words: dict[str, Any] = {"text": text}
    if citations:
        words["citations"] = list(citations)
    return approved(submitted_version(version.claim, **words))


def test_each_section_is_compared() -> None:
    revision = make_revision(body="The body.", summary="It is short.")
    now = save(revision, "The body.", summary="It is very short.")
    change = between(first_of(revision), now)
    assert [(part.label, part.differs) for part in change.parts] == [
        ("Title", False),
        ("Summary", True),
        ("Key messages", False),
        ("Body", False),
    ]
    assert change.differs
    assert not between(now, now).differs


def test_claims_that_came_went_and_changed() -> None:
    kept, gone = approved_version(), approved_version()
    revision = make_revision([kept, gone])
    was = first_of(revision)
    come = approved_version()
    newer = reworded(kept, "Cells calm the skin of some mice.")
    change = between(was, save(revision, f"{placed(newer)} {placed(come)}"))
    assert said(change) == [
        (kept.claim.key, "Words changed"),
        (come.claim.key, "Added to body"),
        (gone.claim.key, "Removed from body"),
    ]
    words, added, removed = change.claims
    assert (words.before.version, words.after.version) == (kept, newer)
    assert (added.before, added.after.version) == (None, come)
    assert (removed.before.version, removed.after) == (gone, None)
    assert change.unchanged == 0


def test_a_claim_that_stayed_is_counted_and_not_told() -> None:
    version = approved_version()
    revision = make_revision([version])
    change = between(first_of(revision), save(revision, f"More. {placed(version)}"))
    assert (change.claims, change.unchanged) == ([], 1)


def test_a_claim_that_moved_or_became_a_myth() -> None:
    one, other = approved_version(), approved_version()
    revision = make_revision([one, other])
    now = save(revision, placed(other, is_myth=True), key_messages=f"- {placed(one)}")
    assert said(between(first_of(revision), now)) == [
        (one.claim.key, "Moved from body to key messages"),
        (other.claim.key, "Now quoted as a myth"),
    ]


def test_citations_that_came_went_and_changed() -> None:
    kept, gone, come = study(), study(), study()
    version = approved_version(citations=[citing(kept), citing(gone)])
    revision = make_revision([version])
    was = first_of(revision)
    newer = reworded(version, "Other words.", citing(kept, locator="p. 3"), citing(come))
    line = only(between(was, save(revision, placed(newer))))
    assert cited(line) == [("changed", kept.key), ("added", come.key), ("removed", gone.key)]
    assert line.citations[0].after.locator == "p. 3"


def test_a_draft_shows_what_it_cites() -> None:
    source, more = study(), study()
    version = approved_version(citations=[citing(source)])
    revision = make_revision([version])
    was = first_of(revision)
    draft = draft_of(
        version.claim, text="Words of a draft.", citations=[citing(source), citing(more)]
    )
    line = only(between(was, save(revision, f"[{draft.text}](claim:{version.claim.key})")))
    assert (line.state, line.after.badge) == ("Draft, not submitted", "")
    assert cited(line) == [("added", more.key)]
    assert line.badge_moved
    assert line.because is None


def test_the_same_words_with_other_citations_are_told() -> None:
    first, second = study(), study()
    version = submitted_version(citations=[citing(first)])
    revision = make_revision([version])
    was = first_of(revision)
    save(revision, placed(version) + " More.")
    again = submitted_version(version.claim, text=version.text, citations=[citing(second)])
    line = only(between(was, save(revision, placed(version) + " And more.")))
    assert (line.what, line.before.version, line.after.version) == ("Same words", version, again)
    assert cited(line) == [("added", second.key), ("removed", first.key)]


def test_a_badge_that_moved_says_why() -> None:
    source = study(doi="10.5555/moved")
    version = approved_version(citations=[citing(source)])
    revision = make_revision([version])
    was = first_of(revision)
    now = save(revision, placed(version) + " More.")
    assert between(was, now).claims == []
    stand(source, "retracted")
    line = only(between(was, now))
    assert (line.what, line.state) == ("Same words", "Being re-checked")
    assert (line.before.badge, line.after.badge) == ("very_low", "no_source")
    assert line.because.get_cause_display() == "Standing of a source"
    assert line.citations == []


def test_the_approved_version_of_the_words_is_meant_then_and_now() -> None:
    """A newer version with the same words, in review, is not what readers see."""
    version = approved_version()
    revision = make_revision([version])
    was = first_of(revision)
    middle = save(revision, placed(version) + " More.")
    submitted_version(version.claim, text=version.text, citations=[citing(study())])
    now = save(revision, placed(version) + " And more.")
    for change in (between(was, now), between(middle, now), between(was, middle)):
        assert (change.claims, change.unchanged) == ([], 1)


def test_the_badge_is_the_one_that_is_shown() -> None:
    approval = graded_approval(risk_of_bias=1)
    revision = make_revision([approval.version])
    was = first_of(revision)
    now = save(revision, placed(approval.version) + " More.")
    overridden(approval, "high")
    line = only(between(was, now))
    assert (line.before.badge, line.after.badge) == ("moderate", "high")
    assert line.because.get_cause_display() == "Override"


def test_the_evidence_of_a_claim_at_two_places_is_told_once() -> None:
    version = approved_version()
    revision = make_revision(body=placed(version), key_messages=f"- {placed(version)}")
    was = first_of(revision)
    newer = reworded(version, "Other words.", citing(study()))
    now = save(revision, placed(newer), key_messages=f"- {placed(newer)}")
    first, second = between(was, now).claims
    assert (len(first.citations), second.citations) == (2, [])


def test_words_that_were_a_draft_then_had_no_version() -> None:
    draft = draft_of()
    words = f"[{draft.text}](claim:{draft.claim.key})"
    revision = make_revision(body=words)
    was = first_of(revision)
    now = save(revision, words + " More.")
    version = submitted_version(draft.claim, text=draft.text)
    line = only(between(was, now))
    assert (line.before.version, line.after.version) == (None, version)
    assert (line.before.badge, line.after.badge) == ("", "very_low")


# Until when a text was current, and which two are compared


def test_a_text_was_current_until_the_next() -> None:
    revision = make_revision(body="First.")
    second = save(revision, "Second.")
    texts = saved_texts(revision.article_id)
    assert texts.until(texts.texts[0]) == second.saved_at
    assert texts.until(texts.texts[1]) is None


def test_what_readers_see_is_current_and_what_they_saw_was_until_the_next() -> None:
    version = approved_version()
    first = published(make_revision([version])).revision
    second = open_revision(article=first.article, by=make_user(Role.EDITOR))
    texts = saved_texts(first.article_id)
    assert [texts.until(text) for text in texts.texts] == [None, None]
    assert texts.said_of(texts.texts[0]) == "what readers see"
    later = published(second, note="We wrote more.")
    texts = saved_texts(first.article_id)
    assert [texts.until(text) for text in texts.texts] == [later.published_at, None]


def test_a_signed_revision_that_was_never_published_was_current_until_the_next_was_opened() -> None:
    signed = make_signoff().revision
    opened = open_revision(article=signed.article, by=make_user(Role.EDITOR))
    texts = saved_texts(signed.article_id)
    assert [texts.until(text) for text in texts.texts] == [opened.opened_at, None]


def pair(revision: Revision) -> tuple[Any, Any]:
    old, new = saved_texts(revision.article_id).pair_for(revision)
    return tuple(text and (text.revision.number, text.number) for text in (old, new))


def test_which_two_are_compared_unless_somebody_chooses() -> None:
    version = approved_version()
    first = make_revision([version])
    assert pair(first) == (None, (1, 1))
    save(first, placed(version) + "\n\nMore.")
    assert pair(first) == ((1, 1), (1, 2)), "against the save before"
    published(first)
    second = open_revision(article=first.article, by=make_user(Role.EDITOR))
    save(second, placed(version))
    assert pair(second) == ((1, 2), (2, 2)), "against what readers see"
    make_signoff(second)
    third = open_revision(article=first.article, by=make_user(Role.EDITOR))
    assert pair(third) == ((1, 2), (3, 1)), "against what readers see"
    make_signoff(third)
    publish(revision=third, by=make_user(Role.PUBLISHER), note="We wrote more.")
    assert pair(third) == ((2, 2), (3, 1)), "against the revision before"
    assert pair(second) == ((1, 2), (2, 2)), "readers see a later one: the revision before"
    assert pair(first) == ((1, 1), (1, 2)), "nothing before: the save before"


def test_the_first_text_is_compared_with_what_readers_see() -> None:
    first = make_signoff().revision
    second = open_revision(article=first.article, by=make_user(Role.EDITOR))
    published(second)
    assert pair(first) == ((1, 1), (2, 1))


# The list of saves


def test_saves_tell_what_came_and_what_went() -> None:
    author = make_user(Role.AUTHOR)
    revision = make_revision(by=author, body="One two.")
    save(revision, "One two three. [Cells calm.](claim:new)")
    restore_text(revision=revision, text=first_of(revision), by=author)
    listed = saves_of(revision)
    assert [
        (one.words_added, one.words_removed, one.claims_added, one.claims_removed)
        for one in listed.saves[:2]
    ] == [(0, 3, 0, 1), (3, 0, 1, 0)]
    newest, second, first = listed.saves
    assert (first.before, second.before, newest.before) == (None, first.text, second.text)
    assert newest.text.restored_from == first.text
    assert first.text.saved_by == author
    assert (listed.total, listed.is_cut) == (3, False)


def test_the_first_save_of_a_revision_is_told_against_the_revision_before() -> None:
    signed = make_signoff().revision
    opened = open_revision(article=signed.article, by=make_user(Role.EDITOR))
    [save_] = saves_of(opened).saves
    assert save_.before == signed.texts.get()
    assert not save_.has_changes


def test_twenty_saves_are_listed_and_every_one_if_asked() -> None:
    revision = make_revision(body="Save 0.")
    for number in range(1, 22):
        save(revision, f"Save {number}.")
    listed = saves_of(revision)
    assert (len(listed.saves), listed.total, listed.is_cut) == (20, 22, True)
    assert [one.text.number for one in listed.saves] == list(range(22, 2, -1))
    assert listed.saves[-1].before is not None
    every = saves_of(revision, every=True)
    assert (len(every.saves), every.is_cut) == (22, False)
    assert every.saves[-1].before is None
