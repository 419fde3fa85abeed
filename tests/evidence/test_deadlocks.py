"""Deadlocks that PostgreSQL really breaks: both people end as they should, and nothing is told twice (D10)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from evidence.models import Review
from evidence.services.appraisal import adopt_profile
from references.chain import broken
from references.choices import Role
from references.events import Journal, recorded
from references.models import Event, Merge, Reference
from references.services.merging import merge_references
from tests.evidence.test_races import PATIENCE, Person, joined, wait_until
from tests.factories.evidence import (
    TRIAL,
    citing,
    make_profiledraft,
    make_question,
    review,
    reviewing_user,
    second_draft,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference
from tests.support.invariants import forbidden

pytestmark = pytest.mark.django_db(transaction=True)


class Counted:
    """An act, and how often it was tried."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act, self.tries = act, 0

    def __call__(self) -> Any:
        self.tries += 1
        return self.act()


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def test_two_who_lock_two_works_crosswise_both_succeed_and_each_is_told_once() -> None:
    works = [make_reference(), make_reference()]
    both_hold_one = threading.Barrier(2)

    def locks(first: Reference, second: Reference) -> Counted:
        by = make_user(Role.LIBRARIAN)

        def act() -> None:
            with recorded(by=by, role=Role.LIBRARIAN) as journal:
                Reference.objects.filter(pk=first.pk).in_lock_order().get()
                journal.note(f"reference:{first.key}", "looked_at", by=by.pk)
                if counted.tries == 1:
                    both_hold_one.wait(PATIENCE)
                Reference.objects.filter(pk=second.pk).in_lock_order().get()
                journal.note(f"reference:{second.key}", "looked_at", by=by.pk)

        counted = Counted(act)
        return counted

    acts = [locks(*works), locks(*reversed(works))]
    people = [Person(act) for act in acts]
    for person in people:
        person.start()
    joined(*people)
    assert sum(act.tries for act in acts) > 2, "PostgreSQL had nothing to break"
    for work in works:
        told = Event.objects.filter(stream=f"reference:{work.key}", verb="looked_at")
        assert told.count() == 2
    assert list(broken()) == []


def test_a_review_and_a_merge_that_waited_for_one_appraisal_both_come_to_their_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study_of_the_body, cited = study(TRIAL), study(TRIAL)
    question = make_question()
    version = submitted_version(citations=[citing(cited)], question=question)
    draft = make_profiledraft(question, [study_of_the_body])
    second_draft(draft)
    adopter, reviewer, librarian = reviewing_user(), reviewing_user(), make_user(Role.LIBRARIAN)
    reviews = Counted(lambda: review(version, by=reviewer))
    merges = Counted(
        lambda: merge_references(
            winner=study_of_the_body, loser=cited, by=librarian, reason="One work."
        )
    )
    adopted, go, write = threading.Event(), threading.Event(), Journal.write
    first = Person(lambda: adopt_profile(draft=draft, by=adopter))
    reader, merger = Person(reviews), Person(merges)

    def write_and_wait(journal: Journal) -> None:
        write(journal)
        if threading.current_thread() is first:
            adopted.set()
            go.wait(PATIENCE)

    monkeypatch.setattr(Journal, "write", write_and_wait)
    first.start()
    assert adopted.wait(PATIENCE), first.failed or first.refused
    # The reader holds what is cited, and is going to want what the appraisal rests on; the librarian the reverse.
    reader.start()
    wait_until(lambda: waiting_for_locks() == 1)
    merger.start()
    wait_until(lambda: waiting_for_locks() == 2)
    go.set()
    joined(first, reader, merger)
    assert reviews.tries + merges.tries > 2, "PostgreSQL had nothing to break"
    assert [person.refused for person in (first, reader, merger)] == [None] * 3
    assert Review.objects.filter(reviewer=reviewer).count() == 1
    assert Merge.objects.get().undone_at is None
    assert forbidden() == []
    assert list(broken()) == []
