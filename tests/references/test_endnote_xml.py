"""EndNote XML becomes rows, record by record."""

import io
from pathlib import Path
from typing import Any

import pytest

from references import works
from references.layouts import endnote_xml
from references.layouts.rows import Choices, FileRefused, StagedInput
from references.layouts.text import opened

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>'
TAIL = "</records></xml>"
STYLE = '<style face="normal" font="default" size="100%">'


def rows_of(content: bytes | str) -> list[StagedInput]:
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    reading = endnote_xml.read(opened(source, "library.xml"), Choices())
    assert (reading.layout, reading.header) == ("EndNote XML", ("Record",))
    return list(reading.rows)


def data_of(*inside: str) -> dict[str, Any]:
    (row,) = rows_of(f"{HEAD}<record>{''.join(inside)}</record>{TAIL}")
    data, problems = works.normalised(row.data)
    assert (problems, row.problems) == ([], [])
    return data


FULL = """<database name="My.enl">My.enl</database>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>{s}Chen, Li-Wei{e}</author><author>{s}van der Berg, J.{e}</author>
<author>{s}A Study Group,{e}</author></authors>
<secondary-authors><author>{s}Editor, E.{e}</author></secondary-authors></contributors>
<auth-address>{s}Somewhere 10.1000/address{e}</auth-address>
<titles><title>{s}A title of{e}{s} mixed
   type{e}</title><secondary-title>{s}A Journal{e}</secondary-title></titles>
<pages>{s}152–160{e}</pages><volume>{s}12{e}</volume><number>{s}3{e}</number>
<dates><year>{s}2020{e}</year><pub-dates><date>{s}Mar 5{e}</date></pub-dates></dates>
<accession-num>{s}12345678{e}</accession-num>
<electronic-resource-num>{s}10.1000/X1{e}</electronic-resource-num>
<custom2>{s}PMC77{e}</custom2>
<abstract>{s}First line.
Second line.{e}</abstract>
<urls><related-urls><url>{s}https://www.ncbi.nlm.nih.gov/pubmed/12345678{e}</url></related-urls></urls>
<publisher>{s}A Press{e}</publisher><language>{s}eng{e}</language>"""


@pytest.mark.parametrize(("begin", "end"), [("", ""), (STYLE, "</style>")])
def test_a_record_gives_every_field_with_and_without_styles(begin: str, end: str) -> None:
    assert data_of(FULL.format(s=begin, e=end)) == {
        "csl_type": "article-journal",
        "title": "A title of mixed type",
        "authors": [
            {"family": "Chen", "given": "Li-Wei"},
            {"family": "van der Berg", "given": "J."},
            {"literal": "A Study Group"},
        ],
        "container_title": "A Journal",
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "publisher": "A Press",
        "language": "eng",
        "abstract": "First line.\nSecond line.",
        "issued_year": 2020,
        "issued_month": 3,
        "issued_day": 5,
        "doi": "10.1000/x1",
        "pmid": "12345678",
        "pmcid": "PMC77",
        "url": "https://www.ncbi.nlm.nih.gov/pubmed/12345678",
    }


def test_the_older_dialect_in_capitals_is_read_too() -> None:
    (row,) = rows_of(
        "<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><AUTHORS><AUTHOR>Doe, J.</AUTHOR>"
        "</AUTHORS><YEAR>1999</YEAR><TITLE>A title</TITLE><SECONDARY_TITLE>J</SECONDARY_TITLE>"
        "<VOLUME>1</VOLUME><PAGES>1-2</PAGES></RECORD></RECORDS></XML>"
    )
    assert row.data == {
        "csl_type": "article-journal",
        "title": "A title",
        "container_title": "J",
        "volume": "1",
        "pages": "1-2",
        "authors": [{"family": "Doe", "given": "J."}],
        "issued_year": 1999,
    }


