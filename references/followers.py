"""How news of a reference travels up in the same transaction: the followers that the settings name, in order."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from references.events import Journal
from references.models import Reference

Cause = Literal["standing", "unchecked", "reference_changed", "merged"]
Follower = Callable[..., None]


@cache
def _resolved(paths: tuple[str, ...]) -> tuple[Follower, ...]:
    return tuple(import_string(path) for path in paths)


def followers() -> tuple[Follower, ...]:
    """Each is `follow(*, references, cause, journal, detail)`."""
    return _resolved(tuple(getattr(settings, "REFERENCE_FOLLOWERS", ())))


def tell_followers(
    *, references: Sequence[Reference], cause: Cause, journal: Journal, detail: dict[str, Any]
) -> None:
    """Tell all followers, in order, within the caller's transaction; the references are locked already.

    `detail` is `{"notice": id or None}` for a standing, with `"cancellation": id` where a cancelled load had set
    it, and `{"changes": {key: {field: [old, new]}}, "same_work_reason": text}` for a change of what a reference
    is; it is empty where two references were found to be one work, or no longer are, and where references that were
    said to have no notice are not checked any more.
    """
    if references:
        for follow in followers():
            follow(references=references, cause=cause, journal=journal, detail=detail)
