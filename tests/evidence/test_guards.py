"""The database holds the line (DOMAIN section 7): every rule broken on purpose, behind the models, with raw SQL.

Each attempt is a transaction of its own on a plain connection, up to its commit, and names the constraint or
trigger that must refuse it. What is refused stands beside what is accepted, over the same rows.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.apps import apps

from evidence.models import Approval
from evidence.services.drafts import edit_draft
from evidence.services.reviewers import deactivate_reviewer
from evidence.services.submission import submit_claim
from references.choices import Role
from references.models import Reference
from references.services.merging import merge_references
from tests.factories.evidence import (
    approved_version,
    citing,
    disputed_version,
    draft_of,
    graded_version,
    make_assignment,
    make_authorshipanswer,
    make_letter,
    make_methodrun,
    make_override,
    make_profile,
    make_profiledraft,
    make_question,
    make_quotefinding,
    make_reply,
    make_reviewer,
    make_samework,
    make_studylink,
    make_wordingwaiver,
    review,
    reviewing_user,
    sent_back_version,
    stand,
    study,
    submitted_version,
    suspended_version,
)
from tests.factories.people import make_superuser, make_user
from tests.factories.references import make_reference
from tests.support.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

ACCEPTED = "accepted"


def outcome(statements: str | Sequence[str], ids: dict[str, Any], *, keep: bool = False) -> str:
    """What becomes of one transaction: the name of what refused it, or ACCEPTED (and undone, unless kept)."""
    with connect() as connection:
        try:
            for statement in [statements] if isinstance(statements, str) else statements:
                connection.execute(statement, ids)
            if keep:
                connection.commit()
            else:
                connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                connection.rollback()
        except psycopg.Error as error:
            connection.rollback()
            return error.diag.constraint_name or f"{error.sqlstate} {error}"
        return ACCEPTED


def outcomes(table: dict[str, tuple[Any, str]], ids: dict[str, Any]) -> None:
    """Every attempt of a table ends as the table says; all that do not are told."""
    got = {name: outcome(statements, ids) for name, (statements, _) in table.items()}
    expected = {name: refusal for name, (_, refusal) in table.items()}
    assert {n: o for n, o in got.items() if o != expected[n]} == {}


# Sentences that the attempts are made of


def told(version: str) -> str:
    """An event in the stream of a version's claim."""
    return f"""INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT 'claim:' || c.key, %(admin)s, 'administrator', 'raw', '{{}}' FROM evidence_claim c
        JOIN evidence_claimversion v ON v.claim_id = c.id WHERE v.id = %({version})s"""


def reviewed(version: str, by: str, **changes: str) -> str:
    """A review of a version's newest round; `changes` are SQL expressions by column."""
    columns = {
        "round_id": "r.id",
        "claim_id": "v.claim_id",
        "version_id": "v.id",
        "digest": "v.digest",
        "version_author_id": "v.author_id",
        "reviewer_id": f"%({by})s",
        "kind": "'review'",
        "decision": "'approve'",
        "reason": "''",
        "comment": "''",
        "badge": "'very_low'",
        "method": "'1'",
        **changes,
    }
    return f"""INSERT INTO evidence_review ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM evidence_claimversion v
        JOIN evidence_round r ON r.version_id = v.id
        WHERE v.id = %({version})s ORDER BY r.id DESC LIMIT 1"""


def approval(version: str, **changes: str) -> str:
    """An active approval on a version's newest round."""
    columns = {
        "round_id": "r.id",
        "claim_id": "v.claim_id",
        "version_id": "v.id",
        "digest": "v.digest",
        "basis": "'reviews'",
        "badge": "'very_low'",
        "method": "'1'",
        "active": "true",
        "approved_by_id": "%(reviewer)s",
        **changes,
    }
    return f"""INSERT INTO evidence_approval ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM evidence_claimversion v
        JOIN evidence_round r ON r.version_id = v.id
        WHERE v.id = %({version})s ORDER BY r.id DESC LIMIT 1"""


def status(version: str, to: str) -> str:
    return f"UPDATE evidence_claimversion SET status = '{to}' WHERE id = %({version})s"


def ended(version: str) -> str:
    """End the active approval of a version, properly."""
    return f"""UPDATE evidence_approval SET active = false, ended_at = now(), ended_by_id = %(admin)s
        WHERE active AND version_id = %({version})s"""


def merged(loser: str, winner: str) -> str:
    return f"UPDATE references_reference SET merged_into_id = %({winner})s WHERE id = %({loser})s"


# History (items 2, 9, 10)

