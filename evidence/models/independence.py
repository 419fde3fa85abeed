"""Which reports are of one study."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from references.models.library import Reference


class StudyLink(models.Model):
    """That two references report on one study, though no registration says so.

    Written only by `evidence.services.independence`: entered by staff, counted once a reviewer has confirmed
    it, ended once with a reason, never changed otherwise. `first` is the older row of the two.
    """

    first = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    second = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    reason = models.TextField()
    linked_at = models.DateTimeField(db_default=Now())
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at=None),
                name="evidence_studylink_once",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="evidence_studylink_of_two_in_order"
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"), name="evidence_studylink_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="evidence_studylink_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | Q(
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    ended_why__regex=r"\S.{8,}\S",
                ),
                name="evidence_studylink_ended_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: one study"

    @property
    def name(self) -> str:
        """The name that both ends carry in the badge rule."""
        return f"{self.first_id} {self.second_id}"
