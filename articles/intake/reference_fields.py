"""What one entry of a reference list says, in the spellings that web articles use.

APA (year in brackets after the authors), Vancouver (year after the journal) and their mixtures. What an
entry does not say is listed as missing, never guessed.
"""

import re
from dataclasses import dataclass, replace

from articles.intake.authors import end_of_bare_names, parse_authors
from articles.intake.cleaning import clean
from articles.intake.model import Author, ParsedReference

_LONGEST_ENTRY = 3000
_LONGEST_AUTHORS = 1500
_OF_A_JOURNAL_ARTICLE = ("authors", "year", "title", "container_title", "volume", "pages")
_OF_ANYTHING = ("authors", "year", "title")

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
_ASIDE = re.compile(
    r"\[(?:internet|online|website|preprint|(?:cited|accessed|epub)[^\[\]]{0,40})\]"
    r"|\b(?:available (?:from|at)|retrieved (?:[\w ,]{1,40} )?from|accessed(?: on)? [\w ,]{4,25})\b:?"
    r"|\bPMC(?:ID)?:?\s*\d+\b|\bPMID:?\s*\d+\b|\bdoi:?\s*(?=$|[.\s])",
    re.I,
)
_LOOSE_STOPS = re.compile(r"\s+(?=[.,;])|(?<=\.)(?:\s*\.)+")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?P<suffix>[a-z])?\b"
_ANY_YEAR = re.compile(rf"\b{_YEAR}")
_YEAR_IN_BRACKETS = re.compile(
    rf"\((?:{_YEAR}(?:,[^()]{{1,30}})?|n\.\s?d\.|in press|forthcoming)\)[.,:]?\s*", re.I
)
_YEAR_AFTER_AUTHORS = re.compile(rf"(?<=[.,;\w)] ){_YEAR}[.:,]\s+(?=[^\W\d_a-z“\"])")
_PAGES = (
    r"(?:(?:pp?\.?|article(?: id| no\.?)?)\s*)?"
    r"(?P<pages>(?i:[a-z]{0,6})\d[\w.]*(?:\s*[-–—]\s*[A-Za-z]{0,3}\d\w*)?)"
)
_VOLUME = r"(?:vol(?:ume)?\.?\s*)?(?P<volume>[A-Z]?\d{1,4}[A-Za-z]?)"
_ISSUE = r"(?:\s*\(\s*(?P<issue>[^()]{1,40}?)\s*\)|,\s*(?:no|issue|iss)\.?\s*(?P<number>\w{1,8}))?"
_YEAR_AT_END = rf"(?:,?\s*\({_YEAR}\)|,\s*(?:{_MONTH}\s)?(?P<last>(?:1[89]|20)\d\d))?\.?$"
_COMMA_VOLUME = re.compile(rf"[,.]\s*{_VOLUME}{_ISSUE}\s*(?:[,:]\s*{_PAGES})?{_YEAR_AT_END}", re.I)
_SPACE_VOLUME = re.compile(rf"\s{_VOLUME}{_ISSUE}\s*[:,]\s*{_PAGES}{_YEAR_AT_END}", re.I)
_DATE_VOLUME = re.compile(
    rf"(?:^|[.,\s])\s*{_YEAR}(?:\s+{_MONTH}(?:\s?-\s?{_MONTH}|\s\d{{1,2}})?)?\s*"
    rf"(?:;\s*(?:{_VOLUME})?{_ISSUE}\s*(?:[:,]\s*{_PAGES})?)?\s*\.?\s*(?:\([^()]{{1,40}}\))?\.?$",
    re.I,
)
_QUOTED_TITLE = re.compile(r"[“\"](?P<title>[^“”\"]{8,400}?)[,.]?[”\"],?\s*")
_SEGMENT_END = re.compile(r"[.?!][”\"]?\s+(?=[“\"(\[]?[^\W_a-z])")
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_a-z]|\b(?:Acad|Acta|Am|Ann|Appl|Arch|Biol|Biochem|Br|Chem|Clin|Curr|Dermatol|Dis|Eng|Engl"
    r"|Eur|Exp|Front|Immunol|Int|Intern|Invest|Jpn|Mol|Nat|Natl|Opin|Pharmacol|Phys|Proc|Rep|Res|Rev"
    r"|Scand|Sci|Soc|Ther|Transl|vs|et al|St|pp?|vol|no|Vol|No))$"
)
_NO_JOURNAL = re.compile(
    r"^[^\W\d_][\w .]{1,40}(?:, [A-Z]{2})?: [^\W\d_a-z]|\b(?:Press|Verlag|Publish\w*|Routledge|Wiley|Elsevier)\b"
    r"|^In:? .+\bEds?\b"
)
_NO_CONTAINER = re.compile(
    rf"(?:updated|published|accessed|last reviewed)\b|{_MONTH}(?: \d+)?$", re.I
)
_ORGANISATION_WORDS = 7


