"""Overrides: who may, what is shown, what ends them, and what the database refuses (section 4)."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.models import Approval, Grading, Override
from evidence.selectors.public import public_claims
from evidence.services.overriding import (
    a_year_after,
    end_overrides,
    propose_override,
    second_override,
    withdraw_override,
)
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from tests.factories.evidence import (
    MICE,
    TRIAL,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    draft_of,
    fresh,
    graded_approval,
    make_declaration,
    make_profile,
    make_question,
    overridden,
    reviewing_user,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.support.invariants import forbidden

pytestmark = pytest.mark.django_db

REASON = "The trials are not of our patients."


def propose(approval: Approval, value: str, **changes: Any) -> Override:
    given = {
        "version": approval.version,
        "by": reviewing_user(),
        "value": value,
        "computed": approval.gradings.first().computed,
        "reason": REASON,
    }
    return propose_override(**{**given, **changes})


def newest(approval: Approval) -> Grading:
    return Grading.objects.filter(approval=approval).order_by("-id")[0]


def test_a_downward_override_is_shown_at_once_beside_the_computed_badge() -> None:
    approval = graded_approval()
    override = propose(approval, "low")
    assert override.is_in_force
    assert override.ends_on is None
    assert (newest(approval).computed, newest(approval).shown) == ("high", "low")
    assert newest(approval).override == override
    told = public_claims([approval.version_id])[approval.version_id]
    assert told["badge"] == "low"
    assert told["override"] == {
        "computed": "high",
        "reason": REASON,
        "by": [str(override.proposed_by.reviewer)],
        "until": "",
    }
    assert fresh(approval.version).status == "approved"


def test_an_upward_override_waits_for_a_second_reviewer_and_lasts_twelve_months() -> None:
    approval = graded_approval(risk_of_bias=1)
    override = propose(approval, "high")
    assert not override.is_in_force
    assert newest(approval).shown == "moderate"
    override = second_override(override=override, by=reviewing_user())
    assert override.is_in_force
    assert override.ends_on == a_year_after(dt.datetime.now(dt.UTC).date())
    assert (newest(approval).computed, newest(approval).shown) == ("moderate", "high")
    told = public_claims([approval.version_id])[approval.version_id]["override"]
    assert told is not None
    assert (len(told["by"]), told["until"]) == (2, override.ends_on.isoformat())


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (dt.date(2026, 11, 23), dt.date(2027, 11, 23)),
        (dt.date(2028, 2, 29), dt.date(2029, 2, 28)),
    ],
)
def test_a_year_after(day: dt.date, after: dt.date) -> None:
    assert a_year_after(day) == after


def test_an_interested_person_lowers_a_badge_and_lifts_none() -> None:
    reviewer = reviewing_user()
    make_declaration(reviewer, kind="declared", text="A maker of devices paid for lectures.")
    approval = graded_approval(risk_of_bias=1)
    with pytest.raises(NotAllowed, match="declared interests"):
        propose(approval, "high", by=reviewer)
    override = propose(approval, "high")
    with pytest.raises(NotAllowed, match="declared interests"):
        second_override(override=override, by=reviewer)
    assert propose(graded_approval(risk_of_bias=1), "low", by=reviewer).is_in_force


def test_nobody_seconds_their_own() -> None:
    override = propose(graded_approval(risk_of_bias=1), "high")
    with pytest.raises(NotAllowed, match="another reviewer"):
        second_override(override=override, by=override.proposed_by)


def test_neither_the_author_nor_anybody_but_reviewers_overrides() -> None:
    approval = graded_approval()
    for person in (make_superuser(), make_user(Role.EDITOR)):
        with pytest.raises(NotAllowed):
            propose(approval, "low", by=person)
    author = reviewing_user(Role.AUTHOR)
    own = approved(submitted_version(by=author))
    with pytest.raises(NotAllowed, match="nobody reviews their own"):
        propose(Approval.objects.get(version=own), "low", by=author)


@pytest.mark.parametrize(
    ("judgements", "value"),
    [
        ({}, "high"),
        ({"risk_of_bias": 2}, "high"),
        ({}, "lab_animal"),
        ({}, "no_source"),
        ({}, "mixed"),
        ({}, "nonsense"),
    ],
)
def test_what_is_no_step_is_refused(judgements: dict[str, int], value: str) -> None:
    with pytest.raises(NotPossible, match="no override leads to"):
        propose(graded_approval(**judgements), value)


def test_nothing_leads_out_of_lab_work() -> None:
    version = approved_version(citations=[citing(study(MICE))])
    with pytest.raises(NotPossible, match="never out of lab"):
        propose(Approval.objects.get(version=version), "very_low")


def test_other_refusals_name_what_to_do() -> None:
    approval = graded_approval()
    with pytest.raises(NotPossible, match="at least 10"):
        propose(approval, "low", reason="too short")
    with pytest.raises(NotPossible, match="computed badge is now"):
        propose(approval, "low", computed="moderate")
    propose(approval, "low")
    with pytest.raises(NotPossible, match="an override already"):
        propose(approval, "very_low")
    with pytest.raises(NotPossible, match="approved version"):
        propose_override(
            version=submitted_version(),
            by=reviewing_user(),
            value="low",
            computed="",
            reason=REASON,
        )


def probably() -> Approval:
    """Approved at moderate with the verb of moderate; a conclusion."""
    question, trial = make_question(), study({"design": "rct", "population": "people", "n": 500})
    make_profile(
        question,
        [trial, study({"design": "rct", "population": "people", "n": 500})],
        risk_of_bias=1,
    )
    version = submitted_version(
        required=2,
        question=question,
        citations=[citing(trial)],
        is_finding=False,
        text="Infusions probably clear plaques.",
    )
    return Approval.objects.get(version=approved(version))


def test_words_that_say_more_than_the_lowered_badge_are_suspended() -> None:
    approval = probably()
    propose(approval, "low")
    assert fresh(approval.version).status == "suspended"
    suspension = approval.version.suspensions.get()
    assert suspension.cause == "override"
    assert "say 'may'" in suspension.detail


def test_ending_it_shows_the_computed_badge_again() -> None:
    approval = graded_approval()
    override = overridden(approval, "low")
    with pytest.raises(NotPossible, match="at least 10"):
        withdraw_override(override=override, by=reviewing_user(), reason="no")
    withdraw_override(override=override, by=reviewing_user(), reason="They are of our patients.")
    assert (newest(approval).shown, newest(approval).override) == ("high", None)
    with pytest.raises(NotPossible, match="ended already"):
        withdraw_override(
            override=override, by=reviewing_user(), reason="They are of our patients."
        )


def test_ending_it_shows_nothing_higher_than_a_review_adopted() -> None:
    approval = graded_approval(risk_of_bias=1)
    cited = [c.reference for c in approval.version.citations.all()]
    make_profile(approval.version.question, [*cited, study(TRIAL), study(TRIAL)])
    assert (newest(approval).computed, newest(approval).shown) == ("high", "moderate")
    override = overridden(approval, "low")
    assert newest(approval).shown == "low"
    withdraw_override(override=override, by=reviewing_user(), reason="They are of our patients.")
    assert (newest(approval).computed, newest(approval).shown) == ("high", "moderate")
    assert forbidden() == []


def test_one_that_lowers_shows_nothing_higher_than_a_review_adopted_either() -> None:
    approval = graded_approval(risk_of_bias=2)
    cited = [c.reference for c in approval.version.citations.all()]
    make_profile(approval.version.question, [*cited, study(TRIAL), study(TRIAL)])
    assert (newest(approval).computed, newest(approval).shown) == ("high", "low")
    overridden(approval, "moderate")
    assert (newest(approval).computed, newest(approval).shown) == ("high", "low")
    assert forbidden() == []


def test_older_words_that_stand_are_lowered_with_the_newest() -> None:
    question, trials = make_question(), [study(TRIAL) for _ in range(3)]
    make_profile(question, trials)
    version = approved(
        submitted_version(required=2, question=question, citations=[citing(trials[0])])
    )
    again = approved(
        submitted_version(
            version.claim, required=2, question=question, citations=[citing(trials[1])]
        )
    )
    overridden(Approval.objects.get(version=again), "moderate")
    assert [newest(one).shown for one in version.claim.approvals.active()] == ["moderate"] * 2
    assert forbidden() == []


def test_expiry_restores_the_computed_badge() -> None:
    approval = graded_approval(risk_of_bias=1)
    override = overridden(approval, "high")
    assert end_overrides() == 0
    assert end_overrides(today=override.ends_on) == 0
    assert end_overrides(today=override.ends_on + dt.timedelta(days=1)) == 1
    override.refresh_from_db()
    assert override.ended_by.username == "portal"
    assert newest(approval).shown == "moderate"
    assert fresh(approval.version).status == "approved"
    assert end_overrides(today=override.ends_on + dt.timedelta(days=1)) == 0


def test_it_ends_when_the_computed_badge_moves_and_moves_are_judged_by_what_is_shown() -> None:
    approval = graded_approval()
    override = overridden(approval, "low")
    make_profile(approval.version.question, [c.reference for c in approval.version.citations.all()])
    override.refresh_from_db()
    assert "computed badge is now" in override.ended_why
    # One trial of 500 people: moderate. Up from what was shown: low stays until a review adopts it.
    assert (newest(approval).computed, newest(approval).shown) == ("moderate", "low")
    assert fresh(approval.version).status == "approved"


def test_a_new_review_of_the_same_evidence_is_shown_with_it() -> None:
    approval = graded_approval()
    override = overridden(approval, "low")
    draft = draft_of(
        approval.claim,
        text="In all patients the plaques cleared after the infusion.",
        question=approval.version.question,
        citations=[citing(c.reference) for c in approval.version.citations.all()],
        reassures_or_advises=True,
    )
    version = approved(submitted_version_of(draft))
    again = Approval.objects.get(version=version, active=True)
    assert (again.badge, newest(again).override) == ("low", override)


def submitted_version_of(draft: Any) -> Any:
    from evidence.services.submission import submit_claim

    return submit_claim(claim=draft.claim, by=make_user(Role.AUTHOR))


def test_newer_words_end_it_and_the_older_ones_show_the_computed_badge_again() -> None:
    approval = graded_approval(risk_of_bias=1)
    version = approval.version
    overridden(approval, "high")
    trial = version.citations.get().reference
    again = approved(
        submitted_version(
            version.claim, required=2, question=version.question, citations=[citing(trial)]
        )
    )
    assert fresh(version).status == "superseded"
    assert Override.objects.get().ended_why == "Newer words of this claim were approved."
    assert (newest(approval).shown, newest(approval).override) == ("moderate", None)
    assert newest(Approval.objects.get(version=again)).shown == "moderate"
    assert Approval.objects.active().filter(version=version).exists(), "a page may keep them"
    assert forbidden() == []


def test_one_that_ends_with_the_newest_words_is_not_shown_by_older_ones() -> None:
    question, trials = make_question(), [study(TRIAL) for _ in range(3)]
    make_profile(question, trials)
    first, last = {"citations": [citing(trials[0])]}, {"citations": [citing(trials[2])]}
    version = approved(submitted_version(required=2, question=question, **first))
    approval = Approval.objects.get()
    overridden(approval, "moderate")
    approved(submitted_version(version.claim, required=2, question=question, **last))
    assert [newest(one).shown for one in version.claim.approvals.active()] == ["moderate"] * 2
    stand(trials[2], "retracted")
    assert Override.objects.get().ended_at is not None
    assert newest(approval).computed == "high"
    assert forbidden() == []


def test_each_act_is_in_the_history_of_the_claim() -> None:
    approval = graded_approval(risk_of_bias=1)
    override = overridden(approval, "high")
    withdraw_override(override=override, by=reviewing_user(), reason="It was too kind.")
    verbs = list(
        Event.objects.filter(stream=f"claim:{approval.claim.key}", verb__startswith="override")
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert verbs == ["override.proposed", "override.seconded", "override.ended"]


def refused(sql: str, *values: Any) -> str:
    """The name of the constraint that refuses this."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE", values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


