"""What must hold after every act of anybody: asked of the database, beside what the rule would say now."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

import articles.invariants
import evidence.invariants
import references.invariants
from articles.selectors import clocks
from evidence import badges
from evidence.models import Approval
from evidence.selectors.inputs import inputs_for, verdicts_of
from evidence.selectors.overrides import shown_value
from evidence.services.recomputing import shown_badge
from references.chain import broken, differing

TOLD = (*references.invariants.TOLD, *evidence.invariants.TOLD, *articles.invariants.TOLD)
FORBIDDEN = {
    **references.invariants.FORBIDDEN,
    **evidence.invariants.FORBIDDEN,
    **articles.invariants.FORBIDDEN,
}

# Who decided about which version or question, and when.
ACTS = """
    acts AS (
        SELECT a.*, p.id AS reviewer_id, evidence_folded(q.intervention) AS wanted FROM (
            SELECT 'review' AS what, reviewer_id AS person, version_id, decided_at AS at
                FROM evidence_review
            UNION ALL SELECT 'override', proposed_by_id, version_id, proposed_at
                FROM evidence_override
            UNION ALL SELECT 'second word', seconded_by_id, version_id, seconded_at
                FROM evidence_override WHERE seconded_at IS NOT NULL
            UNION ALL SELECT 'sign-off', s.signed_by_id, e.version_id, s.signed_at
                FROM articles_signoff s JOIN articles_signoffentry e ON e.signoff_id = s.id
        ) a JOIN evidence_claimversion v ON v.id = a.version_id
        LEFT JOIN evidence_question q ON q.id = v.question_id
        JOIN evidence_reviewer p ON p.user_id = a.person
        UNION ALL
        SELECT 'appraisal', f.adopted_by_id, NULL, f.adopted_at, p.id, evidence_folded(q.intervention)
            FROM evidence_profile f JOIN evidence_question q ON q.id = f.question_id
            JOIN evidence_reviewer p ON p.user_id = f.adopted_by_id
    )"""
# What a person had declared by then: the newest about each intervention.
SAID = """CROSS JOIN LATERAL (
        SELECT bool_or(kind = 'paid' AND (subject IN ('', wanted) OR wanted = '')) AS paid,
            bool_or(subject IN ('', wanted)) AS said,
            bool_or(subject IN ('', wanted) AND kind <> 'none') AS interested
        FROM (SELECT DISTINCT ON (subject) subject, kind FROM evidence_declaration d
            WHERE d.reviewer_id = a.reviewer_id AND d.declared_at < a.at
            ORDER BY subject, d.id DESC) newest) AS said"""
# By time: right where one act follows the other, as here; of acts at once the locks decide.
MISPLACED = {
    "decided while paid by a seller, or before a word about interests": f"""
        WITH {ACTS} SELECT a.what, a.person, a.version_id FROM acts a {SAID}
        WHERE said.paid OR said.said IS NOT TRUE""",
    "lifted a badge while interested": f"""
        WITH {ACTS} SELECT a.what, a.person, a.version_id FROM acts a {SAID}
        JOIN evidence_override o ON o.version_id = a.version_id AND o.way = 'up'
            AND a.at IN (o.proposed_at, o.seconded_at)
        WHERE a.what IN ('override', 'second word') AND said.interested""",
    "decided about what cites their own work": f"""
        WITH {ACTS} SELECT a.what, a.person, a.version_id FROM acts a
        JOIN evidence_citation c USING (version_id)
        JOIN evidence_authorshipanswer y ON y.reviewer_id = a.reviewer_id AND y.is_author
            AND y.answered_at < a.at
        WHERE c.reference_id = y.reference_id OR EXISTS (SELECT 1 FROM references_merge m
            WHERE m.merged_at < a.at AND (m.undone_at IS NULL OR m.undone_at > a.at)
                AND (m.winner_id, m.loser_id) IN ((c.reference_id, y.reference_id),
                    (y.reference_id, c.reference_id)))""",
    "asked again what only a cancelled load had asked": """
        SELECT k.id FROM references_recheck k
        JOIN references_noticesetaside aside ON aside.notice_id = k.notice_id
        WHERE k.closed_at IS NULL""",
}
# At a moment to come, when the daily jobs of that day are done.
RUN_OUT = """
    gone AS (
        SELECT e.live_id, e.position, e.claim_id, e.shown_as, p.is_key_message,
            coalesce(s.suspended_at + interval '14 days' <= %(then)s AND NOT EXISTS (
                SELECT 1 FROM references_notice n WHERE n.id = s.notice_id AND %(many)s < (
                    SELECT count(DISTINCT v.claim_id) FROM evidence_suspension o
                    JOIN references_notice m ON m.id = o.notice_id
                    JOIN evidence_claimversion v ON v.id = o.version_id WHERE m.load_id = n.load_id)
                AND n.load_id NOT IN (SELECT load_id FROM articles_clockconfirmation)
                AND n.load_id NOT IN (SELECT load_id FROM references_noticecancellation)
            ), false) AS ran_out
        FROM articles_liveentry e JOIN articles_live l ON l.article_id = e.live_id
        JOIN articles_publicationentry p USING (publication_id, position)
        JOIN evidence_claimversion w ON w.id = e.version_id
        LEFT JOIN evidence_suspension s ON s.version_id = e.version_id AND s.ended_at IS NULL
        WHERE e.shown_as <> 'approved' AND NOT (w.asks = 'harm' AND w.direction = 'harm')
            AND w.status <> 'withdrawn'
    )"""
OVERDUE = {
    "told after its clock ran out": f"""
        WITH {RUN_OUT} SELECT * FROM gone WHERE ran_out AND shown_as = 'suspended'""",
    "folded before its clock ran out": f"""
        WITH {RUN_OUT} SELECT * FROM gone WHERE NOT ran_out AND shown_as = 'collapsed'""",
    "a page whose key message was re-checked too long": f"""
        WITH {RUN_OUT} SELECT * FROM gone WHERE ran_out AND is_key_message""",
    "a page of which a third was re-checked too long": f"""
        WITH {RUN_OUT} SELECT live_id FROM gone WHERE ran_out GROUP BY live_id
        HAVING count(DISTINCT claim_id) * 3 >= (SELECT count(DISTINCT claim_id)
            FROM articles_liveentry e WHERE e.live_id = gone.live_id)""",
    "a page that prints another check for notices than the last": """
        SELECT l.article_id, r.key FROM articles_live l
        JOIN articles_publication p ON p.id = l.publication_id
        CROSS JOIN LATERAL jsonb_array_elements(p.content -> 'references') AS printed
        JOIN references_reference r ON r.key = printed ->> 'key'
        WHERE (printed ->> 'standing', printed ->> 'standing_as_of')
            <> (r.standing, coalesce(to_char(r.standing_as_of, 'YYYY-MM-DD'), ''))""",
    "an override longer than its year": """
        SELECT id FROM evidence_override WHERE ended_at IS NULL AND ends_on < (%(then)s AT TIME ZONE 'UTC')::date""",
}


def _named(what: str) -> str:
    return "'" + what.replace("'", "''") + "'"


QUERIES = {
    "forbidden": " UNION ALL ".join(
        f"SELECT {_named(what)}, state::text FROM ({query}) AS state"
        for what, query in FORBIDDEN.items()
    ),
    "misplaced": " UNION ALL ".join(
        f"(SELECT {_named(what)}, state::text FROM ({query}) AS state)"
        for what, query in MISPLACED.items()
    ),
    "untold": " UNION ALL ".join(
        f"SELECT {_named(kind.what)}, told::text FROM ({differing(kind)}) AS told" for kind in TOLD
    ),
}


def _ask(name: str) -> list[str]:
    """The rows of one of the queries, planned once per connection: they are asked after every step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute(f"PREPARE {name} AS {QUERIES[name]}")
        cursor.execute(f"EXECUTE {name}")
        return [f"{what}: {row}" for what, row in cursor.fetchall()]


