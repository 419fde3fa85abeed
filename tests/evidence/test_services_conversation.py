"""Remarks and flags: who speaks, what blocks approval, who resolves; and who is written to about what."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from evidence import tasks
from evidence.models import Assignment, Letter, MailChoice
from evidence.services.conversation import open_thread, reply, resolve_thread
from evidence.services.letters import choose_mail, settle_letters, write_letters
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import assign_reviewer
from evidence.services.telling import TELLING
from references.choices import Role
from references.models import Event
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.selectors import portal_user
from tests.factories.evidence import (
    ABSTRACT,
    QUOTE,
    approved_version,
    fresh,
    make_assignment,
    make_declaration,
    make_letter,
    make_thread,
    review,
    reviewing_user,
    submitted_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

WRONG = "The dose in the quote is another."
MENDED = "The quote was read again: it is the same."


def run_jobs() -> None:
    """Do what was deferred, as the worker would."""
    for job in ProcrastinateJob.objects.filter(task_name=TELLING).order_by("id"):
        tasks.tell(**job.args)


# Conversation


def test_a_flag_blocks_approval_until_somebody_resolves_it_with_a_reason() -> None:
    version = submitted_version()
    flag = make_thread(version, is_flag=True)
    make_thread(version)
    with pytest.raises(NotPossible, match=f"raised a flag: “{WRONG}”"):
        review(version)
    assert review(submitted_version()).decision == "approve"
    with pytest.raises(NotPossible, match="at least 10 characters"):
        resolve_thread(thread=flag, by=reviewing_user(), resolution="done")
    resolve_thread(thread=flag, by=reviewing_user(), resolution=MENDED)
    review(version)
    assert fresh(version).status == "approved"
    verbs = Event.objects.filter(stream=f"claim:{version.claim.key}").values_list("verb", flat=True)
    assert {"flag.raised", "flag.resolved", "thread.opened"} <= set(verbs)


def test_a_flag_lets_a_reviewer_send_back() -> None:
    version = submitted_version()
    make_thread(version, is_flag=True)
    review(version, "request_changes")
    assert fresh(version).status == "changes_requested"


def test_what_is_approved_stays_so_when_it_is_flagged() -> None:
    version = approved_version()
    make_thread(version, is_flag=True)
    assert fresh(version).status == "approved"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PORTAL])
def test_everyone_who_works_here_speaks(role: str) -> None:
    thread = make_thread(by=make_user(role), is_flag=True)
    assert reply(thread=thread, by=make_user(role), text="Which dose?").thread == thread


def test_nobody_else_speaks() -> None:
    gone = reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    thread = make_thread()
    for person in (gone, make_user(), portal_user()):
        for act in (
            lambda p=person: open_thread(version=thread.version, by=p, text=WRONG),
            lambda p=person: reply(thread=thread, by=p, text=WRONG),
            lambda p=person: resolve_thread(thread=thread, by=p),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_who_resolves_a_flag() -> None:
    author = make_user(Role.AUTHOR, Role.EDITOR)
    version = submitted_version(by=author)
    flag = make_thread(version, by=make_user(Role.LIBRARIAN), is_flag=True)
    with pytest.raises(NotAllowed, match="You wrote in this version"):
        resolve_thread(thread=flag, by=author, resolution=MENDED)
    with pytest.raises(NotAllowed, match="Whoever raised a flag"):
        resolve_thread(thread=flag, by=make_user(Role.PUBLISHER), resolution=MENDED)
    for person in (flag.opened_by, make_user(Role.EDITOR), reviewing_user()):
        flag = make_thread(version, by=flag.opened_by, is_flag=True)
        assert resolve_thread(thread=flag, by=person, resolution=MENDED).resolved_by == person
    own = make_thread(version, by=author, is_flag=True)
    resolve_thread(thread=own, by=author, resolution=MENDED)


def test_what_is_resolved_is_over() -> None:
    thread = make_thread()
    resolve_thread(thread=thread, by=make_user(Role.PUBLISHER))
    with pytest.raises(IllegalTransition, match="resolved meanwhile"):
        reply(thread=thread, by=thread.opened_by, text="One thing more.")
    with pytest.raises(IllegalTransition, match="resolved meanwhile"):
        resolve_thread(thread=thread, by=thread.opened_by)


def test_something_has_to_be_said() -> None:
    version, person = submitted_version(), make_user(Role.EDITOR)
    with pytest.raises(NotPossible, match="Write what you want to say"):
        open_thread(version=version, by=person, text="  ")
    with pytest.raises(NotPossible, match="at least 10"):
        open_thread(version=version, by=person, text="wrong", is_flag=True)
    with pytest.raises(NotPossible, match="Write what you want to answer"):
        reply(thread=make_thread(version), by=person, text=" ")


# Mails


def test_whoever_is_asked_is_written_to_once_however_often_the_job_runs() -> None:
    assignment = make_assignment()
    run_jobs()
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [assignment.reviewer.email]
    assert letter.subject == "You are asked to review a claim"
    version = assignment.version
    assert version.text in letter.body
    assert f"/admin/evidence/claim/{version.claim_id}/review/" in letter.body
    assert f"by {assignment.due_on:%-d %B %Y}" in letter.body
    assert Letter.objects.get().outcome == "sent"


def test_no_mail_quotes_a_source_or_tells_a_decision_of_an_open_round() -> None:
    version = submitted_version(required=2)
    person, writer = reviewing_user(), make_user(Role.EDITOR)
    assign_reviewer(version=version, reviewer=person, by=writer)
    review(version, "request_changes", by=reviewing_user(), reason="SECRET REASON of mine")
    make_thread(version, by=person, text="SECRET WORDS of a thread")
    choose_mail(by=version.author, times={"answered": "at_once", "decided": "at_once"})
    run_jobs()
    assert len(mail.outbox) == 2
    said = "".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    for secret in ("SECRET", QUOTE, ABSTRACT, "very_low", "Very weak", "send", "approve"):
        assert secret not in said, secret


def test_the_author_hears_of_a_decision_as_they_chose() -> None:
    at_once, daily, never = (make_user(Role.AUTHOR) for _ in range(3))
    choose_mail(by=at_once, times={"decided": "at_once"})
    choose_mail(by=never, times={"decided": "never"})
    for author in (at_once, daily, never):
        review(submitted_version(by=author))
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[at_once.email]]
    assert "(approved)" in mail.outbox[0].body
    tasks.letters()
    assert [letter.to for letter in mail.outbox[1:]] == [[daily.email]]
    tasks.letters()
    assert len(mail.outbox) == 2


def test_one_mail_a_day_holds_all_that_waits() -> None:
    author = make_user(Role.AUTHOR)
    for _ in range(3):
        review(submitted_version(by=author))
    run_jobs()
    tasks.letters()
    (letter,) = mail.outbox
    assert letter.subject == "3 things on the MSC Portal"
    assert letter.body.count("The reviewers decided") == 3


def test_a_dispute_is_told_to_those_who_can_settle_it_and_not_to_the_two() -> None:
    first, second, third = (reviewing_user() for _ in range(3))
    version = submitted_version(required=2)
    paid = reviewing_user(interests=None)
    make_declaration(paid, "paid")
    review(version, by=first)
    review(version, "request_changes", by=second)
    run_jobs()
    to = {letter.to[0] for letter in mail.outbox}
    assert third.email in to
    assert not to & {first.email, second.email, paid.email, version.author.email}


def test_people_without_an_address_or_an_open_account_get_none() -> None:
    nowhere, closed = reviewing_user(), reviewing_user()
    User.objects.filter(pk=nowhere.pk).update(email="")
    version = submitted_version()
    for person in (nowhere, closed):
        assign_reviewer(version=version, reviewer=person, by=make_user(Role.EDITOR))
    portal = portal_user()
    waiting = write_letters(
        kind="asked",
        about=f"assignment:{Assignment.objects.get(reviewer=closed).pk}",
        version=version,
        by=portal,
    )
    User.objects.filter(pk=closed.pk).update(is_active=False)
    run_jobs()
    tasks.letters()
    assert mail.outbox == []
    assert [letter.person for letter in waiting] == [closed]
    assert Letter.objects.get().outcome == "dropped"


def test_what_is_over_is_not_written_about() -> None:
    assignment = make_assignment()
    review(assignment.version, by=assignment.reviewer)
    tasks.tell(**ProcrastinateJob.objects.filter(args__kind="asked").get().args)
    assert mail.outbox == []
    assert Letter.objects.get(kind="asked").outcome == "dropped"


def test_reminders_come_once_before_and_once_when_late(monkeypatch: pytest.MonkeyPatch) -> None:
    version, person = submitted_version(), reviewing_user()
    today = timezone.localdate()
    assign_reviewer(
        version=version,
        reviewer=person,
        by=make_user(Role.EDITOR),
        due_on=today + timedelta(days=4),
    )
    real = timezone.localdate
    told = []
    for days in (0, 1, 2, 4, 5, 6):
        day = today + timedelta(days=days)
        monkeypatch.setattr(timezone, "localdate", lambda *a, day=day: real(*a) if a else day)
        tasks.letters()
        told.append(len(mail.outbox))
    assert told == [0, 1, 1, 1, 2, 2]
    assert "is due on" in mail.outbox[0].body
    assert "was due on" in mail.outbox[1].body


def test_a_new_answer_is_told_to_who_spoke_but_not_to_who_answers() -> None:
    thread = make_thread()
    ProcrastinateJob.objects.all().delete()
    reply(thread=thread, by=make_user(Role.LIBRARIAN), text="It is mended.")
    run_jobs()
    to = {letter.to[0] for letter in mail.outbox}
    assert to == {thread.opened_by.email, thread.version.author.email}


def test_a_refused_act_defers_nothing() -> None:
    version = submitted_version()
    with pytest.raises(NotPossible):
        open_thread(version=version, by=make_user(Role.EDITOR), text="")
    assert not ProcrastinateJob.objects.filter(task_name=TELLING).exists()


def test_choosing_keeps_what_differs_and_is_on_record() -> None:
    person = reviewing_user()
    choose_mail(by=person, times={"asked": "at_once", "decided": "never"})
    assert MailChoice.objects.get(person=person).kind == "decided"
    event = Event.objects.get(stream=f"person:{person.pk}", verb="mail.chosen")
    assert event.data == {"before": {"decided": "daily"}, "after": {"decided": "never"}}
    for times in ({"asked": "hourly"}, {"gossip": "never"}):
        with pytest.raises(NotPossible, match="Choose for each kind"):
            choose_mail(by=person, times=times)
    with pytest.raises(NotAllowed):
        choose_mail(by=make_user(), times={})


def test_a_mail_that_fails_is_tried_again() -> None:
    letter = make_letter()

    def broken(person: User, told: Sequence[Letter]) -> None:
        raise OSError("The mail server is away.")

    with pytest.raises(OSError, match="away"):
        settle_letters(person=letter.person, by=portal_user(), send=broken)
    assert Letter.objects.get().outcome == ""
    tasks.letters()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends() -> None:
    letter, portal = make_letter(), portal_user()
    sent: list[str] = []

    def other_worker() -> None:
        try:
            settle_letters(person=letter.person, by=portal, send=lambda *_: sent.append("other"))
        finally:
            connection.close()

    def send(person: Any, told: Any) -> None:
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join(20)
        assert not worker.is_alive(), "the other worker does not wait either"
        sent.append("this")

    settle_letters(person=letter.person, by=portal, send=send)
    assert sent == ["this"]
