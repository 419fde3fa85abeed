"""One source and every sentence in review that cites it, for one person, in a constant number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Window

from evidence.choices import VersionStatus
from evidence.models import Citation, Review, Round, StudyFacts
from evidence.selectors.at_desk import kept, kept_by
from evidence.selectors.desk import rounds_to_review
from evidence.selectors.findings import quotes_of, with_findings
from evidence.selectors.inputs import Inputs, inputs_of_many, verdicts_of
from evidence.selectors.passages import Part, quotes_in
from evidence.selectors.sentences import Other, Ready, Sentence, is_chosen, seen_of
from evidence.selectors.studies import Study
from evidence.selectors.works import facts_of_works, stands
from evidence.wording import lint
from references.models import Reference
from references.policies import Person

PER_PAGE = 40


@dataclass
class SourcePage:
    """A work and its sentences."""

    study: Study
    sentences: Sequence[Sentence]
    ready: Sequence[Ready]
    total: int
    number: int
    all_open: bool
    claims: Sequence[str] = field(default_factory=tuple)

    @property
    def abstract(self) -> tuple[Part, ...]:
        """The abstract with every quote of this page marked."""
        return quotes_in(self.study.reference.abstract, [s.citation.quote for s in self.sentences])

    @property
    def anchor(self) -> str:
        """Where the source stands on its page."""
        return "the-source"

    @property
    def pages(self) -> int:
        """How many pages of sentences there are."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def earlier(self) -> int:
        """The number of the page before; 0 on the first."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The number of the page after; 0 on the last."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def yours(self) -> Sequence[Sentence]:
        """Those that this person may judge."""
        return [one for one in self.sentences if one.is_yours]

    @property
    def judged(self) -> int:
        """How many of those are judged."""
        return sum(one.is_judged for one in self.yours)


def with_rounds(references: QuerySet[Reference]) -> QuerySet[Reference]:
    """References with the open rounds of versions that cite them, or a copy of them: found from the source.

    Asked of every open round whether it cites the source, the database would read all of them.
    """
    opened = Round.objects.filter(closed_at=None).values("pk")
    copies = opened.filter(version__citations__reference__merged_into=OuterRef("pk"))
    return references.annotate(
        cited_in=ArraySubquery(opened.filter(version__citations__reference=OuterRef("pk"))),
        copies_cited_in=ArraySubquery(copies),
    )


def read_source_page(
    reference: Any,
    user: Person,
    *,
    number: int = 1,
    all_open: bool = False,
    claims: Collection[str] = (),
) -> SourcePage:
    """The page of a work (`reference` stands for it, `with_rounds`): what waits for this person, or all that is open.

    Nothing in it tells what another reviewer decided or chose.
    """
    yours = rounds_to_review(user)
    rounds = Round.objects.filter(closed_at=None) if all_open else yours
    rounds = rounds.filter(pk__in={*reference.cited_in, *reference.copies_cited_in})
    if claims:
        rounds = rounds.filter(claim__key__in=claims)
    if all_open:
        decided = Review.objects.filter(round=OuterRef("pk"), reviewer=user.pk)
        rounds = rounds.annotate(
            is_yours=Exists(yours.filter(pk=OuterRef("pk"))), is_decided=Exists(decided)
        )
    page = _rows(rounds, number)
    if not page and number > 1:
        # What was there was decided meanwhile.
        number, page = 1, _rows(rounds, 1)
    return _Page(reference, user, page, all_open).read(max(1, number), tuple(claims))


def _rows(rounds: QuerySet[Round], number: int) -> list[Round]:
    """A page of rounds, each with `total`: how many there are on all pages."""
    first = (max(1, number) - 1) * PER_PAGE
    return list(
        rounds.annotate(total=Window(Count("*")))
        .select_related("version__claim", "version__question", "claim")
        .order_by("claim_id")[first : first + PER_PAGE]
    )


class _Page:
    """The rows of one page, gathered per kind."""

    def __init__(
        self, reference: Reference, user: Person, rounds: Sequence[Round], all_open: bool
    ) -> None:
        self.reference, self.rounds, self.all_open = reference, rounds, all_open
        self.citations: dict[int, list[Citation]] = {}
        for citation in (
            with_findings(
                Citation.objects.filter(version__in=[round_.version_id for round_ in rounds])
            )
            .select_related("reference__merged_into")
            .annotate(
                chosen=kept_by(
                    user,
                    citation=OuterRef("pk"),
                    round__version=OuterRef("version"),
                    round__closed_at=None,
                )
            )
            .order_by("version_id", "position")
        ):
            self.citations.setdefault(citation.version_id, []).append(citation)
        every = [one for of_version in self.citations.values() for one in of_version]
        facts = facts_of_works(
            {reference.pk, *(stands(c.reference) for c in every)}, confirmed=False
        )
        self.study = _study(reference, facts)
        self.studies = {c.pk: _study(c.reference, facts) for c in every}
        self.kept = {row.citation_id: row for c in every for row in kept(c.chosen)}  # type: ignore[attr-defined]
        self.quotes = quotes_of([c for c in every if self._is_here(c)])

    def read(self, number: int, claims: Sequence[str]) -> SourcePage:
        sentences: list[Sentence] = []
        for round_ in self.rounds:
            for citation in self.citations[round_.version_id]:
                if self._is_here(citation):
                    sentences.append(self._sentence(len(sentences) + 1, round_, citation))
        return SourcePage(
            study=self.study,
            sentences=sentences,
            ready=self._ready(),
            total=self.rounds[0].total if self.rounds else 0,  # type: ignore[attr-defined]
            number=number,
            all_open=self.all_open,
            claims=claims,
        )

    def _is_here(self, citation: Citation) -> bool:
        return stands(citation.reference) == self.reference.pk

    def _sentence(self, number: int, round_: Round, citation: Citation) -> Sentence:
        is_yours = getattr(round_, "is_yours", True)
        return Sentence(
            number=number,
            round=round_,
            citation=citation,
            quote=self.quotes[citation.pk],
            seen=seen_of(self.studies[citation.pk]),
            others=[
                Other(self.studies[c.pk], self._holds(c))
                for c in self.citations[round_.version_id]
                if c.pk != citation.pk
            ],
            is_yours=is_yours,
            why_not="" if is_yours else _why_not(round_),
            kept=self.kept.get(citation.pk),
        )

    def _holds(self, citation: Citation) -> bool:
        """Whether this person judged a citation, and its source is still what it was."""
        kept = self.kept.get(citation.pk)
        return (
            kept is not None and is_chosen(kept) and kept.seen == seen_of(self.studies[citation.pk])
        )

    def _ready(self) -> list[Ready]:
        """The claims all of whose sources are judged, in the order of the page."""
        complete = [
            round_
            for round_ in self.rounds
            if getattr(round_, "is_yours", True)
            and all(self._holds(c) for c in self.citations[round_.version_id])
        ]
        if not complete:
            return []
        inputs = inputs_of_many(
            [(r.version, [c.reference for c in self.citations[r.version_id]]) for r in complete]
        )
        return [self._decided(round_, inputs[round_.version_id]) for round_ in complete]

    def _decided(self, round_: Round, inputs: Inputs) -> Ready:
        citations, version = self.citations[round_.version_id], round_.version
        verdicts = [self.kept[citation.pk] for citation in citations]
        for verdict, citation in zip(verdicts, citations, strict=True):
            verdict.citation = citation
        badge = inputs.compute(verdicts_of(verdicts))
        return Ready(
            round=round_,
            inputs=inputs,
            verdicts=verdicts,
            badge=badge,
            wording=lint(
                version.text, badge.value, version.is_finding, version.direction, version.asks
            ),
        )


def _study(reference: Reference, facts: dict[int, StudyFacts]) -> Study:
    """A reference with the newest facts of its work, confirmed where they are."""
    newest = facts.get(stands(reference))
    is_confirmed = newest is not None and newest.confirmed_at is not None
    return Study(reference, newest, newest if is_confirmed else None)


def _why_not(round_: Round) -> str:
    """Why this person does not judge a sentence here. Short, and nothing that has to stay covered."""
    if round_.is_decided:  # type: ignore[attr-defined]
        return "You decided."
    if round_.version.status == VersionStatus.DISPUTED:
        return "Disputed: a third person settles it on its own page."
    return "Not yours to decide."
