"""What people say against the machine: another badge than the computed one, words that stand all the same."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from evidence.badges.overrides import DOWN, UP
from evidence.choices import BadgeValue, OverrideWay
from evidence.models.claims import Claim, ClaimVersion
from evidence.models.reviews import Review


def _one_of(way: str, pairs: frozenset[tuple[str, str]]) -> Q:
    """That a row goes this way along one of these pairs of badges."""
    along = Q()
    for computed, value in sorted(pairs):
        along |= Q(computed=computed, value=value)
    return Q(along, way=way)


class Override(models.Model):
    """That reviewers show a claim with another badge than the computed one, beside it, and why.

    Written only by `evidence.services.overriding`. It holds for one computed value; ended once, never changed.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="overrides")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="overrides")
    way = models.CharField(max_length=10, choices=OverrideWay.choices)
    computed = models.CharField(max_length=20, choices=BadgeValue.choices)
    value = models.CharField("shown instead", max_length=20, choices=BadgeValue.choices)
    reason = models.TextField()
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at=None), name="evidence_override_one_open"
            ),
            models.CheckConstraint(
                condition=_one_of(OverrideWay.UP, UP) | _one_of(OverrideWay.DOWN, DOWN),
                name="evidence_override_down_or_one_step_up",
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"), name="evidence_override_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(seconded_at=None, seconded_by=None, ends_on=None)
                | Q(
                    way=OverrideWay.UP,
                    seconded_at__isnull=False,
                    seconded_by__isnull=False,
                    ends_on__isnull=False,
                ),
                name="evidence_override_seconded_by_someone",
            ),
            models.CheckConstraint(
                # Without `isnull` a NULL would pass: a CHECK refuses only what is false.
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("proposed_by")),
                name="evidence_override_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="evidence_override_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.computed} shown as {self.value}"

    @property
    def is_in_force(self) -> bool:
        """Whether it is shown: a downward one at once, an upward one when a second reviewer agreed."""
        return self.ended_at is None and (
            self.way == OverrideWay.DOWN or self.seconded_by_id is not None
        )


class WordingWaiver(models.Model):
    """A reviewer's reason why words that the lint marks may stand. Inserted with the review, never changed."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.TextField()

    class Meta:
        ordering = ["review", "start", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "code", "start"], name="evidence_wordingwaiver_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"), name="evidence_wordingwaiver_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(start__lte=F("end")), name="evidence_wordingwaiver_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.code}"
