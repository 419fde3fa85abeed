"""How hard a text is to read: the grade of Flesch and Kincaid.

Kincaid et al. 1975: 0.39 × words per sentence + 11.8 × syllables per word − 15.59, in years of school in the
United States. Syllables are counted by hyphenation (pyphen), which misses some; the grade is a sign, no measure
of understanding. The NHS and NIH advise texts for patients of grade 6 to 8; above 9 this portal says so.
"""

import re
from functools import cache, lru_cache

from pyphen import Pyphen

from articles.intake.splitting import split_sentences

HARDEST_GRADE = 9
LEAST_WORDS = 100
MOST_SHOWN = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def grade_of(text: str) -> float | None:
    """The grade of a text; None where it is too short to say."""
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return None
    return _grade(words, sum(1 for line in text.splitlines() for _ in split_sentences(line, 0, ())))


def hardest(text: str) -> list[str]:
    """The hardest sentences, the hardest first."""
    sentences = [
        line[start:end] for line in text.splitlines() for start, end in split_sentences(line, 0, ())
    ]
    told = [one for one in sentences if len(_WORD.findall(one)) >= 5]
    return sorted(told, key=lambda one: -_grade(_WORD.findall(one), 1))[:MOST_SHOWN]


def _grade(words: list[str], sentences: int) -> float:
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / max(1, sentences) + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> int:
    return len(_english().positions(word)) + 1


@cache
def _english() -> Pyphen:
    return Pyphen(lang="en_GB")
