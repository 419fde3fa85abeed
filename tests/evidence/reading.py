"""Reading back what happened."""

from typing import Any

from evidence.models import Approval, Claim, ClaimVersion, Grading
from references.models import Event


def told(stream: str, *, since: int = 0) -> list[tuple[str, str]]:
    """(verb, role) of each event of a stream after the place `since`, in order."""
    return list(
        Event.objects.filter(stream=stream, seq__gt=since)
        .order_by("seq")
        .values_list("verb", "role")
    )


def told_of(claim: Claim, *, since: int = 0) -> list[str]:
    """The verbs of a claim's events."""
    return [verb for verb, _ in told(f"claim:{claim.key}", since=since)]


def place(claim: Claim) -> int:
    """How many events a claim has."""
    return Event.objects.filter(stream=f"claim:{claim.key}").count()


def last_data(stream: str, verb: str) -> Any:
    """What the newest event with this verb says."""
    return Event.objects.filter(stream=stream, verb=verb).order_by("seq").last().data


def active(version: ClaimVersion) -> Approval | None:
    """The approval that stands for a version."""
    return Approval.objects.active().filter(version=version).first()


def newest_grading(version: ClaimVersion) -> Grading:
    """The last computation."""
    return Grading.objects.filter(version=version).order_by("-id").first()
