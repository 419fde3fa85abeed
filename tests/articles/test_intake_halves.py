"""Two claims of one sentence: a beginning for the author."""

import pytest

from articles.intake import halves_of


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Cells reduce pain and improve sleep.", "Cells reduce pain.", "Cells improve sleep."),
        (
            "Cells will reduce pain, and improve sleep.",
            "Cells will reduce pain.",
            "Cells will improve sleep.",
        ),
        (
            "Cells not only reduce pain but also improve sleep.",
            "Cells reduce pain.",
            "Cells improve sleep.",
        ),
        (
            "Cells help by reducing pain and improving sleep.",
            "Cells help by reducing pain.",
            "Cells help by improving sleep.",
        ),
    ],
)
def test_each_half_has_the_subject(text: str, first: str, second: str) -> None:
    assert halves_of(text) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "Cells restore the barrier, thereby reducing pain.",
        "Cells reduce pain and itch.",
        "Cells sleep.",
    ],
)
def test_what_only_a_person_can_part_stays_whole(text: str) -> None:
    assert halves_of(text) == (text, text)
