"""Exports of tools for systematic reviews: Cochrane, Rayyan, Covidence. Pure.

What people decided there (inclusion, labels, tags) is known and left out: it decides nothing here.
"""

import re

from references.layouts import names
from references.layouts.dates import month_named
from references.layouts.names import Author
from references.layouts.profiles import cells
from references.layouts.profiles.layout import Layout, take, text
from references.works import RANGES, Fields

PEOPLE = "authors authors_truncated"
DATE = "issued_year issued_month issued_day"
TRIAL = re.compile(r"[A-Za-z]{3,10}[\d/-]{6,}")
DECIDED = re.compile(r"RAYYAN-[A-Z-]+:[^|]*", re.I)


def cochrane_pmid(cell: str) -> Fields:
    """`PUBMED 30580550,EMBASE 625820633`; a cell with another database's number alone says nothing."""
    found = re.search(r"\bPUBMED (\d+)", cell)
    return {"pmid": found[1] if found else "" if re.match(r"[A-Z]+ ", cell) else cell}


def cochrane_people(cell: str) -> tuple[list[Author], bool]:
    """The authors; a registered trial has its number where they would stand."""
    people, truncated = names.comma_people(cell)
    return [who for who in people if not TRIAL.fullmatch(who.get("literal", ""))], truncated


def rayyan_people(cell: str) -> tuple[list[Author], bool]:
    """`Family, G. and Family, G.`."""
    if ";" in cell:
        return names.any_people(cell)
    return names.comma_people(cell, " and ")


def month(cell: str) -> Fields:
    """A month by its number or name; what is neither is no month."""
    number = int(cell) if re.fullmatch(r"\d{1,2}", cell, re.ASCII) else month_named(cell)
    return {"issued_month": number if 1 <= number <= 12 else ""}


def rayyan_date(year: str, of_year: str, of_month: str) -> Fields:
    """Year, month and day, as far as they are numbers or names of months."""
    found = cells.dated(year) if year else {}
    if of_year and found.get("issued_year"):
        found |= month(of_year)
        last = RANGES["issued_day"][1]
        if re.fullmatch(r"\d{1,2}", of_month, re.ASCII) and 1 <= int(of_month) <= last:
            found["issued_day"] = int(of_month)
    return found


def notes(cell: str) -> Fields:
    """Identifiers in notes, without what people decided."""
    return cells.hidden_identifiers(DECIDED.sub("", cell))


COCHRANE = Layout(
    name="Cochrane CSV",
    marks=("centralid title", "cochranereviewgroupcode title"),
    takes=(
        *text("title", "title"),
        *take(cells.authors(cochrane_people), "authors", PEOPLE),
        *text("container_title", "source"),
        *take(cells.dated, "year", "issued_year"),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "pages", "pages"),
        *take(cells.doi, "doi", "doi"),
        *take(cochrane_pmid, "pubmedid", "pmid"),
        *take(cells.kind({"journal article": "article-journal"}), "publicationtype", "csl_type"),
        *take(cells.listed("publication_types"), "publicationtype", "publication_types"),
        *take(cells.address, "url", "url"),
        *text("abstract", "abstract"),
    ),
    ignored="centralid databasename embaseid ctgovid cinahlid ictrpid keywords cochranereviewgroupcode "
    "cochraneid reviewgroup status stage",
)
RAYYAN = Layout(
    name="Rayyan CSV",
    marks=("key title year month journal notes", "key title authors url location notes"),
    takes=(
        *text("title", "title"),
        *take(cells.authors(rayyan_people), "authors", PEOPLE),
        *text("container_title", "journal"),
        *take(rayyan_date, "year month day", DATE),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "pages", "pages"),
        *text("publisher", "publisher"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.pmid, "pubmedid", "pmid"),
        *take(cells.pmcid, "pmcid", "pmcid"),
        *take(cells.hidden_identifiers, "url", "doi pmid pmcid"),
        *take(notes, "notes", "doi pmid pmcid"),
        *take(cells.address, "url", "url"),
        *take(cells.language, "language", "language"),
        *text("abstract", "abstract"),
    ),
    ignored="key issn location keywords customizations labels inclusion decisions rayyaninclusion "
    "rayyanlabels rayyanexclusionreasons userid createdat updatedat type",
)
COVIDENCE = Layout(
    name="Covidence CSV",
    marks=("covidence title", "title publishedyear journal", "title publishedyear ref study"),
    takes=(
        *text("title", "title"),
        *take(cells.authors(names.any_people), "authors", PEOPLE),
        *text("container_title", "journal"),
        *take(rayyan_date, "publishedyear publishedmonth publishedday", DATE),
        *text("volume", "volume"),
        *text("issue", "issue"),
        *take(cells.pages, "pages", "pages"),
        *take(cells.doi, "doi", "doi"),
        *take(cells.pmid, "pmid", "pmid"),
        *take(cells.hidden_identifiers, "accessionnumber", "doi pmid pmcid"),
        *take(cells.hidden_identifiers, "notes", "doi pmid pmcid"),
        *take(cells.address, "url", "url"),
        *text("abstract", "abstract"),
    ),
    ignored="covidence covidenceid ref study studyid accessionnumber notes tags status decision "
    "exclusionreason reviewer reviewername reviewdecision isbn issn publisher",
)
