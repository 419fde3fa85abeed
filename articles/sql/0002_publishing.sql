-- Publications never change; what is live is complete and approved (D6, section 7 item 8).

ALTER TABLE articles_publication ADD CONSTRAINT articles_publication_revision_fk
    FOREIGN KEY (revision_id, article_id) REFERENCES articles_revision (id, article_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_publication ADD CONSTRAINT articles_publication_signoff_fk
    FOREIGN KEY (signoff_id, revision_id) REFERENCES articles_signoff (id, revision_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_publicationentry ADD CONSTRAINT articles_publicationentry_words_fk
    FOREIGN KEY (version_id, claim_id, digest) REFERENCES evidence_claimversion (id, claim_id, digest)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_live ADD CONSTRAINT articles_live_publication_fk
    FOREIGN KEY (publication_id, article_id) REFERENCES articles_publication (id, article_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_liveentry ADD CONSTRAINT articles_liveentry_approval_fk
    FOREIGN KEY (approval_id, claim_id, version_id, digest, active)
    REFERENCES evidence_approval (id, claim_id, version_id, digest, active)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_withdrawal ADD CONSTRAINT articles_withdrawal_publication_fk
    FOREIGN KEY (publication_id, article_id) REFERENCES articles_publication (id, article_id)
    DEFERRABLE INITIALLY DEFERRED;

-- Every approved entry was signed off: the same words, and in a new revision the same version.
CREATE FUNCTION articles_entry_was_signed_off() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.shown_as = 'approved' AND NOT EXISTS (
        SELECT 1 FROM articles_publication p
        JOIN articles_signoffentry s ON s.signoff_id = p.signoff_id AND s.claim_id = NEW.claim_id
        JOIN evidence_claimversion signed ON signed.id = s.version_id
        JOIN evidence_claimversion shown ON shown.id = NEW.version_id
        WHERE p.id = NEW.publication_id AND signed.text = shown.text
            AND (p.cause = 'reissue' OR s.digest = NEW.digest)
    ) THEN
        RAISE EXCEPTION 'claim % was not signed off in these words', NEW.claim_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- An entry says what the page prints, and none comes once readers see the publication.
CREATE FUNCTION articles_entry_is_printed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    printed jsonb := (SELECT content -> 'claims' -> NEW.position::text
        FROM articles_publication WHERE id = NEW.publication_id);
BEGIN
    IF EXISTS (SELECT 1 FROM articles_live WHERE publication_id = NEW.publication_id) THEN
        RAISE EXCEPTION 'publication % is live already', NEW.publication_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'articles_publicationentry_comes_before_live';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM evidence_claimversion v JOIN evidence_claim c ON c.id = v.claim_id
        WHERE v.id = NEW.version_id AND printed ->> 'key' = c.key AND printed ->> 'text' = v.text
            AND printed ->> 'badge' = NEW.badge AND printed ->> 'shown_as' = NEW.shown_as
    ) THEN
        RAISE EXCEPTION 'the page prints something else at place %', NEW.position
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Live remembers which publication was live when the transaction began.
CREATE FUNCTION articles_live_remembers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    now_in bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.replaced_id := NULL;
    ELSIF OLD.born = now_in THEN
        NEW.replaced_id := OLD.replaced_id;
    ELSE
        NEW.replaced_id := OLD.publication_id;
    END IF;
    NEW.born := now_in;
    RETURN NEW;
END $$;

-- At commit: the live entries are the entries of the live publication; one not shown as approved is allowed
-- only in a re-issue or correction, and only where the replaced publication showed that claim at that digest.
-- A row that moves from one article to another concerns both.
CREATE FUNCTION articles_live_is_complete() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_column text := CASE TG_TABLE_NAME WHEN 'articles_liveentry' THEN 'live_id' ELSE 'article_id' END;
    its_article bigint;
    its_live articles_live;
    its_cause text;
BEGIN
    FOR its_article IN
        SELECT DISTINCT id FROM unnest(
            ARRAY[to_jsonb(OLD) ->> its_column, to_jsonb(NEW) ->> its_column]::bigint[]) AS id
        WHERE id IS NOT NULL
    LOOP
        SELECT * INTO its_live FROM articles_live WHERE article_id = its_article;
        IF NOT FOUND THEN
            IF NOT EXISTS (
                SELECT 1 FROM articles_withdrawal w WHERE w.article_id = its_article
                    AND w.publication_id = (SELECT max(id) FROM articles_publication
                        WHERE article_id = its_article)
            ) THEN
                RAISE EXCEPTION 'article % left the public without a withdrawal', its_article
                    USING ERRCODE = 'integrity_constraint_violation',
                        CONSTRAINT = 'articles_live_ends_by_withdrawal';
            END IF;
            CONTINUE;
        END IF;
        SELECT cause INTO its_cause FROM articles_publication WHERE id = its_live.publication_id;
        IF EXISTS (
            (SELECT position, claim_id, version_id, digest, approval_id, shown_as
                FROM articles_publicationentry WHERE publication_id = its_live.publication_id
             EXCEPT SELECT position, claim_id, version_id, digest, approval_id, shown_as
                FROM articles_liveentry WHERE live_id = its_article)
            UNION ALL
            (SELECT position, claim_id, version_id, digest, approval_id, shown_as
                FROM articles_liveentry WHERE live_id = its_article
             EXCEPT SELECT position, claim_id, version_id, digest, approval_id, shown_as
                FROM articles_publicationentry WHERE publication_id = its_live.publication_id)
        ) THEN
            RAISE EXCEPTION 'the live entries of article % are not those of its live publication',
                its_article
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'articles_live_is_complete';
        END IF;
        IF EXISTS (
            SELECT 1 FROM articles_publicationentry e
            WHERE e.publication_id = its_live.publication_id AND e.shown_as <> 'approved'
                AND (its_cause NOT IN ('reissue', 'correction') OR NOT EXISTS (
                    SELECT 1 FROM articles_publicationentry was
                    WHERE was.publication_id = its_live.replaced_id
                        AND was.claim_id = e.claim_id AND was.digest = e.digest))
        ) THEN
            RAISE EXCEPTION 'article % would show a claim that is not approved', its_article
                USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = 'articles_live_is_approved';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- At commit: the live publication has one entry for each placement of its revision and prints no claim
-- besides; a re-issue is of the revision and sign-off that it replaces; what was withdrawn is not live.
CREATE FUNCTION articles_live_shows_its_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_live articles_live;
    its_publication articles_publication;
BEGIN
    SELECT * INTO its_live FROM articles_live
        WHERE article_id = (to_jsonb(NEW) ->> 'article_id')::bigint;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO its_publication FROM articles_publication WHERE id = its_live.publication_id;
    IF EXISTS (
        (SELECT position, claim_id, is_myth, is_key_message
            FROM articles_publicationentry WHERE publication_id = its_publication.id
         EXCEPT SELECT position, claim_id, is_myth, section = 'key_messages'
            FROM articles_placement WHERE revision_id = its_publication.revision_id)
        UNION ALL
        (SELECT position, claim_id, is_myth, section = 'key_messages'
            FROM articles_placement WHERE revision_id = its_publication.revision_id
         EXCEPT SELECT position, claim_id, is_myth, is_key_message
            FROM articles_publicationentry WHERE publication_id = its_publication.id)
    ) OR EXISTS (
        SELECT jsonb_object_keys(its_publication.content -> 'claims')
        EXCEPT SELECT position::text FROM articles_publicationentry
            WHERE publication_id = its_publication.id
    ) THEN
        RAISE EXCEPTION 'publication % shows other places than its revision', its_publication.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'articles_live_shows_its_revision';
    END IF;
    IF its_publication.cause = 'reissue' AND NOT EXISTS (
        SELECT 1 FROM articles_publication was WHERE was.id = its_live.replaced_id
            AND was.revision_id = its_publication.revision_id
            AND was.signoff_id = its_publication.signoff_id
    ) THEN
        RAISE EXCEPTION 'publication % re-issues what was not live', its_publication.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'articles_live_reissues_what_was_live';
    END IF;
    IF EXISTS (SELECT 1 FROM articles_withdrawal WHERE publication_id = its_publication.id) THEN
        RAISE EXCEPTION 'publication % was withdrawn', its_publication.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'articles_live_was_not_withdrawn';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_publication_stamped BEFORE INSERT ON articles_publication
    FOR EACH ROW EXECUTE FUNCTION msc_stamp_birth();
CREATE TRIGGER articles_publication_never_changes BEFORE UPDATE OR DELETE ON articles_publication
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_publication_never_truncated BEFORE TRUNCATE ON articles_publication
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER articles_publication_has_event
    AFTER INSERT ON articles_publication DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''article:'' || (SELECT key FROM articles_article WHERE id = ($1).article_id)');
CREATE TRIGGER articles_publicationentry_born_with_publication BEFORE INSERT ON articles_publicationentry
    FOR EACH ROW EXECUTE FUNCTION msc_born_with_parent('articles_publication', 'publication_id');
CREATE TRIGGER articles_publicationentry_was_signed_off BEFORE INSERT ON articles_publicationentry
    FOR EACH ROW EXECUTE FUNCTION articles_entry_was_signed_off();
CREATE TRIGGER articles_publicationentry_is_printed BEFORE INSERT ON articles_publicationentry
    FOR EACH ROW EXECUTE FUNCTION articles_entry_is_printed();
CREATE TRIGGER articles_publicationentry_never_changes BEFORE UPDATE OR DELETE ON articles_publicationentry
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_publicationentry_never_truncated BEFORE TRUNCATE ON articles_publicationentry
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_live_remembers BEFORE INSERT OR UPDATE ON articles_live
    FOR EACH ROW EXECUTE FUNCTION articles_live_remembers();
CREATE TRIGGER articles_live_never_truncated BEFORE TRUNCATE ON articles_live
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_liveentry_never_truncated BEFORE TRUNCATE ON articles_liveentry
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER articles_live_is_complete
    AFTER INSERT OR UPDATE OR DELETE ON articles_live DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_live_is_complete();
CREATE CONSTRAINT TRIGGER articles_liveentry_is_complete
    AFTER INSERT OR UPDATE OR DELETE ON articles_liveentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_live_is_complete();
CREATE CONSTRAINT TRIGGER articles_live_shows_its_revision
    AFTER INSERT OR UPDATE ON articles_live DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_live_shows_its_revision();
CREATE CONSTRAINT TRIGGER articles_live_has_event
    AFTER INSERT OR UPDATE ON articles_live DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''article:'' || (SELECT key FROM articles_article WHERE id = ($1).article_id)');
CREATE TRIGGER articles_withdrawal_never_changes BEFORE UPDATE OR DELETE ON articles_withdrawal
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_withdrawal_never_truncated BEFORE TRUNCATE ON articles_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER articles_withdrawal_ends_live
    AFTER INSERT ON articles_withdrawal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_live_shows_its_revision();
CREATE CONSTRAINT TRIGGER articles_withdrawal_has_event
    AFTER INSERT ON articles_withdrawal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''article:'' || (SELECT key FROM articles_article WHERE id = ($1).article_id)');
