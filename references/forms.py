"""The shape of what people enter in the library."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from references.choices import Role, Standing
from references.layouts import FileRefused
from references.layouts.names import own_authors, written_authors
from references.layouts.profiles import mapped
from references.layouts.profiles.own import COLUMNS
from references.models import Reference
from references.works import FIELDS, normalised
from references.written import encoding_name

ROLES = [(role.value, role.label) for role in Role if role != Role.PORTAL]
SEARCHES = [name for name in COLUMNS if name.startswith("search")]
MEANINGS = [
    ("", "Leave this column out"),
    ("A work", [(name, text) for name, text in COLUMNS.items() if name not in SEARCHES]),
    ("A recorded search", [(name, COLUMNS[name]) for name in SEARCHES]),
]


class AuthorsField(forms.CharField):
    """Authors in one line each or after semicolons: `Family, Given; {A Group}`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The list as text."""
        return written_authors(value, truncated=False) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The text as a list."""
        if isinstance(value, list):
            return value
        return own_authors(str(value or "").replace("\n", ";"))[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the text means."""
        return bool((initial or []) != self.to_python(data))


class PartsField(forms.CharField):
    """A list of terms, divided by semicolons or lines."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """The list as text."""
        return "; ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The text as a list."""
        if isinstance(value, list):
            return value
        parts = str(value or "").replace("\n", ";").split(";")
        return [part.strip() for part in parts if part.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the text means."""
        return bool((initial or []) != self.to_python(data))


class ReferenceForm(forms.ModelForm):
    """One work, as a librarian enters it."""

    authors = AuthorsField(
        required=False, help_text="Family, Given; Family, Given; {Name of a group}"
    )
    publication_types = PartsField(required=False, help_text="Divided by semicolons.")
    mesh_terms = PartsField(required=False, label="MeSH terms", help_text="Divided by semicolons.")
    url = forms.CharField(required=False, label="URL", max_length=2000)
    doi = forms.CharField(required=False, label="DOI", max_length=500)
    pmid = forms.CharField(required=False, label="PMID", max_length=200)
    pmcid = forms.CharField(required=False, label="PMCID", max_length=200)
    same_work_reason = forms.CharField(
        required=False,
        label="Still the same work, because",
        help_text="Where approved claims rest on this reference, a change of DOI, PMID, title or year "
        "suspends them.",
    )

    class Meta:
        model = Reference
        fields = (*FIELDS,)
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "container_title": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The page brings back what it showed: a field is changed by whoever changed it there.
            for name in FIELDS:
                if name in self.fields:
                    self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        """Values in normal form; what has none, or was changed by someone else, is said beside its field."""
        cleaned = super().clean() or self.cleaned_data
        given = {name: value for name, value in cleaned.items() if name in FIELDS}
        fields, problems = normalised(given)
        for problem in problems:
            self.add_error(problem["column"], f"{problem['reason']} {problem['mend']}")
        for name in self.changed_data:
            if name in FIELDS and self._moved(name):
                self._show_anew(name)
        return cleaned | fields

    def _moved(self, name: str) -> bool:
        """Whether the reference says something else now than the page did when it was opened."""
        shown = self.data.get(self[name].html_initial_name)
        field = self.fields[name]
        return shown is not None and field.has_changed(
            self.initial.get(name), field.to_python(shown)
        )

    def _show_anew(self, name: str) -> None:
        now = self.fields[name].prepare_value(self.initial.get(name))
        told = f"It now says: {now}." if now not in (None, "") else "It is empty now."
        self.add_error(
            name,
            f"Someone else, or an import, changed this since you opened the page. {told}"
            " Save again to put your entry in its place.",
        )
        posted = cast(QueryDict, self.data).copy()
        posted[self[name].html_initial_name] = "" if now is None else str(now)
        self.data = posted

    def validate_constraints(self) -> None:
        """Leave them to the service, which says more."""

    def changes(self) -> dict[str, Any]:
        """The fields that this form changes."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in FIELDS}


class ImportForm(forms.Form):
    """A file of references."""

    file = forms.FileField(label="File")


class EncodingForm(forms.Form):
    """In which encoding a file is, as its lines read best."""

    encoding = forms.ChoiceField(
        label="Which of these reads right?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the one that reads right."},
    )

    def __init__(self, question: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.samples = dict(question["proposals"])
        self.fields["encoding"].choices = [  # type: ignore[attr-defined]
            (codec, encoding_name(codec)) for codec in self.samples
        ]

    def proposals(self) -> list[tuple[Any, list[str]]]:
        """Each choice with lines of the file as they would read."""
        return [(radio, self.samples[radio.data["value"]]) for radio in self["encoding"]]


class MappingForm(forms.Form):
    """What the columns of a table mean."""

    def __init__(self, question: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header: list[str] = question["header"]
        self.rows: list[list[str]] = question["samples"]
        for at, name in enumerate(self.header):
            if name:
                self.fields[f"column-{at}"] = forms.ChoiceField(
                    label=name,
                    required=False,
                    choices=MEANINGS,
                    initial=question["proposed"].get(name, ""),
                )

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Each column with what its first cells say."""
        return [
            (self[f"column-{at}"], [row[at] for row in self.rows if at < len(row) and row[at]])
            for at, name in enumerate(self.header)
            if name
        ]

    def mapping(self) -> dict[str, str]:
        """Column → field; an empty field leaves the column out."""
        return {
            name: self.cleaned_data[f"column-{at}"]
            for at, name in enumerate(self.header)
            if name and f"column-{at}" in self.cleaned_data
        }

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be read so, before the file is."""
        cleaned = super().clean() or self.cleaned_data
        try:
            mapped(self.header, self.mapping())
        except FileRefused as refused:
            self.add_error(None, refused.message)
        return cleaned


class NoticesForm(forms.Form):
    """A dataset of notices."""

    file = forms.FileField(label="CSV file", help_text="In the layout of Retraction Watch.")
    dataset = forms.CharField(max_length=200, initial="Retraction Watch")
    as_of = forms.DateField(
        label="As of",
        initial=timezone.localdate,
        help_text="The day on which the dataset was made.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RecheckForm(forms.Form):
    """What a librarian found."""

    outcome = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label="What you found")
    standing = forms.ChoiceField(
        required=False, choices=[("", "Leave the standing as it is"), *Standing.choices]
    )


class InviteForm(forms.ModelForm):
    """Someone new."""

    name = forms.CharField(max_length=300)
    email = forms.EmailField()
    roles = forms.MultipleChoiceField(choices=ROLES, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ("email",)


class PersonForm(forms.ModelForm):
    """What a person may do here."""

    roles = forms.MultipleChoiceField(
        choices=ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = [group.name for group in self.instance.groups.all()]


class RecordForm(forms.Form):
    """Which part of the record to take."""

    stream = forms.CharField(
        required=False,
        max_length=120,
        help_text="One stream, such as claim:th17-treg or reference:r2…; empty for all.",
    )
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(
        required=False, label="As", choices=[("csv", "CSV, for a spreadsheet"), ("json", "JSON")]
    )

    def clean_stream(self) -> str:
        """A NUL is in the name of no stream."""
        return str(self.cleaned_data["stream"]).replace("\0", "")
