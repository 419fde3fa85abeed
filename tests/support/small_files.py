"""Small files of references in every format, drawn from one small pool so that rows meet and contradict."""

import csv
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

Cells = Mapping[str, str]

TITLES = (
    "Marrow cells in the repair of cartilage: a randomised trial",
    "MARROW CELLS IN THE REPAIR OF CARTILAGE: A RANDOMISED TRIAL",
    "Marrow  cells in the repair of cartilage – a randomised trial",
    "Wirkung von Stammzellen auf Knorpel",
    "Wirkung von Stammzellen auf Knorpel\u0308",
    "=HYPERLINK(A1) and other cells",
    "'=1+1 is not a formula",
    "+49 patients with knee pain",
    "@home care of cord blood",
    "-5 degrees in the freezer",
    "Ａ ｆｕｌｌ－ｗｉｄｔｈ title of cells",
    "＝１＋１ in a title",
    "<i>In vitro</i> growth &amp; decay at 5&nbsp;&lt;&nbsp;6",
    "Growth &amp;lt;b&amp;gt; of cells",
    "A title with _x000D_ and _x005F_ in it",
    "\u202eright to left\u202c and \u200bnothing",
    "Quoted \"cells\"; 'apostrophes', {braces} and \\textit{LaTeX} $5 100% _a_ #1 ~",
    "RETRACTED: Cells that were not there",
    "Editorial",
    "Null",
    "Cells [Internet]. n/a",
    "细胞 研究 进展",
    "Editorial.",
)
AUTHORS = (
    "Example, Anna",
    "EXAMPLE, Anna",
    "Example, A",
    "van Doe, Jan; Nan, Li; Example, Anna",
    "Müller, Jörg; O'Neill, Siobhán",
    "Mu\u0308ller, Jo\u0308rg",
    "The Marrow Study Group",
    "Li, Wei; et al.",
    "{Doe, Jan; Group}; {et al.}",
    "van Doe,; , Jan",
    "Nan",
    "Anonymous; Li, Wei",
    "Roe, Jane, Jr; {A {B}}",
    "",
)
YEARS = ("2019", "2020", "2020", "2021", "", "")
JOURNALS = ("Cytotherapy", "CYTOTHERAPY", "J Cell Sci", "=Journal of cells", "", "")
VOLUMES = ("12", "13", "+5", "", "")
ISSUES = ("3", "3-4", "Suppl 1", "")
PAGES = ("45-52", "45–52", "45-45", "e1234", "S3-S9", "", "")
DOIS = (
    "10.1000/a",
    "10.1000/A",
    "https://doi.org/10.1000/a",
    "10.1000/b",
    "10.1000/c",
    "doi:10.1000/(sici)1-2<3::aid-x>3.0.co;2-q",
    "no doi at all",
    "",
    "",
    "",
    "",
)
PMIDS = ("101", "102", "0102", "103", "1.01E+2", "", "", "", "")
PMCIDS = ("PMC11", "pmc12", "", "", "")
URLS = ("https://example.org/a?b=1&c=%20_d~", "http://example.org", "javascript:alert(1)", "", "")
LANGUAGES = ("en", "eng; fr", "English", "", "")
NUMBERS = ("e123", "=7", "", "", "")
KINDS = ("Review; Meta-Analysis", "=Review", "", "")
TERMS = ("Humans; Stem Cells/*cytology", "", "")
DATABASES = ("PubMed", "@Embase", "", "")
QUERIES = ("stem AND cells", "-cells", "{cells} OR \\ 100%", "")
DAYS = ("2024-05-31", "", "")
FIELDS: dict[str, Sequence[str]] = {
    "title": TITLES,
    "authors": AUTHORS,
    "year": YEARS,
    "journal": JOURNALS,
    "volume": VOLUMES,
    "issue": ISSUES,
    "pages": PAGES,
    "doi": DOIS,
    "pmid": PMIDS,
    "pmcid": PMCIDS,
    "url": URLS,
    "language": LANGUAGES,
}
# What only our own template has columns for.
MORE: dict[str, Sequence[str]] = {
    "Article number": NUMBERS,
    "Publication types": KINDS,
    "MeSH terms": TERMS,
    "Type": ("", "article-journal", "book", "report", "search", "search"),
    "Search database": DATABASES,
    "Search query": QUERIES,
    "Search date": DAYS,
    "Search hits": ("12", "0", "", ""),
    "Publisher": ("A Press", "", ""),
}