@pytest.mark.parametrize(
    ("source", "pmid"),
    [
        ("<remote-database-name>PubMed</remote-database-name>", "123"),
        ("<remote-database-name>Ovid MEDLINE(R)</remote-database-name>", "123"),
        ("<urls><related-urls><url>https://pubmed.ncbi.nlm.nih.gov/123</url></related-urls></urls>",
         "123"),
        ("<remote-database-name>Web of Science</remote-database-name>", None),
        ('<database name="PubMed.enl">PubMed.enl</database>', None),
        ("", None),
    ],
)  # fmt: skip
def test_an_accession_number_is_a_pmid_only_where_pubmed_gave_it(
    source: str, pmid: str | None
) -> None:
    assert data_of("<accession-num>123</accession-num>", source).get("pmid") == pmid


@pytest.mark.parametrize(
    ("kind", "csl_type"),
    [
        ('<ref-type name="Book">6</ref-type>', "book"),
        ('<ref-type name="Book Section">5</ref-type>', "chapter"),
        ('<ref-type name="Thesis">32</ref-type>', "thesis"),
        ('<ref-type name="Web Page">12</ref-type>', "webpage"),
        ('<ref-type name="Conference Paper">47</ref-type>', "paper-conference"),
        ("<ref-type>27</ref-type>", "report"),
        ('<ref-type name="Generic">13</ref-type>', "document"),
        ("", "document"),
    ],
)
def test_a_type_of_reference_becomes_a_type_of_work(kind: str, csl_type: str) -> None:
    assert data_of(kind, "<titles><title>T</title></titles>")["csl_type"] == csl_type


def test_an_address_that_is_none_is_left_out() -> None:
    url = "<urls><related-urls><url>&lt;Go to ISI&gt;://000200148800007</url></related-urls></urls>"
    assert "url" not in data_of(url)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEAD + TAIL, "has no records"),
        (HEAD + "<record><titles></record>", "broken on line 2"),
        (HEAD + "<record></record>", "broken"),
        ('<!DOCTYPE xml [<!ENTITY a "b">]><xml><records><record/></records></xml>', "entities"),
    ],
)
def test_xml_that_is_broken_empty_or_declares_entities_is_refused(
    content: str, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason):
        rows_of(content)


@pytest.mark.parametrize(
    ("beginning", "yes"),
    [
        (HEAD, True),
        ("<xml>\n  <records>\n", True),
        ("<?xml version='1.0'?><records><record>", True),
        ("<XML><RECORDS>", True),
        ("<?xml version='1.0'?><PubmedArticleSet>", False),
        ("<html><body>", False),
        ("Title,DOI", False),
    ],
)
def test_endnote_is_recognised_by_its_records(beginning: str, yes: bool) -> None:
    assert endnote_xml.looks_like(beginning) is yes


def test_a_real_export_of_endnote_is_read(shared: Path) -> None:
    path = "data/endnote/JabRef__jabref/EndnoteXmlImporterTestArticle2.xml"
    article, book = rows_of((shared / path).read_bytes())
    assert article.data == {
        "csl_type": "article-journal",
        "title": "An ecological basis for reforestation of submariginal lands in the Central "
        "Hardwood Region",
        "authors": [{"family": "Chapman", "given": "A. G."}],
        "container_title": "Ecology",
        "volume": "18",
        "issue": "1",
        "pages": "93-105",
        "language": "English",
        "issued_year": 1937,
        "issued_month": 1,
    }
    assert (book.line, book.data["csl_type"], book.data["issued_year"]) == (2, "book", 1937)


def test_a_real_file_of_the_plain_dialect_is_read(shared: Path) -> None:
    rows = rows_of((shared / "data/retraction/choxos__retraction/example_endnote.xml").read_bytes())
    assert [(row.line, row.data["doi"], row.data["issued_year"]) for row in rows] == [
        (1, "10.1016/S0140-6736(97)11096-0", 1998),
        (2, "10.1038/s41586-020-2649-2", 2020),
    ]
