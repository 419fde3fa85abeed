-- What holds for a reference holds for all that was merged into it (D9, section 7 items 6 and 7).

-- A source that was retracted or withdrawn is refused, and so is one that was merged, over however many steps,
-- into such a work. Row by row, each locked in share mode before it is read: a merge that commits meanwhile is
-- seen. A ring of merges has no standing, and is refused.
CREATE OR REPLACE FUNCTION evidence_source_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    here bigint := NEW.reference_id;
    further bigint;
    seen bigint[] := '{}';
    its_standing text;
BEGIN
    LOOP
        SELECT merged_into_id, standing INTO further, its_standing
            FROM references_reference WHERE id = here FOR SHARE;
        EXIT WHEN further IS NULL;
        seen := seen || here;
        here := further;
        IF here = ANY (seen) THEN
            RAISE EXCEPTION 'reference % was merged into itself: nothing is approved on it', NEW.reference_id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    IF its_standing IN ('retracted', 'withdrawn') THEN
        RAISE EXCEPTION 'reference % is %: nothing is approved on it', NEW.reference_id, its_standing
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- A changed DOI, PMID, title or year under an approval that stands on the work, by whichever of its rows: by
-- commit the approval is suspended, or a reviewer has recorded that it is the same work.
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
    ) AND NOT EXISTS (
        SELECT 1 FROM evidence_samework w JOIN evidence_reviewer r ON r.user_id = w.recorded_by_id
        WHERE w.reference_id = NEW.id AND r.active AND w.born = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'reference % changed under a standing approval', NEW.key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
