"""Articles, their revisions, the claims placed in them, and the sign-off of a whole (D3, D6)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from articles.choices import Section
from articles.querysets import ArticleQuerySet
from evidence.choices import BadgeValue
from evidence.models import Claim, ClaimVersion


class Article(models.Model):
    """One page of the portal, whatever its words at the moment."""

    key = models.SlugField(max_length=60, unique=True, db_collation="C")
    slug = models.SlugField("address", max_length=80, unique=True, db_collation="C")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key


class Revision(models.Model):
    """One text of an article, in Markdown. Written by `articles.services.writing` until signed off, then frozen."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    key_messages = models.TextField(blank=True)
    body = models.TextField(blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articles_revision_number"),
            models.UniqueConstraint(fields=["id", "article"], name="articles_revision_article"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (revision {self.number})"


class RevisionText(models.Model):
    """A text of a revision as somebody saved it. Written by `articles.services.writing`, never changed.

    The newest is what the revision says. A save that changes nothing makes none.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    key_messages = models.TextField(blank=True)
    body = models.TextField(blank=True)
    restored_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "saved text"
        ordering = ["revision", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "number"], name="articles_revisiontext_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (save {self.number})"


class RevisionContributor(models.Model):
    """Somebody who saved this revision; they do not sign it off."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "user"], name="articles_revisioncontributor_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.revision_id}"


class Placement(models.Model):
    """One claim at one place of a revision. `version` is empty while only a draft has these words."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="placements")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=20, choices=Section.choices)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="placements")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    paragraph = models.TextField(blank=True)
    is_myth = models.BooleanField(default=False)

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "position"], name="articles_placement_place"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SignOff(models.Model):
    """One reviewer's word for a whole revision. Never changed; it lapses when an entry no longer agrees."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signoffs")
    items = models.JSONField(help_text='By item: {"confirmed": true} or {"waived": "reason"}.')
    signed_at = models.DateTimeField(db_default=Now())
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    born = models.BigIntegerField(editable=False, db_default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "revision"], name="articles_signoff_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.revision}, signed off by {self.signed_by}"


class SignOffEntry(models.Model):
    """What one placement said when the revision was signed off. Never changed."""

    signoff = models.ForeignKey(SignOff, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_collation="C")
    badge = models.CharField(max_length=20, choices=BadgeValue.choices)

    class Meta:
        ordering = ["signoff", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["signoff", "position"], name="articles_signoffentry_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signoff_id}: {self.version_id}"
