"""One line per work, in the manner of Vancouver."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from references.citing import author_line, vancouver

BLANK: dict[str, Any] = {
    "authors": [],
    "authors_truncated": False,
    "title": "A title",
    "container_title": "",
    "publisher": "",
    "issued_year": None,
    "issued_month": None,
    "issued_day": None,
    "volume": "",
    "issue": "",
    "pages": "",
    "article_number": "",
    "search_database": "",
    "search_query": "",
    "searched_on": None,
    "search_hits": None,
}


def cited(**fields: Any) -> str:
    return vancouver(SimpleNamespace(**{**BLANK, **fields}))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "A title."),
        ({"title": "Does it work?"}, "Does it work?"),
        ({"title": "  Two\n lines "}, "Two lines."),
        (
            {
                "authors": [{"family": "Doe", "given": "Jane Ann"}, {"literal": "The Trial Group"}],
                "container_title": "Journal of Skin",
                "issued_year": 2022,
                "issued_month": 3,
                "volume": "12",
                "issue": "3",
                "pages": "45-50",
            },
            "Doe JA, The Trial Group. A title. Journal of Skin. 2022;12(3):45-50.",
        ),
        (
            {
                "container_title": "Cells",
                "issued_year": 2022,
                "volume": "11",
                "article_number": "e7",
            },
            "A title. Cells. 2022;11:e7.",
        ),
        ({"issued_year": 2022, "issued_month": 3, "issued_day": 9}, "A title. 2022 Mar 9."),
        ({"issued_year": 2022, "issued_month": 3}, "A title. 2022 Mar."),
        ({"publisher": "Press", "issued_year": 2001}, "A title. Press. 2001."),
        ({"issued_year": 2022, "pages": "9"}, "A title. 2022:9."),
        (
            {
                "search_database": "PubMed",
                "search_query": "cells AND skin",
                "searched_on": dt.date(2026, 3, 2),
                "search_hits": 1,
            },
            "Recorded search: PubMed, “cells AND skin”, 2 Mar 2026, 1 hit.",
        ),
        (
            {"search_database": "PubMed", "search_hits": 12},
            "Recorded search: PubMed, 12 hits.",
        ),
    ],
)
def test_a_work_is_cited_in_one_line(fields: dict[str, Any], line: str) -> None:
    assert cited(**fields) == line


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"family": "Doe", "given": "J. A."}, "Doe JA"),
        ({"family": "Doe", "given": "JA"}, "Doe JA"),
        ({"family": "Doe", "given": "Jean-Luc"}, "Doe JL"),
        ({"family": "van der Berg", "given": "émile"}, "van der Berg É"),
        ({"family": "Doe", "given": ""}, "Doe"),
        ({"family": "Doe"}, "Doe"),
        ({"given": "Plato"}, "P"),
        ({}, ""),
    ],
)
def test_names_are_family_and_initials(author: dict[str, str], name: str) -> None:
    assert author_line([author]) == name


def test_after_six_authors_come_the_others() -> None:
    seven = [{"family": f"N{number}", "given": "A"} for number in range(7)]
    assert author_line(seven) == "N0 A, N1 A, N2 A, N3 A, N4 A, N5 A, et al"
    assert author_line(seven[:6]).endswith("N5 A")
    assert author_line(seven[:1], truncated=True) == "N0 A, et al"
    assert author_line([], truncated=True) == ""
