"""Retractions, concerns, corrections and reinstatements, as published about works (DOMAIN section 5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from references.choices import NoticeNature, RecheckCause


class NoticeLoad(models.Model):
    """One load of a dataset of notices. Never changed."""

    name = models.CharField("file", max_length=300)
    dataset = models.CharField(max_length=200)
    as_of = models.DateField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    counts = models.JSONField(default=dict)
    repeats = models.JSONField(
        default=list,
        help_text="Notices of earlier loads that this one says again: [first, last] of their numbers.",
    )
    loaded_at = models.DateTimeField(db_default=Now())
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.dataset} as of {self.as_of}"


class Notice(models.Model):
    """One notice as its dataset gives it, matched or not. Never changed."""

    load = models.ForeignKey(NoticeLoad, models.PROTECT, related_name="notices")
    dataset = models.CharField(max_length=200)
    record_id = models.CharField(max_length=60, db_collation="C")
    nature = models.CharField(max_length=20, choices=NoticeNature.choices)
    nature_as_given = models.CharField(max_length=200)
    noticed_on = models.DateField(null=True)
    notice_doi = models.CharField(max_length=300, null=True, db_collation="C")
    notice_pmid = models.CharField(max_length=9, null=True, db_collation="C")
    original_doi = models.CharField(max_length=300, null=True, db_collation="C")
    original_pmid = models.CharField(max_length=9, null=True, db_collation="C")
    original_title = models.TextField(blank=True)
    title_key = models.TextField(db_collation="C")
    original_year = models.SmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    raw = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, unique=True, db_collation="C")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["original_doi"], name="references_notice_doi"),
            models.Index(fields=["original_pmid"], name="references_notice_pmid"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}: {self.original_title}"


class NoticeCancellation(models.Model):
    """That a load was a mistake, who said so and why: what it alone says is set aside. Never changed (D7)."""

    load = models.OneToOneField(NoticeLoad, models.PROTECT, related_name="cancellation")
    reason = models.TextField()
    cancelled_at = models.DateTimeField(db_default=Now())
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    born = models.BigIntegerField(editable=False, db_default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"),
                name="references_noticecancellation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.load}: {self.reason}"


class NoticeSetAside(models.Model):
    """A notice that says nothing any more, for the load that brought it was cancelled. Never changed."""

    cancellation = models.ForeignKey(NoticeCancellation, models.PROTECT, related_name="set_aside")
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="set_aside")

    class Meta:
        verbose_name = "notice set aside"
        verbose_name_plural = "notices set aside"

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.cancellation_id}"


class NoticeMatch(models.Model):
    """That a notice is about a reference, and on what that rests. Never changed."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="matches")
    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="notices")
    by_doi = models.BooleanField()
    by_pmid = models.BooleanField()
    title_agrees = models.BooleanField()
    year_agrees = models.BooleanField()
    matched_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "reference"], name="references_noticematch_once"
            ),
            models.CheckConstraint(
                condition=Q(by_doi=True) | Q(by_pmid=True),
                name="references_noticematch_rests_on_an_identifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} ↔ {self.reference_id}"


class Recheck(models.Model):
    """A reference that a librarian has to look at again; ended once, with an outcome.

    One is open for each notice, and one for what no notice asks.
    """

    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="rechecks")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=30, choices=RecheckCause.choices)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.TextField(blank=True)

    class Meta:
        verbose_name = "re-check"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="references_recheck_closed_by_someone",
            ),
            models.UniqueConstraint(
                fields=["reference", "notice"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="references_recheck_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.reference_id}"
