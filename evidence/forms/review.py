"""What a reviewer enters about one citation, and about the claim."""

from typing import Any

from django import forms

from evidence.choices import ANSWERS_A_QUESTION, Design, Judgement, Population
from evidence.models import Citation, ClaimVersion, StudyFacts
from evidence.models.reviews import VerdictFields

COMPARISONS = [("", "Choose …"), *((d.value, d.label) for d in Design if d != Design.UNKNOWN)]


class VerdictForm(forms.Form):
    """How one source bears on the sentence. Nothing is chosen beforehand but what the study is."""

    judgement = forms.ChoiceField(
        label="Does the source say this sentence?",
        choices=[(value, label) for value, label in Judgement.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    comparison = forms.ChoiceField(
        label="Comparison behind this sentence", choices=COMPARISONS, required=False
    )
    population = forms.ChoiceField(label="Seen in", required=False)
    outcome_matches = forms.BooleanField(
        label="It saw the outcome that the sentence names", required=False
    )
    vouch_reason = forms.CharField(
        label="I read it in the source myself: where, and what it says",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Without this the citation does not count, because the quote was not found by machine.",
    )

    def __init__(self, *args: Any, facts: StudyFacts | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = facts.get_population_display() if facts and facts.population else "not recorded"
        self.fields["population"].choices = [  # type: ignore[attr-defined]
            ("", f"As the study facts say ({said.lower()})"),
            *((p.value, p.label) for p in Population if p != Population.NONE),
        ]


def verdict_prefix(citation: Citation) -> str:
    """The prefix of the fields about one citation."""
    return f"c{citation.pk}"


def first_verdict(facts: StudyFacts | None, own: VerdictFields | None) -> dict[str, Any]:
    """What the form starts with: one's own verdict, else the design that a reviewer confirmed."""
    if own is not None:
        return {
            name: getattr(own, name)
            for name in (
                "judgement",
                "comparison",
                "population",
                "outcome_matches",
                "vouch_reason",
            )
        }
    confirmed = facts is not None and facts.confirmed_at is not None
    design = facts.design if facts is not None and confirmed else ""
    return {
        "comparison": "" if design == Design.UNKNOWN else design,
        "outcome_matches": True,
    }


def is_about_people(version: ClaimVersion) -> bool:
    """Whether comparison, people and outcome have to be stated for this sentence."""
    return version.asks in ANSWERS_A_QUESTION or version.asserts in ANSWERS_A_QUESTION


class DecisionForm(forms.Form):
    """What goes with the decision; the decision itself is the button."""

    digest = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": " "}),
        required=False,
        help_text="to send back or reject; the author reads it",
    )
    waiver = forms.CharField(
        label="Why these words may stand",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Needed to approve where “The words” above lists something. It stays on record.",
    )
    comment = forms.CharField(
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": " "}),
        required=False,
        help_text="for colleagues, when all reviews are in",
    )