HISTORY = {
    "citation": ("quote = 'other words'", "never_changes"),
    "contributor": ("user_id = user_id + 1", "never_changes"),
    "review": ("decision = 'reject', reason = 'some other reason'", "never_changes"),
    "citationverdict": ("judgement = 'irrelevant'", "never_changes"),
    "approvalverdict": ("judgement = 'irrelevant'", "never_changes"),
    "approvalsource": ("reference_id = reference_id + 1", "never_changes"),
    "profile": ("risk_of_bias = 2", "never_changes"),
    "profilestudy": ("direction = 'against'", "never_changes"),
    "studyfacts": ("n = 5000", "never_changes"),
    "grading": ("shown = 'high'", "never_changes"),
    "declaration": ("kind = 'none'", "never_changes"),
    "authorshipanswer": ("is_author = NOT is_author", "never_changes"),
    "reply": ("text = 'other words'", "never_changes"),
    "thread": ("is_flag = NOT is_flag", "only_its_resolution_changes"),
    "letter": ("about = 'something else'", "only_its_end_changes"),
    "methodrun": ("moves = '[1]'", "never_changes"),
    "samework": ("reason = 'another reason'", "never_changes"),
    "quotefinding": ("result = 'not_found'", "never_changes"),
    "fulltext": ("text = text || 'x'", "only_taken_back"),
    "question": ("title = 'Another?'", "frozen_once_named"),
    "claim": ("key = key || 'x'", "key_is_for_ever"),
    "claimversion": ("text = 'Other words.'", "only_status_changes"),
    "round": ("opened_by_id = opened_by_id + 1", "only_its_end_changes"),
    "assignment": ("reviewer_id = reviewer_id + 1", "only_its_end_changes"),
    "approval": ("badge = 'high'", "only_its_end_changes"),
    "suspension": ("detail = 'Nothing of note.'", "only_its_end_changes"),
    "override": ("reason = 'another reason'", "only_its_course_changes"),
    "studylink": ("reason = 'another reason'", "only_its_course_changes"),
    "wordingwaiver": ("reason = 'another reason'", "never_changes"),
}
"""By model: a change of what happened, and the end of the name of the trigger that refuses it."""

WHERE = {
    "question": "WHERE id = (SELECT question_id FROM evidence_claimversion LIMIT 1)",
    "round": "WHERE closed_at IS NULL",
    "assignment": "WHERE ended_at IS NULL",
    "approval": "WHERE active",
    "suspension": "WHERE ended_at IS NULL",
    "override": "WHERE ended_at IS NULL",
    "studylink": "WHERE ended_at IS NULL",
}
"""The rows that are tried, where a second guard holds others."""

# Drafts are rewritten, people come and go, choices change.
NO_HISTORY = {
    "claimdraft",
    "profiledraft",
    "presence",
    "reviewdraft",
    "verdictdraft",
    "reviewer",
    "mailchoice",
}


def history() -> None:
    """One row of everything that is kept, committed."""
    make_samework()
    make_quotefinding()
    suspended_version()
    make_assignment()
    make_profile()
    make_authorshipanswer()
    make_reply()
    make_letter()
    make_override()
    make_studylink()
    make_wordingwaiver()
    make_methodrun()


def test_every_model_is_history_or_said_not_to_be() -> None:
    models = {model._meta.model_name for model in apps.get_app_config("evidence").get_models()}
    assert models == HISTORY.keys() | NO_HISTORY


@pytest.mark.parametrize(
    "switch",
    ["SELECT 1", "SET LOCAL session_replication_role = replica"],
    ids=["as anyone", "triggers switched off by a superuser"],
)
def test_what_happened_is_neither_changed_nor_deleted_nor_truncated(switch: str) -> None:
    history()
    table: dict[str, tuple[Any, str]] = {}
    for model, (change, name) in HISTORY.items():
        row = f"evidence_{model}"
        deletes = {"never_changes": name, "frozen_once_named": name, "key_is_for_ever": name}
        where = WHERE.get(model, "")
        table[f"update {model}"] = (
            [switch, f"UPDATE {row} SET {change} {where}"],
            f"{row}_{name}",
        )
        table[f"delete {model}"] = (
            [switch, f"DELETE FROM {row} {where}"],
            f"{row}_{deletes.get(name, 'never_deleted')}",
        )
        table[f"truncate {model}"] = (
            [switch, f"TRUNCATE {row} CASCADE"],
            f"{row}_never_truncated",
        )
    table["delete reviewer"] = (
        [switch, "DELETE FROM evidence_reviewer"],
        "evidence_reviewer_never_deleted",
    )
    table["truncate reviewer"] = (
        [switch, "TRUNCATE evidence_reviewer CASCADE"],
        "evidence_reviewer_never_truncated",
    )
    outcomes(table, {})


