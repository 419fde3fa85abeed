"""Identifiers in every form in which people and files write them."""

import pytest

from references.identifiers import (
    NotAnIdentifier,
    doi,
    notice_identifier,
    orcid,
    pmcid,
    pmid,
    title_key,
    titles_agree,
)

SICI = "10.1002/(sici)1097-0000(199806)49:8<693::aid-abc4>3.0.co;2-o"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("10.1000/abc", "10.1000/abc"),
        ("10.1000/ABC", "10.1000/abc"),
        ("  10.1000/abc\n", "10.1000/abc"),
        ("doi:10.1000/abc", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("DOI 10.1000/abc", "10.1000/abc"),
        ("doi:doi:10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("urn:doi:10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/ABC", "10.1000/abc"),
        ("//doi.org/10.1000/abc", "10.1000/abc"),
        ("doi.org/10.1000/abc", "10.1000/abc"),
        ("www.doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/https://doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/doi:10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc?utm_source=x#top", "10.1000/abc"),
        ("https://doi-org.library.example.edu/10.1000/abc", "10.1000/abc"),
        ("10.1000/abc?utm_source=x", "10.1000/abc"),
        ("https://www.example.com/doi/full/10.1000/abc.def", "10.1000/abc.def"),
        ("https://www.example.com/doi/pdf/10.1000/abc.pdf?download=true", "10.1000/abc"),
        ("https://www.example.org/articles/10.1000/abc.2020.1/full", "10.1000/abc.2020.1"),
        ("https://www.example.org/article?id=10.1000/abc.7&type=printable", "10.1000/abc.7"),
        ("https://www.example.org/content/10.1101/2020.01.02.123456v2.full.pdf",
         "10.1101/2020.01.02.123456"),
        ("10.1000/abc.", "10.1000/abc"),
        ("10.1000/abc,;", "10.1000/abc"),
        ("“10.1000/abc”", "10.1000/abc"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("[doi:10.1000/abc]", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("10.1000/abc)", "10.1000/abc"),
        ("10.1000/a(b)c", "10.1000/a(b)c"),
        ("10.1000/s0140-6736(97)11096-0", "10.1000/s0140-6736(97)11096-0"),
        ("10.1000/a(b)", "10.1000/a(b)"),
        ("10.1000/abc</a>", "10.1000/abc"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        (SICI.upper(), SICI),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        ("https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
        ("10.1002/(sici)1096(199905)109:1<1::aid-x>3.0.co;2-#",
         "10.1002/(sici)1096(199905)109:1<1::aid-x>3.0.co;2-#"),
        ("10.1000/a\u200bb\u200dc", "10.1000/abc"),
        ("\u202a10.1000/abc\u202c", "10.1000/abc"),
        ("\ufeff10.1000/abc", "10.1000/abc"),
        ("10.1000/ab\u00adc", "10.1000/abc"),
        ("１０．1000／abc", "10.1000/abc"),
        ("10.1000/abc\u2010def", "10.1000/abc-def"),
        ("10.1000/abc\u2013def", "10.1000/abc-def"),
        ("10.1000/50%", "10.1000/50%"),
        ("10.123456789/x", "10.123456789/x"),
    ],
)  # fmt: skip
def test_a_doi_has_one_form(written: str, canonical: str) -> None:
    assert doi(written) == canonical
    assert doi(canonical) == canonical


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("10.1000/abc def", "more in this cell"),
        ("10.1000/abc; 10.1000/def", "more in this cell"),
        ("10.1000/abc;10.1000/def", "more than one DOI"),
        ("10.1000/abc|https://doi.org/10.1000/def", "more than one DOI"),
        ("10.1000/abc…", "cut short"),
        ("10.1000/abc...", "cut short"),
        ("10.1000/", "not a DOI"),
        ("10.12/abc", "not a DOI"),
        ("11.1000/abc", "not a DOI"),
        ("see the paper", "not a DOI"),
        ("12345678", "PMIDs"),
        ("0", "PMIDs"),
        ("PMC1234567", "PMCID"),
        ("https://doi.org/", "contains no DOI"),
        ("https://www.example.com/science/article/pii/S0123", "contains no DOI"),
        ("10.1000/" + "x" * 300, "longer than"),
    ],
)
def test_what_is_no_doi_is_refused_with_a_mend(written: str, said: str) -> None:
    with pytest.raises(NotAnIdentifier) as refused:
        doi(written)
    assert said in refused.value.reason
    assert refused.value.mend
    assert refused.value.value == written


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("12345678", "12345678"),
        (" 123 ", "123"),
        (123, "123"),
        ("000123", "123"),
        ("PMID: 123", "123"),
        ("PMID123", "123"),
        ("pubmed 123", "123"),
        ("info:pmid/123", "123"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "123"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123", "123"),
        ("pubmed.ncbi.nlm.nih.gov/?term=123", "123"),
        ("１２３", "123"),
        ("123.", "123"),
        ("1\u200b23", "123"),
    ],
)
def test_a_pmid_has_one_form(written: object, canonical: str) -> None:
    assert pmid(written) == canonical


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12345.0", "decimal"),
        (12345.0, "decimal"),
        ("12345.1", "decimal"),
        ("1.2345678E+07", "scientific"),
        ("1E7", "scientific"),
        ("PMC123", "PMCID"),
        ("PMCID: PMC123", "PMCID"),
        ("10.1000/abc", "DOI"),
        ("12,345,678", "separators"),
        ("123; 456", "more than one"),
        ("0", "zero"),
        ("1234567890", "too long"),
        ("-5", "not a PMID"),
        ("\u0661\u0662\u0663", "not a PMID"),
        ("n/a", "not a PMID"),
    ],
)
def test_what_is_no_pmid_is_refused_with_a_mend(written: object, said: str) -> None:
    with pytest.raises(NotAnIdentifier) as refused:
        pmid(written)
    assert said in refused.value.reason
    assert refused.value.mend


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("PMC123", "PMC123"),
        ("pmc 0123", "PMC123"),
        ("PMCID: PMC123", "PMC123"),
        ("PMC123.2", "PMC123"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", "PMC123"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/", "PMC123"),
    ],
)
def test_a_pmcid_has_one_form(written: str, canonical: str) -> None:
    assert pmcid(written) == canonical


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("123", "PMID or a PMCID"),
        ("123.0", "PMID or a PMCID"),
        ("10.1000/abc", "DOI"),
        ("PMC0", "not a PMCID"),
        ("x", "not a PMCID"),
    ],
)
def test_what_is_no_pmcid_is_refused_with_a_mend(written: str, said: str) -> None:
    with pytest.raises(NotAnIdentifier, match=said):
        pmcid(written)


