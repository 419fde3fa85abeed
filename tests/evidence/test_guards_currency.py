"""The database holds the line over cancelled loads, restored approvals and changed records: broken in raw SQL."""

import pytest

from evidence.models import Approval, ClaimVersion, Suspension
from references.choices import Role
from references.models import NoticeCancellation, NoticeLoad, Reference
from references.services import cancelling
from tests.evidence.test_guards import ACCEPTED, approval, ended, outcomes, status, told
from tests.factories.evidence import (
    TRIAL,
    approved,
    approved_version,
    citing,
    graded_version,
    make_methodrun,
    make_profile,
    reviewing_user,
    study,
)
from tests.factories.people import make_user
from tests.factories.references import make_load, make_notice_input, make_noticecancellation

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "The file was that of another library."


def suspended_by_a_load(doi: str) -> tuple[ClaimVersion, NoticeLoad]:
    reference = study(doi=doi)
    version = approved_version(citations=[citing(reference)])
    load = make_load(
        make_notice_input(
            original_doi=doi,
            original_title=reference.title,
            original_year=reference.issued_year,
        )
    )
    return version, load


def set_aside(load: NoticeLoad) -> NoticeCancellation:
    """The load is cancelled, and nothing has followed from that yet."""
    return cancelling._cancel(load=load, by=make_user(Role.PUBLISHER), reason=WHY)


def test_only_what_a_cancelled_load_suspended_is_restored_and_only_as_it_stood() -> None:
    version, load = suspended_by_a_load("10.5555/guard.1")
    kept, _other = suspended_by_a_load("10.5555/guard.2")
    set_aside(load)
    was = Approval.objects.get(version=version)
    ids = {
        "version": version.pk,
        "kept": kept.pk,
        "reviewer": reviewing_user().pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "round": was.round_id,
        "profile": make_profile().pk,
    }

    def restored(which: str = "version", **changes: str) -> list[str]:
        given = {
            "basis": "'cancellation'",
            "badge": f"'{was.badge}'",
            "method": f"'{was.method}'",
            "approved_by_id": "%(admin)s",
            **changes,
        }
        end = f"""UPDATE evidence_suspension SET ended_at = now(), ended_by_id = %(admin)s,
            ended_through_id = (SELECT max(id) FROM evidence_approval WHERE version_id = %({which})s)
            WHERE version_id = %({which})s AND ended_at IS NULL"""
        return [
            approval(which, **given),
            status(which, "in_review"),
            status(which, "approved"),
            end,
            told(which),
        ]

    refused = "evidence_approval_restores_what_a_load_suspended"
    again = f"""UPDATE evidence_suspension SET ended_at = now(), ended_by_id = %(admin)s,
        ended_through_id = {was.pk} WHERE version_id = %(version)s"""
    outcomes(
        {
            "as it stood": (restored(), ACCEPTED),
            "what a load suspended that holds": (restored("kept"), refused),
            "another badge": (restored(badge="'high'"), refused),
            "another method": (restored(method="'7'"), refused),
            "another profile": (restored(profile_id="%(profile)s"), refused),
            "after the suspension ended": ([again, *restored()], refused),
            "on the round, by nobody's review": (
                restored(basis="'reviews'"),
                "evidence_approval_round_is_open",
            ),
            "a suspension that says another notice caused it": (
                f"""UPDATE evidence_suspension SET notice_id = (SELECT notice_id FROM evidence_suspension
                    WHERE version_id = {version.pk}) WHERE version_id = %(kept)s""",
                "evidence_suspension_only_its_end_changes",
            ),
        },
        ids,
    )


