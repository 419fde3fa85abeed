"""Rounds of review, who is asked, and what each person decided (DOMAIN section 3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from evidence.choices import (
    AssignmentEnd,
    BadgeValue,
    Decision,
    Design,
    Judgement,
    Population,
    ReviewKind,
    RoundKind,
    RoundOutcome,
)
from evidence.models.appraisal import Profile
from evidence.models.claims import Citation, Claim, ClaimVersion


class Round(models.Model):
    """One pass of a version through review. At most one is open per claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=RoundKind.choices, default=RoundKind.REVIEW)
    required_reviews = models.PositiveSmallIntegerField()
    continues = models.ForeignKey("evidence.Approval", models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=20, choices=RoundOutcome.choices, default=RoundOutcome.OPEN, blank=True
    )
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(closed_at=None),
                name="evidence_round_one_open_per_claim",
            ),
            models.UniqueConstraint(fields=["id", "version"], name="evidence_round_version"),
            models.UniqueConstraint(fields=["version", "number"], name="evidence_round_number"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="evidence_round_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(required_reviews__in=[1, 2]), name="evidence_round_one_or_two_reviews"
            ),
            models.CheckConstraint(
                condition=Q(kind=RoundKind.MEANING_UNCHANGED, continues__isnull=False)
                | (~Q(kind=RoundKind.MEANING_UNCHANGED) & Q(continues=None)),
                name="evidence_round_names_what_it_continues",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, round {self.number}"


class Assignment(models.Model):
    """That a reviewer is asked to review a version by a day, and how that ended.

    `replaces` is the assignment that this one took over; what its reviewer had typed stayed with them.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="assignments")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    assigned_at = models.DateTimeField(db_default=Now())
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ending = models.CharField(
        max_length=20,
        choices=AssignmentEnd.choices,
        default=AssignmentEnd.OPEN,
        db_default="",
        blank=True,
    )
    reason = models.TextField(blank=True, default="", db_default="")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by_another"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "reviewer"],
                condition=Q(ended_at=None),
                name="evidence_assignment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="evidence_assignment_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="evidence_assignment_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(
                    ending__in=[
                        AssignmentEnd.TAKEN_BACK,
                        AssignmentEnd.DECLINED,
                        AssignmentEnd.HANDED_OVER,
                    ]
                )
                | Q(reason__regex=r"\S.{8,}\S"),
                name="evidence_assignment_ended_early_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} by {self.due_on}"


class Review(models.Model):
    """One person's decision about one version, and what they saw when they took it. Never changed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reviews")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="reviews")
    digest = models.CharField(max_length=64, db_collation="C")
    version_author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ReviewKind.choices, default=ReviewKind.REVIEW)
    decision = models.CharField(max_length=20, choices=Decision.choices)
    reason = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    badge = models.CharField(max_length=20, choices=BadgeValue.choices)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=20)
    decided_at = models.DateTimeField(db_default=Now())
    born = models.BigIntegerField(editable=False, db_default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reviewer=F("version_author")),
                name="evidence_review_reviewer_is_not_author",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVE) | Q(reason__regex=r"\S.{8,}\S"),
                name="evidence_review_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.reviewer}"


class VerdictFields(models.Model):
    """How a source bears on a sentence."""

    citation = models.ForeignKey(Citation, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=20, choices=Judgement.choices)
    comparison = models.CharField(max_length=30, choices=Design.choices, blank=True)
    population = models.CharField(max_length=20, choices=Population.choices, blank=True)
    outcome_matches = models.BooleanField(default=True)
    vouch_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


class CitationVerdict(VerdictFields):
    """One reviewer's finding about one citation. Inserted with the review, never changed."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="verdicts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "citation"], name="evidence_citationverdict_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation_id}: {self.get_judgement_display()}"


class VerdictDraft(VerdictFields):
    """What one reviewer chose on a source's page and has not handed in. Theirs alone; gone with their review.

    `seen` is what the source was when they chose (`selectors.source_page.Sentence.seen`): once its facts or its
    standing are others, the choice is shown to be made again.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen = models.CharField(max_length=64, db_collation="C")
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "reviewer", "citation"], name="evidence_verdictdraft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.citation_id}"
