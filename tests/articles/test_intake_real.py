"""Real articles in every format: their citations against what publishers linked, and one paper in four formats."""

import re
import sys
from pathlib import Path

import pytest

from articles.intake import ArticleRefused, ParsedArticle, parse_article
from articles.intake.formats import recognised
from tests.support.citation_truth import Counts, measured, truth

PARITY = "scienceverse__metacheck/to_err_is_human"
RETRACTED = "10.1177/0956797614520714"


def article(path: Path) -> ParsedArticle:
    text, kind = recognised(path.name, path.read_bytes())
    return parse_article(text, kind=kind)


@pytest.fixture(scope="module")
def articles(shared: Path) -> Path:
    return shared / "data" / "articles"


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_citations_are_those_that_publishers_linked(
    shared: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    derived = shared / "data" / "derived"
    whole = Counts()
    said = [f"{'file':24} {'precision':>9} {'recall':>9}"]
    for name, rows in truth(derived / "jats_citation_truth.csv").items():
        counts = measured(article(derived / "jats_rendered" / f"{name}{suffix}"), rows)
        said.append(f"{name:24} {counts.precision:9.3f} {counts.recall:9.3f}")
        whole += counts
    said.append(f"{'all':24} {whole.precision:9.3f} {whole.recall:9.3f}")
    with capsys.disabled():
        sys.stdout.write("\n".join(["", f"Citations in {suffix}", *said, ""]))
    assert whole.met + whole.missed == 834
    assert whole.precision >= 0.97
    assert whole.recall >= 0.95


def test_jats_links_what_it_links(shared: Path) -> None:
    """Where the source names the entry of each citation, hardly one is missed (three stand in formulas)."""
    rows = truth(shared / "data" / "derived" / "jats_citation_truth.csv")
    whole = Counts()
    for path in sorted((shared / "data" / "jats").rglob("*.*ml")):
        whole += measured(article(path), rows[path.stem])
    assert whole.recall >= 0.99


def test_every_article_is_read(articles: Path) -> None:
    read = {}
    for path in sorted(articles.rglob("*")):
        if path.suffix in (".docx", ".html", ".md", ".qmd", ".Rmd", ".txt"):
            read[path] = found = article(path)
            assert found.title
            assert any(sentence.checkable for sentence in found.sentences)
    assert len(read) == 12
    by_number = [path for path in read if path.suffix == ".docx" and PARITY not in str(path)]
    assert len(by_number) == 4
    for path in by_number:
        assert len(read[path].citations) > 30
        assert all(one.reference is not None for one in read[path].citations)


def test_an_old_word_file_is_refused_politely(articles: Path) -> None:
    with pytest.raises(ArticleRefused, match="open it in Word or LibreOffice"):
        article(articles / f"{PARITY}.doc")


def claims(parsed: ParsedArticle) -> list[str]:
    """The proposed claims, quotation marks as typewriters have them."""
    return [
        re.sub("[“”]", '"', sentence.text) for sentence in parsed.sentences if sentence.checkable
    ]


def test_one_paper_in_four_formats_gives_the_same(articles: Path) -> None:
    """The Word file names the paper's tool by its older name; the source has code where others have numbers."""
    page, text, word, source = (
        article(articles / f"{PARITY}{suffix}") for suffix in (".html", ".txt", ".docx", ".qmd")
    )
    assert claims(text) == claims(page)
    assert [re.sub("Papercheck", "metacheck", claim) for claim in claims(word)] == claims(page)
    assert len(claims(source)) == len(claims(page))
    differing = set(claims(source)) ^ set(claims(page))
    assert all("…" in claim or "@tbl" in claim for claim in differing & set(claims(source)))
    assert len(differing & set(claims(source))) == 3
    for other in (page, text, word, source):
        assert [(one.text, one.reference) for one in other.citations] == [
            (one.text, one.reference) for one in page.citations
        ]
        assert [one.doi for one in other.references] == [one.doi for one in page.references]
        assert [one.title for one in other.references] == [one.title for one in page.references]
    cited = page.citations[0].reference
    assert cited is not None
    assert page.references[cited].doi == RETRACTED


def test_what_word_shows_as_numbers_are_the_keys_of_its_source(articles: Path) -> None:
    """A paper's Markdown cites by key, its Word file by number; each entry of the file is named by its key."""
    folder = articles / "awconway__zhf-review"
    text, _ = recognised("manuscript.docx", (folder / "manuscript.docx").read_bytes())
    order = list(dict.fromkeys(re.findall(r'id="ref-([\w:-]+)"', text)))
    shown = parse_article(text, kind="html")
    keys = [order[one.reference] for one in shown.citations if one.reference is not None]
    source = article(folder / "manuscript.Rmd")
    written = [one.why.split(" ")[0] for one in source.citations if "bibliography" in one.why]
    assert set(keys) == set(written) & set(order)
    assert len(keys) >= len(written)
