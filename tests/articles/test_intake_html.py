"""Web pages: what of one is the article, its structure, its references, and what never comes through."""

import re

import pytest

from articles.intake import ArticleRefused, ParsedArticle, parse_article, to_markdown

LONG = "The cells of the northern herring sleep for most of the winter, as many a fisherman knows."
FRAME = f"""<!doctype html><html><head><title>Herring cells | The Harbour Post</title>
<style>p {{ color: red }}</style><script>alert("x")</script></head><body>
<nav><a href="/">Home</a> <a href="/fish">Fish</a></nav>
<div class="side"><ul><li><a href="/a">Ten ways to cook a herring tonight</a></li></ul></div>
<main><article><h1>Herring cells</h1><p>{LONG}</p><h2>How they wake</h2>
<p>{LONG.replace("winter", "spring")}</p><p>{LONG.replace("winter", "summer")}</p></article>
<section><h2>References</h2><ol><li id="r1">Okafor C, Berg T. Cold cells. J Fish. 2020;3:1-9.</li></ol></section>
</main><footer>All the rest about us and our wonderful newspaper of the harbour.</footer></body></html>"""


def page(body: str, **options: object) -> ParsedArticle:
    return parse_article(body, kind="html")


def texts(article: ParsedArticle) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in article.blocks]


