-- Confirmations of clocks are history (D7, section 7 item 10).

CREATE TRIGGER articles_clockconfirmation_never_changes BEFORE UPDATE OR DELETE ON articles_clockconfirmation
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_clockconfirmation_never_truncated BEFORE TRUNCATE ON articles_clockconfirmation
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER articles_clockconfirmation_has_event
    AFTER INSERT ON articles_clockconfirmation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event('''notices:'' || ($1).load_id');
ALTER TABLE articles_clockconfirmation ENABLE ALWAYS TRIGGER articles_clockconfirmation_never_changes;
ALTER TABLE articles_clockconfirmation ENABLE ALWAYS TRIGGER articles_clockconfirmation_never_truncated;
ALTER TABLE articles_clockconfirmation ENABLE ALWAYS TRIGGER articles_clockconfirmation_has_event;
