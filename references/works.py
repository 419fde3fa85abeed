"""What a published work consists of, in normal form, and when two values of a field are the same. Pure."""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from references import identifiers
from references.identifiers import TAG, NotAnIdentifier, title_key
from references.refusals import Refused

Fields = dict[str, Any]

IDENTITY = ("doi", "pmid", "title", "issued_year")
IDENTIFIERS: dict[str, Callable[[object], str | None]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
}
LINES = ("abstract", "search_query")
LENGTHS = {
    "title": 5000,
    "container_title": 2000,
    "volume": 60,
    "issue": 60,
    "pages": 120,
    "article_number": 60,
    "publisher": 300,
    "language": 20,
    "search_database": 200,
    "url": 2000,
    "abstract": 100_000,
    "search_query": 20_000,
}
RANGES = {
    "issued_year": (1450, 2100),
    "issued_month": (1, 12),
    "issued_day": (1, 31),
    "search_hits": (0, 1_000_000_000),
}
LISTS = {"publication_types": 200, "mesh_terms": 300}
TYPES = frozenset(
    "article-journal article book chapter paper-conference report thesis webpage legislation "
    "dataset search document".split()
)
FIELDS = (
    "csl_type",
    "authors",
    "authors_truncated",
    *IDENTIFIERS,
    *LENGTHS,
    *RANGES,
    *LISTS,
    "searched_on",
)


class Problem(TypedDict):
    """What is wrong with one value, and what to do about it."""

    column: str
    value: str
    reason: str
    mend: str


class Unfit(Refused):
    """Values that no reference can have."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(f"{p['column']}: {p['reason']} {p['mend']}" for p in problems))
        self.problems = problems


def problem(column: str, value: object, reason: str, mend: str) -> Problem:
    """One problem; long values are shown by their beginning."""
    shown = "" if value is None else str(value)
    return Problem(
        column=column,
        value=shown if len(shown) <= 200 else shown[:199] + "…",
        reason=reason,
        mend=mend,
    )


def one_line(text: object) -> str:
    """Text in NFC on one line, without control characters, runs of white space one space."""
    plain = unicodedata.normalize("NFC", "" if text is None else str(text))
    plain = "".join(
        " " if sign.isspace() else sign
        for sign in plain
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return re.sub(r" +", " ", plain).strip()


def _lines(text: object) -> str:
    broken = ("" if text is None else str(text)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(one_line(line) for line in broken.split("\n")).strip()


def plain_title(text: object) -> str:
    """A title without tags and entities; its letters stay as they are."""
    return one_line(TAG.sub("", html.unescape("" if text is None else str(text))))


def normalised(given: Mapping[str, Any]) -> tuple[Fields, list[Problem]]:
    """The fields of a work in normal form, and a problem for each value that has none.

    Unknown names are an error of the program. A field with a problem is left out.
    """
    fields: Fields = {}
    problems: list[Problem] = []
    for name, value in given.items():
        if name not in FIELDS:
            raise ValueError(f"A reference has no field {name}.")
        try:
            fields[name] = _normal(name, value)
        except NotAnIdentifier as refused:
            problems.append(problem(name, value, refused.reason, refused.mend))
        except Unfit as refused:
            problems.extend(refused.problems)
    return fields, problems


def _normal(name: str, value: Any) -> Any:
    if name in IDENTIFIERS:
        return IDENTIFIERS[name](value)
    if name == "title":
        return _fitting(name, plain_title(value))
    if name in LENGTHS:
        text = _lines(value) if name in LINES else one_line(value)
        return _address(text) if name == "url" else _fitting(name, text)
    if name in RANGES:
        return _number(name, value)
    if name in LISTS:
        return [
            _fitting(name, one_line(item), LISTS[name]) for item in value or [] if one_line(item)
        ]
    if name == "authors":
        return [author for author in map(_author, value or []) if author]
    if name == "authors_truncated":
        return bool(value)
    if name == "csl_type":
        kind = one_line(value) or "article-journal"
        if kind not in TYPES:
            raise Unfit(
                [problem(name, value, "This type is not known.", "Choose one of the list.")]
            )
        return kind
    return _day(name, value)


def _fitting(name: str, text: str, most: int | None = None) -> str:
    limit = most or LENGTHS[name]
    if len(text) > limit:
        reason = f"This is longer than {limit} characters."
        raise Unfit([problem(name, text, reason, "Shorten it, or check the cell.")])
    return text


def _address(text: str) -> str:
    if text and not re.match(r"https?://[^\s<>\"]+$", text, re.I):
        mend = "It begins with https:// and has no spaces."
        raise Unfit([problem("url", text, "This is not a web address.", mend)])
    return _fitting("url", text)


def _number(name: str, value: Any) -> int | None:
    text = re.sub(r"\.0+$", "", identifiers.visible(value))
    if not text:
        return None
    least, most = RANGES[name]
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not least <= int(text) <= most:
        reason = f"This is not a number from {least} to {most}."
        raise Unfit([problem(name, value, reason, "Correct it, or leave it empty.")])
    return int(text)


def _day(name: str, value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    text = identifiers.visible(value)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Unfit(
            [problem(name, value, "This is not a date.", "Write it as 2024-05-31.")]
        ) from None


def _author(author: Any) -> dict[str, str]:
    if not isinstance(author, Mapping):
        mend = 'Write {"family", "given"} or {"literal"}.'
        raise Unfit([problem("authors", author, "This is not an author.", mend)])
    kept = {
        part: _fitting("authors", one_line(author[part]), 1000)
        for part in ("family", "given", "literal", "orcid")
        if one_line(author.get(part))
    }
    return {"literal": kept["literal"]} if "literal" in kept else kept


def blank(value: Any) -> bool:
    """Whether a field says nothing."""
    return value is None or value == "" or value == [] or value is False


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field differ at most in case, spacing or Unicode form (D9)."""
    if name == "authors":
        return [_author_key(author) for author in one or []] == [
            _author_key(author) for author in other or []
        ]
    if isinstance(one, str) and isinstance(other, str):
        return _folded(one) == _folded(other)
    return bool(one == other)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def _author_key(author: Mapping[str, str]) -> str:
    return title_key(
        author.get("literal") or author.get("family", "") + author.get("given", "")[:1]
    )


def first_author_key(fields: Mapping[str, Any]) -> str:
    """The first author's family name, as it is compared."""
    authors = fields.get("authors") or []
    return title_key(authors[0].get("family") or authors[0].get("literal")) if authors else ""


def changes_of_identity(
    before: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """What of DOI, PMID, title and year really changes: `{field: [old, new]}`. Filling a blank is no change."""
    return {
        name: [before[name], changes[name]]
        for name in IDENTITY
        if name in changes
        and not blank(before[name])
        and not same(name, before[name], changes[name])
    }
