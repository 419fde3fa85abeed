"""Which mails a person wants, and when."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evidence.choices import LetterKind, MailTime


class MailForm(forms.Form):
    """For each kind of mail: at once, once a day, or never."""

    def __init__(self, *args: Any, chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in LetterKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=MailTime.choices,
                widget=forms.RadioSelect,
                initial=chosen[kind.value],
            )
