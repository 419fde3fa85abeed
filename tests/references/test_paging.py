"""Pages by key: whole, in order, without a gap or a repetition; totals that are exact where few."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from references import paging
from references.models import Reference
from references.paging import Page, Total, estimate, first_found, page_of, rounded
from references.querysets import Wanted
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db
WORKS = 23


@pytest.fixture
def library() -> list[int]:
    """Works, newest first; every second one is about marrow."""
    person = make_user("librarian")
    made = [
        make_reference(by=person, title=f"{'Marrow' if number % 2 else 'Skin'} number {number}").pk
        for number in range(WORKS)
    ]
    return made[::-1]


def everything() -> Any:
    return Reference.objects.current()


def listed(text: str, **way: int) -> Page:
    return page_of(everything(), size=4, wanted=Wanted.by(text) if text else None, **way)


WAYS = {
    "few": {},
    "many, by the index": {"FEW": 3, "NEAR": 1, "FAR": 0, "AROUND": 0},
    "many, near": {"FEW": 3, "NEAR": 1000},
    "many, further": {"FEW": 3, "NEAR": 4, "FAR": 1000, "AROUND": 12, "TOO_FEW": ()},
    "more than expected": {"FEW": 3},
}


@pytest.fixture(params=WAYS)
def size_of_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same works as a small library, and as one so large that no list is fetched or counted."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(paging, name, value)
    if request.param != "few":
        expects = 1 if request.param == "more than expected" else 500
        monkeypatch.setattr(paging, "estimates", lambda *ways: [expects] * len(ways))
    return str(request.param)


@pytest.mark.parametrize(
    "text", ["", "marr", "marrow num", '"marrow number"', '"marrow number" marr']
)
def test_pages_forth_and_back_hold_every_row_once(
    library: list[int], size_of_library: str, text: str
) -> None:
    works = everything().found_by(text) if text else everything()
    expected = sorted(works.values_list("pk", flat=True), reverse=True)
    seen, older, pages = [], None, []
    while True:
        page = listed(text, **({"older": older} if older else {}))
        assert len(page.rows) <= 4
        seen += [row.pk for row in page.rows]
        pages.append([row.pk for row in page.rows])
        assert (page.newer is None) == (older is None)
        older = page.older
        if older is None:
            break
    assert seen == expected
    back, newer = [], pages[-1][0]
    while newer is not None:
        page = listed(text, newer=newer)
        back.append([row.pk for row in page.rows])
        newer = page.newer
    assert back == pages[-2::-1]


def test_a_small_total_is_exact_and_a_large_one_is_not(
    library: list[int], size_of_library: str
) -> None:
    assert listed("marr").total == {
        "few": Total(WORKS // 2, exact=True),
        "more than expected": Total(4, exact=False),
    }.get(size_of_library, Total(500, exact=False))


def test_words_that_often_meet_are_told_as_often_as_they_do_near_here(
    library: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "FEW", 3)
    monkeypatch.setattr(paging, "estimates", lambda *ways: [500] * len(ways))
    # Keys are taken for dense, so that a tenth of the keys tells a tenth of the works.
    assert 5 <= listed("marrow num").total.number <= library[0]
    assert not listed("marrow num").total.exact


@pytest.mark.parametrize("text", ["", "marr", "marrow number 3", '"number 3" marrow', "rare-word"])
@pytest.mark.parametrize("way", [{}, {"older": 9**9}, {"newer": 1}])
def test_a_page_costs_at_most_five_queries_and_counts_nothing(
    library: list[int], size_of_library: str, text: str, way: dict[str, int]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        listed(text, **way)
    assert len(queries) <= 5
    assert "COUNT(" not in str(queries.captured_queries).upper()


@pytest.mark.parametrize("way", [{"older": 0}, {"newer": 2**62}, {"older": 2**63 - 1}])
def test_a_key_beyond_the_ends_is_no_error(
    library: list[int], size_of_library: str, way: dict[str, int]
) -> None:
    assert len(listed("marr", **way).rows) in (0, 4)


def test_a_rare_word_is_looked_up_and_its_rows_are_read_for_the_others(
    library: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_reference(title="Marrow and xylem")
    # All works, those found; then each word: only "xylem" is rare.
    monkeypatch.setattr(paging, "estimates", lambda *ways: [9000, 1, 8000, 2][: len(ways)])
    with CaptureQueriesContext(connection) as queries:
        assert listed("marrow xylem").rows == [made]
    looked_up = [one["sql"] for one in queries.captured_queries if "@@" in one["sql"]]
    assert looked_up
    assert all(sql.count("@@") == 1 and "ts_match_vq" in sql for sql in looked_up)
    assert all("'xylem'" in sql.split("@@")[1].split("ts_match_vq")[0] for sql in looked_up)


@pytest.mark.parametrize(("around", "looked"), [(1000, "near here"), (0, "among all")])
def test_a_phrase_is_looked_for_near_here_before_it_is_among_all(
    library: list[int], monkeypatch: pytest.MonkeyPatch, around: int, looked: str
) -> None:
    monkeypatch.setattr(paging, "FEW", 3)
    monkeypatch.setattr(paging, "AROUND", around)
    monkeypatch.setattr(paging, "estimates", lambda *ways: [500] * len(ways))
    with CaptureQueriesContext(connection) as queries:
        assert [row.pk for row in listed('"marrow number"').rows] == library[1:8:2]
    pages = [one["sql"] for one in queries.captured_queries if "LIMIT 5" in one["sql"]]
    assert len(pages) == (1 if looked == "near here" else 2)
    assert all("@@" in sql for sql in pages)


def test_an_empty_list_has_no_neighbours(size_of_library: str) -> None:
    page = listed("")
    assert (page.rows, page.older, page.newer) == ([], None, None)


def test_the_planner_expects_what_it_was_told(library: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE references_reference")
    assert estimate(everything()) == WORKS


@pytest.mark.parametrize(
    ("number", "told"), [(7, 7), (99, 99), (1_049_000, 1_000_000), (1_051_000, 1_100_000), (0, 0)]
)
def test_an_estimate_is_told_with_two_digits(number: int, told: int) -> None:
    assert rounded(number) == told


def test_totals_read_as_they_are_meant() -> None:
    assert str(Total(1234, exact=True)) == "1,234"
    assert str(Total(1_000_000, exact=False)) == "about 1,000,000"


# For one who chooses


def test_the_first_found_are_few_and_the_best_come_first(library: list[int]) -> None:
    by_journal = make_reference(title="Other", container_title="Marrow").title
    titles = [work.title for work in first_found(everything(), "marrow", size=20)]
    assert titles[0].startswith("Marrow")
    assert titles[-1] == by_journal
    assert len(first_found(everything(), "marrow", size=5)) == 5


def test_whole_words_come_before_words_that_begin_so(library: list[int]) -> None:
    whole = make_reference(title="Marr and others")
    assert first_found(everything(), "marr", size=1) == [whole]
    assert len(first_found(everything(), "marr", size=5)) == 5


def test_the_first_of_many_are_the_newest(library: list[int], size_of_library: str) -> None:
    first = [work.pk for work in first_found(everything(), "marrow", size=4)]
    assert first == library[1::2][:4]


@pytest.mark.parametrize("text", ["marr", "12345", "nothing such", "10.5555/x", '"number 3"', ""])
def test_choosing_costs_at_most_seven_queries(
    library: list[int], size_of_library: str, text: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        first_found(everything(), text, size=10)
    assert len(queries) <= 7
