-- Overrides of badges, waivers of words, links between reports of one study (section 4).

ALTER TABLE evidence_override ADD CONSTRAINT evidence_override_version_of_claim_fk
    FOREIGN KEY (version_id, claim_id) REFERENCES evidence_claimversion (id, claim_id)
    DEFERRABLE INITIALLY DEFERRED;

-- Whoever proposes or seconds is an active reviewer at this moment and has not written the version; an upward
-- one lasts twelve months at most. It is seconded once, and ended once.
CREATE FUNCTION evidence_override_is_allowed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person bigint := NEW.proposed_by_id;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seconded_by_id IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'an override begins as a proposal'
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_override_begins_as_a_proposal';
        END IF;
        NEW.proposed_at := clock_timestamp();
    ELSE
        IF OLD.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'an override ends once'
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_override_ends_once';
        END IF;
        IF NEW.seconded_by_id IS NOT DISTINCT FROM OLD.seconded_by_id THEN
            IF (NEW.seconded_at, NEW.ends_on) IS DISTINCT FROM (OLD.seconded_at, OLD.ends_on) THEN
                RAISE EXCEPTION 'an override is not prolonged'
                    USING ERRCODE = 'integrity_constraint_violation',
                        CONSTRAINT = 'evidence_override_is_not_prolonged';
            END IF;
            RETURN NEW;
        END IF;
        IF OLD.seconded_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'an override is seconded once'
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_override_seconded_once';
        END IF;
        person := NEW.seconded_by_id;
        NEW.seconded_at := clock_timestamp();
        IF NEW.ends_on > (NEW.seconded_at + interval '12 months')::date THEN
            RAISE EXCEPTION 'an override upwards lasts 12 months at most'
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_override_lasts_12_months';
        END IF;
    END IF;
    PERFORM 1 FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
        WHERE r.user_id = person AND r.active AND u.is_active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'user % is not an active reviewer', person
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_override_by_active_reviewers';
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_contributor
            WHERE version_id = NEW.version_id AND user_id = person) THEN
        RAISE EXCEPTION 'user % contributed to this version', person
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_override_by_no_contributor';
    END IF;
    RETURN NEW;
END $$;

-- A grading that shows another badge because of an override names one that was in force at this moment,
-- for this claim, this computed value and this badge.
CREATE FUNCTION evidence_grading_names_its_override() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM evidence_override o JOIN evidence_claimversion v ON v.claim_id = o.claim_id
        WHERE o.id = NEW.override_id AND v.id = NEW.version_id AND o.computed = NEW.computed
            AND o.value = NEW.shown AND o.ended_at IS NULL
            AND (o.way = 'down' OR (o.seconded_by_id IS NOT NULL AND o.version_id = NEW.version_id))
    ) THEN
        RAISE EXCEPTION 'no override shows version % as %', NEW.version_id, NEW.shown
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_override_is_allowed BEFORE INSERT OR UPDATE ON evidence_override
    FOR EACH ROW EXECUTE FUNCTION evidence_override_is_allowed();
CREATE TRIGGER evidence_override_only_its_course_changes BEFORE UPDATE ON evidence_override
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change(
        'seconded_at', 'seconded_by_id', 'ends_on', 'ended_at', 'ended_by_id', 'ended_why');
CREATE TRIGGER evidence_override_never_deleted BEFORE DELETE ON evidence_override
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_override_never_truncated BEFORE TRUNCATE ON evidence_override
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_override_has_event
    AFTER INSERT OR UPDATE ON evidence_override DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id = ($1).claim_id)');
CREATE TRIGGER evidence_grading_names_its_override BEFORE INSERT ON evidence_grading
    FOR EACH ROW WHEN (NEW.override_id IS NOT NULL)
    EXECUTE FUNCTION evidence_grading_names_its_override();

