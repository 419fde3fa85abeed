"""Every event has its sentence, and the timeline tells what may be told."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from evidence import choices
from evidence.models import Claim
from evidence.telling import SENTENCES, changed, sentence
from references.choices import Role
from tests.evidence.browsing import logged_in, queries
from tests.factories.evidence import (
    approved_version,
    draft_of,
    graded_version,
    make_profile,
    review,
    reviewing_user,
    stand,
    submitted_version,
    superseded_version,
    suspended_version,
)
from tests.factories.people import make_user

ROOT = Path(__file__).resolve().parents[2]


def noted() -> Iterator[str]:
    """What `journal.note` is called with anywhere: a text, one of two, or composed with a closed list."""
    for app in ("references", "evidence", "articles", "mscportal"):
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text())
            # A helper of this name passes a verb on; whoever calls it says which.
            passed_on = {
                node
                for helper in ast.walk(tree)
                if isinstance(helper, ast.FunctionDef) and helper.name == "_note"
                for node in ast.walk(helper)
            }
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call) or len(node.args) < 2:
                    continue
                if getattr(node.func, "attr", "") == "note":
                    verbs = verbs_in(node.args[1])
                    assert verbs or node in passed_on, f"{path}:{node.lineno}: which verb is it?"
                    yield from verbs
                elif getattr(node.func, "id", "") == "_note":
                    yield from (verb for one in node.args[1:] for verb in verbs_in(one))


def verbs_in(expression: ast.expr) -> list[str]:
    """The texts that an expression may be. What is composed must be so with a closed list, and names all of it."""
    if isinstance(expression, ast.Constant):
        return [expression.value] if isinstance(expression.value, str) else []
    if isinstance(expression, ast.IfExp):
        return [*verbs_in(expression.body), *verbs_in(expression.orelse)]
    if isinstance(expression, ast.JoinedStr):
        composed = [""]
        for part in expression.values:
            ends = (
                closed_list(part.value) if isinstance(part, ast.FormattedValue) else verbs_in(part)
            )
            composed = [start + end for start in composed for end in ends]
        return composed
    return []


def closed_list(expression: ast.expr) -> list[str]:
    """The values of the closed list that an expression names; the empty one is no verb."""
    lists = [
        getattr(choices, node.id)
        for node in ast.walk(expression)
        if isinstance(node, ast.Name) and hasattr(choices, node.id)
    ]
    assert len(lists) == 1, f"{ast.unparse(expression)} is of no closed list"
    return [str(value) for value in lists[0].values if value]


def test_every_verb_that_a_service_notes_has_a_sentence() -> None:
    verbs = set(noted())
    assert {"claim.approved", "facts.entered", "called_different", "deactivated"} <= verbs
    assert {"assignment.declined", "assignment.due_changed", "study.unlinked"} <= verbs
    assert verbs - set(SENTENCES) == set()


def test_a_sentence_calls_values_by_their_names() -> None:
    said = sentence(
        "claim.status_changed",
        {"version": 2, "before": "in_review", "after": "changes_requested", "why": "So it is."},
    )
    assert said == "Version 2 went from in review to changes requested: So it is."
    assert sentence("claim.submitted", {"version": 1, "required_reviews": 1}).startswith(
        "Version 1 was submitted: 1 review required"
    )
    assert sentence("facts.entered", {"design": "animal", "n": None}).endswith("Animal study.")
    assert sentence("facts.entered", {"design": "rct", "n": 9}).endswith("Randomised trial, n 9.")
    declined = {"reviewer": "ann", "reason": "The author is a friend of mine."}
    assert sentence("assignment.declined", declined) == "ann declined to review it."
    answered = {"reference": "doe-2020", "author": "Doe R", "is_author": True}
    assert "Doe" not in sentence("authorship.answered", answered)
    declared = {"intervention": "", "kind": "none", "text": ""}
    assert sentence("interests.declared", declared) == (
        "About all that the portal treats the person declared: no interests."
    )
    assert sentence("something.new_here", {}) == "Something: new here."


def test_what_changed_is_told_from_what_to_what() -> None:
    assert changed({"before": {"text": "a", "n": 1}, "after": {"text": "b", "n": 1}}) == [
        ("text", "a", "b")
    ]
    assert changed({"before": {}, "after": {"list": ["x", "y"], "none": None}}) == [
        ("list", "", "x; y"),
    ]
    assert changed({"before": "in_review", "after": "approved"}) == []


def timeline(client: Client, claim: Claim, of: str = "all") -> str:
    answer = client.get(reverse("admin:evidence_claim_history", args=[claim.pk]) + f"?of={of}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_the_timeline_tells_of_the_claim_its_sources_and_its_question(client: Client) -> None:
    version = graded_version()
    review(version)
    stand(version.citations.get().reference, "concern")
    logged_in(client, make_user(Role.EDITOR))
    page = timeline(client, version.claim)
    for said in (
        "The claim was created.",
        "Version 1 was submitted",
        "Round 1 of version 1 opened (review): 2 reviews required.",
        "The question was asked",
        "Appraisal 1 was adopted",
        "What notices say of it changed from not checked to expression of concern.",
    ):
        assert said in page, said
    assert "Appraisal 1 was adopted" not in timeline(client, version.claim, "claim")
    assert "The claim was created." not in timeline(client, version.claim, "around")


@pytest.mark.django_db
def test_a_suspension_and_an_approval_are_linked(client: Client) -> None:
    version = suspended_version()
    logged_in(client, make_user(Role.EDITOR))
    page = timeline(client, version.claim)
    suspension = version.suspensions.get()
    assert reverse("admin:evidence_suspension_change", args=[suspension.pk]) in page
    assert reverse("admin:evidence_approval_change", args=[suspension.approval_id]) in page
    assert "Version 1 went from approved to being re-checked" in page


@pytest.mark.django_db
def test_a_decision_stays_covered_while_it_is_blind(client: Client) -> None:
    version = submitted_version(required=2)
    first = review(version)
    link = reverse("admin:evidence_review_change", args=[first.pk])
    logged_in(client, reviewing_user())
    page = timeline(client, version.claim)
    assert "A decision about version 1 was recorded (review)." in page
    assert link not in page
    assert "Approve." not in page
    review(version)
    page = timeline(client, version.claim)
    assert link in page
    assert "Approve." in page


@pytest.mark.django_db
def test_the_timeline_costs_the_same_however_much_happened(client: Client) -> None:
    short, long = draft_of().claim, superseded_version().claim
    make_profile(approved_version(long).question)
    logged_in(client, make_user(Role.EDITOR))
    address = "admin:evidence_claim_history"
    cost = queries(client, reverse(address, args=[long.pk]))
    assert queries(client, reverse(address, args=[short.pk])) <= cost <= 11
    assert client.get(reverse(address, args=[0])).status_code == 404
