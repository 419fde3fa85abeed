"""What an entry of a reference list should say and does not. Books and web pages have no volume."""

import re

from articles.intake.model import ParsedReference

_OF_A_JOURNAL_ARTICLE = ("authors", "year", "title", "container_title", "volume", "pages")
_OF_ANYTHING = ("authors", "year", "title")
_NO_JOURNAL = re.compile(
    r"^[^\W\d_][\w .]{1,40}(?:, [A-Z]{2})?: [^\W\d_a-z]|\b(?:Press|Verlag|Publish\w*|Routledge|Wiley|Elsevier)\b"
    r"|^In:? .+\bEds?\b"
)


def missing_of(reference: ParsedReference) -> tuple[str, ...]:
    """The fields that an entry of its kind carries and this one does not; identifiers are apart."""
    is_page = bool(reference.url) and not reference.volume and not reference.pages
    is_book = not reference.volume and bool(_NO_JOURNAL.search(reference.container_title))
    wanted = _OF_ANYTHING if is_page or is_book else _OF_A_JOURNAL_ARTICLE
    return tuple(name for name in wanted if not getattr(reference, name))
