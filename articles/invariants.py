"""What must be true of pages whatever the code does, as SQL to be run from outside any service (section 7)."""

from references.chain import Told

FORBIDDEN = {
    "shown as approved on an approval that ended": """
        SELECT e.live_id, e.position FROM articles_liveentry e
        LEFT JOIN evidence_approval a ON a.id = e.approval_id AND a.version_id = e.version_id
            AND a.claim_id = e.claim_id AND a.digest = e.digest
        WHERE e.shown_as = 'approved' AND a.active IS NOT TRUE""",
    "live entries that are not the publication's": """
        SELECT * FROM (
            SELECT l.article_id, p.position, p.version_id, p.digest, p.approval_id, p.shown_as
            FROM articles_live l JOIN articles_publicationentry p USING (publication_id)) AS said
        FULL JOIN (
            SELECT live_id AS article_id, position, version_id, digest, approval_id, shown_as
            FROM articles_liveentry) AS live USING (article_id, position)
        WHERE said IS DISTINCT FROM live AND (said.version_id, said.digest, said.approval_id,
            said.shown_as) IS DISTINCT FROM (live.version_id, live.digest, live.approval_id,
            live.shown_as)""",
    "shown without a source": """
        SELECT l.article_id, e.position FROM articles_live l
        JOIN articles_publicationentry e USING (publication_id)
        JOIN LATERAL (SELECT shown FROM evidence_grading g WHERE g.approval_id = e.approval_id
            ORDER BY g.id DESC LIMIT 1) newest ON true
        WHERE e.shown_as = 'approved' AND (e.badge = 'no_source' OR newest.shown = 'no_source')""",
    "a badge that is no longer the approval's": """
        SELECT l.article_id, e.position, e.badge, newest.shown FROM articles_live l
        JOIN articles_publicationentry e USING (publication_id)
        JOIN LATERAL (SELECT shown FROM evidence_grading g WHERE g.approval_id = e.approval_id
            ORDER BY g.id DESC LIMIT 1) newest ON true
        WHERE e.shown_as = 'approved' AND e.badge <> newest.shown""",
    # That nothing was found is printed by the daily job: until then a page says less than is known.
    "a page that does not know of a retraction": """
        SELECT l.article_id, r.key FROM articles_live l
        JOIN articles_publication p ON p.id = l.publication_id
        CROSS JOIN LATERAL jsonb_array_elements(p.content -> 'references') AS printed
        JOIN references_reference r ON r.key = printed ->> 'key'
        WHERE printed ->> 'standing' <> r.standing
            AND (printed ->> 'standing', r.standing) <> ('not_checked', 'none_found')""",
    "a page that prints what was merged, or lists a work twice": """
        SELECT l.article_id, r.key FROM articles_live l
        JOIN articles_publication p ON p.id = l.publication_id
        CROSS JOIN LATERAL jsonb_array_elements(p.content -> 'references') AS printed
        JOIN references_reference r ON r.key = printed ->> 'key'
        WHERE r.merged_into_id IS NOT NULL""",
    "shown as approved while being re-checked": """
        SELECT e.live_id, e.position, v.status FROM articles_liveentry e
        JOIN evidence_claimversion v ON v.id = e.version_id
        WHERE e.shown_as = 'approved' AND v.status NOT IN ('approved', 'superseded')""",
    # What only the signer of the page let stand again waits for somebody else.
    "shown as re-checked though it stands": """
        SELECT e.live_id, e.position, v.status FROM articles_liveentry e
        JOIN evidence_claimversion v ON v.id = e.version_id
        JOIN evidence_approval a ON a.version_id = v.id AND a.active
        JOIN articles_live l ON l.article_id = e.live_id
        JOIN articles_publication p ON p.id = l.publication_id
        JOIN articles_signoff s ON s.id = p.signoff_id
        JOIN articles_publicationentry shown
            ON shown.publication_id = p.id AND shown.position = e.position
        JOIN LATERAL (SELECT g.shown AS badge FROM evidence_grading g WHERE g.approval_id = a.id
            ORDER BY g.id DESC LIMIT 1) newest ON true
        WHERE e.shown_as <> 'approved' AND v.status = 'approved'
            AND (newest.badge = 'contradicted') = shown.is_myth AND NOT EXISTS (
            SELECT 1 FROM evidence_review r
            WHERE r.round_id = a.round_id AND r.reviewer_id = s.signed_by_id)""",
    "live without bytes, or with another publication's": """
        SELECT l.article_id FROM articles_live l
        LEFT JOIN articles_page p ON p.publication_id = l.publication_id
        WHERE p.publication_id IS NULL""",
    "live and withdrawn": """
        SELECT l.article_id FROM articles_live l
        JOIN articles_withdrawal w ON w.publication_id = l.publication_id""",
    "not the newest publication": """
        SELECT l.article_id FROM articles_live l JOIN articles_publication p
        ON p.article_id = l.article_id AND p.id > l.publication_id""",
    "signed by who wrote": """
        SELECT s.id FROM articles_signoff s JOIN articles_revisioncontributor c
        ON c.revision_id = s.revision_id AND c.user_id = s.signed_by_id""",
    "placements that are not what was signed": """
        SELECT s.id, e.position FROM articles_signoff s
        JOIN articles_signoffentry e ON e.signoff_id = s.id
        LEFT JOIN articles_placement p ON p.revision_id = s.revision_id
            AND p.position = e.position AND p.version_id = e.version_id
        WHERE p.id IS NULL""",
    "a revision that says something else than its newest saved text": """
        SELECT r.id FROM articles_revision r LEFT JOIN LATERAL (
            SELECT * FROM articles_revisiontext t WHERE t.revision_id = r.id
            ORDER BY t.number DESC LIMIT 1) kept ON true
        WHERE (r.title, r.summary, r.key_messages, r.body)
            IS DISTINCT FROM (kept.title, kept.summary, kept.key_messages, kept.body)""",
    "a key message that is being re-checked": """
        SELECT e.live_id, e.position, e.shown_as FROM articles_liveentry e
        JOIN articles_live l ON l.article_id = e.live_id
        JOIN articles_publicationentry p USING (publication_id, position)
        JOIN evidence_claimversion v ON v.id = e.version_id
        WHERE p.is_key_message AND e.shown_as NOT IN ('approved', 'omitted')
            AND NOT (v.asks = 'harm' AND v.direction = 'harm')""",
    "a harm warning that is not told in full": """
        SELECT e.live_id, e.position, e.shown_as FROM articles_liveentry e
        JOIN evidence_claimversion v ON v.id = e.version_id
        WHERE v.asks = 'harm' AND v.direction = 'harm' AND e.shown_as NOT IN ('approved', 'suspended')""",
    "first shown while being re-checked": """
        SELECT p.id, e.position FROM articles_publication p
        JOIN articles_publicationentry e ON e.publication_id = p.id
        WHERE e.shown_as <> 'approved' AND p.cause NOT IN ('reissue', 'correction')""",
    "another day of the last review without another sign-off": """
        SELECT signoff_id FROM articles_publication
        GROUP BY signoff_id HAVING count(DISTINCT content ->> 'signed_off_on') > 1""",
}
"""Named queries. Every row that one of them gives is a state that must not be."""

