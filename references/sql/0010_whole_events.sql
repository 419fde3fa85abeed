-- The hash of one event covers its row number and its transaction too: whoever changes either is found.
-- Events that were written before keep their hash, over all but these two; references/chain.py knows both.
CREATE OR REPLACE FUNCTION references_event_hash(event references_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(event.prev_hash || convert_to(jsonb_build_array(
        event.stream, event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.actor_id, event.role, event.verb, event.data, event.txid, event.id
    )::text, 'UTF8'))
$$;
