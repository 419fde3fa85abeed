"""PubMed's tagged text, and what PubMed says about a record's standing."""

import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.layouts import nbib
from references.layouts.rows import Choices, NoticeInput, StagedInput
from references.layouts.text import opened
from references.works import normalised

RECORD = (
    "PMID- 12345678\nOWN - NLM\nSTAT- MEDLINE\nVI  - 12\nIP  - 3\nDP  - 2019 May 3\n"
    "TI  - A made-up trial whose title is so long that it goes on \n      in the next line.\n"
    "PG  - 152-160\nLID - S0000-0000(19)30001-2 [pii]\nLID - 10.1000/Homing.1 [doi]\nAB  - First line\n"
    "      second line.\nFAU - Chen, Li-Wei\nAU  - Chen LW\nAD  - Somewhere.\nCN  - A Made-up Study Group\n"
    "FAU - Ota, Yuki\nAU  - Ota Y\nLA  - eng\nLA  - jpn\nPT  - Journal Article\nPT  - Randomized Controlled Trial\n"
    "TA  - J Made Up Trials\nJT  - Journal of made-up trials\nPMC - PMC1234567\nMH  - Psoriasis/*therapy\n"
    "MH  - *Mesenchymal Stem Cells\nSO  - J Made Up Trials. 2019 May 3;12(3):152-160. doi: 10.1000/Homing.1.\n"
)


def rows(text: str) -> list[StagedInput]:
    return list(nbib.read(opened(io.BytesIO(text.encode()), "a.nbib"), Choices()).rows)


def only(*lines: str) -> StagedInput:
    (row,) = rows("\n".join(["PMID- 12345678", *lines, ""]))
    return row


def flags(*lines: str) -> list[NoticeInput]:
    text = "\n".join(["PMID- 12345678", *lines, ""])
    return list(nbib.flags(opened(io.BytesIO(text.encode()), "a.nbib")))


def test_a_record_gives_every_field_it_names() -> None:
    (row,) = rows(RECORD)
    assert row.data == {
        "title": "A made-up trial whose title is so long that it goes on in the next line.",
        "csl_type": "article-journal",
        "container_title": "Journal of made-up trials",
        "authors": [
            {"family": "Chen", "given": "Li-Wei"},
            {"literal": "A Made-up Study Group"},
            {"family": "Ota", "given": "Yuki"},
        ],
        "issued_year": 2019,
        "issued_month": 5,
        "issued_day": 3,
        "volume": "12",
        "issue": "3",
        "pages": "152-160",
        "pmid": "12345678",
        "doi": "10.1000/Homing.1",
        "pmcid": "PMC1234567",
        "language": "eng",
        "abstract": "First line second line.",
        "publication_types": ["Journal Article", "Randomized Controlled Trial"],
        "mesh_terms": ["Psoriasis/*therapy", "*Mesenchymal Stem Cells"],
    }
    assert (row.line, row.raw, row.problems, row.warnings) == (1, [RECORD[:-1]], [], [])
    assert row.columns["doi"] == "LID"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"\n{RECORD}\n{RECORD}\n\n", [2, 32]),
        (RECORD.replace("\n", "\r\n") * 2, [1, 30]),
        ("PMID- 1\nTI  - One\nPMID- 2\nTI  - Two", [1, 3]),
        ("TI  - One\nDP  - 2001\n\nTI  - Two\n\n      goes on\n", [1, 4]),
        ("preface\n\nPMID- 1\n", [3]),
        ("", []),
    ],
)
def test_records_are_told_apart_and_lines_are_physical(text: str, expected: list[int]) -> None:
    assert [row.line for row in rows(text)] == expected


def test_a_record_without_a_pmid_is_read() -> None:
    (row,) = rows("TI  - One\nDP  - 2001\nJT  - A journal\n")
    assert (row.data["title"], row.data.get("pmid"), row.problems) == ("One", None, [])


