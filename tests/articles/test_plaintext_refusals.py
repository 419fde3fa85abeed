"""Bad input: refused in one clear sentence, or read honestly, and never slowly."""

import random
import time

import pytest

from articles.plaintext import ArticleRefused, parse_article, to_markdown

SIZE = 2_000_000
SECONDS = 15  # a few on any machine; what is quadratic takes minutes


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


def junk() -> dict[str, str]:
    chance = random.Random(7)
    word = "cells grow in cold rooms of Larkstad "
    return {
        "prose on one line": "The cells grow in the cold room of Larkstad. " * (SIZE // 45),
        "a line each": "The cells grow in the cold room of Larkstad.\n" * (SIZE // 45),
        "no full stop": word * (SIZE // len(word)),
        "one word": "a" * SIZE,
        "full stops": ". " * (SIZE // 2),
        "brackets": "[(" * (SIZE // 2),
        "open citations": "(Okafor et al., " * (SIZE // 16),
        "citations": "It grows (Okafor, 2020). " * 19_000,
        "headings": "Heading here\n" * (SIZE // 13),
        "torn lines": "cells of the\n\n" * (SIZE // 14),
        "numbered": "".join(f"{n % 900 + 1}. Label here\n" for n in range(SIZE // 15)),
        "names": "Okafor, " * (SIZE // 8),
        "references": "A title\n\nReferences\n"
        + "Berg, T. (2020). Cells. Skin, 3(2), 1-2.\n" * 40_000,
        "one long entry": "A title\n\nReferences\n1. " + "Berg, T., " * (SIZE // 10),
        "noise": "".join(chance.choices("abcdefgh ABC.,;:()[]0123456789\n*_#-&", k=SIZE)),
        "initials": "A. " * (SIZE // 3),
        "white space": "a \t \n \n" * (SIZE // 7),
    }


@pytest.mark.parametrize("name", sorted(junk()))
def test_two_megabytes_of_anything_take_seconds(name: str) -> None:
    text = junk()[name]
    began = time.monotonic()
    parsed = parse_article(text)
    parsed.report().to_dict()
    to_markdown(parsed)
    assert time.monotonic() - began < SECONDS
