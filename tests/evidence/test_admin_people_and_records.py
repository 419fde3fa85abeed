"""Reviewers, and the record of decisions, in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Review, Reviewer
from evidence.services.reviewers import onboard_reviewer
from references.choices import Role
from references.refusals import NotAllowed
from tests.evidence.browsing import form_in, logged_in, queries, said_in
from tests.factories.evidence import (
    approved_version,
    make_reviewer,
    review,
    reviewing_user,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db

REVIEWERS = "/admin/evidence/reviewer/"
RECORDS = ("review", "approval", "grading", "suspension")


def at(name: str, reviewer: Reviewer) -> str:
    return reverse(f"admin:evidence_reviewer_{name}", args=[reviewer.pk])


def administrator(client: Client) -> Client:
    return logged_in(client, make_user(Role.ADMINISTRATOR))


def test_a_person_is_made_a_reviewer_with_credentials_and_orcid(client: Client) -> None:
    person = make_user(Role.REVIEWER)
    administrator(client)
    data = form_in(client.get(REVIEWERS + "add/"), "credentials") | {
        "user": str(person.pk),
        "name": "Dr Example",
        "credentials": "MD, dermatologist",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
    }
    client.post(REVIEWERS + "add/", data)
    reviewer = Reviewer.objects.get()
    assert (reviewer.user, reviewer.orcid, reviewer.active) == (person, "0000-0002-1825-0097", True)
    assert f'<option value="{person.pk}"' not in client.get(REVIEWERS + "add/").content.decode()


def test_a_wrong_orcid_is_refused_beside_what_was_typed(client: Client) -> None:
    person = make_user()
    administrator(client)
    data = form_in(client.get(REVIEWERS + "add/"), "credentials") | {
        "user": str(person.pk),
        "name": "Dr Example",
        "credentials": "MD, dermatologist",
        "orcid": "0000-0002-1825-0098",
    }
    response = client.post(REVIEWERS + "add/", data)
    assert form_in(response, "credentials")["name"] == "Dr Example"
    assert "errorlist" in response.content.decode()
    assert not Reviewer.objects.exists()


def test_what_readers_are_told_is_changed_and_the_account_is_not(client: Client) -> None:
    reviewer = make_reviewer()
    other = make_user()
    administrator(client)
    data = form_in(client.get(at("change", reviewer)), "credentials")
    client.post(
        at("change", reviewer),
        data | {"credentials": "MD PhD", "user": str(other.pk)},
    )
    changed = Reviewer.objects.get()
    assert changed.credentials == "MD PhD"
    assert changed.user == reviewer.user


def test_a_reviewer_is_deactivated_and_made_active_again(client: Client) -> None:
    reviewer = make_reviewer()
    administrator(client)
    response = client.post(at("deactivate", reviewer))
    assert "does not review any more" in said_in(client.get(response.url))[0]
    assert not Reviewer.objects.get().active
    assert at("deactivate", reviewer) not in client.get(at("change", reviewer)).content.decode()
    again = client.post(at("deactivate", reviewer))
    assert said_in(client.get(again.url)) == ["This person does not review any more."]
    client.post(at("change", reviewer), form_in(client.get(at("change", reviewer)), "credentials"))
    assert Reviewer.objects.get().active


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"portal", "administrator"}))
def test_only_administrators_onboard_and_deactivate(client: Client, role: str) -> None:
    reviewer = make_reviewer()
    logged_in(client, make_user(role))
    assert client.get(REVIEWERS).status_code == 200
    assert client.get(REVIEWERS + "add/").status_code == 403
    assert client.post(at("change", reviewer), {"name": "Other"}).status_code == 403
    assert client.post(at("deactivate", reviewer)).status_code == 403
    assert Reviewer.objects.get().name == reviewer.name
    assert Reviewer.objects.get().active


@pytest.mark.parametrize("noun", RECORDS)
def test_the_record_is_read_and_never_written(client: Client, noun: str) -> None:
    version = suspended_version()
    rows = {
        "review": version.reviews,
        "approval": version.approvals,
        "grading": version.gradings,
        "suspension": version.suspensions,
    }
    pk = rows[noun].first().pk
    for user in (make_superuser(), make_user(Role.EDITOR), reviewing_user()):
        logged_in(client, user)
        assert client.get(f"/admin/evidence/{noun}/").status_code == 200
        change = f"/admin/evidence/{noun}/{pk}/change/"
        assert client.get(change).status_code == 200
        assert client.post(change, {}).status_code == 403
        assert client.get(f"/admin/evidence/{noun}/add/").status_code == 403
        assert (
            client.post(f"/admin/evidence/{noun}/{pk}/delete/", {"post": "yes"}).status_code == 403
        )
        assert (
            f"claim%3A{version.claim.key}"
            in client.get(f"/admin/evidence/{noun}/{pk}/history/").url
        )
    logged_in(client, make_user())
    assert client.get(f"/admin/evidence/{noun}/").status_code == 403


@pytest.mark.parametrize("noun", RECORDS)
def test_the_record_costs_the_same_however_long(client: Client, noun: str) -> None:
    logged_in(client, make_user(Role.EDITOR))
    suspended_version()
    few = queries(client, f"/admin/evidence/{noun}/")
    for _ in range(3):
        suspended_version()
    assert queries(client, f"/admin/evidence/{noun}/") == few


def test_blind_reviews_are_listed_for_those_who_may_read_them_only(client: Client) -> None:
    version = submitted_version(required=2)
    first, second, writer = reviewing_user(), reviewing_user(), make_user(Role.EDITOR)
    made = review(version, by=first)

    def listed(user: object) -> bool:
        page = logged_in(client, user).get("/admin/evidence/review/").content.decode()
        return f"/admin/evidence/review/{made.pk}/change/" in page

    assert [listed(user) for user in (first, second, writer)] == [True, False, False]
    review(version, by=second)
    assert Review.objects.count() == 2
    assert [listed(user) for user in (first, second, writer)] == [True, True, True]
    assert approved_version().status == "approved"


def test_the_admin_says_whose_it_is(client: Client) -> None:
    page = administrator(client).get("/admin/").content.decode()
    assert "| MSC Portal</title>" in page
    assert "msc-admin.css" in page
    assert "Django administration" not in page


@pytest.mark.django_db
def test_the_list_of_reviewers_costs_the_same_for_many(client: Client) -> None:
    client.force_login(make_superuser())
    reviewing_user()
    few = queries(client, "/admin/evidence/reviewer/")
    for _ in range(8):
        reviewing_user()
    assert queries(client, "/admin/evidence/reviewer/") == few


@pytest.mark.django_db
def test_a_reviewer_is_shown_to_every_role_and_nobody_onboards_themselves(client: Client) -> None:
    reviewer = make_reviewer()
    for role in Role:
        if role != Role.PORTAL:
            page = logged_in(client, make_user(role)).get(
                f"/admin/evidence/reviewer/{reviewer.pk}/change/"
            )
            assert page.status_code == 200
    administrator = make_user(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="themselves"):
        onboard_reviewer(user=administrator, by=administrator, name="Me", credentials="MD")
