"""Drafts, presence and who is asked, at the desk: each address calls one service, and refuses in words."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Assignment, Presence, Review, ReviewDraft
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from tests.evidence.browsing import form_in, logged_in, said_in
from tests.factories.evidence import (
    MICE,
    citing,
    confirmed_facts,
    fresh,
    graded_version,
    make_assignment,
    make_presence,
    make_reviewdraft,
    make_studyfacts,
    review,
    reviewing_user,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db


def at(name: str, version: Any) -> str:
    return reverse(f"admin:evidence_claim_{name}", args=[version.claim_id])


def typed(client: Client, version: Any, **fields: str) -> dict[str, Any]:
    """The form of the review page with these fields typed over."""
    return form_in(client.get(at("review", version)), "digest") | fields


def test_what_is_typed_is_kept_and_restored(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    name = f"c{version.citations.get().pk}-judgement"
    data = typed(client, version, comment="Half a thought.", **{name: "partly"})
    answer = client.post(at("keep", version), data, headers={"Accept": "application/json"})
    assert list(json.loads(answer.content)) == ["saved_at"]
    page = client.get(at("review", version))
    assert "is restored" in page.content.decode()
    again = form_in(page, "digest")
    assert (again["comment"], again[name]) == ("Half a thought.", "partly")
    assert "Computed from your verdicts" in page.content.decode()


def test_without_scripts_a_button_keeps_it(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    response = client.post(at("keep", version), typed(client, version, comment="Half a thought."))
    assert response.url == at("review", version)
    assert said_in(client.get(response.url))[0].startswith("Draft saved ")


def test_nobody_else_reads_it_anywhere(client: Client) -> None:
    version, writer = submitted_version(required=2), reviewing_user()
    make_reviewdraft(version, writer, typed={"comment": ["A secret thought."]})
    for person in (reviewing_user(), make_superuser(), make_user(Role.EDITOR), version.author):
        logged_in(client, person)
        for name in ("review", "change", "history"):
            page = client.get(at(name, version), follow=True)
            assert "A secret thought." not in page.content.decode()
    assert (
        "A secret thought." in logged_in(client, writer).get(at("review", version)).content.decode()
    )


def test_what_was_formed_on_earlier_evidence_is_not_decided_unread(client: Client) -> None:
    version, user = submitted_version(), reviewing_user()
    make_reviewdraft(version, user)
    confirmed_facts(version.citations.get().reference, **MICE)
    logged_in(client, user)
    page = client.get(at("review", version))
    assert "Formed on earlier evidence." in page.content.decode()
    name = f"c{version.citations.get().pk}-judgement"
    data = form_in(page, "digest") | {name: "irrelevant", "do": "request_changes"}
    data |= {"reason": "It was seen in mice only."}
    refused = client.post(at("review", version), data)
    assert "You formed this on earlier evidence" in said_in(refused)[0]
    assert not Review.objects.exists()
    done = client.post(at("review", version), data | {"read_again": "on"})
    assert done.status_code == 302
    assert fresh(version).status == "changes_requested"


def test_ones_own_confirmation_makes_no_draft_old(client: Client) -> None:
    paper = make_reference(abstract="the plaques cleared within twelve weeks of treatment")
    make_studyfacts(paper)
    version, user = submitted_version(citations=[citing(paper)]), reviewing_user()
    make_reviewdraft(version, user)
    logged_in(client, user)
    page = client.post(
        at("review", version), typed(client, version, do=f"facts-{paper.key}", comment="So far.")
    )
    assert "Formed on earlier evidence" not in page.content.decode()
    assert ReviewDraft.objects.get().typed["comment"] == ["So far."]


def test_a_draft_that_cannot_be_kept_says_why(client: Client) -> None:
    version = submitted_version()
    logged_in(client, reviewing_user())
    data = typed(client, version) | {"digest": "other"}
    answer = client.post(at("keep", version), data, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "no longer those you were shown" in json.loads(answer.content)["refused"]
    assert "no longer those" in said_in(client.post(at("keep", version), data, follow=True))[0]


def test_presence_is_told_on_the_page_the_claim_and_the_queue(client: Client) -> None:
    version = submitted_version()
    reader = reviewing_user(name="Dr Reader")
    answer = logged_in(client, reader).post(at("presence", version))
    assert json.loads(answer.content) == {"readers": []}
    assert Presence.objects.get().seen_by == reader
    logged_in(client, reviewing_user())
    for address in (at("review", version), at("change", version), "/admin/evidence/claim/?tab=all"):
        assert "eing reviewed by Dr Reader, just now" in client.get(address).content.decode()
    make_presence(version, reader)
    answer = client.post(at("presence", version))
    assert json.loads(answer.content) == {"readers": ["Dr Reader, just now"]}


@pytest.mark.parametrize("name", ["keep", "presence", "decline"])
def test_only_reviewers_keep_are_present_and_decline(client: Client, name: str) -> None:
    assignment = make_assignment()
    logged_in(client, make_user(Role.EDITOR))
    data = {"assignment": assignment.pk, "reason": "They are on leave."}
    assert client.post(at(name, assignment.version), data).status_code == 403
    assert client.get(at(name, assignment.version)).status_code == 405


@pytest.mark.parametrize("name", ["due", "take_back", "hand_over", "third"])
def test_only_who_assigns_changes_who_is_asked(client: Client, name: str) -> None:
    assignment = make_assignment()
    logged_in(client, assignment.reviewer)
    data = {"assignment": assignment.pk, "version": "1", "reason": "They are on leave."}
    assert client.post(at(name, assignment.version), data).status_code == 403
    assert Assignment.objects.get().ended_at is None


def test_an_editor_changes_the_day_takes_back_and_replaces(client: Client) -> None:
    assignment = make_assignment()
    version = assignment.version
    heir = reviewing_user(name="Dr Heir")
    logged_in(client, make_user(Role.EDITOR))
    page = client.get(at("change", version)).content.decode()
    assert "Who is asked" in page
    one = {"assignment": assignment.pk}
    client.post(at("due", version), one | {"due_on": "2099-01-31"})
    assert Assignment.objects.get().due_on.year == 2099
    wrong = client.post(at("due", version), one | {"due_on": "soon"}, follow=True)
    assert "Enter a valid date." in said_in(wrong)[-1]
    client.post(at("hand_over", version), one | {"to": heir.pk, "reason": "They are on leave."})
    following = Assignment.objects.get(ended_at=None)
    assert (following.reviewer, following.replaces) == (heir, assignment)
    client.post(
        at("take_back", version), {"assignment": following.pk, "reason": "It can wait a month."}
    )
    assert not Assignment.objects.filter(ended_at=None).exists()
    page = client.get(at("change", version)).content.decode()
    assert "taken back" in page
    assert "It can wait a month." in page


def test_a_reviewer_declines_and_an_editor_finds_it(client: Client) -> None:
    assignment = make_assignment()
    version = assignment.version
    logged_in(client, assignment.reviewer)
    assert "You cannot review this one?" in client.get(at("review", version)).content.decode()
    response = client.post(
        at("decline", version), {"assignment": assignment.pk, "reason": "I know the author."}
    )
    assert response.url.endswith("?tab=mine")
    logged_in(client, make_user(Role.EDITOR))
    assert version.text in client.get("/admin/evidence/claim/?tab=replace").content.decode()


def test_who_is_deactivated_leaves_a_list_behind(client: Client) -> None:
    assignment = make_assignment()
    logged_in(client, make_user(Role.ADMINISTRATOR))
    row = assignment.reviewer.reviewer
    response = client.post(
        reverse("admin:evidence_reviewer_deactivate", args=[row.pk]), follow=True
    )
    assert said_in(response)[-1] == (
        f"One claim waits for somebody else now: {assignment.version.claim.key}."
        " Find them under “To be replaced” in the queue."
    )
    row.refresh_from_db()
    assert not row.active


def test_what_two_left_apart_is_passed_on_from_the_page_of_the_claim(client: Client) -> None:
    version = graded_version(risk_of_bias=1)
    one, two = reviewing_user(), reviewing_user()
    review(version, by=one)
    review(version, by=two, comparison="nonrandomised_controlled")
    deactivate_reviewer(reviewer=two.reviewer, by=make_user(Role.ADMINISTRATOR))
    logged_in(client, make_user(Role.EDITOR))
    assert "Pass it to a third person" in client.get(at("change", version)).content.decode()
    client.post(at("third", version), {"version": "1", "reason": "One of them left us."})
    assert fresh(version).status == "disputed"
