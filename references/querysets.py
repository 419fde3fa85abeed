"""Named filters over the library."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, models

from references.choices import RETRACTED_ONCE, Standing
from references.identifiers import RETRACTED_LABEL
from references.search import MOST_TERMS, Asked, asked, lexemes
from references.works.called import CALLED_RETRACTED, RETRACTED_TYPES_WRITTEN

if TYPE_CHECKING:
    from references.models import Reference

PHRASE = "phraseto_tsquery('pg_catalog.simple', references_fold(%(expressions)s))"
# The last part may be the beginning of a word; what folds to nothing asks for nothing.
BEGINNING = f"coalesce(nullif({PHRASE}::text, '') || ':*', '')::tsquery"
WORDS = "to_tsquery('pg_catalog.simple', %(expressions)s)"
# The works that were found and what they were merged into.
IDENTIFIED = """
    WITH found AS (SELECT id, merged_into_id FROM references_reference WHERE search @@ %s::tsquery)
    SELECT id FROM found UNION SELECT merged_into_id FROM found WHERE merged_into_id IS NOT NULL
"""


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

    def calling_themselves_retracted(self) -> "ReferenceQuerySet":
        """Current ones whose own record says so, where nobody found that they are or were.

        Titles are found by their words first, types by an index of those few.
        """
        words = models.Func(models.Value("retracted | withdrawn"), template=WORDS)
        titles = models.Q(title__iregex=RETRACTED_LABEL.pattern) | models.Q(
            title__iregex=CALLED_RETRACTED.pattern
        )
        types = models.Q(publication_types__overlap=RETRACTED_TYPES_WRITTEN)
        called = (models.Q(Matches("search", words)) & titles) | types
        return self.current().exclude(standing__in=RETRACTED_ONCE).filter(called)

    def by_standing(self) -> models.QuerySet["Reference", tuple[str, int]]:
        """How many there are of each standing, as `(standing, n)`; read from the index of standings alone."""
        counted = self.order_by().values("standing").annotate(n=models.Count("id"))
        return counted.values_list("standing", "n")

    def found_by(self, text: str) -> "ReferenceQuerySet":
        """Those that a search for `text` finds: by an identifier in any form, else by every word and phrase.

        A word is found by its beginning, in title, authors, journal or year. The identifier of a merged reference
        finds what it was merged into. What may be an identifier costs a query here.
        """
        return self.filter(Wanted.by(text).where())

    def best_first(self, text: str) -> "ReferenceQuerySet":
        """What matches `text` in the weightiest places first, then the newest."""
        rank = models.Func("search", _all_of(_terms(asked(text))), function="ts_rank")
        return self.order_by(rank.desc(), "-id")

    def in_lock_order(self) -> "ReferenceQuerySet":
        """Rows to lock, in the one order that is used everywhere (D10)."""
        return self.order_by("id").select_for_update(no_key=True)


@dataclass(frozen=True)
class Wanted:
    """A search text and the references that its identifiers name, which are looked up at once.

    The planner expects thousands of any rare lexeme, and identifiers are the rarest.
    """

    what: Asked
    named: list[int]

    @classmethod
    def by(cls, text: str) -> "Wanted":
        """Understand the text; costs a query if it may hold an identifier."""
        what = asked(text)
        return cls(what, identified(what.surely or what.perhaps))

    def where(self, *, whole: bool = False, indexed: Collection[int] | None = None) -> models.Q:
        """The condition. `whole`: words as they stand, not their beginnings.

        `indexed` are the places of the terms that are looked up in the index, by default all; the others are
        compared in the rows that something else finds.
        """
        if not self.what.terms:
            begun = self.what.beginning and not self.named
            return models.Q(doi__startswith=self.what.beginning) if begun else self._named
        terms = _terms(self.what, whole=whole)
        looked_up = terms if indexed is None else [terms[place] for place in indexed]
        means = models.Q()
        if looked_up:
            means &= models.Q(Matches("search", _all_of(looked_up)))
        if len(looked_up) < len(terms):
            means &= models.Q(Reads("search", _all_of(terms)))
        for word in self.what.without:
            means &= ~models.Q(Reads("search", _term(word.text, begins=False)))
        return self._named | means if self.named else means

    def parts(self) -> list[tuple[int, models.Q]]:
        """Each single word as a condition, with the place of the term it stands in; at most 24."""
        return [
            (place, models.Q(Matches("search", _term(part.text, begins=part.begins))))
            for place, parts in enumerate(self.what.parts)
            for part in parts
        ][:MOST_TERMS]

    @property
    def _named(self) -> models.Q:
        return models.Q(pk__in=self.named)


def identified(canonical: tuple[str, ...]) -> list[int]:
    """The ids of the references with one of these identifiers or keys, and of what they were merged into."""
    if not canonical:
        return []
    with connection.cursor() as cursor:
        cursor.execute(IDENTIFIED, [lexemes(canonical)])
        return [row[0] for row in cursor.fetchall()]


class Matches(models.Func):
    """Whether a document holds what a tsquery asks for."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = models.BooleanField()


class Reads(models.Func):
    """The same by a function: the planner has no index for it, so rows are read as another condition finds them."""

    function = "ts_match_vq"
    output_field = models.BooleanField()


def _terms(what: Asked, *, whole: bool = False) -> list[models.Func]:
    """The words, then the phrases, each as a tsquery that the planner can weigh: it depends on constants only."""
    words = [_term(word.text, begins=word.begins and not whole) for word in what.words]
    return words + [_term(phrase, begins=False) for phrase in what.phrases]


def _term(text: str, *, begins: bool) -> models.Func:
    template = BEGINNING if begins else PHRASE
    return models.Func(models.Value(text), template=template, output_field=SearchQueryField())


def _all_of(terms: Sequence[models.Func]) -> models.Func:
    return models.Func(
        *(terms or [models.Func(models.Value(""), template="%(expressions)s::tsquery")]),
        template="(%(expressions)s)",
        arg_joiner=" && ",
        output_field=SearchQueryField(),
    )
