"""The rule, clause by clause: every case of the two tables, and that no clause is without one."""

import pytest

from evidence.badges import METHOD_VERSION, RULE, Verdict, compute
from tests.evidence import badge_cases, badge_cases_graded
from tests.evidence.badge_cases import CLAUSES, Row
from tests.evidence.badge_examples import EFFECT, Given

TABLES = (badge_cases.CASES, badge_cases_graded.CASES)
ALL = {name: row for table in TABLES for name, row in table.items()}


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ALL.items()])
def test_case(row: Row) -> None:
    badge = row.given.badge
    assert badge.value == row.badge, (row.why, badge.reasons)


def test_every_clause_of_the_rule_is_named_by_a_case() -> None:
    assert {row.clause for row in ALL.values()} == set(CLAUSES)


def test_every_line_that_makes_a_badge_has_clauses() -> None:
    lines = {line.line for line in RULE} - {"9"}  # the words: test_wording.py
    assert {clause[0] for clause in CLAUSES if clause[0].isdigit()} == lines


def test_there_are_more_than_two_hundred_cases_and_no_two_are_the_same() -> None:
    assert len(ALL) == sum(len(table) for table in TABLES)
    assert len({repr(row.given) for row in ALL.values()}) > 200


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ALL.items()])
def test_every_reason_names_a_line_and_is_a_sentence(row: Row) -> None:
    lines = {line.line for line in RULE}
    assert row.given.badge.reasons
    for line, sentence in row.given.badge.reasons:
        assert line in lines
        assert sentence == " ".join(sentence.split())
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith((".", ".)"))
        assert "XX" not in sentence
        assert "None" not in sentence
        assert not sentence.isupper()
        assert sentence.count(": ") <= 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing_at_all", ("2", "No fitting source supports it.")),
        (
            "myth_against_one_case_report",
            (
                "2",
                "No fitting source supports it. What stands against it (R1) is too little to say so.",
            ),
        ),
        (
            "contradicted_by_a_trial",
            ("2", "No fitting source supports it, and R1 contradicts it."),
        ),
        ("not_confirmed", ("1", "R1 does not count: nobody has confirmed what it says.")),
        ("mentions", ("1", "R1 does not count: it only mentions the matter.")),
        ("irrelevant", ("1", "R1 does not count: it is irrelevant to the sentence.")),
        ("opinion", ("1", "R1 does not count: an opinion is no evidence.")),
        ("protocol", ("1", "R1 does not count: a protocol has no results.")),
        ("retracted", ("1", "R1 does not count: it is retracted.")),
        ("withdrawn_guideline", ("1", "R1 does not count: it is withdrawn.")),
        ("search_without_a_date", ("1", "S does not count: a stored search needs its date.")),
        (
            "quote_not_found",
            ("1", "R1 does not count: its quote was not found and nobody vouches for it."),
        ),
        (
            "better_from_one_arm",
            ("1", "R1 does not count: it compares nothing, and this sentence needs a comparison."),
        ),
        ("record_by_document", ("0", "On record in D.")),
        (
            "record_by_guideline",
            ("0", "A record needs an official document, a registry entry or a dated search."),
        ),
        ("record_against_a_search", ("0", "S shows otherwise.")),
        ("guideline_makes_background", ("2", "Background, with G.")),
        ("lab_claim_from_people", ("3", "It is about laboratory or animal work.")),
        (
            "no_harm_and_a_case_of_harm",
            ("2", "R2 saw harm in people, so 'no harm' does not stand."),
        ),
        (
            "view_that_nothing_grades",
            ("0", "The author's view: it states nothing that evidence could grade."),
        ),
        (
            "view_that_it_works",
            (
                "0",
                "This cannot pass as a view: graded as what it asserts (effect of an intervention).",
            ),
        ),
        (
            "background_that_it_is_approved",
            (
                "0",
                (
                    "This cannot pass as background: graded as what it asserts"
                    " (official record or recorded search)."
                ),
            ),
        ),
        (
            "lab_claim_from_samples",
            (
                "3",
                (
                    "All support is from samples from people: graded as what it asserts"
                    " (how often something occurs)."
                ),
            ),
        ),
        (
            "view_that_compares_how_often",
            (
                "0",
                (
                    "This cannot pass as a view: graded as what it asserts"
                    " (how often something occurs)."
                ),
            ),
        ),
        (
            "background_asserting_prognosis",
            (
                "2",
                (
                    "Background needs a guideline, a reference work, a systematic review or two"
                    " independent reviews, and nothing against it: graded as what it asserts"
                    " (what will happen)."
                ),
            ),
        ),
        (
            "mice_against_a_trial",
            (
                "3",
                (
                    "All support is from laboratory or animals, and evidence in people at level 4"
                    " of 4 is against it."
                ),
            ),
        ),
        (
            "mice_against_one_arm",
            (
                "3",
                (
                    "All support is from laboratory or animals. Evidence in people against it is"
                    " weak: level 1 of 4."
                ),
            ),
        ),
        (
            "for_and_against_unappraised",
            (
                "4",
                (
                    "R1 and R2 disagree, and no appraisal of the studies in people says which to"
                    " follow."
                ),
            ),
        ),
        (
            "the_direction_rested_on_it",
            (
                "7",
                (
                    "The direction or the disagreement of the appraised studies rested on what"
                    " dropped out: very low until appraised again."
                ),
            ),
        ),
        ("nothing_at_all", ("1", "No citation was given.")),
        ("risk_of_bias_2", ("5", "Risk of bias: -2.")),
        ("large", ("5", "Large effect: +1.")),
        ("n_399", ("5", "Imprecision, as 399 people in all are fewer than 400: -1.")),
        (
            "unknown_numbers",
            (
                "5",
                (
                    "Imprecision, as 0 people in all are fewer than 100 (no number is recorded for"
                    " R1 and R2): -2."
                ),
            ),
        ),
        ("surrogate", ("5", "Seen on a surrogate only: at most 2.")),
        ("one_trial", ("5", "One independent group of patients: at most 3.")),
        ("preprints_only", ("6", "Preprints or conference abstracts only: at most 2.")),
        (
            "concern_on_one_of_two",
            ("6", "R2 under concern: level 4 with, 3 without; the lower counts."),
        ),
    ],
)
def test_what_a_reader_is_told(name: str, reason: tuple[str, str]) -> None:
    assert reason in ALL[name].given.badge.reasons


