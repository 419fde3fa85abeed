-- Appraisals are drafted blind by two (section 3): what the database can know of that.

-- What was handed in or closed stays as it was. It is taken back only while nobody may read it yet.
CREATE FUNCTION evidence_profiledraft_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - '{closed_at,closed_by_id,closing_reason}'::text[];
    after jsonb := to_jsonb(NEW) - '{closed_at,closed_by_id,closing_reason}'::text[];
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a closed draft of an appraisal never changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    IF OLD.handed_in_at IS NULL OR before = after THEN
        RETURN NEW;
    END IF;
    IF NEW.handed_in_at IS NOT NULL
        OR before - '{handed_in_at,handed_in_by_id}'::text[] <> after - '{handed_in_at,handed_in_by_id}'::text[]
    THEN
        RAISE EXCEPTION 'a draft that was handed in never changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    IF EXISTS (
        SELECT 1 FROM evidence_profiledraft
        WHERE question_id = OLD.question_id AND id <> OLD.id
            AND handed_in_at IS NOT NULL AND closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'both drafts are in: neither is taken back'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_profiledraft_is_kept BEFORE UPDATE ON evidence_profiledraft
    FOR EACH ROW EXECUTE FUNCTION evidence_profiledraft_is_kept();
CREATE TRIGGER evidence_profiledraft_never_deleted BEFORE DELETE ON evidence_profiledraft
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_profiledraft_never_truncated BEFORE TRUNCATE ON evidence_profiledraft
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_profiledraft_has_event
    AFTER UPDATE OF handed_in_at, closed_at ON evidence_profiledraft DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.handed_in_at IS DISTINCT FROM NEW.handed_in_at
        OR OLD.closed_at IS DISTINCT FROM NEW.closed_at)
    EXECUTE FUNCTION msc_has_event(
        '''question:'' || (SELECT key FROM evidence_question WHERE id = ($1).question_id)');

-- Whoever a profile names reviews at this moment, and each drafter has handed a draft of this question in that
-- is still open. Accounts are locked in share mode: nobody is deactivated until commit.
CREATE FUNCTION evidence_profile_names_its_drafters() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person bigint;
BEGIN
    FOREACH person IN ARRAY ARRAY[NEW.drafted_by_id, NEW.second_drafter_id, NEW.adopted_by_id]::bigint[] LOOP
        CONTINUE WHEN person IS NULL;
        PERFORM 1 FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
            WHERE r.user_id = person AND r.active AND u.is_active FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'user % is not an active reviewer', person
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_profile_people_are_active';
        END IF;
    END LOOP;
    FOREACH person IN ARRAY ARRAY[NEW.drafted_by_id, NEW.second_drafter_id]::bigint[] LOOP
        IF person IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM evidence_profiledraft
            WHERE question_id = NEW.question_id AND drafted_by_id = person
                AND handed_in_at IS NOT NULL AND closed_at IS NULL
        ) THEN
            RAISE EXCEPTION 'user % has handed in no draft of this appraisal', person
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    IF NEW.second_drafter_id IS NULL AND NEW.adopted_by_id <> NEW.drafted_by_id THEN
        RAISE EXCEPTION 'what one reviewer drafted is adopted by that reviewer, or drafted by two'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER evidence_profile_names_its_drafters AFTER INSERT ON evidence_profile
    FOR EACH ROW EXECUTE FUNCTION evidence_profile_names_its_drafters();

-- Over a trial with a comparison in people the domains always can move a badge, so two drafted it. What is not
-- as plain (reviews, cohorts, doubtful or merged sources) only the rule itself can tell. By the facts of now: what
-- is found out about a study later does not undo what was adopted (mandatory.py holds back approvals then).
CREATE FUNCTION evidence_profilestudy_trials_are_by_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM evidence_profile
        WHERE id = NEW.profile_id AND second_drafter_id IS NULL AND direction <> ''
    ) AND EXISTS (
        SELECT 1 FROM (
            SELECT design, population FROM evidence_studyfacts
            WHERE reference_id = NEW.reference_id ORDER BY number DESC LIMIT 1
        ) f
        WHERE f.design IN ('rct', 'nonrandomised_controlled')
            AND f.population IN ('people', 'people_samples', '')
    ) AND NOT EXISTS (
        SELECT 1 FROM evidence_profilestudy s JOIN references_reference r ON r.id = s.reference_id
        WHERE s.profile_id = NEW.profile_id AND (r.merged_into_id IS NOT NULL
            OR r.standing IN ('retracted', 'withdrawn', 'concern'))
    ) THEN
        RAISE EXCEPTION 'an appraisal of trials is drafted by two reviewers'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER evidence_profilestudy_trials_are_by_two AFTER INSERT ON evidence_profilestudy
    FOR EACH ROW EXECUTE FUNCTION evidence_profilestudy_trials_are_by_two();

ALTER TABLE evidence_profiledraft ENABLE ALWAYS TRIGGER evidence_profiledraft_is_kept;
ALTER TABLE evidence_profiledraft ENABLE ALWAYS TRIGGER evidence_profiledraft_never_deleted;
ALTER TABLE evidence_profiledraft ENABLE ALWAYS TRIGGER evidence_profiledraft_never_truncated;
ALTER TABLE evidence_profiledraft ENABLE ALWAYS TRIGGER evidence_profiledraft_has_event;
ALTER TABLE evidence_profile ENABLE ALWAYS TRIGGER evidence_profile_names_its_drafters;
ALTER TABLE evidence_profilestudy ENABLE ALWAYS TRIGGER evidence_profilestudy_trials_are_by_two;