CREATE TRIGGER evidence_wordingwaiver_born_with_review BEFORE INSERT ON evidence_wordingwaiver
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_review', 'review_id');
CREATE TRIGGER evidence_wordingwaiver_never_changes BEFORE UPDATE OR DELETE ON evidence_wordingwaiver
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_wordingwaiver_never_truncated BEFORE TRUNCATE ON evidence_wordingwaiver
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- A link counts once an active reviewer has confirmed it; it is confirmed once, and ended once.
CREATE FUNCTION evidence_studylink_is_allowed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.ended_at IS NOT NULL
            OR (OLD.confirmed_by_id IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by_id)
                IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by_id))) THEN
        RAISE EXCEPTION 'a link is confirmed once and ended once'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_studylink_confirmed_and_ended_once';
    END IF;
    IF NEW.confirmed_by_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.confirmed_by_id IS NULL) THEN
        PERFORM 1 FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
            WHERE r.user_id = NEW.confirmed_by_id AND r.active AND u.is_active FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'user % is not an active reviewer', NEW.confirmed_by_id
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_studylink_confirmed_by_an_active_reviewer';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- All rows that confirmed links and merges join with a reference, itself among them.
CREATE FUNCTION evidence_reports_with(reference bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE joined(id) AS (
        SELECT reference
        UNION
        SELECT other.id FROM joined j CROSS JOIN LATERAL (
            SELECT l.second_id AS id FROM evidence_studylink l
                WHERE l.first_id = j.id AND l.ended_at IS NULL AND l.confirmed_at IS NOT NULL
            UNION ALL
            SELECT l.first_id FROM evidence_studylink l
                WHERE l.second_id = j.id AND l.ended_at IS NULL AND l.confirmed_at IS NOT NULL
            UNION ALL
            SELECT r.merged_into_id FROM references_reference r
                WHERE r.id = j.id AND r.merged_into_id IS NOT NULL
            UNION ALL
            SELECT r.id FROM references_reference r WHERE r.merged_into_id = j.id
        ) other
    ) SELECT id FROM joined
$$;

-- One name for all reports of a study that links join: the oldest row; NULL where a reference stands alone.
CREATE FUNCTION evidence_study_of(reference bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN count(*) > 1 THEN min(id) END FROM evidence_reports_with(reference) AS id
$$;

CREATE TRIGGER evidence_studylink_is_allowed BEFORE INSERT OR UPDATE ON evidence_studylink
    FOR EACH ROW EXECUTE FUNCTION evidence_studylink_is_allowed();
CREATE TRIGGER evidence_studylink_only_its_course_changes BEFORE UPDATE ON evidence_studylink
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change(
        'confirmed_at', 'confirmed_by_id', 'ended_at', 'ended_by_id', 'ended_why');
CREATE TRIGGER evidence_studylink_never_deleted BEFORE DELETE ON evidence_studylink
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_studylink_never_truncated BEFORE TRUNCATE ON evidence_studylink
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_studylink_has_event
    AFTER INSERT OR UPDATE ON evidence_studylink DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''reference:'' || (SELECT key FROM references_reference WHERE id = ($1).first_id)');

ALTER TABLE evidence_override ENABLE ALWAYS TRIGGER evidence_override_is_allowed;
ALTER TABLE evidence_override ENABLE ALWAYS TRIGGER evidence_override_only_its_course_changes;
ALTER TABLE evidence_override ENABLE ALWAYS TRIGGER evidence_override_never_deleted;
ALTER TABLE evidence_override ENABLE ALWAYS TRIGGER evidence_override_never_truncated;
ALTER TABLE evidence_override ENABLE ALWAYS TRIGGER evidence_override_has_event;
ALTER TABLE evidence_grading ENABLE ALWAYS TRIGGER evidence_grading_names_its_override;
ALTER TABLE evidence_wordingwaiver ENABLE ALWAYS TRIGGER evidence_wordingwaiver_born_with_review;
ALTER TABLE evidence_wordingwaiver ENABLE ALWAYS TRIGGER evidence_wordingwaiver_never_changes;
ALTER TABLE evidence_wordingwaiver ENABLE ALWAYS TRIGGER evidence_wordingwaiver_never_truncated;
ALTER TABLE evidence_studylink ENABLE ALWAYS TRIGGER evidence_studylink_is_allowed;
ALTER TABLE evidence_studylink ENABLE ALWAYS TRIGGER evidence_studylink_only_its_course_changes;
ALTER TABLE evidence_studylink ENABLE ALWAYS TRIGGER evidence_studylink_never_deleted;
ALTER TABLE evidence_studylink ENABLE ALWAYS TRIGGER evidence_studylink_never_truncated;
ALTER TABLE evidence_studylink ENABLE ALWAYS TRIGGER evidence_studylink_has_event;
