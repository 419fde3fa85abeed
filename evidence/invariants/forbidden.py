"""States of claims that must not be, whatever the code does: SQL to be run from outside any service (section 7)."""

LADDER = "array_position(ARRAY['lab_animal', 'very_low', 'low', 'moderate', 'high'], {}::text)"
NEWEST = """JOIN LATERAL (SELECT computed, shown, override_id FROM evidence_grading g
            WHERE g.approval_id = a.id ORDER BY g.id DESC LIMIT 1) g ON true"""

FORBIDDEN = {
    "status and approval differ": """
        SELECT v.id, v.status FROM evidence_claimversion v
        WHERE (v.status = 'approved') AND NOT EXISTS (
            SELECT 1 FROM evidence_approval a WHERE a.version_id = v.id AND a.active)
        UNION SELECT v.id, v.status FROM evidence_claimversion v
        JOIN evidence_approval a ON a.version_id = v.id AND a.active
        WHERE v.status NOT IN ('approved', 'superseded')""",
    "more than one version of a claim stands": """
        SELECT claim_id FROM evidence_claimversion WHERE status = 'approved'
        GROUP BY claim_id HAVING count(*) > 1""",
    "more than one active approval of a version": """
        SELECT version_id FROM evidence_approval WHERE active GROUP BY version_id HAVING count(*) > 1""",
    "two open rounds": """
        SELECT claim_id FROM evidence_round WHERE closed_at IS NULL
        GROUP BY claim_id HAVING count(*) > 1""",
    "an open round for words that nobody reviews": """
        SELECT r.id, v.status FROM evidence_round r JOIN evidence_claimversion v ON v.id = r.version_id
        WHERE r.closed_at IS NULL AND v.status NOT IN ('in_review', 'disputed', 'approved')""",
    "words in review without a round": """
        SELECT v.id FROM evidence_claimversion v WHERE v.status IN ('in_review', 'disputed')
        AND NOT EXISTS (
            SELECT 1 FROM evidence_round r WHERE r.version_id = v.id AND r.closed_at IS NULL)""",
    "suspended without saying why": """
        SELECT v.id FROM evidence_claimversion v WHERE v.status = 'suspended' AND NOT EXISTS (
            SELECT 1 FROM evidence_suspension s WHERE s.version_id = v.id AND s.ended_at IS NULL)""",
    "approved words with an open suspension": """
        SELECT v.id FROM evidence_claimversion v JOIN evidence_suspension s ON s.version_id = v.id
        WHERE v.status = 'approved' AND s.ended_at IS NULL""",
    "approved by fewer than required": """
        SELECT a.id FROM evidence_approval a JOIN evidence_round r ON r.id = a.round_id
        WHERE a.basis = 'reviews' AND r.required_reviews > (
            SELECT count(DISTINCT reviewer_id) FROM evidence_review v
            WHERE v.round_id = r.id AND v.kind = 'review' AND v.decision = 'approve'
                AND v.digest = a.digest)""",
    "adjudicated without an adjudication": """
        SELECT a.id FROM evidence_approval a WHERE a.basis = 'adjudication' AND NOT EXISTS (
            SELECT 1 FROM evidence_review v WHERE v.round_id = a.round_id
                AND v.kind = 'adjudication' AND v.decision = 'approve' AND v.digest = a.digest)""",
    "adjudicated by one of the reviewers": """
        SELECT a.id FROM evidence_review a JOIN evidence_review r
        ON r.round_id = a.round_id AND r.reviewer_id = a.reviewer_id AND r.kind = 'review'
        WHERE a.kind = 'adjudication'""",
    "words that are not those of the digest": """
        SELECT v.id FROM evidence_claimversion v WHERE v.digest <> evidence_digest(v)""",
    "approved or reviewed in other words": """
        SELECT a.id, 'approval' FROM evidence_approval a JOIN evidence_claimversion v
        ON v.id = a.version_id WHERE (a.digest, a.claim_id) <> (v.digest, v.claim_id)
        UNION SELECT r.id, 'review' FROM evidence_review r JOIN evidence_claimversion v
        ON v.id = r.version_id WHERE (r.digest, r.claim_id) <> (v.digest, v.claim_id)""",
    "stands on a source that never counts": """
        WITH RECURSIVE work (approval_id, here) AS (
            SELECT a.id, s.reference_id FROM evidence_approval a
                JOIN evidence_approvalsource s ON s.approval_id = a.id WHERE a.active
            UNION SELECT w.approval_id, r.merged_into_id FROM work w
                JOIN references_reference r ON r.id = w.here WHERE r.merged_into_id IS NOT NULL)
        SELECT w.approval_id, r.key FROM work w JOIN references_reference r ON r.id = w.here
        JOIN LATERAL (SELECT counted FROM evidence_grading g WHERE g.approval_id = w.approval_id
            ORDER BY id DESC LIMIT 1) newest ON newest.counted ? r.key
        WHERE r.merged_into_id IS NULL AND r.standing IN ('retracted', 'withdrawn')""",
    "stands without a computed badge": """
        SELECT a.id FROM evidence_approval a WHERE a.active AND NOT EXISTS (
            SELECT 1 FROM evidence_grading g WHERE g.approval_id = a.id AND g.version_id = a.version_id)""",
    "shown without a source": """
        SELECT a.id FROM evidence_approval a
        JOIN LATERAL (SELECT shown FROM evidence_grading g WHERE g.approval_id = a.id
            ORDER BY id DESC LIMIT 1) newest ON newest.shown = 'no_source' WHERE a.active""",
    "reviewed after the end": """
        SELECT v.id FROM evidence_review v JOIN evidence_reviewer r ON r.user_id = v.reviewer_id
        WHERE v.decided_at > r.deactivated_at""",
    "asked after the end": """
        SELECT a.id FROM evidence_assignment a JOIN evidence_reviewer r ON r.user_id = a.reviewer_id
        WHERE NOT r.active AND a.ended_at IS NULL""",
    "asked for a round that is closed": """
        SELECT a.id FROM evidence_assignment a JOIN evidence_round r ON r.id = a.round_id
        WHERE r.closed_at IS NOT NULL AND a.ended_at IS NULL""",
    "a step that is not legal": """
        SELECT e.stream, e.seq FROM references_event e WHERE e.verb = 'claim.status_changed'
        AND NOT EXISTS (SELECT 1 FROM evidence_legal_transitions() legal
            WHERE legal.before = e.data ->> 'before' AND legal.after = e.data ->> 'after')""",
    "a step from where the version was not": """
        SELECT stream, seq FROM (
            SELECT stream, seq, verb, data ->> 'before' AS was, coalesce(lag(data ->> 'after')
                OVER (PARTITION BY stream, data ->> 'version' ORDER BY seq), 'in_review') AS stood
            FROM references_event WHERE verb IN ('claim.submitted', 'claim.status_changed')
        ) steps WHERE verb = 'claim.status_changed' AND was <> stood""",
    "one's own": """
        SELECT v.id FROM evidence_review v JOIN evidence_contributor c
        ON c.version_id = v.version_id AND c.user_id = v.reviewer_id
        UNION SELECT v.id FROM evidence_review v JOIN evidence_claimversion w
        ON w.id = v.version_id AND w.author_id = v.reviewer_id""",
    "asked twice at once": """
        SELECT version_id, reviewer_id FROM evidence_assignment WHERE ended_at IS NULL
        GROUP BY version_id, reviewer_id HAVING count(*) > 1""",
    "asked in the place of somebody who is still asked": """
        SELECT a.id FROM evidence_assignment a JOIN evidence_assignment was ON was.id = a.replaces_id
        WHERE was.ended_at IS NULL""",
    "typed for a round that is closed": """
        SELECT d.id, 'verdict' FROM evidence_verdictdraft d JOIN evidence_round r ON r.id = d.round_id
        WHERE r.closed_at IS NOT NULL
        UNION SELECT d.id, 'draft' FROM evidence_reviewdraft d JOIN evidence_round r
        ON r.id = d.round_id WHERE r.closed_at IS NOT NULL""",
    "approved with a source left unjudged": """
        SELECT v.id, c.id FROM evidence_review v JOIN evidence_citation c USING (version_id)
        WHERE v.decision = 'approve' AND NOT EXISTS (
            SELECT 1 FROM evidence_citationverdict j
            WHERE j.review_id = v.id AND j.citation_id = c.id)""",
    # By the order of the record: flags and approvals of a claim wait for each other.
    "approved while a flag was open": """
        SELECT a.stream, a.seq, f.seq FROM references_event f JOIN references_event a
        ON a.stream = f.stream AND a.verb = 'claim.approved' AND a.seq > f.seq
            AND a.data ->> 'version' = f.data ->> 'version'
        WHERE f.verb = 'flag.raised' AND NOT EXISTS (
            SELECT 1 FROM references_event r WHERE r.stream = f.stream AND r.verb = 'flag.resolved'
                AND r.seq BETWEEN f.seq AND a.seq AND r.data ->> 'thread' = f.data ->> 'thread')""",
    "shown better than computed, and no two people said so": f"""
        SELECT a.id, g.computed, g.shown FROM evidence_approval a {NEWEST}
        LEFT JOIN evidence_override o ON o.id = g.override_id
        WHERE a.active AND g.shown <> g.computed
            AND coalesce({LADDER.format("g.shown")} > {LADDER.format("g.computed")}, true)
            AND (o.way = 'up' AND (o.computed, o.value) = (g.computed, g.shown)
                AND o.proposed_by_id <> o.seconded_by_id) IS NOT TRUE""",
    "shown as an override says that has ended": f"""
        SELECT a.id, o.id FROM evidence_approval a {NEWEST}
        JOIN evidence_override o ON o.id = g.override_id WHERE a.active AND o.ended_at IS NOT NULL""",
    "an override that is not shown": f"""
        SELECT a.id, o.id FROM evidence_approval a {NEWEST}
        JOIN evidence_claimversion v ON v.id = a.version_id
        JOIN evidence_override o ON o.claim_id = a.claim_id AND o.computed = g.computed
            AND o.ended_at IS NULL AND (o.way = 'down'
                OR (o.seconded_at IS NOT NULL AND o.version_id = a.version_id))
        WHERE a.active AND v.status = 'approved' AND g.shown <> o.value
            AND {LADDER.format("g.shown")} > {LADDER.format("o.value")}""",
    "overridden by who wrote the words": """
        SELECT o.id FROM evidence_override o JOIN evidence_contributor c
        ON c.version_id = o.version_id AND c.user_id IN (o.proposed_by_id, o.seconded_by_id)""",
}
"""Named queries. Every row that one of them gives is a state that must not be."""
