"""Made-up works: who wrote what, where it appeared. Bibliographic facts of medicine come from a PubMed export."""

import csv
import gzip
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reference_lists import subjects

_CITATION = re.compile(
    r"^.*?\. \d{4}(?: \w{3}(?: \d+)?)?;(?P<volume>[\w ]+?)(?:\((?P<issue>[^)]*)\))?:(?P<pages>[\w.-]+)\."
)
_SMALL = frozenset("a an the of for on in by with from to at and or as into than via vs".split())
_FULL_WORDS = dict(
    pair.split("=")
    for pair in """J=Journal Am=American Br=British Eur=European Int=International Med=Medicine Clin=Clinical
    Res=Research Sci=Science Soc=Society Assoc=Association Rev=Review Biol=Biology Chem=Chemistry
    Biochem=Biochemistry Physiol=Physiology Pharmacol=Pharmacology Surg=Surgery Pathol=Pathology
    Psychiatry=Psychiatry Neurol=Neurology Exp=Experimental Ann=Annals Arch=Archives Acta=Acta Mol=Molecular
    Immunol=Immunology Dermatol=Dermatology Pediatr=Pediatrics Proc=Proceedings Natl=National Acad=Academy
    Vet=Veterinary Environ=Environmental Health=Health Nurs=Nursing Psychol=Psychology Bull=Bulletin
    Genet=Genetics Microbiol=Microbiology Cell=Cell Cardiol=Cardiology Radiol=Radiology Oncol=Oncology
    Ophthalmol=Ophthalmology Obstet=Obstetrics Gynecol=Gynecology Endocrinol=Endocrinology Metab=Metabolism
    Nutr=Nutrition Infect=Infection Dis=Diseases Curr=Current Opin=Opinion Ther=Therapy Pract=Practice
    Hosp=Hospital Appl=Applied Lett=Letters Phys=Physics Eng=Engineering Technol=Technology Educ=Education
    Stud=Studies Hist=History Can=Canadian Aust=Australian Scand=Scandinavian Jpn=Japanese Anat=Anatomy""".split()
)


@dataclass
class Record:
    """One work. `names` are (given names, family) with full given names where the source has them."""

    kind: str
    names: list[tuple[str, str]]
    title: str
    container: str
    year: int
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    editors: list[tuple[str, str]] = field(default_factory=list)
    organisation: str = ""
    full_names: bool = True


