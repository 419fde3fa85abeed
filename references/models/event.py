"""The append-only record (D10)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from references.choices import Role


class Event(models.Model):
    """One thing that somebody did. Written only by `references.events`; never changed or removed.

    `seq`, `at`, `txid`, `prev_hash` and `hash` are set by the database (sql/0002_events.sql): the hash chains
    the events of one stream. A stream names its object by text, such as `claim:th17-treg`.
    """

    stream = models.CharField(max_length=120, db_collation="C")
    seq = models.BigIntegerField(editable=False, db_default=0)
    at = models.DateTimeField(editable=False, db_default=Now())
    txid = models.BigIntegerField(editable=False, db_default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    verb = models.CharField(max_length=60, db_collation="C")
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField(editable=False, db_default=b"")
    hash = models.BinaryField(editable=False, db_default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "seq"], name="references_event_one_per_place"
            ),
        ]
        indexes = [
            models.Index(fields=["txid", "stream"], name="references_event_txid"),
            models.Index(fields=["-at"], name="references_event_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}: {self.verb}"
