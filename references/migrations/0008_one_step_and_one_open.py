"""A merged reference leads on in one step; one re-check is open for each question, and ends once.

Works that call themselves retracted by their type are found by an index of those few.
"""

from django.db import migrations, models

from references.sqlfiles import run_sql_file

RETRACTED_TYPES = [
    "RETRACTED",
    "RETRACTED ARTICLE",
    "RETRACTED PUBLICATION",
    "Retracted",
    "Retracted Article",
    "Retracted Publication",
    "Retracted article",
    "Retracted publication",
    "retracted",
    "retracted article",
    "retracted publication",
]
IN_ONE_STEP = """
    DROP TRIGGER references_reference_merged_in_one_step ON references_reference;
    DROP FUNCTION references_reference_merged_in_one_step();
    DROP TRIGGER references_recheck_only_ends ON references_recheck;
    DROP TRIGGER references_recheck_ends_once ON references_recheck;
    DROP TRIGGER references_recheck_never_deleted ON references_recheck;
    DROP TRIGGER references_recheck_never_truncated ON references_recheck;
"""


class Migration(migrations.Migration):
    """Surplus open re-checks are closed by the portal; the way back leaves them closed."""

    dependencies = [("references", "0006_import_guards")]

    operations = [
        run_sql_file("references", "0006_one_open_recheck.sql", reverse=migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="recheck", name="references_recheck_one_open"),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("reference", "notice"),
                name="references_recheck_one_open",
                nulls_distinct=False,
            ),
        ),
        run_sql_file("references", "0007_merges_and_rechecks.sql", reverse=IN_ONE_STEP),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(
                condition=models.Q(("publication_types__overlap", RETRACTED_TYPES)),
                fields=["id"],
                name="references_reference_called",
            ),
        ),
    ]
