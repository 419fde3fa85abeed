"""Which reviewers may review which versions: `policies.why_not_review` for many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from evidence.models import Citation, ClaimVersion, Contributor, Reviewer


def reviewers_now() -> list[Reviewer]:
    """Everyone who reviews now, with their accounts; one query."""
    return list(Reviewer.objects.reviewing().select_related("user").order_by("name", "id"))


def barred(versions: Iterable[ClaimVersion], reviewers: Sequence[Reviewer]) -> set[tuple[int, int]]:
    """(version, user) for each of these reviewers who may not review the version (D8); two queries.

    The same persons as `policies.why_not_review` refuses; a test compares the two.
    """
    rows = list(versions)
    pairs = {(version.pk, version.author_id) for version in rows}
    pairs |= set(Contributor.objects.filter(version__in=rows).values_list("version", "user"))
    by_orcid = {reviewer.orcid: reviewer.user_id for reviewer in reviewers if reviewer.orcid}
    for version, *works in Citation.objects.filter(version__in=rows).values_list(
        "version", "reference__authors", "reference__merged_into__authors"
    ):
        pairs |= {(version, by_orcid[orcid]) for orcid in _orcids(works) if orcid in by_orcid}
    return pairs


def _orcids(works: Iterable[Any]) -> set[str]:
    return {author.get("orcid", "") for authors in works for author in authors or ()}
