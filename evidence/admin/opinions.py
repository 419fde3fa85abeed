"""What a reviewer has typed on the review page, and the badge that it gives; nothing here is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from evidence.choices import BadgeValue
from evidence.forms.facts import FactsForm, facts_prefix
from evidence.forms.review import DecisionForm, VerdictForm, first_verdict, verdict_prefix
from evidence.models import ReviewDraft
from evidence.models.reviews import VerdictFields
from evidence.selectors.inputs import proposed_verdicts
from evidence.selectors.overrides import shown_by
from evidence.selectors.passages import Part, problems_in, with_names
from evidence.selectors.review_page import Card, ReviewPage
from evidence.services.agreement import VerdictInput, rule_verdicts
from evidence.services.reviewing import Opinion, what_approval_lacks
from evidence.services.waiving import problems_beside, words_lack
from evidence.wording import WordingProblem


@dataclass(frozen=True)
class CardForms:
    """One citation with the forms about it; facts are entered once per study."""

    card: Card
    verdict: VerdictForm
    facts: FactsForm | None


@dataclass(frozen=True)
class Computed:
    """A badge as the reader would see it, why, and what still keeps it from being approved."""

    value: str
    computed: str
    direction: str
    checked_on: str
    reasons: Sequence[tuple[str, str]]
    method: str
    lacking: Sequence[str]
    wording: Sequence[WordingProblem]
    words: Sequence[Part]
    from_typed: bool

    @property
    def says(self) -> str:
        """In one line, for whoever hears the page."""
        lacks = f" {len(self.lacking)} missing before you can approve." if self.lacking else ""
        return f"{BadgeValue(self.value).label}.{lacks}"


class Typed:
    """The forms of the review page, filled with what was posted, or with what they start from."""

    def __init__(self, page: ReviewPage, data: Any = None, *, fresh_facts: str = "") -> None:
        self.page = page
        self.from_draft = data is None and page.draft is not None
        kept = {row.citation_id: row for row in page.kept}
        for row in page.kept:
            row.citation = page.citations[row.citation_id]
        if data is None and page.draft is not None:
            # What was chosen on a source's page is newer: keeping this form takes it over.
            data = _as_posted(page.draft, kept.values())
        # Verdicts about words that were replaced meanwhile are not verdicts about these.
        same_words = data is not None and data.get("digest") == page.version.digest
        typed = data if same_words else None
        own: dict[int, VerdictFields] = (
            {v.citation_id: v for v in page.own.verdicts.all()} if page.own else {}
        )
        own |= kept
        self.cards = [
            CardForms(
                card=card,
                verdict=VerdictForm(
                    typed,
                    facts=card.study.confirmed,
                    prefix=verdict_prefix(card.citation),
                    initial=first_verdict(card.study.confirmed, own.get(card.citation.pk)),
                ),
                facts=None
                if card.comes_again or card.study.is_search
                else FactsForm(
                    None if _is(card, fresh_facts) else _of_study(card, typed),
                    newest=card.study.facts,
                    prefix=facts_prefix(card.study.reference),
                ),
            )
            for card in page.cards
        ]
        said = (
            {name: data.get(name, "") for name in ("reason", "comment", "waiver")} if data else {}
        )
        self.decision = DecisionForm(initial={**said, "digest": page.version.digest})
        self.is_typed = same_words

    def verdicts(self) -> list[VerdictInput]:
        """The verdicts on the citations that were judged."""
        for row in self.cards:
            row.verdict.is_valid()
        return [
            VerdictInput(
                citation=row.card.citation.pk,
                judgement=said["judgement"],
                comparison=said.get("comparison", ""),
                population=said.get("population", ""),
                outcome_matches=bool(said.get("outcome_matches")),
                vouch_reason=said.get("vouch_reason", ""),
            )
            for row in self.cards
            if (said := getattr(row.verdict, "cleaned_data", {})).get("judgement")
        ]

    def facts_of(self, key: str) -> CardForms | None:
        """The card on which the facts of this study are entered."""
        return next((row for row in self.cards if row.facts and _is(row.card, key)), None)

    def unsaved_facts(self) -> list[int]:
        """Numbers of the citations whose study facts were changed in the form and not saved."""
        return [
            row.card.number
            for row in self.cards
            if row.facts is not None and row.facts.is_bound and row.facts.differs()
        ]

    def computed(self) -> Computed:
        """The badge of the typed verdicts; before any is typed, of the author's stances if all held."""
        page, version = self.page, self.page.version
        typed = self.verdicts() if self.is_typed else []
        if self.is_typed:
            inputs = page.inputs
            badge = inputs.compute(rule_verdicts(typed, page.citations))
        else:
            # As at submission: what was entered about a study is taken to be so.
            inputs = page.entered
            badge = inputs.compute(proposed_verdicts(version, page.citations.values()))
        shown = shown_by(page.override, version, badge.value)
        waiver = self.decision.initial.get("waiver", "")
        problems = problems_beside(version, shown)
        return Computed(
            value=shown,
            computed=badge.value,
            direction=version.direction,
            checked_on=max((inputs.facts_of(k).checked_on for k in badge.counted), default=""),
            reasons=[(line, with_names(told, page.names)) for line, told in badge.reasons],
            method=badge.method,
            lacking=[
                *what_approval_lacks(page.inputs, page.citations, typed, badge),
                *words_lack(version, shown, waiver),
            ]
            if self.is_typed
            else (),
            wording=problems,
            words=problems_in(version.text, problems),
            from_typed=self.is_typed,
        )

    def opinion(self, decision: str, data: Any) -> Opinion:
        """What is handed to the service."""
        return Opinion(
            decision=decision,
            verdicts=self.verdicts(),
            reason=data.get("reason", ""),
            comment=data.get("comment", ""),
            waiver=data.get("waiver", ""),
        )


def _as_posted(draft: ReviewDraft, chosen: Iterable[VerdictFields]) -> QueryDict:
    """What was typed, with what was chosen since, as the form would post it."""
    data = QueryDict(mutable=True)
    for name, values in draft.typed.items():
        data.setlist(name, values)
    for verdict in chosen:
        prefix = verdict_prefix(verdict.citation)
        for name in ("judgement", "comparison", "population", "vouch_reason"):
            data[f"{prefix}-{name}"] = getattr(verdict, name)
        data.setlist(f"{prefix}-outcome_matches", ["on"] if verdict.outcome_matches else [])
    data["digest"] = draft.digest
    return data


def _is(card: Card, key: str) -> bool:
    return bool(key) and card.study.reference.key == key


def _of_study(card: Card, typed: Any) -> Any:
    """What was posted, if the facts of this study are in it at all."""
    shown = f"{facts_prefix(card.study.reference)}-shown"
    return typed if typed is not None and shown in typed else None
