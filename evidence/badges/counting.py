"""Line 1: which citations count, for and against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evidence.badges.facts import ClaimFacts, ProfileFacts, Reason, SourceFacts, Verdict
from evidence.badges.sources import Source
from evidence.badges.works import facts_by_work, profile_by_work, verdicts_by_work
from evidence.choices import Asks, Design, Direction, Judgement
from references.choices import NEVER_COUNTS, Standing


@dataclass(frozen=True)
class Case:
    """Everything the rule reads about one claim version, by work (`case_of`)."""

    claim: ClaimFacts
    verdicts: Sequence[Verdict]
    facts: Mapping[str, SourceFacts]
    profile: ProfileFacts | None
    standings: Mapping[str, str]

    @cached_property
    def counted(self) -> "Counted":
        """Line 1, done once. Sorted, so that the order of citations never matters."""
        verdicts = sorted(self.verdicts, key=repr)
        sources = [self.source(verdict.reference, verdict) for verdict in verdicts]
        reasons = [why_not(self, source) for source in sources]
        standing = [s for s, reason in zip(sources, reasons, strict=True) if not reason]
        return Counted(
            supports=tuple(s for s in standing if _judged(s, Judgement.SUPPORTS)),
            contradictions=tuple(s for s in standing if _judged(s, Judgement.CONTRADICTS)),
            dropped=tuple(
                (s.key, reason) for s, reason in zip(sources, reasons, strict=True) if reason
            ),
        )

    def source(self, key: str, verdict: Verdict | None = None) -> Source:
        """A reference as this case knows it; one without facts is of unknown design."""
        return Source(key, self.facts.get(key, SourceFacts()), verdict)

    def never_counts(self, key: str) -> bool:
        """Retracted or withdrawn."""
        return self.standings.get(key) in NEVER_COUNTS

    @cached_property
    def dropped_out(self) -> frozenset[str]:
        """Studies of the profile that were retracted or withdrawn."""
        studies = self.profile.studies if self.profile else ()
        return frozenset(s.reference for s in studies if self.never_counts(s.reference))

    @cached_property
    def restored(self) -> "Case":
        """The same case as if nothing had dropped out of the profile."""
        if not self.dropped_out:
            return self
        kept = {key: s for key, s in self.standings.items() if key not in self.dropped_out}
        return replace(self, standings=kept)

    def under_concern(self, source: Source) -> bool:
        """An expression of concern stands, or it is a review that includes a retracted study."""
        questioned = self.standings.get(source.key) == Standing.CONCERN
        return questioned or (source.is_review and source.facts.includes_retracted)

    def asking(self, asks: str) -> "Case":
        """The same case, read as asking something else."""
        return replace(self, claim=replace(self.claim, asks=asks, asserts=""))

    @property
    def says_no_harm(self) -> bool:
        """Reassurance: 'no harm' is a benefit claim that needs a source that compares."""
        return self.claim.asks == Asks.HARM and self.claim.direction == Direction.NO_HARM

    @property
    def warns(self) -> bool:
        """A harm warning."""
        return self.claim.asks == Asks.HARM and self.claim.direction == Direction.HARM

    @property
    def body_points_to_harm(self) -> bool:
        """The appraised evidence says that there is harm."""
        return (
            self.claim.asks == Asks.HARM
            and self.profile is not None
            and self.profile.direction == Direction.HARM
        )

    @property
    def has_direction(self) -> bool:
        """Effects and harms point somewhere; a frequency, a prognosis or a test result need not."""
        return self.claim.asks not in (Asks.FREQUENCY, Asks.PROGNOSIS, Asks.TEST)


def case_of(
    claim: ClaimFacts,
    verdicts: Sequence[Verdict],
    facts: Mapping[str, SourceFacts],
    profile: ProfileFacts | None,
    standings: Mapping[str, str],
) -> Case:
    """The case that these references make: merged references are one work (D9)."""
    return Case(
        claim,
        verdicts_by_work(verdicts, facts),
        facts_by_work(facts),
        profile_by_work(profile, facts),
        standings,
    )


@dataclass(frozen=True)
class Counted:
    """The citations that count, and why the others do not."""

    supports: tuple[Source, ...]
    contradictions: tuple[Source, ...]
    dropped: tuple[Reason, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """References that count, each once."""
        return tuple(sorted({s.key for s in (*self.supports, *self.contradictions)}))

    @property
    def supports_in_people(self) -> tuple[Source, ...]:
        """Support seen in people or their samples."""
        return tuple(s for s in self.supports if s.in_people)

    @property
    def contradictions_in_people(self) -> tuple[Source, ...]:
        """Contradictions seen in people or their samples."""
        return tuple(s for s in self.contradictions if s.in_people)

    def reasons(self) -> list[Reason]:
        """What line 1 did, in words."""
        told = [
            ("1", f"{role}: {listed(sources)}.")
            for role, sources in (
                ("Counts as support", self.supports),
                ("Counts against the sentence", self.contradictions),
            )
            if sources
        ]
        left_out = [
            ("1", f"{key} does not count: {why}.") for key, why in dict.fromkeys(self.dropped)
        ]
        return [*told, *left_out] or [("1", "No citation was given.")]


DROPS: tuple[tuple[str, Callable[[Case, Source], bool]], ...] = (
    ("it is retracted", lambda case, s: case.standings.get(s.key) == Standing.RETRACTED),
    ("it is withdrawn", lambda case, s: case.never_counts(s.key)),
    ("it only mentions the matter", lambda case, s: _judged(s, Judgement.MENTIONS)),
    ("it is irrelevant to the sentence", lambda case, s: _judged(s, Judgement.IRRELEVANT)),
    (
        "it supports the sentence only partly, which is no support until the sentence is narrowed",
        lambda case, s: _judged(s, Judgement.PARTLY),
    ),
    (
        "nobody has confirmed what it says",
        lambda case, s: not _judged(s, Judgement.SUPPORTS, Judgement.CONTRADICTS),
    ),
    ("its quote was not found and nobody vouches for it", lambda case, s: not _quoted(s)),
    ("an opinion is no evidence", lambda case, s: s.design == Design.OPINION),
    ("a protocol has no results", lambda case, s: s.design == Design.PROTOCOL),
    (
        "a stored search shows what is on record, nothing else",
        lambda case, s: s.design == Design.SEARCH and case.claim.asks != Asks.RECORD,
    ),
    (
        "a stored search needs its date",
        lambda case, s: s.design == Design.SEARCH and not s.facts.checked_on,
    ),
    (
        "it compares nothing, and this sentence needs a comparison",
        lambda case, s: _needs_comparison(case, s) and not s.compares(case.claim.asks),
    ),
)
"""Why a citation is left out; the first that holds is told."""


def why_not(case: Case, source: Source) -> str:
    """Why a citation does not count; "" if it does."""
    return next((why for why, holds in DROPS if holds(case, source)), "")


def listed(sources: Sequence[Source]) -> str:
    """Reference keys as a sentence has them: "R1, R2 and R3"."""
    keys = sorted({source.key for source in sources})
    return " and ".join(filter(None, [", ".join(keys[:-1]), keys[-1]]))


def _judged(source: Source, *judgements: str) -> bool:
    return source.verdict is not None and source.verdict.judgement in judgements


def _quoted(source: Source) -> bool:
    return source.verdict is not None and (source.verdict.quote_located or source.verdict.vouched)


def _needs_comparison(case: Case, source: Source) -> bool:
    """Comparisons and 'no harm' need one, for and against; a record states what a document says."""
    if case.claim.asks == Asks.RECORD:
        return False
    says_no_harm = case.says_no_harm or (case.warns and _judged(source, Judgement.CONTRADICTS))
    return case.claim.comparative or says_no_harm
