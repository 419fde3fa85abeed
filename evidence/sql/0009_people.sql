-- Nobody reviews their own (D8): declared interests, authorship, and flags that keep words from approval.

-- An intervention as it is compared: one case, one spacing, one Unicode form.
CREATE FUNCTION evidence_folded(given text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT lower(btrim(regexp_replace(normalize(coalesce(given, ''), NFKC), '\s+', ' ', 'g')))
$$;

-- A declaration is made by the reviewer in person, not ahead of time, and holds for 365 days.
CREATE FUNCTION evidence_declaration_is_ones_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM evidence_reviewer
            WHERE id = NEW.reviewer_id AND user_id = NEW.declared_by_id) THEN
        RAISE EXCEPTION 'nobody declares the interests of another'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    NEW.declared_at := least(NEW.declared_at, clock_timestamp());
    NEW.expires_on := (NEW.declared_at AT TIME ZONE 'UTC')::date + 365;
    NEW.subject := evidence_folded(NEW.intervention);
    RETURN NEW;
END $$;

-- An answer about authorship is given by the reviewer in person.
CREATE FUNCTION evidence_authorshipanswer_is_ones_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM evidence_reviewer
            WHERE id = NEW.reviewer_id AND user_id = NEW.answered_by_id) THEN
        RAISE EXCEPTION 'nobody answers for another'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- What a person's declarations in force say of an intervention: 'paid', 'declared' or 'unsaid'. Of what names
