"""Merging references, and taking merges back (D9, D7)."""

import datetime as dt
from typing import Any

import pytest

from references.choices import PairDecision, RecheckCause, Role, Standing
from references.events import recorded
from references.models import DuplicatePair, Event, Merge, Recheck, Reference
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.services import close_recheck, create_reference, edit_reference, set_standing
from references.services.merging import merge_references, undo_merge
from references.services.pairs import call_different
from references.standings import WORST_FIRST, worse
from tests.factories.people import make_superuser, make_user
from tests.factories.references import (
    make_duplicatepair,
    make_load,
    make_merge,
    make_notice_input,
    make_reference,
    make_retracted_reference,
)

pytestmark = pytest.mark.django_db
TITLE = "Cells of the marrow and what they are taken for"


def merged(winner: Reference, loser: Reference, **said: Any) -> Merge:
    return merge_references(winner=winner, loser=loser, by=make_user("librarian"), **said)


def undone(merge: Merge) -> Merge:
    return undo_merge(merge=merge, by=make_user("librarian"))


def stand(reference: Reference, standing: str) -> Reference:
    with recorded(by=make_user("librarian"), role=Role.LIBRARIAN) as journal:
        locked = Reference.objects.in_lock_order().get(pk=reference.pk)
        set_standing(reference=locked, standing=standing, journal=journal)
    return locked


def verbs(reference: Reference) -> list[str]:
    events = Event.objects.filter(stream=f"reference:{reference.key}").order_by("seq")
    return list(events.values_list("verb", flat=True))


def fresh(reference: Reference) -> Reference:
    return Reference.objects.get(pk=reference.pk)


def test_a_merge_keeps_the_losers_row_key_and_identifiers() -> None:
    winner, loser = make_reference(title=TITLE), make_reference(title=TITLE, doi="10.5555/loser")
    merged(winner, loser, reason="One paper.")
    after = fresh(loser)
    assert (after.key, after.doi, after.merged_into) == (loser.key, "10.5555/loser", winner)
    assert list(Reference.objects.current().filter(doi="10.5555/loser")) == [winner]


def test_a_merge_fills_blanks_and_changes_nothing_else() -> None:
    winner = make_reference(title=TITLE, issued_year=2020, volume="3")
    loser = make_reference(title=TITLE + ".", issued_year=2020, volume="33", pages="7-9")
    merge = merged(winner, loser)
    after = fresh(winner)
    assert (after.title, after.volume, after.pages) == (TITLE, "3", "7-9")
    assert (merge.winner_before["pages"], merge.winner_after["pages"]) == ("", "7-9")
    assert "volume" not in merge.winner_before


def test_a_merge_takes_the_fields_that_were_chosen() -> None:
    winner = make_reference(title=TITLE, volume="3", pages="1-2")
    loser = make_reference(title=TITLE, volume="33", pages="7-9")
    merged(winner, loser, take=["volume"])
    after = fresh(winner)
    assert (after.volume, after.pages) == ("33", "1-2")


