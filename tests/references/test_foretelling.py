"""What a commit does, in words: every row is in one sentence, and numbers agree with their nouns."""

import pytest

from references.choices import RowVerdict
from references.foretelling import (
    what_it_adds,
    what_it_did,
    what_it_leaves,
    what_was_taken_back,
)

COUNTS = dict.fromkeys(RowVerdict.values, 10) | {"rows": 80}


def test_every_verdict_is_told_once_where_nothing_was_chosen() -> None:
    told = [*what_it_adds(COUNTS), *what_it_leaves(COUNTS)]
    assert sorted(one.verdict for one in told) == sorted(RowVerdict.values)
    assert all(one.text.startswith("10 ") for one in told)


def test_choices_move_rows_from_one_sentence_to_another() -> None:
    choices = {"take": {"differs": 1, "possible_duplicate": 2}, "leave": {"new": 3, "completes": 4}}
    counts = {**COUNTS, "choices": choices}
    adds = {one.verdict: one.text.split()[0] for one in what_it_adds(counts)}
    assert adds == {"new": "7", "completes": "6", "differs": "1", "possible_duplicate": "2"}
    leaves = [(one.verdict, one.text.split()[0]) for one in what_it_leaves(counts)]
    assert {("differs", "9"), ("possible_duplicate", "8"), ("new", "3"), ("completes", "4")} <= set(
        leaves
    )


def test_nothing_is_told_of_no_rows() -> None:
    assert what_it_adds({}) == what_it_leaves({}) == []


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"added": 1, "changed": 0}, "1 reference was added."),
        ({"added": 2000, "changed": 1}, "2,000 references were added, 1 was completed or changed."),
        ({"added": 0, "changed": 0}, "Nothing changed."),
    ],
)
def test_a_commit_is_told_in_one_sentence(counts: dict[str, int], said: str) -> None:
    assert what_it_did(counts) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"removed": 1, "restored": 0, "kept": 2}, "1 reference was removed, 2 were kept."),
        ({"removed": 0, "restored": 1, "kept": 0}, "1 reference says again what it said before."),
        ({}, "Nothing changed."),
    ],
)
def test_taking_back_is_told_in_one_sentence(counts: dict[str, int], said: str) -> None:
    assert what_was_taken_back(counts) == said
