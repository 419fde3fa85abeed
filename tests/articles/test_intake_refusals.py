"""Bad input: refused in one clear sentence, or read honestly, and never slowly."""

import random
import time
from collections.abc import Callable

import pytest

from articles.intake import ArticleRefused, parse_article, to_markdown

SIZE = 300_000
SECONDS = 15  # one to three on most machines; what is quadratic takes minutes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The text is empty: paste the article"),
        (" \n\u00a0\t\n\ufeff", "The text is empty: paste the article"),
        ("Cells\x00sleep.", "save the article as plain text"),
        ("\x01\x02\x03\x04" * 50, "save the article as plain text"),
        ("Cells sleep. " + "\ufffd" * 40, "save the article as plain text"),
        ("%PDF-1.7 cells", "a PDF file"),
        ("{\\rtf1 cells}", "an RTF file"),
        ("PK\x03\x04cells", "a Word or zip file"),
        ("\xd0\xcf\x11\xe0cells", "an old Word file"),
        ("\n <!DOCTYPE html><p>Cells</p>", "an HTML page"),
        ("<HTML><p>Cells</p>", "an HTML page"),
        ("<?xml version='1.0'?><article/>", "an XML file"),
        ("a" * 3_000_001, "at most 3,000,000: send one article"),
        ("top of page\n\nComments\n\nbottom of page\n", "nothing but the frame of a web page"),
    ],
)
def test_what_is_no_article_is_refused_with_the_mend(text: str, message: str) -> None:
    with pytest.raises(ArticleRefused, match=message) as refused:
        parse_article(text)
    assert str(refused.value).count(". ") == 0
    assert str(refused.value).endswith(".")


def test_a_few_stray_control_characters_are_taken_out() -> None:
    parsed = parse_article("A title\n\nCells\x07 sleep in the cold.\n")
    assert parsed.blocks[0].text == "Cells sleep in the cold."


@pytest.mark.parametrize(
    "text",
    [
        "One sentence only, and it has no title.",
        "A title only",
        "References\n\nOkafor, C. (2020). Cells. Larkstad Journal, 3(2), 1-2.",
        "A title\n\nReferences\n",
        "- one bullet",
        "....",
        "[[[[((((]]]]))))",
        "漢字の文章。これは文です。",
        "العربية نص قصير.",
    ],
)
def test_odd_texts_give_an_honest_report(text: str) -> None:
    parsed = parse_article(text)
    report = parsed.report()
    assert report.next_steps
    assert report.references_found == len(parsed.references)
    to_markdown(parsed)


def noise() -> str:
    chance = random.Random(7)
    return "".join(chance.choices("abcdefgh ABC.,;:()[]0123456789\n*_#-&", k=SIZE))


JUNK: dict[str, Callable[[], str]] = {
    "a line each": lambda: "The cells grow in the cold room of Larkstad.\n" * (SIZE // 45),
    "no full stop": lambda: "cells grow in cold rooms of Larkstad " * (SIZE // 37),
    "one word": lambda: "a" * SIZE,
    "full stops": lambda: ". " * (SIZE // 2),
    "brackets": lambda: "[(" * (SIZE // 2),
    "open citations": lambda: "(Okafor et al., " * (SIZE // 16),
    "citations": lambda: "It grows (Okafor, 2020). " * 19_000,
    "headings": lambda: "Heading here\n" * (SIZE // 13),
    "torn lines": lambda: "cells of the\n\n" * (SIZE // 14),
    "numbered": lambda: "".join(f"{n % 900 + 1}. Label here\n" for n in range(SIZE // 15)),
    "names": lambda: "Okafor, " * (SIZE // 8),
    "references": lambda: (
        "A title\n\nReferences\n" + "Berg, T. (2020). Cells. Skin, 3(2), 1-2.\n" * (SIZE // 41)
    ),
    "one long entry": lambda: "A title\n\nReferences\n1. " + "Berg, T., " * (SIZE // 10),
    "one entry of many lines": lambda: (
        "A title\n\nReferences\n1. Berg\n" + "cells,\n" * (SIZE // 7)
    ),
    "noise": noise,
    "initials": lambda: "A. " * (SIZE // 3),
    "white space": lambda: "a \t \n \n" * (SIZE // 7),
}


def seconds(text: str) -> float:
    """Processor time for reading, reporting and writing a text, whatever else the machine does."""
    began = time.process_time()
    parsed = parse_article(text)
    parsed.report().to_dict()
    to_markdown(parsed)
    return time.process_time() - began


@pytest.mark.parametrize("name", JUNK)
def test_junk_takes_no_more_than_its_length(name: str) -> None:
    assert seconds(JUNK[name]()) < SECONDS


def test_two_megabytes_in_one_line_take_seconds() -> None:
    assert seconds("The cells grow in the cold room of Larkstad. " * 45_000) < SECONDS
