"""Words that do not fit the badge: refused at review unless waived with a reason, which is kept (line 9)."""

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.models import WordingWaiver
from references.refusals import NotPossible
from tests.factories.evidence import (
    MICE,
    citing,
    fresh,
    make_wordingwaiver,
    review,
    study,
    submitted_version,
)

pytestmark = pytest.mark.django_db

WHY = "The author quotes the patient here."


def conclusion(text: str = "Infusions clear plaques.", **words: object) -> object:
    return submitted_version(text=text, is_finding=False, **words)


def test_words_that_do_not_fit_are_refused_and_the_version_stays_in_review() -> None:
    version = conclusion()
    with pytest.raises(NotPossible, match=r"The words do not fit the badge\..*very uncertain"):
        review(version, waiver="")
    with pytest.raises(NotPossible, match="at least 10"):
        review(version, waiver="short")
    assert fresh(version).status == "in_review"


def test_a_reason_lets_them_stand_and_is_kept_beside_each_problem() -> None:
    version = conclusion("Infusions give hope.")
    made = review(version, waiver=WHY)
    assert fresh(version).status == "approved"
    kept = [(w.code, w.words, w.start, w.end, w.reason) for w in made.waivers.all()]
    assert kept == [
        ("needs_uncertain", "Infusions give hope.", 0, 20, WHY),
        ("hype", "hope", 15, 19, WHY),
    ]


def test_words_that_fit_need_no_reason_and_none_is_kept() -> None:
    version = conclusion("It is very uncertain whether infusions clear plaques.")
    assert review(version, waiver="").waivers.count() == 0
    assert fresh(version).status == "approved"


def test_sending_back_needs_no_reason_for_the_words() -> None:
    version = conclusion()
    assert review(version, "request_changes", waiver="").waivers.count() == 0
    assert fresh(version).status == "changes_requested"


def test_lab_work_names_its_species_or_a_reviewer_says_why_not() -> None:
    version = submitted_version(text="Scaling fell by half.", citations=[citing(study(MICE))])
    with pytest.raises(NotPossible, match="name the species"):
        review(version, waiver="")


def test_a_myth_is_quoted_with_its_promises() -> None:
    version = submitted_version(
        required=1,
        text="This miracle cures psoriasis.",
        citations=[
            citing(
                study({"design": "nonrandomised_controlled", "population": "people", "n": 90}),
                stance="contradicts",
            )
        ],
        is_finding=False,
    )
    assert review(version, waiver="", judgement="contradicts").waivers.count() == 0
    assert fresh(version).status == "approved"


def refused(change: str) -> str:
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_the_database_keeps_a_waiver_whole() -> None:
    made = make_wordingwaiver()
    assert isinstance(made, WordingWaiver)
    copy = """INSERT INTO evidence_wordingwaiver (review_id, code, words, start, "end", reason)
        SELECT review_id, {}, words, {}, "end", {} FROM evidence_wordingwaiver"""
    assert refused(copy.format("code", "start", "reason")) == "evidence_wordingwaiver_once"
    assert refused(copy.format("'x'", "start", "'short'")) == "evidence_wordingwaiver_has_a_reason"
    assert (
        refused(copy.format("'x'", '"end" + 1', "reason")) == "evidence_wordingwaiver_has_a_place"
    )
    assert refused("DELETE FROM evidence_wordingwaiver") == "evidence_wordingwaiver_never_changes"