-- no intervention (an empty subject) only a declaration about everything speaks, and every paid one binds.
CREATE FUNCTION evidence_interests(person bigint, wanted text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN bool_or(kind = 'paid' AND (subject IN ('', wanted) OR wanted = '')) THEN 'paid'
        WHEN bool_or(subject IN ('', wanted)) THEN 'declared'
        ELSE 'unsaid' END
    FROM (SELECT DISTINCT ON (d.subject) d.kind, d.subject, d.expires_on
          FROM evidence_declaration d JOIN evidence_reviewer r ON r.id = d.reviewer_id
          WHERE r.user_id = person ORDER BY d.subject, d.id DESC) newest
    WHERE expires_on >= (clock_timestamp() AT TIME ZONE 'UTC')::date
$$;

-- Whether a person is an author of a work that a version cites, by ORCID or by their own answer. Merged
-- references are one work.
CREATE FUNCTION evidence_is_cited_author(person bigint, its_version bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE up (id, further) AS (
        SELECT r.id, r.merged_into_id FROM evidence_citation c
            JOIN references_reference r ON r.id = c.reference_id WHERE c.version_id = its_version
        UNION
        SELECT r.id, r.merged_into_id FROM references_reference r JOIN up ON r.id = up.further
    ), work (id) AS (
        SELECT id FROM up
        UNION
        SELECT r.id FROM references_reference r JOIN work ON r.merged_into_id = work.id
    )
    SELECT EXISTS (
        SELECT 1 FROM work
            JOIN references_reference r ON r.id = work.id
            JOIN evidence_reviewer p ON p.user_id = person
        WHERE (p.orcid <> '' AND r.authors @> jsonb_build_array(jsonb_build_object('orcid', p.orcid)))
            OR EXISTS (SELECT 1 FROM evidence_authorshipanswer a
                WHERE a.reviewer_id = p.id AND a.reference_id = work.id AND a.is_author)
    )
$$;

CREATE FUNCTION evidence_review_is_not_ones_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said text;
BEGIN
    SELECT evidence_interests(NEW.reviewer_id, evidence_folded(q.intervention)) INTO said
        FROM evidence_claimversion v LEFT JOIN evidence_question q ON q.id = v.question_id
        WHERE v.id = NEW.version_id;
    IF said = 'unsaid' THEN
        RAISE EXCEPTION 'user % has no declaration of interests in force', NEW.reviewer_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_interests_are_declared';
    END IF;
    IF said = 'paid' THEN
        RAISE EXCEPTION 'user % is paid by a seller or clinic of the intervention', NEW.reviewer_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_reviewer_is_not_paid';
    END IF;
    IF evidence_is_cited_author(NEW.reviewer_id, NEW.version_id) THEN
        RAISE EXCEPTION 'user % is an author of a cited work', NEW.reviewer_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'evidence_review_reviewer_is_no_cited_author';
    END IF;
    RETURN NEW;
END $$;

-- Whoever drafts or adopts an appraisal has declared, and is not paid. Argument: the column of the person.
CREATE FUNCTION evidence_appraisal_is_disinterested() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said text;
BEGIN
    SELECT evidence_interests((to_jsonb(NEW) ->> TG_ARGV[0])::bigint, evidence_folded(intervention))
        INTO said FROM evidence_question WHERE id = NEW.question_id;
    IF said IS DISTINCT FROM 'declared' THEN
        RAISE EXCEPTION 'the interests of user % in the intervention: %', to_jsonb(NEW) ->> TG_ARGV[0], said
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- A flag waits for an approval of its claim that is under way, and the other way round: the claim is locked.
CREATE FUNCTION evidence_thread_waits_for_its_claim() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM evidence_claim c JOIN evidence_claimversion v ON v.claim_id = c.id
        WHERE v.id = NEW.version_id FOR NO KEY UPDATE OF c;
    RETURN NEW;
END $$;

-- Nothing is approved while a flag on it is open. What a cancelled load restores had been approved before.
CREATE FUNCTION evidence_approval_has_no_open_flag() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM evidence_claim WHERE id = NEW.claim_id FOR NO KEY UPDATE;
    IF NEW.basis <> 'cancellation' AND EXISTS (SELECT 1 FROM evidence_thread
            WHERE version_id = NEW.version_id AND is_flag AND resolved_at IS NULL) THEN
        RAISE EXCEPTION 'a flag on version % is not resolved', NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_thread_is_resolved_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.resolved_at IS NOT NULL THEN
        RAISE EXCEPTION 'a thread is resolved once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_reply_is_in_an_open_thread() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM evidence_thread WHERE id = NEW.thread_id AND resolved_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the thread is resolved'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- A letter is settled once: what was sent is not sent again.
CREATE FUNCTION evidence_letter_is_settled_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'a letter is settled once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Rows entered before stay as they are; from now on the seller is a fact of its own.
ALTER TABLE evidence_studyfacts ADD CONSTRAINT evidence_studyfacts_seller_is_apart
    CHECK (interests <> 'seller') NOT VALID;

CREATE TRIGGER evidence_review_is_not_ones_own BEFORE INSERT ON evidence_review
    FOR EACH ROW EXECUTE FUNCTION evidence_review_is_not_ones_own();
CREATE TRIGGER evidence_profiledraft_drafter_is_disinterested BEFORE INSERT ON evidence_profiledraft
    FOR EACH ROW EXECUTE FUNCTION evidence_appraisal_is_disinterested('drafted_by_id');
CREATE TRIGGER evidence_profile_adopter_is_disinterested BEFORE INSERT ON evidence_profile
    FOR EACH ROW EXECUTE FUNCTION evidence_appraisal_is_disinterested('adopted_by_id');
CREATE TRIGGER evidence_approval_has_no_open_flag BEFORE INSERT ON evidence_approval
    FOR EACH ROW EXECUTE FUNCTION evidence_approval_has_no_open_flag();

CREATE TRIGGER evidence_declaration_is_ones_own BEFORE INSERT ON evidence_declaration
    FOR EACH ROW EXECUTE FUNCTION evidence_declaration_is_ones_own();
CREATE TRIGGER evidence_declaration_never_changes BEFORE UPDATE OR DELETE ON evidence_declaration
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_declaration_never_truncated BEFORE TRUNCATE ON evidence_declaration
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_declaration_has_event
    AFTER INSERT ON evidence_declaration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''reviewer:'' || (SELECT u.username FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
            WHERE r.id = ($1).reviewer_id)');
CREATE TRIGGER evidence_authorshipanswer_is_ones_own BEFORE INSERT ON evidence_authorshipanswer
    FOR EACH ROW EXECUTE FUNCTION evidence_authorshipanswer_is_ones_own();
CREATE TRIGGER evidence_authorshipanswer_never_changes BEFORE UPDATE OR DELETE ON evidence_authorshipanswer
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_authorshipanswer_never_truncated BEFORE TRUNCATE ON evidence_authorshipanswer
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_authorshipanswer_has_event
    AFTER INSERT ON evidence_authorshipanswer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''reviewer:'' || (SELECT u.username FROM evidence_reviewer r JOIN auth_user u ON u.id = r.user_id
            WHERE r.id = ($1).reviewer_id)');

CREATE TRIGGER evidence_thread_waits_for_its_claim BEFORE INSERT ON evidence_thread
    FOR EACH ROW EXECUTE FUNCTION evidence_thread_waits_for_its_claim();
CREATE TRIGGER evidence_thread_only_its_resolution_changes BEFORE UPDATE ON evidence_thread
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('resolution', 'resolved_at', 'resolved_by_id');
CREATE TRIGGER evidence_thread_is_resolved_once BEFORE UPDATE ON evidence_thread
    FOR EACH ROW EXECUTE FUNCTION evidence_thread_is_resolved_once();
CREATE TRIGGER evidence_thread_never_deleted BEFORE DELETE ON evidence_thread
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_thread_never_truncated BEFORE TRUNCATE ON evidence_thread
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_thread_has_event
    AFTER INSERT OR UPDATE ON evidence_thread DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT c.key FROM evidence_claim c JOIN evidence_claimversion v ON v.claim_id = c.id
            WHERE v.id = ($1).version_id)');
CREATE TRIGGER evidence_reply_is_in_an_open_thread BEFORE INSERT ON evidence_reply
    FOR EACH ROW EXECUTE FUNCTION evidence_reply_is_in_an_open_thread();
CREATE TRIGGER evidence_reply_never_changes BEFORE UPDATE OR DELETE ON evidence_reply
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_reply_never_truncated BEFORE TRUNCATE ON evidence_reply
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
CREATE CONSTRAINT TRIGGER evidence_reply_has_event
    AFTER INSERT ON evidence_reply DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION msc_has_event(
        '''claim:'' || (SELECT c.key FROM evidence_thread t JOIN evidence_claimversion v ON v.id = t.version_id
            JOIN evidence_claim c ON c.id = v.claim_id WHERE t.id = ($1).thread_id)');
CREATE TRIGGER evidence_letter_only_its_end_changes BEFORE UPDATE ON evidence_letter
    FOR EACH ROW EXECUTE FUNCTION msc_only_these_change('outcome', 'settled_at', 'settled_by_id');
CREATE TRIGGER evidence_letter_is_settled_once BEFORE UPDATE ON evidence_letter
    FOR EACH ROW EXECUTE FUNCTION evidence_letter_is_settled_once();
CREATE TRIGGER evidence_letter_never_deleted BEFORE DELETE ON evidence_letter
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER evidence_letter_never_truncated BEFORE TRUNCATE ON evidence_letter
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();

-- Every trigger of this app fires whatever session_replication_role says.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgname LIKE 'evidence\_%' AND t.tgenabled <> 'A'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', one.relname, one.tgname);
    END LOOP;
END $$;
