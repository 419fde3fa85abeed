"""What each row would do to the library."""

import itertools

import pytest

from references.matching import Known, Library, Outcome, Row, plan
from references.works import FIELDS, normalised

TITLE = "Cells of the marrow calm inflamed skin"
ONE, TWO, THREE = (
    [{"family": family, "given": "A"} for family in "Šimić Øster Third".split()[:count]]
    for count in (1, 2, 3)
)


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
        # A list of authors is shorter for a reason only where it says that it was cut.
        (data(authors=THREE), [known(authors=TWO)], "differs"),
        (data(authors=TWO), [known(authors=THREE)], "differs"),
        (data(authors=TWO, authors_truncated=True), [known(authors=THREE)], "same"),
        (data(authors=THREE, authors_truncated=True), [known(authors=THREE)], "same"),
        (data(authors=THREE, authors_truncated=True), [known(authors=TWO)], "differs"),
        (
            data(authors=[*ONE, *THREE[2:]], authors_truncated=True),
            [known(authors=THREE)],
            "differs",
        ),
        (data(authors=THREE), [known(authors=TWO, authors_truncated=True)], "completes"),
        (data(authors=TWO), [known(authors=TWO, authors_truncated=True)], "same"),
        (data(authors=[]), [known(authors=[], doi="10.1000/a")], "same"),
        # A missing year makes no other work, and does not say that it is the same.
        (data(issued_year=None), [known()], "possible_duplicate"),
        (data(), [known(issued_year=None)], "possible_duplicate"),
        (data(issued_year=None), [known(issued_year=None)], "same"),
        (data(), [known(1), known(2, issued_year=None)], "same"),
        (data(issued_year=None, doi="10.1000/a"), [known(doi="10.1000/a")], "same"),
        (
            data(issued_year=2020, doi="10.1000/a"),
            [known(doi="10.1000/a", issued_year=None)],
            "completes",
        ),
        (data(issued_year=None, authors=ONE), [known()], "new"),
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


def test_names_of_a_merged_reference_lead_to_the_winner_and_do_not_differ_from_it() -> None:
    winner = known(doi="10.1000/a", volume="7")
    old = {
        "title": "Marrow cells calm the inflamed skin",
        "doi": "10.1000/old",
        "issued_year": 2019,
    }
    winner.merged = (data(**old),)
    by_title = data(**{**old, "doi": ""})
    rows = [data(**old), by_title, data(doi="10.1000/old"), data(**old, volume="8")]
    outcomes = [one(row, winner) for row in rows]
    assert [outcome.verdict for outcome in outcomes] == ["same", "same", "same", "differs"]
    assert {outcome.reference for outcome in outcomes} == {winner.key}
    assert outcomes[3].after == {"volume": "8"}


def test_a_title_of_its_own_comes_before_that_of_a_merged_reference() -> None:
    winner = known(1, title="Marrow cells calm the inflamed skin")
    winner.merged = (data(),)
    assert one(data(), winner).reference == "r1"
    assert one(data(), winner, known(2)).reference == "r2"


def test_rows_of_two_works_that_were_merged_since_do_not_contradict_each_other() -> None:
    winner = known(doi="10.1000/a")
    winner.merged = (data(doi="10.1000/old", issued_year=2019),)
    rows = [data(doi="10.1000/a"), data(doi="10.1000/old", issued_year=2019)]
    outcomes = plan([Row(line, row) for line, row in enumerate(rows, 2)], Library([winner]))
    assert sorted(outcome.verdict for outcome in outcomes) == ["duplicate", "same"]
    assert "at least as much" in next(o for o in outcomes if o.reasons).reasons[0]["reason"]


def test_a_row_with_a_title_stands_for_a_fuller_one_without_and_says_what_is_left_out() -> None:
    fuller = data(title="", doi="10.1000/a", volume="1", pages="1-2", container_title="Marrow")
    titled = data(doi="10.1000/a")
    fuller_outcome, titled_outcome = plan([Row(2, fuller), Row(3, titled)], Library([]))
    assert (fuller_outcome.verdict, titled_outcome.verdict) == ("duplicate", "new")
    assert "line 3" in fuller_outcome.reasons[0]["reason"]
    assert fuller_outcome.reasons[0]["reason"].endswith(": Volume, Pages, Journal or book.")
    assert "line 3" in fuller_outcome.reasons[0]["mend"]


