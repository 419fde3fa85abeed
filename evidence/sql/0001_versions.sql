-- The words of a version: one digest function, immutability, authorship (D5, section 7 items 2 and 4).

-- SHA-256 over everything a reviewer approves: the sentence, what it asks, and its citations.
-- The only place in which a digest is computed.
CREATE FUNCTION evidence_digest(version evidence_claimversion) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        version.text, version.asks, version.direction, version.asserts, version.comparative,
        version.is_finding, version.reassures_or_advises,
        (SELECT key FROM evidence_question WHERE id = version.question_id),
        (SELECT coalesce(jsonb_agg(
                jsonb_build_array(r.key, c.stance, c.quote, c.locator) ORDER BY c.position), '[]'::jsonb)
            FROM evidence_citation c JOIN references_reference r ON r.id = c.reference_id
            WHERE c.version_id = version.id)
    )::text, 'UTF8')), 'hex')
$$;

-- A version starts in review, and its digest is what is stored: its citations are already there.
CREATE FUNCTION evidence_version_is_born() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.status <> 'in_review' THEN
        RAISE EXCEPTION 'a version starts in review'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('claimversion', NEW.id));
    PERFORM 1 FROM evidence_question WHERE id = NEW.question_id FOR SHARE;
    NEW.born := pg_current_xact_id()::text::bigint;
    NEW.digest := evidence_digest(NEW);
    RETURN NEW;
END $$;

-- Citations come before their version: none can be added to words that were submitted.
CREATE FUNCTION evidence_citation_comes_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('claimversion', NEW.version_id));
    IF EXISTS (SELECT 1 FROM evidence_claimversion WHERE id = NEW.version_id) THEN
        RAISE EXCEPTION 'a submitted version takes no more citations'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_claimversion_is_born BEFORE INSERT ON evidence_claimversion
    FOR EACH ROW EXECUTE FUNCTION evidence_version_is_born();
CREATE TRIGGER evidence_claimversion_only_status_changes BEFORE UPDATE ON evidence_claimversion
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('status');
CREATE TRIGGER evidence_claimversion_never_deleted BEFORE DELETE ON evidence_claimversion
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_claimversion_never_truncated BEFORE TRUNCATE ON evidence_claimversion
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_citation_comes_first BEFORE INSERT ON evidence_citation
    FOR EACH ROW EXECUTE FUNCTION evidence_citation_comes_first();
CREATE TRIGGER evidence_citation_never_changes BEFORE UPDATE OR DELETE ON evidence_citation
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_citation_never_truncated BEFORE TRUNCATE ON evidence_citation
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_contributor_born_with_version BEFORE INSERT ON evidence_contributor
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('evidence_claimversion', 'version_id');
CREATE TRIGGER evidence_contributor_never_changes BEFORE UPDATE OR DELETE ON evidence_contributor
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_contributor_never_truncated BEFORE TRUNCATE ON evidence_contributor
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_claim_key_is_for_ever BEFORE UPDATE OR DELETE ON evidence_claim
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_claim_never_truncated BEFORE TRUNCATE ON evidence_claim
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- A question is frozen once a version names it.
CREATE FUNCTION evidence_question_is_free() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM evidence_claimversion WHERE question_id = OLD.id) THEN
        RAISE EXCEPTION 'a claim version names this question: ask a new one instead'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER evidence_question_frozen_once_named BEFORE UPDATE OR DELETE ON evidence_question
    FOR EACH ROW EXECUTE FUNCTION evidence_question_is_free();
CREATE TRIGGER evidence_question_never_truncated BEFORE TRUNCATE ON evidence_question
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
