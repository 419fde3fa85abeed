"""The portal's own article, as it was copied from its web site. Its sentences stay in ../shared."""

import os
from pathlib import Path

import pytest

from articles.intake import ParsedArticle, parse_article, to_markdown
from evidence.choices import Asks
from evidence.wording import find_hype

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "psoriasis-article.txt"


@pytest.fixture(scope="module")
def source() -> str:
    """The article's text. Without it the test is skipped, and fails where CI is set."""
    if not SEED.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SEED} is missing")
        pytest.skip(f"{SEED} is missing")
    return SEED.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def article(source: str) -> ParsedArticle:
    return parse_article(source, find_hype=find_hype)


def test_chrome_is_dropped_and_nothing_else(source: str, article: ParsedArticle) -> None:
    assert [(one.line, one.why) for one in article.dropped] == [
        (1, "page chrome"),
        (144, "heading of the reference list"),
        (170, "page chrome"),
        (173, "page chrome"),
    ]
    kept = " ".join(
        [article.title, *(block.text for block in article.blocks)]
        + [f"{one.number}. {one.raw}" for one in article.references]
        + [one.text for one in article.dropped]
    )
    numbers = {f"{n}." for n in range(1, 5)}  # of the list items, which are `level`
    assert (
        set(source.replace("\u2010", "-").split()) - set(kept.replace("\u2010", "-").split())
        <= numbers
    )


def test_title_headings_lists_and_labels(article: ParsedArticle) -> None:
    assert len(article.title.split()) == 11
    headings = [block for block in article.blocks if block.kind == "heading"]
    assert len(headings) == 7
    assert {block.level for block in headings} == {2}
    items = [block for block in article.blocks if block.kind == "list_item"]
    assert [block.level for block in items] == [1, 2, 3, 4, 1, 2, 3, 4]
    assert all(article.blocks[item.index + 1].continues for item in items)
    labels = [block.label for block in article.blocks if block.kind == "paragraph" and block.label]
    assert [len(label.split()) for label in labels] == [1, 2, 1, 3, 3, 5]


def test_the_sentence_that_a_line_break_split_is_whole(article: ParsedArticle) -> None:
    (block,) = [block for block in article.blocks if block.label == "Immunomodulation"]
    assert (block.line, block.text.count(".")) == (18, 1)
    assert "\u00a0" not in "".join(block.text for block in article.blocks)


def test_the_six_references(article: ParsedArticle) -> None:
    found = [(one.number, one.authors[0].family, one.year) for one in article.references]
    assert found == [
        (1, "Ahn", 2021),
        (2, "Chen", 2019),
        (3, "Jiao", 2022),
        (4, "Meng", 2021),
        (5, "Sah", 2016),
        (6, "Zhang", 2020),
    ]
    assert [one.authors_truncated for one in article.references] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    assert [len(one.authors) for one in article.references] == [5, 7, 7, 7, 5, 4]
    assert [author.family for author in article.references[3].authors][-1] == "Wu"
    assert [one.missing for one in article.references] == [
        (),
        ("pages",),
        (),
        ("volume", "pages"),
        (),
        ("container_title", "volume", "pages"),
    ]
    assert all(one.missing_identifier for one in article.references)
    first = article.references[0]
    assert (first.container_title, first.volume, first.issue, first.pages) == (
        "World Journal of Clinical Cases",
        "9",
        "23",
        "6798-6803",
    )
    assert "growth factor-\u03b2 receptor" in article.references[2].title


def test_both_citations_find_their_reference(article: ParsedArticle) -> None:
    found = [(one.names, one.year, one.reference) for one in article.citations]
    assert found == [(("Jiao",), 2022, 2), (("Chen",), 2019, 1)]
    assert article.citations[0].text == "[(Jiao et al., 2022)]"


def test_the_checkable_sentences(article: ParsedArticle) -> None:
    """Counted by hand before the rules were written: 46 in the running text, and some headings."""
    claims = [one for one in article.sentences if one.checkable]
    assert 45 <= len(claims) <= 60
    body = [one for one in article.sentences if one.origin == "body"]
    assert len(body) == 51
    assert sum(one.checkable for one in body) >= 46
    cited = [one for one in article.sentences if one.citations]
    assert len(cited) == 2
    assert all(one.checkable for one in cited)
    assert [one.asks for one in cited] == ["lab", "lab"]
    assert not any("et al" in one.text for one in article.sentences)
    assert {one.asks for one in claims} <= set(Asks.values)


def test_nothing_is_called_a_view_or_background_that_says_it_works(article: ParsedArticle) -> None:
    words = ("effective", "remission", "side effects", "relief", "improve", "tolerated")
    for sentence in article.sentences:
        if sentence.checkable and any(word in sentence.text.casefold() for word in words):
            assert sentence.asks in ("effect", "harm", "lab"), sentence.index


def test_headings_that_promise_are_proposed_and_questions_are_not(article: ParsedArticle) -> None:
    origins = [one.origin for one in article.sentences if one.checkable and one.origin != "body"]
    assert set(origins) == {"title", "heading", "label"}
    assert not any(one.checkable for one in article.sentences if one.text.endswith("?"))


def test_the_report(article: ParsedArticle) -> None:
    report = article.report()
    assert (report.references_found, report.citations_found, report.citations_matched) == (6, 2, 2)
    assert report.citations_without_reference == ()
    assert [one.number for one in report.references_never_cited] == [1, 4, 5, 6]
    assert [one.number for one in report.references_incomplete] == [2, 4, 6]
    assert [one.number for one in report.references_without_identifier] == [1, 2, 3, 4, 5, 6]
    assert [one.number for one in report.references_with_authors_left_out] == [2, 3, 4]
    assert report.claims_with_citation == 2
    assert len(report.headings) == 7
    assert report.hype
    assert report.compound
    assert {step.split(":")[0] for step in report.next_steps} == {"Librarian", "Editor", "Reviewer"}


def test_the_body_holds_every_claim_once(article: ParsedArticle) -> None:
    claims = [one for one in article.sentences if one.checkable and one.block >= 0]
    body = to_markdown(article, decisions={one.index: "claim" for one in claims})
    assert body.count("](claim:new)") == len(claims)
    assert body.count("\n## ") + body.startswith("## ") == 7
    assert "References" not in body
    assert article.title not in body
