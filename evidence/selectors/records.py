"""What ever happened to a claim in public, and which records readers may open."""

from django.db.models import Exists, OuterRef

from evidence.models import Approval, ApprovalSource, Citation, Claim, ClaimVersion, Suspension
from references.models import Reference


def shown_version(claim: Claim) -> ClaimVersion | None:
    """The newest version that was ever approved; None before the first approval."""
    approval = (
        Approval.objects.filter(claim=claim)
        .select_related("version__question")
        .order_by("-version__number", "-active", "-id")
        .first()
    )
    return approval.version if approval else None


def is_public(reference: Reference) -> bool:
    """Whether something that was ever approved cites this reference or rests on it."""
    approved = Approval.objects.filter(version=OuterRef("version"))
    cited = Citation.objects.filter(Exists(approved), reference=reference)
    rests = ApprovalSource.objects.filter(reference=reference)
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
