"""The rounds of a claim and what was decided in them, as far as a person may see it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from evidence import policies
from evidence.choices import RoundOutcome, VersionStatus
from evidence.models import CitationVerdict, Claim, ClaimVersion, Contributor, Review, Round
from references.policies import Person

VERDICT_COLUMNS = (
    "id",
    "citation_id",
    "judgement",
    "comparison",
    "population",
    "outcome_matches",
    "vouch_reason",
)


@dataclass(frozen=True)
class Told:
    """One round. `hidden` counts the decisions that stay covered until all required ones are in."""

    round: Round
    reviews: Sequence[Review]
    hidden: int

    @property
    def decided(self) -> int:
        """How many people have decided, shown or not."""
        return len({review.reviewer_id for review in self.reviews}) + self.hidden


def with_verdicts(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews that bring their verdicts along, in the same query; `keep_verdicts` unpacks them."""
    verdicts = CitationVerdict.objects.filter(review=OuterRef("pk")).order_by("citation__position")
    columns = {name: name for name in VERDICT_COLUMNS}
    return reviews.annotate(found=ArraySubquery(verdicts.values(json=JSONObject(**columns))))


def keep_verdicts(review: Any) -> None:
    """Give a review the verdicts that it brought along, as if they had been prefetched."""
    verdicts = CitationVerdict.objects.none()
    verdicts._result_cache = [CitationVerdict(**one, review=review) for one in review.found]
    review._prefetched_objects_cache = {"verdicts": verdicts}


def history_of(rounds: QuerySet[Round], user: Person) -> list[Told]:
    """These rounds, all of one claim, the newest first; two queries.

    A round that closed because its badge moved is as blind as the one that took its place: the same words are
    being judged again.
    """
    reviews = with_verdicts(Review.objects.select_related("reviewer__reviewer", "profile"))
    rows = list(
        rounds.select_related(
            "claim", "version__author", "version__question", "opened_by", "continues"
        )
        .prefetch_related(Prefetch("reviews", reviews.order_by("id")))
        .order_by("-id")
    )
    for round_ in rows:
        for review in round_.reviews.all():
            keep_verdicts(review)
    open_one = next((round_ for round_ in rows if round_.closed_at is None), None)
    sees_open = open_one is None or policies.can_see_other_reviews(user, open_one)
    return [_told(round_, open_one, user, sees_open) for round_ in rows]


def _told(round_: Round, open_one: Round | None, user: Person, sees_open: bool) -> Told:
    reviews = list(round_.reviews.all())
    blind = open_one is not None and (
        round_.pk == open_one.pk
        or (round_.version_id == open_one.version_id and round_.outcome == RoundOutcome.BADGE_MOVED)
    )
    if sees_open or not blind:
        return Told(round_, reviews, 0)
    own = [review for review in reviews if review.reviewer_id == user.pk]
    covered = {review.reviewer_id for review in reviews} - {user.pk}
    return Told(round_, own, len(covered))


def sent_back(claim: Claim, user: Person) -> Told | None:
    """The round in which the newest words of a claim were sent back or rejected; none if they were not."""
    newest = ClaimVersion.objects.filter(claim=claim).order_by("-number").first()
    if newest is None or newest.status not in (
        VersionStatus.CHANGES_REQUESTED,
        VersionStatus.REJECTED,
    ):
        return None
    rounds = history_of(Round.objects.filter(version=newest).exclude(closed_at=None), user)
    return next(iter(rounds), None)


def readable_reviews(user: Person) -> QuerySet[Review]:
    """All reviews that this person may read now: `policies.can_see_other_reviews`, in one query.

    Covered is what others decided in a round that is open, or that closed because its badge moved while the
    same words are judged again, until as many have decided as are needed; from a third reviewer, until it is
    disputed.
    """
    enough = Q(people__gte=F("required_reviews"))
    if policies.is_reviewer(user):
        took_part = Q(took_part=True) | Q(version__status=VersionStatus.DISPUTED) | Q(_wrote(user))
        enough &= took_part
    decided = (
        Review.objects.filter(round=OuterRef("pk"))
        .order_by()
        .values("round")
        .annotate(people=Count("reviewer", distinct=True))
        .values("people")
    )
    own = Review.objects.filter(round=OuterRef("pk"), reviewer=user.pk)
    open_now = (
        Round.objects.filter(closed_at=None)
        .annotate(people=Coalesce(Subquery(decided), 0), took_part=Exists(own))
        .exclude(enough)
    )
    covered = Q(round__in=open_now.values("pk")) | Q(
        round__outcome=RoundOutcome.BADGE_MOVED, version__in=open_now.values("version")
    )
    return Review.objects.exclude(covered & ~Q(reviewer=user.pk))


def _wrote(user: Person) -> Exists:
    """Whoever wrote a version is no reviewer of it, and may read what was decided."""
    return Exists(Contributor.objects.filter(version=OuterRef("version"), user=user.pk))
