"""Which reviewers may review which versions: `policies.why_not_review` for many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Coalesce, JSONObject

from evidence.models import Citation, ClaimVersion, Contributor, Reviewer
from evidence.querysets import Folded
from evidence.selectors.ties import bars_of, with_bars
from evidence.selectors.works import rows_of_work, work_cited


def reviewers_now() -> list[Reviewer]:
    """Everyone who reviews now, with their accounts and what bars them; one query."""
    return list(
        with_bars(Reviewer.objects.reviewing().select_related("user")).order_by("name", "id")
    )


def barred(versions: Iterable[ClaimVersion], reviewers: Sequence[Reviewer]) -> set[tuple[int, int]]:
    """(version, user) for each of these reviewers who may not review the version (D8); one query.

    The same persons as `policies.why_not_review` refuses; a test compares the two.
    """
    rows = list(versions)
    bars = bars_of(reviewers)
    pairs = {(version.pk, version.author_id) for version in rows}
    wrote = Contributor.objects.filter(version=OuterRef("pk")).values("user")
    authors = rows_of_work("work").values("authors")
    cited = (
        Citation.objects.filter(version=OuterRef("pk"))
        .annotate(work=work_cited())
        .values(json=JSONObject(work="work", authors=ArraySubquery(authors)))
    )
    for version, people, works, about in (
        ClaimVersion.objects.filter(pk__in=[version.pk for version in rows])
        .annotate(
            people=ArraySubquery(wrote),
            works=ArraySubquery(cited),
            about=Folded(Coalesce("question__intervention", Value(""))),
        )
        .values_list("pk", "people", "works", "about")
    ):
        pairs |= {(version, user) for user in people}
        orcids = {orcid for work in works for orcid in _orcids(work["authors"])}
        ids = {work["work"] for work in works}
        for bar in bars:
            paid = bar.paid and (not about or not {"", about}.isdisjoint(bar.paid))
            if paid or bar.reviewer.orcid in orcids or not ids.isdisjoint(bar.wrote):
                pairs.add((version, bar.reviewer.user_id))
    return pairs


def _orcids(works: Iterable[Any]) -> set[str]:
    return {orcid for authors in works for author in authors if (orcid := author.get("orcid"))}
