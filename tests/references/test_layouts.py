"""Files as others write them."""

import datetime as dt

import pytest

from references.layouts import FileRefused, read_notices, read_references
from references.layouts.names import own_authors, pubmed_authors, written_authors
from references.layouts.own import COLUMNS
from references.layouts.pubmed import HEADER, citation
from references.layouts.retraction_watch import day

OWN = "Title,Authors,Year,DOI,PMID\n"


def own(text: str, header: str = OWN):
    return read_references((header + text).encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (OWN.encode(), "header and no rows"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (OWN.encode("utf-16"), "UTF-16"),
        (OWN.encode() + b"A,B,2020,,\nM\xfcller,,2020,,\n", "Line 3 is not UTF-8"),
        (OWN.encode() + b"A\x00,,2020,,\n", "Line 2 contains a NUL"),
        (b"Name,Size\nx,1\n", "none that this import knows"),
        (b"Title,Title\nx,y\n", "column twice"),
        (b"Title,Journal,Journal or book\nx,y,z\n", "same field"),
        (b"Title,Standing\nx,retracted\n", "would decide something"),
        (b"Title,Approved by\nx,me\n", "would decide something"),
        (OWN.encode() + b'A,,2020,,\n"never closed,,2020,,\n', "opens on line 3 is never closed"),
    ],
)
def test_a_file_is_refused_in_one_sentence_with_a_mend(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_references(content)
    assert said in refused.value.reason
    assert refused.value.mend


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("end", "hint"),
    [("\n", False), ("\r\n", False), ("\r", False), ("\n", True), ("\r\n", True)],
)
def test_delimiter_and_line_ends_are_recognised(mark: str, bom: str, end: str, hint: bool) -> None:
    lines = [mark.join(["Title", "Year", "DOI"]), mark.join(["A title", "2020", "10.1000/a"])]
    if hint:
        lines.insert(0, f"sep={mark}")
    file = read_references((bom + end.join(lines) + end).encode())
    assert file.layout == "own"
    assert file.rows[0].data == {"title": "A title", "issued_year": "2020", "doi": "10.1000/a"}
    assert file.rows[0].line == (3 if hint else 2)


def test_lines_are_those_of_the_file() -> None:
    file = own('\n"A title\nover lines",,2020,,\n\nB,,2020,,\n')
    assert [row.line for row in file.rows] == [3, 6]


def test_a_ragged_row_is_a_problem_that_names_its_line() -> None:
    file = own("A,,2020,,\nB, too,many,2020,,\nC,,2020\n")
    assert [len(row.problems) for row in file.rows] == [0, 1, 1]
    assert file.rows[1].problems[0]["value"] == "3"
    assert "6 cells, the header 5" in file.rows[1].problems[0]["reason"]


def test_a_delimiter_at_the_end_of_every_row_is_no_problem() -> None:
    assert not any(row.problems for row in own("A,,2020,,,\nB,,2020,,,\n").rows)
    assert any(row.problems for row in own("A,,2020,,,\nB,,2020,,\n").rows)


def test_unknown_columns_are_reported_and_ignored() -> None:
    file = read_references(b"Title,Colour\nA,blue\n")
    assert file.notes == ["Columns not known and ignored: Colour."]
    assert file.rows[0].raw == {"Title": "A", "Colour": "blue"}
    assert file.rows[0].data == {"title": "A"}


def test_a_row_without_identifiers_is_warned_of_not_rejected() -> None:
    row = own("A,,2020,,\n").rows[0]
    assert row.warnings
    assert not row.problems


@pytest.mark.parametrize("nothing", ["N/A", "-", "none", "null", ""])
def test_a_placeholder_is_a_blank(nothing: str) -> None:
    assert own(f"A,,2020,{nothing},{nothing}\n").rows[0].data["doi"] == ""


def test_the_mark_at_the_end_of_old_files_is_no_row() -> None:
    assert len(own("A,,2020,,\n\x1a").rows) == 1


def test_a_neutralised_formula_is_read_as_it_was() -> None:
    rows = own("'=1+1,,2020,,\n''=1,,2020,,\n'quoted',,2020,,\n").rows
    assert [row.data["title"] for row in rows] == ["=1+1", "'=1", "'quoted'"]


@pytest.mark.parametrize(
    ("text", "authors", "truncated"),
    [
        ("", [], False),
        (
            "Example A, Other BC.",
            [{"family": "Example", "given": "A"}, {"family": "Other", "given": "BC"}],
            False,
        ),
        ("Example A, et al.", [{"family": "Example", "given": "A"}], True),
        ("van der Example JB Jr.", [{"family": "van der Example", "given": "JB Jr"}], False),
        ("Example WS 3rd.", [{"family": "Example", "given": "WS 3rd"}], False),
        ("O'Example-Élan É.", [{"family": "O'Example-Élan", "given": "É"}], False),
        ("Exampleva AIu.", [{"family": "Exampleva", "given": "AIu"}], False),
        (
            "Example A; Marrow Study Group.",
            [{"family": "Example", "given": "A"}, {"literal": "Marrow Study Group"}],
            False,
        ),
        (
            "Institute of Cells, Town, Country.",
            [{"literal": "Institute of Cells, Town, Country"}],
            False,
        ),
        ("Mononym.", [{"literal": "Mononym"}], False),
    ],
)
def test_pubmed_writes_authors(text: str, authors: list, truncated: bool) -> None:
    assert pubmed_authors(text) == (authors, truncated)


