"""What each row would do to the library."""

import itertools

import pytest

from references.matching import Known, Library, Outcome, Row, plan
from references.works import FIELDS, normalised

TITLE = "Cells of the marrow calm inflamed skin"


def data(**fields: object) -> dict:
    fields.setdefault("title", TITLE)
    fields.setdefault("issued_year", 2020)
    fields.setdefault("authors", [{"family": "Example", "given": "A"}])
    kept, problems = normalised(fields)
    assert not problems
    return kept


def known(number: int = 1, **fields: object) -> Known:
    empty = dict.fromkeys(FIELDS)
    return Known(number, f"r{number}", empty | data(**fields))


def one(row: dict, *library: Known) -> Outcome:
    return plan([Row(2, row)], Library(library))[0]


@pytest.mark.parametrize(
    ("row", "library", "verdict"),
    [
        (data(), [], "new"),
        (data(doi="10.1000/a"), [], "new"),
        (data(doi="10.1000/a"), [known(doi="10.1000/a")], "same"),
        (data(), [known(doi="10.1000/a")], "same"),
        (data(doi="10.1000/a"), [known()], "completes"),
        (data(doi="10.1000/a", volume="7"), [known(doi="10.1000/a")], "completes"),
        (data(doi="10.1000/a", volume=""), [known(doi="10.1000/a", volume="7")], "same"),
        (data(doi="10.1000/a", volume="8"), [known(doi="10.1000/a", volume="7")], "differs"),
        (data(doi="10.1000/a"), [known(doi="10.1000/a", title="Another title")], "needs_person"),
        (data(doi="10.1000/a"), [known(doi="10.1000/a", issued_year=2019)], "needs_person"),
        (data(doi="10.1000/a", title=TITLE.upper() + "."), [known(doi="10.1000/a")], "same"),
        (data(doi="10.1000/b"), [known(doi="10.1000/a")], "possible_duplicate"),
        (
            data(doi="10.1000/b", pmid="1"),
            [known(doi="10.1000/a", pmid="1")],
            "needs_person",
        ),
        (
            data(doi="10.1000/a", pmid="2"),
            [known(1, doi="10.1000/a"), known(2, pmid="2", title="Other work")],
            "needs_person",
        ),
        (data(), [known(1, doi="10.1000/a"), known(2, doi="10.1000/b")], "needs_person"),
        (data(issued_year=2021), [known()], "new"),
        (data(authors=[{"family": "Else", "given": "B"}]), [known()], "new"),
        (data(title=""), [], "rejected"),
        (data(title="", doi="10.1000/a"), [known(doi="10.1000/a")], "same"),
        (data(title="", doi="10.1000/b"), [known(doi="10.1000/a")], "rejected"),
        (
            data(title="Editorial", authors=[], container_title="One"),
            [known(title="Editorial", authors=[], container_title="Two")],
            "new",
        ),
        (
            data(title="Editorial", authors=[], container_title="One"),
            [known(title="Editorial", authors=[], container_title="One")],
            "same",
        ),
        (
            data(doi="10.1000/a", authors=[{"family": "Example", "given": "Anna"}]),
            [known(doi="10.1000/a")],
            "same",
        ),
    ],
)
def test_a_row_gets_its_verdict(row: dict, library: list[Known], verdict: str) -> None:
    outcome = one(row, *library)
    assert outcome.verdict == verdict, outcome
    if verdict in ("needs_person", "differs", "rejected", "possible_duplicate"):
        assert all(reason["reason"] and reason["mend"] for reason in outcome.reasons)
        assert outcome.reasons


def test_a_completion_says_before_and_after() -> None:
    outcome = one(data(doi="10.1000/a", volume="7"), known(doi="10.1000/a"))
    assert outcome.before == {"volume": None}
    assert outcome.after == {"volume": "7"}


def test_a_row_with_a_problem_is_rejected() -> None:
    assert plan([Row(2, data(), broken=True)], Library([]))[0].verdict == "rejected"


ROWS = [
    data(doi="10.1000/a"),
    data(doi="10.1000/a", pmid="1", volume="7"),
    data(pmid="1", volume="9"),
    data(),
    data(title="Another work that has the same first author"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(ROWS)))))
def test_of_duplicates_the_most_complete_wins_in_any_order(order: tuple[int, ...]) -> None:
    rows = [Row(line, ROWS[at]) for line, at in enumerate(order, 2)]
    outcomes = dict(zip(order, plan(rows, Library([])), strict=True))
    assert [outcomes[at].verdict for at in range(5)] == [
        "duplicate",
        "new",
        "duplicate",
        "duplicate",
        "new",
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_ties_are_decided_by_content(order: tuple[int, ...]) -> None:
    tied = [data(doi="10.1000/a", volume=volume) for volume in "123"]
    outcomes = plan([Row(line, tied[at]) for line, at in enumerate(order, 2)], Library([]))
    won = [
        tied[at]["volume"]
        for at, outcome in zip(order, outcomes, strict=True)
        if outcome.verdict == "new"
    ]
    assert won == ["3"]


@pytest.mark.parametrize(
    "rows",
    [
        [data(doi="10.1000/a"), data(doi="10.1000/a", title="Quite another title")],
        [data(doi="10.1000/a", pmid="1"), data(doi="10.1000/a", pmid="2")],
        [data(doi="10.1000/a", issued_year=2019), data(doi="10.1000/a")],
    ],
)
def test_rows_that_contradict_each_other_need_a_person(rows: list[dict]) -> None:
    outcomes = plan([Row(line, row) for line, row in enumerate(rows, 2)], Library([]))
    assert [outcome.verdict for outcome in outcomes] == ["needs_person"] * 2
    assert "2, 3" in outcomes[0].reasons[0]["reason"]


def test_a_row_that_may_be_two_others_needs_a_person() -> None:
    rows = [data(doi="10.1000/a"), data(doi="10.1000/b"), data()]
    outcomes = plan([Row(line, row) for line, row in enumerate(rows, 2)], Library([]))
    assert [outcome.verdict for outcome in outcomes] == ["new", "new", "needs_person"]


def test_two_rows_about_one_reference_are_duplicates() -> None:
    library = [known(doi="10.1000/a", pmid="1", issued_year=None)]
    rows = [
        data(doi="10.1000/a", issued_year=None, title=TITLE),
        data(pmid="1", issued_year=None, title=TITLE.upper(), volume="7", issue="1", authors=[]),
    ]
    outcomes = plan([Row(line, row) for line, row in enumerate(rows, 2)], Library(library))
    assert sorted(outcome.verdict for outcome in outcomes) == ["completes", "duplicate"]


def test_identifiers_of_a_merged_reference_lead_to_the_winner() -> None:
    winner = known(doi="10.1000/a")
    library = Library([winner], old_dois={"10.1000/old": winner})
    row = data(doi="10.1000/old")
    outcome = plan([Row(2, row)], library)[0]
    assert outcome.reference == winner.key
    assert outcome.verdict == "same"