def test_what_may_end_ends_once() -> None:
    closed, suspended, standing = sent_back_version(), suspended_version(), approved_version()
    opened = submitted_version(required=2)
    make_assignment()
    review(make_assignment().version)
    ids = {
        "closed": closed.pk,
        "suspended": suspended.pk,
        "standing": standing.pk,
        "opened": opened.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "approval": Approval.objects.get(version=standing).pk,
    }
    close = """UPDATE evidence_round SET closed_at = now(), closed_by_id = %(admin)s,
        outcome = 'withdrawn' WHERE version_id = %({})s"""
    end = """UPDATE evidence_suspension SET ended_at = now(), ended_by_id = %(admin)s,
        ended_through_id = %(approval)s WHERE version_id = %(suspended)s"""
    outcomes(
        {
            "close a round": ([close.format("opened"), told("opened")], ACCEPTED),
            "close it again": ([close.format("closed"), told("closed")], "evidence_round_is_kept"),
            "open it again": (
                """UPDATE evidence_round SET closed_at = NULL, closed_by_id = NULL, outcome = ''
                   WHERE version_id = %(closed)s""",
                "evidence_round_is_kept",
            ),
            "ask for fewer reviews": (
                "UPDATE evidence_round SET required_reviews = 1 WHERE version_id = %(opened)s",
                "evidence_round_is_kept",
            ),
            "ask for three": (
                "UPDATE evidence_round SET required_reviews = 3 WHERE version_id = %(opened)s",
                "evidence_round_one_or_two_reviews",
            ),
            "ask by another day, and tell nobody": (
                "UPDATE evidence_assignment SET due_on = due_on + 1 WHERE ended_at IS NULL",
                "evidence_assignment_has_event",
            ),
            "ask again where it ended": (
                """UPDATE evidence_assignment SET ended_at = NULL, ended_by_id = NULL, ending = ''
                   WHERE ended_at IS NOT NULL""",
                "evidence_assignment_ends_once",
            ),
            "type about a round that is over": (
                """INSERT INTO evidence_reviewdraft (round_id, saved_by_id, saved_at, digest,
                   fingerprint, typed) SELECT id, opened_by_id, now(), '', '', '{}'
                   FROM evidence_round WHERE version_id = %(closed)s""",
                "evidence_reviewdraft_of_an_open_round",
            ),
            "revive an approval": (
                """UPDATE evidence_approval SET active = true, ended_at = NULL, ended_by_id = NULL
                   WHERE version_id = %(suspended)s""",
                "evidence_approval_ends_once",
            ),
            "end an approval silently": (
                "UPDATE evidence_approval SET active = false WHERE version_id = %(standing)s",
                "evidence_approval_ended_by_someone",
            ),
            "end a suspension": (end, ACCEPTED),
            "end it again": ([end, end], "evidence_suspension_ends_once"),
            "end it through nothing": (
                """UPDATE evidence_suspension SET ended_at = now(), ended_by_id = %(admin)s
                   WHERE version_id = %(suspended)s""",
                "evidence_suspension_ended_by_an_approval",
            ),
        },
        ids,
    )


# Words (items 2 and 10)


