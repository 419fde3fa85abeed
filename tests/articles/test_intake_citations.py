"""Citations in the text, and the entry of the list that each means."""

import pytest

from articles.intake import ArticleRefused, InTextCitation, ParsedArticle, parse_article

NUMBERED = """\
1. Okafor, C., & Berg, T. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19.
2. Tanaka, H., Ferreira, L., & Lindqvist, B. (2019a). Cells of rats. Larkstad Journal, 2(1), 1-9.
3. Tanaka, H. (2019b). Cells of mice. Larkstad Journal, 2(2), 10-19.
4. van der Meer, A. (2021). Cells of the hip. Larkstad Journal, 4(1), 1-9.
5. World Council of Skin. (2018). Cells and skin. https://skin.example/cells
6. Núñez-Østby, K. (2017). Cells of the nose. Larkstad Journal, 1(1), 1-9.
7. Ferreira, L. (2016). Cells of the ear. Larkstad Journal, 1(1), 20-29.
8. Ferreira, L. (2016). Cells of the eye. Larkstad Journal, 1(2), 30-39.
"""
UNNUMBERED = "\n".join(line[3:] for line in NUMBERED.splitlines())


def parsed(sentence: str, references: str = NUMBERED) -> ParsedArticle:
    return parse_article(f"A title\n\n{sentence}\n\nReferences\n\n{references}")


def citations(sentence: str, references: str = NUMBERED) -> tuple[InTextCitation, ...]:
    return parsed(sentence, references).citations


@pytest.mark.parametrize(
    ("mark", "names", "year", "suffix", "reference"),
    [
        ("(Okafor & Berg, 2020)", ("Okafor", "Berg"), 2020, "", 0),
        ("(Okafor and Berg, 2020)", ("Okafor", "Berg"), 2020, "", 0),
        ("(Okafor et al., 2020)", ("Okafor",), 2020, "", 0),
        ("(Okafor et al. 2020)", ("Okafor",), 2020, "", 0),
        ("(OKAFOR ET AL., 2020)", ("OKAFOR",), 2020, "", 0),
        ("[(Okafor et al., 2020)]", ("Okafor",), 2020, "", 0),
        ("[Okafor et al., 2020]", ("Okafor",), 2020, "", 0),
        ("(see Okafor et al., 2020)", ("Okafor",), 2020, "", 0),
        ("(e.g., Okafor et al., 2020)", ("Okafor",), 2020, "", 0),
        ("(reviewed in Okafor et al., 2020)", ("Okafor",), 2020, "", 0),
        ("(Okafor et al., 2020, p. 14)", ("Okafor",), 2020, "", 0),
        ("(Okafor et al., 2020, Table 2)", ("Okafor",), 2020, "", 0),
        ("(Okafor et al., 2020: 14–15)", ("Okafor",), 2020, "", 0),
        ("(C. Okafor et al., 2020)", ("Okafor",), 2020, "", 0),
        ("(Okafor 2020)", ("Okafor",), 2020, "", 0),
        (
            "(Tanaka, Ferreira, & Lindqvist, 2019a)",
            ("Tanaka", "Ferreira", "Lindqvist"),
            2019,
            "a",
            1,
        ),
        ("(Tanaka, 2019b)", ("Tanaka",), 2019, "b", 2),
        ("(van der Meer, 2021)", ("van der Meer",), 2021, "", 3),
        ("(Meer, 2021)", ("Meer",), 2021, "", 3),
        ("(Van der Meer et al., 2021)", ("Van der Meer",), 2021, "", 3),
        ("(World Council of Skin, 2018)", ("World Council of Skin",), 2018, "", 4),
        ("(WCS, 2018)", ("WCS",), 2018, "", 4),
        ("(Nunez-Ostby, 2017)", ("Nunez-Ostby",), 2017, "", None),
        ("(Nunez\u2010Østby, 2017)", ("Nunez-Østby",), 2017, "", 5),
        ("(Núñez-Østby, n.d.)", ("Núñez-Østby",), None, "", 5),
    ],
)
def test_authors_and_year_in_brackets(
    mark: str, names: tuple[str, ...], year: int | None, suffix: str, reference: int | None
) -> None:
    (found,) = citations(f"Cells sleep in the cold {mark}. They wake up later.")
    assert (found.names, found.year, found.suffix, found.reference) == (
        names,
        year,
        suffix,
        reference,
    )
    assert not found.narrative
    assert found.number is None


