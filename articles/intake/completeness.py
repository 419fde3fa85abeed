"""What an entry of a reference list should say and does not. Books and web pages have no volume."""

import re
from dataclasses import replace

from articles.intake.model import ParsedReference

OF_A_JOURNAL_ARTICLE = ("authors", "year", "title", "container_title", "volume", "pages")
_OF_ANYTHING = ("authors", "year", "title")
_NO_JOURNAL = re.compile(
    r"^[^\W\d_][\w .]{1,40}(?:, [A-Z]{2})?: [^\W\d_a-z]|\b(?:Press|Verlag|Publish\w*|Routledge|Wiley|Elsevier)\b"
)


def with_missing(reference: ParsedReference, *, in_journal: bool = True) -> ParsedReference:
    """The entry with the fields named that its kind carries and it does not; identifiers are apart.

    `in_journal`: nothing says that it appeared elsewhere than in a journal.
    """
    is_page = bool(reference.url) and not reference.volume and not reference.pages
    is_book = not reference.volume and (
        not in_journal or bool(_NO_JOURNAL.search(reference.container_title))
    )
    wanted = _OF_ANYTHING if is_page or is_book else OF_A_JOURNAL_ARTICLE
    return replace(
        reference, missing=tuple(name for name in wanted if not getattr(reference, name))
    )
