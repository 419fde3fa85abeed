"""Works that stand in the library twice: who might be the same, and what was merged (D9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from references.choices import PairDecision


class DuplicatePair(models.Model):
    """Two references that may be one work, how alike they are, and what a librarian said of them.

    `one` is the older row. A pair that was called different is not proposed again.
    """

    one = models.ForeignKey("references.Reference", models.CASCADE, related_name="+")
    other = models.ForeignKey("references.Reference", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100.")
    reasons = models.JSONField(default=list, help_text="What agrees and what does not, in words.")
    found_at = models.DateTimeField(db_default=Now())
    decision = models.CharField(max_length=20, choices=PairDecision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "possible duplicate"
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="references_duplicatepair_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="references_duplicatepair_older_first"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="references_duplicatepair_decided_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"],
                condition=Q(decision=""),
                name="references_duplicatepair_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}? ({self.score})"


class Merge(models.Model):
    """That one reference was found to be another, what this changed, and whether it was taken back.

    Before and after hold the winner's fields that the merge filled or changed; `loser_before` the loser's
    standing, its open re-checks and proposals, and what was said of the two, so that taking back restores
    them. Citations are never repointed.
    """

    winner = models.ForeignKey("references.Reference", models.PROTECT, related_name="+")
    loser = models.ForeignKey("references.Reference", models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    winner_before = models.JSONField(default=dict)
    winner_after = models.JSONField(default=dict)
    loser_before = models.JSONField(default=dict)
    merged_at = models.DateTimeField(db_default=Now())
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["loser"], condition=Q(undone_at=None), name="references_merge_one_per_loser"
            ),
            models.CheckConstraint(condition=~Q(winner=F("loser")), name="references_merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="references_merge_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.winner}"
