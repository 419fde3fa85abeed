"""Texts with some words marked."""

from evidence.selectors.passages import Part, changes, quote_in, sentence_in, with_names


def test_a_sentence_is_marked_in_its_paragraph_whatever_the_line_breaks() -> None:
    parts = sentence_in("One thing.\nThe plaques  cleared. Another.", "The plaques cleared.")
    assert parts == (
        Part("One thing. "),
        Part("The plaques cleared.", "found"),
        Part(" Another."),
    )


def test_a_sentence_that_is_not_there_is_not_marked() -> None:
    assert sentence_in("One thing.", "The plaques cleared.") == ()
    assert sentence_in("", "The plaques cleared.") == ()
    assert sentence_in("One thing.", "") == ()


def test_each_part_of_a_quote_is_marked() -> None:
    parts = quote_in(
        "We saw that the plaques cleared, mostly, within twelve weeks.",
        "plaques cleared … within twelve weeks",
    )
    assert [part.text for part in parts if part.mark] == ["plaques cleared", "within twelve weeks"]
    assert "".join(part.text for part in parts).startswith("We saw that")


def test_a_quote_that_is_absent_or_too_short_marks_nothing() -> None:
    for quote in ("", "two words", "these words are elsewhere"):
        assert quote_in("We saw two words.", quote) == (Part("We saw two words."),)


def test_changes_tell_what_was_taken_out_and_put_in() -> None:
    parts = changes("It clears all plaques.", "It may clear plaques.")
    assert "".join(p.text for p in parts if p.mark != "added") == "It clears all plaques."
    assert "".join(p.text for p in parts if p.mark != "removed") == "It may clear plaques."
    assert changes("Same.", "Same.") == (Part("Same."),)


def test_keys_become_names_and_words_stay_words() -> None:
    told = with_names("r23456789a is randomised; rzzzzzzzzz is not.", {"r23456789a": "Doe 2020"})
    assert told == "Doe 2020 is randomised; rzzzzzzzzz is not."
