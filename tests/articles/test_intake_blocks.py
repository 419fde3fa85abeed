"""Plain text → title, headings, paragraphs, list items; and what is dropped."""

import pytest

from articles.intake import Block, parse_article

PROSE = "The clinic in Larkstad counted every visit of the winter, and the numbers were low."


def blocks(*lines: str) -> tuple[Block, ...]:
    """The blocks of a text under a title."""
    return parse_article("\n".join(["A title for this text", "", *lines])).blocks


def kinds(*lines: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in blocks(*lines)]


@pytest.mark.parametrize(
    "line",
    [
        "top of page",
        "Bottom of Page",
        "Comments",
        "3 Comments",
        "Write a comment...",
        "Share this post",
        "Skip to content",
        "Log in / Sign up",
        "5 min read",
        "Page 2 of 7",
        "\u00a9 2023 Larkstad Clinic. All rights reserved.",
        "Accept all cookies",
        "See All",
        "\u00a0top of page\u00a0",
    ],
)
def test_page_chrome_is_dropped_with_its_line_number(line: str) -> None:
    parsed = parse_article(f"A title for this text\n\n{PROSE}\n\n{line}\n")
    assert [block.text for block in parsed.blocks] == [PROSE]
    (dropped,) = parsed.dropped
    assert (dropped.line, dropped.why) == (5, "page chrome")
    assert dropped.text == line.strip("\u00a0")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2021-03-04", "date of the page"),
        ("Updated: March 4, 2021", "date of the page"),
        ("4 March 2021", "date of the page"),
        ("By Ines Okafor and Bo Lindqvist", "byline"),
        ("* * *", "a ruler"),
        ("----------", "a ruler"),
    ],
)
def test_other_lines_of_the_page_are_dropped_with_a_reason(line: str, why: str) -> None:
    parsed = parse_article(f"A title for this text\n\n{line}\n\n{PROSE}\n")
    assert [block.text for block in parsed.blocks] == [PROSE]
    assert [(dropped.line, dropped.why) for dropped in parsed.dropped] == [(3, why)]


@pytest.mark.parametrize(
    "line",
    [
        "Comments on the trial were kind.",
        "The share of patients was small.",
        "Please print this page before your visit to us.",
    ],
)
def test_sentences_that_speak_of_chrome_stay(line: str) -> None:
    assert [block.text for block in blocks(PROSE, "", line)] == [PROSE, line]


def test_every_line_is_kept_dropped_or_blank() -> None:
    text = f"top of page\n\nA title for this text\n\nAims of the work\n\n{PROSE}\n\nComments\n"
    parsed = parse_article(text)
    kept = {parsed.title, *(block.text for block in parsed.blocks)}
    lost = {dropped.text for dropped in parsed.dropped}
    assert {line for line in text.split("\n") if line} == kept | lost
    assert not kept & lost


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Stem cells and the skin", "Stem cells and the skin"),
        ("  Stem\u00a0cells \t and the skin ", "Stem cells and the skin"),
        ("# Stem cells and the skin #", "Stem cells and the skin"),
        ("Can stem cells mend skin?", "Can stem cells mend skin?"),
        (PROSE, ""),
        ("1. Wash your hands", ""),
        ("## Only a section", ""),
    ],
)
def test_title_is_the_first_line_that_looks_like_one(first: str, title: str) -> None:
    parsed = parse_article(f"{first}\n\n{PROSE}\n")
    assert parsed.title == title
    assert len(parsed.blocks) == (1 if title else 2)


