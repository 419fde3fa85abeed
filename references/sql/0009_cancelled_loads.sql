-- A cancelled load: the cancellation and what it sets aside are history (D7, section 7 item 10).

CREATE TRIGGER references_noticecancellation_stamped BEFORE INSERT ON references_noticecancellation
    FOR EACH ROW EXECUTE FUNCTION msc_stamp_birth();
CREATE TRIGGER references_noticecancellation_never_changes
    BEFORE UPDATE OR DELETE ON references_noticecancellation
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticecancellation_never_truncated BEFORE TRUNCATE ON references_noticecancellation
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER references_noticecancellation_has_event
    AFTER INSERT ON references_noticecancellation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event('''notices:'' || ($1).load_id');
CREATE TRIGGER references_noticesetaside_born_with_cancellation BEFORE INSERT ON references_noticesetaside
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('references_noticecancellation', 'cancellation_id');
CREATE TRIGGER references_noticesetaside_never_changes BEFORE UPDATE OR DELETE ON references_noticesetaside
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_noticesetaside_never_truncated BEFORE TRUNCATE ON references_noticesetaside
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- Only what the cancelled load said is set aside: its own notices, or those that it said again after the load
-- that had brought them was cancelled.
CREATE FUNCTION references_noticesetaside_of_its_load() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM references_noticecancellation c
        JOIN references_notice n ON n.id = NEW.notice_id
        JOIN references_noticeload l ON l.id = c.load_id
        WHERE c.id = NEW.cancellation_id AND (n.load_id = c.load_id OR (
            EXISTS (SELECT FROM references_noticecancellation first WHERE first.load_id = n.load_id)
            AND EXISTS (SELECT FROM jsonb_array_elements(l.repeats) said
                WHERE n.id BETWEEN (said ->> 0)::bigint AND (said ->> 1)::bigint)))
    ) THEN
        RAISE EXCEPTION 'notice % is not of the cancelled load', NEW.notice_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER references_noticesetaside_of_its_load BEFORE INSERT ON references_noticesetaside
    FOR EACH ROW EXECUTE FUNCTION references_noticesetaside_of_its_load();

ALTER TABLE references_noticecancellation ENABLE ALWAYS TRIGGER references_noticecancellation_stamped;
ALTER TABLE references_noticecancellation ENABLE ALWAYS TRIGGER references_noticecancellation_never_changes;
ALTER TABLE references_noticecancellation ENABLE ALWAYS TRIGGER references_noticecancellation_never_truncated;
ALTER TABLE references_noticecancellation ENABLE ALWAYS TRIGGER references_noticecancellation_has_event;
ALTER TABLE references_noticesetaside ENABLE ALWAYS TRIGGER references_noticesetaside_born_with_cancellation;
ALTER TABLE references_noticesetaside ENABLE ALWAYS TRIGGER references_noticesetaside_never_changes;
ALTER TABLE references_noticesetaside ENABLE ALWAYS TRIGGER references_noticesetaside_never_truncated;
ALTER TABLE references_noticesetaside ENABLE ALWAYS TRIGGER references_noticesetaside_of_its_load;
