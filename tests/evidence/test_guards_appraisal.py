"""The database holds the line of appraisals by two: every rule broken on purpose, with raw SQL, and named."""

from typing import Any

import pytest

from evidence.models import ProfileDraft
from evidence.services.profile_drafts import keep_draft
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from tests.evidence.test_guards import ACCEPTED, outcomes
from tests.factories.evidence import (
    TRIAL,
    make_profiledraft,
    make_question,
    reviewing_user,
    second_draft,
    study,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = """INSERT INTO references_event (stream, actor_id, role, verb, data)
    SELECT 'question:' || key, %(one)s, 'reviewer', 'raw', '{}' FROM evidence_question WHERE id = %(question)s"""


def profile(
    *, first: str, second: str, by: str, moves: str = "false", way: str = "for"
) -> list[str]:
    """A profile over one trial, as raw SQL, with its event."""
    return [
        f"""INSERT INTO evidence_profile (question_id, number, direction, risk_of_bias,
            inconsistency, inconsistency_explained, indirectness, imprecision, publication_bias,
            large_effect, dose_response, plausible_confounding, interval_spans_both, surrogate_only,
            n_waiver, rationale, effect_line, adopted_by_id, drafted_by_id, second_drafter_id,
            domains_can_move, review_due_on)
            VALUES (%(question)s, 7, '{way}', 0, 0, false, 0, 0, 0, 0, 0, 0, false, false, '', '', '',
            {by}, {first}, {second}, {moves}, now())""",
        """INSERT INTO evidence_profilestudy (profile_id, reference_id, direction, apart_from_reviews)
            SELECT id, %(trial)s, 'for', false FROM evidence_profile WHERE number = 7""",
        TOLD,
    ]


@pytest.fixture
def ids() -> dict[str, Any]:
    """Two who handed in, one who drafts elsewhere, one who left; all committed."""
    trial = study(TRIAL)
    draft = make_profiledraft(studies=[trial, study(TRIAL)])
    other = second_draft(draft)
    private, gone = reviewing_user(), reviewing_user()
    elsewhere = make_question()
    kept = keep_draft(question=elsewhere, by=private, studies=[], judgements={})
    left = make_profiledraft(elsewhere, by=gone)
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    alone = make_profiledraft(by=reviewing_user())
    closed = make_profiledraft(by=private)
    make_profiledraft(closed.question, by=private)
    return {
        "question": draft.question_id,
        "elsewhere": elsewhere.pk,
        "trial": trial.pk,
        "one": draft.drafted_by_id,
        "other": other.drafted_by_id,
        "third": reviewing_user().pk,
        "gone": left.drafted_by_id,
        "draft": draft.pk,
        "private": kept.pk,
        "alone": alone.pk,
        "alone_question": alone.question_id,
        "closed": closed.pk,
    }


def test_a_profile_names_who_drafted_it(ids: dict[str, Any]) -> None:
    one, other, third, gone = "%(one)s", "%(other)s", "%(third)s", "%(gone)s"
    names = "evidence_profile_names_its_drafters"
    outcomes(
        {
            "two, adopted by one of them": (
                profile(first=one, second=other, by=one, moves="true"),
                ACCEPTED,
            ),
            "two, adopted by a third": (profile(first=one, second=other, by=third), ACCEPTED),
            "one alone over a trial": (
                profile(first=one, second="NULL", by=one),
                "evidence_profilestudy_trials_are_by_two",
            ),
            "one alone, without a direction": (
                profile(first=one, second="NULL", by=one, way=""),
                ACCEPTED,
            ),
            "one alone, where domains move": (
                profile(first=one, second="NULL", by=one, moves="true", way=""),
                "evidence_profile_that_moves_badges_has_two_drafters",
            ),
            "one twice": (
                profile(first=one, second=one, by=one),
                "evidence_profile_drafters_are_two",
            ),
            "one drafts, another adopts": (
                profile(first=one, second="NULL", by=third, way=""),
                names,
            ),
            "a second who drafted nothing here": (
                profile(first=one, second=third, by=one),
                names,
            ),
            "a drafter who left": (
                profile(first=one, second=gone, by=one),
                "evidence_profile_people_are_active",
            ),
            "adopted by one who left": (
                profile(first=one, second=other, by=gone),
                "evidence_profile_people_are_active",
            ),
        },
        ids,
    )


def test_a_draft_that_was_handed_in_or_closed_stays_as_it_was(ids: dict[str, Any]) -> None:
    kept = "evidence_profiledraft_is_kept"

    def set_(what: str, which: str) -> str:
        return f"UPDATE evidence_profiledraft SET {what} WHERE id = %({which})s"

    back = "handed_in_at = NULL, handed_in_by_id = NULL"
    told_alone = TOLD.replace("%(question)s", "%(alone_question)s")
    outcomes(
        {
            "a private one is written": (set_("risk_of_bias = 2", "private"), ACCEPTED),
            "one that is in": (set_("risk_of_bias = 2", "draft"), kept),
            "one that was closed": (set_("closing_reason = 'Else.'", "closed"), kept),
            "taken back with other words": (set_(f"{back}, risk_of_bias = 2", "alone"), kept),
            "taken back while the other may read it": (set_(back, "draft"), kept),
            "taken back alone": ([set_(back, "alone"), told_alone], ACCEPTED),
            "taken back and nobody told": (set_(back, "alone"), "evidence_profiledraft_has_event"),
            "handed in by another": (
                set_("handed_in_at = now(), handed_in_by_id = %(one)s", "private"),
                "evidence_profiledraft_handed_in_by_its_drafter",
            ),
            "handed in by nobody": (
                set_("handed_in_at = now()", "private"),
                "evidence_profiledraft_handed_in_by_its_drafter",
            ),
            "deleted": (
                "DELETE FROM evidence_profiledraft WHERE id = %(closed)s",
                "evidence_profiledraft_never_deleted",
            ),
            "truncated": (
                "TRUNCATE evidence_profiledraft CASCADE",
                "evidence_profiledraft_never_truncated",
            ),
        },
        ids,
    )
    assert ProfileDraft.objects.filter(pk=ids["closed"], closed_at__isnull=False).exists()