def test_cancellations_are_history_and_set_aside_what_is_theirs() -> None:
    cancellation = make_noticecancellation()
    other = make_load()
    ids = {
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "cancellation": cancellation.pk,
        "load": other.pk,
        "notice": other.notices.get().pk,
    }
    cancel = """INSERT INTO references_noticecancellation (load_id, reason, cancelled_by_id)
        VALUES (%(load)s, {}, %(admin)s)"""
    event = """INSERT INTO references_event (stream, actor_id, role, verb, data)
        VALUES ('notices:' || %(load)s, %(admin)s, 'administrator', 'raw', '{{}}')"""
    event = event.format()
    aside = """INSERT INTO references_noticesetaside (cancellation_id, notice_id)
        VALUES ({}, %(notice)s)"""
    table = {
        "cancel": ([cancel.format(f"'{WHY}'"), event], ACCEPTED),
        "cancel silently": (
            cancel.format(f"'{WHY}'"),
            "references_noticecancellation_has_event",
        ),
        "cancel without a reason": (
            cancel.format("'  too few '"),
            "references_noticecancellation_has_a_reason",
        ),
        "set aside later": (
            aside.format("%(cancellation)s"),
            "references_noticesetaside_born_with_cancellation",
        ),
        "set aside what it said": (
            [
                cancel.format(f"'{WHY}'"),
                aside.format("(SELECT max(id) FROM references_noticecancellation)"),
                event,
            ],
            ACCEPTED,
        ),
    }
    for name in ("noticecancellation", "noticesetaside"):
        row = f"references_{name}"
        table |= {
            f"update {name}": (f"UPDATE {row} SET id = id + 1000", f"{row}_never_changes"),
            f"delete {name}": (f"DELETE FROM {row}", f"{row}_never_changes"),
            f"truncate {name}": (f"TRUNCATE {row} CASCADE", f"{row}_never_truncated"),
        }
    table["truncate noticecancellation"] = (
        "TRUNCATE references_noticecancellation CASCADE",
        "references_noticecancellation_never_truncated",
    )
    third = make_load()
    table["set aside what another load said"] = (
        [
            cancel.format(f"'{WHY}'"),
            f"""INSERT INTO references_noticesetaside (cancellation_id, notice_id)
                SELECT max(id), {third.notices.get().pk} FROM references_noticecancellation""",
            event,
        ],
        "references_noticesetaside_of_its_load",
    )
    outcomes(table, ids)


def test_a_run_of_a_rule_has_its_event() -> None:
    make_methodrun()
    insert = """INSERT INTO evidence_methodrun (method, is_trial, counts, moves, ran_by_id)
        VALUES ('9', true, '{{}}', '[]', %(admin)s)""".format()
    event = """INSERT INTO references_event (stream, actor_id, role, verb, data)
        VALUES ('method:9', %(admin)s, 'portal', 'raw', '{{}}')""".format()
    ids = {"admin": make_user(Role.ADMINISTRATOR).pk}
    outcomes(
        {
            "told": ([insert, event], ACCEPTED),
            "silent": (insert, "evidence_methodrun_has_event"),
        },
        ids,
    )


def studies_of(version: ClaimVersion) -> list[Reference]:
    """The studies of the appraisal in force."""
    profile = version.question.profiles.order_by("-number").first()
    return [row.reference for row in profile.studies.order_by("id")]


def test_the_record_of_a_source_and_of_a_study_that_a_later_appraisal_added() -> None:
    reference = study(title="The marrow of mice")
    approved_version(citations=[citing(reference)])
    appraised = approved(graded_version())
    added = study(TRIAL, title="A later trial of marrow cells", issued_year=2024)
    make_profile(appraised.question, [*studies_of(appraised), added])
    assert Approval.objects.active().filter(version=appraised).exists()
    old = study(TRIAL, title="A trial that was left out again")
    replaced = approved(graded_version())
    studies = studies_of(replaced)
    make_profile(replaced.question, [*studies, old])
    make_profile(replaced.question, studies)
    assert Approval.objects.active().filter(version=replaced).exists()
    ids = {
        "reference": reference.pk,
        "added": added.pk,
        "left_out": old.pk,
        "version": appraised.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }

    def changed(what: str, which: str = "reference") -> str:
        return f"UPDATE references_reference SET {what} WHERE id = %({which})s"

    suspension = """INSERT INTO evidence_suspension
        (version_id, approval_id, cause, detail, suspended_by_id)
        SELECT version_id, id, 'reference_changed', '', %(admin)s FROM evidence_approval
        WHERE active AND version_id = %(version)s"""
    answered = "evidence_reference_change_is_answered"
    outcomes(
        {
            "a full stop": (changed("title = 'The marrow of mice.'"), ACCEPTED),
            "an ellipsis": (changed("title = 'THE MARROW OF MICE …'"), ACCEPTED),
            "a question mark": (changed("title = 'The marrow of mice?'"), answered),
            "a word": (changed("title = 'The marrow of men.'"), answered),
            "a study of the profile in force": (changed("issued_year = 2025", "added"), answered),
            "and the approval is suspended with it": (
                [
                    changed("issued_year = 2025", "added"),
                    suspension,
                    ended("version"),
                    status("version", "suspended"),
                    told("version"),
                ],
                ACCEPTED,
            ),
            "a study of an earlier profile only": (
                changed("issued_year = 1999", "left_out"),
                ACCEPTED,
            ),
        },
        ids,
    )
    assert Suspension.objects.filter(cause="reference_changed").count() == 0
    assert Reference.objects.get(pk=added.pk).issued_year == 2024
