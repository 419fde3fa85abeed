"""Excel workbooks: cells as a person sees them, and what hides in archives."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from openpyxl import Workbook

from references.layouts import Choices, FileRefused, MappingAsked, Reading, StagedInput, recognise
from references.layouts.archive import MEMBERS_MAX
from references.layouts.workbook import shown

HEADER = ("Title", "Authors", "Year", "DOI", "PMID")
ROW = ("A title", "Chen, Li", 2020, "10.1000/a", 12345678)
SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: Iterable[Any], title: str = "Sheet") -> Workbook:
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed; a part that is not there is added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return out.getvalue()


def reading(content: bytes) -> Reading:
    read = recognise(io.BytesIO(content), "f.csv")
    assert isinstance(read, Reading)
    return read


def rows(content: bytes) -> list[StagedInput]:
    return list(reading(content).rows)


def test_a_workbook_is_read_by_the_layout_of_its_header() -> None:
    read = reading(saved(book(HEADER, ROW)))
    assert (read.layout, read.header) == ("MSC Portal template", HEADER)
    (row,) = read.rows
    assert row.line == 2
    assert row.raw == ["A title", "Chen, Li", "2020", "10.1000/a", "12345678"]
    assert row.data["pmid"] == "12345678"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  text ", "  text "),
        ("a_x000D_\nb", "a\r\nb"),
        ("a_x005F_b", "a_b"),
        ("a\x00b", "ab"),
        (2020, "2020"),
        (12345678.0, "12345678"),
        (0.1 + 0.2, "0.3"),
        (-5.5, "-5.5"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.datetime(2024, 5, 31), "2024-05-31"),  # noqa: DTZ001
        (dt.datetime(2024, 5, 31, 12, 30), "2024-05-31 12:30:00"),  # noqa: DTZ001
        (dt.date(2024, 5, 31), "2024-05-31"),
        (dt.time(12, 30), "12:30:00"),
    ],
)
def test_a_value_is_shown_as_a_person_sees_it(value: Any, text: str) -> None:
    assert shown(value) == text


def test_dates_and_numbers_of_a_real_sheet_are_text() -> None:
    day = dt.date(2024, 5, 31)
    content = saved(book((*HEADER, "Search date"), ("A", "", 2020.0, "", 12345678.0, day)))
    assert rows(content)[0].raw == ["A", "", "2020", "", "12345678", "2024-05-31"]


def test_lines_are_rows_of_the_sheet_and_empty_rows_are_none() -> None:
    content = saved(book(HEADER, (), ROW, (None, "  "), ("B", "", 2021)))
    assert [row.line for row in rows(content)] == [3, 5]


def test_the_header_may_stand_below_other_rows() -> None:
    read = reading(saved(book(("Our library",), (), ("made by", "us"), HEADER, ROW)))
    assert [row.line for row in read.rows] == [5]
    assert "line 4" in read.notes[0]


def test_the_sheet_with_a_known_header_is_read_and_the_others_are_named() -> None:
    made = book(("Notes",), ("nothing here",), title="About")
    for title, content in (("Old", [HEADER, ROW]), ("New", [HEADER, ROW, ROW]), ("Empty", [])):
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(list(row))
    made["Old"].sheet_state = "hidden"
    read = reading(saved(made))
    assert len(list(read.rows)) == 2
    assert "“New” was read; left out: About." in read.notes[-1]


def test_cells_beyond_the_header_are_a_problem_only_where_they_say_something() -> None:
    content = saved(book(HEADER, (*ROW, "", " "), (*ROW, "", "x"), ROW[:1]))
    assert [bool(row.problems) for row in rows(content)] == [False, True, False]


def test_a_table_may_begin_in_a_later_column() -> None:
    content = saved(book((None, *HEADER), (None, *ROW)))
    (row,) = rows(content)
    assert row.data["title"] == "A title"
    assert not row.problems


def test_a_formula_counts_by_its_stored_result_and_without_one_rejects_the_row() -> None:
    content = saved(book(HEADER, ("A", "", "=2000+20", "", 1), ("B", "", 2020, "", 2)))
    first, second = rows(content)
    assert first.problems[0]["column"] == "cell C2"
    assert "formula" in first.problems[0]["reason"]
    assert not second.problems
    stored = with_part(
        content, SHEET, lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>2020</v>", part)
    )
    (first, second) = rows(stored)
    assert not first.problems
    assert first.data["issued_year"] == "2020"


def test_cells_merged_over_rows_reject_these_rows() -> None:
    made = book(("Library", None), HEADER, ROW, ("B",), ("C",), ROW)
    made.active.merge_cells("A1:E1")
    made.active.merge_cells("C4:C5")
    made.active.merge_cells("A6:B6")
    assert [(row.line, len(row.problems)) for row in rows(saved(made))] == [
        (3, 0),
        (4, 1),
        (5, 1),
        (6, 0),
    ]


def test_an_error_of_the_sheet_rejects_its_row() -> None:
    content = saved(book(HEADER, ("A", "", "#REF!", "", 1)))
    assert rows(content)[0].problems[0]["value"] == "#REF!"


def test_macros_are_data() -> None:
    content = with_part(
        saved(book(HEADER, ROW)), "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0"
    )
    assert len(rows(content)) == 1


def test_an_unknown_header_is_asked_about() -> None:
    content = saved(book(("Item", "Price"), ("Bread", 2.0)))
    asked = recognise(io.BytesIO(content), "f.xlsx")
    assert isinstance(asked, MappingAsked)
    assert asked.samples == (("Bread", "2"),)
    mapped = recognise(
        io.BytesIO(content), "f.xlsx", Choices(mapping={"Item": "title", "Price": ""})
    )
    assert isinstance(mapped, Reading)
    assert next(mapped.rows).data["title"] == "Bread"


@pytest.mark.parametrize("size", [b"A1:XFD1048576", b"A1:B1"])
def test_the_size_that_a_sheet_claims_is_not_believed(size: bytes) -> None:
    content = with_part(
        saved(book(HEADER, ROW)),
        SHEET,
        lambda part: re.sub(rb'ref="A1:E2"', b'ref="' + size + b'"', part),
    )
    assert [row.raw[3] for row in rows(content)] == ["10.1000/a"]


def test_a_row_far_below_is_read() -> None:
    made = book(HEADER, ROW)
    made.active.cell(1_048_576, 1, "The last")
    assert [row.line for row in rows(saved(made))] == [2, 1_048_576]


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (saved(book()), "is empty"),
        (saved(book(("",), (" ",))), "is empty"),
        (saved(book(HEADER)), "header and no rows"),
        (saved(book(("Title", "Title"), ("A", "B"))), "column twice"),
        (saved(book(("One thing",), ("another",))), "a text without"),
        (saved(book(("A title", 2020, "10.1000/a"), ("B", 2021, "10.1000/b"))), "has no header"),
        (saved(book(HEADER, ("A",) * 1001)), "Line 2 has 1,001 cells"),
        (zipped(("a.txt", b"Title")), "a zip archive"),
        (zipped(), "a zip archive"),
        (zipped(("word/document.xml", b"<w/>")), "a Word document"),
        (zipped(("content.xml", b"<o/>")), "an OpenDocument file"),
        (zipped(("xl/workbook.bin", b"\x00")), "a binary Excel workbook"),
        (zipped(("xl/workbook.xml", b"<workbook/>")), "is damaged"),
        (zipped(("xl/workbook.xml", b"no xml")), "is damaged"),
        (zipped(("xl/workbook.xml", b" " * 40_000_000)), "unpacks to far more"),
        (
            with_part(saved(book(HEADER, ROW)), "[Content_Types].xml", lambda _: b"<Types/>"),
            "is damaged",
        ),
        (zipped(*((f"xl/{n}", b"") for n in range(MEMBERS_MAX + 1))), "unpacks to far more"),
        (saved(book(HEADER, ROW))[:-200], "is damaged"),
        (b"PK\x03\x04rest", "is damaged"),
        (with_part(saved(book(HEADER, ROW)), "xl/sharedStrings.xml", lambda _: LAUGHS), "would fetch or unfold"),
        (
            with_part(
                saved(book(HEADER, ROW)),
                "xl/sharedStrings.xml",
                lambda _: LAUGHS.decode().encode("utf-16"),
            ),
            "would fetch or unfold",
        ),
        (
            with_part(saved(book(HEADER, ROW)), SHEET, lambda part: part[: len(part) // 2]),
            "is damaged",
        ),
        (
            with_part(
                saved(book(HEADER, ROW)),
                SHEET,
                lambda part: part.replace(b"<v>2020</v>", b"<v>20x20</v>"),
            ),
            "is damaged",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook_of_references_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(content)
    assert said in refused.value.reason
    assert refused.value.mend
