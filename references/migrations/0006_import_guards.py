"""The old columns go; imports move legally, merges are history."""

from django.db import migrations

from references.sqlfiles import run_sql_file


class Migration(migrations.Migration):
    """What the database itself enforces about imports and merges."""

    dependencies = [("references", "0005_carry_staged_rows")]

    operations = [
        migrations.AlterModelOptions(
            name="duplicatepair",
            options={"ordering": ["-score", "id"], "verbose_name": "possible duplicate"},
        ),
        migrations.AlterModelOptions(
            name="importrun", options={"ordering": ["-id"], "verbose_name": "import"}
        ),
        migrations.AlterModelOptions(
            name="recheck", options={"ordering": ["-id"], "verbose_name": "re-check"}
        ),
        migrations.RemoveField(model_name="importrow", name="data"),
        migrations.RemoveField(model_name="importrow", name="reference"),
        run_sql_file(
            "references",
            "0005_imports_and_merges.sql",
            reverse="""
                DROP TRIGGER references_importrun_moves_legally ON references_importrun;
                DROP TRIGGER references_importrun_has_event ON references_importrun;
                DROP FUNCTION references_importrun_moves();
                DROP TRIGGER references_importrun_never_deleted ON references_importrun;
                DROP TRIGGER references_importrun_never_truncated ON references_importrun;
                DROP TRIGGER references_merge_only_ends ON references_merge;
                DROP TRIGGER references_merge_ends_once ON references_merge;
                DROP TRIGGER references_merge_never_deleted ON references_merge;
                DROP TRIGGER references_merge_never_truncated ON references_merge;
                DROP TRIGGER references_reference_merge_has_event ON references_reference;
            """,
        ),
    ]
