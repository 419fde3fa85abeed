"""Whose table a header is, and what its rows say."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from references.exports.cells import HEADER as EXPORTED_HEADER
from references.exports.cells import row as exported_row
from references.layouts.profiles import choose, known, mapped, proposed
from references.layouts.profiles.own import COLUMNS
from references.layouts.profiles.pubmed import HEADER as PUBMED
from references.layouts.profiles.pubmed import citation
from references.layouts.rows import FileRefused, StagedInput
from references.works import FIELDS, normalised


def person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given}


def one(cells: Mapping[str, str]) -> StagedInput:
    """The row of a table whose header has exactly these columns."""
    profile = choose(list(cells))
    assert profile is not None
    return profile.reader(list(cells))[0](2, list(cells.values()))


def said(row: StagedInput) -> dict[str, Any]:
    """What a row says once it is in normal form, blanks left out."""
    fields, problems = normalised(row.data)
    assert problems == []
    return {name: value for name, value in fields.items() if value not in ("", None, [], False)}


WHOLE = {
    "title": "Homing of stromal cells",
    "authors": [person("Chen", "L."), person("van der Example", "J.B.")],
    "container_title": "Journal of Made-up Trials",
    "issued_year": 2019,
    "volume": "12",
    "issue": "3",
    "pages": "152-160",
    "doi": "10.1000/homing.1",
}
FULL_NAMES = [person("Chen", "Li-Wei"), person("van der Example", "Jan")]

SCOPUS = {
    "Authors": "Chen L., van der Example J.B.",
    "Title": "Homing of stromal cells",
    "Year": "2019",
    "Source title": "Journal of Made-up Trials",
    "Volume": "12",
    "Issue": "3",
    "Art. No.": "",
    "Page start": "152",
    "Page end": "160",
    "Page count": "",
    "Cited by": "4",
    "DOI": "10.1000/homing.1",
    "Link": "https://example.org/record?eid=1&doi=10.1000%2fhoming.1",
    "PubMed ID": "123",
    "Language of Original Document": "English; Chinese",
    "Abbreviated Source Title": "J. Made-up Trials",
    "Document Type": "Conference Paper",
    "Publication Stage": "Final",
    "Open Access": "All Open Access",
    "Source": "Scopus",
    "EID": "2-s2.0-1",
}
WOS = {
    "PT": "J",
    "AU": "Chen, L; van der Example, JB",
    "AF": "Chen, Li-Wei; van der Example, Jan",
    "CA": "A Study Group",
    "TI": "Homing of stromal cells",
    "SO": "JOURNAL OF MADE-UP TRIALS",
    "LA": "English",
    "DT": "Article; Proceedings Paper",
    "PU": "EXAMPLE PRESS",
    "J9": "J MADE UP TRIAL",
    "JI": "J. Made-up Trials",
    "PD": "SEP 23",
    "PY": "2019",
    "VL": "12",
    "IS": "",
    "SU": "1",
    "BP": "S152",
    "EP": "S160",
    "AR": "104",
    "DI": "",
    "DL": "http://dx.doi.org/10.1000/homing.1",
    "PM": "",
    "OA": "gold",
    "UT": "MEDLINE:123",
}
ZOTERO = {
    "Key": "ABCD",
    "Item Type": "conferencePaper",
    "Publication Year": "2019",
    "Author": "Chen, Li-Wei; van der Example, Jan; A Study Group",
    "Title": "Homing of stromal cells",
    "Publication Title": "",
    "DOI": "",
    "Url": "https://example.org/homing",
    "Abstract Note": "[no abstract]",
    "Date": "2019-05-03",
    "Pages": "152–160",
    "Issue": "3",
    "Volume": "12",
    "Journal Abbreviation": "",
    "Publisher": "Example Press",
    "Language": "en",
    "Extra": "Place: Town\nDOI: 10.1000/homing.1\nPMID: 123\nPMCID: PMC9",
    "Notes": "<p>PMID: 999, 10.1000/other</p>",
    "Conference Name": "Congress of Cells",
}
EMBASE = {
    "Title": "Homing of stromal cells",
    "Author Names": "Chen L., van der Example J.B.",
    "Source": "Journal of Made-up Trials (2019) 12:3 (152-160) Article Number: 104. "
    "Date of Publication: 3 May 2019",
    "Open URL Link": "http://example.org/s?sid=EMBASE&id=doi:10.1000%2Fhoming.1&atitle=Homing",
    "Copyright": "Copyright 2019",
}
COCHRANE = {
    "CENTRAL ID": "CN-1",
    "Author(s)": "Chen, LW; van der Example, J",
    "Title": "Homing of stromal cells",
    "Source": "Journal of made-up trials",
    "Year": "2019",
    "Pages": "152‐160",
    "PubMed ID": "PUBMED 123,EMBASE 456",
    "Publication Type": "Journal article; Conference proceeding",
    "DOI": "10.1000/homing.1",
    "URL": "https://example.org/central/doi/10.1002/central/CN-1/full",
}
RAYYAN = {
    "key": "rayyan-1",
    "title": "Homing of stromal cells",
    "year": "2019",
    "month": "May",
    "day": "3",
    "journal": "Journal of Made-up Trials",
    "volume": "12",
    "pages": "152-160",
    "authors": "Chen, L. and van der Example, J.B. and Mononym",
    "url": "https://example.org/r?id=L1&from=exporthttp://dx.doi.org/10.1000/homing.1",
    "location": "Town",
    "notes": 'L1 2019-05-03 | RAYYAN-INCLUSION: {"A"=>"PMID: 999"} | PMID: 123',
    "doi": "",
    "pubmed_id": "",
    "pmc_id": "PMC9",
}
COVIDENCE = {
    "Title": "Homing of stromal cells",
    "Authors": "Chen, Li-Wei; van der Example, Jan",
    "Published Year": "2019",
    "Published Month": "5",
    "Journal": "Journal of Made-up Trials",
    "Volume": "12",
    "Issue": "3",
    "Pages": "152-160",
    "Accession Number": "",
    "DOI": "10.1000/homing.1",
    "Ref": "7",
    "Covidence #": "#12",
    "Study": "Chen 2019",
    "Notes": "",
    "Tags": "Included",
    "Decision": "Include",
}
LENS = {
    "Lens ID": "000-1",
    "Title": "Homing of stromal cells",
    "Date Published": "2019-05-03",
    "Publication Year": "2019",
    "Publication Type": "book chapter",
    "Source Title": "Journal of Made-up Trials",
    "Author/s": "null Li-Wei Chen; Jan van der Example",
    "Issue Number": "3",
    "Start Page": "152",
    "End Page": "152",
    "MeSH Terms": "Models, Genetic; Humans",
    "Source URLs": "https://example.org/a; https://example.org/b",
    "PMID": "123",
    "DOI": "10.1000/homing.1",
    "Is Open Access": "true",
}
OPENALEX = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1000/homing.1",
    "title": "",
    "display_name": "Homing of stromal cells",
    "publication_year": "2019",
    "publication_date": "2019-05-03",
    "ids.openalex": "https://openalex.org/W1",
    "ids.pmid": "https://pubmed.ncbi.nlm.nih.gov/123",
    "ids.pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/9",
    "language": "en",
    "primary_location.source.display_name": "Journal of Made-up Trials",
    "primary_location.landing_page_url": "https://doi.org/10.1000/homing.1",
    "type": "article",
    "type_crossref": "proceedings-article",
    "authorships.author.display_name": "Li-Wei Chen|Jan van der Example",
    "biblio.volume": "12",
    "biblio.issue": "null",
    "biblio.first_page": "152",
    "biblio.last_page": "160",
    "is_retracted": "True",
}
REFWORKS = {
    "Reference Type": "Book, Section",
    "Authors, Primary": "Chen,Li-Wei;van der Example,Jan",
    "Title Primary": "Homing of stromal cells",
    "Periodical Full": "Journal of Made-up Trials",
    "Periodical Abbrev": " ",
    "Pub Year": "2019",
    "Volume": "12",
    "Issue": " ",
    "Start Page": "152",
    "Other Pages": "160",
    "DOI": " ",
    "PMID": " ",
    "URL": "https://doi.org/10.1000/homing.1",
}
SCHOLAR = {
    "Authors": "Chen, Li-Wei; van der Example, Jan; ",
    "Title": "Homing of stromal cells",
    "Publication": "Journal of Made-up Trials",
    "Volume": "12",
    "Number": "3",
    "Pages": "152-160",
    "Year": "2019",
    "Publisher": "Example Press",
}
ENDNOTE = {
    "Reference Type": "Journal Article",
    "Author": "Chen, Li-Wei//van der Example, Jan",
    "Year": "2019",
    "Title": "Homing of stromal cells",
    "Secondary Title": "Journal of Made-up Trials",
    "Volume": "12",
    "Number": "3",
    "Pages": "152-160",
    "Electronic Resource Number": "10.1000/homing.1",
    "Accession Number": "7",
}


@pytest.mark.parametrize(
    ("name", "cells", "fields"),
    [
        (
            "Scopus CSV",
            SCOPUS,
            WHOLE
            | {
                "csl_type": "paper-conference",
                "publication_types": ["Conference Paper"],
                "language": "English",
                "pmid": "123",
                "url": "https://example.org/record?eid=1&doi=10.1000%2fhoming.1",
            },
        ),
        (
            "Scopus CSV",
            {"Author full names": "Chen, Li-Wei (5638797170); van der Example, Jan (57937030)"}
            | SCOPUS
            | {"Art. No.": "104", "Page start": "", "Page end": "", "DOI": "", "PubMed ID": "",
               "Document Type": "Data paper", "Link": "https://example.org/r?doi=10.1000%2fhoming.1"},
            {name: value for name, value in WHOLE.items() if name != "pages"}
            | {
                "authors": FULL_NAMES,
                "article_number": "104",
                "csl_type": "article-journal",
                "publication_types": ["Data paper"],
                "language": "English",
                "url": "https://example.org/r?doi=10.1000%2fhoming.1",
            },
        ),
        (
            "Web of Science, tab-delimited",
            WOS,
            WHOLE
            | {
                "authors": [*FULL_NAMES, {"literal": "A Study Group"}],
                "container_title": "JOURNAL OF MADE-UP TRIALS",
                "issued_month": 9,
                "issued_day": 23,
                "issue": "Suppl 1",
                "pages": "S152-S160",
                "article_number": "104",
                "pmid": "123",
                "csl_type": "article-journal",
                "publication_types": ["Article", "Proceedings Paper"],
                "language": "English",
                "publisher": "EXAMPLE PRESS",
            },
        ),
        (
            "Web of Science, full column names",
            {
                "Publication Type": "C",
                "Authors": "Chen, L.; van der Example, J.B.",
                "Article Title": "Homing of stromal cells",
                "Source Title": "Journal of Made-up Trials",
                "Document Type": "Proceedings Paper",
                "Publication Date": "MAY",
                "Publication Year": "2019",
                "Volume": "12",
                "Issue": "3",
                "Start Page": "152",
                "End Page": "160",
                "DOI": "10.1000/homing.1",
                "Pubmed Id": "123",
                "Highly Cited Status": "",
                "UT (Unique WOS ID)": "WOS:000123456",
            },
            WHOLE
            | {
                "issued_month": 5,
                "csl_type": "paper-conference",
                "publication_types": ["Proceedings Paper"],
                "pmid": "123",
            },
        ),
        (
            "Zotero CSV",
            ZOTERO,
            WHOLE
            | {
                "authors": [*FULL_NAMES, {"literal": "A Study Group"}],
                "container_title": "Congress of Cells",
                "issued_month": 5,
                "issued_day": 3,
                "csl_type": "paper-conference",
                "publisher": "Example Press",
                "language": "en",
                "url": "https://example.org/homing",
                "pmid": "123",
                "pmcid": "PMC9",
            },
        ),
        (
            "Embase CSV",
            EMBASE,
            WHOLE | {"issued_month": 5, "issued_day": 3, "article_number": "104"},
        ),
        (
            "Cochrane CSV",
            COCHRANE,
            {
                "title": "Homing of stromal cells",
                "authors": [person("Chen", "LW"), person("van der Example", "J")],
                "container_title": "Journal of made-up trials",
                "issued_year": 2019,
                "pages": "152-160",
                "doi": "10.1000/homing.1",
                "pmid": "123",
                "csl_type": "article-journal",
                "publication_types": ["Journal article", "Conference proceeding"],
                "url": "https://example.org/central/doi/10.1002/central/CN-1/full",
            },
        ),
        (
            "Rayyan CSV",
            RAYYAN,
            {name: value for name, value in WHOLE.items() if name != "issue"}
            | {
                "authors": [*WHOLE["authors"], {"literal": "Mononym"}],
                "issued_month": 5,
                "issued_day": 3,
                "pmid": "123",
                "pmcid": "PMC9",
                "url": "https://example.org/r?id=L1&from=export",
            },
        ),
        ("Covidence CSV", COVIDENCE, WHOLE | {"authors": FULL_NAMES, "issued_month": 5}),
        (
            "Lens CSV",
            LENS,
            {name: value for name, value in WHOLE.items() if name != "volume"}
            | {
                "authors": FULL_NAMES,
                "issued_month": 5,
                "issued_day": 3,
                "pages": "152",
                "csl_type": "chapter",
                "publication_types": ["book chapter"],
                "mesh_terms": ["Models, Genetic", "Humans"],
                "url": "https://example.org/a",
                "pmid": "123",
            },
        ),
        (
            "OpenAlex CSV",
            OPENALEX,
            {name: value for name, value in WHOLE.items() if name != "issue"}
            | {
                "authors": FULL_NAMES,
                "issued_month": 5,
                "issued_day": 3,
                "csl_type": "paper-conference",
                "language": "en",
                "pmid": "123",
                "pmcid": "PMC9",
                "url": "https://doi.org/10.1000/homing.1",
            },
        ),
        (
            "OpenAlex CSV",
            {
                "id": "https://openalex.org/W1",
                "title": "Homing of <i>stromal</i> cells",
                "publication_date": "2019-05-03",
                "doi": "https://doi.org/10.1000/homing.1",
            },
            {
                "title": "Homing of stromal cells",
                "issued_year": 2019,
                "issued_month": 5,
                "issued_day": 3,
                "doi": "10.1000/homing.1",
            },
        ),
        (
            "RefWorks CSV",
            REFWORKS,
            {name: value for name, value in WHOLE.items() if name != "issue"}
            | {"authors": FULL_NAMES, "url": "https://doi.org/10.1000/homing.1"},
        ),
        (
            "Google Scholar CSV",
            SCHOLAR,
            {name: value for name, value in WHOLE.items() if name != "doi"}
            | {"authors": FULL_NAMES, "publisher": "Example Press"},
        ),
        (
            "EndNote, tab-delimited",
            ENDNOTE,
            WHOLE | {"authors": FULL_NAMES, "csl_type": "article-journal"},
        ),
    ],
)  # fmt: skip
def test_a_vendors_table_is_recognised_and_read(name: str, cells: dict, fields: dict) -> None:
    profile = choose(list(cells))
    assert profile is not None
    assert profile.name == name
    read, notes = profile.reader(list(cells))
    row = read(2, list(cells.values()))
    assert notes == []
    assert said(row) == fields
    assert (row.line, row.raw, row.problems) == (2, list(cells.values()), [])
    assert set(row.columns) <= set(FIELDS)
    assert set(row.columns.values()) <= set(cells)
    assert all(known(key) for key in ("doi", "sourcetitle", "pt", "centralid", "articletitle"))


def test_the_column_named_is_the_one_the_value_came_from() -> None:
    first = one(WOS)
    assert first.columns["doi"] == "DL"
    assert first.columns["authors"] == "AF"
    assert one(WOS | {"DI": "10.1000/homing.1"}).columns["doi"] == "DI"


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("Journal of Cells (2004) 102 SUPPL. 1 (S3). Date of Publication: May 2004",
         {"container_title": "Journal of Cells", "issued_year": 2004, "issued_month": 5,
          "volume": "102 SUPPL. 1", "pages": "S3"}),
        ("Cells (Basel) (2020) 9:2 Article Number: 312. Date of Publication: 1 Feb 2021",
         {"container_title": "Cells (Basel)", "issued_year": 2020, "volume": "9", "issue": "2",
          "article_number": "312"}),
        ("Journal of Cells (2020). Date of Publication: 2020",
         {"container_title": "Journal of Cells", "issued_year": 2020}),
        ("Journal of Cells", {"container_title": "Journal of Cells"}),
    ],
)  # fmt: skip
def test_embases_citation_is_taken_apart(source: str, fields: dict) -> None:
    row = one(EMBASE | {"Source": source, "Title": "", "Author Names": "", "Open URL Link": ""})
    assert said(row) == fields


def test_short_names_and_groups_stand_in_for_full_names() -> None:
    row = one(WOS | {"AF": ""})
    assert row.data["authors"] == [
        person("Chen", "L"),
        person("van der Example", "JB"),
        {"literal": "A Study Group"},
    ]


def test_rayyans_decisions_decide_nothing() -> None:
    row = one(RAYYAN | {"notes": 'RAYYAN-INCLUSION: {"A"=>"Included"} | RAYYAN-LABELS: PMID: 7'})
    assert "pmid" not in row.data
    assert "Included" not in str(row.data)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        (COCHRANE | {"Author(s)": "NCT01234567"}, "authors", None),
        (COCHRANE | {"PubMed ID": "EMBASE 456"}, "pmid", None),
        (COCHRANE | {"DOI": "n/a"}, "doi", None),
        (COCHRANE | {"DOI": "S0000 [pii] 10.1000/x [doi]"}, "doi", "10.1000/x"),
        (COCHRANE | {"DOI": "unavailable"}, "doi", None),
        (RAYYAN | {"month": "Spring", "day": "40"}, "issued_month", None),
        (RAYYAN | {"month": "Spring", "day": "40"}, "issued_day", None),
        (RAYYAN | {"authors": "[Anonymous]"}, "authors", None),
        (SCOPUS | {"Title": "[No title available]"}, "title", None),
        (SCOPUS | {"Title": "'=1+1"}, "title", "=1+1"),
        (SCOPUS | {"Link": "not an address"}, "url", None),
        (SCOPUS | {"Document Type": "Retracted"}, "csl_type", "article-journal"),
        (WOS | {"PT": "B", "DT": "Book"}, "csl_type", "book"),
        (WOS | {"PT": "S", "DT": "Article; Book Chapter"}, "csl_type", "article-journal"),
        (WOS | {"IS": "4"}, "issue", "4"),
        (COCHRANE | {"Pages": "e12‐e12"}, "pages", "e12"),
        (COCHRANE | {"Pages": "‐"}, "pages", None),
        (REFWORKS | {"Start Page": " "}, "pages", "160"),
        (REFWORKS | {"Other Pages": "152"}, "pages", "152"),
        (LENS | {"Publication Year": "2020"}, "issued_month", None),
        (LENS | {"Publication Year": ""}, "issued_year", 2019),
        (ENDNOTE | {"Author": "Chen L, Other B"}, "authors", [person("Chen", "L"), person("Other", "B")]),
    ],
)  # fmt: skip
def test_odd_cells_of_vendors(cells: dict, field: str, value: object) -> None:
    assert said(one(cells)).get(field) == value


@pytest.mark.parametrize("title", ["RETRACTED: Cells", "Cells (Retracted Article)",
                                   "WITHDRAWN: Cells", "Cells (Retracted article. See vol. 3)"])  # fmt: skip
@pytest.mark.parametrize(
    ("cells", "column"),
    [(SCOPUS, "Title"), (WOS, "TI"), (dict.fromkeys(PUBMED, "1"), "Title"), (COVIDENCE, "Title")],
)
def test_a_title_that_is_called_retracted_is_a_warning_and_nothing_else(
    cells: dict, column: str, title: str
) -> None:
    row = one(cells | {column: title})
    (warning,) = row.warnings
    assert (warning["column"], warning["value"]) == (column, title)
    assert "retracted" in warning["reason"]
    assert row.problems == []
    assert row.data["title"] == title
    assert set(row.data) <= set(FIELDS)


@pytest.mark.parametrize(
    "title", ["Retracted cells", "Cells (retraction of 2019)", "Withdrawal: of"]
)
def test_other_titles_are_no_warning(title: str) -> None:
    assert one(SCOPUS | {"Title": title}).warnings == []


@pytest.mark.parametrize("kind", ["Retracted", "Article; Retracted Publication"])
def test_a_document_that_is_called_retracted_is_a_warning(kind: str) -> None:
    assert "notices" in one(SCOPUS | {"Document Type": kind}).warnings[0]["mend"]


def test_columns_that_a_vendor_does_not_write_are_named() -> None:
    header = [*SCOPUS, "Colour", ""]
    profile = choose(header)
    assert profile is not None
    read, notes = profile.reader(header)
    assert notes == ["Columns not known and ignored: Colour."]
    assert read(2, [*SCOPUS.values(), "blue", ""]).problems == []
    assert read(3, [*SCOPUS.values(), "blue", "unnamed"]).problems


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        (list(SCOPUS.values()), 0),
        ([*SCOPUS.values(), "", " "], 0),
        ([*SCOPUS.values(), "more"], 1),
        (list(SCOPUS.values())[:-1], 1),
    ],
)
def test_a_vendors_row_may_end_in_empty_cells_only(cells: list[str], problems: int) -> None:
    row = _scopus(cells)
    assert len(row.problems) == problems
    assert said(row)["title"] == "Homing of stromal cells"
    assert len(row.raw) >= len(SCOPUS)


def _scopus(cells: list[str]) -> StagedInput:
    profile = choose(list(SCOPUS))
    assert profile is not None
    return profile.reader(list(SCOPUS))[0](2, cells)


# PubMed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "J Cells. 2023 Feb 21;2023(4):8607062. doi: 10.1000/a.",
            {
                "issued_month": 2,
                "issued_day": "21",
                "volume": "2023",
                "issue": "4",
                "pages": "8607062",
            },
        ),
        ("J Cells. 2022 Feb 21;2023:1.", {"volume": "2023", "pages": "1"}),
        ("J Cells. 2023;7:1-9.", {"volume": "7", "pages": "1-9"}),
        (
            "J Cells. 2023 Jul-Aug;12(3):e45.",
            {"issued_month": 7, "volume": "12", "issue": "3", "pages": "e45"},
        ),
        ("J Cells. 2023 Winter;2 Suppl 1:S5-9.", {"volume": "2 Suppl 1", "pages": "S5-9"}),
        ("J Cells. 2023;10:343-50; discussion 350-1.", {"volume": "10", "pages": "343-50"}),
        ("J Cells. 2023;(5):3-4.", {"issue": "5", "pages": "3-4"}),
        (
            "J Cells. 2023 Jan 5. doi: 10.1000/a. Online ahead of print.",
            {"issued_month": 1, "issued_day": "5"},
        ),
        ("Other. 2023;1:2.", {"volume": "1", "pages": "2"}),
        ("", {}),
    ],
)
def test_pubmed_writes_citations(text: str, said: dict) -> None:
    assert citation(text, "J Cells", "2023") == said


def test_pubmeds_layout_is_read() -> None:
    cells = [
        "123", "A title", "Example A.", "J Cells. 2020 May;1(2):3-4.", "Example A", "J Cells",
        "2020", "2020/05/01", "PMC9", "", "10.1000/ABC",
    ]  # fmt: skip
    row = one(dict(zip(PUBMED, cells, strict=True)))
    assert row.data == {
        "pmid": "123",
        "title": "A title",
        "authors": [person("Example", "A")],
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
    assert row.raw == cells
    assert (row.columns["pages"], row.columns["container_title"]) == ("Citation", "Journal/Book")


def test_pubmeds_columns_may_stand_in_another_order_or_be_lacking() -> None:
    row = one({"Citation": "J. 2020;1:2.", "Title": "A", "First Author": "B", "PMID": "7",
               "Journal/Book": "J", "Colour": "blue"})  # fmt: skip
    assert said(row) == {"pmid": "7", "title": "A", "container_title": "J", "volume": "1", "pages": "2"}  # fmt: skip
    assert "doi" not in row.columns


# Our own template


def test_every_column_of_the_template_is_its_field() -> None:
    row = one(dict.fromkeys(COLUMNS.values(), "x"))
    assert set(row.data) == {*COLUMNS, "authors_truncated"}
    assert dict(row.columns) == COLUMNS


@pytest.mark.parametrize(
    "field",
    [
        {},
        {"title": "=1+1"},
        {"title": "'=1+1"},
        {"title": "  @cells"},
        {"title": "'quoted'"},
        {"authors": [{"literal": "-A Group, Inc."}, person("Other", "B")]},
        {"authors_truncated": True},
        {"issued_month": None, "issued_day": None},
        {"publication_types": ["Review", "Meta-Analysis"], "mesh_terms": ["Models, Genetic"]},
    ],
)
def test_what_is_exported_comes_back_the_same(field: dict) -> None:
    fields: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, ""),
        **WHOLE,
        "authors_truncated": False,
        "csl_type": "article-journal",
        "issued_month": 5,
        "issued_day": 3,
        "pmid": "123",
        "pmcid": "PMC9",
        "url": "https://example.org/homing",
        "publication_types": [],
        "mesh_terms": [],
        "searched_on": None,
        "search_hits": None,
        **field,
    }
    text = io.StringIO()
    csv.writer(text).writerows([EXPORTED_HEADER, exported_row(SimpleNamespace(**fields))])
    header, cells = csv.reader(io.StringIO(text.getvalue()))
    expected = {name: value for name, value in fields.items() if value not in ("", None, [], False)}
    if isinstance(expected["title"], str):
        expected["title"] = expected["title"].strip()
    assert said(one(dict(zip(header, cells, strict=True)))) == expected


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (["Title", "Journal", "Journal or book"], "same field"),
        (["Title", "Standing"], "would decide something"),
        (["Title", "Approved by"], "would decide something"),
        (["Title", "is_published"], "would decide something"),
        (["Title", "published_at"], "would decide something"),
        (["Title", "id"], "would decide something"),
    ],
)
def test_the_template_refuses_what_would_decide(header: list[str], reason: str) -> None:
    profile = choose(header)
    assert profile is not None
    with pytest.raises(FileRefused) as refused:
        profile.reader(header)
    assert reason in refused.value.reason
    assert refused.value.mend


@pytest.mark.parametrize("column", ["Date published", "Published online", "Publishers", "Colour"])
def test_an_unknown_column_is_reported_and_ignored(column: str) -> None:
    profile = choose(["Title", column])
    assert profile is not None
    read, notes = profile.reader(["Title", column])
    assert notes == [f"Columns not known and ignored: {column}."]
    row = read(2, ["A", "blue"])
    assert (row.raw, row.data) == (["A", "blue"], {"title": "A"})


@pytest.mark.parametrize(
    ("cells", "shown"),
    [(["A", " too", "many", "2020", "", ""], "6 cells"), (["A", "", "2020"], "3 cells")],
)
def test_a_ragged_row_is_a_problem_that_names_its_line(cells: list[str], shown: str) -> None:
    header = ["Title", "Authors", "Year", "DOI", "PMID"]
    profile = choose(header)
    assert profile is not None
    (found,) = profile.reader(header)[0](3, cells).problems
    assert found["value"] == "3"
    assert f"{shown}, the header 5" in found["reason"]


def test_a_row_without_identifiers_is_warned_of_not_rejected() -> None:
    row = one({"Title": "A", "DOI": " ", "PMID": ""})
    assert "neither DOI nor PMID" in row.warnings[0]["reason"]
    assert row.problems == []


@pytest.mark.parametrize("nothing", ["N/A", "-", "none", "null", ""])
def test_a_placeholder_is_a_blank(nothing: str) -> None:
    assert one({"Title": "A", "DOI": nothing, "PMID": nothing}).data["doi"] == ""


# Tables of nobody's layout

UNKNOWN = ["No", "Article title", "Writers", "Journal name", "When", "Link to paper", "Score"]
MAPPING = {
    "No": "",
    "Article title": "title",
    "Writers": "authors",
    "Journal name": "container_title",
    "When": "issued_year",
    "Link to paper": "doi",
}


def test_a_header_of_nobody_is_asked_about() -> None:
    assert choose(UNKNOWN) is None
    assert choose(["Title", "DOI", *"abcdef"]) is None


def test_the_likely_field_of_a_column_is_proposed() -> None:
    samples = [["1", "Cells", "Example A", "J Cells", "2019", "https://doi.org/10.1000/a", "5"]]
    assert proposed(UNKNOWN, samples) == {
        "No": "",
        "Article title": "title",
        "Writers": "",
        "Journal name": "container_title",
        "When": "",
        "Link to paper": "doi",
        "Score": "",
    }


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Title", "Article title"], ["title", ""]),
        (["Article title", "Title"], ["", "title"]),
        (["Vol", "No"], ["volume", "issue"]),
        (["No", "Name"], ["", "title"]),
    ],
)
def test_no_field_is_proposed_twice(header: list[str], fields: list[str]) -> None:
    assert proposed(header, []) == dict(zip(header, fields, strict=True))


def test_a_mapped_table_is_read() -> None:
    read, notes = mapped(UNKNOWN, MAPPING).reader(UNKNOWN)
    row = read(2, ["1", "Cells", "Example A., Other B.C., et al.", "J Cells", "3 May 2019",
                   "https://doi.org/10.1000/a", "5"])  # fmt: skip
    assert notes[0].startswith("Columns read: ")
    assert notes[1:] == ["Columns left out: No, Score."]
    assert said(row) == {
        "title": "Cells",
        "authors": [person("Example", "A."), person("Other", "B.C.")],
        "authors_truncated": True,
        "container_title": "J Cells",
        "issued_year": 2019,
        "issued_month": 5,
        "issued_day": 3,
        "doi": "10.1000/a",
    }
    assert row.columns["doi"] == "Link to paper"


def test_a_months_own_column_comes_before_the_date() -> None:
    header = ["Date", "Month", "Title", "Kind"]
    mapping = {"Date": "issued_year", "Month": "issued_month", "Title": "title", "Kind": "csl_type"}
    read, _ = mapped(header, mapping).reader(header)
    row = read(2, ["2019-05-03", "June", "Cells", "Book chapter"])
    assert row.data["issued_month"] == 6
    assert row.data["csl_type"] == "chapter"


@pytest.mark.parametrize(
    ("header", "mapping", "reason"),
    [
        (["A", "B"], {"A": "title", "B": "title"}, "the same field: Title"),
        (["A", "B"], {"A": "title", "B": "standing"}, "no field standing"),
        (["A", "B"], {"A": "volume", "B": ""}, "No column is the title"),
        (["A", "B"], {"A": "title", "C": "doi"}, "no column C"),
        (["A", "Approved by"], {"A": "title"}, "would decide something"),
        (["A", "Verdict"], {"A": "title", "Verdict": ""}, "would decide something"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(
    header: list[str], mapping: dict[str, str], reason: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        mapped(header, mapping)
    assert reason in refused.value.reason
    assert refused.value.mend


# Files of others


def table(path: Path, delimiter: str = ",") -> tuple[str, list[str], list[StagedInput]]:
    """The layout, the notes and the rows of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=delimiter)
    profile = choose(header)
    assert profile is not None
    read, notes = profile.reader(header)
    return profile.name, notes, [read(line, cells) for line, cells in enumerate(rows, 2)]


