"""Published works."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from references.choices import RETRACTED_ONCE, CslType, Standing
from references.models.described import Described
from references.querysets import ReferenceQuerySet
from references.works.called import (
    CALLS_ITSELF_RETRACTED,
    RETRACTED_TYPES_WRITTEN,
    calls_itself_retracted,
)

KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
KEY_LENGTH = 12


def new_reference_key() -> str:
    """A public key, never reused: `r` and twelve signs without look-alikes."""
    return next(new_reference_keys())


def new_reference_keys() -> Iterator[str]:
    """As many keys as are asked for; 59 random bits each, so a million of them do not meet."""
    most = 256 - 256 % len(KEY_ALPHABET)
    letters = bytes(ord(KEY_ALPHABET[at % len(KEY_ALPHABET)]) for at in range(256))
    while True:
        signs = os.urandom(8192).translate(letters, bytes(range(most, 256))).decode("ascii")
        for at in range(0, len(signs) - KEY_LENGTH, KEY_LENGTH):
            yield "r" + signs[at : at + KEY_LENGTH]


class Reference(Described):
    """One published work. Written only by `references.services`.

    Identifiers are NULL when unknown and canonical otherwise (`references.identifiers`); the standing is
    what notices say of the work. A merged reference keeps its row and key and points to the winner.
    """

    key = models.CharField(
        max_length=20, default=new_reference_key, editable=False, db_collation="C"
    )
    standing = models.CharField(
        max_length=20, choices=Standing.choices, default=Standing.NOT_CHECKED, editable=False
    )
    standing_as_of = models.DateField(null=True, editable=False)
    standing_dataset = models.CharField(max_length=200, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    search = models.GeneratedField(
        expression=models.Func(
            "title",
            "authors",
            "container_title",
            "issued_year",
            "doi",
            "pmid",
            "pmcid",
            "key",
            function="references_document",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="references_reference_one_per_key"),
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
            models.Index(fields=["work_key"], name="references_reference_work"),
            models.Index(fields=["standing", "id"], name="references_reference_standing"),
            models.Index(fields=["csl_type", "id"], name="references_reference_type"),
            models.Index(
                fields=["merged_into"],
                condition=~Q(merged_into=None),
                name="references_reference_merged",
            ),
            models.Index(
                fields=["id"],
                condition=Q(publication_types__overlap=RETRACTED_TYPES_WRITTEN),
                name="references_reference_called",
            ),
            GinIndex(fields=["search"], name="references_reference_search"),
        ]

    def __str__(self) -> str:
        return f"{self.first_author} {self.issued_year or 'n.d.'}: {self.title}"

    @property
    def calls_itself(self) -> str:
        """That its record calls it retracted, where nobody found that it is or was; else nothing."""
        called = self.standing not in RETRACTED_ONCE and calls_itself_retracted(
            self.title, self.publication_types
        )
        return CALLS_ITSELF_RETRACTED if called else ""

    @property
    def first_author(self) -> str:
        """Family name of the first author, or the group's name, or what stands for one."""
        if not self.authors:
            return self.search_database or "No author"
        first = self.authors[0]
        return str(first.get("family") or first.get("literal") or "No author")
