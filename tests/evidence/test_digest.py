"""The digest: of exactly what is stored, different for every difference that matters, and only computed in SQL."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection

from evidence.models import ClaimVersion
from tests.factories.evidence import citing, make_question, study, submitted_version

pytestmark = pytest.mark.django_db


def words(**changes: Any) -> dict[str, Any]:
    return {"text": "The plaques cleared.", "asks": "effect", "direction": "for", **changes}


def by_hand(version: ClaimVersion) -> str:
    """The same, written a second time: PostgreSQL's text of a JSON array has a space after each comma."""
    said = [
        version.text,
        version.asks,
        version.direction,
        version.asserts,
        version.comparative,
        version.is_finding,
        version.reassures_or_advises,
        version.question.key if version.question else None,
        [
            [c.reference.key, c.stance, c.quote, c.locator]
            for c in version.citations.order_by("position")
        ],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@pytest.mark.parametrize(
    "text", ["The plaques cleared.", 'Café "β" — naïve, 5 µg \\ done', "a, b: [c]"]
)
def test_the_digest_is_of_what_is_stored(text: str) -> None:
    version = submitted_version(text=text, citations=[citing(study()), citing(study())])
    assert version.digest == by_hand(version)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT evidence_digest(v) FROM evidence_claimversion v WHERE id = %s", [version.pk]
        )
        assert cursor.fetchone()[0] == version.digest


def test_every_difference_that_is_approved_changes_the_digest() -> None:
    question, one, two = make_question(), study(), study()
    base = words(question=question, citations=[citing(one), citing(two)])
    different = [
        base,
        {**base, "text": "The plaques cleared!"},
        {**base, "asks": "harm"},
        {**base, "direction": "against"},
        {**base, "asserts": "harm"},
        {**base, "is_finding": False},
        {**base, "question": make_question()},
        {**base, "citations": [citing(two), citing(one)]},
        {**base, "citations": [citing(one)]},
        {**base, "citations": [citing(one, stance="mentions"), citing(two)]},
        {**base, "citations": [citing(one, quote="cleared within twelve weeks"), citing(two)]},
        {**base, "citations": [citing(one, locator="page 4"), citing(two)]},
    ]
    digests = [submitted_version(**one).digest for one in different]
    digests += [
        submitted_version(required=2, **{**base, name: True}).digest
        for name in ("comparative", "reassures_or_advises")
    ]
    assert len(set(digests)) == len(digests)


def test_the_same_words_have_the_same_digest_whoever_says_them_where() -> None:
    base = words(question=make_question(), citations=[citing(study())])
    assert submitted_version(**base).digest == submitted_version(**base).digest


def test_why_there_is_no_quote_and_the_paragraph_are_outside() -> None:
    question, reference = make_question(), study()
    one, two = (
        submitted_version(
            **words(question=question),
            citations=[citing(reference, quote="", locator="", no_quote_reason=why)],
        )
        for why in ("It is a figure.", "It is a table.")
    )
    assert one.digest == two.digest


def test_a_digest_that_is_handed_in_is_ignored() -> None:
    version = submitted_version()
    copy = ClaimVersion.objects.get(pk=version.pk)
    copy.pk, copy.number, copy.digest = None, 2, "0" * 64
    copy.save(force_insert=True)
    copy.refresh_from_db()
    assert copy.digest == by_hand(copy) != "0" * 64
