"""Asked by another day, no longer, or somebody else instead; nothing is lost, nothing reaches another."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from evidence.models import Assignment, ReviewDraft, Round
from evidence.selectors import queue
from evidence.selectors.needs import left_behind, needs_of
from evidence.services.assignments import change_due, decline, hand_over, take_back
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.reviewing import pass_to_third
from evidence.services.rounds import assign_reviewer
from evidence.services.submission import submit_claim
from references.choices import Role
from references.refusals import NotAllowed, NotPossible
from tests.evidence.reading import last_data, told_of
from tests.factories.evidence import (
    MICE,
    TRIAL,
    adopted_profile,
    approved,
    citing,
    confirmed_facts,
    disputed_version,
    draft_of,
    fresh,
    graded_version,
    make_assignment,
    make_question,
    make_reviewdraft,
    open_round_of,
    review,
    reviewing_user,
    settle,
    study,
    submitted_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

WHY = "They are on leave until March."
OTHERWISE = {"comparison": "nonrandomised_controlled"}


def again(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


@pytest.fixture
def assignment() -> Assignment:
    return make_assignment()


def test_another_day_is_recorded_with_the_one_before(assignment: Assignment, editor) -> None:
    before, day = assignment.due_on, timezone.localdate() + timedelta(days=40)
    change_due(assignment=assignment, by=editor, due_on=day)
    assert again(assignment).due_on == day
    stream = f"claim:{assignment.version.claim.key}"
    assert last_data(stream, "assignment.due_changed") == {
        "reviewer": assignment.reviewer.get_username(),
        "before": before.isoformat(),
        "after": day.isoformat(),
    }
    with pytest.raises(NotPossible, match="is over"):
        change_due(assignment=assignment, by=editor, due_on=timezone.localdate() - timedelta(1))


def test_taken_back_and_declined_say_why_and_once(assignment: Assignment, editor) -> None:
    other = make_assignment()
    with pytest.raises(NotPossible, match="at least 10"):
        take_back(assignment=assignment, by=editor, reason="too short")
    with pytest.raises(NotAllowed):
        decline(assignment=other, by=editor, reason=WHY)
    take_back(assignment=assignment, by=editor, reason=WHY)
    decline(assignment=other, by=other.reviewer, reason=WHY)
    assert (again(assignment).ending, again(assignment).ended_by) == ("taken_back", editor)
    assert (again(other).ending, again(other).reason) == ("declined", WHY)
    assert told_of(other.version.claim)[-1] == "assignment.declined"
    with pytest.raises(NotPossible, match="has ended: taken back"):
        take_back(assignment=assignment, by=editor, reason=WHY)


@pytest.mark.parametrize("act", ["due", "take_back", "hand_over"])
def test_only_who_assigns_changes_who_is_asked(assignment: Assignment, act: str) -> None:
    by, to = make_user(Role.AUTHOR), reviewing_user()
    calls = {
        "due": lambda: change_due(assignment=assignment, by=by, due_on=timezone.localdate()),
        "take_back": lambda: take_back(assignment=assignment, by=by, reason=WHY),
        "hand_over": lambda: hand_over(assignment=assignment, to=to, by=by, reason=WHY),
    }
    with pytest.raises(NotAllowed, match="Only administrators and editors"):
        calls[act]()


def test_handing_over_asks_the_next_by_the_same_day_and_leaves_the_draft_where_it_was(
    assignment: Assignment, editor
) -> None:
    to = reviewing_user()
    draft = make_reviewdraft(assignment.version, assignment.reviewer)
    following = hand_over(assignment=assignment, to=to, by=editor, reason=WHY)
    assert (again(assignment).ending, again(assignment).reason) == ("handed_over", WHY)
    assert (following.reviewer, following.due_on) == (to, assignment.due_on)
    assert following.replaces == assignment
    assert list(ReviewDraft.objects.values_list("pk", "saved_by")) == [
        (draft.pk, assignment.reviewer_id)
    ]
    data = last_data(f"claim:{assignment.version.claim.key}", "reviewer.assigned")
    assert data["in_place_of"] == assignment.reviewer.get_username()
    assert "Half a thought" not in str(data)
    with pytest.raises(NotPossible, match="handed over"):
        hand_over(assignment=assignment, to=reviewing_user(), by=editor, reason=WHY)


def test_whom_it_is_not_handed_to(editor) -> None:
    author = reviewing_user(Role.AUTHOR)
    version = submitted_version(by=author, required=2)
    first, second = reviewing_user(), reviewing_user()
    assignment = assign_reviewer(version=version, reviewer=first, by=editor)
    assign_reviewer(version=version, reviewer=second, by=editor)
    done = reviewing_user()
    review(version, by=done)
    for person, why in (
        (author, "nobody reviews their own"),
        (second, "is asked already"),
        (done, "has reviewed it"),
        (editor, "Only active reviewers"),
    ):
        with pytest.raises(NotPossible, match=why):
            hand_over(assignment=assignment, to=person, by=editor, reason=WHY)
    assert again(assignment).ended_at is None


def test_who_leaves_is_replaced_and_what_they_gave_stands(editor) -> None:
    version = submitted_version(required=2)
    first, leaver, heir = reviewing_user(), reviewing_user(), reviewing_user()
    review(version, by=first)
    assignment = assign_reviewer(version=version, reviewer=leaver, by=editor)
    administrator = make_user(Role.ADMINISTRATOR)
    for person in (first, leaver):
        deactivate_reviewer(reviewer=person.reviewer, by=administrator)
    assert again(assignment).ending == "left"
    assert [one.pk for one in left_behind()] == [assignment.pk]
    assert [c.pk for c in queue.claims_in("replace", editor)] == [version.claim_id]
    assert "assignment.left" in told_of(version.claim)
    hand_over(assignment=assignment, to=heir, by=editor)
    assert not left_behind().exists()
    review(version, by=heir)
    assert fresh(version).status == "approved"


def test_who_is_asked_and_whose_account_was_closed_is_to_be_replaced(
    assignment: Assignment,
) -> None:
    assert not left_behind().exists()
    User.objects.filter(pk=assignment.reviewer_id).update(is_active=False)
    assert left_behind().get() == assignment


def apart(version) -> tuple:
    """Two reviewers whose badges differ by one step."""
    one, other = reviewing_user(), reviewing_user()
    review(version, by=one)
    review(version, by=other, **OTHERWISE)
    return one, other


def test_one_step_apart_and_one_left_the_other_decides_once_more(editor) -> None:
    version = graded_version(risk_of_bias=1)
    one, other = apart(version)
    round_ = open_round_of(version)
    assert fresh(version).status == "in_review"
    deactivate_reviewer(reviewer=one.reviewer, by=make_user(Role.ADMINISTRATOR))
    need = needs_of([Round.objects.select_related("version").get(pk=round_.pk)])[round_.pk]
    assert need.sentence == (
        f"All reviews are in and do not agree yet. {one.reviewer.name} left."
        f" {other.reviewer.name} decides once more. If they still differ, a third person settles it."
    )
    review(version, by=other, **OTHERWISE)
    assert fresh(version).status == "disputed"
    settle(fresh(version))
    assert fresh(version).status == "approved"


def test_one_step_apart_and_both_left_it_is_passed_to_a_third(editor) -> None:
    version = graded_version(risk_of_bias=1)
    for person in apart(version):
        deactivate_reviewer(reviewer=person.reviewer, by=make_user(Role.ADMINISTRATOR))
    round_ = Round.objects.select_related("version").get(version=version)
    need = needs_of([round_])[round_.pk]
    assert need.is_stuck
    assert [c.pk for c in queue.claims_in("replace", editor)] == [version.claim_id]
    assert "an editor passes it to a third person" in need.sentence
    with pytest.raises(NotPossible, match="at least 10"):
        pass_to_third(version=version, by=editor, reason="")
    with pytest.raises(NotAllowed):
        pass_to_third(version=version, by=reviewing_user(), reason="Both of them have left.")
    pass_to_third(version=version, by=editor, reason="Both of them have left.")
    assert fresh(version).status == "disputed"
    settle(fresh(version))
    assert fresh(version).status == "approved"


def test_nothing_is_passed_on_while_reviews_are_awaited(editor) -> None:
    version = submitted_version(required=2)
    review(version)
    with pytest.raises(NotPossible, match="still awaited"):
        pass_to_third(version=version, by=editor, reason="Both of them have left.")
    disputed = disputed_version()
    with pytest.raises(Exception, match="wait to come together"):
        pass_to_third(version=disputed, by=editor, reason="Both of them have left.")


def test_who_was_asked_is_asked_again_where_the_badge_moved(editor) -> None:
    version = submitted_version(required=2)
    first, second = reviewing_user(), reviewing_user()
    asked = [assign_reviewer(version=version, reviewer=u, by=editor) for u in (first, second)]
    review(version, by=first)
    make_reviewdraft(version, second)
    confirmed_facts(version.citations.get().reference, **MICE)
    renewed = open_round_of(version)
    assert renewed.number == 2
    now = renewed.assignments.filter(ended_at=None)
    assert {(a.reviewer_id, a.due_on, a.replaces_id) for a in now} == {
        (a.reviewer_id, a.due_on, a.pk) for a in asked
    }
    assert ReviewDraft.objects.get().round == renewed


def test_a_dispute_about_spelling_whose_base_fell_goes_back_to_its_author() -> None:
    """The rounds that continue an approval ask for one review; a higher badge raises that to two."""
    question, trial = make_question(), study(TRIAL)
    base = approved(
        submitted_version(question=question, citations=[citing(trial)], text="The plaques cleard.")
    )
    draft_of(
        base.claim,
        base.author,
        text="The plaques cleared.",
        question=question,
        citations=[citing(trial)],
    )
    version = submit_claim(claim=base.claim, by=base.author, meaning_unchanged=True)
    adopted_profile(question, [trial, study(TRIAL)])
    review(version)
    assert open_round_of(version).required_reviews == 2
    review(version, "request_changes")
    assert fresh(version).status == "disputed"
    confirmed_facts(trial, **MICE)
    assert fresh(base).status == "suspended"
    assert fresh(version).status == "changes_requested"
    assert not Round.objects.filter(claim=base.claim, closed_at=None).exists()
