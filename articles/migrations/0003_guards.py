"""What the database itself enforces in `articles` (DOMAIN section 7)."""

from django.db import migrations

from references.sqlfiles import drop_guards, run_sql_file

FILES = [
    "0001_writing.sql",
    "0002_publishing.sql",
    "0003_always.sql",
]


class Migration(migrations.Migration):
    """The triggers, functions and composite foreign keys of sql/."""

    dependencies = [("articles", "0002_relations"), ("evidence", "0002_guards")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=drop_guards("articles")),
        *(run_sql_file("articles", name, reverse=migrations.RunSQL.noop) for name in FILES),
    ]
