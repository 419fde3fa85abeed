"""What a cancelled load of notices gives back, and what stands in the way: asked before the act, and in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from evidence import badges
from evidence.choices import SuspensionCause, VersionStatus
from evidence.models import ApprovalSource, Grading, Review, Suspension
from evidence.selectors.inputs import Inputs
from evidence.selectors.outlook import (
    agreed_verdicts_of,
    inputs_of,
    keys_of,
    last_gradings,
    with_standings,
)
from references.models import Event, NoticeLoad, Reference
from references.retelling import hits_of, said_by, standings_as_told
from references.works import changes_of_identity

RESTORABLE = (VersionStatus.SUSPENDED, VersionStatus.IN_REVIEW)


@dataclass(frozen=True)
class Return:
    """An approval that a load suspended: the badge it would stand with again, or why it stays suspended."""

    suspension: Suspension
    before: Grading
    computed: badges.Badge
    inputs: Inputs
    why_not: str

    @property
    def shown(self) -> str:
        """What pages showed before the suspension, and would show again."""
        return self.before.shown


def suspended_by(notices: Any) -> QuerySet[Suspension]:
    """What these notices (numbers, or a query for them) suspended and nothing ended since, by version."""
    return (
        Suspension.objects.filter(notice__in=notices, cause=SuspensionCause.STANDING, ended_at=None)
        .select_related(
            "approval__version__claim", "approval__version__question", "version__claim", "notice"
        )
        .order_by("version__claim_id", "version_id")
    )


def returns_of(
    suspensions: Sequence[Suspension], standings: Mapping[str, str] | None = None
) -> list[Return]:
    """What would become of each, where works stand as `standings` (by key) says. A constant number of queries."""
    approvals = [suspension.approval for suspension in suspensions]
    inputs = inputs_of([approval.version for approval in approvals])
    verdicts, gradings = agreed_verdicts_of(approvals), last_gradings(approvals)
    decided, changed = _decided_since(suspensions), _changed_since(suspensions)
    found = []
    for suspension in suspensions:
        approval = suspension.approval
        mine = with_standings(inputs[approval.version_id], standings or {})
        computed = mine.compute(verdicts.get(approval.pk, []))
        # The newest computation is the one that suspended it.
        before = gradings[approval.pk][1]
        why = (
            _status_says(suspension)
            or (suspension.version_id in decided and DECIDED)
            or (approval.pk in changed and CHANGED)
            or _says_otherwise(before, mine, computed)
        )
        found.append(Return(suspension, before, computed, mine, why or ""))
    return found


DECIDED = "A reviewer has decided about it since: the re-check goes on."
CHANGED = "The record of a source changed since."


def _status_says(suspension: Suspension) -> str:
    version = suspension.version
    if version.status in RESTORABLE:
        return ""
    return f"It is {VersionStatus(version.status).label.lower()} by now."


def _says_otherwise(before: Grading, inputs: Inputs, computed: badges.Badge) -> str:
    if before.method != computed.method:
        return "The rule was raised since."
    profile = inputs.profile_row.pk if inputs.profile_row else None
    if before.profile_id != profile:
        return "The evidence was appraised again since."
    if badges.compare(before.shown, computed.value) == badges.Move.DOWN:
        return f"Its badge would be lower still: {computed.value}, and it was {before.shown}."
    return ""


def _decided_since(suspensions: Sequence[Suspension]) -> set[int]:
    """Versions about which somebody decided after they were suspended."""
    began = {one.version_id: one.suspended_at for one in suspensions}
    rows = Review.objects.filter(version__in=began).values_list("version", "decided_at")
    return {version for version, at in rows if at > began[version]}


def _changed_since(suspensions: Sequence[Suspension]) -> set[int]:
    """Approvals of which a source has another DOI, PMID, title or year than when they were suspended."""
    began = {one.approval_id: one.suspended_at for one in suspensions}
    sources = ApprovalSource.objects.filter(approval__in=began).values_list(
        "approval", "reference__key", "reference__merged_into__key"
    )
    streams: dict[str, set[int]] = {}
    for approval, *keys in sources:
        for key in filter(None, keys):
            streams.setdefault(f"reference:{key}", set()).add(approval)
    if not streams:
        return set()
    events = Event.objects.filter(
        stream__in=streams, verb__in=["edited", "merged"], at__gt=min(began.values())
    )
    return {
        approval
        for stream, at, data in events.values_list("stream", "at", "data")
        for approval in streams[stream]
        if at > began[approval] and _is_material(data)
    }


def _is_material(data: Mapping[str, Mapping[str, object]]) -> bool:
    before, after = data["before"], data["after"]
    both = {name: value for name, value in after.items() if name in before}
    return bool(changes_of_identity({**both, **before}, both))


@dataclass(frozen=True)
class Preview:
    """What cancelling a load would do: standings that change, approvals that return, and those that do not."""

    notices: int
    standings: Sequence[tuple[Reference, str, bool]]
    returns: Sequence[Return]

    @property
    def restored(self) -> list[Return]:
        """What would stand again."""
        return [one for one in self.returns if not one.why_not]

    @property
    def left(self) -> list[Return]:
        """What would go on being re-checked."""
        return [one for one in self.returns if one.why_not]


def preview_of(load: NoticeLoad) -> Preview:
    """What cancelling this load would do, computed by the rule; a constant number of queries."""
    aside = said_by(load)
    hits = hits_of(aside)
    works = list(Reference.objects.filter(pk__in=set().union(*hits.values())).order_by("id"))
    told = standings_as_told(works, without=aside, but=load)
    keys = keys_of(works)
    standings = {key: told[work.pk].standing for work in works for key in keys[work.pk]}
    return Preview(
        notices=len(aside),
        standings=[
            (work, told[work.pk].standing, told[work.pk].by_person)
            for work in works
            if told[work.pk].standing != work.standing or told[work.pk].by_person
        ],
        returns=returns_of(list(suspended_by(sorted(hits))), standings),
    )


def left_by(load: NoticeLoad) -> list[Return]:
    """What a cancelled load suspended and did not give back, each with why; a constant number of queries."""
    aside = load.cancellation.set_aside.values("notice")
    rows = Suspension.objects.filter(Q(notice__load=load) | Q(notice__in=aside))
    return returns_of(list(suspended_by(rows.values("notice"))))
