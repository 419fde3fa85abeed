"""Identifiers of a work where a tool hides them: in addresses, notes and free text. Pure.

What stands behind "Comment in", "Erratum in" and the like names another work and is passed over. So is a DOI in
an address that may go on with words or numbers of its own.
"""

import re
from itertools import islice
from urllib.parse import unquote

from references import identifiers
from references.identifiers import PUBLISHER_TAIL, NotAnIdentifier

# How far a note is read, how long an address may be, and how many candidates are tried.
READ = 20_000
LONGEST = 1000
TRIED = 20
DOI_BEGINS = re.compile(r"10\.\d{4,9}(?:/|%2f)", re.I)
# A DOI in free text ends at white space, at a label, at a glued address and at the next DOI.
DOI_ENDS = re.compile(
    r"\s|\||\[(?:doi|pii)\]|(?<=.)(?:https?://|www\.)|"
    r"[;,]+(?:https?:|doi\b|pmc?id\b|pubmed\b|pii\b|10\.\d{4,9}/)",
    re.I,
)
ADDRESS_BEGINS = re.compile(r"https?://|(?<![\w.@-])(?:[\w-]++\.)++[a-z]{2,}/", re.I)
# A resolver's address, or a library's proxy of it, as far as the DOI that it leads to.
RESOLVER = re.compile(
    r"(?:https?://)?(?:[\w.-]*\.)?(?:\d-)?(?:dx[.-])?doi[.-]org(?:\.[\w.-]+)?(?::\d+)?/(?:doi:)?",
    re.I,
)
# What says, right before it, that a DOI follows: a parameter, or the last segment of a path.
PARAMETER = re.compile(r"[?&;](?:doi=|(?:rft_)?id=(?:info:)?doi[:/])\Z", re.I)
SEGMENT = re.compile(r"/doi/(?:[a-z]+/)?\Z", re.I)
OUTSIDE_ADDRESS = re.compile(r"[\s|<>\"]")
PMID = re.compile(
    r"(?:\bPMID(?:\s*[:#=-]|\s)?\s*|\bpubmed\s*id\s*[:#=]?\s*|\b(?:pubmed|medline)\s*[:=]\s*|"
    r"\bpubmed\s+(?=\d{5})|\binfo:pmid/|\bpubmed\.gov/|pubmed\.ncbi\.nlm\.nih\.gov/(?:\?term=)?|"
    r"ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?|[?&]list_uids=|"
    r"europepmc\.org/(?:article|abstract)/med/)0*([1-9]\d{0,8})(?!\d)",
    re.I | re.ASCII,
)
PMCID = re.compile(
    r"(?:\bPMC\s?|\bPMCID\s*[:#=]?\s*(?:PMC)?\s?|ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/)"
    r"0*([1-9]\d{0,11})(?!\d)",
    re.I | re.ASCII,
)
OTHER_WORK = re.compile(
    r"\b(?:comment|erratum|errata|retraction|retracted|correction|corrected|concern|update|republished|"
    r"reprint|summary)\b[^|\n]{0,40}?\b(?:in|on|of|for|from)\b[^|\n]*\Z",
    re.I,
)


def doi_in(text: str) -> str:
    """The first DOI in a free text, canonical, or nothing."""
    for found in islice(DOI_BEGINS.finditer(text, 0, READ), TRIED):
        if _of_another_work(text, found.start()):
            continue
        try:
            doi = identifiers.doi(_doi_as_written(text, found.start()))
        except NotAnIdentifier:
            continue
        if doi:
            return doi
    return ""


def _doi_as_written(text: str, start: int) -> str:
    """The DOI that begins here; nothing where it stands in an address that does not say where it ends."""
    ends = DOI_ENDS.search(text, start + 1, start + LONGEST)
    written = text[start : ends.start() if ends else start + LONGEST]
    before = OUTSIDE_ADDRESS.split(unquote(text[max(0, start - LONGEST) : start]))[-1]
    address = [found.start() for found in ADDRESS_BEGINS.finditer(before)]
    return _doi_in_address(before[address[-1] :], written) if address else unquote(written)


def _doi_in_address(opening: str, written: str) -> str:
    """The DOI of a resolver's address, of a parameter that says so, or at the end of a path behind `doi`."""
    if RESOLVER.fullmatch(opening):
        return f"https://doi.org/{written}"
    if PARAMETER.search(opening):
        return unquote(re.split(r"[&#]", written, maxsplit=1)[0])
    if not SEGMENT.search(opening):
        return ""
    path = unquote(re.split(r"[?#]", written, maxsplit=1)[0])
    doi = PUBLISHER_TAIL.sub("", path).rstrip("/")
    # Behind a second slash a publisher's address may go on with a title or a number of its own.
    return doi if doi.count("/") == 1 else ""


def pmid_in(text: str) -> str:
    """The first PMID with a label or in an address of PubMed, or nothing."""
    return _first(PMID, text)


def pmcid_in(text: str) -> str:
    """The first PMCID, or nothing."""
    found = _first(PMCID, text)
    return f"PMC{found}" if found else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    for found in islice(pattern.finditer(text, 0, READ), TRIED):
        if not _of_another_work(text, found.start()):
            return found[1]
    return ""


def _of_another_work(text: str, start: int) -> bool:
    return OTHER_WORK.search(text, max(0, start - 300), start) is not None
