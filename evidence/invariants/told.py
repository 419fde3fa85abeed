"""What events tell of claims and of the people who decide about them, and the rows they tell of (section 7)."""

from references.chain import Told

VERSION = "data ->> 'version'"
OF_A_VERSION = (
    "JOIN evidence_claimversion v ON v.id = x.version_id JOIN evidence_claim c ON c.id = v.claim_id"
)
OF_A_REVIEWER = (
    "JOIN evidence_reviewer p ON p.id = x.reviewer_id JOIN auth_user u ON u.id = p.user_id"
)
DAY = "'YYYY-MM-DD'"
# A link is told in the history of both works.
BOTH_ENDS = """
    SELECT 'reference:' || here.key, there.key FROM evidence_studylink x
    CROSS JOIN LATERAL (VALUES (x.first_id, x.second_id), (x.second_id, x.first_id)) AS pair (one, other)
    JOIN references_reference here ON here.id = pair.one
    JOIN references_reference there ON there.id = pair.other"""

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
            FROM references_event WHERE verb IN ('claim.approved', 'claim.restored')""",
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
    Told(
        "that a reviewer was asked",
        "SELECT stream, data ->> 'reviewer' FROM references_event WHERE verb = 'reviewer.assigned'",
        f"""SELECT 'claim:' || c.key, u.username FROM evidence_assignment x {OF_A_VERSION}
            JOIN auth_user u ON u.id = x.reviewer_id""",
    ),
    Told(
        "the declaration of interests",
        """SELECT stream, concat_ws(', ', data ->> 'kind', data ->> 'expires_on')
            FROM references_event WHERE verb = 'interests.declared'""",
        f"""SELECT 'reviewer:' || u.username, concat_ws(', ', x.kind, to_char(x.expires_on, {DAY}))
            FROM evidence_declaration x {OF_A_REVIEWER}""",
    ),
    Told(
        "the answer about authorship of",
        """SELECT stream, concat_ws(', ', data ->> 'reference', data ->> 'author', data ->> 'is_author')
            FROM references_event WHERE verb = 'authorship.answered'""",
        f"""SELECT 'reviewer:' || u.username, concat_ws(', ', r.key, x.author_name, x.is_author::text)
            FROM evidence_authorshipanswer x {OF_A_REVIEWER}
            JOIN references_reference r ON r.id = x.reference_id""",
    ),
    Told(
        "the remark or flag",
        f"""SELECT stream, concat_ws(', ', data ->> 'thread', {VERSION}, verb)
            FROM references_event WHERE verb IN ('thread.opened', 'flag.raised')""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.id, v.number,
                CASE WHEN x.is_flag THEN 'flag.raised' ELSE 'thread.opened' END)
            FROM evidence_thread x {OF_A_VERSION}""",
    ),
    Told(
        "the end of the remark or flag",
        """SELECT stream, data ->> 'thread'
            FROM references_event WHERE verb IN ('thread.resolved', 'flag.resolved')""",
        f"""SELECT 'claim:' || c.key, x.id::text
            FROM evidence_thread x {OF_A_VERSION} WHERE x.resolved_at IS NOT NULL""",
    ),
    Told(
        "the override",
        """SELECT stream, concat_ws(', ', data ->> 'way', data ->> 'before', data ->> 'after')
            FROM references_event WHERE verb = 'override.proposed'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.way, x.computed, x.value)
            FROM evidence_override x {OF_A_VERSION}""",
    ),
    Told(
        "the second word for an override",
        """SELECT stream, concat_ws(', ', data ->> 'before', data ->> 'after', data ->> 'ends_on')
            FROM references_event WHERE verb = 'override.seconded'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.computed, x.value, to_char(x.ends_on, {DAY}))
            FROM evidence_override x {OF_A_VERSION} WHERE x.seconded_at IS NOT NULL""",
    ),
    Told(
        "the end of an override",
        """SELECT stream, concat_ws(', ', data ->> 'before', data ->> 'after', data ->> 'why')
            FROM references_event WHERE verb = 'override.ended'""",
        f"""SELECT 'claim:' || c.key, concat_ws(', ', x.value, x.computed, x.ended_why)
            FROM evidence_override x {OF_A_VERSION} WHERE x.ended_at IS NOT NULL""",
    ),
    Told(
        "the link with",
        "SELECT stream, data ->> 'other' FROM references_event WHERE verb = 'study.linked'",
        BOTH_ENDS,
    ),
    Told(
        "the end of the link with",
        "SELECT stream, data ->> 'other' FROM references_event WHERE verb = 'study.unlinked'",
        f"{BOTH_ENDS} WHERE x.ended_at IS NOT NULL",
    ),
)
"""What events tell of, and the rows they tell of."""
