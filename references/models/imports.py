"""Staging: what a file would do, before a person decides (D9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from references.choices import RowVerdict, RunState


class ImportRun(models.Model):
    """One file on its way into the library. Committed or discarded as a whole, once."""

    name = models.CharField("file", max_length=300)
    layout = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, db_collation="C")
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.STAGED)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.STAGED, decided_at=None, decided_by=None)
                | (
                    Q(state__in=[RunState.COMMITTED, RunState.DISCARDED])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="references_importrun_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class ImportRow(models.Model):
    """One row of a file: what was read, what it became and why. Nothing is lost."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Line of the file on which the row begins.")
    raw = models.JSONField(help_text="The cells as read, by column name.")
    data = models.JSONField(default=dict, help_text="The fields as understood.")
    verdict = models.CharField(max_length=20, choices=RowVerdict.choices)
    reasons = models.JSONField(
        default=list, help_text='A list of {"column", "value", "reason", "mend"}.'
    )
    reference = models.ForeignKey(
        "references.Reference", models.PROTECT, null=True, related_name="+"
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["run", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "line"], name="references_importrow_one_per_line"
            ),
        ]
        indexes = [models.Index(fields=["run", "verdict"], name="references_importrow_verdict")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.get_verdict_display()}"
