"""What a reviewer has typed about a body of evidence, and what it would do; nothing here is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from evidence import badges
from evidence.choices import BadgeValue
from evidence.forms.appraisal import (
    DOMAINS,
    JUDGED,
    EffectForm,
    JudgementsForm,
    SearchForm,
    StudyForm,
)
from evidence.forms.facts import FactsForm, facts_prefix
from evidence.models import ProfileDraft, Question
from evidence.selectors.appraising import Appraisal, ClaimMove, months_after, read_appraisal
from evidence.selectors.passages import with_names
from evidence.selectors.profile_history import labels_of
from evidence.selectors.studies import Study

NO_SEARCH = "No recorded search is named: until one is, no claim can be approved with weak evidence or above."
RULE_NAMES = {"n_waiver": "n_waived"}


@dataclass(frozen=True)
class StudyRow:
    """One line of the table of studies, with its form; `mates` are other papers on the same patients."""

    form: StudyForm
    study: Study | None
    key: str
    group: str
    mates: int
    facts: FactsForm | None


@dataclass(frozen=True)
class Judged:
    """One judgement: its field, whether it decides or has to be judged first, and what the facts suggest."""

    name: str
    field: forms.BoundField
    decides: bool
    suggestion: badges.Suggestion | None
    value: Any

    @property
    def is_steps(self) -> bool:
        """Whether it is chosen from steps."""
        return self.name in DOMAINS

    @property
    def is_taken(self) -> bool:
        """Whether the suggestion is what stands there."""
        return self.suggestion is not None and self.value == self.suggestion.value

    @property
    def is_set(self) -> bool:
        """Whether it says anything."""
        return bool(self.value)


@dataclass(frozen=True)
class Result:
    """What readers would see, why, what it does to claims, and what is lacking."""

    value: str
    direction: str
    reasons: Sequence[tuple[str, str]]
    method: str
    once_confirmed: str
    moves: Sequence[ClaimMove]
    needs_two: bool
    lacking: Sequence[str]
    due_on: Any
    due_why: str

    @property
    def down(self) -> int:
        """How many approved claims it would suspend."""
        return sum(m.way == badges.Move.DOWN and m.answer.stands for m in self.moves)

    @property
    def up(self) -> int:
        """How many approved claims would wait for a review to adopt a higher badge."""
        return sum(m.way == badges.Move.UP and m.answer.stands for m in self.moves)


class Typed:
    """The forms of the appraisal page, filled with what was posted, or with what a draft starts from."""

    def __init__(
        self,
        question: Question,
        *,
        values: Mapping[str, Any],
        studies: Sequence[Mapping[str, Any]],
        before: Any,
        kinds: Sequence[tuple[str, str]],
        data: Any = None,
        facts_of: str = "",
        fresh_facts: bool = False,
        check: bool = False,
    ) -> None:
        self.question, self.data, self.check = question, data, check
        self.form = JudgementsForm(data if check else None, initial=dict(values))
        self.studies = studies
        self.effect = EffectForm(data if data is not None and "e-n" in data else None)
        self.new_search = SearchForm(None)
        self.facts_of, self.fresh_facts = facts_of, fresh_facts
        self._values = values
        self._before, self._kinds = before, kinds

    @cached_property
    def judged(self) -> ProfileDraft:
        """The judgements as far as they can be read."""
        form = JudgementsForm({**self._values, "search": ""})
        form.is_valid()
        said = {name: value for name, value in form.judgements().items() if name != "search"}
        return ProfileDraft(question=self.question, **said)

    @cached_property
    def appraisal(self) -> Appraisal:
        """The judgements held against the claims."""
        return read_appraisal(
            self.question, self.judged, self.studies, before=self._before, kinds=self._kinds
        )

    @cached_property
    def rows(self) -> list[StudyRow]:
        """The table, reports of one trial under one another."""
        appraisal = self.appraisal
        groups = appraisal.groups if self.studies else {}
        sizes = list(groups.values())
        rows = []
        for n, said in enumerate(self.studies):
            key = str(said["reference"])
            study = appraisal.shelf.study(key)
            form = StudyForm(self.data if self.check else None, initial=dict(said), prefix=f"r{n}")
            group = groups.get(key, "")
            rows.append(
                StudyRow(form, study, key, group, sizes.count(group), self._facts(key, study))
            )
        first = {row.group: at for at, row in reversed(list(enumerate(rows)))}
        return sorted(rows, key=lambda row: first[row.group])

    def _facts(self, key: str, study: Study | None) -> FactsForm | None:
        if study is None or key != self.facts_of or study.is_search:
            return None
        prefix = facts_prefix(study.stands)
        bound = self.data is not None and not self.fresh_facts and f"{prefix}-shown" in self.data
        return FactsForm(self.data if bound else None, newest=study.facts, prefix=prefix)

    @cached_property
    def independent(self) -> int:
        """How many independent groups of patients the studies report on."""
        return len(set(self.appraisal.groups.values()))

    @property
    def unconfirmed(self) -> int:
        """How many studies have facts that no reviewer confirmed."""
        return sum(row.study is None or not row.study.is_confirmed for row in self.rows)

    @cached_property
    def missing(self) -> list[Study]:
        """Studies that claims of this question cite and the body lacks."""
        found = [self.appraisal.shelf.study(key) for key in self.appraisal.missing]
        return [study for study in found if study is not None and not study.is_search]

    @cached_property
    def judgements(self) -> list[Judged]:
        """Every judgement with what is suggested for it."""
        appraisal = self.appraisal
        suggested = appraisal.suggestions(self.effect.counts)
        return [
            Judged(
                name,
                self.form[name],
                RULE_NAMES.get(name, name) in appraisal.deciding or name in appraisal.unjudged,
                self._named(suggested.get(name)),
                getattr(self.judged, name),
            )
            for name in JUDGED
        ]

    def _named(self, suggestion: badges.Suggestion | None) -> badges.Suggestion | None:
        if suggestion is None:
            return None
        why = with_names(suggestion.why, self.names)
        return badges.Suggestion(suggestion.field, suggestion.value, why, suggestion.source)

    @property
    def deciding(self) -> list[Judged]:
        """The judgements that can move the badge."""
        return [one for one in self.judgements if one.decides]

    @property
    def folded(self) -> list[Judged]:
        """Those that cannot, given the others."""
        return [one for one in self.judgements if not one.decides]

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call each reference."""
        shelf = self.appraisal.shelf
        return {key: study.name for key in shelf.rows if (study := shelf.study(key)) is not None}

    @cached_property
    def result(self) -> Result:
        """What the appraisal would do."""
        return result_of(self.appraisal, self.names, search=bool(self._values.get("search")))


