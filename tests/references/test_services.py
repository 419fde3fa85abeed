"""Creating and mending references, and the people who may."""

import pytest

from references.choices import RecheckCause, Role, Standing
from references.events import Journal
from references.models import Event, Recheck
from references.refusals import NotAllowed, NotPossible, Refused
from references.services import create_reference, edit_reference
from references.works import Unfit
from tests.factories.people import make_superuser, make_user
from tests.factories.references import (
    make_load,
    make_notice_input,
    make_reference,
    make_retracted_reference,
)

pytestmark = pytest.mark.django_db

HEARD: list[tuple[str, list[str], dict]] = []


def follow(*, references, cause, journal, detail) -> None:
    """A follower that only listens."""
    assert isinstance(journal, Journal)
    HEARD.append((cause, [reference.key for reference in references], detail))


def refuse(*, references, cause, journal, detail) -> None:
    """A follower that holds the line."""
    if not detail.get("same_work_reason"):
        raise NotPossible("An approval rests on this.")


@pytest.fixture
def heard(no_followers: None, settings) -> list:
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.follow"]
    HEARD.clear()
    return HEARD


def test_a_new_reference_is_canonical_and_recorded() -> None:
    librarian = make_user("librarian")
    reference = create_reference(
        by=librarian, title=" A  <i>title</i> ", doi="https://doi.org/10.1000/ABC", pmid="PMID 12"
    )
    reference.refresh_from_db()
    assert (reference.title, reference.doi, reference.pmid) == ("A title", "10.1000/abc", "12")
    assert reference.standing == Standing.NOT_CHECKED
    event = Event.objects.get(stream=f"reference:{reference.key}", verb="created")
    assert (event.actor, event.role) == (librarian, Role.LIBRARIAN)
    assert event.data["after"]["doi"] == "10.1000/abc"


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in ("librarian", "portal")]
)
def test_only_librarians_write_to_the_library(role: str) -> None:
    person, reference = make_user(role), make_reference()
    with pytest.raises(NotAllowed):
        create_reference(by=person, title="A title")
    with pytest.raises(NotAllowed):
        edit_reference(reference=reference, by=person, changes={"title": "B"})


def test_a_closed_account_may_nothing() -> None:
    person = make_user("librarian", is_active=False)
    with pytest.raises(NotAllowed):
        create_reference(by=person, title="A title")


def test_a_superuser_acts_as_administrator() -> None:
    reference = create_reference(by=make_superuser(), title="A title")
    assert Event.objects.get(stream=f"reference:{reference.key}").role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "needs a title"),
        ({"title": "  "}, "needs a title"),
        ({"title": "A", "doi": "nonsense"}, "not a DOI"),
        ({"title": "A", "pmid": "12.0"}, "decimal"),
        ({"title": "A", "issued_year": "20x"}, "not a number"),
        ({"title": "A", "issued_month": 13}, "not a number from 1 to 12"),
        ({"title": "A", "csl_type": "poem"}, "not known"),
        ({"title": "A", "csl_type": "search"}, "needs its database"),
        ({"title": "A", "url": "javascript:alert(1)"}, "not a web address"),
        ({"title": "A", "volume": "x" * 61}, "longer than"),
        ({"title": "A", "authors": ["x"]}, "not an author"),
        ({"title": "A", "searched_on": "yesterday"}, "not a date"),
        ({"title": "A", "standing": "retracted"}, "not set by hand"),
        ({"title": "A", "key": "r1"}, "not set by hand"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict, said: str) -> None:
    with pytest.raises(Refused, match=said):
        create_reference(by=make_user("librarian"), **fields)


def test_a_taken_identifier_is_refused_by_name() -> None:
    first = make_reference(doi="10.1000/a")
    with pytest.raises(NotPossible, match=first.key):
        make_reference(doi="10.1000/A")


def test_filling_a_blank_is_no_change_of_the_work(heard: list) -> None:
    reference = make_reference(issued_year=None)
    edit_reference(
        reference=reference,
        by=make_user("librarian"),
        changes={"doi": "10.1000/a", "issued_year": 2020, "volume": "7"},
    )
    reference.refresh_from_db()
    assert reference.doi == "10.1000/a"
    assert heard == []


