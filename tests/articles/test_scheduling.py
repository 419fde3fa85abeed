"""Publishing and withdrawing at a time: every check is made again then, and what is refused is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.choices import ScheduleState
from articles.models import Live, Publication, Schedule
from articles.services.publishing import publish, withdraw
from articles.services.scheduling import (
    cancel_schedule,
    carry_out_due,
    schedule_publication,
    schedule_withdrawal,
)
from articles.tasks import schedules
from references.choices import Role
from references.models import Event
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services.people import deactivate
from tests.evidence.browsing import form_in, said_in
from tests.factories.articles import (
    make_revision,
    make_schedule,
    make_signoff,
    next_revision,
    published,
)
from tests.factories.evidence import stand
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

TOMORROW = timedelta(days=1)
WHY = "It told of a trial that was stopped."


def later(by: timedelta = TOMORROW) -> datetime:
    return timezone.now() + by


def verbs(schedule: Schedule) -> list[str]:
    events = Event.objects.filter(stream=f"article:{schedule.article.key}").order_by("pk")
    return [verb for verb in events.values_list("verb", flat=True) if "schedule" in verb]


def again(schedule: Schedule) -> Schedule:
    return Schedule.objects.get(pk=schedule.pk)


def test_a_revision_is_published_at_its_time_and_not_before() -> None:
    schedule = make_schedule()
    assert carry_out_due(later(timedelta(hours=23))) == {"done": 0, "refused": 0}
    assert not Live.objects.exists()
    assert carry_out_due(later(timedelta(hours=25))) == {"done": 1, "refused": 0}
    publication = Live.objects.get().publication
    assert (publication.revision, publication.published_by) == (schedule.revision, schedule.set_by)
    assert again(schedule).state == ScheduleState.DONE
    assert verbs(schedule) == ["article.scheduled", "article.schedule_ended"]
    assert carry_out_due(later(timedelta(hours=26))) == {"done": 0, "refused": 0}


def test_a_page_is_withdrawn_at_its_time_with_its_reason() -> None:
    article = published().article
    schedule = schedule_withdrawal(
        article=article, by=make_user(Role.PUBLISHER), due_at=later(), reason=WHY
    )
    assert carry_out_due(later(TOMORROW * 2)) == {"done": 1, "refused": 0}
    assert article.withdrawals.get().reason == WHY
    assert again(schedule).state == ScheduleState.DONE


def test_an_update_needs_its_note_at_the_time() -> None:
    article = published().article
    revision = next_revision(article, "A word more.")
    make_signoff(revision)
    publisher = make_user(Role.PUBLISHER)
    schedule = schedule_publication(
        revision=revision,
        by=publisher,
        due_at=later(),
        note="A number was wrong.",
        is_correction=True,
    )
    carry_out_due(later(TOMORROW * 2))
    publication = Publication.objects.get(revision=revision)
    assert (publication.cause, publication.note) == ("correction", "A number was wrong.")
    assert again(schedule).state == ScheduleState.DONE


@pytest.mark.parametrize("case", ["not signed", "a source is retracted", "left"])
def test_what_does_not_hold_at_the_time_is_refused_and_told(case: str) -> None:
    if case == "not signed":
        schedule, why = make_schedule(make_revision(body="Words.")), "No reviewer has signed off"
    else:
        schedule = make_schedule()
        why = "being re-checked" if case == "a source is retracted" else "Only publishers"
    if case == "a source is retracted":
        version = schedule.revision.placements.get().version  # type: ignore[union-attr]
        stand(version.citations.get().reference, "retracted")  # type: ignore[union-attr]
    elif case == "left":
        deactivate(
            person=schedule.set_by, by=make_user(Role.ADMINISTRATOR), reason="They left the portal."
        )
    count = Publication.objects.count()
    assert carry_out_due(later(TOMORROW * 2)) == {"done": 0, "refused": 1}
    held = again(schedule)
    assert (held.state, held.ended_by.username) == (ScheduleState.REFUSED, "portal")  # type: ignore[union-attr]
    assert why in held.why
    assert Publication.objects.count() == count
    assert verbs(schedule)[-1] == "article.schedule_ended"
    assert carry_out_due(later(TOMORROW * 3)) == {"done": 0, "refused": 0}


def test_what_happened_before_its_time_does_not_happen_again() -> None:
    schedule, publisher = make_schedule(), make_user(Role.PUBLISHER)
    assert schedule.revision is not None
    article = publish(revision=schedule.revision, by=publisher).article
    held = again(schedule)
    assert (held.state, held.why) == ("cancelled", "It was published before its time.")
    gone = schedule_withdrawal(article=article, by=publisher, due_at=later(), reason=WHY)
    withdraw(article=article, by=publisher, reason=WHY)
    assert again(gone).why == "It was withdrawn before its time."
    assert carry_out_due(later(TOMORROW * 2)) == {"done": 0, "refused": 0}
    assert article.withdrawals.count() == 1


def test_what_is_cancelled_does_not_happen() -> None:
    schedule, publisher = make_schedule(), make_user(Role.PUBLISHER)
    with pytest.raises(NotAllowed):
        cancel_schedule(schedule=schedule, by=make_user(Role.EDITOR))
    cancel_schedule(schedule=schedule, by=publisher)
    assert carry_out_due(later(TOMORROW * 2)) == {"done": 0, "refused": 0}
    assert not Live.objects.exists()
    with pytest.raises(IllegalTransition):
        cancel_schedule(schedule=schedule, by=publisher)


def test_what_cannot_be_set() -> None:
    revision, publisher = make_revision(body="Words."), make_user(Role.PUBLISHER)
    with pytest.raises(NotAllowed):
        schedule_publication(revision=revision, by=make_user(Role.EDITOR), due_at=later())
    for wrong in (timedelta(seconds=10), -TOMORROW, timedelta(days=400)):
        with pytest.raises(NotPossible, match=r"past|a year"):
            schedule_publication(revision=revision, by=publisher, due_at=later(wrong))
    with pytest.raises(NotPossible, match="Readers are told why"):
        schedule_withdrawal(article=revision.article, by=publisher, due_at=later(), reason="No.")
    second = next_revision(published().article, "A word more.")
    with pytest.raises(NotPossible, match="Readers are told what changed"):
        schedule_publication(revision=second, by=publisher, due_at=later())
    schedule_publication(revision=revision, by=publisher, due_at=later())
    with pytest.raises(NotPossible, match="already"):
        schedule_publication(revision=revision, by=publisher, due_at=later())


def test_the_database_holds_one_waiting_schedule_and_who_ended_it() -> None:
    schedule = make_schedule()
    with pytest.raises(IntegrityError, match="articles_schedule_one_waiting"):
        Schedule.objects.create(
            article=schedule.article,
            act="publish",
            revision=schedule.revision,
            due_at=later(),
            set_by=schedule.set_by,
        )


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"state": "done"}, "articles_schedule_ended_by_someone"),
        ({"act": "withdraw"}, "articles_schedule_says_what"),
    ],
)
def test_what_the_database_refuses(changed: dict[str, Any], rule: str) -> None:
    schedule = make_schedule()
    with pytest.raises(IntegrityError, match=rule):
        Schedule.objects.filter(pk=schedule.pk).update(**changed)


def test_the_job_does_what_is_due() -> None:
    schedule = make_schedule()
    Schedule.objects.filter(pk=schedule.pk).update(due_at=timezone.now() - TOMORROW)
    assert schedules() == {"done": 1, "refused": 0}


def test_at_the_desk(client: Client) -> None:
    client.force_login(make_user(Role.PUBLISHER))
    revision = make_signoff().revision
    address = reverse("admin:articles_revision_publish", args=[revision.pk])
    due = f"{later():%Y-%m-%dT%H:%M}"
    sent = form_in(client.get(address), "due_at") | {"due_at": due}
    answer = client.post(address, sent, follow=True)
    assert said_in(answer) == ["The time is set. Every check is made again then."]
    page = answer.content.decode()
    assert "Waiting for its time" in page
    schedule = Schedule.objects.get()
    unset = reverse("admin:articles_article_unset", args=[schedule.pk])
    assert unset in page
    client.force_login(make_user(Role.EDITOR))
    assert client.post(unset).status_code == 403
    client.force_login(make_user(Role.PUBLISHER))
    assert said_in(client.post(unset, follow=True)) == ["Cancelled. Nothing happens at that time."]
    article = published().article
    address = reverse("admin:articles_article_withdraw", args=[article.pk])
    sent = form_in(client.get(address), "due_at") | {"due_at": due, "reason": WHY}
    assert "Withdraw" in client.post(address, sent, follow=True).content.decode()
    assert Live.objects.filter(article=article).exists()
    assert Schedule.objects.get(article=article).words == WHY
