"""What the database enforces about a reference holds for all that was merged into it."""

from django.db import migrations

from references.sqlfiles import run_sql_file

BEFORE = """
CREATE OR REPLACE FUNCTION evidence_source_stands() RETURNS trigger
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
CREATE OR REPLACE FUNCTION evidence_reference_change_is_answered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM evidence_approvalsource s JOIN evidence_approval a ON a.id = s.approval_id
        WHERE s.reference_id = NEW.id AND a.active
    ) AND NOT EXISTS (
        SELECT 1 FROM evidence_samework w JOIN evidence_reviewer r ON r.user_id = w.recorded_by_id
        WHERE w.reference_id = NEW.id AND r.active AND w.born = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'reference % changed under a standing approval', NEW.key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Approvals follow merges to their end, and a changed record is answered for all its rows."""

    dependencies = [
        ("evidence", "0002_guards"),
        ("references", "0006_import_guards"),
    ]

    operations = [run_sql_file("evidence", "0007_merged_works.sql", reverse=BEFORE)]
