"""Where a made-up work appeared, in a style: container, volume, pages, house."""

import random

from benchmarks.reference_lists.names import people
from benchmarks.reference_lists.records import Record
from benchmarks.reference_lists.styles import HOUSES, Style

Piece = tuple[str, str]


def closed(text: str, mark: str) -> str:
    """The text with a mark behind it, unless it ends with one as strong."""
    if not text:
        return ""
    if mark == "." and text[-1] in ".?!":
        return text
    if mark in {",", ";", ":"} and text[-1] in "?!" and mark != ",":
        return text
    return text + mark


def container(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    """The journal, the book or the meeting."""
    if record.kind in {"article", "untitled", "news"}:
        into = "in " if style.names.startswith("capitals") and draw.random() < 0.3 else ""
        journal = record.container
        if into == "" and draw.random() < 0.02 and style.after_journal == ",":
            journal += f" ({draw.choice(['Amst', 'Berl', 'London', 'Phila Pa 1976', 'Basel'])})"
        if draw.random() < 0.02:
            journal = f"<italic>{journal}</italic>"
        return [("journal", closed(into + journal, style.after_journal))]
    if record.kind == "meeting":
        into = style.into if draw.random() < 0.8 else ""
        return [
            (
                "container",
                closed(
                    f"{into} {record.container}".strip(),
                    draw.choice([",", ".", ",", style.after_journal]),
                ),
            )
        ]
    if record.kind == "chapter":
        return _chapter(record, style, draw)
    if record.kind == "page" and draw.random() < 0.35:
        return [
            (
                "journal",
                closed(
                    record.container
                    or draw.choice(
                        ["Larkstad Health", "SkinFacts.example", "Health Line", "Clinic Today"]
                    ),
                    style.after_journal,
                ),
            )
        ]
    return []


def _chapter(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    into = (
        ""
        if draw.random() < 0.12
        else draw.choice(["In", "In", "in", "In:", "Dans", style.into or "In"])
    )
    book = record.container
    kind = draw.random()
    spelt = people(
        record.editors, draw.choice(["ieee", "full_first", "apa", "first_tight", style.names]), draw
    )
    one = len(record.editors) == 1
    marked = spelt + draw.choice(
        [
            " (Ed.)," if one else " (Eds.),",
            ", ed.," if one else ", eds.,",
            " (ed.)," if one else " (eds.),",
            " (eds),",
            ", editors,",
            " (Hg.),",
            " (dir.),",
        ]
    )
    if kind < 0.4:
        return [
            ("editor", f"{into} {marked}"),
            ("container", closed(book, draw.choice([",", ".", "", ","]))),
        ]
    if kind < 0.75:
        by = draw.choice(
            [
                "edited by {},",
                "ed. {}.",
                "Eds. {}.",
                "Ed. {}.",
                "edited by {}.",
                "ed. by {},",
                "eds. {},",
                "herausgegeben von {},",
            ]
        ).format(people(record.editors, "full_first", draw))
        return [("container", closed(f"{into} {book}", draw.choice([",", "."]))), ("editor", by)]
    return [("container", closed(f"{into} {book}", draw.choice([",", ".", ",", ":"])))]


def volume(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    """Volume and issue."""
    if record.kind not in {"article", "untitled"} and not (
        record.kind == "news" and draw.random() < 0.2
    ):
        return []
    shape = style.volume
    issue, volume = record.issue, record.volume
    if "{i}" in shape and (not issue or draw.random() < 0.25):
        shape = shape.split("{v}")[0] + "{v}" if "{v}" in shape else "{v}"
    text = shape.format(v=volume, i=issue, r=roman(draw.randint(1, 60)))
    if (
        "D" in style.order
        and style.order.index("V") == style.order.index("D") + 1
        and style.after_date == ";"
        and draw.random() < 0.75
    ):
        return [("glue", closed(text, style.after_volume))]
    return [("volume", closed(text, style.after_volume))]


def roman(number: int) -> str:
    """A number below a hundred in Roman numerals."""
    text = ""
    for value, letters in (
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            text, number = text + letters, number - value
    return text


def pages(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    """The pages, glued to the volume or not."""
    if record.kind in {"page", "thesis", "report", "book"} and draw.random() < 0.93:
        return []
    if record.kind in {"chapter", "meeting", "news"} and draw.random() < 0.35:
        return []
    pages = (
        record.pages.replace("-", draw.choice(["-", "-", "–", "–", "-", "—"]))
        if draw.random() < 0.9
        else record.pages.split("-")[0]
    )
    shape = style.pages
    if record.kind in {"chapter", "meeting"} and shape == "{}" and draw.random() < 0.5:
        shape = draw.choice(["pp. {}", "pages {}", "p. {}", "(pp. {})"])
    label = "pages"
    if (
        shape == "{}"
        and record.kind == "article"
        and style.after_volume.strip() in {":", ","}
        and style.order.find("VP") >= 0
        and draw.random() < 0.4
    ):
        label = "glue"
    return [(label, closed(shape.format(pages), style.after_pages))]


def house(record: Record, style: Style, draw: random.Random) -> list[Piece]:
    """Publisher and place."""
    if not record.publisher or record.kind in {"article", "untitled", "news", "page"}:
        return []
    place, house = record.place, record.publisher
    if record.kind == "thesis":
        return [
            ("publisher", house + ","),
            ("location", place + draw.choice([".", ","]) if draw.random() < 0.3 else ""),
        ]
    if record.kind == "meeting":
        pieces = [("location", place + ","), ("publisher", house + draw.choice([".", ","]))]
        chance = draw.random()
        return (
            pieces[:1]
            if chance < 0.3
            else pieces[1:]
            if chance < 0.5
            else pieces
            if chance < 0.7
            else []
        )
    shape = style.house if draw.random() < 0.85 else draw.choice(HOUSES)
    if "{c}" not in shape:
        return [("publisher", closed(house, draw.choice([",", "."])))]
    before, after = (("location", place), ("publisher", house))
    if shape.index("{h}") < shape.index("{c}"):
        before, after = after, before
    opening = "(" if shape.startswith("(") else ""
    between = shape.strip("()").replace("{c}", "").replace("{h}", "").strip()
    closing = ")" if opening and style.order.endswith("H") else ""
    gap = " " if " :" in shape else ""
    return [
        (before[0], f"{opening}{before[1]}{gap}{between}"),
        (after[0], after[1] + closing + draw.choice([",", ".", ","])),
    ]
