"""What a published work consists of, as columns."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from references.choices import CslType


class Described(models.Model):
    """A bibliographic description: of a reference, or of a staged row that may become one.

    `title_key` and `work_key` are what titles and works are compared by (`references.works`); whoever writes
    a title, a year, an author or a place writes them too.
    """

    csl_type = models.CharField(
        "type", max_length=30, choices=CslType.choices, default=CslType.ARTICLE_JOURNAL
    )
    title = models.TextField()
    title_key = models.TextField(editable=False, db_collation="C")
    work_key = models.BigIntegerField(editable=False, null=True)
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

    class Meta:
        abstract = True
