"""What a person at the desk has before them: who reads what just now, and what they have typed so far."""

from django.conf import settings
from django.db import models

from evidence.models.reviews import Round
from evidence.querysets import PresenceQuerySet


class ReviewDraft(models.Model):
    """What one reviewer typed in one round and has not decided yet. Nobody else ever reads it.

    Written only by `evidence.services.review_drafts`; in no admin, export or event. `fingerprint` is the
    evidence that was shown when it was formed (`Inputs.fingerprint`). Gone once the person decides or the
    round ends; where the same words go on in a new round, because the badge moved, it goes with them.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="drafts")
    digest = models.CharField(max_length=64, db_collation="C")
    fingerprint = models.CharField(max_length=64, db_collation="C")
    typed = models.JSONField(help_text="The fields of the form as they were posted.")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "saved_by"], name="evidence_reviewdraft_one_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.saved_by_id}"


class Presence(models.Model):
    """That a person has the review page of a round open. Blocks nothing, and goes out by itself.

    Written only by `evidence.services.presence`; `came_at` is when they came, `seen_at` the last sign of life.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="present")
    came_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "seen_by"], name="evidence_presence_one_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(came_at__lte=models.F("seen_at")),
                name="evidence_presence_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.seen_by_id}"
