"""What the database itself enforces about pasted texts and what was found in them (DOMAIN section 7)."""

import pytest

from evidence.quotes import LONGEST
from evidence.services.quoting import take_back_text
from references.choices import Role
from tests.evidence.test_guards import ACCEPTED, outcomes
from tests.factories.evidence import (
    make_fulltext,
    make_quotefinding,
    make_verdictdraft,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = """INSERT INTO references_event (stream, actor_id, role, verb, data)
    SELECT 'reference:' || r.key, %(person)s, 'editor', 'raw', '{}' FROM references_reference r
    JOIN evidence_fulltext t ON t.reference_id = r.id WHERE t.id = %(text)s"""


def pasted(**changes: str) -> str:
    """A text of the work of the one that is there; `changes` are SQL expressions by column."""
    columns = {
        "text": "text",
        "source": "'a copy'",
        "reason": "''",
        "reference_id": "reference_id",
        "pasted_by_id": "%(person)s",
        **changes,
    }
    return f"""INSERT INTO evidence_fulltext ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM evidence_fulltext WHERE id = %(text)s"""


def found(**changes: str) -> str:
    """A finding like the one that is there."""
    columns = {
        "citation_id": "citation_id",
        "result": "result",
        "full_text_id": "full_text_id",
        "start": "start",
        '"end"': '"end"',
        "only_in": "''",
        "found_by_id": "%(person)s",
        **changes,
    }
    return f"""INSERT INTO evidence_quotefinding ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM evidence_quotefinding WHERE id = %(finding)s"""


def test_texts_and_findings() -> None:
    finding = make_quotefinding()
    gone = take_back_text(
        full_text=make_fulltext(finding.citation.reference),
        by=make_user(Role.EDITOR),
        reason="It is another paper.",
    )
    ids = {
        "finding": finding.pk,
        "text": finding.full_text_id,
        "gone": gone.pk,
        "other": make_fulltext().pk,
        "person": make_user(Role.EDITOR).pk,
        "draft": make_verdictdraft().pk,
    }
    back = """UPDATE evidence_fulltext SET taken_back_at = now(), taken_back_by_id = {},
        reason = 'It is another paper.' WHERE id = %({})s"""
    draft = """INSERT INTO evidence_verdictdraft (round_id, reviewer_id, citation_id, judgement, comparison,
        population, outcome_matches, vouch_reason, seen) SELECT round_id, {}, citation_id, judgement,
        comparison, population, outcome_matches, vouch_reason, seen FROM evidence_verdictdraft
        WHERE id = %(draft)s"""
    outcomes(
        {
            "paste": ([pasted(), TOLD], ACCEPTED),
            "paste without an event": (pasted(), "evidence_fulltext_has_event"),
            "paste nothing": ([pasted(text="''"), TOLD], "evidence_fulltext_has_a_length"),
            "paste too much": (
                [pasted(text=f"repeat('x', {LONGEST + 1})"), TOLD],
                "evidence_fulltext_has_a_length",
            ),
            "paste from nowhere": (
                [pasted(source="''"), TOLD],
                "evidence_fulltext_says_where_it_is_from",
            ),
            "take back": ([back.format("%(person)s", "text"), TOLD], ACCEPTED),
            "take back by nobody": (
                [back.format("NULL", "text"), TOLD],
                "evidence_fulltext_taken_back_by_someone",
            ),
            "take back twice": (
                back.format("%(person)s", "gone"),
                "evidence_fulltext_taken_back_for_good",
            ),
            "find": (found(), ACCEPTED),
            "find in another work": (
                found(full_text_id="%(other)s"),
                "evidence_quotefinding_is_of_the_work",
            ),
            "find in what was taken back": (
                found(full_text_id="%(gone)s"),
                "evidence_quotefinding_is_of_the_work",
            ),
            "find nowhere": (
                found(start="NULL", **{'"end"': "NULL"}),
                "evidence_quotefinding_names_its_text",
            ),
            "find nothing": (found(**{'"end"': "start"}), "evidence_quotefinding_is_a_span"),
            "choose for another": (draft.format("%(person)s"), ACCEPTED),
            "choose twice": (draft.format("reviewer_id"), "evidence_verdictdraft_once"),
        },
        ids,
    )
