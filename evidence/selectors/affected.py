"""Whom a reference concerns: claims that cite it or are appraised over it, and what its fall would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evidence import badges
from evidence.choices import VersionStatus
from evidence.models import Approval, ClaimVersion
from evidence.selectors.inputs import questions_appraised_over
from evidence.selectors.outlook import forecast, keys_of
from evidence.selectors.works import rows_of
from references.choices import Standing
from references.models import Reference

IN_USE = (
    VersionStatus.APPROVED,
    VersionStatus.SUSPENDED,
    VersionStatus.IN_REVIEW,
    VersionStatus.DISPUTED,
    VersionStatus.CHANGES_REQUESTED,
    VersionStatus.SUPERSEDED,
)


@dataclass(frozen=True)
class Affected:
    """One version that a reference concerns: what is shown, and what would be were it retracted.

    `shown` and `then` are empty where nothing was ever approved. `cites` is false where only the appraisal of
    its question includes the work.
    """

    version: ClaimVersion
    cites: bool
    stands: bool
    shown: str
    then: str

    @property
    def would_move(self) -> bool:
        """Whether a retraction would move it down, which suspends."""
        return self.stands and badges.compare(self.shown, self.then) == badges.Move.DOWN

    @property
    def may_be_rechecked(self) -> bool:
        """Whether a re-check can be opened."""
        return self.version.status in (VersionStatus.APPROVED, VersionStatus.SUSPENDED)


def versions_affected(reference: Reference) -> QuerySet[ClaimVersion]:
    """The versions in use that a work concerns by whichever of its rows, what stands first."""
    rows = rows_of(reference)
    cites = ClaimVersion.objects.filter(citations__reference__in=rows)
    return (
        ClaimVersion.objects.filter(
            Q(pk__in=cites.values("pk")) | Q(question__in=questions_appraised_over(rows)),
            status__in=IN_USE,
        )
        .exclude(~Q(approvals__active=True), status=VersionStatus.SUPERSEDED)
        .select_related("claim", "question")
        .distinct()
        .order_by("claim_id", "-number")
    )


def affected_of(reference: Reference, versions: Sequence[ClaimVersion]) -> list[Affected]:
    """What the fall of a work would do to each, computed by the rule; a constant number of queries."""
    rows = rows_of(reference)
    citing = set(
        ClaimVersion.objects.filter(
            pk__in=[version.pk for version in versions], citations__reference__in=rows
        ).values_list("pk", flat=True)
    )
    newest = (
        Approval.objects.filter(version__in=versions)
        .select_related("version__claim", "version__question")
        .order_by("version_id", "-active", "-id")
        .distinct("version_id")
    )
    fallen = {key: Standing.RETRACTED for keys in keys_of([reference]).values() for key in keys}
    outlooks = {one.approval.version_id: one for one in forecast(list(newest), fallen)}
    found = []
    for version in versions:
        outlook = outlooks.get(version.pk)
        found.append(
            Affected(
                version=version,
                cites=version.pk in citing,
                stands=outlook is not None and outlook.approval.active,
                shown=outlook.shown if outlook else "",
                then=outlook.then if outlook else "",
            )
        )
    return found
