"""Two reviewers' verdicts on the same citations, and the more cautious where they differ (D5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence import badges
from evidence.choices import Design, Judgement, Population
from evidence.models import Citation
from evidence.models.reviews import VerdictFields
from evidence.selectors.findings import is_located, look_up

# From the least cautious to the most: what counts less, or against, is more cautious.
JUDGEMENTS = (
    Judgement.SUPPORTS,
    Judgement.PARTLY,
    Judgement.MENTIONS,
    Judgement.IRRELEVANT,
    Judgement.CONTRADICTS,
)
COMPARISONS = (
    Design.SYSTEMATIC_REVIEW,
    Design.RCT,
    Design.DIAGNOSTIC_ACCURACY,
    Design.NONRANDOMISED_CONTROLLED,
    Design.COHORT,
    Design.CASE_CONTROL,
    Design.CROSS_SECTIONAL,
    "",
    Design.SINGLE_ARM_TRIAL,
    Design.CASE_SERIES,
    Design.CASE_REPORT,
)
POPULATIONS = (
    Population.PEOPLE,
    "",
    Population.PEOPLE_SAMPLES,
    Population.ANIMALS,
    Population.CELLS,
)


@dataclass(frozen=True)
class VerdictInput:
    """One verdict as a person hands it in; `citation` is the citation's primary key."""

    citation: int
    judgement: str
    comparison: str = ""
    population: str = ""
    outcome_matches: bool = True
    vouch_reason: str = ""


def as_inputs(rows: Iterable[VerdictFields]) -> list[VerdictInput]:
    """Stored verdicts in the form in which they are handed in."""
    return [
        VerdictInput(
            citation=row.citation_id,
            judgement=row.judgement,
            comparison=row.comparison,
            population=row.population,
            outcome_matches=row.outcome_matches,
            vouch_reason=row.vouch_reason,
        )
        for row in rows
    ]


def rule_verdicts(
    verdicts: Iterable[VerdictInput], citations: Mapping[int, Citation]
) -> list[badges.Verdict]:
    """Verdicts as the badge rule reads them. Raises KeyError for a citation of another version."""
    look_up(citations.values())
    return [
        badges.Verdict(
            reference=citations[verdict.citation].reference.key,
            judgement=verdict.judgement,
            stance=citations[verdict.citation].stance,
            comparison=verdict.comparison,
            population=verdict.population,
            outcome_matches=verdict.outcome_matches,
            quote_located=is_located(citations[verdict.citation]),
            vouched=bool(verdict.vouch_reason.strip()),
        )
        for verdict in verdicts
    ]


def agreed_verdicts(by_reviewer: Sequence[Sequence[VerdictInput]]) -> list[VerdictInput]:
    """One verdict per citation, each part the most cautious that any reviewer gave."""
    by_citation: dict[int, list[VerdictInput]] = {}
    for verdicts in by_reviewer:
        for verdict in verdicts:
            by_citation.setdefault(verdict.citation, []).append(verdict)
    return [_most_cautious(verdicts) for _, verdicts in sorted(by_citation.items())]


def _most_cautious(verdicts: Sequence[VerdictInput]) -> VerdictInput:
    return VerdictInput(
        citation=verdicts[0].citation,
        judgement=_last_of(JUDGEMENTS, [verdict.judgement for verdict in verdicts]),
        comparison=_last_of(COMPARISONS, [verdict.comparison for verdict in verdicts]),
        population=_last_of(POPULATIONS, [verdict.population for verdict in verdicts]),
        outcome_matches=all(verdict.outcome_matches for verdict in verdicts),
        vouch_reason=" / ".join(dict.fromkeys(v.vouch_reason for v in verdicts))
        if all(verdict.vouch_reason for verdict in verdicts)
        else "",
    )


def _last_of(order: Sequence[str], values: Sequence[str]) -> str:
    """The value furthest to the end; what the order does not know is the most cautious."""
    return max(values, key=lambda value: order.index(value) if value in order else len(order))
