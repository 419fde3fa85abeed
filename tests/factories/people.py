"""People in their roles."""

import itertools
from typing import Any

from django.contrib.auth.models import Group, User

_numbers = itertools.count(1)


def make_user(*roles: str, **fields: Any) -> User:
    """An active member of staff with these roles."""
    number = next(_numbers)
    fields.setdefault("username", f"{roles[0] if roles else 'person'}{number}@example.org")
    fields.setdefault("email", fields["username"])
    fields.setdefault("first_name", "Person")
    fields.setdefault("last_name", f"Number {number}")
    fields.setdefault("is_staff", True)
    user = User.objects.create_user(password=fields.pop("password", None), **fields)
    groups = list(Group.objects.filter(name__in=[str(role) for role in roles]))
    assert len(groups) == len(set(roles)), f"one of {roles} is no role"
    user.groups.set(groups)
    return user


def make_superuser(**fields: Any) -> User:
    """A superuser in no group."""
    return make_user(is_superuser=True, **fields)
