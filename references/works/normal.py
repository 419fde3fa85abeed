"""The normal form of what a work consists of. Pure.

A million rows pass through here: what is plain already is let through after a glance.
"""

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from references import identifiers
from references.identifiers import TAG, NotAnIdentifier
from references.works.fields import (
    IDENTIFIERS,
    LENGTHS,
    LINES,
    LISTS,
    RANGES,
    TYPES,
    Fields,
    Problem,
    Unfit,
    problem,
)

AUTHOR = ("family", "given", "literal", "orcid")
NAME_MAX = 1000
UNESCAPED_MOST = 10
# What stands where a work has no author, or where its list of authors was cut.
NOBODY = re.compile(
    r"[\W_]*(?:anon(?:ymous)?|no authors?(?: listed| name available)?|none|null|n/?a|nan|"
    r"(?:and )?others|(?:and )?et al)?[\W_]*",
    re.I,
)
# Braces in a name are markup; in a list of names these signs divide.
BRACES = re.compile(r"[{}]")
DIVIDES = re.compile(r"[,;]")
AMPERSANDS = re.compile(r"&(?:amp;)+")


def one_line(text: object) -> str:
    """Text in NFC on one line, without control characters, runs of white space one space."""
    given = "" if text is None else str(text)
    if (
        given.isprintable()
        and "  " not in given
        and (given.isascii() or unicodedata.is_normalized("NFC", given))
    ):
        return given.strip()
    plain = unicodedata.normalize("NFC", given)
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
    """A title without tags and entities, also those that were escaped twice; its letters stay as they are."""
    given = one_line(text)
    for _ in range(UNESCAPED_MOST):
        if "&" not in given and "<" not in given:
            break
        plain = one_line(TAG.sub("", html.unescape(AMPERSANDS.sub("&", given))))
        if plain == given:
            break
        given = plain
    return given


def normalised(given: Mapping[str, Any]) -> tuple[Fields, list[Problem]]:
    """The fields of a work in normal form, and a problem for each value that has none.

    Unknown names are an error of the program. A field with a problem is left out.
    """
    fields: Fields = {}
    problems: list[Problem] = []
    for name, value in given.items():
        try:
            fields[name] = READERS[name](value) if value != "" else EMPTY[name]
        except NotAnIdentifier as refused:
            problems.append(problem(name, value, refused.reason, refused.mend))
        except Unfit as refused:
            problems.extend(refused.problems)
        except KeyError:
            raise ValueError(f"A reference has no field {name}.") from None
    return fields, problems


def _line(name: str) -> Callable[[Any], str]:
    limit = LENGTHS[name]

    def read(value: Any) -> str:
        if not value:
            return ""
        text = one_line(value)
        return text if len(text) <= limit else _too_long(name, text, limit)

    return read


def _text(name: str) -> Callable[[Any], str]:
    limit = LENGTHS[name]

    def read(value: Any) -> str:
        if not value:
            return ""
        text = _lines(value)
        return text if len(text) <= limit else _too_long(name, text, limit)

    return read


def _too_long(name: str, text: str, limit: int) -> str:
    reason = f"This is longer than {limit} characters."
    raise Unfit([problem(name, text, reason, "Shorten it, or check the cell.")])


def _title(value: Any) -> str:
    text = plain_title(value)
    limit = LENGTHS["title"]
    return text if len(text) <= limit else _too_long("title", text, limit)


def _pages(value: Any) -> str:
    return plain_pages(_page_line(value)) if value else ""


_page_line = _line("pages")


def _language(value: Any) -> str:
    """The first of the languages named."""
    return _language_line(re.split(r"[;,|/]", str(value), maxsplit=1)[0]) if value else ""


_language_line = _line("language")


def plain_pages(text: str) -> str:
    """Pages with plain hyphens and no spaces around them: `591-601`; `45-45` is page 45."""
    if not text.isascii() or "--" in text or " " in text:
        plain = re.sub(r"\s*-+\s*", "-", text.translate(identifiers.DASHES))
        text = re.sub(r"^(?:pp?|pages?)\.?\s*(?=\d)", "", plain, flags=re.I)
    first, _, last = text.partition("-")
    return first if first == last else text


