-- Re-checks that no notice asks for were opened anew with each change of an identifier. Of those that are open for
-- one reference the oldest goes on asking; the portal closes the others, and says so.
WITH surplus AS (
    UPDATE references_recheck AS recheck
    SET closed_at = now(), closed_by_id = portal.id, outcome = 'Asked by an older re-check, which is open.'
    FROM auth_user AS portal
    WHERE portal.username = 'portal' AND recheck.closed_at IS NULL AND recheck.notice_id IS NULL
        AND EXISTS (
            SELECT FROM references_recheck AS older
            WHERE older.reference_id = recheck.reference_id AND older.closed_at IS NULL
                AND older.notice_id IS NULL AND older.id < recheck.id
        )
    RETURNING recheck.id, recheck.reference_id, recheck.outcome, portal.id AS closed_by_id
)
INSERT INTO references_event (stream, verb, data, actor_id, role)
SELECT 'reference:' || reference.key, 'recheck_closed',
    jsonb_build_object('recheck', surplus.id, 'outcome', surplus.outcome), surplus.closed_by_id, 'portal'
FROM surplus JOIN references_reference AS reference ON reference.id = surplus.reference_id
ORDER BY 1, surplus.id;
-- An index is not made while rows wait for a check.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
