"""Every saved text of a revision is kept; of what was saved before, the present text of each revision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

# Before the guards: revisions that are signed off have their text too.
KEEP_WHAT_THERE_IS = """
    INSERT INTO articles_revisiontext
        (revision_id, number, title, summary, key_messages, body, saved_at, saved_by_id)
    SELECT id, 1, title, summary, key_messages, body, saved_at, saved_by_id
    FROM articles_revision ORDER BY id
"""
BACK = """
    DROP TRIGGER articles_revision_text_is_kept ON articles_revision;
    DROP TRIGGER articles_revisiontext_is_what_it_says ON articles_revisiontext;
    DROP FUNCTION articles_text_is_kept();
"""


class Migration(migrations.Migration):
    """Saved texts."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0004_clocks"),
    ]

    operations = [
        migrations.CreateModel(
            name="RevisionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("summary", models.TextField(blank=True)),
                ("key_messages", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "restored_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revisiontext",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="articles.revision",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved text",
                "ordering": ["revision", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "number"), name="articles_revisiontext_number"
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP_WHAT_THERE_IS, reverse_sql=migrations.RunSQL.noop),
        run_sql_file("articles", "0005_saved_texts.sql", reverse=BACK),
    ]
