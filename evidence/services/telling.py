"""That people are to be written to: deferred by name in a service's own transaction, so that a rollback leaves none."""

from django.contrib.auth.models import User
from django.utils import timezone
from procrastinate.contrib.django import app

from evidence.choices import LetterKind, VersionStatus
from evidence.models import ClaimVersion

TELLING = "evidence.tell"
DECIDED = (VersionStatus.APPROVED, VersionStatus.CHANGES_REQUESTED, VersionStatus.REJECTED)


def tell(*, kind: str, about: str, version: ClaimVersion, by: User) -> None:
    """Have everyone written to whom this concerns, but the one who did it, as each of them chose."""
    app.configure_task(TELLING).defer(
        kind=str(kind), about=about, version_id=version.pk, by_id=by.pk
    )


def tell_of_move(*, version: ClaimVersion, to: str, by: User) -> None:
    """Have those written to whom a version's new status concerns; of some nobody has to know."""
    if to in DECIDED:
        kind = LetterKind.DECIDED
    elif to == VersionStatus.DISPUTED:
        kind = LetterKind.DISPUTED
    elif to == VersionStatus.SUSPENDED:
        kind = LetterKind.RECHECK
    else:
        return
    # A version may come to the same status again; each time is written about once.
    about = f"version:{version.pk}:{to}@{timezone.now():%Y%m%dT%H%M%S%f}"
    tell(kind=kind, about=about, version=version, by=by)
