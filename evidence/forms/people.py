"""What an administrator enters about reviewers and assignments."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet

from evidence.models import Assignment, ClaimVersion, Review, Reviewer
from references.policies import PORTAL


class PersonField(forms.ModelChoiceField):
    """A person, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Full name and account."""
        full = obj.get_full_name()
        return f"{full} ({obj.get_username()})" if full else str(obj.get_username())


class ReviewerForm(forms.ModelForm):
    """What readers are told of a reviewer. Never saves: `onboard_reviewer` does."""

    user = PersonField(label="Account", queryset=User.objects.none())

    class Meta:
        model = Reviewer
        fields = ("user", "name", "credentials", "orcid", "is_demonstration")
        help_texts = {
            "name": "As readers see it.",
            "credentials": "Degrees, specialty and place of work, such as “MD, consultant dermatologist, Leiden”.",
            "orcid": "Sixteen digits; with it nobody can review a claim that cites their own paper.",
            "is_demonstration": "An invented person of the demonstration; pages say so.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            taken = Reviewer.objects.exclude(pk=self.instance.pk).values("user")
            people = User.objects.filter(is_active=True).exclude(username=PORTAL)
            self.fields["user"].queryset = people.exclude(pk__in=taken).order_by(  # type: ignore[attr-defined]
                "last_name", "username"
            )
        if "orcid" in self.fields:
            self.fields["orcid"].max_length = None  # type: ignore[attr-defined]
            self.fields["orcid"].validators = []
            self.fields["orcid"].widget.attrs.pop("maxlength", None)

    def _post_clean(self) -> None:
        """The service checks and writes."""


class DueForm(forms.Form):
    """Another day."""

    due_on = forms.DateField(
        label="By", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AssignForm(forms.Form):
    """Whom to ask, and by when."""

    reviewer = PersonField(queryset=User.objects.none())
    due_on = forms.DateField(
        label="By",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="In two weeks unless you say otherwise.",
    )

    def __init__(self, *args: Any, version: ClaimVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = _free_for(version)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Whom to ask instead, and why, where the first is still asked."""

    to = PersonField(label="Ask instead", queryset=User.objects.none())
    reason = forms.CharField(
        label="Reason", required=False, widget=forms.TextInput(attrs={"minlength": "10"})
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{assignment.pk}_%s")
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            _free_for(assignment.version).exclude(
                pk__in=Review.objects.filter(round=assignment.round_id).values("reviewer")
            )
        )
        if assignment.ended_at is not None:
            del self.fields["reason"]


def _free_for(version: ClaimVersion) -> QuerySet[User]:
    """Active reviewers who did not write the version and are not asked yet; the service knows the rest."""
    return (
        User.objects.filter(is_active=True, reviewer__active=True)
        .exclude(pk__in=version.contributors.values("user"))
        .exclude(pk__in=version.assignments.filter(ended_at=None).values("reviewer"))
        .exclude(pk=version.author_id)
        .order_by("last_name", "username")
    )
