"""CSL-JSON becomes rows, item by item."""

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from references import works
from references.layouts import csl_json
from references.layouts.rows import Choices, FileRefused, StagedInput
from references.layouts.text import opened

ITEM = {"type": "article-journal", "title": "A title", "DOI": "10.1000/x"}


def rows_of(content: object) -> list[StagedInput]:
    text = content if isinstance(content, str) else json.dumps(content)
    source = io.BytesIO(text.encode("utf-8"))
    reading = csl_json.read(opened(source, "items.json"), Choices())
    assert (reading.layout, reading.header) == ("CSL-JSON", ("Record",))
    return list(reading.rows)


def data_of(**item: Any) -> dict[str, Any]:
    (row,) = rows_of([{"type": "article-journal", "title": "T", **item}])
    data, problems = works.normalised(row.data)
    assert (problems, row.problems) == ([], [])
    return data


def test_an_item_gives_every_field_it_has() -> None:
    data = data_of(
        title="A <i>title</i>",
        author=[
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"family": "Esme", "given": "Jean", "dropping-particle": "d'", "suffix": "Jr"},
            {"literal": "A Study Group"},
        ],
        issued={"date-parts": [["2020", 5, "31"]]},
        volume=12,
        issue="3",
        page="152–160",
        DOI="https://doi.org/10.1000/X",
        PMID=123,
        PMCID="PMC9",
        publisher="A Press",
        language="en",
        abstract="<jats:p>First.</jats:p>",
        URL="https://example.org/x",
        **{"container-title": ["A Journal", "A J."]},
    )
    assert data == {
        "csl_type": "article-journal",
        "title": "A title",
        "authors": [
            {"family": "van Beethoven", "given": "Ludwig"},
            {"family": "d'Esme", "given": "Jean Jr"},
            {"literal": "A Study Group"},
        ],
        "issued_year": 2020,
        "issued_month": 5,
        "issued_day": 31,
        "container_title": "A Journal",
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "doi": "10.1000/x",
        "pmid": "123",
        "pmcid": "PMC9",
        "publisher": "A Press",
        "language": "en",
        "abstract": "First.",
        "url": "https://example.org/x",
    }


SHAPES = [
    [ITEM, ITEM],
    {"items": [ITEM, ITEM]},
    {"version": 1, "name": "Library", "items": [ITEM, ITEM], "more": {}},
    {"nested": {}, "items": [ITEM, ITEM]},
    f"{json.dumps(ITEM)}\n{json.dumps(ITEM)}\n",
    f"\n [ {json.dumps(ITEM, indent=2)} ,\n{json.dumps(ITEM)}\n]\n",
]


