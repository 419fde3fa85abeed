"""What an open round still needs and from whom: said exactly, and before anybody waits in vain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from evidence.choices import AssignmentEnd, ReviewKind, VersionStatus
from evidence.models import Assignment, Review, Reviewer, Round
from evidence.selectors.eligible import barred, reviewers_now

# So many names are read; of more the number says enough.
AT_MOST = 4
NUMBERS = {1: "one reviewer", 2: "two reviewers"}


@dataclass(frozen=True)
class Need:
    """What one open round waits for. `who` are the names of those who may; `gone` reviewed in it and left."""

    missing: int
    reviews_in: int
    is_disputed: bool
    who: Sequence[str]
    gone: Sequence[str] = ()
    active: int = 0

    @property
    def again(self) -> bool:
        """Whether all reviews are in and those who gave them decide once more."""
        return not self.missing and not self.is_disputed

    @property
    def is_second(self) -> bool:
        """Whether one review is in and a second awaited."""
        return self.missing > 0 and self.reviews_in > 0

    @property
    def is_stuck(self) -> bool:
        """Whether nobody, or not enough people, can do what is needed."""
        wanted = 1 if self.is_disputed or self.again else self.missing
        return len(self.who) < wanted

    @property
    def for_whom(self) -> str:
        """In few words, for a line of a list."""
        if not self.who:
            return "nobody here may"
        if len(self.who) > AT_MOST:
            return f"{len(self.who)} may"
        return f"only {self.who[0]} may" if len(self.who) == 1 else _listed(self.who, "or")

    @property
    def what(self) -> str:
        """What is awaited, in few words."""
        if self.is_disputed:
            return "a third person"
        if self.again:
            return "another look"
        if self.is_second:
            return "a second reviewer"
        return NUMBERS[self.missing]

    @property
    def sentence(self) -> str:
        """What is needed, whom that leaves, and what to do where that is nobody."""
        if self.is_disputed:
            return f"Disputed: it needs a third person. {self._whom(self._invite_third())}"
        if self.again:
            return self._again()
        head = f"It needs {self.what}."
        if len(self.who) >= self.missing:
            return f"{head} {self._whom('')}"
        if not self.who:
            return f"{head} {self._nobody()} {self._mend()}"
        return f"{head} Only {self.who[0]} may; nobody else can. {self._mend()}"

    def _whom(self, otherwise: str) -> str:
        if not self.who:
            return otherwise
        if len(self.who) == 1:
            return f"Only {self.who[0]} may: nobody else is free to."
        return f"{_listed(self.who, 'or')} may."

    def _nobody(self) -> str:
        return (
            f"Of the {_people(self.active)} none may: each wrote in it, is an author of a source, or has"
            " decided already."
            if self.active
            else "This site has no active reviewer."
        )

    def _mend(self) -> str:
        return (
            "Invite a reviewer, or narrow the sentence so that one review is enough."
            if self.reviews_in or self.missing > 1
            else "Invite a reviewer."
        )

    def _invite_third(self) -> str:
        return (
            f"This site has {_people(self.active)}, and none is left who may: narrow the sentence and submit"
            " it anew, or invite one."
        )

    def _again(self) -> str:
        left = f"{_listed(self.gone, 'and')} left. " if self.gone else ""
        if not self.who:
            return (
                f"All reviews are in and do not agree yet. {left}Nobody can decide once more: an editor passes"
                " it to a third person."
            )
        once_more = (
            f"{_listed(self.who, 'and')} decide{'s' if len(self.who) == 1 else ''} once more."
        )
        third = " If they still differ, a third person settles it." if self.gone else ""
        return f"All reviews are in and do not agree yet. {left}{once_more}{third}"


def needs_of(rounds: Iterable[Round]) -> dict[int, Need]:
    """What each of these open rounds (with `version`) needs, by round; three queries however many."""
    rows = list(rounds)
    reviewers = reviewers_now()
    shut = barred([round_.version for round_ in rows], reviewers)
    decided: dict[int, dict[int, str]] = {}
    for round_id, user, name in Review.objects.filter(
        round__in=rows, kind=ReviewKind.REVIEW
    ).values_list("round", "reviewer", "reviewer__reviewer__name"):
        decided.setdefault(round_id, {})[user] = name or ""
    return {
        round_.pk: _need(round_, reviewers, shut, decided.get(round_.pk, {})) for round_ in rows
    }


def _need(
    round_: Round,
    reviewers: Sequence[Reviewer],
    shut: set[tuple[int, int]],
    decided: dict[int, str],
) -> Need:
    free = [r for r in reviewers if (round_.version_id, r.user_id) not in shut]
    is_disputed = round_.version.status == VersionStatus.DISPUTED
    missing = max(round_.required_reviews - len(decided), 0)
    once_more = not is_disputed and not missing
    there = {reviewer.user_id for reviewer in reviewers}
    return Need(
        missing=missing,
        reviews_in=len(decided),
        is_disputed=is_disputed,
        who=[r.name for r in free if (r.user_id in decided) == once_more],
        gone=[name for user, name in decided.items() if user not in there] if once_more else (),
        active=len(reviewers),
    )


def left_behind() -> QuerySet[Assignment]:
    """Open rounds in which who was asked declined, left or has a closed account, and nobody took their place."""
    return (
        Assignment.objects.filter(
            Q(ending__in=[AssignmentEnd.LEFT, AssignmentEnd.DECLINED])
            | Q(ended_at=None, reviewer__in=Reviewer.objects.gone().values("user")),
            round__closed_at=None,
            replaced_by_another=None,
        )
        .exclude(round__reviews__reviewer=F("reviewer"))
        .select_related("reviewer", "version__claim")
        .order_by("due_on", "id")
    )


def apart_for_ever() -> QuerySet[Round]:
    """Open rounds whose reviews are in and do not agree, and of whose reviewers one reviews no more."""
    reviews = Review.objects.filter(round=OuterRef("pk"), kind=ReviewKind.REVIEW)
    people = reviews.order_by().values("round").annotate(n=Count("reviewer", distinct=True))
    gone = reviews.filter(reviewer__in=Reviewer.objects.gone().values("user"))
    return (
        Round.objects.filter(Exists(gone), closed_at=None)
        .exclude(version__status=VersionStatus.DISPUTED)
        .annotate(people=Subquery(people.values("n")))
        .filter(people__gte=F("required_reviews"))
    )


def left_by(user: User) -> list[str]:
    """Keys of the claims that wait because this person reviews no more."""
    asked = left_behind().filter(reviewer=user).values_list("version__claim__key", flat=True)
    apart = apart_for_ever().filter(reviews__reviewer=user).values_list("claim__key", flat=True)
    return sorted({*asked, *apart})


def _people(number: int) -> str:
    return "one reviewer" if number == 1 else f"{number} reviewers"


def _listed(names: Sequence[str], word: str) -> str:
    if len(names) == 1:
        return names[0]
    if len(names) > AT_MOST:
        names = [*names[: AT_MOST - 1], f"{len(names) - AT_MOST + 1} others"]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
