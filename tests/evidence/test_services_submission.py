"""Submission: what keeps a draft back, what is frozen, and how many reviews it takes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Citation, ClaimDraft, Contributor, Round
from evidence.services.drafts import edit_draft
from evidence.services.problems import problems_of
from evidence.services.rounds import open_recheck
from evidence.services.submission import submit_claim
from references.choices import Role
from references.refusals import NotAllowed, NotPossible
from tests.evidence.reading import active, last_data, newest_grading, place, told, told_of
from tests.factories.evidence import (
    MICE,
    QUOTE,
    TRIAL,
    approved,
    approved_version,
    citing,
    disputed_version,
    draft_of,
    fresh,
    graded_version,
    make_claim,
    make_profile,
    make_question,
    make_studyfacts,
    open_round_of,
    review,
    sent_back_version,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def again(version, by=None, **words: Any) -> ClaimDraft:
    """A draft of the same claim with the same words, but for these."""
    citations = words.pop("citations", None)
    return edit_draft(
        claim=version.claim,
        by=by or version.author,
        words=words,
        citations=citations or [citing(c.reference) for c in version.citations.all()],
    )


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({"text": " "}, "text", "empty"),
        ({"asks": ""}, "asks", "what kind"),
        ({"direction": ""}, "direction", "which way"),
        ({"question": None}, "question", "Name the question"),
        ({"asks": "background", "asserts": "effect", "direction": ""}, "direction", "which way"),
    ],
)
def test_a_draft_that_lacks_something_is_refused(words: dict, field: str, message: str) -> None:
    draft = draft_of()
    assert problems_of(draft) == []
    for name, value in words.items():
        setattr(draft, name, value)
    draft.save()
    [problem] = problems_of(draft)
    assert problem.field == field
    assert message in problem.message
    with pytest.raises(NotPossible, match=message):
        submit_claim(claim=draft.claim, by=draft.opened_by)
    assert not draft.claim.versions.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quote": "", "locator": ""}, "give a quote"),
        ({"locator": ""}, "where the quote stands"),
        ({"quote": "two words"}, "at least 3 words"),
        ({"stance": "praises"}, "supports, contradicts or only mentions"),
    ],
)
def test_a_citation_that_lacks_something_is_refused(change: dict[str, str], message: str) -> None:
    reference = study()
    draft = draft_of(citations=[citing(reference), citing(study(), **change)])
    [problem] = problems_of(draft)
    assert problem.field == "citations"
    assert message in problem.message
    assert problem.message.startswith("Citation 2")
    with pytest.raises(NotPossible, match=message):
        submit_claim(claim=draft.claim, by=draft.opened_by)
    again = edit_draft(
        claim=draft.claim, by=draft.opened_by, words={}, citations=[citing(reference)]
    )
    assert problems_of(again) == []


def test_only_a_view_cites_nothing() -> None:
    view = draft_of(asks="view", citations=[])
    assert problems_of(view) == []
    for asks in ("effect", "background", "record", "lab"):
        [problem] = problems_of(draft_of(asks=asks, citations=[]))
        assert "cites nothing" in problem.message
    assert submit_claim(claim=view.claim, by=view.opened_by).status == "in_review"


def test_a_citation_without_quote_says_why() -> None:
    draft = draft_of(
        citations=[citing(study(), quote="", locator="", no_quote_reason="It is a figure.")]
    )
    version = submit_claim(claim=draft.claim, by=draft.opened_by)
    assert version.citations.get().quote_check == "unlocatable"


@pytest.mark.parametrize(
    ("abstract", "quote", "check"),
    [
        (f"We saw that {QUOTE}.", QUOTE, "found_in_abstract"),
        (f"We saw that {QUOTE}.", "the plaques never came back", "not_found"),
        ("", QUOTE, "no_text"),
    ],
)
def test_the_machine_says_whether_a_quote_is_there(abstract: str, quote: str, check: str) -> None:
    version = submitted_version(citations=[citing(study(abstract=abstract), quote=quote)])
    assert version.citations.get().quote_check == check


def test_submitting_freezes_the_words_and_opens_a_round() -> None:
    draft = draft_of()
    before = place(draft.claim)
    version = submit_claim(claim=draft.claim, by=draft.opened_by, paragraph="Where it stood.")
    connection.check_constraints()
    assert (version.number, version.status, version.text) == (1, "in_review", draft.text)
    assert len(version.digest) == 64
    assert version.paragraph == "Where it stood."
    assert not ClaimDraft.objects.filter(claim=draft.claim).exists()
    round_ = open_round_of(version)
    assert (round_.number, round_.kind, round_.required_reviews) == (1, "review", 1)
    assert told(f"claim:{draft.claim.key}", since=before) == [
        ("claim.submitted", "author"),
        ("round.opened", "author"),
    ]
    said = last_data(f"claim:{draft.claim.key}", "claim.submitted")
    assert said["digest"] == version.digest
    assert (said["required_reviews"], said["proposed_badge"]) == (1, "very_low")
    grading = newest_grading(version)
    assert (grading.computed, grading.shown, grading.cause) == (
        "very_low",
        "very_low",
        "submission",
    )


@pytest.mark.parametrize(
    "role", [Role.LIBRARIAN, Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR]
)
def test_only_writers_submit(role: str) -> None:
    draft = draft_of()
    with pytest.raises(NotAllowed):
        submit_claim(claim=draft.claim, by=make_user(role))
    submit_claim(claim=draft.claim, by=make_user(Role.EDITOR))


def test_a_claim_without_a_draft_is_refused() -> None:
    with pytest.raises(NotPossible, match="no draft"):
        submit_claim(claim=make_claim(), by=make_user(Role.EDITOR))


# How many reviews


@pytest.mark.parametrize(
    ("words", "required"),
    [({}, 1), ({"reassures_or_advises": True}, 2), ({"comparative": True}, 2)],
)
def test_required_reviews_follow_the_sentence(words: dict[str, Any], required: int) -> None:
    assert submitted_version(required=required, **words).status == "in_review"


def test_required_reviews_follow_the_badge_as_if_every_stance_were_confirmed() -> None:
    version = graded_version()
    assert newest_grading(version).computed == "high"
    assert open_round_of(version).required_reviews == 2


def test_facts_that_nobody_confirmed_count_for_required_reviews() -> None:
    """But not for the badge of a review, which asks to confirm them."""

    question, trial = make_question(), make_reference(abstract=f"So {QUOTE}.")
    make_studyfacts(trial, **TRIAL)
    make_profile(question, [trial, study(TRIAL)])
    version = submitted_version(required=2, question=question, citations=[citing(trial)])
    with pytest.raises(NotPossible, match="confirm what kind of study"):
        review(version)


# Contributors


def test_everyone_who_saved_since_the_last_approval_is_a_contributor() -> None:
    one, two, three, four = (make_user(Role.AUTHOR) for _ in range(4))
    first = approved_version(by=one)
    second = submitted_version(first.claim, two)
    review(second, "request_changes")
    draft = again(second, by=three, text="Third words.")
    third = submit_claim(claim=draft.claim, by=four)
    assert set(Contributor.objects.filter(version=first).values_list("user", flat=True)) == {one.pk}
    assert set(Contributor.objects.filter(version=third).values_list("user", flat=True)) == {
        two.pk,
        three.pk,
        four.pk,
    }
    assert third.author == four


# What a submission does to the rounds before it


def test_a_newer_submission_closes_the_open_round_and_withdraws_what_it_was_about() -> None:
    version = submitted_version()
    draft = again(version, text="Other words.")
    newer = submit_claim(claim=draft.claim, by=version.author)
    connection.check_constraints()
    assert fresh(version).status == "withdrawn"
    [closed] = Round.objects.filter(version=version)
    assert closed.outcome == "replaced"
    assert open_round_of(newer).number == 1
    assert newer.number == 2


def test_a_disputed_version_is_withdrawn_by_a_newer_one() -> None:
    version = disputed_version()
    submit_claim(claim=again(version, text="Other words.").claim, by=version.author)
    assert fresh(version).status == "withdrawn"


def test_an_approved_version_stands_while_a_newer_one_is_reviewed() -> None:
    version = approved_version()
    submit_claim(claim=again(version, text="Other words.").claim, by=version.author)
    assert fresh(version).status == "approved"
    assert active(version)


def test_a_recheck_that_a_submission_ends_leaves_its_words_suspended() -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    submit_claim(claim=again(version, text="Other words.").claim, by=version.author)
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert version.suspensions.get().cause == "recheck_failed"


def test_a_suspended_version_that_is_rechecked_is_withdrawn_by_a_newer_one() -> None:
    version = suspended_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="Please look again.")
    assert fresh(version).status == "in_review"
    submit_claim(claim=again(version, text="Other words.").claim, by=version.author)
    connection.check_constraints()
    assert fresh(version).status == "withdrawn"


@pytest.mark.parametrize("make", [submitted_version, approved_version, disputed_version])
def test_words_that_are_in_review_or_approved_are_not_submitted_again(make: Any) -> None:
    version = make()
    before = place(version.claim)
    draft = again(version)
    with pytest.raises(NotPossible, match=f"version {version.number} already"):
        submit_claim(claim=draft.claim, by=version.author)
    assert fresh(version).status == version.status
    assert told_of(version.claim, since=before) == ["claim.draft_saved"]
    again(version, text="Other words.")
    submit_claim(claim=draft.claim, by=version.author)


def test_words_that_were_suspended_may_be_submitted_again() -> None:
    version = suspended_version()
    newer = submit_claim(claim=again(version).claim, by=version.author)
    assert newer.digest == version.digest


def test_words_that_a_reviewer_refused_are_not_tried_on_another() -> None:
    version = sent_back_version()
    draft = again(version)
    with pytest.raises(NotPossible, match="refused exactly these words"):
        submit_claim(claim=draft.claim, by=version.author)
    again(version, text="What was asked for.")
    assert submit_claim(claim=draft.claim, by=version.author).status == "in_review"


def test_other_words_are_not_spelling() -> None:
    version = approved_version()
    draft = again(version, text="Infusions are safe for everybody and clear psoriasis.")
    with pytest.raises(NotPossible, match="more than spelling"):
        submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    assert submit_claim(claim=draft.claim, by=version.author).status == "in_review"


# Meaning unchanged


def test_a_change_of_spelling_asks_for_one_review_that_continues_the_approval() -> None:
    version = approved_version(required=2)
    draft = again(version, text=version.text.replace("the infusion", "an infusion"))
    newer = submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    round_ = open_round_of(newer)
    assert (round_.kind, round_.required_reviews) == ("meaning_unchanged", 1)
    assert round_.continues == active(version)
    review(newer)
    connection.check_constraints()
    assert fresh(newer).status == "approved"
    assert fresh(version).status == "superseded"
    assert active(version)


@pytest.mark.parametrize(
    "change",
    [
        {"direction": "against"},
        {"asks": "harm"},
        {"is_finding": False},
        {"reassures_or_advises": True},
        {"question": "new"},
        {"citations": "new"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_more_than_spelling_is_refused_as_unchanged(change: dict[str, Any]) -> None:
    version = approved_version()
    if "question" in change:
        change = {"question": make_question()}
    if "citations" in change:
        change = {"citations": [citing(study())]}
    draft = again(version, text="Other words.", **change)
    with pytest.raises(NotPossible, match="More than the sentence"):
        submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    assert not Round.objects.filter(claim=version.claim, closed_at=None).exists()
    submit_claim(claim=draft.claim, by=version.author)


@pytest.mark.parametrize("make", [submitted_version, suspended_version, sent_back_version])
def test_nothing_can_be_continued_without_an_approval_that_stands(make: Any) -> None:
    version = make()
    draft = again(version, text="Other words.")
    with pytest.raises(NotPossible, match="No approval stands"):
        submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    assert fresh(version).status == version.status
    submit_claim(claim=draft.claim, by=version.author)


def test_a_continued_approval_that_is_suspended_makes_the_round_a_full_review() -> None:
    version = approved_version(required=2)
    draft = again(version, text=version.text.replace("the infusion", "an infusion"))
    newer = submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    suspended_version(version)
    round_ = open_round_of(newer)
    connection.check_constraints()
    assert (round_.number, round_.kind, round_.required_reviews) == (2, "review", 2)
    assert round_.continues is None
    review(newer)
    assert fresh(newer).status == "in_review"


def test_one_review_does_not_raise_a_badge_by_a_change_of_spelling() -> None:
    """The approval had very_low; the reviewer now finds more, so it takes the two reviews that this takes."""

    question, trial = make_question(), study(TRIAL)
    version = approved(submitted_version(question=question, citations=[citing(trial)]))
    assert active(version).badge == "very_low"
    make_profile(question, [trial, study(TRIAL)])
    draft = again(version, text=version.text.replace("the infusion", "an infusion"))
    newer = submit_claim(claim=draft.claim, by=version.author, meaning_unchanged=True)
    assert open_round_of(newer).required_reviews == 1
    review(newer)
    assert open_round_of(newer).required_reviews == 2
    assert fresh(newer).status == "in_review"
    review(newer)
    assert active(newer).badge == "high"


# The rest


def test_a_retracted_source_can_still_be_submitted_but_does_not_count() -> None:
    reference = study()
    stand(reference, "retracted")
    version = submitted_version(citations=[citing(reference)])
    assert newest_grading(version).computed == "no_source"


def test_submission_costs_no_more_with_more_citations() -> None:
    costs = []
    for number in (1, 4):
        draft = draft_of(citations=[citing(study()) for _ in range(number)])
        with CaptureQueriesContext(connection) as queries:
            submit_claim(claim=draft.claim, by=draft.opened_by)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert Citation.objects.count() == 5


def test_an_animal_study_makes_lab_animal() -> None:
    assert (
        newest_grading(submitted_version(citations=[citing(study(MICE))])).computed == "lab_animal"
    )


def test_a_word_that_promises_too_much_is_returned_unless_it_is_quoted_as_a_myth() -> None:
    text = "It is a miracle for people with plaques."
    own = draft_of(text=text)
    assert any("miracle" in problem.message for problem in problems_of(own))
    quoted = draft_of(text=text, citations=[citing(study(), stance="contradicts")])
    assert problems_of(quoted) == []
