-- A computed badge is written only by a change of its claim, is of the approval it names, and never dated by hand.
CREATE FUNCTION evidence_grading_is_computed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.approval_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM evidence_approval WHERE id = NEW.approval_id AND version_id = NEW.version_id
    ) THEN
        RAISE EXCEPTION 'approval % is not of version %', NEW.approval_id, NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_grading_of_its_approval';
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_approval WHERE id = NEW.approval_id AND NOT active) THEN
        RAISE EXCEPTION 'approval % has ended: its badge is no longer computed', NEW.approval_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_grading_of_what_stands';
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_grading WHERE version_id = NEW.version_id AND id >= NEW.id) THEN
        RAISE EXCEPTION 'a newer badge of version % was computed already', NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_grading_comes_last';
    END IF;
    NEW.computed_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_grading_is_computed BEFORE INSERT ON evidence_grading
    FOR EACH ROW EXECUTE FUNCTION evidence_grading_is_computed();
CREATE CONSTRAINT TRIGGER evidence_grading_has_event
    AFTER INSERT ON evidence_grading DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT c.key FROM evidence_claim c JOIN evidence_claimversion v ON v.claim_id = c.id'
        ' WHERE v.id = ($1).version_id)');
ALTER TABLE evidence_grading ENABLE ALWAYS TRIGGER evidence_grading_is_computed;
ALTER TABLE evidence_grading ENABLE ALWAYS TRIGGER evidence_grading_has_event;