def test_the_frame_of_a_page_is_left_out_and_told() -> None:
    article = page(FRAME)
    assert article.title == "Herring cells"
    assert [kind for kind, _ in texts(article)] == [
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert [reference.title for reference in article.references] == ["Cold cells"]
    whole = repr(article)
    for foreign in ("alert", "color", "Ten ways"):
        assert foreign not in whole.replace(repr(article.dropped), "")


def test_structure_is_kept() -> None:
    article = page(
        "<h1>Sleep</h1><h2>Cells</h2><p>One <em>cold</em> and <strong>dark</strong> cell.</p>"
        "<ol start='3'><li>third<ul><li>under it</li></ul></li><li><p>fourth</p><p>goes on</p></li></ol>"
        "<blockquote><p>Said the fisherman.</p></blockquote><h3>Deeper</h3><p>Label here: What follows it.</p>"
    )
    assert [(b.kind, b.level, b.text, b.continues) for b in article.blocks] == [
        ("heading", 2, "Cells", False),
        ("paragraph", 0, "One cold and dark cell.", False),
        ("list_item", 3, "third", False),
        ("list_item", 0, "under it", False),
        ("list_item", 4, "fourth", False),
        ("paragraph", 0, "goes on", True),
        ("paragraph", 0, "Said the fisherman.", False),
        ("heading", 3, "Deeper", False),
        ("paragraph", 0, "Label here: What follows it.", False),
    ]
    assert article.blocks[-1].label == "Label here"
    assert [(s.kind, s.start, s.end) for s in article.blocks[1].spans] == [
        ("emphasis", 4, 8),
        ("strong", 13, 17),
    ]


def test_tables_and_pictures() -> None:
    article = page(
        "<h1>Sleep</h1><p>Before.</p><table><caption>Hours of sleep</caption><tr><th>Fish</th><th>Hours</th></tr>"
        "<tr><td>Herring</td><td>9 | 10</td></tr></table>"
        "<figure><img src='x.png' alt='A sleeping herring'><figcaption>Figure 1: it sleeps.</figcaption></figure>"
        "<table><tr><td><h2>Arranged</h2><p>By a table of old.</p></td></tr></table>"
    )
    table, figure = article.blocks[1], article.blocks[2]
    assert (table.kind, table.text) == ("table", "Hours of sleep")
    assert table.rows == (("Fish", "Hours"), ("Herring", "9 | 10"))
    assert (figure.kind, figure.text, figure.alt) == (
        "figure",
        "Figure 1: it sleeps.",
        "A sleeping herring",
    )
    assert texts(article)[-2:] == [("heading", "Arranged"), ("paragraph", "By a table of old.")]
    assert "| Herring | 9 \\| 10 |" in to_markdown(article)


def test_a_page_without_headings_is_read_by_its_shape() -> None:
    article = page(
        "<div>Sleep of the herring</div><div><b>How they wake</b></div>"
        f"<div>{LONG}<br><br>{LONG.replace('winter', 'spring')}</div>"
    )
    assert article.title == "Sleep of the herring"
    assert [kind for kind, _ in texts(article)] == ["heading", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("mark", "cited"),
    [
        ("<sup>1</sup>", {1}),
        ("<sup>1,3</sup>", {1, 3}),
        ("<sup>[1–3]</sup>", {1, 2, 3}),
        ('<sup><a href="#r2">2</a></sup>', {2}),
        (' [<a href="#r1">1</a>–<a href="#r3">3</a>]', {1, 2, 3}),
        (' (<a href="#r1">Okafor 2020</a>; <a href="#r3">Lind et al. 2011</a>)', {1, 3}),
    ],
)
def test_citations_raised_and_linked(mark: str, cited: set[int]) -> None:
    listed = "".join(
        f'<li id="r{n}">{name}. Cold cells. J Fish. {year};3:1-9.</li>'
        for n, name, year in ((1, "Okafor C", 2020), (2, "Berg T", 2019), (3, "Lind A, Ek B", 2011))
    )
    article = page(
        f"<h1>Sleep</h1><p>Herring cells sleep in winter.{mark} Cod cells<sup>2</sup> and herring<sup>1</sup>"
        f" wake<sup>3</sup> in spring.</p><h2>References</h2><ol>{listed}</ol>"
    )
    first = article.sentences[1]
    assert first.text == "Herring cells sleep in winter."
    assert {(article.citations[at].reference or 0) + 1 for at in first.citations} == cited
    assert all(one.reference is not None for one in article.citations)


@pytest.mark.parametrize(
    "mark", ["10<sup>3</sup>", "5 m<sup>2</sup>", "CD4<sup>2</sup>", "R<sup>2</sup>"]
)
def test_what_is_raised_and_no_citation(mark: str) -> None:
    listed = "".join(f"<li>Okafor C. Part {n}. J Fish. 2020;{n}:1-9.</li>" for n in (1, 2, 3))
    article = page(
        f"<h1>Sleep</h1><p>Cells sleep<sup>1</sup> and wake<sup>2,3</sup>.</p><p>They need {mark} of it.</p>"
        f"<h2>References</h2><ol>{listed}</ol>"
    )
    assert len(article.citations) == 3


def test_footnotes_are_references_or_told() -> None:
    article = page(
        '<h1>Sleep</h1><p>Cells sleep.<sup><a href="#fn1">1</a></sup> They wake.<sup><a href="#fn2">2</a></sup></p>'
        '<ol><li id="fn1">Okafor C, Berg T. Cold cells. J Fish. 2020;3:1-9.</li>'
        '<li id="fn2">As everybody knows.</li></ol>'
    )
    assert [one.reference for one in article.citations] == [0]
    assert ("As everybody knows.", "a footnote that is no reference") in {
        (line.text, line.why) for line in article.dropped
    }


def test_entries_that_only_breaks_keep_apart_and_labels_of_links() -> None:
    article = page(
        "<h1>Sleep</h1><p>Cells sleep (Okafor, 2020).</p><h2>Literature</h2>"
        "<p>Okafor, C. (2020). Cold cells. J Fish, 3, 1-9. <a href='https://doi.org/10.1000/x1'>View</a><br>"
        "Berg, T. (2019). Warm cells. J Fish, 2, 4-5.</p>"
    )
    assert [(one.title, one.doi) for one in article.references] == [
        ("Cold cells", "10.1000/x1"),
        ("Warm cells", ""),
    ]


def test_nothing_but_words_and_harmless_addresses_leaves_a_page() -> None:
    article = page(
        "<h1>Sleep</h1><p onclick='x()'>Cells <a href='javascript:alert(1)'>sleep</a>, see"
        " <a href='data:text/html,x'>this</a> and <a href='https://example.org/a'>that page</a>. "
        "<span style='display:none'>hidden words</span><!-- a remark --><iframe src='x'>framed</iframe></p>"
        "<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>"
    )
    body = to_markdown(article)
    assert "[that page](<https://example.org/a>)" in body
    assert "\\<script\\>" in body
    for never in ("javascript:", "data:", "hidden words", "remark", "framed", "onclick"):
        assert never not in repr(article)
        assert never not in body


def test_emphasis_stays_in_prose_and_goes_from_claims() -> None:
    article = page(
        "<h1>Sleep</h1><p>Cells sleep <em>deeply</em>. They <strong>wake</strong> early.</p>"
    )
    indexes = [sentence.index for sentence in article.sentences[1:]]
    body = to_markdown(article, decisions={indexes[0]: "claim", indexes[1]: "prose"})
    assert body == "[Cells sleep deeply.](claim:new) They **wake** early.\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<div>" * 100_000 + "x", "nested more than"),
        ("<script>1</script>" + "<div>" * 3_000 + "x", "nested more than"),
        ("<p>a b c</p>" * 4_200_000, "characters and an article at most"),
        ("<html><body><script>alert(1)</script></body></html>", "no text"),
    ],
    ids=["deep", "deep with a script", "50 MB", "nothing"],
)
def test_what_is_refused(body: str, said: str) -> None:
    with pytest.raises(ArticleRefused, match=said):
        page(body)


def test_pictures_inside_the_page_count_for_nothing() -> None:
    article = page(
        f'<h1>Sleep</h1><p>{LONG}</p><img src="data:image/png;base64,{"A" * 8_000_000}" alt="Herring">'
    )
    assert [(block.kind, block.alt) for block in article.blocks] == [
        ("paragraph", ""),
        ("figure", "Herring"),
    ]
    assert not re.search("A{20}", repr(article))
