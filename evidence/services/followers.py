"""How news of claims travels up in the same transaction: the followers that the settings name, in order."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from evidence.models import Claim
from references.events import Journal


def tell_followers(
    *, claims: Sequence[Claim], cause: str, journal: Journal, detail: dict[str, Any]
) -> None:
    """Tell what the settings name, in order, in this transaction (the claims are locked)."""
    for path in settings.CLAIM_FOLLOWERS:
        import_string(path)(claims=claims, cause=cause, journal=journal, detail=detail)
