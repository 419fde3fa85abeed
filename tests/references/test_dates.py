"""Dates of publication as files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.layouts.dates import issued, month_named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", (2020,)),
        ("  2020 ", (2020,)),
        ("2020//", (2020,)),
        ("2012///", (2012,)),
        ("2018/05/03/", (2018, 5, 3)),
        ("2018/05//undefined", (2018, 5)),
        ("2018/05/31-2018/06/03", (2018, 5, 31)),
        ("2020 Feb 21", (2020, 2, 21)),
        ("2020 Dec 21-2021 Jan 3", (2020, 12, 21)),
        ("2020-Feb-21", (2020, 2, 21)),
        ("Jan-Feb 2018", (2018, 1)),
        ("2018 Jan-Feb", (2018, 1)),
        ("2019-04", (2019, 4)),
        ("2019–04", (2019, 4)),
        ("2012-05-03T10:11:12Z", (2012, 5, 3)),
        ("20190403", (2019, 4, 3)),
        ("Winter 2010", (2010,)),
        ("2003 Spring", (2003,)),
        ("12/31/2019", (2019, 12, 31)),
        ("31.12.2019", (2019, 12, 31)),
        ("9/22/2021 0:00", (2021, 9, 22)),
        ("05/05/2019", (2019, 5, 5)),
        ("03/04/2019", (2019,)),
        ("03/2019", (2019, 3)),
        ("1st March 2019", (2019, 3, 1)),
        ("March 1, 2019", (2019, 3, 1)),
        ("15 de mayo de 2019", (2019, 5, 15)),
        ("21 Feb-3 Mar 2020", (2020, 2, 21)),
        ("März 2014", (2014, 3)),
        ("#jan# 2010", (2010, 1)),
        ("c2005", (2005,)),
        ("２０１９", (2019,)),
        ("2014-15", (2014,)),
        ("2010-2012", (2010,)),
        ("2014 Market", (2014,)),
    ],
)
def test_a_date_gives_what_it_surely_says(text: str, expected: tuple[int, ...]) -> None:
    names = ("issued_year", "issued_month", "issued_day")
    assert issued(text) == dict(zip(names, expected, strict=False))


@pytest.mark.parametrize("text", ["", "n.d.", "in press", "0", "99999", "1398", "40000", "May"])
def test_a_text_without_a_year_gives_nothing(text: str) -> None:
    assert issued(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-13-45", {"issued_year": 2019}),
        ("2019-02-30", {"issued_year": 2019, "issued_month": 2}),
        ("2020 Feb 29", {"issued_year": 2020, "issued_month": 2, "issued_day": 29}),
        ("2019 Feb 29", {"issued_year": 2019, "issued_month": 2}),
        ("32/13/2019", {"issued_year": 2019}),
    ],
)
def test_a_day_that_no_calendar_has_is_left_out(text: str, expected: dict[str, int]) -> None:
    assert issued(text) == expected


@pytest.mark.parametrize(
    ("word", "month"),
    [("Sept", 9), ("août", 8), ("juil", 7), ("Jui", 0), ("Ma", 0), ("set", 9), ("Dez", 12)],
)
def test_a_month_is_known_by_a_beginning_that_is_its_alone(word: str, month: int) -> None:
    assert month_named(word) == month


@given(st.text(max_size=60))
def test_whatever_a_date_says_reading_it_ends_and_gives_numbers(text: str) -> None:
    found = issued(text)
    assert all(isinstance(value, int) for value in found.values())
    assert "issued_year" in found or not found
    assert "issued_month" in found or "issued_day" not in found


@given(st.dates())
def test_an_iso_date_is_read_whole_within_the_years_that_references_have(day: object) -> None:
    parts = [int(part) for part in str(day).split("-")]
    found = issued(str(day))
    assert list(found.values()) == (parts if 1450 <= parts[0] <= 2100 else [])
