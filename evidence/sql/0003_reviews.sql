-- Rounds, reviews and verdicts (section 7 items 3, 4, 5, 9, 10).

-- A round's version belongs to its claim; required reviews are only ever raised; it is closed once.
CREATE FUNCTION evidence_round_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL OR NEW.required_reviews < OLD.required_reviews THEN
        RAISE EXCEPTION 'a round is closed once, and its required reviews are only raised'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- The reviewer is an active reviewer at this moment, has not written the version, and the round is open.
CREATE FUNCTION evidence_review_is_allowed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_round evidence_round;
BEGIN
    PERFORM 1 FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
        WHERE r.user_id = NEW.reviewer_id AND r.active AND u.is_active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'user % is not an active reviewer', NEW.reviewer_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_reviewer_is_active';
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_contributor
            WHERE version_id = NEW.version_id AND user_id = NEW.reviewer_id) THEN
        RAISE EXCEPTION 'user % contributed to this version', NEW.reviewer_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_reviewer_is_no_contributor';
    END IF;
    SELECT * INTO its_round FROM evidence_round WHERE id = NEW.round_id FOR SHARE;
    IF its_round.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the round is closed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'evidence_review_round_is_open';
    END IF;
    IF NEW.kind = 'adjudication' AND NOT EXISTS (SELECT 1 FROM evidence_claimversion
            WHERE id = NEW.version_id AND status = 'disputed') THEN
        RAISE EXCEPTION 'nothing is disputed here'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_adjudicates_a_dispute';
    END IF;
    IF NEW.kind = 'adjudication' AND EXISTS (SELECT 1 FROM evidence_review
            WHERE round_id = NEW.round_id AND reviewer_id = NEW.reviewer_id AND kind = 'review') THEN
        RAISE EXCEPTION 'an adjudicator is neither of the reviewers'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_adjudicator_is_a_third';
    END IF;
    NEW.born := pg_current_xact_id()::text::bigint;
    NEW.decided_at := clock_timestamp();
    RETURN NEW;
END $$;

-- A verdict is about a citation of the version that is reviewed or approved.
CREATE FUNCTION evidence_verdict_is_of_its_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    judged bigint;
BEGIN
    EXECUTE format('SELECT version_id FROM %I WHERE id = $1', TG_ARGV[0])
        INTO judged USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    IF judged IS DISTINCT FROM (SELECT version_id FROM evidence_citation WHERE id = NEW.citation_id) THEN
        RAISE EXCEPTION 'the citation is not of this version'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE evidence_round ADD CONSTRAINT evidence_round_version_of_claim_fk
    FOREIGN KEY (version_id, claim_id) REFERENCES evidence_claimversion (id, claim_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE evidence_review ADD CONSTRAINT evidence_review_words_fk
    FOREIGN KEY (version_id, claim_id, digest) REFERENCES evidence_claimversion (id, claim_id, digest)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE evidence_review ADD CONSTRAINT evidence_review_version_author_fk
    FOREIGN KEY (version_id, version_author_id) REFERENCES evidence_claimversion (id, author_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE evidence_review ADD CONSTRAINT evidence_review_round_fk
    FOREIGN KEY (round_id, version_id) REFERENCES evidence_round (id, version_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TRIGGER evidence_round_only_its_end_changes BEFORE UPDATE ON evidence_round
    FOR EACH ROW EXECUTE FUNCTION
    msc_only_these_change('required_reviews', 'outcome', 'closed_at', 'closed_by_id');
CREATE TRIGGER evidence_round_is_kept BEFORE UPDATE ON evidence_round
    FOR EACH ROW EXECUTE FUNCTION evidence_round_is_kept();
CREATE TRIGGER evidence_round_never_deleted BEFORE DELETE ON evidence_round
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_round_never_truncated BEFORE TRUNCATE ON evidence_round
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_round_has_event
    AFTER INSERT OR UPDATE ON evidence_round DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id = ($1).claim_id)');
CREATE TRIGGER evidence_review_is_allowed BEFORE INSERT ON evidence_review
    FOR EACH ROW EXECUTE FUNCTION evidence_review_is_allowed();
CREATE TRIGGER evidence_review_never_changes BEFORE UPDATE OR DELETE ON evidence_review
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_review_never_truncated BEFORE TRUNCATE ON evidence_review
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_review_has_event
    AFTER INSERT ON evidence_review DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT key FROM evidence_claim WHERE id = ($1).claim_id)');
-- What readers are told of a reviewer stays as long as the account does.
CREATE TRIGGER evidence_reviewer_never_deleted BEFORE DELETE ON evidence_reviewer
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_reviewer_never_truncated BEFORE TRUNCATE ON evidence_reviewer
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_citationverdict_born_with_review BEFORE INSERT ON evidence_citationverdict
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_review', 'review_id');
CREATE TRIGGER evidence_citationverdict_of_its_version BEFORE INSERT ON evidence_citationverdict
    FOR EACH ROW EXECUTE FUNCTION evidence_verdict_is_of_its_version('evidence_review', 'review_id');
CREATE TRIGGER evidence_citationverdict_never_changes BEFORE UPDATE OR DELETE ON evidence_citationverdict
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_citationverdict_never_truncated BEFORE TRUNCATE ON evidence_citationverdict
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
