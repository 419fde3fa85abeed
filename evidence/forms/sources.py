"""What a reviewer chooses on a source's page, and texts that are pasted."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evidence.choices import Design
from evidence.forms.review import VerdictForm, first_verdict, is_about_people, verdict_prefix
from evidence.models import StudyFacts
from evidence.quotes import LONGEST, cleaned
from evidence.selectors.sentences import Sentence
from evidence.services.agreement import VerdictInput
from evidence.services.batch import Kept


class SentenceForm(VerdictForm):
    """A verdict on one sentence. What the study is known to be is filled in, to be changed where it is not so."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, sentence: Sentence, facts: StudyFacts | None) -> None:
        first = first_verdict(None, sentence.kept)
        if not first["comparison"] and facts is not None and facts.design != Design.UNKNOWN:
            first["comparison"] = facts.design
        if sentence.is_stale:
            # Chosen when the source was something else: to be chosen again, not to slip through.
            first["judgement"] = ""
        super().__init__(
            data,
            facts=facts,
            prefix=verdict_prefix(sentence.citation),
            initial={**first, "shown": sentence.seen},
        )
        self.sentence = sentence
        self.fields["judgement"].label = "What does the source do for this sentence?"

    @property
    def is_about_people(self) -> bool:
        """Whether comparison, people and outcome count for this sentence."""
        return is_about_people(self.sentence.version)

    @property
    def summary(self) -> str:
        """What is chosen beside the verdict, in one line."""
        chosen = dict(self.fields["comparison"].choices)  # type: ignore[attr-defined]
        population = dict(self.fields["population"].choices)  # type: ignore[attr-defined]
        told = [
            chosen.get(self["comparison"].value() or "", ""),
            population.get(self["population"].value() or "", ""),
            "the outcome that it names" if self["outcome_matches"].value() else "another outcome",
        ]
        return " · ".join(part for part in told if part and part != "Choose …")

    def kept(self) -> Kept | None:
        """What is chosen, for the service; None where the form was not posted or cannot be."""
        if not self.is_bound or not self.is_valid():
            return None
        said = self.cleaned_data
        return Kept(
            round=self.sentence.round.pk,
            verdict=VerdictInput(
                citation=self.sentence.citation.pk,
                judgement=said["judgement"],
                comparison=said["comparison"],
                population=said["population"],
                outcome_matches=said["outcome_matches"],
                vouch_reason=said["vouch_reason"],
            ),
            seen=said["shown"][:64],
        )


def sentence_forms(
    sentences: Iterable[Sentence], facts: StudyFacts | None, data: Any = None
) -> list[SentenceForm]:
    """One form per sentence that may be judged; bound where it was posted."""
    return [
        SentenceForm(
            data
            if data is not None and f"{verdict_prefix(sentence.citation)}-shown" in data
            else None,
            sentence=sentence,
            facts=facts,
        )
        for sentence in sentences
        if sentence.is_yours
    ]


class Pasted(forms.CharField):
    """What was copied out of a document, cleaned before it is looked at: a copy may hold any sign."""

    def to_python(self, value: Any) -> str:
        """The text as it can be stored."""
        return cleaned(super().to_python(value) or "")


class PasteForm(forms.Form):
    """The words of a work. Kept privately; the service says what it refuses."""

    source = Pasted(
        label="Where it is from",
        max_length=200,
        help_text="For example: publisher’s PDF, accepted manuscript, PubMed Central.",
    )
    text = Pasted(
        label="Full text",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=f"Seen at the desk only, never published. Up to {LONGEST:,} characters.",
    )


class TakeBackForm(forms.Form):
    """Why a text was pasted by mistake."""

    reason = forms.CharField(label="Why it is taken back", widget=forms.Textarea(attrs={"rows": 2}))
