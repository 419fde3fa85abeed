"""An appraisal as it would be: what it moves, which judgements matter, what the facts suggest, when it is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from evidence import badges
from evidence.choices import Asks, Judgement
from evidence.effects import Counts
from evidence.models import Question
from evidence.models.appraisal import Judgements
from evidence.selectors.answers import Answer, answers_to
from evidence.selectors.inputs import Known, profile_facts
from evidence.selectors.shelf import Shelf, grouped, read_shelf

Studies = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ClaimMove:
    """What adopting the appraisal would do to one claim."""

    answer: Answer
    now: str
    then: str
    reasons: Sequence[tuple[str, str]]

    @property
    def way(self) -> badges.Move:
        """Down suspends, up waits for a review, none has no effect."""
        return badges.compare(self.now, self.then)

    @property
    def outcome(self) -> str:
        """What happens to it, in words."""
        stands = self.answer.stands
        if self.way == badges.Move.NONE:
            return "Nothing changes."
        if self.way == badges.Move.DOWN:
            return (
                "It is suspended, and every page that shows it is issued anew."
                if stands
                else "Lower than it would be now."
            )
        return (
            "Pages keep the badge of now until a review adopts the higher one."
            if stands
            else "Higher than it would be now."
        )


@dataclass(frozen=True)
class Appraisal:
    """Judgements over studies, drafted or typed, held against everything that rests on the question."""

    question: Question
    judgements: Judgements
    studies: Studies
    answers: Sequence[Answer]
    kinds: frozenset[tuple[str, str]]
    shelf: Shelf
    before: badges.ProfileFacts | None

    @cached_property
    def known(self) -> Known:
        """The newest facts, confirmed or not: what the appraisal itself is judged by."""
        return self.shelf.known(confirmed=False)

    @cached_property
    def profile(self) -> badges.ProfileFacts:
        """The judgements as the rule reads them."""
        return profile_facts(
            self.judgements,
            [
                (s["reference"], s.get("direction", ""), bool(s.get("apart_from_reviews")))
                for s in self.studies
                if s["reference"] in self.shelf.rows
            ],
        )

    def probes(self) -> list[tuple[Any, ...]]:
        """The arguments of the rule for claims of each kind, which all the studies would support."""
        verdicts = [
            badges.Verdict(reference=study.reference, judgement=Judgement.SUPPORTS, vouched=True)
            for study in self.profile.studies
        ]
        return [
            (
                badges.ClaimFacts(asks=asks, direction=direction),
                verdicts,
                self.known.facts,
                self.profile,
                self.known.standings,
            )
            for asks, direction in sorted(self.kinds)
        ]

    @cached_property
    def needs_two(self) -> bool:
        """Whether its domains can move a badge: then two reviewers draft it (section 3)."""
        return any(badges.domains_can_move(*probe) for probe in self.probes())

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The judgements that can move the badge of some claim, given the others as they are."""
        moving: frozenset[str] = frozenset()
        for probe in self.probes():
            moving |= badges.which_can_move(*probe)
        return moving

    @cached_property
    def unjudged(self) -> tuple[str, ...]:
        """The lowering domains left open, while they can move a badge: nobody says "not serious" by saying nothing."""
        left = tuple(name for name in badges.LOWERING if getattr(self.judgements, name) is None)
        return left if any(badges.open_ones_can_move(*p, names=left) for p in self.probes()) else ()

    def suggestions(self, counts: Counts | None = None) -> dict[str, badges.Suggestion]:
        """What the facts suggest for each judgement, by field; of several kinds of claims the most cautious."""
        made: dict[str, badges.Suggestion] = {}
        for probe in self.probes():
            for one in badges.suggest(
                *probe, interests=self.shelf.interests(), surrogates=self._surrogates, counts=counts
            ):
                if one.field not in made or one.value > made[one.field].value:
                    made[one.field] = one
        return made

    @cached_property
    def _surrogates(self) -> frozenset[str]:
        seen: dict[str, set[bool]] = {}
        for answer in self.answers:
            by_id = {cited["id"]: cited["reference"] for cited in answer.citations}
            for said in answer.found:
                seen.setdefault(by_id[said["citation"]], set()).add(said["outcome_matches"])
        return frozenset(key for key, matches in seen.items() if matches == {False})

    def badge(self, *, confirmed: bool) -> badges.Badge:
        """The badge of an effect that points the way of the body, and that all its studies support."""
        claim, verdicts, _, profile, _ = next(
            probe for probe in self.probes() if (probe[0].asks, probe[0].direction) == self.main
        )
        known = self.shelf.known(confirmed=confirmed)
        return badges.compute(claim, verdicts, known.facts, profile, known.standings)

    @property
    def main(self) -> tuple[str, str]:
        """What the body of evidence itself would answer: the kind of most of its claims, its own way."""
        asked = [answer.version.asks for answer in self.answers]
        asks = max(sorted(set(asked)), key=asked.count) if asked else str(Asks.EFFECT)
        ways = [way for kind, way in self.kinds if kind == asks]
        own = self.judgements.direction
        return (asks, own) if own in ways else (str(Asks.EFFECT), own)

    @cached_property
    def moves(self) -> list[ClaimMove]:
        """Every claim with its badge now and then; those that move first."""
        known = self.shelf.known(confirmed=True)
        newest = self.known
        moves = []
        for answer in self.answers:
            facts = known if answer.stands else newest
            then = answer.badge(facts, self.profile)
            now = answer.shown or answer.badge(facts, self.before).value
            moves.append(ClaimMove(answer, now, then.value, then.reasons))
        order = {badges.Move.DOWN: 0, badges.Move.UP: 1, badges.Move.NONE: 2}
        return sorted(moves, key=lambda move: order[move.way])

    @cached_property
    def missing(self) -> list[str]:
        """References that claims of this question cite and the appraisal does not name, by key."""
        named = {badges.work_of(study["reference"], self.known.facts) for study in self.studies}
        cited = dict.fromkeys(
            one["reference"] for answer in self.answers for one in answer.citations
        )
        return [key for key in cited if badges.work_of(key, self.known.facts) not in named]

    @cached_property
    def groups(self) -> dict[str, str]:
        """The trial, or the work alone, that each study reports on, by key."""
        return grouped([study["reference"] for study in self.studies], self.known.facts)

    @cached_property
    def due(self) -> tuple[int, str]:
        """After how many months it has to be appraised again, and why."""
        told = [
            (badges.due_months(probe[0].asks, badges.compute(*probe).value), probe)
            for probe in self.probes()
        ]
        months, probe = min(told, key=lambda one: one[0])
        value = badges.shows_as(badges.compute(*probe).value, probe[0].direction).text
        return months, f"{months} months, as the badge would be “{value}”"