def test_a_title_underlined_in_markdown() -> None:
    parsed = parse_article(f"Stem cells and the skin\n=======================\n\n{PROSE}\n")
    assert parsed.title == "Stem cells and the skin"
    assert [dropped.why for dropped in parsed.dropped] == ["underline of a heading"]


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("What the cells do", 2, "What the cells do"),
        ("Is it safe?", 2, "Is it safe?"),
        ("2.1 What the cells do", 3, "2.1 What the cells do"),
        ("2.1.4 What the cells do", 4, "2.1.4 What the cells do"),
        ("## What the cells do", 2, "What the cells do"),
        ("### What the cells do ###", 3, "What the cells do"),
        ("# What the cells do", 2, "What the cells do"),
        ("1. What the cells do", 2, "What the cells do"),
    ],
)
def test_short_line_over_a_paragraph_is_a_heading(line: str, level: int, text: str) -> None:
    assert kinds(line, "", PROSE) == [("heading", level, text), ("paragraph", 0, PROSE)]


@pytest.mark.parametrize(
    "line",
    [
        "The cells grow.",
        "the cells grow on glass",
        "These are the sources of cells:",
        "Figure 2: Cells on glass",
        "12.5",
        "A line of so many words that nobody would ever take it for the heading of a short section",
    ],
)
def test_other_lines_are_paragraphs(line: str) -> None:
    assert kinds(line, "", PROSE)[0] == ("paragraph", 0, line)


def test_a_line_that_stands_over_nothing_is_no_heading() -> None:
    assert kinds(PROSE, "", "National institute of skin") == [
        ("paragraph", 0, PROSE),
        ("paragraph", 0, "National institute of skin"),
    ]


def test_cells_of_a_table_are_no_headings() -> None:
    found = kinds(PROSE, "Group", "Visits", "control", "11", "treated", "9", "", PROSE)
    assert {kind for kind, _, _ in found} == {"paragraph"}


def test_of_many_short_lines_in_a_row_only_the_last_can_be_a_heading() -> None:
    found = kinds(PROSE, "", "Group", "Visits", "Costs", "What we saw", PROSE)
    assert [kind for kind, _, _ in found] == ["paragraph"] * 4 + ["heading", "paragraph"]


def test_long_cells_of_a_table_are_no_headings_either() -> None:
    long = "A rather long name of one of the groups of people"
    found = kinds(PROSE, "", long, long, long, long, PROSE)
    assert [kind for kind, _, _ in found] == ["paragraph"] * 4 + ["heading", "paragraph"]


def test_two_headings_may_follow_each_other() -> None:
    found = kinds("What we saw", "", "In the first winter", "", PROSE)
    assert [kind for kind, _, _ in found] == ["heading", "heading", "paragraph"]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\u00a0\n", "\n \t\n\n"])
def test_a_sentence_split_by_a_line_break_is_joined(gap: str) -> None:
    found = blocks(
        f"The cells were kept in the cold room of the{gap}clinic until the morning came."
    )
    assert [block.text for block in found] == [
        "The cells were kept in the cold room of the clinic until the morning came."
    ]
    assert found[0].line == 3


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Cells come from bone,", "Fat and cord.", "Cells come from bone, Fat and cord."),
        (
            "They counted cells in the cold room each morning",
            "before the doors of the clinic opened.",
            "They counted cells in the cold room each morning before the doors of the clinic opened.",
        ),
        ("They looked at the", "MSC counts of all.", "They looked at the MSC counts of all."),
        ("It was an immuno-", "modulating cell type.", "It was an immuno-modulating cell type."),
        ("It was an immuno\u00ad", "modulating cell.", "It was an immunomodulating cell."),
        ("\u2022", "Fat holds many cells.", "Fat holds many cells."),
    ],
)
def test_torn_lines_are_joined(first: str, second: str, joined: str) -> None:
    assert [block.text for block in blocks(first, "", second)] == [joined]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The cells grow well.", "mRNA was found in all of them."),
        ("Messenger molecules", "mRNA was found in all of them, and it lasted."),
        ("bone marrow", "fat tissue"),
        ("The sources of cells are these:", "bone marrow of the hip and the breast bone"),
        ("The cells grow on glass in the cold room of", "- fat"),
    ],
)
def test_lines_that_are_whole_are_not_joined(first: str, second: str) -> None:
    assert len(blocks(first, "", second)) == 2


