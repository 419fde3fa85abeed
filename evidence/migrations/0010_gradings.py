"""Computed badges are written only by a change of their claim."""

from django.db import migrations

from references.sqlfiles import run_sql_file

BEFORE = """
DROP TRIGGER evidence_grading_has_event ON evidence_grading;
DROP TRIGGER evidence_grading_is_computed ON evidence_grading;
DROP FUNCTION evidence_grading_is_computed();
"""


class Migration(migrations.Migration):
    """Gradings that are there stay as they are."""

    dependencies = [("evidence", "0009_currency")]

    operations = [run_sql_file("evidence", "0013_gradings.sql", reverse=BEFORE)]
