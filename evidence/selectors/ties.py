"""What binds a person to what is reviewed: read afresh by every policy of D8, as the database reads it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, JSONArray, JSONObject

from evidence import authorship
from evidence.choices import InterestKind
from evidence.models import (
    AuthorshipAnswer,
    Citation,
    ClaimVersion,
    Contributor,
    Declaration,
    Question,
    Reviewer,
    Round,
)
from evidence.querysets import REMEMBERED, Folded
from evidence.selectors.works import stands
from references.models import Reference
from references.policies import Person

PAID, UNSAID = "paid", "unsaid"
DECLARED = ("id", "reviewer_id", "intervention", "subject", "kind", "text", "declared_at")


class Says(Func):
    """What a person's declarations in force say of a folded intervention: paid, declared or unsaid."""

    function = "evidence_interests"
    output_field = TextField()


class IsCitedAuthor(Func):
    """Whether a person wrote a work that a version cites, by ORCID or by their own answer."""

    function = "evidence_is_cited_author"
    output_field = BooleanField()


@dataclass(frozen=True)
class Ties:
    """An active reviewer, and what binds them to one version."""

    reviewer: Reviewer
    wrote: bool
    is_cited_author: bool
    says: str
    subject: str
    declared: Sequence[Declaration] = ()
    answered: Collection[tuple[int, str]] = ()


@dataclass(frozen=True)
class NameMatch:
    """A name above a cited work that may be the reviewer's, and that they have not spoken about."""

    reference: Reference
    author: str


def active_reviewers(user: User) -> QuerySet[Reviewer]:
    """The row that makes this account an active reviewer; none if it is not."""
    return Reviewer.objects.reviewing().filter(user=user.pk).select_related("user")


def ties_of(user: User, version: ClaimVersion) -> Ties | None:
    """What binds a reviewer to a version, in one query; None for whoever is no active reviewer."""
    row = (
        active_reviewers(user)
        .annotate(
            wrote=Exists(Contributor.objects.filter(version=version.pk, user=OuterRef("user"))),
            is_cited_author=IsCitedAuthor(F("user"), Value(version.pk)),
            subject=Folded(Value(intervention_of(version))),
            says=Says(F("user"), F("subject")),
        )
        .first()
    )
    if row is None:
        return None
    return Ties(row, row.wrote, row.is_cited_author, row.says, row.subject)


def with_ties(rounds: QuerySet[Round], user: Person) -> QuerySet[Round]:
    """Rounds that bring along what `ties_in` reads: the same of the version of each, for a page to show."""
    told = Declaration.objects.in_force().filter(reviewer__user=user.pk).order_by("subject")
    given = AuthorshipAnswer.objects.filter(reviewer__user=user.pk)
    return rounds.annotate(
        wrote=Exists(Contributor.objects.filter(version=OuterRef("version"), user=user.pk)),
        is_cited_author=IsCitedAuthor(Value(user.pk), F("version")),
        subject=Folded(Coalesce("version__question__intervention", Value(""))),
        says=Says(Value(user.pk), F("subject")),
        declared=ArraySubquery(told.values(json=JSONObject(**{name: name for name in DECLARED}))),
        answered=ArraySubquery(
            given.values(
                json=JSONArray(Coalesce("reference__merged_into_id", "reference_id"), "author_name")
            )
        ),
    )


def ties_in(round_: Any, user: Person) -> Ties | None:
    """What binds a person to the version of a round that was read `with_ties`; None for no active reviewer."""
    reviewer = Reviewer.objects.of(user)
    if reviewer is None or not isinstance(user, User):
        return None
    reviewer.user = user
    return Ties(
        reviewer,
        round_.wrote,
        round_.is_cited_author,
        round_.says,
        round_.subject,
        [
            Declaration(**one | {"declared_at": datetime.fromisoformat(one["declared_at"])})
            for one in round_.declared
        ],
        {(work, name) for work, name in round_.answered},
    )


def intervention_of(version: ClaimVersion) -> str:
    """The intervention that a version is about; "" where it answers no question."""
    return version.question.intervention if version.question else ""


def interests_in(user: User, intervention: str) -> bool:
    """Whether declarations in force tell of interests in an intervention, or in all that the portal treats."""
    about = Q(subject="") | Q(subject=Folded(Value(intervention)))
    told = Declaration.objects.in_force().filter(about, reviewer__user=user.pk)
    return told.exclude(kind=InterestKind.NONE).exists()


def said_of(user: User, question: Question) -> str:
    """What a reviewer's declarations in force say of a question's intervention; "" of no reviewer."""
    rows = active_reviewers(user).annotate(
        says=Says(F("user"), Folded(Value(question.intervention)))
    )
    return rows.values_list("says", flat=True).first() or ""


def said_of_all(user: User, versions: Collection[int]) -> dict[str, str]:
    """The same for each intervention that these versions are about, as it is compared; one query."""
    about = ClaimVersion.objects.filter(pk__in=versions).annotate(
        wanted=Folded(Coalesce("question__intervention", Value("")))
    )
    rows = about.order_by().values("wanted").distinct()
    return dict(rows.annotate(says=Says(Value(user.pk), F("wanted"))).values_list("wanted", "says"))