def test_a_record_with_two_pmids_is_refused_and_one_said_twice_is_not() -> None:
    two, one = rows("PMID- 1\nPMID- 2\nTI  - One\n\nPMID- 3\nPMID- 3\nTI  - Two\n")
    assert [problem["value"] for problem in two.problems] == ["1, 2"]
    assert (one.data["pmid"], one.problems) == ("3", [])


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["LID - S0736-0000(19)1-2[pii] 10.1000/a.1[doi]"], "10.1000/a.1"),
        (["AID - ABC-5-67 [pii]", "AID - 10.1000/a.2 [doi]"], "10.1000/a.2"),
        (["DO  - https://dx.doi.org/10.1000/a.3"], "https://dx.doi.org/10.1000/a.3"),
        (["SO  - J Trials. 2019;12:1. doi: 10.1000/a.4. Epub 2018."], "10.1000/a.4"),
        (["AID - ABC-5-67 [pii]"], None),
    ],
)
def test_a_doi_is_found_where_it_is_called_one(lines: list[str], doi: str | None) -> None:
    assert only(*lines).data.get("doi") == doi


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["TI  - [Not Available].", "TT  - Ein Titel."], ("article-journal", "Ein Titel.", None)),
        (
            ["TI  - [A title].", "JT  - Zeitschrift"],
            ("article-journal", "[A title].", "Zeitschrift"),
        ),
        (["BTI - A book"], ("book", "A book", None)),
        (["BTI - A book", "TI  - A chapter"], ("chapter", "A chapter", "A book")),
        (["TI  - Early", "TA  - medRxiv", "PT  - Preprint"], ("article", "Early", "medRxiv")),
    ],
)
def test_type_title_and_container_go_together(
    lines: list[str], expected: tuple[str | None, ...]
) -> None:
    data = only(*lines).data
    assert (data.get("csl_type"), data.get("title"), data.get("container_title")) == expected


def test_short_names_serve_where_full_ones_are_missing() -> None:
    assert only("AU  - Chen LW", "AU  - Selvamani").data["authors"] == [
        {"family": "Chen", "given": "LW"},
        {"literal": "Selvamani"},
    ]


def test_ovid_s_name_of_a_pmid_counts_only_for_medline() -> None:
    medline, other = rows("UI  - 123\nDB  - Ovid MEDLINE(R)\n\nUI  - 124\nDB  - Books\n")
    assert (medline.data.get("pmid"), other.data.get("pmid")) == ("123", None)


@pytest.mark.parametrize(
    "line", ["PT  - Retracted Publication", "RIN - J Trials. 2020 Jan 2;1(1):3. PMID: 222"]
)
def test_a_work_that_pubmed_calls_retracted_comes_with_a_warning_and_nothing_set(line: str) -> None:
    row = only("TI  - A title", line)
    assert [(said["column"], said["reason"]) for said in row.warnings] == [
        ("PT", "PubMed calls this work retracted.")
    ]
    assert row.problems == []
    assert set(row.data) <= {"title", "csl_type", "pmid", "publication_types"}


def test_a_record_longer_than_any_is_refused_by_its_line_and_the_others_live() -> None:
    found = rows(f"PMID- 1\nAB  - {'words ' * 200_000}\n\n{RECORD}")
    assert [(row.line, len(row.problems)) for row in found] == [(1, 1), (4, 0)]
    assert "line 1 is longer than 1,000,000" in found[0].problems[0]["reason"]


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (RECORD, True),
        ("\n\nPMID- 1\n", True),
        ("OWN - NLM\nTA  - J\nJT  - Journal\n", True),
        ("TI  - A title\nAU  - Chen L\n", False),
        ("TY  - JOUR\nPMID- 1\n", False),
        ("1: Chen L. A title. J Trials. 2019. PMID: 1.\n", False),
        ("PMID,Title\n1,A\n", False),
        ("", False),
    ],
)
def test_the_text_is_known_by_its_tags(beginning: str, expected: bool) -> None:
    assert nbib.looks_like(beginning) is expected


LINE = st.one_of(
    st.tuples(
        st.sampled_from("PMID OWN TI BTI FAU AU CN DP PG LID AID PT RIN EIN RPI".split()),
        st.sampled_from(["- ", " - ", "  - ", "-"]),
        st.sampled_from(
            ["1", "Retracted Publication", "10.1000/a [doi]", "J. 2010 Feb 30;1:2. [doi]"]
        )
        | st.text(max_size=30),
    ).map("".join),
    st.text(max_size=30),
)


