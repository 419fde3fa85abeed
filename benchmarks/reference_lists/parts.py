"""The parts of an entry in a style: each entry a list of (label, text), to be joined by spaces."""

import random

from benchmarks.reference_lists.names import people
from benchmarks.reference_lists.places import Piece, closed, container, house, pages, roman, volume
from benchmarks.reference_lists.records import Record
from benchmarks.reference_lists.styles import Style
from benchmarks.reference_lists.subjects import GIVEN, NOUNS

_MONTHS = """January February March April May June July August September October November December""".split()
_FRENCH_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_LAST_STOPS = (".", ".", ".", "", "", ",")


def render(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    """One entry. What the work has not got is left out; rarely also something that it has."""
    if record.kind == "untitled":
        record.title = ""
    dropped = draw.choice(["D", "V", "P", "J", "VP", "VP", "VP"]) if draw.random() < 0.12 else ""
    if record.kind == "page":
        dropped = draw.choice(["", "", "D", "J"])
    pieces: list[Piece] = []
    for part in _order(record, style, draw):
        if part in dropped:
            continue
        pieces += _PARTS[part](record, style, draw)
    if draw.random() < 0.07 or (record.kind == "page" and draw.random() < 0.5):
        pieces.append(("note", _note(draw)))
    pieces = [(label, " ".join(text.split())) for label, text in pieces]
    pieces = [(label, text) for label, text in pieces if text]
    if not pieces:
        return pieces
    label, text = pieces[-1]
    pieces[-1] = (label, text.rstrip(" ,;:.") + draw.choice(_LAST_STOPS))
    return pieces


def _order(record: Record, style: Style, draw: random.Random) -> str:
    """The order of the parts: of what is no article, the date mostly stands behind the house."""
    order = style.order
    if record.kind in {"article", "untitled", "news", "page"} or order[1] == "D":
        if record.kind == "chapter" and draw.random() < 0.5:
            return "ADTJPH"
        return order
    if record.kind == "chapter":
        return draw.choice(["ATJPHD", "ATJHDP", "ATJHDP", "ATJDPH", "ATJPDH", order])
    if record.kind == "meeting":
        return draw.choice(["ATJPHD", "ATJHDP", "ATJPDH", "ATJDPH", "ATJVPDH", order])
    return "ATHD" if draw.random() < 0.85 else order


def _authors(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    if draw.random() < (0.35 if record.kind == "page" else 0.02) and not record.organisation:
        return []
    if record.organisation:
        return [
            (
                "author",
                closed(record.organisation, style.after_names or draw.choice(["", ".", "."])),
            )
        ]
    text = people(record.names, style.names, draw)
    if draw.random() < 0.02:
        dashes = draw.choice(["———", "———", "---", "--------", "________", "______", "–––––"])
        return [("author", closed(dashes, draw.choice([".", ".", ".", ",", ""])))]
    label = "author"
    if record.kind == "book" and draw.random() < 0.07:
        text += draw.choice(
            [", ed.", ", eds.", " (Eds.)", " (Ed.)", " (eds)", " (dir.)", ", editors"]
        )
        label = "editor"
    return [(label, closed(text, style.after_names))]


def _date(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    year = str(record.year)
    chance = draw.random()
    if chance < 0.03 and style.order[1] == "D":
        year += draw.choice("abcd")
    elif chance < 0.045:
        year = draw.choice(["n.d.", "in press", "forthcoming", "s.d.", "n.d", "In press"])
    elif chance < 0.06:
        year = (
            f"{year}[{record.year - draw.randint(1, 90)}]"
            if draw.random() < 0.5
            else f"{year}/{record.year + 1}"
        )
    month, french = draw.choice(_MONTHS), draw.choice(_FRENCH_MONTHS)
    day = draw.randint(1, 28)
    news = record.kind in {"news", "page"} and draw.random() < 0.6
    if style.order[1] == "D":
        if news:
            year = f"{year}, {month} {day}"
        elif draw.random() < 0.02:
            year = f"{year}, {month}"
    elif style.month == "long" and draw.random() < 0.6:
        year = f"{month} {year}" if draw.random() < 0.8 else f"{month[:3]}. {year}"
    elif style.month == "short" and draw.random() < 0.6:
        year = draw.choice(
            [
                f"{month[:3]}. {year}",
                f"{month} {year}",
                f"{month[:3]} {year}",
                f"{month[:3]}.-{draw.choice(_MONTHS)[:3]}. {year}",
            ]
        )
    elif style.month == "french":
        year = f"{french} {year}"
    elif style.month == "vancouver" and draw.random() < 0.6:
        year = draw.choice([f"{year} {month[:3]}", f"{year} {month[:3]} {day}"])
    elif style.month == "day" or news:
        year = draw.choice(
            [
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"Fall {year}",
                f"{day} {month[:3]}. {year}",
            ]
        )
    return [("date", closed(style.date.format(year), style.after_date))]


def _title(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    title = record.title
    if not title:
        return []
    if style.quote and record.kind in {"book", "thesis", "report"} and draw.random() < 0.75:
        return [("title", closed(title, style.after_title or draw.choice([".", ","])))]
    title = _quoted(title, style.quote) if style.quote else title
    after = style.after_title
    if record.kind == "page" and draw.random() < 0.2:
        title += draw.choice([" [Internet]", " [online]"]) if draw.random() < 0.3 else ""
    pieces = [("title", closed(title, after))]
    if record.kind == "book" and draw.random() < 0.12:
        pieces.append(
            (
                "note",
                draw.choice(
                    [
                        "2nd ed.",
                        "(2nd ed.).",
                        "3rd edition.",
                        "Rev. ed.",
                        "2e éd.,",
                        "5th ed.,",
                        "Vol. 2.",
                        "First edition.",
                        "(4th edition).",
                    ]
                ),
            )
        )
    if record.kind == "book" and draw.random() < 0.2:
        pieces.append(("editor", closed(_helper(draw), draw.choice([".", ".", ",", ""]))))
    if record.kind == "book" and draw.random() < 0.06:
        pieces.append(("container", closed(_series(record, draw), draw.choice([".", ","]))))
    if record.kind == "report" and draw.random() < 0.5:
        pieces.append(
            (
                "note",
                draw.choice(
                    [
                        "Technical report,",
                        f"Technical Report {draw.randint(1, 900)},",
                        f"Tech. Rep. TR-{draw.randint(10, 99)}-{draw.randint(1, 99)},",
                        "Working paper,",
                        f"Report No. {draw.randint(1, 99)}.",
                        "Preprint,",
                        "Research report.",
                    ]
                ),
            )
        )
    if record.kind == "thesis":
        pieces.append(
            (
                "note",
                draw.choice(
                    [
                        "PhD thesis,",
                        "Ph.D. dissertation,",
                        "(Unpublished doctoral dissertation).",
                        "Ph.D. thesis,",
                        "Thèse de doctorat,",
                        "Master’s thesis,",
                        "Dissertation,",
                        "(Doctoral dissertation).",
                        "[PhD thesis].",
                    ]
                ),
            )
        )
    return pieces


def _quoted(title: str, quote: str) -> str:
    if quote.startswith("«"):
        return f"« {title}{',' if ',' in quote else ''} »"
    opening, closing = (quote[:2], quote[-2:]) if quote.startswith("``") else (quote[0], quote[-1])
    middle = quote[len(opening) : len(quote) - len(closing)] if len(quote) > 2 else ""
    if title[-1] in "?!":
        middle = ""
    if quote == "“,":
        return f"“{title}"
    return f"{opening}{title}{middle}{closing}"


_HELPERS = (
    "Trans. {}", "Translated by {}", "Edited by {}", "Ed. {}", "trans. {}", "{} (trans.)", "Trad. {}", "Traduit par {}", "{} (ed.)", "ed. {}", "trans. by {}",
    "tr. {}", "Edited and translated by {}", "Edited by {} with {}", "Edited by {} and {}", "Translated by {} and {}", "With an introduction by {}", "ed. {} and {}",
    "Eds. {} and {}", "traduit de l’anglais par {}", "Hg. v. {}", "herausgegeben von {}", "edited by {}", "translated by {}", "{}, trans.", "{}, translator",
    "Foreword by {}", "illustrated by {}", "Org. {}", "Tradução de {}", "({} trans.)", "({}, Trans.)", "(trans. {})", "Compiled by {}", "préface de {}",
)  # fmt: skip


def _helper(draw: random.Random) -> str:
    """Who translated, edited or introduced a book."""
    shape = draw.choice(_HELPERS)
    return shape.replace("{}", _a_name(draw), 1).replace("{}", _a_name(draw))


def _a_name(draw: random.Random) -> str:
    given = draw.choice(
        [draw.choice(GIVEN), draw.choice(GIVEN), "W. R.", "J.", "H. J.", f"{draw.choice(GIVEN)} M."]
    )
    family = draw.choice(
        [
            "Berg",
            "Okafor",
            "Lindqvist",
            "Tanaka",
            "Moreau",
            "Castellanos",
            "Whitfield",
            "Novák",
            "O’Dea",
            "Rasmussen",
            "Albrecht",
            "Pereira",
            "van Houten",
            "Fitzgerald",
        ]
    )
    return f"{given} {family}"


def _series(record: Record, draw: random.Random) -> str:
    noun, number = draw.choice(NOUNS).capitalize(), draw.randint(1, 400)
    return draw.choice(
        [
            f"volume {number} of {noun} Lecture Note Series",
            f"Vol. {number % 9 + 1} of Collected {noun}",
            f"Studies in {noun}, vol. {number}",
            f"{record.publisher} Series in {noun}",
            f"Lecture Notes in {noun} {number}",
            f"coll. « {noun} »",
            f"({noun} Library, {number})",
            f"vol. {number % 9 + 1}",
            f"Vol. {roman(number % 9 + 1)}",
            f"volume {number}",
        ]
    )


def _note(draw: random.Random) -> str:
    month, day, year = draw.choice(_MONTHS), draw.randint(1, 28), draw.randint(2000, 2025)
    return draw.choice(
        ["[PubMed]", "PubMed PMID", "PubMed [journal]", f"[accessed {day} {month} {year}].", f"(accessed {month} {day}, {year}).", "Retrieved from", "Available at", "Available online",
         f"Retrieved {month} {day}, {year}, from", "*†", "(in press).", f"Epub {year} {month[:3]} {day}.", "Disponible sur", "Consulté le", f"Last updated {month} {day}, {year}.", f"Updated {month} {year}.",
         "Retirado de", "Zugriff am", f"Accessed {month} {day}, {year}.", "arXiv preprint", "[cited]", f"Published {month} {day}, {year}.", "Reprinted.", "Review.", "Free full text", "(See also Note 7).", "ISBN 90-00-00000-0", "(in Russian)."]
    )  # fmt: skip


_PARTS = {
    "A": _authors,
    "D": _date,
    "T": _title,
    "J": container,
    "V": volume,
    "P": pages,
    "H": house,
}


def words_and_labels(pieces: list[Piece]) -> tuple[list[str], list[str]]:
    """The words of an entry and the label of each; what is glued to the part before it has its label."""
    words: list[str] = []
    labels: list[str] = []
    for label, text in pieces:
        found = text.split()
        if label == "glue" and words:
            if labels[-1] == "date":
                labels[-1] = "volume"
            if labels[-1] == "volume":
                words[-1] += found.pop(0)
            label = "volume" if labels[-1] == "volume" else "pages"
        elif label == "glue":
            label = "volume"
        words += found
        labels += [label] * len(found)
    return words, labels
