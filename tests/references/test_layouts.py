"""Files as others write them: what a file is by its content, and tables in every dialect."""

import datetime as dt
import gzip
import io

import pytest

from references.layouts import (
    Choices,
    FileRefused,
    MappingAsked,
    NoticeInput,
    Question,
    Reading,
    StagedInput,
    read_notices,
    recognise,
)
from references.layouts.delimited import CELL_MAX, LINE_MAX, read_table
from references.layouts.retraction_watch import day
from references.layouts.table import COLUMNS_MAX
from references.layouts.text import opened

UNDECIDED = Choices()
OWN = "Title,Authors,Year,DOI,PMID\n"
RIS = "TY  - JOUR\nTI  - A title\nAU  - Chen, Li\nPY  - 2020\nER  - \n"
BIBTEX = "@article{a,\n  title = {A title},\n  author = {Chen, Li},\n  year = 2020\n}\n"
NBIB = "PMID- 12345\nTI  - A title\nFAU - Chen, Li\nDP  - 2020\n"
CSL = '[{"type": "article-journal", "title": "A title", "author": [{"family": "Chen"}]}]'
ENDNOTE = (
    "<?xml version='1.0'?><xml><records><record><ref-type name='Journal Article'>17</ref-type>"
    "<titles><title>A title</title></titles></record></records></xml>"
)
PUBMED = (
    "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12345</PMID><Article>"
    "<ArticleTitle>A title</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
WOS = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Chen, L\nTI A title\nPY 2020\nER\n\nEF\n"


def recognised(
    content: bytes | str, choices: Choices = UNDECIDED, name: str = "f"
) -> Reading | Question:
    raw = content.encode() if isinstance(content, str) else content
    return recognise(io.BytesIO(raw), name, choices)


def rows_of(content: bytes | str, choices: Choices = UNDECIDED) -> list[StagedInput]:
    reading = recognised(content, choices)
    assert isinstance(reading, Reading)
    return list(reading.rows)


def own(text: str, header: str = OWN) -> list[StagedInput]:
    return rows_of(header + text)


@pytest.mark.parametrize("name", ["references.csv", "references.pdf", "", "../../x.exe"])
@pytest.mark.parametrize(
    ("content", "layout"),
    [
        (OWN + "A title,,2020,,\n", "MSC Portal template"),
        (RIS, "RIS"),
        (BIBTEX, "BibTeX"),
        (NBIB, "PubMed text"),
        (CSL, "CSL-JSON"),
        (ENDNOTE, "EndNote XML"),
        (PUBMED, "PubMed XML"),
        (WOS, "Web of Science text"),
    ],
)
def test_a_format_is_recognised_by_content_whatever_the_name(
    content: str, layout: str, name: str
) -> None:
    for raw in (content.encode(), gzip.compress(content.encode())):
        reading = recognised(raw, name=name)
        assert isinstance(reading, Reading)
        assert reading.layout == layout
        assert [row.data["title"] for row in reading.rows] == ["A title"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\n\n\t \r\n", "is empty"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "an image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "an image"),
        (b"MZ\x90\x00\x03", "a program"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"#!/bin/sh\necho\n", "a program"),
        (b"{\\rtf1\\ansi Title", "a rich text document"),
        (b"Rar!\x1a\x07\x00", "an archive"),
        (gzip.compress(gzip.compress(OWN.encode(), mtime=0), mtime=0), "an archive in an archive"),
        (gzip.compress(b"PK\x03\x04 and a workbook", mtime=0), "an archive in an archive"),
        (gzip.compress(OWN.encode() * 99, mtime=0)[:-9], "damaged or cut short"),
        (gzip.compress(b" " * 30_000_000, mtime=0), "unpacks to far more"),
        (b"SQLite format 3\x00", "a database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "an old Office file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "an old Excel workbook",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "an old Word document",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\x00" * 100_000
            + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"  <!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page"),
        (b"<!-- a --><!-- b --><table><tr><td>doi</td></tr></table>", "a web page"),
        (b"<!--" + b"a--><!--" * 5000, "XML"),
        (b"From: a@example.org\nTo: b@example.org\nSubject: references\n\nHello\n", "an e-mail"),
        (b"-- dump\n-- of today\nCREATE TABLE reference (id int);\n", "an SQL dump"),
        (b"INSERT INTO reference VALUES (1, 'A');\n", "an SQL dump"),
        (b"\\documentclass{article}\n", "a LaTeX document"),
        (b"BEGIN:VCARD\nFN:A\nEND:VCARD\n", "an address book"),
        (b'{"name": "A"}', "not CSL-JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"<?xml version='1.0'?><svg/>", "XML"),
        (b"<?xml version='1.0'?><article><front></front></article>", "XML"),
        (bytes(range(1, 32)) * 40, "not a text"),
        (b"A\x00B,C\n1,2\n", "Line 1 contains a NUL"),
        (OWN.encode() + b"A\x00,,2020,,\n", "Line 2 contains a NUL"),
        (OWN.encode(), "header and no rows"),
        (OWN.encode() + b",,,,\n\n", "header and no rows"),
        (b"10.1000/a\n10.1000/b\n", "has no header: line 1 has the value 10.1000/a"),
        (b"A title,2020,10.1000/a\nAnother,2021,10.1000/b\n", "has no header"),
        (b"Once upon a time.\nThere was, say, a cell.\n\nIt divided, grew, and left.\n", "a text without"),
        (b"just one word", "a text without"),
        (b"Title,Title\nx,y\n", "header on line 1 has a column twice: Title"),
        (b"Title,DOI\nA" + b"," * 1001 + b"\n", "Line 2 has 1,002 cells"),
        (b"Title" + b"," .join([b"x%d" % n for n in range(1001)]) + b"\nA\n", "1,001 columns"),
        (OWN.encode() + b'A,,2020,,\n"never closed,,2020,,\n', "opens on line 3 is never closed"),
        (OWN.encode() + b'\nA "b" c,,2020,,\n"a" b,,2020,,\n', "line 4, text follows a closing"),
        (OWN.encode() + b"A,,2020,,\n" + b"x" * (CELL_MAX + 1), "line 3 has a cell of more than"),
        (OWN.encode() + b"\n" + b"x," * (LINE_MAX // 2) + b"\n", "line 3 has a cell of more than"),
        (b"Record ID,Title,RetractionNature,OriginalPaperDOI\n1,A,Retraction,10.1000/a\n", "a list of notices"),
    ],
)  # fmt: skip
def test_what_holds_no_references_is_refused_in_one_sentence_with_a_mend(
    content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(content)
    assert said in refused.value.reason
    assert refused.value.mend


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize(
    ("end", "hint"),
    [("\n", False), ("\r\n", False), ("\r", False), ("\n", True), ("\r\n", True), ("\r", True)],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_delimiter_line_ends_and_marks_are_recognised(
    mark: str, bom: str, end: str, hint: bool, encoding: str
) -> None:
    lines = [mark.join(["Title", "Year", "DOI"]), mark.join(["A title", "2020", "10.1000/a"])]
    if hint:
        lines.insert(0, f"sep={mark}")
    text = bom + end.join(lines) + end
    (row,) = rows_of(text.encode(encoding))
    assert row.data == {"title": "A title", "issued_year": "2020", "doi": "10.1000/a"}
    assert row.line == (3 if hint else 2)


def test_the_delimiter_is_the_one_that_makes_the_header_known() -> None:
    text = "Title;Authors;DOI\nA, b, and c, of d;X, Y, Z;10.1000/a\n"
    assert [row.data["title"] for row in rows_of(text)] == ["A, b, and c, of d"]


def test_a_delimiter_that_the_file_names_is_believed() -> None:
    assert rows_of("sep=^\nTitle^DOI\nA, b^10.1000/a\n")[0].data["title"] == "A, b"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('\n"A title\nover lines",,2020,,\n\nB,,2020,,\n', [3, 6]),
        ('\r\n"A title\r\nover lines",,2020,,\r\n\r\nB,,2020,,\r\n', [3, 6]),
        ('\r"A title\rover lines",,2020,,\r\rB,,2020,,\r', [3, 6]),
        ('"A\r\nb\nc\rd",,2020,,\rB,,2020,,\n\r\nC,,2020,,', [2, 6, 8]),
        ("A\x0b\x0c\x1c\x1e\x85\u2028b,,2020,,\nB,,2020,,\n", [2, 3]),
    ],
)
def test_a_row_has_the_physical_line_on_which_it_begins(text: str, lines: list[int]) -> None:
    assert [row.line for row in own(text)] == lines


def test_a_ragged_row_is_a_problem_that_names_its_line() -> None:
    rows = own("A,,2020,,\nB, too,many,2020,,\nC,,2020\n")
    assert [len(row.problems) for row in rows] == [0, 1, 1]
    assert "6 cells, the header 5" in rows[1].problems[0]["reason"]


@pytest.mark.parametrize(
    ("text", "ragged"),
    [
        ("A,,2020,,,\nB,,2020,,,\n", [False, False]),
        ("A,,2020,,,,\nB,,2020,,,,\n", [False, False]),
        ("A,,2020,,,\nB,,2020,,\n", [True, False]),
        ("A,,2020,,,\nB,,2020,,,x\n", [True, True]),
        # One row with one cell too many may as well be one whose comma shifts it.
        ("A,,2020,,,\n", [True]),
    ],
)
def test_a_delimiter_at_the_end_of_every_row_is_no_problem(text: str, ragged: list[bool]) -> None:
    assert [bool(row.problems) for row in own(text)] == ragged


def test_empty_columns_at_the_end_are_no_columns() -> None:
    reading = recognised("Title,DOI,,\nA,10.1000/a,,\nB,10.1000/b,,\nC,10.1000/c,,x\n")
    assert isinstance(reading, Reading)
    assert reading.header == ("Title", "DOI")
    assert [bool(row.problems) for row in reading.rows] == [False, False, True]


def test_a_first_column_without_a_name_is_one_to_ignore() -> None:
    reading = recognised(",Title,DOI\n0,A,10.1000/a\n1,B,10.1000/b\n")
    assert isinstance(reading, Reading)
    assert reading.header == ("(column 1)", "Title", "DOI")
    assert [row.problems for row in reading.rows] == [[], []]


def test_the_header_may_stand_below_other_lines() -> None:
    reading = recognised("Exported: today\nBy a, b, c and d\n\nTitle,DOI,Year\nA,10.1000/a,2020\n")
    assert isinstance(reading, Reading)
    assert "line 4" in reading.notes[0]
    assert [(row.line, row.data["title"]) for row in reading.rows] == [(5, "A")]


def test_a_row_that_reads_like_a_header_is_still_a_row() -> None:
    assert len(own("Title,Authors,Year,DOI,PMID\nB,,2020,,\n")) == 2


def test_quotation_marks_of_a_file_that_does_not_quote_are_text() -> None:
    text = (
        'Title\tDOI\tYear\n"Stem" cells\t10.1000/a\t2020\n5" cut\t10.1000/b\t2020\n"open\t\t2021\n'
    )
    assert [row.data["title"] for row in rows_of(text)] == ['"Stem" cells', '5" cut', '"open']


def test_a_tab_file_that_quotes_is_read_with_quotes() -> None:
    text = 'Title\tDOI\n"A\tb"\t10.1000/a\n"C\nd"\t10.1000/b\n'
    assert [row.line for row in rows_of(text)] == [2, 3]
    with pytest.raises(FileRefused, match="never closed"):
        rows_of(text + '"E\tf\n')


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "########"])
def test_what_a_spreadsheet_could_not_compute_rejects_the_row_once(cell: str) -> None:
    (row,) = own(f"A,,2020,{cell},\n")
    assert [(p["column"], p["value"]) for p in row.problems] == [("DOI", cell)]
    assert "doi" not in row.data
    assert not rows_of(f"Title,Colour\nA,{cell}\n")[0].problems


