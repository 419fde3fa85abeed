"""Published works."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from references.choices import CslType, Standing
from references.querysets import ReferenceQuerySet

KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_reference_key() -> str:
    """A public key, never reused: `r` and nine signs without look-alikes."""
    return "r" + "".join(secrets.choice(KEY_ALPHABET) for _ in range(9))


class Reference(models.Model):
    """One published work. Written only by `references.services`.

    Identifiers are NULL when unknown and canonical otherwise (`references.identifiers`); the standing is
    what notices say of the work. A merged reference keeps its row and key and points to the winner.
    """

    key = models.CharField(
        max_length=20, unique=True, default=new_reference_key, editable=False, db_collation="C"
    )
    csl_type = models.CharField(
        "type", max_length=30, choices=CslType.choices, default=CslType.ARTICLE_JOURNAL
    )
    title = models.TextField()
    title_key = models.TextField(editable=False, db_collation="C")
    container_title = models.TextField("journal or book", blank=True)
    authors = models.JSONField(
        default=list, blank=True, help_text='A list of {"family", "given"} or {"literal"}.'
    )
    authors_truncated = models.BooleanField("author list is cut short", default=False)
    issued_year = models.SmallIntegerField("year", null=True, blank=True)
    issued_month = models.SmallIntegerField("month", null=True, blank=True)
    issued_day = models.SmallIntegerField("day", null=True, blank=True)
    volume = models.CharField(max_length=60, blank=True)
    issue = models.CharField(max_length=60, blank=True)
    pages = models.CharField(max_length=120, blank=True)
    article_number = models.CharField(max_length=60, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    doi = models.CharField("DOI", max_length=300, null=True, blank=True, db_collation="C")
    pmid = models.CharField("PMID", max_length=9, null=True, blank=True, db_collation="C")
    pmcid = models.CharField("PMCID", max_length=15, null=True, blank=True, db_collation="C")
    url = models.URLField("URL", max_length=2000, blank=True)
    abstract = models.TextField(blank=True, help_text="Never shown outside the admin.")
    language = models.CharField(max_length=20, blank=True)
    publication_types = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    mesh_terms = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    search_database = models.CharField(max_length=200, blank=True)
    search_query = models.TextField(blank=True)
    searched_on = models.DateField(null=True, blank=True)
    search_hits = models.PositiveIntegerField(null=True, blank=True)
    standing = models.CharField(
        max_length=20, choices=Standing.choices, default=Standing.NOT_CHECKED, editable=False
    )
    standing_as_of = models.DateField(null=True, editable=False)
    standing_dataset = models.CharField(max_length=200, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"],
                condition=Q(merged_into=None),
                name="references_reference_one_per_doi",
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=Q(merged_into=None),
                name="references_reference_one_per_pmid",
            ),
            models.CheckConstraint(
                condition=Q(doi=None) | Q(doi__regex=r"^10\.[0-9]{4,9}/[^[:space:][:upper:]]+$"),
                name="references_reference_doi_is_canonical",
            ),
            models.CheckConstraint(
                condition=Q(pmid=None) | Q(pmid__regex=r"^[1-9][0-9]{0,8}$"),
                name="references_reference_pmid_is_canonical",
            ),
            models.CheckConstraint(
                condition=Q(pmcid=None) | Q(pmcid__regex=r"^PMC[1-9][0-9]{0,11}$"),
                name="references_reference_pmcid_is_canonical",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="references_reference_has_a_title"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values),
                name="references_reference_standing_is_known",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="references_reference_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(csl_type=CslType.SEARCH)
                | (Q(searched_on__isnull=False) & ~Q(search_database="") & ~Q(search_query="")),
                name="references_reference_search_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["title_key", "issued_year"], name="references_reference_title"),
            models.Index(fields=["standing"], name="references_reference_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.first_author} {self.issued_year or 'n.d.'}: {self.title}"

    @property
    def first_author(self) -> str:
        """Family name of the first author, or the group's name, or what stands for one."""
        if not self.authors:
            return self.search_database or "No author"
        first = self.authors[0]
        return str(first.get("family") or first.get("literal") or "No author")
