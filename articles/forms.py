"""The shape of what people enter about articles."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings

from articles.disclosures import Finding
from articles.intake import TITLE, ArticleRefused, Decision, Sentence, halves_of
from articles.intake.formats import ACCEPTED, MOST_BYTES, format_of, recognised
from evidence.words import normalised
from references.refusals import REASON_LENGTH

TEXT_SECTIONS = ("title", "summary", "key_messages", "body")
SLUG_LENGTH = 80


def _area(rows: int, described_by: str = "") -> forms.Textarea:
    attrs: dict[str, Any] = {"rows": rows, "spellcheck": "true"}
    if described_by:
        attrs["aria-describedby"] = described_by
    return forms.Textarea(attrs=attrs)


class LinesField(forms.CharField):
    """A text of several lines. Browsers send CR LF; what is kept has LF, and no empty lines around."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        """The text as it is kept."""
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


class RevisionForm(forms.Form):
    """The text of a revision, in Markdown."""

    title = forms.CharField(widget=_area(2, "claim-syntax"))
    summary = LinesField(required=False, widget=_area(4, "claim-syntax"))
    key_messages = LinesField(required=False, widget=_area(7, "claim-syntax"))
    body = LinesField(required=False, widget=_area(32, "claim-syntax"))
    seen_saved_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_title(self) -> str:
        """A title is one line."""
        return " ".join(str(self.cleaned_data["title"]).split())


class ArticleForm(forms.Form):
    """A new article."""

    title = forms.CharField(widget=_area(2))
    slug = forms.SlugField(
        label="Address",
        max_length=SLUG_LENGTH,
        help_text="The last part of the page's address: small letters, digits and hyphens."
        " It can be changed later; the old one then leads on.",
    )

    clean_title = RevisionForm.clean_title

    def clean_slug(self) -> str:
        """Addresses are in small letters."""
        return str(self.cleaned_data["slug"]).lower()


class AddressForm(forms.Form):
    """Another address of a page."""

    slug = forms.SlugField(
        label="New address",
        max_length=SLUG_LENGTH,
        help_text="Small letters, digits and hyphens. The address it has now leads on to it for ever.",
    )

    clean_slug = ArticleForm.clean_slug


class TextForm(forms.Form):
    """The text of an article: pasted, or in a file."""

    text = forms.CharField(
        required=False,
        strip=False,
        label="Paste the text",
        widget=_area(16),
        help_text="The article with its title and its list of references: plain text, or the source of a page"
        " in HTML.",
    )
    file = forms.FileField(
        required=False,
        label="or choose a file",
        help_text="Word (.docx), a saved web page (.html), Markdown, JATS XML of PubMed Central, or plain text.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two; `source`, its `format` and `name` are what came."""
        cleaned = super().clean() or self.cleaned_data
        upload, pasted = cleaned.get("file"), cleaned.get("text", "")
        if upload and pasted.strip():
            raise forms.ValidationError("Paste a text or choose a file, not both.")
        if not upload and not pasted.strip():
            if not self.errors:
                raise forms.ValidationError("Paste the text of the article, or choose a file.")
            return cleaned
        if upload:
            try:
                source, kind = recognised(upload.name, upload.read(MOST_BYTES + 1))
            except ArticleRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
            cleaned |= {"name": upload.name, "source": source, "format": kind}
        else:
            first = next(line.strip() for line in pasted.splitlines() if line.strip())
            kind = format_of("", pasted)
            cleaned |= {"name": f"Pasted: {first[:80]}", "source": pasted, "format": kind}
        return cleaned


DECISIONS: tuple[tuple[Decision, str], ...] = (
    ("claim", "Claim"),
    ("two", "Two claims"),
    ("prose", "Prose"),
    ("drop", "Leave out"),
)
SETTINGS = (
    ("proposed", "As proposed"),
    ("prose", "All as prose"),
    ("drop", "Leave all out"),
)