INSERT = """INSERT INTO evidence_override
    (claim_id, version_id, way, computed, value, reason, proposed_by_id, ended_why)
    SELECT claim_id, id, %s, %s, %s, %s, %s, '' FROM evidence_claimversion WHERE id = %s"""


def test_the_database_refuses_what_is_no_override() -> None:
    version, by = graded_approval().version, reviewing_user()
    row = ["down", "high", "low", REASON, by.pk, version.pk]
    for at, value, name in (
        (0, "up", "down_or_one_step_up"),
        (1, "lab_animal", "down_or_one_step_up"),
        (3, "too short", "has_a_reason"),
        (4, make_superuser().pk, "by_active_reviewers"),
        (4, deactivated().pk, "by_active_reviewers"),
        (4, version.author_id, "by_active_reviewers"),
    ):
        changed = [*row]
        changed[at] = value
        assert refused(INSERT, *changed) == f"evidence_override_{name}"
    make_reviewer_of(version.author)
    assert refused(INSERT, *row[:4], version.author_id, version.pk).endswith("by_no_contributor")
    overridden(Approval.objects.get(version=version), "low")
    assert refused(INSERT, *row) == "evidence_override_one_open"


def deactivated() -> Any:
    person = reviewing_user()
    deactivate_reviewer(reviewer=person.reviewer, by=make_user(Role.ADMINISTRATOR))
    return person


