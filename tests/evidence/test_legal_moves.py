"""The table of the states against the hand-written list; no database."""

import itertools

import pytest

from evidence import workflow
from evidence.choices import VersionStatus
from tests.evidence.legal_moves import MAY_FOLLOW, STATES


def test_all_states_are_listed() -> None:
    assert set(VersionStatus.values) == set(STATES) == set(MAY_FOLLOW)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_every_move_is_as_listed(before: str, after: str) -> None:
    assert workflow.may_follow(before, after) == (after in MAY_FOLLOW[before])
