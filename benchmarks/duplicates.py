"""How well works that stand in the library twice are found: precision and recall over labelled copies.

Real records are brought in, then copies of some of them as other sources would write them, then works that
look alike and are not the same. A pair counts where an import recognises the copy by itself, or where it is
proposed to a librarian. Everything follows from one seed.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Fields = dict[str, Any]
SEED = 20_240_531
COPIES, LOOKALIKES = 5000, 800
# PubMed has these works twice, under another number as well.
TWICE_IN_PUBMED = {"402568", "403592"}
MATERIAL = Path(__file__).resolve().parents[2] / "shared" / "data"
RECORDS = MATERIAL / "derived" / "pubmed_layout_30000.csv.gz"
TRUTH = MATERIAL / "dedupe_truth"

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


# What looks alike and is another work.


def _elsewhere(work: Fields, rng: random.Random, *, years: int = 0, volumes: int = 0) -> Fields:
    page = rng.randrange(2000, 4000)
    found = re.search(r"\d+", work.get("volume") or "")
    volume = str(int(found.group()) + volumes) if found else ""
    year = work.get("issued_year")
    return {
        **work,
        **NO_IDENTIFIERS,
        "issued_year": year + years if year else year,
        "volume": volume,
        "issue": "",
        "pages": f"{page}-{page + 7}",
    }


def another_part(work: Fields, rng: random.Random) -> Fields:
    """The next part of a series."""
    more = rng.choice((". Part II", ". II", ". 2. Further results", ": part 2"))
    return _elsewhere(work, rng) | {"title": work["title"].rstrip(".") + more}


def an_erratum(work: Fields, rng: random.Random) -> Fields:
    """The correction of the work."""
    title = rng.choice(("Erratum: {}", "Correction to: {}", "{} [Erratum]", "Corrigendum to “{}”"))
    return _elsewhere(work, rng, volumes=1) | {"title": title.format(work["title"])}


def a_reply(work: Fields, rng: random.Random) -> Fields:
    """A letter about the work, or the answer to it."""
    title = rng.choice(("Re: {}", "Comment on: {}", "{}: authors' reply", "Reply to: {}"))
    return _elsewhere(work, rng) | {"title": title.format(work["title"])}


def the_next_report(work: Fields, rng: random.Random) -> Fields:
    """The report of the next year under the same title."""
    return _elsewhere(work, rng, years=1, volumes=1)


def an_abstract(work: Fields, rng: random.Random) -> Fields:
    """The abstract of a congress, a year before."""
    return _elsewhere(work, rng, years=-1) | {"container_title": "Abstracts of the World Congress"}


def another_doi(work: Fields, rng: random.Random) -> Fields:
    """Another work of the same title, author and year: it has identifiers of its own."""
    return _elsewhere(work, rng, volumes=2) | {
        "doi": f"10.5555/another.{rng.randrange(10**9)}",
        "pmid": str(rng.randrange(900_000_000, 999_999_999)),
        "container_title": "Letters of Another Society",
    }


def a_sibling(work: Fields, rng: random.Random) -> Fields:
    """A work of the same people in the same journal about something else."""
    words = work["title"].split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5]
    for at in rng.sample(long, min(len(long), max(1, len(words) // 3))):
        words[at] = rng.choice(
            ("kidney", "membrane", "protein", "children", "surgery", "bacteria", "hormone")
        )
    return _elsewhere(work, rng) | {"title": " ".join(words)}


LOOKALIKE_WAYS = (
    another_part,
    an_erratum,
    a_reply,
    the_next_report,
    an_abstract,
    another_doi,
    a_sibling,
)


def lookalike(work: Fields, of: int, rng: random.Random) -> Made:
    """Another work that looks like this one."""
    way = rng.choice(LOOKALIKE_WAYS)
    return Made(way(work, rng), of, [way.__name__], same=False)


# Measuring


def read(path: Path) -> list[Fields]:
    """The records of a file in normal form."""
    import gzip
    import io

    from references.layouts import Reading, recognise
    from references.works import normalised

    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    answer = recognise(io.BytesIO(content), path.name.removesuffix(".gz"))
    if not isinstance(answer, Reading):
        raise SystemExit(f"{path.name} is not understood.")
    return [normalised(row.data)[0] for row in answer.rows]


def bring_in(works: Sequence[Fields], name: str) -> tuple[dict[int, str], dict[int, str]]:
    """Import works; the keys of the references made of them, and of those that an import recognised, by position."""
    from django.contrib.auth.models import User

    from references.choices import Role, RowVerdict
    from references.events import recorded
    from references.layouts.rows import Reading, StagedInput
    from references.services import choose_rows, commit_import, propose_import

    by = User.objects.get(username="librarian")
    rows = (StagedInput(at + 1, [name], dict(work)) for at, work in enumerate(works))
    with recorded(by=by, role=Role.LIBRARIAN) as journal:
        run = propose_import(
            journal, reading=Reading(name, ("Record",), rows), name=name, sha256="0" * 64
        )
    if run.rows.filter(verdict=RowVerdict.POSSIBLE_DUPLICATE).exists():
        choose_rows(run=run, by=by, choice="take", verdict=RowVerdict.POSSIBLE_DUPLICATE)
    commit_import(run=run, by=by, without_rejected=True)
    added: dict[int, str] = {}
    known: dict[int, str] = {}
    for line, verdict, key in run.rows.values_list("line", "verdict", "reference_key"):
        if key:
            is_new = verdict in (RowVerdict.NEW, RowVerdict.POSSIBLE_DUPLICATE)
            (added if is_new else known)[line - 1] = key
    return added, known


@dataclass
class Measured:
    """Pairs that are one work, those that were found, and those that were found and are two."""

    true: int = 0
    found: int = 0
    automatic: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    missed: list[tuple[str, Made]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.found / max(1, self.found + len(self.wrong))

    @property
    def recall(self) -> float:
        """Of what is right, how much was found."""
        return self.found / max(1, self.true)


def proposed() -> dict[frozenset[str], str]:
    """The open pairs by the keys of their references, with the reasons."""
    from references.models import DuplicatePair

    rows = DuplicatePair.objects.filter(decision="").values_list(
        "one__key", "other__key", "score", "reasons"
    )
    return {frozenset((one, other)): f"{score}: {' '.join(why)}" for one, other, score, why in rows}


def measured(records: Sequence[Fields], made: Sequence[Made]) -> Measured:
    """Bring records and what was made of them into the library, look for duplicates, and count."""
    from django.contrib.auth.models import User

    from references.services.duplicates import find_duplicates

    originals, again = bring_in(records, "records")
    added, known = bring_in([one.fields for one in made], "made")
    find_duplicates(by=User.objects.get(username="librarian"))
    return counted(originals | again, added, known, made)


def counted(
    originals: dict[int, str], added: dict[int, str], known: dict[int, str], made: Sequence[Made]
) -> Measured:
    """What was found and what was missed. `originals`, `added` and `known` are keys by position."""
    pairs = proposed()
    result = Measured()
    right: set[frozenset[str]] = set()
    for at, one in enumerate(made):
        original = originals.get(one.of)
        if original is None:
            continue
        pair = frozenset((original, added.get(at, known.get(at, ""))))
        result.true += one.same
        if one.same:
            right.add(pair)
        if at in known:
            if one.same and known[at] == original:
                result.found += 1
                result.automatic += 1
            else:
                result.wrong.append(("recognised", known[at], f"{original} {one.kinds}"))
        elif one.same and pair in pairs:
            result.found += 1
        elif one.same:
            result.missed.append((original, one))
    result.wrong += [
        ("proposed", " ".join(sorted(pair)), why)
        for pair, why in pairs.items()
        if pair not in right
    ]
    return result


def copies(records: Sequence[Fields], rng: random.Random) -> list[Made]:
    """Labelled copies of some records, and works that look like others."""
    chosen = rng.sample(
        [at for at, work in enumerate(records) if len(work.get("title") or "") > 10],
        COPIES + LOOKALIKES,
    )
    return [copied(records[at], at, rng) for at in chosen[:COPIES]] + [
        lookalike(records[at], at, rng) for at in chosen[COPIES:]
    ]


def merged_elsewhere(folder: Path) -> tuple[list[Fields], list[Made]]:
    """A truth file: records, and those of them that were merged into another."""
    before, after = read(folder / "records.bib"), read(folder / "records_expected.bib")
    kept = Counter(_said(work) for work in after)
    records: list[Fields] = []
    made: list[Made] = []
    for work in sorted(before, key=lambda work: -kept[_said(work)]):
        same = next((at for at, one in enumerate(records) if _said(one) == _said(work)), None)
        if same is not None and kept[_said(work)] <= 1:
            made.append(Made(work, same, ["merged"]))
        else:
            records.append(work)
    return records, made


def _said(work: Fields) -> tuple[str, Any]:
    return re.sub(r"\W+", "", (work.get("title") or "").lower())[:40], work.get("issued_year")


def main(say: Callable[[str], None] = print) -> None:
    """Print precision and recall over the truth files and over labelled copies of real records."""
    for folder in sorted(TRUTH.iterdir()):
        records, made = merged_elsewhere(folder)
        say(f"duplicates, {folder.name}: {_line(measured(records, made))}")
    records = [work for work in read(RECORDS) if work["pmid"] not in TWICE_IN_PUBMED]
    result = measured(records, copies(records, random.Random(SEED)))  # noqa: S311  (not for secrets)
    say(f"duplicates, {COPIES} copies among {len(records)} records: {_line(result)}")


def _line(result: Measured) -> str:
    return (
        f"precision {result.precision:.4f}, recall {result.recall:.4f}"
        f" ({result.found} of {result.true} found, {result.automatic} of them by the import;"
        f" {len(result.wrong)} wrong)"
    )
