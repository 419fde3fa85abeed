"""Possible duplicates and merges in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from references.choices import PairDecision
from references.models import DuplicatePair, Merge, Reference
from tests.factories.people import make_user
from tests.factories.references import make_duplicatepair, make_merge, make_reference

pytestmark = pytest.mark.django_db
LIST = "admin:references_duplicatepair_changelist"


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(make_user(*roles))
    return client


def two(one: Reference, other: Reference, act: str = "two") -> str:
    return reverse(f"admin:references_duplicatepair_{act}", args=[one.key, other.key])


def test_the_list_shows_open_pairs_and_decided_ones_when_asked() -> None:
    pair, merge = make_duplicatepair(), make_merge()
    client = signed_in("librarian")
    assert client.get(reverse(LIST)).context["cl"].result_list[0] == pair
    for asked, count in (("", 1), ("merged", 1), ("different", 0), ("all", 2)):
        answer = client.get(reverse(LIST), {"decision": asked} if asked else {})
        assert answer.context["cl"].result_count == count, asked
    assert DuplicatePair.objects.get(decision="merged").one == merge.winner


def test_the_page_of_what_was_merged_leads_to_the_one_that_stands() -> None:
    merge = make_merge()
    client = signed_in("librarian")
    old = reverse("admin:references_reference_change", args=[merge.loser_id])
    stands = reverse("admin:references_reference_change", args=[merge.winner_id])
    answer = client.get(old, follow=True)
    assert answer.redirect_chain == [(stands, 302)]
    assert "This reference was merged" in answer.content.decode()
    assert signed_in().get(old).status_code in (302, 403)
    assert "/admin/auth/user/" not in client.get(stands).content.decode()
    shown = client.get(reverse("admin:references_merge_change", args=[merge.pk])).content.decode()
    assert str(merge.merged_by) in shown
    assert "/admin/auth/user/" not in shown


def test_the_lists_take_a_constant_number_of_queries(django_assert_max_num_queries: Any) -> None:
    for _ in range(6):
        make_duplicatepair()
        make_merge()
    client = signed_in("librarian")
    for where in (LIST, "admin:references_merge_changelist"):
        client.get(reverse(where))
        with django_assert_max_num_queries(9):
            assert client.get(reverse(where)).status_code == 200


def test_the_page_shows_both_works_and_marks_what_differs() -> None:
    pair = make_duplicatepair(volume="7")
    url = reverse("admin:references_duplicatepair_change", args=[pair.pk])
    answer = signed_in("librarian").get(url)
    rows = {field.name: field for field, _ in answer.context["rows"]}
    assert rows["issued_year"].to_choose
    assert not rows["title"].differs
    assert (rows["volume"].differs, rows["volume"].to_choose) == (True, False)
    text = answer.content.decode()
    assert pair.one.key in text
    assert pair.other.key in text
    assert "Not used yet" in text


def test_what_looks_different_may_be_chosen_and_identifiers_may_not() -> None:
    one = make_reference(
        title="Cells of the iliac marrow",
        authors=[{"family": "O’Brien", "given": "Nora"}],
        doi="10.5555/one",
        pmid="11",
    )
    other = make_reference(
        title="Cells of the iliac marrow",
        authors=[{"family": "O'Brien", "given": "N"}],
        doi="10.5555/other",
    )
    client = signed_in("librarian")
    answer = client.get(two(one, other))
    rows = {field.name: field for field, _ in answer.context["rows"]}
    assert [name for name, row in rows.items() if row.to_choose] == ["authors"]
    assert (rows["doi"].differs, rows["pmid"].differs, rows["title"].differs) == (True, True, False)
    text = answer.content.decode()
    assert 'name="doi"' not in text
    assert text.count("each keeps its own") == 1
    client.post(
        two(one, other, "merge"), {"stays": one.key, "authors": other.key, "doi": other.key}
    )
    after = Reference.objects.get(pk=one.pk)
    assert (after.authors[0]["family"], after.doi) == ("O'Brien", "10.5555/one")


def test_a_work_that_calls_itself_retracted_says_so_beside_its_standing() -> None:
    one, other = make_reference(title="RETRACTED: Cells of the marrow"), make_reference()
    text = signed_in("author").get(two(one, other)).content.decode()
    assert text.count("Calls itself retracted</span> Load the notices for it.") == 1


def test_any_two_works_are_reached_by_their_keys() -> None:
    one, other = make_reference(), make_reference()
    client = signed_in("librarian")
    assert client.get(two(one, other)).status_code == 200
    assert (
        client.get(reverse("admin:references_duplicatepair_two", args=[one.key, "r0"])).status_code
        == 404
    )


def test_merging_takes_the_choices_and_goes_to_the_next_pair() -> None:
    pair, following = make_duplicatepair(), make_duplicatepair()
    answer = signed_in("librarian").post(
        two(pair.one, pair.other, "merge"),
        {"stays": pair.other.key, "issued_year": pair.one.key, "reason": "One paper."},
    )
    assert answer["Location"] == reverse(
        "admin:references_duplicatepair_change", args=[following.pk]
    )
    merge = Merge.objects.get()
    assert (merge.winner, merge.loser, merge.reason) == (pair.other, pair.one, "One paper.")
    assert Reference.objects.get(pk=pair.other_id).issued_year == 2020


def test_a_refused_merge_keeps_what_was_filled_in() -> None:
    merge = make_merge()
    other = make_reference()
    answer = signed_in("librarian").post(
        two(merge.loser, other, "merge"), {"stays": other.key, "reason": "Not lost"}, follow=True
    )
    text = answer.content.decode()
    assert f"{merge.loser.key} was merged into {merge.winner.key}" in text
    assert Merge.objects.count() == 1


def test_different_works_are_noted_and_the_next_pair_comes() -> None:
    pair = make_duplicatepair()
    url = reverse("admin:references_duplicatepair_different", args=[pair.pk])
    answer = signed_in("librarian").post(url)
    assert answer["Location"] == reverse(LIST)
    pair.refresh_from_db()
    assert pair.decision == PairDecision.DIFFERENT


def test_different_works_are_asked_about_again() -> None:
    pair = make_duplicatepair()
    client = signed_in("librarian")
    client.post(reverse("admin:references_duplicatepair_different", args=[pair.pk]))
    page = reverse("admin:references_duplicatepair_change", args=[pair.pk])
    again = reverse("admin:references_duplicatepair_again", args=[pair.pk])
    assert again in client.get(page).content.decode()
    answer = client.post(again, follow=True)
    assert "This pair is open again." in answer.content.decode()
    assert again not in answer.content.decode()
    pair.refresh_from_db()
    assert pair.decision == ""


def test_what_no_database_can_hold_is_no_key_and_no_reason() -> None:
    one, other = make_reference(), make_reference()
    client = signed_in("librarian")
    assert client.get(f"{reverse(LIST)}of/{one.key}%00/{other.key}/").status_code == 404
    client.post(two(one, other, "merge"), {"stays": one.key, "reason": "One\0 work"})
    assert Merge.objects.get().reason == "One work"


def test_two_chosen_references_are_compared_and_no_other_number() -> None:
    works = [make_reference() for _ in range(3)]
    client = signed_in("librarian")
    where = reverse("admin:references_reference_changelist")

    def compare(*chosen: Reference, **said: str) -> Any:
        data = {"action": "compare_two", "_selected_action": [one.pk for one in chosen], **said}
        return client.post(where, data)

    one, other = sorted(works[:2], key=lambda work: -work.pk)
    assert compare(one, other)["Location"] == two(one, other)
    for chosen, said in ((works[:1], {}), (works, {}), (works[:2], {"select_across": "1"})):
        assert compare(*chosen, **said)["Location"] == where
        assert "Choose exactly two" in client.get(where).content.decode()


def test_a_merge_is_called_by_its_works() -> None:
    merge = make_merge()
    page = reverse("admin:references_merge_change", args=[merge.pk])
    assert str(merge) == f"{merge.loser} → {merge.winner}"
    assert (
        f"{merge.loser_id} → {merge.winner_id}"
        not in signed_in("author").get(page).content.decode()
    )


def test_a_merge_is_taken_back_from_its_page() -> None:
    merge = make_merge()
    client = signed_in("librarian")
    page = reverse("admin:references_merge_change", args=[merge.pk])
    assert "Take back" in client.get(page).content.decode()
    answer = client.post(reverse("admin:references_merge_undo", args=[merge.pk]), follow=True)
    assert "stands by itself again" in answer.content.decode()
    assert "Take back" not in client.get(page).content.decode()


def test_others_see_and_do_not_decide() -> None:
    pair, merge = make_duplicatepair(), make_merge()
    client = signed_in("author")
    page = client.get(reverse("admin:references_duplicatepair_change", args=[pair.pk]))
    assert page.status_code == 200
    assert 'name="stays"' not in page.content.decode()
    for url in (
        two(pair.one, pair.other, "merge"),
        reverse("admin:references_duplicatepair_different", args=[pair.pk]),
        reverse("admin:references_duplicatepair_again", args=[pair.pk]),
        reverse("admin:references_merge_undo", args=[merge.pk]),
    ):
        assert client.post(url).status_code == 403
    assert Merge.objects.get().undone_at is None


def test_every_act_is_a_post() -> None:
    pair, merge = make_duplicatepair(), make_merge()
    client = signed_in("librarian")
    for url in (
        two(pair.one, pair.other, "merge"),
        reverse("admin:references_duplicatepair_different", args=[pair.pk]),
        reverse("admin:references_duplicatepair_again", args=[pair.pk]),
        reverse("admin:references_merge_undo", args=[merge.pk]),
    ):
        assert client.get(url).status_code == 405
