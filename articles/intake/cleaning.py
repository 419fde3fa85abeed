"""The characters of a pasted text: what is refused, what is mended, and how two spellings compare."""

import re
import unicodedata

from articles.intake.model import ArticleRefused

MAX_CHARACTERS = 3_000_000

_WHITE_SPACE = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_MENDS = {**_INVISIBLE, **_HYPHENS}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f\ufffd]")
_CONTROL_SHARE = 0.002

_OTHER_FORMATS = (
    ("%PDF-", "a PDF file"),
    ("{\\rtf", "an RTF file"),
    ("PK\x03\x04", "a Word or zip file"),
    ("\xd0\xcf\x11\xe0", "an old Word file"),
    ("<!doctype html", "an HTML page"),
    ("<html", "an HTML page"),
    ("<?xml", "an XML file"),
)


def refuse_what_is_no_text(text: str, *, markup_is_fine: bool = False) -> None:
    """Refuse an empty text, one that is too long, and what is another format or binary."""
    head = text[:200].lstrip("\ufeff \t\r\n").lower()
    for start, name in _OTHER_FORMATS:
        if head.startswith(start.lower()) and not (markup_is_fine and start.startswith("<")):
            raise ArticleRefused(
                f"This is {name}, not plain text: paste the text of the article itself."
            )
    if "\x00" in text:
        raise ArticleRefused(
            "This is not plain text (it holds NUL bytes): save the article as plain text, UTF-8, "
            "and try again."
        )
    if len(text) > MAX_CHARACTERS:
        raise ArticleRefused(
            f"The text has {len(text):,} characters and an article at most {MAX_CHARACTERS:,}: "
            "send one article, without the pages around it."
        )
    if len(_CONTROL.findall(text)) > max(5, len(text) * _CONTROL_SHARE):
        raise ArticleRefused(
            "This is not readable text (too many unreadable characters): save the article as plain "
            "text, UTF-8, and try again."
        )
    if not clean(text[:2000]) and not clean(text):
        raise ArticleRefused("The text is empty: paste the article with its title and references.")


def source_lines(text: str) -> list[str]:
    """The lines of a text, as an editor counts them."""
    return _LINE_BREAK.split(text)


def clean(text: str) -> str:
    """NFC, one space for any run of white space, no invisible characters, plain hyphens."""
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", without_invisible(text))).strip()


def without_invisible(text: str) -> str:
    """The text without invisible and control characters, its hyphens plain."""
    return _CONTROL.sub("", text.translate(_MENDS))


def matching_key(text: str) -> str:
    """A spelling to compare names by: no accents, case, hyphens, apostrophes or spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_MENDS))
    return "".join(letter for letter in decomposed.casefold() if letter.isalnum())
