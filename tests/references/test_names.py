"""Authors as files write them, and back."""

import pytest

from references.layouts.names import (
    any_people,
    comma_people,
    comma_person,
    initialled_people,
    own_authors,
    pubmed_authors,
    spoken_people,
    spoken_person,
    written_authors,
)


def person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given}


A_AND_B = [person("Example", "Anna"), person("Other", "B. C.")]
INITIALLED = [person("Example", "A."), person("Other", "B.C.")]


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Chen, Li-Wei", person("Chen", "Li-Wei")),
        (" van der  Example ,  J. ;", person("van der Example", "J.")),
        ("Example, Anna, Jr", person("Example", "Anna Jr")),
        ("Example, III, Anna", person("Example", "Anna III")),
        ("Example,", {"literal": "Example"}),
        ("Example Anna", {"literal": "Example Anna"}),
        ("A Study Group", {"literal": "A Study Group"}),
        ("{A Group, Inc.}", {"literal": "A Group, Inc."}),
        ("Department of Cells, Town", {"literal": "Department of Cells, Town"}),
        ("Institute, Town, Country", {"literal": "Institute, Town, Country"}),
        ("[Anonymous]", {}),
        ("Anonymous", {}),
        ("", {}),
        (" , ", {}),
    ],
)
def test_a_comma_parts_the_family_from_the_given_names(text: str, author: dict) -> None:
    assert comma_person(text) == author


@pytest.mark.parametrize(
    ("text", "separator", "authors", "truncated"),
    [
        ("Example, Anna; Other, B. C.; ", ";", A_AND_B, False),
        ("Example,Anna;Other,B. C.", ";", A_AND_B, False),
        ("Example, Anna and Other, B. C.", " and ", A_AND_B, False),
        ("Example, Anna and Other, B. C. and others", " and ", A_AND_B, True),
        ("Example, Anna; Other, B. C.; et al.", ";", A_AND_B, True),
        ("Example, Anna//Other, B. C.", "//", A_AND_B, False),
        ("Example, Anna; et al; Other, B. C.", ";", A_AND_B, True),
        ("[Anonymous]", ";", [], False),
        ("", ";", [], False),
    ],
)
def test_a_list_of_people_is_taken_apart(
    text: str, separator: str, authors: list, truncated: bool
) -> None:
    assert comma_people(text, separator) == (authors, truncated)


@pytest.mark.parametrize(
    ("text", "authors", "truncated"),
    [
        ("", [], False),
        ("Example A, Other BC.", [person("Example", "A"), person("Other", "BC")], False),
        ("Example A, et al.", [person("Example", "A")], True),
        ("Example A, Other AL, et AL", [person("Example", "A"), person("Other", "AL")], True),
        ("van der Example JB Jr.", [person("van der Example", "JB Jr")], False),
        ("Example WS 3rd.", [person("Example", "WS 3rd")], False),
        ("Example WS III.", [person("Example", "WS III")], False),
        ("O'Example-Élan É.", [person("O'Example-Élan", "É")], False),
        ("Exampleva AIu.", [person("Exampleva", "AIu")], False),
        (
            "Example A; Marrow Study Group.",
            [person("Example", "A"), {"literal": "Marrow Study Group"}],
            False,
        ),
        (
            "Institute of Cells, Town, Country.",
            [{"literal": "Institute of Cells, Town, Country"}],
            False,
        ),
        ("Mononym.", [{"literal": "Mononym"}], False),
        ("[Anonymous].", [], False),
    ],
)
def test_pubmed_writes_authors(text: str, authors: list, truncated: bool) -> None:
    assert pubmed_authors(text) == (authors, truncated)


