"""Texts that are pasted, what is found in them, and what stays so."""

from typing import Any

import pytest
from django.test import Client

from evidence.models import Citation, ClaimVersion, FullText, QuoteFinding
from evidence.quotes import LONGEST
from evidence.selectors.findings import check_of, is_located, quotes_of
from evidence.selectors.inputs import inputs_for, inputs_of_many
from evidence.services.quoting import check_quotes, paste_full_text, take_back_text
from references.choices import Role
from references.models import Event, Reference
from references.refusals import NotAllowed, NotPossible, Refused
from references.services import edit_reference
from references.services.merging import merge_references, undo_merge
from tests.evidence.reading import active, last_data, newest_grading
from tests.factories.evidence import (
    IN_PAPER,
    PAPER,
    QUOTE,
    approved,
    approved_version,
    citing,
    fresh,
    graded_version,
    make_fulltext,
    make_quotefinding,
    review,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db

ANOTHER = "This is quite another paper, about something else altogether. " * 6


def quoting(source: Reference, quote: str = IN_PAPER, **words: Any) -> ClaimVersion:
    """A version in review with this quote from a source."""
    return submitted_version(citations=[citing(source, quote=quote)], **words)


def cited(version: ClaimVersion) -> Citation:
    return version.citations.select_related("reference__merged_into").get()


def check(version: ClaimVersion) -> str:
    return check_of(cited(version))


# Looking


def test_pasting_looks_for_every_open_quote_at_once() -> None:
    source = study()
    found, missing, known = (
        quoting(source),
        quoting(source, "nobody wrote these words"),
        quoting(source, QUOTE),
    )
    elsewhere = quoting(study())
    user = reviewing_user()
    looked = paste_full_text(reference=source, by=user, text=PAPER, source="PubMed Central")
    assert (looked.looked_for, looked.found) == (2, 1)
    assert [check(v) for v in (found, missing, known, elsewhere)] == [
        "found_in_full_text",
        "not_found",
        "found_in_abstract",
        "not_found",
    ]
    finding = QuoteFinding.objects.get(citation__version=found)
    assert PAPER[finding.start : finding.end] == IN_PAPER
    assert (finding.full_text, finding.found_by) == (looked.full_text, user)
    assert not QuoteFinding.objects.filter(citation__version=known).exists()
    # What was found at submission stays as it was.
    assert {v.citations.get().quote_check for v in (found, missing)} == {"not_found"}


def test_the_words_of_a_text_are_in_no_event_and_in_no_answer_to_the_public(client: Client) -> None:
    source = study()
    quoting(source)
    make_fulltext(source)
    told = last_data(f"reference:{source.key}", "full_text.pasted")
    assert told["characters"] == len(PAPER.strip())
    assert (told["looked_for"], told["found"]) == (1, 1)
    secret = "Nobody was lost to follow-up"
    assert secret in FullText.objects.get().text
    assert not [event for event in Event.objects.all() if secret in str(event.data)]
    for address in (f"/api/v1/references/{source.key}/", f"/references/{source.key}/"):
        assert secret not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("x" * 199, "a PDF", "199 characters; a text has at least 200"),
        ("x" * (LONGEST + 1), "a PDF", "500,001 characters; at most 500,000"),
        (PAPER, " \n ", "Say where the text is from"),
        ("\0\x07 \n" * 400, "a PDF", "0 characters"),
    ],
)
def test_what_is_no_text_is_refused(text: str, source: str, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        paste_full_text(reference=study(), by=make_user(Role.AUTHOR), text=text, source=source)


def test_control_signs_of_a_copy_are_dropped() -> None:
    kept = make_fulltext(text="a\0b\r\nc\x0cd\ud800 e" + PAPER)
    assert FullText.objects.get(pk=kept.pk).text.startswith("ab\nc\nd e")


def test_only_those_who_work_with_sources_paste_look_and_take_back() -> None:
    text, nobody = make_fulltext(), make_user(Role.PUBLISHER)
    for refused in (
        lambda: make_fulltext(by=nobody),
        lambda: check_quotes(reference=text.reference, by=nobody),
        lambda: take_back_text(full_text=text, by=nobody, reason="It is another paper."),
    ):
        with pytest.raises(NotAllowed):
            refused()
    for role in (Role.AUTHOR, Role.EDITOR, Role.LIBRARIAN):
        make_fulltext(by=make_user(role))


def test_a_later_submission_is_looked_for_in_what_was_pasted() -> None:
    source = study()
    text = make_fulltext(source)
    version = quoting(source)
    assert version.citations.get().quote_check == "found_in_full_text"
    assert QuoteFinding.objects.get(citation__version=version).full_text == text


def test_words_of_the_title_or_the_references_are_not_there_and_the_page_says_so() -> None:
    source = study(title="Cells of the marrow in plaque psoriasis")
    titled = quoting(source, "cells of the marrow in plaque psoriasis")
    listed = quoting(source, "plaques that faded in a week of light")
    make_fulltext(source)
    shown = [quotes_of([cited(v)])[cited(v).pk] for v in (titled, listed)]
    assert [(one.check, one.only_in) for one in shown] == [
        ("not_found", "title"),
        ("not_found", "references"),
    ]


def test_a_slip_is_shown_beside_the_passage_that_comes_nearest() -> None:
    source = study()
    slipped = quoting(source, "the redness of the skin vanished within a month")
    make_fulltext(source)
    [shown] = quotes_of([cited(slipped)]).values()
    assert [(part.text.strip(), part.mark) for part in shown.nearest] == [
        ("the redness of the skin", ""),
        ("vanished", "removed"),
        ("faded", "added"),
        ("within a month", ""),
    ]


def test_looking_again_finds_what_the_library_has_by_now() -> None:
    source = study(abstract="")
    version = quoting(source, QUOTE)
    assert check(version) == "no_text"
    librarian = make_user(Role.LIBRARIAN)
    edit_reference(reference=source, by=librarian, changes={"abstract": f"We saw that {QUOTE}."})
    assert check(version) == "no_text"
    assert quotes_of([cited(version)])[cited(version).pk].stands_by_now
    check_quotes(reference=source, by=librarian)
    assert check(version) == "found_in_abstract"


# What approval asks


def test_a_quote_that_is_found_later_needs_no_vouching() -> None:
    source = study()
    version = quoting(source)
    with pytest.raises(NotPossible, match="not found in the text we have"):
        review(version)
    make_fulltext(source)
    review(version)
    assert fresh(version).status == "approved"
    assert active(version).badge == "very_low"


# What stays


def test_an_abstract_that_changes_unlocates_nothing() -> None:
    version = approved_version()
    source = version.citations.get().reference
    librarian = make_user(Role.LIBRARIAN)
    edit_reference(reference=source, by=librarian, changes={"abstract": "Other words."})
    check_quotes(reference=source, by=librarian)
    assert check(version) == "found_in_abstract"
    assert quotes_of([cited(version)])[cited(version).pk].was_changed
    assert fresh(version).status == "approved"


def test_a_merge_unlocates_nothing_and_undoing_it_looks_anew() -> None:
    winner, loser = study(), study()
    make_fulltext(winner)
    before = approved(quoting(winner))
    merge = merge_references(winner=winner, loser=loser, by=make_user(Role.LIBRARIAN))
    version = approved(quoting(Reference.objects.get(pk=loser.pk)))
    assert check(version) == "found_in_full_text"
    assert fresh(before).status == "approved"
    undo_merge(merge=merge, by=make_user(Role.LIBRARIAN))
    assert check(before) == "found_in_full_text"
    # The text is of another work now: what rested on it does not stand on it any more.
    assert check(version) == "not_found"
    assert fresh(version).status == "suspended"


def test_a_text_taken_back_suspends_what_rested_on_it_alone() -> None:
    source = study()
    text = make_fulltext(source)
    rests, vouched, other = quoting(source), quoting(source), quoting(source, QUOTE)
    approved(rests)
    approved(vouched, vouch_reason="Page 3, second column, as quoted.")
    approved(other)
    take_back_text(full_text=text, by=make_user(Role.EDITOR), reason="It is another paper.")
    assert [fresh(v).status for v in (rests, vouched, other)] == [
        "suspended",
        "approved",
        "approved",
    ]
    assert newest_grading(rests).computed == "no_source"
    assert not is_located(cited(rests))


def test_a_text_taken_back_is_searched_no_more_and_another_may_stand_in() -> None:
    source = study()
    wrong = make_fulltext(source)
    version = quoting(source)
    right = make_fulltext(source, PAPER + "\n\nAppendix\nMore of it.")
    take_back_text(full_text=wrong, by=make_user(Role.EDITOR), reason="A draft of the paper.")
    assert check(version) == "found_in_full_text"
    assert QuoteFinding.objects.filter(citation__version=version).first().full_text == right
    with pytest.raises(Refused, match="already"):
        take_back_text(full_text=wrong, by=make_user(Role.EDITOR), reason="A draft of the paper.")


def test_a_text_of_another_paper_finds_nothing_and_leaves_no_trace_when_it_is_taken_back() -> None:
    source = study(abstract="")
    version = quoting(source, "quite another paper about somebody else")
    assert check(version) == "no_text"
    text = make_fulltext(source, ANOTHER)
    assert check(version) == "not_found"
    assert quotes_of([cited(version)])[cited(version).pk].nearest
    take_back_text(full_text=text, by=make_user(Role.EDITOR), reason="It is another paper.")
    assert check(version) == "no_text"
    assert not quotes_of([cited(version)])[cited(version).pk].nearest


# Inputs of many


def test_inputs_of_many_are_those_of_each() -> None:
    merged, other = study(), study()
    merge_references(winner=other, loser=merged, by=make_user(Role.LIBRARIAN))
    graded = graded_version()
    versions = [
        graded,
        submitted_version(citations=[citing(Reference.objects.get(pk=merged.pk)), citing(other)]),
        submitted_version(asks="lab", citations=[citing(study())]),
        submitted_version(citations=[citing(make_reference())]),
    ]
    rows = [
        (v, [c.reference for c in v.citations.select_related("reference__merged_into")])
        for v in map(fresh, versions)
    ]
    many = inputs_of_many(rows)
    for version, references in rows:
        one = inputs_for(version, references, confirmed=True)
        assert many[version.pk] == one
        assert many[version.pk].fingerprint == one.fingerprint


def test_what_is_found_is_looked_up_once(django_assert_num_queries: Any) -> None:
    finding = make_quotefinding()
    citation = Citation.objects.get(pk=finding.citation_id)
    with django_assert_num_queries(1):
        assert is_located(citation)
        assert check_of(citation) == "found_in_full_text"