def test_text_wrapped_by_hand_is_joined_at_its_width() -> None:
    found = blocks(
        "The clinic in Larkstad counted every visit of the winter and wrote",
        "Dr Okafor that the numbers were low. Nobody had expected this, and",
        "Bo Lindqvist asked for a second count.",
        "A short last line stands alone",
        "Ferreira counted again in the spring and found the same low number.",
    )
    assert [block.text[:10] for block in found] == ["The clinic", "A short la", "Ferreira c"]
    assert found[1].kind == "heading"


def test_one_paragraph_to_a_line_is_not_joined() -> None:
    assert len(blocks(PROSE * 2, PROSE * 3, PROSE * 2)) == 3


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Cells\u00a0grow  well\tin vitro.", "Cells grow well in vitro."),
        ("Cells\u200b grow\ufeff well.", "Cells grow well."),
        ("Im\u00admuno\u00admodulation is a word.", "Immunomodulation is a word."),
        ("Beta\u2010blockers and TGF\u2011beta differ.", "Beta-blockers and TGF-beta differ."),
        ("A cafe\u0301 is no clinic.", "A caf\u00e9 is no clinic."),
        ("Between 3\u20135 weeks \u2013 no more.", "Between 3\u20135 weeks \u2013 no more."),
        ("Tabs\x0band\x0cfeeds end here.", "Tabs and feeds end here."),
    ],
)
def test_characters_are_cleaned(raw: str, cleaned: str) -> None:
    assert [block.text for block in blocks(raw)] == [cleaned]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_all_line_endings_count_alike(ending: str) -> None:
    parsed = parse_article(ending.join(["A title for this text", "", PROSE, "", PROSE]))
    assert [block.line for block in parsed.blocks] == [3, 5]


@pytest.mark.parametrize("mark", ["-", "*", "\u2022", "\u25aa", "\u2013"])
def test_bullets_are_items_without_a_number(mark: str) -> None:
    assert kinds(PROSE, f"{mark} Fat holds many cells.", f"{mark} bone marrow")[1:] == [
        ("list_item", 0, "Fat holds many cells."),
        ("list_item", 0, "bone marrow"),
    ]


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}", "({}) {}"])
def test_numbered_items_keep_their_number(form: str) -> None:
    lines = [form.format(1, "Wash the skin."), form.format(2, "Dry it well.")]
    assert kinds(PROSE, *lines)[1:] == [
        ("list_item", 1, "Wash the skin."),
        ("list_item", 2, "Dry it well."),
    ]


def test_a_year_or_a_decimal_begins_no_item() -> None:
    found = kinds(
        PROSE, "", "2019. That was the year in which the clinic opened.", "", "1.5 litres"
    )
    assert {kind for kind, _, _ in found} == {"paragraph"}


def labelled_list() -> tuple[Block, ...]:
    return blocks(
        "The cells do three things:",
        "",
        "1. Calming the skin",
        "",
        "Cells calm the skin of rats.",
        "",
        "2. Feeding the skin",
        "",
        "Cells feed the skin of rats.",
        "",
        "What comes next",
        "",
        "1. Counting cells",
        "",
        "Somebody has to count them.",
        "",
        "2. Keeping cells",
        "",
        "Somebody has to keep them.",
    )


def test_two_numbered_lists_whose_items_have_a_label_and_a_paragraph() -> None:
    found = labelled_list()
    items = [(block.level, block.label) for block in found if block.kind == "list_item"]
    assert items == [
        (1, "Calming the skin"),
        (2, "Feeding the skin"),
        (1, "Counting cells"),
        (2, "Keeping cells"),
    ]
    assert [block.continues for block in found] == [
        False, False, True, False, True, False, False, True, False, True,
    ]  # fmt: skip


