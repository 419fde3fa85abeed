"""What the database enforces about computed badges: each rule broken with raw SQL."""

import datetime as dt

import pytest

from evidence.models import Approval, Grading
from tests.evidence.test_guards import ACCEPTED, outcome, outcomes, told
from tests.factories.evidence import approved_version, suspended_version
from tests.factories.people import make_superuser
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)


def graded(approval: str, version: str = "version", number: str = "DEFAULT") -> str:
    return f"""
        INSERT INTO evidence_grading (id, version_id, approval_id, computed, shown, reasons, counted,
            cause, method, computed_at)
        VALUES ({number}, %({version})s, {approval}, 'high', 'high', '[]', '[]', 'method', '1',
            '2001-01-01') RETURNING computed_at"""


def test_a_badge_is_written_only_with_an_event_and_for_the_approval_that_stands() -> None:
    version, other, fallen = approved_version(), approved_version(), suspended_version()
    ids = {
        "admin": make_superuser().pk,
        "version": version.pk,
        "other": other.pk,
        "fallen": fallen.pk,
        "approval": Approval.objects.get(version=version).pk,
        "ended": Approval.objects.get(version=fallen).pk,
    }
    outcomes(
        {
            "with an event of the claim": ([told("version"), graded("%(approval)s")], ACCEPTED),
            "without approval": ([told("version"), graded("NULL")], ACCEPTED),
            "without an event": (graded("%(approval)s"), "evidence_grading_has_event"),
            "with an event of another claim": (
                [told("other"), graded("%(approval)s")],
                "evidence_grading_has_event",
            ),
            "for an approval of other words": (
                [told("other"), graded("%(approval)s", "other")],
                "evidence_grading_of_its_approval",
            ),
            "for an approval that ended": (
                [told("fallen"), graded("%(ended)s", "fallen")],
                "evidence_grading_of_what_stands",
            ),
            "before those that are there": (
                [told("version"), graded("%(approval)s", number="0")],
                "evidence_grading_comes_last",
            ),
        },
        ids,
    )


def test_a_computed_badge_is_dated_by_the_server() -> None:
    version = approved_version()
    ids = {"admin": make_superuser().pk, "version": version.pk}
    assert outcome([told("version"), graded("NULL")], ids, keep=True) == ACCEPTED
    newest = Grading.objects.latest("id")
    assert newest.computed_at > dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with connect() as connection:
        assert connection.execute("SELECT count(*) FROM evidence_grading").fetchone() == (3,)
