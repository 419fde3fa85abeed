"""Facts, appraisals, standings and records that change: what moves down, up or not, and what follows."""

from typing import Any

import pytest
from django.db import connection

from evidence.models import Grading, Round, SameWork
from evidence.services.drafts import edit_draft
from evidence.services.facts import confirm_facts, enter_facts
from evidence.services.rounds import open_recheck
from evidence.services.submission import submit_claim
from references.choices import Role
from references.refusals import NotAllowed, NotPossible
from references.services import edit_reference
from tests.evidence.reading import active, last_data, newest_grading, place, told, told_of
from tests.factories.evidence import (
    CASE_REPORT,
    MICE,
    TRIAL,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    disputed_version,
    fresh,
    graded_version,
    make_profile,
    make_question,
    make_studyfacts,
    open_round_of,
    review,
    reviewing_user,
    settle,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

DOWN, UP, NONE = "down", "up", "none"


def source(version: Any) -> Any:
    return version.citations.first().reference


# Facts


def test_facts_that_lower_the_badge_suspend() -> None:
    version = approved_version()
    approval = active(version)
    before = place(version.claim)
    person = reviewing_user()
    enter_facts(reference=source(version), by=person, **MICE)
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    approval.refresh_from_db()
    assert (approval.active, approval.ended_by) == (False, person)
    suspension = version.suspensions.get()
    assert (suspension.cause, suspension.reference) == ("facts", source(version))
    assert (suspension.approval, suspension.ended_at) == (approval, None)
    grading = newest_grading(version)
    assert (grading.computed, grading.shown, grading.cause) == ("lab_animal", "lab_animal", "facts")
    assert told(f"claim:{version.claim.key}", since=before) == [
        (verb, "reviewer")
        for verb in ("claim.regraded", "approval.ended", "claim.status_changed", "claim.suspended")
    ]


def told_to_be_mice() -> Any:
    """Approved as lab_animal, because the facts say mice; the reviewer saw a case report."""
    version = submitted_version(citations=[citing(study(MICE))])
    return approved(version, comparison="case_report")


def test_facts_that_raise_the_badge_keep_the_old_one_until_a_review_adopts_it() -> None:
    version = told_to_be_mice()
    assert active(version).badge == "lab_animal"
    confirmed_facts(source(version), **CASE_REPORT)
    connection.check_constraints()
    assert fresh(version).status == "approved"
    assert active(version).badge == "lab_animal"
    grading = newest_grading(version)
    assert (grading.computed, grading.shown) == ("very_low", "lab_animal")
    open_recheck(version=version, by=make_user(Role.EDITOR), note="The badge may rise.")
    review(version)
    assert active(version).badge == "very_low"
    assert newest_grading(version).shown == "very_low"


def test_down_again_to_what_is_shown_is_no_move() -> None:
    version = told_to_be_mice()
    confirmed_facts(source(version), **CASE_REPORT)
    assert newest_grading(version).computed == "very_low"
    confirmed_facts(source(version), **MICE)
    assert newest_grading(version).computed == "lab_animal"
    assert fresh(version).status == "approved"


def test_facts_that_do_not_move_the_badge_have_no_effect_but_are_recorded() -> None:
    version = approved_version()
    before, count = place(version.claim), Grading.objects.count()
    confirmed_facts(source(version), **{**CASE_REPORT, "funding": "A university."})
    connection.check_constraints()
    assert fresh(version).status == "approved"
    assert Grading.objects.count() == count + 1
    assert told_of(version.claim, since=before) == ["claim.regraded"]


def test_facts_nobody_confirmed_have_no_effect_until_they_are_confirmed() -> None:
    version = approved_version()
    facts = make_studyfacts(source(version), **MICE)
    assert facts.confirmed_by is None
    assert fresh(version).status == "approved"
    confirmed = confirm_facts(facts=facts, by=reviewing_user())
    assert confirmed.number == facts.number + 1
    assert confirmed.entered_by == facts.entered_by
    assert fresh(version).status == "suspended"
    assert confirm_facts(facts=confirmed, by=reviewing_user()).pk == confirmed.pk


def test_only_the_newest_facts_are_confirmed_and_only_by_reviewers() -> None:
    reference = study()
    old = make_studyfacts(reference, **MICE)
    new = make_studyfacts(reference, **CASE_REPORT)
    with pytest.raises(NotPossible, match="changed meanwhile"):
        confirm_facts(facts=old, by=reviewing_user())
    with pytest.raises(NotAllowed):
        confirm_facts(facts=new, by=make_user(Role.EDITOR))
    confirm_facts(facts=new, by=reviewing_user())


def test_who_enters_facts() -> None:
    reference = study()
    for role in (Role.PUBLISHER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            enter_facts(reference=reference, by=make_user(role), **MICE)
    for role in (Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN):
        assert enter_facts(reference=reference, by=make_user(role), **MICE).confirmed_by is None
        assert told(f"reference:{reference.key}")[-1] == ("facts.entered", role)


# Standings


def test_a_retraction_that_lowers_the_badge_suspends_and_names_the_source() -> None:
    version = approved_version()
    reference = source(version)
    stand(reference, "retracted")
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    suspension = version.suspensions.get()
    assert (suspension.cause, suspension.reference) == ("standing", reference)
    assert "now retracted" in suspension.detail
    assert newest_grading(version).computed == "no_source"


def test_a_retraction_that_leaves_the_badge_suspends_nothing_and_says_why() -> None:
    """One of two studies; the reason is kept."""
    version = approved_version(citations=[citing(study()), citing(study())])
    reference = source(version)
    stand(reference, "retracted")
    connection.check_constraints()
    assert fresh(version).status == "approved"
    reasons = newest_grading(version).reasons
    assert any(reference.key in why and "retracted" in why for _, why in reasons)


def test_a_reinstatement_does_not_bring_a_suspended_version_back() -> None:
    version = approved(graded_version())
    stand(source(version), "concern")
    assert fresh(version).status == "suspended"
    stand(source(version), "reinstated")
    connection.check_constraints()
    assert fresh(version).status == "suspended"


def test_a_study_of_the_profile_that_the_claim_does_not_cite_counts_too() -> None:
    version = approved(graded_version())
    uncited = version.question.profiles.get().studies.exclude(reference=source(version)).get()
    stand(uncited.reference, "retracted")
    assert fresh(version).status == "suspended"


def test_a_superseded_version_whose_source_falls_is_suspended() -> None:
    version = approved_version()
    approved_version(version.claim)
    assert fresh(version).status == "superseded"
    stand(source(version), "retracted")
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert active(version) is None


def test_other_claims_are_left_alone() -> None:
    version, other = approved_version(), approved_version()
    before = place(other.claim)
    stand(source(version), "retracted")
    assert fresh(other).status == "approved"
    assert place(other.claim) == before


# Appraisals


@pytest.mark.parametrize(
    ("judgements", "way"),
    [
        ({"risk_of_bias": 1}, DOWN),
        ({"direction": "against"}, DOWN),
        ({"effect_line": "40 of 100 instead of 20 of 100"}, NONE),
    ],
)
def test_a_new_appraisal_moves_the_badge(judgements: dict[str, Any], way: str) -> None:
    version = approved(graded_version())
    studies = [s.reference for s in version.question.profiles.get().studies.all()]
    make_profile(version.question, studies, **judgements)
    connection.check_constraints()
    assert fresh(version).status == {DOWN: "suspended", NONE: "approved"}[way]
    if way == DOWN:
        assert version.suspensions.get().cause == "profile"


def test_a_better_appraisal_keeps_the_badge_until_it_is_reviewed() -> None:
    version = approved(graded_version(risk_of_bias=1))
    assert active(version).badge == "moderate"
    studies = [s.reference for s in version.question.profiles.get().studies.all()]
    profile = make_profile(version.question, studies)
    assert fresh(version).status == "approved"
    assert (newest_grading(version).computed, newest_grading(version).shown) == ("high", "moderate")
    assert newest_grading(version).profile == profile


def test_a_question_key_is_taken_once_and_asked_by_who_writes_or_reviews() -> None:
    question = make_question(by=reviewing_user())
    with pytest.raises(NotPossible, match="already"):
        make_question(key=question.key)
    with pytest.raises(NotAllowed):
        make_question(by=make_user(Role.LIBRARIAN))


# Open rounds


def test_a_round_whose_badge_moved_is_closed_and_opened_anew() -> None:
    version = submitted_version(required=2)
    review(version)
    first = open_round_of(version)
    confirmed_facts(source(version), **MICE)
    connection.check_constraints()
    first.refresh_from_db()
    assert first.outcome == "badge_moved"
    second = open_round_of(version)
    assert (second.number, second.kind, second.required_reviews) == (2, "review", 2)
    assert "Facts about a source" in second.note
    review(version)
    assert fresh(version).status == "in_review"
    review(version)
    assert active(version).round == second


def test_a_round_whose_badge_did_not_move_goes_on() -> None:
    version = submitted_version(required=2)
    review(version)
    confirmed_facts(source(version), **{**CASE_REPORT, "funding": "A university."})
    assert open_round_of(version).number == 1
    review(version)
    assert fresh(version).status == "approved"


def test_a_round_nobody_reviewed_in_goes_on_with_more_reviews() -> None:
    question, trial = make_question(), study(TRIAL)
    version = submitted_version(question=question, citations=[citing(trial)])
    make_profile(question, [trial, study(TRIAL)])
    round_ = open_round_of(version)
    assert (round_.number, round_.required_reviews) == (1, 2)
    assert last_data(f"claim:{version.claim.key}", "round.required_reviews_raised") == {
        "before": 1,
        "after": 2,
    }


def test_a_disputed_version_keeps_its_round_and_the_third_judges_by_what_holds_now() -> None:
    version = disputed_version()
    confirmed_facts(source(version), **MICE)
    connection.check_constraints()
    assert fresh(version).status == "disputed"
    assert open_round_of(version).number == 1
    settle(version)
    assert active(version).badge == "lab_animal"


# Re-checks


def test_a_recheck_leaves_approved_words_approved_while_it_is_open() -> None:
    version = approved_version()
    old = active(version)
    round_ = open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    connection.check_constraints()
    assert (round_.kind, round_.number, fresh(version).status) == ("recheck", 2, "approved")
    review(version)
    connection.check_constraints()
    old.refresh_from_db()
    assert not old.active
    assert active(version).round == round_
    assert fresh(version).status == "approved"


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_a_recheck_that_ends_without_approval_suspends(decision: str) -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    review(version, decision)
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert version.suspensions.get().cause == "recheck_failed"
    assert not Round.objects.filter(claim=version.claim, closed_at=None).exists()


def test_reviewers_of_a_recheck_who_disagree_suspend() -> None:
    version = approved_version(required=2)
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    review(version)
    review(version, "request_changes")
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert not Round.objects.filter(claim=version.claim, closed_at=None).exists()


def test_a_suspended_version_returns_by_a_new_round_and_a_new_approval() -> None:
    version = suspended_version()
    old = version.approvals.get()
    open_recheck(version=version, by=reviewing_user(), note="It was an animal study.")
    connection.check_constraints()
    assert fresh(version).status == "in_review"
    assert version.suspensions.get().ended_at is None
    review(version)
    connection.check_constraints()
    assert fresh(version).status == "approved"
    approval = active(version)
    assert approval != old
    assert approval.badge == "lab_animal"
    suspension = version.suspensions.get()
    assert suspension.ended_through == approval


def test_words_that_are_suspended_during_their_recheck_go_back_in_review() -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    confirmed_facts(source(version), **MICE)
    connection.check_constraints()
    assert fresh(version).status == "in_review"
    assert version.suspensions.get().ended_at is None
    assert open_round_of(version).kind == "recheck"
    review(version)
    assert active(version).badge == "lab_animal"


def test_two_rechecks_at_once_and_other_states_are_refused() -> None:
    version = approved_version()
    editor = make_user(Role.EDITOR)
    with pytest.raises(NotAllowed):
        open_recheck(version=version, by=make_user(Role.LIBRARIAN), note="Please.")
    open_recheck(version=version, by=editor, note="Please.")
    with pytest.raises(NotPossible, match="open for this claim"):
        open_recheck(version=version, by=editor, note="Please.")


def test_a_version_whose_place_a_newer_one_took_is_not_rechecked() -> None:
    version = approved_version()
    newer = approved_version(version.claim)
    stand(source(version), "retracted")
    assert fresh(version).status == "suspended"
    with pytest.raises(Exception, match="newer version took its place"):
        open_recheck(version=fresh(version), by=make_user(Role.EDITOR), note="Please.")
    open_recheck(version=newer, by=make_user(Role.EDITOR), note="Please.")


def test_an_older_version_that_returns_leaves_the_newer_one_suspended() -> None:
    older = approved_version()
    newer = approved_version(older.claim)
    for version in (older, newer):
        suspended_version(version)
    open_recheck(version=fresh(older), by=make_user(Role.EDITOR), note="Please.")
    review(older)
    connection.check_constraints()
    assert fresh(older).status == "approved"
    assert fresh(newer).status == "suspended"
    assert newer.suspensions.get().ended_at is None


# Records of a source that change (section 7 item 7)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"title": "Another title altogether"}, "suspended"),
        ({"issued_year": 2021}, "suspended"),
        ({"doi": "10.5555/new"}, "suspended"),
        ({"doi": ""}, "suspended"),
        ({"pmid": "12345"}, "approved"),
        ({"title": "  THE MARROW of MICE\u00a0 "}, "approved"),
        ({"volume": "12"}, "approved"),
    ],
)
def test_a_material_change_of_a_source_suspends_and_a_filled_blank_does_not(
    changes: dict[str, Any], status: str
) -> None:
    reference = study(title="The marrow of mice", doi="10.5555/old", issued_year=2020)
    version = approved_version(citations=[citing(reference)])
    edit_reference(reference=reference, by=make_user(Role.LIBRARIAN), changes=changes)
    connection.check_constraints()
    assert fresh(version).status == status
    if status == "suspended":
        assert version.suspensions.get().cause == "reference_changed"