class DecisionsForm(forms.Form):
    """What becomes of an imported text: its address, a decision for each sentence, a work for each entry.

    `set_all` chooses for every sentence at once; nothing is decided by it.
    """

    slug = forms.SlugField(
        label="Address of the page",
        max_length=SLUG_LENGTH,
        help_text="Small letters, digits and hyphens.",
    )

    clean_slug = ArticleForm.clean_slug

    def __init__(
        self,
        sentences: Sequence[Sentence],
        data: Mapping[str, Any] | None = None,
        *,
        proposed: Mapping[int, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.sentences = sentences
        self.chosen: dict[int, Decision] = {
            sentence.index: self._choice(sentence) for sentence in sentences
        }
        # By entry of the reference list: the key of the work of the library that it is taken for.
        self.works = {
            index: str(self.data.get(f"entry-{index}", key)).strip()
            for index, key in (proposed or {}).items()
        }

    def _choice(self, sentence: Sentence) -> Decision:
        proposed: Decision = "claim" if sentence.checkable else "prose"
        setting = self.data.get("set_all")
        wanted = setting or self.data.get(f"sentence-{sentence.index}")
        if setting == "proposed":
            wanted = proposed
        if sentence.block == TITLE and wanted in ("two", "drop"):
            return "claim" if wanted == "two" else "prose"
        return next((value for value, _ in DECISIONS if value == wanted), proposed)

    @property
    def title_is_claim(self) -> bool:
        """Whether the title is to be a claim."""
        return any(
            self.chosen[sentence.index] == "claim"
            for sentence in self.sentences
            if sentence.block == TITLE
        )

    def decisions(self) -> dict[int, Decision]:
        """By sentence, without the title's."""
        return {
            sentence.index: self.chosen[sentence.index]
            for sentence in self.sentences
            if sentence.block != TITLE
        }

    def halves_for(self, sentence: Sentence) -> tuple[str, str]:
        """The words of the two claims that a sentence becomes, as far as somebody wrote them."""
        proposed = halves_of(sentence.text)
        first, second = (
            normalised(str(self.data.get(f"half-{sentence.index}-{n}", text)))
            for n, text in enumerate(proposed, start=1)
        )
        return first or proposed[0], second or proposed[1]

    def halves(self) -> dict[int, tuple[str, str]]:
        """By sentence that becomes two claims."""
        return {
            sentence.index: self.halves_for(sentence)
            for sentence in self.sentences
            if self.chosen[sentence.index] == "two"
        }

    def matches(self) -> dict[int, str]:
        """By entry of the reference list: the key of the work that it is, where there is one."""
        return {index: key for index, key in self.works.items() if key}

    def count(self, decision: Decision) -> int:
        """How many sentences have this decision now."""
        return sum(chosen == decision for chosen in self.chosen.values())


def _time_field(what: str) -> forms.DateTimeField:
    """A time, or nothing for at once; in the portal's own time zone."""
    return forms.DateTimeField(
        required=False,
        label=f"{what} at a time",
        help_text=f"Times are {settings.TIME_ZONE}. Leave it empty to do it now; all checks are made again then.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class PublishForm(forms.Form):
    """What readers are told of a publication."""

    note = LinesField(
        required=False,
        label="What changed, for readers",
        widget=_area(3),
        help_text="One or two sentences; they stand under “What changed”.",
    )
    is_correction = forms.BooleanField(
        required=False,
        label="This corrects an error",
        help_text="Readers are told “Correction” instead of “Update”.",
    )
    due_at = _time_field("Publish")


class WithdrawForm(forms.Form):
    """Why a page is taken from the public."""

    reason = LinesField(
        label="Why, for readers",
        widget=_area(3),
        help_text=f"The page's address answers with this reason. At least {REASON_LENGTH} characters.",
    )
    due_at = _time_field("Withdraw")


class ReasonForm(forms.Form):
    """Why somebody does what the record keeps for ever."""

    reason = LinesField(widget=_area(3))

    def __init__(
        self,
        data: Any = None,
        *,
        label: str,
        hint: str = f"At least {REASON_LENGTH} characters.",
    ) -> None:
        super().__init__(data, auto_id=f"id_{'_'.join(label.split()[:2]).lower()}_%s")
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class SignOffForm(forms.Form):
    """The checks of a page: each is confirmed, or waived with a reason that the page shows."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Sequence[Finding] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = {finding.item: finding for finding in found}
        for item in self.found:
            self.fields[item.value] = forms.ChoiceField(
                label=item.label,
                choices=[("confirm", "Confirmed"), ("waive", "Waived, because")],
                widget=forms.RadioSelect,
                error_messages={"required": "Confirm it, or waive it with a reason."},
            )
            self.fields[f"{item.value}_reason"] = LinesField(
                required=False,
                label=f"Reason to waive: {item.label}",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """A waiver has a reason; what was confirmed needs none."""
        cleaned = super().clean() or self.cleaned_data
        for item in self.found:
            reason = str(cleaned.get(f"{item.value}_reason", "")).strip()
            if cleaned.get(item.value) == "waive" and len(reason) < REASON_LENGTH:
                self.add_error(
                    f"{item.value}_reason",
                    f"Write why, in at least {REASON_LENGTH} characters; readers see it.",
                )
        return cleaned

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, Finding]]:
        """Each check beside its reason, and what the machine found."""
        return [
            (self[item.value], self[f"{item.value}_reason"], finding)
            for item, finding in self.found.items()
        ]

    def answers(self) -> dict[str, dict[str, Any]]:
        """As the service takes them."""
        return {
            item.value: {"confirmed": True}
            if self.cleaned_data[item.value] == "confirm"
            else {"waived": self.cleaned_data[f"{item.value}_reason"].strip()}
            for item in self.found
        }
