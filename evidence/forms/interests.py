"""What a reviewer declares of their interests."""

from typing import Any

from django import forms

from evidence.choices import InterestKind
from evidence.models import Question


class DeclarationForm(forms.Form):
    """About which intervention, what, and in which words. The service checks and writes."""

    intervention = forms.ChoiceField(label="About", required=False)
    kind = forms.ChoiceField(
        label="You have", choices=InterestKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="What readers are told",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Not needed if you have none. Shown with your name and the date on every page you vouch for.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Question.objects.order_by("intervention").values_list("intervention", flat=True)
        self.fields["intervention"].choices = [  # type: ignore[attr-defined]
            ("", "Everything that this portal treats"),
            *((one, one) for one in named.distinct()),
        ]
