"""Embase's CSV export, whose citation stands in one sentence. Pure."""

import re

from references.layouts import names
from references.layouts.dates import issued
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, take, text
from references.works import Fields

# The journal (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004
SOURCE = re.compile(
    r"(?P<journal>.+?)\s*\((?P<year>\d{4})\)(?P<volume>[^:()]*)(?::(?P<issue>[^()]*))?"
    r"(?:\((?P<pages>[^()]*)\))?[\s.]*$"
)
NAMED = re.compile(r"\b(?:Article Number|Date of Publication):", re.I)
ARTICLE = re.compile(r"\bArticle Number:\s*([^\s;]+?)[.;]?(?:\s|$)", re.I)
DATE = re.compile(r"\bDate of Publication:\s*([^.]+)", re.I)
TYPES = {
    **dict.fromkeys(
        "article, review, letter, note, editorial, erratum, short survey, article in press, "
        "conference abstract, conference review".split(", "),
        "article-journal",
    ),
    "conference paper": "paper-conference",
    "book": "book",
    "chapter": "chapter",
    "preprint": "article",
}
CITED = "container_title issued_year issued_month issued_day volume issue pages article_number"


def source(cell: str) -> Fields:
    """Journal, year, volume, issue and pages, then what is named: article number and date."""
    found = SOURCE.match(NAMED.split(cell, maxsplit=1)[0])
    if found is None:
        return {"container_title": cell if len(cell) < 200 else ""}
    article, date = ARTICLE.search(cell), DATE.search(cell)
    return {
        "container_title": found["journal"],
        "volume": found["volume"].strip(" ."),
        "issue": (found["issue"] or "").strip(),
        **cells.pages((found["pages"] or "").strip()),
        "article_number": article[1] if article else "",
        **cells.dated(found["year"], date[1] if date else ""),
    }


EMBASE = Layout(
    name="Embase CSV",
    marks=("authornames source", "authornames openurllink", "title pui"),
    takes=(
        *text("title", "title", "originaltitle"),
        *take(
            cells.authors(names.initialled_people),
            "authornames",
            "authors authors_truncated",
        ),
        *text("container_title", "sourcetitle"),
        *take(issued, "dateofpublication", "issued_year issued_month issued_day"),
        *take(cells.dated, "publicationyear", "issued_year"),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "firstpage lastpage", "pages"),
        *text("article_number", "articlenumber"),
        *take(source, "source", CITED),
        *take(cells.doi, "doi", "doi"),
        *take(cells.hidden_doi, "openurllink", "doi"),
        *take(cells.hidden_identifiers, "source", "doi pmid pmcid"),
        *take(cells.pmid, "medlinepmid", "pmid"),
        *take(cells.hidden_identifiers, "openurllink", "doi pmid pmcid"),
        *take(cells.kind(TYPES), "publicationtype", "csl_type"),
        *take(cells.listed("publication_types"), "publicationtype", "publication_types"),
        *take(cells.language, "languageofarticle", "language"),
        *text("publisher", "publisher"),
        *text("abstract", "abstract", "originalabstract"),
    ),
    ignored="correspondenceaddress editors emtreedrugindextermsmajorfocus emtreedrugindexterms "
    "emtreemedicalindextermsmajorfocus emtreemedicalindexterms keywords drugtradenames "
    "drugmanufacturer devicetradenames devicemanufacturer clinicaltrialnumbers copyright pui "
    "embaseaccessionid issn isbn coden languageofsummary authorkeywords publicationstatus "
    "fulltextlink embaselink casregistrynumbers affiliations abbreviatedsourcetitle",
)