@pytest.mark.parametrize(
    ("text", "authors", "truncated"),
    [
        ("Example A., Other B.C.", INITIALLED, False),
        ("Example A.; Other B.C.", INITIALLED, False),
        ("Example A., Other B.C., et al.", INITIALLED, True),
        ("van der Example J.-B., Jr.", [person("van der Example", "J.-B. Jr.")], False),
        ("Example Ch.", [person("Example", "Ch.")], False),
        ("Example A.; A Study Group", [person("Example", "A."), {"literal": "A Study Group"}], False),
        ("Institute of Cells, Town", [{"literal": "Institute of Cells, Town"}], False),
        ("[No author name available]", [], False),
        ("", [], False),
    ],
)  # fmt: skip
def test_initials_stand_behind_the_family_name(text: str, authors: list, truncated: bool) -> None:
    assert initialled_people(text) == (authors, truncated)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Anna B. Example", person("Example", "Anna B.")),
        ("Anna van der Example Jr", person("van der Example", "Anna Jr")),
        ("Example, Anna", person("Example", "Anna")),
        ("Institute of Cells", {"literal": "Institute of Cells"}),
        ("Mononym", {"literal": "Mononym"}),
        ("Anonymous", {}),
    ],
)
def test_the_family_name_stands_last_as_people_say_it(text: str, author: dict) -> None:
    assert spoken_person(text) == author


def test_spoken_lists_have_the_separator_of_their_index() -> None:
    assert spoken_people("Anna Example| |B. C. Other", "|") == (A_AND_B, False)


@pytest.mark.parametrize(
    "text",
    [
        "Example, Anna; Other, B. C.",
        "Example, Anna and Other, B. C.",
    ],
)
def test_names_with_commas_are_known_in_any_list(text: str) -> None:
    assert any_people(text) == (A_AND_B, False)


@pytest.mark.parametrize(
    "text",
    [
        "Example A., Other B.C.",
        "Example A.; Other B.C.",
        "Example A. and Other B.C.",
        "Example A. & Other B.C.",
        "Example, A., Other, B.C.",
        "Example, A., & Other, B.C.",
        "Example, A. and Other, B.C.",
    ],
)
def test_names_with_initials_are_known_in_any_list(text: str) -> None:
    assert any_people(text) == (INITIALLED, False)


@pytest.mark.parametrize(
    ("text", "authors", "truncated"),
    [
        ("Example, Anna", [person("Example", "Anna")], False),
        ("Example A, et al.", [person("Example", "A")], True),
        ("Example, A. and Mononym and Other, B.", [person("Example", "A."), {"literal": "Mononym"},
                                                   person("Other", "B.")], False),
        ("Committee for Cells and Tissues", [{"literal": "Committee for Cells and Tissues"}], False),
        ("", [], False),
    ],
)  # fmt: skip
def test_other_lists_lose_nobody(text: str, authors: list, truncated: bool) -> None:
    assert any_people(text) == (authors, truncated)


@pytest.mark.parametrize("truncated", [False, True])
@pytest.mark.parametrize(
    "authors",
    [
        [],
        [person("Example", "Anna B.")],
        [{"family": "Example"}, {"literal": "A Group"}],
        [{"literal": "Group, Inc.; of Town"}, person("Other", "C")],
        [{"literal": "Example AB"}],
        [person("Example A", "Other B")],
        [{"literal": "A Group and others"}],
        [person("Example A", "Other B"), person("Other", "C")],
    ],
)
def test_authors_come_back_as_they_were_written(authors: list, truncated: bool) -> None:
    assert own_authors(written_authors(authors, truncated=truncated)) == (authors, truncated)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Example A; Other BC", [person("Example", "A"), person("Other", "BC")]),
        ("Example A, Other B.C.", [person("Example", "A"), person("Other", "B.C.")]),
        ("Example A", [person("Example", "A")]),
        ("Example A, Bo", [person("Example A", "Bo")]),
        ("Study Group II", [{"literal": "Study Group II"}]),
        ("SPRINT MIND", [{"literal": "SPRINT MIND"}]),
        ("Example, A; Other", [person("Example", "A"), {"literal": "Other"}]),
    ],
)
def test_initials_are_known_in_our_own_template(text: str, authors: list) -> None:
    assert own_authors(text) == (authors, False)
