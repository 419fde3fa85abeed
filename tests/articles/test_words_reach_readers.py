"""Whatever is written between the brackets: what readers see of a claim is, letter by letter, what was approved."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from articles.models import Page
from articles.services.publishing import publish, sign_off
from articles.services.writing import create_article
from evidence.models import Claim, ClaimVersion
from evidence.services.submission import submit_claim
from evidence.words import normalised
from references.choices import Role
from tests.factories.articles import CONFIRMED
from tests.factories.evidence import (
    approved,
    citing,
    draft_of,
    make_question,
    reviewing_user,
    study,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

_numbers = itertools.count(1)
# Letters of many scripts, marks that join, all of Markdown's and HTML's signs, and white space of every kind.
LETTERS = st.characters(
    blacklist_categories=("Cs", "Cc", "Co", "Cn"), blacklist_characters="\u2028\u2029"
)
SIGNS = st.sampled_from(
    [*"\\`*_{}[]()<>#+-.!|~&;:'\"/=^$%@ \t\u00a0e\u0301é", "&amp;", "<b>", "**"]
)
WORDS = st.lists(st.one_of(LETTERS, SIGNS), min_size=1, max_size=30).map("".join)


def escaped(text: str) -> str:
    """What a careful writer types for these words."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<&" else sign for sign in text)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(WORDS.filter(lambda words: any(map(str.isalnum, words))), min_size=1, max_size=4))
def test_what_readers_see_is_what_was_approved(texts: list[str]) -> None:
    """Markdown → revision → submission → approval → sign-off → publication → the page's text."""
    number = next(_numbers)
    # Each its own words: two claims with the same words are one claim placed twice.
    texts = [f"In patient {number}-{place} {text} was seen." for place, text in enumerate(texts)]
    body = "\n\n".join(f"Before [{escaped(text)}](claim:new) and after." for text in texts)
    editor = make_user(Role.EDITOR)
    report = create_article(by=editor, slug=f"words-{number}", title=f"Words {number}", body=body)
    keys = report.created
    question, citations = make_question(), [citing(study())]
    for key in keys:
        claim = Claim.objects.get(key=key)
        draft_of(claim, editor, citations, text=claim.draft.text, question=question)
    for key in keys:
        approved(submit_claim(claim=Claim.objects.get(key=key), by=editor))
    revision = report.revision
    sign_off(revision=revision, by=reviewing_user(), items=CONFIRMED)
    publication = publish(revision=revision, by=make_user(Role.PUBLISHER))
    stored = ClaimVersion.objects.filter(claim__key__in=keys).order_by("pk")
    assert [version.text for version in stored] == [normalised(text) for text in texts]
    page = html.document_fromstring(bytes(Page.objects.get(publication=publication).html))
    for place, version in enumerate(stored, start=1):
        (shown,) = page.xpath(f'//*[@id="c{place}"]')
        assert normalised(shown.text or "") == version.text
