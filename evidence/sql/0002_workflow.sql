-- Legal transitions, and the events that tell of them (section 7 items 11 and 12).

CREATE FUNCTION evidence_legal_transitions() RETURNS TABLE (before text, after text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    VALUES
        ('in_review', 'approved'), ('in_review', 'disputed'), ('in_review', 'changes_requested'),
        ('in_review', 'rejected'), ('in_review', 'withdrawn'),
        ('disputed', 'approved'), ('disputed', 'changes_requested'), ('disputed', 'withdrawn'),
        ('approved', 'suspended'), ('approved', 'superseded'),
        ('suspended', 'in_review'), ('suspended', 'superseded'), ('suspended', 'withdrawn'),
        ('superseded', 'suspended')
$$;

CREATE FUNCTION evidence_transition_is_legal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM evidence_legal_transitions() WHERE before = OLD.status AND after = NEW.status
    ) THEN
        RAISE EXCEPTION 'a version does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- At commit: approved means one active approval, an active approval belongs to approved words (or to words
-- that a newer version took the place of), and suspended means a suspension that says since when and why.
CREATE FUNCTION evidence_status_agrees_with_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_version bigint := CASE TG_TABLE_NAME
        WHEN 'evidence_claimversion' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'version_id')::bigint END;
    its_status text;
    has_approval boolean;
BEGIN
    SELECT status INTO its_status FROM evidence_claimversion WHERE id = its_version;
    SELECT EXISTS (SELECT 1 FROM evidence_approval WHERE version_id = its_version AND active)
        INTO has_approval;
    IF (its_status = 'approved' AND NOT has_approval)
        OR (has_approval AND its_status NOT IN ('approved', 'superseded')) THEN
        RAISE EXCEPTION 'version % is % and % an active approval', its_version, its_status,
            CASE WHEN has_approval THEN 'has' ELSE 'lacks' END
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    IF its_status = 'suspended' AND NOT EXISTS (
        SELECT 1 FROM evidence_suspension WHERE version_id = its_version AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'version % is suspended without a suspension', its_version
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER evidence_claimversion_transition_is_legal BEFORE UPDATE OF status ON evidence_claimversion
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION evidence_transition_is_legal();
CREATE CONSTRAINT TRIGGER evidence_claimversion_has_event
    AFTER INSERT OR UPDATE OF status ON evidence_claimversion DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id = ($1).claim_id)');
CREATE CONSTRAINT TRIGGER evidence_claimversion_agrees_with_approval
    AFTER UPDATE OF status ON evidence_claimversion DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION evidence_status_agrees_with_approval();
