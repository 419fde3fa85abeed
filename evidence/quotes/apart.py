"""What stands in a pasted text and is not what the paper says: its title, and the works it lists."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.quotes.locating import QuoteRefused, find, parts_of
from evidence.quotes.plain import Plain

TITLE, REFERENCES = "title", "references"

_NAMES = (
    r"references?(?: list| cited| and notes)?|list of references|bibliography|literature(?: cited)?"
    r"|works cited|notes and references|literatur(?:verzeichnis)?|références|bibliographie"
)
HEADING = re.compile(rf"^[ \t]*(?:\d{{1,2}}\.?[ \t]+)?(?:{_NAMES})[ \t]*[:.]?[ \t]*$", re.I | re.M)
# Where the text came without line breaks: the word, then the first entry with its number.
INLINE = re.compile(
    r"(?<=[.;)\]\s])(?:REFERENCES|References|BIBLIOGRAPHY|Bibliography)\s*:?\s+(?=(?:\[1\]|\(1\)|1\.)\s)"
)
AFTER = re.compile(
    r"^[ \t]*(?:\d{1,2}\.?[ \t]+)?(?:abstract|summary|introduction|background|(?:materials? and )?methods"
    r"|(?:patients|participants|subjects) and methods|results(?: and discussion)?|discussion|conclusions?"
    r"|appendi(?:x|ces)\b.*|supplement(?:ary|al)?\b.*|supporting information\b.*|figure legends?|legends?"
    r"|tables?|acknowledge?ments?|funding|(?:author )?contributions|(?:conflicts?|competing|declaration) (?:of )?"
    r"interests?|data availability.*|case (?:report|presentation|description))[ \t]*[:.]?[ \t]*$",
    re.I | re.M,
)
# One entry by itself, wherever it stands: a number, a year, and a volume, pages or DOI.
ENTRY = re.compile(
    r"^[ \t]*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])[ \t]+(?=[^\n]*\b(?:19|20)\d\d\b)"
    r"(?=[^\n]*(?:\bdoi\b|\d[ \t]*\(\d+\)[ \t]*[:,]|;[ \t]*\d+[^\n]*:|:[ \t]*e?\d+[-–]\d+))[^\n]*$",
    re.I | re.M,
)
CITE_THIS = re.compile(
    r"^[ \t]*(?:how to cite\b|to cite\b|cite (?:this|as)\b|(?:suggested )?citation:)[^\n]*$",
    re.I | re.M,
)


@dataclass(frozen=True)
class Apart:
    """Spans of a text, in its own offsets, in which a quote does not count."""

    spans: tuple[tuple[int, int, str], ...]

    def kind(self, span: tuple[int, int]) -> str:
        """Of what kind the place is that a part of a quote stands in; empty where it counts.

        Inside a title it has to stand as a whole; of a list of works any touch is enough.
        """
        start, end = span
        for from_, to, kind in self.spans[: bisect_right(self.spans, (end, 0, ""))]:
            inside = from_ <= start and end <= to
            if inside or (kind == REFERENCES and start < to and from_ < end):
                return kind
        return ""

    def counts(self, span: tuple[int, int]) -> bool:
        """Whether a quote that stands here is what the paper says."""
        return not self.kind(span)


def apart_in(text: str, plain: Plain, titles: Iterable[str] = ()) -> Apart:
    """The title wherever it stands by itself, lines that say how to cite the paper, and lists of works."""
    spans = [*_lists(text), *_entries(text)]
    for title in set(titles):
        spans += _titles(text, plain, title)
    return Apart(tuple(sorted(spans)))


def _lists(text: str) -> Iterator[tuple[int, int, str]]:
    found = list(HEADING.finditer(text)) or list(INLINE.finditer(text))[-1:]
    for heading in found:
        after = AFTER.search(text, heading.end())
        yield heading.start(), after.start() if after else len(text), REFERENCES


def _entries(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (ENTRY, CITE_THIS):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), REFERENCES


def _titles(text: str, plain: Plain, title: str) -> Iterator[tuple[int, int, str]]:
    """Where the title stands at the beginning of the text, or on lines of its own."""
    try:
        [whole] = parts_of(title)
    except (QuoteRefused, ValueError):
        return
    at = 0
    while True:
        match = find([whole], plain, allowed=lambda span, at=at: span[0] >= at)  # type: ignore[misc]
        if match is None:
            return
        before = text[: match.start].rpartition("\n")[2].strip(" \t\"'“”*#").lower()
        after = text[match.end :].partition("\n")[0].strip(" \t\"'“”*.")
        first = not text[: match.start].strip()
        if first or (before in ("", "title:", "title") and not after):
            yield match.start, match.end, TITLE
        at = match.end
