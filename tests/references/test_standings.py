"""What notices make of a standing."""

import datetime as dt

import pytest

from references.choices import NoticeNature, RecheckCause, Standing
from references.standings import (
    WORST_FIRST,
    Said,
    decide,
    may_be_made,
    moves,
    nature_of,
    recheck_cause,
    stands,
    worse,
)

OLD, NEW = dt.date(2020, 1, 1), dt.date(2024, 1, 1)


def said(nature: str, on: dt.date | None = OLD, **changes: object) -> Said:
    values = {"id": 1, "reason": "Unreliable Results", "agrees": True, **changes}
    return Said(nature=nature, noticed_on=on, **values)


@pytest.mark.parametrize(
    ("notices", "standing"),
    [
        ([], None),
        ([said("other")], None),
        ([said("correction")], "corrected"),
        ([said("concern")], "concern"),
        ([said("retraction")], "retracted"),
        ([said("reinstatement")], "reinstated"),
        ([said("concern"), said("correction", NEW)], "concern"),
        ([said("retraction"), said("correction", NEW)], "retracted"),
        ([said("retraction"), said("concern", NEW)], "retracted"),
        ([said("retraction"), said("reinstatement", NEW)], "reinstated"),
        ([said("retraction", NEW), said("reinstatement")], "retracted"),
        ([said("retraction"), said("reinstatement")], "retracted"),
        ([said("retraction"), said("reinstatement", None)], "retracted"),
        ([said("retraction", None), said("reinstatement")], "reinstated"),
        ([said("retraction", None), said("reinstatement", None)], "retracted"),
        ([said("reinstatement"), said("concern", NEW)], "concern"),
        ([said("reinstatement", NEW), said("concern")], "reinstated"),
        ([said("reinstatement"), said("concern", None)], "reinstated"),
        ([said("retraction", agrees=False)], None),
        ([said("retraction", reason="Retract and Replace")], None),
        ([said("retraction", reason="Temporary Removal")], None),
    ],
)
def test_the_newest_end_decides(notices: list[Said], standing: str | None) -> None:
    for order in (notices, notices[::-1]):
        decided = decide(order)
        assert (decided[0] if decided else None) == standing


@pytest.mark.parametrize(
    ("notice", "cause"),
    [
        (said("retraction"), None),
        (said("other", agrees=False), None),
        (said("retraction", agrees=False), "identifier_alone"),
        (said("correction", agrees=False), "identifier_alone"),
        (said("retraction", reason="Error in Data; Retract and Replace"), "retract_and_replace"),
        (said("retraction", reason="Withdrawn as Out of Date"), "administrative"),
        (said("retraction", reason="Temporary Removal; Paper Mill"), None),
        (
            said("retraction", reason="Duplication of Content through Error by Journal/Publisher"),
            "administrative",
        ),
        (said("concern", reason="Temporary Removal"), None),
    ],
)
def test_some_notices_only_ask_for_a_look(notice: Said, cause: str | None) -> None:
    assert recheck_cause(notice) == cause
    assert cause is None or cause in RecheckCause.values


@pytest.mark.parametrize(
    ("words", "nature"),
    [
        ("Retraction", "retraction"),
        (" retraction ", "retraction"),
        ("Expression of concern", "concern"),
        ("Correction", "correction"),
        ("Reinstatement", "reinstatement"),
        ("Something new", "other"),
        ("", "other"),
    ],
)
def test_natures_are_read_and_unknown_ones_kept(words: str, nature: str) -> None:
    assert nature_of(words) == nature
    assert nature in NoticeNature.values


@pytest.mark.parametrize(
    ("current", "decided", "moved"),
    [
        ("not_checked", "corrected", True),
        ("none_found", "retracted", True),
        ("corrected", "retracted", True),
        ("retracted", "corrected", False),
        ("retracted", "concern", False),
        ("retracted", "reinstated", True),
        ("reinstated", "retracted", True),
        ("withdrawn", "reinstated", False),
        ("withdrawn", "corrected", False),
        ("withdrawn", "retracted", True),
        ("retracted", "retracted", False),
        ("concern", "reinstated", False),
    ],
)
def test_a_machine_moves_a_standing_only_for_the_worse(
    current: str, decided: str, moved: bool
) -> None:
    assert moves(current, decided, by_reinstatement=decided == "reinstated") is moved


def test_every_standing_has_its_place_among_the_worse() -> None:
    assert set(WORST_FIRST) == set(Standing.values)
    assert worse("none_found", "retracted") == "retracted"
    assert worse("not_checked", "none_found") == "not_checked"


@pytest.mark.parametrize(
    ("current", "may"),
    [
        ("not_checked", ["retracted", "withdrawn", "concern", "reinstated", "corrected"]),
        ("none_found", ["retracted", "withdrawn", "concern", "reinstated", "corrected"]),
        ("concern", ["retracted", "withdrawn", "concern"]),
        ("retracted", ["retracted"]),
    ],
)
def test_a_person_makes_no_standing_better(current: str, may: list[str]) -> None:
    assert list(may_be_made(current)) == may


def test_every_standing_ends_a_sentence() -> None:
    said = {standing: f"This work {stands(standing)}." for standing in Standing.values}
    assert len(set(said.values())) == len(said)
    assert said["concern"] == "This work has an expression of concern."