@pytest.mark.parametrize("read", [doi, pmid, pmcid, orcid])
@pytest.mark.parametrize("blank", [None, "", "  ", "\u200b", "\u00a0", "&nbsp;"])
def test_a_blank_is_no_identifier_and_no_error(read, blank) -> None:
    assert read(blank) is None


@pytest.mark.parametrize(
    "written",
    [
        "0000-0002-1825-0097",
        "https://orcid.org/0000-0002-1825-0097",
        "0000 0002 1825 0097",
        "0000000218250097",
    ],
)
def test_an_orcid_has_one_form(written: str) -> None:
    assert orcid(written) == "0000-0002-1825-0097"


def test_an_orcid_may_end_in_x() -> None:
    assert orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("written", "said"), [("0000-0002-1825-0098", "check digit"), ("0000-0002", "not an ORCID")]
)
def test_an_orcid_with_a_wrong_digit_is_refused(written: str, said: str) -> None:
    with pytest.raises(NotAnIdentifier, match=said):
        orcid(written)


@pytest.mark.parametrize("written", ["0", "unavailable", "Unavailable", "", "n/a", "nonsense"])
@pytest.mark.parametrize("read", [doi, pmid])
def test_notices_without_a_usable_identifier_have_none(written: str, read) -> None:
    assert notice_identifier(written, read) is None


def test_notices_with_trailing_marks_keep_their_identifier() -> None:
    assert notice_identifier("10.1000/ABC;", doi) == "10.1000/abc"
    assert notice_identifier("123;", pmid) == "123"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marrow cells: a study.", "marrow cells — a study"),
        ("The <i>in vitro</i> effect", "The in vitro effect"),
        ("Über T&amp;B cells", "U\u0308ber T&B Cells"),
        ("RETRACTED: Marrow cells", "Marrow cells"),
        ("[Marrow cells]", "Marrow cells"),
    ],
)
def test_spellings_of_a_title_share_a_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_a_notice_about_a_title_has_another_key() -> None:
    assert title_key("Retraction: Marrow cells") != title_key("Marrow cells")


def test_titles_agree_without_the_subtitle_only_if_long_enough() -> None:
    long = "Mesenchymal cells in the skin of many people"
    assert titles_agree(title_key(long), title_key(long + ": a survey"))
    assert not titles_agree(title_key("Cells"), title_key("Cells: a survey"))
    assert not titles_agree("", "")
