"""What staged rows hold moves from JSON into columns; works get the key by which they are compared."""

from django.db import migrations

from references.works import compared_by

CARRY = """
    UPDATE references_importrun AS run SET header = found.names
    FROM (
        SELECT run_id, array_agg(DISTINCT name ORDER BY name) AS names
        FROM references_importrow, jsonb_object_keys(raw) AS name
        WHERE jsonb_typeof(raw) = 'object' GROUP BY run_id
    ) AS found
    WHERE found.run_id = run.id;

    UPDATE references_importrow AS row SET
        raw = coalesce((
            SELECT jsonb_agg(coalesce(row.raw ->> name, '') ORDER BY place)
            FROM unnest(run.header) WITH ORDINALITY AS column_(name, place)
        ), '[]'),
        csl_type = coalesce(nullif(data ->> 'csl_type', ''), 'article-journal'),
        title = coalesce(data ->> 'title', ''),
        container_title = coalesce(data ->> 'container_title', ''),
        authors = coalesce(data -> 'authors', '[]'),
        authors_truncated = coalesce((data ->> 'authors_truncated')::boolean, false),
        issued_year = (data ->> 'issued_year')::smallint,
        issued_month = (data ->> 'issued_month')::smallint,
        issued_day = (data ->> 'issued_day')::smallint,
        volume = coalesce(data ->> 'volume', ''),
        issue = coalesce(data ->> 'issue', ''),
        pages = coalesce(data ->> 'pages', ''),
        article_number = coalesce(data ->> 'article_number', ''),
        publisher = coalesce(data ->> 'publisher', ''),
        doi = nullif(data ->> 'doi', ''),
        pmid = nullif(data ->> 'pmid', ''),
        pmcid = nullif(data ->> 'pmcid', ''),
        url = coalesce(data ->> 'url', ''),
        abstract = coalesce(data ->> 'abstract', ''),
        language = coalesce(data ->> 'language', ''),
        publication_types = coalesce((
            SELECT array_agg(value) FROM jsonb_array_elements_text(data -> 'publication_types')
        ), '{}'),
        mesh_terms = coalesce((
            SELECT array_agg(value) FROM jsonb_array_elements_text(data -> 'mesh_terms')
        ), '{}'),
        search_database = coalesce(data ->> 'search_database', ''),
        search_query = coalesce(data ->> 'search_query', ''),
        searched_on = (data ->> 'searched_on')::date,
        search_hits = (data ->> 'search_hits')::integer,
        reference_key = (SELECT key FROM references_reference WHERE id = row.reference_id)
    FROM references_importrun AS run WHERE run.id = row.run_id;
"""


def key_works(apps, schema_editor):
    """Give every reference and every staged row its key."""
    for name in ("Reference", "ImportRow"):
        model = apps.get_model("references", name)
        rows = model.objects.exclude(title="").defer("abstract")
        some = []
        for row in rows.iterator(chunk_size=2000):
            row.title_key, row.work_key = compared_by(vars(row))
            some.append(row)
            if len(some) == 2000:
                model.objects.bulk_update(some, ["title_key", "work_key"])
                some.clear()
        model.objects.bulk_update(some, ["title_key", "work_key"])


class Migration(migrations.Migration):
    """Going back leaves the JSON columns empty: the rows of old imports are a record, nothing depends on them."""

    dependencies = [("references", "0004_library_at_scale")]

    operations = [
        migrations.RunSQL(CARRY, reverse_sql=migrations.RunSQL.noop),
        migrations.RunPython(key_works, migrations.RunPython.noop),
    ]
