"""Named filters over claims, versions and approvals."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evidence.choices import VersionStatus

if TYPE_CHECKING:
    # Named in strings below.
    from evidence.models import (  # noqa: F401
        Approval,
        Claim,
        ClaimVersion,
        Declaration,
        Presence,
        Reviewer,
    )


REMEMBERED = "_reviewer_remembered"


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by what people ask for."""

    def in_lock_order(self) -> "ClaimQuerySet":
        """Rows to lock, in the one order that is used everywhere (D10)."""
        return self.order_by("id").select_for_update(no_key=True)


class ClaimVersionQuerySet(models.QuerySet["ClaimVersion"]):
    """Versions by state."""

    def disputed(self) -> "ClaimVersionQuerySet":
        """Those that wait for a third person."""
        return self.filter(status=VersionStatus.DISPUTED)

    def suspended(self) -> "ClaimVersionQuerySet":
        """Those whose approval stopped standing."""
        return self.filter(status=VersionStatus.SUSPENDED)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals by what they rest on."""

    def active(self) -> "ApprovalQuerySet":
        """Those that stand."""
        return self.filter(active=True)

    def resting_on(self, reference_ids: list[int]) -> "ApprovalQuerySet":
        """Those that name one of these references as a source."""
        return self.filter(sources__reference__in=reference_ids).distinct()


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    """Reviewers by whether they review."""

    def reviewing(self) -> "ReviewerQuerySet":
        """Those who review now: active, with an account that is."""
        return self.filter(active=True, user__is_active=True)

    def gone(self) -> "ReviewerQuerySet":
        """Those who review no more: resigned, or with a closed account."""
        return self.exclude(active=True, user__is_active=True)

    def of(self, user: Any) -> "Reviewer | None":
        """The row that makes a person an active reviewer, read afresh unless a page that only reads remembers it."""
        if not isinstance(user, User) or not user.is_active:
            return None
        if REMEMBERED in user.__dict__:
            return self.remembered(user)
        return self.reviewing().filter(user=user).first()

    def remembered(self, user: User) -> "Reviewer | None":
        """The row that `selectors.ties.remember` keeps while a page is only read; None where it keeps none."""
        row: Reviewer | None = user.__dict__.get(REMEMBERED)
        return row


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Who has which round open."""

    def here_since(self, earliest: datetime) -> "PresenceQuerySet":
        """Those who gave a sign of life since this moment, who came first first."""
        return self.filter(seen_at__gte=earliest).order_by("came_at", "id")


class Folded(models.Func):
    """An intervention as the database compares it: one spacing, one case (`evidence_folded`)."""

    function = "evidence_folded"
    output_field = models.TextField()


class Spoken(models.Func):
    """The words of a sentence as they are looked for: folded like those of the library (`references_fold`)."""

    template = "to_tsvector('simple'::regconfig, references_fold(%(expressions)s))"
    output_field = models.TextField()


class HasWord(models.Func):
    """Whether a sentence (as `Spoken`) has a word that begins like this; of several joined by signs, in a row."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = models.BooleanField()

    def __init__(self, column: str, word: str) -> None:
        super().__init__(Spoken(column), _Beginning(models.Value(word)))


class _Beginning(models.Func):
    template = (
        "(NULLIF(phraseto_tsquery('simple'::regconfig, references_fold(%(expressions)s))::text, '')"
        " || ':*')::tsquery"
    )
    output_field = models.TextField()


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    """Declarations by what holds."""

    def newest(self) -> "DeclarationQuerySet":
        """The newest of each reviewer about each intervention; it may have expired."""
        newer = self.model._default_manager.filter(
            reviewer=OuterRef("reviewer"), subject=OuterRef("subject"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(newer))

    def in_force(self) -> "DeclarationQuerySet":
        """The newest, as long as they hold: 365 days."""
        return self.newest().filter(expires_on__gte=timezone.localdate())
