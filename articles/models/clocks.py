"""The clocks of what is being re-checked (D7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from references.models import NoticeLoad


class ClockConfirmation(models.Model):
    """A publisher's word that the clocks of a load that suspended many claims run. Never changed."""

    load = models.OneToOneField(NoticeLoad, models.PROTECT, related_name="+")
    reason = models.TextField()
    confirmed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = "confirmation of clocks"
        verbose_name_plural = "being re-checked"
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{8,}\S"),
                name="articles_clockconfirmation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.load}: {self.reason}"