def test_a_file_of_one_known_column_is_a_table() -> None:
    assert [row.data for row in rows_of("DOI\n10.1000/a\n10.1000/b\n")] == [
        {"doi": "10.1000/a"},
        {"doi": "10.1000/b"},
    ]


SHOPPING = "Item;Shop;Price\nBread;Baker;2\n" + "Milk;" + "x" * 99 + ";1\n"


def test_an_unknown_header_is_asked_about_with_the_first_cells() -> None:
    asked = recognised(SHOPPING)
    assert isinstance(asked, MappingAsked)
    assert asked.header == ("Item", "Shop", "Price")
    assert asked.samples == (("Bread", "Baker", "2"), ("Milk", "x" * 80, "1"))
    assert set(asked.proposed) == set(asked.header)


def test_a_mapping_is_used_and_wins_over_a_known_header() -> None:
    mapping = {"Item": "title", "Shop": "", "Price": "volume"}
    assert rows_of(SHOPPING, Choices(mapping=mapping))[0].data["title"] == "Bread"
    swapped = {"Title": "container_title", "Authors": "title", "Year": "", "DOI": "", "PMID": ""}
    (row,) = rows_of(OWN + "A,B,2020,,\n", Choices(mapping=swapped))
    assert (row.data["title"], row.data["container_title"]) == ("B", "A")


