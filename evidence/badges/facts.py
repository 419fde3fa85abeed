"""What the rule reads and what it returns: plain facts, filled from rows by the services."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClaimFacts:
    """What of a claim version the rule reads.

    `asserts` is what a background, a view or a lab claim would otherwise ask.
    """

    asks: str  # choices.Asks
    direction: str = ""  # choices.Direction
    asserts: str = ""  # choices.Asks; "" = a definition, or a view that states nothing checkable
    comparative: bool = False
    is_finding: bool = False
    reassures_or_advises: bool = False


@dataclass(frozen=True)
class Verdict:
    """One citation as a reviewer judged it (or, at submission, as the author proposes it)."""

    reference: str  # public key of the reference
    judgement: str  # choices.Judgement
    stance: str = "supports"  # the author's; the rule reads the judgement only
    comparison: str = ""  # choices.Design of the comparison behind this sentence; "" = the study's
    population: str = ""  # choices.Population behind this sentence; "" = as the facts say
    outcome_matches: bool = True  # reviewer: the outcome seen is the one the sentence names
    quote_located: bool = True  # the quote was found by machine
    vouched: bool = False  # a reviewer vouches with a reason for a quote that was not found


@dataclass(frozen=True)
class SourceFacts:
    """Facts about one study or source, confirmed by a reviewer and shared by all claims."""

    design: str = "unknown"  # choices.Design
    population: str = ""  # choices.Population
    n: int | None = None  # people (or animals) analysed; unknown counts as 0
    concurrent_group: bool = False  # cohort with a concurrent comparison group
    pooled_designs: tuple[str, ...] = ()  # of a systematic review
    pooled_populations: tuple[str, ...] = ()
    pooled_studies: int = 0  # independent studies a review pools for this outcome; 0 = unknown
    reports_apart: bool = False  # a review reports designs and species apart for this outcome
    includes_retracted: bool = False
    about_lab_work: bool = False  # a narrative review about laboratory work
    stated_certainty: str = ""  # a guideline's own GRADE word: high, moderate, low, very_low
    is_preprint: bool = False  # preprint or conference abstract
    cluster: str = ""  # trial registrations as typed; "" = a cluster of its own
    links: tuple[str, ...] = ()  # links to other reports of the study; both ends have the same name
    work: str = ""  # key of the reference that this one was merged into; "" = it stands for itself
    checked_on: str = ""  # ISO date of an official record or recorded search


@dataclass(frozen=True)
class ProfileStudy:
    """One study of a question's body of evidence."""

    reference: str
    direction: str = ""  # choices.Direction: which way this study points
    apart_from_reviews: bool = False  # no review of this profile pools it: its people count too


@dataclass(frozen=True)
class ProfileFacts:
    """One adopted appraisal of a question. Deductions are 0, 1 or 2, as judged by people."""

    studies: tuple[ProfileStudy, ...]
    direction: str = ""  # choices.Direction of the whole body; "" = none
    risk_of_bias: int = 0
    inconsistency: int = 0
    inconsistency_explained: bool = False
    indirectness: int = 0
    imprecision: int = 0
    publication_bias: int = 0
    large_effect: int = 0  # 0, 1 large, 2 very large
    dose_response: int = 0
    plausible_confounding: int = 0
    interval_spans_both: bool = False  # the interval spans benefit and harm
    surrogate_only: bool = False  # judged against the question's outcome
    n_waived: bool = False  # minimum deductions for n waived with a reason


Reason = tuple[str, str]  # (line of the rule, sentence)


@dataclass(frozen=True)
class Badge:
    """A computed badge. `reasons` in order of the rule; `counted` the references that count."""

    value: str  # choices.BadgeValue
    reasons: tuple[Reason, ...]
    counted: tuple[str, ...]
    method: str
