"""The rules of the evidence audit, each beside its opposite. Pure."""

from dataclasses import replace
from typing import Any

import pytest

from articles.audit import AuditedClaim, AuditedSource, Facts, Finding, Passage, audit
from articles.audit.reading import grade_of, hardest

SOURCE = AuditedSource("r1", "Okafor 2020", "none_found", design="rct", n=120)
CLAIM = AuditedClaim(
    1,
    "body",
    "calm",
    "Marrow cells may improve sore skin in 8 of 10 patients.",
    asks="effect",
    direction="for",
    badge="low",
    cites={"r1": "supports"},
)


def facts(claim: AuditedClaim = CLAIM, source: AuditedSource = SOURCE, **others: Any) -> Facts:
    return Facts(
        **{
            "claims": (claim,),
            "sources": {"r1": source},
            "passages": (),
            "plain": "",
            "today": "2026-11-24",
            **others,
        }
    )


def rules(given: Facts) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in audit(given)]


def test_a_page_that_can_be_defended_has_no_findings() -> None:
    assert audit(facts()) == []


@pytest.mark.parametrize(
    ("changed", "rule", "severity"),
    [
        ({"cites": {}}, "uncited", "stops"),
        ({"text": "A miracle may improve skin in 8 of 10 patients."}, "hype", "stops"),
        ({"text": "A novel cell may improve skin in 8 of 10 patients."}, "hype", "mend"),
        (
            {"text": "Marrow cells improve skin in 8 of 10 patients."},
            "verb_stronger_than_badge",
            "mend",
        ),
        ({"badge": "lab_animal"}, "species_not_named", "mend"),
        ({"text": "Marrow cells may improve sore skin."}, "numbers_missing", "look"),
        ({"badge": "contradicted"}, "contradicted", "stops"),
        ({"against": ("Cells do nothing.",)}, "contradicted_on_the_site", "mend"),
        ({"is_suspended": True}, "suspended", "stops"),
        ({"review_due_on": "2026-11-23"}, "review_overdue", "mend"),
    ],
)
def test_what_is_wrong_with_a_claim(changed: dict[str, Any], rule: str, severity: str) -> None:
    found = audit(facts(replace(CLAIM, **changed)))
    assert (rule, severity) in [(one.rule, one.severity) for one in found]
    one = next(one for one in found if one.rule == rule)
    assert (one.place, one.section, one.claim) == (1, "body", "calm")
    assert one.why
    assert one.mend


@pytest.mark.parametrize(
    "changed",
    [
        {"cites": {}, "asks": "view"},
        {"badge": "contradicted", "is_myth": True},
        {"text": "A miracle improves skin.", "is_myth": True, "badge": "contradicted"},
        {"text": "Marrow cells improved skin in 8 of 10 patients.", "is_finding": True},
        {"text": "Marrow cells improve skin in mice.", "badge": "lab_animal"},
        {"text": "Marrow cells may improve sore skin.", "effect_line": "8 of 10 against 3 of 10"},
        {"review_due_on": "2026-11-24"},
    ],
)
def test_what_is_not_wrong_with_a_claim(changed: dict[str, Any]) -> None:
    assert audit(facts(replace(CLAIM, **changed))) == []


def test_words_in_question_are_where_they_are_said_to_be() -> None:
    text = "A novel cell may improve skin in 8 of 10 patients."
    (found,) = audit(facts(replace(CLAIM, text=text)))
    assert text[found.start : found.end] == "novel"


@pytest.mark.parametrize(
    ("changed", "rule", "severity"),
    [
        ({"standing": "retracted"}, "retracted_source", "stops"),
        ({"standing": "withdrawn"}, "retracted_source", "stops"),
        ({"standing": "concern"}, "source_under_concern", "mend"),
        ({"standing": "reinstated"}, "reinstated_source", "look"),
        ({"calls_itself_retracted": True}, "record_calls_itself_retracted", "mend"),
        ({"has_identifier": False}, "source_without_identifier", "mend"),
        ({"missing": ("year",)}, "incomplete_record", "look"),
        ({"is_preprint": True}, "preprint", "look"),
        ({"is_preprint": True, "published": "r9"}, "preprint_with_published_version", "mend"),
        ({"design": "case_report"}, "one_patient", "mend"),
        ({"n": 1}, "one_patient", "mend"),
    ],
)
def test_what_is_wrong_with_a_source(changed: dict[str, Any], rule: str, severity: str) -> None:
    (found,) = audit(facts(source=replace(SOURCE, **changed)))
    assert (found.rule, found.severity, found.reference) == (rule, severity, "r1")
    if rule != "one_patient":
        assert "Okafor 2020" in found.why


