"""What the database holds about people (D8): interests, authorship, flags; each rule broken with raw SQL."""

import pytest

from evidence.services.conversation import resolve_thread
from references.choices import Role
from references.services.merging import merge_references
from tests.evidence.test_guards import ACCEPTED, approval, outcomes, reviewed, status, told
from tests.factories.evidence import (
    make_authorshipanswer,
    make_declaration,
    make_letter,
    make_profile,
    make_profiledraft,
    make_question,
    make_reply,
    make_reviewer,
    make_thread,
    open_round_of,
    review,
    reviewing_user,
    second_draft,
    study,
    submitted_version,
)
from tests.factories.people import make_user
from tests.factories.references import make_reference

pytestmark = pytest.mark.django_db(transaction=True)

ORCID = "0000-0002-1825-0097"


def said(by: str) -> str:
    """An event in the stream of a reviewer."""
    return f"""INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT 'reviewer:' || username, id, 'reviewer', 'raw', '{{}}' FROM auth_user WHERE id = %({by})s"""


def test_a_reviewer_has_declared_and_is_not_paid() -> None:
    version = submitted_version()
    wanted = version.question.intervention
    paid, once_paid, silent, other = (reviewing_user(interests=None) for _ in range(4))
    expired = reviewing_user(interests=None)
    make_declaration(paid, "none")
    make_declaration(paid, "paid", intervention=f"  {wanted.upper()} ")
    make_declaration(once_paid, "paid", intervention=wanted)
    make_declaration(once_paid, "none", intervention=wanted)
    make_declaration(other, "none", intervention="something else")
    ids = {
        "version": version.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "free": reviewing_user().pk,
        "paid": paid.pk,
        "once_paid": once_paid.pk,
        "silent": silent.pk,
        "other": other.pk,
        "expired": expired.pk,
    }
    old = """INSERT INTO evidence_declaration (reviewer_id, intervention, kind, text, declared_at,
        declared_by_id) SELECT id, '', 'none', '', now() - interval '{} days', user_id
        FROM evidence_reviewer WHERE user_id = %(expired)s"""
    outcomes(
        {
            "none": ([reviewed("version", "free"), told("version")], ACCEPTED),
            "paid": ([reviewed("version", "paid")], "evidence_review_reviewer_is_not_paid"),
            "no longer paid": ([reviewed("version", "once_paid"), told("version")], ACCEPTED),
            "silent": ([reviewed("version", "silent")], "evidence_review_interests_are_declared"),
            "another thing": (
                [reviewed("version", "other")],
                "evidence_review_interests_are_declared",
            ),
            "the last day": (
                [old.format(365), said("expired"), reviewed("version", "expired"), told("version")],
                ACCEPTED,
            ),
            "the day after": (
                [old.format(366), said("expired"), reviewed("version", "expired")],
                "evidence_review_interests_are_declared",
            ),
        },
        ids,
    )


def test_whoever_names_no_intervention_is_held_to_everything() -> None:
    background = submitted_version(asks="background")
    paid, general = reviewing_user(), reviewing_user()
    make_declaration(paid, "paid", intervention="infusion of marrow cells")
    ids = {"version": background.pk, "paid": paid.pk, "general": general.pk}
    ids["admin"] = make_user(Role.ADMINISTRATOR).pk
    outcomes(
        {
            "paid for one": ([reviewed("version", "paid")], "evidence_review_reviewer_is_not_paid"),
            "none at all": ([reviewed("version", "general"), told("version")], ACCEPTED),
        },
        ids,
    )


def test_an_appraisal_is_drafted_and_adopted_by_the_disinterested() -> None:
    """Everything else an appraisal needs is there: two have handed in, and only the interests differ."""
    profile, question = make_profile(), make_question()
    paid, silent = reviewing_user(), reviewing_user(interests=None)
    make_declaration(paid, "paid", intervention=question.intervention)
    one = make_profiledraft(question)
    other = second_draft(one)
    ids = {
        "profile": profile.pk,
        "handed_in": one.pk,
        "one": one.drafted_by_id,
        "other": other.drafted_by_id,
        "question": question.pk,
        "free": reviewing_user().pk,
        "paid": paid.pk,
        "silent": silent.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }
    event = """INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT 'question:' || key, %(admin)s, 'administrator', 'raw', '{}' FROM evidence_question
        WHERE id = %(question)s"""
    adopt = """INSERT INTO evidence_profile SELECT (jsonb_populate_record(p, jsonb_build_object(
        'id', 900001, 'question_id', %(question)s::int, 'adopted_by_id', %({})s::int,
        'drafted_by_id', %(one)s::int, 'second_drafter_id', %(other)s::int))).*
        FROM evidence_profile p WHERE id = %(profile)s"""
    draft = """INSERT INTO evidence_profiledraft SELECT (jsonb_populate_record(d, jsonb_build_object(
        'id', 900001, 'drafted_by_id', %({0})s::int, 'handed_in_by_id', %({0})s::int))).*
        FROM evidence_profiledraft d WHERE id = %(handed_in)s"""
    outcomes(
        {
            "adopt": ([adopt.format("free"), event], ACCEPTED),
            "adopt paid": (adopt.format("paid"), "evidence_profile_adopter_is_disinterested"),
            "adopt silent": (adopt.format("silent"), "evidence_profile_adopter_is_disinterested"),
            "draft": (draft.format("free"), ACCEPTED),
            "draft paid": (
                draft.format("paid"),
                "evidence_profiledraft_drafter_is_disinterested",
            ),
            "draft silent": (
                draft.format("silent"),
                "evidence_profiledraft_drafter_is_disinterested",
            ),
        },
        ids,
    )


