"""Exports of open indexes and of managers of references: Lens, OpenAlex, RefWorks, Google Scholar, EndNote. Pure."""

import re

from references.layouts import names
from references.layouts.names import Author
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, take, text
from references.works import Fields

PEOPLE = "authors authors_truncated"
DATE = "issued_year issued_month issued_day"
ARTICLES = dict.fromkeys(
    ("journal article", "article", "review", "letter", "editorial", "erratum", "news", "clinical trial",
     "clinical study", "electronic article"),
    "article-journal",
)  # fmt: skip
TYPES = {
    **ARTICLES,
    "preprint": "article",
    "magazine article": "article",
    "newspaper article": "article",
    "book": "book",
    "whole book": "book",
    "edited book": "book",
    "monograph": "book",
    "book chapter": "chapter",
    "book-chapter": "chapter",
    "book section": "chapter",
    "reference entry": "chapter",
    "reference-entry": "chapter",
    "conference proceedings article": "paper-conference",
    "proceedings-article": "paper-conference",
    "conference proceedings": "paper-conference",
    "conference paper": "paper-conference",
    "dissertation": "thesis",
    "dissertation/thesis": "thesis",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "web page": "webpage",
    "electronic source": "webpage",
    "standard": "document",
}
LENS_NOBODY = re.compile(r"(?:^|(?<=;))\s*null\s+", re.I)


def lens_people(cell: str) -> tuple[list[Author], bool]:
    """`Denis Blackmore; Thomas J. Peters`; a given name that Lens lacks reads "null"."""
    return names.spoken_people(LENS_NOBODY.sub(" ", cell), ";")


def openalex_people(cell: str) -> tuple[list[Author], bool]:
    """`Denis Blackmore|Thomas J. Peters`."""
    return names.spoken_people(cell, "|")


def endnote_people(cell: str) -> tuple[list[Author], bool]:
    """`Chen, Li//Adler, D. G.`, or as the chosen style of output separates them."""
    return names.comma_people(cell, "//") if "//" in cell else names.any_people(cell)


def one_of_many(cell: str) -> Fields:
    """The first title where an index joins several with a bar."""
    return {"container_title": cell.split("|")[0].strip()}


def from_crossref(cell: str) -> Fields:
    """The type in Crossref's words, which tells a conference's paper from a journal's."""
    return cells.kind({"proceedings-article": "paper-conference"})(cell)


