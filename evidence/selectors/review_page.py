"""Everything a reviewer reads before deciding, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from evidence import policies
from evidence.choices import ReviewKind, VersionStatus
from evidence.models import (
    Citation,
    Claim,
    ClaimVersion,
    Override,
    Profile,
    ProfileStudy,
    Review,
    ReviewDraft,
    Round,
    VerdictDraft,
)
from evidence.selectors import beside
from evidence.selectors.at_desk import (
    Asked,
    asked_in,
    at_desk,
    draft_in,
    kept_in,
    override_in,
    readers_in,
)
from evidence.selectors.findings import Quote, quotes_of, with_findings
from evidence.selectors.gathered import gather
from evidence.selectors.history import Told, history_of
from evidence.selectors.inputs import Inputs
from evidence.selectors.passages import Part, changes, sentence_in
from evidence.selectors.presence import Reading
from evidence.selectors.since import (
    Changed,
    Since,
    approved_before,
    other_changes,
    since_approval,
)
from evidence.selectors.studies import Study
from evidence.selectors.ties import Ties, ties_in, with_ties
from evidence.selectors.works import stands
from references.policies import Person

ANCHOR = "citation-{}"


@dataclass(frozen=True)
class Card:
    """One citation beside its source."""

    number: int
    citation: Citation
    study: Study
    quote: Quote
    comes_again: int = 0
    others: tuple[tuple[Review, object], ...] = ()

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return ANCHOR.format(self.number)

    @property
    def quote_found(self) -> bool:
        """Whether the machine found the quote."""
        return self.quote.is_located


@dataclass(frozen=True)
class Appraisal:
    """The profile in force, with its studies."""

    profile: Profile
    studies: Sequence[tuple[ProfileStudy, Study]]

    @property
    def is_overdue(self) -> bool:
        """Whether it was to be appraised again by now."""
        return self.profile.review_due_on < timezone.localdate()


@dataclass
class ReviewPage:
    """A version under review, and what this person may do about it."""

    user: Person
    claim: Claim
    version: ClaimVersion
    round: Round | None
    cards: Sequence[Card]
    inputs: Inputs
    appraisal: Appraisal | None
    entered: Inputs
    previous: ClaimVersion | None
    other_changes: Sequence[Changed]
    since: Since | None
    history: Sequence[Told]
    assignments: Sequence[Asked]
    readers: Sequence[Reading]
    draft: ReviewDraft | None
    why_not: str
    own: Review | None
    asked_first: beside.Asked | None
    kept: Sequence[VerdictDraft]
    override: Override | None

    @property
    def settles(self) -> bool:
        """Whether the reviews disagree, so that a third person settles it."""
        return self.version.status == VersionStatus.DISPUTED

    @property
    def draft_is_stale(self) -> bool:
        """Whether what this person typed was formed on other evidence than is shown now."""
        return self.draft is not None and self.draft.fingerprint != self.inputs.fingerprint

    @property
    def asked(self) -> Asked | None:
        """That this person was asked to review it."""
        return next((a for a in self.assignments if a.reviewer_id == self.user.pk), None)

    @property
    def may_decide(self) -> bool:
        """Whether this person gets the form."""
        return not self.why_not

    @property
    def now(self) -> Told | None:
        """The open round, as far as this person may see it."""
        return next((told for told in self.history if told.round == self.round), None)

    @property
    def before(self) -> Sequence[Told]:
        """The rounds that are over."""
        return [told for told in self.history if told.round != self.round]

    @property
    def others_shown(self) -> bool:
        """Whether another reviewer's decision of the open round may be read."""
        return self.now is not None and any(
            review.reviewer_id != self.user.pk for review in self.now.reviews
        )

    @cached_property
    def paragraph(self) -> tuple[Part, ...]:
        """The paragraph with the sentence marked."""
        return sentence_in(self.version.paragraph, self.version.text)

    @cached_property
    def changes(self) -> tuple[Part, ...]:
        """What became of the words that were approved before."""
        return changes(self.previous.text, self.version.text) if self.previous else ()

    @property
    def citations(self) -> dict[int, Citation]:
        """The citations by primary key, in their order."""
        return {card.citation.pk: card.citation for card in self.cards}

    @property
    def names(self) -> dict[str, str]:
        """What each work that the badge rule names by key is called on this page."""
        studies = [study for _, study in self.appraisal.studies] if self.appraisal else []
        cited = {c.study.stands.key: f"[{c.number}] {c.study.name}" for c in reversed(self.cards)}
        return {study.stands.key: study.name for study in studies} | cited


