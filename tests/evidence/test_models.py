"""Each constraint of a model, broken from behind the model and named; and how each row reads."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from evidence.models import ClaimVersion
from tests.factories import evidence as make
from tests.project.test_factories import factories_of

pytestmark = pytest.mark.django_db


def refusal(statement: str, parameters: Any = None) -> str:
    """The constraint that refuses a statement, at once or when the transaction would end; "" if none does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)
    return ""


def copied(row: models.Model, **changes: Any) -> str:
    """What refuses a second row like this one."""
    table = row._meta.db_table
    return refusal(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(x, %s)).* FROM {table} x WHERE id = %s",
        [json.dumps({"id": 900001, **changes}), row.pk],
    )


def profile_drafted_again() -> models.Model:
    """A profile whose drafters have both handed in again, as the next one needs."""
    profile = make.make_profile()
    for drafter in (profile.drafted_by, profile.second_drafter):
        make.make_profiledraft(profile.question, by=drafter)
    return profile


@pytest.mark.parametrize(
    ("row", "fits", "name"),
    [
        (make.make_contributor, {"user_id": 1}, "evidence_contributor_once"),
        (make.make_citationverdict, None, "evidence_citationverdict_once"),
        (make.make_approvalverdict, None, "evidence_approvalverdict_once"),
        (make.make_approvalsource, None, "evidence_approvalsource_once"),
        (make.make_profilestudy, None, "evidence_profilestudy_once"),
        (profile_drafted_again, {"number": 2}, "evidence_profile_number"),
        (make.make_studyfacts, {"number": 2}, "evidence_studyfacts_number"),
        (make.make_claimversion, {"number": 2}, "evidence_claimversion_one_per_number"),
        (
            make.make_profiledraft,
            {"closed_at": "2026-11-02", "closed_by_id": 1},
            "evidence_profiledraft_one_open_each",
        ),
    ],
)
def test_a_second_row_like_it_is_refused(
    row: Callable[[], models.Model], fits: dict[str, Any] | None, name: str
) -> None:
    first = row()
    assert copied(first) == name
    if fits is not None:
        assert copied(first, **fits) == ""


def test_a_round_has_its_number() -> None:
    version = make.sent_back_version()
    assert copied(version.rounds.get()) == "evidence_round_number"
    assert copied(version.rounds.get(), number=2) == ""


@pytest.mark.parametrize(
    ("row", "changes", "name"),
    [
        (
            make.make_reviewer,
            {"orcid": "0000-0002-1825-009", "user_id": 1},
            "evidence_reviewer_orcid_is_canonical",
        ),
        (make.make_studyfacts, {"number": -1}, "evidence_studyfacts_number_check"),
        (make.make_studyfacts, {"number": 2, "n": -1}, "evidence_studyfacts_n_check"),
        (
            make.make_studyfacts,
            {"number": 2, "pooled_studies": -1},
            "evidence_studyfacts_pooled_studies_check",
        ),
        (make.make_profile, {"number": -1}, "evidence_profile_number_check"),
        (make.make_claimversion, {"number": -1}, "evidence_claimversion_number_check"),
        (make.sent_back_round, {"number": -1}, "evidence_round_number_check"),
        (
            make.sent_back_round,
            {"number": 2, "required_reviews": 0},
            "evidence_round_one_or_two_reviews",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    row: Callable[[], models.Model], changes: dict[str, Any], name: str
) -> None:
    assert copied(row(), **changes) == name


def test_one_claim_has_one_draft_and_one_person_is_one_reviewer() -> None:
    assert "claim_id" in copied(make.make_claimdraft())
    assert "user_id" in copied(make.make_reviewer())


def test_an_approval_on_the_round_of_another_version_with_the_same_words_is_refused() -> None:
    question, citation = make.make_question(), make.citing(make.study())
    words = {"text": "The same words.", "question": question, "citations": [citation]}
    one, two = make.submitted_version(**words), make.submitted_version(**words)
    assert one.digest == two.digest
    statement = """
        INSERT INTO evidence_review (round_id, claim_id, version_id, digest, version_author_id,
            reviewer_id, kind, decision, reason, comment, badge, method)
        SELECT %(round)s, claim_id, id, digest, author_id, %(reviewer)s, 'review', 'approve', '', '',
            'very_low', '1' FROM evidence_claimversion WHERE id = %(one)s;
        UPDATE evidence_claimversion SET status = 'approved' WHERE id = %(shown)s;
        INSERT INTO evidence_approval (round_id, claim_id, version_id, digest, basis, badge, method,
            active, approved_by_id)
        SELECT %(round)s, claim_id, id, digest, 'reviews', 'very_low', '1', true, %(reviewer)s
            FROM evidence_claimversion WHERE id = %(shown)s"""
    ids = {
        "round": make.open_round_of(one).pk,
        "reviewer": make.reviewing_user().pk,
        "one": one.pk,
    }
    assert refusal(statement, {**ids, "shown": one.pk}) == ""
    assert refusal(statement, {**ids, "shown": two.pk}) == "evidence_approval_round_fk"


def test_a_clock_of_ones_own_is_ignored() -> None:
    """The database says when something was decided and approved."""
    first = make.make_review()
    second = make.submitted_version()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO evidence_review SELECT (jsonb_populate_record(r, jsonb_build_object(
                   'id', 900001, 'version_id', v.id, 'claim_id', v.claim_id, 'digest', v.digest,
                   'version_author_id', v.author_id, 'round_id', o.id,
                   'decided_at', '2001-01-01T00:00:00Z'))).*
               FROM evidence_review r, evidence_claimversion v
               JOIN evidence_round o ON o.version_id = v.id WHERE r.id = %s AND v.id = %s
               RETURNING extract(year FROM decided_at)""",
            [first.pk, second.pk],
        )
        assert cursor.fetchone()[0] > 2001


def test_the_words_constraints_are_what_foreign_keys_point_to() -> None:
    names = {constraint.name for constraint in ClaimVersion._meta.constraints}
    assert {
        "evidence_claimversion_words",
        "evidence_claimversion_author",
        "evidence_claimversion_claim",
    } <= names


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("evidence").get_models()), ids=lambda model: model.__name__
)
def test_each_row_reads_as_something(model: type[models.Model]) -> None:
    made = factories_of("evidence", model)[0]()
    assert str(made).strip()
    assert model.__doc__ is not None
    assert not model.__doc__.startswith(f"{model.__name__}(")
