-- Standing changes are recorded; keys are for ever; notices, their loads and matches are history.
CREATE TRIGGER references_reference_key_is_for_ever BEFORE UPDATE OF key ON references_reference
    FOR EACH ROW WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_reference_never_truncated BEFORE TRUNCATE ON references_reference
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER references_reference_standing_has_event
    AFTER UPDATE OF standing ON references_reference DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.standing IS DISTINCT FROM NEW.standing
        AND NOT (OLD.standing = 'not_checked' AND NEW.standing = 'none_found'))
    EXECUTE FUNCTION msc_has_event('''reference:'' || ($1).key');

CREATE TRIGGER references_notice_never_changes BEFORE UPDATE OR DELETE ON references_notice
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_notice_never_truncated BEFORE TRUNCATE ON references_notice
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticematch_never_changes BEFORE UPDATE OR DELETE ON references_noticematch
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticematch_never_truncated BEFORE TRUNCATE ON references_noticematch
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticeload_never_changes BEFORE UPDATE OR DELETE ON references_noticeload
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticeload_never_truncated BEFORE TRUNCATE ON references_noticeload
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

ALTER TABLE references_reference ENABLE ALWAYS TRIGGER references_reference_key_is_for_ever;
ALTER TABLE references_reference ENABLE ALWAYS TRIGGER references_reference_never_truncated;
ALTER TABLE references_reference ENABLE ALWAYS TRIGGER references_reference_standing_has_event;
ALTER TABLE references_notice ENABLE ALWAYS TRIGGER references_notice_never_changes;
ALTER TABLE references_notice ENABLE ALWAYS TRIGGER references_notice_never_truncated;
ALTER TABLE references_noticematch ENABLE ALWAYS TRIGGER references_noticematch_never_changes;
ALTER TABLE references_noticematch ENABLE ALWAYS TRIGGER references_noticematch_never_truncated;
ALTER TABLE references_noticeload ENABLE ALWAYS TRIGGER references_noticeload_never_changes;
ALTER TABLE references_noticeload ENABLE ALWAYS TRIGGER references_noticeload_never_truncated;
