"""What colleagues say to each other about a version, and which mails they want of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evidence.choices import LetterKind, LetterOutcome, MailTime
from evidence.models.claims import ClaimVersion


class Thread(models.Model):
    """A remark about a version, with its answers; a flag keeps the version from approval until resolved.

    Written only by `evidence.services.conversation`. All but its resolution is never changed.
    """

    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="threads")
    is_flag = models.BooleanField("flag", default=False)
    text = models.TextField()
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resolution = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None, resolution="")
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="evidence_thread_resolved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(is_flag=False)
                | Q(resolved_at=None)
                | Q(resolution__regex=r"\S.{8,}\S"),
                name="evidence_thread_flag_is_resolved_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"), name="evidence_thread_says_something"
            ),
        ]
        indexes = [
            models.Index(
                fields=["version"],
                condition=Q(is_flag=True, resolved_at=None),
                name="evidence_thread_open_flag",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Flag' if self.is_flag else 'Thread'} on {self.version}"


class Reply(models.Model):
    """One answer in a thread. Written only by `evidence.services.conversation`; never changed."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="replies")
    text = models.TextField()
    written_at = models.DateTimeField(db_default=Now())
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"), name="evidence_reply_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written_by}: {self.text[:40]}"


class MailChoice(models.Model):
    """When one person wants mails of one kind. Written only by `evidence.services.letters.choose_mail`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    time = models.CharField(max_length=20, choices=MailTime.choices)

    class Meta:
        verbose_name = "e-mail"
        verbose_name_plural = "my e-mails"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="evidence_mailchoice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} {self.get_time_display()}"


class Letter(models.Model):
    """That a person is written to about one thing, once. Written only by `evidence.services.letters`.

    `about` names the thing by text; what the mail says is composed when it is sent, from how things stand then.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    about = models.CharField(max_length=120, db_collation="C")
    version = models.ForeignKey(ClaimVersion, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(
        max_length=20, choices=LetterOutcome.choices, default=LetterOutcome.WAITING, blank=True
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "about"], name="evidence_letter_once"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="evidence_letter_settled_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "kind"],
                condition=Q(outcome=""),
                name="evidence_letter_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.person}"
