"""What a reviewer enters to show another badge than the computed one."""

from typing import Any

from django import forms

from evidence.badges import way_of
from evidence.choices import BadgeValue, OverrideWay
from evidence.selectors.overrides import OverridePanel


class OverrideForm(forms.Form):
    """Which badge, and why. Never saves: `evidence.services.overriding` does."""

    version = forms.CharField(widget=forms.HiddenInput)
    computed = forms.CharField(widget=forms.HiddenInput)
    value = forms.ChoiceField(label="Show it as", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why the computed badge is not right",
        widget=forms.Textarea(attrs={"rows": 3, "minlength": 10}),
        help_text="Readers see it beside both badges. At least ten characters.",
    )

    def __init__(self, data: Any = None, *, panel: OverridePanel) -> None:
        version = panel.approval.version.number if panel.approval else ""
        super().__init__(
            data,
            auto_id="override_%s",
            initial={"version": version, "computed": panel.computed},
        )
        self.fields["value"].choices = [  # type: ignore[attr-defined]
            (value, _said(panel.computed, value)) for value in panel.values
        ]


def _said(computed: str, value: str) -> str:
    label = BadgeValue(value).label
    if way_of(computed, value) == OverrideWay.UP:
        return f"{label} (one step up: a second reviewer has to agree; lasts 12 months)"
    return f"{label} (holds at once)"
