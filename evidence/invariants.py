"""What must be true of claims whatever the code does, as SQL to be run from outside any service (section 7)."""

from references.chain import Told

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
}
"""Named queries. Every row that one of them gives is a state that must not be."""

VERSION = "data ->> 'version'"
OF_A_VERSION = (
    "JOIN evidence_claimversion v ON v.id = x.version_id JOIN evidence_claim c ON c.id = v.claim_id"
)

TOLD = (
    Told(
        "the claim",
        "SELECT stream, '' FROM references_event WHERE verb = 'claim.created'",
        "SELECT 'claim:' || key, '' FROM evidence_claim",
    ),
    Told(
        "version",
        f"""SELECT stream, {VERSION} || ', digest ' || (data ->> 'digest')
            FROM references_event WHERE verb = 'claim.submitted'""",
        """SELECT 'claim:' || c.key, v.number || ', digest ' || v.digest
            FROM evidence_claimversion v JOIN evidence_claim c ON c.id = v.claim_id""",
    ),
    Told(
        "the state of version",
        f"""SELECT DISTINCT ON (stream, {VERSION}) stream,
                ({VERSION}) || ', ' || coalesce(data ->> 'after', 'in_review')
            FROM references_event WHERE verb IN ('claim.submitted', 'claim.status_changed')
            ORDER BY stream, {VERSION}, seq DESC""",
        """SELECT 'claim:' || c.key, v.number || ', ' || v.status
            FROM evidence_claimversion v JOIN evidence_claim c ON c.id = v.claim_id""",
    ),
    Told(
        "the round of version",
        f"""SELECT stream, concat_ws(', ', {VERSION}, data ->> 'round', data ->> 'kind')
            FROM references_event WHERE verb = 'round.opened'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', v.number, x.number, x.kind)
            FROM evidence_round x {OF_A_VERSION}""",
    ),
    Told(
        "the end of round",
        """SELECT stream, concat_ws(', ', data ->> 'round', data ->> 'outcome')
            FROM references_event WHERE verb = 'round.closed'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.number, x.outcome)
            FROM evidence_round x {OF_A_VERSION} WHERE x.closed_at IS NOT NULL""",
    ),
    Told(
        "the review",
        f"""SELECT stream, concat_ws(', ', data ->> 'review', {VERSION}, data ->> 'kind')
            FROM references_event WHERE verb = 'review.recorded'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.id, v.number, x.kind)
            FROM evidence_review x {OF_A_VERSION}""",
    ),
    Told(
        "the approval of version",
        f"""SELECT stream, concat_ws(', ', {VERSION}, data ->> 'digest', data ->> 'badge',
                data ->> 'basis', data ->> 'method')
            FROM references_event WHERE verb = 'claim.approved'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', v.number, x.digest, x.badge, x.basis, x.method)
            FROM evidence_approval x {OF_A_VERSION}""",
    ),
    Told(
        "the end of an approval of version",
        f"SELECT stream, {VERSION} FROM references_event WHERE verb = 'approval.ended'",
        f"""SELECT 'claim:' || c.key, v.number::text
            FROM evidence_approval x {OF_A_VERSION} WHERE NOT x.active""",
    ),
    Told(
        "the suspension of version",
        f"""SELECT stream, concat_ws(', ', {VERSION}, data ->> 'cause')
            FROM references_event WHERE verb = 'claim.suspended'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', v.number, x.cause)
            FROM evidence_suspension x {OF_A_VERSION}""",
    ),
    Told(
        "the question",
        "SELECT stream, '' FROM references_event WHERE verb = 'question.asked'",
        "SELECT 'question:' || key, '' FROM evidence_question",
    ),
    Told(
        "the appraisal",
        "SELECT stream, data ->> 'number' FROM references_event WHERE verb = 'profile.adopted'",
        """SELECT 'question:' || q.key, p.number::text
            FROM evidence_profile p JOIN evidence_question q ON q.id = p.question_id""",
    ),
    Told(
        "the study facts",
        """SELECT stream, concat_ws(', ', data ->> 'number', data ->> 'design', data ->> 'n')
            FROM references_event WHERE verb IN ('facts.entered', 'facts.confirmed')""",
        """SELECT 'reference:' || r.key, concat_ws(', ', f.number, f.design, f.n)
            FROM evidence_studyfacts f JOIN references_reference r ON r.id = f.reference_id""",
    ),
    Told(
        "the word that it is the same work",
        "SELECT stream, data ->> 'reason' FROM references_event WHERE verb = 'reference.same_work'",
        """SELECT 'reference:' || r.key, s.reason
            FROM evidence_samework s JOIN references_reference r ON r.id = s.reference_id""",
    ),
)
"""What events tell of, and the rows they tell of."""
