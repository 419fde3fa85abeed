"""The parser of references measured on 1,669 strings that others labelled by hand.

Right is what is the same after folding (NFKD, casefold, only word characters). What the measure evens out:
the number of an entry is cut off first, as the importer does; "In", page words and tags count for nothing;
where an entry names no journal its book or publisher is the container; a year or pages glued to the volume
count as such; a volume that is only an issue ("n°58") is compared with the issue; people are compared as
the set of their names and initials of two letters or more. A DOI counts as told where the hand put it into
a field of its own (strict) or into the address that holds it; both numbers are printed.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.intake.model import ParsedReference
from articles.intake.reference_fields import parse_reference

LEAST = 0.90
MUST = ("title", "year", "doi")
GLUED_YEAR = re.compile(r"^\W*((?:1[5-9]|20)\d\d)\b[^;]{0,20};")
NO_NAMES = frozenset("and et al ed eds editor editors y und e others coll dir hg jr".split())

Fields = dict[str, object]
Counts = dict[str, list[int]]


@pytest.fixture(scope="module")
def measured(shared: Path) -> dict[str, Counts]:
    """Right, wrong and missed by field: over all, over the half that was looked at and over the other."""
    counts: dict[str, Counts] = {
        name: defaultdict(lambda: [0, 0, 0]) for name in ("all", "tuned", "held out")
    }
    for index, (want, got) in enumerate(_entries(shared)):
        for half in ("all", "held out" if index % 2 else "tuned"):
            for field, wanted in want.items():
                right = bool(wanted) and wanted == got[field]
                tally = counts[half][field]
                tally[0] += right
                tally[1] += bool(got[field]) and not right
                tally[2] += bool(wanted) and not right
    for half, table in counts.items():
        print(f"\n{half:9} precision  recall     F1")  # noqa: T201
        for field, tally in table.items():
            scores = "".join(f"{number:8.3f}" for number in _scores(tally))
            print(f"{field:12}{scores}")  # noqa: T201
    return counts


@pytest.mark.parametrize("half", ["all", "tuned", "held out"])
@pytest.mark.parametrize("field", MUST)
def test_title_year_and_doi_are_read(measured: dict[str, Counts], half: str, field: str) -> None:
    assert _scores(measured[half][field])[2] >= LEAST


@pytest.mark.parametrize("field", ["authors", "journal", "volume", "pages"])
def test_the_other_fields_do_not_fall_back(measured: dict[str, Counts], field: str) -> None:
    assert _scores(measured["all"][field])[2] >= 0.88


def _entries(shared: Path) -> Iterator[tuple[Fields, Fields]]:
    path = shared / "data" / "citation_parsing_gold" / "inukshuk__anystyle" / "gold.xml"
    for sequence in ET.parse(path).getroot():  # noqa: S314
        parts: dict[str, str] = {}
        words = []
        for element in sequence:
            if element.tag != "citation-number":
                text = element.text or ""
                words.append(text)
                parts[element.tag] = f"{parts.get(element.tag, '')} {text}".strip()
        found = parse_reference(" ".join(words), None, 1)
        want = _wanted(parts)
        yield want, _told(found, only_an_issue=_only_an_issue(parts.get("volume", "")))


def _wanted(parts: dict[str, str]) -> Fields:
    volume = parts.get("volume", "")
    glued = GLUED_YEAR.match(volume)
    year = re.search(r"(?:1[5-9]|20)\d\d", parts.get("date", "") or (glued[0] if glued else ""))
    volume = GLUED_YEAR.sub("", volume)
    pages = parts.get("pages", "")
    if not pages and (behind := re.search(r"[:,]\s*([A-Za-z]*\d[\w–—-]*)\W*$", volume)):
        pages = behind[1]
    own = _doi(parts.get("doi", ""))
    journal = parts.get("journal") or parts.get("container-title") or parts.get("publisher", "")
    return {
        "title": _fold(parts.get("title", "")),
        "year": year[0] if year else "",
        "doi": own or _doi(parts.get("url", "")),
        "doi, strict": own,
        "authors": _names(parts.get("author") or parts.get("editor", "")),
        "journal": _fold(re.sub(r"(?i)^\s*(?:in|dans)\b:?|</?italic>", "", journal)),
        "volume": _number(volume),
        "pages": _fold(re.sub(r"(?i)\b(?:pp?|pages?|s)\b\.?", "", pages)),
    }


def _told(found: ParsedReference, *, only_an_issue: bool) -> Fields:
    people = " ".join(f"{author.family} {author.given}" for author in found.authors)
    return {
        "title": _fold(found.title),
        "year": str(found.year or ""),
        "doi": _fold(found.doi),
        "doi, strict": _fold(found.doi),
        "authors": _names(people),
        "journal": _fold(found.container_title),
        "volume": _fold(found.issue if only_an_issue and not found.volume else found.volume),
        "pages": _fold(found.pages),
    }


def _only_an_issue(volume: str) -> bool:
    return bool(re.match(r"(?i)\W*n[o°.]", volume))


def _number(volume: str) -> str:
    bare = re.sub(r"(?i)\b(?:vol(?:ume)?s?|v|t|tome|bd)\b\.?|\([^)]*\)", " ", volume)
    if not _only_an_issue(volume):
        bare = re.sub(r"(?i)n[o°.]+\s*\d+", " ", bare)
    match = re.search(r"\b([A-Z]?\d+[a-zA-Z]?|[IVXLC]+)\b", bare) or re.search(r"\d+", bare)
    return _fold(match[0]) if match else ""


def _doi(text: str) -> str:
    match = re.search(r"10\.\d{4,}/\S+", text)
    return _fold(match[0]) if match else ""


def _names(text: str) -> frozenset[str]:
    words = map(_fold, re.split(r"[\W_]+", unicodedata.normalize("NFKC", text)))
    return frozenset(word for word in words if len(word) > 1 and word not in NO_NAMES)


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKD", text).casefold())


def _scores(tally: list[int]) -> tuple[float, float, float]:
    right, wrong, missed = tally
    return (
        right / max(1, right + wrong),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + wrong + missed),
    )
