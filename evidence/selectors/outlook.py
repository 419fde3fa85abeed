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
)
from evidence.selectors.findings import look_up
from evidence.selectors.inputs import Inputs, inputs_of_many, verdicts_of
from evidence.selectors.overrides import open_overrides, shown_by
from evidence.selectors.works import works_of
from references.models import Reference


def inputs_of(versions: Collection[ClaimVersion]) -> dict[int, Inputs]:
    """What the rule reads for each version now, with confirmed facts. Five queries."""
    cited = _cited(versions)
    return inputs_of_many([(version, cited.get(version.pk, ())) for version in versions])


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
    """One approval: the badge that is shown, the one computed now, and the one that the forecast would show."""

    approval: Approval
    shown: str
    now: badges.Badge
    then: str

    @property
    def way(self) -> badges.Move:
        """How what is shown would move."""
        return badges.compare(self.shown, self.then)


def forecast(approvals: Sequence[Approval], standings: Mapping[str, str]) -> list[Outlook]:
    """What each approval would show if the works with these keys stood otherwise, overrides included.

    Nine queries. The approvals have their version selected.
    """
    inputs = inputs_of([approval.version for approval in approvals])
    verdicts = agreed_verdicts_of(approvals)
    gradings = last_gradings(approvals)
    overrides = open_overrides(approval.claim_id for approval in approvals)
    found = []
    for approval in approvals:
        mine, judged = inputs[approval.version_id], verdicts.get(approval.pk, [])
        newest = gradings.get(approval.pk)
        then = with_standings(mine, standings).compute(judged)
        found.append(
            Outlook(
                approval=approval,
                shown=newest[0].shown if newest else approval.badge,
                now=mine.compute(judged),
                then=shown_by(overrides.get(approval.claim_id), approval.version, then.value),
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
