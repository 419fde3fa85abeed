"""Web of Science's plain text."""

import io
from pathlib import Path

import pytest

from references.layouts import wos
from references.layouts.rows import Choices, StagedInput
from references.layouts.text import opened
from references.works import normalised

BEGINNING = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
RECORD = (
    "PT J\nAU Chen, LW\n   Ota, Y\nAF Chen, Li-Wei\n   Ota, Yuki\nCA A Made-up Study Group\n"
    "TI A made-up title that is\n   wrapped\nX1 Otro titulo\nSO JOURNAL OF MADE-UP TRIALS\t\nLA English\t\n"
    "DT Article; Early Access\nAB First line\n   second line\nCR Other A, 2001, DOI 10.1000/other\nPU EXAMPLE PRESS\n"
    "PD MAY 15\nPY 2019\nVL 12\nIS 3\nBP 152\nEP 160\nDI 10.1000/ homing.1\nPM 123456\nU1 9\nUT WOS:1\nER\n"
)


def rows(text: str) -> list[StagedInput]:
    return list(wos.read(opened(io.BytesIO(text.encode()), "a.txt"), Choices()).rows)


def only(*lines: str) -> StagedInput:
    (row,) = rows("\n".join([f"{BEGINNING}PT J", *lines, "ER", "", "EF"]))
    return row


def test_a_record_gives_every_field_it_names() -> None:
    (row,) = rows(f"{BEGINNING}{RECORD}\nEF")
    assert row.data == {
        "csl_type": "article-journal",
        "publication_types": ["Article", "Early Access"],
        "title": "A made-up title that is wrapped",
        "container_title": "JOURNAL OF MADE-UP TRIALS",
        "authors": [
            {"family": "Chen", "given": "Li-Wei"},
            {"family": "Ota", "given": "Yuki"},
            {"literal": "A Made-up Study Group"},
        ],
        "issued_year": 2019,
        "issued_month": 5,
        "issued_day": 15,
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "publisher": "EXAMPLE PRESS",
        "doi": "10.1000/homing.1",
        "pmid": "123456",
        "language": "English",
        "abstract": "First line second line",
    }
    assert (row.line, row.problems, row.warnings) == (3, [], [])
    assert row.columns["authors"] == "AF"


def test_lines_are_physical_and_a_missing_end_hides_nothing() -> None:
    found = rows(f"{BEGINNING}{RECORD}\nPT J\nTI Two\nPT B\nTI Three\n")
    kinds = [(row.line, row.data["csl_type"]) for row in found]
    assert kinds == [(3, "article-journal"), (31, "article-journal"), (33, "book")]


@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        (["PY 2019", "PD 07"], {"issued_year": 2019, "issued_month": 7}),
        (["PY 2019", "PD JAN-FEB"], {"issued_year": 2019, "issued_month": 1}),
        (["PY 2019", "PD WIN"], {"issued_year": 2019}),
        (["EA MAR 2020"], {"issued_year": 2020, "issued_month": 3}),
        (["PY 2021", "EA MAR 2020"], {"issued_year": 2021}),
    ],
)
def test_the_year_comes_with_the_month_beside_it(lines: list[str], dates: dict[str, int]) -> None:
    data = only(*lines).data
    assert {name: value for name, value in data.items() if "issued" in name} == dates


def test_an_article_number_is_no_page_and_nobody_is_no_author() -> None:
    data = only("AU [Anonymous]", "AR 103456", "BP e1997").data
    assert (data["article_number"], data["pages"]) == ("103456", "e1997")
    assert "authors" not in data


@pytest.mark.parametrize(
    ("kind", "types", "expected"),
    [
        ("J", "Article; Proceedings Paper", "article-journal"),
        ("B", "Article; Book Chapter", "chapter"),
        ("B", "Proceedings Paper", "paper-conference"),
        ("S", "Article", "paper-conference"),
        ("C", "Proceedings Paper", "paper-conference"),
        ("P", "Patent", None),
    ],
)
def test_the_type_is_the_record_s_and_its_documents(
    kind: str, types: str, expected: str | None
) -> None:
    (row,) = rows(f"{BEGINNING}PT {kind}\nDT {types}\nTI A title\nER\nEF")
    assert row.data.get("csl_type") == expected


def test_a_record_longer_than_any_is_refused_by_its_line_and_the_others_live() -> None:
    endless = "PT J\nTI Endless\nCR a\n" + "   b\n" * 300_000
    found = rows(BEGINNING + endless + RECORD)
    assert [(row.line, len(row.problems)) for row in found] == [(3, 1), (300_006, 0)]


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (BEGINNING, True),
        (RECORD, True),
        ("PT\tAU\tBA\nJ\tChen, L\t\n", False),
        ("FN is a name\nand no file\n", False),
        ("PT J\nno tag\n", False),
        ("", False),
    ],
)
def test_the_text_is_known_by_its_beginning(beginning: str, expected: bool) -> None:
    assert wos.looks_like(beginning) is expected


def test_every_record_of_a_real_export_is_read_and_fit(shared: Path) -> None:
    path = shared / "data/wos/zelcofir__Bibliometrico_Hospitales/SCIELO_21032026_214.txt"
    with path.open("rb") as binary:
        file = opened(binary, path.name)
        assert wos.looks_like(file.text().read(4096))
        fit = [normalised(row.data) for row in wos.read(file, Choices()).rows]
    assert [problems for _, problems in fit if problems] == []
    counts = [sum(bool(fields.get(name)) for fields, _ in fit) for name in ("title", "doi")]
    assert (len(fit), *counts) == (214, 214, 128)
