"""What a merge of references does to the claims that cite them (D9, D7)."""

import pytest

from evidence.choices import SuspensionCause
from evidence.models import Approval, ClaimVersion, Grading, Suspension
from evidence.selectors.inputs import inputs_for, proposed_verdicts
from evidence.selectors.records import is_public
from evidence.selectors.studies import studies_by_key
from evidence.services.appraisal import adopt_profile
from evidence.services.facts import confirm_facts
from references.choices import Standing
from references.models import Reference
from references.refusals import NotAllowed
from references.services import edit_reference
from references.services.merging import merge_references, undo_merge
from tests.factories.evidence import (
    MICE,
    TRIAL,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    fresh,
    graded_version,
    make_profile,
    make_profiledraft,
    make_question,
    make_studyfacts,
    reviewing_user,
    stand,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def source_of(approval: Approval) -> Reference:
    return approval.version.citations.get().reference


def newest_grading(version: ClaimVersion) -> Grading:
    return Grading.objects.filter(version=version).order_by("-id")[0]


def test_a_claim_that_cites_the_loser_is_suspended_by_the_winners_retraction() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    winner = make_reference()
    stand(winner, Standing.RETRACTED)
    merge_references(winner=winner, loser=source_of(approval), by=make_user("librarian"))
    approval.refresh_from_db()
    assert not approval.active
    assert Suspension.objects.get(approval=approval).cause == SuspensionCause.STANDING


def test_a_claim_that_cites_the_winner_is_suspended_by_the_losers_retraction() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    loser = make_reference()
    stand(loser, Standing.RETRACTED)
    merge_references(winner=source_of(approval), loser=loser, by=make_user("librarian"))
    approval.refresh_from_db()
    assert not approval.active


def test_a_merge_that_moves_no_standing_leaves_approvals_alone_and_so_does_taking_it_back() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    cited = source_of(approval)
    loser = make_reference(title=cited.title, pages="7-9")
    merge = merge_references(winner=cited, loser=loser, by=make_user("librarian"))
    undo_merge(merge=merge, by=make_user("librarian"))
    approval.refresh_from_db()
    assert approval.active


def test_taking_another_title_suspends_what_rests_on_the_winner() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    loser = make_reference(title="Another title altogether of what was thought one work")
    merge_references(
        winner=source_of(approval), loser=loser, by=make_user("librarian"), take=["title"]
    )
    approval.refresh_from_db()
    assert not approval.active
    assert Suspension.objects.get(approval=approval).cause == SuspensionCause.REFERENCE_CHANGED


def test_citations_stay_where_they_were_and_see_the_winners_standing() -> None:
    version = approved_version()
    loser = version.citations.get().reference
    winner = study()
    merge_references(winner=winner, loser=loser, by=make_user("librarian"))
    cited = version.citations.get().reference
    assert cited == loser
    stand(winner, Standing.CONCERN)
    inputs = inputs_for(version, [Reference.objects.get(pk=loser.pk)], confirmed=True)
    assert inputs.standings[loser.key] == Standing.CONCERN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "value"), [("doi", "10.1000/filled"), ("pmid", "7654321"), ("issued_year", 1999)]
)
def test_taking_back_what_a_merge_filled_suspends_what_rests_on_the_winner(
    name: str, value: object
) -> None:
    cited = study(**{name: None})
    approval = Approval.objects.active().get(version=approved_version(citations=[citing(cited)]))
    loser = make_reference(title=cited.title, **{name: value})
    merge = merge_references(winner=cited, loser=loser, by=make_user("librarian"))
    approval.refresh_from_db()
    assert approval.active
    undo_merge(merge=merge, by=make_user("librarian"))
    approval.refresh_from_db()
    assert not approval.active
    assert Suspension.objects.get(approval=approval).cause == SuspensionCause.REFERENCE_CHANGED


# A work counts once


def test_two_appraised_trials_that_are_one_no_longer_carry_the_badge() -> None:
    version = approved(graded_version())
    one, other = (row.reference for row in version.question.profiles.get().studies.order_by("id"))
    approval = Approval.objects.active().get(version=version)
    assert approval.badge == "high"
    merge_references(winner=one, loser=other, by=make_user("librarian"))
    approval.refresh_from_db()
    assert not approval.active
    assert Suspension.objects.get(approval=approval).cause == SuspensionCause.REFERENCE_CHANGED
    assert newest_grading(version).computed == "moderate"


def test_a_study_of_either_trial_that_a_merged_work_names_is_not_independent_of_it() -> None:
    question = make_question()
    one, other, third = (study(TRIAL | {"cluster": trial}) for trial in ("alpha", "beta", "beta"))
    make_profile(question, [one, other, third])
    version = approved(submitted_version(required=2, question=question, citations=[citing(one)]))
    assert version.approvals.get().badge == "high"
    merge_references(winner=one, loser=other, by=make_user("librarian"))
    assert newest_grading(version).computed == "moderate"


