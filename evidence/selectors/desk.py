"""What waits for one person: the rounds that they may decide now, and in which order."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evidence.choices import ReviewKind, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    Citation,
    Claim,
    ClaimVersion,
    Contributor,
    Review,
    Round,
)
from evidence.querysets import Folded
from evidence.selectors.ties import Barred, barred
from evidence.selectors.works import rows_of_work, work_cited
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


def to_open_again(user: Person) -> QuerySet[ClaimVersion]:
    """Suspended words that no round is about, which this person may open again and then decide."""
    found = _barred(user)
    if found is None:
        return ClaimVersion.objects.none()
    in_a_round = Round.objects.filter(claim=OuterRef("claim"), closed_at=None)
    newer = Approval.objects.active().filter(
        claim=OuterRef("claim"), version__number__gt=OuterRef("number")
    )
    return ClaimVersion.objects.suspended().filter(
        ~Exists(in_a_round), ~Exists(newer), *_no_part_of(found, "pk", "author")
    )


def _not_their_own(user: Person) -> QuerySet[Round]:
    """Open rounds of versions that this person, as an active reviewer, has no part in (D8).

    Rounds about which they have something to declare first stay: the review page asks.
    """
    found = _barred(user)
    if found is None:
        return Round.objects.none()
    return Round.objects.filter(*_no_part_of(found, "version", "version__author"), closed_at=None)


def _barred(user: Person) -> Barred | None:
    """Where a reviewer never decides; None for whoever is no reviewer, or is paid by a seller of everything."""
    found = barred(user) if isinstance(user, User) else None
    return None if found is None or "" in found.paid else found


def _no_part_of(found: Barred, version: str, author: str) -> list[Q]:
    """That a reviewer wrote neither the version at this path nor a work that it cites, and is not paid for it."""
    user = found.reviewer.user_id
    wrote = Contributor.objects.filter(version=OuterRef(version), user=user)
    conditions = [~Q(**{author: user}), Q(~Exists(wrote))]
    if found.reviewer.orcid:
        own = Q(authors__contains=[{"orcid": found.reviewer.orcid}])
        cited = Citation.objects.annotate(work=work_cited()).filter(
            Exists(rows_of_work("work").filter(own)), version=OuterRef(version)
        )
        conditions.append(Q(~Exists(cited)))
    if found.wrote:
        own = Q(reference__in=found.wrote) | Q(reference__merged_into__in=found.wrote)
        conditions.append(Q(~Exists(Citation.objects.filter(own, version=OuterRef(version)))))
    if found.paid:
        about = ClaimVersion.objects.annotate(about=Folded("question__intervention"))
        free = about.exclude(question=None).exclude(about__in=found.paid)
        conditions.append(Q(Exists(free.filter(pk=OuterRef(version)))))
    return conditions


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


def next_for(user: Person, *, after: int = 0) -> Round | None:
    """The next round that waits for this person, other than the one they come from (its primary key)."""
    return rounds_for(user).select_related("claim").exclude(pk=after).first()
