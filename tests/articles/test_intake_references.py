"""The reference list: entries, their fields, and what they lack."""

import pytest

from articles.intake import Author, ParsedReference, parse_article

PROSE = "The clinic in Larkstad counted every visit of the winter, and the numbers were low."
APA = "Okafor, C., & Berg, T. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."


def references(*lines: str) -> tuple[ParsedReference, ...]:
    return parse_article("\n".join(["A title", "", PROSE, "", "References", "", *lines])).references


def reference(line: str) -> ParsedReference:
    (found,) = references(line)
    return found


FIELDS = {
    APA: {
        "authors": (Author("Okafor", "C."), Author("Berg", "T.")),
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad Journal",
        "volume": "3",
        "issue": "2",
        "pages": "11-19",
    },
    "Okafor CE, Berg TA. Cells of the cold room. Larkstad J. 2020;3(2):11-19.": {
        "authors": (Author("Okafor", "CE"), Author("Berg", "TA")),
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad J",
        "volume": "3",
        "issue": "2",
        "pages": "11-19",
    },
    "Okafor CE, Berg T, et al. Cells of the cold room. Larkstad J [Internet]. 2020 Nov 5;3(2):11–9. "
    "Available from: http://dx.doi.org/10.5555/LJ.2020.11": {
        "authors": (Author("Okafor", "CE"), Author("Berg", "T")),
        "authors_truncated": True,
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad J",
        "pages": "11–9",
        "doi": "10.5555/lj.2020.11",
        "url": "",
    },
    "Okafor CE, Berg T (2020) Cells of the cold room. Larkstad Journal 3:11–19": {
        "authors": (Author("Okafor", "CE"), Author("Berg", "T")),
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad Journal",
        "volume": "3",
        "pages": "11–19",
    },
    "van der Berg, T., O'Neill, B.-J., & D’Souza, A. M. (2019a). Do cells sleep? A night in the "
    "cold room. Larkstad Journal, 12, e1234.": {
        "authors": (
            Author("van der Berg", "T."),
            Author("O'Neill", "B.-J."),
            Author("D’Souza", "A. M."),
        ),
        "year": 2019,
        "year_suffix": "a",
        "title": "Do cells sleep? A night in the cold room",
        "volume": "12",
        "pages": "e1234",
    },
    "World Council of Skin. (2018). Cells and skin. https://skin.example/cells": {
        "authors": (Author("World Council of Skin"),),
        "year": 2018,
        "title": "Cells and skin",
        "url": "https://skin.example/cells",
        "missing": (),
    },
    "T. Berg and C. Okafor, “Cells of the cold room,” Larkstad Journal, vol. 3, no. 2, "
    "pp. 11–19, 2020.": {
        "authors": (Author("Berg", "T."), Author("Okafor", "C.")),
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad Journal",
        "volume": "3",
        "issue": "2",
        "pages": "11–19",
    },
    "Berg, T. 2020. Cells of the cold room. Larkstad Journal 3, 11–19.": {
        "authors": (Author("Berg", "T."),),
        "year": 2020,
        "title": "Cells of the cold room",
        "container_title": "Larkstad Journal",
        "volume": "3",
        "pages": "11–19",
    },
    "Berg, T. (2020). Cells of 1990 to 2015. Larkstad Journal, 9 (23), 6798-6803.": {
        "year": 2020,
        "title": "Cells of 1990 to 2015",
        "container_title": "Larkstad Journal",
        "volume": "9",
        "issue": "23",
    },
    "Berg T, Okafor C. Burden of dry skin from 1990 to 2021. *Larkst Skin*. 2025;13:1518. "
    "doi:10.5555/ls.13. [PubMed](https://pubmed.ncbi.nlm.nih.gov/99999991/)": {
        "year": 2025,
        "title": "Burden of dry skin from 1990 to 2021",
        "container_title": "Larkst Skin",
        "volume": "13",
        "pages": "1518",
        "doi": "10.5555/ls.13",
        "pmid": "99999991",
        "missing_identifier": False,
    },
    "Berg, T. (2020). Cells vs. skin. J. Clin. Dermatol., 4(1), 3-9. PMID: 99999992": {
        "title": "Cells vs. skin",
        "container_title": "J. Clin. Dermatol",
        "pmid": "99999992",
        "missing_identifier": False,
    },
    "Berg, T. (n.d.). Cells of the cold room. Larkstad Journal, 3, 1-2.": {
        "year": None,
        "missing": ("year",),
        "complete": False,
    },
    "Berg, T. (2020). The book of cells. Larkstad University Press.": {
        "title": "The book of cells",
        "container_title": "Larkstad University Press",
        "missing": (),
    },
    "Berg, T. (2020). Growth factor\u2010beta and cells. Larkstad Journal, 3(2), 1-2.": {
        "title": "Growth factor-beta and cells",
    },
    "Berg, T. (2020). Cells. Larkstad Journal, 3(2), 1-2. https://doi.org/10.5555/S0140-6736(20)32-6.": {
        "doi": "10.5555/s0140-6736(20)32-6",
        "pages": "1-2",
    },
}


