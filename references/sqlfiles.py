"""SQL files in an app's `sql/` folder, run by its migrations. Higher apps reuse this."""

from importlib.resources import files

from django.db.migrations import RunSQL


def run_sql_file(app: str, name: str, *, reverse: str | None = None) -> RunSQL:
    """One operation that runs `<app>/sql/<name>`; `reverse` is SQL, without it there is no way back.

    A file that a migration has run is never edited: a changed function is a new file and a new migration.
    """
    sql = (files(app) / "sql" / name).read_text(encoding="utf-8")
    return RunSQL(sql, reverse_sql=reverse)


def drop_guards(app: str) -> str:
    """SQL that drops every trigger, composite foreign key and function an app's files have made."""
    return f"""
        DO $$
        DECLARE
            one record;
        BEGIN
            FOR one IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE NOT t.tgisinternal AND t.tgname LIKE '{app}\\_%'
            LOOP
                EXECUTE format('DROP TRIGGER %I ON %I', one.tgname, one.relname);
            END LOOP;
            FOR one IN SELECT conname, conrelid::regclass::text AS relname FROM pg_constraint
                WHERE contype = 'f' AND conname LIKE '{app}\\_%\\_fk' AND cardinality(conkey) > 1
            LOOP
                EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.relname, one.conname);
            END LOOP;
            FOR one IN SELECT oid::regprocedure::text AS signature FROM pg_proc
                WHERE proname LIKE '{app}\\_%' AND pronamespace = 'public'::regnamespace
            LOOP
                EXECUTE 'DROP FUNCTION ' || one.signature;
            END LOOP;
        END $$;
    """  # noqa: S608  (the name of one of our own apps)
