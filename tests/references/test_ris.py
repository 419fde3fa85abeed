"""RIS in the dialects of those who export it."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.layouts import ris
from references.layouts.rows import Choices, Reading, StagedInput
from references.layouts.text import opened
from references.works import normalised

WHOLE = (
    "TY  - JOUR\nTI  - Homing of stromal cells: a made-up trial\nAU  - Chen, Li-Wei\nAU  - Ōta, Y., Jr\n"
    "PY  - 2019\nDA  - 2019/05/03/\nT2  - Journal of Made-up Trials\nJ2  - J. Made-up Trials\nVL  - 12\n"
    "IS  - 3\nSP  - 152\nEP  - 160\nDO  - 10.1000/Homing.1\nUR  - https://example.org/homing\nLA  - English\n"
    "PB  - Example Press\nAB  - First line\nsecond line\nKW  - cells\nM3  - Article\nER  - \n"
)


def reading(text: str) -> Reading:
    return ris.read(opened(io.BytesIO(text.encode()), "a.ris"), Choices())


def rows(text: str) -> list[StagedInput]:
    return list(reading(text).rows)


def only(*lines: str, kind: str = "JOUR") -> StagedInput:
    (row,) = rows("\n".join([f"TY  - {kind}", *lines, "ER  - ", ""]))
    return row


def test_a_record_gives_every_field_it_names() -> None:
    (row,) = rows(WHOLE)
    assert row.data == {
        "csl_type": "article-journal",
        "title": "Homing of stromal cells: a made-up trial",
        "authors": [{"family": "Chen", "given": "Li-Wei"}, {"family": "Ōta", "given": "Y. Jr"}],
        "issued_year": 2019,
        "issued_month": 5,
        "issued_day": 3,
        "container_title": "Journal of Made-up Trials",
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "doi": "10.1000/Homing.1",
        "url": "https://example.org/homing",
        "language": "English",
        "publisher": "Example Press",
        "abstract": "First line second line",
        "publication_types": ["Article"],
    }
    assert (row.line, row.problems, row.warnings) == (1, [], [])
    assert row.raw == [WHOLE.removesuffix("\nER  - \n")]
    assert (row.columns["container_title"], row.columns["issued_month"]) == ("T2", "DA")


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("  - ", "  -  "),
        WHOLE.replace("  - ", " - "),
        WHOLE.replace("  - ", "- "),
        WHOLE.replace("  - ", "\t- "),
        WHOLE.replace("  - ", "  -"),
        WHOLE.replace("\n", "\r\n"),
        WHOLE.replace("\n", "\r"),
        WHOLE.replace("JOUR", "jour"),
        WHOLE.removesuffix("ER  - \n"),
        "\ufeff" + WHOLE,
        WHOLE.replace("ER  - ", "ER  -"),
        WHOLE.replace(LAST := "M3  - Article\n", "").replace("TI  -", f"{LAST}TI  -"),
        WHOLE.replace(TYPE := "TY  - JOUR\n", "").replace("VL  -", f"{TYPE}VL  -"),
        WHOLE.replace("TI  -", "T1  -").replace("AU  -", "A1  -").replace("PY  -", "Y1  -"),
        WHOLE.replace("T2  -", "JF  -").replace("J2  -", "JO  -").replace("AB  -", "N2  -"),
    ],
)
def test_the_dialects_of_one_record_say_the_same(text: str) -> None:
    (row,) = rows(text)
    assert ris.looks_like(text.removeprefix("\ufeff"))
    assert row.data == rows(WHOLE)[0].data


def test_what_stands_between_records_is_ignored_and_said_and_lines_are_physical() -> None:
    text = f"Record #1 of 2\nProvider: Example\n\n{WHOLE}\n2. \n{WHOLE}"
    found = reading(text)
    assert [row.line for row in found.rows] == [4, 27]
    assert found.notes == ["Lines that belong to no record were ignored; the first is line 1."]


def test_a_record_without_its_end_ends_where_the_next_begins() -> None:
    found = rows("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\n")
    assert [(row.line, row.data["title"]) for row in found] == [(1, "One"), (3, "Two")]


def test_a_record_without_a_type_is_read_with_a_warning() -> None:
    (row,) = rows("TI  - Untyped\nPY  - 2001\nER  - \n")
    assert row.data == {"title": "Untyped", "issued_year": 2001}
    assert [warning["reason"] for warning in row.warnings] == [
        "This record does not name its type."
    ]


def test_tags_before_the_type_belong_to_the_record() -> None:
    found = rows(f"{WHOLE}ID  - 7\nTI  - Two\nTY  - BOOK\nPY  - 2001\nER  - \n")
    assert [row.data["title"] for row in found][1:] == ["Two"]
    assert found[1].data["csl_type"] == "book"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - 152-160"], "152-160"),
        (["SP  - 152", "EP  - 152"], "152"),
        (["SP  - 152-160", "EP  - 160"], "152-160"),
        (["SP  - 591‐601"], "591‐601"),
        (["SP  - e1234"], "e1234"),
        (["EP  - 7"], "7"),
        (["SP  - No", "EP  - Specified"], None),
    ],
)
def test_pages_are_one_range(lines: list[str], pages: str | None) -> None:
    assert only(*lines).data.get("pages") == pages


def test_how_many_pages_a_book_has_is_no_page_of_it() -> None:
    assert "pages" not in only("SP  - 175", kind="BOOK").data
    assert only("SP  - 175", "EP  - 180", kind="BOOK").data["pages"] == "175-180"
    assert only("SP  - 175").data["pages"] == "175"


def test_an_article_number_is_no_page() -> None:
    assert only("C7  - 111632").data["article_number"] == "111632"


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["DO  - https://doi.org/10.1000/a.1"], "https://doi.org/10.1000/a.1"),
        (["M3  - 10.1000/a.2"], "10.1000/a.2"),
        (["L3  - https://doi.org/10.1000/a.3"], "10.1000/a.3"),
        (["UR  - https://example.org/x?doi=10.1000%2fa.4&y=1"], "10.1000/a.4"),
        (["L2  - http://dx.doi.org/10.1000/a.5"], "10.1000/a.5"),
        (["N1  - doi: 10.1000/a.6"], "10.1000/a.6"),
        (["N1  - References: Chen, L., 10.1000/other"], None),
        (["UR  - https://example.org/central/doi/10.1002/central/CN-01/full"], None),
        (["UR  - https://doi.org/10.1002/central/CN-01"], None),
        (["UR  - https://example.org/chapters/10.1000/a-8/words-of-the-title"], None),
        (["M3  - Article"], None),
    ],
)
def test_a_doi_is_found_where_a_vendor_hides_it(lines: list[str], doi: str | None) -> None:
    assert only(*lines).data.get("doi") == doi


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["N1  - PMID: 123456"], "123456"),
        (["U1  - 123456 [PMID]"], "123456"),
        (["C3  - PUBMED 123456,EMBASE 600000000"], "123456"),
        (["L2  - https://pubmed.ncbi.nlm.nih.gov/123456/"], "123456"),
        (["DB  - PubMed", "AN  - 123456"], "123456"),
        (["DP  - NLM MEDLINE", "AN  - 123456"], "123456"),
        (["ID  - 123456", "L2  - http://x.org/ovidweb.cgi?T=JS&D=medp&NEWS=N&AN=123456"], "123456"),
        (["DB  - Scopus", "C2  - 123456"], "123456"),
        (["DB  - Embase", "C5  - 123456"], "123456"),
        (["ID  - 123456", "L2  - http://x.org/ovidweb.cgi?T=JS&D=emexa&NEWS=N&AN=123456"], None),
        (["AN  - 123456", "DB  - PsycINFO"], None),
        (["C2  - 123456"], None),
        (["ID  - 123456", "M1  - 123457", "U2  - 123458"], None),
        (["N1  - Comment in: Somebody. PMID: 123456"], None),
        (["T3  - [Comment in: X; PMID: 123456]"], None),
    ],
)
def test_a_pmid_is_taken_only_where_something_calls_it_one(
    lines: list[str], pmid: str | None
) -> None:
    assert only(*lines).data.get("pmid") == pmid


def test_a_pmcid_is_found_by_its_letters() -> None:
    assert only("U1  - PMC9359172 [PMCID]").data["pmcid"] == "PMC9359172"


def test_two_authors_of_one_name_are_two_and_a_cut_list_says_so() -> None:
    row = only("AU  - Wang, Y", "AU  - Wang, Y", "AU  - [Anonymous]", "AU  - et al.")
    assert row.data["authors"] == [{"family": "Wang", "given": "Y"}] * 2
    assert row.data["authors_truncated"] is True
    assert only("AU  - Wang, Y", "A1  - Wang, Y").data["authors"] == [
        {"family": "Wang", "given": "Y"}
    ]


@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        (["PY  - 2020", "Y1  - 2019/03/01/"], {"issued_year": 2020}),
        (["PY  - 2020", "DA  - 2020-04"], {"issued_year": 2020, "issued_month": 4}),
        (["PY  - n.d.", "DA  - 2020-04"], {"issued_year": 2020, "issued_month": 4}),
        (["Y2  - 2024/08/09"], {}),
    ],
)
def test_the_year_of_publication_is_the_first_that_can_be_read(
    lines: list[str], dates: dict[str, int]
) -> None:
    row = only(*lines)
    assert {name: value for name, value in row.data.items() if "issued" in name} == dates
    assert row.warnings == []


def test_a_year_that_cannot_be_read_is_shown_and_left_out() -> None:
    row = only("PY  - in press")
    assert [(said["column"], said["value"]) for said in row.warnings] == [("PY", "in press")]
    assert "issued_year" not in row.data


def test_a_value_too_long_for_its_field_is_shown_and_left_out() -> None:
    row = only("TI  - Kept", f"IS  - {'word ' * 30}", f"UR  - https://example.org/{'x' * 3000}")
    assert row.data == {"csl_type": "article-journal", "title": "Kept"}
    assert [warning["column"] for warning in row.warnings] == ["IS", "UR"]


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("CHAP", ["TI  - Part", "BT  - Whole"], ("chapter", "Part", "Whole")),
        ("BOOK", ["BT  - Whole", "T2  - Series"], ("book", "Whole", None)),
        ("CONF", ["TI  - Talk", "T2  - Meeting"], ("paper-conference", "Talk", "Meeting")),
        ("GEN", ["TI  - Thing"], (None, "Thing", None)),
        ("JOUR", ["TI  - [No title available]"], ("article-journal", None, None)),
    ],
)
def test_type_title_and_container_go_together(
    kind: str, lines: list[str], expected: tuple[str | None, ...]
) -> None:
    data = only(*lines, kind=kind).data
    assert (data.get("csl_type"), data.get("title"), data.get("container_title")) == expected


def test_document_types_are_a_list_without_identifiers() -> None:
    row = only("M3  - Journal article; Conference proceeding", "M3  - doi: 10.1000/a.1", "M3  - 7")
    assert row.data["publication_types"] == ["Journal article", "Conference proceeding"]


def test_the_number_of_a_trial_is_no_author() -> None:
    row = only("AU  - NCT02333240,", "AU  - A Made-up Group 2019")
    assert row.data["authors"] == [{"literal": "A Made-up Group 2019"}]


def test_a_line_of_an_abstract_that_resembles_a_tag_stays_in_it() -> None:
    row = only("AB  - Images were", "T2 - weighted and sharp", "VL  - 4")
    assert row.data["abstract"] == "Images were T2 - weighted and sharp"
    assert row.data["volume"] == "4"


def test_tags_nobody_knows_and_names_inside_the_library_do_no_harm() -> None:
    row = only("UK  - x", "Z9  - y", "TI  - Kept", "UK  - z", "Q1  - ")
    assert row.data["title"] == "Kept"


def test_a_record_longer_than_any_is_refused_by_its_line_and_the_others_live() -> None:
    endless = "TY  - JOUR\nTI  - Endless\n" + "AB  - words\n" * 100_000
    found = rows(WHOLE + endless + WHOLE)
    assert [len(row.problems) for row in found] == [0, 1, 0]
    assert "begins on line 22 is longer than 1,000,000" in found[1].problems[0]["reason"]
    assert (found[1].line, found[1].data) == (22, {})
    assert len(found[1].raw[0]) <= 2000


def test_one_endless_line_is_refused_and_lines_are_still_counted() -> None:
    found = rows(f"TY  - JOUR\nAB  - {'x' * 3_000_000}\nER  - \nTY  - JOUR\nTI  - Next\n")
    assert [(row.line, len(row.problems)) for row in found] == [(1, 1), (4, 0)]


def test_ends_without_records_are_no_records() -> None:
    assert rows("ER  - \n" * 1000) == []


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (WHOLE, True),
        (f"Record #1 of 2\nProvider: Example\n\n{WHOLE}", True),
        ("TY  - STRANGE\nTI  - A title\n", True),
        ("TY - thanks for your message\nTI was good\n", False),
        ("TYPE,TITLE\nTY,x\n", False),
        ("TY  - STRANGE\nand no tag\n", False),
        ("PMID- 1\nTI  - A title\n", False),
        ("", False),
    ],
)
def test_ris_is_known_by_a_type_and_tags(beginning: str, expected: bool) -> None:
    assert ris.looks_like(beginning) is expected


LINE = st.one_of(
    st.tuples(
        st.sampled_from("TY TI AU A1 PY DA SP EP DO UR N1 ER AB C2 DB ID UK Q9".split()),
        st.sampled_from(["  - ", " - ", "  -  ", "-", "\t- "]),
        st.text(max_size=30),
    ).map("".join),
    st.text(max_size=30),
)


@given(st.lists(LINE, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_its_lines_are_a_file_is_read_to_its_end(lines: list[str], end: str) -> None:
    text = end.join(lines).encode(errors="replace").decode()
    found = rows(text)
    assert len({row.line for row in found}) == len(found)
    assert len(found) >= sum(line == "TY  - JOUR" for line in lines)
    for row in found:
        normalised(row.data)
        assert row.data.keys() >= row.columns.keys()


REAL = {
    "cochrane/steelheart50__preeclampsia/citation-export (2).ris": (81, 66, 54),
    "embase/zelcofir__Bibliometrico_Hospitales/EMBASE_21032026_571.ris": (571, 461, 218),
    "jabref_pairs/JabRef__jabref/RisImporterTest5a.ris": (1, 1, 0),
    "lens_openalex_other/ESHackathon__CiteSource/Dimensions_246.ris": (246, 246, 76),
    "lens_openalex_other/ESHackathon__CiteSource/lens_343.ris": (343, 312, 30),
    "lens_openalex_other/clbustos__buhos/scielo.ris": (15, 14, 0),
    "retraction/choxos__retraction/example.ris": (2, 2, 0),
    "ris/MaxenceOuafik__MSM-Syndemic-Scoping-Review/medline.ris": (190, 178, 189),
    "ris/MaxenceOuafik__MSM-Syndemic-Scoping-Review/scopus.ris": (213, 209, 168),
    "ris/asreview__asreview/baseline_tag-notes_labels.ris": (32, 0, 0),
    "ris/asreview__asreview/ovid_zotero.ris": (6, 6, 0),
    "ris/asreview__asreview/pubmed_zotero.ris": (6, 6, 0),
    "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.ris": (8, 8, 7),
    "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.ris": (385, 335, 0),
}


@pytest.mark.parametrize("path", REAL)
def test_every_record_of_a_real_export_is_read_and_fit(shared: Path, path: str) -> None:
    with (shared / "data" / path).open("rb") as binary:
        found = list(ris.read(opened(binary, path), Choices()).rows)
    fit = [normalised(row.data) for row in found]
    assert [problems for _, problems in fit if problems] == []
    assert [row.problems for row in found if row.problems] == []
    assert len({row.line for row in found}) == len(found)
    counts = [sum(bool(fields.get(name)) for fields, _ in fit) for name in ("doi", "pmid")]
    assert (len(found), *counts) == REAL[path]
