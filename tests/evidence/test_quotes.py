"""Finding a quote in its source, whatever copying did to it."""

import unicodedata

import pytest

from evidence.quotes import QuoteMatch, QuoteRefused, locate

ABSTRACT = (
    "BACKGROUND: Mesenchymal stem cells (MSCs) shift T\u2010cells from Th17 towards Treg.\n"
    "RESULTS: The MSC\u2013treated group \u201cimproved\u201d: PASI fell from 12.4 to 6.1 in 8 of "
    "17 people. IL\u201117 and TNF\u2010\u03b1 fell as well; na\u00efve cells did not change.\n"
    "CONCLUSION: Larger trials are needed."
)


def found(quote: str, text: str = ABSTRACT) -> str:
    match = locate(quote, text)
    assert match is not None
    return text[match.start : match.end]


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        pytest.param("Larger trials are needed", "Larger trials are needed", id="as_printed"),
        pytest.param("LARGER Trials are needed", "Larger trials are needed", id="case"),
        pytest.param("shift T-cells from Th17", "shift T\u2010cells from Th17", id="hyphen"),
        pytest.param("The MSC-treated group", "The MSC\u2013treated group", id="dash"),
        pytest.param(
            'group "improved": PASI fell', "group \u201cimproved\u201d: PASI fell", id="quotes"
        ),
        pytest.param("towards Treg. RESULTS: The", "towards Treg.\nRESULTS: The", id="line_break"),
        pytest.param("8  of\u00a017\npeople. IL-17", "8 of 17 people. IL\u201117", id="spaces"),
        pytest.param("PA\u00adSI fell from", "PASI fell from", id="soft_hyphen_in_the_quote"),
        pytest.param(
            unicodedata.normalize("NFD", "na\u00efve cells did not"),
            "na\u00efve cells did not",
            id="decomposed",
        ),
        pytest.param(
            "\u201cLarger trials are needed\u201d", "Larger trials are needed", id="marks"
        ),
        pytest.param("Larger trials are needed.", "Larger trials are needed", id="closing_stop"),
        pytest.param(
            "fell from 12.4 to 6.1 in 8 of 17,", "fell from 12.4 to 6.1 in 8 of 17", id="stop"
        ),
        pytest.param("TNF-\u03b1 fell as well", "TNF\u2010\u03b1 fell as well", id="greek"),
    ],
)
def test_what_copying_changes_is_no_difference(quote: str, original: str) -> None:
    assert found(quote) == original


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ("\ufb01ve people were well", "five people were well"),
        ("10\u2076 cells per kilogram", "106 cells per kilogram"),
        ("it\u2019s a soft test", "it's a so\u00adft test"),
        ("stra\u00dfe is a street", "STRASSE is a street"),
    ],
)
def test_compatible_forms_are_no_difference(quote: str, original: str) -> None:
    text = f"We saw that {original} here."
    assert found(quote, text) == original
    assert found(original, f"Then {quote} again") == quote


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("Larger trials were needed", id="another_word"),
        pytest.param("PASI fell from 12.4 to 6.2", id="another_number"),
        pytest.param("arger trials are needed", id="inside_a_word"),
        pytest.param("Larger trials are need", id="half_a_word"),
        pytest.param("fell from 12.4 to 6.1 in 8 of 1", id="half_a_number"),
        pytest.param("The group improved: PASI fell from 12", id="half_a_decimal_and_words_less"),
        pytest.param('improved": PASI fell from 12', id="half_a_decimal"),
        pytest.param("4 to 6.1 in 8", id="the_other_half_of_a_decimal"),
        pytest.param("MSCs do not shift T-cells", id="a_word_more"),
        pytest.param("Mesenchymal stem cells shift T-cells", id="a_word_less"),
    ],
)
def test_any_other_difference_is_one(quote: str) -> None:
    assert locate(quote, ABSTRACT) is None


@pytest.mark.parametrize("dots", ["…", "...", ". . .", "[…]", "[...]", "[ . . . ]", "(…)"])
def test_an_ellipsis_divides_a_quote(dots: str) -> None:
    match = locate(f"MSCs) shift T-cells {dots} 8 of 17 people", ABSTRACT)
    assert match is not None
    assert [ABSTRACT[start:end] for start, end in match.parts] == [
        "MSCs) shift T\u2010cells",
        "8 of 17 people",
    ]
    assert (match.start, match.end) == (match.parts[0][0], match.parts[-1][1])


def test_parts_follow_one_another() -> None:
    assert locate("8 of 17 people … MSCs) shift T-cells", ABSTRACT) is None


def test_parts_do_not_overlap() -> None:
    assert locate("the same words here … words here again", "the same words here again") is None


def test_an_ellipsis_at_the_ends_is_no_part() -> None:
    assert found("… trials are needed …") == "trials are needed"


def test_one_part_of_three_words_is_enough() -> None:
    assert found("MSCs … 8 of 17 people").startswith("MSCs) shift")


@pytest.mark.parametrize(
    "quote",
    ["", "   ", "…", "needed", "are needed", "T … cells", "a … b … c", "\u2014 \u2014 \u2014"],
)
def test_a_short_quote_is_refused_with_a_reason(quote: str) -> None:
    with pytest.raises(QuoteRefused, match="at least 3 words"):
        locate(quote, ABSTRACT)


def test_nothing_is_found_in_an_empty_text() -> None:
    assert locate("Larger trials are needed", "") is None


def test_offsets_are_of_the_text_as_given() -> None:
    text = "\u00ad\u00a0 \n Larger   trials\u00a0are\nneeded \u00bd"
    match = locate("larger trials are needed", text)
    assert match == QuoteMatch(5, 31, ((5, 31),))
    assert text[5:31] == "Larger   trials\u00a0are\nneeded"


def test_a_pattern_in_a_quote_is_only_text() -> None:
    assert (
        found("(n = 8) [95% CI 1.2+", "in all (n = 8) [95% CI 1.2+ to 3]") == "(n = 8) [95% CI 1.2+"
    )
