"""The sources whose sentences wait for one person: how many, how far, and which is next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from evidence import policies
from evidence.models import Citation, Round, VerdictDraft
from evidence.selectors.desk import rounds_to_review
from evidence.selectors.studies import Study, studies_of
from references.models import Reference
from references.policies import Person

# What a source costs beside one key a sentence: confirm what it is, approve, and say so once more.
FACTS, APPROVE = 1, 2


@dataclass(frozen=True)
class SourceLine:
    """One source of the list."""

    study: Study
    sentences: int
    judged: int

    @property
    def keys_left(self) -> int:
        """About how many keys it takes to be done with it."""
        facts = 0 if self.study.is_confirmed or self.study.is_search else FACTS
        return self.sentences - self.judged + facts + APPROVE


def works_waiting(user: Person, claims: Collection[str] = ()) -> QuerySet[Any, Any]:
    """Per work `work`, `sentences` and `judged`: for a reviewer what they may decide, for others all that is open.

    What has most sentences comes first: its facts are read once for all of them.
    """
    rounds = (
        rounds_to_review(user)
        if policies.is_reviewer(user)
        else Round.objects.filter(closed_at=None)
    )
    if claims:
        rounds = rounds.filter(claim__key__in=claims)
    mine = VerdictDraft.objects.filter(citation=OuterRef("pk"), reviewer=user.pk).exclude(
        judgement=""
    )
    return (
        Citation.objects.filter(version__in=rounds.values("version"))
        .annotate(work=Coalesce("reference__merged_into_id", "reference_id"), mine=Exists(mine))
        .order_by()
        .values("work")
        .annotate(sentences=Count("pk"), judged=Count("pk", filter=Q(mine=True)))
        .order_by("-sentences", "work")
    )


def source_lines(rows: Sequence[dict[str, int]]) -> list[SourceLine]:
    """The lines of a page of `works_waiting`; three queries."""
    works = {
        work.pk: work
        for work in Reference.objects.filter(pk__in=[row["work"] for row in rows])
        .select_related("merged_into")
        .defer("abstract", "search")
    }
    studies = studies_of(works.values())
    return [
        SourceLine(studies[row["work"]], row["sentences"], row["judged"])
        for row in rows
        if row["work"] in studies
    ]


def next_source(
    user: Person, *, after: Reference | None = None, claims: Collection[str] = ()
) -> Reference | None:
    """The next source in the order of the list that has sentences to judge; after the last comes the first."""
    waiting = [
        row["work"]
        for row in works_waiting(user, claims)
        if row["judged"] < row["sentences"] or (after is not None and row["work"] == after.pk)
    ]
    if after is not None and after.pk in waiting:
        at = waiting.index(after.pk)
        waiting = waiting[at + 1 :] + waiting[:at]
    return Reference.objects.filter(pk=waiting[0]).first() if waiting else None
