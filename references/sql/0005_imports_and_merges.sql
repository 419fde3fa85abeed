-- Imports move as references/workflow.py says; merges are history; a reference is merged with an event.

CREATE FUNCTION references_importrun_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('received', 'asking'), ('received', 'staged'), ('received', 'refused'), ('received', 'discarded'),
        ('asking', 'received'), ('asking', 'discarded'),
        ('staged', 'committing'), ('staged', 'committed'), ('staged', 'discarded'),
        ('committing', 'committed'), ('committing', 'staged'),
        ('committed', 'undone')
    ) THEN
        RAISE EXCEPTION 'an import does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER references_importrun_moves_legally BEFORE UPDATE OF state ON references_importrun
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION references_importrun_moves();
CREATE TRIGGER references_importrun_never_deleted BEFORE DELETE ON references_importrun
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_importrun_never_truncated BEFORE TRUNCATE ON references_importrun
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER references_importrun_has_event
    AFTER UPDATE OF state ON references_importrun DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION msc_has_event('''import:'' || ($1).id');

CREATE TRIGGER references_merge_only_ends BEFORE UPDATE ON references_merge
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('undone_at', 'undone_by_id');
CREATE TRIGGER references_merge_ends_once BEFORE UPDATE ON references_merge
    FOR EACH ROW WHEN (OLD.undone_at IS NOT NULL) EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_merge_never_deleted BEFORE DELETE ON references_merge
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_merge_never_truncated BEFORE TRUNCATE ON references_merge
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER references_reference_merge_has_event
    AFTER UPDATE OF merged_into_id ON references_reference DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
    EXECUTE FUNCTION msc_has_event('''reference:'' || ($1).key');

ALTER TABLE references_importrun ENABLE ALWAYS TRIGGER references_importrun_moves_legally;
ALTER TABLE references_importrun ENABLE ALWAYS TRIGGER references_importrun_has_event;
ALTER TABLE references_importrun ENABLE ALWAYS TRIGGER references_importrun_never_deleted;
ALTER TABLE references_importrun ENABLE ALWAYS TRIGGER references_importrun_never_truncated;
ALTER TABLE references_merge ENABLE ALWAYS TRIGGER references_merge_only_ends;
ALTER TABLE references_merge ENABLE ALWAYS TRIGGER references_merge_ends_once;
ALTER TABLE references_merge ENABLE ALWAYS TRIGGER references_merge_never_deleted;
ALTER TABLE references_merge ENABLE ALWAYS TRIGGER references_merge_never_truncated;
ALTER TABLE references_reference ENABLE ALWAYS TRIGGER references_reference_merge_has_event;
