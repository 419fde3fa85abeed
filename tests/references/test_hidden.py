"""Identifiers where tools hide them."""

import pytest

from references.layouts.hidden import doi_in, pmcid_in, pmid_in

SICI = "10.1002/(sici)1000-0001(19980815/30)17:15/16<1661::aid-x968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("", ""),
        ("no identifier, 10.5 mg and 10.1000", ""),
        ("10.1000/X.1", "10.1000/x.1"),
        ("S0000-0001(12)01234-5 [pii] 10.1000/j.x.2012.01.001 [doi]", "10.1000/j.x.2012.01.001"),
        ("10.1000/j.x[doi] S0000[pii]", "10.1000/j.x"),
        ("DOI: 10.1000/x; PMID: 123", "10.1000/x"),
        ("doi:10.1000/x,PMID:123", "10.1000/x"),
        ("10.1000/a;10.1000/b", "10.1000/a"),
        ("see (https://doi.org/10.1000/x).", "10.1000/x"),
        ("http://dx.doi.org/10.1000%2Fx", "10.1000/x"),
        ("https://example.org/s?sid=DB&id=doi:10.1000%2Fs13018-01&atitle=Cells", "10.1000/s13018-01"),
        ("https://example.org/doi/10.1000/abc.12/full", "10.1000/abc.12"),
        ("https://example.org/doi/10.1000/abc.12/full?query=1", "10.1000/abc.12"),
        ("https://example.org/doi/abs/10.1000/abc.12#top", "10.1000/abc.12"),
        ("https://example.org/journal/doi/pdf/10.1000/abc.12.pdf", "10.1000/abc.12"),
        ("example.org/doi/epdf/10.1000%2Fabc.12/", "10.1000/abc.12"),
        ("https://doi-org.library.example.edu/10.1000/abc/de", "10.1000/abc/de"),
        ("https://0-dx.doi.org.library.example.edu/10.1000/abc/de", "10.1000/abc/de"),
        ("https://library.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1000%2Fabc", "10.1000/abc"),
        ("https://example.org/record?eid=1&doi=10.1000%2fabc%2fde&key=2", "10.1000/abc/de"),
        ("https://example.org/chapters/edit/10.1000/978-8/retraction-notices-of-a-book", ""),
        ("https://example.org/advance-article/doi/10.1000/sxad999/7000000", ""),
        ("example.org/advance-article/doi/10.1000/sxad999/7000000", ""),
        ("https://example.org/stable/10.1000/abc.6", ""),
        ("https://example.org/search?q=10.1000/abc", ""),
        ("https://notdoi.org/10.1000/abc", ""),
        ("https://example.org/doi/10.1000/a/title; https://doi.org/10.1000/a", "10.1000/a"),
        ("https://example.org/r?id=L1&from=exporthttp://dx.doi.org/10.1000/j.1872", "10.1000/j.1872"),
        ("L1 2007-10-01 | doi: 10.1000/x|LABELS: a", "10.1000/x"),
        (SICI.upper(), SICI),
        ("10.1000/cut... or 10.1000/whole", "10.1000/whole"),
        ("Erratum in: J Cells. 10.1000/other\n10.1000/own", "10.1000/own"),
        ("Comment on 10.1000/other", ""),
    ],
)  # fmt: skip
def test_the_first_doi_of_a_text_is_found(text: str, doi: str) -> None:
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("text", "pmid"),
    [
        ("", ""),
        ("12345678", ""),
        ("searched PubMed 2010 to 2015", ""),
        ("PMID: 0123", "123"),
        ("PMID- 44 ", "44"),
        ("PUBMED 30580550,EMBASE 625820633", "30580550"),
        ("PubMed ID: 12", "12"),
        ("MEDLINE:30580550", "30580550"),
        ("PMID: 1234567890", ""),
        ("https://pubmed.ncbi.nlm.nih.gov/8888/", "8888"),
        ("http://www.ncbi.nlm.nih.gov/pubmed/?term=8888", "8888"),
        ("https://europepmc.org/article/MED/8888", "8888"),
        ("PMCID: PMC9", ""),
        ("Comment in J Cells PMID: 1 | PMID: 2", "2"),
        ("Retraction in: J Cells. 2020. PMID: 1", ""),
    ],
)
def test_a_pmid_is_found_by_its_label_only(text: str, pmid: str) -> None:
    assert pmid_in(text) == pmid


@pytest.mark.parametrize(
    ("text", "pmcid"),
    [
        ("", ""),
        ("PMID: 123\nPMCID: PMC0045.1", "PMC45"),
        ("PMCID: 77", "PMC77"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/5793221", "PMC5793221"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC5793221/", "PMC5793221"),
        ("PMCs and 12 others", ""),
        ("Erratum in PMC12 | PMC13", "PMC13"),
    ],
)
def test_a_pmcid_is_found(text: str, pmcid: str) -> None:
    assert pmcid_in(text) == pmcid
