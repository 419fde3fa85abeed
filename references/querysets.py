"""Named filters over the library."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Cast

from references import identifiers
from references.choices import Standing

if TYPE_CHECKING:
    from references.models import Reference  # noqa: F401  (named in strings below)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """References by what people ask for."""

    def current(self) -> "ReferenceQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def retracted(self) -> "ReferenceQuerySet":
        """Those whose standing never counts."""
        return self.current().filter(standing__in=[Standing.RETRACTED, Standing.WITHDRAWN])

    def not_checked(self) -> "ReferenceQuerySet":
        """Those no dataset of notices could speak about."""
        return self.current().filter(standing=Standing.NOT_CHECKED)

    def found_by(self, text: str) -> "ReferenceQuerySet":
        """Those that have every word of `text` in title, authors or an identifier, in any form of it."""
        found: ReferenceQuerySet = self.alias(authors_text=Cast("authors", models.TextField()))
        for word in text.split():
            means = (
                models.Q(title__icontains=word)
                | models.Q(authors_text__icontains=word)
                | models.Q(doi__icontains=word)
                | models.Q(pmid=word)
                | models.Q(pmcid__iexact=word)
                | models.Q(key=word)
            )
            for name in ("doi", "pmid", "pmcid"):
                try:
                    means |= models.Q(**{name: getattr(identifiers, name)(word)})
                except identifiers.NotAnIdentifier:
                    continue
            found = found.filter(means)
        return found

    def in_lock_order(self) -> "ReferenceQuerySet":
        """Rows to lock, in the one order that is used everywhere (D10)."""
        return self.order_by("id").select_for_update(no_key=True)