def test_an_author_of_a_cited_work_never_reviews_it() -> None:
    version = submitted_version()
    cited = version.citations.get().reference
    winner = make_reference(authors=[{"family": "Example", "given": "A", "orcid": ORCID}])
    merge_references(
        loser=cited, winner=winner, by=make_user(Role.LIBRARIAN), reason="The same work."
    )
    sibling = study()
    merge_references(
        loser=sibling, winner=winner, by=make_user(Role.LIBRARIAN), reason="The same work."
    )
    by_orcid, said_yes, said_no = reviewing_user(orcid=ORCID), reviewing_user(), reviewing_user()
    make_authorshipanswer(said_yes, sibling, is_author=True)
    make_authorshipanswer(said_no, sibling)
    ids = {
        "version": version.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "orcid": by_orcid.pk,
        "yes": said_yes.pk,
        "no": said_no.pk,
    }
    refused = "evidence_review_reviewer_is_no_cited_author"
    outcomes(
        {
            "by ORCID, merged": ([reviewed("version", "orcid")], refused),
            "by their word, merged": ([reviewed("version", "yes")], refused),
            "not me": ([reviewed("version", "no"), told("version")], ACCEPTED),
        },
        ids,
    )


def test_a_person_speaks_for_themselves_and_is_on_record() -> None:
    reviewer, other = make_reviewer(), make_reviewer()
    ids = {
        "reviewer": reviewer.pk,
        "own": reviewer.user_id,
        "other": other.user_id,
        "reference": make_reference().pk,
    }
    declare = """INSERT INTO evidence_declaration (reviewer_id, intervention, kind, text, declared_by_id)
        VALUES (%(reviewer)s, '', '{}', '{}', %({})s)"""
    ahead = """INSERT INTO evidence_declaration (reviewer_id, intervention, kind, text, declared_by_id,
        declared_at, expires_on) VALUES (%(reviewer)s, 'x', 'none', '', %(own)s, '2099-01-01', '2100-01-01')"""
    held = """DO $$ BEGIN IF (SELECT max(expires_on) FROM evidence_declaration) > now() + interval '366 days'
        THEN RAISE EXCEPTION 'too long'; END IF; END $$"""
    answer = """INSERT INTO evidence_authorshipanswer (reviewer_id, reference_id, author_name, is_author,
        answered_by_id) VALUES (%(reviewer)s, %(reference)s, 'Example A', true, %({})s)"""
    outcomes(
        {
            "one's own": ([declare.format("none", "", "own"), said("own")], ACCEPTED),
            "another's": (declare.format("none", "", "other"), "evidence_declaration_is_ones_own"),
            "without words": (
                declare.format("paid", "yes", "own"),
                "evidence_declaration_says_what",
            ),
            "untold": (declare.format("none", "", "own"), "evidence_declaration_has_event"),
            "ahead of time": ([ahead, said("own"), held], ACCEPTED),
            "an answer": ([answer.format("own"), said("own")], ACCEPTED),
            "an answer again": (
                [answer.format("own"), said("own"), answer.format("own")],
                "evidence_authorshipanswer_once",
            ),
            "another's answer": (answer.format("other"), "evidence_authorshipanswer_is_ones_own"),
            "an untold answer": (answer.format("own"), "evidence_authorshipanswer_has_event"),
        },
        ids,
    )