def test_the_same_work_in_the_words_of_a_reviewer_suspends_nothing() -> None:
    version = approved_version()
    reference = source(version)
    person = reviewing_user(Role.LIBRARIAN)
    edit_reference(
        reference=reference,
        by=person,
        changes={"title": "Another title altogether"},
        same_work_reason="The publisher corrected the title.",
    )
    connection.check_constraints()
    assert fresh(version).status == "approved"
    kept = SameWork.objects.get()
    assert (kept.recorded_by, kept.after) == (person, {"title": "Another title altogether"})
    assert "reference.same_work" in [verb for verb, _ in told(f"reference:{reference.key}")]


def test_the_word_of_someone_who_does_not_review_is_not_enough() -> None:
    version = approved_version()
    edit_reference(
        reference=source(version),
        by=make_user(Role.LIBRARIAN),
        changes={"title": "Another title altogether"},
        same_work_reason="I believe that it is the same.",
    )
    assert fresh(version).status == "suspended"
    assert not SameWork.objects.exists()


def test_a_changed_source_during_a_recheck_sends_the_words_back_in_review() -> None:
    version = approved_version()
    open_recheck(version=version, by=make_user(Role.EDITOR), note="A reader wrote to us.")
    edit_reference(
        reference=source(version),
        by=make_user(Role.LIBRARIAN),
        changes={"title": "Another title altogether"},
    )
    connection.check_constraints()
    assert fresh(version).status == "in_review"
    review(version)
    assert fresh(version).status == "approved"


