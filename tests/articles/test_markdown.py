"""Markdown with placed claims: what is read, what is refused, and the HTML with markers (D3)."""

import random
import re
import unicodedata

import pytest

from articles.markdown import (
    BadMarkdown,
    ClaimLink,
    claim_links,
    headings_of,
    link,
    plain,
    text_of,
    to_html,
    with_keys,
)
from articles.pages import markers


def read(text: str) -> list[tuple[str, str, bool]]:
    return [(found.key, found.text, found.is_myth) for found in claim_links(text)]


# Reading

READS = {
    "nothing": ("", []),
    "no claim": ("Only *prose* and [a link](/about/).", []),
    "one": ("[Cells calm.](claim:th17-treg)", [("th17-treg", "Cells calm.", False)]),
    "new": ("[Cells calm.](claim:new)", [("new", "Cells calm.", False)]),
    "myth": ('[Cells cure.](claim:x "myth")', [("x", "Cells cure.", True)]),
    "myth in single quotes": ("[Cells cure.](claim:x 'myth')", [("x", "Cells cure.", True)]),
    "myth in brackets": ("[Cells cure.](claim:x (myth))", [("x", "Cells cure.", True)]),
    "an empty mark": ('[Cells cure.](claim:x "")', [("x", "Cells cure.", False)]),
    "space around the mark": ('[A](claim:x   "myth"  )', [("x", "A", True)]),
    "two in a line": ("[A](claim:a), but [B](claim:b).", [("a", "A", False), ("b", "B", False)]),
    "side by side": ("[A](claim:a)[B](claim:b)", [("a", "A", False), ("b", "B", False)]),
    "the same twice": ("[A](claim:a)\n\n[A](claim:a)", [("a", "A", False)] * 2),
    "over two lines": ("[Cells\ncalm.](claim:a)", [("a", "Cells calm.", False)]),
    "runs of white space": ("[ Cells \t  calm. ](claim:a)", [("a", "Cells calm.", False)]),
    "no-break space": ("[Cells\u00a0calm.](claim:a)", [("a", "Cells calm.", False)]),
    "decomposed": ("[Sjo\u0308gren](claim:a)", [("a", "Sj\u00f6gren", False)]),
    "entities": ("[T &amp; B &lt;5% &copy;](claim:a)", [("a", "T & B <5% \u00a9", False)]),
    "escapes": (r"[a \[b\] \*c\* \_d\_](claim:a)", [("a", "a [b] *c* _d_", False)]),
    "brackets that match": (
        "[IL-17 [a cytokine] falls](claim:a)",
        [("a", "IL-17 [a cytokine] falls", False)],
    ),
    "html is text": ("[<b>Cells</b>](claim:a)", [("a", "<b>Cells</b>", False)]),
    "a comment is text": ("[<!--claim:1-->](claim:a)", [("a", "<!--claim:1-->", False)]),
    "in emphasis": ("**[A](claim:a)**", [("a", "A", False)]),
    "an image is no image": ("![A](claim:a)", [("a", "A", False)]),
    "in a list": ("- [A](claim:a)\n- [B](claim:b)", [("a", "A", False), ("b", "B", False)]),
    "in a quotation": ("> [A](claim:a)", [("a", "A", False)]),
    "in a heading": ("## [A](claim:a)", [("a", "A", False)]),
    "in a table": ("| h |\n| - |\n| [A](claim:a) |", [("a", "A", False)]),
    "inside what would be another link": ("[x [A](claim:a) y](/z)", [("a", "A", False)]),
    "other schemes": ("[A](CLAIM:a) [B](claims:b)", []),
}


@pytest.mark.parametrize("name", READS)
def test_a_placed_claim_is_a_link_whose_text_is_the_claim(name: str) -> None:
    text, found = READS[name]
    assert read(text) == found


