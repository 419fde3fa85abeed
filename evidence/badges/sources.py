"""What a source is, and in whom it saw what the sentence says: reading facts for lines 1 to 4."""

from collections.abc import Collection
from dataclasses import dataclass

from evidence.badges.facts import SourceFacts, Verdict
from evidence.choices import Asks, Design, Population

LAB_DESIGNS = frozenset({Design.ANIMAL, Design.IN_VITRO, Design.IN_SILICO})
NOT_STUDIES = frozenset(
    {
        Design.GUIDELINE,
        Design.NARRATIVE_REVIEW,
        Design.REFERENCE_WORK,
        Design.OFFICIAL_DOCUMENT,
        Design.REGISTRY_RECORD,
        Design.OPINION,
        Design.PROTOCOL,
        Design.SEARCH,
    }
)
UNCLEAR = frozenset({Design.OTHER, Design.UNKNOWN})
CASE_REPORTS = frozenset({Design.CASE_REPORT, Design.CASE_SERIES})
PEOPLE = frozenset({Population.PEOPLE, Population.PEOPLE_SAMPLES})
LAB_POPULATIONS = frozenset({Population.ANIMALS, Population.CELLS})

SUITABLE: dict[str, frozenset[str]] = {
    Asks.FREQUENCY: frozenset({Design.CROSS_SECTIONAL, Design.COHORT}),
    Asks.PROGNOSIS: frozenset({Design.COHORT}),
    Asks.TEST: frozenset({Design.DIAGNOSTIC_ACCURACY}),
}
"""The designs OCEBM 2011 puts first for each question that is not about an intervention."""

ALWAYS_COMPARES = LAB_DESIGNS | {
    Design.RCT,
    Design.NONRANDOMISED_CONTROLLED,
    Design.CASE_CONTROL,
    Design.GUIDELINE,
}


@dataclass(frozen=True)
class Source:
    """One reference in the light of one citation, or of none."""

    key: str
    facts: SourceFacts
    verdict: Verdict | None = None

    @property
    def design(self) -> str:
        """The comparison confirmed on the citation replaces a study's design; a guideline, a
        narrative review or a document stays what it is."""
        confirmed = self.verdict.comparison if self.verdict else ""
        if confirmed and self.facts.design not in NOT_STUDIES:
            return confirmed
        return self.facts.design

    @property
    def population(self) -> str:
        """In whom or what, as stated; "" where nobody stated it."""
        confirmed = self.verdict.population if self.verdict else ""
        return confirmed or self.facts.population

    @property
    def group(self) -> str:
        """The independent group of patients, or of authors, that it reports on: its trial, else it alone."""
        return f"cluster {self.facts.cluster}" if self.facts.cluster else f"key {self.key}"

    @property
    def is_review(self) -> bool:
        """A systematic review, whatever part of it stands behind the sentence."""
        return self.facts.design == Design.SYSTEMATIC_REVIEW

    @property
    def is_study(self) -> bool:
        """A study of its own or a systematic review, as against documents about studies."""
        return self.design not in NOT_STUDIES

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs behind the sentence: of a systematic review, those it pools in people."""
        if self.design != Design.SYSTEMATIC_REVIEW:
            return (self.design,)
        return tuple(d for d in self.facts.pooled_designs if d not in LAB_DESIGNS)

    @property
    def in_people(self) -> bool:
        """Whether it was seen in people or their samples.

        Work on cells, animals or models never is, whoever gave the cells. Where nobody stated in
        whom, a design that is only done in people says so; an unclear design does not.
        """
        if self.design in LAB_DESIGNS:
            return False
        if self.verdict and self.verdict.population:
            return self.verdict.population in PEOPLE
        pools = self._pools()
        if self.design == Design.SYSTEMATIC_REVIEW:
            return bool(pools & PEOPLE) and (self.facts.reports_apart or pools <= PEOPLE)
        if self.design == Design.NARRATIVE_REVIEW and self.facts.about_lab_work:
            return False
        if self.is_review and pools:
            return bool(pools & PEOPLE)
        return (self.facts.population or _implied(self.design)) in PEOPLE

    def compares(self, asks: str) -> bool:
        """Whether it sets groups side by side (line 1). A review does if all it pools does."""
        needed = any if self.facts.reports_apart else all
        pooled = self.design == Design.SYSTEMATIC_REVIEW
        designs = self.facts.pooled_designs if pooled else (self.design,)
        return bool(designs) and needed(self._compares(design, asks) for design in designs)

    def _compares(self, design: str, asks: str) -> bool:
        if design == Design.COHORT and self.facts.concurrent_group:
            return True
        return design in ALWAYS_COMPARES or design in suitable(asks)

    def _pools(self) -> frozenset[str]:
        stated = frozenset(self.facts.pooled_populations) or frozenset({self.facts.population})
        implied = frozenset(_implied(design) for design in self.facts.pooled_designs)
        if stated - {Population.NONE}:
            return (stated - {Population.NONE}) | (implied & LAB_POPULATIONS)
        return implied - {Population.NONE}


def suitable(asks: str) -> Collection[str]:
    """The designs that answer a question of frequency, prognosis or test best; else none."""
    return SUITABLE.get(asks, frozenset())


def _implied(design: str) -> str:
    if design in LAB_DESIGNS:
        return Population.ANIMALS
    if design in UNCLEAR or design in (Design.SEARCH, Design.SYSTEMATIC_REVIEW):
        return Population.NONE
    return Population.PEOPLE
