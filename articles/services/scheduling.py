"""Publishing and withdrawing at a time: set, cancelled, and carried out with every check made again then."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from articles import policies
from articles.choices import ScheduledAct, ScheduleState
from articles.models import Article, Live, Revision, Schedule
from articles.services.publishing import (
    end_schedule,
    publish_within,
    require_reason,
    withdraw_within,
)
from references.choices import Role
from references.events import recorded, retrying
from references.policies import role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible, Refused
from references.selectors import portal_user

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=366)


def schedule_publication(
    *,
    revision: Revision,
    by: User,
    due_at: datetime,
    note: str = "",
    is_correction: bool = False,
) -> Schedule:
    """Set a time at which a revision is published. It need not be signed off yet; it must be then.

    Refuses whoever is no publisher, a change of a live page without a note, a time that is past or more than a
    year away, and a second time for the same page.
    """
    if not policies.can_publish(by):
        raise NotAllowed("Only publishers publish.")
    if not note.strip() and Live.objects.filter(article=revision.article).exists():
        raise NotPossible("Readers are told what changed: write a note.")
    return _set(
        by=by,
        article=revision.article,
        act=ScheduledAct.PUBLISH,
        due_at=due_at,
        words=note.strip(),
        revision=revision,
        is_correction=is_correction,
    )


def schedule_withdrawal(*, article: Article, by: User, due_at: datetime, reason: str) -> Schedule:
    """Set a time at which a page is taken from the public. Refuses as `schedule_publication` does."""
    if not policies.can_withdraw(by):
        raise NotAllowed("Only publishers withdraw a page.")
    require_reason(reason)
    return _set(
        by=by, article=article, act=ScheduledAct.WITHDRAW, due_at=due_at, words=reason.strip()
    )


def cancel_schedule(*, schedule: Schedule, by: User) -> Schedule:
    """Let nothing happen at the time. Any publisher may; refuses what is no longer waiting."""
    if not policies.can_publish(by):
        raise NotAllowed("Only publishers cancel what was set for a time.")
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        held = _held(schedule.pk)
        if held.state != ScheduleState.WAITING:
            raise IllegalTransition("Its time has come already, or it was cancelled.")
        end_schedule(journal, schedule=held, state=ScheduleState.CANCELLED, by=by)
    return held


def carry_out_due(now: datetime | None = None) -> dict[str, int]:
    """Do what is due; gives how many were `done` and `refused`. Each is a transaction of its own."""
    counts = {"done": 0, "refused": 0}
    due = Schedule.objects.filter(
        state=ScheduleState.WAITING, due_at__lte=now or timezone.now()
    ).order_by("due_at", "pk")
    for schedule in due.select_related("set_by", "revision", "article"):
        try:
            done = retrying(_carry_out)(schedule)
        except Refused as refusal:
            done = retrying(_give_up)(schedule, refusal.message)
        if done is not None:
            counts[done.state] += 1
    return counts


def _set(
    *,
    by: User,
    article: Article,
    act: ScheduledAct,
    due_at: datetime,
    words: str,
    revision: Revision | None = None,
    is_correction: bool = False,
) -> Schedule:
    now = timezone.now()
    if due_at < now + SOONEST:
        raise NotPossible("That time is past, or nearly: choose a later one, or do it now.")
    if due_at > now + LATEST:
        raise NotPossible("That time is more than a year away: choose an earlier one.")
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        Article.objects.in_lock_order().get(pk=article.pk)
        waiting = article.schedules.filter(act=act, state=ScheduleState.WAITING).first()
        if waiting is not None:
            raise NotPossible(
                f"It is set for {waiting.due_at:%Y-%m-%d %H:%M} UTC already: cancel that first."
            )
        schedule = Schedule.objects.create(
            article=article,
            act=act,
            revision=revision,
            words=words,
            is_correction=is_correction,
            due_at=due_at,
            set_by=by,
        )
        journal.note(
            f"article:{article.key}",
            "article.scheduled",
            act=str(act),
            revision=revision.number if revision else None,
            due_at=due_at.isoformat(timespec="minutes"),
        )
    return schedule


def _carry_out(schedule: Schedule) -> Schedule | None:
    """Do it in the name of whoever set it, and say so; nothing if somebody else was quicker."""
    by = schedule.set_by
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        if schedule.revision is not None:
            publish_within(
                journal,
                revision=schedule.revision,
                by=by,
                note=schedule.words,
                is_correction=schedule.is_correction,
            )
        else:
            withdraw_within(journal, article=schedule.article, by=by, reason=schedule.words)
        held = _held(schedule.pk)
        if held.state != ScheduleState.WAITING:
            raise NotPossible("It was cancelled at this very moment.")
        return end_schedule(journal, schedule=held, state=ScheduleState.DONE, by=by)


def _give_up(schedule: Schedule, why: str) -> Schedule | None:
    """Keep why it was refused; by the portal, for whoever set it may have left."""
    with recorded(by=portal_user(), role=Role.PORTAL) as journal:
        held = _held(schedule.pk)
        if held.state != ScheduleState.WAITING:
            return None
        return end_schedule(
            journal, schedule=held, state=ScheduleState.REFUSED, by=journal.by, why=why
        )


def _held(pk: int) -> Schedule:
    """The schedule, read afresh under the lock of its article."""
    article = Schedule.objects.values_list("article", flat=True).get(pk=pk)
    Article.objects.in_lock_order().get(pk=article)
    return Schedule.objects.select_related("article", "revision").get(pk=pk)
