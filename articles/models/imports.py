"""Articles on their way in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.choices import ImportFormat, ImportState
from articles.models.writing import Article
from references.models import ImportRun


class ArticleImport(models.Model):
    """One text as it came, what was found in it, and what was decided. Written by `articles.services.importing`."""

    name = models.CharField("file", max_length=300)
    source = models.TextField(help_text="As it came; of a Word file, what was read, as HTML.")
    format = models.CharField(
        max_length=10, choices=ImportFormat.choices, default=ImportFormat.TEXT
    )
    report = models.JSONField()
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.OPEN)
    references_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="imports")
    imported_at = models.DateTimeField(db_default=Now())
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=ImportFormat.values),
                name="articles_articleimport_format_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.OPEN, decided_at=None, decided_by=None)
                | (
                    ~Q(state=ImportState.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="articles_articleimport_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name
