"""What a merge of references does to what readers see: one work is one source, with one number (D7, D9)."""

import pytest
from django.test import Client

from articles.models import Live, Publication
from evidence.models import Approval, ClaimVersion
from evidence.selectors.public import public_claims
from references.choices import Standing
from references.models import Reference
from references.services import edit_reference
from references.services.merging import merge_references, undo_merge
from tests.articles.live import published
from tests.factories.evidence import (
    approved,
    approved_version,
    citing,
    fresh,
    graded_version,
    stand,
    study,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

# Each step is committed: what a page may show is checked then.
pytestmark = pytest.mark.django_db(transaction=True)


def two_sources() -> tuple[ClaimVersion, Reference, Reference]:
    """A claim about what two case reports saw, and these."""
    one, other = study(), study()
    version = approved_version(citations=[citing(one), citing(other)])
    return version, one, other


def live(publication: Publication) -> Publication:
    return Live.objects.get(article=publication.article_id).publication


def numbers(publication: Publication) -> dict[str, int]:
    return {row["key"]: row["n"] for row in publication.content["references"]}


def cited(publication: Publication) -> list[int]:
    return [
        row["n"] for claim in publication.content["claims"].values() for row in claim["citations"]
    ]


def test_two_sources_that_are_one_work_have_one_number_from_then_on() -> None:
    version, one, other = two_sources()
    first = published(version)
    assert numbers(first) == {one.key: 1, other.key: 2}
    merge_references(winner=other, loser=one, by=make_user("librarian"))
    page = live(first)
    assert numbers(page) == {other.key: 1}
    assert cited(page) == [1, 1]
    assert page.cause == "reissue"


def test_a_merge_that_is_taken_back_gives_the_page_two_numbers_again() -> None:
    version, one, other = two_sources()
    first = published(version)
    merge = merge_references(winner=other, loser=one, by=make_user("librarian"))
    undo_merge(merge=merge, by=make_user("librarian"))
    assert numbers(live(first)) == {one.key: 1, other.key: 2}


def test_a_page_that_shows_the_winner_only_is_left_alone() -> None:
    version, one, _other = two_sources()
    first = published(version)
    merge_references(winner=one, loser=make_reference(), by=make_user("librarian"))
    assert live(first) == first


def test_a_page_shows_the_record_of_the_winner_for_what_was_merged() -> None:
    version, one, other = two_sources()
    winner = make_reference(title="The better record", doi="10.5555/better")
    first = published(version)
    merge_references(winner=winner, loser=one, by=make_user("librarian"))
    shown = live(first).content["references"][0]
    assert (shown["key"], shown["title"], shown["doi"]) == (
        winner.key,
        "The better record",
        "10.5555/better",
    )
    assert shown["design"] == "case_report"
    assert numbers(live(first)) == {winner.key: 1, other.key: 2}


def test_reasons_name_a_merged_source_by_its_number(client: Client) -> None:
    version, one, other = two_sources()
    first = published(version)
    merge_references(winner=other, loser=one, by=make_user("librarian"))
    text = client.get(f"/articles/{first.article.slug}/").content.decode()
    assert "[1]" in text
    assert "another study" not in text


def test_two_trials_of_a_live_page_that_are_one_lower_its_badge_at_once() -> None:
    version = approved(graded_version())
    one, other = (row.reference for row in version.question.profiles.get().studies.order_by("id"))
    first = published(version)
    merge_references(winner=one, loser=other, by=make_user("librarian"))
    assert fresh(version).status == "suspended"
    claim = live(first).content["claims"]["1"]
    assert claim["shown_as"] == "suspended"


def test_another_title_of_the_winner_is_shown_as_being_rechecked() -> None:
    version, one, _other = two_sources()
    winner = make_reference(title=one.title)
    first = published(version)
    merge_references(winner=winner, loser=one, by=make_user("librarian"))
    edit_reference(
        reference=Reference.objects.get(pk=winner.pk),
        by=make_user("librarian"),
        changes={"title": "Something else entirely"},
    )
    assert not Approval.objects.active().filter(version=version).exists()
    assert live(first).content["claims"]["1"]["shown_as"] == "suspended"


# Claims, sources and the API


def test_the_page_of_a_claim_lists_a_work_once(client: Client) -> None:
    version, one, other = two_sources()
    published(version)
    merge_references(winner=other, loser=one, by=make_user("librarian"))
    text = client.get(f"/claims/{version.claim.key}/").content.decode()
    assert other.key in text
    assert one.key not in text
    assert "[2]" not in text


def test_a_source_that_only_its_loser_is_cited_for_has_a_page(client: Client) -> None:
    version, one, _other = two_sources()
    winner = make_reference()
    published(version)
    merge_references(winner=winner, loser=one, by=make_user("librarian"))
    answer = client.get(f"/references/{one.key}/", follow=True)
    assert answer.status_code == 200
    assert version.text in answer.content.decode()


def test_the_api_lists_a_work_once_and_answers_for_its_old_key(client: Client) -> None:
    version, one, other = two_sources()
    published(version)
    merge_references(winner=other, loser=one, by=make_user("librarian"))
    listed = client.get("/api/references/").json()["results"]
    assert [row["key"] for row in listed] == [other.key]
    assert client.get(f"/api/references/{one.key}/").json()["key"] == other.key
    claim = client.get(f"/api/claims/{version.claim.key}/").json()
    assert {row["reference"] for row in claim["citations"]} == {other.key}


def test_the_numbers_of_an_appraisal_are_not_told_where_a_study_was_merged_into_a_retraction() -> (
    None
):
    version = approved(graded_version(effect_line="12 of 100 fewer relapses"))
    assert public_claims([version.pk])[version.pk]["effect_line"]
    winner = make_reference()
    stand(winner, Standing.RETRACTED)
    study_row = version.question.profiles.get().studies.exclude(
        reference=version.citations.get().reference
    )
    merge_references(winner=winner, loser=study_row.get().reference, by=make_user("librarian"))
    assert public_claims([version.pk])[version.pk]["effect_line"] == ""
