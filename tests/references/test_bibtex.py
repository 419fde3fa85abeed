"""BibTeX files become rows, entry by entry."""

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from references import works
from references.layouts import bibtex, ris
from references.layouts.rows import Choices, FileRefused, StagedInput
from references.layouts.text import opened

SHARED_FIELDS = ["title", "authors", "issued_year", "volume"]


def rows_of(content: bytes | str) -> list[StagedInput]:
    content = content.encode() if isinstance(content, str) else content
    reading = bibtex.read(opened(io.BytesIO(content), "library.bib"), Choices())
    assert (reading.layout, reading.header) == ("BibTeX", ("Record",))
    return list(reading.rows)


def data_of(content: str) -> dict[str, Any]:
    (row,) = rows_of(content)
    data, problems = works.normalised(row.data)
    assert (problems, row.problems) == ([], [])
    return data


def entry(*fields: str, kind: str = "article") -> str:
    return f"@{kind}{{key,\n" + ",\n".join(fields) + "\n}\n"


def test_an_entry_gives_every_field_it_has() -> None:
    assert data_of(
        entry(
            "  title = {The {MSC} secretome: {{A}} review}",
            '  author = "M{\\"u}ller, Anna and van der Berg, Jan and {WHO Group, Geneva} and others"',
            "  journal = {J. Cell \\& Tissue}",
            "  year = 2020",
            "  month = mar",
            "  volume = {12}, number = {3}, pages = {152--160}",
            "  doi = {https://doi.org/10.1000/AB\\_1}",
            "  pmid = {12345678}, pmcid = {PMC99}",
            "  publisher = {A Press}, language = {English}",
            "  abstract = {First.}, url = {https://example.org/x\\_y}",
        )
    ) == {
        "csl_type": "article-journal",
        "title": "The MSC secretome: A review",
        "authors": [
            {"family": "Müller", "given": "Anna"},
            {"family": "van der Berg", "given": "Jan"},
            {"literal": "WHO Group, Geneva"},
        ],
        "authors_truncated": True,
        "container_title": "J. Cell & Tissue",
        "issued_year": 2020,
        "issued_month": 3,
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "doi": "10.1000/ab_1",
        "pmid": "12345678",
        "pmcid": "PMC99",
        "publisher": "A Press",
        "language": "English",
        "abstract": "First.",
        "url": "https://example.org/x_y",
    }


AUTHORS = [
    ("Chen, Li-Wei and Smith, Jr, John", [("Chen", "Li-Wei"), ("Smith", "John Jr")]),
    ("Smith, John, Jr", [("Smith", "John Jr")]),
    ("Yang Yang and Ludwig van Beethoven", [("Yang", "Yang"), ("van Beethoven", "Ludwig")]),
    ("{Casajús Mallén}, {José A.}", [("Casajús Mallén", "José A.")]),
    ("{{Dal-Ré Rafael}} and {R Core Team}", ["Dal-Ré Rafael", "R Core Team"]),
    ("World Health Organization", ["World Health Organization"]),
    ("{Barnes and Noble, Inc.} and Doe, Jane", ["Barnes and Noble, Inc.", ("Doe", "Jane")]),
    ("Doe,\n   Jane\n  and Roe, R", [("Doe", "Jane"), ("Roe", "R")]),
    ("[Anonymous]", []),
    ("Plato", ["Plato"]),
]


@pytest.mark.parametrize(("written", "expected"), AUTHORS)
def test_authors_are_people_and_groups(written: str, expected: list[Any]) -> None:
    people = [
        {"literal": one}
        if isinstance(one, str)
        else dict(zip(("family", "given"), one, strict=False))
        for one in expected
    ]
    assert data_of(entry("title={T}", f"author={{{written}}}")).get("authors", []) == people


DATES = [
    ("year = {2020}, month = {11}", (2020, 11, None)),
    ("year = {2026}, month = {FEB 9}", (2026, 2, 9)),
    ("year = 2019, month = nov # {~15}", (2019, 11, 15)),
    ("date = {2020-11-25}", (2020, 11, 25)),
    ("year = {1937}, date = {Jan}", (1937, 1, None)),
    ("year = {2020}, date = {2018-05-01}", (2020, None, None)),
    ("date = {2010/2012}", (2010, None, None)),
]


@pytest.mark.parametrize(("written", "expected"), DATES)
def test_dates_are_read_from_bibtex_and_biblatex(
    written: str, expected: tuple[int | None, ...]
) -> None:
    data = data_of(entry("title={T}", written))
    assert tuple(data.get(f"issued_{part}") for part in ("year", "month", "day")) == expected