def test_words_are_frozen_with_all_that_belongs_to_them() -> None:
    version, other = submitted_version(), submitted_version()
    profile, free = make_profile(), make_question()
    approval_row = Approval.objects.get(version=approved_version())
    ids = {
        "version": version.pk,
        "claim": version.claim_id,
        "author": version.author_id,
        "other": other.pk,
        "reference": study().pk,
        "user": make_user().pk,
        "reviewer": reviewing_user().pk,
        "profile": profile.pk,
        "free": free.pk,
        "drafter": make_profiledraft(free, []).drafted_by_id,
        "review": review(submitted_version()).pk,
        "approval": approval_row.pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }
    citation = """INSERT INTO evidence_citation
        (version_id, position, reference_id, stance, quote, locator, no_quote_reason, quote_check)
        VALUES ({}, 9, %(reference)s, 'supports', {}, '', '', 'no_text')"""
    born = """INSERT INTO evidence_claimversion (id, claim_id, number, status, text, asks, direction,
        asserts, comparative, is_finding, reassures_or_advises, paragraph, author_id)
        VALUES (900001, %(claim)s, 9, {}, {}, 'view', '', '', false, false, false, '', %(author)s)"""
    verdict = """INSERT INTO {} ({}, citation_id, judgement, comparison, population, outcome_matches,
        vouch_reason) SELECT %({})s, c.id, 'supports', '', '', true, '' FROM evidence_citation c
        JOIN {} parent ON parent.version_id = c.version_id WHERE parent.id = %({})s"""
    outcomes(
        {
            "a citation for submitted words": (
                citation.format("%(version)s", "'a quote of words'"),
                "evidence_citation_comes_first",
            ),
            "a citation for a version that never comes": (
                citation.format("900001", "'a quote of words'"),
                "evidence_citation_version_id_3db5c51d_fk_evidence_",
            ),
            "a citation that says nothing": (
                citation.format("900001", "''"),
                "evidence_citation_quotes_or_says_why_not",
            ),
            "a citation, then its version": (
                [
                    citation.format("900001", "'a quote'"),
                    born.format("'in_review'", "'Words.'"),
                    told("version"),
                ],
                ACCEPTED,
            ),
            "a version born approved": (
                [born.format("'approved'", "'Words.'"), told("version")],
                "evidence_claimversion_is_born",
            ),
            "a version without words": (
                [born.format("'in_review'", "''"), told("version")],
                "evidence_claimversion_has_words",
            ),
            "a version nobody told of": (
                born.format("'in_review'", "'Words.'"),
                "evidence_claimversion_has_event",
            ),
            "another digest": (
                "UPDATE evidence_claimversion SET digest = repeat('0', 64) WHERE id = %(version)s",
                "evidence_claimversion_only_status_changes",
            ),
            "another author": (
                "UPDATE evidence_claimversion SET author_id = %(user)s WHERE id = %(version)s",
                "evidence_claimversion_only_status_changes",
            ),
            "a question that a version names": (
                """UPDATE evidence_question SET outcome = 'something else' WHERE id =
                   (SELECT question_id FROM evidence_claimversion WHERE id = %(version)s)""",
                "evidence_question_frozen_once_named",
            ),
            "a question that none names": (
                "UPDATE evidence_question SET outcome = 'something else' WHERE id = %(free)s",
                ACCEPTED,
            ),
            "a contributor afterwards": (
                "INSERT INTO evidence_contributor (version_id, user_id) VALUES (%(version)s, %(user)s)",
                "evidence_contributor_born_with_version",
            ),
            "a study afterwards": (
                """INSERT INTO evidence_profilestudy
                   (profile_id, reference_id, direction, apart_from_reviews)
                   VALUES (%(profile)s, %(reference)s, 'for', false)""",
                "evidence_profilestudy_born_with_profile",
            ),
            "a verdict afterwards": (
                verdict.format(
                    "evidence_citationverdict", "review_id", "review", "evidence_review", "review"
                ),
                "evidence_citationverdict_born_with_review",
            ),
            "an agreed verdict afterwards": (
                verdict.format(
                    "evidence_approvalverdict",
                    "approval_id",
                    "approval",
                    "evidence_approval",
                    "approval",
                ),
                "evidence_approvalverdict_born_with_approval",
            ),
            "a source afterwards": (
                """INSERT INTO evidence_approvalsource (approval_id, reference_id)
                   VALUES (%(approval)s, %(reference)s)""",
                "evidence_approvalsource_born_with_approval",
            ),
            "a profile nobody told of": (
                """INSERT INTO evidence_profile (question_id, number, direction, risk_of_bias,
                   inconsistency, inconsistency_explained, indirectness, imprecision,
                   publication_bias, large_effect, dose_response, plausible_confounding,
                   interval_spans_both, surrogate_only, n_waiver, rationale, effect_line,
                   adopted_by_id, drafted_by_id, review_due_on)
                   VALUES (%(free)s, 1, 'for', 0, 0, false, 0, 0, 0, 0, 0, 0, false, false, '', '',
                   '', %(drafter)s, %(drafter)s, now())""",
                "evidence_profile_has_event",
            ),
            "facts nobody told of": (
                """INSERT INTO evidence_studyfacts SELECT (jsonb_populate_record(f, jsonb_build_object(
                   'id', 900001, 'number', 900))).* FROM evidence_studyfacts f LIMIT 1""",
                "evidence_studyfacts_has_event",
            ),
        },
        ids,
    )


# Reviews (items 3, 4, 5)


@pytest.fixture
def people() -> dict[str, Any]:
    """Someone of every kind, and versions to review; all committed."""
    writer, submitter = make_user(Role.AUTHOR), make_user(Role.AUTHOR)
    version = submit_claim(claim=draft_of(by=writer).claim, by=submitter)
    gone = reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    locked_out = reviewing_user()
    type(locked_out).objects.filter(pk=locked_out.pk).update(is_active=False)
    two, disputed, closed = submitted_version(required=2), disputed_version(), sent_back_version()
    first = review(two)
    return {
        "version": version.pk,
        "author": make_reviewer(submitter).user.pk,
        "contributor": make_reviewer(writer).user.pk,
        "reviewer": reviewing_user().pk,
        "second": reviewing_user().pk,
        "gone": gone.pk,
        "locked_out": locked_out.pk,
        "superuser": make_superuser().pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
        "two": two.pk,
        "first": first.reviewer_id,
        "disputed": disputed.pk,
        "party": disputed.reviews.first().reviewer_id,
        "closed": closed.pk,
        "other": submitted_version().pk,
    }


