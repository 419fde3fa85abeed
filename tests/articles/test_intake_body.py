"""The body as Markdown: what is kept, what is dropped, and that it reads back as the same words."""

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.intake import Decision, ParsedArticle, parse_article, to_markdown

ARTICLE = """\
A title for this text

What the cream does

The cream improves sleep [1]. Nobody knows why.

Calming: The cream calms the skin. It smells.

1. Feeling

The cream eases itching.

2. Looking

The cream clears plaques.

Where it is sold

- In Larkstad, at the gate
- In Holmvik, by the sea

References

1. Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19.
"""


def decided(parsed: ParsedArticle, **decisions: str) -> dict[int, Decision]:
    """Decisions by the first words of a sentence."""
    return {
        sentence.index: decision  # type: ignore[misc]
        for sentence in parsed.sentences
        for start, decision in decisions.items()
        if sentence.text.startswith(start.replace("_", " "))
    }


def markdown(text: str = ARTICLE, **decisions: str) -> str:
    parsed = parse_article(text)
    return to_markdown(parsed, decisions=decided(parsed, **decisions))


def rendered(text: str) -> str:
    return MarkdownIt().render(text)


def test_all_prose_by_default() -> None:
    assert markdown() == (
        "## What the cream does\n\n"
        "The cream improves sleep. Nobody knows why.\n\n"
        "**Calming:** The cream calms the skin. It smells.\n\n"
        "1. **Feeling**\n\n"
        "   The cream eases itching.\n\n"
        "2. **Looking**\n\n"
        "   The cream clears plaques.\n\n"
        "## Where it is sold\n\n"
        "- In Larkstad, at the gate\n"
        "- In Holmvik, by the sea\n"
    )


def test_title_references_and_citation_marks_are_no_part_of_the_body() -> None:
    body = markdown()
    assert "A title" not in body
    assert "Okafor" not in body
    assert "[1]" not in body


def test_a_claim_is_a_link_whose_text_is_the_sentence() -> None:
    assert "[The cream improves sleep.](claim:new) Nobody knows why." in markdown(
        The_cream_improves="claim"
    )


def test_headings_and_labels_can_be_claims() -> None:
    body = markdown(What="claim", Calming="claim", Feeling="claim")
    assert "## [What the cream does](claim:new)\n" in body
    assert "[Calming](claim:new): The cream calms the skin." in body
    assert "1. [Feeling](claim:new)\n" in body


@pytest.mark.parametrize(
    ("drop", "gone", "stays"),
    [
        (["Nobody"], "Nobody", "The cream improves sleep.\n"),
        (["What"], "What the cream does", "The cream improves sleep."),
        (["Calming"], "Calming", "The cream calms the skin. It smells."),
        (["The_cream_calms", "It"], "Calming", "1. **Feeling**"),
        (["The_cream_eases"], "Feeling", "1. **Looking**\n\n   The cream clears"),
        (["Feeling"], "Feeling", "1. The cream eases itching.\n2. **Looking**"),
        (["In"], "Where it is sold", "   The cream clears plaques.\n"),
        (["In_Larkstad"], "Larkstad", "## Where it is sold\n\n- In Holmvik, by the sea\n"),
    ],
)
def test_what_is_dropped_takes_with_it_what_stood_over_it_alone(
    drop: list[str], gone: str, stays: str
) -> None:
    body = markdown(**dict.fromkeys(drop, "drop"))
    assert gone not in body
    assert stays in body


def test_a_heading_over_a_heading_goes_or_stays_with_it() -> None:
    text = "A title\n\n## Outer\n\n### Inner\n\nThe skin is an organ.\n\n## Next\n\nIt itches.\n"
    assert markdown(text).startswith("## Outer\n\n### Inner\n")
    assert markdown(text, The_skin="drop") == "## Next\n\nIt itches.\n"


def test_a_label_that_is_a_claim_stays_without_its_paragraph() -> None:
    body = markdown(Calming="claim", The_cream_calms="drop", It="drop")
    assert "[Calming](claim:new):\n" in body


def test_a_heading_that_is_a_claim_stays_though_nothing_is_left_under_it() -> None:
    assert "## [Where it is sold](claim:new)\n" in markdown(Where="claim", In="drop")
    assert "2. [Looking](claim:new)\n" in markdown(Looking="claim", The_cream_clears="drop")


def test_dropping_everything_leaves_nothing() -> None:
    parsed = parse_article(ARTICLE)
    assert to_markdown(parsed, decisions={one.index: "drop" for one in parsed.sentences}) == ""


def test_deep_headings_end_at_the_third_level() -> None:
    assert markdown("A title\n\n##### Deep\n\nThe skin is an organ.\n").startswith("### Deep\n")


