"""What leaves in each format, and that it comes back as it left."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from references import works
from references.exports import bibtex, cells, csl, ris, sheet
from references.formats import FORMATS, Works
from references.layouts import Reading
from references.layouts.recognition import recognise

BLANK: dict[str, Any] = {
    "key": "r23456789abcd",
    "csl_type": "article-journal",
    "authors": [],
    "authors_truncated": False,
    "title": "A title of cells",
    "container_title": "",
    "publisher": "",
    "issued_year": None,
    "issued_month": None,
    "issued_day": None,
    "volume": "",
    "issue": "",
    "pages": "",
    "article_number": "",
    "doi": None,
    "pmid": None,
    "pmcid": None,
    "url": "",
    "language": "",
    "publication_types": [],
    "mesh_terms": [],
    "search_database": "",
    "search_query": "",
    "searched_on": None,
    "search_hits": None,
}
WHOLE: dict[str, Any] = {
    "title": "Marrow cells in sore skin: a trial in people",
    "authors": [
        {"family": "Chen", "given": "Li-Wei"},
        {"family": "van der Berg", "given": "J. A. Jr"},
        {"literal": "The Example Trial Group"},
    ],
    "container_title": "Journal of Example Skin",
    "issued_year": 2022,
    "issued_month": 3,
    "issued_day": 5,
    "volume": "12",
    "issue": "3-4",
    "pages": "152-160",
    "doi": "10.1000/abc_d.(1)<2::aid-x3>4.0.co;2-p",
    "pmid": "12345678",
    "pmcid": "PMC1234567",
    "url": "https://example.org/a/b?c=1&d=e%20f#g",
    "language": "eng",
    "publisher": "Example & Sons",
}
SEARCH: dict[str, Any] = {
    "csl_type": "search",
    "title": "Search for marrow cells in sore skin",
    "search_database": "PubMed",
    "search_query": '(marrow[tiab] AND "sore skin") NOT PMID: 123\nAND 2000:2024[dp]',
    "searched_on": dt.date(2024, 5, 31),
    "search_hits": 0,
}
ODD: dict[str, dict[str, Any]] = {
    "whole": WHOLE,
    "little": {},
    "year alone": {"issued_year": 1999},
    "year and month": {"issued_year": 1999, "issued_month": 12},
    "article number": {"container_title": "Cells", "volume": "9", "article_number": "e1234"},
    "pages and number": {"pages": "1-9", "article_number": "103456"},
    "one page": {"pages": "S12"},
    "pages in pieces": {"pages": "1-3, 7, 9-11"},
    "a supplement": {"volume": "12 Suppl 1", "issue": "Pt 2"},
    "cut short": {"authors": [{"family": "Doe", "given": "J"}], "authors_truncated": True},
    "a cut group": {"authors": [{"literal": "An Example Group"}], "authors_truncated": True},
    "family alone": {
        "authors": [{"family": "Doe", "given": "J"}, {"literal": "Plato"}, {"family": "Doe"}]
    },
    "groups": {
        "authors": [
            {"literal": "Group of Skin, Bone, and Marrow, Inc."},
            {"literal": "Doe, John and others"},
            {"literal": "Marks & Spencer_{2}"},
            {"literal": "World Health Organization"},
        ]
    },
    "a group before people": {
        "authors": [{"literal": "Example and Sons"}, {"family": "Doe", "given": "Jane"}]
    },
    "names": {
        "authors": [
            {"family": "O'Neill-Ångström", "given": "Zoë Š."},
            {"family": "'t Hooft", "given": "G"},
            {"family": "李", "given": "明"},
            {"family": "de la Cruz", "given": "M.-J."},
        ]
    },
    "latex": {
        "title": r"A_title & 50% of {x} $5 #1 ~y^2 \alpha -- ``so'' <= 3 --- ?`",
        "container_title": r"J_1 & {K} \textit",
    },
    "quotes": {"title": "\"One\" 'two' “three”, a, b; c | d", "publisher": 'Say "so", Ltd'},
    "braces": {"title": "{Open and }closed{", "volume": "{1"},
    "letters": {"title": "β-Catenin → naïve αβ T cells, 5 µm ± 2 ≤ 3 – ﬁn", "language": "日本語"},
    "words of a list": {"title": "Cells and others, et al."},
    "like a tag": {"title": "ER  - TY  - JOUR AU  - Doe", "publisher": "TI  - x"},
    "like an entry": {"title": "@article{a, title = {b}}"},
    "formula": {"title": "=1+1", "volume": "+1", "issue": "-2", "publisher": "@x"},
    "wide formula": {"title": "＝1+1", "publisher": "＠x", "volume": "－1"},
    "apostrophes": {"title": "'=1+1", "publisher": "''-x", "container_title": "'quoted' '=1"},
    "signs of a sheet": {"title": "Cells _x0041_ of one", "publisher": "_x005F_"},
    "terms": {
        "publication_types": ["Journal Article", "Randomized Controlled Trial"],
        "mesh_terms": ["Arthritis, Rheumatoid", "Bone Marrow/*cytology", "=Humans"],
    },
    **{
        kind: {"csl_type": kind, "container_title": "A Container", "publisher": "Press"}
        for kind in sorted(works.TYPES - {"search", "article-journal"})
    },
    "search": SEARCH,
}
NAMES = [made().get_extension() for made in FORMATS]
# What a format has no place for, or its readers no ear: left out there, which erases nothing.
TERMS = {"publication_types", "mesh_terms"}
SEARCHED = {"search_database", "search_query", "searched_on", "search_hits"}
NOT_CARRIED = {
    "csv": set(),
    "xlsx": set(),
    "ris": {"mesh_terms", *SEARCHED},
    "bib": {*TERMS, *SEARCHED},
    "json": {*TERMS, *SEARCHED},
}
NOT_CARRIED_BY = {
    ("ris", "document"): {"csl_type"},
    ("ris", "search"): {"csl_type"},
    ("ris", "book"): {"container_title"},
    ("ris", "thesis"): {"container_title"},
    ("json", "pages and number"): {"article_number"},
}


def work(**fields: Any) -> Any:
    return SimpleNamespace(**{**BLANK, **fields})


def kept(**fields: Any) -> Any:
    """A work as the library keeps it, in normal form."""
    normal, problems = works.normalised(fields)
    assert not problems
    return work(**normal)


def exported(extension: str, several: Iterable[Any]) -> bytes:
    made = next(made() for made in FORMATS if made().get_extension() == extension)
    listed = list(several)
    return b"".join(made.export_data(Works(listed, lambda: len(listed))))


def read_back(content: bytes, name: str = "references") -> list[dict[str, Any]]:
    reading = recognise(io.BytesIO(content), name)
    assert isinstance(reading, Reading), reading
    found = []
    for row in reading.rows:
        assert not row.problems
        fields, problems = works.normalised(row.data)
        assert not problems
        found.append(fields)
    return found


@pytest.mark.parametrize("extension", NAMES)
@pytest.mark.parametrize("name", [name for name in ODD if name != "search"])
def test_what_leaves_comes_back_the_same(extension: str, name: str) -> None:
    given = kept(**ODD[name])
    (back,) = read_back(exported(extension, [given]))
    for field, value in back.items():
        assert works.blank(value) or works.same(field, getattr(given, field), value), field
    missing = {
        field
        for field, value in vars(given).items()
        if field != "key" and not works.blank(value) and works.blank(back.get(field))
    }
    assert missing <= NOT_CARRIED[extension] | NOT_CARRIED_BY.get((extension, name), set())


@pytest.mark.parametrize("extension", NAMES)
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/chapters/edit/10.1000/978-8/retraction-notices-of-a-book",
        "https://example.org/advance-article/doi/10.1000/sxad999/7000000",
        "https://example.org/doi/10.1000/abc",
        "https://doi.org/10.1000/abc",
        "https://pubmed.ncbi.nlm.nih.gov/8888/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC5793221/",
    ],
)
def test_an_address_comes_back_as_an_address_and_nothing_else(extension: str, url: str) -> None:
    (back,) = read_back(exported(extension, [work(url=url)]))
    assert back["url"] == url
    assert not [name for name in works.IDENTIFIERS if back.get(name)]


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ris"])
def test_a_recorded_search_comes_back_the_same(extension: str) -> None:
    (back,) = read_back(exported(extension, [work(**SEARCH)]))
    for field, value in back.items():
        assert works.blank(value) or works.same(field, {**BLANK, **SEARCH}[field], value), field


@pytest.mark.parametrize("extension", NAMES)
def test_many_leave_in_their_order_whatever_the_size_of_a_batch(extension: str) -> None:
    several = [work(title=f"Study number {number} of cells") for number in range(1203)]
    back = read_back(exported(extension, several))
    assert [fields["title"] for fields in back] == [one.title for one in several]


def test_many_items_are_one_array_of_json() -> None:
    several = [work(title=f"Study number {number}") for number in range(3)]
    assert [one["title"] for one in json.loads(exported("json", several))] == [
        one.title for one in several
    ]


@pytest.mark.parametrize("extension", NAMES)
def test_an_empty_library_leaves_as_a_whole_file(extension: str) -> None:
    content = exported(extension, [])
    if extension == "json":
        assert json.loads(content) == []
    elif extension == "xlsx":
        assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[1]]
    else:
        assert len(content.decode("utf-8-sig").splitlines()) == (1 if extension == "csv" else 0)


@pytest.mark.parametrize("extension", NAMES)
def test_an_abstract_never_leaves(extension: str) -> None:
    assert b"secret" not in exported(extension, [work(**WHOLE, abstract="A secret abstract")])


# Cells


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("", ""),
        ("plain = 1", "plain = 1"),
        ("'quoted'", "'quoted'"),
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("'=1", "''=1"),
        ("' '=1", "'' '=1"),
        ("a\n=1", "a\n=1"),
    ],
)
def test_a_cell_starts_no_formula(cell: str, safe: str) -> None:
    assert cells.neutralised(cell) == safe


def test_no_cell_of_a_table_starts_a_formula() -> None:
    everything = [work(**{**fields, "mesh_terms": ["=1", "-2"]}) for fields in ODD.values()]
    text = exported("csv", everything).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(everything) + 1
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@＝＋－＠]", cell)]
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", everything)))
    types = {cell.data_type for row in book.active for cell in row if cell.value is not None}
    assert types <= {"s", "inlineStr"}
    shown = [cell.value or "" for row in book.active.iter_rows(min_row=2) for cell in row]
    assert not [value for value in shown if re.match(r"\s*[=+\-@＝＋－＠]", value)]


def test_a_number_in_a_workbook_is_text() -> None:
    content = exported("xlsx", [work(pmid="12345678", volume="007", issue="#N/A", pages="1E5")])
    row = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)[1]
    for text in ("12345678", "007", "#N/A", "1E5"):
        assert text in row


def test_a_text_too_long_for_a_cell_is_left_out_and_not_cut() -> None:
    many = [{"family": f"Author{number:05}", "given": "A"} for number in range(3000)]
    (back,) = read_back(exported("xlsx", [work(authors=many)]))
    assert not back["authors"]
    (back,) = read_back(exported("csv", [work(authors=many)]))
    assert len(back["authors"]) == 3000


def test_more_than_a_sheet_holds_is_refused_before_anything_is_read() -> None:
    made = next(made() for made in FORMATS if made().get_extension() == "xlsx")
    with pytest.raises(Exception, match="Choose CSV"):
        made.export_data(Works(iter(()), lambda: sheet.MOST_ROWS + 1))


# Formats by eye


def test_a_record_of_ris() -> None:
    assert ris.record(work(**WHOLE)).split("\r\n") == [
        "TY  - JOUR",
        "TI  - Marrow cells in sore skin: a trial in people",
        "AU  - Chen, Li-Wei",
        "AU  - van der Berg, J. A. Jr",
        "AU  - The Example Trial Group",
        "T2  - Journal of Example Skin",
        "PY  - 2022",
        "DA  - 2022/03/05",
        "VL  - 12",
        "IS  - 3-4",
        "SP  - 152",
        "EP  - 160",
        "PB  - Example & Sons",
        "DO  - 10.1000/abc_d.(1)<2::aid-x3>4.0.co;2-p",
        "AN  - 12345678",
        "DB  - PubMed",
        "C2  - PMC1234567",
        "UR  - https://example.org/a/b?c=1&d=e%20f#g",
        "LA  - eng",
        "ID  - r23456789abcd",
        "ER  - ",
        "",
        "",
    ]


def test_an_entry_of_bibtex() -> None:
    whole = work(**{**WHOLE, "authors": [*WHOLE["authors"]], "authors_truncated": True})
    assert bibtex.entry(whole).splitlines() == [
        "@article{r23456789abcd,",
        "  title = {{Marrow cells in sore skin: a trial in people}},",
        "  author = {Chen, Li-Wei and van der Berg, J. A. Jr and {The Example Trial Group} and others},",
        "  journal = {Journal of Example Skin},",
        "  year = {2022},",
        "  month = mar,",
        "  day = {5},",
        "  volume = {12},",
        "  number = {3-4},",
        "  pages = {152--160},",
        r"  publisher = {Example \& Sons},",
        "  doi = {10.1000/abc_d.(1)<2::aid-x3>4.0.co;2-p},",
        "  pmid = {12345678},",
        "  pmcid = {PMC1234567},",
        "  url = {https://example.org/a/b?c=1&d=e%20f#g},",
        "  language = {eng},",
        "}",
    ]


def test_an_item_of_csl_json() -> None:
    assert csl.item(work(**WHOLE, mesh_terms=["Skin"], authors_truncated=True)) == {
        "id": "r23456789abcd",
        "type": "article-journal",
        "title": "Marrow cells in sore skin: a trial in people",
        "author": [
            {"family": "Chen", "given": "Li-Wei"},
            {"family": "van der Berg", "given": "J. A. Jr"},
            {"literal": "The Example Trial Group"},
            {"literal": "et al."},
        ],
        "issued": {"date-parts": [[2022, 3, 5]]},
        "container-title": "Journal of Example Skin",
        "publisher": "Example & Sons",
        "volume": "12",
        "issue": "3-4",
        "page": "152-160",
        "language": "eng",
        "DOI": "10.1000/abc_d.(1)<2::aid-x3>4.0.co;2-p",
        "PMID": "12345678",
        "PMCID": "PMC1234567",
        "URL": "https://example.org/a/b?c=1&d=e%20f#g",
        "custom": {"mscMeshTerms": ["Skin"]},
    }


# Of the schema of CSL 1.0.2 (csl-data.json), which allows no other.
CSL_TYPES = set(
    "article article-journal book chapter dataset document legislation paper-conference report thesis "
    "webpage".split()
)
CSL_NAMES = set(
    "id type author accessed issued container-title custom DOI issue language number page PMCID PMID "
    "publisher title URL volume".split()
)


@pytest.mark.parametrize("kind", sorted(works.TYPES))
def test_an_item_has_only_names_and_types_that_csl_knows(kind: str) -> None:
    made = csl.item(work(**{**SEARCH, **WHOLE, **ODD["terms"], "csl_type": kind}))
    assert made["type"] in CSL_TYPES
    assert set(made) <= CSL_NAMES
    assert all(set(name) <= {"family", "given", "literal"} for name in made["author"])
    assert csl.item(work()) == {
        "id": "r23456789abcd",
        "type": "article-journal",
        "title": "A title of cells",
    }


def test_a_recorded_search_is_a_data_set_to_others() -> None:
    made = csl.item(work(**SEARCH))
    assert made["type"] == "dataset"
    assert made["accessed"] == {"date-parts": [[2024, 5, 31]]}
    assert made["custom"] == {
        "mscType": "search",
        "mscSearchDatabase": "PubMed",
        "mscSearchQuery": SEARCH["search_query"],
        "mscSearchHits": 0,
    }
