"""Writing down each computation of a badge (D5)."""

from evidence import badges
from evidence.choices import GradingCause
from evidence.models import Approval, ClaimVersion, Grading, Override, Profile


def write_grading(
    *,
    version: ClaimVersion,
    badge: badges.Badge,
    shown: str,
    cause: str,
    profile: Profile | None,
    approval: Approval | None = None,
    override: Override | None = None,
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
        override=override,
    )


def write_shown(*, grading: Grading, shown: str, override: Override | None) -> Grading:
    """Keep that the same computation is shown otherwise from now on."""
    return Grading.objects.create(
        version_id=grading.version_id,
        approval_id=grading.approval_id,
        computed=grading.computed,
        shown=shown,
        reasons=grading.reasons,
        counted=grading.counted,
        cause=GradingCause.OVERRIDE,
        profile_id=grading.profile_id,
        method=grading.method,
        override=override,
    )
