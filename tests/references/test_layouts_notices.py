"""Which files say what happened to works, and what they say."""

import datetime as dt
import gzip
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from references.layouts.notices import MendedText, NoticeReading, read_notices
from references.layouts.rows import FileRefused, NoticeInput
from references.standings import nature_of

HEADER = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
)
ROW = "7,A title,9/22/2021 0:00,10.1000/n,0,10/1/2014 0:00,10.1000/A;,0,Retraction,+One;+Two;"
NBIB = """
PMID- 100
TI  - A work on cells.
DP  - 2019 May
LID - 10.1000/a [doi]
PT  - Journal Article
RIN - J Made Up. 2021 May 4;3(2):9. PMID: 200

PMID- 101
TI  - Another work.
DP  - 2018
PT  - Journal Article
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>100</PMID>
<Article><Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>A work on cells.</ArticleTitle></Article>
<CommentsCorrectionsList>{said}</CommentsCorrectionsList></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""
SAID = (
    '<CommentsCorrections RefType="RetractionIn"><RefSource>J Made Up. 2021 May 4;3(2):9</RefSource>'
    "<PMID>200</PMID></CommentsCorrections>"
)


def read(content: bytes | str) -> NoticeReading:
    given = content.encode() if isinstance(content, str) else content
    return read_notices(io.BytesIO(given), "notices")


def rows(content: bytes | str) -> list[NoticeInput]:
    return list(read(content).rows)


@pytest.mark.parametrize(
    ("name", "layout", "count"),
    [
        ("JesseRWeigel__retraction-check/retractionwatch-sample.csv", "Retraction Watch CSV", 13),
        ("aydindemircioglu__radRetraction/RAD.csv", "Retraction Watch CSV", 6),
        (
            "MDPI-AG__crossref-sprint-retractions/retraction_watch_etl_sampled.csv",
            "Retraction Watch CSV",
            4827,
        ),
    ],
)
def test_real_lists_of_notices_are_read_to_the_last_row(
    shared: Path, name: str, layout: str, count: int
) -> None:
    with (shared / "data" / "retraction" / name).open("rb") as binary:
        reading = read_notices(binary, name)
        found = list(reading.rows)
    assert (reading.layout, reading.dataset, len(found)) == (layout, "Retraction Watch", count)
    assert {nature_of(row.nature) for row in found} <= {
        "retraction",
        "concern",
        "correction",
        "reinstatement",
    }
    assert all(row.noticed_on and row.original_doi for row in found)


@pytest.mark.parametrize(
    "name",
    [
        "example.bib",
        "example.ris",
        "example_endnote.xml",
        "example_jats.xml",
        "example_refs.csv",
        "dois.txt",
    ],
)
def test_real_lists_of_references_are_refused_as_notices(shared: Path, name: str) -> None:
    path = shared / "data" / "retraction" / "choxos__retraction" / name
    with path.open("rb") as binary, pytest.raises(FileRefused) as refused:
        list(read_notices(binary, name).rows)
    assert "list of references" not in refused.value.message


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("nbib/luketudge__litsearchr-tutorial/pubmed-medication-set.nbib", 2),
        ("nbib/clbustos__buhos/pubmed-depression-set.nbib", None),
    ],
)
def test_pubmed_flags_of_real_files_are_read_and_a_file_without_any_is_refused(
    shared: Path, name: str, count: int | None
) -> None:
    content = (shared / "data" / name).read_bytes()
    if count is None:
        with pytest.raises(FileRefused, match="flags nothing"):
            read(content)
    else:
        assert len(rows(content)) == count


def test_the_variant_without_titles_is_read_with_what_follows_from_that() -> None:
    reading = read(
        "retractiondate,retractiondoi,originalpaperdate,originalpaperdoi,retractionnature,reason\n"
        "2/2/2015 0:00,10.1000/n,5/22/2008 0:00,10.1000/A,Retraction,"
        '"[\'+Duplication of Text\' ""+Author\'s wish""\n \'+Plagiarism\']"\n'
        "2/2/2015 0:00,10.1000/n,5/22/2008 0:00,10.1000/B,Retraction,[]\n"
    )
    one, other = reading.rows
    assert one.reason == "Duplication of Text; Author's wish; Plagiarism"
    assert (one.original_doi, one.original_year, one.original_title) == ("10.1000/A", 2008, "")
    assert other.reason == ""
    assert one.record_id != other.record_id
    assert [note.split(":")[0] for note in reading.notes] == [
        "This file gives no titles",
        "This file gives no PubMed numbers",
        "This file does not number its records",
    ]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("content", "layout"), [(NBIB, "PubMed text"), (XML.format(said=SAID), "PubMed XML")]
)
def test_pubmeds_own_flags_are_notices(content: str, layout: str, packed: bool) -> None:
    given = gzip.compress(content.encode()) if packed else content.encode()
    reading = read(given)
    (notice,) = reading.rows
    assert (reading.layout, reading.dataset) == (layout, "PubMed")
    assert notice.record_id == "PubMed:100:retraction:200"
    assert (notice.nature, notice.noticed_on) == ("Retraction", dt.date(2021, 5, 4))
    assert (notice.original_pmid, notice.original_year) == ("100", 2019)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (HEADER, "has a header and no rows"),
        ("Title,DOI\nx,10.1000/a\n", "flags nothing"),
        ("RetractionDate,Title,DOI\n1/1/2020,x,10.1000/a\n", "no column OriginalPaperDOI"),
        ("PMID- 1\nTI  - A work.\nDP  - 2020\n", "flags nothing"),
        (XML.format(said=""), "flags nothing"),
        ("TY  - JOUR\nTI  - A work\nER  - \n", "It is a RIS file"),
        ("@article{a, title={A work}}", "It is a BibTeX file"),
        (b"%PDF-1.7 x", "This is a PDF, not a list of notices"),
        ("<!doctype html><html></html>", "This is a web page, not a list of notices"),
        (b"PK\x03\x04", "Excel workbook"),
        (HEADER.encode("utf-16") + b"\n\x00x", "UTF-16"),
    ],
)
def test_what_flags_nothing_is_refused_in_a_sentence(content: bytes | str, said: str) -> None:
    with pytest.raises(FileRefused, match=said) as refused:
        rows(content)
    assert "references" not in refused.value.mend


def test_a_workbook_of_notices_is_read() -> None:
    book = Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(
        [
            7,
            "A title",
            dt.date(2021, 9, 22),
            "",
            0,
            dt.date(2014, 1, 1),
            "10.1000/a",
            0,
            "Retraction",
        ]
    )
    saved = io.BytesIO()
    book.save(saved)
    (notice,) = rows(saved.getvalue())
    assert (notice.record_id, notice.noticed_on) == ("7", dt.date(2021, 9, 22))
    assert (notice.original_doi, notice.original_year) == ("10.1000/a", 2014)


def test_what_is_odd_about_rows_is_told_with_its_first_line() -> None:
    reading = read(
        f"{HEADER}\n{ROW}\n"
        "8,B,31/31/2020,,,1/1/1753 0:00,10.1000/b,0,Retraction,\n"
        "9,C,2020,,,,10.1000/c,0,Retraction,,one more\n"
        ",,,,,,,,,\n"
    )
    found = list(reading.rows)
    assert [row.noticed_on is None for row in found] == [False, True, True]
    assert found[2].raw["(beyond the header)"] == "one more"
    assert [note.partition(":")[0] for note in reading.notes] == [
        "RetractionDate is no date that can be right in 2 rows, first “31/31/2020” on line 3",
        "OriginalPaperDate is no date that can be right in 1 row, first “1/1/1753 0",
        "There are more cells than the header has names in 1 row, first line 4",
    ]


def test_lines_that_are_not_utf8_stay_readable_and_nothing_else_changes() -> None:
    reading = read(
        HEADER.encode()
        + b"\n1,M\xfcller,,,,,,,Retraction,\n2,Caf\xc3\xa9,,,,,,,Retraction,\n3,a\x00b,,,,,,,Retraction,\n"
    )
    assert [row.original_title for row in reading.rows] == ["Müller", "Café", "a\ufffdb"]
    assert reading.notes[0].startswith("1 line was not UTF-8 and read as Windows-1252")


@pytest.mark.parametrize("size", [1, 2, 3, 7, -1])
def test_mended_text_is_the_same_in_parts_of_any_size(size: int) -> None:
    raw = "ab\nM\xfcller\r\n\xc3\xa9nd".encode("latin-1")

    def text() -> MendedText:
        return MendedText(io.TextIOWrapper(io.BytesIO(raw), "latin-1", newline=""))

    lines, parts = text(), text()
    assert "".join(iter(lambda: lines.readline(size), "")) == "ab\nMüller\r\nénd"
    assert "".join(iter(lambda: parts.read(size), "")) == "ab\nMüller\r\nénd"