ALL_LAB = ("3", "All support is from laboratory or animals.")


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("warning_from_mice", [("1", "Counts as support: M."), ALL_LAB]),
        ("mice_against_a_body_that_agrees", [("1", "Counts as support: M."), ALL_LAB]),
        (
            "two_trials",
            [
                ("1", "Counts as support: R1 and R2."),
                ("4", "The appraised evidence in people starts at 4 of 4: R1 and R2."),
                ("4", "The best support cited in people, R1, starts at 4 of 4."),
                ("8", "Level 4 of 4: strong evidence in people."),
            ],
        ),
        (
            "dose_response",
            [
                ("1", "Counts as support: R1 and R2."),
                ("4", "The appraised evidence in people starts at 2 of 4: R1 and R2."),
                ("5", "Dose-response: +1."),
                ("4", "The best support cited in people, R1, starts at 2 of 4."),
                ("8", "Level 3 of 4: moderate evidence in people."),
            ],
        ),
        (
            "one_trial_biased",
            [
                ("1", "Counts as support: R1."),
                ("4", "The appraised evidence in people starts at 4 of 4: R1."),
                ("5", "Risk of bias: -1."),
                ("4", "The best support cited in people, R1, starts at 4 of 4."),
                ("8", "Level 3 of 4: moderate evidence in people."),
            ],
        ),
        (
            "cited_preprint_that_starts_at_the_cap",
            [
                ("1", "Counts as support: R1."),
                ("4", "The appraised evidence in people starts at 4 of 4: R2 and R3."),
                ("4", "The best support cited in people, R1, starts at 2 of 4."),
                ("8", "Level 2 of 4: weak evidence in people."),
            ],
        ),
        (
            "a_drop_out_that_agreed",
            [
                ("1", "R1 dropped out of the appraised evidence: retracted or withdrawn."),
                ("1", "Counts as support: R2 and R3."),
                ("1", "R1 does not count: it is retracted."),
                ("4", "The appraised evidence in people starts at 4 of 4: R2 and R3."),
                ("4", "The best support cited in people, R2, starts at 4 of 4."),
                ("8", "Level 4 of 4: strong evidence in people."),
            ],
        ),
        (
            "guideline_that_says_high",
            [
                ("1", "Counts as support: G."),
                ("4", "No study, only a guideline, G, at level 3 of 4."),
                ("4", "The best support cited in people, G, starts at 3 of 4."),
                ("8", "Level 3 of 4: moderate evidence in people."),
            ],
        ),
        (
            "guideline_under_concern",
            [
                ("1", "Counts as support: G."),
                ("4", "No study, only a guideline, G, at level 3 of 4."),
                ("6", "Without the guideline under concern: level 1."),
                ("4", "The best support cited in people, G, starts at 3 of 4."),
                ("6", "Cited here and under concern: G; without, at most 1."),
                (
                    "8",
                    ("Level 1 of 4: very weak evidence in people: too little to know."),
                ),
            ],
        ),
    ],
)
def test_a_reader_is_told_no_more_than_what_did_something(
    name: str, reasons: list[tuple[str, str]]
) -> None:
    assert list(ALL[name].given.badge.reasons) == reasons


def test_a_source_that_nobody_described_is_counted_by_its_own_key() -> None:
    given = Given(EFFECT, verdicts=(Verdict("R1", "supports"),))
    assert given.badge.counted == ("R1",)


def test_a_badge_says_by_which_method_it_was_computed() -> None:
    assert Given(EFFECT).badge.method == METHOD_VERSION
    assert compute(EFFECT, [], {}, None, {}, "1").method == "1"
