"""What the database itself enforces in `evidence` (DOMAIN section 7)."""

from django.db import migrations

from references.sqlfiles import drop_guards, run_sql_file

FILES = [
    "0001_versions.sql",
    "0002_workflow.sql",
    "0003_reviews.sql",
    "0004_approvals.sql",
    "0005_appraisal.sql",
    "0006_always.sql",
]


class Migration(migrations.Migration):
    """The triggers, functions and composite foreign keys of sql/."""

    dependencies = [("evidence", "0001_initial"), ("references", "0002_guards")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=drop_guards("evidence")),
        *(run_sql_file("evidence", name, reverse=migrations.RunSQL.noop) for name in FILES),
    ]
