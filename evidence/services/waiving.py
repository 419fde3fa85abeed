"""Words that the lint marks, and a reviewer's reason why they may stand (line 9)."""

from collections.abc import Sequence

from evidence.models import Approval, ClaimVersion, Review, WordingWaiver
from evidence.wording import WordingProblem, lint
from references.refusals import REASON_LENGTH


def problems_beside(version: ClaimVersion, value: str) -> tuple[WordingProblem, ...]:
    """What line 9 has against the words of a version beside this badge."""
    return lint(version.text, value, version.is_finding, version.direction, version.asks)


def words_lack(version: ClaimVersion, value: str, waiver: str) -> list[str]:
    """What keeps these words from being approved beside this badge; empty with a reason why they may stand.

    The few words that no reason excuses are refused at submission; here they are refused again.
    """
    problems = problems_beside(version, value)
    if any(problem.blocking for problem in problems):
        return [problem.message for problem in problems if problem.blocking]
    if not problems or len(waiver.strip()) >= REASON_LENGTH:
        return []
    told = " ".join(problem.message for problem in problems)
    mend = f"Send it back, or say in at least {REASON_LENGTH} characters why they may stand."
    return [f"The words do not fit the badge. {told} {mend}"]


def write_waivers(review: Review, problems: Sequence[WordingProblem], waiver: str) -> None:
    """Keep a reviewer's reason beside each problem that it waives."""
    WordingWaiver.objects.bulk_create(
        WordingWaiver(
            review=review,
            code=problem.code,
            words=review.version.text[problem.start : problem.end],
            start=problem.start,
            end=problem.end,
            reason=waiver.strip(),
        )
        for problem in problems
    )


def words_forbid(approval: Approval, value: str) -> list[WordingProblem]:
    """What line 9 has against approved words beside another badge, less what their reviewers waived."""
    waived = set(
        WordingWaiver.objects.filter(review__round=approval.round_id).values_list("code", "start")
    )
    return [
        problem
        for problem in problems_beside(approval.version, value)
        if (problem.code, problem.start) not in waived
    ]
