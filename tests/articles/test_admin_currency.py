"""The desk of what is being re-checked: lists, whom a reference concerns, a load's acts, the rule's runs."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ClockConfirmation
from evidence.models import Approval, ClaimVersion, Grading
from evidence.selectors import rechecking
from evidence.selectors.public import public_claims
from evidence.services.method import try_method
from references.choices import Role
from references.models import NoticeCancellation, NoticeLoad, Recheck, Reference
from references.services.merging import merge_references
from tests.articles.live import published
from tests.factories.articles import retraction_of
from tests.factories.evidence import (
    approved,
    approved_version,
    citing,
    fresh,
    graded_version,
    open_round_of,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

DESK = "/admin/articles/clockconfirmation/"
DOIS = (f"10.5555/desk.{n}" for n in range(10_000))
WHY = "The file was that of another library."


def signed_in(client: Client, *roles: str, user: User | None = None) -> User:
    person = user or make_user(*roles)
    client.force_login(person)
    return person


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def source() -> Reference:
    return study(doi=next(DOIS))


def fallen(count: int = 1) -> tuple[Reference, list[ClaimVersion], NoticeLoad]:
    reference = source()
    versions = [approved_version(citations=[citing(reference)]) for _ in range(count)]
    return reference, versions, retraction_of(reference)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        text(client, path)
    return len(captured)


def test_the_desk_says_since_when_why_who_and_until_when(client: Client) -> None:
    signed_in(client, Role.EDITOR)
    assert "Nothing is being re-checked." in text(client, DESK)
    reference, (version,), load = fallen()
    page = text(client, DESK)
    assert version.text in page
    assert "A source was retracted or questioned" in page
    assert "Open a re-check" in page
    assert f"{DESK}affected/{reference.pk}/" in page
    assert f"{DESK}load/{load.pk}/" in page
    assert "1 open re-check" in page
    assert Recheck.objects.filter(closed_at=None).count() == 1


def test_rechecks_of_several_claims_are_opened_in_one_act_and_told_of(client: Client) -> None:
    signed_in(client, Role.EDITOR)
    _reference, versions, _load = fallen(2)
    standing = approved_version()
    waiting = submitted_version()
    ticked = [version.pk for version in (*versions, standing, waiting)]
    answer = client.post(
        f"{DESK}open/",
        {"version": ticked, "note": "Its source was retracted.", "back": f"{DESK}rule/"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == f"{DESK}rule/"
    page = answer.content.decode()
    assert "3 re-checks opened" in page
    assert f"Claim {waiting.claim.key}: Only approved or suspended words are re-checked." in page
    for version in (*versions, standing):
        assert open_round_of(version).note == "Its source was retracted."
    assert [fresh(version).status for version in (*versions, standing)] == [
        "in_review",
        "in_review",
        "approved",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"note": "short"}, "at least 10"), ({"note": "A good reason"}, "Tick at least one claim")],
)
def test_an_act_that_lacks_something_opens_nothing(
    client: Client, given: dict[str, str], said: str
) -> None:
    signed_in(client, Role.EDITOR)
    version = approved_version()
    if said != "Tick at least one claim":
        given = {**given, "version": str(version.pk)}
    page = client.post(f"{DESK}open/", given, follow=True).content.decode()
    assert said in page
    assert not version.rounds.filter(closed_at=None).exists()
    elsewhere = client.post(f"{DESK}open/", {**given, "back": "https://example.org/"})
    assert elsewhere["Location"] == DESK


def test_a_publisher_and_a_librarian_open_no_recheck(client: Client) -> None:
    _, (version,), _ = fallen()
    for role in (Role.PUBLISHER, Role.LIBRARIAN):
        signed_in(client, role)
        assert "Open a re-check of what is ticked" not in text(client, DESK)
        given = {"version": version.pk, "note": "Its source was retracted."}
        assert client.post(f"{DESK}open/", given).status_code == 403


def test_whom_a_reference_concerns_and_what_its_fall_would_do(client: Client) -> None:
    signed_in(client, Role.LIBRARIAN)
    version = approved(graded_version())
    reference = version.citations.get().reference
    uncited = version.question.profiles.get().studies.exclude(reference=reference).get().reference
    kept = approved_version(citations=[citing(reference), citing(study())])
    page = published(kept)
    gradings = Grading.objects.count()
    cited = text(client, f"{DESK}affected/{reference.pk}/")
    assert version.text in cited
    assert kept.text in cited
    assert f"{page.article.slug}</a> (approved)" in cited
    assert "Were it retracted, 1 on this page would be suspended." in cited
    assert "stays as it is" in cited
    appraised = text(client, f"{DESK}affected/{uncited.pk}/")
    assert "only the appraisal of its question includes it" in appraised
    assert "No claim cites this reference" in text(client, f"{DESK}affected/{source().pk}/")
    assert Grading.objects.count() == gradings, "looking writes nothing"
    assert {Approval.objects.get(version=one).active for one in (version, kept)} == {True}


def test_a_merged_reference_concerns_what_cites_either_row(client: Client) -> None:
    signed_in(client, Role.LIBRARIAN)
    winner, loser = source(), study()
    version = approved_version(citations=[citing(loser)])
    merge_references(winner=winner, loser=loser, by=make_user(Role.LIBRARIAN))
    for reference in (winner, loser):
        page = text(client, f"{DESK}affected/{reference.pk}/")
        assert version.text in page
        assert "would be suspended" in page
    assert "was merged into this reference" in page


def test_pages_cost_the_same_for_one_claim_and_for_five(client: Client) -> None:
    signed_in(client, user=reviewing_user(*[r for r in Role if r not in ("portal", "reviewer")]))
    one, versions, load = fallen()
    published(approved_version())
    small = {path: queries(client, path) for path in (DESK, f"{DESK}affected/{one.pk}/")}
    many, _versions, larger = fallen(5)
    assert queries(client, DESK) == small[DESK] <= 25
    assert queries(client, f"{DESK}affected/{many.pk}/") == small[f"{DESK}affected/{one.pk}/"] <= 25
    few = queries(client, f"{DESK}load/{load.pk}/")
    assert queries(client, f"{DESK}load/{larger.pk}/") == few <= 35
    assert versions


def test_a_publisher_cancels_a_load_after_a_look_at_what_that_does(client: Client) -> None:
    _reference, (version,), load = fallen()
    path = f"{DESK}load/{load.pk}/"
    signed_in(client, Role.EDITOR)
    assert "A publisher cancels a load that was a mistake." in text(client, path)
    assert client.post(f"{path}cancel/", {"reason": WHY}).status_code == 403
    signed_in(client, Role.PUBLISHER)
    page = text(client, path)
    assert "Claims that would stand again" in page
    assert version.text in page
    page = client.post(f"{path}cancel/", {"reason": "oops"}).content.decode()
    assert "at least 10" in page
    assert not NoticeCancellation.objects.exists()
    page = client.post(f"{path}cancel/", {"reason": WHY}, follow=True).content.decode()
    assert "What it alone had suspended stands again." in page
    assert WHY in page
    assert fresh(version).status == "approved"
    told = text(client, f"/admin/references/noticeload/{load.pk}/change/")
    assert "What it alone said is set aside." in told
    assert WHY in told
    text(client, "/admin/references/noticeload/")
    assert "Cancel this load" not in page


def test_a_load_that_suspended_many_waits_on_the_desk_until_it_is_confirmed(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("articles.selectors.clocks.MANY", 1)
    monkeypatch.setattr("articles.services.clocks.MANY", 1)
    _reference, _versions, load = fallen(2)
    path = f"{DESK}load/{load.pk}/"
    signed_in(client, Role.PUBLISHER)
    assert "2 claims</strong> suspended by" in text(client, DESK)
    assert "Its clocks stand still" in text(client, path)
    signed_in(client, Role.EDITOR)
    assert client.post(f"{path}confirm/", {"reason": WHY}).status_code == 403
    signed_in(client, Role.PUBLISHER)
    assert "at least 10" in client.post(f"{path}confirm/", {"reason": "yes"}).content.decode()
    page = client.post(f"{path}confirm/", {"reason": "I read the notice."}, follow=True)
    assert "Its clocks run since" in page.content.decode()
    assert "suspended by" not in text(client, DESK)
    confirmation = ClockConfirmation.objects.get()
    answer = client.get(f"{DESK}{confirmation.pk}/change/")
    assert answer["Location"] == path


def test_what_is_due_is_listed_with_its_act(client: Client, monkeypatch: Any) -> None:
    signed_in(client, user=reviewing_user(Role.EDITOR))
    graded = approved(graded_version())
    plain = approved_version()
    assert "No review is overdue." in text(client, DESK)

    real = timezone.localdate

    def in_four_years(*of: Any, **zone: Any) -> dt.date:
        return real(*of, **zone) if of else dt.date(2030, 12, 31)

    monkeypatch.setattr(timezone, "localdate", in_four_years)
    page = text(client, DESK)
    assert f"/admin/evidence/question/{graded.question_id}/appraise/" in page
    assert plain.text in page


def test_due_dates_are_those_that_readers_are_told() -> None:
    """Records 6 months, below moderate 12."""
    version = approved_version()
    due = dt.date.fromisoformat(public_claims([version.pk])[version.pk]["review_due_on"])
    assert rechecking.overdue_claims(limit=9, today=due) == []
    (one,) = rechecking.overdue_claims(limit=9, today=due + dt.timedelta(days=1))
    assert (one.approval.version, one.due_on) == (version, due)


def test_the_runs_of_a_rule_are_listed(client: Client) -> None:
    signed_in(client, Role.EDITOR)
    assert "The rule was never raised." in text(client, f"{DESK}rule/")
    run = try_method()
    assert f"{DESK}rule/{run.pk}/" in text(client, f"{DESK}rule/")
    assert "Nothing moved." in text(client, f"{DESK}rule/{run.pk}/")


def test_nobody_else_sees_these_pages(client: Client) -> None:
    reference, _versions, load = fallen()
    paths = [DESK, f"{DESK}affected/{reference.pk}/", f"{DESK}load/{load.pk}/", f"{DESK}rule/"]
    for path in paths:
        assert client.get(path).status_code == 302
    signed_in(client)
    for path in paths:
        assert client.get(path).status_code in (302, 403)


def test_pages_of_references_lead_to_what_they_affect(client: Client) -> None:
    signed_in(client, Role.LIBRARIAN)
    reference, _versions, load = fallen()
    affected = f"{DESK}affected/{reference.pk}/"
    recheck = Recheck.objects.get()
    assert affected in text(client, f"/admin/references/reference/{reference.pk}/change/")
    assert affected in text(client, f"/admin/references/recheck/{recheck.pk}/change/")
    page = text(client, f"/admin/references/noticeload/{load.pk}/change/")
    assert affected in page
    assert f"{DESK}load/{load.pk}/" in page