@pytest.mark.parametrize(
    ("decisions", "message"),
    [({99: "claim"}, "no sentence 99"), ({-1: "claim"}, "no sentence -1"), ({0: "keep"}, "'keep'")],
)
def test_a_decision_that_does_not_exist_is_refused(
    decisions: dict[int, Decision], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        to_markdown(parse_article(ARTICLE), decisions=decisions)


NASTY = [
    "A star * and a *pair* of them, **two** pairs.",
    "An under_score and __two__ of them.",
    "Brackets [like this](https://a.example) and [these].",
    "A forged [claim](claim:new) of nobody.",
    "Tags <b>like</b> this & entities &amp; like that.",
    "Back`ticks` and \\ slashes \\[ too.",
    "A ~~strike~~ and a pipe | here.",
    "An exclamation ![image](x.png) mark.",
    "A brace {like} this one.",
]
STARTS = [
    "# no heading, only a hash sign.",
    "+ no bullet, only a plus sign.",
    "2020. That year was cold.",
    "= no underline, only an equals sign.",
    "> no quotation, only a sign.",
]


@pytest.mark.parametrize("decision", ["claim", "prose"])
@pytest.mark.parametrize("text", [*NASTY, *STARTS])
def test_special_characters_read_back_as_the_same_words(text: str, decision: str) -> None:
    parsed = parse_article(f"A title\n\nThe first paragraph stands here.\n\nLook: {text}\n")
    last = [one for one in parsed.sentences if one.origin == "body"][1:]
    body = to_markdown(parsed, decisions={one.index: decision for one in last})  # type: ignore[misc]
    inline = [token for token in MarkdownIt().parse(body) if token.type == "inline"]
    written = " ".join(one.text for one in last)
    assert words(inline[-1]).removeprefix("Look: ") == written.removeprefix("Look: ")


def test_a_forged_claim_in_a_heading_is_no_claim() -> None:
    text = "A title\n\nThe skin is an organ.\n\nSee [this](claim:new)\n\nIt itches.\n"
    assert "See" in markdown(text)
    assert "See" not in markdown(text, It_itches="drop")
    assert "<a " not in rendered(markdown(text))


def words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or [] if token.type == "text")


@pytest.mark.parametrize("text", [text for text in STARTS if not text.startswith(("#", "+"))])
def test_the_start_of_a_paragraph_makes_no_other_block(text: str) -> None:
    parsed = parse_article(f"A title\n\nThe first paragraph stands here.\n\n{text}\n")
    found = rendered(to_markdown(parsed))
    assert found.count("<p>") == 2
    assert "<h" not in found
    assert "<li>" not in found
    assert "<blockquote>" not in found


def test_every_claim_reads_back_as_one_link_with_its_exact_text() -> None:
    parsed = parse_article(ARTICLE + "")
    claims = [one for one in parsed.sentences if one.block >= 0]
    body = to_markdown(parsed, decisions={one.index: "claim" for one in claims})
    found = []
    for token in MarkdownIt().parse(body):
        children = token.children or []
        for at, child in enumerate(children):
            if child.type == "link_open":
                assert child.attrs["href"] == "claim:new"
                assert children[at + 2].type == "link_close"
                found.append(children[at + 1].content)
    assert found == [one.text for one in claims]


def test_lists_keep_their_numbers_and_start_again_after_a_heading() -> None:
    text = (
        "A title\n\nThings to know about skin:\n\n3. It is large.\n4. It is thin.\n\nMore of it here\n\n"
        "1. It itches.\n2. It heals.\n"
    )
    assert rendered(markdown(text)).count("<ol") == 2
    assert "3. It is large.\n4. It is thin.\n" in markdown(text)
    assert "1. It itches.\n2. It heals.\n" in markdown(text)


def test_a_dropped_item_leaves_no_gap_in_the_numbers() -> None:
    text = "A title\n\nThings to know:\n\n3. It is large.\n4. It is thin.\n5. It itches.\n"
    assert markdown(text, It_is_thin="drop").endswith("3. It is large.\n4. It itches.\n")
    assert markdown(text, It_is_large="drop").endswith("\n3. It is thin.\n4. It itches.\n")


def test_two_lists_in_a_row_stay_two() -> None:
    text = "A title\n\nThings to know:\n\n1. It is large.\n2. It is thin.\n1. It itches.\n2. It heals.\n"
    body = markdown(text)
    assert rendered(body).count("<ol>") == 2
    assert rendered(body).count("<li>") == 4
    text = "A title\n\nThings to know:\n\n1. It is large.\n- It is thin.\n- It itches.\n"
    assert rendered(markdown(text)).count("<ul>") == 1
