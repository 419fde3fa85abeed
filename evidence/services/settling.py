"""What becomes of a round once the reviews are there: approval, another try, a dispute, or back to the author."""

from django.contrib.auth.models import User

from evidence import badges
from evidence.choices import ApprovalBasis, Decision, ReviewKind, RoundOutcome, VersionStatus
from evidence.models import Review, Reviewer, Round
from evidence.selectors.inputs import Inputs
from evidence.services.agreement import agreed_verdicts, as_inputs, rule_verdicts
from evidence.services.approvals import approve, end_recheck_without_approval
from evidence.services.rounds import close_round, move
from references.events import Journal


def settle(journal: Journal, *, round_: Round, inputs: Inputs, by: User) -> None:
    """Decide the round once the required reviews are there; the last review of each person counts.

    One step apart, each who still reviews may decide once more; whoever left has said their last word.
    """
    first: dict[int, int] = {}
    last: dict[int, Review] = {}
    for review in round_.reviews.filter(kind=ReviewKind.REVIEW).order_by("id"):
        first.setdefault(review.reviewer_id, review.pk)
        last[review.reviewer_id] = review
    reviews = list(last.values())
    if len(reviews) < round_.required_reviews:
        return
    decisions = {review.decision for review in reviews}
    if decisions == {Decision.APPROVE}:
        all_stood = max(first.values())
        still_there = (
            Reviewer.objects.reviewing().filter(user__in=last).values_list("user", flat=True)
        )
        can_go_on = set(still_there)
        _settle_approvals(
            journal,
            round_,
            inputs,
            by,
            reviews,
            tried_again=all(
                review.pk > all_stood for review in reviews if review.reviewer_id in can_go_on
            ),
        )
    elif Decision.APPROVE in decisions:
        dispute(journal, round_=round_, why="one approves, another does not")
    else:
        outcome = (
            RoundOutcome.REJECTED
            if decisions == {Decision.REJECT}
            else RoundOutcome.CHANGES_REQUESTED
        )
        refuse(journal, round_=round_, outcome=outcome, by=by)


def _settle_approvals(
    journal: Journal,
    round_: Round,
    inputs: Inputs,
    by: User,
    reviews: list[Review],
    *,
    tried_again: bool,
) -> None:
    values = {review.badge for review in reviews}
    verdicts = agreed_verdicts([as_inputs(review.verdicts.all()) for review in reviews])
    citations = {c.pk: c for c in round_.version.citations.select_related("reference")}
    agreed = inputs.compute(rule_verdicts(verdicts, citations))
    if values == {agreed.value}:
        approve(
            journal,
            round_=round_,
            verdicts=verdicts,
            inputs=inputs,
            basis=ApprovalBasis.REVIEWS,
            by=by,
        )
    elif len(values) == 2 and _one_step_apart(*values) and not tried_again:
        # Which badges, only the reviews tell: a third reviewer must not read it in the record.
        journal.note(f"claim:{round_.claim.key}", "round.one_step_apart", round=round_.number)
    else:
        dispute(
            journal,
            round_=round_,
            why=f"the computed badges differ: {', '.join(sorted(values | {agreed.value}))}",
        )


def dispute(journal: Journal, *, round_: Round, why: str) -> None:
    """A third person decides. The re-check of words that still stand ends instead: they are suspended."""
    if round_.version.status == VersionStatus.IN_REVIEW:
        move(journal, version=round_.version, to=VersionStatus.DISPUTED, why=why)
    else:
        end_recheck_without_approval(journal, round_=round_, why=why)
        close_round(journal, round_=round_, outcome=RoundOutcome.CHANGES_REQUESTED, by=journal.by)


def refuse(journal: Journal, *, round_: Round, outcome: str, by: User) -> None:
    """Close the round with the reviewers' no; words that stood while they were re-checked are suspended."""
    close_round(journal, round_=round_, outcome=outcome, by=by)
    if round_.version.status == VersionStatus.APPROVED:
        end_recheck_without_approval(journal, round_=round_, why=f"a re-check ended: {outcome}")
    else:
        move(journal, version=round_.version, to=outcome, why="the reviewers decided so")


def _one_step_apart(one: str, other: str) -> bool:
    ladder = badges.LADDER
    return one in ladder and other in ladder and abs(ladder.index(one) - ladder.index(other)) == 1