def test_a_flag_keeps_from_approval_until_it_is_resolved() -> None:
    flagged, cleared, remarked = (submitted_version(required=2) for _ in range(3))
    for version in (flagged, cleared, remarked):
        review(version)
    for version in (flagged, cleared):
        thread = make_thread(version, is_flag=True)
    resolve_thread(thread=thread, by=reviewing_user(), resolution="The quote was mended.")
    make_thread(remarked)
    ids = {
        "flagged": flagged.pk,
        "cleared": cleared.pk,
        "remarked": remarked.pk,
        "reviewer": reviewing_user().pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }

    def approve(version: str) -> list[str]:
        return [
            reviewed(version, "reviewer"),
            told(version),
            approval(version),
            status(version, "approved"),
        ]

    outcomes(
        {
            "flagged": (approve("flagged"), "evidence_approval_has_no_open_flag"),
            "cleared": (approve("cleared"), ACCEPTED),
            "only a remark": (approve("remarked"), ACCEPTED),
        },
        ids,
    )
    assert open_round_of(flagged).closed_at is None


def test_what_was_said_is_resolved_once_and_with_a_reason_where_it_is_a_flag() -> None:
    flag, thread, over = make_thread(is_flag=True), make_thread(), make_thread()
    resolve_thread(thread=over, by=over.opened_by)
    letter = make_letter()
    ids = {
        "flag": flag.pk,
        "thread": thread.pk,
        "over": over.pk,
        "version": flag.version_id,
        "thread_version": thread.version_id,
        "over_version": over.version_id,
        "user": flag.opened_by_id,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "letter": letter.pk,
    }
    resolve = """UPDATE evidence_thread SET resolution = '{}', resolved_at = now(),
        resolved_by_id = %(user)s WHERE id = %({})s"""
    answer = """INSERT INTO evidence_reply (thread_id, text, written_by_id)
        VALUES (%({})s, '{}', %(user)s)"""
    opened = """INSERT INTO evidence_thread (version_id, is_flag, text, opened_by_id, resolution)
        VALUES (%(version)s, true, '{}', %(user)s, '')"""
    sent = """UPDATE evidence_letter SET outcome = 'sent', settled_at = now(), settled_by_id = %(user)s
        WHERE id = %(letter)s"""
    again = """INSERT INTO evidence_letter SELECT (jsonb_populate_record(l, '{"id": 900001}')).*
        FROM evidence_letter l WHERE id = %(letter)s"""
    told_thread, told_over = told("thread_version"), told("over_version")
    outcomes(
        {
            "a flag": ([resolve.format("It was mended.", "flag"), told("version")], ACCEPTED),
            "a flag, curtly": (
                [resolve.format("done", "flag"), told("version")],
                "evidence_thread_flag_is_resolved_with_a_reason",
            ),
            "a remark": ([resolve.format("", "thread"), told_thread], ACCEPTED),
            "untold": (resolve.format("", "thread"), "evidence_thread_has_event"),
            "again": ([resolve.format("", "over"), told_over], "evidence_thread_is_resolved_once"),
            "half": (
                "UPDATE evidence_thread SET resolved_at = now() WHERE id = %(thread)s",
                "evidence_thread_resolved_by_someone",
            ),
            "empty": (opened.format(" "), "evidence_thread_says_something"),
            "answer": ([answer.format("thread", "Yes."), told_thread], ACCEPTED),
            "an untold answer": (answer.format("thread", "Yes."), "evidence_reply_has_event"),
            "an empty answer": (answer.format("thread", " "), "evidence_reply_says_something"),
            "an answer too late": (
                answer.format("over", "Yes."),
                "evidence_reply_is_in_an_open_thread",
            ),
            "a letter": (sent, ACCEPTED),
            "a letter sent twice": ([sent, sent], "evidence_letter_is_settled_once"),
            "a letter written twice": (again, "evidence_letter_once"),
            "a letter settled by nobody": (
                "UPDATE evidence_letter SET outcome = 'sent' WHERE id = %(letter)s",
                "evidence_letter_settled_by_someone",
            ),
        },
        ids,
    )
    make_reply(thread)


def test_that_a_seller_was_involved_is_told_apart_from_now_on() -> None:
    study()
    facts = """INSERT INTO evidence_studyfacts SELECT (jsonb_populate_record(f, jsonb_build_object(
        'id', 900001, 'number', 900, 'interests', '{}'))).* FROM evidence_studyfacts f LIMIT 1"""
    event = """INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT 'reference:' || r.key, f.entered_by_id, 'librarian', 'raw', '{}' FROM evidence_studyfacts f
        JOIN references_reference r ON r.id = f.reference_id WHERE f.number = 900"""
    outcomes(
        {
            "declared": ([facts.format("declared"), event], ACCEPTED),
            "seller": ([facts.format("seller"), event], "evidence_studyfacts_seller_is_apart"),
        },
        {},
    )
