-- The event table numbers, dates and hash-chains its rows itself, stream by stream (D10, section 7 item 11).
CREATE FUNCTION references_event_chain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_seq bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('event ' || NEW.stream, 0));
    SELECT seq, hash INTO last_seq, last_hash
        FROM references_event WHERE stream = NEW.stream ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last_seq, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.txid := pg_current_xact_id()::text::bigint;
    NEW.prev_hash := coalesce(last_hash, ''::bytea);
    NEW.hash := references_event_hash(NEW);
    RETURN NEW;
END $$;

-- The hash of one event: SHA-256 over the previous hash and everything the event says.
CREATE FUNCTION references_event_hash(event references_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(event.prev_hash || convert_to(jsonb_build_array(
        event.stream, event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.actor_id, event.role, event.verb, event.data
    )::text, 'UTF8'))
$$;

CREATE TRIGGER references_event_is_chained BEFORE INSERT ON references_event
    FOR EACH ROW EXECUTE FUNCTION references_event_chain();
CREATE TRIGGER references_event_never_changes BEFORE UPDATE OR DELETE ON references_event
    FOR EACH ROW EXECUTE FUNCTION msc_refuse_change();
CREATE TRIGGER references_event_never_truncated BEFORE TRUNCATE ON references_event
    FOR EACH STATEMENT EXECUTE FUNCTION msc_refuse_change();
ALTER TABLE references_event ENABLE ALWAYS TRIGGER references_event_is_chained;
ALTER TABLE references_event ENABLE ALWAYS TRIGGER references_event_never_changes;
ALTER TABLE references_event ENABLE ALWAYS TRIGGER references_event_never_truncated;