def test_who_may_review_what(people: dict[str, Any]) -> None:
    foreign = "(SELECT {} FROM evidence_claimversion WHERE id = %(other)s)"
    third = {"kind": "'adjudication'"}
    verdict = """INSERT INTO evidence_citationverdict (review_id, citation_id, judgement, comparison,
        population, outcome_matches, vouch_reason)
        SELECT (SELECT max(id) FROM evidence_review), c.id, 'supports', '', '', true, ''
        FROM evidence_citation c WHERE c.version_id = %({})s"""
    outcomes(
        {
            "a reviewer": ([reviewed("version", "reviewer"), told("version")], ACCEPTED),
            "nobody is told": (reviewed("version", "reviewer"), "evidence_review_has_event"),
            "the author": (
                [reviewed("version", "author"), told("version")],
                "evidence_review_reviewer_is_no_contributor",
            ),
            "the author of a version without contributors": (
                [
                    "SET LOCAL session_replication_role = replica",
                    "ALTER TABLE evidence_contributor DISABLE TRIGGER USER",
                    "DELETE FROM evidence_contributor WHERE user_id = %(author)s",
                    "ALTER TABLE evidence_contributor ENABLE TRIGGER USER",
                    "SET LOCAL session_replication_role = origin",
                    reviewed("version", "author"),
                ],
                "evidence_review_reviewer_is_not_author",
            ),
            "the author under another's name": (
                [reviewed("other", "author", version_author_id="%(reviewer)s"), told("other")],
                "evidence_review_version_author_fk",
            ),
            "a contributor": (
                [reviewed("version", "contributor"), told("version")],
                "evidence_review_reviewer_is_no_contributor",
            ),
            "who reviews no more": (
                reviewed("version", "gone"),
                "evidence_review_reviewer_is_active",
            ),
            "whose account is closed": (
                reviewed("version", "locked_out"),
                "evidence_review_reviewer_is_active",
            ),
            "a superuser": (
                reviewed("version", "superuser"),
                "evidence_review_reviewer_is_active",
            ),
            "in a closed round": (
                [reviewed("closed", "reviewer"), told("closed")],
                "evidence_review_round_is_open",
            ),
            "in another version's round": (
                [
                    reviewed(
                        "version",
                        "reviewer",
                        round_id="(SELECT id FROM evidence_round WHERE version_id = %(other)s)",
                    ),
                    told("version"),
                ],
                "evidence_review_round_fk",
            ),
            "other words": (
                [reviewed("version", "reviewer", digest=foreign.format("digest")), told("version")],
                "evidence_review_words_fk",
            ),
            "another claim": (
                [
                    reviewed("version", "reviewer", claim_id=foreign.format("claim_id")),
                    told("version"),
                    told("other"),
                ],
                "evidence_review_words_fk",
            ),
            "a refusal without a reason": (
                reviewed("version", "reviewer", decision="'reject'", reason="'   too short'"),
                "evidence_review_refusal_has_a_reason",
            ),
            "a verdict on a citation of its own": (
                [reviewed("version", "reviewer"), verdict.format("version"), told("version")],
                ACCEPTED,
            ),
            "a verdict on another version's citation": (
                [reviewed("version", "reviewer"), verdict.format("other"), told("version")],
                "evidence_citationverdict_of_its_version",
            ),
            "a third": ([reviewed("disputed", "reviewer", **third), told("disputed")], ACCEPTED),
            "one of the two": (
                reviewed("disputed", "party", **third),
                "evidence_review_adjudicator_is_a_third",
            ),
            "a third where nothing is disputed": (
                reviewed("two", "reviewer", **third),
                "evidence_review_adjudicates_a_dispute",
            ),
        },
        people,
    )


# Approvals (items 3, 6, 9, 11)


