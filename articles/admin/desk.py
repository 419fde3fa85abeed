"""What the editorial desk asks: where each article stands, and who has to do what next.

Each function costs a constant number of queries, whatever the number of articles and claims.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from articles.choices import ShownAs
from articles.markdown import plain
from articles.models import (
    Live,
    LiveEntry,
    Placement,
    Publication,
    Revision,
    SignOff,
    Withdrawal,
)
from evidence.choices import VersionStatus
from evidence.models import Approval, ClaimDraft, ClaimVersion, Grading

SENT_BACK = (VersionStatus.CHANGES_REQUESTED, VersionStatus.REJECTED, VersionStatus.WITHDRAWN)
WITH_REVIEWERS = (VersionStatus.IN_REVIEW, VersionStatus.DISPUTED)
# What counts a placement whose words nobody submitted.
DRAFT = "draft"


@dataclass(frozen=True)
class Standing:
    """Where one article stands. `claims` counts the newest revision's placements by what they are now."""

    title: str
    revision: int | None
    number: int
    is_signed: bool
    live_revision: int | None
    live_since: datetime | None
    withdrawn_at: datetime | None
    being_rechecked: int
    given_back: int
    claims: Counter[str] = field(default_factory=Counter)

    @property
    def placed(self) -> int:
        """How many claims the newest revision places."""
        return sum(self.claims.values())

    @property
    def approved(self) -> int:
        """How many of them stand."""
        return self.claims[VersionStatus.APPROVED]

    @property
    def suspended(self) -> int:
        """How many of them are being re-checked."""
        return self.claims[VersionStatus.SUSPENDED]

    @property
    def state(self) -> str:
        """Live, draft or withdrawn, in words."""
        newest = f"revision {self.number} {'signed off' if self.is_signed else 'in draft'}"
        if self.live_since is not None:
            live = f"Live since {self.live_since:%-d %B %Y}"
            return live if self.live_revision == self.revision else f"{live}; {newest}"
        if self.withdrawn_at is not None:
            return f"Withdrawn on {self.withdrawn_at:%-d %B %Y}; {newest}"
        return newest.capitalize()

    @property
    def next_step(self) -> str:
        """Who has to do what next, in words."""
        return "; ".join([*self._about_live(), *self._about_newest()]) or "Nothing to do."

    def _about_live(self) -> list[str]:
        steps = []
        if self.given_back:
            steps.append(
                f"Authors: mend {_count(self.given_back, 'claim')} of the live page sent back"
            )
        if self.being_rechecked:
            steps.append(
                f"Reviewers: re-check {_count(self.being_rechecked, 'claim')} of the live page"
            )
        return steps

    def _about_newest(self) -> list[str]:
        is_told = self.being_rechecked or self.given_back
        if self.revision is None or (self.revision == self.live_revision and is_told):
            return []
        sent_back = sum(self.claims[status] for status in SENT_BACK)
        with_reviewers = sum(self.claims[status] for status in WITH_REVIEWERS)
        older = self.claims[VersionStatus.SUPERSEDED]
        steps = [
            f"Authors: {what}"
            for number, what in (
                (self.claims[DRAFT], f"complete and submit {_count(self.claims[DRAFT], 'claim')}"),
                (sent_back, f"mend {_count(sent_back, 'claim')} sent back"),
                (older, f"place the newer words of {_count(older, 'claim')}"),
            )
            if number
        ]
        if with_reviewers:
            steps.append(f"Reviewers: review {_count(with_reviewers, 'claim')}")
        if self.suspended:
            steps.append(f"Reviewers: re-check {_count(self.suspended, 'claim')}")
        if steps or self.revision == self.live_revision:
            return steps
        if not self.placed and not self.is_signed:
            return ["Authors: place the claims of the text"]
        if not self.is_signed:
            return [f"A reviewer: sign off revision {self.number}"]
        if self.live_since is None and self.withdrawn_at is not None:
            return [f"It was withdrawn; a publisher can bring it back with revision {self.number}"]
        return [f"A publisher: publish revision {self.number}"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def newest_revisions(article_ids: Sequence[int]) -> dict[int, Revision]:
    """The newest revision of each article, by article; `is_signed` says whether it was signed off."""
    rows = (
        Revision.objects.filter(article__in=article_ids)
        .annotate(is_signed=Exists(SignOff.objects.filter(revision=OuterRef("pk"))))
        .order_by("article_id", "-number")
        .distinct("article_id")
    )
    return {row.article_id: row for row in rows}


def standings(article_ids: Sequence[int]) -> dict[int, Standing]:
    """Where each of these articles stands. Seven queries."""
    revisions = newest_revisions(article_ids)
    signed = {row.pk for row in revisions.values() if row.is_signed}  # type: ignore[attr-defined]
    live = dict(
        Live.objects.filter(article__in=article_ids).values_list("article", "publication__revision")
    )
    withdrawn = _last_withdrawals(article_ids)
    began = _live_since(article_ids, withdrawn)
    lowered = LiveEntry.objects.filter(live__in=article_ids).exclude(shown_as=ShownAs.APPROVED)
    rechecked, given_back = Counter[int](), Counter[int]()
    for pk, status in lowered.values_list("live", "version__status"):
        (given_back if status in SENT_BACK else rechecked)[pk] += 1
    claims = _claims_by_state([row.pk for row in revisions.values()], signed)
    return {
        pk: Standing(
            title=plain(revisions[pk].title) if pk in revisions else "",
            revision=revisions[pk].pk if pk in revisions else None,
            number=revisions[pk].number if pk in revisions else 0,
            is_signed=pk in revisions and revisions[pk].pk in signed,
            live_revision=live.get(pk),
            live_since=began.get(pk) if pk in live else None,
            withdrawn_at=withdrawn[pk].withdrawn_at if pk in withdrawn else None,
            being_rechecked=rechecked[pk],
            given_back=given_back[pk],
            claims=claims.get(revisions[pk].pk, Counter()) if pk in revisions else Counter(),
        )
        for pk in article_ids
    }


def _last_withdrawals(article_ids: Sequence[int]) -> dict[int, Withdrawal]:
    rows = Withdrawal.objects.filter(article__in=article_ids)
    return {
        row.article_id: row for row in rows.order_by("article_id", "-id").distinct("article_id")
    }


def _live_since(
    article_ids: Sequence[int], withdrawn: dict[int, Withdrawal]
) -> dict[int, datetime]:
    """The first publication of each article since it was last withdrawn."""
    began: dict[int, datetime] = {}
    rows = Publication.objects.filter(article__in=article_ids).order_by("id")
    for article, pk, at in rows.values_list("article", "id", "published_at"):
        last = withdrawn.get(article)
        if last is None or pk > last.publication_id:
            began.setdefault(article, at)
    return began


def _claims_by_state(revisions: Sequence[int], signed: set[int]) -> dict[int, Counter[str]]:
    """By revision: its placements by the state of their words. Words under an active approval stand."""
    rows = list(
        Placement.objects.filter(revision__in=revisions).values_list(
            "revision", "version", Subquery(versions_of_words().values("pk")[:1])
        )
    )
    wanted = {pk for _, frozen, now in rows for pk in (frozen, now) if pk}
    versions = {
        pk: VersionStatus.APPROVED if stands and status != VersionStatus.SUPERSEDED else status
        for pk, status, stands in ClaimVersion.objects.filter(pk__in=wanted).values_list(
            "pk", "status", Exists(Approval.objects.active().filter(version=OuterRef("pk")))
        )
    }
    counted: dict[int, Counter[str]] = {}
    for revision, frozen, now in rows:
        version = frozen if revision in signed else now
        state = str(versions[version]) if version else DRAFT
        counted.setdefault(revision, Counter())[state] += 1
    return counted


def versions_of_words() -> QuerySet[ClaimVersion]:
    """For a placement: the versions with its words, the newest approved first, else the newest (D3)."""
    return ClaimVersion.objects.filter(claim=OuterRef("claim"), text=OuterRef("text")).order_by(
        Case(When(status=VersionStatus.APPROVED, then=0), default=1), "-number"
    )


def drafts_of(claims: Iterable[int]) -> dict[int, ClaimDraft]:
    """The draft of each of these claims that has one."""
    rows = ClaimDraft.objects.filter(claim__in=list(claims)).select_related("question")
    return {row.claim_id: row for row in rows}


def newest_gradings(versions: Iterable[int]) -> dict[int, Grading]:
    """The newest computation of each version's badge."""
    rows = Grading.objects.filter(version__in=list(versions)).order_by("version_id", "-id")
    return {row.version_id: row for row in rows.distinct("version_id")}


def found_articles(queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Articles whose address, key or any title holds these words."""
    if not words.strip():
        return queryset
    titled = Revision.objects.filter(title__icontains=words.strip()).values("article")
    return queryset.filter(
        Q(pk__in=titled) | Q(slug__icontains=words.strip()) | Q(key__icontains=words.strip())
    )