def test_a_row_with_an_identifier_stands_for_a_fuller_one_without() -> None:
    rows = [Row(2, data(volume="1", pages="1-2")), Row(3, data(doi="10.1000/a"))]
    assert [outcome.verdict for outcome in plan(rows, Library([]))] == ["duplicate", "new"]


def test_that_authors_were_cut_makes_no_row_the_fuller_one() -> None:
    cut = data(doi="10.1000/a", authors=TWO, authors_truncated=True)
    rows = [Row(2, cut), Row(3, data(doi="10.1000/a", authors=THREE))]
    cut_outcome, whole_outcome = plan(rows, Library([]))
    assert (cut_outcome.verdict, whole_outcome.verdict) == ("duplicate", "new")
    assert cut_outcome.reasons[0]["mend"] == "Nothing to do."


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_new_row_without_a_year_may_be_the_new_one_with_it(order: tuple[int, ...]) -> None:
    given = [data(), data(issued_year=None), data(issued_year=None, authors=ONE)]
    rows = [Row(line, given[at]) for line, at in enumerate(order, 2)]
    outcomes = dict(zip(order, plan(rows, Library([])), strict=True))
    assert [outcomes[at].verdict for at in range(3)] == ["new", "possible_duplicate", "new"]
    dated = next(row.line for row in rows if row.data is given[0])
    assert outcomes[1].reasons[0]["reason"].endswith(f"also on line {dated}.")


def test_new_rows_of_two_identifiers_are_two_works_whatever_their_years() -> None:
    rows = [Row(2, data(doi="10.1000/a")), Row(3, data(doi="10.1000/b", issued_year=None))]
    assert [outcome.verdict for outcome in plan(rows, Library([]))] == ["new", "new"]


def test_a_whole_list_of_authors_completes_a_cut_one() -> None:
    outcome = one(data(authors=THREE), known(authors=TWO, authors_truncated=True))
    assert outcome.before == {"authors": TWO, "authors_truncated": True}
    assert outcome.after == {"authors": THREE, "authors_truncated": False}
    longer = one(
        data(authors=THREE, authors_truncated=True), known(authors=TWO, authors_truncated=True)
    )
    assert longer.after == {"authors": THREE}


def test_a_list_of_authors_is_taken_with_its_mark() -> None:
    outcome = one(data(authors=THREE, authors_truncated=True), known(authors=TWO))
    assert outcome.after == {"authors": THREE, "authors_truncated": True}
    assert [reason["column"] for reason in outcome.reasons] == ["authors"]


def test_terms_that_are_taken_join_those_of_the_library() -> None:
    outcome = one(data(mesh_terms=["Skin", "Cells"]), known(mesh_terms=["Cells", "Humans"]))
    assert outcome.verdict == "differs"
    assert outcome.after == {"mesh_terms": ["Cells", "Humans", "Skin"]}


@pytest.mark.parametrize(
    ("row", "by"),
    [
        (data(doi="10.1000/a", title="Another"), "DOI"),
        (data(pmid="1", title="Another"), "PMID"),
        (data(doi="10.1000/a", pmid="1", title="Another"), "DOI and PMID"),
    ],
)
def test_what_needs_a_person_says_which_name_found_what_and_offers_no_taking(
    row: dict, by: str
) -> None:
    outcome = one(row | {"volume": "8"}, known(doi="10.1000/a", pmid="1", volume="7"))
    assert outcome.verdict == "needs_person"
    said = {reason["column"]: reason for reason in outcome.reasons}
    assert f"By its {by} this is reference r1." in said["title"]["reason"]
    assert "Correct the file, or edit the reference" in said["title"]["mend"]
    assert not [reason for reason in outcome.reasons if "Take the row" in reason["mend"]]