@st.composite
def _work(draw: st.DrawFn) -> dict[str, str]:
    """What one row says; something in any case."""
    said = {name: draw(st.sampled_from(values)) for name, values in (FIELDS | MORE).items()}
    if draw(st.integers(0, 9)) == 0:
        said["title"] = "" if said["doi"] or said["pmid"] else said["title"]
    if draw(st.integers(0, 9)) == 0:
        said["title"] += draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
        said["title"] = " ".join(said["title"].replace("\0", "").split()) or "Cells"
    return said


works = st.lists(_work(), min_size=1, max_size=7)


def template(rows: Sequence[Cells], shuffle: random.Random) -> bytes:
    """Our own template, its columns in any order and separated by any delimiter."""
    names = {
        "title": "Title",
        "authors": "Authors",
        "year": "Year",
        "journal": "Journal or book",
        "volume": "Volume",
        "issue": "Issue",
        "pages": "Pages",
        "doi": "DOI",
        "pmid": "PMID",
        "pmcid": "PMCID",
        "url": "URL",
        "language": "Language",
    } | {name: name for name in MORE}
    order = list(names)
    shuffle.shuffle(order)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=shuffle.choice(",;\t"), quoting=csv.QUOTE_ALL)
    writer.writerow([names[name] for name in order])
    writer.writerows([row[name] for name in order] for row in rows)
    return text.getvalue().encode(shuffle.choice(("utf-8", "utf-8-sig", "utf-16")))


def pubmed(rows: Sequence[Cells], shuffle: random.Random) -> bytes:
    """PubMed's CSV."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,"
        "NIHMS ID,DOI".split(",")
    )
    for row in rows:
        people = [name.replace(",", "") for name in row["authors"].split("; ")]
        cited = f"{row['journal']}. {row['year']};{row['volume']}({row['issue']}):{row['pages']}."
        writer.writerow(
            [
                row["pmid"],
                row["title"],
                ", ".join(people),
                cited,
                people[0],
                row["journal"],
                row["year"],
                "2020/01/01",
                row["pmcid"],
                "",
                row["doi"],
            ]
        )
    return text.getvalue().encode()


def ris(rows: Sequence[Cells], shuffle: random.Random) -> bytes:
    """RIS."""
    tags = {"title": "TI", "year": "PY", "journal": "T2", "volume": "VL", "issue": "IS"}
    tags |= {"pages": "SP", "doi": "DO", "pmcid": "C2", "url": "UR", "language": "LA"}
    lines: list[str] = []
    for row in rows:
        lines.append("TY  - JOUR")
        lines += [f"AU  - {name}" for name in row["authors"].split("; ") if name]
        lines += [f"{tag}  - {row[name]}" for name, tag in tags.items() if row[name]]
        if row["pmid"]:
            lines += [f"AN  - {row['pmid']}", "DB  - PubMed"]
        lines += ["ER  - ", ""]
    return shuffle.choice(("\n", "\r\n")).join(lines).encode()


def bibtex(rows: Sequence[Cells], shuffle: random.Random) -> bytes:
    """BibTeX."""
    names = {"title": "title", "year": "year", "journal": "journal", "volume": "volume"}
    names |= {"issue": "number", "pages": "pages", "doi": "doi", "pmid": "pmid", "url": "url"}
    text = ""
    for number, row in enumerate(rows):
        text += f"@article{{k{number},\n"
        people = " and ".join(row["authors"].replace("et al.", "others").split("; "))
        text += f"  author = {{{people}}},\n"
        for name, theirs in names.items():
            value = row[name].replace("{", "").replace("}", "").replace("\\", "")
            text += f"  {theirs} = {{{value}}},\n" if value else ""
        text += "}\n\n"
    return text.encode()


def csl(rows: Sequence[Cells], shuffle: random.Random) -> bytes:
    """CSL-JSON."""
    names = {"title": "title", "journal": "container-title", "volume": "volume", "issue": "issue"}
    names |= {"pages": "page", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL"}
    items = []
    for row in rows:
        item: dict[str, object] = {"type": "article-journal"}
        item |= {theirs: row[name] for name, theirs in names.items() if row[name]}
        item["author"] = [
            {"family": name.partition(",")[0], "given": name.partition(",")[2].strip()}
            if "," in name
            else {"literal": name}
            for name in row["authors"].split("; ")
            if name
        ]
        if row["year"]:
            item["issued"] = {"date-parts": [[int(row["year"])]]}
        items.append(item)
    return json.dumps(items, ensure_ascii=shuffle.random() < 0.5).encode()


Writer = Callable[[Sequence[Cells], random.Random], bytes]
WRITERS: tuple[Writer, ...] = (template, pubmed, ris, bibtex, csl)
