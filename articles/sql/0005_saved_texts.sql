-- Every saved text of a revision is kept: what a revision says is the newest of them, and none is ever changed.

CREATE FUNCTION articles_text_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    its_revision bigint := CASE TG_TABLE_NAME
        WHEN 'articles_revision' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'revision_id')::bigint END;
BEGIN
    -- Asked at commit, so of the rows as they are then.
    IF EXISTS (SELECT FROM articles_revision r WHERE r.id = its_revision
        AND (r.title, r.summary, r.key_messages, r.body) IS DISTINCT FROM (
            SELECT (t.title, t.summary, t.key_messages, t.body) FROM articles_revisiontext t
            WHERE t.revision_id = r.id ORDER BY t.number DESC LIMIT 1)) THEN
        RAISE EXCEPTION 'what revision % says is not its newest saved text', its_revision
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER articles_revision_text_is_kept
    AFTER INSERT OR UPDATE OF title, summary, key_messages, body ON articles_revision
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_text_is_kept();
CREATE CONSTRAINT TRIGGER articles_revisiontext_is_what_it_says
    AFTER INSERT ON articles_revisiontext DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION articles_text_is_kept();
CREATE CONSTRAINT TRIGGER articles_revisiontext_has_event
    AFTER INSERT ON articles_revisiontext DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''article:'' || (SELECT a.key FROM articles_article a JOIN articles_revision r
            ON r.article_id = a.id WHERE r.id = ($1).revision_id)');
CREATE TRIGGER articles_revisiontext_frozen_once_signed BEFORE INSERT ON articles_revisiontext
    FOR EACH ROW EXECUTE FUNCTION articles_revision_is_free();
CREATE TRIGGER articles_revisiontext_never_changes BEFORE UPDATE OR DELETE ON articles_revisiontext
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER articles_revisiontext_never_truncated BEFORE TRUNCATE ON articles_revisiontext
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

ALTER TABLE articles_revision ENABLE ALWAYS TRIGGER articles_revision_text_is_kept;
ALTER TABLE articles_revisiontext ENABLE ALWAYS TRIGGER articles_revisiontext_is_what_it_says;
ALTER TABLE articles_revisiontext ENABLE ALWAYS TRIGGER articles_revisiontext_has_event;
ALTER TABLE articles_revisiontext ENABLE ALWAYS TRIGGER articles_revisiontext_frozen_once_signed;
ALTER TABLE articles_revisiontext ENABLE ALWAYS TRIGGER articles_revisiontext_never_changes;
ALTER TABLE articles_revisiontext ENABLE ALWAYS TRIGGER articles_revisiontext_never_truncated;
