"""Assignments, withdrawals, and who becomes a reviewer."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evidence.models import Assignment, Review, Reviewer
from evidence.services.reviewers import deactivate_reviewer, onboard_reviewer
from evidence.services.rounds import assign_reviewer, open_recheck, withdraw_version
from references.choices import Role
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from tests.evidence.reading import active, last_data, told
from tests.factories.evidence import (
    VERSION_IN,
    approved_version,
    disputed_version,
    fresh,
    make_assignment,
    make_reviewer,
    review,
    reviewing_user,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db


# Assignments


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_a_reviewer_is_asked_within_two_weeks(role: str) -> None:
    version, person = submitted_version(), reviewing_user()
    made = assign_reviewer(version=version, reviewer=person, by=make_user(role))
    assert made.due_on == timezone.localdate() + dt.timedelta(days=14)
    assert told(f"claim:{version.claim.key}")[-1] == ("reviewer.assigned", role)
    with pytest.raises(NotPossible, match="assigned already"):
        assign_reviewer(version=version, reviewer=person, by=make_user(role))


def test_only_who_may_review_is_asked_and_only_while_a_round_is_open() -> None:
    editor, version = make_user(Role.EDITOR), submitted_version()
    make_reviewer(version.author)
    for person in (version.author, make_superuser(), make_user(Role.REVIEWER)):
        with pytest.raises(NotPossible):
            assign_reviewer(version=version, reviewer=person, by=editor)
    with pytest.raises(NotAllowed):
        assign_reviewer(version=version, reviewer=reviewing_user(), by=version.author)
    assert not Assignment.objects.exists()
    assign_reviewer(version=version, reviewer=reviewing_user(), by=editor)
    review(version)
    with pytest.raises(NotPossible, match="No round"):
        assign_reviewer(version=version, reviewer=reviewing_user(), by=editor)


def test_an_assignment_ends_with_the_review_or_with_the_round() -> None:
    version, editor = submitted_version(required=2), make_user(Role.EDITOR)
    one, two = reviewing_user(), reviewing_user()
    first, second = (assign_reviewer(version=version, reviewer=p, by=editor) for p in (one, two))
    review(version, by=one)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_by, second.ended_by) == (one, None)
    other = reviewing_user()
    review(version, by=other)
    second.refresh_from_db()
    assert second.ended_by == other
    connection.check_constraints()


# Withdrawals


@pytest.mark.parametrize("make", [submitted_version, disputed_version, suspended_version])
def test_what_does_not_stand_is_withdrawn_by_who_writes(make: Any) -> None:
    version = make()
    with pytest.raises(NotAllowed):
        withdraw_version(version=version, by=reviewing_user(), reason="It is not true.")
    withdraw_version(version=version, by=make_user(Role.EDITOR), reason="It is not true.")
    connection.check_constraints()
    assert fresh(version).status == "withdrawn"
    assert not version.rounds.filter(closed_at=None).exists()
    assert last_data(f"claim:{version.claim.key}", "claim.status_changed")["why"] == (
        "It is not true."
    )


@pytest.mark.parametrize(
    "state", ["approved", "superseded", "changes_requested", "rejected", "withdrawn"]
)
def test_other_states_are_not_withdrawn(state: str) -> None:
    version = VERSION_IN[state]()
    with pytest.raises(IllegalTransition):
        withdraw_version(version=version, by=version.author, reason="It is not true.")
    assert fresh(version).status == state


def test_approved_words_are_not_withdrawn_by_way_of_their_recheck() -> None:
    version = approved_version()
    round_ = open_recheck(version=version, by=make_user(Role.EDITOR), note="Please.")
    with pytest.raises(IllegalTransition):
        withdraw_version(version=version, by=version.author, reason="It is not true.")
    round_.refresh_from_db()
    assert round_.closed_at is None
    assert active(version)


@pytest.mark.parametrize("state", sorted(set(VERSION_IN) - {"approved", "suspended"}))
def test_only_approved_and_suspended_words_are_rechecked(state: str) -> None:
    version = VERSION_IN[state]()
    with pytest.raises(IllegalTransition):
        open_recheck(version=version, by=make_user(Role.EDITOR), note="Please.")


# Reviewers


def test_an_administrator_makes_a_reviewer_with_a_canonical_orcid() -> None:
    person, admin = make_user(), make_user(Role.ADMINISTRATOR)
    made = onboard_reviewer(
        user=person,
        by=admin,
        name=" Dr. Example ",
        credentials="MD",
        orcid="https://orcid.org/0000-0002-1825-0097",
    )
    assert (made.name, made.orcid, made.active) == ("Dr. Example", "0000-0002-1825-0097", True)
    assert told(f"reviewer:{person.username}") == [("reviewer.onboarded", "administrator")]


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"credentials": ""}, {"orcid": "0000-0002-1825-0098"}]
)
def test_readers_are_told_who_reviewed(wrong: dict[str, str]) -> None:
    person, admin = make_user(), make_user(Role.ADMINISTRATOR)
    given = {"name": "Dr. Example", "credentials": "MD"}
    with pytest.raises(NotPossible):
        onboard_reviewer(user=person, by=admin, **{**given, **wrong})
    assert not Reviewer.objects.exists()
    onboard_reviewer(user=person, by=admin, **given)


def test_only_administrators_make_and_end_reviewers() -> None:
    reviewer = make_reviewer()
    for role in set(Role.values) - {Role.ADMINISTRATOR, Role.PORTAL}:
        with pytest.raises(NotAllowed):
            onboard_reviewer(user=make_user(), by=make_user(role), name="A", credentials="MD")
        with pytest.raises(NotAllowed):
            deactivate_reviewer(reviewer=reviewer, by=make_user(role))
    deactivate_reviewer(reviewer=reviewer, by=make_user(Role.ADMINISTRATOR))


def test_a_reviewer_who_ends_leaves_the_reviews_and_drops_the_assignments() -> None:
    assignment = make_assignment()
    person, admin = assignment.reviewer, make_user(Role.ADMINISTRATOR)
    version = submitted_version()
    review(version, by=person)
    ended = deactivate_reviewer(reviewer=person.reviewer, by=admin)
    connection.check_constraints()
    assert (ended.active, ended.deactivated_by) == (False, admin)
    assignment.refresh_from_db()
    assert assignment.ended_by == admin
    assert Review.objects.filter(reviewer=person).count() == 1
    assert fresh(version).status == "approved"
    with pytest.raises(NotPossible, match="any more"):
        deactivate_reviewer(reviewer=ended, by=admin)
    again = onboard_reviewer(user=person, by=admin, name="Dr. Example", credentials="MD")
    assert (again.pk, again.active, again.deactivated_at) == (ended.pk, True, None)
    review(assignment.version, by=person)
