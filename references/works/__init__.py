"""What a published work consists of, in normal form, and when two values or works are the same. Pure."""

from references.works.called import calls_itself_retracted
from references.works.fields import (
    FIELDS,
    IDENTIFIERS,
    IDENTITY,
    LENGTHS,
    LINES,
    LISTS,
    RANGES,
    TYPES,
    Fields,
    Problem,
    TitleKey,
    Unfit,
    problem,
)
from references.works.normal import normalised, one_line, plain_title
from references.works.sameness import (
    blank,
    changes_of_identity,
    compared_by,
    first_author_key,
    same,
    title_of,
)

__all__ = [
    "FIELDS",
    "IDENTIFIERS",
    "IDENTITY",
    "LENGTHS",
    "LINES",
    "LISTS",
    "RANGES",
    "TYPES",
    "Fields",
    "Problem",
    "TitleKey",
    "Unfit",
    "blank",
    "calls_itself_retracted",
    "changes_of_identity",
    "compared_by",
    "first_author_key",
    "normalised",
    "one_line",
    "plain_title",
    "problem",
    "same",
    "title_of",
]
