"""What of a text does not count, what comes nearest, and which text a quote is found in."""

import pytest

from evidence.quotes import Sources, cleaned, plain_of
from evidence.quotes.checking import Checked

TITLE = "Marrow cells for plaque psoriasis"
PAPER = """Marrow cells for plaque psoriasis

Example A, Other B

Abstract
The plaques cleared in half of the people we treated.

Introduction
Marrow cells for plaque psoriasis are offered in many clinics, and little is known of them.

Methods
We infused cells once, and we meas-
ured the plaques each week with T-
cells counted alongside.

Results
The itch went first, and the plaques cleared later.

How to cite this article: Example A. Marrow cells for plaque psoriasis. J Skin 2020.

REFERENCES
1. Other B. Plaques that never came back at all. J Skin. 2010;3:1-9.
2. Third C. Itch that went away by itself. Skin. 2011;4:10-19. doi:10.1000/x

Appendix
The people were followed for a year by telephone.
"""


def checked(quote: str, text: str = PAPER, **given: object) -> Checked:
    return Sources(titles=[TITLE], texts=[(7, text)], **given).check(quote)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "quote",
    [
        "The plaques cleared in half of the people",
        "Marrow cells for plaque psoriasis are offered in many clinics",
        "we measured the plaques each week",
        "plaques each week with T-cells counted",
        "followed for a year by telephone",
        "The itch went first … plaques cleared later",
    ],
)
def test_what_the_paper_says_is_found(quote: str) -> None:
    found = checked(quote)
    assert (found.result, found.text) == ("found_in_full_text", 7)
    assert PAPER[found.start : found.end] == found.words


@pytest.mark.parametrize(
    ("quote", "where"),
    [
        ("Marrow cells for plaque psoriasis. J Skin", "references"),
        ("Plaques that never came back at all", "references"),
        ("went away by itself. Skin. 2011", "references"),
        ("The plaques cleared in half … never came back at all", "references"),
    ],
)
def test_what_it_lists_is_not(quote: str, where: str) -> None:
    found = checked(quote)
    assert (found.result, found.only_in) == ("not_found", where)


def test_a_title_by_itself_is_not_and_a_sentence_with_its_words_is() -> None:
    without = PAPER.replace("Marrow cells for plaque psoriasis are", "They are")
    assert checked(TITLE, without).only_in == "title"
    assert checked(TITLE, without).result == "not_found"
    assert checked(TITLE).result == "found_in_full_text"


@pytest.mark.parametrize(
    "heading",
    ["References", "REFERENCES:", "7. References", "Bibliography", "Literature cited", "Literatur"],
)
def test_lists_go_by_many_names(heading: str) -> None:
    text = f"We saw little of it, and tell of it here.\n\n{heading}\nOther B. Plaques that never came back.\n"
    assert checked("Plaques that never came back", text).only_in == "references"
    assert checked("We saw little of it", text).result == "found_in_full_text"


def test_a_table_of_contents_hides_nothing() -> None:
    text = "Abstract\nResults\nReferences\n\nIntroduction\nPlaques are hard to treat at home.\n"
    assert checked("Plaques are hard to treat", text).result == "found_in_full_text"


def test_entries_without_a_heading_are_known_by_their_look() -> None:
    text = "We saw it too.\n[12] Other B. Plaques that never came back. J Skin 2010;3(2):1-9.\n"
    assert checked("Plaques that never came back", text).only_in == "references"
    numbered = "1. In 2010 the plaques never came back in our people.\n"
    assert checked("the plaques never came back", numbered).result == "found_in_full_text"


def test_a_copy_without_line_breaks_has_its_list_too() -> None:
    text = "We saw little of it. References 1. Other B. Plaques that never came back. Skin 2010."
    assert checked("Plaques that never came back", text).only_in == "references"


def test_the_abstract_comes_first_and_has_a_title_too() -> None:
    found = checked(
        "the plaques cleared in half", abstracts=["We saw the plaques cleared in half."]
    )
    assert (found.result, found.text) == ("found_in_abstract", None)
    alone = Sources(titles=[TITLE], abstracts=[f"{TITLE}. Little is known."])
    assert alone.check(TITLE).only_in == "title"
    assert alone.check("Little is known").result == "found_in_abstract"


def test_without_a_text_or_a_quote_it_says_so() -> None:
    assert Sources(abstracts=[" "]).check("any three words").result == "no_text"
    assert Sources(abstracts=["A text."]).check("").result == "unlocatable"


def test_parts_from_pages_apart_are_no_quote() -> None:
    apart = (
        "The itch went first. "
        + "Then came a long time of nothing. " * 200
        + "Plaques cleared later."
    )
    assert checked("The itch went first … plaques cleared later", apart).result == "not_found"
    again = apart + " The itch went first, and the plaques cleared later."
    assert (
        checked("The itch went first … plaques cleared later", again).result == "found_in_full_text"
    )


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("the plaques cleared in most of the people", "The plaques cleared in half of the people"),
        (
            "The itch went away first, and plaques cleared later",
            "The itch went first, and the plaques cleared later",
        ),
        ("We infused the cells once and measured", "We infused cells once, and we"),
    ],
)
def test_what_comes_nearest_is_shown(quote: str, near: str) -> None:
    found = checked(quote)
    assert found.result == "not_found"
    assert found.words == near


def test_where_nothing_is_near_nothing_is_shown() -> None:
    found = checked("quite unlike anything that stands here, whatever one does")
    assert (found.words, found.start, found.text) == ("", None, None)


def test_a_long_text_is_compared_once_and_quickly() -> None:
    long = "\n".join(
        f"Sentence {n} tells of {n * 7} people and of {n * 3} plaques." for n in range(9000)
    )
    sources = Sources(texts=[(1, long)])
    for n in range(0, 9000, 300):
        assert sources.check(f"Sentence {n} tells of {n * 7} people").result == "found_in_full_text"
        assert sources.check(f"Sentence {n} tells of {n * 7} mice and of").result == "not_found"


def test_offsets_stand_for_the_text_as_given_where_words_are_joined() -> None:
    text = "We meas-\nured the plaques."
    plain = plain_of(text, join=True)
    assert plain.text == "we measured the plaques."
    assert text[slice(*plain.span(3, 11))] == "meas-\nured"


def test_cleaning_keeps_lines_and_letters() -> None:
    assert cleaned("a\r\nb\rc\0\x1f\u2028d\te\u0301 ") == "a\nb\nc\nd\t\u00e9"
