"""What a decision holds still until it is stored, in the order of D10: references, question, claim, person."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import connection

from evidence.models import Question
from evidence.selectors.inputs import profile_in_force
from references.locks import share_references


def share_evidence(*, question: Question | None, references: Iterable[int]) -> None:
    """Lock the cited references, the studies of the profile in force and the question, in share mode.

    Until commit no standing, no fact and no appraisal changes. Where a profile was adopted between the two
    steps its studies are locked out of order; a deadlock is broken by PostgreSQL and tried again.
    """
    shared = {*references, *_studies(question)}
    share_references(shared)
    if question is not None:
        share_questions([question.pk])
        share_references(_studies(question) - shared)


def share_questions(ids: Iterable[int]) -> None:
    """Lock questions in share mode, by id: no appraisal is adopted until commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM evidence_question WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(set(ids))],
        )


def share_person(user: User) -> None:
    """Lock an account and what makes it a reviewer in share mode: neither is deactivated until commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM auth_user u JOIN evidence_reviewer r ON r.user_id = u.id"
            " WHERE u.id = %s FOR SHARE",
            [user.pk],
        )


def _studies(question: Question | None) -> set[int]:
    profile = profile_in_force(question)
    return set(profile.studies.values_list("reference", flat=True)) if profile else set()
