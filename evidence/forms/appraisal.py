"""What a reviewer enters about a body of evidence."""

from typing import Any

from django import forms

from evidence.choices import Direction
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
REST = ("direction", "effect_line", "rationale", "search", "n_waiver")


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
    """GRADE over a body of evidence. Never saves: `evidence.services.appraisal.draft_profile` does."""

    direction = forms.ChoiceField(
        label="Which way the body of evidence points",
        choices=[(d.value, d.label) for d in Direction],
        required=False,
    )
    search = SearchField(
        label="Recorded search",
        queryset=Reference.objects.filter(csl_type=CslType.SEARCH, merged_into=None).order_by(
            "-id"
        ),
        required=False,
        empty_label="None yet",
        help_text="Needed where the badge would be weak evidence or above. Librarians record searches.",
    )

    class Meta:
        model = ProfileDraft
        fields = (*DOMAINS, *FLAGS, *REST)
        help_texts = DOMAINS
        labels = FLAGS | {"effect_line": "The effect in absolute numbers"}
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("rationale", 4), ("effect_line", 2), ("n_waiver", 2))
        }

    def _post_clean(self) -> None:
        """Leave the models alone: the service writes a draft of its own."""

    @property
    def domains(self) -> list[forms.BoundField]:
        """The GRADE domains."""
        return [self[name] for name in DOMAINS]

    @property
    def flags(self) -> list[forms.BoundField]:
        """What is true or not."""
        return [self[name] for name in FLAGS]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Direction, effect, reasons, search."""
        return [self[name] for name in REST]

    def judgements(self) -> dict[str, Any]:
        """The judgements, for the service."""
        said = dict(self.cleaned_data)
        steps = (*DOMAINS,)
        return said | {name: int(said[name]) for name in steps}


class StudyForm(forms.Form):
    """One study of the body of evidence."""

    reference = forms.CharField(widget=forms.HiddenInput)
    direction = forms.ChoiceField(
        label="Points", choices=[(d.value, d.label) for d in Direction], required=False
    )
    apart_from_reviews = forms.BooleanField(label="No review listed here pools it", required=False)


STUDY = ("reference", "direction", "apart_from_reviews")