def read_review_page(claim_id: int, user: Person) -> ReviewPage | None:
    """The version whose round is open, else the newest, for this person; None where nothing was submitted."""
    rounds = with_ties(at_desk(Round.objects.filter(claim=claim_id), user), user)
    history = history_of(rounds, user)
    if not history:
        return None
    now = next((told for told in history if told.round.closed_at is None), None)
    round_ = now.round if now else None
    desk = round_ or history[0].round
    claim = desk.claim
    version = round_.version if round_ else _newest(claim)
    version.claim = claim
    previous = approved_before(history, version)
    cited = list(
        with_findings(Citation.objects.filter(version__in=[v for v in (version, previous) if v]))
        .select_related("reference__merged_into")
        .order_by("position")
    )
    citations = [citation for citation in cited if citation.version_id == version.pk]
    evidence = gather(version, [citation.reference for citation in citations])
    inputs, studies = evidence.confirmed, evidence.studies
    profile = inputs.profile_row
    # Read once: it bars from the form, and says what has to be said of oneself first.
    ties = ties_in(round_, user) if round_ else None
    why_not, own = _why_not(user, version, now, ties)
    return ReviewPage(
        user=user,
        claim=claim,
        version=version,
        round=round_,
        cards=_cards(citations, studies, history, round_, user),
        inputs=inputs,
        entered=evidence.entered,
        appraisal=Appraisal(
            profile, [(row, studies[row.reference_id]) for row in inputs.in_profile]
        )
        if profile
        else None,
        previous=previous,
        other_changes=other_changes(
            previous, version, [c for c in cited if c.version_id == previous.pk], citations
        )
        if previous
        else [],
        since=since_approval(history, user, studies, cited, profile),
        history=history,
        assignments=asked_in(desk),
        readers=readers_in(desk),
        draft=None if why_not else draft_in(desk),
        why_not=why_not,
        own=own,
        asked_first=beside.asked_about(
            ties,
            version,
            {work: evidence.works[work] for work in {stands(c.reference) for c in citations}},
        )
        if now
        else None,
        kept=kept_in(desk) if now else (),
        override=override_in(desk),
    )


def _newest(claim: Claim) -> ClaimVersion:
    return claim.versions.select_related("question", "author").latest("number")


def _why_not(
    user: Person, version: ClaimVersion, now: Told | None, ties: Ties | None
) -> tuple[str, Review | None]:
    """Why this person gets no form; and their last review in the open round."""
    if now is None:
        return "No round of review is open for this claim.", None
    own = next(
        (
            review
            for review in reversed(now.reviews)
            if review.reviewer_id == user.pk and review.kind == ReviewKind.REVIEW
        ),
        None,
    )
    if reason := policies.why_not_by_ties(ties, version):
        return reason, own
    if version.status == VersionStatus.DISPUTED:
        return policies.why_not_adjudicate(user, now.round) if own else "", own
    if own is None and now.decided >= now.round.required_reviews:
        return "The reviews that this round asks for are in; only those who gave them go on.", None
    return "", own


def _cards(
    citations: Sequence[Citation],
    studies: dict[int, Study],
    history: Sequence[Told],
    round_: Round | None,
    user: Person,
) -> list[Card]:
    others: dict[int, list[tuple[Review, object]]] = {}
    for told in history:
        if told.round != round_:
            continue
        for review in told.reviews:
            if review.reviewer_id != user.pk:
                for verdict in review.verdicts.all():
                    others.setdefault(verdict.citation_id, []).append((review, verdict))
    first: dict[int, int] = {}
    quotes = quotes_of(citations)
    cards = []
    for number, citation in enumerate(citations, start=1):
        cards.append(
            Card(
                number=number,
                citation=citation,
                study=studies[citation.reference_id],
                quote=quotes[citation.pk],
                comes_again=first.get(stands(citation.reference), 0),
                others=tuple(others.get(citation.pk, ())),
            )
        )
        first.setdefault(stands(citation.reference), number)
    return cards
