"""Questions, their appraisal, and study facts in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Profile, ProfileDraft, Question, StudyFacts
from references.choices import Role
from references.services.merging import merge_references
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    TRIAL,
    citing,
    make_profile,
    make_profiledraft,
    make_question,
    make_studyfacts,
    recorded_search,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/evidence/question/"
FACTS = "/admin/evidence/studyfacts/"


def at(name: str, question: Question) -> str:
    return reverse(f"admin:evidence_question_{name}", args=[question.pk])


def of(reference: object) -> str:
    return reverse("admin:evidence_studyfacts_study", args=[reference.pk])  # type: ignore[attr-defined]


# Questions


def test_a_question_is_asked(client: Client) -> None:
    logged_in(client, make_user(Role.AUTHOR))
    data = form_in(client.get(QUESTIONS + "add/"), "title") | {
        "key": "msc-skin",
        "title": "Does it clear the skin?",
        "population": "adults",
        "intervention": "an infusion",
        "outcome": "clear skin",
    }
    client.post(QUESTIONS + "add/", data)
    question = Question.objects.get()
    assert (question.key, question.comparator) == ("msc-skin", "")
    again = client.post(QUESTIONS + "add/", data)
    assert again.status_code == 200
    assert "already exists" in again.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"portal", "author", "editor"}))
def test_who_neither_writes_nor_reviews_asks_nothing(client: Client, role: str) -> None:
    logged_in(client, make_user(role))
    assert client.get(QUESTIONS).status_code == 200
    assert client.get(QUESTIONS + "add/").status_code == 403
    assert client.post(QUESTIONS + "add/", {"key": "x"}).status_code == 403


def test_the_page_tells_the_appraisal_in_force_drafts_and_claims(client: Client) -> None:
    profile = make_profile(effect_line="17 more of every 100.", imprecision=1)
    question = profile.question
    make_profile(question)
    draft = make_profiledraft(question, rationale="A third look at it.")
    version = submitted_version(question=question)
    page = logged_in(client, make_user(Role.EDITOR)).get(at("change", question)).content.decode()
    assert "Appraisal 2, in force" in page
    assert "17 more of every 100." in page
    assert "A third look at it." in page
    assert draft.drafted_by.get_full_name() in page
    assert version.text in page
    assert "Adopt it" not in page


def test_the_page_and_the_list_cost_the_same_however_many(client: Client) -> None:
    logged_in(client, make_user(Role.EDITOR))
    question = make_question()
    make_profile(question)
    make_profile(question)
    few = queries(client, at("change", question)), queries(client, QUESTIONS)
    for _ in range(3):
        make_profile(question, [study(TRIAL), study(TRIAL), study(TRIAL)])
        submitted_version(question=make_question())
    assert (queries(client, at("change", question)), queries(client, QUESTIONS)) == few


def test_evidence_is_appraised_and_adopted_by_another(client: Client) -> None:
    question, search = make_question(), recorded_search()
    one, two = study(TRIAL, title="The first trial of all"), study(TRIAL)
    drafter, second = reviewing_user(), reviewing_user()
    logged_in(client, drafter)
    address = at("appraise", question)
    data = form_in(client.get(address), "rationale") | {"rationale": "Two trials that agree."}
    found = client.post(address, data | {"q": "first trial", "do": "search"})
    assert "The first trial of all" in found.content.decode()
    data = form_in(found, "rationale")
    assert data["rationale"] == "Two trials that agree."
    for paper in (one, two):
        data = form_in(client.post(address, data | {"do": f"cite-{paper.key}"}), "rationale")
    data |= {
        "r0-direction": "for",
        "r1-direction": "for",
        "r1-apart_from_reviews": "on",
        "direction": "for",
        "imprecision": "1",
        "search": str(search.pk),
        "do": "save",
    }
    assert client.post(address, data).url == at("change", question)
    draft = ProfileDraft.objects.get()
    assert (draft.imprecision, draft.search, draft.drafted_by) == (1, search, drafter)
    assert draft.studies == [
        {"reference": one.key, "direction": "for", "apart_from_reviews": False},
        {"reference": two.key, "direction": "for", "apart_from_reviews": True},
    ]
    page = client.get(at("change", question)).content.decode()
    assert "another reviewer than the drafter adopts them" in page
    response = client.post(at("adopt", question), {"draft": draft.pk})
    assert "another reviewer" in said_in(client.get(response.url))[0]
    assert not Profile.objects.exists()
    logged_in(client, second)
    data = form_in(client.get(at("change", question)), "draft")
    client.post(at("adopt", question), data)
    profile = Profile.objects.get()
    assert (profile.number, profile.drafted_by, profile.adopted_by) == (1, drafter, second)


def test_a_new_draft_starts_from_ones_own_else_from_what_is_in_force(client: Client) -> None:
    profile = make_profile(rationale="What is in force.")
    user = reviewing_user()
    logged_in(client, user)
    response = client.get(at("appraise", profile.question))
    assert form_in(response, "rationale")["rationale"] == "What is in force."
    assert "r1-reference" in form_in(response, "rationale")
    make_profiledraft(profile.question, by=user, rationale="My own draft.")
    response = client.get(at("appraise", profile.question))
    assert form_in(response, "rationale")["rationale"] == "My own draft."


def test_a_refused_appraisal_comes_back_as_it_was_typed(client: Client) -> None:
    question = make_question()
    logged_in(client, reviewing_user())
    data = form_in(client.get(at("appraise", question)), "rationale") | {"do": "save"}
    empty = client.post(at("appraise", question), data | {"effect_line": "Typed."})
    assert "not saved yet" in said_in(empty)[0]
    assert form_in(empty, "rationale")["effect_line"] == "Typed."
    unknown = data | {"rationale": "Typed with care.", "r0-reference": "rnothing22"}
    refused = client.post(at("appraise", question), unknown)
    assert "No reference has the key rnothing22" in said_in(refused)[0]
    assert form_in(refused, "rationale")["rationale"] == "Typed with care."
    assert not ProfileDraft.objects.exists()


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {"portal"}), "superuser"])
def test_only_reviewers_appraise_and_adopt(client: Client, role: str) -> None:
    draft = make_profiledraft()
    logged_in(client, make_superuser() if role == "superuser" else make_user(role))
    assert client.get(at("appraise", draft.question)).status_code == 403
    assert client.post(at("appraise", draft.question), {"do": "save"}).status_code == 403
    assert client.post(at("adopt", draft.question), {"draft": draft.pk}).status_code == 403
    assert not Profile.objects.exists()


def test_a_draft_of_another_question_is_not_adopted_here(client: Client) -> None:
    draft = make_profiledraft()
    logged_in(client, reviewing_user())
    for posted in (draft.pk, "x", ""):
        assert client.post(at("adopt", make_question()), {"draft": posted}).status_code == 404


# Study facts


def test_facts_are_found_by_study_and_entered_by_staff(client: Client) -> None:
    paper = make_reference(title="A study of gum cells")
    logged_in(client, make_user(Role.LIBRARIAN))
    assert of(paper) in client.get(FACTS + "add/?q=gum").content.decode()
    data = form_in(client.get(of(paper)), "design") | {
        "design": "systematic_review",
        "pooled_designs": ["rct", "cohort"],
        "pooled_populations": ["people"],
        "pooled_studies": "20",
        "checked_on": "2026-11-02",
        "do": "enter",
    }
    client.post(of(paper), data)
    facts = StudyFacts.objects.get()
    assert (facts.design, facts.pooled_designs) == ("systematic_review", ["rct", "cohort"])
    assert (facts.pooled_studies, facts.confirmed_at) == (20, None)
    page = client.get(of(paper)).content.decode()
    assert "Not confirmed" in page
    assert "Confirm as it stands" not in page
    assert client.post(of(paper), {"do": "confirm", "shown": facts.pk}).status_code == 403


def test_a_reviewer_confirms_what_stands_there(client: Client) -> None:
    facts = make_studyfacts()
    user = reviewing_user()
    logged_in(client, user)
    data = form_in(client.get(of(facts.reference)), "design") | {"do": "confirm"}
    client.post(of(facts.reference), data)
    newest = StudyFacts.objects.order_by("-number").first()
    assert (newest.number, newest.confirmed_by, newest.n) == (2, user, facts.n)


def test_facts_that_somebody_replaced_are_not_confirmed_nor_overwritten(client: Client) -> None:
    facts = make_studyfacts()
    logged_in(client, reviewing_user())
    data = form_in(client.get(of(facts.reference)), "design")
    make_studyfacts(facts.reference, **TRIAL)
    for do in ("confirm", "enter"):
        response = client.post(of(facts.reference), data | {"do": do})
        assert "meanwhile" in said_in(response)[0]
    assert StudyFacts.objects.count() == 2


def test_facts_that_cannot_be_come_back_as_typed(client: Client) -> None:
    paper = make_reference()
    logged_in(client, make_user(Role.AUTHOR))
    data = form_in(client.get(of(paper)), "design") | {
        "n": "-4",
        "funding": "Typed.",
        "do": "enter",
    }
    response = client.post(of(paper), data)
    assert form_in(response, "design")["funding"] == "Typed."
    assert "Nothing is saved yet" in said_in(response)[0]
    assert not StudyFacts.objects.exists()


def test_who_enters_nothing_reads_the_facts(client: Client) -> None:
    facts = make_studyfacts()
    logged_in(client, make_user(Role.PUBLISHER))
    page = client.get(of(facts.reference)).content.decode()
    assert "Case report" in page
    assert "<textarea" not in page
    assert client.post(of(facts.reference), {"do": "enter"}).status_code == 403
    assert client.get(FACTS + "add/").status_code == 403
    change = reverse("admin:evidence_studyfacts_change", args=[facts.pk])
    assert client.get(change).url == of(facts.reference)
    assert client.get(FACTS + "nonsense/change/").status_code == 302


def test_the_list_has_one_line_per_study_at_a_constant_cost(client: Client) -> None:
    logged_in(client, make_user(Role.EDITOR))
    facts = make_studyfacts()
    make_studyfacts(facts.reference, **TRIAL)
    page = client.get(FACTS).content.decode()
    assert "1 study facts" in page
    assert "Randomised trial" in page
    few = queries(client, FACTS)
    for _ in range(4):
        make_studyfacts()
    assert queries(client, FACTS) == few


def test_correcting_a_fact_tells_claims_through_the_service(client: Client) -> None:
    from tests.factories.evidence import approved_version, fresh

    paper = study()
    version = approved_version(citations=[citing(paper)])
    logged_in(client, reviewing_user())
    data = form_in(client.get(of(paper)), "design")
    client.post(of(paper), data | {"design": "animal", "population": "animals", "do": "enter"})
    assert fresh(version).status == "suspended"


def test_a_merged_study_leads_to_the_work_whose_page_has_what_was_entered_about_either(
    client: Client,
) -> None:
    loser, winner = make_reference(), make_reference()
    entered = make_studyfacts(loser, design="cohort", n=4321)
    merge_references(winner=winner, loser=loser, by=make_user(Role.LIBRARIAN))
    reviewer = reviewing_user()
    logged_in(client, reviewer)
    assert client.get(of(loser))["Location"] == of(winner)
    assert "4321" in client.get(of(winner)).content.decode()
    client.post(of(winner), {"do": "confirm", "shown": entered.pk})
    facts = StudyFacts.objects.get(reference=winner)
    assert (facts.n, facts.confirmed_by) == (4321, reviewer)