LENS = Layout(
    name="Lens CSV",
    marks=("lensid title",),
    takes=(
        *text("title", "title"),
        *take(cells.authors(lens_people), "authors", PEOPLE),
        *text("container_title", "sourcetitle"),
        *take(cells.dated, "publicationyear datepublished", DATE),
        *text("volume", "volume"),
        *text("issue", "issuenumber"),
        *take(cells.pages, "startpage endpage", "pages"),
        *text("publisher", "publisher"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(cells.kind(TYPES), "publicationtype", "csl_type"),
        *take(cells.listed("publication_types"), "publicationtype", "publication_types"),
        *take(cells.listed("mesh_terms"), "meshterms", "mesh_terms"),
        *take(cells.address, "externalurl", "url"),
        *take(cells.address, "sourceurls", "url"),
        *text("abstract", "abstract"),
    ),
    ignored="lensid issns sourcecountry fieldsofstudy asjcsubjects keywords chemicals funding "
    "microsoftacademicid citingpatentscount references citingworkscount isopenaccess "
    "openaccesslicense openaccesscolour ukeyword",
)
OPENALEX = Layout(
    name="OpenAlex CSV",
    marks=(
        "id title publicationdate doi",
        "displayname publicationyear id",
        "idsopenalex publicationyear",
    ),
    takes=(
        *text("title", "title", "displayname"),
        *take(cells.authors(openalex_people), "authorshipsauthordisplayname", PEOPLE),
        *take(cells.authors(openalex_people), "authorshipsrawauthorname", PEOPLE),
        *take(one_of_many, "primarylocationsourcedisplayname", "container_title"),
        *take(one_of_many, "primarylocationdisplayname", "container_title"),
        *take(cells.dated, "publicationyear publicationdate", DATE),
        *text("volume", "bibliovolume"),
        *text("issue", "biblioissue"),
        *take(cells.pages, "bibliofirstpage bibliolastpage", "pages"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.doi, "idsdoi", "doi"),
        *take(cells.pmid, "idspmid", "pmid"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.pmcid, "idspmcid", "pmcid"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(from_crossref, "typecrossref", "csl_type"),
        *take(cells.kind(TYPES), "type", "csl_type"),
        *take(cells.language, "language", "language"),
        *take(cells.listed("mesh_terms", "|"), "meshdescriptorname", "mesh_terms"),
        *take(cells.address, "primarylocationlandingpageurl", "url"),
        *text("publisher", "primarylocationsourcehostorganizationname"),
        *text("abstract", "abstract"),
    ),
    ignored="id idsopenalex idsmag relevancescore isretracted isparatext citedbycount createddate "
    "updateddate countriesdistinctcount institutionsdistinctcount hasfulltext fwci indexedin",
)
REFWORKS = Layout(
    name="RefWorks CSV",
    marks=("authorsprimary titleprimary", "titleprimary periodicalfull"),
    takes=(
        *text("title", "titleprimary"),
        *take(cells.authors(names.comma_people), "authorsprimary", PEOPLE),
        *text("container_title", "periodicalfull", "titlesecondary", "periodicalabbrev"),
        *take(cells.dated, "pubyear pubdatefreefrom", DATE),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "startpage otherpages", "pages"),
        *text("publisher", "publisher"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(cells.hidden_identifiers, "notes", "doi pmid pmcid"),
        *take(cells.hidden_identifiers, "url", "doi pmid pmcid"),
        *take(cells.hidden_identifiers, "links", "doi pmid pmcid"),
        *take(cells.kind(TYPES), "referencetype", "csl_type"),
        *take(cells.language, "language", "language"),
        *take(cells.address, "url", "url"),
        *text("abstract", "abstract"),
    ),
    ignored="keywords personalnotes authorssecondary edition placeofpublication authorstertiary "
    "authorsquaternary authorsquinary titletertiary issnisbn availability authoraddress "
    "accessionnumber classification subfiledatabase originalforeigntitle callnumber database "
    "datasource identifyingphrase retrieveddate shortenedtitle user1 user2 user3 user4 user5 user6 "
    "user7 user8 user9 user10 user11 user12 user13 user14 user15",
)
GOOGLE_SCHOLAR = Layout(
    name="Google Scholar CSV",
    marks=("authors title publication volume number pages year",),
    takes=(
        *text("title", "title"),
        *take(cells.authors(names.comma_people), "authors", PEOPLE),
        *text("container_title", "publication"),
        *take(cells.dated, "year", "issued_year"),
        *text("volume", "volume"),
        *text("issue", "number"),
        *take(cells.pages, "pages", "pages"),
        *text("publisher", "publisher"),
    ),
)
ENDNOTE = Layout(
    name="EndNote, tab-delimited",
    marks=("referencetype secondarytitle", "title secondarytitle"),
    takes=(
        *text("title", "title"),
        *take(cells.authors(endnote_people), "author", PEOPLE),
        *take(cells.authors(endnote_people), "authors", PEOPLE),
        *text("container_title", "secondarytitle", "journal", "alternatetitle"),
        *take(cells.dated, "year date", DATE),
        *text("volume", "volume"),
        *text("issue", "number", "issue"),
        *take(cells.pages, "pages", "pages"),
        *text("publisher", "publisher"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.doi, "electronicresourcenumber", "doi"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.hidden_identifiers, "notes", "doi pmid pmcid"),
        *take(cells.hidden_identifiers, "url", "doi pmid pmcid"),
        *take(cells.kind(TYPES), "referencetype", "csl_type"),
        *take(cells.language, "language", "language"),
        *take(cells.address, "url", "url"),
        *text("abstract", "abstract"),
    ),
    ignored="secondaryauthor placepublished numberofvolumes section tertiaryauthor tertiarytitle edition "
    "typeofwork subsidiaryauthor shorttitle alternatetitle isbnissn originalpublication reprintedition "
    "revieweditem custom1 custom2 custom3 custom4 custom5 custom6 custom7 custom8 accessionnumber "
    "callnumber label keywords researchnotes linktopdf image caption translatedauthor "
    "translatedtitle nameofdatabase databaseprovider accessdate authoraddress rating",
)
