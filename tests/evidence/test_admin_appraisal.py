"""Questions, their appraisal, and study facts in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.badges import LOWERING
from evidence.models import Profile, ProfileDraft, Question, StudyFacts
from references.choices import Role
from references.models import Reference
from references.services.merging import merge_references
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    MICE,
    TRIAL,
    approved,
    approved_version,
    citing,
    make_profile,
    make_profiledraft,
    make_question,
    make_studyfacts,
    recorded_search,
    reviewing_user,
    second_draft,
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


def test_the_page_tells_the_appraisal_in_force_what_changed_and_the_claims(client: Client) -> None:
    profile = make_profile(effect_line="17 more of every 100.", imprecision=1)
    question = profile.question
    make_profile(question)
    draft = make_profiledraft(question, rationale="A third look at it.")
    version = submitted_version(question=question)
    page = logged_in(client, make_user(Role.EDITOR)).get(at("change", question)).content.decode()
    assert "Appraisal 2, in force" in page
    assert "17 more of every 100." in page
    assert "<del>1 serious</del>" in page
    assert draft.drafted_by.get_full_name() in page
    assert version.text in page
    assert "A third look at it." not in page
    second_draft(draft)
    page = client.get(at("change", question)).content.decode()
    assert "A third look at it." in page
    assert "Compare and adopt" not in page


def test_the_pages_and_the_list_cost_the_same_however_many_and_under_twelve(client: Client) -> None:
    user = reviewing_user(Role.EDITOR)
    logged_in(client, user)
    question, trial = make_question(), study(TRIAL)
    make_profile(question, [trial, study(TRIAL)])
    version = submitted_version(required=2, question=question, citations=[citing(trial)])
    approved(version)
    draft = make_profiledraft(question, [trial, study(TRIAL)], by=user)
    second_draft(draft)
    names = ("change", "appraise", "adopt")
    few = [queries(client, at(name, question)) for name in names] + [queries(client, QUESTIONS)]
    assert max(few) < 12, few
    for _ in range(3):
        make_profile(make_question(), [study(TRIAL), study(TRIAL), study(TRIAL)])
        other = submitted_version(
            required=2, question=question, citations=[citing(trial), citing(study(TRIAL))]
        )
        approved(other)
    assert [queries(client, at(name, question)) for name in names] + [
        queries(client, QUESTIONS)
    ] == few


def appraised(client: Client, question: Question, *papers: Any, **typed: str) -> dict[str, Any]:
    """The form of the question screen, with these studies pointing for it, nothing serious, and what is typed."""
    address = at("appraise", question)
    data = form_in(client.get(address), "rationale")
    for paper in papers:
        data = form_in(client.post(address, data | {"do": f"cite-{paper.key}"}), "rationale")
    data |= {f"r{n}-direction": "for" for n in range(len(papers))}
    judged = dict.fromkeys(LOWERING, "0")
    return data | judged | {"direction": "for", "rationale": "Two trials that agree."} | typed


def test_evidence_is_drafted_by_two_and_adopted(client: Client) -> None:
    question, search = make_question(), recorded_search()
    one, two = study(TRIAL, title="The first trial of all"), study(TRIAL)
    drafter, second = reviewing_user(), reviewing_user()
    logged_in(client, drafter)
    address = at("appraise", question)
    data = form_in(client.get(address), "rationale") | {"rationale": "Two trials that agree."}
    found = client.post(address, data | {"q": "first trial", "do": "search"})
    assert "The first trial of all" in found.content.decode()
    assert form_in(found, "rationale")["rationale"] == "Two trials that agree."
    typed = {"r1-apart_from_reviews": "on", "imprecision": "1", "search": str(search.pk)}
    data = appraised(client, question, one, two, **typed) | {"do": "save"}
    assert client.post(address, data).url == at("change", question)
    draft = ProfileDraft.objects.get()
    assert (draft.imprecision, draft.search, draft.drafted_by) == (1, search, drafter)
    assert draft.studies == [
        {"reference": one.key, "direction": "for", "apart_from_reviews": False},
        {"reference": two.key, "direction": "for", "apart_from_reviews": True},
    ]
    assert "Another reviewer drafts too" in client.get(at("adopt", question)).content.decode()
    refused = client.post(at("adopt", question), {"do": "adopt", "shown": str(draft.pk)})
    assert "another reviewer" in said_in(refused)[0]
    logged_in(client, second)
    assert "Two trials that agree." not in client.get(at("change", question)).content.decode()
    assert client.get(at("adopt", question)).status_code == 302
    data = appraised(client, question, one, two, imprecision="2", search=str(search.pk))
    client.post(address, data | {"do": "save"})
    page = client.get(at("adopt", question))
    assert page.content.decode().count("differs</span>") == 2
    client.post(at("adopt", question), form_in(page, "shown") | {"do": "adopt"})
    profile = Profile.objects.get()
    assert (profile.number, profile.imprecision) == (1, 2)
    assert {profile.drafted_by, profile.second_drafter} == {drafter, second}


def test_a_new_draft_leaves_every_domain_to_be_judged_and_says_what_is_missing(
    client: Client,
) -> None:
    question, trial = make_question(), study(TRIAL)
    address = at("appraise", question)
    logged_in(client, reviewing_user())
    data = appraised(client, question, trial)
    bare = {name: value for name, value in data.items() if name not in LOWERING}
    page = client.post(address, bare | {"do": "preview"}).content.decode()
    assert "Not judged yet: risk of bias, inconsistency, indirectness, imprecision" in page
    refused = client.post(address, bare | {"do": "save"})
    assert refused.content.decode().count("Judge this one") == len(LOWERING)
    assert form_in(refused, "rationale").get("risk_of_bias") is None
    assert not ProfileDraft.objects.exists()
    client.post(address, bare | {"do": "keep"})
    assert ProfileDraft.objects.get().risk_of_bias is None
    kept = form_in(client.get(address), "rationale")
    assert (kept.get("risk_of_bias"), kept["large_effect"]) == (None, "0")
    done = client.post(address, data | {"do": "save"}, follow=True)
    assert "No recorded search is named" in said_in(done)[0]


def test_what_changed_since_it_was_read_is_not_adopted(client: Client) -> None:
    draft = make_profiledraft()
    second = second_draft(draft)
    logged_in(client, reviewing_user())
    data = form_in(client.get(at("adopt", draft.question)), "shown") | {"do": "adopt"}
    second_draft(draft, by=second.drafted_by, risk_of_bias=2)
    assert "meanwhile" in said_in(client.post(at("adopt", draft.question), data))[0]
    assert not Profile.objects.exists()


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
    assert "not handed in yet" in said_in(empty)[0]
    assert form_in(empty, "rationale")["effect_line"] == "Typed."
    unknown = data | {"rationale": "Typed with care.", "r0-reference": "rnothing22"}
    refused = client.post(at("appraise", question), unknown)
    assert "No reference has the key rnothing22" in said_in(refused)[0]
    assert form_in(refused, "rationale")["rationale"] == "Typed with care."
    assert not ProfileDraft.objects.exists()


def test_it_is_kept_while_one_types_and_read_by_nobody_else(client: Client) -> None:
    question, user = make_question(), reviewing_user()
    address = at("appraise", question)
    logged_in(client, user)
    data = appraised(client, question, study(TRIAL), risk_of_bias="2", review_due_on="nonsense")
    answer = client.post(address, data | {"do": "keep"}, headers={"accept": "application/json"})
    assert set(answer.json()) == {"kept"}
    draft = ProfileDraft.objects.get()
    assert (draft.risk_of_bias, draft.handed_in_at, len(draft.studies)) == (2, None, 1)
    assert form_in(client.get(address), "rationale")["risk_of_bias"] == "2"
    logged_in(client, make_superuser())
    page = client.get(at("change", question)).content.decode()
    assert "Being drafted" in page
    assert "Two trials that agree." not in page
    logged_in(client, user)
    client.post(address, data | {"do": "save", "review_due_on": ""})
    late = client.post(address, data | {"do": "keep"}, headers={"accept": "application/json"})
    assert late.status_code == 409
    client.post(address, {"do": "back"})
    assert ProfileDraft.objects.get().handed_in_at is None


def test_the_page_says_what_each_judgement_would_do(client: Client) -> None:
    """Few people, so imprecision is suggested; with mice only nothing decides; by one key it is taken."""
    question, small = make_question(), study({**TRIAL, "n": 90})
    version = approved_version(question=question)
    address = at("appraise", question)
    logged_in(client, reviewing_user())
    data = appraised(client, question, small)
    page = client.post(address, data | {"do": "preview"})
    text = page.content.decode()
    assert "90 people in all, fewer than 100" in text
    assert 'value="take-imprecision"' in text
    assert version.text in text
    missing = version.citations.get().reference
    assert f'value="cite-{missing.key}"' in text
    taken = client.post(address, data | {"do": "take-imprecision"})
    assert form_in(taken, "rationale")["imprecision"] == "2"
    assert 'value="take-imprecision"' not in taken.content.decode()
    mice = appraised(client, make_question(), study(MICE))
    text = client.post(address, mice | {"do": "preview"}).content.decode()
    assert "12 cannot change the badge" in text
    assert "one reviewer drafts and adopts" in text


def test_claims_that_would_move_are_listed_before_anything_is_adopted(client: Client) -> None:
    question, trial, other = make_question(), study(TRIAL), study(TRIAL)
    make_profile(question, [trial, other])
    version = approved(submitted_version(required=2, question=question, citations=[citing(trial)]))
    logged_in(client, reviewing_user())
    data = form_in(client.get(at("appraise", question)), "rationale")
    text = client.post(at("appraise", question), data | {"do": "preview"}).content.decode()
    assert "No approved claim moves." in text
    worse = data | {"do": "preview", "risk_of_bias": "2"}
    text = client.post(at("appraise", question), worse).content.decode()
    assert "1 would be suspended." in text
    assert version.text in text


def test_the_effect_line_is_made_of_numbers(client: Client) -> None:
    question = make_question()
    logged_in(client, reviewing_user())
    numbers = {
        "e-events": "30",
        "e-n": "100",
        "e-control_events": "10",
        "e-control_n": "100",
        "e-follow_up": "12 months",
    }
    data = appraised(client, question, study(TRIAL)) | numbers
    page = client.post(at("appraise", question), data | {"do": "effect"})
    line = form_in(page, "rationale")["effect_line"]
    assert line.startswith(
        "Cleared plaques: 30 of 100 with it, 10 of 100 without; 20 more of every"
    )
    assert line.endswith("Followed for 12 months.")
    wrong = client.post(at("appraise", question), data | {"do": "effect", "e-events": "130"})
    assert "130 of 100 cannot be" in wrong.content.decode()


def test_a_search_is_recorded_in_place(client: Client) -> None:
    question = make_question()
    logged_in(client, reviewing_user())
    data = appraised(client, question, study(TRIAL)) | {
        "new-database": "PubMed",
        "new-query": "msc AND psoriasis",
        "new-searched_on": "2026-11-01",
        "new-hits": "12",
    }
    page = client.post(at("appraise", question), data | {"do": "record"})
    search = Reference.objects.get(csl_type="search")
    assert form_in(page, "rationale")["search"] == str(search.pk)
    bad = client.post(at("appraise", question), data | {"do": "record", "new-query": ""})
    assert "This field is required" in bad.content.decode()
    assert Reference.objects.filter(csl_type="search").count() == 1


def test_facts_are_confirmed_and_corrected_in_place(client: Client) -> None:
    question, paper = make_question(), make_reference()
    entered = make_studyfacts(paper, **TRIAL)
    logged_in(client, reviewing_user())
    address = at("appraise", question)
    data = appraised(client, question, paper)
    assert data[f"seen-{paper.key}"] == str(entered.pk)
    client.post(address, data | {"do": f"confirm-{paper.key}"})
    newest = StudyFacts.objects.order_by("-number").first()
    assert newest is not None
    assert newest.confirmed_at is not None
    stale = client.post(address, data | {"do": f"confirm-{paper.key}"})
    assert "meanwhile" in said_in(stale)[0]
    opened = client.post(address, data | {"do": f"open-{paper.key}"})
    filled = form_in(opened, "rationale") | {f"s{paper.pk}-n": "77", "do": f"facts-{paper.key}"}
    saved = client.post(address, filled)
    newest = StudyFacts.objects.order_by("-number").first()
    assert newest is not None
    assert newest.n == 77
    assert form_in(saved, "rationale")["rationale"] == "Two trials that agree."


def test_reports_of_one_trial_stand_together_and_count_once(client: Client) -> None:
    question = make_question()
    papers = [study({**TRIAL, "cluster": cluster}) for cluster in ("NCT1", "", "NCT1")]
    logged_in(client, reviewing_user())
    data = appraised(client, question, *papers)
    text = client.post(at("appraise", question), data | {"do": "preview"}).content.decode()
    assert "3 papers, 2 studies" in text
    assert text.count("one of 2 reports of one study") == 2


def test_a_draft_of_someone_who_left_is_closed_by_an_editor(client: Client) -> None:
    draft = make_profiledraft()
    address = at("close_draft", draft.question)
    logged_in(client, reviewing_user())
    said = {"draft": draft.pk, "reason": "She left the portal."}
    assert client.post(address, said).status_code == 403
    logged_in(client, make_user(Role.EDITOR))
    client.post(address, said | {"reason": "Gone."})
    draft.refresh_from_db()
    assert draft.closed_at is None
    client.post(address, said)
    draft.refresh_from_db()
    assert draft.closing_reason == "She left the portal."


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {"portal"}), "superuser"])
def test_only_reviewers_appraise_and_adopt(client: Client, role: str) -> None:
    draft = make_profiledraft()
    second_draft(draft)
    logged_in(client, make_superuser() if role == "superuser" else make_user(role))
    assert client.get(at("appraise", draft.question)).status_code == 403
    assert client.post(at("appraise", draft.question), {"do": "save"}).status_code == 403
    assert client.get(at("adopt", draft.question)).status_code == 403
    assert client.post(at("adopt", draft.question), {"do": "adopt"}).status_code == 403
    assert not Profile.objects.exists()


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
