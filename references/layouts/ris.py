"""RIS, as databases and reference managers export it. Pure.

Each record is read by itself, so that a broken one does not hide the others. Dialects differ in the space
around the dash, in the tags they use for the same thing, and in what stands between the records.
"""

import re
from collections.abc import Iterator

from rispy import RisParser

from references.layouts.dates import issued
from references.layouts.hidden import doi_in, pmcid_in, pmid_in
from references.layouts.names import Author, comma_people
from references.layouts.rows import Choices, Opened, Reading, StagedInput
from references.layouts.tagged import (
    HEADER,
    OWN_KEY,
    Record,
    Said,
    Tags,
    first_address,
    first_language,
    numbered_lines,
    page_range,
    staged,
    values,
)
from references.works import problem

BEGINS = re.compile(r"\s*TY\s*-\s*((?:[A-Za-z][\w /()-]{0,40})?)$")
ENDS = re.compile(r"\s*ER\s*-")
STRICT = re.compile(r"([A-Z][A-Z0-9])(?: {2}|\t)-\s?(.*)$", re.S)
LOOSE = re.compile(r"\s*([A-Z][A-Z0-9])\s*-(?:\s+(.*))?$", re.S)
LOOSE_TAGS = frozenset(
    "TY TI T1 T2 T3 AU A1 A2 PY Y1 DA JF JO JA J2 VL IS SP EP DO UR AB N1 N2 KW SN PB LA M3 ID AN DB "
    "BT C7 L1 L2 L3".split()
)
RUNNING_TEXT = ("AB", "N2", "N1")
TYPES = {
    ris: ours
    for ours, many in {
        "article-journal": "JOUR EJOUR EJOU JFULL INPR ABST",
        "article": "MGZN NEWS UNPB",
        "book": "BOOK EBOOK EDBOOK",
        "chapter": "CHAP ECHAP",
        "paper-conference": "CONF CPAPER",
        "report": "RPRT GOVDOC STAND",
        "thesis": "THES",
        "webpage": "ELEC WEB BLOG",
        "legislation": "STAT BILL",
        "dataset": "DATA AGGR",
    }.items()
    for ris in many.split()
}
WHOLE_WORKS = ("BOOK", "EBOOK", "EDBOOK", "THES")
JOURNALS = ("JF", "T2", "JO", "JA", "J2", "J1", "BT")
# Fields that vendors fill as they like: an identifier is taken from them only with a label.
ACCESSIONS = ("AN", "ID", "U1", "U2", "U3", "U4", "U5", "C1", "C2", "C3", "C4", "C5", "C6", "C8")
ADDRESSES = ("UR", "L3", "L2", "L1", "LK")
PUBMED = re.compile(r"pubmed|medline", re.I)
OVID_MEDLINE = re.compile(
    r"[?&]D=(?:med|mesz|prem|prmz|ppez|pmnm)\w*&(?:\S*&)?AN=(\d{1,9})(?!\d)", re.I | re.ASCII
)
LABEL_BEHIND = re.compile(r"\b(\d{1,9})\s*\[PMID\]", re.I | re.ASCII)
# Databases whose exports name PubMed's number in a field of their own, without a label.
UNLABELLED = {"scopus": "C2", "embase": "C5"}
DOI_NOTE = re.compile(r"\W*(?:doi\b|https?://(?:dx\.)?doi\.org)", re.I)
PMID_NOTE = re.compile(r"\W*(?:PMID|PubMed)\b", re.I)
NO_KIND = re.compile(r"(?:doi\W*)?10\.\d|\d*$", re.I)
# A register of trials puts the trial's number where authors would stand.
TRIAL = re.compile(r"[A-Za-z]{3,10}[\d/-]{6,}")
CENTRAL = "10.1002/central/"


class EveryTag(dict[str, str]):
    """A mapping in which each tag stands for itself."""

    def __missing__(self, tag: str) -> str:
        return tag


PARSER = RisParser(
    mapping=EveryTag(), list_tags=[], delimiter_tags_mapping={}, enforce_list_tags=False
)


def looks_like(beginning: str) -> bool:
    """Whether a line names a type of reference, and it is a known one or tagged lines follow."""
    lines = beginning.splitlines()[:200]
    for at, line in enumerate(lines):
        begins = BEGINS.match(line)
        if begins:
            known = begins[1].strip().upper() in {*TYPES, "GEN"}
            return known or any(STRICT.match(other) for other in lines[at + 1 :])
    return False