def forbidden() -> list[str]:
    """Every state that section 7 of the domain forbids."""
    return _ask("forbidden")


def untrue() -> list[str]:
    """Decisions without event, events without decision, and events that are not what was written."""
    return _ask("untold") + [str(finding) for finding in broken()]


def misplaced() -> list[str]:
    """Decisions of people who may not take them: paid, interested, an author of what is cited (D8)."""
    return _ask("misplaced")


def overdue(then: datetime) -> list[str]:
    """What the daily jobs of that moment ought to have ended (D6, D7)."""
    found = []
    with connection.cursor() as cursor:
        for what, query in OVERDUE.items():
            cursor.execute(query, {"then": then, "many": clocks.MANY})
            found += [f"{what}: {row}" for row in cursor.fetchall()]
    return found


def overrated(claims: Iterable[int] | None = None) -> list[str]:
    """Approvals that show a better badge than the rule and what people say against it give now."""
    approvals = Approval.objects.active().select_related("version__question")
    if claims is not None:
        approvals = approvals.filter(claim__in=claims)
    found = []
    for approval in approvals:
        version = approval.version
        cited = [citation.reference for citation in version.citations.select_related("reference")]
        rows = approval.verdicts.select_related("citation__reference").order_by(
            "citation__position"
        )
        badge = inputs_for(version, cited, confirmed=True).compute(verdicts_of(rows))
        shown, deserved = shown_badge(approval), shown_value(version, badge.value)
        if badges.compare(shown, deserved) == badges.Move.DOWN:
            found.append(f"{version} shows {shown} and deserves {deserved}")
    return found
