"""The rule, clause by clause: every case of the two tables, and that no clause is without one."""

import pytest

from evidence.badges import RULE
from tests.evidence import badge_cases, badge_cases_graded
from tests.evidence.badge_cases import CLAUSES, Row

TABLES = (badge_cases.CASES, badge_cases_graded.CASES)
ALL = {name: row for table in TABLES for name, row in table.items()}


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ALL.items()])
def test_case(row: Row) -> None:
    badge = row.given.badge
    assert badge.value == row.badge, (row.why, badge.reasons)


def test_every_clause_of_the_rule_is_named_by_a_case() -> None:
    assert {row.clause for row in ALL.values()} == set(CLAUSES)


def test_every_line_that_makes_a_badge_has_clauses() -> None:
    lines = {line.line for line in RULE} - {"9"}  # the words: test_wording.py
    assert {clause[0] for clause in CLAUSES if clause[0].isdigit()} == lines


def test_there_are_more_than_two_hundred_cases_and_no_two_are_the_same() -> None:
    assert len(ALL) == sum(len(table) for table in TABLES)
    assert len({repr(row.given) for row in ALL.values()}) > 200
