"""Two blind drafts of one appraisal, side by side, and what may be adopted of them. Pure.

What both say is taken. Where they differ the more cautious value holds, as with the verdicts of two reviewers
(DOMAIN section 3); a third reviewer, who drafted neither, may settle for either one instead. Two ways that the
body may point have no more cautious one: both agree, or a third settles.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidence.badges import LOWERING

FIRST, SECOND, CAUTIOUS = "first", "second", "cautious"
NEEDED = 2

HIGHER = LOWERING
LOWER = ("large_effect", "dose_response", "plausible_confounding")
EITHER = ("interval_spans_both", "surrogate_only")
BOTH = ("inconsistency_explained",)
JUDGED = (*HIGHER, *LOWER, *EITHER, *BOTH, "n_waiver")
"""Judgements that have a more cautious value."""

OPEN = ("direction",)
"""Judgements without a more cautious value."""

TOLD = ("effect_line", "search", "studies")
"""What either drafter may put right: words, the search, the list of studies."""

FIELDS = (*OPEN, *JUDGED, *TOLD)

Draft = Mapping[str, Any]


def values_of(draft: Any) -> dict[str, Any]:
    """The fields of a stored draft."""
    return {name: getattr(draft, name) for name in (*FIELDS, "rationale")}


def both_are_in(drafts: Iterable[Any]) -> bool:
    """Whether two of the open drafts are handed in: from then on they are read (section 3)."""
    return sum(draft.handed_in_at is not None for draft in drafts) >= NEEDED


def differing(first: Draft, second: Draft) -> tuple[str, ...]:
    """The fields in which two drafts differ. Studies are compared as a set."""
    return tuple(name for name in FIELDS if _plain(first, name) != _plain(second, name))


def cautious(name: str, first: Any, second: Any) -> Any:
    """The more cautious of two values of a judgement; of studies, all of both."""
    if name in HIGHER:
        return max(first, second)
    if name in LOWER:
        return min(first, second)
    if name in EITHER:
        return first or second
    if name in BOTH:
        return first and second
    if name == "n_waiver":
        return "\n".join(dict.fromkeys((first, second))) if first and second else ""
    if name == "studies":
        return all_of(first, second)
    return first if first else second


def all_of(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The studies of both, each once; where they say different things of one, no direction and not apart."""
    other = {study["reference"]: study for study in second}
    merged = []
    for study in first:
        twin = other.pop(study["reference"], None)
        same_way = twin is None or study.get("direction", "") == twin.get("direction", "")
        merged.append(
            {
                "reference": study["reference"],
                "direction": study.get("direction", "") if same_way else "",
                "apart_from_reviews": bool(study.get("apart_from_reviews"))
                and (twin is None or bool(twin.get("apart_from_reviews"))),
            }
        )
    return [*merged, *(dict(study) for study in second if study["reference"] in other)]


def why_not(name: str, choice: str, *, is_third: bool) -> str:
    """Why this person may not choose so where two drafts differ; empty if they may."""
    if name in OPEN and choice not in (FIRST, SECOND):
        return "The two drafts point different ways: one of you revises, or a third reviewer settles it."
    if is_third or name in TOLD or choice == CAUTIOUS:
        return ""
    if name in OPEN:
        return "The two drafts point different ways: one of you revises, or a third reviewer settles it."
    return "Where the two drafts differ the more cautious value holds; a third reviewer may settle otherwise."


def settled(first: Draft, second: Draft, choices: Mapping[str, str]) -> dict[str, Any]:
    """The values of the adopted profile. Rationales are kept side by side."""
    chosen = {FIRST: first, SECOND: second}
    apart = differing(first, second)
    values = {
        name: chosen[choices[name]][name]
        if name in apart and choices.get(name) in chosen
        else cautious(name, first[name], second[name])
        for name in FIELDS
    }
    reasons = dict.fromkeys((first["rationale"].strip(), second["rationale"].strip()))
    return values | {"rationale": "\n\n".join(reason for reason in reasons if reason)}


def _plain(draft: Draft, name: str) -> Any:
    if name != "studies":
        return draft[name].strip() if isinstance(draft[name], str) else draft[name]
    return {
        (s["reference"], s.get("direction", ""), bool(s.get("apart_from_reviews")))
        for s in draft[name]
    }
