"""Finding works that stand in the library twice."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from references.choices import PairDecision
from references.models import DuplicatePair, Event, Reference
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.selectors import duplicate_after, portal_user, references_of
from references.services import create_reference, edit_reference
from references.services.deciding import commit_import
from references.services.duplicates import find_duplicates
from references.services.merging import merge_references
from references.services.pairs import ask_again, call_different
from references.tasks import find
from tests.factories.people import make_user
from tests.factories.references import (
    make_duplicatepair,
    make_input,
    make_merge,
    make_reference,
    make_run,
)

pytestmark = pytest.mark.django_db
PAPER: dict[str, Any] = {
    "title": "Cells of the iliac marrow and what they are often taken for in the clinic",
    "authors": [{"family": "Example", "given": "A"}],
    "issued_year": 2020,
    "container_title": "Annals of the Marrow",
    "volume": "12",
    "pages": "123-9",
}


def found() -> list[tuple[int, int]]:
    find_duplicates(by=make_user("librarian"))
    return list(DuplicatePair.objects.filter(decision="").values_list("one_id", "other_id"))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Clels of the iliac marrow and what they are often taken for in the clinic"},
        {"title": "Cells of the iliac marrow and wat they are oftten taken for in the clinicc"},
        {"title": "Cells of the iliac marrow and what they are often taken"},
        {"issued_year": 2021},
        {"issued_year": None},
        {"volume": "", "pages": "", "issued_year": 2019},
        {"authors": [{"family": "Exampel", "given": "Anna"}]},
    ],
)
def test_two_descriptions_of_a_work_are_proposed_the_older_first(change: dict[str, Any]) -> None:
    one, other = make_reference(**PAPER), make_reference(**PAPER | change)
    make_reference()
    assert found() == [(one.pk, other.pk)]


def test_looking_again_changes_nothing() -> None:
    pair = make_duplicatepair()
    before = DuplicatePair.objects.values().get()
    assert found() == [(pair.one_id, pair.other_id)]
    assert DuplicatePair.objects.values().get() == before


def test_a_pair_called_different_is_not_proposed_again() -> None:
    pair = make_duplicatepair()
    call_different(pair=pair, by=make_user("librarian"))
    assert found() == []
    pair.refresh_from_db()
    assert pair.decision == PairDecision.DIFFERENT
    for one in (pair.one, pair.other):
        assert Event.objects.filter(stream=f"reference:{one.key}", verb="called_different").exists()


def test_a_pair_is_decided_once() -> None:
    pair = make_duplicatepair()
    call_different(pair=pair, by=make_user("librarian"))
    with pytest.raises(IllegalTransition, match="different works"):
        call_different(pair=pair, by=make_user("librarian"))


def test_works_that_were_called_different_are_asked_about_again() -> None:
    pair = call_different(pair=make_duplicatepair(), by=make_user("librarian"))
    ask_again(pair=pair, by=make_user("librarian"))
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_at, pair.decided_by) == ("", None, None)
    for one in (pair.one, pair.other):
        assert Event.objects.filter(stream=f"reference:{one.key}", verb="asked_again").exists()
    with pytest.raises(IllegalTransition, match="called different"):
        ask_again(pair=pair, by=make_user("librarian"))


def test_works_of_which_one_was_merged_since_are_not_asked_about_again() -> None:
    pair = call_different(pair=make_duplicatepair(), by=make_user("librarian"))
    merge_references(winner=make_reference(), loser=pair.other, by=make_user("librarian"))
    with pytest.raises(NotPossible, match=f"{pair.other.key} was merged"):
        ask_again(pair=pair, by=make_user("librarian"))


def test_an_open_pair_that_no_longer_qualifies_is_dropped() -> None:
    pair = make_duplicatepair()
    edit_reference(
        reference=pair.other,
        by=make_user("librarian"),
        changes={"title": "Something else altogether in another field"},
    )
    assert found() == []
    assert not DuplicatePair.objects.exists()


def test_a_pair_gets_the_score_it_has_now() -> None:
    pair = make_duplicatepair()
    edit_reference(reference=pair.other, by=make_user("librarian"), changes={"issued_year": 2020})
    find_duplicates(by=make_user("librarian"), references=[pair.other_id])
    again = DuplicatePair.objects.get()
    assert (again.pk, again.score > pair.score) == (pair.pk, True)


def test_only_what_was_asked_about_is_looked_for() -> None:
    make_reference(**PAPER), make_reference(**PAPER | {"issued_year": 2021})
    third = {**PAPER, "title": "Another title of a work about the spleen and its many vessels"}
    one, other = make_reference(**third), make_reference(**third | {"issued_year": 2021})
    find_duplicates(by=make_user("librarian"), references=[other.pk])
    assert list(DuplicatePair.objects.values_list("one", "other")) == [(one.pk, other.pk)]
    assert find_duplicates(by=make_user("librarian"), references=[])["compared"] == 0


def test_merged_works_and_recorded_searches_are_not_proposed() -> None:
    make_merge()
    for year in (2020, 2021):
        create_reference(
            by=make_user("librarian"),
            csl_type="search",
            title=PAPER["title"],
            issued_year=year,
            search_database="PubMed",
            search_query="marrow",
            searched_on="2024-05-31",
        )
    assert found() == []


def test_a_large_block_is_not_compared_all_with_all() -> None:
    for number in range(60):
        make_reference(**PAPER | {"title": f"{PAPER['title']} {number}", "volume": "", "pages": ""})
    counts = find_duplicates(by=make_user("librarian"))
    assert 0 < counts["compared"] < 60 * 59 / 2


def test_only_librarians_and_the_portal_look_and_only_librarians_decide() -> None:
    pair = make_duplicatepair()
    for role in ("author", "editor", "reviewer", "publisher", "administrator"):
        with pytest.raises(NotAllowed):
            find_duplicates(by=make_user(role))
        with pytest.raises(NotAllowed):
            call_different(pair=pair, by=make_user(role))
        with pytest.raises(NotAllowed):
            ask_again(pair=pair, by=make_user(role))
    with pytest.raises(NotAllowed):
        call_different(pair=pair, by=portal_user())
    find_duplicates(by=portal_user())


def test_the_job_after_an_import_looks_at_what_it_added() -> None:
    known = make_reference(**PAPER)
    run = make_run(make_input(2, **PAPER | {"issued_year": 2021}), make_input(3))
    commit_import(run=run, by=make_user("librarian"))
    added = references_of(run)
    assert len(added) == 2
    find(run_id=run.pk)
    pair = DuplicatePair.objects.get()
    assert pair.one == known
    assert pair.other_id in added


def test_the_command_looks_through_the_library_and_says_what_it_found() -> None:
    make_reference(**PAPER), make_reference(**PAPER | {"issued_year": 2021})
    out = StringIO()
    call_command("find_duplicates", stdout=out)
    assert out.getvalue() == "1 pairs compared, 1 proposed, 0 dropped.\n"


def test_the_next_pair_is_the_likeliest_after_this_one_and_then_begins_again() -> None:
    one, two, three = (make_duplicatepair() for _ in range(3))
    assert duplicate_after(one) == two
    assert duplicate_after(three) == one
    call_different(pair=two, by=make_user("librarian"))
    assert duplicate_after(one) == three


def test_queries_do_not_grow_with_the_library() -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_duplicatepair()
        ids = list(Reference.objects.values_list("pk", flat=True))
        by = make_user("librarian")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find_duplicates(by=by, references=ids)
        counts.append(len(queries))
    assert counts[0] == counts[1]