TOLD = (
    Told(
        "the article",
        "SELECT stream, '' FROM references_event WHERE verb = 'article.created'",
        "SELECT 'article:' || key, '' FROM articles_article",
    ),
    Told(
        "publication",
        """SELECT stream, concat_ws(', ', data ->> 'publication', data ->> 'revision', data ->> 'cause')
            FROM references_event WHERE verb = 'article.published'""",
        """SELECT 'article:' || a.key, concat_ws(', ', p.number, r.number, p.cause)
            FROM articles_publication p JOIN articles_article a ON a.id = p.article_id
            JOIN articles_revision r ON r.id = p.revision_id""",
    ),
    Told(
        "the withdrawal",
        """SELECT stream, data ->> 'reason' FROM references_event WHERE verb = 'article.withdrawn'""",
        """SELECT 'article:' || a.key, w.reason
            FROM articles_withdrawal w JOIN articles_article a ON a.id = w.article_id""",
    ),
    Told(
        "the sign-off of revision",
        """SELECT stream, data ->> 'number' FROM references_event WHERE verb = 'revision.signed_off'""",
        """SELECT 'article:' || a.key, r.number::text
            FROM articles_signoff s JOIN articles_revision r ON r.id = s.revision_id
            JOIN articles_article a ON a.id = r.article_id""",
    ),
    Told(
        "the word that clocks run",
        "SELECT stream, data ->> 'reason' FROM references_event WHERE verb = 'clocks_confirmed'",
        "SELECT 'notices:' || load_id, reason FROM articles_clockconfirmation",
    ),
)
"""What events tell of, and the rows they tell of."""