def read(file: Opened, choices: Choices) -> Reading:
    """Every record of the file, lazily."""
    notes: list[str] = []
    return Reading("RIS", HEADER, (_row(record) for record in _records(file, notes)), notes)


def _records(file: Opened, notes: list[str]) -> Iterator[Record]:
    """The records in their order. One begins at its type, or at a tag that follows the end of another."""
    record: Record | None = None
    typed = False
    outside = empty = first_empty = 0
    for number, line in numbered_lines(file):
        begins = BEGINS.match(line) is not None
        if record and (ENDS.match(line) or (begins and typed)):
            if _says_something(record):
                yield record
            else:
                empty, first_empty = empty + 1, first_empty or record.line
            record = None
        if record is None and (begins or (STRICT.match(line) and not ENDS.match(line))):
            record, typed = Record(number), False
        if record:
            typed = typed or begins
            record.add(line)
        elif not outside and line.strip() and not ENDS.match(line):
            outside = number
    if record and _says_something(record):
        yield record
    if empty:
        notes.append(f"{empty} empty records were left out; the first is on line {first_empty}.")
    if outside:
        notes.append(f"Lines that belong to no record were ignored; the first is line {outside}.")


def _says_something(record: Record) -> bool:
    """Whether there is more than a type."""
    return record.too_long or any(line.strip() and not BEGINS.match(line) for line in record.lines)


def _row(record: Record) -> StagedInput:
    if record.too_long:
        return staged(record, None)
    return staged(record, _said(_tags(record.lines)))


def _tags(lines: list[str]) -> Tags:
    parsed = PARSER.parse_lines(iter([*_canonical(lines), "ER  - "]))
    pairs = [
        (tag, value)
        for found in parsed
        for tag, said in found.items()
        for value in (said if isinstance(said, list) else [said])
    ]
    return Tags(pairs)


def _canonical(lines: list[str]) -> list[str]:
    """The record with its type first, one line per value, and two spaces before each dash."""
    begin = next(filter(None, map(BEGINS.match, lines)), None)
    kind = begin[1].strip() if begin else ""
    loose = begin is not None and not STRICT.match(begin.string)

    def tag_of(line: str, before: str) -> tuple[str, str] | None:
        found = STRICT.match(line)
        if found is None and (loose or before not in RUNNING_TEXT):
            found = LOOSE.match(line)
            found = found if found and found[1] in LOOSE_TAGS else None
        return (found[1], found[2] or "") if found else None

    pairs = values(lines, tag_of)
    return [f"TY  - {kind}", *(f"{tag}  - {value}" for tag, value in pairs if tag != "TY")]


def _said(tags: Tags) -> Said:
    said = Said()
    kind = tags.first("TY")[1].upper()
    if not kind:
        mend = "Begin the record with a line such as TY  - JOUR."
        said.warnings.append(problem("TY", "", "This record does not name its type.", mend))
    said.put("csl_type", "TY", TYPES.get(kind, ""))
    title = tags.first("TI", "T1", "CT", "BT")
    said.put("title", *title)
    if kind not in WHOLE_WORKS:
        container = tags.first(*JOURNALS)
        said.put("container_title", *(("", "") if container == title else container))
    _put_authors(said, tags)
    _put_date(said, tags)
    _put_place(said, tags)
    _put_description(said, tags)
    if OWN_KEY.fullmatch(tags.first("ID")[1]):
        _put_own(said, tags)
    else:
        _put_identifiers(said, tags)
    return said


def _put_own(said: Said, tags: Tags) -> None:
    """What our own export says in its own way: identifiers, MeSH terms as key words, recorded searches."""
    said.put("doi", *tags.first("DO"))
    if "PubMed" in tags.all("DB"):
        said.put("pmid", *tags.first("AN"))
    said.put("pmcid", *tags.first("C2"))
    said.put("mesh_terms", "KW", tags.all("KW"))
    if tags.first("TY")[1] == "GEN":
        said.put("csl_type", "TY", "document")
    day = tags.first("Y2")[1].replace("/", "-")
    if tags.first("TY")[1] != "DBASE" or not day:
        return
    said.put("csl_type", "TY", "search")
    said.put("searched_on", "Y2", day)
    databases = tags.all("DB")[1 if tags.all("AN") else 0 :]
    said.put("search_database", "DB", databases[0] if databases else "")
    said.put("search_query", *tags.first("RN"))
    said.put("search_hits", *tags.first("M1"))