@pytest.mark.parametrize("truncated", [False, True])
@pytest.mark.parametrize(
    "authors",
    [
        [],
        [{"family": "Example", "given": "Anna B."}],
        [{"family": "Example"}, {"literal": "A Group"}],
        [{"literal": "Group, Inc.; of Town"}, {"family": "Other", "given": "C"}],
    ],
)
def test_authors_come_back_as_they_were_written(authors: list, truncated: bool) -> None:
    assert own_authors(written_authors(authors, truncated=truncated)) == (authors, truncated)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "J Cells. 2023 Feb 21;2023(4):8607062. doi: 10.1000/a.",
            {
                "year": "2023",
                "issued_month": 2,
                "issued_day": "21",
                "volume": "2023",
                "issue": "4",
                "pages": "8607062",
            },
        ),
        ("J Cells. 2005;7:1-9.", {"year": "2005", "volume": "7", "pages": "1-9"}),
        (
            "J Cells. 1990 Jul-Aug;12(3):e45.",
            {"year": "1990", "issued_month": 7, "volume": "12", "issue": "3", "pages": "e45"},
        ),
        (
            "J Cells. 1990 Winter;2 Suppl 1:S5-9.",
            {"year": "1990", "volume": "2 Suppl 1", "pages": "S5-9"},
        ),
        (
            "J Cells. 1990;10:343-50; discussion 350-1.",
            {"year": "1990", "volume": "10", "pages": "343-50"},
        ),
        ("J Cells. 1990;(5):3-4.", {"year": "1990", "issue": "5", "pages": "3-4"}),
        ("J Cells. 2024 Jan 5. doi: 10.1000/a. Online ahead of print.",
         {"year": "2024", "issued_month": 1, "issued_day": "5"}),
        ("", {}),
    ],
)  # fmt: skip
def test_pubmed_writes_citations(text: str, said: dict) -> None:
    assert citation(text, "J Cells") == said


def test_pubmeds_layout_is_read() -> None:
    cells = (
        '"123","A title","Example A.","J Cells. 2020 May;1(2):3-4.","Example A","J Cells",'
        '"2020","2020/05/01","PMC9","","10.1000/ABC"\n'
    )
    file = read_references((",".join(HEADER) + "\n" + cells).encode("utf-8-sig"))
    assert file.layout == "pubmed"
    assert file.notes == []
    assert file.rows[0].data == {
        "pmid": "123",
        "title": "A title",
        "authors": [{"family": "Example", "given": "A"}],
        "authors_truncated": False,
        "container_title": "J Cells",
        "issued_year": "2020",
        "issued_month": 5,
        "volume": "1",
        "issue": "2",
        "pages": "3-4",
        "pmcid": "PMC9",
        "doi": "10.1000/ABC",
    }


def test_the_template_is_its_own_layout() -> None:
    file = read_references((",".join(COLUMNS.values()) + "\n" + "x," * 23 + "\n").encode())
    assert set(file.rows[0].data) >= set(COLUMNS)
    assert not file.rows[0].problems


NOTICES = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
)


@pytest.mark.parametrize("tail", ["", ","])
def test_notices_are_read_with_20_or_21_columns(tail: str) -> None:
    row = "7,A title,9/22/2021 0:00,10.1000/n,0,10/1/2014 0:00,10.1000/A;,0,Retraction,+One;+Two;"
    file = read_notices(f"{NOTICES}{tail}\r\n{row}{tail}\r\n{',' * 9}{tail}\r\n\r\n".encode())
    (notice,) = file.rows
    assert notice.record_id == "7"
    assert notice.noticed_on == dt.date(2021, 9, 22)
    assert notice.original_year == 2014
    assert notice.reason == "One; Two"
    assert notice.raw["OriginalPaperDOI"] == "10.1000/A;"


def test_notices_that_are_not_utf8_stay_readable() -> None:
    rows = b"1,M\xfcller,,,,,,,Retraction,\n2,Caf\xc3\xa9,,,,,,,Retraction,\n"
    file = read_notices(NOTICES.encode() + b"\n" + rows)
    assert [row.original_title for row in file.rows] == ["Müller", "Café"]
    assert "1 lines" in file.notes[0]


def test_notices_without_a_record_number_are_kept_apart() -> None:
    file = read_notices(f"{NOTICES}\n,One,,,,,,,,\n,Two,,,,,,,,\n".encode())
    assert len({row.record_id for row in file.rows}) == 2


@pytest.mark.parametrize("content", [b"", b"Title,DOI\nx,y\n", NOTICES.encode(), b"PK\x03\x04"])
def test_what_holds_no_notices_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read_notices(content)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("9/22/2021 0:00", dt.date(2021, 9, 22)),
        ("2021-09-22", dt.date(2021, 9, 22)),
        ("2021-09-22T00:00", dt.date(2021, 9, 22)),
        ("1/1/1753 0:00", None),
        ("13/13/2020", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_dates_of_notices(text: str, date: dt.date | None) -> None:
    assert day(text) == date
