"""Quotes and the texts they are said to come from. Pure.

The machine says only that the words are there; whether they support a sentence a reviewer says. Words that
stand only in the title or in a list of references are not there: titles promise, and lists tell of others.
"""

from evidence.quotes.apart import Apart, apart_in
from evidence.quotes.checking import Checked, Searched, Sources
from evidence.quotes.locating import (
    FEWEST_WORDS,
    QuoteMatch,
    QuoteRefused,
    find,
    locate,
    parts_of,
)
from evidence.quotes.nearness import nearest
from evidence.quotes.plain import LONGEST, Plain, cleaned, plain_of

__all__ = [
    "FEWEST_WORDS",
    "LONGEST",
    "Apart",
    "Checked",
    "Plain",
    "QuoteMatch",
    "QuoteRefused",
    "Searched",
    "Sources",
    "apart_in",
    "cleaned",
    "find",
    "locate",
    "nearest",
    "parts_of",
    "plain_of",
]
