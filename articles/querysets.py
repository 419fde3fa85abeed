"""Named filters over articles: `published()` is the only door to what readers see."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from articles.models import Article  # noqa: F401  (named in strings below)


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by what people ask for."""

    def published(self) -> "ArticleQuerySet":
        """Those that are live now."""
        return self.filter(live__isnull=False)

    def in_lock_order(self) -> "ArticleQuerySet":
        """Rows to lock, in the one order that is used everywhere (D10)."""
        return self.order_by("id").select_for_update(no_key=True)
