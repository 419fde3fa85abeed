"""Which work of the library an entry of a reference list means, though its words may be wrong."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from references.likeness import Work
from references.likeness.entries import LIKELY, POSSIBLE, resemblance
from references.search import looked_up
from references.selectors import candidates_for
from tests.factories.references import make_reference

WORK = {
    "title": "Marrow cells calm sore skin in mice by lowering the production of interferon",
    "authors": [{"family": "Okafor", "given": "Chidi"}, {"family": "Lind", "given": "B."}],
    "issued_year": 2020,
    "container_title": "Journal of Examples",
    "volume": "3",
    "pages": "10-20",
}


def entry(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in {**WORK, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "least", "most", "reason"),
    [
        ({}, 100, 100, "same title"),
        (
            {
                "title": "MARROW CELLS calm sore skin in mice by lowering the production of interferon."
            },
            100,
            100,
            "",
        ),
        (
            {"title": "Marrow cells ease sore skin of mice by lowering interferon"},
            LIKELY,
            99,
            "alike",
        ),
        (
            {"title": "A history of tin mining in the far south of the island"},
            0,
            POSSIBLE - 1,
            "alike",
        ),
        ({"issued_year": 2021}, LIKELY, 99, "2020, not 2021"),
        (
            {"authors": [{"family": "Berg", "given": "T"}], "volume": "9"},
            POSSIBLE - 5,
            LIKELY - 1,
            "another",
        ),
        ({"title": None}, 0, POSSIBLE - 1, "same first author"),
        (
            {"authors": None, "issued_year": None, "pages": None, "volume": None},
            0,
            POSSIBLE - 1,
            "title",
        ),
        ({"volume": "4"}, LIKELY, 90, "same title"),
        ({"container_title": "J. Examples"}, 100, 100, "same place in the same journal"),
    ],
)
def test_points_and_reasons(changed: dict[str, Any], least: int, most: int, reason: str) -> None:
    found = resemblance(Work(entry(**changed)), Work(WORK))
    assert least <= found.points <= most
    assert reason in "; ".join(found.reasons)
    assert found.is_misquoted == ("alike" in "; ".join(found.reasons))


def test_what_is_looked_up() -> None:
    assert looked_up({}) == ""
    assert looked_up({"title": "On it"}) == ""
    query = looked_up(entry(doi="10.5555/o'x", pmid="123"))
    assert "('=10.5555/o''x')" in query
    assert "('=123')" in query
    assert "('interferon' & 'production')" in query
    assert "('okafor':B & 'interferon':A)" in query


@pytest.mark.django_db
def test_candidates_come_with_the_likeliest_first_whatever_their_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    right = make_reference(**WORK)
    twin = make_reference(**{**WORK, "title": WORK["title"] + " and in rats", "issued_year": 2019})
    make_reference(**{**WORK, "title": "A history of tin mining in the far south"})
    named = make_reference(title="Quite another title", doi="10.5555/named")
    wrong = entry(title="Marrow cells ease sore skin of mice by lowering interferon")
    entries = [wrong, entry(doi="10.5555/named"), {"title": "Tin, and what it was"}, {}]
    with django_assert_num_queries(2):
        first, second, third, fourth = candidates_for(entries)
    assert [one.reference for one in first] == [right, twin]
    assert first[0].is_likely
    assert first[0].resemblance.is_misquoted
    assert (second[0].reference, second[0].is_certain) == (named, True)
    assert second[1].reference == right
    assert third == fourth == []
    with django_assert_num_queries(2):
        candidates_for(entries * 20)


@pytest.mark.django_db
def test_what_a_librarian_said_is_certain() -> None:
    other = make_reference(title="Quite another title")
    ((found,),) = candidates_for([{"title": "Its misquoted name"}], {0: other.key})
    assert (found.reference, found.is_certain, found.is_likely) == (other, True, True)