def read_appraisal(
    question: Question,
    judgements: Judgements,
    studies: Studies,
    *,
    before: tuple[Judgements, Studies] | None = None,
    kinds: Iterable[tuple[str, str]] = (),
    more: Iterable[str] = (),
) -> Appraisal:
    """Hold these judgements against the claims; three queries, however many claims.

    `before` is the profile in force, `kinds` what drafts of claims ask, `more` references to know besides.
    """
    answers = answers_to(question)
    of_before = before[1] if before else ()
    shelf = read_shelf(
        keys={
            *more,
            *(study["reference"] for study in (*studies, *of_before)),
            *(cited["reference"] for answer in answers for cited in answer.citations),
        }
    )
    told = [
        (s["reference"], s.get("direction", ""), bool(s.get("apart_from_reviews")))
        for s in of_before
    ]
    return Appraisal(
        question=question,
        judgements=judgements,
        studies=studies,
        answers=answers,
        kinds=frozenset(
            {
                (str(Asks.EFFECT), judgements.direction),
                *((str(asks), str(way)) for asks, way in kinds),
                *((a.version.asks, a.version.direction) for a in answers),
            }
        ),
        shelf=shelf,
        before=profile_facts(before[0], told) if before else None,
    )


def months_after(day: date, months: int) -> date:
    """The same day some months later, the 28th at the latest so that it exists."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
