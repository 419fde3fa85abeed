"""Writing down each computation of a badge (D5)."""

from evidence import badges
from evidence.models import Approval, ClaimVersion, Grading, Profile


def write_grading(
    *,
    version: ClaimVersion,
    badge: badges.Badge,
    shown: str,
    cause: str,
    profile: Profile | None,
    approval: Approval | None = None,
) -> Grading:
    """Keep one computation: what came out, what is shown, why and what caused it."""
    return Grading.objects.create(
        version=version,
        approval=approval,
        computed=badge.value,
        shown=shown,
        reasons=[list(reason) for reason in badge.reasons],
        counted=list(badge.counted),
        cause=cause,
        profile=profile,
        method=badge.method,
    )
