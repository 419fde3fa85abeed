"""Accounts: invited, given roles, closed and opened again. Never deleted, for the record names them."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from procrastinate.contrib.django import app

from references.choices import Role
from references.events import recorded
from references.policies import PORTAL, can_manage_people, role_for
from references.refusals import IllegalTransition, NotAllowed, NotPossible
from references.works import one_line

INVITATION = "references.send_invitation"


def invite(*, by: User, email: str, name: str, roles: Iterable[str]) -> User:
    """Open an account without a password and have a link sent by which its owner sets one.

    The mail is a job of the same transaction. Refuses a malformed or taken address and no roles.
    """
    _ask(by)
    address = one_line(email).lower()
    try:
        validate_email(address)
    except ValidationError:
        raise NotPossible("This is not an e-mail address.") from None
    if len(address) > 150:
        raise NotPossible("This e-mail address is too long.")
    called = one_line(name)
    if not called:
        raise NotPossible("Give the person's name.")
    wanted = _known(roles)
    if not wanted:
        raise NotPossible("Choose at least one role.")
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        if User.objects.filter(username__iexact=address).exists() or (
            User.objects.filter(email__iexact=address).exists()
        ):
            raise NotPossible("Someone with this address is already here.")
        first, _, last = called.rpartition(" ")
        user = User(username=address, email=address, first_name=first[:150], last_name=last[:150])
        user.is_staff = True
        user.set_unusable_password()
        user.save()
        user.groups.set(Group.objects.filter(name__in=wanted))
        journal.note(_stream(user), "invited", name=called, roles=wanted)
        app.configure_task(INVITATION).defer(user_id=user.pk)
    return user


def invite_again(*, by: User, person: User) -> User:
    """Send the link once more to someone who has not set a password yet."""
    _ask(by)
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        locked = _locked(person)
        if not locked.is_active or locked.has_usable_password():
            raise IllegalTransition("Only an open account without a password is invited again.")
        journal.note(_stream(locked), "invited_again")
        app.configure_task(INVITATION).defer(user_id=locked.pk)
    return locked


def set_roles(*, by: User, person: User, roles: Iterable[str]) -> User:
    """Give a person exactly these roles. Refuses to take the last administrator's away."""
    _ask(by)
    wanted = _known(roles)
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        locked = _locked(person)
        before = _roles(locked)
        if before == wanted:
            return locked
        locked.groups.set(Group.objects.filter(name__in=wanted))
        _keep_an_administrator()
        journal.note(_stream(locked), "roles_set", before=before, after=wanted)
    return locked


def deactivate(*, by: User, person: User, reason: str = "") -> User:
    """Close an account: its sessions end, its acts stay. Nobody closes their own."""
    _ask(by)
    if person.pk == by.pk:
        raise NotPossible("You cannot close your own account; ask another administrator.")
    return _activate(by=by, person=person, active=False, reason=reason)


def reactivate(*, by: User, person: User, reason: str = "") -> User:
    """Open a closed account again, with the roles it had."""
    _ask(by)
    return _activate(by=by, person=person, active=True, reason=reason)


def _activate(*, by: User, person: User, active: bool, reason: str) -> User:
    with recorded(by=by, role=role_for(by, Role.ADMINISTRATOR)) as journal:
        locked = _locked(person)
        if locked.is_active == active:
            raise IllegalTransition(
                "This account is open already." if active else "This account is closed already."
            )
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        _keep_an_administrator()
        journal.note(
            _stream(locked), "reactivated" if active else "deactivated", reason=one_line(reason)
        )
    return locked


def _ask(by: User) -> None:
    if not can_manage_people(by):
        raise NotAllowed("Only administrators manage people.")


def _locked(person: User) -> User:
    if person.get_username() == PORTAL:
        raise NotPossible("This is the portal's own account; nobody signs in with it.")
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _roles(person: User) -> list[str]:
    return _known(person.groups.values_list("name", flat=True))


def _known(roles: Iterable[str]) -> list[str]:
    given = {str(role) for role in roles}
    unknown = given - (set(Role.values) - {Role.PORTAL.value})
    if unknown:
        raise NotPossible(f"There is no role {', '.join(sorted(unknown))}.")
    return [role for role in Role.values if role in given]


def _keep_an_administrator() -> None:
    """Someone must be able to sign in and manage people, whoever else is closing accounts just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('administrators', 0))")
    active = User.objects.filter(is_active=True)
    if not (
        active.filter(is_superuser=True).exists()
        or active.filter(groups__name=Role.ADMINISTRATOR).exists()
    ):
        raise NotPossible("Then nobody could manage people. Make someone else administrator first.")


def _stream(person: User) -> str:
    return f"person:{person.pk}"
