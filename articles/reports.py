"""All reports, by the word in their address: those of the desk, and what is approved and on no page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.choices import ShownAs
from articles.models import LiveEntry, Placement
from evidence.selectors import reports
from evidence.selectors.agreement import agreement
from evidence.selectors.reports import Report, Row

AT_ONCE = 1000


def unpublished(only: int | None) -> Iterator[Row]:
    """Approved words that no live page shows, and where they are placed; two queries for each thousand."""
    shown = LiveEntry.objects.filter(shown_as=ShownAs.APPROVED).values("version")
    now, waiting = timezone.now(), reports.approved_elsewhere_than(shown)
    held = []
    for version in waiting.iterator(chunk_size=AT_ONCE):
        held.append(version)
        if len(held) == AT_ONCE:
            yield from _placed(held, now)
            held.clear()
    yield from _placed(held, now)


def _placed(versions: list[Any], now: datetime) -> Iterator[Row]:
    places: dict[int, list[str]] = {}
    for version, slug in (
        Placement.objects.filter(version__in=[version.pk for version in versions])
        .order_by("version", "revision__article__slug")
        .values_list("version", "revision__article__slug")
        .distinct()
    ):
        places.setdefault(version, []).append(slug)
    for version in versions:
        where = ", ".join(places.get(version.pk, ())) or "on no page"
        day = timezone.localtime(version.since).date()
        cells = (version.text, version.claim.key, day, (now - version.since).days, where)
        yield Row(cells, version.claim_id)


REPORTS = {
    "workload": Report(
        "Workload",
        "What each reviewer is asked to do and has done.",
        ("Reviewer", "Open", "Due in 7 days", "Overdue", "Done in 30 days", "Done in 90 days"),
        reports.workload,
        of_oneself=True,
    ),
    "waiting": Report(
        "Waiting times",
        "How long claims have waited in each state, in days.",
        ("State", "Claims", "Median", "Longest", "Longest waiting claim"),
        reports.waiting,
    ),
    "second": Report(
        "Awaiting a second reviewer",
        "One person has decided; what they decided stays covered until another has too.",
        ("Claim", "Key", "Since", "Days", "Asked"),
        reports.second_reviewer,
    ),
    "agreement": Report(
        "Agreement",
        "First decisions of two people about the same words, in rounds that are closed. Kappa is Cohen's, of"
        " approving or not: 0 is chance, 1 is always.",
        ("Reviewers", "Rounds", "Agree", "One step apart", "Differ", "Kappa"),
        agreement,
        of_oneself=True,
    ),
    "overdue": Report(
        "Overdue",
        "Reviews past their day, and appraisals that were to be made again.",
        ("What", "Words", "Key", "Whose", "Due", "Days late"),
        reports.overdue,
        of_oneself=True,
    ),
    "suspended": Report(
        "Suspended",
        "Approved words that are being re-checked.",
        ("Claim", "Key", "Cause", "Why", "Since", "Days", "Next step"),
        reports.suspended,
    ),
    "unpublished": Report(
        "Approved, not published",
        "Words that stand and that no page shows to readers.",
        ("Claim", "Key", "Approved", "Days", "Placed"),
        unpublished,
    ),
}
