"""Hype words, and verbs that fit the certainty (line 9)."""

import pytest

from evidence.choices import Asks, BadgeValue
from evidence.wording import (
    BLOCKING,
    WAIVABLE,
    WordingProblem,
    check_wording,
    find_hype,
    lint,
    patterns_of,
)


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        ("A breakthrough in care", "breakthrough", "Schwitzer 2000; Abola & Prasad 2016"),
        ("Two Breakthroughs.", "Breakthroughs", "Schwitzer 2000; Abola & Prasad 2016"),
        ("a break-through", "break-through", "Schwitzer 2000; Abola & Prasad 2016"),
        ("a break\u2010through", "break\u2010through", "Schwitzer 2000; Abola & Prasad 2016"),
        ("a miraculous recovery", "miraculous", "Schwitzer 2000; Abola & Prasad 2016"),
        ("a game changer", "game changer", "Abola & Prasad 2016"),
        ("a game-changing cell", "game-changing", "Abola & Prasad 2016"),
        ("a home run", "home run", "Abola & Prasad 2016"),
        ("to revolutionize the treatment", "revolutionize", "Abola & Prasad 2016"),
        ("it revolutionises care", "revolutionises", "Abola & Prasad 2016"),
        ("a REVOLUTIONARY cell", "REVOLUTIONARY", "Abola & Prasad 2016"),
        ("a life-saver", "life-saver", "Abola & Prasad 2016"),
        ("groundbreaking work", "groundbreaking", "Abola & Prasad 2016; Vinkers 2015"),
        ("a marvel of nature", "marvel", "Abola & Prasad 2016"),
        ("a magic bullet", "magic bullet", "Field list"),
    ],
)
def test_words_that_block(text: str, word: str, source: str) -> None:
    (hype,) = find_hype(text)
    assert (hype.word, hype.source, hype.blocking) == (word, source, True)
    assert text[hype.start : hype.end] == word


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        ("There is no cure.", "cure", "Schwitzer 2000; Abola & Prasad 2016"),
        ("a transformative therapy", "transformative", "Abola & Prasad 2016"),
        ("a promising new approach", "promising", "Schwitzer 2000; Vinkers 2015"),
        ("dramatically better", "dramatically", "Schwitzer 2000"),
        ("new hope", "hope", "Schwitzer 2000; Vinkers 2015"),
        ("victims of psoriasis", "victims", "Schwitzer 2000"),
        ("results are encouraging", "encouraging", "Vinkers 2015"),
        ("unprecedented results", "unprecedented", "Vinkers 2015"),
        ("a remarkable effect", "remarkable", "Vinkers 2015"),
        ("a holistic approach", "holistic", "Field list"),
        ("an extraordinary capability", "extraordinary", "Field list"),
        ("devoid of severe side effects", "devoid of severe side effects", "Field list"),
        ("marked improvement", "marked improvement", "Field list"),
        ("skin rejuvenation", "rejuvenation", "Field list"),
        ("cytokines drastically go down", "drastically", "Field list"),
        ("completely safe", "completely safe", "Field list"),
    ],
)
def test_words_that_need_a_reason(text: str, word: str, source: str) -> None:
    (hype,) = find_hype(text)
    assert (hype.word, hype.source, hype.blocking) == (word, source, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Eight of 17 people improved.",
        "a secure line",
        "obscure causes",
        "the procurement of cells",
        "compromised immunity",
        "a novelist",
        "hopscotch",
        "homerun",
    ],
)
def test_words_inside_other_words_are_left_alone(text: str) -> None:
    assert find_hype(text) == ()


def test_a_line_of_a_list_is_looked_for_as_a_whole_word_in_capitals_or_not() -> None:
    [(pattern, blocking, source)] = patterns_of({"hopes?": "Field list"}, blocking=True)
    assert pattern.findall("Hope, hopeless, HOPES and wanhope") == ["Hope", "HOPES"]
    assert (blocking, source) == (True, "Field list")


