"""What is to happen to a page at a time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.choices import ScheduledAct, ScheduleState
from articles.models.writing import Article, Revision


class Schedule(models.Model):
    """One publication or withdrawal set for a time. Written by `articles.services.scheduling`.

    `words` are the note or the reason that readers are told; `why` says why it was refused or cancelled. It is
    done in the name of whoever set it, who has to be allowed to then.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="schedules")
    act = models.CharField(max_length=10, choices=ScheduledAct.choices)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="schedules")
    words = models.TextField(blank=True)
    is_correction = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ScheduleState.choices, default=ScheduleState.WAITING
    )
    why = models.TextField(blank=True)
    set_at = models.DateTimeField(db_default=Now())
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "act"],
                condition=Q(state=ScheduleState.WAITING),
                name="articles_schedule_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(act=ScheduledAct.PUBLISH, revision__isnull=False)
                | (Q(act=ScheduledAct.WITHDRAW, revision=None) & ~Q(words="")),
                name="articles_schedule_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state=ScheduleState.WAITING, ended_at=None, ended_by=None)
                | (
                    Q(state__in=["done", "refused", "cancelled"])
                    & Q(ended_at__isnull=False, ended_by__isnull=False)
                ),
                name="articles_schedule_ended_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=ScheduleState.WAITING),
                name="articles_schedule_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.article} on {self.due_at:%Y-%m-%d %H:%M} UTC"