class Source:
    """Draws works, always the same ones for the same seed."""

    def __init__(self, layout: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.titles: list[str] = []
        self.journals: list[str] = []
        self.families: list[tuple[str, str]] = []
        self.places: list[tuple[str, str, str]] = []
        with gzip.open(layout, "rt", encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                self._take(row)

    def _take(self, row: dict[str, str]) -> None:
        title = row["Title"].strip().rstrip(".")
        if 8 < len(title) < 260:
            self.titles.append(title)
        self.journals.append(row["Journal/Book"])
        for name in row["Authors"].rstrip(".").split(", "):
            family, _, initials = name.rpartition(" ")
            if family and initials.isupper() and len(initials) <= 3:
                self.families.append((initials, family))
        if match := _CITATION.match(row["Citation"]):
            self.places.append((match["volume"], match["issue"] or "", match["pages"]))

    def work(self) -> Record:
        """One work of any kind."""
        kinds = ["article"] * 58 + ["book"] * 19 + ["chapter"] * 8 + ["meeting"] * 7
        kinds += [
            "thesis",
            "report",
            "report",
            "page",
            "page",
            "news",
            "news",
            "untitled",
            "untitled",
        ]
        kind = self.draw.choice(kinds)
        record = Record(
            kind=kind,
            names=self.people(),
            title=self.title(kind),
            container="",
            year=self.draw.choice([self.draw.randint(1900, 2025), self.draw.randint(1975, 2025)]),
        )
        if self.draw.random() < 0.01:
            record.year = self.draw.randint(1700, 1899)
        self._publish(record)
        share = {"page": 0.55, "report": 0.5, "news": 0.2, "book": 0.04}.get(kind, 0.015)
        if self.draw.random() < share:
            record.organisation = self.organisation()
            record.names = []
        return record

    def _publish(self, record: Record) -> None:
        draw = self.draw
        record.volume, record.issue, record.pages = draw.choice(self.places)
        if draw.random() < 0.5:
            first = draw.randint(1, 1800)
            last = first + draw.randint(1, 40)
            record.pages = f"{first}-{last}"
        if draw.random() < 0.3:
            record.volume = str(draw.randint(1, 130))
        if draw.random() < 0.03:
            record.volume, record.issue = str(record.year), ""
        if draw.random() < 0.45:
            record.issue = str(draw.randint(1, 12))
        if record.kind in {"article", "untitled"}:
            record.container = self.journal()
        if record.kind == "news":
            record.container = self.fill(
                draw.choice(["The {P} Times", "{P} Herald", "The {N}", "{N} Weekly", "{P} Post"])
            )
        if record.kind in {"book", "chapter", "meeting", "report", "thesis"}:
            record.publisher = self.fill(draw.choice(subjects.HOUSES))
            record.place = draw.choice(subjects.CITIES)
        if record.kind == "chapter":
            record.container = self.title("book")
            record.editors = self.people(most=3)
        if record.kind == "meeting":
            record.container = self.fill(draw.choice(subjects.MEETINGS))
        if record.kind == "thesis":
            record.publisher = self.fill(
                draw.choice(["University of {P}", "{P} University", "Université de {P}"])
            )

    def people(self, most: int = 9) -> list[tuple[str, str]]:
        """A few people with full given names."""
        number = min(most, self.draw.choice([1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 9, 12]))
        return [self.person() for _ in range(number)]

    def person(self) -> tuple[str, str]:
        """Given names and family name; sometimes a middle initial or a second given name."""
        draw = self.draw
        _, family = draw.choice(self.families)
        given = draw.choice(subjects.GIVEN)
        if draw.random() < 0.2:
            given = draw.choice(self.families)[1].split(" ")[-1].capitalize()
        if draw.random() < 0.3:
            given += f" {draw.choice('ABCDEFGHJKLMNPRSTW')}."
        elif draw.random() < 0.1:
            given += f" {draw.choice(subjects.GIVEN)}"
        elif draw.random() < 0.06:
            given = f"{draw.choice('ABCDEFGHJKLMNPRSTW')}. {given}"
        if draw.random() < 0.02:
            given += draw.choice([" de", " von", " da", " van der", " de la", " du"])
        return given, family

    def organisation(self) -> str:
        """The name of a body that writes."""
        return self.fill(
            self.draw.choice(
                ["World {N} Organization", "{P} {N} Foundation", "National Institute of {N}", "{A} {N} Group", "{X}",
                 "{P} Department of {N}", "{N} Foundation", "Royal College of {N}", "Centers for {N} Control", "Ministry of {N}",
                 "{P} Society of {N}", "The {N} Collaboration", "European {N} Agency", "Collectif", "{S}", "{N} Today",
                 "American Academy of {N}", "{N} Advisor", "Committee on {N} and {N}", "{P}'s Council on {N}"]
            )
        )  # fmt: skip

    def fill(self, shape: str) -> str:
        """A shape with its gaps filled: noun, adjective, place, acronym, family name, number."""
        draw = self.draw
        nouns = subjects.NOUNS
        if re.search(
            r"’|\{n\}s|[RrCc]ahiers|Revue|revue|Le |Annales|Actes|Société|Revista|Rivista|Cuadernos|Santé|Soins|Annali|Études",
            shape,
        ):
            nouns = [
                word.lower() for _, _, words in subjects.FOREIGN.values() for word in words.split()
            ]
        shape = re.sub(r"\{N\}", lambda _: draw.choice(subjects.NOUNS).capitalize(), shape)
        shape = re.sub(r"\{A\}", lambda _: draw.choice(subjects.ADJECTIVES).capitalize(), shape)
        shape = re.sub(r"\{P\}", lambda _: draw.choice(subjects.PLACES_IN_TITLES), shape)
        shape = re.sub(r"\{X\}", lambda _: draw.choice(subjects.ACRONYMS), shape)
        shape = re.sub(r"\{S\}", lambda _: draw.choice(self.families)[1], shape)
        shape = re.sub(r"\{G\}", lambda _: draw.choice(subjects.GIVEN), shape)
        shape = re.sub(r"\{I\}", lambda _: draw.choice("ABCD"), shape)
        shape = re.sub(
            r"\{O\}",
            lambda _: draw.choice(
                [
                    "1st",
                    "2nd",
                    "3rd",
                    "7th",
                    "12th",
                    "21st",
                    "30th",
                    "Third",
                    "Fifth",
                    "Twelfth",
                    "2012",
                ]
            ),
            shape,
        )
        shape = re.sub(r"\{a\}", lambda _: draw.choice(subjects.ADJECTIVES).lower(), shape)
        shape = re.sub(r"\{n\}", lambda _: draw.choice(nouns), shape)
        shape = re.sub(r"\{yyyy\}", lambda _: str(draw.randint(1980, 2022)), shape)
        return re.sub(r"\{yy\}", lambda _: f"{draw.randint(0, 99):02}", shape)

    def journal(self) -> str:
        """A journal: real abbreviations, dotted or in full, and made-up names."""
        draw = self.draw
        kind = draw.random()
        if kind < 0.45:
            name = draw.choice(self.journals)
            if draw.random() < 0.3:
                words = name.split(" ")
                name = " ".join(_FULL_WORDS.get(word, word) for word in words)
                if draw.random() < 0.6:
                    name = re.sub(
                        r"^(Journal|Annals|Archives|Proceedings|Bulletin) (?!of)", r"\1 of ", name
                    )
                if draw.random() < 0.2:
                    name = name.capitalize()
            elif draw.random() < 0.45 and " " in name:
                glue = "" if draw.random() < 0.12 else " "
                name = glue.join(word if len(word) > 8 else f"{word}." for word in name.split(" "))
            return re.sub(r" \([A-Z][\w ,]+\)", "", name) if draw.random() < 0.6 else name
        if kind < 0.87:
            return self.fill(draw.choice(subjects.JOURNAL_WORDS))
        name = self.fill(draw.choice(subjects.FOREIGN_JOURNALS))
        return name if draw.random() < 0.7 else name.title()

    def title(self, kind: str) -> str:
        """A title as its kind has them: short for books, long for studies, in several languages."""
        draw = self.draw
        which = draw.random()
        if kind in {"book", "chapter"} or (kind in {"news", "page"} and which < 0.7):
            title = (
                self._short()
                if which < 0.75
                else self._foreign()
                if which < 0.9
                else draw.choice(self.titles)
            )
        else:
            title = (
                draw.choice(self.titles)
                if which < 0.62
                else self._short()
                if which < 0.88
                else self._foreign()
            )
        if draw.random() < 0.38 and not title.isupper():
            title = _title_case(title)
        if draw.random() < 0.09:
            title += self.fill(
                draw.choice(
                    [
                        " (abstract)",
                        " (in Russian)",
                        " (dossier)",
                        ", {P}, 1885-1915",
                        ", 1750–1850",
                        ", 1647-1789",
                        " (1945-1975)",
                        " in {P}, 1920–39",
                        ", {P}",
                        ", {P} {N}",
                        ": the {P} case",
                        " ({P})",
                        " II",
                        " (II)",
                        " 2.0",
                        " [{P}]",
                    ]
                )
            )
        if draw.random() < 0.02:
            title = f'Comment on "{title}"'
        if draw.random() < 0.03 and " " in title:
            title = _hyphenated(title, draw)
        return title

    def _short(self) -> str:
        draw = self.draw
        shape = draw.choice(
            ["{a} {n}", "the {a} {n}", "{n} and {n}", "the {n} of {n}", "{n}", "the {n}", "an introduction to {a} {n}",
             "{n} in {P}", "{a} {n}: a {a} {n}", "{n}, {n}, and {n}", "the {n} of the {n} in {P}", "on the {n} of {a} {n}s",
             "{n} and the {n}: {a} {n} in the {n} of {P}", "{a} {n} for {a} {n} with {a} {n}", "what is {a} {n}?", "{n} without {n}",
             "is {n} a {n}? {a} {n}s of {n}", "{n} and {n}: the {n} of {a} {n}, 1850-1914", "a {n}-based {n} for {a} {n}", "{S}'s {n}",
             "{X}: a {a} {n} of {n}s", "{a} {n}s and their {n} to {n}", "how {n}s {n} the {n}", "handbook of {a} {n}", "{P}", "{S} and {S}",
             "the {n} of {G} {S}", "learning to {n} with {a} {n}s", "{n}: {a} {n} and {n} in {P}, vol. 2", "{a} {n} ({X}): {n}. 1. {n} and {n}",
             "towards {a} {n} in {a} {n}s: the case of {P}", "from {n} to {n}", "{n} or {n}; the {a} {n}", "the {n} {yyyy}", "{a} {n}. {n} and {n} in {P}", "{n} of {P}, {yyyy}–{yyyy}", "{a} {n} after {yyyy}: {n}",
             "{a} {n}: the {n}, the {n}, and the {n}", "the {n} that {n}s", "{G} {S}: {n} and {n}", "{a} {a} {n} {n} {n}", "{n}-{n} {n} in {n}", "{n}: {n}", "{n}. the {n} of the {n}", "{a} {n} of {n} {I}", "{n} {n}"]
        )  # fmt: skip
        title = re.sub(r"\{n\}", lambda _: draw.choice(subjects.NOUNS), shape)
        title = re.sub(r"\{a\}", lambda _: draw.choice(subjects.ADJECTIVES).lower(), title)
        title = re.sub(
            r"(?<=[.:] )[a-z]",
            lambda match: match[0].upper() if draw.random() < 0.8 else match[0],
            self.fill(title),
        )
        return title[0].upper() + title[1:]

    def _foreign(self) -> str:
        draw = self.draw
        begins, joins, ends = draw.choice(
            list(subjects.FOREIGN.values()) + [subjects.FOREIGN["fr"]] * 2
        )
        begin = begins.split()
        at = draw.randrange(len(begin) - 1)
        words = begin[at : at + 2]
        for _ in range(draw.randint(1, 4)):
            words += [draw.choice(joins.split("|")), draw.choice(ends.split())]
        if draw.random() < 0.3:
            words[-1] += draw.choice([" :", ".", ",", ":"])
            words += [
                draw.choice(ends.split()),
                draw.choice(joins.split("|")),
                draw.choice(ends.split()),
            ]
        title = " ".join(words)
        return title[0].upper() + title[1:]


def _title_case(title: str) -> str:
    words = title.split(" ")
    return " ".join(
        word if at and word.lower() in _SMALL else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


def _hyphenated(title: str, draw: random.Random) -> str:
    """A title with a word torn apart at the end of a line."""
    words = title.split(" ")
    at = draw.randrange(len(words))
    if len(words[at]) > 5:
        cut = draw.randint(2, len(words[at]) - 2)
        words[at] = f"{words[at][:cut]}-{draw.choice([' ', ''])}{words[at][cut:]}"
    return " ".join(words)