def test_taking_the_merge_back_counts_two_again_for_the_next_review() -> None:
    version = approved(graded_version())
    one, other = (row.reference for row in version.question.profiles.get().studies.order_by("id"))
    merge = merge_references(winner=one, loser=other, by=make_user("librarian"))
    undo_merge(merge=merge, by=make_user("librarian"))
    cited = [version.citations.get().reference]
    badge = inputs_for(version, cited, confirmed=True).compute(proposed_verdicts(version))
    assert badge.value == "high"


def test_an_approval_of_a_claim_that_cites_a_work_twice_rests_on_both_its_rows() -> None:
    question, one, other = make_question(), study(TRIAL), study(TRIAL)
    make_profile(question, [one, other])
    merge_references(winner=one, loser=other, by=make_user("librarian"))
    version = approved(
        submitted_version(required=2, question=question, citations=[citing(one), citing(other)])
    )
    approval = version.approvals.get()
    assert approval.badge == "moderate"
    assert {row.reference for row in approval.sources.all()} == {one, other}


def test_an_appraisal_over_merged_studies_is_judged_as_over_one() -> None:
    """One case report cannot disagree with itself, so one reviewer may appraise it alone."""
    one, other, by = study(), study(), reviewing_user()
    draft = make_profiledraft(studies=[one, other], by=by)
    with pytest.raises(NotAllowed):
        adopt_profile(draft=draft, by=by)
    merge_references(winner=one, loser=other, by=make_user("librarian"))
    assert adopt_profile(draft=draft, by=by).number == 1


# Facts of a work


def test_facts_of_the_winner_hold_for_a_claim_that_cites_the_loser() -> None:
    version = approved_version()
    merge_references(
        winner=study(MICE), loser=version.citations.get().reference, by=make_user("librarian")
    )
    assert fresh(version).status == "suspended"
    assert newest_grading(version).computed == "lab_animal"


def test_facts_of_the_loser_hold_where_nobody_said_what_the_winner_is() -> None:
    version = approved_version()
    loser, winner = version.citations.get().reference, make_reference()
    merge_references(winner=winner, loser=loser, by=make_user("librarian"))
    assert fresh(version).status == "approved"
    assert studies_by_key([winner.key])[winner.key].confirmed.reference == loser


def test_facts_entered_about_a_merged_study_are_those_of_the_work() -> None:
    version = approved_version()
    loser, winner = version.citations.get().reference, study()
    merge_references(winner=winner, loser=loser, by=make_user("librarian"))
    facts = confirmed_facts(loser, **MICE)
    assert (facts.reference, facts.number) == (winner, 2)
    assert fresh(version).status == "suspended"


def test_facts_of_the_loser_that_hold_are_confirmed_for_the_work() -> None:
    loser, winner = make_reference(), make_reference()
    entered = make_studyfacts(loser)
    merge_references(winner=winner, loser=loser, by=make_user("librarian"))
    confirmed = confirm_facts(facts=entered, by=reviewing_user())
    assert (confirmed.reference, confirmed.n) == (winner, entered.n)


# The record of a work


def merged_under(approval: Approval) -> Reference:
    """A new winner, into which the one source of an approval was merged."""
    loser = source_of(approval)
    winner = make_reference(title=loser.title, doi="10.5555/winner")
    merge_references(winner=winner, loser=loser, by=make_user("librarian"))
    approval.refresh_from_db()
    assert approval.active
    return Reference.objects.get(pk=winner.pk)


def test_another_title_of_the_winner_suspends_what_rests_on_the_loser() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    edit_reference(
        reference=merged_under(approval),
        by=make_user("librarian"),
        changes={"title": "Something else entirely"},
    )
    approval.refresh_from_db()
    assert not approval.active
    assert Suspension.objects.get(approval=approval).cause == SuspensionCause.REFERENCE_CHANGED


def test_a_reviewer_who_says_that_it_is_the_same_work_says_so_for_the_loser_too() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    edit_reference(
        reference=merged_under(approval),
        by=reviewing_user("librarian"),
        changes={"title": "Something else entirely"},
        same_work_reason="The publisher corrected the title.",
    )
    approval.refresh_from_db()
    assert approval.active


def test_a_blank_of_the_winner_that_is_filled_changes_nothing() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    edit_reference(
        reference=merged_under(approval), by=make_user("librarian"), changes={"pmid": "12345"}
    )
    approval.refresh_from_db()
    assert approval.active


def test_a_work_that_is_cited_by_its_loser_only_has_a_public_record() -> None:
    approval = Approval.objects.active().get(version=approved_version())
    assert is_public(merged_under(approval))
    assert not is_public(make_reference())
