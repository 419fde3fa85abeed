"""Which work of the library an entry of a reference list means, though its words may be wrong. Pure.

Other than for duplicates (`compare`), a title that differs is no proof against: authors misquote titles, which is
a finding, and names, year and place then have to carry the match. Points are from 0 to 100.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from references.likeness import Work
from references.likeness.names import same_name
from references.likeness.places import same_journal

# From so many points on an entry is taken for the work, is probably it, or is shown as a possibility.
PROPOSED, LIKELY, POSSIBLE = 90, 75, 60
TITLE, FIRST_AUTHOR, YEAR, NEXT_YEAR, OTHERS, PLACE = 50, 18, 12, 6, 10, 10
LEAST_ALIKE = 55  # percent of a title's words, in whatever order
SAME_TITLE = 97


@dataclass(frozen=True)
class Resemblance:
    """How far an entry agrees with a work. `title` is in percent; `reasons` are words for a person."""

    points: int
    title: int
    reasons: tuple[str, ...]

    @property
    def is_misquoted(self) -> bool:
        """Whether both have a title and the entry's is another one."""
        return 0 < self.title < SAME_TITLE


def resemblance(entry: Work, work: Work) -> Resemblance:
    """Compare an entry with one work."""
    reasons: list[str] = []
    alike = _titles(entry, work, reasons)
    points = TITLE * alike / 100 + _names(entry, work, reasons) + _years(entry, work, reasons)
    if _same_place(entry, work):
        points += PLACE
        reasons.append("same place in the same journal")
    if alike < LEAST_ALIKE:
        points = min(points, POSSIBLE - 1)
    return Resemblance(round(points), alike, tuple(reasons))


def _titles(entry: Work, work: Work, reasons: list[str]) -> int:
    """How far the titles agree, in percent, in whatever order their words stand."""
    one, other = " ".join(entry.title.words), " ".join(work.title.words)
    if not one or not other:
        return 0
    alike = int(fuzz.token_sort_ratio(one, other))
    reasons.append("same title" if alike >= SAME_TITLE else f"title {alike}% alike")
    return alike


def _names(entry: Work, work: Work, reasons: list[str]) -> float:
    if not entry.authors or not work.authors:
        return 0
    is_first = same_name(entry.authors[0], work.authors[0])
    reasons.append("same first author" if is_first else "another first author")
    shared = sum(any(same_name(one, other) for other in work.authors) for one in entry.authors)
    return FIRST_AUTHOR * is_first + OTHERS * shared / len(entry.authors)


def _years(entry: Work, work: Work, reasons: list[str]) -> int:
    one, other = entry.fields.get("issued_year"), work.fields.get("issued_year")
    if not one or not other:
        return 0
    apart = abs(int(one) - int(other))
    reasons.append(f"{other}, not {one}" if apart else "same year")
    return NEXT_YEAR if apart == 1 else 0 if apart else YEAR


def _same_place(entry: Work, work: Work) -> bool:
    """Whether journal, volume and first page agree, as far as both say; one of the numbers has to."""
    one, other = entry.place, work.place
    if one.journal and other.journal and not same_journal(one.journal, other.journal):
        return False
    volumes, pages = one.volume and other.volume, one.pages and other.pages
    if (volumes and one.volume != other.volume) or (pages and not one.pages & other.pages):
        return False
    return bool(volumes or pages)