def test_a_year_that_cannot_be_read_is_a_warning() -> None:
    (row,) = rows_of(entry("title={T}", "year={in press}"))
    assert [(warning["column"], warning["value"]) for warning in row.warnings] == [
        ("year", "in press")
    ]
    assert "issued_year" not in row.data


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("note = {PMID: 123, doi:10.1000/xyz}", "pmid", "123"),
        ("note = {PMID: 123, doi:10.1000/xyz}", "doi", "10.1000/xyz"),
        ("url = {https://doi.org/10.1000/a--b}", "doi", "10.1000/a--b"),
        ("howpublished = {\\url{https://x.example/a_b}}", "url", "https://x.example/a_b"),
        ("eprint = {12345}, eprinttype = {pubmed}", "pmid", "12345"),
        ("eprint = {4567}, archiveprefix = {PMC}", "pmcid", "PMC4567"),
        ("doi = {10.1002/(SICI)1<16{\\textless}1::A{\\textgreater}3.0}", "doi",
         "10.1002/(sici)1<16<1::a>3.0"),
        ("url = {<Go to ISI>://000200148800007}", "url", None),
        ("number = {null}", "issue", None),
        ("art_number = {111632}", "article_number", "111632"),
        ("eid = {e12}, pages = {e12}", "pages", None),
        ("pages = {e55--e55}", "pages", "e55"),
        ("journaltitle = {J}", "container_title", "J"),
        ("keywords = {Humans}", "mesh_terms", None),
        ("document_type = {Review}", "publication_types", ["Review"]),
        ("language = {English; Spanish; Portuguese; French}", "language", "English"),
    ],
)  # fmt: skip
def test_a_field_is_found_where_the_tool_put_it(written: str, field: str, value: object) -> None:
    assert data_of(entry("title={T}", written)).get(field) == value


@pytest.mark.parametrize(
    ("kind", "csl_type"),
    [
        ("ARTICLE", "article-journal"),
        ("book", "book"),
        ("InProceedings", "paper-conference"),
        ("incollection", "chapter"),
        ("phdthesis", "thesis"),
        ("techreport", "report"),
        ("online", "webpage"),
        ("dataset", "dataset"),
        ("misc", "document"),
        ("neverheard", "document"),
    ],
)
def test_a_type_of_entry_becomes_a_type_of_work(kind: str, csl_type: str) -> None:
    assert data_of(entry("title={T}", kind=kind))["csl_type"] == csl_type


def test_text_comments_and_preambles_are_passed_over_and_lines_are_counted() -> None:
    content = (
        "Scopus\nEXPORT DATE: 1 May 2020\n\n@comment{not @me}\n@preamble{\"x\"}\n"
        '@string{jcr = "J. Cell Res."}\n@STRING(more = jcr # { Suppl})\n'
        "@article{one,\n title={One},\n journal=jcr}\nsome words, mail me@example.org\n"
        "@article(two,\n title={Two},\n journal = more)\n @article{three, title={Three}} @book{four, title={Four}}\n"
    )  # fmt: skip
    rows = rows_of(content)
    assert [(row.line, row.data["title"]) for row in rows] == [
        (8, "One"),
        (12, "Two"),
        (15, "Three"),
        (16, "Four"),
    ]
    assert [row.data.get("container_title") for row in rows[:2]] == [
        "J. Cell Res.",
        "J. Cell Res. Suppl",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whichever_way_they_end(end: str) -> None:
    rows = rows_of(end.join(["", "@article{a,", "title={A}}", "", "@article{b,", "title={B}}"]))
    assert [row.line for row in rows] == [2, 5]


def test_entries_with_the_same_key_are_both_rows() -> None:
    assert len(rows_of(entry("title={A}") + entry("title={B}"))) == 2


def test_an_entry_that_is_not_closed_is_a_row_with_a_problem_and_the_next_is_read() -> None:
    rows = rows_of("@article{a,\n title={Open\n}\n\n@article{b,\n title={B}}\n@article{c, title}")
    assert [(row.line, bool(row.problems)) for row in rows] == [(1, True), (5, False), (7, True)]
    assert rows[0].problems[0]["column"] == "Record"
    assert rows[1].data["title"] == "B"


def test_a_field_that_stands_twice_is_taken_once_with_a_warning() -> None:
    (row,) = rows_of(entry("title={A}", "doi={10.1000/a}", "doi={10.1000/b}", "x={1}", "x={2}"))
    assert row.data["doi"] == "10.1000/a"
    assert [(warning["column"], warning["value"]) for warning in row.warnings] == [
        ("doi", "{10.1000/b}")
    ]


def test_a_chapter_inherits_from_the_book_that_it_names() -> None:
    chapter, book = rows_of(
        "@incollection{c, title={Chapter}, crossref={The-Book}}\n"
        "@book{the-book, title={Book}, doi={10.1000/book}, year=2001, publisher={P}}\n"
    )
    assert chapter.data["container_title"] == "Book"
    assert (chapter.data["issued_year"], chapter.data["publisher"]) == (2001, "P")
    assert "doi" not in chapter.data
    assert book.data["doi"] == "10.1000/book"


def test_paths_on_the_owners_machine_are_not_kept() -> None:
    (row,) = rows_of(entry("title={A}", "file = {/Users/somebody/paper.pdf}"))
    assert "somebody" not in row.raw[0]
    assert "title={A}" in row.raw[0]


def test_macros_that_grow_do_not_grow_without_end() -> None:
    macros = "@string{a0 = {xxxxxxxxxx}}\n" + "".join(
        f"@string{{a{at + 1} = a{at} # a{at} # a{at} # a{at}}}\n" for at in range(40)
    )
    (row,) = rows_of(macros + "@article{k, title = a40}")
    assert len(row.data["title"]) <= 5000


def test_an_entry_without_end_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefused, match="begins on line 2 is longer"):
        rows_of("\n@article{a, title={" + "x\n" * 2_100_000)


