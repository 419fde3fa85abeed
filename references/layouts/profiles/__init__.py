"""Whose table this is: which vendor's columns a header has, and how its rows are read. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from references.layouts.profiles import indexes, mapping, screening
from references.layouts.profiles.embase import EMBASE
from references.layouts.profiles.own import Own
from references.layouts.profiles.pubmed import PubMed
from references.layouts.profiles.scopus import SCOPUS
from references.layouts.profiles.web_of_science import EXCEL, TABBED
from references.layouts.profiles.zotero import ZOTERO
from references.layouts.rows import StagedInput
from references.layouts.table import column_key

__all__ = ["Profile", "choose", "known", "mapped", "proposed"]

proposed = mapping.proposed


class Profile(Protocol):
    """A layout of tables: its name, which columns are its own, and a reader of its rows."""

    @property
    def name(self) -> str:
        """What people call it."""

    def knows(self, key: str) -> bool:
        """Whether a column of this key (`column_key`) is one of the layout's."""

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header with these columns is of this layout."""

    def reader(
        self, header: Sequence[str]
    ) -> tuple[Callable[[int, list[str]], StagedInput], list[str]]:
        """A reader of rows (line, cells) under this header, and what to say about the file."""


# The first that fits is taken: what is marked by columns of its own comes before what shares them.
PROFILES: tuple[Profile, ...] = (
    PubMed(),
    ZOTERO,
    TABBED,
    EXCEL,
    indexes.LENS,
    SCOPUS,
    EMBASE,
    screening.COCHRANE,
    screening.RAYYAN,
    screening.COVIDENCE,
    indexes.OPENALEX,
    indexes.REFWORKS,
    indexes.ENDNOTE,
    indexes.GOOGLE_SCHOLAR,
    Own(),
)


def known(key: str) -> bool:
    """Whether a column of this key belongs to any layout, or is one that people write by hand."""
    return key in mapping.USUAL or any(profile.knows(key) for profile in PROFILES)


def choose(header: Sequence[str]) -> Profile | None:
    """The layout of a header, or None where a person has to say what its columns are."""
    keys = frozenset(column_key(name) for name in header if name)
    return next((profile for profile in PROFILES if profile.fits(keys)), None)


def mapped(header: Sequence[str], fields: Mapping[str, str]) -> Profile:
    """The layout that a person gave, from column names to fields. Raises FileRefused."""
    return mapping.mapped(header, fields)