def test_what_an_approval_stands_on(people: dict[str, Any]) -> None:
    standing, suspended = approved_version(), suspended_version()
    retracted = study()
    stand(retracted, "retracted")
    continued = approved_version()
    edit_draft(
        claim=continued.claim,
        by=continued.author,
        words={"text": continued.text.replace("the infusion", "an infusion")},
        citations=[citing(continued.citations.get().reference)],
    )
    spelling = submit_claim(claim=continued.claim, by=continued.author, meaning_unchanged=True)
    ids = {
        **people,
        "standing": standing.pk,
        "suspended": suspended.pk,
        "retracted": retracted.pk,
        "sound": study().pk,
        "between": make_reference().pk,
        "continued": continued.pk,
        "spelling": spelling.pk,
    }
    foreign = "(SELECT {} FROM evidence_claimversion WHERE id = %(other)s)"
    one = [reviewed("version", "reviewer"), told("version")]
    approves = status("version", "approved")
    source = """INSERT INTO evidence_approvalsource (approval_id, reference_id)
        SELECT max(id), %({})s FROM evidence_approval"""
    verdict = """INSERT INTO evidence_approvalverdict (approval_id, citation_id, judgement, comparison,
        population, outcome_matches, vouch_reason)
        SELECT (SELECT max(id) FROM evidence_approval), c.id, 'supports', '', '', true, ''
        FROM evidence_citation c WHERE c.version_id = %({})s"""
    suspension = """INSERT INTO evidence_suspension
        (version_id, approval_id, cause, detail, suspended_by_id)
        SELECT version_id, id, 'facts', '', %(admin)s FROM evidence_approval
        WHERE version_id = %(standing)s"""
    stands = "evidence_approval_stands_on_its_round"
    outcomes(
        {
            "one review of one": ([*one, approval("version"), approves], ACCEPTED),
            "no review": ([approval("version"), approves, told("version")], stands),
            "a review that sends back": (
                [
                    reviewed(
                        "version", "reviewer", decision="'reject'", reason="'not true at all'"
                    ),
                    approval("version"),
                ],
                stands,
            ),
            "one review of two": (
                [approval("two"), status("two", "approved"), told("two")],
                stands,
            ),
            "one person twice": ([reviewed("two", "first"), approval("two")], stands),
            "two of two": (
                [
                    reviewed("two", "second"),
                    approval("two"),
                    status("two", "approved"),
                    told("two"),
                ],
                ACCEPTED,
            ),
            "two of three, one refuses": (
                [
                    reviewed("two", "second"),
                    reviewed("two", "reviewer", decision="'reject'", reason="'not true at all'"),
                    approval("two"),
                ],
                stands,
            ),
            "whose last review refuses": (
                [
                    reviewed("two", "second"),
                    reviewed("two", "second", decision="'reject'", reason="'not true at all'"),
                    approval("two"),
                ],
                stands,
            ),
            "a dispute that nobody settled": (approval("disputed"), stands),
            "a dispute as if settled": (approval("disputed", basis="'adjudication'"), stands),
            "a dispute that a third settled": (
                [
                    reviewed("disputed", "reviewer", kind="'adjudication'"),
                    approval("disputed", basis="'adjudication'"),
                    status("disputed", "approved"),
                    told("disputed"),
                ],
                ACCEPTED,
            ),
            "a cancellation that nobody recorded": (
                approval("version", basis="'cancellation'"),
                "evidence_approval_restores_what_a_load_suspended",
            ),
            "a closed round": (approval("standing"), "evidence_approval_round_is_open"),
            "other words": (
                [*one, approval("version", digest=foreign.format("digest")), approves],
                stands,
            ),
            "other words, reviewed as such": (
                [
                    reviewed("version", "reviewer", digest=foreign.format("digest")),
                    approval("version", digest=foreign.format("digest")),
                    approves,
                    told("version"),
                    "SET CONSTRAINTS evidence_approval_words_fk IMMEDIATE",
                ],
                "evidence_approval_words_fk",
            ),
            "another claim": (
                [
                    *one,
                    approval("version", claim_id=foreign.format("claim_id")),
                    approves,
                    told("other"),
                ],
                "evidence_approval_words_fk",
            ),
            "another version's round": (
                [
                    *one,
                    approval(
                        "version",
                        version_id="%(other)s",
                        claim_id=foreign.format("claim_id"),
                        digest=foreign.format("digest"),
                    ),
                ],
                stands,
            ),
            "no source": (
                [*one, approval("version", badge="'no_source'"), approves],
                "evidence_approval_has_a_source",
            ),
            "two at once": (
                [*one, approval("version"), approval("version"), approves],
                "evidence_approval_one_active",
            ),
            "words that stay in review": (
                [*one, approval("version")],
                "evidence_approval_agrees_with_status",
            ),
            "approved without approval": (
                [approves, told("version")],
                "evidence_claimversion_agrees_with_approval",
            ),
            "approved, and nobody is told": (
                [status("suspended", "in_review")],
                "evidence_claimversion_has_event",
            ),
            "an approval that ends while its words stand": (
                [ended("standing"), told("standing")],
                "evidence_approval_agrees_with_status",
            ),
            "an approval that is suspended, and nobody is told": (
                [ended("standing"), suspension, status("standing", "suspended")],
                "evidence_approval_has_event",
            ),
            "suspended without a suspension": (
                [ended("standing"), status("standing", "suspended"), told("standing")],
                "evidence_approval_agrees_with_status",
            ),
            "suspended": (
                [
                    ended("standing"),
                    suspension,
                    status("standing", "suspended"),
                    told("standing"),
                ],
                ACCEPTED,
            ),
            "a source that stands": (
                [*one, approval("version"), source.format("sound"), approves],
                ACCEPTED,
            ),
            "a source that was retracted": (
                [*one, approval("version"), source.format("retracted"), approves],
                "evidence_approvalsource_stands",
            ),
            "a source that was merged into one that was retracted": (
                [
                    merged("sound", "retracted"),
                    *one,
                    approval("version"),
                    source.format("sound"),
                ],
                "evidence_approvalsource_stands",
            ),
            "a source that was merged into one by another": (
                [
                    merged("sound", "between"),
                    merged("between", "retracted"),
                    *one,
                    approval("version"),
                    source.format("sound"),
                ],
                "evidence_approvalsource_stands",
            ),
            "a source in a ring of merges": (
                [
                    merged("sound", "between"),
                    merged("between", "sound"),
                    *one,
                    approval("version"),
                    source.format("sound"),
                ],
                "evidence_approvalsource_stands",
            ),
            "a verdict on another version's citation": (
                [*one, approval("version"), verdict.format("other"), approves],
                "evidence_approvalverdict_of_its_version",
            ),
            "a change of spelling": (
                [
                    reviewed("spelling", "reviewer"),
                    approval("spelling"),
                    status("spelling", "approved"),
                    told("spelling"),
                ],
                ACCEPTED,
            ),
            "a change of spelling of what stands no more": (
                [
                    ended("continued"),
                    reviewed("spelling", "reviewer"),
                    approval("spelling"),
                ],
                "evidence_approval_continues_one_that_stands",
            ),
            "a change of spelling that names nothing": (
                """INSERT INTO evidence_round (claim_id, version_id, number, kind, required_reviews,
                   note, outcome, opened_by_id) SELECT claim_id, id, 9, 'meaning_unchanged', 1, '',
                   '', %(admin)s FROM evidence_claimversion WHERE id = %(standing)s""",
                "evidence_round_names_what_it_continues",
            ),
            "two open rounds": (
                """INSERT INTO evidence_round (claim_id, version_id, number, kind, required_reviews,
                   note, outcome, opened_by_id) SELECT claim_id, id, 9, 'review', 1, '', '',
                   %(admin)s FROM evidence_claimversion WHERE id = %(version)s""",
                "evidence_round_one_open_per_claim",
            ),
            "a round of another claim": (
                [
                    """INSERT INTO evidence_round (claim_id, version_id, number, kind,
                       required_reviews, note, outcome, opened_by_id) SELECT claim_id, %(other)s, 9,
                       'review', 1, '', '', %(admin)s FROM evidence_claimversion
                       WHERE id = %(standing)s""",
                    told("standing"),
                ],
                "evidence_round_version_of_claim_fk",
            ),
            "an assignment twice": (
                [
                    """INSERT INTO evidence_assignment (round_id, version_id, reviewer_id, due_on,
                       assigned_by_id) SELECT r.id, r.version_id, %(reviewer)s, now(), %(admin)s
                       FROM evidence_round r, generate_series(1, 2)
                       WHERE r.version_id = %(version)s"""
                ],
                "evidence_assignment_one_open",
            ),
        },
        ids,
    )


