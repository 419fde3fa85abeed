"""The hash of an event covers its row number and its transaction."""

from django.db import migrations

from references.sqlfiles import run_sql_file

BEFORE = """
CREATE OR REPLACE FUNCTION references_event_hash(event references_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(event.prev_hash || convert_to(jsonb_build_array(
        event.stream, event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.actor_id, event.role, event.verb, event.data
    )::text, 'UTF8'))
$$;
"""


class Migration(migrations.Migration):
    """Events that are there keep their hashes."""

    dependencies = [("references", "0009_cancelled_loads")]

    operations = [run_sql_file("references", "0010_whole_events.sql", reverse=BEFORE)]
