"""Web of Science: tab-delimited with two-letter columns, and the Excel export with names in full. Pure."""

from references.layouts import names
from references.layouts.dates import issued
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, Take, take, text
from references.works import Fields

# A journal's article may be a proceedings paper too; the kind of volume decides before the document.
VOLUMES = {"j": "article-journal", "journal": "article-journal"}
DOCUMENTS = {
    "book chapter": "chapter",
    "proceedings paper": "paper-conference",
    "meeting abstract": "paper-conference",
    "book": "book",
    "data set": "dataset",
    "dataset": "dataset",
    "dissertation/thesis": "thesis",
    **dict.fromkeys(
        "article, review, letter, editorial material, note, correction, retraction".split(", "),
        "article-journal",
    ),
}
BOOKS = {"b": "book", "book": "book", "c": "paper-conference", "s": "chapter"}


def kind(volume: str, document: str) -> Fields:
    """The type of work from the kind of volume and of document."""
    for types, cell in ((VOLUMES, volume), (DOCUMENTS, document), (BOOKS, volume)):
        found = cells.kind(types)(cell)
        if found["csl_type"]:
            return found
    return {}


def authors(
    full: str, short: str, book_full: str, book_short: str, groups: str, book_groups: str
) -> Fields:
    """The people, by their full names where these are given, then the groups; a whole book has its own columns."""
    listed, truncated = names.comma_people(full or short or book_full or book_short)
    bodies: list[names.Author] = [
        {"literal": part.strip()} for part in (groups or book_groups).split(";") if part.strip()
    ]
    if not listed and not bodies:
        return {}
    return {"authors": listed + bodies, "authors_truncated": truncated}


def dated(year: str, day: str) -> Fields:
    """Year 2022 and "SEP 23"."""
    return cells.dated(year, f"{year} {day}" if year and day else "") if year else issued(day)


def issue(number: str, supplement: str) -> Fields:
    """The issue, or the supplement where there is none."""
    return {"issue": number or f"Suppl {supplement}"}


AUTHORS = ("AF", "AU", "BF", "BA", "CA", "GP")
DATE = "issued_year issued_month issued_day"


def takes(columns: dict[str, str]) -> tuple[Take, ...]:
    """What is taken, from columns by the names this export gives them."""
    c = columns
    return (
        *text("title", c["TI"]),
        *take(authors, " ".join(c[name] for name in AUTHORS), "authors authors_truncated"),
        *text("container_title", c["SO"], c["JI"]),
        *take(dated, f"{c['PY']} {c['PD']}", DATE),
        *take(issued, c["EA"], DATE),
        *text("volume", c["VL"]),
        *take(issue, f"{c['IS']} {c['SU']}", "issue"),
        *take(cells.pages, f"{c['BP']} {c['EP']}", "pages"),
        *text("article_number", c["AR"]),
        *take(cells.doi, c["DI"], "doi"),
        *take(cells.hidden_doi, c["DL"], "doi"),
        *take(cells.pmid, c["PM"], "pmid"),
        *take(cells.hidden_identifiers, c["UT"], "doi pmid pmcid"),
        *take(kind, f"{c['PT']} {c['DT']}", "csl_type"),
        *take(cells.listed("publication_types"), c["DT"], "publication_types"),
        *take(cells.language, c["LA"], "language"),
        *text("publisher", c["PU"]),
        *text("abstract", c["AB"]),
    )


SHORT = "TI AF AU CA BF BA GP SO JI PY PD EA VL IS SU BP EP AR DI DL PM UT PT DT LA PU AB".split()
TABBED = Layout(
    name="Web of Science, tab-delimited",
    marks=("pt au ti so", "au ti so ut", "ti so ut py"),
    takes=takes({name: name.lower() for name in SHORT}),
    ignored="be se bs ct cy cl sp ho de id c1 c3 rp em ri oi fu fp fx cr nr tc z9 u1 u2 pi pa sn ei bn j9 "
    "pn si ma d2 pg wc we sc ga oa hc hp da cd ed er z1 z2 z3 z4 z5 z6 z7 z8 zb zs zr zd za p1 p2 ef",
)
EXCEL = Layout(
    name="Web of Science, full column names",
    marks=("articletitle sourcetitle", "articletitle utuniquewosid"),
    takes=takes(
        {
            "TI": "articletitle",
            "AF": "authorfullnames",
            "AU": "authors",
            "CA": "groupauthors",
            "BF": "bookauthorfullnames",
            "BA": "bookauthors",
            "GP": "bookgroupauthors",
            "SO": "sourcetitle",
            "JI": "journalisoabbreviation",
            "PY": "publicationyear",
            "PD": "publicationdate",
            "EA": "earlyaccessdate",
            "VL": "volume",
            "IS": "issue",
            "SU": "supplement",
            "BP": "startpage",
            "EP": "endpage",
            "AR": "articlenumber",
            "DI": "doi",
            "DL": "doilink",
            "PM": "pubmedid",
            "UT": "utuniquewosid",
            "PT": "publicationtype",
            "DT": "documenttype",
            "LA": "language",
            "PU": "publisher",
            "AB": "abstract",
        }
    ),
    ignored="bookeditors bookseriestitle bookseriessubtitle conferencetitle conferencedate "
    "conferencelocation conferencesponsor conferencehost authorkeywords keywordsplus addresses "
    "affiliations reprintaddresses emailaddresses researcherids orcids fundingorgs "
    "fundingnamepreferred fundingtext citedreferences citedreferencecount timescitedwoscore "
    "timescitedalldatabases 180dayusagecount since2013usagecount publishercity publisheraddress "
    "issn eissn isbn journalabbreviation partnumber specialissue meetingabstract bookdoi "
    "numberofpages woscategories webofscienceindex researchareas idsnumber openaccessdesignations "
    "highlycitedstatus hotpaperstatus dateofexport webofsciencerecord",
)