def own_work_cited(user: User, versions: Collection[int]) -> Citation | None:
    """The first citation of these versions whose work this reviewer wrote, if there is one."""
    reviewer = Reviewer.objects.filter(user=user.pk).first()
    if reviewer is None:
        return None
    cited = (
        Citation.objects.filter(version__in=versions)
        .select_related("reference")
        .defer("reference__abstract")
        .order_by("version", "position")
    )
    own = own_works(reviewer, {stands(citation.reference) for citation in cited})
    return next((citation for citation in cited if stands(citation.reference) in own), None)


def own_works(reviewer: Reviewer, works: Collection[int]) -> set[int]:
    """Those of these works (by the row that stands) that a reviewer wrote, as the database tells it.

    One row of a merged work is enough: it has their ORCID, or they said that it is theirs.
    """
    said = AuthorshipAnswer.objects.filter(reviewer=reviewer, is_author=True)
    own = Q(pk__in=said.values("reference"))
    if reviewer.orcid:
        own |= Q(authors__contains=[{"orcid": reviewer.orcid}])
    rows = Reference.objects.filter(Q(pk__in=works) | Q(merged_into__in=works))
    return {stands(row) for row in rows.filter(own).only("merged_into")}


def names_to_confirm(reviewer: Reviewer, versions: Iterable[int]) -> list[NameMatch]:
    """Names above the works that these versions cite (all rows of a merged one) for the reviewer to answer about."""
    cited = Citation.objects.filter(version__in=list(versions)).values_list(
        "reference", "reference__merged_into"
    )
    works = {winner or pk for pk, winner in cited}
    rows = Reference.objects.filter(Q(pk__in=works) | Q(merged_into__in=works)).only(
        "key", "title", "authors", "issued_year", "merged_into"
    )
    copies: dict[int, list[Reference]] = {}
    for row in rows:
        copies.setdefault(stands(row), []).append(row)
    matches = names_above(reviewer, copies)
    if not matches:
        return []
    given = AuthorshipAnswer.objects.filter(reviewer=reviewer).filter(
        Q(reference__in=works) | Q(reference__merged_into__in=works)
    )
    work = Coalesce("reference__merged_into_id", "reference_id")
    return not_answered(matches, set(given.values_list(work, "author_name")))


def names_above(reviewer: Reviewer, works: Mapping[int, Sequence[Reference]]) -> list[NameMatch]:
    """All of them above works (by the row that stands, with all their rows), answered or not."""
    found: dict[tuple[int, str], NameMatch] = {}
    for row in sorted((row for rows in works.values() for row in rows), key=lambda row: row.pk):
        for author in row.authors:
            if _may_be(reviewer, author):
                match = NameMatch(row, authorship.printed(author))
                found.setdefault((stands(row), match.author), match)
    return list(found.values())


def not_answered(
    matches: Iterable[NameMatch], answered: Collection[tuple[int, str]]
) -> list[NameMatch]:
    """Those that a reviewer has not spoken about; an answer is (work, name)."""
    return [one for one in matches if (stands(one.reference), one.author) not in answered]


def _may_be(reviewer: Reviewer, author: dict[str, str]) -> bool:
    """Whether a printed name may be the reviewer's. Two ORCIDs that differ are two people."""
    if reviewer.orcid and author.get("orcid"):
        return False
    user = reviewer.user
    return any(
        authorship.may_be(author, first=first, last=last)
        for first, last in authorship.names_of(
            first=user.first_name, last=user.last_name, shown=reviewer.name
        )
    )


def declared_by(reviewer: Reviewer) -> Sequence[Declaration]:
    """What a reviewer declared and what still holds, about everything first."""
    return list(Declaration.objects.in_force().filter(reviewer=reviewer).order_by("subject"))


@dataclass(frozen=True)
class Barred:
    """Where a reviewer never decides: interventions whose sellers pay them, works that they wrote."""

    reviewer: Reviewer
    paid: Sequence[str]
    wrote: Sequence[int]


def barred(user: User) -> Barred | None:
    """The same for lists of rounds: one query at most, whatever their number; None for no active reviewer."""
    row: Any = (
        Reviewer.objects.remembered(user)
        if REMEMBERED in user.__dict__
        else with_bars(active_reviewers(user)).first()
    )
    return None if row is None else Barred(row, row.paid, row.wrote)


def remember(user: Any) -> None:
    """While one page is only read: look up once whether the person reviews, and where they never decide.

    Never where something is decided.
    """
    if isinstance(user, User) and REMEMBERED not in user.__dict__:
        row = with_bars(active_reviewers(user)).first() if user.is_active else None
        user.__dict__[REMEMBERED] = row


def bars_of(reviewers: Iterable[Any]) -> list[Barred]:
    """The same of many reviewers, read `with_bars`."""
    return [Barred(row, row.paid, row.wrote) for row in reviewers]


def with_bars(reviewers: QuerySet[Reviewer]) -> QuerySet[Any]:
    """Each with `paid`, the interventions whose sellers pay them, and `wrote`, the works they said are theirs."""
    paid = Declaration.objects.in_force().filter(reviewer=OuterRef("pk"), kind=InterestKind.PAID)
    own = AuthorshipAnswer.objects.filter(reviewer=OuterRef("pk"), is_author=True)
    works = own.annotate(work=Coalesce("reference__merged_into_id", "reference_id"))
    return reviewers.annotate(
        paid=ArraySubquery(paid.values("subject")), wrote=ArraySubquery(works.values("work"))
    )
