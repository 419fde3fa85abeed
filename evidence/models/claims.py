"""Claims, their versions and what they cite (D3, D5)."""

import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from evidence.choices import Asks, Direction, QuoteCheck, Stance, VersionStatus
from evidence.querysets import ClaimQuerySet, ClaimVersionQuerySet, Spoken
from references.models.library import KEY_ALPHABET


def new_claim_key() -> str:
    """A stable public key: `c` and nine signs without look-alikes."""
    return "c" + "".join(secrets.choice(KEY_ALPHABET) for _ in range(9))


class Claim(models.Model):
    """One sentence that can be true or false, whatever its words at the moment. Never deleted."""

    key = models.SlugField(max_length=60, unique=True, default=new_claim_key, db_collation="C")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key


class Words(models.Model):
    """What a claim says and how: the part that a draft and a version have in common."""

    text = models.TextField("sentence")
    asks = models.CharField(max_length=20, choices=Asks.choices)
    direction = models.CharField(max_length=20, choices=Direction.choices, blank=True)
    asserts = models.CharField(
        max_length=20,
        choices=Asks.choices,
        blank=True,
        help_text="What a background or a view would otherwise ask.",
    )
    comparative = models.BooleanField(
        default=False, help_text="Compares with another treatment, or with none."
    )
    is_finding = models.BooleanField(
        "is a finding", default=False, help_text="Past tense: who, how many, compared with what."
    )
    reassures_or_advises = models.BooleanField(
        default=False, help_text="Reassures on safety, or advises on standard treatment."
    )
    question = models.ForeignKey(
        "evidence.Question", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class ClaimDraft(Words):
    """The one draft of a claim. Written only by `evidence.services.drafts`; gone once submitted."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="draft")
    asks = models.CharField(max_length=20, choices=Asks.choices, blank=True)
    citations = models.JSONField(
        default=list,
        help_text='A list of {"reference", "stance", "quote", "locator", "no_quote_reason"}.',
    )
    opened_from = models.CharField(
        max_length=120, blank=True, db_collation="C", help_text="The article it was opened from."
    )
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    contributors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        indexes = [GinIndex(Spoken("text"), name="evidence_claimdraft_spoken")]

    def __str__(self) -> str:
        return self.text


class ClaimVersion(Words):
    """The words of a claim as submitted. Only `status` ever changes.

    `digest` is computed by the database from what is stored (sql/0001_versions.sql): the citations are
    inserted first, and none after the version. `paragraph` is where the sentence stood, outside the digest.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=20, choices=VersionStatus.choices, default=VersionStatus.IN_REVIEW
    )
    digest = models.CharField(max_length=64, editable=False, db_default="", db_collation="C")
    paragraph = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(db_default=Now())
    born = models.BigIntegerField(editable=False, db_default=0)

    objects = ClaimVersionQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "number"], name="evidence_claimversion_one_per_number"
            ),
            models.UniqueConstraint(
                fields=["id", "claim", "digest"], name="evidence_claimversion_words"
            ),
            models.UniqueConstraint(fields=["id", "author"], name="evidence_claimversion_author"),
            models.UniqueConstraint(fields=["id", "claim"], name="evidence_claimversion_claim"),
            models.CheckConstraint(
                condition=~models.Q(text=""), name="evidence_claimversion_has_words"
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="evidence_claimversion_status"),
            GinIndex(Spoken("text"), name="evidence_claimversion_spoken"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} version {self.number}: {self.text}"


class Citation(models.Model):
    """What one version cites, where, and what its author says it does. Never changed."""

    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="citations")
    position = models.PositiveIntegerField()
    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="+")
    stance = models.CharField(max_length=20, choices=Stance.choices)
    quote = models.TextField(blank=True)
    locator = models.CharField(max_length=200, blank=True)
    no_quote_reason = models.TextField(blank=True)
    quote_check = models.CharField(max_length=20, choices=QuoteCheck.choices)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="evidence_citation_one_per_place"
            ),
            models.CheckConstraint(
                condition=~models.Q(quote="") | ~models.Q(no_quote_reason=""),
                name="evidence_citation_quotes_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.reference_id}"


class Contributor(models.Model):
    """Somebody who saved the draft that became this version. Inserted with the version, never changed."""

    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "user"], name="evidence_contributor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.version_id}"
