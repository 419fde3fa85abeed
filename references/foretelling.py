"""What a commit of an import will do, or did, in plain words. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from references.choices import RowChoice, RowVerdict


class Told(NamedTuple):
    """One sentence, and the verdict of the rows that it is about."""

    verdict: str
    text: str


def of(count: int, one: str, many: str) -> str:
    """`1 row is`, `2,000 rows are`."""
    return f"{count:,} {one if count == 1 else many}"


def chosen(counts: Mapping[str, Any], choice: str, verdict: str) -> int:
    """How many rows of a verdict a person took or left out."""
    return int(counts.get("choices", {}).get(choice, {}).get(verdict, 0))


def what_it_adds(counts: Mapping[str, Any]) -> list[Told]:
    """What a commit writes to the library."""
    new = _left_in(counts, RowVerdict.NEW)
    completes = _left_in(counts, RowVerdict.COMPLETES)
    differs = chosen(counts, RowChoice.TAKE, RowVerdict.DIFFERS)
    apart = chosen(counts, RowChoice.TAKE, RowVerdict.POSSIBLE_DUPLICATE)
    told = [
        (new, RowVerdict.NEW, of(new, "new reference is", "new references are") + " added."),
        (
            completes,
            RowVerdict.COMPLETES,
            of(completes, "reference gets its blank", "references get their blank")
            + " fields filled; nothing of them is overwritten.",
        ),
        (
            differs,
            RowVerdict.DIFFERS,
            of(differs, "reference is", "references are") + f" changed, {_because(differs)}.",
        ),
        (
            apart,
            RowVerdict.POSSIBLE_DUPLICATE,
            of(apart, "possible duplicate is", "possible duplicates are")
            + f" added, {_because(apart)}.",
        ),
    ]
    return [Told(verdict, text) for count, verdict, text in told if count]


def what_it_leaves(counts: Mapping[str, Any]) -> list[Told]:
    """Rows of which a commit writes nothing, and why."""
    out = [
        (verdict, chosen(counts, RowChoice.LEAVE, verdict))
        for verdict in (RowVerdict.NEW, RowVerdict.COMPLETES)
    ]
    differs = _not_taken(counts, RowVerdict.DIFFERS)
    apart = _not_taken(counts, RowVerdict.POSSIBLE_DUPLICATE)
    person, rejected = counts.get(RowVerdict.NEEDS_PERSON, 0), counts.get(RowVerdict.REJECTED, 0)
    same, twice = counts.get(RowVerdict.SAME, 0), counts.get(RowVerdict.DUPLICATE, 0)
    told = [
        (differs, RowVerdict.DIFFERS, of(
            differs,
            "row differs from the library and changes nothing unless you take it.",
            "rows differ from the library and change nothing unless you take them.",
        )),
        (apart, RowVerdict.POSSIBLE_DUPLICATE,
            of(
            apart,
            "possible duplicate stays out unless you take it.",
            "possible duplicates stay out unless you take them.",
        )),
        (person, RowVerdict.NEEDS_PERSON, of(person, "row needs", "rows need")
            + " a person: edit the reference, or mend the file."),
        (rejected, RowVerdict.REJECTED, of(rejected, "row is", "rows are")
            + " rejected: mend the file and import it again."),
        (same, RowVerdict.SAME, of(same, "row is", "rows are") + " in the library already."),
        (twice, RowVerdict.DUPLICATE, of(twice, "row repeats", "rows repeat") + " the work of another row."),
    ]  # fmt: skip
    told += [(left, verdict, of(left, "row stays", "rows stay") + " out, as you chose.")
             for verdict, left in out]  # fmt: skip
    return [Told(verdict, text) for count, verdict, text in told if count]


def what_it_did(counts: Mapping[str, Any]) -> str:
    """What a commit wrote, in one sentence."""
    added, changed = int(counts.get("added", 0)), int(counts.get("changed", 0))
    return _listed(
        (added, "was added", "were added"),
        (changed, "was completed or changed", "were completed or changed"),
    )


def what_was_taken_back(counts: Mapping[str, Any]) -> str:
    """What taking a commit back did, in one sentence."""
    removed, restored, kept = (int(counts.get(name, 0)) for name in ("removed", "restored", "kept"))
    return _listed(
        (removed, "was removed", "were removed"),
        (restored, "says again what it said before", "say again what they said before"),
        (kept, "was kept", "were kept"),
    )


def _because(rows: int) -> str:
    return f"because you took the {'row' if rows == 1 else 'rows'}"


def _listed(*parts: tuple[int, str, str]) -> str:
    """`2 references were added, 1 was kept.`: what there is none of is not told."""
    told: list[str] = []
    for count, one, many in parts:
        noun = "" if told else "reference " if count == 1 else "references "
        if count:
            told.append(f"{count:,} {noun}{one if count == 1 else many}")
    return f"{', '.join(told) or 'Nothing changed'}."


def _left_in(counts: Mapping[str, Any], verdict: str) -> int:
    return int(counts.get(verdict, 0)) - chosen(counts, RowChoice.LEAVE, verdict)


def _not_taken(counts: Mapping[str, Any], verdict: str) -> int:
    return int(counts.get(verdict, 0)) - chosen(counts, RowChoice.TAKE, verdict)