@pytest.mark.parametrize(
    "claim",
    [
        replace(CLAIM, is_finding=True, text="Skin improved in 1 patient."),
        replace(CLAIM, cites={"r1": "supports", "r2": "supports"}),
        replace(CLAIM, cites={"r1": "mentions", "r2": "supports"}),
    ],
)
def test_one_patient_may_be_told_of_and_stand_beside_others(claim: AuditedClaim) -> None:
    sources = {"r1": replace(SOURCE, design="case_report"), "r2": replace(SOURCE, key="r2")}
    assert audit(facts(claim, sources=sources)) == []


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("A breakthrough is near.", "hype", "breakthrough"),
        ("Cells sleep (Okafor et al., 2020).", "citation_in_prose", "(Okafor et al., 2020)"),
        (r"Cells sleep \[3\].", "citation_in_prose", "[3]"),
    ],
)
def test_words_around_the_claims(text: str, rule: str, words: str) -> None:
    (found,) = audit(facts(passages=(Passage("body", 7, text),)))
    assert (found.rule, found.section, found.line) == (rule, "body", 7)
    assert found.text[found.start : found.end] == words


def test_harmless_words_around_the_claims() -> None:
    assert audit(facts(passages=(Passage("body", 7, "We looked (in May) at [all]."),))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "We looked. MSC infusions heal sore skin in patients.",
            "MSC infusions heal sore skin in patients.",
        ),
        ("About 2 in 100 people have it.", "About 2 in 100 people have it."),
        ("Ask your doctor before you change a treatment.", ""),
        ("What is known", ""),
    ],
)
def test_what_can_be_true_or_false_outside_claims(text: str, found: str) -> None:
    said = audit(facts(passages=(Passage("body", 7, text),)))
    assert [text[one.start : one.end] for one in said] == ([found] if found else [])
    assert {one.rule for one in said} <= {"checkable_outside_claims"}


def test_a_page_without_claims() -> None:
    assert [one.rule for one in audit(facts(claims=()))] == ["no_claims"]


def test_links_and_disclosures() -> None:
    found = audit(
        facts(
            broken_links=(("body", 3, "/articles/gone/", "no article is live there"),),
            undisclosed=(("Benefit and harm both told", "No claim tells of harm."),),
        )
    )
    assert [one.rule for one in found] == ["broken_link", "disclosure_missing"]
    assert "/articles/gone/" in found[0].why
    assert "No claim tells of harm." in found[1].why


HARD = (
    "The immunomodulatory characteristics of mesenchymal stromal preparations considerably"
    " complicate the interpretation of heterogeneous dermatological investigations. "
)
EASY = "The cat sat on the mat. It was warm. She had a nap. Then she got up and ate some fish. "


def test_the_reading_grade() -> None:
    assert grade_of("Too short to say.") is None
    easy, hard = grade_of(EASY * 10), grade_of(HARD * 10)
    assert easy is not None
    assert easy < 3
    assert hard is not None
    assert hard > 16
    found = audit(facts(plain=HARD * 10))
    assert {one.rule for one in found} == {"reading_grade"}
    assert found[0].text == HARD.strip()
    assert audit(facts(plain=EASY * 10)) == []
    assert hardest(EASY + HARD)[0] == HARD.strip()


def test_the_gravest_come_first_then_the_order_of_the_page() -> None:
    second = replace(CLAIM, place=2, key="wake", cites={})
    third = replace(CLAIM, place=3, key="sleep", cites={}, text="Marrow cells may improve skin.")
    given = facts(claims=(replace(CLAIM, text="A novel cell may improve 8 of 10."), third, second))
    assert [(one.rule, one.place) for one in audit(given)] == [
        ("uncited", 2),
        ("uncited", 3),
        ("hype", 1),
        ("numbers_missing", 3),
    ]


def test_a_finding_as_json() -> None:
    assert Finding("hype", "mend", "Why.", "Mend.").to_dict()["rule"] == "hype"