def _put_authors(said: Said, tags: Tags) -> None:
    """The authors in their order; two of one name are two people, one under both tags is not."""
    first = tags.all("AU")
    known = frozenset(first)
    also = [name for name in tags.all("A1") if name not in known]
    authors: list[Author] = []
    for name in [*first, *also]:
        people, cut = comma_people(name)
        authors += [who for who in people if not TRIAL.fullmatch(who.get("literal", ""))]
        if cut:
            said.data["authors_truncated"] = True
    said.put("authors", "AU" if first else "A1", authors)


def _put_date(said: Said, tags: Tags) -> None:
    """The year of publication, and the month and day that a date of the same year adds."""
    dated = [(tag, value, issued(value)) for tag in ("PY", "Y1", "DA") for value in tags.all(tag)]
    readable = [(tag, value, dates) for tag, value, dates in dated if dates]
    for tag, value, dates in (readable or dated)[:1]:
        said.put_dates(tag, value, dates)
    for tag, _, dates in readable[1:]:
        if dates["issued_year"] == said.data["issued_year"] and "issued_month" not in said.data:
            for name, number in dates.items():
                said.put(name, tag if name != "issued_year" else said.columns[name], number)


def _put_place(said: Said, tags: Tags) -> None:
    said.put("volume", *tags.first("VL"))
    said.put("issue", *tags.first("IS"))
    said.put("article_number", *tags.first("C7"))
    said.put("publisher", *tags.first("PB"))
    tag, first = tags.first("SP")
    last = tags.first("EP")[1]
    if tags.first("TY")[1].upper() in WHOLE_WORKS and first.isdigit() and not last:
        return  # This is how many pages it has.
    # Half of "No Pagination Specified", which tools cut into two pages.
    if not (first.lower() == "no" and last.lower().endswith("specified")):
        said.put("pages", tag or "EP", page_range(first, last))


def _put_identifiers(said: Said, tags: Tags) -> None:
    said.put("doi", *_doi(tags))
    said.put("pmid", *_pmid(tags))
    for tag, value in tags.told(*ACCESSIONS, *ADDRESSES):
        if "pmcid" not in said.data:
            said.put("pmcid", tag, pmcid_in(value))


def _doi(tags: Tags) -> tuple[str, str]:
    """The DOI where it belongs, or where a vendor hides it; never that of a register's entry about the work."""
    own = tags.first("DO")
    if own[1]:
        return own
    for tag, value in tags.told("M3", *ADDRESSES, "N1"):
        if tag == "N1" and not DOI_NOTE.match(value):
            continue
        found = doi_in(value)
        if found and not found.startswith(CENTRAL):
            return tag, found
    return "", ""


def _pmid(tags: Tags) -> tuple[str, str]:
    """A PMID with a label, in an address of PubMed, or in the field where this database keeps it."""
    for tag, value in tags.told(*ACCESSIONS, "N1", *ADDRESSES):
        if tag == "N1" and not PMID_NOTE.match(value):
            continue
        behind = LABEL_BEHIND.search(value) or OVID_MEDLINE.search(value)
        found = behind[1] if behind else pmid_in(value)
        if found:
            return tag, found
    databases = tags.all("DB", "DP")
    fields = ["AN"] if any(map(PUBMED.search, databases)) else []
    fields += [UNLABELLED[name.lower()] for name in databases if name.lower() in UNLABELLED]
    for tag, value in tags.told(*fields):
        if re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII):
            return tag, value
    return "", ""


def _put_description(said: Said, tags: Tags) -> None:
    tag, address = tags.first("UR")
    said.put("url", tag, first_address(address))
    tag, language = tags.first("LA")
    said.put("language", tag, first_language(language))
    abstract = tags.all("AB") or tags.all("N2")
    said.put("abstract", "AB" if tags.all("AB") else "N2", "\n".join(abstract))
    kinds = [kind.strip() for value in tags.all("M3", "PT") for kind in value.split(";")]
    said.put("publication_types", "M3", [kind for kind in kinds if not NO_KIND.match(kind)])
