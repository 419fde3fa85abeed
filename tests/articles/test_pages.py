"""From a publication's content to a page: words, shapes, proofs, and nothing unescaped."""

import gzip
import json
import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from articles.content import Content
from articles.pages import render, render_page, templates_digest
from articles.pages.markers import BrokenMarkers, fill, plain
from articles.pages.shown import KEEP_FOLLOWING
from articles.pages.structured import json_ld
from evidence.badges import BAR_NOTE, shows_as
from evidence.choices import BadgeValue
from evidence.templatetags.badges import MEANINGS, SHORT, short_words
from tests.articles.contents import CLAIMS, SAFE_WORDS, a_claim, a_content, a_reference

SUSPENDED_SINCE = "Being re-checked since 3 May 2026"


def one_claim(claim: Any = None, **fields: Any) -> Content:
    """A page with a single claim in its body."""
    claim = claim or a_claim("Cells may ease itching.", "low", 1, **fields)
    return a_content(
        title_html="",
        summary_html="",
        key_messages_html="",
        body_html="<p>Before. <!--claim:1-->x<!--/claim:1--> After.</p>\n<!--proofs:1-->",
        claims={"1": claim},
        headings=[],
    )


def in_text(html: str, number: int) -> str:
    """What stands in running text for a claim."""
    found = re.search(rf'<span class="claim[^"]*" id="c{number}">.*?</a></span>', html, re.DOTALL)
    assert found, f"claim {number} does not stand in the text"
    return found[0]


def proof(html: str, number: int) -> str:
    found = re.search(
        rf'<details class="proof[^"]*" id="proof-{number}">.*?</details>', html, re.DOTALL
    )
    assert found, f"claim {number} has no proof"
    return found[0]


def words(html: str) -> str:
    """What a reader sees, without markup."""
    joined = re.sub(r"</?(?:a|q|span|strong|time)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", joined)).split())


@pytest.fixture(scope="module")
def page() -> str:
    return render(a_content(), 2)


# Badges


@pytest.mark.parametrize("value", [v for v in BadgeValue if v != BadgeValue.NO_SOURCE])
def test_each_badge_shows_words_and_a_shape_in_the_text_and_at_its_proof(value: str) -> None:
    html = render(one_claim(a_claim("It was so.", value, 1, is_myth=value == "contradicted")), 1)
    label = shows_as(value)
    for place in (in_text(html, 1), proof(html, 1)):
        assert f'class="icon icon--{label.icon}"' in place
        assert place.count('class="full" x=') == (label.bars * (place.count("<svg")))
    assert SHORT[BadgeValue(value)] in words(in_text(html, 1))
    assert f'aria-label="{label.text.replace(chr(39), "&#x27;")}. Show why"' in in_text(html, 1)
    assert label.text in words(proof(html, 1))
    assert (BAR_NOTE in proof(html, 1)) == bool(label.bars)


def test_reported_harm_has_words_of_its_own() -> None:
    html = render(
        one_claim(a_claim("Three people died.", "very_low", 1, asks="harm", direction="harm")), 1
    )
    assert "Harm reported" in words(in_text(html, 1))
    assert "Harm reported; how often is not known" in words(proof(html, 1))


def test_a_record_tells_when_it_was_checked(page: str) -> None:
    assert "Official record (or our search), checked 2 March 2026" in words(proof(page, 9))


@pytest.mark.parametrize("direction", ["", "harm"])
@pytest.mark.parametrize("value", BadgeValue.values)
def test_short_words_are_the_beginning_of_the_full_ones_and_every_badge_is_explained(
    value: str, direction: str
) -> None:
    assert shows_as(value, direction).text.startswith(short_words(value, direction))
    assert MEANINGS[BadgeValue(value)]


def test_a_mark_leads_into_the_proof_so_that_browsers_open_it(page: str) -> None:
    for number in CLAIMS:
        if number != "3":
            assert f'href="#why-{number}"' in in_text(page, int(number))
            assert f'<div class="proof__body" id="why-{number}"' in proof(page, int(number))


# The proof


