"""Records as other sources would write them: real ones with typing errors, abbreviations, gaps, other spellings.

Each change is labelled by the name of the function that makes it.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]
GIVEN = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "Anna Bruno Clara David Elena Frank Grace Hans Irene Jan Karin Luca Maria Nils Olga Peter Quentin "
        "Rosa Stefan Tanja Ugo Vera Walter Xenia Yusuf Zoe".split(),
        strict=True,
    )
)
JOURNAL_WORDS = {
    "J": "Journal of",
    "Am": "American",
    "Br": "British",
    "Eur": "European",
    "Int": "International",
    "Clin": "Clinical",
    "Med": "Medicine",
    "Res": "Research",
    "Biol": "Biology",
    "Chem": "Chemistry",
    "Biochem": "Biochemistry",
    "Physiol": "Physiology",
    "Pharmacol": "Pharmacology",
    "Lett": "Letters",
    "Surg": "Surgery",
    "Pathol": "Pathology",
    "Neurol": "Neurology",
    "Immunol": "Immunology",
    "Psychol": "Psychology",
    "Psychiatry": "Psychiatry",
    "Sci": "Sciences",
    "Acad": "Academy of",
    "Ann": "Annals of",
    "Arch": "Archives of",
    "Acta": "Acta",
    "Proc": "Proceedings of the",
    "Natl": "National",
    "Soc": "Society",
    "Assoc": "Association",
    "Exp": "Experimental",
    "Mol": "Molecular",
    "Genet": "Genetics",
    "Dis": "Diseases",
    "Rev": "Review",
    "Microbiol": "Microbiology",
    "Endocrinol": "Endocrinology",
    "Pediatr": "Pediatrics",
    "Obstet": "Obstetrics",
    "Gynecol": "Gynecology",
    "Radiol": "Radiology",
    "Environ": "Environmental",
    "Appl": "Applied",
    "Vet": "Veterinary",
}
SPELLINGS = (
    ("tumour", "tumor"),
    ("behaviour", "behavior"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("aetiolog", "etiolog"),
    ("oedema", "edema"),
    ("oesophag", "esophag"),
    ("oestr", "estr"),
    ("foet", "fet"),
    ("leukaem", "leukem"),
    ("paediatr", "pediatr"),
    ("gynaecolog", "gynecolog"),
    ("colour", "color"),
    ("centre", "center"),
    ("fibre", "fiber"),
    ("labour", "labor"),
    ("sulph", "sulf"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("analyse", "analyze"),
    ("diarrhoea", "diarrhea"),
    ("anaesth", "anesth"),
    ("caec", "cec"),
    ("labelled", "labeled"),
)
LETTERS = {
    "ä": ("ae", "a"),
    "ö": ("oe", "o"),
    "ü": ("ue", "u"),
    "ø": ("oe", "o"),
    "å": ("aa", "a"),
    "æ": ("ae",),
    "ß": ("ss",),
    "é": ("e",),
    "è": ("e",),
    "á": ("a",),
    "í": ("i",),
    "ó": ("o",),
    "ú": ("u",),
    "ñ": ("n",),
    "ç": ("c",),
    "č": ("c", "ch"),
    "ć": ("c",),
    "š": ("s", "sh"),
    "ž": ("z", "zh"),
    "đ": ("d", "dj"),
    "ł": ("l",),
    "sch": ("sh",),
    "ch": ("kh", "tch"),
    "ts": ("tz", "c"),
    "y": ("i", "j"),
    "ev": ("eff",),
    "w": ("v",),
}


@dataclass
class Made:
    """A record made from another: what it says, of which record, and what was done."""

    fields: Fields
    of: int
    kinds: list[str] = field(default_factory=list)
    same: bool = True


# What other sources do to a record. Each gives the record back changed, or None where it has nothing to change.


def typos(work: Fields, rng: random.Random) -> Fields | None:
    """One to three letters wrong, often near the beginning; numbers are left alone."""
    title = work["title"]
    for _ in range(rng.choice((1, 1, 2, 3))):
        to = 25 if rng.random() < 0.3 else len(title)
        places = [
            at for at, sign in enumerate(title[:to]) if sign.isalpha() and _long_word(title, at)
        ]
        if not places:
            return None
        at = rng.choice(places)
        way = rng.randrange(4)
        if way == 0:
            title = title[:at] + title[at + 1 :]
        elif way == 1:
            title = title[:at] + title[at] + title[at:]
        elif way == 2:
            title = title[:at] + rng.choice("abcdefghilmnoprstu") + title[at + 1 :]
        else:
            title = title[:at] + title[at + 1 : at + 2] + title[at] + title[at + 2 :]
    return {**work, "title": title}


def _long_word(title: str, at: int) -> bool:
    """Whether a letter stands within a word of five letters or more."""
    word = next(
        (m.group() for m in re.finditer(r"[^\W\d_]+", title) if m.start() < at < m.end() - 1), ""
    )
    return len(word) > 4


def journal_spelled_out(work: Fields, rng: random.Random) -> Fields | None:
    """The journal's abbreviation spelled out."""
    words = work.get("container_title", "").split()
    full = " ".join(JOURNAL_WORDS.get(word, word) for word in words)
    return {**work, "container_title": full} if words and full != " ".join(words) else None


