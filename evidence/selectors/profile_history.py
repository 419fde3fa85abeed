"""What changed from one profile of a question to the next, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.choices import Direction
from evidence.models.appraisal import Judgements
from evidence.selectors.shelf import Shelf
from references.citing import vancouver

TOLD = (
    "direction",
    "risk_of_bias",
    "inconsistency",
    "inconsistency_explained",
    "indirectness",
    "imprecision",
    "publication_bias",
    "large_effect",
    "dose_response",
    "plausible_confounding",
    "interval_spans_both",
    "surrogate_only",
    "n_waiver",
    "effect_line",
    "search",
    "rationale",
)


@dataclass(frozen=True)
class Change:
    """One field: what it said, and what it says now."""

    name: str
    before: str
    after: str


def changes_between(
    before: Judgements,
    after: Judgements,
    studies_before: Sequence[Mapping[str, Any]],
    studies_after: Sequence[Mapping[str, Any]],
    shelf: Shelf,
) -> list[Change]:
    """Every field in which two appraisals differ, then every study that came, left or points elsewhere."""
    said = [
        Change(label_of(name), value_of(before, name), value_of(after, name))
        for name in TOLD
        if getattr(before, name) != getattr(after, name)
    ]
    old = {study["reference"]: study for study in studies_before}
    new = {study["reference"]: study for study in studies_after}
    for key in sorted({*old, *new}):
        one, other = _study(old.get(key)), _study(new.get(key))
        if one != other:
            study = shelf.study(key)
            said.append(Change(study.name if study else key, one, other))
    return said


def label_of(name: str) -> str:
    """What people call a field."""
    label = str(Judgements._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def labels_of(names: Iterable[str]) -> str:
    """What people call some fields, in one list within a sentence."""
    return ", ".join(label_of(name).lower() for name in names)


def value_of(judged: Judgements, name: str) -> str:
    """What a field says, in words."""
    value = getattr(judged, name)
    if name == "search":
        return vancouver(value).removeprefix("Recorded search: ") if value else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not judged yet"
    shown = getattr(judged, f"get_{name}_display", None)
    return str(shown() if shown else value) or "nothing"


def _study(study: Mapping[str, Any] | None) -> str:
    if study is None:
        return "not included"
    way = str(dict(Direction.choices).get(study.get("direction", ""), "")).lower()
    return f"points {way}" if study.get("direction") else "included, no direction"
