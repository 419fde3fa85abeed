"""PubMed XML, record by record: articles and book chapters, and what PubMed says of retractions. Pure."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator

from references.layouts import dates, endnote_xml
from references.layouts.elements import Element, records, source_of, text_of
from references.layouts.pubmed_fields import COLUMNS, fields
from references.layouts.rows import Choices, FileRefused, NoticeInput, Opened, Reading, StagedInput
from references.works import Fields, problem

TAGS = ("PubmedArticle", "PubmedBookArticle")
LOOKS = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|[a-z])", re.I)
PAGE = re.compile(r"<html\b|<!DOCTYPE\s+html", re.I)
ARTICLE = re.compile(r"<(?:\w+:)?article\b|\bJATS\b", re.I)
# What stands in RefType, in Retraction Watch's words: the nature, and the reason where it has one.
NATURES = {
    "RetractionIn": ("Retraction", ""),
    "PartialRetractionIn": ("Partial retraction", ""),
    "RetractedandRepublishedIn": ("Retraction", "Retract and Replace"),
    "ExpressionOfConcernIn": ("Expression of concern", ""),
    "ErratumIn": ("Correction", ""),
    "CorrectedandRepublishedIn": ("Correction", "Corrected and Republished"),
}
# The kinds as PubMed's text form of the same statements is keyed, so that both give one notice.
KINDS = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial retraction",
    "RetractedandRepublishedIn": "republished",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
}
RETRACTED = "Retracted Publication"
SOURCE_DATE = re.compile(r"(?:^|\. )(\d{4} [A-Z][a-z]{2} \d{1,2})\s*(?:[;:.]|$)")


def looks_like(beginning: str) -> bool:
    """Whether this is XML that no other format claims; what is not PubMed's is refused by name on reading."""
    return (
        LOOKS.match(beginning) is not None
        and not PAGE.search(beginning)
        and not endnote_xml.looks_like(beginning)
    )


def read(file: Opened, choices: Choices) -> Reading:
    """Every record as a row, numbered from 1. Raises FileRefused for other XML."""
    refuse_other_xml(file)
    return Reading("PubMed XML", ("Record",), _rows(file))


def refuse_other_xml(file: Opened) -> None:
    """Refuses XML without PubMed's records, and says what it is where that is known."""
    if next(iter(records(file, TAGS)), None) is not None:
        return
    with file.text() as text:
        beginning = text.read(4096)
    if ARTICLE.search(beginning):
        raise FileRefused(
            "This is one article as JATS XML, not a list of references.",
            "Export the references from PubMed or from a reference manager.",
        )
    raise FileRefused(
        "This is XML, but neither PubMed's nor EndNote's, or it has no records.",
        "Export it as PubMed XML, EndNote XML or RIS.",
    )


def _rows(file: Opened) -> Iterator[StagedInput]:
    for number, record in enumerate(records(file, TAGS), 1):
        row = StagedInput(number, [source_of(record)], fields(record), columns=COLUMNS)
        if any(nature == "Retraction" for _, nature, *_ in _statements(record)):
            row.warnings.append(
                problem(
                    "PublicationType",
                    row.data.get("pmid", ""),
                    "PubMed calls this work retracted.",
                    "Load the same file under Notices, so that what cites it is re-checked.",
                )
            )
        yield row


# What PubMed says about retractions

Statement = tuple[str, str, str, str, str]


def flags(file: Opened) -> Iterator[NoticeInput]:
    """One notice per statement of PubMed that a record was retracted, corrected or questioned.

    A record that is only of the type "Retracted Publication" gives a retraction without date and notice.
    """
    refuse_other_xml(file)
    for record in records(file, TAGS):
        statements = _statements(record)
        if not statements:
            continue
        data = fields(record)
        for statement in statements:
            yield _notice(data, statement)


def _statements(record: Element) -> list[Statement]:
    """Kind, nature, reason, source and PMID of the notice, as often as PubMed says something of the record."""
    found: list[Statement] = []
    for said in record.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        kind = said.get("RefType", "")
        if kind in NATURES:
            source, pmid = text_of(said.find("RefSource")), text_of(said.find("PMID"))
            found.append((kind, *NATURES[kind], source, pmid))
    retractions = [kind for kind, nature, *_ in found if nature == "Retraction"]
    types = record.iterfind("MedlineCitation/Article/PublicationTypeList/PublicationType")
    if not retractions and any(text_of(kind) == RETRACTED for kind in types):
        found.append(("RetractionIn", "Retraction", "", "", ""))
    return found


def _notice(data: Fields, statement: Statement) -> NoticeInput:
    kind, nature, reason, source, notice_pmid = statement
    pmid = str(data.get("pmid", ""))
    mark = notice_pmid or hashlib.sha256(source.encode()).hexdigest()[:12]
    raw = {
        "RefType": kind,
        "RefSource": source,
        "NoticePMID": notice_pmid,
        "PMID": pmid,
        "DOI": str(data.get("doi", "")),
        "ArticleTitle": str(data.get("title", "")),
    }
    return NoticeInput(
        record_id=f"PubMed:{pmid}:{KINDS[kind]}:{mark}",
        nature=nature,
        noticed_on=_noticed_on(source),
        notice_doi="",
        notice_pmid=notice_pmid,
        original_doi=str(data.get("doi", "")),
        original_pmid=pmid,
        original_title=str(data.get("title", "")),
        original_year=data.get("issued_year"),
        reason=reason,
        raw=raw,
    )


def _noticed_on(source: str) -> dt.date | None:
    """The day on which the notice appeared, where its source names one; a month is no day."""
    found = SOURCE_DATE.search(source)
    issued = dates.issued(found[1]) if found else {}
    if "issued_day" not in issued:
        return None
    return dt.date(issued["issued_year"], issued["issued_month"], issued["issued_day"])
