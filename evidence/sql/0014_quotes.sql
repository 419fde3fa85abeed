-- Pasted texts and what the machine found in them are history (section 7 item 10). A text is taken back once.
CREATE TRIGGER evidence_fulltext_only_taken_back BEFORE UPDATE ON evidence_fulltext
    FOR EACH ROW WHEN (OLD.taken_back_at IS NULL)
    EXECUTE FUNCTION msc_only_these_change('taken_back_at', 'taken_back_by_id', 'reason');
CREATE TRIGGER evidence_fulltext_taken_back_for_good BEFORE UPDATE ON evidence_fulltext
    FOR EACH ROW WHEN (OLD.taken_back_at IS NOT NULL)
    EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_fulltext_never_deleted BEFORE DELETE ON evidence_fulltext
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_fulltext_never_truncated BEFORE TRUNCATE ON evidence_fulltext
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_fulltext_has_event
    AFTER INSERT OR UPDATE ON evidence_fulltext DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''reference:'' || (SELECT key FROM references_reference WHERE id = ($1).reference_id)');
CREATE TRIGGER evidence_quotefinding_never_changes BEFORE UPDATE OR DELETE ON evidence_quotefinding
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_quotefinding_never_truncated BEFORE TRUNCATE ON evidence_quotefinding
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- A quote is found in a text of the work that is cited, and in none that was taken back.
CREATE FUNCTION evidence_finding_is_of_the_work() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.result = 'found_in_full_text' AND NOT EXISTS (
        SELECT 1 FROM evidence_fulltext t
            JOIN references_reference pasted ON pasted.id = t.reference_id
            JOIN evidence_citation c ON c.id = NEW.citation_id
            JOIN references_reference cited ON cited.id = c.reference_id
        WHERE t.id = NEW.full_text_id AND t.taken_back_at IS NULL
            AND coalesce(pasted.merged_into_id, pasted.id) = coalesce(cited.merged_into_id, cited.id)
    ) THEN
        RAISE EXCEPTION 'citation %: text % is of another work, or was taken back',
            NEW.citation_id, NEW.full_text_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_quotefinding_is_of_the_work BEFORE INSERT ON evidence_quotefinding
    FOR EACH ROW EXECUTE FUNCTION evidence_finding_is_of_the_work();

ALTER TABLE evidence_fulltext ENABLE ALWAYS TRIGGER evidence_fulltext_only_taken_back;
ALTER TABLE evidence_fulltext ENABLE ALWAYS TRIGGER evidence_fulltext_taken_back_for_good;
ALTER TABLE evidence_fulltext ENABLE ALWAYS TRIGGER evidence_fulltext_never_deleted;
ALTER TABLE evidence_fulltext ENABLE ALWAYS TRIGGER evidence_fulltext_never_truncated;
ALTER TABLE evidence_fulltext ENABLE ALWAYS TRIGGER evidence_fulltext_has_event;
ALTER TABLE evidence_quotefinding ENABLE ALWAYS TRIGGER evidence_quotefinding_never_changes;
ALTER TABLE evidence_quotefinding ENABLE ALWAYS TRIGGER evidence_quotefinding_never_truncated;
ALTER TABLE evidence_quotefinding ENABLE ALWAYS TRIGGER evidence_quotefinding_is_of_the_work;