REFUSES = {
    "emphasis inside": ("[Cells *calm*.](claim:a)", "holds markup (em)"),
    "strong inside": ("[Cells **calm**.](claim:a)", "holds markup (strong)"),
    "code inside": ("[Cells `calm`.](claim:a)", "holds markup (code_inline)"),
    "a hard break inside": ("[Cells  \ncalm.](claim:a)", "holds markup (hardbreak)"),
    "no text": ("[](claim:a)", "has no text"),
    "only space": ("[ \u00a0 ](claim:a)", "has no text"),
    "no key": ("[A](claim:)", '"" is no claim key'),
    "capitals in the key": ("[A](claim:Th17)", '"Th17" is no claim key'),
    "an underscore in the key": ("[A](claim:a_b)", "is no claim key"),
    "a hyphen at the end": ("[A](claim:a-)", "is no claim key"),
    "a fragment": ("[A](claim:a#b)", "is no claim key"),
    "a line break in the key": ("[A](claim:a%0A)", "is no claim key"),
    "a letter from elsewhere": ("[A](claim:\u00e9)", "is no claim key"),
    "another mark": ('[A](claim:a "truth")', 'the only mark a claim takes is "myth"'),
    "a mark in capitals": ('[A](claim:a "Myth")', "the only mark"),
    "in code": ("`[A](claim:a)`", "inside code or another link"),
    "in a block of code": ("```\n[A](claim:a)\n```", "inside code"),
    "indented": ("    [A](claim:a)", "inside code"),
    "in another claim": ("[x [A](claim:a)](claim:b)", "holds markup|can be read"),
    "escaped": (r"\[A](claim:a)", "can be read"),
    "no beginning": ("A](claim:a)", "can be read"),
    "no end": ("[A](claim:a", "can be read"),
    "a tab before the key": ("[A](claim:\ta)", "can be read"),
    "in a link's title": ('[A](/x "](claim:a)")', "can be read"),
    "in angle brackets": ("[A](<claim:a>)", "0 claim links are written, but 1"),
    "by reference": ("[A][r]\n\n[r]: claim:a", "0 claim links are written, but 1"),
    "by itself": ("<claim:a>", "0 claim links are written, but 1"),
    "a space before": ("[A]( claim:a)", "0 claim links are written, but 1"),
}


@pytest.mark.parametrize("name", REFUSES)
def test_what_cannot_be_read_is_refused_with_its_mend(name: str) -> None:
    text, said = REFUSES[name]
    with pytest.raises(BadMarkdown) as refused:
        claim_links(text)
    assert any(part in str(refused.value) for part in said.split("|")), refused.value


def test_a_claim_knows_the_text_of_its_block() -> None:
    text = "Before.\n\nWe looked; *and* [cells\ncalm](claim:a), `so` we\nsay.\n\n- After."
    assert claim_links(text) == [
        ClaimLink("a", "cells calm", False, "We looked; and cells calm, so we say.")
    ]


# Naming new claims