@pytest.mark.parametrize(
    ("mark", "works"),
    [
        ("(Okafor & Berg, 2020; Tanaka, 2019b)", [("Okafor", 0), ("Tanaka", 2)]),
        ("(Okafor & Berg, 2020; Tanaka, 2019a, b)", [("Okafor", 0), ("Tanaka", 1), ("Tanaka", 2)]),
        ("(Tanaka, 2019b, 2020)", [("Tanaka", 2), ("Tanaka", None)]),
        ("(Mbeki et al., 2011; cited in Okafor et al., 2020)", [("Mbeki", None), ("Okafor", 0)]),
    ],
)
def test_several_works_in_one_pair_of_brackets(
    mark: str, works: list[tuple[str, int | None]]
) -> None:
    found = citations(f"Cells sleep in the cold {mark}.")
    assert [(one.names[0], one.reference) for one in found] == works
    assert {one.text for one in found} == {mark}


@pytest.mark.parametrize(
    ("sentence", "text", "reference"),
    [
        ("Okafor et al. (2020) saw that cells sleep.", "Okafor et al. (2020)", 0),
        ("Okafor and Berg (2020) saw that cells sleep.", "Okafor and Berg (2020)", 0),
        ("Okafor & Berg (2020) saw that cells sleep.", "Okafor & Berg (2020)", 0),
        ("As Okafor and colleagues (2020) saw, cells sleep.", "Okafor and colleagues (2020)", 0),
        ("Tanaka (2019b) saw that cells sleep.", "Tanaka (2019b)", 2),
        ("Van der Meer (2021) saw that cells sleep.", "Van der Meer (2021)", 3),
        ("Mbeki et al. (2011) saw that cells sleep.", "Mbeki et al. (2011)", None),
        ("Okafor et al.'s (2020) cells slept.", "Okafor et al.'s (2020)", 0),
    ],
)
def test_authors_in_the_sentence_stay_in_it(
    sentence: str, text: str, reference: int | None
) -> None:
    article = parsed(sentence)
    (found,) = article.citations
    assert (found.text, found.reference, found.narrative) == (text, reference, True)
    assert [one.text for one in article.sentences if one.origin == "body"] == [sentence]


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [
        ("[1]", [1]),
        ("[1,3]", [1, 3]),
        ("[1, 3]", [1, 3]),
        ("[1; 3]", [1, 3]),
        ("[1–4]", [1, 2, 3, 4]),
        ("[1-4]", [1, 2, 3, 4]),
        ("[1\u20104]", [1, 2, 3, 4]),
        ("[1, 3–5]", [1, 3, 4, 5]),
        ("[9]", [9]),
    ],
)
def test_numbers_in_square_brackets(mark: str, numbers: list[int]) -> None:
    found = citations(f"Cells sleep in the cold {mark}.")
    assert [one.number for one in found] == numbers
    assert [one.reference for one in found] == [n - 1 if n < 9 else None for n in numbers]
    assert {one.names for one in found} == {()}