def result_of(appraisal: Appraisal, names: Mapping[str, str], *, search: bool) -> Result:
    """An appraisal as it is told beside the form, and before it is adopted."""
    badge, later = appraisal.badge(confirmed=True), appraisal.badge(confirmed=False)
    months, why = appraisal.due
    lacking = []
    if appraisal.unjudged:
        lacking.append(
            f"Not judged yet: {labels_of(appraisal.unjudged)}. Until then they count as not serious here:"
            " the badge can still change."
        )
    if not appraisal.studies:
        lacking.append("Include the studies that answer the question.")
    if not appraisal.judgements.direction:
        lacking.append(
            "Say which way the body of evidence points, or leave it: “Studies disagree”."
        )
    at_least_low = (BadgeValue.LOW, BadgeValue.MODERATE, BadgeValue.HIGH)
    if not search and later.value in at_least_low:
        lacking.append(NO_SEARCH)
    return Result(
        value=badge.value,
        direction=appraisal.judgements.direction,
        reasons=[
            (line, with_names(told, names)) for line, told in badge.reasons if line not in ("1",)
        ],
        method=badge.method,
        once_confirmed=later.value if later.value != badge.value else "",
        moves=appraisal.moves,
        needs_two=appraisal.needs_two,
        lacking=lacking,
        due_on=months_after(timezone.localdate(), months),
        due_why=why,
    )


def typed_values(data: Any) -> dict[str, Any]:
    """What stands in the fields, unchecked, to show it again."""
    form = JudgementsForm(data)
    return {name: form[name].value() for name in form.fields}


def stored_values(judged: ProfileDraft) -> dict[str, Any]:
    """The fields of a draft, as the form starts with them."""
    names = JudgementsForm.base_fields
    return {name: judged.search_id if name == "search" else getattr(judged, name) for name in names}