def _address(value: Any) -> str:
    text = one_line(value)
    if text and not re.match(r"https?://[^\s<>\"]+$", text, re.I):
        mend = "It begins with https:// and has no spaces."
        raise Unfit([problem("url", text, "This is not a web address.", mend)])
    limit = LENGTHS["url"]
    return text if len(text) <= limit else _too_long("url", text, limit)


def _number(name: str) -> Callable[[Any], int | None]:
    least, most = RANGES[name]

    def read(value: Any) -> int | None:
        if value is None or value == "":
            return None
        if type(value) is int or (
            type(value) is str and value.isascii() and value.isdigit() and len(value) <= 4
        ):
            number = int(value)
            if least <= number <= most:
                return number
        text = re.sub(r"\.0+$", "", identifiers.visible(value))
        if not text:
            return None
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not least <= int(text) <= most:
            reason = f"This is not a number from {least} to {most}."
            raise Unfit([problem(name, value, reason, "Correct it, or leave it empty.")])
        return int(text)

    return read


def _list(name: str) -> Callable[[Any], list[str]]:
    limit = LISTS[name]

    def read(value: Any) -> list[str]:
        parts = (part for item in value or () for part in str(item).split(";"))
        texts = [text for text in map(one_line, parts) if text]
        for text in texts:
            if len(text) > limit:
                _too_long(name, text, limit)
        return texts

    return read


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    text = identifiers.visible(value)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        mend = "Write it as 2024-05-31."
        raise Unfit([problem("searched_on", value, "This is not a date.", mend)]) from None


def _kind(value: Any) -> str:
    kind = one_line(value) or "article-journal"
    if kind not in TYPES:
        raise Unfit(
            [problem("csl_type", value, "This type is not known.", "Choose one of the list.")]
        )
    return kind


def _authors(value: Any) -> list[dict[str, str]]:
    return [
        author
        for author in map(_author, value or ())
        if author and not ("literal" in author and NOBODY.fullmatch(author["literal"]))
    ]


def _name(text: str) -> str:
    """A part of a name: nearly all are ASCII letters."""
    return text if text.isalpha() and text.isascii() else one_line(BRACES.sub("", text))


def _plain(name: object) -> bool:
    """Whether a part of a name is in normal form as it stands, as nearly all are."""
    return type(name) is str and name.isascii() and name.isalpha() and len(name) <= NAME_MAX


def _author(author: Any) -> dict[str, str]:
    if type(author) is not dict:
        mend = 'Write {"family", "given"} or {"literal"}.'
        raise Unfit([problem("authors", author, "This is not an author.", mend)])
    if len(author) == 2 and _plain(author.get("family")) and _plain(author.get("given")):
        return author
    kept: dict[str, str] = {}
    for part in AUTHOR:
        if part in author:
            text = _name(str(author[part] or ""))
            if len(text) > NAME_MAX:
                _too_long("authors", text, NAME_MAX)
            if text:
                kept[part] = text
    if "literal" in kept or ("given" in kept and "family" not in kept):
        return {"literal": kept.get("literal") or kept["given"]}
    if DIVIDES.search(kept.get("family", "")) or ";" in kept.get("given", ""):
        return {"literal": ", ".join(filter(None, (kept["family"], kept.get("given"))))}
    return kept


READERS: dict[str, Callable[[Any], Any]] = {
    **IDENTIFIERS,
    **{name: _line(name) for name in LENGTHS},
    **{name: _text(name) for name in LINES},
    **{name: _number(name) for name in RANGES},
    **{name: _list(name) for name in LISTS},
    "title": _title,
    "pages": _pages,
    "language": _language,
    "url": _address,
    "authors": _authors,
    "authors_truncated": bool,
    "csl_type": _kind,
    "searched_on": _day,
}
# What a reader makes of an empty cell, known beforehand; lists are never cells.
EMPTY: dict[str, Any] = {name: read("") for name, read in READERS.items()}
