"""What a person enters about a study."""

from typing import Any

from django import forms

from evidence.choices import BadgeValue, Design, Interests, Population
from evidence.models import StudyFacts
from references.models import Reference

MAIN = (
    "design",
    "population",
    "species",
    "n",
    "follow_up",
    "concurrent_group",
    "funding",
    "interests",
    "seller_involved",
    "is_preprint",
    "cluster",
)
OF_REVIEWS = (
    "pooled_designs",
    "pooled_populations",
    "pooled_studies",
    "reports_apart",
    "includes_retracted",
    "about_lab_work",
    "stated_certainty",
    "checked_on",
)


CERTAINTIES = [
    ("", "None stated"),
    (BadgeValue.HIGH.value, "High"),
    (BadgeValue.MODERATE.value, "Moderate"),
    (BadgeValue.LOW.value, "Low"),
    (BadgeValue.VERY_LOW.value, "Very low"),
]


def _several(choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class FactsForm(forms.ModelForm):
    """Design, people, numbers, money. Never saves: `evidence.services.facts.enter_facts` does."""

    pooled_designs = _several(
        [(d.value, d.label) for d in Design if d not in (Design.UNKNOWN, Design.SEARCH)]
    )
    pooled_populations = _several([(p.value, p.label) for p in Population if p != Population.NONE])
    pooled_studies = forms.IntegerField(
        label="Independent studies pooled",
        min_value=0,
        required=False,
        help_text="For this outcome; 0 if not known.",
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = StudyFacts
        fields = (*MAIN, *OF_REVIEWS)
        labels = {
            "n": "Number analysed",
            "follow_up": "Follow-up",
            "interests": "Interests of the authors",
            "seller_involved": "A seller or clinic of the treatment was involved",
            "concurrent_group": "Has a concurrent comparison group",
            "is_preprint": "Preprint or conference abstract",
            "includes_retracted": "Includes a retracted study",
            "about_lab_work": "Is about laboratory work",
            "stated_certainty": "Certainty that a guideline states itself",
            "checked_on": "Record or search looked at on",
        }
        widgets = {"checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(
        self, data: Any = None, *, newest: StudyFacts | None, prefix: str | None = None
    ) -> None:
        super().__init__(data, instance=newest, prefix=prefix)
        self.newest = newest
        if newest is not None and newest.interests == Interests.SELLER:
            self.initial["interests"], self.initial["seller_involved"] = Interests.DECLARED, True
        self.initial["shown"] = str(newest.pk) if newest else ""
        self.fields["population"].choices = [  # type: ignore[attr-defined]
            ("", "Not recorded"),
            *((p.value, p.label) for p in Population if p != Population.NONE),
        ]
        self.fields["stated_certainty"].choices = CERTAINTIES  # type: ignore[attr-defined]
        self.fields["interests"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in Interests if kind != Interests.SELLER
        ]

    def clean_pooled_studies(self) -> int:
        """An empty cell means not known."""
        return int(self.cleaned_data["pooled_studies"] or 0)

    def _post_clean(self) -> None:
        """Leave the shown row alone: the service checks the new one."""

    @property
    def main(self) -> list[forms.BoundField]:
        """What is asked of every study."""
        return [self[name] for name in MAIN]

    @property
    def of_reviews(self) -> list[forms.BoundField]:
        """What is asked of reviews, guidelines and records."""
        return [self[name] for name in OF_REVIEWS]

    @property
    def is_stale(self) -> bool:
        """Whether somebody entered newer facts after this form was shown."""
        return self.is_bound and self["shown"].value() != self.initial["shown"]

    def differs(self) -> bool:
        """Whether anything but the hidden field was changed."""
        return bool(set(self.changed_data) - {"shown"})

    def facts(self) -> dict[str, Any]:
        """The facts, for the service."""
        return {name: self.cleaned_data[name] for name in (*MAIN, *OF_REVIEWS)}


def facts_prefix(reference: Reference) -> str:
    """The prefix of the fields about one study."""
    return f"s{reference.pk}"
