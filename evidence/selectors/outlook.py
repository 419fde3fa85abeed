"""What badges are, and what they would be: many claims at once, in a constant number of queries.

Nothing here writes. A forecast takes standings other than those that hold, and asks the rule.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence import badges
from evidence.models import (
    Approval,
    ApprovalVerdict,
    Citation,
    ClaimVersion,
    Grading,
    Profile,
    ProfileStudy,
)
from evidence.selectors.findings import look_up
from evidence.selectors.inputs import Inputs, known_of, profile_facts, verdicts_of
from evidence.selectors.works import works_of
from references.models import Reference


def inputs_of(versions: Collection[ClaimVersion]) -> dict[int, Inputs]:
    """What the rule reads for each version now, with confirmed facts. Six queries."""
    cited = _cited(versions)
    profiles = _in_force({version.question_id for version in versions} - {None})
    studies = _studies(profiles.values())
    everything = {row.pk: row for rows in cited.values() for row in rows}
    everything |= {one.reference_id: one.reference for rows in studies.values() for one in rows}
    known = known_of(everything.values(), confirmed=True)
    found = {}
    for version in versions:
        profile = profiles.get(version.question_id or 0)
        its_studies = studies.get(profile.pk, []) if profile else []
        keys = {row.key for row in cited.get(version.pk, ())}
        keys |= {one.reference.key for one in its_studies}
        works = {badges.work_of(key, known.facts) for key in keys}
        # Facts of works that this sentence does not rest on may join trials that it tells apart.
        mine = {key for key in known.facts if badges.work_of(key, known.facts) in works}
        found[version.pk] = Inputs(
            claim=badges.ClaimFacts(
                asks=version.asks,
                direction=version.direction,
                asserts=version.asserts,
                comparative=version.comparative,
                is_finding=version.is_finding,
                reassures_or_advises=version.reassures_or_advises,
            ),
            facts={key: known.facts[key] for key in mine},
            profile=profile_facts(
                profile,
                [(s.reference.key, s.direction, s.apart_from_reviews) for s in its_studies],
            )
            if profile
            else None,
            profile_row=profile,
            standings={key: known.standings[key] for key in mine},
        )
    return found


def agreed_verdicts_of(approvals: Iterable[Approval]) -> dict[int, list[badges.Verdict]]:
    """The verdicts that each approval stores, by approval; two queries."""
    rows = ApprovalVerdict.objects.filter(approval__in=[one.pk for one in approvals])
    by_approval: dict[int, list[ApprovalVerdict]] = defaultdict(list)
    for row in rows.select_related("citation__reference").order_by("citation__position"):
        by_approval[row.approval_id].append(row)
    # The quotes of all at once, so that no approval asks for its own.
    look_up(row.citation for found in by_approval.values() for row in found)
    return {pk: verdicts_of(found) for pk, found in by_approval.items()}


def last_gradings(approvals: Iterable[Approval]) -> dict[int, list[Grading]]:
    """All computations of each approval, the newest first; one query."""
    found: dict[int, list[Grading]] = defaultdict(list)
    rows = Grading.objects.filter(approval__in=[one.pk for one in approvals])
    for grading in rows.order_by("approval_id", "-id"):
        found[grading.approval_id or 0].append(grading)
    return found


@dataclass(frozen=True)
class Outlook:
    """One approval: the badge that is shown, the one computed now, and the one in the forecast."""

    approval: Approval
    shown: str
    now: badges.Badge
    then: badges.Badge

    @property
    def way(self) -> badges.Move:
        """How what is shown would move."""
        return badges.compare(self.shown, self.then.value)


def forecast(approvals: Sequence[Approval], standings: Mapping[str, str]) -> list[Outlook]:
    """What each approval's badge would be if the works with these keys stood otherwise. Eight queries.

    The approvals have their version selected.
    """
    inputs = inputs_of([approval.version for approval in approvals])
    verdicts = agreed_verdicts_of(approvals)
    gradings = last_gradings(approvals)
    found = []
    for approval in approvals:
        mine, judged = inputs[approval.version_id], verdicts.get(approval.pk, [])
        newest = gradings.get(approval.pk)
        found.append(
            Outlook(
                approval=approval,
                shown=newest[0].shown if newest else approval.badge,
                now=mine.compute(judged),
                then=with_standings(mine, standings).compute(judged),
            )
        )
    return found


def with_standings(inputs: Inputs, standings: Mapping[str, str]) -> Inputs:
    """The same inputs, where these works stand otherwise."""
    changed = {key: standings.get(key, now) for key, now in inputs.standings.items()}
    return replace(inputs, standings=changed)


def keys_of(references: Iterable[Reference]) -> dict[int, list[str]]:
    """The keys of all rows of each work, by the row that stands; one query."""
    works = works_of(references)
    return {work: [row.key for row in rows] for work, rows in works.items()}


def _cited(versions: Collection[ClaimVersion]) -> dict[int, list[Reference]]:
    rows = Citation.objects.filter(version__in=[version.pk for version in versions])
    cited: dict[int, list[Reference]] = defaultdict(list)
    for row in rows.select_related("reference").defer("reference__abstract", "reference__search"):
        cited[row.version_id].append(row.reference)
    return cited


def _in_force(questions: Iterable[int | None]) -> dict[int, Profile]:
    rows = Profile.objects.filter(question__in=list(questions)).order_by("question_id", "-number")
    return {row.question_id: row for row in rows.distinct("question_id")}


def _studies(profiles: Iterable[Profile]) -> dict[int, list[ProfileStudy]]:
    rows = ProfileStudy.objects.filter(profile__in=[profile.pk for profile in profiles])
    studies: dict[int, list[ProfileStudy]] = defaultdict(list)
    for row in rows.select_related("reference").defer("reference__abstract", "reference__search"):
        studies[row.profile_id].append(row)
    return studies