@pytest.mark.parametrize("line", FIELDS)
def test_fields_of_an_entry(line: str) -> None:
    found = reference(line)
    assert {name: getattr(found, name) for name in FIELDS[line]} == FIELDS[line]
    assert found.raw == line


@pytest.mark.parametrize(
    "gap",
    [",. & ", ", . & ", ",… & ", ", ... & ", ", . . . & ", ", … ", ", et al., & "],
)
def test_an_ellipsis_in_the_authors_is_a_truncation_and_no_author(gap: str) -> None:
    found = reference(
        f"Okafor, C., Berg, T.{gap}Tanaka, H. (2020). Cells. Larkstad Journal, 3(2), 1-2."
    )
    assert [author.family for author in found.authors] == ["Okafor", "Berg", "Tanaka"]
    assert found.authors_truncated


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        (APA, ()),
        ("Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2).", ("pages",)),
        ("Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 2020.", ("pages",)),
        ("Okafor, C. (2020). Cells of the cold room. Larkstad Journal.", ("volume", "pages")),
        (
            "Okafor, C. (2020). Cells of the cold room.",
            ("container_title", "volume", "pages"),
        ),
        ("Okafor, C. (2020). Larkstad Journal, 3(2), 11-19.", ("title",)),
        ("Cells of the cold room. Larkstad Journal. 2020;3(2):11-19.", ("authors",)),
        (
            "Cells of the cold room and what the people of Larkstad saw there. Larkst J. 2020;3:1-9.",
            ("authors",),
        ),
    ],
)
def test_what_an_entry_lacks(line: str, missing: tuple[str, ...]) -> None:
    (found,) = references(f"1. {line}")
    assert found.missing == missing
    assert found.complete is not bool(missing)
    assert found.missing_identifier


@pytest.mark.parametrize("form", ["{}. ", "[{}] ", "{}) ", "({}) ", "{}.\u00a0", "{}\t"])
def test_numbered_entries(form: str) -> None:
    found = references(*(form.format(number) + APA for number in range(1, 12)))
    assert [one.number for one in found] == list(range(1, 12))
    assert {one.raw for one in found} == {APA}


def test_entries_without_numbers_with_and_without_blank_lines() -> None:
    other = "Tanaka, H. (2021). Cells of the warm room. Larkstad Journal, 4(1), 1-9."
    assert [one.raw for one in references(APA, "", other)] == [APA, other]
    assert [one.raw for one in references(APA, other)] == [APA, other]
    assert [one.number for one in references(APA, other)] == [None, None]
    assert [one.line for one in references(APA, "", other)] == [7, 9]


def test_bulleted_entries() -> None:
    assert [one.raw for one in references(f"- {APA}", f"- {APA}")] == [APA, APA]


@pytest.mark.parametrize("gap", [(), ("",)])
def test_an_entry_over_several_lines_is_one(gap: tuple[str, ...]) -> None:
    found = references(
        "1. Okafor, C., & Berg, T. (2020). Cells of the",
        *gap,
        "cold room. Larkstad Journal,",
        "3(2), 11-19.",
    )
    assert [one.raw for one in found] == [APA]


def test_authors_over_two_lines_begin_no_new_entry() -> None:
    found = references(
        "Okafor, C., & ", "Berg, T. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    )
    assert [one.raw for one in found] == [APA]


def test_an_address_over_two_lines_is_not_torn() -> None:
    found = reference_over("1. " + APA + " https://doi.org/", "10.5555/lj.2020.11")
    assert found.doi == "10.5555/lj.2020.11"


def reference_over(*lines: str) -> ParsedReference:
    (found,) = references(*lines)
    return found


def test_a_number_inside_an_entry_begins_no_other() -> None:
    found = references(
        "1. Okafor, C. (2020). Rooms of cells, part",
        "3. The cold room. Larkstad Journal, 3(2), 1-2.",
    )
    assert len(found) == 1


def test_lines_that_are_no_entries_are_dropped_and_said() -> None:
    text = f"A title\n\n{PROSE}\n\nReferences\n\n1. {APA}\n\nThis page is no advice.\nAsk in Larkstad.\n"
    parsed = parse_article(text)
    assert len(parsed.references) == 1
    why = "under the reference list, but not an entry of it"
    assert [(one.line, one.why) for one in parsed.dropped[1:]] == [(9, why), (10, why)]


def test_an_entry_without_a_number_in_a_numbered_list() -> None:
    other = "Tanaka, H. (2021). Cells of the warm room. Larkstad Journal, 4(1), 1-9."
    assert [one.number for one in references(f"1. {APA}", "", other)] == [1, None]


def test_a_monstrous_entry_is_kept_and_nothing_is_guessed() -> None:
    found = reference("Okafor, C. (2020). " + "cells and " * 400)
    assert not found.complete
    assert found.authors == ()


def test_accents_and_particles_are_read() -> None:
    found = reference(
        "Núñez-Espinosa C, López de Lara D, ten Bergen LL. Cells of the cold room. Larkst J. 2021;4:1-2."
    )
    assert [author.family for author in found.authors] == [
        "Núñez-Espinosa",
        "López de Lara",
        "ten Bergen",
    ]


def test_a_heading_without_entries_gives_none() -> None:
    assert parse_article(f"A title\n\n{PROSE}\n\nReferences\n").references == ()
