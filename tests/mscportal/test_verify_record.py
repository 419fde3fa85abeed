"""`manage.py verify_record` on a whole record, and on one in which decisions and events differ."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.demo.story import Story
from evidence.services.conversation import resolve_thread
from evidence.services.independence import unlink_reports
from evidence.services.overriding import withdraw_override
from mscportal.management.commands.verify_record import FORBIDDEN, TOLD
from references.models import Event
from references.services.merging import merge_references
from tests.factories.articles import (
    make_clockconfirmation,
    make_revision,
    make_withdrawal,
    published,
    retraction_of,
)
from tests.factories.evidence import (
    approved_version,
    citing,
    disputed_version,
    fresh,
    graded_approval,
    make_assignment,
    make_authorshipanswer,
    make_override,
    make_profile,
    make_samework,
    make_studylink,
    make_thread,
    overridden,
    reviewing_user,
    sent_back_version,
    settle,
    study,
    superseded_version,
    suspended_version,
)
from tests.factories.people import make_user
from tests.factories.references import (
    make_load,
    make_notice_input,
    make_noticecancellation,
    make_reference,
    make_retracted_reference,
)

pytestmark = pytest.mark.django_db


def verify(**options: str) -> str:
    """What the command says; what it finds, if it fails."""
    out, errors = io.StringIO(), io.StringIO()
    try:
        call_command("verify_record", stdout=out, stderr=errors, **options)
    except CommandError as error:
        return f"{errors.getvalue()}{error}"
    return out.getvalue()


def everything() -> None:
    """Every kind of decision at least once."""
    published()
    make_withdrawal()
    suspended_version()
    superseded_version()
    sent_back_version()
    settle(disputed_version())
    make_profile()
    make_samework()
    make_retracted_reference()
    a_mistaken_load_is_cancelled()
    make_assignment()
    make_authorshipanswer()
    overridden(graded_approval(risk_of_bias=1), "high")
    override = make_override()
    withdraw_override(override=override, by=reviewing_user(), reason="It was a misreading.")
    thread = make_thread(is_flag=True)
    resolve_thread(thread=thread, by=make_user("editor"), resolution="The dose was mended.")
    link = make_studylink()
    unlink_reports(link=link, by=reviewing_user(), reason="They are two trials after all.")
    make_clockconfirmation()
    merge_references(
        winner=make_reference(), loser=make_reference(), by=make_user("librarian"), reason="One."
    )


def a_mistaken_load_is_cancelled() -> None:
    """One retracted a source of an approved claim, the other only asked whether it is meant."""
    sources = [study(doi="10.5555/record.1"), study(doi="10.5555/record.2")]
    version = approved_version(citations=[citing(sources[0])])
    make_noticecancellation(retraction_of(sources[0]))
    assert fresh(version).status == "approved"
    asks = make_notice_input(original_doi=sources[1].doi, original_title="Quite another")
    make_noticecancellation(make_load(asks))


def test_a_record_of_every_kind_of_decision_is_whole_and_its_head_is_kept(tmp_path: Path) -> None:
    everything()
    head = tmp_path / "head.tsv"
    said = verify(write_head=str(head))
    assert said.startswith("The record is whole:"), said
    lines = head.read_text().splitlines()
    last = Event.objects.order_by("-id").first()
    assert f"{last.stream}\t{last.seq}\t{bytes(last.hash).hex()}" in lines
    assert said.strip().endswith(lines[-1].split()[2])
    with connection.cursor() as cursor:
        for kind in TOLD:
            cursor.execute(kind.rows)
            assert cursor.fetchone(), f"nothing here tries {kind.what}"
    approved_version()
    assert verify(head=str(head)).startswith("The record is whole:")
    kept = head.read_text()
    head.write_text(kept.replace("# head", "# tail"))
    assert "is not whole, so nothing can be compared" in verify(head=str(head))
    assert "cannot be read" in verify(head=str(tmp_path / "none.tsv"))


TAMPERED = {
    "a review was removed": (
        "DELETE FROM evidence_review WHERE id = (SELECT max(id) FROM evidence_review)",
        "the review",
    ),
    "a review was exchanged for one of another number": (
        "UPDATE evidence_review SET id = id + 1000",
        "has no event",
    ),
    "a status was set by hand": (
        "UPDATE evidence_claimversion SET status = 'rejected'",
        "the state of version",
    ),
    "an approval was taken back without a word": (
        "UPDATE evidence_approval SET active = false, ended_at = now(), ended_by_id = approved_by_id",
        "the end of an approval",
    ),
    "an approval got another badge": (
        "UPDATE evidence_approval SET badge = 'high'",
        "the approval of version",
    ),
    "words were changed": (
        "UPDATE evidence_claimversion SET text = 'It cures everything.'",
        "words that are not those of the digest",
    ),
    "a quote was changed": (
        "UPDATE evidence_citation SET quote = 'it cures'",
        "words that are not those of the digest",
    ),
    "the end of a stream was cut": (
        """DELETE FROM references_event e WHERE stream LIKE 'claim:%' AND seq >= (
            SELECT min(seq) FROM references_event f
            WHERE f.stream = e.stream AND verb = 'review.recorded')""",
        "has no event",
    ),
    "a whole stream was removed": (
        "DELETE FROM references_event WHERE stream LIKE 'claim:%'",
        "the claim  has no event",
    ),
    "an event tells of a review that never was": (
        """INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT stream, actor_id, role, verb, '{"review": 999, "version": 1, "kind": "review"}'
        FROM references_event WHERE verb = 'review.recorded'""",
        "the review 999, 1, review is in no table",
    ),
    "a page was written by hand": (
        "UPDATE articles_revision SET body = 'It cures everything.'",
        "a revision that says something else than its newest saved text",
    ),
    "a saved text was removed": (
        "DELETE FROM articles_revisiontext",
        "a revision that says something else than its newest saved text",
    ),
    "a retraction was set by hand": (
        "UPDATE references_reference SET standing = 'retracted'",
        "the standing",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_done_past_the_guards_is_named(what: str) -> None:
    statement, named = TAMPERED[what]
    make_revision([approved_version()])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Whoever owns the tables can silence them; an event is put in as the portal itself would.
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^(articles|evidence|references)_'"
            " AND relkind = 'r'"
        )
        if not statement.startswith("INSERT"):
            for (table,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
        cursor.execute(statement)
    said = verify()
    assert named in said, said
    assert "The record is not whole" in said


@pytest.mark.django_db(transaction=True)
def test_the_record_of_the_demonstration_is_whole() -> None:
    Story().tell()
    said = verify()
    assert said.startswith("The record is whole:"), said


def test_every_forbidden_state_is_a_query_that_runs() -> None:
    approved_version()
    with connection.cursor() as cursor:
        for query in FORBIDDEN.values():
            cursor.execute(query)
            assert cursor.fetchall() == []


def test_thousands_of_findings_are_counted_not_listed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE references_event DISABLE TRIGGER ALL")
        cursor.execute(
            "INSERT INTO references_event (stream, seq, actor_id, role, verb, data, txid)"
            " SELECT 'thing:' || n, 1, (SELECT min(id) FROM auth_user), 'editor', 'v', '{}', 0"
            " FROM generate_series(1, 500) n"
        )
    said = verify()
    assert "… and 300 more." in said
    assert "500 findings" in said
