"""What binds a reviewer: declared interests, and whether they wrote a cited work (D8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evidence.choices import InterestKind
from evidence.models.people import Reviewer
from evidence.querysets import DeclarationQuerySet
from references.models.library import Reference


class Declaration(models.Model):
    """What a reviewer declared of one intervention, or of all that the portal treats. Never changed.

    The newest about one intervention counts, for 365 days. Written only by `evidence.services.interests`, by
    the reviewer in person. `subject` (the folded intervention) and `expires_on` are set by the database.
    """

    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="declarations")
    intervention = models.CharField(max_length=300, blank=True)
    subject = models.TextField(editable=False, db_default="", db_collation="C")
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    text = models.TextField("what readers are told", blank=True)
    expires_on = models.DateField(editable=False, db_default=Now())
    declared_at = models.DateTimeField(db_default=Now())
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=InterestKind.NONE) | Q(text__regex=r"\S.{8,}\S"),
                name="evidence_declaration_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "subject", "-id"], name="evidence_declaration_newest"),
        ]

    def __str__(self) -> str:
        about = self.intervention or "everything that is treated here"
        return f"{self.get_kind_display()}: {about}"


class AuthorshipAnswer(models.Model):
    """A reviewer's answer to “Is this you?” about an author of a cited work. Never changed.

    One yes keeps the person from every claim that cites the work, for good. Written only by
    `evidence.services.interests`, by the reviewer in person.
    """

    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="authorship_answers")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    author_name = models.CharField("author as printed", max_length=1000)
    is_author = models.BooleanField("it is this person")
    answered_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "reference", "author_name", "is_author"],
                name="evidence_authorshipanswer_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer.name} is {'' if self.is_author else 'not '}{self.author_name}"
