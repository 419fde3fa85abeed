"""Word files, Markdown and JATS, and how a file's format is found."""

import zipfile

import pytest

from articles.intake import ArticleRefused, ParsedArticle, parse_article
from articles.intake.formats import recognised
from tests.support.word_files import paragraph, raised, run, word_file

ENTRY = "1. Okafor C, Berg T. Cold cells. J Fish. 2020;3:1-9."
JATS = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS 1.2//EN" "JATS.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group>
<article-title>Sleep of the <italic>herring</italic></article-title></title-group>
<abstract><p>Cells sleep.</p></abstract></article-meta></front>
<body><sec><title>Waking</title><p>Herring cells wake early [<xref ref-type="bibr" rid="b1">1</xref>&#x2013;<xref
 ref-type="bibr" rid="b3">3</xref>], see <xref ref-type="fig" rid="f1">Figure 1</xref>.</p>
<sec><title>Deeper</title><p>They sleep deeply <xref ref-type="bibr" rid="b2 b3">(see there)</xref>.</p></sec>
<fig id="f1"><label>1</label><caption><title>A herring</title><p>It sleeps.</p></caption>
<alt-text>A grey fish</alt-text><graphic xlink:href="x"/></fig></sec></body>
<back><ref-list>
<ref id="b1"><label>1</label><element-citation publication-type="journal"><person-group
 person-group-type="author"><name><surname>Okafor</surname><given-names>C</given-names></name><etal/></person-group>
