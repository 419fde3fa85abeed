"""When two values of a field, and two works, are the same. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from references.identifiers import title_key
from references.works.fields import IDENTITY, LONG_TITLE, TitleKey

# Databases disagree about the full stop behind a title; the trigger of evidence has the same list.
TITLE_ENDS = " .,;:…。"


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


def title_of(fields: Mapping[str, Any], title: str | None = None) -> TitleKey:
    """By what a work without identifiers is recognised: title, year and first author.

    Where there is no author, a short title ("Editorial") is told apart by where it appeared. `title` is the
    key of the title where the caller has it already.
    """
    key = title_key(fields.get("title")) if title is None else title
    author = first_author_key(fields)
    if not author and len(key) < LONG_TITLE:
        places = ("container_title", "volume", "issue", "pages")
        author = "|".join(title_key(fields.get(place)) for place in places)
    return key, fields.get("issued_year"), author


def compared_by(fields: Mapping[str, Any]) -> tuple[str, int | None]:
    """The key of the title, and `title_of` as a number of 64 bits, by which the database finds it.

    A work without a title has no number. Two different works may share one; whoever finds it compares again.
    """
    key = title_key(fields.get("title"))
    if not key:
        return key, None
    title, year, author = title_of(fields, key)
    said = f"{title}|{year}|{author}".encode("utf-8", "surrogatepass")
    return key, int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def changes_of_identity(
    before: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """What of DOI, PMID, title and year really changes: `{field: [old, new]}`. Filling a blank is no change.

    Nor is a full stop, or the like, at the end of a title.
    """
    return {
        name: [before[name], changes[name]]
        for name in IDENTITY
        if name in changes
        and not blank(before[name])
        and not same(name, _unended(name, before[name]), _unended(name, changes[name]))
    }


def _unended(name: str, value: Any) -> Any:
    return value.rstrip(TITLE_ENDS) if name == "title" and isinstance(value, str) else value