def test_numbered_lines_over_several_paragraphs_are_headings() -> None:
    found = kinds("1. Aims", "", PROSE, "", PROSE, "", "2. Results", "", PROSE)
    assert [(kind, level) for kind, level, _ in found] == [
        ("heading", 2),
        ("paragraph", 0),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_a_plain_numbered_list_before_a_paragraph_stays_a_list() -> None:
    found = blocks("1. Bone marrow", "2. Fat tissue", "", PROSE)
    assert [(block.kind, block.continues) for block in found] == [
        ("list_item", False),
        ("list_item", False),
        ("paragraph", False),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Calming: The cells calm the skin of rats.", "Calming"),
        ("Studies in rats: Six rats got cells, and six did not.", "Studies in rats"),
        ("- Anti-inflammation: Cells make fewer signals.", "Anti-inflammation"),
        ("The cells do this: They calm the skin.", ""),
        ("Dr Okafor said: Cells calm the skin.", ""),
        ("The cells came from three places: bone, fat and cord.", ""),
        ("The cells that came to us from a clinic far away: They grew.", ""),
        ("It was 10:30 when the cells came.", ""),
        ("Cells, as we saw: They calm the skin.", ""),
        ("Figure 3: Cells on glass.", ""),
        ("The cells calm the skin.", ""),
    ],
)
def test_run_in_labels(text: str, label: str) -> None:
    (block,) = blocks(text)
    assert block.label == label
    assert block.text.startswith(label)


def test_blocks_are_numbered_in_order() -> None:
    found = labelled_list()
    assert [block.index for block in found] == list(range(len(found)))
    assert [block.line for block in found] == sorted(block.line for block in found)


@pytest.mark.parametrize(
    "heading",
    [
        "References",
        "REFERENCES:",
        "Bibliography",
        "Works Cited",
        "Reference list",
        "## 7. References",
    ],
)
def test_the_reference_list_is_no_part_of_the_body(heading: str) -> None:
    entry = "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    parsed = parse_article(f"A title for this text\n\n{PROSE}\n\n{heading}\n\n{entry}\n")
    assert [block.text for block in parsed.blocks] == [PROSE]
    assert [reference.raw for reference in parsed.references] == [entry]
    assert parsed.dropped[0].why == "heading of the reference list"


def test_sources_of_cells_are_no_reference_list() -> None:
    found = kinds("Sources", "", PROSE)
    assert found == [("heading", 2, "Sources"), ("paragraph", 0, PROSE)]


def test_sources_over_references_are_a_reference_list() -> None:
    entry = "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    assert len(parse_article(f"A title\n\n{PROSE}\n\nSources\n\n{entry}\n").references) == 1


def test_what_follows_the_reference_list_is_body_again() -> None:
    entry = "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    parsed = parse_article(f"A title\n\n{PROSE}\n\nReferences\n{entry}\n\nFunding\n\n{PROSE}\n")
    assert [block.kind for block in parsed.blocks] == ["paragraph", "heading", "paragraph"]
    assert len(parsed.references) == 1


def test_comments_of_readers_after_the_list_are_dropped() -> None:
    entry = "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    parsed = parse_article(
        f"A title\n\n{PROSE}\n\nReferences\n{entry}\nComments\nGreat text, Bo!\n"
    )
    assert len(parsed.references) == 1
    assert parsed.dropped[-1].text == "Great text, Bo!"
    assert parsed.dropped[-1].why == "after the article: reader comments"


def test_a_menu_that_names_the_references_is_not_the_list() -> None:
    entry = "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19."
    parsed = parse_article(f"A title\n\nReferences\n\n{PROSE}\n\nReferences\n\n{entry}\n")
    assert [reference.raw for reference in parsed.references] == [entry]


def test_a_list_without_a_heading_at_the_very_end_is_found() -> None:
    entries = (
        "Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19.",
        "Berg, T. (2021). Cells of the warm room. Larkstad Journal, 4(1), 1-9.",
    )
    parsed = parse_article(f"A title\n\n{PROSE}\n\n{entries[0]}\n\n{entries[1]}\n")
    assert [reference.raw for reference in parsed.references] == list(entries)
    assert [block.text for block in parsed.blocks] == [PROSE]