def test_a_proof_tells_certainty_review_currency_and_sources(page: str) -> None:
    told = words(proof(page, 1))
    assert "9 of 20 people treated and 4 of 20 on placebo" in told
    assert "[1] counts: a reviewer confirmed" in told, "sources are named by number, not by key"
    assert "Two reviewers, independently of each other, 11 April 2026" in told
    assert "Dr Ada Sample, consultant dermatologist, PhD" in told
    assert "Interests declared: Paid lectures" in told
    assert "Current until 11 April 2027, when its next review is due. Evidence searched to" in told
    assert "Says this: Randomised trial, 40 people, followed for 12 weeks [1]" in told
    assert "At week 12, 9 of 20 treated participants" in told
    assert f'href="/claims/{CLAIMS["1"]["key"]}/"' in proof(page, 1)


def test_who_decided_is_told_for_one_reviewer_and_for_a_third(page: str) -> None:
    assert "One reviewer, 11 April 2026" in words(proof(page, 5))
    assert "The reviewers disagreed; a third reviewer decided" in words(proof(page, 8))


def test_what_a_source_is_and_whether_it_stands(page: str) -> None:
    told = words(page)
    assert "Animal study, mice, 24 analysed." in told
    assert "Laboratory study (cells), cells or tissue in the laboratory, preprint" in told
    assert "Case report, 2 people. A seller or a clinic of the treatment was involved." in told
    assert "Not checked for retractions." in told
    assert "No retraction or other notice found (as of 2 May 2026)." in told
    assert "Retracted: this source does not count (as of 2 May 2026)" in words(proof(page, 10))
    assert "Retracted" not in words(proof(page, 1))


def test_a_citation_without_a_quote_says_so() -> None:
    cited = [{"n": 1, "judgement": "supports", "quote": "", "locator": "the whole book"}]
    html = render(one_claim(citations=cited), 1)
    assert "No single passage could be quoted; a reviewer vouched for it. the whole book" in words(
        html
    )


def test_a_demonstration_says_so_on_the_page_in_the_proof_and_not_to_machines() -> None:
    reviewer = {**CLAIMS["1"]["reviewers"][0], "demonstration": True}
    shown = render(one_claim(reviewers=[reviewer]), 1)
    assert "Demonstration: the decisions on this page" in words(shown)
    assert "Demonstration: this decision was made to show the software" in words(proof(shown, 1))
    assert '<meta name="robots" content="noindex">' in shown
    assert "reviewedBy" not in shown
    real = render({**one_claim(), "demonstration": False}, 1)
    assert "Demonstration" not in real
    assert "noindex" not in real
    assert "reviewedBy" in real


# What does not stand, and myths


def test_a_suspended_claim_stays_readable_without_its_badge_and_says_since_when_and_why(
    page: str,
) -> None:
    text = in_text(page, 11)
    assert "Remission may last a year longer" in text
    assert SUSPENDED_SINCE in words(text)
    assert "icon--bars" not in text + proof(page, 11)
    assert SAFE_WORDS in words(proof(page, 11))
    assert KEEP_FOLLOWING not in words(proof(page, 11))


def test_a_suspended_warning_is_to_be_followed(page: str) -> None:
    before = page[: page.index('id="proof-10"')]
    assert KEEP_FOLLOWING in before[before.rindex('class="proofs"') :], (
        "said without opening anything"
    )
    assert KEEP_FOLLOWING in words(proof(page, 10))


@pytest.mark.parametrize(
    ("asks", "direction", "shown_as"),
    [
        ("effect", "harm", "suspended"),
        ("harm", "no_harm", "suspended"),
        ("harm", "harm", "approved"),
    ],
)
def test_nothing_else_is_to_be_followed(asks: str, direction: str, shown_as: str) -> None:
    fields = {"asks": asks, "direction": direction, "shown_as": shown_as, "since": "2026-05-03"}
    assert KEEP_FOLLOWING not in render(one_claim(**fields), 1)


def test_a_collapsed_claim_stands_behind_a_dated_notice(page: str) -> None:
    assert "Itching may ease" not in in_text(page, 12)
    assert "Being re-checked since 12 April 2026" in words(in_text(page, 12))
    assert "Itching may ease within weeks." in words(proof(page, 12))
    assert "Itching may ease" not in page.replace(proof(page, 12), "")


