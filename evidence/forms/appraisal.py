"""What a reviewer enters about a body of evidence."""

from typing import Any

from django import forms

from evidence.choices import Direction
from evidence.effects import Counts, problem_of
from evidence.models import ProfileDraft, Question
from references.choices import CslType
from references.citing import vancouver
from references.models import Reference

DOMAINS = {
    "risk_of_bias": "How the studies were done could have led to this result: no concealment, no blinding, drop-outs.",
    "inconsistency": "Their results differ more than chance explains.",
    "indirectness": "Other people, another product or dose, another outcome than the question names.",
    "imprecision": "Few people or few events; fewer than 400 people lower by 1, fewer than 100 by 2.",
    "publication_bias": "Studies were probably done and not published.",
    "large_effect": "Only from observational studies with nothing lowered: 1 large, 2 very large.",
    "dose_response": "More of it did more.",
    "plausible_confounding": "Whatever was not controlled would have hidden the effect.",
}
FLAGS = {
    "inconsistency_explained": "The differences are explained",
    "interval_spans_both": "The interval spans benefit and harm",
    "surrogate_only": "Only a surrogate of the outcome was measured",
}
JUDGED = (
    "risk_of_bias",
    "inconsistency",
    "inconsistency_explained",
    "indirectness",
    "surrogate_only",
    "imprecision",
    "interval_spans_both",
    "n_waiver",
    "publication_bias",
    "large_effect",
    "dose_response",
    "plausible_confounding",
)
"""Everything that is judged over the whole body, in the order in which it is asked."""

REST = ("direction", "effect_line", "rationale", "search", "review_due_on")
FIELDS = (*JUDGED, *REST)


class QuestionForm(forms.ModelForm):
    """A question in its parts."""

    class Meta:
        model = Question
        fields = ("key", "title", "population", "intervention", "comparator", "outcome")
        help_texts = {
            "key": "Short and lasting, such as msc-psoriasis-skin. It never changes.",
            "title": "As a person would ask it.",
            "population": "In whom.",
            "intervention": "What is done, or what they are exposed to.",
            "comparator": "Compared with what; empty if with nothing.",
            "outcome": "Which one outcome.",
        }


class SearchField(forms.ModelChoiceField):
    """A recorded search, told as a source is."""

    def label_from_instance(self, obj: Any) -> str:
        """Where, what, when, how many."""
        return vancouver(obj).removeprefix("Recorded search: ")


class JudgementsForm(forms.ModelForm):
    """GRADE over a body of evidence. Never saves: services keep it and hand it in."""

    direction = forms.ChoiceField(
        label="Which way the body of evidence points",
        choices=[(d.value, d.label) for d in Direction],
        required=False,
    )
    search = SearchField(
        label="Recorded search",
        queryset=Reference.objects.filter(csl_type=CslType.SEARCH, merged_into=None)
        .defer("abstract", "search")
        .order_by("-id"),
        required=False,
        empty_label="None yet",
        help_text="Needed where the badge would be weak evidence or above.",
    )

    class Meta:
        model = ProfileDraft
        fields = FIELDS
        help_texts = DOMAINS | {
            "n_waiver": "Why few people do not matter here; empty if they do.",
            "effect_line": "How many of how many, in both groups, followed for how long.",
            "rationale": "Why these judgements, in a few sentences.",
        }
        labels = FLAGS | {"effect_line": "The effect in absolute numbers"}
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("rationale", 4), ("effect_line", 2), ("n_waiver", 2))
        } | {"review_due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DOMAINS:
            steps: Any = self.fields[name]
            steps.widget = forms.RadioSelect(
                choices=[step for step in steps.choices if step[0] != ""]
            )

    def _post_clean(self) -> None:
        """Leave the models alone: the service writes a draft of its own."""

    def judgements(self) -> dict[str, Any]:
        """What was judged, for the service; what could not be read is left out."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "review_due_on"}
        return {
            name: int(value) if name in DOMAINS and value is not None else value
            for name, value in said.items()
        }

    @property
    def review_due_on(self) -> Any:
        """The day by which it should be appraised again, if earlier than the rule says."""
        return self.cleaned_data.get("review_due_on")


class StudyForm(forms.Form):
    """One study of the body of evidence."""

    reference = forms.CharField(widget=forms.HiddenInput)
    direction = forms.ChoiceField(
        label="Points", choices=[(d.value, d.label) for d in Direction], required=False
    )
    apart_from_reviews = forms.BooleanField(label="No review here pools it", required=False)


class EffectForm(forms.Form):
    """Both groups in numbers; a sentence is proposed from them. Nothing of it is stored."""

    prefix = "e"
    events = forms.IntegerField(label="Had the outcome, with it", min_value=0, required=False)
    n = forms.IntegerField(label="of so many", min_value=0, required=False)
    control_events = forms.IntegerField(label="Had it, without", min_value=0, required=False)
    control_n = forms.IntegerField(label="of so many", min_value=0, required=False)
    follow_up = forms.CharField(label="Followed for", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that cannot be."""
        said = super().clean() or {}
        given = said.get("events") is not None and said.get("n") is not None
        if given and (problem := problem_of(self._counts(said))):
            raise forms.ValidationError(problem)
        return said

    @property
    def counts(self) -> Counts | None:
        """The numbers, if both of the first group can be read."""
        if not self.is_bound or not self.is_valid():
            return None
        said = self.cleaned_data
        return self._counts(said) if said["events"] is not None and said["n"] is not None else None

    def _counts(self, said: dict[str, Any]) -> Counts:
        return Counts(said["events"], said["n"], said.get("control_events"), said.get("control_n"))


class SearchForm(forms.Form):
    """A search that was done, to be recorded. Its fold may stay closed: the browser must not ask for it."""

    use_required_attribute = False

    prefix = "new"
    database = forms.CharField(max_length=200, help_text="PubMed, ClinicalTrials.gov, …")
    query = forms.CharField(
        label="Query, word for word", widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    searched_on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    hits = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("required", None)
            field.widget.is_required = False


class CloseForm(forms.Form):
    """Why a draft ends."""

    reason = forms.CharField(
        label="Reason",
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="At least ten characters; it stays in the record.",
    )


STUDY = ("reference", "direction", "apart_from_reviews")