<year>2020a</year><article-title>Cold cells</article-title><source>J Fish</source><volume>3</volume>
<fpage>1</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1000/X1</pub-id></element-citation></ref>
<ref id="b2"><mixed-citation>Berg T (2019) Warm cells. J Fish 2: 4-5.</mixed-citation></ref>
<ref id="b3"><element-citation publication-type="book"><name><surname>Lind</surname><given-names>A</given-names></name>
<year>2011</year><source>The book of fish</source></element-citation></ref>
</ref-list></back></article>"""


def read(name: str, content: bytes | str) -> ParsedArticle:
    text, kind = recognised(name, content.encode() if isinstance(content, str) else content)
    return parse_article(text, kind=kind)


def test_a_word_file() -> None:
    article = read(
        "sleep.docx",
        word_file(
            paragraph("Sleep of the herring", style="Title"),
            paragraph("Waking", style="Heading1"),
            paragraph(
                "Herring cells wake ", run("early", "<w:i/>"), ".", raised("1"), " Cod sleeps on."
            ),
            paragraph("References", style="Heading1"),
            paragraph(ENTRY),
            paragraph("2. Berg T. Warm cells. J Fish. 2019;2:4-5."),
            paragraph("3. Lind A. Grey cells. J Fish. 2011;1:7-8."),
        ),
    )
    assert article.title == "Sleep of the herring"
    assert [(b.kind, b.level, b.text) for b in article.blocks] == [
        ("heading", 2, "Waking"),
        ("paragraph", 0, "Herring cells wake early.1 Cod sleeps on."),
    ]
    assert [s.text for s in article.sentences] == [
        "Sleep of the herring",
        "Waking",
        "Herring cells wake early.",
        "Cod sleeps on.",
    ]
    assert [reference.number for reference in article.references] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Cells wake early (1). Cod (2,3) sleeps on.", [1, 2, 3]),
        ("Cells wake early.1 Cod sleeps on.2-3", [1, 2, 3]),
        ("Cells wake early by 2024.1 Cod sleeps on,2,3 as seen.", [1, 2, 3]),
        ("Cells (1) wake early. Cod sleeps on.", []),
        ("Cells wake early [1]. There are (2) and (3) ways.", [1]),
        ("It took 3.1 Tesla. Cells wake.", []),
    ],
)
def test_numbers_in_round_brackets_or_glued_cite_where_they_name_half_of_the_list(
    text: str, numbers: list[int]
) -> None:
    entries = "\n".join(f"{n}. Okafor C. Part {n}. J Fish. 2020;{n}:1-9." for n in (1, 2, 3))
    article = read("a.txt", f"Sleep\n\n{text}\n\nReferences\n\n{entries}\n")
    assert [one.number for one in article.citations] == numbers


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file"),
        (b"PK\x03\x04" + b"\0" * 600, "cannot be read"),
        (
            word_file(paragraph("x"), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
            "declares entities in word/document.xml",
        ),
        (word_file(paragraph("x" * 26_000_000)), "more than 25,000,000 bytes"),
        (
            word_file(paragraph("x"), parts={f"word/a{n}.bin": "" for n in range(3_001)}),
            "3,005 parts",
        ),
        (word_file("<w:p>" * 3_000 + "</w:p>" * 3_000), "."),
        (word_file(parts={"word/document.xml": "<w:document"}), "cannot be read"),
    ],
    ids=["doc", "no zip", "entities", "bomb", "parts", "deep", "not well formed"],
)
def test_word_files_that_are_refused(content: bytes, said: str) -> None:
    with pytest.raises(ArticleRefused, match=said):
        read("a.docx", content)


def test_a_zip_that_is_no_word_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "cells")
    with pytest.raises(ArticleRefused, match="no Word file"):
        read("a.docx", path.read_bytes())


def test_markdown_with_what_other_programs_read() -> None:
    article = read(
        "sleep.qmd",
        "---\ntitle: 'Sleep of the herring'\n---\n\n```{r}\nprint('never shown')\n```\n\n"
        "::: {.note}\nHerring cells *wake* early^1^ in `r 3 + 4` of ten [@okafor2020; see @berg2019, p. 3].\n:::\n\n"
        "\\newpage\n\n## Waking {#waking}\n\nThey sleep.[^1]\n\n"
        "[^1]: Okafor C, Berg T. Cold cells. J Fish. 2020;3:1-9.\n",
    )
    assert article.title == "Sleep of the herring"
    assert [block.text for block in article.blocks if block.kind == "heading"] == ["Waking"]
    assert "never shown" not in repr(article)
    assert article.sentences[1].text == "Herring cells wake early1 in … of ten."
    assert [(one.text, one.why) for one in article.citations[:2]] == [
        (
            "[@okafor2020; see @berg2019, p. 3]",
            f"{key} stands in a bibliography that is not part of the text",
        )
        for key in ("okafor2020", "berg2019")
    ]
    assert article.citations[2].reference == 0


def test_jats() -> None:
    article = read("sleep.nxml", JATS)
    assert article.title == "Sleep of the herring"
    assert [(b.kind, b.level, b.text) for b in article.blocks] == [
        ("heading", 2, "Abstract"),
        ("paragraph", 0, "Cells sleep."),
        ("heading", 2, "Waking"),
        ("paragraph", 0, "Herring cells wake early [1–3], see Figure 1."),
        ("heading", 3, "Deeper"),
        ("paragraph", 0, "They sleep deeply (see there)."),
        ("figure", 0, "A herring"),
        ("paragraph", 0, "It sleeps."),
    ]
    assert article.blocks[6].alt == "A grey fish"
    first, second, third = article.references
    assert (first.authors[0].family, first.authors_truncated) == ("Okafor", True)
    assert (first.year, first.year_suffix, first.pages, first.doi) == (
        2020,
        "a",
        "1-9",
        "10.1000/x1",
    )
    assert (second.title, second.year) == ("Warm cells", 2019)
    assert (third.title, third.container_title) == ("The book of fish", "")
    assert [(one.text, one.reference) for one in article.citations] == [
        ("[1–3]", 0),
        ("[1–3]", 1),
        ("[1–3]", 2),
        ("(see there)", 1),
        ("(see there)", 2),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<?xml version='1.0'?><article><body><p>cells", r"line 1\): it is not well formed"),
        ("<?xml version='1.0'?><!DOCTYPE article><feed/>", "no article in JATS"),
        (
            "<?xml version='1.0'?><!DOCTYPE article [<!ENTITY a 'aaaaaaaaaa'>"
            + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 or str()};' * 10}'>" for n in range(1, 10))
            + "]><article><body><p>&a9;</p></body></article>",
            "cannot be read|no text",
        ),
        (
            "<?xml version='1.0'?><article><body>"
            + "<sec>" * 5_000
            + "</sec>" * 5_000
            + "</body></article>",
            "cannot be read",
        ),
    ],
    ids=["broken", "another XML", "entities", "deep"],
)
def test_xml_that_is_refused(text: str, said: str) -> None:
    with pytest.raises(ArticleRefused, match=said):
        read("a.xml", text)


def test_no_file_of_the_machine_comes_in_through_an_entity() -> None:
    text = JATS.replace(
        'PUBLIC "-//NLM//DTD JATS 1.2//EN" "JATS.dtd"',
        '[<!ENTITY x SYSTEM "file:///etc/hostname">]',
    ).replace("Cells sleep.", "Cells &x; sleep.")
    assert read("a.xml", text).blocks[1].text == "Cells sleep."


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "Cells sleep.", "text"),
        ("", "Cells sleep.", "text"),
        ("", " <!DOCTYPE html><p>x", "html"),
        ("", "<div>Cells sleep.</div>", "html"),
        ("a.htm", "Cells sleep.", "html"),
        ("a.txt", "<p>Cells sleep.</p>", "html"),
        ("a.Rmd", "Cells sleep.", "markdown"),
        ("a.md", "<!-- x -->\n# Cells", "markdown"),
        ("a.xml", JATS, "jats"),
        ("", JATS, "jats"),
        ("a.html", "<p>Größe</p>".encode(), "html"),
        ("a.html", '<meta charset="iso-8859-1"><p>Größe</p>'.encode("latin-1"), "html"),
    ],
)
def test_the_format_is_found(name: str, content: bytes | str, kind: str) -> None:
    text, found = recognised(name, content.encode() if isinstance(content, str) else content)
    assert found == kind
    assert "�" not in text


def test_letters_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ArticleRefused, match=r"not UTF-8 \(line 2\)"):
        recognised("a.html", b"<p>cells</p>\n<p>Gr\xf6\xdfe</p>")