def test_an_omitted_claim_is_left_out_with_a_note(page: str) -> None:
    omitted = CLAIMS["3"]
    assert omitted["text"] not in page
    assert f"A sentence was left out here. {SUSPENDED_SINCE}." in words(in_text(page, 3))
    assert f'href="/claims/{omitted["key"]}/"' in in_text(page, 3)
    assert 'id="proof-3"' not in page


def test_a_myth_is_shown_as_one(page: str) -> None:
    text = in_text(page, 7)
    assert "Myth: Cells of any origin cure psoriasis for good." in words(text)
    assert "<q>" in text
    assert "Says otherwise" in words(proof(page, 7))


def test_a_claim_in_the_title_has_its_badge_and_no_hidden_words_reach_the_window_title() -> None:
    content = one_claim()
    content |= {
        "title_html": "About <!--claim:1-->x<!--/claim:1-->",
        "body_html": "<p>None here.</p>",
        "headings": [{"id": "a", "text": "Cells may ease itching."}],
    }
    html = render(content, 1)
    heading = html[html.index("<h1>") : html.index("</h1>")]
    assert 'class="mark' in heading
    assert "<details" not in heading
    assert "<title>About Cells may ease itching. · MSC Portal</title>" in html
    content["claims"] = {
        "1": a_claim("Cells may ease itching.", "low", shown_as="collapsed", since="2026-05-03")
    }
    hidden = render(content, 1)
    assert "<title>About […] · MSC Portal</title>" in hidden
    assert "Cells may ease" not in hidden.replace(proof(hidden, 1), "")


# Escaping, and texts that do not fit their claims

NASTY = """<script>alert("1")</script> & 'quoted' </script>"""


def test_everything_that_people_typed_is_escaped() -> None:
    person = {
        "name": NASTY,
        "credentials": NASTY,
        "orcid": "",
        "interests": NASTY,
        "demonstration": False,
    }
    claim = a_claim(
        NASTY,
        "low",
        1,
        key="nasty",
        effect_line=NASTY,
        reasons=[["1", NASTY]],
        reviewers=[person],
        citations=[{"n": 1, "judgement": "supports", "quote": NASTY, "locator": NASTY}],
    )
    content = one_claim(claim)
    content |= {
        "title": NASTY,
        "references": [
            a_reference(
                1, NASTY, citation=NASTY, species=NASTY, population="animals", funding=NASTY
            )
        ],
        "signed_off_by": person,  # type: ignore[typeddict-item]
        "waived": [{"item": "absolute_numbers", "reason": NASTY}],
        "changes": [{"on": "2026-05-03", "cause": "update", "note": NASTY}],
        "headings": [{"id": "a", "text": NASTY}],
        "demonstration": False,
    }
    html = render(content, 1)
    assert html.count("<script") == html.count("</script>") == 1, "the data for machines"
    assert "alert(&quot;1&quot;)" in html
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert data
    assert json.loads(data[1])["name"] == NASTY


def test_the_words_of_a_claim_come_from_the_claim_and_from_nowhere_else() -> None:
    content = one_claim()
    content["body_html"] = (
        "<p><!--claim:1-->Cells cure <b>everything</b>.<!--/claim:1--></p><!--proofs:1-->"
    )
    html = render(content, 1)
    assert "everything" not in html
    assert "Cells may ease itching." in in_text(html, 1)


def test_data_for_machines_cannot_end_its_element() -> None:
    told = json_ld({"name": "</script><!--\u2028&"})
    assert not set("<>&\u2028") & set(told)
    assert json.loads(told) == {"name": "</script><!--\u2028&"}


def test_data_for_machines_tells_the_dates_the_reviewer_and_the_sources() -> None:
    html = render({**one_claim(), "demonstration": False}, 1)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "MedicalWebPage"
    assert (data["datePublished"], data["dateModified"]) == ("2026-04-15", "2026-05-03")
    assert (data["lastReviewed"], data["reviewedBy"]["name"]) == ("2026-04-14", "Dr Ben Example")
    assert len(data["citation"]) == 9
    assert data["citation"][0]["sameAs"] == "https://doi.org/10.5555/example.2022.1"


