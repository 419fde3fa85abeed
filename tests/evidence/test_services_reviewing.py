"""Rounds of one review and of two blind ones, disputes, and what an approval lacks."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from evidence.models import Approval, Review, Round
from evidence.selectors.inputs import inputs_for
from evidence.services.agreement import VerdictInput, agreed_verdicts
from evidence.services.appraisal import adopt_profile
from evidence.services.drafts import edit_draft
from evidence.services.reviewing import Opinion, review_claim
from evidence.services.submission import submit_claim
from references.choices import Role
from references.events import recorded
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from tests.evidence.reading import active, last_data, newest_grading, place, told, told_of
from tests.factories.evidence import (
    CASE_REPORT,
    TRIAL,
    VERSION_IN,
    WHY,
    approved,
    citing,
    confirmed_facts,
    disputed_version,
    draft_of,
    fresh,
    graded_version,
    make_profile,
    make_profiledraft,
    make_question,
    make_reviewer,
    make_studyfacts,
    open_round_of,
    review,
    reviewing_user,
    settle,
    study,
    submitted_version,
    suspended_version,
    verdicts,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def opinion(version: Any, **changes: Any) -> Opinion:
    return replace(Opinion(decision="approve", verdicts=verdicts(version)), **changes)


def decide(version: Any, *, by: Any = None, digest: str = "", **changes: Any) -> Review:
    return review_claim(
        version=version,
        by=by or reviewing_user(),
        digest=digest or version.digest,
        opinion=opinion(version, **changes),
    )


# One review


def test_one_approving_review_approves() -> None:
    version = submitted_version()
    person = reviewing_user()
    before = place(version.claim)
    made = review(version, by=person)
    connection.check_constraints()
    assert fresh(version).status == "approved"
    approval = active(version)
    assert approval is not None
    assert (approval.digest, approval.badge, approval.basis) == (
        version.digest,
        "very_low",
        "reviews",
    )
    assert approval.approved_by == person
    assert [s.reference for s in approval.sources.all()] == [version.citations.get().reference]
    assert approval.verdicts.get().judgement == "supports"
    assert (made.badge, made.digest, made.reviewer) == ("very_low", version.digest, person)
    assert made.version_author == version.author
    assert made.verdicts.get().citation == version.citations.get()
    [closed] = Round.objects.filter(version=version)
    assert (closed.outcome, closed.closed_by) == ("approved", person)
    assert newest_grading(version).approval == approval
    assert told(f"claim:{version.claim.key}", since=before) == [
        (verb, "reviewer")
        for verb in (
            "review.recorded",
            "round.closed",
            "claim.status_changed",
            "claim.approved",
        )
    ]
    said = last_data(f"claim:{version.claim.key}", "claim.status_changed")
    assert (said["before"], said["after"]) == ("in_review", "approved")


@pytest.mark.parametrize(
    ("decision", "status"),
    [("request_changes", "changes_requested"), ("reject", "rejected")],
)
def test_one_review_sends_back_or_rejects(decision: str, status: str) -> None:
    version = submitted_version()
    review(version, decision)
    connection.check_constraints()
    assert fresh(version).status == status
    assert active(version) is None
    assert Round.objects.get(version=version).outcome == status


def test_a_newer_approved_version_supersedes_the_older_whose_approval_stays() -> None:
    older = approved(submitted_version())
    newer = approved(submitted_version(older.claim))
    connection.check_constraints()
    assert fresh(older).status == "superseded"
    assert active(older)
    assert active(newer)


def test_a_newer_approved_version_ends_the_suspension_of_the_older() -> None:
    older = suspended_version()
    newer = approved(submitted_version(older.claim))
    connection.check_constraints()
    assert fresh(older).status == "superseded"
    suspension = older.suspensions.get()
    assert suspension.ended_through == active(newer)


# What is refused: the words, the state, the reason


def test_other_words_than_those_shown_are_refused() -> None:
    version, other = submitted_version(), submitted_version()
    with pytest.raises(NotPossible, match="no longer those you were shown"):
        decide(version, digest=other.digest)
    assert not Review.objects.exists()
    decide(version)


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
@pytest.mark.parametrize("reason", ["", "too short", "   9 signs.   "])
def test_a_refusal_needs_a_reason_of_ten_characters(decision: str, reason: str) -> None:
    version = submitted_version()
    with pytest.raises(NotPossible, match="at least 10"):
        decide(version, decision=decision, reason=reason)
    assert fresh(version).status == "in_review"
    decide(version, decision=decision, reason="ten signs.")


@pytest.mark.parametrize(
    "state", ["approved", "changes_requested", "rejected", "withdrawn", "suspended", "superseded"]
)
def test_without_an_open_round_nothing_is_reviewed(state: str) -> None:
    version = VERSION_IN[state]()
    count = Review.objects.count()
    with pytest.raises(IllegalTransition, match="No round"):
        review(version)
    assert Review.objects.count() == count


def test_what_is_disputed_is_not_reviewed_but_settled() -> None:
    version = disputed_version()
    person = reviewing_user()
    with pytest.raises(IllegalTransition, match="third person"):
        review(version, by=person)
    settle(version, by=person)


def test_a_service_does_not_run_inside_anothers_transaction() -> None:
    version, person = submitted_version(), reviewing_user()
    with (
        pytest.raises(RuntimeError, match="hand it the journal"),
        recorded(by=person, role=Role.REVIEWER),
    ):
        review(version, by=person)
    review(version, by=person)


# D8


def author(version: Any) -> Any:
    reviewing = version.author

    make_reviewer(reviewing)
    return reviewing


def contributor(version: Any) -> Any:

    return make_reviewer(version.contributors.exclude(user=version.author).get().user).user


def superuser(version: Any) -> Any:
    return make_superuser()


def deactivated(version: Any) -> Any:
    from evidence.services.reviewers import deactivate_reviewer

    person = reviewing_user()
    deactivate_reviewer(reviewer=person.reviewer, by=make_user(Role.ADMINISTRATOR))
    return person


def closed_account(version: Any) -> Any:
    person = reviewing_user()
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    return person


def editor(version: Any) -> Any:
    return make_user(Role.EDITOR, Role.REVIEWER)


def author_of_a_source(version: Any) -> Any:
    person = reviewing_user(orcid="0000-0002-1825-0097")
    reference = version.citations.get().reference
    reference.authors = [{"family": "Example", "given": "A", "orcid": "0000-0002-1825-0097"}]
    reference.save()
    return person


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (author, "You submitted"),
        (contributor, "You wrote"),
        (superuser, "Only active reviewers"),
        (deactivated, "Only active reviewers"),
        (closed_account, "Only active reviewers"),
        (editor, "Only active reviewers"),
        (author_of_a_source, "author of a work"),
    ],
)
def test_nobody_reviews_their_own_and_only_reviewers_review(who: Any, why: str) -> None:
    writer, submitter = make_user(Role.AUTHOR), make_user(Role.AUTHOR)

    version = submit_claim(claim=draft_of(by=writer).claim, by=submitter)
    person = who(version)
    with pytest.raises(NotAllowed, match=why):
        review(version, by=person)
    assert not Review.objects.exists()
    assert fresh(version).status == "in_review"
    review(version)
    assert fresh(version).status == "approved"


def test_a_contributor_of_versions_before_the_last_approval_may_review() -> None:
    first = approved(submitted_version())

    make_reviewer(first.author)
    second = submitted_version(first.claim)
    review(second, by=first.author)
    assert fresh(second).status == "approved"


# What an approval lacks


def test_an_approval_judges_every_citation_once_and_no_other() -> None:
    version = submitted_version(citations=[citing(study()), citing(study())])
    other = submitted_version()
    one, two = verdicts(version)
    for given, why in (
        ([one], "every citation"),
        ([one, two, two], "once"),
        ([one, two, *verdicts(other)], "once, and no other"),
    ):
        with pytest.raises(NotPossible, match=why):
            decide(version, verdicts=given)
    assert not Review.objects.exists()
    decide(version, verdicts=[two, one])
    assert fresh(version).status == "approved"


def test_sending_back_needs_no_verdicts() -> None:
    version = submitted_version()
    decide(version, decision="request_changes", reason=WHY, verdicts=[])
    assert fresh(version).status == "changes_requested"


@pytest.mark.parametrize("judgement", ["mentions", "irrelevant", "partly"])
def test_what_no_source_supports_is_not_approved(judgement: str) -> None:
    version = submitted_version()
    with pytest.raises(NotPossible, match="No source supports it"):
        review(version, judgement=judgement)
    review(version)


def test_a_claim_about_people_needs_the_comparison_behind_it() -> None:
    version = submitted_version()
    with pytest.raises(NotPossible, match="which comparison"):
        review(version, comparison="")
    review(version)


def test_a_claim_about_the_laboratory_needs_no_comparison() -> None:
    version = submitted_version(asks="lab", citations=[citing(study({"design": "in_vitro"}))])
    review(version, comparison="")
    assert active(version).badge == "lab_animal"


@pytest.mark.parametrize("facts", [None, {"design": "unknown"}])
def test_the_design_of_a_source_is_confirmed_first(facts: dict[str, Any] | None) -> None:
    reference = make_reference(abstract=study().abstract)
    if facts is None:
        make_studyfacts(reference)
    else:
        confirmed_facts(reference, **facts)
    version = submitted_version(citations=[citing(reference)])
    with pytest.raises(NotPossible, match="confirm what kind of study"):
        review(version, comparison="case_report")
    confirmed_facts(reference, design="case_report", population="people", n=1)
    review(version)


def test_a_study_in_people_needs_the_number_of_people() -> None:
    reference = study({"design": "case_series", "population": "people"})
    version = submitted_version(citations=[citing(reference)])
    with pytest.raises(NotPossible, match="how many people"):
        review(version)
    confirmed_facts(reference, design="case_series", population="people", n=3)
    review(version)


@pytest.mark.parametrize(
    ("abstract", "citation", "why"),
    [
        (None, {"quote": "the plaques never came back"}, "not found in the text we have"),
        ("", {}, "no text"),
        (None, {"quote": "", "locator": "", "no_quote_reason": "A figure."}, "without a quote"),
    ],
)
def test_a_quote_that_was_not_found_is_vouched_for_with_a_reason(
    abstract: str | None, citation: dict[str, str], why: str
) -> None:
    reference = study() if abstract is None else study(abstract=abstract)
    version = submitted_version(citations=[citing(reference, **citation)])
    for reason in ("", "too short", "    short    "):
        with pytest.raises(NotPossible, match=f"{why}.* Vouch for it"):
            review(version, vouch_reason=reason)
    review(version, vouch_reason="It stands on page 4, second column.")
    assert active(version).badge == "very_low"
    assert active(version).verdicts.get().vouch_reason.startswith("It stands")


def test_low_or_above_needs_a_recorded_search() -> None:
    version = graded_version(search=None)
    with pytest.raises(NotPossible, match="recorded search"):
        review(version)
    make_profile(
        version.question,
        [s.reference for s in version.question.profiles.first().studies.all()],
    )
    approved(version)
    assert active(version).badge == "high"


def test_an_approval_rests_on_the_counted_citations_and_the_studies_of_the_profile() -> None:
    question, trial, other, mice = make_question(), study(TRIAL), study(TRIAL), study()
    profile = make_profile(question, [trial, other])
    version = submitted_version(
        required=2, question=question, citations=[citing(trial), citing(mice, stance="mentions")]
    )
    first, second = verdicts(version)
    for _ in range(2):
        decide(version, verdicts=[first, replace(second, judgement="mentions")])
    approval = active(version)
    assert approval.profile == profile
    assert {s.reference for s in approval.sources.all()} == {trial, other}


# Two blind reviews


def test_two_who_agree_approve_together() -> None:
    version = submitted_version(required=2)
    review(version)
    assert fresh(version).status == "in_review"
    assert active(version) is None
    review(version)
    connection.check_constraints()
    assert fresh(version).status == "approved"
    assert active(version).basis == "reviews"


def test_one_person_twice_is_one_review() -> None:
    version, person = submitted_version(required=2), reviewing_user()
    review(version, by=person)
    review(version, by=person)
    assert fresh(version).status == "in_review"
    review(version)
    assert fresh(version).status == "approved"


def test_two_who_send_back_send_back_and_two_who_reject_reject() -> None:
    for decisions, status in (
        (("request_changes", "request_changes"), "changes_requested"),
        (("reject", "request_changes"), "changes_requested"),
        (("reject", "reject"), "rejected"),
    ):
        version = submitted_version(required=2)
        for decision in decisions:
            review(version, decision)
        connection.check_constraints()
        assert fresh(version).status == status


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
@pytest.mark.parametrize("approving_first", [True, False])
def test_one_who_approves_and_one_who_does_not_are_in_dispute(
    decision: str, approving_first: bool
) -> None:
    version = submitted_version(required=2)
    for one in ("approve", decision) if approving_first else (decision, "approve"):
        review(version, one)
    connection.check_constraints()
    assert fresh(version).status == "disputed"
    assert open_round_of(version).required_reviews == 2


def test_one_step_apart_they_may_review_again_and_then_agree() -> None:
    """Moderate and low: the comparison behind the sentence was randomised, or it was not."""
    version = graded_version(risk_of_bias=1)
    one, two = reviewing_user(), reviewing_user()
    assert review(version, by=one).badge == "moderate"
    assert review(version, by=two, comparison="nonrandomised_controlled").badge == "low"
    assert fresh(version).status == "in_review"
    assert told_of(version.claim)[-1] == "round.one_step_apart"
    review(version, by=two)
    connection.check_constraints()
    assert fresh(version).status == "approved"
    assert active(version).badge == "moderate"


def test_one_step_apart_the_first_may_come_down_as_well() -> None:
    version = graded_version(risk_of_bias=1)
    one, two = reviewing_user(), reviewing_user()
    review(version, by=one)
    review(version, by=two, comparison="nonrandomised_controlled")
    review(version, by=one, comparison="nonrandomised_controlled")
    assert active(version).badge == "low"


def test_still_one_step_apart_after_both_tried_again_is_a_dispute() -> None:
    version = graded_version(risk_of_bias=1)
    one, two = reviewing_user(), reviewing_user()
    for _ in range(2):
        assert fresh(version).status == "in_review"
        review(version, by=one)
        review(version, by=two, comparison="nonrandomised_controlled")
    assert fresh(version).status == "disputed"


def test_a_review_mended_before_the_other_was_in_is_no_second_try() -> None:
    version = graded_version(risk_of_bias=1)
    one, two = reviewing_user(), reviewing_user()
    review(version, by=one)
    review(version, by=one)
    review(version, by=two, comparison="nonrandomised_controlled")
    review(version, by=two, comparison="nonrandomised_controlled")
    assert fresh(version).status == "in_review"
    review(version, by=one)
    assert fresh(version).status == "disputed"


def test_more_than_one_step_apart_is_a_dispute_at_once() -> None:
    version = graded_version()
    assert review(version).badge == "high"
    assert review(version, comparison="nonrandomised_controlled").badge == "low"
    connection.check_constraints()
    assert fresh(version).status == "disputed"


def test_one_step_apart_only_those_who_reviewed_go_on() -> None:
    version = graded_version(risk_of_bias=1)
    review(version)
    second = reviewing_user()
    review(version, by=second, comparison="nonrandomised_controlled")
    with pytest.raises(NotPossible, match="only those who gave them"):
        review(version)
    review(version, by=second)
    assert fresh(version).status == "approved"


def test_a_review_that_finds_more_raises_what_is_required_and_nothing_lowers_it() -> None:
    """A narrative review in the draft, a trial in the eyes of the reviewer."""
    question, trial = make_question(), study(TRIAL)
    version = submitted_version(question=question, citations=[citing(trial)])
    assert open_round_of(version).required_reviews == 1
    make_profile(question, [trial, study(TRIAL)])
    assert open_round_of(version).required_reviews == 2
    make_profile(question, [trial, study(TRIAL)], risk_of_bias=2, inconsistency=2, direction="for")
    assert open_round_of(version).required_reviews == 2


def test_the_approval_stores_the_more_cautious_verdict() -> None:
    version = graded_version()
    for population in ("people", ""):
        review(version, population=population)
    assert active(version).verdicts.get().population == ""


def test_agreed_verdicts_are_the_more_cautious_part_by_part() -> None:
    one = VerdictInput(1, "supports", "rct", "people", True, "It is on page 4.")
    two = VerdictInput(1, "partly", "case_report", "cells", False, "")
    assert agreed_verdicts([[one], [two]]) == [
        VerdictInput(1, "partly", "case_report", "cells", False, "")
    ]
    assert agreed_verdicts([[two], [one]]) == agreed_verdicts([[one], [two]])
    assert agreed_verdicts([[one], [one]]) == [one]


# Adjudication


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", "approved"), ("request_changes", "changes_requested")]
)
def test_a_third_settles_the_dispute(decision: str, status: str) -> None:
    version = disputed_version()
    person = reviewing_user()
    before = place(version.claim)
    made = settle(version, decision, by=person)
    connection.check_constraints()
    assert fresh(version).status == status
    assert made.kind == "adjudication"
    assert {role for _, role in told(f"claim:{version.claim.key}", since=before)} == {"reviewer"}
    if decision == "approve":
        assert (active(version).basis, active(version).approved_by) == ("adjudication", person)
    else:
        assert active(version) is None


def test_neither_reviewer_nor_author_settles() -> None:
    version = disputed_version()

    make_reviewer(version.author)
    people = [review.reviewer for review in version.reviews.all()]
    assert len(people) == 2
    for person in (*people, version.author, make_superuser()):
        with pytest.raises(NotAllowed):
            settle(version, by=person)
    assert fresh(version).status == "disputed"
    settle(version)


def test_an_adjudication_does_not_reject() -> None:
    version = disputed_version()
    with pytest.raises(NotPossible, match="approves or sends back"):
        settle(version, "reject")
    settle(version, "request_changes")


@pytest.mark.parametrize("state", ["in_review", "approved", "suspended", "changes_requested"])
def test_only_disputes_are_settled(state: str) -> None:
    version = VERSION_IN[state]()
    count = Review.objects.count()
    with pytest.raises(IllegalTransition):
        settle(version)
    assert Review.objects.count() == count


def test_a_sent_back_claim_is_mended_and_approved() -> None:
    version = disputed_version()
    settle(version, "request_changes")
    edit_draft(
        claim=version.claim,
        by=version.author,
        words={"text": "Mended words."},
        citations=[citing(c.reference) for c in version.citations.all()],
    )
    mended = approved(submit_claim(claim=version.claim, by=version.author))
    assert (mended.number, mended.status) == (2, "approved")
    assert Approval.objects.get().version == mended


def test_a_decision_formed_on_other_evidence_is_returned() -> None:
    version = submitted_version()
    citation = version.citations.get()
    seen = inputs_for(version, [citation.reference], confirmed=True).fingerprint
    opinion = Opinion("approve", verdicts(version), seen=seen)
    confirmed_facts(citation.reference, design="case_report", population="people", n=2)
    reviewer = reviewing_user()
    with pytest.raises(NotPossible, match="changed after you opened"):
        review_claim(version=version, by=reviewer, digest=version.digest, opinion=opinion)
    now = inputs_for(version, [citation.reference], confirmed=True).fingerprint
    review_claim(
        version=version, by=reviewer, digest=version.digest, opinion=replace(opinion, seen=now)
    )
    assert fresh(version).status == "approved"


def test_an_appraisal_by_one_person_does_not_decide_a_badge() -> None:
    question, trial = make_question(), study(CASE_REPORT)
    alone = reviewing_user()
    draft = make_profiledraft(question, [trial], by=alone)
    profile = adopt_profile(draft=draft, by=alone)
    assert profile.drafted_by == profile.adopted_by
    confirmed_facts(trial, **TRIAL)
    version = submitted_version(question=question, citations=[citing(trial)], required=2)
    with pytest.raises(NotPossible, match="drafted and adopted"):
        review(version)