@given(st.lists(LINE, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_its_lines_are_a_file_is_read_to_its_end(lines: list[str], end: str) -> None:
    text = end.join(lines).encode(errors="replace").decode()
    found = rows(text)
    assert len({row.line for row in found}) == len(found)
    for row in found:
        normalised(row.data)
        assert row.data.keys() >= row.columns.keys()
    for notice in nbib.flags(opened(io.BytesIO(text.encode()), "a.nbib")):
        assert notice.record_id.startswith("PubMed:")
        assert notice.nature


STATED = (
    "TI  - A made-up trial.",
    "DP  - 2009 Jun",
    "AID - 10.1000/a.1 [doi]",
    "PT  - Journal Article",
)


def test_a_retraction_is_told_with_its_notice() -> None:
    (notice,) = flags(
        *STATED,
        "PT  - Retracted Publication",
        "RIN - J Made Up Trials. 2010 Feb 6;375(9713):445. doi: ",
        "      10.1000/notice.1. PMID: 20137807",
    )
    statement = "J Made Up Trials. 2010 Feb 6;375(9713):445. doi: 10.1000/notice.1. PMID: 20137807"
    assert notice == NoticeInput(
        record_id="PubMed:12345678:retraction:20137807",
        nature="Retraction",
        noticed_on=dt.date(2010, 2, 6),
        notice_doi="10.1000/notice.1",
        notice_pmid="20137807",
        original_doi="10.1000/a.1",
        original_pmid="12345678",
        original_title="A made-up trial.",
        original_year=2009,
        reason="",
        raw={
            "PMID": "12345678",
            "PT": "Journal Article; Retracted Publication",
            "RIN": statement,
        },
    )


@pytest.mark.parametrize(
    ("line", "nature", "kind", "reason"),
    [
        ("RPI - J Trials. 2011;1:2. PMID: 222", "Retraction", "republished", "Retract and Replace"),
        ("EIN - J Trials. 2011;1:2. PMID: 222", "Correction", "correction", ""),
        ("ECI - J Trials. 2011;1:2. PMID: 222", "Expression of concern", "concern", ""),
    ],
)
def test_each_statement_has_its_nature(line: str, nature: str, kind: str, reason: str) -> None:
    (notice,) = flags(*STATED, line)
    assert (notice.nature, notice.reason, notice.noticed_on) == (nature, reason, None)
    assert notice.record_id == f"PubMed:12345678:{kind}:222"


def test_a_retraction_without_a_notice_is_undated_and_told_once() -> None:
    (notice,) = flags(*STATED, "PT  - Retracted Publication")
    assert (notice.nature, notice.noticed_on, notice.notice_pmid) == ("Retraction", None, "")
    assert notice.original_pmid == "12345678"
    (replaced,) = flags(
        *STATED, "PT  - Retracted Publication", "RPI - J Trials. 2011 Jan 3;1:2. PMID: 222"
    )
    assert replaced.reason == "Retract and Replace"


def test_statements_without_a_pmid_are_told_apart_by_their_words_and_stay_the_same() -> None:
    lines = ("EIN - J Trials. 2011;1:2", "EIN - J Trials. 2012;1:2", "EIN - J Trials. 2011;1:2")
    once, again = flags(*STATED, *lines), flags(*STATED, *lines)
    assert len({notice.record_id for notice in once}) == len(once) == 2
    assert once == again


def test_comments_updates_and_other_works_retracted_by_it_are_no_statement_about_it() -> None:
    assert (
        flags(
            *STATED,
            "CIN - J Trials. 2011;1:2. PMID: 222",
            "UIN - J Trials. 2011;1:2. PMID: 223",
            "ROF - J Trials. 2001;1:2. PMID: 224",
        )
        == []
    )


REAL = {
    "jabref_pairs/JabRef__jabref/NbibImporterTest.nbib": (1, 1, 0),
    "nbib/clbustos__buhos/pubmed-depression-set.nbib": (3, 3, 0),
    "nbib/luketudge__litsearchr-tutorial/pubmed-medication-set.nbib": (133, 127, 2),
    "nbib/zelcofir__Bibliometrico_Hospitales/PUBMED_21032026_240.txt": (240, 220, 3),
}


@pytest.mark.parametrize("path", REAL)
def test_every_record_of_a_real_export_is_read_and_fit(shared: Path, path: str) -> None:
    with (shared / "data" / path).open("rb") as binary:
        file = opened(binary, path)
        assert nbib.looks_like(file.text().read(4096))
        found = list(nbib.read(file, Choices()).rows)
        stated = list(nbib.flags(file))
    fit = [normalised(row.data) for row in found]
    assert [problems for _, problems in fit if problems] == []
    assert all(fields["pmid"] and fields["title"] and fields["authors"] for fields, _ in fit)
    dois = sum(bool(fields.get("doi")) for fields, _ in fit)
    assert (len(found), dois, len(stated)) == REAL[path]