# References under standing approvals (item 7)


def test_a_source_does_not_change_under_a_standing_approval() -> None:
    reference = study(title="The marrow of mice", doi="10.5555/old", issued_year=2020)
    version = approved_version(citations=[citing(reference)])
    fallen = study(title="The marrow of men")
    suspended_version(approved_version(citations=[citing(fallen)]))
    ids = {
        "reference": reference.pk,
        "fallen": fallen.pk,
        "version": version.pk,
        "reviewer": reviewing_user().pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }

    def changed(what: str, which: str = "reference") -> str:
        return f"UPDATE references_reference SET {what} WHERE id = %({which})s"

    same_work = """INSERT INTO evidence_samework (reference_id, reason, before, after, recorded_by_id)
        VALUES (%(reference)s, 'The same work.', '{{}}', '{{}}', %({})s)"""
    suspension = """INSERT INTO evidence_suspension
        (version_id, approval_id, cause, detail, suspended_by_id)
        SELECT version_id, id, 'reference_changed', '', %(admin)s FROM evidence_approval
        WHERE version_id = %(version)s"""
    answered = "evidence_reference_change_is_answered"
    outcomes(
        {
            "title": (changed("title = 'Something else'"), answered),
            "year": (changed("issued_year = 2021"), answered),
            "doi": (changed("doi = '10.5555/new'"), answered),
            "doi erased": (changed("doi = NULL"), answered),
            "a blank filled": (changed("pmid = '12345'"), ACCEPTED),
            "case and spacing": (
                changed("title = E'  the MARROW of\\u00a0\\tmice\\n'"),
                ACCEPTED,
            ),
            "another column": (changed("volume = '7'"), ACCEPTED),
            "a reviewer says that it is the same work": (
                [same_work.format("reviewer"), changed("title = 'Something else'")],
                ACCEPTED,
            ),
            "someone else says so": (
                [same_work.format("admin"), changed("title = 'Something else'")],
                answered,
            ),
            "the approval is suspended with it": (
                [
                    changed("title = 'Something else'"),
                    ended("version"),
                    suspension,
                    status("version", "suspended"),
                    told("version"),
                ],
                ACCEPTED,
            ),
            "under an approval that ended": (
                changed("title = 'Something else'", "fallen"),
                ACCEPTED,
            ),
        },
        ids,
    )
    merge_references(
        winner=make_reference(title="The marrow of mice", doi="10.5555/winner"),
        loser=reference,
        by=make_user(Role.LIBRARIAN),
    )
    winner = Reference.objects.get(pk=reference.pk).merged_into_id
    outcomes(
        {
            "the work, by the row that stands": (
                changed("title = 'Something else'", "winner"),
                answered,
            ),
            "a blank filled there": (changed("pmid = '12345'", "winner"), ACCEPTED),
            "the work, and the approval is suspended with it": (
                [
                    changed("title = 'Something else'", "winner"),
                    ended("version"),
                    suspension,
                    status("version", "suspended"),
                    told("version"),
                ],
                ACCEPTED,
            ),
        },
        ids | {"winner": winner},
    )
    assert outcome(same_work.format("reviewer"), ids, keep=True) == ACCEPTED
    assert outcome(changed("title = 'Something else'"), ids) == answered


