-- Every trigger of this app fires whatever session_replication_role says.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgname LIKE 'articles\_%' AND t.tgenabled <> 'A'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', one.relname, one.tgname);
    END LOOP;
END $$;