def test_hype_comes_in_the_order_of_the_text_with_its_place() -> None:
    text = "Hope and a breakthrough: a promising, promising cell."
    found = find_hype(text)
    assert [hype.word for hype in found] == ["Hope", "breakthrough", "promising", "promising"]
    assert [text[h.start : h.end] for h in found] == [h.word for h in found]
    assert len({h.start for h in found}) == 4


def test_a_word_inside_a_longer_expression_is_reported_once() -> None:
    assert [hype.word for hype in find_hype("a wonder cure")] == ["wonder cure"]


def test_schwitzers_seven_and_abolas_ten_are_all_there() -> None:
    seven = ["cure", "miracle", "breakthrough", "promising", "dramatic", "hope", "victim"]
    ten = ["breakthrough", "game changer", "miracle", "cure", "home run", "revolutionary"]
    ten += ["transformative", "life saver", "groundbreaking", "marvel"]
    for word, source in [*((w, "Schwitzer") for w in seven), *((w, "Abola") for w in ten)]:
        (hype,) = find_hype(f"a {word} here")
        assert source in hype.source, word


def test_the_blocking_list_stays_short() -> None:
    assert len(BLOCKING) < len(WAIVABLE)


def codes(
    text: str, value: str, *, finding: bool = False, way: str = "for", asks: str = "effect"
) -> list[str]:
    return [p.code for p in check_wording(text, value, finding, way, asks)]


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("MSCs reduce itching.", "high", []),
        ("MSCs may reduce itching.", "high", ["hedged"]),
        ("MSCs probably reduce itching.", "high", ["hedged"]),
        ("MSCs probably reduce itching.", "moderate", []),
        ("MSCs are likely to reduce itching.", "moderate", []),
        ("MSCs reduce itching.", "moderate", ["needs_probably"]),
        ("MSCs may reduce itching.", "moderate", ["needs_probably"]),
        ("MSCs may reduce itching.", "low", []),
        ("MSCs might reduce itching.", "low", []),
        ("MSCs reduce itching.", "low", ["needs_may"]),
        ("MSCs probably reduce itching.", "low", ["needs_may"]),
        ("MSCs may well, and probably do, reduce itching.", "low", ["needs_may"]),
        ("In May 2020 MSCs reduced itching.", "low", ["needs_may"]),
        ("It is very uncertain whether MSCs reduce itching.", "very_low", []),
        ("Whether MSCs reduce itching is not known.", "very_low", []),
        ("There is too little to know whether MSCs help.", "very_low", []),
        ("We don't know whether MSCs help.", "very_low", []),
        ("MSCs may reduce itching.", "very_low", ["needs_uncertain"]),
        ("In mice, MSCs reduced scaling.", "lab_animal", []),
        ("In the laboratory, MSCs calm T cells.", "lab_animal", []),
        ("MSCs shift T cells from Th17 towards Treg in the dish.", "lab_animal", []),
        ("MSCs calm T cells.", "lab_animal", ["unnamed_laboratory"]),
        ("MSCs elaborate many factors.", "lab_animal", ["unnamed_laboratory"]),
        ("MSCs reduce itching.", "mixed", []),
        ("MSCs reduce itching.", "contradicted", []),
        ("MSCs reduce itching.", "no_source", []),
    ],
)
def test_conclusions(text: str, value: str, problems: list[str]) -> None:
    assert codes(text, value) == problems


@pytest.mark.parametrize("value", BadgeValue.values)
def test_a_finding_is_free_of_the_verb_rule(value: str) -> None:
    assert codes("In a trial, 8 of 17 people and 3 of 20 mice improved.", value, finding=True) == []


def test_a_finding_in_animals_names_them_too() -> None:
    assert codes("Scaling fell by half.", "lab_animal", finding=True) == ["unnamed_laboratory"]


def test_a_reported_harm_may_say_that_it_was_reported() -> None:
    text = "Loss of sight has been reported after injections into the eye."
    assert codes(text, "very_low", way="harm", asks="harm") == []
    assert codes(text, "very_low", way="no_harm", asks="harm") == ["needs_uncertain"]
    assert codes("Injections blind.", "very_low", way="harm", asks="harm") == ["needs_uncertain"]


