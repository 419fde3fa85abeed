"""The shape of what people enter in the library."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from references.choices import Role, Standing
from references.layouts.names import own_authors, written_authors
from references.models import Reference
from references.works import FIELDS, normalised

ROLES = [(role.value, role.label) for role in Role if role != Role.PORTAL]


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
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        """Values in normal form; what has none is said beside its field."""
        cleaned = super().clean() or self.cleaned_data
        given = {name: value for name, value in cleaned.items() if name in FIELDS}
        fields, problems = normalised(given)
        for problem in problems:
            self.add_error(problem["column"], f"{problem['reason']} {problem['mend']}")
        return cleaned | fields

    def validate_constraints(self) -> None:
        """Leave them to the service, which says more."""

    def changes(self) -> dict[str, Any]:
        """The fields that this form changes."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in FIELDS}


class ImportForm(forms.Form):
    """A file of references."""

    file = forms.FileField(
        label="CSV file", help_text="In the layout of our template or of PubMed; UTF-8."
    )


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
