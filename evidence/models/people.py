"""Who may review."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evidence.querysets import ReviewerQuerySet


class Reviewer(models.Model):
    """A medical reviewer: what readers are told of the person, and whether they review now.

    Written only by `evidence.services.reviewers`. A superuser without this row cannot review (D12).
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer")
    name = models.CharField("name shown to readers", max_length=200)
    credentials = models.CharField(max_length=300)
    orcid = models.CharField("ORCID", max_length=19, blank=True, db_collation="C")
    is_demonstration = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    onboarded_at = models.DateTimeField(db_default=Now())
    onboarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deactivated_at = models.DateTimeField(null=True)
    deactivated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=True, deactivated_at=None, deactivated_by=None)
                | Q(active=False, deactivated_at__isnull=False, deactivated_by__isnull=False),
                name="evidence_reviewer_deactivated_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(orcid="")
                | Q(orcid__regex=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$"),
                name="evidence_reviewer_orcid_is_canonical",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}"
