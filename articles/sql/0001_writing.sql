-- Revisions are frozen once signed off; the signer is an active reviewer who did not write the revision.
CREATE FUNCTION articles_revision_is_free() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- A row that moves from one revision to another concerns both.
    its_revisions bigint[] := CASE TG_TABLE_NAME
        WHEN 'articles_revision' THEN
            ARRAY[to_jsonb(OLD) ->> 'id', to_jsonb(NEW) ->> 'id']::bigint[]
        ELSE ARRAY[to_jsonb(OLD) ->> 'revision_id', to_jsonb(NEW) ->> 'revision_id']::bigint[] END;
BEGIN
    PERFORM 1 FROM articles_revision WHERE id = ANY (its_revisions) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT 1 FROM articles_signoff WHERE revision_id = ANY (its_revisions)) THEN
        RAISE EXCEPTION 'the revision is signed off: open a new one'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION articles_signoff_is_allowed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM articles_revision WHERE id = NEW.revision_id FOR NO KEY UPDATE;
    PERFORM 1 FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
        WHERE r.user_id = NEW.signed_by_id AND r.active AND u.is_active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'user % is not an active reviewer', NEW.signed_by_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'articles_signoff_signer_is_a_reviewer';
    END IF;
    IF EXISTS (SELECT 1 FROM articles_revisioncontributor
            WHERE revision_id = NEW.revision_id AND user_id = NEW.signed_by_id)
        OR EXISTS (SELECT 1 FROM articles_revision WHERE id = NEW.revision_id
            AND NEW.signed_by_id IN (opened_by_id, saved_by_id)) THEN
        RAISE EXCEPTION 'user % wrote in this revision', NEW.signed_by_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'articles_signoff_signer_did_not_write';
    END IF;
    NEW.born := pg_current_xact_id()::text::bigint;
    NEW.signed_at := clock_timestamp();
    RETURN NEW;
END $$;

-- Events name an article by its key.
CREATE TRIGGER articles_article_key_is_for_ever BEFORE UPDATE OF key ON articles_article
    FOR EACH ROW WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_revision_frozen_once_signed BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_revision_is_free();
CREATE TRIGGER articles_revision_never_truncated BEFORE TRUNCATE ON articles_revision
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_placement_frozen_once_signed
    BEFORE INSERT OR UPDATE OR DELETE ON articles_placement
    FOR EACH ROW EXECUTE FUNCTION articles_revision_is_free();
CREATE TRIGGER articles_placement_never_truncated BEFORE TRUNCATE ON articles_placement
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_revisioncontributor_frozen_once_signed
    BEFORE INSERT ON articles_revisioncontributor
    FOR EACH ROW EXECUTE FUNCTION articles_revision_is_free();
CREATE TRIGGER articles_revisioncontributor_never_changes
    BEFORE UPDATE OR DELETE ON articles_revisioncontributor
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_revisioncontributor_never_truncated BEFORE TRUNCATE ON articles_revisioncontributor
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_signoff_is_allowed BEFORE INSERT ON articles_signoff
    FOR EACH ROW EXECUTE FUNCTION articles_signoff_is_allowed();
CREATE TRIGGER articles_signoff_never_changes BEFORE UPDATE OR DELETE ON articles_signoff
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_signoff_never_truncated BEFORE TRUNCATE ON articles_signoff
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER articles_signoff_has_event
    AFTER INSERT ON articles_signoff DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''article:'' || (SELECT a.key FROM articles_article a JOIN articles_revision r
            ON r.article_id = a.id WHERE r.id = ($1).revision_id)');
CREATE TRIGGER articles_signoffentry_born_with_signoff BEFORE INSERT ON articles_signoffentry
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('articles_signoff', 'signoff_id');
CREATE TRIGGER articles_signoffentry_never_changes BEFORE UPDATE OR DELETE ON articles_signoffentry
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_signoffentry_never_truncated BEFORE TRUNCATE ON articles_signoffentry
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
ALTER TABLE articles_signoffentry ADD CONSTRAINT articles_signoffentry_words_fk
    FOREIGN KEY (version_id, claim_id, digest) REFERENCES evidence_claimversion (id, claim_id, digest)
    DEFERRABLE INITIALLY DEFERRED;