@pytest.mark.parametrize("content", SHAPES)
def test_items_stand_in_a_list_in_an_object_or_on_lines(content: object) -> None:
    rows = rows_of(content)
    assert [(row.line, row.data["doi"]) for row in rows] == [(1, "10.1000/x"), (2, "10.1000/x")]
    assert json.loads(rows[1].raw[0]) == ITEM


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2020]]}, (2020, None, None)),
        ({"date-parts": [[2020, 13]]}, (2020, None, None)),
        ({"date-parts": [[2020, "x"]]}, (2020, None, None)),
        ({"date-parts": [[2018, 3], [2018, 4]]}, (2018, 3, None)),
        ({"date-parts": [2020, 5]}, (2020, None, None)),
        ({"raw": "2019-04"}, (2019, 4, None)),
        ({"literal": "Winter 2010"}, (2010, None, None)),
        ("2011-02-03", (2011, 2, 3)),
        ({"date-parts": []}, (None, None, None)),
        ({"date-parts": [[None]]}, (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_dates_are_read_in_every_form(issued: object, expected: tuple[int | None, ...]) -> None:
    data = data_of(issued=issued)
    assert tuple(data.get(f"issued_{part}") for part in ("year", "month", "day")) == expected


def test_a_date_without_a_year_is_a_warning() -> None:
    (row,) = rows_of([{**ITEM, "issued": {"literal": "in press"}}])
    assert [(warning["column"], warning["value"]) for warning in row.warnings] == [
        ("issued", "in press")
    ]


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"note": "PMID: 123\nPMCID: PMC5"}, "pmid", "123"),
        ({"note": "PMID: 123\nPMCID: PMC5"}, "pmcid", "PMC5"),
        ({"URL": "https://doi.org/10.1000/abc"}, "doi", "10.1000/abc"),
        ({"number": "e12"}, "article_number", "e12"),
        ({"number": "12", "type": "report"}, "article_number", None),
        ({"number": "12", "page": "1"}, "article_number", None),
        ({"article-number": "e13", "number": "7"}, "article_number", "e13"),
        ({"volume": True}, "volume", None),
        ({"volume": {"x": 1}}, "volume", None),
        ({"publisher": "null"}, "publisher", None),
        ({"author": "Chen"}, "authors", None),
        ({"author": [None, [], {}, {"given": "Plato"}]}, "authors", [{"literal": "Plato"}]),
        ({"author": [{"family": "A"}, {"literal": "et al."}]}, "authors_truncated", True),
        ({"type": "chapter"}, "csl_type", "chapter"),
        ({"type": "journal-article"}, "csl_type", "article-journal"),
        ({"type": "motion_picture"}, "csl_type", "document"),
        ({"title": ["First", "Second"]}, "title", "First"),
        ({"volume": 9 * 10**30}, "volume", "9" + "0" * 30),
    ],
)
def test_a_value_of_any_shape_is_read_or_left_out(
    item: dict[str, Any], field: str, value: object
) -> None:
    assert data_of(**item).get(field) == value


def test_what_is_no_item_is_a_row_with_a_problem() -> None:
    rows = rows_of([ITEM, 5, None, ITEM])
    assert [bool(row.problems) for row in rows] == [False, True, True, False]
    assert rows[1].raw == ["5"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "holds no items"),
        ("{}", "not CSL-JSON"),
        ("[1, 2]", "not CSL-JSON"),
        ('{"count": 1, "pubs": []}', "not CSL-JSON"),
        ('[{"name": "a", "type": "folder"}]', "not CSL-JSON"),
        ("[", "breaks off"),
        ("{", "breaks off"),
        ('[{"type": "book", "title": "x"},', "breaks off"),
        ('[{"type": "book", "title": "x', "breaks off"),
        ('[{"type": "book" "title": 1}]', "broken"),
        ('[{"type": "book", "title": "x"}] more', "goes on"),
        ('[{"type": "book", "title": NaN}]', "NaN where a number belongs"),
        ('[{"type": "book", "volume": -Infinity}]', "-Infinity where a number belongs"),
        ("[" * 100_000, "nested too deeply"),
        ('{"type":"book","title":"x","a":' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_no_list_of_references_is_refused(content: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        rows_of(content)


def test_a_long_list_is_read_item_by_item() -> None:
    source = io.BytesIO(json.dumps([ITEM] * 50_000).encode() + b"broken at the end")
    rows = csl_json.read(opened(source, "x.json"), Choices()).rows
    assert [row.line for row in itertools.islice(rows, 3)] == [1, 2, 3]
    with pytest.raises(FileRefused, match="goes on"):
        list(rows)


@pytest.mark.parametrize(
    ("beginning", "yes"),
    [
        ('[{"id": 1', True),
        ("\n [\n  {", True),
        ('{"items": [', True),
        ("[]", True),
        ("{\\rtf1", False),
        ("[Title],DOI", False),
        ("Title,DOI", False),
        ("@article{a,", False),
        ("", False),
    ],
)
def test_json_is_recognised_by_its_first_signs(beginning: str, yes: bool) -> None:
    assert csl_json.looks_like(beginning) is yes


def test_a_real_file_of_other_json_is_refused(shared: Path) -> None:
    path = "data/other_csv/jesnyder__roosterAppreciates/crossref_with_affs.json"
    with pytest.raises(FileRefused, match="not CSL-JSON"):
        rows_of((shared / path).read_text())
