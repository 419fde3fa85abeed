"""One line per work, in the manner of Vancouver and of APA."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from references.citing import apa, apa_authors, author_line, vancouver

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


# APA

ADDRESSED: dict[str, Any] = {**BLANK, "csl_type": "article-journal", "doi": None, "url": ""}
JOURNAL = {
    "authors": [
        {"family": "Chen", "given": "Li-Wei"},
        {"family": "Li", "given": "M"},
        {"family": "Smith", "given": "John B. Jr"},
    ],
    "container_title": "Journal of Skin",
    "issued_year": 2022,
    "issued_month": 3,
    "issued_day": 5,
    "volume": "12",
    "issue": "3",
    "pages": "45-50",
    "publisher": "Press",
    "doi": "10.1000/abc",
    "url": "https://example.org/a",
}
BOOK = {
    "authors": [{"family": "Doe", "given": "JA"}],
    "issued_year": 2001,
    "publisher": "Example Press",
}
OPENING = "Chen, L.-W., Li, M., & Smith, J. B., Jr. (2022). A title."


def in_apa(**fields: Any) -> str:
    return apa(SimpleNamespace(**{**ADDRESSED, **fields}))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "A title. (n.d.)."),
        ({"title": "Does it\n work?"}, "Does it work? (n.d.)."),
        (JOURNAL, f"{OPENING} Journal of Skin, 12(3), 45–50. https://doi.org/10.1000/abc"),
        (
            {**JOURNAL, "doi": None},
            f"{OPENING} Journal of Skin, 12(3), 45–50. https://example.org/a",
        ),
        (
            {**JOURNAL, "pages": "", "article_number": "e7", "issue": "", "doi": None, "url": ""},
            f"{OPENING} Journal of Skin, 12, Article e7.",
        ),
        (
            {**JOURNAL, "doi": "10.1000/(sici)1<2::aid>3.0", "pages": "S1-S9"},
            (
                f"{OPENING} Journal of Skin, 12(3), S1–S9. "
                "https://doi.org/10.1000/(sici)1%3C2::aid%3E3.0"
            ),
        ),
        ({**BOOK, "csl_type": "book"}, "Doe, J. A. (2001). A title. Example Press."),
        (
            {**BOOK, "csl_type": "chapter", "container_title": "A book", "pages": "3-9"},
            "Doe, J. A. (2001). A title. In A book (pp. 3–9). Example Press.",
        ),
        (
            {**BOOK, "csl_type": "chapter", "container_title": "A book", "pages": "3"},
            "Doe, J. A. (2001). A title. In A book (p. 3). Example Press.",
        ),
        (
            {**BOOK, "csl_type": "paper-conference", "container_title": "Proceedings"},
            "Doe, J. A. (2001). A title. In Proceedings. Example Press.",
        ),
        (
            {**JOURNAL, "csl_type": "paper-conference", "doi": None, "url": ""},
            f"{OPENING} Journal of Skin, 12(3), 45–50.",
        ),
        (
            {**BOOK, "csl_type": "thesis", "publisher": "A University"},
            "Doe, J. A. (2001). A title [Thesis, A University].",
        ),
        (
            {**BOOK, "csl_type": "dataset"},
            "Doe, J. A. (2001). A title [Data set]. Example Press.",
        ),
        (
            {
                "csl_type": "report",
                "authors": [{"literal": "World Body"}],
                "publisher": "World Body",
                "issued_year": 2020,
            },
            "World Body. (2020). A title.",
        ),
        (
            {
                "csl_type": "webpage",
                "container_title": "A site",
                "issued_year": 2022,
                "issued_month": 3,
                "issued_day": 5,
                "url": "https://example.org/a",
            },
            "A title. (2022, March 5). A site. https://example.org/a",
        ),
        (
            {"csl_type": "webpage", "issued_year": 2022, "issued_month": 3},
            "A title. (2022, March).",
        ),
        (
            {"search_database": "PubMed", "search_hits": 12, "doi": "10.1000/abc"},
            "Recorded search: PubMed, 12 hits.",
        ),
    ],
)
def test_a_work_is_cited_as_apa_asks(fields: dict[str, Any], line: str) -> None:
    assert in_apa(**fields) == line


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"family": "Doe", "given": "J. A."}, "Doe, J. A."),
        ({"family": "Doe", "given": "JA"}, "Doe, J. A."),
        ({"family": "Doe", "given": "Jean-Luc"}, "Doe, J.-L."),
        ({"family": "van der Berg", "given": "émile"}, "van der Berg, É."),
        ({"family": "Doe", "given": "Jane III"}, "Doe, J., III"),
        ({"family": "Doe"}, "Doe"),
        ({"given": "Plato"}, "P."),
        ({"literal": "Skin, Bone & Co"}, "Skin, Bone & Co"),
        ({}, ""),
    ],
)
def test_names_in_apa_have_points(author: dict[str, str], name: str) -> None:
    assert apa_authors([author]) == name


def test_apa_names_twenty_authors_and_the_last_of_more() -> None:
    people = [{"family": f"N{number}", "given": "A"} for number in range(30)]
    assert apa_authors(people[:2]) == "N0, A., & N1, A."
    assert apa_authors(people[:20]).endswith("N18, A., & N19, A.")
    assert apa_authors(people[:21]).endswith("N18, A., . . . N20, A.")
    assert apa_authors(people).endswith("N18, A., . . . N29, A.")
    assert apa_authors(people[:2], truncated=True) == "N0, A., N1, A., et al."
    assert apa_authors(people, truncated=True).endswith("N18, A., et al.")
    assert apa_authors([], truncated=True) == ""


def test_a_suffix_is_no_initial() -> None:
    assert author_line([{"family": "Doe", "given": "Jane B. Jr."}]) == "Doe JB Jr"
    assert author_line([{"family": "Doe", "given": "II"}]) == "Doe II"