def test_a_changed_source_of_a_continued_approval_makes_its_round_a_full_review() -> None:
    version = approved_version()
    edit_draft(
        claim=version.claim,
        by=version.author,
        words={"text": version.text.replace("the infusion", "an infusion")},
        citations=[citing(source(version))],
    )
    newer = submit_claim(claim=version.claim, by=version.author, meaning_unchanged=True)
    edit_reference(
        reference=source(version),
        by=make_user(Role.LIBRARIAN),
        changes={"title": "Another title altogether"},
    )
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert (open_round_of(newer).kind, open_round_of(newer).continues) == ("review", None)


def test_another_record_of_a_study_that_a_later_appraisal_added_suspends() -> None:
    version = approved(graded_version())
    added = study(TRIAL, title="A later trial of marrow cells")
    studies = [row.reference for row in version.question.profiles.get().studies.all()]
    make_profile(version.question, [*studies, added])
    assert not active(version).sources.filter(reference=added).exists()
    edit_reference(
        reference=added, by=make_user(Role.LIBRARIAN), changes={"title": "Quite another trial"}
    )
    connection.check_constraints()
    assert fresh(version).status == "suspended"
    assert version.suspensions.get().cause == "reference_changed"


@pytest.mark.parametrize(
    "ending", [".", "…", " .", "\u3002"], ids=["stop", "ellipsis", "space", "ideographic"]
)
def test_what_is_put_behind_a_title_is_no_change(ending: str) -> None:
    version = approved_version(citations=[citing(study(title="The marrow of mice"))])
    edit_reference(
        reference=source(version),
        by=make_user(Role.LIBRARIAN),
        changes={"title": f"The marrow of mice{ending}"},
    )
    connection.check_constraints()
    assert fresh(version).status == "approved"
