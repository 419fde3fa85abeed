-- Who was asked stays on record: an assignment ends once; until then only its day changes.
CREATE TRIGGER evidence_assignment_only_its_end_changes BEFORE UPDATE ON evidence_assignment
    FOR EACH ROW EXECUTE FUNCTION
    msc_only_these_change('due_on', 'ended_at', 'ended_by_id', 'ending', 'reason');
CREATE TRIGGER evidence_assignment_ends_once BEFORE UPDATE ON evidence_assignment
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_assignment_never_deleted BEFORE DELETE ON evidence_assignment
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_assignment_never_truncated BEFORE TRUNCATE ON evidence_assignment
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_assignment_has_event
    AFTER INSERT OR UPDATE ON evidence_assignment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id =
            (SELECT claim_id FROM evidence_claimversion WHERE id = ($1).version_id))');

-- Nothing that is typed is kept about a round that is over: it could be read as a decision.
CREATE FUNCTION evidence_reviewdraft_is_of_an_open_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM evidence_round WHERE id = NEW.round_id AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the round is closed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_reviewdraft_of_an_open_round BEFORE INSERT OR UPDATE ON evidence_reviewdraft
    FOR EACH ROW EXECUTE FUNCTION evidence_reviewdraft_is_of_an_open_round();

ALTER TABLE evidence_assignment ENABLE ALWAYS TRIGGER evidence_assignment_only_its_end_changes;
ALTER TABLE evidence_assignment ENABLE ALWAYS TRIGGER evidence_assignment_ends_once;
ALTER TABLE evidence_assignment ENABLE ALWAYS TRIGGER evidence_assignment_never_deleted;
ALTER TABLE evidence_assignment ENABLE ALWAYS TRIGGER evidence_assignment_never_truncated;
ALTER TABLE evidence_assignment ENABLE ALWAYS TRIGGER evidence_assignment_has_event;
ALTER TABLE evidence_reviewdraft ENABLE ALWAYS TRIGGER evidence_reviewdraft_of_an_open_round;
