"""What an author enters about a claim: its words, what it asks, and what it cites."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from evidence.choices import Asks, Stance
from evidence.models import ClaimDraft, Question

WORDS = (
    "text",
    "asks",
    "direction",
    "asserts",
    "comparative",
    "is_finding",
    "reassures_or_advises",
    "question",
)
FLAGS = ("comparative", "is_finding", "reassures_or_advises")
CITATION = ("reference", "stance", "quote", "locator", "no_quote_reason")


class WordsForm(forms.ModelForm):
    """The sentence and what it is. Never saves: `evidence.services.drafts.edit_draft` does."""

    asks = forms.ChoiceField(
        label="What it asks", choices=[("", "Choose …"), *Asks.choices], required=False
    )
    asserts = forms.ChoiceField(
        label="Would otherwise ask",
        choices=[("", "Nothing that could be graded"), *Asks.choices],
        required=False,
        help_text="For a background, a view or laboratory work: what it asserts all the same.",
    )
    question = forms.ModelChoiceField(
        label="Question it answers",
        queryset=Question.objects.order_by("title"),
        required=False,
        empty_label="None",
    )

    class Meta:
        model = ClaimDraft
        fields = WORDS
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "direction": "Which way it points",
            "comparative": "It compares with another treatment, or with none",
            "is_finding": "It is a finding: what was seen, in whom, in how many",
            "reassures_or_advises": "It reassures on safety, or advises on standard treatment",
        }
        help_texts = {"comparative": "", "is_finding": "", "reassures_or_advises": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def _post_clean(self) -> None:
        """Leave the stored draft alone: the service writes it."""

    @property
    def flags(self) -> list[forms.BoundField]:
        """What is true of the sentence or not."""
        return [self[name] for name in FLAGS]


class CitationForm(forms.Form):
    """One citation of a draft."""

    reference = forms.CharField(widget=forms.HiddenInput)
    stance = forms.ChoiceField(label="What the source does", choices=Stance.choices)
    quote = forms.CharField(label="Quote", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    locator = forms.CharField(
        label="Where the quote stands",
        required=False,
        max_length=200,
        help_text="Page, section, table, or “abstract”.",
    )
    no_quote_reason = forms.CharField(
        label="If no quote can be given: why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


def citation_forms(rows: Iterable[Mapping[str, Any]], *, data: Any = None) -> list[CitationForm]:
    """One form per row: what was typed where there is data, else what the rows hold."""
    return [
        CitationForm(data, initial=dict(row), prefix=f"r{number}")
        for number, row in enumerate(rows)
    ]


def typed_words(data: Any) -> dict[str, Any]:
    """The words as they stand in the form, unchecked, to show them again."""
    return {name: name in data if name in FLAGS else data.get(name, "") for name in WORDS}


def typed_rows(data: Any, names: tuple[str, ...] = CITATION) -> list[dict[str, str]]:
    """The rows as they stand in the form, unchecked."""
    rows: list[dict[str, str]] = []
    while f"r{len(rows)}-reference" in data and len(rows) < 200:
        rows.append({name: data.get(f"r{len(rows)}-{name}", "") for name in names})
    return rows


def rearranged(rows: list[dict[str, str]], do: str) -> list[dict[str, str]]:
    """The rows after a button: `cite-<key>` adds one, `drop-<n>` removes one, `up-<n>` moves one up."""
    verb, _, what = do.partition("-")
    if verb == "cite" and what:
        return [*rows, {"reference": what, "stance": Stance.SUPPORTS}]
    number = int(what) if what.isdecimal() else -1
    if not 0 <= number < len(rows):
        return rows
    if verb == "drop":
        return rows[:number] + rows[number + 1 :]
    if verb == "up" and number:
        before = rows[: number - 1]
        return [*before, rows[number], rows[number - 1], *rows[number + 1 :]]
    return rows
