"""Dates of publication as files write them. Pure."""

import calendar
import re
import unicodedata

from references.identifiers import DASHES
from references.works import RANGES, Fields

LONGEST = 100
YEAR_ALONE = re.compile(r"\d{4}", re.ASCII)
YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/.])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?)?(?!\d)",
    re.ASCII,
)
COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)", re.ASCII)
YEAR_LAST = re.compile(
    r"(?:(?P<one>\d{1,2})(?P<sign>[-/.]))?(?P<other>\d{1,2})(?(sign)(?P=sign)|[-/.])(?P<year>\d{4})(?!\d)",
    re.ASCII,
)
YEAR_SOMEWHERE = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", re.ASCII)
WORD = re.compile(r"[^\W\d_]{3,}")
DAY_AFTER = re.compile(r"\.?\W{0,2}(\d{1,2})(?:st|nd|rd|th)?(?!\d)", re.ASCII)
DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.?\W{0,2}(?:(?:de|of) )?$", re.ASCII)
# English, German, French, Spanish, Portuguese and Italian, without accents.
MONTH_NAMES = (
    "january januar janvier enero janeiro gennaio",
    "february februar fevrier febrero fevereiro febbraio",
    "march marz mars marzo marco",
    "april avril abril aprile",
    "may mai mayo maio maggio",
    "june juni juin junio junho giugno",
    "july juli juillet julio julho luglio",
    "august aout agosto",
    "september septembre septiembre setiembre setembro settembre",
    "october oktober octobre octubre outubro ottobre",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dezembro dicembre",
)


def _by_beginning() -> dict[str, int]:
    """Every beginning, three letters or longer, that only one month's names have."""
    months: dict[str, set[int]] = {}
    for month, names in enumerate(MONTH_NAMES, 1):
        for name in names.split():
            for length in range(3, len(name) + 1):
                months.setdefault(name[:length], set()).add(month)
    return {beginning: found.pop() for beginning, found in months.items() if len(found) == 1}


MONTHS = _by_beginning()


def issued(text: str) -> Fields:
    """The year, month and day that a text says: those it could read, as numbers.

    `2020//`, `2018/05/03/`, `2020 Feb 21`, `Jan-Feb 2018` (the first month counts), `2019-04`, `Winter 2010`
    (the year alone), `12/31/2019`. Of `03/04/2019` only the year is certain. A text without a year gives
    nothing.
    """
    plain = text.strip()
    if YEAR_ALONE.fullmatch(plain):
        return _within(int(plain))
    plain = unicodedata.normalize("NFKC", plain[:LONGEST]).translate(DASHES).strip(" /.,;()[]{}#")
    first = COMPACT.match(plain) or YEAR_FIRST.match(plain)
    if first and first["month"]:
        return _within(int(first["year"]), int(first["month"]), int(first["day"] or 0))
    last = YEAR_LAST.match(plain)
    if last:
        return _year_last(int(last["one"] or 0), int(last["other"]), int(last["year"]))
    year = first or YEAR_SOMEWHERE.search(plain)
    if year is None:
        return {}
    found = _within(int(year.group()))
    return found and found | _month_and_day(
        found["issued_year"], plain[: year.start()], plain[year.end() :]
    )


def _within(year: int, month: int = 0, day: int = 0) -> Fields:
    """The parts of a date that exist in the calendar."""
    least, most = RANGES["issued_year"]
    if not least <= year <= most:
        return {}
    found: Fields = {"issued_year": year}
    if 1 <= month <= 12:
        found["issued_month"] = month
        if 1 <= day <= calendar.monthrange(year, month)[1]:
            found["issued_day"] = day
    return found


def _year_last(one: int, other: int, year: int) -> Fields:
    """`31/12/2019` and `12/31/2019` can be read one way only; `03/04/2019` cannot."""
    if not one:
        return _within(year, other)
    if one > 12 or one == other:
        return _within(year, other, one)
    return _within(year, one, other) if other > 12 else _within(year)


def _month_and_day(year: int, before: str, after: str) -> Fields:
    """The first month that is named before or else after the year, and the day beside its name."""
    for part in (before, after):
        for word in WORD.finditer(part):
            month = month_named(word.group())
            if month:
                day = DAY_BEFORE.search(part[: word.start()]) or DAY_AFTER.match(part, word.end())
                return _within(year, month, int(day.group(1)) if day else 0)
    return {}


def month_named(word: str) -> int:
    """The number of a month by its name or abbreviation, as `Feb`, `sept`, `marzo`; 0 for another word."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return MONTHS.get(plain.strip(" .#"), 0)
