"""Named filters over the library."""

from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQueryField
from django.db import models

from references.choices import Standing
from references.search import Asked, asked, lexemes

if TYPE_CHECKING:
    from references.models import Reference

PHRASE = "phraseto_tsquery('pg_catalog.simple', references_fold(%(expressions)s))"
# The last part may be the beginning of a word; what folds to nothing asks for nothing.
BEGINNING = f"coalesce(nullif({PHRASE}::text, '') || ':*', '')::tsquery"
# The works that were found and what they were merged into, however long the way.
IDENTIFIED = """(
    WITH RECURSIVE found(id, winner) AS (
        SELECT id, merged_into_id FROM references_reference WHERE search @@ %(expressions)s::tsquery
        UNION
        SELECT work.id, work.merged_into_id FROM references_reference AS work
        JOIN found ON work.id = found.winner
    )
    SELECT id FROM found
)"""


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

    def by_standing(self) -> models.QuerySet["Reference", tuple[str, int]]:
        """How many there are of each standing, as `(standing, n)`; read from the index of standings alone."""
        counted = self.order_by().values("standing").annotate(n=models.Count("id"))
        return counted.values_list("standing", "n")

    def found_by(self, text: str, *, whole: bool = False) -> "ReferenceQuerySet":
        """Those that a search for `text` finds: by an identifier in any form, else by every word and phrase.

        A word is found by its beginning (`whole`: only as it stands), in title, authors, journal or year. The
        identifier of a merged reference finds what it was merged into. What may be an identifier, or the
        beginning of a DOI, costs a query here.
        """
        what = asked(text)
        if what.nothing:
            return self.none()
        if what.surely and not what.beginning:
            return self.identified_by(what.surely)
        named: list[int] = []
        if what.surely or what.perhaps:
            works = self.model._default_manager.all().identified_by(what.surely or what.perhaps)
            named = list(works.values_list("pk", flat=True))
        if what.beginning:
            return (
                self.filter(pk__in=named) if named else self.filter(doi__startswith=what.beginning)
            )
        means = models.Q(Matches("search", _query(what, whole=whole)))
        return self.filter(models.Q(pk__in=named) | means if named else means)

    def identified_by(self, canonical: tuple[str, ...]) -> "ReferenceQuerySet":
        """Those with one of these identifiers or keys, and what they were merged into."""
        return self.filter(
            pk__in=models.Func(models.Value(lexemes(canonical)), template=IDENTIFIED)
        )

    def best_first(self, text: str) -> "ReferenceQuerySet":
        """What matches `text` in the weightiest places first, then the newest."""
        rank = models.Func("search", _query(asked(text)), function="ts_rank")
        return self.order_by(rank.desc(), "-id")

    def in_lock_order(self) -> "ReferenceQuerySet":
        """Rows to lock, in the one order that is used everywhere (D10)."""
        return self.order_by("id").select_for_update(no_key=True)


class Matches(models.Func):
    """Whether a document holds what a tsquery asks for."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = models.BooleanField()


def _query(what: Asked, *, whole: bool = False) -> models.Func:
    """The words and phrases as one tsquery that the planner can weigh: it depends on constants only."""
    terms: list[models.Func] = [
        models.Func(
            models.Value(word.text), template=BEGINNING if word.begins and not whole else PHRASE
        )
        for word in what.words
    ]
    terms += [models.Func(models.Value(phrase), template=PHRASE) for phrase in what.phrases]
    return models.Func(
        *(terms or [models.Func(models.Value(""), template="%(expressions)s::tsquery")]),
        template="(%(expressions)s)",
        arg_joiner=" && ",
        output_field=SearchQueryField(),
    )
