"""An import counts its turns; the rows of one that is decided are history."""

from django.db import migrations, models

from references.sqlfiles import run_sql_file


class Migration(migrations.Migration):
    """What a commit was ordered for can be told, and what it did is never rewritten."""

    dependencies = [("references", "0006_import_guards")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="turn",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        run_sql_file(
            "references",
            "0006_decided_rows.sql",
            reverse="""
                DROP TRIGGER references_importrow_stays ON references_importrow;
                DROP TRIGGER references_importrow_never_deleted ON references_importrow;
                DROP TRIGGER references_importrow_never_truncated ON references_importrow;
                DROP FUNCTION references_importrow_stays();
            """,
        ),
    ]