def test_rows_are_read_lazily_and_the_file_may_be_read_again() -> None:
    content = (OWN + "A,,2020,,\n" * 50_000).encode()
    file = opened(io.BytesIO(content), "f.csv")
    table = read_table(file, lambda key: key in ("title", "doi"))
    next(table.rows)
    assert len(list(read_table(file, lambda key: key in ("title", "doi")).rows)) == 50_000
    assert len(list(table.rows)) == 49_999


def test_no_table_is_wider_than_the_limit() -> None:
    names = ",".join(["Title", *[f"x{n}" for n in range(1, COLUMNS_MAX)]])
    mapping = {"Title": "title"}
    assert len(rows_of(f"{names}\nA{',' * (COLUMNS_MAX - 1)}\n", Choices(mapping=mapping))) == 1


# Rows as the index of the shared material counts them; None where the file holds no references.
TABLES = {
    "cochrane/steelheart50__preeclampsia/citation-export.csv": 81,
    "derived/pubmed_layout_30000.csv.gz": 30_000,
    "embase/asreview__asreview/embase.csv": 6,
    "lens_openalex_other/clbustos__buhos/refworks.csv": 97,
    "lens_openalex_other/markitos002__SaludRural-data/citations.csv": 175,
    "lens_openalex_other/science-collective__scoping-review/titles.csv": 3102,
    "lens_openalex_other/spicy-adobo__LIS-4-5693/lens-topology.csv": 1000,
    "nbib/zelcofir__Bibliometrico_Hospitales/PUBMED_21032026_240.txt": 240,
    "pubmed_csv/Kadiax__BigDataING3/csv-neurotrans-set.csv": 10_000,
    "pubmed_csv/aydindemircioglu__radRetraction/csv-radiomics-set.csv": 13,
    "pubmed_csv/zelcofir__Bibliometrico_Hospitales/pubmed.csv": 10,
    "rayyan/NalaHam__LIT_Review/articles.csv": 114,
    "retraction/choxos__retraction/example_refs.csv": 2,
    "scopus/aydindemircioglu__radRetraction/scopus.csv": 82,
    "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.csv": 8,
    "wos/aydindemircioglu__radRetraction/savedrecs.txt": 9,
    "wos/zelcofir__Bibliometrico_Hospitales/SCIELO_21032026_214.txt": 214,
    "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.csv": 385,
}
ASKED = {
    "derived/jats_citation_truth.csv",
    "derived/retraction_hits_truth.csv",
    "other_csv/info4cure__altmetricsAndSRsOnPsoriasis/db_almetrics_all.csv",
    "rayyan/NalaHam__LIT_Review/customizations_log.csv",
    "retraction/MDPI-AG__crossref-sprint-retractions/retraction_watch_etl_sampled.csv",
}
REFUSED = {
    "pubmed_text/steelheart50__preeclampsia/summary-preeclamps-set.txt": "a text without",
    "retraction/JesseRWeigel__retraction-check/retractionwatch-sample.csv": "a list of notices",
    "retraction/aydindemircioglu__radRetraction/RAD.csv": "a list of notices",
    "retraction/choxos__retraction/dois.txt": "has no header",
    "articles/scienceverse__metacheck/to_err_is_human.txt": "a text without",
    "articles/scienceverse__metacheck/to_err_is_human.html": "a web page",
    "articles/scienceverse__metacheck/to_err_is_human.doc": "an old Word document",
    "articles/scienceverse__metacheck/to_err_is_human.docx": "a Word document",
    "articles/psoriasis-book__book/paper.md": "a text without",
}


