"""Every question about a person that the library asks. Roles are groups without permissions (D12)."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import prefetch_related_objects

from references.choices import Role
from references.refusals import NotAllowed

PORTAL = "portal"
Person = AbstractBaseUser | AnonymousUser


def roles_of(user: Person) -> frozenset[str]:
    """The roles of an active person; a superuser has all but reviewer, which `evidence` decides.

    Groups are read once per user object; `user.groups.add()` and its like make it read them again.
    """
    if not isinstance(user, User):
        return frozenset()
    if user.get_username() == PORTAL:
        return frozenset({Role.PORTAL.value})
    if not user.is_active or user.pk is None:
        return frozenset()
    prefetch_related_objects([user], "groups")
    own = {group.name for group in user.groups.all()} & (set(Role.values) - {Role.PORTAL.value})
    if user.is_superuser:
        own |= set(Role.values) - {Role.REVIEWER.value, Role.PORTAL.value}
    return frozenset(own)


def has_role(user: Person, *roles: str) -> bool:
    """Whether an active person has one of the roles."""
    return not roles_of(user).isdisjoint(_values(roles))


def role_for(user: Person, *roles: str) -> str:
    """The role to write in the record: the first of `roles` that the person really has.

    A superuser who is in none of these groups acts as administrator. Refuses who has none.
    """
    have = roles_of(user)
    if isinstance(user, User) and user.is_superuser and user.is_active:
        groups = {group.name for group in user.groups.all()}
        have = frozenset(have & groups) or frozenset({Role.ADMINISTRATOR.value})
        if have.isdisjoint(_values(roles)) and has_role(user, *roles):
            return Role.ADMINISTRATOR.value
    for role in _values(roles):
        if role in have:
            return role
    raise NotAllowed(f"Only {_spoken(roles)} may do this.")


def _values(roles: Iterable[str]) -> list[str]:
    return [str(Role(role).value) for role in roles]


def _spoken(roles: Iterable[str]) -> str:
    names = [f"{Role(role).label.lower()}s" for role in roles if role != Role.PORTAL]
    return " or ".join(names) or "the portal itself"


def can_enter_admin(user: Person) -> bool:
    """Anyone with a role works in the admin."""
    return bool(roles_of(user)) and not has_role(user, Role.PORTAL)


def can_see_library(user: Person) -> bool:
    """Every member of staff reads references, imports and notices."""
    return can_enter_admin(user)


def can_import(user: Person) -> bool:
    """Librarians bring files into the library."""
    return has_role(user, Role.LIBRARIAN)


def can_edit_reference(user: Person) -> bool:
    """Librarians create, complete and mend references."""
    return has_role(user, Role.LIBRARIAN)


def can_merge(user: Person) -> bool:
    """Librarians say which references are one work, and take that back."""
    return has_role(user, Role.LIBRARIAN)


def can_find_duplicates(user: Person) -> bool:
    """Librarians look for works that stand in the library twice; so does the portal after an import."""
    return has_role(user, Role.LIBRARIAN, Role.PORTAL)


def can_load_notices(user: Person) -> bool:
    """Librarians load notices; so does the portal by itself."""
    return has_role(user, Role.LIBRARIAN, Role.PORTAL)


def can_close_recheck(user: Person) -> bool:
    """Librarians look at a reference again and say what they found."""
    return has_role(user, Role.LIBRARIAN)


def can_cancel_load(user: Person) -> bool:
    """Publishers say that a load of notices was a mistake (D12)."""
    return has_role(user, Role.PUBLISHER)


def can_export(user: Person) -> bool:
    """Whoever reads the library may take a copy; abstracts never leave."""
    return can_see_library(user)


def can_see_events(user: Person) -> bool:
    """The record is open to everyone who works here."""
    return can_enter_admin(user)


def can_manage_people(user: Person) -> bool:
    """Administrators invite people, give roles and close accounts."""
    return has_role(user, Role.ADMINISTRATOR)
