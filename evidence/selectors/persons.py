"""People that a row brings along in JSON, so that naming them costs no query."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db.models.functions import JSONObject

from evidence.models import Reviewer


def person_at(path: str) -> JSONObject:
    """What `person_from` needs of the account at a path."""
    return JSONObject(
        shown=f"{path}__reviewer__name",
        first=f"{path}__first_name",
        last=f"{path}__last_name",
        username=f"{path}__username",
    )


def person_from(told: Mapping[str, Any]) -> User:
    """The account, as far as naming it goes."""
    user = User(first_name=told["first"], last_name=told["last"], username=told["username"])
    if told["shown"]:
        user._state.fields_cache["reviewer"] = Reviewer(name=told["shown"])
    return user


def called(user: User) -> str:
    """What colleagues call a person: as a reviewer is shown, else by name; a reviewer was selected with the account."""
    shown = user._state.fields_cache.get("reviewer")
    return str(shown.name if shown else user.get_full_name() or user.get_username())