def make_reviewer_of(user: Any) -> None:
    from tests.factories.evidence import make_reviewer

    make_reviewer(user)


SECOND = "UPDATE evidence_override SET seconded_by_id = %s, seconded_at = now(), ends_on = %s WHERE id = %s"


def test_the_database_wants_two_distinct_reviewers_for_twelve_months_at_most() -> None:
    approval = graded_approval(risk_of_bias=1)
    override = propose(approval, "high")
    other, soon = reviewing_user(), dt.date(2026, 1, 1)
    for by, until, name in (
        (override.proposed_by_id, soon, "seconded_by_another"),
        (make_superuser().pk, soon, "by_active_reviewers"),
        (other.pk, dt.date(2099, 1, 1), "lasts_12_months"),
        (other.pk, None, "seconded_by_someone"),
    ):
        assert refused(SECOND, by, until, override.pk) == f"evidence_override_{name}"
    second_override(override=override, by=other)
    assert refused(SECOND, reviewing_user().pk, soon, override.pk).endswith("seconded_once")
    prolong = "UPDATE evidence_override SET ends_on = ends_on + 1 WHERE id = %s"
    assert refused(prolong, override.pk) == "evidence_override_is_not_prolonged"
    no_end = "UPDATE evidence_override SET ended_at = now() WHERE id = %s"
    assert refused(no_end, override.pk) == "evidence_override_ended_by_someone"
    withdraw_override(override=override, by=other, reason="It was too kind.")
    again = "UPDATE evidence_override SET ended_at = now() WHERE id = %s"
    assert refused(again, override.pk) == "evidence_override_ends_once"


def test_a_grading_names_no_override_but_one_in_force() -> None:
    approval = graded_approval(risk_of_bias=1)
    override = propose(approval, "high")
    copy = """INSERT INTO evidence_grading (version_id, approval_id, computed, shown, reasons, counted, cause,
        method, override_id) SELECT version_id, approval_id, computed, %s, reasons, counted, 'override',
        method, %s FROM evidence_grading WHERE id = %s"""
    grading = newest(approval)
    name = "evidence_grading_names_its_override"
    assert refused(copy, "high", override.pk, grading.pk) == name
    second_override(override=override, by=reviewing_user())
    assert refused(copy, "moderate", override.pk, grading.pk) == name
    with connection.cursor() as cursor:
        cursor.execute(copy, ["high", override.pk, grading.pk])


def test_facts_that_make_it_an_animal_study_end_the_override_and_suspend() -> None:
    approval = graded_approval()
    override = overridden(approval, "low")
    confirmed_facts(approval.version.citations.get().reference, **MICE)
    override.refresh_from_db()
    assert override.ended_at is not None
    assert fresh(approval.version).status == "suspended"
