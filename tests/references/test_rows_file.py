"""The file of rows to mend: what it says, and that it is read again as if nothing had been written around it."""

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest

from references import rows_file
from references.layouts import MappingAsked, Reading, recognise
from references.layouts.returned import MARKS
from references.layouts.rows import Choices
from references.works import FIELDS, normalised

EMPTY: dict[str, Any] = dict.fromkeys(FIELDS) | {
    "authors": [],
    "publication_types": [],
    "mesh_terms": [],
    "authors_truncated": False,
    "csl_type": "article-journal",
}
RIS = """TY  - JOUR
AU  - Example, Anna
TI  - =1+1 is no formula
PY  - 2020
JO  - Journal of Examples
DO  - nonsense
ER  -

TY  - JOUR
AU  - Roe, Richard
TI  - '-omics of the marrow
PY  - 2019
DO  - 10.5555/omics
ER  -
"""


def read(content: str, mapping: dict[str, str] | None = None) -> Reading:
    reading = recognise(io.BytesIO(content.encode()), "x", Choices(mapping=mapping))
    assert isinstance(reading, Reading)
    return reading


def staged(reading: Reading) -> list[Any]:
    """Rows as staging keeps them."""
    rows = []
    for row in reading.rows:
        fields, found = normalised(row.data)
        reasons = [{**one, "rejects": True} for one in [*row.problems, *found]]
        verdict = "rejected" if reasons else "new"
        said = {**EMPTY, **fields}
        rows.append(
            SimpleNamespace(line=row.line, verdict=verdict, reasons=reasons, raw=row.raw, **said)
        )
    return rows


def written(reading: Reading) -> str:
    return "".join(rows_file.pieces(reading.header, staged(reading)))


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def works(rows: list[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) or None for name in FIELDS} for row in rows]


def test_a_table_keeps_its_columns_behind_what_became_of_each_row() -> None:
    text = written(read("Title,DOI,Note\nA title,nonsense,mine\n"))
    header, row = cells(text)
    assert header == [*MARKS, "Title", "DOI", "Note"]
    assert row[:2] == ["2", "Rejected"]
    assert row[2].startswith("DOI, nonsense: ")
    assert row[3]
    assert row[4:] == ["A title", "nonsense", "mine"]


TABLES = {
    "template": "Title,Authors,Year,DOI\n=1+1,\"Example, A\",2020,10.5555/a\n'=1,Roe R,2019,\n''=1,,,\n",
    "too wide": "Title,DOI\nA,10.5555/a,B\n",
    "too narrow": "Title,DOI,PMID\nA title,10.5555/a\n",
    "two lines in a cell": 'Title,Abstract,DOI\n"A\n title","One.\nTwo.",10.5555/a\n',
    "semicolons": "Title;DOI;Year\nA, and B;10.5555/a;2020\nC;10.5555/c;2021\n",
    "preamble": "Made by a tool\n\nTitle,DOI,Year\nA,10.5555/a,2020\nC,10.5555/c,2021\n",
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES)
def test_rows_that_come_back_say_what_they_said(content: str) -> None:
    first = read(content)
    before = staged(read(content))
    again = read(written(first))
    after = staged(again)
    assert (again.layout, again.header) == (first.layout, first.header)
    assert works(after) == works(before)
    assert [row.raw for row in after] == [row.raw for row in before]
    assert [row.verdict for row in after] == [row.verdict for row in before]
    assert not [note for note in again.notes if "MSC" in note]


def test_a_table_that_a_person_explained_is_asked_about_with_the_same_header() -> None:
    content = "Study;Written by;Mark\nCells;Doe J, Roe R;A\nMore cells;Doe J;B\n"
    asked = recognise(io.BytesIO(content.encode()), "x")
    assert isinstance(asked, MappingAsked)
    mapping = {"Study": "title", "Written by": "authors", "Mark": ""}
    text = written(read(content, mapping))
    again = recognise(io.BytesIO(text.encode()), "x")
    assert isinstance(again, MappingAsked)
    assert (again.header, again.samples) == (asked.header, asked.samples)
    assert works(staged(read(text, mapping))) == works(staged(read(content, mapping)))


def test_records_come_in_our_template_with_their_own_text() -> None:
    text = written(read(RIS))
    header, first, _ = cells(text)
    row = dict(zip(header, first, strict=True))
    assert row["Title"] == "''=1+1 is no formula"
    assert row["DOI"] == ""
    assert "DO  - nonsense" in row["MSC record"]
    again = read(text)
    assert again.layout == "MSC Portal template"
    assert works(staged(again)) == works(staged(read(RIS)))


def test_no_cell_starts_a_formula() -> None:
    text = written(read("Title,DOI,+note\n=cmd(),10.5555/a,@x\n-1,10.5555/b,\t=2\n"))
    found = [cell for row in cells(text) for cell in row]
    assert not [cell for cell in found if cell.lstrip(" \t")[:1] in ("=", "+", "-", "@")]


def test_a_mended_row_is_taken() -> None:
    text = written(read("Title,PMID\nA title,12.0\n")).replace("12.0", "12")
    (row,) = staged(read(text))
    assert (row.verdict, row.pmid) == ("new", "12")
