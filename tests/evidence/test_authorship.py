"""Whether a printed name may be a person's: what is asked, and what is not worth asking."""

import pytest

from evidence.authorship import may_be, names_of, printed


@pytest.mark.parametrize(
    ("author", "first", "last"),
    [
        ({"family": "Smith", "given": "JA"}, "Jane", "Smith"),
        ({"family": "Smith", "given": "J. A."}, "Jane Ann", "Smith"),
        ({"family": "Smith", "given": "Jane"}, "J", "Smith"),
        ({"family": "SMITH", "given": ""}, "Jane", "Smith"),
        ({"family": "Müller", "given": "K"}, "Karl", "Mueller"),
        ({"family": "Muller", "given": "Karl"}, "Karl", "Müller"),
        ({"family": "García-López", "given": "M"}, "María", "Garcia Lopez"),
        ({"literal": "Smith JA"}, "Jane", "Smith"),
        ({"literal": "Jane Smith"}, "Jane", "Smith"),
    ],
)
def test_surname_and_initials_are_asked_about(author: dict, first: str, last: str) -> None:
    assert may_be(author, first=first, last=last)


@pytest.mark.parametrize(
    ("author", "first", "last"),
    [
        ({"family": "Smith", "given": "B"}, "Jane", "Smith"),
        ({"family": "Smith", "given": "JB"}, "Jane Ann", "Smith"),
        ({"family": "Smith", "given": "John"}, "Jane", "Smith"),
        ({"family": "Smithson", "given": "J"}, "Jane", "Smith"),
        ({"family": "Schmidt", "given": "J"}, "Jane", "Smith"),
        ({"literal": "The Smith Group"}, "Jane", "Smith"),
        ({"family": "", "given": ""}, "Jane", "Smith"),
        ({"family": "Smith", "given": "J"}, "Jane", ""),
    ],
)
def test_another_name_is_not(author: dict, first: str, last: str) -> None:
    assert not may_be(author, first=first, last=last)


def test_a_person_is_met_by_the_account_and_by_the_name_that_readers_see() -> None:
    met = list(names_of(first="Rana", last="Example", shown="Prof. Dr Rana K. Beispiel, MD"))
    assert met == [("Rana", "Example"), ("Rana K.", "Beispiel")]
    assert list(names_of(first="", last="", shown="Dr Rana")) == []
    assert printed({"family": "Smith", "given": "JA"}) == "Smith JA"
    assert printed({"literal": "The Group"}) == "The Group"
