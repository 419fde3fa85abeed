-- A merged reference leads to the one that stands for it in one step; a re-check ends once, and stays.

DO $$
BEGIN
    IF EXISTS (SELECT FROM references_reference AS reference JOIN references_reference AS winner
            ON winner.id = reference.merged_into_id WHERE winner.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a reference was merged into one that was merged itself: point it to the last one first';
    END IF;
END $$;

-- Checked at commit, for a merge re-points what was merged before. The share lock keeps the winner from being
-- merged by another transaction meanwhile.
CREATE FUNCTION references_reference_merged_in_one_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_winner bigint;
    further bigint;
BEGIN
    SELECT merged_into_id INTO its_winner FROM references_reference WHERE id = NEW.id;
    IF its_winner IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT merged_into_id INTO further FROM references_reference WHERE id = its_winner FOR SHARE;
    IF further IS NOT NULL OR EXISTS (SELECT FROM references_reference WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'reference % is merged in more than one step', NEW.key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER references_reference_merged_in_one_step
    AFTER INSERT OR UPDATE OF merged_into_id ON references_reference DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION references_reference_merged_in_one_step();

CREATE TRIGGER references_recheck_only_ends BEFORE UPDATE ON references_recheck
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('closed_at', 'closed_by_id', 'outcome');
CREATE TRIGGER references_recheck_ends_once BEFORE UPDATE ON references_recheck
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_recheck_never_deleted BEFORE DELETE ON references_recheck
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_recheck_never_truncated BEFORE TRUNCATE ON references_recheck
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

ALTER TABLE references_reference ENABLE ALWAYS TRIGGER references_reference_merged_in_one_step;
ALTER TABLE references_recheck ENABLE ALWAYS TRIGGER references_recheck_only_ends;
ALTER TABLE references_recheck ENABLE ALWAYS TRIGGER references_recheck_ends_once;
ALTER TABLE references_recheck ENABLE ALWAYS TRIGGER references_recheck_never_deleted;
ALTER TABLE references_recheck ENABLE ALWAYS TRIGGER references_recheck_never_truncated;
