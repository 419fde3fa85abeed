"""The work queue: which claims wait for what. What a line of the list says: `queue_lines`."""

from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from evidence import policies
from evidence.choices import ReviewKind, VersionStatus
from evidence.models import (
    Approval,
    Assignment,
    Claim,
    ClaimDraft,
    ClaimVersion,
    Profile,
    Review,
    Round,
)
from evidence.querysets import HasWord
from evidence.selectors.at_desk import with_company
from evidence.selectors.desk import (
    rounds_to_adjudicate,
    rounds_to_review,
    to_open_again,
)
from evidence.selectors.needs import apart_for_ever, left_behind
from references.policies import Person

MOST = 200
TABS = {
    "mine": "For you",
    "waiting": "In review",
    "second": "Awaits a second",
    "replace": "To be replaced",
    "disputed": "Disputed",
    "suspended": "Being re-checked",
    "overdue": "Overdue",
    "drafts": "Drafts",
    "all": "All",
}


def condition(tab: str, user: Person, most: int | None = None) -> Q:
    """Which claims a tab of the queue holds for this person; at least the first `most`, if that is given.

    Sets are joined by UNION, and each ends early: with OR, or grouped, the database would ask every claim.
    """
    return {
        "mine": _mine,
        "waiting": _waiting,
        "second": lambda user, most: Q(pk__in=_first(_with_one_of_two(), most)),
        "replace": lambda user, most: Q(
            pk__in=left_behind()
            .order_by()
            .values("round__claim")
            .union(apart_for_ever().order_by().values("claim"))
        ),
        "disputed": _disputed,
        "suspended": lambda user, most: Q(pk__in=ClaimVersion.objects.suspended().values("claim")),
        "overdue": _overdue,
        "drafts": lambda user, most: Q(pk__in=ClaimDraft.objects.values("claim")),
        "all": lambda user, most: Q(),
    }[tab](user, most)


def _first(rounds: QuerySet[Round], most: int | None) -> QuerySet[Round, Any]:
    """The claims of these rounds, the oldest claims first: the order of the index of open rounds."""
    return rounds.order_by("claim_id").values("claim")[:most]


def _due(rounds: QuerySet[Round], most: int | None) -> QuerySet[Round, Any]:
    """The claims of these rounds that somebody was asked about, what is due first."""
    asked = rounds.filter(assignments__ended_at=None, assignments__isnull=False)
    return asked.order_by("assignments__due_on").values("claim")[:most]


def _mine(user: Person, most: int | None) -> Q:
    """What this person can decide or open again, and what was sent back to them."""
    newest = ClaimVersion.objects.filter(claim=OuterRef("claim")).order_by("-number")
    sent_back = ClaimVersion.objects.filter(
        pk=Subquery(newest.values("pk")[:1]),
        author=user.pk,
        status=VersionStatus.CHANGES_REQUESTED,
    )
    review = rounds_to_review(user)
    asked = Assignment.objects.filter(ended_at=None, reviewer=user.pk).values("round")
    return Q(
        pk__in=_first(review, most).union(
            review.filter(pk__in=asked).order_by().values("claim"),
            _first(rounds_to_adjudicate(user), most),
            to_open_again(user).order_by().values("claim"),
            sent_back.order_by().values("claim"),
        )
    )


def _with_one_of_two() -> QuerySet[Round]:
    """Open rounds that have one of two reviews."""
    people = (
        Review.objects.filter(round=OuterRef("pk"), kind=ReviewKind.REVIEW)
        .order_by()
        .values("round")
        .annotate(people=Count("reviewer", distinct=True))
    )
    return (
        Round.objects.filter(closed_at=None, required_reviews=2)
        .exclude(version__status=VersionStatus.DISPUTED)
        .annotate(people=Subquery(people.values("people")))
        .filter(people=1)
    )


def _waiting(user: Person, most: int | None) -> Q:
    """What is in review, but for disputes."""
    opened = Round.objects.filter(closed_at=None).exclude(version__status=VersionStatus.DISPUTED)
    return Q(pk__in=_first(opened, most).union(_due(opened, most)))


def _disputed(user: Person, most: int | None) -> Q:
    """For a reviewer the disputes they can settle; for everyone else all of them."""
    if policies.is_reviewer(user):
        return Q(pk__in=_first(rounds_to_adjudicate(user), most))
    return Q(pk__in=ClaimVersion.objects.disputed().values("claim"))


def _overdue(user: Person, most: int | None) -> Q:
    """An assignment is late, or the evidence under a standing approval was to be appraised again."""
    today = timezone.localdate()
    late = Assignment.objects.filter(ended_at=None, due_on__lt=today).order_by("due_on")
    newer = Profile.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    due = Profile.objects.filter(~Exists(newer), review_due_on__lt=today)
    stale = Approval.objects.active().filter(version__question__in=due.values("question"))
    return Q(
        pk__in=late.values("version__claim")[:most].union(stale.order_by().values("claim")[:most])
    )


def counts(user: Person) -> dict[str, int]:
    """How many claims each tab holds, in one query; of more than `MOST` only that there are more."""
    asked = [
        Claim.objects.filter(condition(tab, user, MOST + 1)).order_by().values("pk")[: MOST + 1]
        for tab in TABS
    ]
    queries = [claims.query.sql_with_params() for claims in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _ in queries),  # noqa: S608
            [value for _, values in queries for value in values],
        )
        return dict(zip(TABS, cursor.fetchone(), strict=True))


def shown_count(number: int) -> str:
    """A count as the tabs show it."""
    return f"{MOST:,}+" if number > MOST else f"{number:,}"


class Pages(Paginator):
    """The first `MOST` claims of a tab, in pages: nobody turns further, and counting all is slow."""

    @cached_property
    def count(self) -> int:
        """How many there are, up to `MOST`."""
        claims: Any = self.object_list
        return claims.order_by().values("pk")[:MOST].count()


def claims_in(tab: str, user: Person, search: str = "") -> QuerySet[Claim]:
    """The claims of a tab with these words, in the sentence or the draft, or this key; what is due first comes first.

    A word finds those that begin with it, whatever their accents and capitals.
    """
    words = [word for word in search.split() if any(map(str.isalnum, word))]
    # What is searched for may be anywhere; a list without a search is read from its beginning.
    claims = with_company(
        Claim.objects.filter(condition(tab, user, None if words else MOST + 1)), user
    ).select_related("draft__opened_by")
    for word in words:
        said = ClaimVersion.objects.filter(HasWord("text", word)).order_by()
        drafted = ClaimDraft.objects.filter(HasWord("text", word)).order_by()
        keyed = Claim.objects.filter(key__startswith=word.lower()).order_by()
        claims = claims.filter(
            pk__in=said.values("claim").union(drafted.values("claim"), keyed.values("pk"))
        )
    if tab in ("mine", "waiting", "second", "replace", "disputed", "overdue"):
        due = Assignment.objects.filter(version__claim=OuterRef("pk"), ended_at=None)
        opened = Round.objects.filter(claim=OuterRef("pk"), closed_at=None)
        return claims.order_by(
            Subquery(due.order_by("due_on").values("due_on")[:1]).asc(nulls_last=True),
            Subquery(opened.values("opened_at")[:1]).asc(nulls_last=True),
            "id",
        )
    return claims.order_by("-id")
