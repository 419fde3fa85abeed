"""Two texts compared: what is shown of them, that nothing is lost, and that no text takes long."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.compare import (
    Cited,
    Fold,
    Placed,
    cited_differently,
    claim_keys,
    claims_in,
    compared,
    folded,
    placed_differently,
    reworded,
    word_counts,
)
from articles.compare.alignment import aligned, rising
from articles.markdown import link


def shown(old: str, new: str) -> list[tuple[str, str]]:
    """Each paragraph: its fate, and its words with what came in [+ +] and what went in [- -]."""
    return [(one.fate, told(one.read)) for one in compared(old, new).paragraphs]


def told(runs) -> str:
    signs = {"": ("", ""), "added": ("[+", "+]"), "removed": ("[-", "-]")}
    return "".join(
        f"{signs[run.mark][0]}{run.shown}"
        f"{f'<{run.label}>' if run.label and run.mark else ''}{signs[run.mark][1]}"
        for run in runs
    )


def test_words_that_changed_stand_among_those_that_stayed() -> None:
    assert shown("Cells calm the skin of mice.", "Cells may calm the skin of people.") == [
        ("changed", "Cells [+may+] calm the skin of [-mice-][+people+].")
    ]


def test_paragraphs_come_and_go_between_those_that_stay() -> None:
    old = "# Skin\n\nOne stays here.\n\nAnother goes away soon."
    new = "# Skin\n\nQuite a new beginning.\n\nOne stays here."
    assert shown(old, new) == [
        ("same", "# Skin"),
        ("added", "[+Quite a new beginning.+]"),
        ("same", "One stays here."),
        ("removed", "[-Another goes away soon.-]"),
    ]


def test_a_paragraph_that_changed_is_found_among_others() -> None:
    old = "Mice were treated once a week.\n\nRats ate what they liked to eat."
    new = "Dogs barked all the night long.\n\nRats ate what they were given to eat."
    assert shown(old, new) == [
        ("removed", "[-Mice were treated once a week.-]"),
        ("added", "[+Dogs barked all the night long.+]"),
        ("changed", "Rats ate what they [-liked-][+were given+] to eat."),
    ]


def test_a_list_is_compared_item_by_item() -> None:
    assert shown("- one thing\n- two things", "- one thing\n- three things\n- four") == [
        ("same", "- one thing"),
        ("changed", "- [-two-][+three+] things"),
        ("added", "[+- four+]"),
    ]


def test_lines_broken_elsewhere_are_no_change() -> None:
    change = compared("Cells calm\nthe skin.", "Cells calm the\nskin.")
    assert not change.differs
    assert (change.old, change.new) == ("Cells calm\nthe skin.", "Cells calm the\nskin.")


def test_a_word_in_the_midst_of_a_rewritten_sentence_is_no_island() -> None:
    [(_, text)] = shown(
        "Many people with a rash, said the doctors, were treated for a whole long year.",
        "Many people with a rash, as was shown lately in trials, waited a month.",
    )
    assert "+] a [" not in text


def test_a_sentence_that_came_or_went_ends_with_its_own_full_stop() -> None:
    short, long = "Cells calm skin.", "Cells may calm skin. Nobody knows how."
    assert shown(short, long) == [("changed", "Cells [+may+] calm skin. [+Nobody knows how.+]")]
    assert shown(long, short) == [("changed", "Cells [-may-] calm skin. [-Nobody knows how.-]")]


def test_a_claim_shows_as_its_words() -> None:
    old = f"See: {link('Cells calm [some] skin.', 'th17')} Then."
    new = f"See: {link('Cells may calm [some] skin.', 'th17')} Then."
    assert shown(old, new) == [("changed", "See: Cells [+may+] calm [some] skin. Then.")]
    claimed = [run.shown for run in compared(old, new).paragraphs[0].runs if run.claim]
    assert "".join(claimed) == "Cells may calm [some] skin."


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("Cells calm.", "[Cells calm.](claim:a)", "Cells calm.[+<a>+]"),
        ("[Cells calm.](claim:a)", "Cells calm.", "Cells calm.[-<a>-]"),
        ("[Cells calm.](claim:a)", "[Cells calm.](claim:b)", "Cells calm.[-<a>-][+<b>+]"),
        (
            "[Cells calm.](claim:a)",
            '[Cells calm.](claim:a "myth")',
            "Cells calm.[-<a>-][+<a, quoted as a myth>+]",
        ),
    ],
)
def test_that_words_are_a_claim_is_told_where_it_changed(old: str, new: str, text: str) -> None:
    assert shown(old, new) == [("changed", text)]


def test_a_claim_that_went_leaves_no_gap() -> None:
    old, new = "[Cells calm.](claim:a) [Skin heals.](claim:b)", "[Cells calm.](claim:a)"
    assert shown(old, new) == [("changed", "Cells calm. [-Skin heals.-][-<b>-]")]


def test_long_unchanged_stretches_are_folded() -> None:
    paragraphs = [f"Paragraph number {number} of the text." for number in range(12)]
    changed = [*paragraphs[:6], "Here is something else.", *paragraphs[6:]]
    found = folded(compared("\n\n".join(paragraphs), "\n\n".join(changed)).paragraphs)
    assert [len(one.paragraphs) if isinstance(one, Fold) else told(one.read) for one in found] == [
        5,
        "Paragraph number 5 of the text.",
        "[+Here is something else.+]",
        "Paragraph number 6 of the text.",
        5,
    ]


def test_a_single_paragraph_is_not_folded() -> None:
    old = "First of all.\n\nSecond of all.\n\nThe end is near."
    found = folded(compared(old, old.replace("near", "far")).paragraphs)
    assert not [one for one in found if isinstance(one, Fold)]


def test_a_sentence_with_nothing_in_common_is_told_apart() -> None:
    assert told(reworded("Cells calm mice.", "Nobody knows this.")) == (
        "[-Cells calm mice.-] [+Nobody knows this.+]"
    )
    assert told(reworded("", "New words.")) == "[+New words.+]"


def test_words_are_counted_wherever_they_stand() -> None:
    was = ["one two three.", "[Four five.](claim:c1)"]
    assert word_counts(was, ["[Four five.](claim:c2)", "three two six."]) == (1, 1)
    assert word_counts([], was) == (5, 0)
    assert claim_keys(was) == {"c1"}


# Nothing is lost

PIECES = st.sampled_from(
    ["cells", "skin", "the", "a", "may", "calm", " ", " ", "  ", "\n", "\n\n", "- ", "# ", "|", "[",
     "]", "\\[", "](claim:a)", '](claim:b "myth")', "](claim:new)", ".", ",", "é", "\t", "> ", "1. "]
)  # fmt: skip
MARKDOWN = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@settings(max_examples=300, deadline=None)
@given(MARKDOWN, MARKDOWN)
def test_each_side_is_the_text_to_the_letter(old: str, new: str) -> None:
    change = compared(old, new)
    assert (change.old, change.new) == (old, new)
    read = "".join(run.shown for one in change.paragraphs for run in one.read)
    assert "](claim:" not in read or "](claim:" in old + new


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not compared(text, text).differs


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_what_is_aligned_is_the_same_and_rises(old: list[int], new: list[int]) -> None:
    pairs = aligned(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def test_the_longest_rising_choice() -> None:
    assert rising([(0, 3), (1, 0), (2, 1), (3, 4), (4, 2)]) == [(1, 0), (2, 1), (4, 2)]
    assert rising([]) == []


# Nothing takes long


def _long_texts() -> dict[str, tuple[str, str]]:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklm", k=chance.randint(2, 9))) for _ in range(3000)]
    weights = [1 / (place + 1) for place in range(3000)]

    def prose(count: int) -> str:
        return " ".join(chance.choices(words, weights, k=count)) + "."

    def mended(text: str) -> str:
        return " ".join(
            chance.choice(words) if chance.random() < 0.1 else word for word in text.split(" ")
        )

    body = [prose(70) for _ in range(290)]
    return {
        "mended": ("\n\n".join(body), "\n\n".join(map(mended, body))),
        "turned round": ("\n\n".join(body), "\n\n".join(body[::-1])),
        "rewritten": ("\n\n".join(body), "\n\n".join(prose(70) for _ in body)),
        "one paragraph": (" ".join(body), " ".join(map(mended, body))),
        "two words": (
            " ".join(chance.choices("ab", k=20_000)),
            " ".join(chance.choices("ab", k=20_000)),
        ),
        "two words between others": tuple(
            " ".join(" ".join([*chance.choices("ab", k=1_900), f"end{part}"]) for part in range(10))
            for _ in "12"
        ),
        "two lines": ("a\n\nb\n\n" * 10_000, "b\n\na\n\n" * 9_999),
    }


@pytest.mark.parametrize("kind", _long_texts())
def test_twenty_thousand_words_are_compared_within_a_second(kind: str) -> None:
    old, new = _long_texts()[kind]
    began = time.process_time()
    change = compared(old, new)
    took = time.process_time() - began
    assert (change.old, change.new) == (old, new)
    assert took < 1


# Claims


def claim(key: str, text: str, section: str = "body", *, is_myth: bool = False) -> Placed:
    return Placed(key, section, text, is_myth)


def kinds(old: list[Placed], new: list[Placed]) -> list[tuple[str, str]]:
    return [(change.key, change.kind) for change in placed_differently(old, new)]


def test_claims_are_read_in_order_from_all_sections() -> None:
    texts = [("title", "On skin"), ("body", '[One.](claim:a) and [Two.](claim:b "myth")')]
    assert claims_in(texts) == [claim("a", "One."), claim("b", "Two.", is_myth=True)]
    assert claims_in([("body", "[*One*](claim:a)")]) == []


def test_what_became_of_each_claim() -> None:
    old = [claim("stays", "A."), claim("goes", "B."), claim("words", "C."), claim("myth", "D.")]
    new = [
        claim("words", "C, now."),
        claim("stays", "A."),
        claim("comes", "E."),
        claim("myth", "D.", is_myth=True),
    ]
    assert kinds(old, new) == [
        ("words", "reworded"),
        ("stays", "same"),
        ("comes", "added"),
        ("myth", "marked"),
        ("goes", "removed"),
    ]


def test_a_claim_at_two_places_has_a_line_where_it_changed() -> None:
    both = [claim("a", "A.", "key_messages"), claim("a", "A.")]
    assert kinds(both, both) == [("a", "same")]
    assert kinds(both, [both[0], claim("a", "A, now.")]) == [("a", "reworded")]
    assert kinds(both, both[:1]) == [("a", "removed")]
    assert kinds(both[:1], both) == [("a", "added")]
    assert kinds(both[1:], both[:1]) == [("a", "moved")]


def test_what_became_of_citations() -> None:
    kept = Cited("r1", "Doe 2020", "Supports", "A quote.", "p. 1")
    was = Cited("r2", "Roe 2021", "Supports", "Cells calm mice.", "")
    now = Cited("r2", "Roe 2021", "Contradicts", "Cells calm all mice.", "p. 2")
    gone = Cited("r3", "Poe 2019", "Supports", "Gone.", "")
    come = Cited("r4", "Coe 2022", "Supports", "Come.", "")
    changes = cited_differently([kept, was, gone], [kept, now, come])
    assert [(one.kind, one.cited.name) for one in changes] == [
        ("changed", "Roe 2021"),
        ("added", "Coe 2022"),
        ("removed", "Poe 2019"),
    ]
    assert [told(one.quote_runs) for one in changes] == [
        "Cells calm [+all+] mice.",
        "[+Come.+]",
        "[-Gone.-]",
    ]
    assert cited_differently([kept], [kept]) == []
