"""Approvals, what they rest on, and what ended or moved them (D5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evidence.choices import ApprovalBasis, BadgeValue, GradingCause, SuspensionCause
from evidence.models.appraisal import Profile
from evidence.models.claims import Claim, ClaimVersion
from evidence.models.reviews import Round, VerdictFields
from evidence.querysets import ApprovalQuerySet


class Approval(models.Model):
    """That the words with this digest stand. Goes from active to inactive once; nothing else changes."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="approvals")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="approvals")
    digest = models.CharField(max_length=64, db_collation="C")
    round = models.ForeignKey(Round, models.PROTECT, related_name="approvals")
    basis = models.CharField(max_length=20, choices=ApprovalBasis.choices)
    badge = models.CharField(max_length=20, choices=BadgeValue.choices)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    approved_at = models.DateTimeField(db_default=Now())
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    born = models.BigIntegerField(editable=False, db_default=0)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(active=True), name="evidence_approval_one_active"
            ),
            models.UniqueConstraint(
                fields=["id", "claim", "version", "digest", "active"],
                name="evidence_approval_words",
            ),
            models.CheckConstraint(
                condition=~Q(badge=BadgeValue.NO_SOURCE), name="evidence_approval_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(active=True, ended_at=None, ended_by=None)
                | Q(active=False, ended_at__isnull=False, ended_by__isnull=False),
                name="evidence_approval_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_badge_display()}"


class ApprovalVerdict(VerdictFields):
    """The agreed verdict on a citation, the more cautious where reviewers differed. Never changed."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="verdicts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "citation"], name="evidence_approvalverdict_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation_id}: {self.get_judgement_display()}"


class ApprovalSource(models.Model):
    """A reference that an approval rests on: a counted citation, or a study of its profile. Never changed."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="sources")
    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "reference"], name="evidence_approvalsource_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.reference_id}"


class Suspension(models.Model):
    """That an approved version does not stand since a moment, and why."""

    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="suspensions")
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="suspensions")
    cause = models.CharField(max_length=20, choices=SuspensionCause.choices)
    detail = models.TextField()
    reference = models.ForeignKey(
        "references.Reference", models.PROTECT, null=True, related_name="+"
    )
    notice = models.ForeignKey(
        "references.Notice",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The notice that set the standing of the reference, if one did.",
    )
    suspended_at = models.DateTimeField(db_default=Now())
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_through = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(ended_at=None), name="evidence_suspension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_through=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_through__isnull=False),
                name="evidence_suspension_ended_by_an_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_cause_display()}"


class Grading(models.Model):
    """One computation of a badge: what came out, what is shown, why, and what caused it. Never changed."""

    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="gradings")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="gradings")
    computed = models.CharField(max_length=20, choices=BadgeValue.choices)
    shown = models.CharField(max_length=20, choices=BadgeValue.choices)
    reasons = models.JSONField(help_text="A list of [rule line, sentence].")
    counted = models.JSONField(help_text="Keys of the references that counted.")
    cause = models.CharField(max_length=20, choices=GradingCause.choices)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=20)
    override = models.ForeignKey(
        "evidence.Override", models.PROTECT, null=True, related_name="gradings"
    )
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.computed}"


class MethodRun(models.Model):
    """One computation of all badges by a raised rule: what moved, or would move. Never changed."""

    method = models.CharField(max_length=20)
    is_trial = models.BooleanField(help_text="Nothing was changed: a list of what would move.")
    counts = models.JSONField(help_text="How many were looked at, and moved which way.")
    moves = models.JSONField(
        help_text='A list of {"claim", "version", "before", "after", "way", "why"}.'
    )
    ran_at = models.DateTimeField(db_default=Now())
    ran_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = "run of a raised rule"
        verbose_name_plural = "runs of a raised rule"

    def __str__(self) -> str:
        return f"Rule {self.method}, {'trial' if self.is_trial else 'run'} {self.pk}"
