"""Overriding a computed badge: propose, second, end, and what lapses by itself (section 4)."""

import calendar
import datetime as dt

from django.contrib.auth.models import User
from django.utils import timezone

from evidence import badges, policies
from evidence.choices import BadgeValue, OverrideWay
from evidence.models import Approval, Claim, ClaimVersion, Grading, Override
from evidence.selectors.overrides import open_override
from evidence.services.approvals import show_what_holds
from evidence.services.followers import tell_followers
from evidence.services.locks import share_evidence, share_person
from evidence.services.overridden import end_override
from references.choices import Role
from references.events import Journal, recorded
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible
from references.selectors import portal_user

EXPIRY = "evidence.end_overrides"
"""The name of the daily job that ends what has run out."""


def propose_override(
    *, version: ClaimVersion, by: User, value: str, reason: str, computed: str
) -> Override:
    """Show an approved claim with another badge than the computed one, beside it.

    When it returns a downward override is in force and readers see both values; an upward one waits for a
    second reviewer. Words that say more than the lowered badge allows are suspended. Refuses whoever may not
    review the version, who would lift a badge and is interested, no reason, a badge that is no allowed step
    from the computed one, another computed value than the one that was shown (`computed`), and a claim with
    an override already.
    """
    _need_reason(reason)
    with recorded(by=by, role=Role.REVIEWER) as journal:
        approval, grading = _locked(version, by)
        if grading.computed != computed:
            raise NotPossible(
                f"The computed badge is now {_label(grading.computed)}. Read why, then decide."
            )
        way = badges.way_of(grading.computed, value)
        if not way:
            raise NotPossible(
                f"From {_label(grading.computed)} no override leads to {_label(value)}:"
                " down to any level of evidence in people, or one step up; never out of lab or"
                " animal studies, nor out of what has no source."
            )
        if way == OverrideWay.UP:
            _refuse_interested(by, version)
        if open_override(approval.claim_id):
            raise NotPossible("This claim has an override already; end it first.")
        override = Override.objects.create(
            claim=approval.claim,
            version=approval.version,
            way=way,
            computed=grading.computed,
            value=value,
            reason=reason.strip(),
            proposed_by=by,
        )
        journal.note(
            f"claim:{approval.claim.key}",
            "override.proposed",
            way=str(way),
            before=grading.computed,
            after=str(value),
            reason=override.reason,
        )
        if way == OverrideWay.DOWN:
            _show_what_holds(journal, approval.claim, override.reason)
    return override


def second_override(*, override: Override, by: User) -> Override:
    """Agree to an upward override as the second reviewer; it holds for twelve months.

    Refuses the person who proposed it, whoever may not review or is interested, and one that waits no more.
    """
    with recorded(by=by, role=Role.REVIEWER) as journal:
        approval, grading = _locked(override.version, by)
        override = Override.objects.select_related("claim").get(pk=override.pk)
        if override.ended_at is not None or override.is_in_force:
            raise NotPossible("This override does not wait for a second reviewer.")
        if override.proposed_by_id == by.pk:
            raise NotAllowed("You proposed it; another reviewer seconds it.")
        _refuse_interested(by, override.version)
        if grading.computed != override.computed:
            raise NotPossible(
                f"The computed badge is now {_label(grading.computed)}; this was about"
                f" {_label(override.computed)}. End it, and propose anew if need be."
            )
        override.seconded_by, override.seconded_at = by, timezone.now()
        override.ends_on = a_year_after(override.seconded_at.astimezone(dt.UTC).date())
        override.save(update_fields=["seconded_by", "seconded_at", "ends_on"])
        journal.note(
            f"claim:{override.claim.key}",
            "override.seconded",
            before=override.computed,
            after=override.value,
            ends_on=override.ends_on.isoformat(),
        )
        _show_what_holds(journal, approval.claim, override.reason)
    return override


def withdraw_override(*, override: Override, by: User, reason: str) -> Override:
    """End an override, proposed or in force; the computed badge is shown again.

    Refuses no reason, whoever may not review the version, and one that has ended.
    """
    _need_reason(reason)
    with recorded(by=by, role=Role.REVIEWER) as journal:
        Claim.objects.in_lock_order().get(pk=override.claim_id)
        share_person(by)
        override = Override.objects.select_related("claim", "version").get(pk=override.pk)
        if why_not := policies.why_not_override(by, override.version):
            raise NotAllowed(why_not)
        if override.ended_at is not None:
            raise NotPossible("This override has ended already.")
        end_override(journal, override=override, why=reason.strip())
        _show_what_holds(journal, override.claim, reason.strip())
    return override


def end_overrides(*, today: dt.date | None = None) -> int:
    """End every upward override whose twelve months are over; the computed badge is shown again. How many.

    `today` is that of UTC, as the database counts the twelve months.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    ended = 0
    for claim in Override.objects.filter(ended_at=None, ends_on__lt=today).values_list(
        "claim", flat=True
    ):
        with recorded(by=portal_user(), role=Role.PORTAL) as journal:
            Claim.objects.in_lock_order().get(pk=claim)
            override = (
                Override.objects.select_related("claim")
                .filter(claim=claim, ended_at=None, ends_on__lt=today)
                .first()
            )
            if override is None:
                continue
            why = f"It lasted until {override.ends_on:%-d %B %Y}."
            end_override(journal, override=override, why=why)
            _show_what_holds(journal, override.claim, why)
            ended += 1
    return ended


def a_year_after(day: dt.date) -> dt.date:
    """The same day twelve months later; the last of February where there is none."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _locked(version: ClaimVersion, by: User) -> tuple[Approval, Grading]:
    """Lock what the badge rests on, in order; the standing approval with its newest computation."""
    cited = version.citations.values_list("reference", flat=True)
    share_evidence(question=version.question, references=cited)
    Claim.objects.in_lock_order().get(pk=version.claim_id)
    share_person(by)
    approval = (
        Approval.objects.active()
        .select_related("claim", "version__claim", "version__question", "profile", "round")
        .filter(version=version)
        .first()
    )
    if why_not := policies.why_not_override(by, version):
        raise NotAllowed(why_not)
    if approval is None:
        raise NotPossible("Only the badge of an approved version is overridden.")
    return approval, _newest(approval)


def _refuse_interested(by: User, version: ClaimVersion) -> None:
    if why_not := policies.why_not_override(by, version, upward=True):
        raise NotAllowed(why_not)


def _newest(approval: Approval) -> Grading:
    return Grading.objects.filter(approval=approval).order_by("-id")[0]


def _show_what_holds(journal: Journal, claim: Claim, why: str) -> None:
    """Show what now holds wherever words of the claim stand, older ones too, and tell the pages."""
    approvals = (
        Approval.objects.active()
        .filter(claim=claim)
        .select_related("claim", "version__claim", "version__question", "profile", "round")
        .order_by("version_id")
    )
    changed = [
        approval
        for approval in approvals
        if show_what_holds(journal, approval=approval, grading=_newest(approval), why=why)
    ]
    if changed:
        tell_followers(claims=[claim], cause="regraded", journal=journal, detail={"why": why})


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters: readers see it.")


def _label(value: str) -> str:
    return BadgeValue(value).label.lower() if value in BadgeValue else f"“{value}”"
