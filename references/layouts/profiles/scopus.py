"""Scopus' CSV export, old and new. Pure."""

import re

from references.layouts import names
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, take, text
from references.works import Fields

TYPES = {
    **dict.fromkeys(
        "article, review, letter, note, editorial, erratum, short survey, retracted, data paper, "
        "article in press, business article".split(", "),
        "article-journal",
    ),
    "conference paper": "paper-conference",
    "conference review": "paper-conference",
    "book": "book",
    "book chapter": "chapter",
    "report": "report",
    "preprint": "article",
}
# Names in full are each followed by a number in brackets.
AUTHOR_NUMBER = re.compile(r"\s*\(\d{6,}\)")


def full_names(cell: str) -> Fields:
    """Names in full, each with its number at Scopus."""
    return cells.authors(names.comma_people)(AUTHOR_NUMBER.sub("", cell))


SCOPUS = Layout(
    name="Scopus CSV",
    marks=("title eid", "title sourcetitle artno", "title sourcetitle authorsid"),
    takes=(
        *text("title", "title", "titles"),
        *take(full_names, "authorfullnames", "authors authors_truncated"),
        *take(cells.authors(names.initialled_people), "authors", "authors authors_truncated"),
        *take(cells.dated, "year", "issued_year"),
        *text("container_title", "sourcetitle", "abbreviatedsourcetitle"),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *text("article_number", "artno"),
        *take(cells.pages, "pagestart pageend", "pages"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.pmid, "pubmedid", "pmid"),
        *take(cells.kind(TYPES), "documenttype", "csl_type"),
        *take(cells.listed("publication_types"), "documenttype", "publication_types"),
        *take(cells.language, "languageoforiginaldocument", "language"),
        *take(cells.address, "link", "url"),
        *text("publisher", "publisher"),
        *text("abstract", "abstract"),
        *take(cells.hidden_doi, "link", "doi"),
    ),
    ignored="authorsid authorids pagecount citedby affiliations authorswithaffiliations authorkeywords "
    "indexkeywords molecularsequencenumbers chemicalscas tradenames manufacturers fundingdetails "
    "fundingtext fundingtexts fundingtext1 fundingtext2 fundingtext3 fundingtext4 fundingtext5 "
    "fundingtext6 fundingtext7 fundingtext8 fundingtext9 references correspondenceaddress editors "
    "sponsors conferencename conferencedate conferencelocation conferencecode issn isbn coden "
    "publicationstage openaccess source eid",
)
