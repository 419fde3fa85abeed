"""Publications, what is live, and the bytes that readers get (D6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.choices import PublicationCause, ShownAs
from articles.models.writing import Article, Revision, SignOff
from evidence.choices import BadgeValue
from evidence.models import Approval, Claim, ClaimVersion


class Publication(models.Model):
    """One state of an article as readers were given it. Never changed.

    `content` holds what the page prints (sections as HTML with markers in place of badges, references,
    reviewers, dates, data for JSON-LD); `Page` is rendered from it and the current templates.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="publications")
    signoff = models.ForeignKey(SignOff, models.PROTECT, related_name="publications")
    cause = models.CharField(max_length=20, choices=PublicationCause.choices)
    note = models.TextField(blank=True, help_text="What changed, for readers.")
    content = models.JSONField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    born = models.BigIntegerField(editable=False, db_default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="articles_publication_number"
            ),
            models.UniqueConstraint(fields=["id", "article"], name="articles_publication_article"),
        ]

    def __str__(self) -> str:
        return f"{self.article}, publication {self.number}"


class EntryFields(models.Model):
    """One placement of a publication: which words, on which approval, and how they appear."""

    position = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_collation="C")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    shown_as = models.CharField(max_length=20, choices=ShownAs.choices)

    class Meta:
        abstract = True


class PublicationEntry(EntryFields):
    """An entry as published. Inserted with its publication, never changed."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="entries")
    badge = models.CharField(max_length=20, choices=BadgeValue.choices)
    is_myth = models.BooleanField(default=False)
    is_key_message = models.BooleanField(default=False)

    class Meta:
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"], name="articles_publicationentry_place"
            ),
            models.CheckConstraint(
                condition=~Q(shown_as=ShownAs.APPROVED) | Q(approval__isnull=False),
                name="articles_publicationentry_approved_by_an_approval",
            ),
            models.CheckConstraint(
                condition=~Q(badge=BadgeValue.NO_SOURCE)
                & (
                    ~Q(badge=BadgeValue.CONTRADICTED)
                    | Q(is_myth=True)
                    | ~Q(shown_as=ShownAs.APPROVED)
                ),
                name="articles_publicationentry_badge_is_publishable",
            ),
            models.CheckConstraint(
                condition=Q(is_myth=False)
                | Q(badge=BadgeValue.CONTRADICTED)
                | ~Q(shown_as=ShownAs.APPROVED),
                name="articles_publicationentry_myth_is_contradicted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}.{self.position}"


class Live(models.Model):
    """Which publication of an article readers see now. Written only by `articles.services.publishing`.

    `replaced` (the publication that was live when the transaction began) is kept by the database.
    """

    article = models.OneToOneField(Article, models.PROTECT, related_name="live", primary_key=True)
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="live")
    replaced = models.ForeignKey(
        Publication, models.PROTECT, null=True, editable=False, related_name="+"
    )
    born = models.BigIntegerField(editable=False, db_default=0)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.publication_id}"


class LiveEntry(EntryFields):
    """An entry of the live publication. One shown as approved points to its active approval by foreign key."""

    live = models.ForeignKey(Live, models.PROTECT, related_name="entries")
    active = models.BooleanField(null=True)

    class Meta:
        ordering = ["live", "position"]
        constraints = [
            models.UniqueConstraint(fields=["live", "position"], name="articles_liveentry_place"),
            models.CheckConstraint(
                # Without `active__isnull` a NULL would pass: a CHECK refuses only what is false.
                condition=Q(
                    shown_as=ShownAs.APPROVED,
                    active__isnull=False,
                    active=True,
                    approval__isnull=False,
                )
                | (~Q(shown_as=ShownAs.APPROVED) & Q(active=None)),
                name="articles_liveentry_approved_is_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.live_id}.{self.position}"


class Withdrawal(models.Model):
    """That a page was taken from readers, by whom and why; the address answers 410. Never changed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="withdrawals")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="+")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"), name="articles_withdrawal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.reason}"


class Page(models.Model):
    """The bytes of a live publication, derived from it and the current templates; rebuilt at will."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, related_name="page", primary_key=True
    )
    templates = models.CharField(max_length=64, db_collation="C")
    html = models.BinaryField()
    gzip = models.BinaryField()
    etag = models.CharField(max_length=64, db_collation="C")
    rendered_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.publication_id}"
