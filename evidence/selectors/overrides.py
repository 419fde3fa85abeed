"""Overrides of a claim's badge: the one that is open, and all there were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evidence import badges, policies
from evidence.choices import OverrideWay
from evidence.models import Approval, Claim, ClaimVersion, Grading, Override
from references.policies import Person


def open_override(claim: int) -> Override | None:
    """The override of a claim that is proposed or in force."""
    return (
        Override.objects.select_related("version", "claim")
        .filter(claim=claim, ended_at=None)
        .first()
    )


def open_overrides(claims: Iterable[int]) -> dict[int, Override]:
    """The same of many claims, by claim; one query."""
    rows = Override.objects.filter(claim__in=list(claims), ended_at=None)
    return {row.claim_id: row for row in rows}


def override_for(version: ClaimVersion, computed: str) -> Override | None:
    """The override that shows these words with another badge than this computed one, if one does.

    A downward one holds for whatever words the claim has; an upward one for the words it was given for.
    """
    return _that_shows(open_override(version.claim_id), version, computed)


def _that_shows(found: Override | None, version: ClaimVersion, computed: str) -> Override | None:
    if found is None or not found.is_in_force or found.computed != computed:
        return None
    upward = found.way == OverrideWay.UP
    return None if upward and found.version_id != version.pk else found


def shown_value(version: ClaimVersion, computed: str) -> str:
    """The badge that readers would see of these words, whose computed one is this."""
    return shown_by(open_override(version.claim_id), version, computed)


def shown_by(override: Override | None, version: ClaimVersion, computed: str) -> str:
    """The same under the open override of the claim that was read already, if there is one."""
    found = _that_shows(override, version, computed)
    return badges.shown_instead(computed, found.computed, found.value) if found else computed


@dataclass(frozen=True)
class OverridePanel:
    """What the page of a claim says about overrides, and offers this person."""

    approval: Approval | None
    computed: str
    shown: str
    open: Override | None
    past: Sequence[Override]
    may_propose: bool
    may_second: bool
    why_not: str
    values: Sequence[str] = field(default_factory=tuple)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say and nothing to offer."""
        return not (self.open or self.past or self.may_propose)


def override_panel(claim: Claim, user: Person) -> OverridePanel:
    """The override panel of a claim for this person; a constant number of queries."""
    rows = list(
        Override.objects.filter(claim=claim)
        .select_related("version", "proposed_by", "seconded_by", "ended_by")
        .order_by("-id")
    )
    standing = next((row for row in rows if row.ended_at is None), None)
    approval = (
        Approval.objects.active()
        .filter(claim=claim)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )
    newest = Grading.objects.filter(approval=approval).order_by("-id").first() if approval else None
    computed = newest.computed if newest else ""
    why_not = policies.why_not_override(user, approval.version) if approval else ""
    values = badges.values_from(computed) if computed else ()
    return OverridePanel(
        approval=approval,
        computed=computed,
        shown=newest.shown if newest else "",
        open=standing,
        past=[row for row in rows if row is not standing],
        may_propose=approval is not None and not standing and not why_not and bool(values),
        may_second=bool(
            standing
            and approval
            and not standing.is_in_force
            and not why_not
            and standing.proposed_by_id != user.pk
        ),
        why_not=why_not,
        values=values,
    )