NAMED = {
    "in order": ("[A](claim:new) [B](claim:new)", ["a", "b"], "[A](claim:a) [B](claim:b)"),
    "between known ones": (
        "[A](claim:x) [B](claim:new) [C](claim:y)\n\n[D](claim:new)",
        ["b", "d"],
        "[A](claim:x) [B](claim:b) [C](claim:y)\n\n[D](claim:d)",
    ),
    "myths": (
        '[A](claim:new "myth") [B](claim:new)',
        ["a", "b"],
        '[A](claim:a "myth") [B](claim:b)',
    ),
    "single quotes": (
        "[A](claim:new 'myth') [B](claim:new)",
        ["a", "b"],
        "[A](claim:a 'myth') [B](claim:b)",
    ),
    "brackets": ("[A](claim:new (myth))", ["a"], "[A](claim:a (myth))"),
    "nothing new": ("[A](claim:x) and new", [], "[A](claim:x) and new"),
    "a key that begins like it": (
        "[A](claim:newer) [B](claim:new)",
        ["b"],
        "[A](claim:newer) [B](claim:b)",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_each_new_claim_gets_the_next_key(name: str) -> None:
    text, keys, named = NAMED[name]
    assert with_keys(text, keys) == named
    assert [found.text for found in claim_links(named)] == [
        found.text for found in claim_links(text)
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[A](claim:new)", []),
        ("[A](claim:x)", ["a"]),
        # As many are written as are read, but not the same ones.
        ("`[Z](claim:new)` [A](<claim:new>)", ["a"]),
        ("[A](claim:ne&#119;)", ["a"]),
    ],
)
def test_no_claim_gets_another_s_key(text: str, keys: list[str]) -> None:
    if (text, keys) == ("[A](claim:x)", ["a"]):
        assert with_keys(text, keys) == text
        return
    with pytest.raises(BadMarkdown, match="cannot be named"):
        with_keys(text, keys)


# Writing

AWKWARD = [
    "Cells calm.",
    "5 * 4 * 3 and snake_case_name and __init__",
    "[brackets] and ](/x) and [a](/b)",
    "back\\slash and \\* and \\",
    "a `code` and ``two``",
    "<b>bold</b> & &amp; &copy; <https://example.org>",
    "# no heading, - no list, 1. no number, > no quotation",
    "![no image](x.png)",
    "p < 0.05 | n = 20 | ~~no~~",
    "two\nlines\n\nthree   blanks",
    "“quoted” ‘single’ — dash … Sjögren β2 🙂 日本語",
    "ends with a bracket]",
    "[begins with one",
    "*",
    "e\u0301 decomposed",
    "(round) (brackets) \"and\" 'quotes' {curly}",
    "https://example.org/a_b_c?d=e&f=g",
]


@pytest.mark.parametrize("words", AWKWARD)
@pytest.mark.parametrize("is_myth", [False, True])
def test_any_words_can_be_placed(words: str, is_myth: bool) -> None:
    written = link(words, "a-claim", is_myth=is_myth)
    said = " ".join(unicodedata.normalize("NFC", words).split())
    assert read(f"Before {written} after.") == [("a-claim", said, is_myth)]
    assert text_of(to_html(written, first=1)) == said


def test_any_signs_can_be_placed() -> None:
    chance = random.Random(20)
    signs = "ab \\`*_[]<>&#!()|~\"'-+.1=:;/{}^$%@?\n\u00e9"
    for _ in range(2000):
        words = "".join(chance.choices(signs, k=chance.randint(1, 12)))
        said = " ".join(words.split())
        if said:
            assert read(link(words)) == [("new", said, False)], words


def test_a_claim_without_words_cannot_be_placed() -> None:
    with pytest.raises(BadMarkdown):
        claim_links(link(" \n "))


# HTML

RENDERS = {
    "a paragraph": (
        "We saw: [A](claim:a).",
        "<p>We saw: <!--claim:1-->A<!--/claim:1-->.</p>\n<!--proofs:1-->",
    ),
    "two in a paragraph": (
        "[A](claim:a) [B](claim:b)",
        "<p><!--claim:1-->A<!--/claim:1--> <!--claim:2-->B<!--/claim:2--></p>\n<!--proofs:1,2-->",
    ),
    "paragraphs": (
        "[A](claim:a)\n\nProse.\n\n[B](claim:b)",
        (
            "<p><!--claim:1-->A<!--/claim:1--></p>\n<!--proofs:1--><p>Prose.</p>\n"
            "<p><!--claim:2-->B<!--/claim:2--></p>\n<!--proofs:2-->"
        ),
    ),
    "a tight list": (
        "- [A](claim:a)\n- Prose\n- [B](claim:b)",
        (
            "<ul>\n<li><!--claim:1-->A<!--/claim:1--><!--proofs:1--></li>\n<li>Prose</li>\n"
            "<li><!--claim:2-->B<!--/claim:2--><!--proofs:2--></li>\n</ul>\n"
        ),
    ),
    "a loose list": (
        "1. [A](claim:a)\n\n2. [B](claim:b)",
        (
            "<ol>\n<li>\n<p><!--claim:1-->A<!--/claim:1--></p>\n<!--proofs:1--></li>\n"
            "<li>\n<p><!--claim:2-->B<!--/claim:2--></p>\n<!--proofs:2--></li>\n</ol>\n"
        ),
    ),
    "a list in a list": (
        "- [A](claim:a)\n  - [B](claim:b)",
        (
            "<ul>\n<li><!--claim:1-->A<!--/claim:1--><!--proofs:1-->\n<ul>\n"
            "<li><!--claim:2-->B<!--/claim:2--><!--proofs:2--></li>\n</ul>\n</li>\n</ul>\n"
        ),
    ),
    "a quotation": (
        "> [A](claim:a)",
        "<blockquote>\n<p><!--claim:1-->A<!--/claim:1--></p>\n<!--proofs:1--></blockquote>\n",
    ),
    "a heading": (
        "## In short: [A](claim:a)",
        '<h2 id="part-in-short-a">In short: <!--claim:1-->A<!--/claim:1--></h2>\n<!--proofs:1-->',
    ),
    "a table": (
        "| H [A](claim:a) |\n| - |\n| [B](claim:b) |",
        (
            "<table>\n<thead>\n<tr>\n<th>H <!--claim:1-->A<!--/claim:1--><!--proofs:1--></th>\n</tr>\n"
            "</thead>\n<tbody>\n<tr>\n<td><!--claim:2-->B<!--/claim:2--><!--proofs:2--></td>\n</tr>\n"
            "</tbody>\n</table>\n"
        ),
    ),
    "emphasis around": (
        "**[A](claim:a)**",
        "<p><strong><!--claim:1-->A<!--/claim:1--></strong></p>\n<!--proofs:1-->",
    ),
    "another link beside it": (
        "[x](/y) [A](claim:a) [z](https://example.org)",
        (
            '<p><a href="/y" rel="noopener noreferrer">x</a> <!--claim:1-->A<!--/claim:1-->'
            ' <a href="https://example.org" rel="noopener noreferrer">z</a></p>\n<!--proofs:1-->'
        ),
    ),
    "escaped words": (
        "[T & B <5%](claim:a)",
        "<p><!--claim:1-->T &amp; B &lt;5%<!--/claim:1--></p>\n<!--proofs:1-->",
    ),
}


@pytest.mark.parametrize("name", RENDERS)
def test_claims_are_marked_and_proofs_follow_their_block(name: str) -> None:
    text, html = RENDERS[name]
    assert to_html(text, first=1) == html


@pytest.mark.parametrize("name", [name for name, (_, found) in READS.items() if found])
def test_each_claim_has_the_next_position_and_one_place_for_its_proof(name: str) -> None:
    text, found = READS[name]
    html = to_html(text, first=7)
    positions = [str(7 + place) for place in range(len(found))]
    assert markers.positions(html) == positions
    proofs = [number for group in markers.PROOFS.findall(html) for number in group.split(",")]
    assert proofs == positions
    markers.fill(html, lambda number: "", lambda numbers: "")
    words = re.findall(r"<!--claim:\d+-->(.*?)<!--/claim", html, re.DOTALL)
    if name != "a comment is text":
        assert [text_of(one) for one in words] == [said for _, said, _ in found]


def test_a_title_is_one_line_without_places_for_proofs() -> None:
    assert to_html("Do [cells calm](claim:a)?", first=3, inline=True) == (
        "Do <!--claim:3-->cells calm<!--/claim:3-->?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!--claim:1-->forged<!--/claim:1-->",
        "<!--proofs:1-->",
        "x <b onclick='a()'>y</b>",
        "<style>*{}</style>\n\n<div>\n*a*\n</div>",
        "[a <script>](/x) <iframe src='//evil'>",
        "# <svg/onload=alert(1)>",
        "| <script>a</script> |\n| - |\n| <b>x</b> |",
        "&lt;script&gt;",
        "[A](claim:a) <!--/claim:1-->",
    ],
)
def test_html_in_the_source_is_text(text: str) -> None:
    html = to_html(text, first=1)
    tags = set(re.findall(r"<(/?[a-z][a-z0-9]*)", html))
    assert {tag.strip("/") for tag in tags} <= {
        "p", "a", "h1", "em", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    comments = re.findall(r"<!--.*?-->", html)
    assert len(comments) == 3 * len(claim_links(text))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
    ],
)
def test_a_link_that_would_run_is_no_link(address: str) -> None:
    for text in (f"[x]({address})", f"<{address}>", f"[x][r]\n\n[r]: {address}"):
        assert "<a" not in to_html(text, first=1)
        assert "<img" not in to_html(f"!{text}", first=1)


