"""What ever happened to a claim in public, and which records readers may open."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from evidence.choices import Decision
from evidence.models import (
    Approval,
    ApprovalSource,
    Citation,
    Claim,
    Review,
    Suspension,
)
from evidence.selectors.works import rows_of
from references.models import Reference


def is_public(reference: Reference) -> bool:
    """Whether something that was ever approved cites this work or rests on it, by whichever of its rows."""
    rows = rows_of(reference)
    approved = Approval.objects.filter(version=OuterRef("version"))
    cited = Citation.objects.filter(Exists(approved), reference__in=rows)
    rests = ApprovalSource.objects.filter(reference__in=rows)
    return cited.exists() or rests.exists()


def history(claim: Claim) -> tuple[list[Approval], list[Suspension]]:
    """Every approval and every suspension of a claim's versions, oldest first."""
    approvals = (
        Approval.objects.filter(claim=claim).select_related("version").order_by("approved_at")
    )
    suspensions = (
        Suspension.objects.filter(version__claim=claim)
        .select_related("version")
        .order_by("suspended_at")
    )
    return list(approvals), list(suspensions)


def reviewed_alone(user_id: int | None, versions: Iterable[int]) -> Review | None:
    """A review by which this person alone let one of these versions stand, if there is one."""
    return (
        Review.objects.filter(
            reviewer=user_id,
            decision=Decision.APPROVE,
            round__approvals__active=True,
            round__approvals__version__in=list(versions),
            round__required_reviews=1,
        )
        .select_related("version")
        .first()
    )
