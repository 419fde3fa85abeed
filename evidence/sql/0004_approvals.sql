-- Approvals and what they rest on (section 7 items 3, 6, 9, 10).

-- An approval stands on its round: the required approving reviews by distinct people (each person's last
-- review counts), or one adjudication by a third. No cancellation of a load is recorded yet, so none counts.
CREATE FUNCTION evidence_approval_stands_on_its_round() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_round evidence_round;
    approving integer;
    refusing integer;
    adjudicated boolean;
BEGIN
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
    NEW.born := pg_current_xact_id()::text::bigint;
    NEW.approved_at := clock_timestamp();
    RETURN NEW;
END $$;

-- A source that was retracted or withdrawn is refused; the row is locked in share mode.
CREATE FUNCTION evidence_source_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_standing text;
BEGIN
    SELECT winner.standing INTO its_standing
        FROM references_reference r
        JOIN references_reference winner ON winner.id = coalesce(r.merged_into_id, r.id)
        WHERE r.id = NEW.reference_id FOR SHARE;
    IF its_standing IN ('retracted', 'withdrawn') THEN
        RAISE EXCEPTION 'reference % is %: nothing is approved on it', NEW.reference_id, its_standing
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_approval_ends_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT OLD.active THEN
        RAISE EXCEPTION 'an approval ends once and never comes back'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE evidence_approval ADD CONSTRAINT evidence_approval_words_fk
    FOREIGN KEY (version_id, claim_id, digest) REFERENCES evidence_claimversion (id, claim_id, digest)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE evidence_approval ADD CONSTRAINT evidence_approval_round_fk
    FOREIGN KEY (round_id, version_id) REFERENCES evidence_round (id, version_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TRIGGER evidence_approval_stands_on_its_round BEFORE INSERT ON evidence_approval
    FOR EACH ROW EXECUTE FUNCTION evidence_approval_stands_on_its_round();
CREATE TRIGGER evidence_approval_only_its_end_changes BEFORE UPDATE ON evidence_approval
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('active', 'ended_at', 'ended_by_id');
CREATE TRIGGER evidence_approval_ends_once BEFORE UPDATE ON evidence_approval
    FOR EACH ROW EXECUTE FUNCTION evidence_approval_ends_once();
CREATE TRIGGER evidence_approval_never_deleted BEFORE DELETE ON evidence_approval
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_approval_never_truncated BEFORE TRUNCATE ON evidence_approval
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_approval_has_event
    AFTER INSERT OR UPDATE ON evidence_approval DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id = ($1).claim_id)');
CREATE CONSTRAINT TRIGGER evidence_approval_agrees_with_status
    AFTER INSERT OR UPDATE ON evidence_approval DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION evidence_status_agrees_with_approval();

CREATE TRIGGER evidence_approvalverdict_born_with_approval BEFORE INSERT ON evidence_approvalverdict
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_approval', 'approval_id');
CREATE TRIGGER evidence_approvalverdict_of_its_version BEFORE INSERT ON evidence_approvalverdict
    FOR EACH ROW EXECUTE FUNCTION evidence_verdict_is_of_its_version('evidence_approval', 'approval_id');
CREATE TRIGGER evidence_approvalverdict_never_changes BEFORE UPDATE OR DELETE ON evidence_approvalverdict
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_approvalverdict_never_truncated BEFORE TRUNCATE ON evidence_approvalverdict
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_approvalsource_stands BEFORE INSERT ON evidence_approvalsource
    FOR EACH ROW EXECUTE FUNCTION evidence_source_stands();
CREATE TRIGGER evidence_approvalsource_born_with_approval BEFORE INSERT ON evidence_approvalsource
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_approval', 'approval_id');
CREATE TRIGGER evidence_approvalsource_never_changes BEFORE UPDATE OR DELETE ON evidence_approvalsource
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_approvalsource_never_truncated BEFORE TRUNCATE ON evidence_approvalsource
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- A suspension is ended once, by an approval.
CREATE FUNCTION evidence_suspension_ends_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a suspension ends once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_suspension_only_its_end_changes BEFORE UPDATE ON evidence_suspension
    FOR EACH ROW EXECUTE FUNCTION
    msc_only_these_change('ended_at', 'ended_by_id', 'ended_through_id');
CREATE TRIGGER evidence_suspension_ends_once BEFORE UPDATE ON evidence_suspension
    FOR EACH ROW EXECUTE FUNCTION evidence_suspension_ends_once();
CREATE TRIGGER evidence_suspension_never_deleted BEFORE DELETE ON evidence_suspension
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_suspension_never_truncated BEFORE TRUNCATE ON evidence_suspension
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