def test_attributes_are_escaped() -> None:
    html = to_html('[x](/a"onmouseover=b "t\\"onclick=\'c\'>")', first=1)
    assert html.count('"') == 6
    assert re.fullmatch(
        r'<p><a href="[^"<>]*" title="[^"<>]*" rel="noopener noreferrer">x</a></p>\n', html
    )


# Headings


def test_every_heading_has_an_anchor_of_its_own() -> None:
    text = "\n\n".join(
        [
            "# Top",
            "## What is known",
            "## What is known",
            "## What is known 2",
            "### What is known",
            "## 日本語",
            "## !?",
            "## Part",
            "## References",
            "## Main",
            "## C1",
            "## *Th17* & `Treg` <b>",
        ]
    )
    html = to_html(text, first=1)
    anchors = re.findall(r'id="([^"]*)"', html)
    assert anchors == [
        "part-what-is-known",
        "part-what-is-known-2",
        "part-what-is-known-2-2",
        "part-what-is-known-3",
        "part",
        "part-2",
        "part-part",
        "part-references",
        "part-main",
        "part-c1",
        "part-th17-treg-b",
    ]
    assert "<h1>Top</h1>" in html


def test_an_anchor_is_none_of_the_page_s_own() -> None:
    own = {
        "main",
        "references",
        "key-messages",
        "what-changed",
        "not-told",
        "on-this-page",
        "c1",
        "why-1",
    }
    text = "\n\n".join(f"## {anchor}" for anchor in sorted(own))
    for part in ("part", "summary", "key_messages"):
        anchors = set(re.findall(r'id="([^"]*)"', to_html(text, first=1, anchors=part)))
        assert len(anchors) == len(own)
        assert not anchors & own


def test_two_texts_of_a_page_begin_their_anchors_anew() -> None:
    assert to_html("## A", first=1) == to_html("## A", first=1)


def test_the_headings_of_a_text_are_listed_in_words() -> None:
    html = to_html("# No\n\n## *One* & <two>\n\n### No\n\n## So [cells calm](claim:a)", first=1)
    assert headings_of(html) == [
        {"id": "part-one-two", "text": "One & <two>"},
        {"id": "part-so-cells-calm", "text": "So cells calm"},
    ]


# Plain text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cells *and* `skin`", "Cells and skin"),
        ("# [Cells calm](claim:a) & more", "Cells calm & more"),
        ("  two \n lines ", "two lines"),
        (r"5 \* 4 &lt; 30", "5 * 4 < 30"),
        ("[](x)", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_title_in_plain_words(text: str, said: str) -> None:
    assert plain(text) == said
