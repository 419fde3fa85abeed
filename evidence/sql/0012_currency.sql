-- What a cancelled load gives back, runs of a raised rule, and what is a change of a source's record (D5, D7, D9).

-- An approval stands on its round: the required approving reviews by distinct people (each person's last review
-- counts), or one adjudication by a third. Or a cancelled load had suspended it: then it stands again on the same
-- words, round, profile and method, with a badge that pages showed, while that suspension is open.
CREATE OR REPLACE FUNCTION evidence_approval_stands_on_its_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_round evidence_round;
    approving integer;
    refusing integer;
    adjudicated boolean;
BEGIN
    NEW.born := pg_current_xact_id()::text::bigint;
    NEW.approved_at := clock_timestamp();
    IF NEW.basis = 'cancellation' THEN
        IF NOT EXISTS (
            SELECT 1 FROM evidence_suspension s
            JOIN evidence_approval was ON was.id = s.approval_id
            JOIN references_noticesetaside aside ON aside.notice_id = s.notice_id
            WHERE s.version_id = NEW.version_id AND s.ended_at IS NULL AND s.cause = 'standing'
                AND was.digest = NEW.digest AND was.round_id = NEW.round_id AND was.method = NEW.method
                AND was.profile_id IS NOT DISTINCT FROM NEW.profile_id
                AND EXISTS (SELECT 1 FROM evidence_grading g
                    WHERE g.approval_id = was.id AND g.shown = NEW.badge)
        ) THEN
            RAISE EXCEPTION 'no cancelled load had suspended version % as it is approved here', NEW.version_id
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'evidence_approval_restores_what_a_load_suspended';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO its_round FROM evidence_round WHERE id = NEW.round_id FOR SHARE;
    IF its_round.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the round is closed'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_approval_round_is_open';
    END IF;
    IF its_round.continues_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence_approval
            WHERE id = its_round.continues_id AND claim_id = NEW.claim_id AND active) THEN
        RAISE EXCEPTION 'the approval that the round continues does not stand'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_approval_continues_one_that_stands';
    END IF;
    SELECT count(*) FILTER (WHERE decision = 'approve' AND digest = NEW.digest),
           count(*) FILTER (WHERE decision <> 'approve')
        INTO approving, refusing
        FROM (SELECT DISTINCT ON (reviewer_id) decision, digest FROM evidence_review
              WHERE round_id = NEW.round_id AND kind = 'review' ORDER BY reviewer_id, id DESC) last;
    SELECT EXISTS (SELECT 1 FROM evidence_review WHERE round_id = NEW.round_id
            AND kind = 'adjudication' AND decision = 'approve' AND digest = NEW.digest) INTO adjudicated;
    IF NOT (CASE NEW.basis
        WHEN 'reviews' THEN approving >= its_round.required_reviews AND refusing = 0
        WHEN 'adjudication' THEN adjudicated
        ELSE false END)
    THEN
        RAISE EXCEPTION 'approval of version % does not stand on its round: % of % reviews approve',
            NEW.version_id, approving, its_round.required_reviews
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_methodrun_never_changes BEFORE UPDATE OR DELETE ON evidence_methodrun
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_methodrun_never_truncated BEFORE TRUNCATE ON evidence_methodrun
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_methodrun_has_event
    AFTER INSERT ON evidence_methodrun DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event('''method:'' || ($1).method');
ALTER TABLE evidence_methodrun ENABLE ALWAYS TRIGGER evidence_methodrun_never_changes;
ALTER TABLE evidence_methodrun ENABLE ALWAYS TRIGGER evidence_methodrun_never_truncated;
ALTER TABLE evidence_methodrun ENABLE ALWAYS TRIGGER evidence_methodrun_has_event;

-- Titles are the same, too, where only a full stop or the like was put at their end.
CREATE FUNCTION evidence_title_differs(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT evidence_differs(rtrim(before, ' .,;:' || U&'\2026\3002'),
        rtrim(after, ' .,;:' || U&'\2026\3002'))
$$;

-- A changed DOI, PMID, title or year under an approval that stands on the work, by whichever of its rows, or whose
-- question is appraised over it by the profile in force: by commit the approval is suspended, or a reviewer has
-- recorded that it is the same work.
CREATE OR REPLACE FUNCTION evidence_reference_change_is_answered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE work (id) AS (
            SELECT NEW.id
            UNION
            SELECT r.id FROM references_reference r JOIN work ON r.merged_into_id = work.id
        )
        SELECT 1 FROM work
            JOIN evidence_approvalsource s ON s.reference_id = work.id
            JOIN evidence_approval a ON a.id = s.approval_id
        WHERE a.active
        UNION ALL
        SELECT 1 FROM work
            JOIN evidence_profilestudy s ON s.reference_id = work.id
            JOIN evidence_profile p ON p.id = s.profile_id
            JOIN evidence_claimversion v ON v.question_id = p.question_id
            JOIN evidence_approval a ON a.version_id = v.id
        WHERE a.active AND NOT EXISTS (SELECT 1 FROM evidence_profile newer
            WHERE newer.question_id = p.question_id AND newer.number > p.number)
    ) AND NOT EXISTS (
        SELECT 1 FROM evidence_samework w JOIN evidence_reviewer r ON r.user_id = w.recorded_by_id
        WHERE w.reference_id = NEW.id AND r.active AND w.born = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'reference % changed under a standing approval', NEW.key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER evidence_reference_change_is_answered ON references_reference;
CREATE CONSTRAINT TRIGGER evidence_reference_change_is_answered
    AFTER UPDATE OF doi, pmid, title, issued_year ON references_reference DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (
        evidence_differs(OLD.doi, NEW.doi) OR evidence_differs(OLD.pmid, NEW.pmid)
        OR evidence_title_differs(OLD.title, NEW.title)
        OR evidence_differs(OLD.issued_year::text, NEW.issued_year::text))
    EXECUTE FUNCTION evidence_reference_change_is_answered();
ALTER TABLE references_reference ENABLE ALWAYS TRIGGER evidence_reference_change_is_answered;
