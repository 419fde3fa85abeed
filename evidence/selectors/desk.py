"""What waits for one person: the rounds that they may decide now, and in which order."""

from collections.abc import Sequence

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evidence.choices import ReviewKind, VersionStatus
from evidence.models import Assignment, Citation, Claim, Contributor, Review, Reviewer, Round
from evidence.querysets import written_by
from references.policies import Person


def rounds_to_review(user: Person) -> QuerySet[Round]:
    """Open rounds in which this person may decide and has not yet: `policies.can_review`, in one query.

    After two approvals one step apart both reviewers may decide once more.
    """
    # Asked round by round, not grouped over all of them: who counts to a thousand need not read further.
    reviews = Review.objects.filter(round=OuterRef("pk"), kind=ReviewKind.REVIEW).order_by()
    people = reviews.values("round").annotate(n=Count("reviewer", distinct=True)).values("n")
    own = reviews.filter(reviewer=user.pk).values("round").annotate(n=Count("pk")).values("n")
    return (
        _not_their_own(user)
        .exclude(version__status=VersionStatus.DISPUTED)
        .annotate(decided=Coalesce(Subquery(own), 0), people=Coalesce(Subquery(people), 0))
        .filter(
            Q(decided=0, people__lt=F("required_reviews"))
            | Q(decided=1, people__gte=F("required_reviews"))
        )
    )


def rounds_to_adjudicate(user: Person) -> QuerySet[Round]:
    """Disputes that this person may settle: `policies.why_not_adjudicate`, in one query."""
    reviewed = Review.objects.filter(round=OuterRef("pk"), reviewer=user.pk, kind=ReviewKind.REVIEW)
    return _not_their_own(user).filter(~Exists(reviewed), version__status=VersionStatus.DISPUTED)


def _not_their_own(user: Person) -> QuerySet[Round]:
    """Open rounds of versions that this person, as an active reviewer, has no part in (D8)."""
    reviewer = Reviewer.objects.filter(user=user.pk, active=True, user__is_active=True).first()
    if reviewer is None:
        return Round.objects.none()
    wrote = Contributor.objects.filter(version=OuterRef("version"), user=user.pk)
    rounds = Round.objects.filter(~Exists(wrote), closed_at=None).exclude(version__author=user.pk)
    if reviewer.orcid:
        cited = Citation.objects.filter(written_by(reviewer.orcid), version=OuterRef("version"))
        rounds = rounds.filter(~Exists(cited))
    return rounds


def rounds_for(user: Person, claims: Sequence[Claim] | None = None) -> QuerySet[Round]:
    """All that waits for this person, or of some claims: what is due first, then what has waited longest."""
    due = Assignment.objects.filter(round=OuterRef("pk"), reviewer=user.pk, ended_at=None)
    review, adjudicate = rounds_to_review(user), rounds_to_adjudicate(user)
    if claims is not None:
        review, adjudicate = review.filter(claim__in=claims), adjudicate.filter(claim__in=claims)
    # One set of rounds: with OR the database would ask every round.
    waiting = review.order_by().values("pk").union(adjudicate.order_by().values("pk"))
    return (
        Round.objects.filter(pk__in=waiting)
        .annotate(due_on=Subquery(due.values("due_on")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "opened_at", "id")
    )


def next_for(user: Person, *, after: Round | None = None) -> Round | None:
    """The next round that waits for this person, other than the one just decided."""
    rounds = rounds_for(user).select_related("claim", "version")
    return (rounds.exclude(pk=after.pk) if after else rounds).first()