@pytest.mark.parametrize(("path", "count"), TABLES.items())
def test_every_row_of_a_real_table_is_read(path: str, count: int, shared) -> None:
    with (shared / "data" / path).open("rb") as file:
        reading = recognise(file, path)
        assert isinstance(reading, Reading)
        rows = list(reading.rows)
    assert len(rows) == count
    assert len({row.line for row in rows}) == count
    assert not [row for row in rows if any(p["column"] == "line" for p in row.problems)]


@pytest.mark.parametrize("path", sorted(ASKED))
def test_a_real_table_of_nobodys_layout_is_asked_about(path: str, shared) -> None:
    with (shared / "data" / path).open("rb") as file:
        assert isinstance(recognise(file, path), MappingAsked)


@pytest.mark.parametrize(("path", "said"), REFUSED.items())
def test_a_real_file_without_references_is_refused(path: str, said: str, shared) -> None:
    with (shared / "data" / path).open("rb") as file, pytest.raises(FileRefused, match=said):
        recognise(file, path)


def test_no_real_table_or_text_is_left_out_of_these_tests(shared) -> None:
    data = shared / "data"
    found = {
        str(path.relative_to(data))
        for path in data.rglob("*")
        if path.name.endswith((".csv", ".tsv", ".xlsx", ".csv.gz")) or path.suffix == ".txt"
    }
    rendered = {path for path in found if path.startswith("derived/jats_rendered/")}
    few = {"derived/pubmed_layout_retraction_truth.csv"}
    assert found - rendered - few == {
        path for path in {*TABLES, *ASKED, *REFUSED} if path.endswith((".csv", ".csv.gz", ".txt"))
    }