IDENTIFIERS = {
    "doi": ("10.5555/old", "10.5555/new"),
    "pmid": ("11", "22"),
    "pmcid": ("PMC11", "PMC22"),
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_identifiers_are_not_taken_in_place_of_others(name: str) -> None:
    winner, loser = (make_reference(title=TITLE, **{name: value}) for value in IDENTIFIERS[name])
    with pytest.raises(NotPossible, match="Let the other reference stay"):
        merged(winner, loser, take=[name])
    merged(winner, loser)
    assert (getattr(fresh(winner), name), getattr(fresh(loser), name)) == IDENTIFIERS[name]


@pytest.mark.parametrize("place", [0, 1])
def test_a_notice_for_either_doi_reaches_the_winner(place: int) -> None:
    dois = IDENTIFIERS["doi"]
    winner, loser = (make_reference(title=TITLE, doi=doi) for doi in dois)
    merged(winner, loser)
    make_load(make_notice_input(original_doi=dois[place], original_title=TITLE, original_year=2020))
    assert fresh(winner).standing == Standing.RETRACTED


def test_an_identifier_that_the_winner_lacks_is_filled() -> None:
    winner = make_reference(title=TITLE, doi="10.5555/old")
    merged(winner, make_reference(title=TITLE, doi="10.5555/new", pmid="22"))
    after = fresh(winner)
    assert (after.doi, after.pmid) == ("10.5555/old", "22")


def test_a_merge_gives_no_month_of_another_year() -> None:
    winner = make_reference(title=TITLE, issued_year=2020)
    loser = make_reference(title=TITLE, issued_year=2019, issued_month=12)
    merged(winner, loser)
    assert fresh(winner).issued_month is None


def test_a_cut_list_of_authors_comes_with_its_mark() -> None:
    winner = make_reference(title=TITLE, authors=[])
    loser = make_reference(title=TITLE, authors_truncated=True)
    merged(winner, loser)
    assert fresh(winner).authors_truncated is True


def test_both_streams_tell_of_a_merge() -> None:
    merge = make_merge()
    assert verbs(merge.winner)[-1] == "merged"
    assert verbs(merge.loser)[-1] == "merged_into"


def test_only_librarians_merge_and_take_back() -> None:
    merge = make_merge()
    for role in ("author", "editor", "reviewer", "publisher", "administrator"):
        with pytest.raises(NotAllowed):
            undo_merge(merge=merge, by=make_user(role))
        with pytest.raises(NotAllowed):
            merge_references(winner=make_reference(), loser=make_reference(), by=make_user(role))
    undo_merge(merge=merge, by=make_superuser())


def test_a_reference_is_not_merged_with_itself() -> None:
    reference = make_reference()
    with pytest.raises(NotPossible, match="one and the same"):
        merged(reference, fresh(reference))


def test_a_merged_reference_is_not_merged_again_and_its_winner_is_named() -> None:
    merge = make_merge()
    for pair in ((make_reference(), merge.loser), (merge.loser, make_reference())):
        with pytest.raises(
            NotPossible, match=f"{merge.loser.key} was merged into {merge.winner.key}"
        ):
            merged(*pair)


def test_a_recorded_search_is_not_merged() -> None:
    search = create_reference(
        by=make_user("librarian"),
        csl_type="search",
        title="A search",
        search_database="PubMed",
        search_query="marrow",
        searched_on="2024-05-31",
    )
    for pair in ((search, make_reference()), (make_reference(), search)):
        with pytest.raises(NotPossible, match="recorded search"):
            merged(*pair)


def test_a_field_that_is_none_is_not_taken() -> None:
    with pytest.raises(NotPossible, match="standing"):
        merged(make_reference(), make_reference(), take=["standing"])


def test_what_was_merged_into_the_loser_follows_to_the_winner_in_one_step() -> None:
    merge = make_merge()
    last = make_reference()
    second = merged(last, merge.winner)
    assert fresh(merge.loser).merged_into == last
    assert verbs(merge.loser)[-1] == "merged_into"
    undone(second)
    assert fresh(merge.loser).merged_into == merge.winner
    assert fresh(merge.winner).merged_into is None


def test_what_was_merged_step_by_step_is_taken_back_step_by_step() -> None:
    merge = make_merge()
    second = merged(make_reference(), merge.winner)
    third = merged(make_reference(), second.winner)
    early = (merge.loser, second.loser, third.loser)
    assert {fresh(one).merged_into for one in early} == {third.winner}
    undone(third)
    assert [fresh(one).merged_into for one in early] == [second.winner, second.winner, None]
    undone(second)
    assert [fresh(one).merged_into for one in early] == [merge.winner, None, None]
    undone(merge)
    assert [fresh(one).merged_into for one in early] == [None, None, None]


def test_the_reason_is_one_line_that_can_be_stored() -> None:
    assert merged(make_reference(), make_reference(), reason=" One\0 work.\n").reason == "One work."


# Standing

SET = [one for one in WORST_FIRST if one not in ("not_checked", "none_found")]


@pytest.mark.parametrize("one", SET)
@pytest.mark.parametrize("other", SET)
def test_the_standing_is_the_worse_of_the_two(one: str, other: str) -> None:
    winner, loser = stand(make_reference(), one), stand(make_reference(), other)
    merged(winner, loser)
    assert fresh(winner).standing == worse(one, other)
    assert fresh(loser).standing == other


def test_a_retraction_of_the_loser_is_the_winners_and_says_as_of_when() -> None:
    loser = make_retracted_reference()
    winner = make_reference()
    merged(winner, loser)
    after = fresh(winner)
    assert (after.standing, after.standing_as_of) == (Standing.RETRACTED, dt.date(2025, 1, 1))


def test_an_identifier_that_moves_is_matched_against_the_notices() -> None:
    winner = make_reference(title=TITLE, issued_year=2020)
    make_load(
        make_notice_input(nature="Correction", original_doi="10.5555/named", original_title=TITLE)
    )
    loser = make_reference(
        title="Other words entirely for the same", issued_year=1990, doi="10.5555/named"
    )
    assert loser.standing == Standing.NOT_CHECKED
    merged(winner, loser)
    assert fresh(winner).standing == Standing.CORRECTED


def test_a_work_that_could_not_be_looked_up_is_looked_up_by_the_identifier_it_gets() -> None:
    make_load()
    winner = make_reference(title=TITLE)
    assert winner.standing == Standing.NOT_CHECKED
    merged(winner, make_reference(title=TITLE, doi="10.5555/clean"))
    assert fresh(winner).standing == Standing.NONE_FOUND


def test_an_open_recheck_is_asked_of_the_winner_and_holds_back_a_clean_standing() -> None:
    loser = make_reference(title=TITLE, issued_year=2020, doi="10.5555/asked")
    make_load(
        make_notice_input(
            original_doi="10.5555/asked", original_title="Nothing alike", original_year=1999
        )
    )
    winner = make_reference(title=TITLE, issued_year=2020, doi="10.5555/kept")
    assert winner.standing == Standing.NONE_FOUND
    merge = merged(winner, loser)
    asked = Recheck.objects.get(reference=winner, closed_at=None)
    assert asked.cause == RecheckCause.IDENTIFIER_ALONE
    assert fresh(winner).standing == Standing.NOT_CHECKED
    assert not Recheck.objects.filter(reference=loser, closed_at=None).exists()
    undone(merge)
    assert fresh(winner).standing == Standing.NONE_FOUND
    assert Recheck.objects.filter(reference=loser, closed_at=None).count() == 1
    assert not Recheck.objects.filter(reference=winner, closed_at=None).exists()


# Taking back


def test_taking_back_restores_both() -> None:
    winner = make_reference(title=TITLE, issued_year=2020)
    loser = make_retracted_reference(title=TITLE, issued_year=2020, pages="7-9")
    before = fresh(winner)
    merge = merged(winner, loser)
    assert fresh(winner).doi == loser.doi
    undone(merge)
    after = fresh(winner)
    for name in ("doi", "pages", "title", "standing", "standing_as_of", "title_key", "work_key"):
        assert getattr(after, name) == getattr(before, name), name
    again = fresh(loser)
    assert (again.merged_into, again.doi, again.standing) == (None, loser.doi, Standing.RETRACTED)
    assert verbs(winner)[-1] == "merge_undone"
    assert "stands_by_itself" in verbs(loser)


def test_taking_back_keeps_what_was_edited_since() -> None:
    winner = make_reference(title=TITLE, volume="")
    merge = merged(winner, make_reference(title=TITLE, volume="3", pages="7-9"))
    edit_reference(reference=winner, by=make_user("librarian"), changes={"volume": "4"})
    undone(merge)
    after = fresh(winner)
    assert (after.volume, after.pages) == ("4", "")


def test_taking_back_keeps_what_a_librarian_found_of_the_winner() -> None:
    winner = make_reference(title=TITLE, issued_year=2020)
    loser = make_retracted_reference(title=TITLE, issued_year=2020)
    merge = merged(winner, loser)
    recheck = Recheck.objects.filter(reference=winner, closed_at=None).first()
    assert recheck is not None
    close_recheck(recheck=recheck, by=make_user("librarian"), outcome="Both are retracted.")
    undone(merge)
    assert fresh(winner).standing == Standing.RETRACTED


def test_taking_back_finds_a_retraction_that_was_loaded_meanwhile() -> None:
    winner = make_reference(title=TITLE, issued_year=2020, doi="10.5555/winner")
    merge = merged(winner, make_reference(title=TITLE, issued_year=2020))
    make_load(
        make_notice_input(original_doi="10.5555/winner", original_title=TITLE, original_year=2020)
    )
    assert fresh(winner).standing == Standing.RETRACTED
    undone(merge)
    assert fresh(winner).standing == Standing.RETRACTED


def test_a_merge_is_taken_back_once() -> None:
    merge = make_merge()
    undone(merge)
    with pytest.raises(IllegalTransition, match="already"):
        undone(merge)


def test_a_merge_is_not_taken_back_while_its_winner_is_merged() -> None:
    merge = make_merge()
    merged(make_reference(), merge.winner)
    with pytest.raises(NotPossible, match=f"{merge.winner.key} was merged into"):
        undone(merge)


def test_a_merge_is_not_taken_back_when_a_third_has_the_losers_doi() -> None:
    winner = make_reference(title=TITLE, doi="10.5555/winner")
    loser = make_reference(title=TITLE, doi="10.5555/loser")
    merge = merged(winner, loser)
    third = make_reference(doi="10.5555/loser")
    with pytest.raises(NotPossible, match=f"{third.key}.*has the DOI 10.5555/loser"):
        undone(merge)
    assert fresh(loser).merged_into == winner


def test_what_was_taken_back_can_be_merged_the_other_way_round() -> None:
    merge = undone(make_merge())
    merged(fresh(merge.loser), fresh(merge.winner))
    assert fresh(merge.winner).merged_into == merge.loser


def test_what_was_looked_up_is_as_of_the_newest_dataset_after_a_merge_was_taken_back() -> None:
    winner = make_reference(title=TITLE, doi="10.5555/winner")
    loser = make_reference(title=TITLE, doi="10.5555/loser")
    about = {"original_doi": "10.5555/loser", "original_title": TITLE, "original_year": 2020}
    make_load(make_notice_input(nature="Correction", **about), as_of=dt.date(2024, 1, 1))
    merge = merged(winner, loser)
    make_load(as_of=dt.date(2024, 6, 1))
    assert fresh(winner).standing == Standing.CORRECTED
    undone(merge)
    make_load(as_of=dt.date(2025, 1, 1))
    after = fresh(winner)
    assert (after.standing, after.standing_as_of) == (Standing.NONE_FOUND, dt.date(2025, 1, 1))


def test_a_reference_with_an_open_recheck_is_not_called_clean_by_a_later_load() -> None:
    loser = make_reference(title=TITLE, doi="10.5555/asked")
    make_load(
        make_notice_input(
            original_doi="10.5555/asked", original_title="Nothing alike", original_year=1999
        )
    )
    edit_reference(reference=loser, by=make_user("librarian"), changes={"doi": "10.5555/other"})
    winner = make_reference(title=TITLE, doi="10.5555/kept")
    merged(winner, loser)
    assert fresh(winner).standing == Standing.NOT_CHECKED
    make_load(as_of=dt.date(2025, 6, 1))
    assert fresh(winner).standing == Standing.NOT_CHECKED


# Re-checks


def test_works_whose_identifiers_changed_often_are_merged_and_one_recheck_asks() -> None:
    winner, loser = make_retracted_reference(title=TITLE), make_retracted_reference(title=TITLE)
    for reference, dois in ((winner, ("10.5555/x1", "10.5555/x2")), (loser, ("10.5555/x3",))):
        for doi in dois:
            edit_reference(reference=reference, by=make_user("librarian"), changes={"doi": doi})
        assert reference.rechecks.filter(closed_at=None, notice=None).count() == 1
    merged(winner, loser)
    assert winner.rechecks.filter(closed_at=None, notice=None).count() == 1
    assert not loser.rechecks.filter(closed_at=None).exists()


# The pair that proposed it


def test_the_pair_is_decided_by_the_merge_and_open_again_after_it() -> None:
    merge = make_merge()
    pair = DuplicatePair.objects.get(one=merge.winner, other=merge.loser)
    assert pair.decision == PairDecision.MERGED
    undone(merge)
    pair.refresh_from_db()
    assert pair.decision == ""


def test_what_was_proposed_of_the_loser_is_proposed_of_the_winner() -> None:
    pair = make_duplicatepair()
    third = make_reference(
        title=pair.one.title, container_title=pair.one.container_title, issued_year=2020
    )
    DuplicatePair.objects.create(one=pair.other, other=third, score=80)
    merged(pair.one, pair.other)
    left = DuplicatePair.objects.filter(decision="")
    assert [(one.one, one.other) for one in left] == [(pair.one, third)]


def test_proposals_come_back_with_the_loser() -> None:
    pair = make_duplicatepair()
    apart = make_reference(
        title="Wholly other words about bone and fat of the rat", issued_year=1999
    )
    merge = merged(apart, pair.other)
    assert not DuplicatePair.objects.filter(decision="").exists()
    undone(merge)
    back = DuplicatePair.objects.get(decision="")
    assert (back.one, back.other, back.score) == (pair.one, pair.other, pair.score)


def test_what_was_asked_of_the_winner_for_the_losers_sake_is_not_asked_after_it() -> None:
    pair = make_duplicatepair()
    apart = make_reference(authors=[], issued_year=None, title="Spleen")
    merge = merged(apart, pair.other, take=["title", "authors", "issued_year", "container_title"])
    carried = DuplicatePair.objects.get(decision="")
    assert {carried.one, carried.other} == {pair.one, apart}
    undone(merge)
    back = DuplicatePair.objects.get(decision="")
    assert {back.one, back.other} == {pair.one, pair.other}


def test_proposals_come_back_with_what_the_other_work_was_merged_into_meanwhile() -> None:
    pair = make_duplicatepair()
    merge = merged(make_reference(title="Wholly other words about the spleen"), pair.other)
    alike = make_reference(
        title=pair.one.title, container_title=pair.one.container_title, issued_year=2020
    )
    merged(alike, pair.one)
    undone(merge)
    back = DuplicatePair.objects.get(decision="")
    assert {back.one, back.other} == {pair.other, alike}


def test_works_that_were_called_different_are_so_again_after_a_merge_was_taken_back() -> None:
    pair = make_duplicatepair()
    person = make_user("librarian")
    said = call_different(pair=pair, by=person)
    undone(merged(pair.one, pair.other))
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by, pair.decided_at) == (
        PairDecision.DIFFERENT,
        person,
        said.decided_at,
    )
