"""Reports of one study: those that links join, and those that a registration suggests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from evidence.models import Citation, ProfileStudy, StudyFacts, StudyLink
from evidence.registrations import registrations
from evidence.selectors.studies import Study, studies_of
from evidence.selectors.works import rows_of, stands
from references.models import Reference

MOST_SUGGESTED = 10


def reports_with(ids: Iterable[int]) -> set[int]:
    """All rows that confirmed links and merges join with these, themselves among them; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT evidence_reports_with(id) FROM unnest(%s::bigint[]) AS id",
            [sorted(set(ids))],
        )
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class Report:
    """Another report of the same study, by a link."""

    link: StudyLink
    study: Study


@dataclass(frozen=True)
class Suggestion:
    """A reference that names the same trial, and is read for the same claims."""

    study: Study
    trials: Sequence[str]


@dataclass(frozen=True)
class Independence:
    """What is known of a study's other reports. `trials` are the registrations that its own words name."""

    links: Sequence[Report]
    ended: Sequence[Report]
    trials: Sequence[str]
    suggested: Sequence[Suggestion]


def independence_of(reference: Reference) -> Independence:
    """The links of a work and what its registrations suggest; a constant number of queries.

    Suggested are references that the same claims cite or the same questions appraise: elsewhere a report that
    is told twice counts once already.
    """
    rows = rows_of(reference)
    links = list(
        StudyLink.objects.filter(Q(first__in=rows) | Q(second__in=rows))
        .select_related("first__merged_into", "second__merged_into", "linked_by")
        .select_related("confirmed_by", "ended_by")
        .order_by("-id")
    )
    linked = {link.pk: link.second if link.first_id in rows else link.first for link in links}
    here = registrations(_words(reference, _cell(reference)))
    beside = _read_with(rows) if here else []
    named = _trials(beside)
    taken = {stands(other) for pk, other in linked.items()} | set(rows)
    alike = [
        (other, sorted(set(here) & set(named[other.pk])))
        for other in beside
        if stands(other) not in taken
    ]
    alike = [(other, shared) for other, shared in alike if shared][:MOST_SUGGESTED]
    studies = studies_of([*linked.values(), *(other for other, _ in alike)])
    reports = [Report(link, studies[linked[link.pk].pk]) for link in links]
    return Independence(
        links=[report for report in reports if report.link.ended_at is None],
        ended=[report for report in reports if report.link.ended_at is not None],
        trials=here,
        suggested=[Suggestion(studies[other.pk], shared) for other, shared in alike],
    )


def _read_with(rows: Sequence[int]) -> list[Reference]:
    """References that a claim cites, or a question appraises, together with one of these rows."""
    versions = Citation.objects.filter(reference__in=rows).values("version")
    profiles = ProfileStudy.objects.filter(reference__in=rows).values("profile")
    questions = Citation.objects.filter(reference__in=rows).values("version__question")
    beside = (
        Q(pk__in=Citation.objects.filter(version__in=versions).values("reference"))
        | Q(pk__in=ProfileStudy.objects.filter(profile__in=profiles).values("reference"))
        | Q(pk__in=ProfileStudy.objects.filter(profile__question__in=questions).values("reference"))
    )
    found = Reference.objects.filter(beside).exclude(pk__in=rows).select_related("merged_into")
    return list(found.defer("search").order_by("key")[:200])


def _trials(references: Sequence[Reference]) -> dict[int, tuple[str, ...]]:
    cells = dict(
        StudyFacts.objects.filter(reference__in=[row.pk for row in references])
        .order_by("reference_id", "-number")
        .distinct("reference_id")
        .values_list("reference_id", "cluster")
    )
    return {row.pk: registrations(_words(row, cells.get(row.pk, ""))) for row in references}


def _cell(reference: Reference) -> str:
    newest = StudyFacts.objects.filter(reference=reference).order_by("-number").first()
    return newest.cluster if newest else ""


def _words(reference: Reference, cell: str) -> str:
    return f"{reference.title}\n{reference.abstract}\n{cell}"