def journal_missing(work: Fields, rng: random.Random) -> Fields | None:
    """No journal."""
    return {**work, "container_title": ""}


def full_names(work: Fields, rng: random.Random) -> Fields | None:
    """Given names instead of initials."""
    authors = [
        {**a, "given": " ".join(GIVEN.get(i, i) for i in a["given"] if i.isalpha())}
        if a.get("given", "").isupper()
        else a
        for a in work.get("authors", [])
    ]
    return {**work, "authors": authors} if authors != work.get("authors", []) else None


def one_author(work: Fields, rng: random.Random) -> Fields | None:
    """Only the first author, and others."""
    authors = work.get("authors", [])
    return {**work, "authors": authors[:1], "authors_truncated": True} if len(authors) > 1 else None


def transliterated(work: Fields, rng: random.Random) -> Fields | None:
    """The authors' names in another transliteration."""
    changed = False
    authors = []
    for author in work.get("authors", []):
        family = author.get("family", "")
        for sign, others in LETTERS.items():
            if sign in family and (not sign.isascii() or len(family) > 5):
                family = family.replace(sign, rng.choice(others), 1)
                changed = True
                break
        authors.append({**author, "family": family} if "family" in author else author)
    return {**work, "authors": authors} if changed else None


def subtitle_dropped(work: Fields, rng: random.Random) -> Fields | None:
    """The title as far as its colon or full stop."""
    short = re.split(r"(?<=\w{2})[:.?] (?!\W*(?:[IVX]+|\d+|[Pp]art)\b)", work["title"])[0]
    return {**work, "title": short} if 30 <= len(short) < len(work["title"]) - 4 else None


def title_cut(work: Fields, rng: random.Random) -> Fields | None:
    """The title cut short."""
    title = work["title"]
    at = title.rfind(" ", 0, int(len(title) * rng.uniform(0.6, 0.85)))
    return {**work, "title": title[:at] + "..."} if at > 40 else None


def year_off(work: Fields, rng: random.Random) -> Fields | None:
    """The year of the electronic or of the printed version."""
    year = work.get("issued_year")
    return {**work, "issued_year": year + rng.choice((-1, 1))} if year else None


def pages_otherwise(work: Fields, rng: random.Random) -> Fields | None:
    """Pages in full, or the first alone."""
    found = re.fullmatch(r"(\d+)-(\d+)", work.get("pages") or "")
    if not found:
        return None
    first, last = found.groups()
    full = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    return {**work, "pages": rng.choice((first, f"{first}-{full}"))}


def place_missing(work: Fields, rng: random.Random) -> Fields | None:
    """No volume, issue and pages."""
    return {**work, "volume": "", "issue": "", "pages": ""}


def spelled_otherwise(work: Fields, rng: random.Random) -> Fields | None:
    """British spelling made American, or the other way round."""
    title = work["title"]
    for british, american in SPELLINGS:
        if british in title:
            title = title.replace(british, american)
        elif american in title and american not in ("hem", "fet", "estr", "cec", "color"):
            title = title.replace(american, british)
    return {**work, "title": title} if title != work["title"] else None


def other_signs(work: Fields, rng: random.Random) -> Fields | None:
    """Tags, entities, dashes, quotes, a full stop, capitals."""
    title = work["title"]
    way = rng.randrange(5)
    if way == 0:
        words = title.split(" ")
        at = rng.randrange(len(words))
        words[at] = f"<i>{words[at]}</i>"
        title = " ".join(words)
    elif way == 1:
        title = title.upper()
    elif way == 2:
        title = title.replace("-", "–").replace("'", "’") + "."
    elif way == 3:
        title = title.replace("&", "&amp;").replace(" - ", ": ").strip("[]") + "."
    else:
        title = title.replace("-", " ")
    return {**work, "title": title} if title != work["title"] else None


WAYS: tuple[Callable[[Fields, random.Random], Fields | None], ...] = (
    typos,
    journal_spelled_out,
    journal_missing,
    full_names,
    one_author,
    transliterated,
    subtitle_dropped,
    title_cut,
    year_off,
    pages_otherwise,
    place_missing,
    spelled_otherwise,
    other_signs,
)
NO_IDENTIFIERS: Fields = {"doi": None, "pmid": None, "pmcid": None}


def copied(work: Fields, of: int, rng: random.Random) -> Made:
    """The record as another source might have it: one to four changes; most have no identifier left."""
    made = Made(dict(work), of)
    for way in rng.sample(WAYS, rng.choice((1, 2, 2, 3, 4))):
        changed = way(made.fields, rng)
        if changed is not None:
            made.fields = changed
            made.kinds.append(way.__name__)
    if rng.random() < 0.8 or not work.get("doi"):
        made.fields |= NO_IDENTIFIERS
        made.kinds.append("no_identifiers")
    else:
        made.fields |= {"pmid": None, "pmcid": None}
    return made
