"""Whoever edits, merges or adds a work while an import writes or takes back is not overruled by it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections

from references.choices import RunState
from references.models import Reference
from references.refusals import NotPossible
from references.services import commit_import, create_reference, edit_reference, undo_import
from references.services.merging import merge_references
from tests.factories.people import make_user
from tests.factories.references import (
    make_input,
    make_load,
    make_notice_input,
    make_reference,
    make_run,
)
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Cells of the marrow and what they are taken for"
AUTHORS = [{"family": "Example", "given": "A"}]
WAIT = 20
reached, go_on = threading.Event(), threading.Event()


def pause(**news: Any) -> None:
    """A follower of references: the act that tells it has written, and has not committed."""
    reached.set()
    go_on.wait(WAIT)


@pytest.fixture
def librarian() -> User:
    return make_user("librarian")


@pytest.fixture(autouse=True)
def nobody_waits_yet() -> None:
    reached.clear()
    go_on.clear()


def somebody_waits_for_a_lock() -> bool:
    with connect(autocommit=True) as server:
        for _ in range(WAIT * 50):
            if server.execute("SELECT FROM pg_locks WHERE NOT granted").fetchone() is not None:
                return True
            time.sleep(0.02)
    return False


def meanwhile(settings: Any, first: Callable[[], object], second: Callable[[], object]) -> object:
    """What `second` came to, begun when `first` had written and not committed, and waiting for it."""
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.pause"]
    results: dict[str, object] = {}

    def act(name: str, what: Callable[[], object]) -> None:
        try:
            results[name] = what()
        except Exception as error:  # noqa: BLE001 - it is what came of it
            results[name] = error
        finally:
            connections.close_all()

    one = threading.Thread(target=act, args=["first", first])
    one.start()
    assert reached.wait(WAIT), results
    other = threading.Thread(target=act, args=["second", second])
    other.start()
    waited = somebody_waits_for_a_lock()
    go_on.set()
    one.join()
    other.join()
    assert waited
    assert not isinstance(results["first"], Exception), results
    return results["second"]


def test_a_commit_writes_nothing_over_an_edit_made_meanwhile(
    settings: Any, librarian: User
) -> None:
    reference = make_reference(title=TITLE, authors=AUTHORS, pmid="1")
    said = {"title": TITLE, "issued_year": 2020, "authors": AUTHORS}
    run = make_run(make_input(**said, doi="10.1000/from.file", volume="1"))
    by_hand = {"pmid": "2", "doi": "10.1000/by.hand", "volume": "7"}
    result = meanwhile(
        settings,
        lambda: edit_reference(reference=reference, by=librarian, changes=by_hand),
        lambda: commit_import(run=run, by=librarian),
    )
    assert isinstance(result, NotPossible), repr(result)
    assert result.message.startswith("The library has changed since you looked")
    reference.refresh_from_db()
    assert (reference.doi, reference.volume) == ("10.1000/by.hand", "7")
    run.refresh_from_db()
    assert (run.state, run.counts["completes"]) == (RunState.STAGED, 0)


def test_a_commit_fills_no_blank_of_a_work_that_was_merged_meanwhile(
    settings: Any, librarian: User
) -> None:
    loser = make_reference(title=TITLE, authors=AUTHORS)
    winner = make_reference(title=f"{TITLE} again", authors=AUTHORS)
    run = make_run(make_input(title=TITLE, issued_year=2020, authors=AUTHORS, pages="1-9"))
    result = meanwhile(
        settings,
        lambda: merge_references(winner=winner, loser=loser, by=librarian),
        lambda: commit_import(run=run, by=librarian),
    )
    assert isinstance(result, NotPossible), repr(result)
    loser.refresh_from_db()
    assert (loser.merged_into_id, loser.pages) == (winner.pk, "")


def test_a_work_that_is_added_by_hand_meanwhile_is_not_added_twice(
    settings: Any, librarian: User
) -> None:
    doi = "10.1000/retracted"
    make_load(make_notice_input(original_doi=doi, original_title=TITLE))
    run = make_run(make_input(title=TITLE, issued_year=2020, authors=AUTHORS, doi=doi))
    by_hand = {"title": TITLE, "issued_year": 2020, "authors": AUTHORS, "doi": doi}
    result = meanwhile(
        settings,
        lambda: create_reference(by=librarian, **by_hand),
        lambda: commit_import(run=run, by=librarian),
    )
    assert isinstance(result, NotPossible), repr(result)
    assert result.message.startswith("The library has changed since you looked")
    run.refresh_from_db()
    assert (run.state, run.counts["same"]) == (RunState.STAGED, 1)
    assert commit_import(run=run, by=librarian).counts["added"] == 0
    assert Reference.objects.count() == 1


def test_rows_that_nobody_looked_at_are_committed_as_they_are_by_now(
    settings: Any, librarian: User
) -> None:
    reference = make_reference(title=TITLE, authors=AUTHORS, pmid="1")
    said = {"title": TITLE, "issued_year": 2020, "authors": AUTHORS}
    run = make_run(make_input(**said, doi="10.1000/by.hand", volume="1"))
    result = meanwhile(
        settings,
        lambda: edit_reference(
            reference=reference, by=librarian, changes={"pmid": "2", "doi": "10.1000/by.hand"}
        ),
        lambda: commit_import(run=run, by=librarian, unseen=True),
    )
    assert getattr(result, "state", result) == RunState.COMMITTED
    reference.refresh_from_db()
    assert (reference.doi, reference.volume) == ("10.1000/by.hand", "1")


def test_taking_back_keeps_what_is_edited_meanwhile(settings: Any, librarian: User) -> None:
    run = commit_import(run=make_run(make_input(title=TITLE)), by=librarian)
    reference = Reference.objects.get()
    result = meanwhile(
        settings,
        lambda: edit_reference(reference=reference, by=librarian, changes={"title": "Mended"}),
        lambda: undo_import(run=run, by=librarian),
    )
    assert getattr(result, "counts", {}).get("kept") == 1, repr(result)
    assert Reference.objects.get().title == "Mended"
    assert "Kept: it was edited." in [one["reason"] for one in run.rows.get().reasons]