# Who and when (item 12)


def test_every_date_has_its_person() -> None:
    version = submitted_version()
    graded_version()
    make_profiledraft()
    table: dict[str, tuple[Any, str]] = {
        "deactivated": (
            "UPDATE evidence_reviewer SET active = false, deactivated_at = now()",
            "evidence_reviewer_deactivated_by_someone",
        ),
        "a draft of a profile": (
            "UPDATE evidence_profiledraft SET closed_at = now() WHERE closed_at IS NULL",
            "evidence_profiledraft_closed_by_someone",
        ),
        "a round": (
            "UPDATE evidence_round SET closed_at = now(), outcome = 'approved' WHERE version_id = %(v)s",
            "evidence_round_closed_by_someone",
        ),
        "an assignment": (
            """INSERT INTO evidence_assignment (round_id, version_id, reviewer_id, due_on,
               assigned_by_id, ended_at) SELECT id, version_id, opened_by_id, now(), opened_by_id,
               now() FROM evidence_round WHERE version_id = %(v)s""",
            "evidence_assignment_ended_by_someone",
        ),
        "an assignment that does not say how it ended": (
            """INSERT INTO evidence_assignment (round_id, version_id, reviewer_id, due_on,
               assigned_by_id, ended_at, ended_by_id) SELECT id, version_id, opened_by_id, now(),
               opened_by_id, now(), opened_by_id FROM evidence_round WHERE version_id = %(v)s""",
            "evidence_assignment_says_how_it_ended",
        ),
        "an assignment taken back without a reason": (
            """INSERT INTO evidence_assignment (round_id, version_id, reviewer_id, due_on,
               assigned_by_id, ended_at, ended_by_id, ending, reason)
               SELECT id, version_id, opened_by_id, now(), opened_by_id, now(), opened_by_id,
               'taken_back', 'too short' FROM evidence_round WHERE version_id = %(v)s""",
            "evidence_assignment_ended_early_has_a_reason",
        ),
        "somebody who reads before they came": (
            """INSERT INTO evidence_presence (round_id, seen_by_id, came_at, seen_at)
               SELECT id, opened_by_id, now(), now() - interval '1 minute' FROM evidence_round
               WHERE version_id = %(v)s""",
            "evidence_presence_begins_before_it_ends",
        ),
        "facts": (
            """INSERT INTO evidence_studyfacts SELECT (jsonb_populate_record(f, jsonb_build_object(
               'id', 900001, 'number', 900, 'confirmed_by_id', NULL))).*
               FROM evidence_studyfacts f LIMIT 1""",
            "evidence_studyfacts_confirmed_by_someone",
        ),
    }
    outcomes(table, {"v": version.pk})


def test_people_who_are_named_are_not_deleted() -> None:
    version = approved_version()
    ids = {"author": version.author_id, "reviewer": version.reviews.get().reviewer_id}
    for who in ids:
        assert outcome(f"DELETE FROM auth_user WHERE id = %({who})s", ids) != ACCEPTED


# A temporary table of the same name deceives nobody


def test_a_temporary_table_does_not_stand_in_for_the_real_one(people: dict[str, Any]) -> None:
    """`pg_temp` is searched last, or a session could bring reviewers and events of its own."""
    outcomes(
        {
            "a reviewer of one's own": (
                [
                    "CREATE TEMP TABLE evidence_reviewer AS SELECT * FROM evidence_reviewer",
                    "UPDATE pg_temp.evidence_reviewer SET active = true, deactivated_at = NULL",
                    reviewed("version", "gone"),
                ],
                "evidence_review_reviewer_is_active",
            ),
            "an event of one's own": (
                [
                    "CREATE TEMP TABLE references_event AS SELECT * FROM references_event",
                    "UPDATE pg_temp.references_event SET txid = pg_current_xact_id()::text::bigint",
                    reviewed("version", "reviewer"),
                ],
                "evidence_review_has_event",
            ),
        },
        people,
    )
