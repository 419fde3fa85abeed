"""Staging: what a file would do, before a person decides (D9)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from references.choices import RowChoice, RowVerdict, RunState
from references.models.described import Described


class ImportRun(models.Model):
    """One file on its way into the library. Committed or discarded as a whole, once; a commit can be undone.

    `question` is what the file asks before it can be read (its encoding, the meaning of its columns) and
    `choices` the answer; `seen` the moment, as a PostgreSQL snapshot, at which its rows were last compared
    with the library. `turn` grows whenever what a commit would write changes, and with every order to commit:
    a page that shows an earlier turn, or a job of an earlier order, commits nothing. Written only by the
    services of imports.
    """

    name = models.CharField("file", max_length=300)
    layout = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_collation="C")
    header = ArrayField(models.TextField(), default=list)
    notes = ArrayField(models.TextField(), default=list)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.RECEIVED)
    question = models.JSONField(null=True)
    choices = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    progress = models.PositiveIntegerField(default=0, help_text="Rows done of the present step.")
    counts = models.JSONField(default=dict)
    seen = models.TextField(blank=True)
    turn = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "import"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="references_importrun_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        RunState.RECEIVED,
                        RunState.ASKING,
                        RunState.STAGED,
                        RunState.COMMITTING,
                        RunState.REFUSED,
                    ],
                    decided_at=None,
                    decided_by=None,
                )
                | (
                    Q(state__in=[RunState.COMMITTED, RunState.DISCARDED, RunState.UNDONE])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="references_importrun_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.UNDONE, undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state=RunState.UNDONE) & Q(undone_at=None, undone_by=None)),
                name="references_importrun_undone_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.ASKING) | Q(question__isnull=False),
                name="references_importrun_asks_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class ImportChunk(models.Model):
    """A part of a received file, kept until its rows are staged, so that any worker can read it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], name="references_importchunk_one_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.run}"


class ImportRow(Described):
    """One row of a file: what was read, what it became and why. Nothing is lost.

    `raw` holds the cells under the run's header. `reference_key` names the reference that the row is about:
    the one that was found, or the one that a new row becomes. `before` and `after` are the fields that a row
    completes or would change.
    """

    # Runs are never deleted (sql/0005), so a million rows need not ask one by one whether theirs is there.
    run = models.ForeignKey(
        ImportRun, models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    line = models.PositiveIntegerField(help_text="Where in the file the row begins.")
    raw = models.JSONField(default=list)
    verdict = models.CharField(max_length=20, choices=RowVerdict.choices)
    reasons = models.JSONField(
        default=list, help_text='A list of {"column", "value", "reason", "mend"}.'
    )
    choice = models.CharField(max_length=10, choices=RowChoice.choices, blank=True)
    reference_key = models.CharField(max_length=20, null=True, db_collation="C")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["run", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "line"], name="references_importrow_one_per_line"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=RowVerdict.values),
                name="references_importrow_verdict_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "verdict", "line"],
                condition=~Q(verdict__in=[RowVerdict.NEW, RowVerdict.SAME]),
                name="references_importrow_verdict",
            ),
            models.Index(
                fields=["reference_key"],
                condition=Q(verdict__in=[RowVerdict.COMPLETES, RowVerdict.DIFFERS]),
                name="references_importrow_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.get_verdict_display()}"


class ColumnMapping(models.Model):
    """What the columns of an unknown header mean, as a librarian said; taken for the next file with this header."""

    signature = models.CharField(max_length=64, unique=True, db_collation="C")
    header = ArrayField(models.TextField())
    mapping = models.JSONField(help_text="Column to field; an empty field leaves the column out.")
    saved_at = models.DateTimeField(db_default=Now())
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return ", ".join(self.header)[:200]
