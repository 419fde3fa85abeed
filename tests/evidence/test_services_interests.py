"""Declared interests and authorship: what is asked, what is refused, what readers are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from evidence import policies
from evidence.models import ClaimVersion, Declaration, Review, StudyFacts
from evidence.selectors.beside import Asked
from evidence.selectors.desk import rounds_for
from evidence.selectors.public import public_person
from evidence.selectors.review_page import read_review_page
from evidence.selectors.sources import public_references
from evidence.services.appraisal import adopt_profile
from evidence.services.facts import _said, confirm_facts
from evidence.services.interests import answer_authorship, declare_interests
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.rounds import assign_reviewer
from references.choices import Role
from references.models import Event, Reference
from references.refusals import NotAllowed, NotPossible
from references.services.merging import merge_references
from tests.factories.evidence import (
    TRIAL,
    citing,
    disputed_version,
    make_authorshipanswer,
    make_declaration,
    make_profiledraft,
    make_question,
    make_reviewer,
    make_studyfacts,
    review,
    reviewing_user,
    second_draft,
    settle,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

LECTURES = "Paid for lectures by a maker of devices in 2025."


def told(user: User) -> Any:
    """What readers are told, read afresh."""
    return public_person(User.objects.select_related("reviewer").get(pk=user.pk))


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """What is in force for lists and readers, so many days on (the database has its own clock)."""
    day = timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: a[0].date() if a else day)


# Declaring


def test_a_declaration_holds_for_a_year_and_is_on_record() -> None:
    person = reviewing_user(interests=None)
    made = declare_interests(by=person, kind="declared", text=f" {LECTURES} ")
    assert made.expires_on == timezone.localdate() + timedelta(days=365)
    assert (made.subject, made.text, made.declared_by) == ("", LECTURES, person)
    event = Event.objects.filter(stream=f"reviewer:{person.username}").latest("seq")
    assert (event.verb, event.data["kind"], event.role) == (
        "interests.declared",
        "declared",
        "reviewer",
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "declared", "text": "yes"}, "at least 10 characters"),
        ({"kind": "paid"}, "at least 10 characters"),
        ({"kind": "perhaps"}, "Say whether"),
        ({"kind": ""}, "Say whether"),
    ],
)
def test_what_cannot_be_declared(said: dict[str, str], why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        declare_interests(by=reviewing_user(), **said)


def test_only_an_active_reviewer_declares_and_answers() -> None:
    gone = reviewing_user(interests=None)
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    for person in (gone, make_superuser(), make_user(Role.EDITOR)):
        with pytest.raises(NotAllowed, match="Only active reviewers"):
            declare_interests(by=person, kind="none")
        with pytest.raises(NotAllowed, match="Only active reviewers"):
            make_authorshipanswer(person)
    assert not Declaration.objects.filter(reviewer=gone.reviewer).exists()


def test_none_in_anything_does_not_hide_who_is_paid_for_one_thing() -> None:
    person = reviewing_user(interests=None)
    make_declaration(person, "paid", intervention="marrow cells")
    with pytest.raises(NotPossible, match="“marrow cells” pays you"):
        declare_interests(by=person, kind="none")
    declare_interests(by=person, kind="none", intervention="Marrow  cells")
    declare_interests(by=person, kind="none")


def test_readers_are_told_the_text_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    person = reviewing_user(interests=None)
    assert (told(person)["interests"], told(person)["interests_on"]) == ("", "")
    make_declaration(person)
    today = timezone.localdate().isoformat()
    assert (told(person)["interests"], told(person)["interests_on"]) == ("", today)
    make_declaration(person, "declared", text=LECTURES)
    make_declaration(person, "declared", "marrow cells", text="A trial of them is mine.")
    assert told(person)["interests"] == f"{LECTURES} marrow cells: A trial of them is mine."
    make_declaration(person)
    assert told(person)["interests"] == "marrow cells: A trial of them is mine."
    later(monkeypatch, 366)
    assert told(person)["interests_on"] == today


# Asked at review time, refused where paid


def test_nobody_decides_before_they_declared() -> None:
    version, person = submitted_version(), reviewing_user(interests=None)
    assert not policies.why_not_review(person, version)
    assert version.claim_id in rounds_for(person).values_list("claim", flat=True)
    assert asked_of(person, version).has_to_declare
    assign_reviewer(version=version, reviewer=person, by=make_user(Role.EDITOR))
    with pytest.raises(NotAllowed, match="First declare your interests in “infusion of marrow"):
        review(version, by=person)
    declare_interests(by=person, kind="none", intervention="Infusion of  marrow cells")
    assert not asked_of(person, version).is_open
    review(version, by=person)
    assert Review.objects.get().reviewer == person


def test_a_declaration_about_something_else_is_not_enough() -> None:
    person = reviewing_user(interests=None)
    make_declaration(person, intervention="something else")
    with pytest.raises(NotAllowed, match="First declare"):
        review(submitted_version(), by=person)
    with pytest.raises(NotAllowed, match="in what this portal treats"):
        review(submitted_version(asks="background"), by=person)


def test_whoever_a_seller_pays_never_decides_a_superuser_included() -> None:
    version, dispute = submitted_version(), disputed_version()
    boss = make_reviewer(make_superuser(), interests=None).user
    for person in (reviewing_user(Role.EDITOR), reviewing_user()):
        make_declaration(person, "paid", intervention=version.question.intervention)
        assert "Declaring does not cure that" in policies.why_not_review(person, version)
        assert not rounds_for(person).exists()
        for act in (lambda p=person: review(version, by=p), lambda p=person: settle(dispute, by=p)):
            with pytest.raises(NotAllowed, match="pays you"):
                act()
    make_declaration(boss, "paid")
    with pytest.raises(NotAllowed, match="Declaring does not cure"):
        review(version, by=boss)


def test_paid_for_one_thing_another_thing_is_reviewed_but_what_names_none_is_not() -> None:
    person = reviewing_user()
    make_declaration(person, "paid", intervention="marrow cells from a clinic")
    other, nameless = submitted_version(), submitted_version(asks="background")
    assert set(rounds_for(person).values_list("claim", flat=True)) == {other.claim_id}
    review(other, by=person)
    with pytest.raises(NotAllowed, match="names no treatment"):
        review(nameless, by=person)


def test_appraisals_are_held_to_the_same() -> None:
    question = make_question()
    silent, paid = reviewing_user(interests=None), reviewing_user()
    make_declaration(paid, "paid", intervention=question.intervention)
    with pytest.raises(NotAllowed, match="First declare your interests"):
        make_profiledraft(question, by=silent)
    with pytest.raises(NotAllowed, match="pays you"):
        make_profiledraft(question, by=paid)
    draft = make_profiledraft(question)
    second_draft(draft)
    for person, why in ((silent, "First declare"), (paid, "pays you")):
        with pytest.raises(NotAllowed, match=why):
            adopt_profile(draft=draft, by=person)
    assert adopt_profile(draft=draft, by=reviewing_user()).number == 1


# Authorship


def asked_of(person: User, version: ClaimVersion) -> Asked:
    """What the review page asks them about themselves first."""
    page = read_review_page(version.claim_id, person)
    assert page is not None
    assert page.asked_first is not None
    return page.asked_first


def named(first: str, last: str) -> User:
    return make_reviewer(make_user(first_name=first, last_name=last)).user


def by_smith(**fields: Any) -> Reference:
    return study(
        authors=[{"family": "Smith", "given": "JA"}, {"family": "Doe", "given": "R"}], **fields
    )


def test_a_name_is_asked_about_and_a_yes_keeps_the_person_away_for_good() -> None:
    paper = by_smith(title="Cells of one man")
    version = submitted_version(citations=[citing(paper)])
    jane, jo, other = named("Jane", "Smith"), named("Jo Anne", "Smith"), named("Bob", "Smith")
    assert [match.author for match in asked_of(jane, version).names] == ["Smith JA"]
    assert not asked_of(other, version).is_open
    with pytest.raises(
        NotAllowed, match="whether you are Smith JA, an author of “Cells of one man”"
    ):
        review(version, by=jane)
    answer_authorship(by=jo, reference=paper, author_name="Smith JA", is_author=True)
    answer_authorship(by=jane, reference=paper, author_name="Smith JA", is_author=False)
    assert "You are an author of a work" in policies.why_not_review(jo, version)
    assert not rounds_for(jo).exists()
    with pytest.raises(NotAllowed, match="author of a work"):
        review(version, by=jo)
    with pytest.raises(NotPossible, match="that stands"):
        answer_authorship(by=jo, reference=paper, author_name="Smith JA", is_author=False)
    review(version, by=jane)
    said = Event.objects.filter(stream=f"reviewer:{jane.username}").latest("seq")
    assert (said.verb, said.data["is_author"]) == ("authorship.answered", False)


def test_answers_hold_for_all_rows_of_a_merged_work() -> None:
    librarian = make_user(Role.LIBRARIAN)
    cited, winner = by_smith(), by_smith()
    version = submitted_version(citations=[citing(cited)])
    said_no, said_yes = named("Jane", "Smith"), named("Jane", "Smith")
    answer_authorship(by=said_no, reference=winner, author_name="Smith JA", is_author=False)
    answer_authorship(by=said_yes, reference=winner, author_name="Smith JA", is_author=True)
    assert asked_of(said_no, version).names
    assert not policies.why_not_review(said_yes, version)
    merge_references(loser=cited, winner=winner, by=librarian, reason="The same work.")
    assert not asked_of(said_no, version).names
    assert policies.why_not_review(said_yes, version)
    assert not rounds_for(said_yes).exists()


def test_a_different_orcid_is_a_different_person() -> None:
    paper = study(authors=[{"family": "Smith", "given": "JA", "orcid": "0000-0001-5109-3700"}])
    version = submitted_version(citations=[citing(paper)])
    user = make_user(first_name="Jane", last_name="Smith")
    make_reviewer(user, orcid="0000-0002-1825-0097")
    assert not asked_of(user, version).is_open


def test_an_answer_is_about_a_name_that_the_work_has() -> None:
    with pytest.raises(NotPossible, match="has no author Nobody N"):
        answer_authorship(
            by=reviewing_user(), reference=make_reference(), author_name="Nobody N", is_author=False
        )


def test_an_answer_given_twice_is_one() -> None:
    person, paper = reviewing_user(), make_reference()
    assert make_authorshipanswer(person, paper) == make_authorshipanswer(person, paper)


# What binds studies


def test_that_a_seller_was_involved_is_a_fact_beside_what_was_declared() -> None:
    paper = make_reference()
    make_studyfacts(paper, by=reviewing_user(), **TRIAL, interests="none", seller_involved=True)
    said = public_references([paper])[paper.key]
    assert (said["interests"], said["seller_involved"]) == ("none", True)


def test_what_was_entered_before_is_read_as_declared_with_a_seller() -> None:
    paper = make_reference()
    old = make_studyfacts(paper, **TRIAL)
    # As rows stand that were entered before; in memory, for the database takes no new one.
    old.interests = "seller"
    assert old.involves_seller
    assert {"interests": "declared", "seller_involved": True}.items() <= _said(old).items()
    assert confirm_facts(facts=StudyFacts.objects.get(pk=old.pk), by=reviewing_user()).confirmed_by


def test_asking_costs_the_same_for_many_sources(django_assert_num_queries: Any) -> None:
    person = named("Jane", "Smith")
    few = submitted_version(citations=[citing(by_smith())])
    many = submitted_version(citations=[citing(by_smith()) for _ in range(6)])
    for version, names in ((few, 1), (many, 6)):
        with django_assert_num_queries(8):
            assert len(asked_of(person, version).names) == names
        with django_assert_num_queries(1):
            policies.why_not_review(person, version)
