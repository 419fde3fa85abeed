"""How alike two works are."""

from typing import Any

import pytest

from references.likeness import PROPOSED, Work, compare, is_proposed

PAPER: dict[str, Any] = {
    "title": "Effects of haemoglobin on tumour growth in rats: a controlled study",
    "authors": [{"family": "Müller", "given": "Hans"}, {"family": "Chen", "given": "LW"}],
    "issued_year": 2019,
    "container_title": "J Clin Invest",
    "volume": "12",
    "pages": "123-9",
}
PLACELESS = {"container_title": "", "volume": "", "pages": ""}


def likeness(one: dict[str, Any], other: dict[str, Any]) -> int:
    there, back = (compare(Work(a), Work(b)).score for a, b in ((one, other), (other, one)))
    assert there == back
    return there


SAME = {
    "itself": {},
    "American spelling": {
        "title": "Effects of hemoglobin on tumor growth in rats: a controlled study"
    },
    "typos": {"title": "Efects of haemoglobin on tumour growht in rats: a controled study"},
    "no subtitle": {"title": "Effects of haemoglobin on tumour growth in rats"},
    "cut": {"title": "Effects of haemoglobin on tumour growth in rats: a contr..."},
    "tags and capitals": {
        "title": "EFFECTS OF <i>HAEMOGLOBIN</i> ON TUMOUR GROWTH IN RATS: A CONTROLLED STUDY."
    },
    "a publisher's label": {"title": "RETRACTED: " + PAPER["title"] + " (Retracted Article)"},
    "translated in brackets": {"title": f"[{PAPER['title']}]"},
    "initials": {"authors": [{"family": "Müller", "given": "H"}]},
    "another transliteration": {"authors": [{"family": "Mueller", "given": "Hans"}]},
    "without accents": {"authors": [{"family": "Muller", "given": "Hans"}]},
    "given and family swapped": {"authors": [{"family": "Hans", "given": "Müller"}]},
    "first author missing": {"authors": [{"family": "Chen", "given": "Li-Wei"}]},
    "journal spelled out": {"container_title": "The Journal of Clinical Investigation"},
    "journal's initials": {"container_title": "JCI"},
    "next year": {"issued_year": 2020},
    "full pages": {"pages": "123-129"},
    "nowhere": PLACELESS,
    "another DOI in the same place": {"doi": "10.5555/one"},
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_one_work_written_otherwise_is_proposed(change: dict[str, Any]) -> None:
    assert (
        likeness(PAPER | {"doi": "10.5555/two"} if "doi" in change else PAPER, PAPER | change)
        >= PROPOSED
    )


ELSEWHERE = {"volume": "13", "pages": "900-12"}
OTHER = {
    "part two": {"title": PAPER["title"] + ". Part II"} | PLACELESS,
    "a number": {"title": PAPER["title"] + ". 2"} | PLACELESS,
    "an erratum": {"title": "Erratum: " + PAPER["title"]},
    "a correction": {"title": "Correction to: " + PAPER["title"]},
    "a reply": {"title": "Reply to: " + PAPER["title"]},
    "a comment": {"title": "Re: " + PAPER["title"]},
    "a notice": {"title": "Retraction: " + PAPER["title"]},
    "the next report": {"issued_year": 2020} | ELSEWHERE,
    "a congress abstract": {"container_title": "Proceedings of a congress", "issued_year": 2018}
    | ELSEWHERE,
    "other identifiers": {"doi": "10.5555/one", "pmid": "1"} | ELSEWHERE,
    "other people": {"authors": [{"family": "Example", "given": "A"}]} | PLACELESS,
    "long ago": {"issued_year": 1990},
    "another title": {"title": "Marrow cells of the iliac crest in elderly dogs"},
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_another_work_that_looks_alike_is_not_proposed(change: dict[str, Any]) -> None:
    told = {"doi": "10.5555/two", "pmid": "2"} if "doi" in change else {}
    assert likeness(PAPER | told, PAPER | change) < PROPOSED


TITLES = [
    ("Treatment of hypertension in men", "Treatment of hypotension in men"),
    ("Type 1 diabetes and the marrow of the aged", "Type 2 diabetes and the marrow of the aged"),
    ("Studies of marrow. IV. Its cells in men", "Studies of marrow. VI. Its cells in men"),
    ("The use of vitamin C in growing children", "The use of vitamin D in growing children"),
    ("Marrow of the aged in men", "Marrow of the aged in women"),
    ("Report of the society, 2018", "Report of the society, 2019"),
]


@pytest.mark.parametrize(("one", "other"), TITLES)
def test_a_number_or_an_opposite_in_the_title_makes_another_work(one: str, other: str) -> None:
    assert likeness(PAPER | {"title": one}, PAPER | {"title": one}) >= PROPOSED
    assert likeness(PAPER | {"title": one}, PAPER | {"title": other}) < PROPOSED


def test_a_short_title_needs_its_place() -> None:
    short = PAPER | {"title": "Editorial comments"}
    assert likeness(short, short) >= PROPOSED
    assert likeness(short | PLACELESS, short | PLACELESS) < PROPOSED


def test_one_identifier_of_another_kind_is_enough_for_a_truncated_record() -> None:
    known = {"pmcid": "PMC7", "title": PAPER["title"], "issued_year": 2019}
    assert is_proposed(compare(Work(PAPER | {"pmcid": "PMC7"}), Work(known)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": PAPER["title"].replace("Effects", "Efects")}, "Titles agree but for a letter."),
        ({"issued_year": 2020}, "Years differ: 2019, 2020."),
        ({"volume": "7"}, "Volumes differ: 7, 12."),
        ({"container_title": "Blood"}, "Journals differ."),
        (
            {"title": "Effects of haemoglobin on tumour growth in rats"},
            "One title is the beginning of the other.",
        ),
    ],
)
def test_the_reasons_say_what_differs(change: dict[str, Any], reason: str) -> None:
    assert reason in compare(Work(PAPER), Work(PAPER | change)).reasons


@pytest.mark.parametrize("empty", [{}, {"title": ""}, {"title": "", "authors": []}])
def test_what_says_nothing_is_like_nothing(empty: dict[str, Any]) -> None:
    assert likeness(PAPER, empty) == 0
    assert likeness(empty, empty) == 0
