"""What one entry of a reference list says, in the spellings that lists use.

Identifiers and addresses are found by rule; which of the other words name the authors, the title or the
journal is for `reference_labels.py` to say; numbers are read by rule out of the words so labelled. What
an entry does not say is listed as missing, never guessed.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from articles.intake.authors import end_of_bare_names, parse_authors
from articles.intake.cleaning import clean
from articles.intake.completeness import OF_A_JOURNAL_ARTICLE, with_missing
from articles.intake.model import ParsedReference
from articles.intake.reference_labels import labels

_LONGEST_ENTRY = 3000
_LONGEST_AUTHORS = 1500

_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?"
    r"\b(10\.\d{4,9}/[^\s\"<>()\[\]]+(?:\([^\s()]{1,60}\)[^\s\"<>()\[\]]*)*)",
    re.I,
)
_DOI_TAIL = re.compile(r"(?:/(?:full|abstract|pdf|epdf|meta))?[.,;:]*$", re.I)
_PMID = re.compile(r"(?:\bPMID:?\s*|ncbi\.nlm\.nih\.gov/(?:pubmed/)?)(\d{1,8})\b", re.I)
_LINK = re.compile(r"\[[^\[\]]{1,80}\]\((https?://(?:[^\s()]|\([^\s()]*\))+)\)")
_URL = re.compile(r"(?:https?://|\bwww\.)[^\s\"<>]+", re.I)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2}|_)(?=\S)([^*_]{1,300})\1(?!\w)")
_TAG = re.compile(r"</?(?:i|b|em|strong|italic|bold|sub|sup)>", re.I)
_ASIDE = re.compile(
    r"\[(?:internet|online|website|preprint|(?:cited|accessed|epub)[^\[\]]{0,40})\]"
    r"|\b(?:available (?:from|at)|retrieved (?:[\w ,]{1,40} )?from|accessed(?: on)? [\w ,]{4,25})\b:?"
    r"|\bPMC(?:ID)?:?\s*\d+\b|\bPMID:?\s*\d+\b|\bdoi:?\s*(?=$|[.\s])",
    re.I,
)
_LOOSE_STOPS = re.compile(r"\s+(?=[.,;])|(?<=\.)(?:\s*\.)+")

_YEAR = re.compile(r"\b(?P<year>(?:1[5-9]|20)\d\d)(?P<suffix>[a-z])?\b")
_LIKE_A_DATE = re.compile(
    r"(?<![\d–-])[ (](?P<year>(?:1[5-9]|20)\d\d)(?P<suffix>[a-z])?(?:\)|;|:\s?[A-Za-z]?\d|\.?$)"
)
_BARE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\W*")
_PUBLISHED = re.compile(r"\b(?:updated|published|reviewed)\b", re.I)
_GLUED_YEAR = re.compile(r"^\W*(?:1[5-9]|20)\d\d\b[^;]{0,20};\s*")
_VOLUME = re.compile(
    r"(?:\b(?:vol(?:ume)?s?|v|bd|band|tome?|t)\b\.?\s*)?"
    r"(?<![\w.])(?P<volume>[A-Z]?\d{1,4}[A-Za-z]?|[IVXLC]{1,7})(?![\w])",
    re.I,
)
_ISSUE = re.compile(
    r"\(\s*(?P<bracket>[^()]{1,40}?)\s*\)|(?:\b(?:no|nr|num|issue|iss|number|n)\b[.°º]*|n°)\s*(?P<number>\w[\w–-]{0,8})",
    re.I,
)
_BEHIND_VOLUME = re.compile(r"^\s*[.:/]\s*(\d{1,3})(?![\w–-])")
_PAGES_BEHIND = re.compile(
    r"[:,]\s*(?P<pages>[A-Za-z]{0,6}\d[\w.]*(?:\s*[-–—]+\s*[A-Za-z]{0,3}\d\w*)?)\W*$"
)
_PAGES = re.compile(
    r"(?P<pages>[A-Za-z]{0,6}\d[\w.]*(?:\s*[-–—]+\s*[A-Za-z]{0,3}\d\w*)?|[ivxlc]+\s*[-–—]+\s*[ivxlc]+)"
)
_PAGE_WORD = re.compile(r"^\W*(?:pp?|pages?|pgs?|s|article(?: id| no)?|art)\b[.:]*\s*", re.I)
_VANCOUVER = re.compile(
    r"(?P<title>.{3,600}[.?!])\s(?P<journal>[^\W\d_a-z][^.?!;]{0,150})\.?\s"
    r"(?P<date>(?:1[89]|20)\d\d(?: [A-Z][a-z]{2}[a-z.-]*(?: \d{1,2})?)?);\s?"
    r"(?P<volume>[A-Z]?\d{1,4}[A-Za-z]?(?:\s?\([^()]{1,40}\))?):\s?(?P<pages>[\w–-]{1,20})\.?"
)
_DOTTED_JOURNAL = re.compile(r"[.?!]\s(?:.*\s)?[^\W\d_a-z][\w-]{0,12}\.$")
_BRACKETED_YEAR = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[.,:]?")
_LONGEST_GAP = 4
_INTO = re.compile(r"^(?:in|dans|presented at)\b:?\s+", re.I)
_QUOTED = re.compile(r"^(?:[“\"«„‘`']+\s*)(?P<title>.*?)[\s,.]*[”\"»“’']+[\s,.;:]*$")
_END_OF_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{8,400}[,.?!])[”\"]\s")


@dataclass(frozen=True)
class _Parts:
    """The words of an entry by label, each part in the order of the entry."""

    authors: str
    editors: str
    title: str
    journal: str
    container: str
    publisher: str
    date: str
    volume: str
    pages: str
    note: str = ""


def parse_reference(raw: str, number: int | None, line: int) -> ParsedReference:
    """Read one entry, given as written but without its number."""
    if len(raw) > _LONGEST_ENTRY:
        return ParsedReference(number, raw, line, missing=OF_A_JOURNAL_ARTICLE)
    text, doi, pmid, url = _without_identifiers(clean(raw))
    parts = _parts(text)
    authors, truncated = parse_authors((parts.authors or parts.editors)[:_LONGEST_AUTHORS])
    year, suffix = _year(parts, text)
    volume, issue, pages = _numbers(parts)
    container = _INTO.sub("", _tidy(parts.journal or parts.container or parts.publisher))
    found = ParsedReference(
        number=number,
        raw=raw,
        line=line,
        authors=authors,
        authors_truncated=truncated,
        year=year,
        year_suffix=suffix,
        title=parts.title,
        container_title=container,
        volume=volume,
        issue=issue,
        pages=pages,
        doi=doi,
        pmid=pmid,
        url=url,
    )
    elsewhere = bool((parts.publisher or parts.container) and not parts.journal)
    return with_missing(found, in_journal=not elsewhere)


def _without_identifiers(text: str) -> tuple[str, str, str, str]:
    """The entry without mark-up, identifiers and addresses; its DOI, PubMed number and address."""
    links = _LINK.findall(text)
    text = _LINK.sub(" ", text)
    links += _URL.findall(text)
    spoken = " ".join([text, *links])
    doi, pmid = _DOI.search(spoken), _PMID.search(spoken)
    url = next((link.rstrip(".,;)") for link in links if "doi.org/" not in link.lower()), "")
    text = _DOI.sub(" ", _URL.sub(" ", text))
    text = _ASIDE.sub(" ", _EMPHASIS.sub(r"\2", _TAG.sub("", text)))
    return (
        clean(_LOOSE_STOPS.sub("", text)).strip(" ,;"),
        _DOI_TAIL.sub("", doi[1]).lower() if doi else "",
        pmid[1] if pmid else "",
        url,
    )


def _parts(text: str) -> _Parts:
    """The parts of an entry: as Vancouver marks them where it does so strictly, else by their words."""
    end = end_of_bare_names(text[:_LONGEST_AUTHORS])
    strict = _VANCOUVER.fullmatch(text, end) if end else None
    if strict and not _DOTTED_JOURNAL.search(strict["title"]):
        return _Parts(
            authors=text[:end],
            editors="",
            title=_title(strict["title"]),
            journal=strict["journal"],
            container="",
            publisher="",
            date=strict["date"],
            volume=strict["volume"],
            pages=strict["pages"],
        )
    words = text.split()
    found: dict[str, list[str]] = {}
    for word, label in zip(words, _mended(words, labels(words)), strict=True):
        found.setdefault(label, []).append(word)
    joined = {label: " ".join(some) for label, some in found.items()}
    return _Parts(
        authors=joined.get("author", ""),
        editors=joined.get("editor", ""),
        title=_title(joined.get("title", "")),
        journal=joined.get("journal", ""),
        container=joined.get("container", ""),
        publisher=joined.get("publisher", ""),
        date=joined.get("date", ""),
        volume=joined.get("volume", ""),
        pages=joined.get("pages", ""),
        note=joined.get("note", ""),
    )


def _mended(words: list[str], found: list[str]) -> list[str]:
    """Labels without three lapses: a year in brackets is no author, the only year is no volume, a short
    gap in a title belongs to it.
    """
    mended = [
        "date" if label == "author" and _BRACKETED_YEAR.fullmatch(word) else label
        for word, label in zip(words, found, strict=True)
    ]
    if "date" not in mended:
        mended = [
            "date" if label == "volume" and _BARE_YEAR.fullmatch(word) else label
            for word, label in zip(words, mended, strict=True)
        ]
    titles = [at for at, label in enumerate(mended) if label == "title"]
    for before, after in pairwise(titles):
        if after - before <= _LONGEST_GAP + 1:
            mended[before:after] = ["title"] * (after - before)
    return mended


def _title(text: str) -> str:
    """A title without the quotation marks around it and the stop behind it."""
    title = _tidy(text)
    if ended := _END_OF_QUOTED.match(title):
        return ended["title"].strip(" ,")
    if quoted := _QUOTED.match(title):
        inner = quoted["title"]
        if not any(mark in inner for mark in '“”"«»'):
            title = inner
    return title.strip('“”"«»` ,')


def _year(parts: _Parts, text: str) -> tuple[int | None, str]:
    """The first year of the date; without one the year that is glued to the volume, that of the last change,
    or the last one of the entry that stands like a date.
    """
    glued = _GLUED_YEAR.match(parts.volume)
    match = _YEAR.search(parts.date) or (_YEAR.search(glued[0]) if glued else None)
    if match is None and _PUBLISHED.search(parts.note):
        match = _YEAR.search(parts.note)
    if match is None:
        match = next(iter([*_LIKE_A_DATE.finditer(text)][::-1]), None)
    return (int(match["year"]), match["suffix"] or "") if match else (None, "")


def _numbers(parts: _Parts) -> tuple[str, str, str]:
    """Volume, issue and pages. Pages that are glued to the volume stand behind it."""
    text = _GLUED_YEAR.sub("", parts.volume) or _year_for_a_volume(parts)
    spoken = "" if text == parts.pages else _PAGE_WORD.sub("", parts.pages)
    pages = _PAGES.search(spoken)
    behind = None if pages else _PAGES_BEHIND.search(text)
    if behind and behind.start():
        text = text[: behind.start()]
        pages = behind
    issue = _ISSUE.search(text)
    before = text[: issue.start()] + " " + text[issue.end() :] if issue else text
    volume = _VOLUME.search(before)
    number = (issue["bracket"] or issue["number"]) if issue else ""
    if volume and not number and (dotted := _BEHIND_VOLUME.match(before[volume.end() :])):
        number = dotted[1]
    return volume["volume"] if volume else "", number, pages["pages"].rstrip(".") if pages else ""


def _year_for_a_volume(parts: _Parts) -> str:
    """The second year of an entry: journals that count their volumes by years have no other number."""
    if not parts.journal:
        return ""
    if _YEAR.search(parts.date) and _BARE_YEAR.fullmatch(parts.pages):
        return parts.pages
    first, *others = parts.date.split() or [""]
    last = others[-1] if others else ""
    return last if first.startswith("(") and _BARE_YEAR.fullmatch(last) else ""


def _tidy(text: str) -> str:
    return text.strip(" ,;:").rstrip(".").strip(" ,;:")