NOTICES = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
)


def noticed(content: bytes) -> tuple[list[NoticeInput], list[str]]:
    read = read_notices(io.BytesIO(content), "f.csv")
    return list(read.rows), read.notes


@pytest.mark.parametrize("tail", ["", ","])
def test_notices_are_read_with_20_or_21_columns(tail: str) -> None:
    row = "7,A title,9/22/2021 0:00,10.1000/n,0,10/1/2014 0:00,10.1000/A;,0,Retraction,+One;+Two;"
    (notice,), _ = noticed(f"{NOTICES}{tail}\r\n{row}{tail}\r\n{',' * 9}{tail}\r\n\r\n".encode())
    assert notice.record_id == "7"
    assert notice.noticed_on == dt.date(2021, 9, 22)
    assert notice.original_year == 2014
    assert notice.reason == "One; Two"
    assert notice.raw["OriginalPaperDOI"] == "10.1000/A;"


def test_notices_that_are_not_utf8_stay_readable() -> None:
    cells = b"1,M\xfcller,,,,,,,Retraction,\n2,Caf\xc3\xa9,,,,,,,Retraction,\n"
    rows, notes = noticed(NOTICES.encode() + b"\n" + cells)
    assert [row.original_title for row in rows] == ["Müller", "Café"]
    assert "1 line was not UTF-8" in notes[0]


def test_notices_without_a_record_number_are_kept_apart() -> None:
    rows, _ = noticed(f"{NOTICES}\n,One,,,,,,,,\n,Two,,,,,,,,\n".encode())
    assert len({row.record_id for row in rows}) == 2


@pytest.mark.parametrize("content", [b"", b"Title,DOI\nx,y\n", NOTICES.encode(), b"PK\x03\x04"])
def test_what_holds_no_notices_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        noticed(content)


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


@pytest.mark.parametrize("record", [b"PMID- 1\n\n", b"@a{\n"])
def test_a_long_file_of_records_without_titles_is_refused_early(record: bytes) -> None:
    reading = recognise(io.BytesIO(record * 400_000), "x")
    assert isinstance(reading, Reading)
    read = []
    with pytest.raises(FileRefused, match="None of the first 10,000 records"):
        read.extend(reading.rows)
    assert len(read) == 10_000


def test_a_title_further_down_is_enough() -> None:
    text = "PMID- 1\n\n" * 5000 + "PMID- 2\nTI  - Cells of the marrow\n\n" + "PMID- 1\n\n" * 6000
    reading = recognise(io.BytesIO(text.encode()), "x")
    assert isinstance(reading, Reading)
    assert len(list(reading.rows)) == 11_001