@pytest.mark.parametrize(
    "sentence",
    [
        "Cells sleep in the cold (mostly in 2019).",
        "Cells sleep (since 2019).",
        "Cells sleep (Figure 3, 2019).",
        "Cells sleep (December 2019).",
        "The clinic opened (Larkstad 2019).",
        "It opened in Larkstad (2019).",
        "Sweden and Norway (2019) counted too.",
        "Cells sleep (2019).",
        "Cells sleep (n = 20, 2019).",
        "Cells slept longer (95% CI [2, 5]).",
        "The median was 7, range [2-9].",
        "The temperature was between the limits [42-68].",
        "It took long [1–4000].",
        "It took [0] days.",
        "Cells sleep [sic].",
        "The cell index (IL-17, 2019) rose.",
        "The rooms (the one in the cellar, 2019) were cold.",
    ],
)
def test_what_is_no_citation(sentence: str) -> None:
    article = parsed(sentence)
    assert article.citations == ()
    assert article.sentences[-1].text == sentence


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        ("(Okafor et al., 2020)", "first author and year agree"),
        ("(Núñez-Østby, n.d.)", "only entry by this author"),
        ("[2]", "number 2 of the list"),
        ("(Mbeki et al., 2020)", "no entry of the list is by Mbeki"),
        ("(Okafor et al., 2021)", "Okafor is in the list with 2020, not 2021"),
        ("(Berg, 2020)", "Berg is in the list, but not as a first author"),
        (
            "(Okafor & Tanaka, 2020)",
            "Okafor is in the list with that year, but with another second author",
        ),
        ("(Tanaka, 2019)", "fits 2 entries: number 2, number 3"),
        ("(Ferreira, 2016)", "fits 2 entries: number 7, number 8"),
        ("(Tanaka, 2019c)", "Tanaka is in the list with 2019, but not with 2019c"),
        ("(Okafor et al., 2020a)", "first author and year agree"),
        ("[12]", "the list has no number 12"),
    ],
)
def test_every_citation_says_why(mark: str, why: str) -> None:
    (found,) = citations(f"Cells sleep in the cold {mark}.")
    assert found.why == why
    assert (found.reference is None) == (
        why
        not in ("first author and year agree", "only entry by this author", "number 2 of the list")
    )


def test_numbers_and_a_list_without_numbers() -> None:
    (found,) = citations("Cells sleep in the cold [1].", UNNUMBERED)
    assert (found.reference, found.why) == (None, "the list is not numbered")


def test_entries_of_a_list_without_numbers_are_named_by_line() -> None:
    (found,) = citations("Cells sleep (Ferreira, 2016).", UNNUMBERED)
    assert found.why == "fits 2 entries: line 13, line 14"


def test_a_number_that_stands_twice_in_the_list() -> None:
    twice = NUMBERED + "8. Holm, A. (2015). Cells of the toe. Larkstad Journal, 1(1), 1-9.\n"
    (found,) = citations("Cells sleep [8].", twice)
    assert (found.reference, found.why) == (None, "number 8 stands more than once in the list")


def test_citations_without_any_list() -> None:
    found = parse_article(
        "A title\n\nCells sleep in the cold (Okafor et al., 2020) [1].\n"
    ).citations
    assert {(one.reference, one.why) for one in found} == {(None, "the text has no reference list")}


def test_offsets_point_at_the_mark_in_the_block() -> None:
    article = parsed(
        "Cells sleep [(Okafor et al., 2020)] and wake (Tanaka, 2019b; Mbeki, 2011) [3, 4]."
    )
    assert len(article.citations) == 5
    for citation in article.citations:
        block = article.blocks[citation.block]
        assert block.text[citation.start : citation.end] == citation.text
    assert [one.start for one in article.citations] == sorted(
        one.start for one in article.citations
    )


def test_a_mark_with_a_link_behind_it_is_one_mark() -> None:
    article = parsed(
        "Cells sleep [(Okafor et al., 2020)](https://a.example/x(1)/full). They wake up."
    )
    (found,) = article.citations
    assert found.text == "[(Okafor et al., 2020)](https://a.example/x(1)/full)"
    assert article.sentences[1].text == "Cells sleep."


def test_a_bracket_that_is_only_partly_a_citation_keeps_its_words() -> None:
    article = parsed("Cells sleep (in rats at least; Okafor et al., 2020) in the cold.")
    assert [one.reference for one in article.citations] == [0]
    assert article.sentences[1].text == "Cells sleep (in rats at least) in the cold."


def test_a_short_range_beyond_the_list_is_a_citation_that_matches_nothing() -> None:
    found = citations("Cells sleep in the cold [7–9].")
    assert [one.reference for one in found] == [6, 7, None]


def test_a_text_that_cites_without_end_is_refused() -> None:
    many = "".join(
        f"{n}. Berg, T. (2020). Cells. Larkstad Journal, 3(2), 1-2.\n" for n in range(1, 61)
    )
    with pytest.raises(ArticleRefused, match="cites more than 20,000 times"):
        parsed("Cells sleep [1–60]. " * 400, many)