@pytest.mark.parametrize("asks", Asks.values)
def test_the_verb_rule_is_for_what_answers_a_question(asks: str) -> None:
    expected = [] if asks in ("lab", "background", "record", "view") else ["needs_may"]
    assert codes("Psoriasis affects 2%.", "low", way="", asks=asks) == expected


WHOLE = ""
STRONG = "The evidence is strong: say what it does, without 'may' or 'probably'."
MODERATE = "The evidence is moderate: say 'probably'."
WEAK = "The evidence is weak: say 'may', and not 'probably'."
TOO_LITTLE = "The evidence is too little to know: say that it is very uncertain."
LABORATORY = "Seen in the laboratory or in animals only: name the species or the lab."


@pytest.mark.parametrize(
    ("text", "value", "words", "message"),
    [
        ("MSCs may reduce itching.", "high", "may", STRONG),
        ("MSCs probably reduce itching.", "high", "probably", STRONG),
        ("MSCs may, and probably do, reduce itching.", "high", "may", STRONG),
        ("MSCs probably, or so they may, reduce itching.", "high", "probably", STRONG),
        ("MSCs may reduce itching.", "moderate", "may", MODERATE),
        ("MSCs reduce itching.", "moderate", WHOLE, MODERATE),
        ("MSCs probably reduce itching.", "low", "probably", WEAK),
        ("MSCs reduce itching.", "low", WHOLE, WEAK),
        ("MSCs may reduce itching.", "very_low", "may", TOO_LITTLE),
        ("MSCs probably reduce itching.", "very_low", "probably", TOO_LITTLE),
        ("MSCs reduce itching.", "very_low", WHOLE, TOO_LITTLE),
        ("MSCs may calm T cells.", "lab_animal", WHOLE, LABORATORY),
    ],
)
def test_a_problem_stands_at_the_first_wrong_word_else_at_the_whole_sentence(
    text: str, value: str, words: str, message: str
) -> None:
    [problem] = check_wording(text, value, False, "for", "effect")
    marked = words or text
    assert (problem.start, text[problem.start : problem.end]) == (text.index(marked), marked)
    assert (problem.message, problem.blocking) == (message, False)


def test_lint_tells_promises_and_verbs_in_the_order_of_their_places() -> None:
    text = "This breakthrough may cure psoriasis."
    assert lint(text, "high", False, "for", "effect") == (
        WordingProblem(
            "hype",
            "“breakthrough” promises too much (Schwitzer 2000; Abola & Prasad 2016).",
            5,
            17,
            True,
        ),
        WordingProblem("hedged", STRONG, 18, 21, False),
        WordingProblem(
            "hype", "“cure” promises too much (Schwitzer 2000; Abola & Prasad 2016).", 22, 26, False
        ),
    )


def test_lint_tells_the_word_before_the_sentence_that_it_begins() -> None:
    found = lint("Hope is a cell.", "moderate", False, "for", "effect")
    assert [problem.code for problem in found] == ["hype", "needs_probably"]


@pytest.mark.parametrize(
    ("value", "finding", "way", "asks", "found"),
    [
        ("contradicted", False, "for", "effect", []),
        ("mixed", False, "for", "effect", ["hype"]),
        ("low", False, "for", "effect", ["needs_may", "hype"]),
        ("low", True, "for", "effect", ["hype"]),
        ("low", False, "for", "background", ["hype"]),
        ("very_low", False, "harm", "harm", ["hype"]),
        ("very_low", False, "no_harm", "harm", ["needs_uncertain", "hype"]),
    ],
)
def test_lint_holds_a_sentence_against_its_badge_and_what_it_is(
    value: str, finding: bool, way: str, asks: str, found: list[str]
) -> None:
    text = "Loss of sight was reported after a promising injection."
    assert [problem.code for problem in lint(text, value, finding, way, asks)] == found
