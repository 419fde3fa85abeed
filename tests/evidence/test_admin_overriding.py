"""Overrides and links on the desk: who is offered what, and that each act answers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Override, StudyLink
from references.choices import Role
from tests.factories.evidence import (
    graded_approval,
    make_reviewer,
    make_studylink,
    overridden,
    reviewing_user,
    study,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    """What a page says."""
    return " ".join(answer.content.decode().split())


def claim_url(name: str, pk: int) -> str:
    return reverse(f"admin:evidence_claim_{name}", args=[pk])


def study_url(name: str, pk: int) -> str:
    return reverse(f"admin:evidence_studyfacts_{name}", args=[pk])


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(make_reviewer().user)
    return client


def test_a_reviewer_overrides_and_ends_it(reviewer: Client) -> None:
    approval = graded_approval()
    pk = approval.claim_id
    page = text_of(reviewer.get(claim_url("change", pk)))
    assert "Show another badge beside it" in page
    given = {"version": approval.version.number, "computed": "high", "value": "low"}
    where = reviewer.post(claim_url("override", pk), {**given, "reason": "Not of our patients."})
    assert where.url.endswith("#override")
    override = Override.objects.get()
    page = text_of(reviewer.get(claim_url("change", pk)))
    assert "Not of our patients." in page
    reviewer.post(claim_url("endoverride", pk), {"override": override.pk, "reason": "They are."})
    override.refresh_from_db()
    assert override.ended_at is None
    reviewer.post(
        claim_url("endoverride", pk),
        {"override": override.pk, "reason": "They are ours after all."},
    )
    override.refresh_from_db()
    assert override.ended_why == "They are ours after all."
    assert "Earlier ones (1)" in text_of(reviewer.get(claim_url("change", pk)))


def test_another_reviewer_seconds(client: Client) -> None:
    approval = graded_approval(risk_of_bias=1)
    pk, first, second = approval.claim_id, reviewing_user(), reviewing_user()
    client.force_login(first)
    given = {"version": approval.version.number, "computed": "moderate", "value": "high"}
    client.post(claim_url("override", pk), {**given, "reason": "The bias is towards no effect."})
    assert "I agree" not in text_of(client.get(claim_url("change", pk)))
    client.force_login(second)
    assert "I agree" in text_of(client.get(claim_url("change", pk)))
    client.post(claim_url("second", pk), {"override": Override.objects.get().pk})
    assert Override.objects.get().seconded_by == second


def test_others_read_it_and_are_offered_nothing(client: Client) -> None:
    approval = graded_approval()
    override = overridden(approval, "low")
    client.force_login(make_user(Role.EDITOR))
    page = text_of(client.get(claim_url("change", approval.claim_id)))
    assert override.reason in page
    assert "End it" not in page
    for name in ("override", "second", "endoverride"):
        answer = client.post(claim_url(name, approval.claim_id), {"override": override.pk})
        assert answer.status_code == 403


def test_reports_are_linked_confirmed_and_unlinked(client: Client) -> None:
    one, other = study(), study()
    client.force_login(make_user(Role.LIBRARIAN))
    given: dict[str, Any] = {"other": other.key, "reason": "The follow-up of the first."}
    client.post(study_url("link", one.pk), given)
    link = StudyLink.objects.get()
    page = text_of(client.get(study_url("study", one.pk)))
    assert "Not confirmed: counted apart still" in page
    assert client.post(study_url("confirmlink", one.pk), {"link": link.pk}).status_code == 403
    client.force_login(reviewing_user())
    client.post(study_url("confirmlink", other.pk), {"link": link.pk})
    assert "One study" in text_of(client.get(study_url("study", other.pk)))
    client.post(study_url("unlink", one.pk), {"link": link.pk, "reason": "Other patients it is."})
    link.refresh_from_db()
    assert link.ended_why == "Other patients it is."
    assert "Ended links (1)" in text_of(client.get(study_url("study", one.pk)))


def test_what_names_no_other_report_is_said(reviewer: Client) -> None:
    one = study()
    for wanted in ("", "no such thing at all", one.key):
        reviewer.post(study_url("link", one.pk), {"other": wanted, "reason": "The same study."})
    assert not StudyLink.objects.exists()


def test_a_link_of_other_references_is_not_reached_from_here(reviewer: Client) -> None:
    link, one = make_studylink(), study()
    answer = reviewer.post(
        study_url("unlink", one.pk), {"link": link.pk, "reason": "They are other patients."}
    )
    assert answer.status_code == 403
