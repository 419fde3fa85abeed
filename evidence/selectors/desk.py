"""What waits for one person: the rounds that they may decide now, and in which order."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from evidence.choices import ReviewKind, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    Citation,
    ClaimVersion,
    Contributor,
    Review,
    Reviewer,
    Round,
)
from evidence.querysets import written_by
from references.policies import Person


def rounds_to_review(user: Person) -> QuerySet[Round]:
    """Open rounds in which this person may decide and has not yet: `policies.can_review`, in one query.

    After two approvals one step apart both reviewers may decide once more.
    """
    people = Count("reviews__reviewer", filter=Q(reviews__kind=ReviewKind.REVIEW), distinct=True)
    return (
        _not_their_own(user)
        .exclude(version__status=VersionStatus.DISPUTED)
        .annotate(
            decided=Count(
                "reviews",
                filter=Q(reviews__kind=ReviewKind.REVIEW, reviews__reviewer=user.pk),
            ),
            people=people,
        )
        .filter(
            Q(decided=0, people__lt=F("required_reviews"))
            | Q(decided=1, people__gte=F("required_reviews"))
        )
    )


def rounds_to_adjudicate(user: Person) -> QuerySet[Round]:
    """Disputes that this person may settle: `policies.why_not_adjudicate`, in one query."""
    reviewed = Review.objects.filter(round=OuterRef("pk"), reviewer=user.pk, kind=ReviewKind.REVIEW)
    return _not_their_own(user).filter(~Exists(reviewed), version__status=VersionStatus.DISPUTED)


def to_open_again(user: Person) -> QuerySet[ClaimVersion]:
    """Suspended words that no round is about, which this person may open again and then decide."""
    reviewer = Reviewer.objects.of(user)
    if reviewer is None:
        return ClaimVersion.objects.none()
    in_a_round = Round.objects.filter(claim=OuterRef("claim"), closed_at=None)
    newer = Approval.objects.active().filter(
        claim=OuterRef("claim"), version__number__gt=OuterRef("number")
    )
    return ClaimVersion.objects.suspended().filter(
        ~Exists(in_a_round), ~Exists(newer), *_no_part_of(reviewer, "pk", "author")
    )


def _not_their_own(user: Person) -> QuerySet[Round]:
    """Open rounds of versions that this person, as an active reviewer, has no part in (D8)."""
    reviewer = Reviewer.objects.of(user)
    if reviewer is None:
        return Round.objects.none()
    return Round.objects.filter(
        *_no_part_of(reviewer, "version", "version__author"), closed_at=None
    )


def _no_part_of(reviewer: Reviewer, version: str, author: str) -> list[Q]:
    """That a reviewer neither wrote the version at this path nor a work that it cites."""
    user = reviewer.user_id
    wrote = Contributor.objects.filter(version=OuterRef(version), user=user)
    conditions = [~Q(**{author: user}), Q(~Exists(wrote))]
    if reviewer.orcid:
        cited = Citation.objects.filter(written_by(reviewer.orcid), version=OuterRef(version))
        conditions.append(Q(~Exists(cited)))
    return conditions


def rounds_for(user: Person) -> QuerySet[Round]:
    """All that waits for this person: first what is due first, then what has waited longest."""
    due = Assignment.objects.filter(round=OuterRef("pk"), reviewer=user.pk, ended_at=None)
    waiting = Q(pk__in=rounds_to_review(user).values("pk")) | Q(
        pk__in=rounds_to_adjudicate(user).values("pk")
    )
    return (
        Round.objects.filter(waiting)
        .annotate(due_on=Subquery(due.values("due_on")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "opened_at", "id")
    )


def next_for(user: Person, *, after: Round | None = None) -> Round | None:
    """The next round that waits for this person, other than the one just decided."""
    rounds = rounds_for(user).select_related("claim", "version")
    return (rounds.exclude(pk=after.pk) if after else rounds).first()
