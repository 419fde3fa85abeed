"""Texts that quotes are looked for in, and what the machine found (DOMAIN section 3, D9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from evidence.choices import QuoteCheck
from evidence.models.claims import Citation
from evidence.quotes import LONGEST


class FullText(models.Model):
    """The words of a work, pasted to find quotes in. Private: seen at the desk only, never published or exported.

    Never changed, but that it is taken back once, as pasted by mistake; then nothing is looked for in it.
    """

    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="+")
    text = models.TextField()
    source = models.CharField("where it is from", max_length=200)
    pasted_at = models.DateTimeField(db_default=Now())
    pasted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField("why it was taken back", blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(GreaterThan(Length("text"), 0))
                & Q(LessThanOrEqual(Length("text"), LONGEST)),
                name="evidence_fulltext_has_a_length",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="evidence_fulltext_says_where_it_is_from"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, reason="")
                | Q(
                    taken_back_at__isnull=False,
                    taken_back_by__isnull=False,
                    reason__regex=r"\S.{8,}\S",
                ),
                name="evidence_fulltext_taken_back_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id}, from {self.source}"


class QuoteFinding(models.Model):
    """What the machine found of a citation's quote after it was submitted. Never changed; the newest holds.

    `full_text` is the pasted text in which the quote stands, or was looked for; without one it was looked for in
    the abstract. `start` and `end` are where it stands there, or where the passage stands that comes nearest.
    """

    citation = models.ForeignKey(Citation, models.PROTECT, related_name="findings")
    result = models.CharField(max_length=20, choices=QuoteCheck.choices)
    full_text = models.ForeignKey(FullText, models.PROTECT, null=True, related_name="findings")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    only_in = models.CharField(max_length=20, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=QuoteCheck.FOUND_IN_FULL_TEXT)
                | Q(full_text__isnull=False, start__isnull=False),
                name="evidence_quotefinding_names_its_text",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gt=models.F("start")),
                name="evidence_quotefinding_is_a_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation_id}: {self.get_result_display()}"
