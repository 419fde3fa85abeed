-- Profiles, study facts, gradings and same-work records are history (section 7 items 7 and 10).
CREATE TRIGGER evidence_profile_stamped BEFORE INSERT ON evidence_profile
    FOR EACH ROW EXECUTE FUNCTION msc_stamp_birth();
CREATE TRIGGER evidence_profile_never_changes BEFORE UPDATE OR DELETE ON evidence_profile
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_profile_never_truncated BEFORE TRUNCATE ON evidence_profile
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_profile_has_event
    AFTER INSERT ON evidence_profile DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''question:'' || (SELECT key FROM evidence_question WHERE id = ($1).question_id)');
CREATE TRIGGER evidence_profilestudy_born_with_profile BEFORE INSERT ON evidence_profilestudy
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_profile', 'profile_id');
CREATE TRIGGER evidence_profilestudy_never_changes BEFORE UPDATE OR DELETE ON evidence_profilestudy
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_profilestudy_never_truncated BEFORE TRUNCATE ON evidence_profilestudy
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_studyfacts_never_changes BEFORE UPDATE OR DELETE ON evidence_studyfacts
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_studyfacts_never_truncated BEFORE TRUNCATE ON evidence_studyfacts
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_studyfacts_has_event
    AFTER INSERT ON evidence_studyfacts DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''reference:'' || (SELECT key FROM references_reference WHERE id = ($1).reference_id)');
CREATE TRIGGER evidence_grading_never_changes BEFORE UPDATE OR DELETE ON evidence_grading
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_grading_never_truncated BEFORE TRUNCATE ON evidence_grading
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_samework_stamped BEFORE INSERT ON evidence_samework
    FOR EACH ROW EXECUTE FUNCTION msc_stamp_birth();
CREATE TRIGGER evidence_samework_never_changes BEFORE UPDATE OR DELETE ON evidence_samework
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_samework_never_truncated BEFORE TRUNCATE ON evidence_samework
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- The same, but for case, spacing and Unicode form; a blank that was filled is no change.
CREATE FUNCTION evidence_differs(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(before, '') <> '' AND
        lower(btrim(regexp_replace(normalize(before, NFKC), '\s+', ' ', 'g')))
        IS DISTINCT FROM
        lower(btrim(regexp_replace(normalize(coalesce(after, ''), NFKC), '\s+', ' ', 'g')))
$$;

-- A changed DOI, PMID, title or year under a standing approval: by commit the approval is suspended,
-- or a reviewer has recorded that it is the same work.
CREATE FUNCTION evidence_reference_change_is_answered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM evidence_approvalsource s JOIN evidence_approval a ON a.id = s.approval_id
        WHERE s.reference_id = NEW.id AND a.active
    ) AND NOT EXISTS (
        SELECT 1 FROM evidence_samework w JOIN evidence_reviewer r ON r.user_id = w.recorded_by_id
        WHERE w.reference_id = NEW.id AND r.active AND w.born = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'reference % changed under a standing approval', NEW.key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER evidence_reference_change_is_answered
    AFTER UPDATE OF doi, pmid, title, issued_year ON references_reference DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (
        evidence_differs(OLD.doi, NEW.doi) OR evidence_differs(OLD.pmid, NEW.pmid)
        OR evidence_differs(OLD.title, NEW.title)
        OR evidence_differs(OLD.issued_year::text, NEW.issued_year::text))
    EXECUTE FUNCTION evidence_reference_change_is_answered();
