"""Zotero's CSV export. Pure.

Zotero writes the two fields of a person's name as `Last, First`; a name without a comma was entered as a
single field, which is how its RIS and BibTeX exports of the same item treat it too.
"""

from references.layouts import names
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, take, text
from references.works import Fields

TYPES = {
    "journalarticle": "article-journal",
    "magazinearticle": "article",
    "newspaperarticle": "article",
    "preprint": "article",
    "manuscript": "article",
    "book": "book",
    "booksection": "chapter",
    "encyclopediaarticle": "chapter",
    "dictionaryentry": "chapter",
    "conferencepaper": "paper-conference",
    "presentation": "paper-conference",
    "report": "report",
    "thesis": "thesis",
    "webpage": "webpage",
    "blogpost": "webpage",
    "forumpost": "webpage",
    "statute": "legislation",
    "bill": "legislation",
    "hearing": "legislation",
    "case": "legislation",
    "dataset": "dataset",
    "document": "document",
    "patent": "document",
    "standard": "document",
    "computerprogram": "document",
    "interview": "document",
    "letter": "document",
}


def numbers(note: str) -> Fields:
    """PMID and PMCID; a DOI in a person's notes may be any work's."""
    return {name: value for name, value in cells.hidden_identifiers(note).items() if name != "doi"}


ZOTERO = Layout(
    name="Zotero CSV",
    marks=("itemtype publicationtitle", "itemtype abstractnote"),
    takes=(
        *text("title", "title"),
        *take(cells.kind(TYPES), "itemtype", "csl_type"),
        *take(cells.authors(names.comma_people), "author", "authors authors_truncated"),
        *text("container_title", "publicationtitle", "conferencename", "meetingname"),
        *text("container_title", "journalabbreviation"),
        *take(cells.dated, "publicationyear date", "issued_year issued_month issued_day"),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "pages", "pages"),
        *text("publisher", "publisher"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.hidden_identifiers, "extra", "doi pmid pmcid"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(cells.hidden_identifiers, "url", "doi pmid pmcid"),
        *take(numbers, "notes", "pmid pmcid"),
        *take(cells.address, "url", "url"),
        *take(cells.language, "language", "language"),
        *text("abstract", "abstractnote"),
    ),
    ignored="key isbn issn dateadded datemodified accessdate numpages numberofvolumes shorttitle series "
    "seriesnumber seriestext seriestitle place rights type archive archivelocation librarycatalog "
    "callnumber fileattachments linkattachments manualtags automatictags editor serieseditor "
    "translator contributor attorneyagent bookauthor castmember commenter composer cosponsor counsel "
    "interviewer producer recipient reviewedauthor scriptwriter wordsby guest number edition "
    "runningtime scale medium artworksize filingdate applicationnumber assignee issuingauthority "
    "country meetingname conferencename court references reporter legalstatus prioritynumbers "
    "programminglanguage version system code codenumber section session committee history "
    "legislativebody",
)
