"""Which reviewers may review which versions: `policies.why_not_review` for many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from evidence.models import Citation, ClaimVersion, Contributor, Reviewer


def reviewers_now() -> list[Reviewer]:
    """Everyone who reviews now, with their accounts; one query."""
    return list(Reviewer.objects.reviewing().select_related("user").order_by("name", "id"))


def barred(versions: Iterable[ClaimVersion], reviewers: Sequence[Reviewer]) -> set[tuple[int, int]]:
    """(version, user) for each of these reviewers who may not review the version (D8); one query.

    The same persons as `policies.why_not_review` refuses; a test compares the two.
    """
    rows = list(versions)
    by_orcid = {reviewer.orcid: reviewer.user_id for reviewer in reviewers if reviewer.orcid}
    pairs = {(version.pk, version.author_id) for version in rows}
    wrote = Contributor.objects.filter(version=OuterRef("pk")).values("user")
    cited = Citation.objects.filter(version=OuterRef("pk")).values(
        json=JSONObject(own="reference__authors", winner="reference__merged_into__authors")
    )
    for version, people, works in (
        ClaimVersion.objects.filter(pk__in=[version.pk for version in rows])
        .annotate(people=ArraySubquery(wrote), works=ArraySubquery(cited))
        .values_list("pk", "people", "works")
    ):
        authors = {orcid for work in works for orcid in _orcids(work.values())}
        pairs |= {(version, user) for user in people}
        pairs |= {(version, user) for orcid, user in by_orcid.items() if orcid in authors}
    return pairs


def _orcids(works: Iterable[Any]) -> set[str]:
    return {author.get("orcid", "") for authors in works for author in authors or ()}
