"""What a reviewer reads and chooses about one sentence of a source, and what comes of a claim that is judged."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from evidence import badges
from evidence.choices import Judgement
from evidence.models import Citation, ClaimVersion, Round, VerdictDraft
from evidence.selectors.findings import Quote
from evidence.selectors.inputs import Inputs, source_facts
from evidence.selectors.passages import Part, sentence_in
from evidence.selectors.studies import Study
from evidence.wording import WordingProblem

# Verdicts that leave a source out, whatever the author says of it.
LEAVES_OUT = {Judgement.MENTIONS, Judgement.IRRELEVANT}


@dataclass(frozen=True)
class Other:
    """Another source of the same sentence, and whether this person judged it already."""

    study: Study
    is_judged: bool


@dataclass(frozen=True)
class Sentence:
    """One citation of the source: the sentence, its quote, and what this person chose for it so far."""

    number: int
    round: Round
    citation: Citation
    quote: Quote
    seen: str
    others: Sequence[Other]
    is_yours: bool
    why_not: str
    kept: VerdictDraft | None = None

    @property
    def version(self) -> ClaimVersion:
        """The words under review."""
        return self.round.version

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return f"s{self.number}"

    @property
    def paragraph(self) -> tuple[Part, ...]:
        """The paragraph with the sentence marked, where it stands there."""
        return sentence_in(self.version.paragraph, self.version.text)

    @property
    def is_stale(self) -> bool:
        """Whether this person chose when the source was something else."""
        return is_chosen(self.kept) and self.kept.seen != self.seen  # type: ignore[union-attr]

    @property
    def is_judged(self) -> bool:
        """Whether this person judged the source as it is."""
        return is_chosen(self.kept) and not self.is_stale


@dataclass(frozen=True)
class Ready:
    """A claim on the page all of whose sources this person has judged, and what comes of it."""

    round: Round
    inputs: Inputs
    verdicts: Sequence[VerdictDraft]
    badge: badges.Badge
    wording: Sequence[WordingProblem]

    @property
    def version(self) -> ClaimVersion:
        """The words under review."""
        return self.round.version

    @property
    def citations(self) -> dict[int, Citation]:
        """The citations by primary key, in their order."""
        return {verdict.citation_id: verdict.citation for verdict in self.verdicts}

    @property
    def differs(self) -> bool:
        """Whether this person finds that a source does something else than its author says."""
        return any(
            row.judgement != row.citation.stance
            and not {row.judgement, row.citation.stance} <= LEAVES_OUT
            for row in self.verdicts
        )

    @property
    def checked_on(self) -> str:
        """For a record: the day that its source tells."""
        return max((self.inputs.facts_of(k).checked_on for k in self.badge.counted), default="")

    @property
    def shown(self) -> str:
        """What the page posts back: the words, the evidence and the badge as they were shown."""
        return f"{self.round.pk}:{self.version.digest}:{self.inputs.fingerprint}:{self.badge.value}"


def seen_of(study: Study) -> str:
    """What a reviewer saw of a source beside its quote: its newest facts and its standing, as one SHA-256."""
    facts = source_facts(study.reference, study.facts)
    told = (study.stands.key, facts, study.stands.standing)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def is_chosen(kept: VerdictDraft | None) -> bool:
    """Whether a verdict was chosen; a reason to vouch may be kept before that."""
    return kept is not None and kept.judgement != ""
