"""Words for the badge tests: claims, sources, bodies of evidence, and a case made of them."""

from dataclasses import dataclass, field
from typing import Any

from evidence.badges import (
    Badge,
    ClaimFacts,
    ProfileFacts,
    ProfileStudy,
    SourceFacts,
    Verdict,
    compute,
)

EFFECT = ClaimFacts("effect", "for")
WARNING = ClaimFacts("harm", "harm")
NO_HARM = ClaimFacts("harm", "no_harm")
FREQUENCY = ClaimFacts("frequency")
PROGNOSIS = ClaimFacts("prognosis")
TEST = ClaimFacts("test")
LAB = ClaimFacts("lab")
BACKGROUND = ClaimFacts("background")
RECORD = ClaimFacts("record")
VIEW = ClaimFacts("view")


def people(design: str, n: int | None = 250, **facts: Any) -> SourceFacts:
    return SourceFacts(design, "people", n, **facts)


RCT = people("rct")
CONTROLLED = people("nonrandomised_controlled")
SINGLE_ARM = people("single_arm_trial")
COHORT = people("cohort")
COHORT_WITH_GROUP = people("cohort", concurrent_group=True)
CASE_CONTROL = people("case_control")
SURVEY = people("cross_sectional")
ACCURACY = people("diagnostic_accuracy")
CASE_SERIES = people("case_series", 3)
CASE_REPORT = people("case_report", 1)
MICE = SourceFacts("animal", "animals", 20)
DISH = SourceFacts("in_vitro", "cells")
GUIDELINE = SourceFacts("guideline", stated_certainty="high")
NARRATIVE = SourceFacts("narrative_review", "people")
LAB_NARRATIVE = SourceFacts("narrative_review", about_lab_work=True)
TEXTBOOK = SourceFacts("reference_work")
APPROVAL = SourceFacts("official_document", checked_on="2026-11-02")
REGISTRY = SourceFacts("registry_record", checked_on="2026-11-02")
SEARCH = SourceFacts("search", checked_on="2026-11-02")
UNDATED_SEARCH = SourceFacts("search")


def review(*designs: str, studies: int = 20, n: int | None = 2000, **facts: Any) -> SourceFacts:
    populations = facts.pop("populations", ("people",))
    return SourceFacts(
        "systematic_review",
        n=n,
        pooled_designs=designs,
        pooled_populations=populations,
        pooled_studies=studies,
        **facts,
    )


def body(*studies: str | ProfileStudy, direction: str = "for", **judgements: Any) -> ProfileFacts:
    """A profile whose studies point the way of the whole, unless they say otherwise."""
    rows = (s if isinstance(s, ProfileStudy) else ProfileStudy(s, direction) for s in studies)
    return ProfileFacts(tuple(rows), direction, **judgements)


@dataclass(frozen=True)
class Given:
    """A claim with what it cites for and against, further verdicts, the library and a profile."""

    claim: ClaimFacts
    supports: dict[str, SourceFacts] = field(default_factory=dict)
    against: dict[str, SourceFacts] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    library: dict[str, SourceFacts] = field(default_factory=dict)
    profile: ProfileFacts | None = None
    standings: dict[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, SourceFacts]:
        return {**self.library, **self.supports, **self.against}

    @property
    def cited(self) -> tuple[Verdict, ...]:
        return (
            *(Verdict(key, "supports") for key in self.supports),
            *(Verdict(key, "contradicts") for key in self.against),
            *self.verdicts,
        )

    @property
    def badge(self) -> Badge:
        return compute(self.claim, self.cited, self.facts, self.profile, self.standings)

    @property
    def told(self) -> str:
        return "\n".join(f"{line} {sentence}" for line, sentence in self.badge.reasons)


TWO_TRIALS = {"R1": RCT, "R2": RCT}


def two_trials(claim: ClaimFacts = EFFECT, **judgements: Any) -> Given:
    """R1 is cited; R1 and R2, 250 people each, are the appraised body: high, if nothing lowers."""
    direction = judgements.pop("direction", claim.direction)
    profile = body("R1", "R2", direction=direction, **judgements)
    return Given(claim, {"R1": RCT}, library=TWO_TRIALS, profile=profile)


def appraised(claim: ClaimFacts, **sources: SourceFacts) -> Given:
    """All sources are cited in support and are the body; numbers of people are waived."""
    profile = body(*sources, direction=claim.direction, n_waived=True)
    return Given(claim, dict(sources), profile=profile)