@pytest.mark.parametrize(
    ("path", "layout", "delimiter", "counts"),
    [
        ("zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.csv", "Zotero CSV", ",",
         {"title": 385, "authors": 385, "doi": 339, "csl_type": 385, "container_title": 364}),
        ("scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.csv", "Scopus CSV", ",",
         {"title": 8, "authors": 8, "doi": 8, "pmid": 7, "pages": 6, "article_number": 2}),
        ("scopus/aydindemircioglu__radRetraction/scopus.csv", "Scopus CSV", ",",
         {"title": 82, "authors": 82, "doi": 82, "article_number": 63}),
        ("wos/aydindemircioglu__radRetraction/savedrecs.txt", "Web of Science, tab-delimited", "\t",
         {"title": 9, "authors": 9, "doi": 9, "pmid": 8, "issued_day": 9, "article_number": 9}),
        ("embase/asreview__asreview/embase.csv", "Embase CSV", ",",
         {"title": 6, "authors": 6, "doi": 6, "container_title": 6, "volume": 6, "pages": 6}),
        ("cochrane/steelheart50__preeclampsia/citation-export.csv", "Cochrane CSV", ",",
         {"title": 81, "authors": 71, "doi": 66, "pmid": 54, "pages": 70}),
        ("rayyan/NalaHam__LIT_Review/articles.csv", "Rayyan CSV", ",",
         {"title": 114, "authors": 114, "doi": 106, "url": 65, "issued_month": 36}),
        ("lens_openalex_other/spicy-adobo__LIS-4-5693/lens-topology.csv", "Lens CSV", ",",
         {"title": 996, "doi": 743, "pmid": 5, "mesh_terms": 3}),
        ("lens_openalex_other/science-collective__scoping-review/titles.csv", "OpenAlex CSV", ",",
         {"title": 3102, "doi": 3102, "issued_day": 3102}),
        ("lens_openalex_other/clbustos__buhos/refworks.csv", "RefWorks CSV", ",",
         {"title": 97, "authors": 97, "doi": 88, "pages": 94}),
        ("lens_openalex_other/markitos002__SaludRural-data/citations.csv", "Google Scholar CSV", ",",
         {"title": 175, "authors": 175, "issued_year": 153}),
        ("pubmed_csv/aydindemircioglu__radRetraction/csv-radiomics-set.csv", "PubMed CSV", ",",
         {"title": 13, "authors": 12, "doi": 13, "pmid": 13, "volume": 13}),
        ("retraction/choxos__retraction/example_refs.csv", "MSC Portal template", ",",
         {"title": 2, "doi": 2, "issued_year": 2}),
    ],
)  # fmt: skip
def test_files_of_others_are_read_whole(
    shared: Path, path: str, layout: str, delimiter: str, counts: dict[str, int]
) -> None:
    name, notes, rows = table(shared / "data" / path, delimiter)
    assert (name, notes) == (layout, [])
    fields = [said(row) for row in rows]
    assert not any(row.problems for row in rows)
    assert {field: sum(field in row for row in fields) for field in counts} == counts