@pytest.mark.parametrize(
    "body",
    [
        "<p>No claim at all.</p>",
        "<p><!--claim:1-->x<!--/claim:1--> <!--claim:1-->x<!--/claim:1--></p>",
        "<p><!--claim:1-->x<!--/claim:1--> <!--claim:2-->x<!--/claim:2--></p>",
        "<p><!--claim:1-->x<!--/claim:1--></p><!--proofs:2-->",
        "<p><!--claim:1-->x<!--/claim:1--></p><!--proofs:1--><!--proofs:1-->",
        "<p><!--claim:1-->x</p>",
        "<p><!--claim:1-->x<!--/claim:1--><!--/claim:1--></p>",
    ],
)
def test_a_text_that_does_not_fit_its_claims_is_refused(body: str) -> None:
    with pytest.raises(BrokenMarkers):
        render({**one_claim(), "body_html": body}, 1)


def test_claims_without_a_place_for_proofs_get_theirs_at_the_end() -> None:
    html = fill("<p><!--claim:4-->x<!--/claim:4--></p>", lambda n: f"[{n}]", ",".join)
    assert html == "<p>[4]</p>4"


def test_plain_text_of_a_part() -> None:
    html = "<p>A &amp; <b>b</b></p><p><!--claim:1-->x<!--/claim:1--> c</p><!--proofs:1-->"
    assert plain(html, lambda n: "<one>") == "A & b <one> c"


# The whole page


def test_a_page_tells_who_reviewed_it_and_until_when_it_holds(page: str) -> None:
    told = words(page)
    assert "Reviewed by Dr Ben Example, haematologist, on 14 April 2026." in told
    assert "Next review due 11 April 2027. Evidence searched to 2 March 2026." in told
    assert "Do not start or stop a treatment because of this page." in told
    assert "Effects are given in absolute numbers Only one trial gives numbers" in told
    assert "3 May 2026: Re-issue. A source was retracted" in told
    assert "First published 15 April 2026. This is publication 2, of 3 May 2026." in told
    assert '<a href="#in-people">What was seen in people</a>' in page
    assert 'id="ref-9"' in page


def test_a_page_has_nothing_inline_and_each_anchor_once(page: str) -> None:
    assert not re.search(r"<[^>]*\s(style|on\w+)=", page)
    assert "<style" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/ld+json">']
    anchors = re.findall(r'\sid="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(anchors)


def test_a_page_needs_neither_summary_nor_key_messages() -> None:
    html = render(one_claim(), 1)
    assert 'class="key"' not in html
    assert 'class="lead"' not in html
    assert "Before." in html


def test_rendering_is_repeatable_and_compressed_bytes_are_the_same_page() -> None:
    publication: Any = SimpleNamespace(content=a_content(), number=2)
    first, second = render_page(publication), render_page(publication)
    assert first == second
    assert gzip.decompress(first.gzip) == first.html
    assert len(first.gzip) < len(first.html) / 3
    assert first.templates == templates_digest()
    other = render_page(SimpleNamespace(content=a_content(), number=3))  # type: ignore[arg-type]
    assert other.etag != first.etag


def test_the_digest_changes_with_a_template(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from articles.pages import rendering

    (tmp_path / "templates/articles").mkdir(parents=True)
    template = tmp_path / "templates/articles/article.html"
    monkeypatch.setattr(rendering, "ROOT", tmp_path)
    digests = []
    for text in ("one", "two"):
        template.write_text(text)
        digests.append(templates_digest.__wrapped__())
    assert digests[0] != digests[1]


def test_every_maker_of_pages_exists() -> None:
    from articles.pages.rendering import MAKERS, ROOT

    assert all(list(ROOT.glob(pattern)) for pattern in MAKERS)


def test_of_two_proofs_under_one_block_each_tells_whose_it_is(page: str) -> None:
    summary = proof(page, 6).split("</summary>")[0]
    assert "“In two people, plaques cleared within a month …”" in words(summary)
    assert "“" not in proof(page, 1).split("</summary>")[0]
