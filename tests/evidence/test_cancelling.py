"""A mistaken load of notices is cancelled: what it alone had suspended stands again (D7)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Approval, ClaimVersion, Suspension
from evidence.selectors.cancelling import left_by, preview_of
from evidence.services.rounds import open_recheck, withdraw_version
from evidence.tasks import finish_cancellations
from references.choices import Role, Standing
from references.models import NoticeCancellation, NoticeLoad, Recheck, Reference
from references.refusals import NotAllowed, NotPossible
from references.retelling import still_to_follow
from references.services import cancelling, close_recheck, edit_reference
from references.services.cancelling import cancel_load
from tests.evidence.reading import active, newest_grading, told_of
from tests.factories.evidence import (
    MICE,
    approved,
    approved_version,
    citing,
    confirmed_facts,
    fresh,
    graded_version,
    make_profile,
    open_round_of,
    review,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_load, make_notice_input

pytestmark = pytest.mark.django_db

WHY = "The file was that of another library."
DOIS = (f"10.5555/cancel.{n}" for n in range(10_000))


def source() -> Reference:
    return study(doi=next(DOIS))


def notice_of(reference: Reference, **said: Any) -> Any:
    return make_notice_input(
        **{
            "original_doi": reference.doi,
            "original_title": reference.title,
            "original_year": reference.issued_year,
            **said,
        }
    )


def version_over(*references: Reference) -> ClaimVersion:
    return approved_version(citations=[citing(reference) for reference in references])


def cancel(load: NoticeLoad) -> NoticeCancellation:
    done = cancel_load(load=load, by=make_user(Role.PUBLISHER), reason=WHY)
    connection.check_constraints()
    return done


def standing(reference: Reference) -> str:
    return Reference.objects.get(pk=reference.pk).standing


def test_what_the_load_suspended_stands_again_as_it_stood() -> None:
    reference = source()
    version = version_over(reference)
    was = active(version)
    load = make_load(notice_of(reference))
    assert fresh(version).status == "suspended"
    assert version.suspensions.get().notice.load == load
    preview = preview_of(load)
    assert [one.shown for one in preview.restored] == [was.badge]
    assert [(work.pk, then) for work, then, _ in preview.standings] == [
        (reference.pk, "not_checked")
    ]
    assert fresh(version).status == "suspended", "looking changes nothing"
    cancel(load)
    assert standing(reference) == Standing.NOT_CHECKED, "no load is left that could have looked"
    assert fresh(version).status == "approved"
    now = active(version)
    assert now.basis == "cancellation"
    same = ("version", "digest", "round", "badge", "profile", "method")
    assert [getattr(now, name) for name in same] == [getattr(was, name) for name in same]
    assert [(v.citation, v.judgement) for v in now.verdicts.all()] == [
        (v.citation, v.judgement) for v in was.verdicts.all()
    ]
    assert [s.reference for s in now.sources.all()] == [reference]
    suspension = version.suspensions.get()
    assert suspension.ended_through == now
    assert "claim.restored" in told_of(version.claim)
    assert newest_grading(version).cause == "cancellation"
    assert not Recheck.objects.filter(closed_at=None).exists()


def test_what_it_called_free_of_notices_is_finished_too(monkeypatch: Any) -> None:
    free, hit = source(), source()
    load = make_load(notice_of(hit))
    free.refresh_from_db()
    assert (free.standing, free.standing_dataset) == ("none_found", load.dataset)

    def breaks(first: int, **rest: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(cancelling, "_none_found_before", breaks)
    with pytest.raises(RuntimeError):
        cancel(load)
    monkeypatch.undo()
    assert not still_to_follow(NoticeCancellation.objects.get())
    assert finish_cancellations(timestamp=0) == 1
    assert finish_cancellations(timestamp=0) == 0
    free.refresh_from_db()
    assert free.standing_dataset != load.dataset


def test_a_cancelled_load_is_followed_once_and_finished_where_it_broke_off(
    monkeypatch: Any,
) -> None:
    one, other = source(), source()
    versions = [version_over(one), version_over(other)]
    load = make_load(notice_of(one), notice_of(other))
    follow = cancelling._follow

    def breaks(reference_id: int, **rest: Any) -> None:
        if reference_id == other.pk:
            raise RuntimeError("the power went")
        follow(reference_id, **rest)

    monkeypatch.setattr(cancelling, "_follow", breaks)
    with pytest.raises(RuntimeError):
        cancel(load)
    monkeypatch.undo()
    cancellation = NoticeCancellation.objects.get()
    assert [fresh(version).status for version in versions] == ["approved", "suspended"]
    assert still_to_follow(cancellation) == [other.pk]
    assert finish_cancellations(timestamp=0) == 1
    assert finish_cancellations(timestamp=0) == 0
    assert [fresh(version).status for version in versions] == ["approved", "approved"]
    before = Approval.objects.count()
    assert cancel(load) == cancellation
    assert Approval.objects.count() == before


def test_two_sources_of_one_claim_that_a_load_hit_come_back_with_the_second() -> None:
    one, other = source(), source()
    version = version_over(one, other)
    load = make_load(notice_of(one), notice_of(other))
    assert fresh(version).status == "suspended"
    cancel(load)
    assert fresh(version).status == "approved"


def test_what_another_load_says_too_stays_retracted() -> None:
    reference = source()
    version = version_over(reference)
    load = make_load(notice_of(reference))
    make_load(notice_of(reference), dataset="Another dataset")
    assert preview_of(load).standings == []
    cancel(load)
    assert standing(reference) == Standing.RETRACTED
    assert fresh(version).status == "suspended"


def test_what_a_later_file_says_again_is_not_set_aside_and_comes_with_its_own_cancellation() -> (
    None
):
    reference = source()
    version = version_over(reference)
    said = notice_of(reference)
    first = make_load(said)
    second = make_load(said, make_notice_input(), as_of=dt.date(2025, 2, 1))
    assert second.repeats
    cancel(first)
    assert (standing(reference), fresh(version).status) == (Standing.RETRACTED, "suspended")
    cancel(second)
    assert (standing(reference), fresh(version).status) == (Standing.NOT_CHECKED, "approved")


def test_the_right_file_can_be_loaded_again_after_its_load_was_cancelled() -> None:
    reference = source()
    version = version_over(reference)
    said = notice_of(reference)
    cancel(make_load(said))
    again = make_load(said)
    assert again.counts["new"] == 1
    assert standing(reference) == Standing.RETRACTED
    assert fresh(version).status == "suspended"
    cancel(again)
    assert fresh(version).status == "approved"
    assert make_load(said).counts["new"] == 1


def test_a_librarians_own_answer_is_not_undone() -> None:
    reference = source()
    version = version_over(reference)
    load = make_load(notice_of(reference, original_title="Something else", original_year=1950))
    recheck = Recheck.objects.get(reference=reference)
    close_recheck(
        recheck=recheck,
        by=make_user(Role.LIBRARIAN),
        outcome="I read the journal's page: it is withdrawn.",
        standing=Standing.WITHDRAWN,
    )
    assert fresh(version).status == "suspended"
    assert [by_person for _, _, by_person in preview_of(load).standings] == [True]
    cancel(load)
    assert standing(reference) == Standing.WITHDRAWN
    assert fresh(version).status == "suspended"


def test_none_found_of_a_cancelled_dataset_is_as_of_the_one_before() -> None:
    reference = source()
    make_load(as_of=dt.date(2025, 1, 1))
    load = make_load(as_of=dt.date(2025, 3, 1), dataset="A mistaken one")
    row = Reference.objects.get(pk=reference.pk)
    assert (row.standing, row.standing_dataset) == ("none_found", "A mistaken one")
    cancel(load)
    row.refresh_from_db()
    assert (row.standing, row.standing_as_of) == ("none_found", dt.date(2025, 1, 1))


def facts_became_worse(version: ClaimVersion) -> None:
    confirmed_facts(version.citations.first().reference, **MICE)


def words_were_withdrawn(version: ClaimVersion) -> None:
    withdraw_version(version=fresh(version), by=version.author, reason="We say it otherwise now.")


def record_changed(version: ClaimVersion) -> None:
    edit_reference(
        reference=version.citations.first().reference,
        by=make_user(Role.LIBRARIAN),
        changes={"title": "Quite another work about other cells"},
    )


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (facts_became_worse, "would be lower"),
        (words_were_withdrawn, "withdrawn by now"),
        (record_changed, "record of a source changed"),
    ],
)
def test_another_cause_keeps_it_suspended_and_is_told(meanwhile: Any, why: str) -> None:
    reference, other = source(), source()
    version, untouched = version_over(reference), version_over(other)
    load = make_load(notice_of(reference), notice_of(other))
    meanwhile(version)
    preview = preview_of(load)
    assert [one.suspension.version for one in preview.restored] == [untouched]
    assert why in preview.left[0].why_not
    cancel(load)
    assert fresh(untouched).status == "approved"
    assert active(version) is None
    assert [why in one.why_not for one in left_by(load)] == [True]
    assert "claim.not_restored" in told_of(version.claim)


def test_a_new_appraisal_keeps_it_suspended() -> None:
    version = approved(graded_version())
    reference = version.citations.get().reference
    edit_reference(reference=reference, by=make_user(Role.LIBRARIAN), changes={"doi": next(DOIS)})
    reference.refresh_from_db()
    load = make_load(notice_of(reference))
    assert fresh(version).status == "suspended"
    studies = [row.reference for row in version.question.profiles.get().studies.all()]
    make_profile(version.question, studies)
    cancel(load)
    assert fresh(version).status == "suspended"
    assert "appraised again" in left_by(load)[0].why_not


def test_a_recheck_nobody_decided_in_is_closed_and_one_in_which_somebody_did_goes_on() -> None:
    reference, other = source(), source()
    quiet = version_over(reference)
    busy = approved(submitted_version(required=2, citations=[citing(other)]))
    load = make_load(notice_of(reference), notice_of(other))
    for version in (quiet, busy):
        open_recheck(version=fresh(version), by=make_user(Role.EDITOR), note="The source fell.")
    review(busy, "request_changes")
    cancel(load)
    assert fresh(quiet).status == "approved"
    assert quiet.rounds.order_by("-number").first().outcome == "restored"
    assert fresh(busy).status == "in_review"
    assert open_round_of(busy)


def test_a_superseded_version_comes_back_superseded() -> None:
    reference = source()
    version = version_over(reference)
    approved_version(version.claim)
    load = make_load(notice_of(reference))
    assert fresh(version).status == "suspended"
    cancel(load)
    assert fresh(version).status == "superseded"
    assert active(version) is not None


@pytest.mark.parametrize("role", [role for role in Role if role not in ("publisher", "portal")])
def test_only_publishers_cancel(role: str) -> None:
    load = make_load()
    with pytest.raises(NotAllowed):
        cancel_load(load=load, by=make_user(role), reason=WHY)
    assert cancel(load).cancelled_by is not None


def test_a_cancellation_says_why() -> None:
    with pytest.raises(NotPossible, match="at least 10"):
        cancel_load(load=make_load(), by=make_user(Role.PUBLISHER), reason="  oops    ")


def test_a_preview_costs_the_same_for_one_claim_and_for_five() -> None:
    small, large = [source()], [source() for _ in range(5)]
    for reference in (*small, *large):
        version_over(reference)
    loads = [make_load(*(notice_of(reference) for reference in some)) for some in (small, large)]
    counted = []
    for load in loads:
        with CaptureQueriesContext(connection) as queries:
            assert len(preview_of(load).restored) == len(small if load == loads[0] else large)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 30, counted
    assert Suspension.objects.count() == 6
