"""What a record of PubMed XML says, by our names. Pure."""

from references.layouts import dates
from references.layouts.elements import Element, name_of, text_of
from references.layouts.names import Author, nobody
from references.works import Fields

NO_TITLE = frozenset({"[not available].", "[not available]", "[no title available]."})
COLUMNS = {
    "pmid": "PMID",
    "doi": "ELocationID",
    "pmcid": "ArticleId",
    "title": "ArticleTitle",
    "authors": "AuthorList",
    "container_title": "Journal/Title",
    "volume": "Volume",
    "issue": "Issue",
    "pages": "MedlinePgn",
    "publisher": "PublisherName",
    "language": "Language",
    "issued_year": "PubDate",
    "issued_month": "PubDate",
    "issued_day": "PubDate",
    "publication_types": "PublicationType",
    "mesh_terms": "MeshHeading",
    "abstract": "AbstractText",
}


def fields(record: Element) -> Fields:
    """The fields of one record; what it does not say is left out."""
    data = _book(record) if name_of(record) == "PubmedBookArticle" else _article(record)
    return {name: value for name, value in data.items() if value}


def _article(record: Element) -> Fields:
    citation = record.find("MedlineCitation")
    article = None if citation is None else citation.find("Article")
    if citation is None or article is None:
        return {}
    journal = article.find("Journal")
    kinds = _texts(article, "PublicationTypeList/PublicationType")
    return {
        "csl_type": "article" if "Preprint" in kinds else "article-journal",
        "pmid": text_of(citation.find("PMID")),
        "title": _title(article),
        "authors": _authors(article.find("AuthorList")),
        "authors_truncated": _cut(article.find("AuthorList")),
        "container_title": text_of(None if journal is None else journal.find("Title"))
        or text_of(citation.find("MedlineJournalInfo/MedlineTA")),
        "volume": text_of(article.find("Journal/JournalIssue/Volume")),
        "issue": text_of(article.find("Journal/JournalIssue/Issue")),
        "pages": _pages(article),
        "language": _language(article),
        "publication_types": kinds,
        "mesh_terms": _mesh(citation),
        "abstract": _abstract(article.find("Abstract")),
        **_identifiers(article, record.find("PubmedData/ArticleIdList")),
        **_issued(article.find("Journal/JournalIssue/PubDate")),
    }


def _book(record: Element) -> Fields:
    document = record.find("BookDocument")
    book = None if document is None else document.find("Book")
    if document is None or book is None:
        return {}
    title, book_title = text_of(document.find("ArticleTitle")), text_of(book.find("BookTitle"))
    lists = [*document.findall("AuthorList"), *book.findall("AuthorList")]
    writers = [people for people in lists if people.get("Type", "authors") == "authors"]
    return {
        "csl_type": "chapter" if title else "book",
        "pmid": text_of(document.find("PMID")),
        "title": title or book_title,
        "authors": _authors(writers[0] if writers else None),
        "authors_truncated": _cut(writers[0] if writers else None),
        "container_title": book_title if title else "",
        "volume": text_of(book.find("Volume")),
        "pages": _pages(document),
        "publisher": text_of(book.find("Publisher/PublisherName")),
        "language": _language(document),
        "publication_types": _texts(document, "PublicationType"),
        "abstract": _abstract(document.find("Abstract")),
        **_identifiers(book, document.find("ArticleIdList")),
        **_issued(book.find("PubDate")),
    }


def _texts(element: Element, path: str) -> list[str]:
    return [text for found in element.iterfind(path) if (text := text_of(found))]


def _title(article: Element) -> str:
    title = text_of(article.find("ArticleTitle"))
    if not title or title.lower() in NO_TITLE:
        return text_of(article.find("VernacularTitle"))
    return title


def _authors(people: Element | None) -> list[Author]:
    listed = [] if people is None else people.findall("Author")
    return [author for one in listed if one.get("ValidYN") != "N" and (author := _author(one))]


def _author(one: Element) -> Author:
    group = text_of(one.find("CollectiveName"))
    if group:
        return {} if nobody(group) else {"literal": group}
    family = text_of(one.find("LastName"))
    given = text_of(one.find("ForeName")) or text_of(one.find("Initials"))
    suffix = text_of(one.find("Suffix"))
    named = {"family": family, "given": " ".join(filter(None, (given, suffix)))}
    return {part: text for part, text in named.items() if text}


def _cut(people: Element | None) -> bool:
    return people is not None and people.get("CompleteYN") == "N"


def _pages(article: Element) -> str:
    pages = text_of(article.find("Pagination/MedlinePgn"))
    if pages:
        return pages
    ends = (article.find("Pagination/StartPage"), article.find("Pagination/EndPage"))
    return "-".join(filter(None, map(text_of, ends)))


def _language(article: Element) -> str:
    """The first language: of several only one fits the field, and PubMed puts the original first."""
    return text_of(article.find("Language"))


def _identifiers(article: Element, listed: Element | None) -> Fields:
    """DOI and PMCID of the record itself, never of the works it cites."""
    found: Fields = {}
    for place in article.findall("ELocationID"):
        if place.get("EIdType") == "doi" and place.get("ValidYN") != "N":
            found.setdefault("doi", text_of(place))
    for number in [] if listed is None else listed.findall("ArticleId"):
        name = {"doi": "doi", "pmc": "pmcid"}.get(number.get("IdType", ""))
        if name and text_of(number):
            found.setdefault(name, text_of(number))
    return found


def _issued(date: Element | None) -> Fields:
    if date is None:
        return {}
    year, month, day = (text_of(date.find(part)) for part in ("Year", "Month", "Day"))
    if not year:
        return dates.issued(text_of(date.find("MedlineDate")))
    if month.isdigit():
        return dates.issued("-".join(filter(None, (year, month, day))))
    return dates.issued(" ".join(filter(None, (year, month, day))))


def _mesh(citation: Element) -> list[str]:
    """Headings with their qualifiers as PubMed prints them: `Psoriasis/*therapy`, the star for a major topic."""
    headings = []
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        parts = [
            ("*" if part.get("MajorTopicYN") == "Y" else "") + text_of(part)
            for part in heading
            if name_of(part) in ("DescriptorName", "QualifierName") and text_of(part)
        ]
        if parts:
            headings.append("/".join(parts))
    return headings


def _abstract(abstract: Element | None) -> str:
    if abstract is None:
        return ""
    sections = []
    for section in abstract.findall("AbstractText"):
        label, text = (section.get("Label") or "").strip(), text_of(section)
        if text:
            sections.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return "\n".join(sections)