def test_no_more_than_an_entry_is_read_ahead() -> None:
    source = io.BytesIO(entry("title={A}").encode() * 100_000)
    rows = bibtex.read(opened(source, "x.bib"), Choices()).rows
    ahead = bibtex.read(opened(io.BytesIO(b""), "x.bib"), Choices()).rows
    assert [row.line for row in itertools.islice(rows, 3)] == [1, 4, 7]
    assert list(ahead) == []


@pytest.mark.parametrize(
    ("beginning", "yes"),
    [
        ("Scopus\nEXPORT DATE: 1\n\n@ARTICLE{Gao2021,\nauthor={", True),
        ("\n@article{ WOS:001,\n", True),
        ("@article{,\n", True),
        ("% comment\n@string{a = 1}", True),
        ("DOI,Title,Note\n10.1000/x,A,write to me@example.org", False),
        ("TY  - JOUR\nTI  - @home\n", False),
        ('{"a": "@article"}', False),
        ("", False),
    ],
)
def test_bibtex_is_recognised_by_its_entries(beginning: str, yes: bool) -> None:
    assert bibtex.looks_like(beginning) is yes


FILES = [
    ("articles/NIM-ACh__seasonalSensibility/ref.bib", 26, 9),
    ("articles/awconway__zhf-review/bibliography.bib", 48, 17),
    ("bibtex/PaulinaSell__lead-IQ_meta-analysis/references.bib", 102, 93),
    ("bibtex/clbustos__buhos/EBSCO_wrong_3.bib", 26, 0),
    ("bibtex/clbustos__buhos/scopus_wrong_1.bib", 11, 9),
    ("bibtex/zelcofir__Bibliometrico_Hospitales/SCOPUS_21032026_612.bib", 612, 529),
    ("dedupe_truth/CoLRev-Environment__colrev/records.bib", 21, 17),
    ("retraction/choxos__retraction/example.bib", 3, 2),
    ("scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.bib", 8, 8),
    ("wos/zelcofir__Bibliometrico_Hospitales/WOS_21032026_653.bib", 653, 629),
    ("zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.bib", 385, 339),
]


@pytest.mark.parametrize(("path", "count", "dois"), FILES)
def test_a_real_file_gives_all_its_entries(shared: Path, path: str, count: int, dois: int) -> None:
    content = (shared / "data" / path).read_bytes()
    assert bibtex.looks_like(content[:20_000].decode("utf-8", "replace"))
    rows = rows_of(content)
    read = [works.normalised(row.data) for row in rows]
    assert len(rows) == len({row.line for row in rows}) == count
    assert [problems for _, problems in read if problems] == []
    assert sum(bool(data.get("doi")) for data, _ in read) == dois
    assert all(data["title"] and "{{" not in data["title"] for data, _ in read)
    assert all(row.raw[0].lstrip().startswith("@") for row in rows)


@pytest.mark.parametrize(
    ("folder", "fields"),
    [
        ("scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus", [*SHARED_FIELDS, "issue", "doi"]),
        ("zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385", SHARED_FIELDS),
    ],
)
def test_a_library_gives_the_same_works_as_bibtex_and_as_ris(
    shared: Path, folder: str, fields: list[str]
) -> None:
    path = shared / "data" / folder
    as_ris = opened(io.BytesIO(path.with_name(path.name + ".ris").read_bytes()), "library.ris")
    told = [
        sorted(
            json.dumps([works.normalised(row.data)[0].get(field) or "" for field in fields])
            for row in rows
        )
        for rows in (
            rows_of(path.with_name(path.name + ".bib").read_bytes()),
            ris.read(as_ris, Choices()).rows,
        )
    ]
    assert told[0] == told[1]
