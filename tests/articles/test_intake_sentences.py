"""Where sentences end, what they are without their citations, and where they came from."""

import pytest

from articles.intake import TITLE, ParsedArticle, Sentence, parse_article

REFERENCES = "\n\nReferences\n\n1. Okafor, C. (2020). Cells of the cold room. Larkstad Journal, 3(2), 11-19.\n"


def parsed(text: str) -> ParsedArticle:
    return parse_article(f"A title\n\n{text}{REFERENCES}")


def body(text: str) -> list[str]:
    return [one.text for one in parsed(text).sentences if one.origin == "body"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The cells grew.", "They slept."],
        ["Did they sleep?", "They did!", "Then they woke."],
        ["Okafor et al. kept cells in the cold.", "They slept."],
        ["Okafor et al. The cells of others slept too."],
        ["See Fig. 3 for the cold room.", "It is small."],
        ["Some tissues, e.g. Fat and bone, hold cells.", "Others do not."],
        ["The best source, i.e. Fat, was used.", "It is easy to reach."],
        ["Cells vs. Creams was the question.", "Nobody knew."],
        ["It took approx. 12 weeks.", "Then it ended."],
        ["Room No. 5 was cold.", "Room No. 6 was warm."],
        ["The answer was no.", "The clinic closed."],
        ["It rose by 2.5 points.", "It fell by 0.3."],
        ["Dr. C. E. Okafor and T. Berg kept the cells.", "They slept."],
        ["It was used in the U.S. and in Norway.", "Nobody else used it."],
        ["It was used in the U.S.", "The others waited."],
        ["They took vitamin C.", "The others did not."],
        ["They studied E. coli in the cold.", "It grew."],
        ["It opened in 2019.", "40 people came."],
        ["It opened on Jan. 5 in Larkstad.", "Many came."],
        ["The cells grew.", "iPSC lines did not.", "mRNA was low."],
        ["The cells (see below.) grew.", "They slept."],
        ["They said “the cells sleep.”", "Nobody believed it."],
        ['They said: "Cells sleep."', "(Nobody believed it.)"],
        ["They slept ... and woke.", "Then… nothing."],
        ["Cells grow; they sleep: that is all.", "Nothing more."],
        ["It holds fat, bone, etc. and more.", "It is large."],
        ["It holds fat, bone, etc.", "The rest is water."],
        ["The link is larkstad.example/cells.html in short.", "See it."],
        ["It lasted 30 min. at most.", "It lasted 30 min.", "The rest was quiet."],
        ["It has no end"],
    ],
)
def test_where_sentences_end(sentences: list[str]) -> None:
    assert body(" ".join(sentences)) == sentences


def test_a_missing_space_behind_a_full_stop() -> None:
    assert body("The cells grew in the room.They slept well.") == [
        "The cells grew in the room.",
        "They slept well.",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Cells sleep (Okafor et al., 2020). They wake.", ["Cells sleep.", "They wake."]),
        ("Cells sleep. (Okafor et al., 2020) They wake.", ["Cells sleep.", "They wake."]),
        ("Cells sleep.[1] They wake.", ["Cells sleep.", "They wake."]),
        ("Cells sleep.[1]", ["Cells sleep."]),
        ("Cells sleep [1], and wake [1].", ["Cells sleep, and wake."]),
        ("Cells sleep [(Okafor et al., 2020)]", ["Cells sleep"]),
        ("Cells sleep. [1]. They wake.", ["Cells sleep.", "They wake."]),
        ("Cells (Okafor et al., 2020) sleep!", ["Cells sleep!"]),
        ("(Okafor et al., 2020) Cells sleep.", ["Cells sleep."]),
    ],
)
def test_citation_marks_are_taken_out(text: str, sentences: list[str]) -> None:
    article = parsed(text)
    found = [one for one in article.sentences if one.origin == "body"]
    assert [one.text for one in found] == sentences
    assert found[0].citations[:1] == (0,)
    assert all(not one.citations for one in found[1:])


def test_each_citation_belongs_to_the_sentence_it_stands_in() -> None:
    article = parsed("Cells sleep [1]. They wake. They eat (Okafor et al., 2020; Mbeki, 2011).")
    found = [one.citations for one in article.sentences if one.origin == "body"]
    assert found == [(0,), (), (1, 2)]


def test_a_paragraph_of_nothing_but_a_citation_has_no_sentence() -> None:
    article = parsed("Cells sleep in the cold.\n\n(Okafor et al., 2020)")
    assert len(article.citations) == 1
    assert [one.text for one in article.sentences if one.origin == "body"] == [
        "Cells sleep in the cold."
    ]


def test_title_headings_and_labels_are_sentences_too() -> None:
    article = parsed(
        "What cells do\n\nCalming: Cells calm the skin. They sleep.\n\n"
        "1. Feeding the skin\n\nCells feed the skin.\n\n2. Leaving\n\nCells leave the skin.\n"
    )
    assert [(one.origin, one.text) for one in article.sentences] == [
        ("title", "A title"),
        ("heading", "What cells do"),
        ("label", "Calming"),
        ("body", "Cells calm the skin."),
        ("body", "They sleep."),
        ("label", "Feeding the skin"),
        ("body", "Cells feed the skin."),
        ("label", "Leaving"),
        ("body", "Cells leave the skin."),
    ]


def place(article: ParsedArticle, sentence: Sentence) -> str:
    text = article.title if sentence.block == TITLE else article.blocks[sentence.block].text
    return text[sentence.start : sentence.end]


def test_offsets_and_indices_point_where_they_say() -> None:
    article = parsed(
        "What cells do\n\nCalming: Cells calm the skin [1]. They\u00a0 sleep  (Okafor et al., 2020)."
        "\n\n- one bullet here\n"
    )
    assert [one.index for one in article.sentences] == list(range(len(article.sentences)))
    for one in article.sentences:
        written = place(article, one)
        assert written == written.strip()
        assert one.text == one.text.strip()
        assert set(one.text.split()) <= set(written.replace(".", ". ").split()) | {
            "skin.",
            "sleep.",
        }


def test_a_label_is_not_repeated_in_its_paragraph() -> None:
    assert body("Calming: Cells calm the skin.") == ["Cells calm the skin."]


def test_no_text_is_lost_between_sentences() -> None:
    text = (
        "The cells grew (in No. 5) by 2.5 mm. Okafor et al. saw it, e.g. In 2019. Did T. Berg? Yes."
    )
    assert " ".join(body(text)) == text
