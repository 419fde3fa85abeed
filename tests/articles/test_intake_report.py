"""The account of an import, and what it tells each person to do."""

import json
from dataclasses import dataclass

import pytest

from articles.intake import HypeLike, ImportReport, parse_article

ARTICLE = """\
top of page

A wonder cream for eczema

What the cream does

The cream improves sleep [1]. The wonder cream reduces itching and pain (Mbeki et al., 2011).

Is it sold in Larkstad?

References

1. Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19. doi:10.5555/lj.1
2. Berg, T.,. & Holm, A. (2021). Cells of the warm room. Larkstad Journal.

Comments
"""


@dataclass(frozen=True)
class Wonder:
    word: str
    start: int
    end: int


def find_wonder(text: str) -> list[HypeLike]:
    at = text.find("wonder")
    return [Wonder("wonder", at, at + 6)] if at >= 0 else []


def report(text: str = ARTICLE) -> ImportReport:
    return parse_article(text, find_hype=find_wonder).report()


def test_everything_found_is_counted() -> None:
    found = report()
    assert found.title == "A wonder cream for eczema"
    assert (found.references_found, found.citations_found, found.citations_matched) == (2, 2, 1)
    assert (found.claims_proposed, found.claims_with_citation, found.claims_without_citation) == (
        2,
        1,
        1,
    )
    assert found.claims_by_question == {"effect": 2}


def test_a_view_needs_no_source() -> None:
    found = report("A title\n\nThe skin is an organ. More research is needed.\n")
    assert found.claims_by_question == {"background": 1, "view": 1}
    assert (found.claims_with_citation, found.claims_without_citation) == (0, 1)


def test_references_are_listed_by_what_is_wrong_with_them() -> None:
    found = report()
    assert [one.number for one in found.references_never_cited] == [2]
    assert [(one.number, one.missing) for one in found.references_incomplete] == [
        (2, ("volume", "pages"))
    ]
    assert [one.number for one in found.references_without_identifier] == [2]
    assert [one.number for one in found.references_with_authors_left_out] == [2]


def test_places_in_the_text_are_listed_with_their_line() -> None:
    found = report()
    (unmatched,) = found.citations_without_reference
    assert (unmatched.line, unmatched.text) == (7, "(Mbeki et al., 2011)")
    assert unmatched.why == "no entry of the list is by Mbeki"
    assert [(one.line, one.text) for one in found.headings] == [(5, "What the cream does")]
    assert [one.text for one in found.compound] == ["The wonder cream reduces itching and pain."]
    assert [(one.line, one.why) for one in found.dropped] == [
        (1, "page chrome"),
        (11, "heading of the reference list"),
        (16, "page chrome"),
    ]


def test_hype_is_found_in_title_and_text_by_the_finder_handed_in() -> None:
    article = parse_article(ARTICLE, find_hype=find_wonder)
    found = article.report()
    assert found.hype_checked
    assert [(one.line, one.text) for one in found.hype] == [(None, "wonder"), (7, "wonder")]
    for hit in article.hype:
        text = article.title if hit.block < 0 else article.blocks[hit.block].text
        assert text[hit.start : hit.end] == hit.word


def test_without_a_finder_the_report_says_that_nobody_looked() -> None:
    found = parse_article(ARTICLE).report()
    assert (found.hype, found.hype_checked) == ((), False)
    assert any("wording was not checked" in step for step in found.next_steps)


@pytest.mark.parametrize(
    "step",
    [
        (
            "Librarian: find the DOI or PubMed number of 1 reference (number 2); "
            "without one no retraction can be noticed."
        ),
        "Librarian: complete 1 reference: number 2 lacks volume, pages.",
        "Librarian: add the authors that the list leaves out of 1 reference (number 2).",
        (
            "Librarian: 1 citation in the text matches no reference; add the reference or correct the "
            "citation: “(Mbeki et al., 2011)”."
        ),
        "Editor: 3 lines were left out; check that none belongs to the article.",
        "Editor: go through 2 proposed claims and confirm, for each, that it is one and what it asks.",
        (
            "Editor: 1 of the proposed claims name no source; give each one, narrow it, or take it out "
            "(an author's view needs none)."
        ),
        "Editor: 1 reference is cited by no sentence (number 2); say what for, or take it out.",
        "Editor: split 1 sentence that says two things; a claim has one outcome.",
        "Editor: reword 2 words of promise: “wonder”.",
        (
            "Reviewer: nothing until the editor submits claims; then at most 2 claims to read beside their "
            "sources and 2 sources to appraise. Today 1 of the claims names a source."
        ),
    ],
)
def test_next_steps_in_plain_words(step: str) -> None:
    assert step in report().next_steps


def test_steps_stand_in_the_order_in_which_they_can_be_done() -> None:
    people = [step.split(":")[0] for step in report().next_steps]
    assert people == sorted(people, key=["Librarian", "Editor", "Reviewer"].index)


def test_a_text_without_title_list_or_claims_says_so() -> None:
    found = report(
        "Is this a question that somebody in Larkstad would ever want to ask of us, or of you?"
    )
    assert (
        found.title
        == "Is this a question that somebody in Larkstad would ever want to ask of us, or of you?"
    )
    found = report("Please ask your doctor.\n\nDo not wait.\n")
    assert found.next_steps == (
        "Librarian: the text has no list of references; ask the author for the sources.",
        "Editor: no title was found; give the article one.",
        "Editor: no checkable sentence was found; mark the claims by hand.",
    )


def test_headings_that_assert_are_named() -> None:
    found = report("A safe cream\n\nThe cream is sold in Larkstad.\n")
    assert [(one.line, one.text) for one in found.claims_in_headings] == [(None, "A safe cream")]
    assert (
        "Editor: make a claim of, or reword, what title, headings and labels assert: “A safe cream”."
        in found.next_steps
    )


def test_long_lists_are_cut_short_in_words_but_not_in_the_report() -> None:
    entries = "".join(f"{n}. Berg, T. ({1990 + n}). Cells.\n" for n in range(1, 16))
    found = report(f"A title\n\nThe skin is an organ.\n\nReferences\n\n{entries}")
    assert len(found.references_incomplete) == 15
    steps = "\n".join(found.next_steps)
    assert "(numbers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more)" in steps
    assert "number 12 lacks journal, volume, pages; and 3 more." in steps


def test_references_without_numbers_are_named_by_line() -> None:
    found = report("A title\n\nThe skin is an organ.\n\nReferences\n\nBerg, T. (1991). Cells.\n")
    assert any("(line 7)" in step for step in found.next_steps)


def test_the_report_survives_json() -> None:
    found = report()
    again = json.loads(json.dumps(found.to_dict()))
    assert again["references_never_cited"][0]["number"] == 2
    assert again["claims_by_question"] == {"effect": 2}
    assert again["next_steps"] == list(found.next_steps)
    assert set(again) == set(ImportReport.__dataclass_fields__)