@dataclass(frozen=True)
class _Source:
    """Title and place of publication, as far as the entry gives them."""

    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    year: str = ""
    suffix: str = ""


def parse_reference(raw: str, number: int | None, line: int) -> ParsedReference:
    """Read one entry, given as written but without its number."""
    if len(raw) > _LONGEST_ENTRY:
        return ParsedReference(number, raw, line, missing=_OF_A_JOURNAL_ARTICLE)
    text, doi, pmid, url = _without_identifiers(clean(raw))
    author_text, dated, rest = _author_part(text)
    authors, truncated = parse_authors(author_text[:_LONGEST_AUTHORS])
    source = _source(rest, year_known=dated is not None)
    if not dated and not source.title and not any(author.given for author in authors):
        authors, source = (), replace(source, title=_tidy(author_text))
    year, suffix = (dated["year"], dated["suffix"]) if dated else (source.year, source.suffix)
    return ParsedReference(
        number=number,
        raw=raw,
        line=line,
        authors=authors,
        authors_truncated=truncated,
        year=int(year) if year else None,
        year_suffix=suffix or "",
        title=source.title,
        container_title=source.container,
        volume=source.volume,
        issue=source.issue,
        pages=source.pages,
        doi=doi,
        pmid=pmid,
        url=url,
        missing=_missing(authors, year, source, url),
    )


def _without_identifiers(text: str) -> tuple[str, str, str, str]:
    """The entry without mark-up, identifiers and addresses; its DOI, PubMed number and address."""
    links = _LINK.findall(text)
    text = _LINK.sub(" ", text)
    links += _URL.findall(text)
    spoken = " ".join([text, *links])
    doi, pmid = _DOI.search(spoken), _PMID.search(spoken)
    url = next((link.rstrip(".,;)") for link in links if "doi.org/" not in link.lower()), "")
    text = _DOI.sub(" ", _URL.sub(" ", text))
    text = _LOOSE_STOPS.sub("", _ASIDE.sub(" ", _EMPHASIS.sub(r"\2", text)))
    return (
        clean(text).strip(" ,;"),
        _DOI_TAIL.sub("", doi[1]).lower() if doi else "",
        pmid[1] if pmid else "",
        url,
    )


def _author_part(text: str) -> tuple[str, re.Match[str] | None, str]:
    """The authors, the year behind them if there is one, and the rest."""
    end = end_of_bare_names(text[:_LONGEST_AUTHORS])
    dated = _YEAR_IN_BRACKETS.search(text) or _YEAR_AFTER_AUTHORS.search(text)
    if dated and dated.re is _YEAR_AFTER_AUTHORS and end and dated.start() > end:
        dated = None
    before_date = text[: dated.start()].strip() if dated else text
    quoted = _QUOTED_TITLE.search(before_date)
    if quoted and _are_authors(text[: quoted.start()]):
        return text[: quoted.start()], None, text[quoted.start() :]
    if dated and dated.end() < len(text):
        if _are_authors(before_date):
            return before_date, dated, text[dated.end() :]
        if dated.re is _YEAR_IN_BRACKETS:
            return "", dated, f"{before_date.rstrip('.')}. {text[dated.end() :]}"
    if end:
        return text[:end], None, text[end:]
    first, *others = _segments(text) or [""]
    if others and _are_authors(first):
        return first, None, " ".join(others)
    return "", None, text


