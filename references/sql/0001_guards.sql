-- Guards that every app uses. Functions have a fixed search_path; triggers are ENABLE ALWAYS, so that
-- session_replication_role does not silence them.

-- Refuses UPDATE, DELETE and TRUNCATE of rows that are history.
CREATE FUNCTION msc_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is never changed: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;

-- Allows an UPDATE only where nothing but the columns named as arguments differs.
CREATE FUNCTION msc_only_these_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (to_jsonb(NEW) - TG_ARGV) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION 'only % of % may change', array_to_string(TG_ARGV, ', '), TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Stamps a parent row with the transaction it was born in.
CREATE FUNCTION msc_stamp_birth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.born := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

-- Children are inserted only in their parent's transaction. Arguments: parent table, foreign key column.
CREATE FUNCTION msc_born_with_parent() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parent_born bigint;
BEGIN
    EXECUTE format('SELECT born FROM %I WHERE id = $1', TG_ARGV[0])
        INTO parent_born USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    IF parent_born IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'a row of % is inserted only together with its %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

-- A change of state has its event in the same transaction (checked at commit).
-- Argument: an SQL expression of the stream, in which ($1) is the row.
CREATE FUNCTION msc_has_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found_one boolean;
    its_stream text;
BEGIN
    EXECUTE format('SELECT %s', TG_ARGV[0]) INTO its_stream USING NEW;
    SELECT EXISTS (
        SELECT 1 FROM references_event
        WHERE stream = its_stream AND txid = pg_current_xact_id()::text::bigint
    ) INTO found_one;
    IF NOT found_one THEN
        RAISE EXCEPTION 'a change of % needs its event in the stream % in the same transaction',
            TG_TABLE_NAME, its_stream
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
