-- No row of an import is ever deleted, and those of one that was committed, taken back or discarded never change.

-- Asked once for all rows of a statement. Taking back says of rows why their references were kept; it may until
-- its event is written, which is the last thing that it does.
CREATE FUNCTION references_importrow_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    decided bigint[];
BEGIN
    SELECT array_agg(run.id) INTO decided
    FROM (SELECT run_id FROM was UNION SELECT run_id FROM becomes) AS named
    JOIN references_importrun AS run ON run.id = named.run_id
    WHERE run.state IN ('committed', 'undone', 'discarded');
    IF decided IS NOT NULL AND EXISTS (
        SELECT FROM was LEFT JOIN becomes USING (id)
        WHERE (was.run_id = ANY (decided) OR becomes.run_id = ANY (decided)) AND NOT (
            to_jsonb(was) - 'reasons' IS NOT DISTINCT FROM to_jsonb(becomes) - 'reasons'
            AND EXISTS (SELECT FROM references_importrun WHERE id = was.run_id AND state = 'undone')
            AND NOT EXISTS (
                SELECT FROM references_event WHERE stream = 'import:' || was.run_id AND verb = 'undone'
            )
        )
    ) THEN
        RAISE EXCEPTION 'the rows of an import that was decided never change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER references_importrow_stays AFTER UPDATE ON references_importrow
    REFERENCING OLD TABLE AS was NEW TABLE AS becomes
    FOR EACH STATEMENT EXECUTE FUNCTION references_importrow_stays();
CREATE TRIGGER references_importrow_never_deleted BEFORE DELETE ON references_importrow
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_importrow_never_truncated BEFORE TRUNCATE ON references_importrow
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

ALTER TABLE references_importrow ENABLE ALWAYS TRIGGER references_importrow_stays;
ALTER TABLE references_importrow ENABLE ALWAYS TRIGGER references_importrow_never_deleted;
ALTER TABLE references_importrow ENABLE ALWAYS TRIGGER references_importrow_never_truncated;