def _are_authors(text: str) -> bool:
    """Whether a part names people, perhaps an organisation among them; no name is as long as a title."""
    authors, truncated = parse_authors(text[:_LONGEST_AUTHORS])
    people = sum(bool(author.given) for author in authors)
    if any(len(author.family.split()) > _ORGANISATION_WORDS for author in authors):
        return False
    short = len(text.split()) <= _ORGANISATION_WORDS
    return bool(authors) and (truncated or people * 2 >= len(authors) or short)


def _source(rest: str, *, year_known: bool) -> _Source:
    """Title, container, volume, issue, pages and, where it stands behind the journal, the year."""
    tail = _tail(rest, year_known=year_known)
    found = {name: text or "" for name, text in tail.groupdict().items()} if tail else {}
    head = rest[: tail.start()] if tail else rest
    title, container = _title_and_container(head.strip(), bool(found.get("volume")))
    year = found.get("year") or found.get("last", "")
    if not year and not year_known:
        years = list(_ANY_YEAR.finditer(rest))
        year = years[-1]["year"] if years else ""
    return _Source(
        title=title,
        container=container,
        volume=found.get("volume", ""),
        issue=found.get("issue", "") or found.get("number", ""),
        pages=found.get("pages", "").rstrip("."),
        year=year,
        suffix=found.get("suffix", ""),
    )


def _tail(rest: str, *, year_known: bool) -> re.Match[str] | None:
    """Volume, issue and pages at the end of an entry, with the year where it is not known yet."""
    dated = _DATE_VOLUME.search(rest)
    if dated and dated["volume"] and not year_known:
        return dated
    for pattern in (_COMMA_VOLUME, _SPACE_VOLUME):
        match = pattern.search(rest)
        if match and (year_known or not dated or match["year"] or match["last"]):
            return match
    return dated


def _title_and_container(head: str, has_volume: bool) -> tuple[str, str]:
    """Split what stands before the volume. One part alone is the title, unless it is short."""
    if quoted := _QUOTED_TITLE.match(head.lstrip()):
        return quoted["title"], _tidy(head[quoted.end() :])
    parts = _segments(head)
    if len(parts) >= 2 and _NO_CONTAINER.match(parts[-1]):
        return _tidy(" ".join(parts[:-1])), ""
    if len(parts) >= 2:
        return _tidy(" ".join(parts[:-1])), _tidy(parts[-1])
    alone = _tidy(head)
    if has_volume and len(alone.split()) <= 4:
        return "", alone
    return alone, ""


def _segments(text: str) -> list[str]:
    """The parts of an entry that a full stop ends; a stop behind an initial or abbreviation ends none."""
    parts: list[str] = []
    start = 0
    for match in _SEGMENT_END.finditer(text):
        if match[0][0] == "." and _ABBREVIATED.search(text, start, match.start()):
            continue
        parts.append(text[start : match.end()].strip())
        start = match.end()
    if text[start:].strip():
        parts.append(text[start:].strip())
    return parts


def _tidy(text: str) -> str:
    return text.strip(" ,;").rstrip(".").strip(" ,;")


def _missing(
    authors: tuple[Author, ...], year: str | None, source: _Source, url: str
) -> tuple[str, ...]:
    """What an entry of its kind should say and does not. Books and web pages have no volume."""
    is_page = bool(url) and not source.volume and not source.pages
    is_book = not source.volume and bool(_NO_JOURNAL.search(source.container))
    has = {
        "authors": bool(authors),
        "year": bool(year),
        "title": bool(source.title),
        "container_title": bool(source.container),
        "volume": bool(source.volume),
        "pages": bool(source.pages),
    }
    wanted = _OF_ANYTHING if is_page or is_book else _OF_A_JOURNAL_ARTICLE
    return tuple(name for name in wanted if not has[name])
