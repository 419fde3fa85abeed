"""What a page about a therapy has to disclose, and what the machine finds of it (D6)."""

import pytest

from articles.choices import SignOffItem
from articles.disclosures import Finding, Told, findings, items_for

BENEFIT = Told("In mice, infusions reduced scaling.", "effect", "for", "lab_animal")
IN_PEOPLE = Told("8 of 17 people improved.", "effect", "for", "very_low")
WARNING = Told("Loss of sight was reported in 3 of 400 people.", "harm", "harm", "very_low")
APPROVED = Told("No such product is approved in the EU.", "record", "", "record")
COMMON = Told("About 2% have psoriasis.", "frequency", "", "high")
MYTH = Told("It cures psoriasis.", "effect", "for", "contradicted", is_myth=True)


def found(item: str, *claims: Told, prose: str = "") -> Finding:
    return next(f for f in findings(claims, [prose]) if f.item == item)


def test_a_page_about_a_therapy_answers_all_items_any_other_two() -> None:
    assert items_for([COMMON, BENEFIT]) == tuple(SignOffItem)
    assert items_for([WARNING]) == tuple(SignOffItem)
    two = (SignOffItem.NO_STRONGER, SignOffItem.NOTHING_OUTSIDE)
    assert items_for([COMMON, APPROVED, MYTH]) == two
    assert items_for([]) == two


@pytest.mark.parametrize(
    ("claims", "missing"),
    [
        ((BENEFIT, WARNING), ""),
        ((BENEFIT,), "No claim tells of harm."),
        ((WARNING,), "No claim tells of benefit."),
    ],
)
def test_benefit_and_harm(claims: tuple[Told, ...], missing: str) -> None:
    assert found("benefit_and_harm", *claims).missing == missing
    assert set(found("benefit_and_harm", *claims).carried_by) == {c.text for c in claims}


def test_usual_treatment_is_found_in_prose_and_in_claims() -> None:
    assert found("alternatives", BENEFIT).missing
    prose = "Ask about the usual treatment first. Nothing else."
    assert found("alternatives", BENEFIT, prose=prose).carried_by == (
        "Ask about the usual treatment first.",
    )
    assert not found(
        "alternatives", BENEFIT, Told("X beats placebo.", "effect", "for", "low")
    ).missing


def test_what_is_known_in_people_comes_first() -> None:
    assert "Every claim" in found("people_first", BENEFIT).missing
    assert "The first claim" in found("people_first", BENEFIT, IN_PEOPLE).missing
    assert not found("people_first", IN_PEOPLE, BENEFIT).missing


def test_numbers_are_counted_claim_by_claim() -> None:
    assert found("absolute_numbers", IN_PEOPLE, BENEFIT).missing.startswith("1 of 2")
    assert not found("absolute_numbers", IN_PEOPLE, WARNING).missing
    with_line = Told("It may help.", "effect", "for", "low", effect_line="12 of 100, not 8 of 100")
    assert found("absolute_numbers", with_line).carried_by == ("12 of 100, not 8 of 100",)


def test_the_regulatory_status_is_a_record() -> None:
    assert found("regulatory_status", BENEFIT, APPROVED).carried_by == (APPROVED.text,)
    said = Told("It is approved.", "effect", "for", "low")
    assert found("regulatory_status", said).missing


def test_promises_and_statements_outside_claims_are_pointed_at() -> None:
    prose = "A breakthrough awaits. [In mice, infusions reduced scaling.](claim:mice)"
    assert "“breakthrough”" in found("no_stronger", BENEFIT, prose=prose).missing
    stated = "Mesenchymal stem cells reduce the inflammation of psoriasis."
    assert stated in found("nothing_outside", BENEFIT, prose=stated).missing
    assert not found("nothing_outside", BENEFIT, prose=f"[{stated}](claim:mice)").missing
