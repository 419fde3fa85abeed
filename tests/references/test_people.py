"""Accounts: invited, given roles, closed; and what a policy answers."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from references import policies
from references.choices import Role
from references.models import Event
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.selectors import portal_user
from references.services import deactivate, invite, invite_again, reactivate, set_roles
from references.services.people import INVITATION
from references.tasks import send_invitation
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db

STAFF = [role.value for role in Role if role != Role.PORTAL]


def make_invited(**said: object) -> User:
    values = {"email": "New@Example.org", "name": "New Person", "roles": ["author"], **said}
    return invite(by=values.pop("by", None) or make_user("administrator"), **values)


def test_an_invitation_opens_an_account_without_a_password_and_defers_a_mail() -> None:
    person = make_invited(roles=["author", "librarian"])
    assert (person.username, person.get_full_name()) == ("new@example.org", "New Person")
    assert not person.has_usable_password()
    assert person.is_staff
    assert policies.roles_of(person) == {"author", "librarian"}
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == (INVITATION, {"user_id": person.pk})
    assert mail.outbox == []
    assert Event.objects.get(stream=f"person:{person.pk}").verb == "invited"


def test_the_link_in_the_mail_sets_a_password_once(client: Client) -> None:
    person = make_invited()
    send_invitation(user_id=person.pk)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    path = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert path is not None
    shown = client.get(path[1], follow=True)
    where = shown.request["PATH_INFO"]
    client.post(
        where, {"new_password1": "marrow-and-skin-77", "new_password2": "marrow-and-skin-77"}
    )
    person.refresh_from_db()
    assert person.check_password("marrow-and-skin-77")
    send_invitation(user_id=person.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email": "nonsense"}, "not an e-mail"),
        ({"email": ""}, "not an e-mail"),
        ({"name": " "}, "name"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["king"]}, "no role king"),
        ({"roles": ["portal"]}, "no role portal"),
        ({"email": "TAKEN@example.org"}, "already here"),
    ],
)
def test_an_invitation_is_refused(said: dict, words: str) -> None:
    make_user("author", username="taken@example.org")
    with pytest.raises(NotPossible, match=words):
        make_invited(**said)
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("role", [role for role in STAFF if role != "administrator"])
def test_only_administrators_manage_people(role: str) -> None:
    person, other = make_user(role), make_user("author")
    for act in (
        lambda: make_invited(by=person),
        lambda: set_roles(by=person, person=other, roles=["editor"]),
        lambda: deactivate(by=person, person=other),
        lambda: reactivate(by=person, person=other),
        lambda: invite_again(by=person, person=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_roles_are_set_exactly_and_recorded() -> None:
    admin, person = make_user("administrator"), make_user("author")
    set_roles(by=admin, person=person, roles=["editor", "librarian"])
    person = User.objects.get(pk=person.pk)
    assert policies.roles_of(person) == {"editor", "librarian"}
    event = Event.objects.get(stream=f"person:{person.pk}")
    assert (event.data["before"], event.data["after"]) == (["author"], ["librarian", "editor"])


def test_the_last_administrator_stays() -> None:
    admin = make_user("administrator")
    with pytest.raises(NotPossible, match="nobody could manage"):
        set_roles(by=admin, person=admin, roles=["author"])
    with pytest.raises(NotPossible, match="your own"):
        deactivate(by=admin, person=admin)
    other = make_user("administrator")
    set_roles(by=other, person=admin, roles=["author"])


def test_a_closed_account_has_no_role_and_can_be_opened_again() -> None:
    admin, person = make_user("administrator"), make_user("librarian")
    closed = deactivate(by=admin, person=person, reason="Left")
    assert policies.roles_of(closed) == frozenset()
    with pytest.raises(IllegalTransition):
        deactivate(by=admin, person=person)
    opened = reactivate(by=admin, person=person)
    assert policies.has_role(opened, Role.LIBRARIAN)
    assert Event.objects.get(verb="deactivated").data["reason"] == "Left"


def test_nobody_touches_the_machine() -> None:
    admin = make_user("administrator")
    for act in (reactivate, deactivate, invite_again):
        with pytest.raises(NotPossible, match="portal"):
            act(by=admin, person=portal_user())
    assert policies.roles_of(portal_user()) == {"portal"}
    assert not policies.can_enter_admin(portal_user())


def test_an_invitation_is_repeated_only_before_a_password_is_set() -> None:
    admin, person = make_user("administrator"), make_invited()
    invite_again(by=admin, person=person)
    assert ProcrastinateJob.objects.count() == 2
    person.set_password("marrow-and-skin-77")
    person.save()
    with pytest.raises(IllegalTransition):
        invite_again(by=admin, person=person)


POLICIES = {
    policies.can_import: {"librarian"},
    policies.can_edit_reference: {"librarian"},
    policies.can_load_notices: {"librarian", "portal"},
    policies.can_close_recheck: {"librarian"},
    policies.can_manage_people: {"administrator"},
    policies.can_see_library: set(STAFF),
    policies.can_export: set(STAFF),
    policies.can_see_events: set(STAFF),
    policies.can_enter_admin: set(STAFF),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_answers_for_every_role(policy) -> None:
    people = {role: make_user(role) for role in STAFF} | {"portal": portal_user()}
    assert {role for role, person in people.items() if policy(person)} == POLICIES[policy]
    assert not policy(AnonymousUser())
    assert not policy(make_user())
    assert not policy(make_user("librarian", "administrator", is_active=False))
    assert policy(make_superuser())


def test_a_superuser_is_everything_but_a_reviewer() -> None:
    assert not policies.has_role(make_superuser(), Role.REVIEWER)
    assert policies.has_role(make_superuser(), *(role for role in STAFF if role != "reviewer"))


def test_the_admin_of_people_has_no_password_field(client: Client) -> None:
    client.force_login(make_user("administrator"))
    for url in (
        reverse("admin:auth_user_add"),
        reverse("admin:auth_user_change", args=[make_user("author").pk]),
    ):
        assert b"password" not in client.get(url).content.split(b"content-main")[1].lower()


def test_nobody_is_found_by_a_password(client: Client) -> None:
    client.force_login(make_superuser())
    assert client.get("/admin/auth/user/?password__startswith=a").status_code in (302, 400)
