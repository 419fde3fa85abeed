"""Addresses that pages had before."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from articles.models.writing import Article


class FormerAddress(models.Model):
    """One address that an article left; it leads on. Written by `articles.services.addresses`."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="former_addresses")
    slug = models.SlugField("address", max_length=80, unique=True, db_collation="C")
    left_at = models.DateTimeField(db_default=Now())
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return self.slug
