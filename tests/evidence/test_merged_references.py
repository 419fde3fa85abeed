"""What a merge of references does to the claims that cite them (D9, D7)."""

import pytest

from evidence.choices import SuspensionCause
from evidence.models import Approval, Suspension
from evidence.selectors.inputs import inputs_for
from references.choices import Standing
from references.models import Reference
from references.services.merging import merge_references, undo_merge
from tests.factories.evidence import approved_version, citing, stand, study
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def source_of(approval: Approval) -> Reference:
    return approval.version.citations.get().reference


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
