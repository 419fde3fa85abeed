"""Links between reports of one study: who may, what counts, what the database refuses (line 5)."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.models import Approval, Grading, StudyLink
from evidence.registrations import registrations
from evidence.selectors.independence import independence_of, reports_with
from evidence.selectors.shelf import grouped, read_shelf
from evidence.services.independence import confirm_link, link_reports, unlink_reports
from references.choices import Role
from references.models import Event
from references.refusals import NotAllowed, NotPossible
from references.services.merging import merge_references
from tests.factories.evidence import (
    TRIAL,
    approved,
    citing,
    fresh,
    graded_approval,
    make_profile,
    make_question,
    make_studylink,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

REASON = "The second reports the follow-up of the first."
NOT_SO = "Their patients were other people."


def trials(number: int) -> tuple[Any, list[Any]]:
    """An approval that cites the first of so many appraised trials; high where they are two or more."""
    question, works = make_question(), [study(TRIAL) for _ in range(number)]
    make_profile(question, works)
    version = submitted_version(required=2, question=question, citations=[citing(works[0])])
    return Approval.objects.get(version=approved(version)), works


def computed(approval: Approval) -> str:
    return Grading.objects.filter(version=approval.version).order_by("-id")[0].computed


def test_linked_reports_count_once_and_claims_on_them_are_suspended() -> None:
    approval, (one, other) = trials(2)
    assert computed(approval) == "high"
    link = make_studylink(one, other)
    assert link.confirmed_by is not None
    assert computed(approval) == "moderate"
    assert fresh(approval.version).status == "suspended"


def test_links_join_by_way_of_a_report_that_the_claim_does_not_know() -> None:
    approval, (one, other) = trials(2)
    between = make_reference()
    make_studylink(one, between)
    assert computed(approval) == "high"
    make_studylink(other, between)
    assert computed(approval) == "moderate"
    assert reports_with([one.pk]) == {one.pk, other.pk, between.pk}


def test_what_was_merged_is_joined_too() -> None:
    approval, (one, other) = trials(2)
    copy = make_reference()
    make_studylink(one, copy)
    merge_references(winner=other, loser=copy, by=make_user(Role.LIBRARIAN), reason=REASON)
    assert computed(approval) == "moderate"


def test_a_link_by_staff_counts_once_a_reviewer_has_confirmed_it() -> None:
    approval, (one, other) = trials(2)
    link = link_reports(one=one, other=other, by=make_user(Role.LIBRARIAN), reason=REASON)
    assert link.confirmed_by is None
    assert computed(approval) == "high"
    with pytest.raises(NotAllowed):
        confirm_link(link=link, by=make_user(Role.EDITOR))
    confirm_link(link=link, by=reviewing_user())
    assert computed(approval) == "moderate"


def test_ending_a_link_counts_them_apart_again() -> None:
    approval, (one, other) = trials(3)[0], trials(2)[1]
    link = make_studylink(one, other)
    with pytest.raises(NotPossible, match="at least 10"):
        unlink_reports(link=link, by=reviewing_user(), reason="no")
    with pytest.raises(NotAllowed, match="only a reviewer"):
        unlink_reports(link=link, by=make_user(Role.LIBRARIAN), reason=NOT_SO)
    ended = unlink_reports(link=link, by=reviewing_user(), reason=NOT_SO)
    assert ended.ended_why == NOT_SO
    assert reports_with([one.pk]) == {one.pk}
    with pytest.raises(NotPossible, match="ended already"):
        unlink_reports(link=link, by=reviewing_user(), reason=NOT_SO)
    assert computed(approval) == "high"
    make_studylink(one, other)


def test_an_unlinked_trial_raises_nothing_before_a_review() -> None:
    approval, works = trials(3)
    link = make_studylink(works[0], works[1])
    assert computed(approval) == "high"
    other = make_studylink(works[1], works[2])
    assert computed(approval) == "moderate"
    assert fresh(approval.version).status == "suspended"
    for one in (link, other):
        unlink_reports(link=one, by=reviewing_user(), reason=NOT_SO)
    assert fresh(approval.version).status == "suspended"


def test_refusals() -> None:
    one, other = make_reference(), make_reference()
    with pytest.raises(NotAllowed):
        link_reports(one=one, other=other, by=make_user(Role.PUBLISHER), reason=REASON)
    with pytest.raises(NotPossible, match="at least 10"):
        link_reports(one=one, other=other, by=reviewing_user(), reason="same")
    with pytest.raises(NotPossible, match="one reference"):
        link_reports(one=one, other=one, by=reviewing_user(), reason=REASON)
    make_studylink(one, other)
    with pytest.raises(NotPossible, match="linked already"):
        link_reports(one=other, other=one, by=reviewing_user(), reason=REASON)


def test_both_histories_tell_it() -> None:
    link = make_studylink()
    for reference in (link.first, link.second):
        assert Event.objects.filter(
            stream=f"reference:{reference.key}", verb="study.linked"
        ).exists()


def test_the_same_registration_is_suggested_among_what_is_read_together() -> None:
    _approval, (one, other) = trials(2)
    far = make_reference(abstract="Registered as NCT01234567.")
    for row, words in ((one, "NCT01234567"), (other, "nct 01234567")):
        row.abstract = f"{row.abstract} Registered: {words}."
        row.save(update_fields=["abstract"])
    found = independence_of(one)
    assert found.trials == ("NCT01234567",)
    assert [(s.study.reference, list(s.trials)) for s in found.suggested] == [
        (other, ["NCT01234567"])
    ]
    assert far not in [s.study.reference for s in found.suggested]
    make_studylink(one, other)
    assert independence_of(one).suggested == []


def test_the_page_asks_the_database_a_constant_number_of_times(
    django_assert_max_num_queries: Any,
) -> None:
    reference = trials(4)[1][0]
    with django_assert_max_num_queries(8):
        independence_of(reference)


def refused(sql: str, *values: Any) -> str:
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE", values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


INSERT = """INSERT INTO evidence_studylink (first_id, second_id, reason, linked_by_id, confirmed_by_id,
    confirmed_at, ended_why) VALUES (%s, %s, %s, %s, %s, CASE WHEN %s THEN now() END, '')"""


def test_the_database_refuses_what_is_no_link() -> None:
    one, other = sorted([make_reference().pk, make_reference().pk])
    by, librarian = reviewing_user().pk, make_user(Role.LIBRARIAN).pk
    for values, name in (
        ((other, one, REASON, by, None, False), "of_two_in_order"),
        ((one, one, REASON, by, None, False), "of_two_in_order"),
        ((one, other, "short", by, None, False), "has_a_reason"),
        ((one, other, REASON, by, by, False), "confirmed_by_someone"),
        ((one, other, REASON, by, librarian, True), "confirmed_by_an_active_reviewer"),
    ):
        assert refused(INSERT, *values) == f"evidence_studylink_{name}"
    link = make_studylink()
    assert refused(INSERT, link.first_id, link.second_id, REASON, by, None, False).endswith("_once")
    change = "UPDATE evidence_studylink SET {} WHERE id = %s"
    once = "evidence_studylink_confirmed_and_ended_once"
    assert refused(change.format("confirmed_at = now()"), link.pk) == once
    no_reason = "ended_at = now(), ended_by_id = linked_by_id, ended_why = 'no'"
    assert refused(change.format(no_reason), link.pk) == "evidence_studylink_ended_with_a_reason"
    unlink_reports(link=link, by=reviewing_user(), reason=NOT_SO)
    assert refused(change.format("ended_at = now()"), link.pk) == once


def test_registrations_are_found_in_real_abstracts(shared: Any) -> None:
    """In exports that nobody of us wrote: nothing that looks like a number of ClinicalTrials.gov is missed."""
    import re

    seen = 0
    for path in sorted((shared / "data").glob("nbib/**/*.nbib"))[:20]:
        text = path.read_text(encoding="utf-8", errors="replace")
        plain = set(re.findall(r"\bNCT\d{8}\b", text))
        assert plain <= set(registrations(text)), path.name
        seen += len(plain)
    for path in sorted((shared / "data").glob("**/*.csv")):
        if path.stat().st_size > 3_000_000:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for form in (r"\bNCT\d{8}\b", r"\bISRCTN\d{8}\b", r"\bChiCTR\d{10}\b", r"\bACTRN\d{14}\b"):
            plain = set(re.findall(form, text))
            assert plain <= set(registrations(text)), path.name
            seen += len(plain)
    assert seen > 20


def test_an_unknown_link_is_named_by_both_ends() -> None:
    link = make_studylink()
    assert isinstance(link, StudyLink)
    assert str(link) == f"{link.first_id} and {link.second_id}: one study"
    assert graded_approval().badge == "high"


def test_an_appraisal_counts_linked_reports_as_one_study() -> None:
    one, other, third = study(TRIAL), study(TRIAL), study(TRIAL)
    make_studylink(one, other)
    keys = [one.key, other.key, third.key]
    groups = grouped(keys, read_shelf(keys=keys).known(confirmed=False).facts)
    assert groups[one.key] == groups[other.key] != groups[third.key]