@pytest.mark.parametrize("title", ["a TITLE  of cells", "A title of cells", "Ａ title of cells"])
def test_case_spacing_and_form_are_no_change_of_the_work(heard: list, title: str) -> None:
    reference = make_reference(title="A title of cells")
    edit_reference(reference=reference, by=make_user("librarian"), changes={"title": title})
    assert heard == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Another title"),
        ("issued_year", 2021),
        ("issued_year", None),
        ("doi", "10.1000/b"),
        ("doi", ""),
        ("pmid", "2"),
    ],
)
def test_a_real_change_is_told_to_the_followers(heard: list, name: str, value: object) -> None:
    reference = make_reference(doi="10.1000/a", pmid="1", issued_year=2020)
    old = getattr(reference, name)
    edit_reference(
        reference=reference,
        by=make_user("librarian"),
        changes={name: value},
        same_work_reason="a slip of the pen",
    )
    ((cause, keys, detail),) = heard
    assert (cause, keys) == ("reference_changed", [reference.key])
    assert detail["changes"][reference.key][name][0] == old
    assert detail["same_work_reason"] == "a slip of the pen"


def test_a_follower_that_refuses_undoes_everything(settings) -> None:
    reference = make_reference(title="A title")
    settings.REFERENCE_FOLLOWERS = [f"{__name__}.refuse"]
    events = Event.objects.count()
    with pytest.raises(NotPossible, match="rests on this"):
        edit_reference(reference=reference, by=make_user("librarian"), changes={"title": "Another"})
    reference.refresh_from_db()
    assert reference.title == "A title"
    assert Event.objects.count() == events


def test_an_edit_says_before_and_after_and_nothing_if_nothing_changed() -> None:
    librarian, reference = make_user("librarian"), make_reference(volume="7")
    edit_reference(reference=reference, by=librarian, changes={"volume": "8", "issue": ""})
    edit_reference(reference=reference, by=librarian, changes={"volume": "8"})
    event = Event.objects.get(stream=f"reference:{reference.key}", verb="edited")
    assert (event.data["before"], event.data["after"]) == ({"volume": "7"}, {"volume": "8"})


def test_a_merged_reference_is_not_edited() -> None:
    reference, winner = make_reference(), make_reference()
    type(reference).objects.filter(pk=reference.pk).update(merged_into=winner)
    with pytest.raises(NotPossible, match="merged"):
        edit_reference(reference=reference, by=make_user("librarian"), changes={"volume": "8"})


def test_a_new_reference_meets_the_notices_that_came_before(heard: list) -> None:
    make_load(make_notice_input(original_doi="10.1000/gone", original_title="A title of cells"))
    reference = make_reference(doi="10.1000/gone", title="A title of cells", issued_year=1999)
    reference.refresh_from_db()
    assert reference.standing == Standing.RETRACTED
    assert reference.rechecks.get().cause == RecheckCause.STANDING_CHANGED
    assert [cause for cause, _, _ in heard] == ["standing"]


def test_completing_an_identifier_meets_them_too() -> None:
    make_load(make_notice_input(original_pmid="77", original_title="A title of cells"))
    reference = make_reference(title="A title of cells")
    assert reference.standing == Standing.NOT_CHECKED
    edit_reference(reference=reference, by=make_user("librarian"), changes={"pmid": "77"})
    reference.refresh_from_db()
    assert reference.standing == Standing.RETRACTED


def test_a_reference_with_identifiers_and_no_notice_is_checked_as_of_the_load() -> None:
    load = make_load()
    reference = make_reference(doi="10.1000/fine")
    reference.refresh_from_db()
    assert reference.standing == Standing.NONE_FOUND
    assert reference.standing_as_of == load.as_of
    assert reference.standing_dataset == load.dataset
    edit_reference(reference=reference, by=make_user("librarian"), changes={"doi": ""})
    reference.refresh_from_db()
    assert reference.standing == Standing.NOT_CHECKED
    assert reference.standing_as_of is None


def test_another_identifier_under_a_retraction_lowers_nothing_and_asks() -> None:
    reference = make_retracted_reference()
    edit_reference(reference=reference, by=make_user("librarian"), changes={"doi": "10.1000/new"})
    reference.refresh_from_db()
    assert reference.standing == Standing.RETRACTED
    assert Recheck.objects.filter(reference=reference, notice=None, closed_at=None).exists()


def test_problems_name_field_value_and_mend() -> None:
    with pytest.raises(Unfit) as refused:
        create_reference(by=make_user("librarian"), title="A", pmid="12.0")
    (problem,) = refused.value.problems
    assert (problem["column"], problem["value"]) == ("pmid", "12.0")
    assert "Write 12" in problem["mend"]
