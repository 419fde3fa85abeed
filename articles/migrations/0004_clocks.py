"""Clocks of loads that suspended many claims run once somebody confirmed it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file


class Migration(migrations.Migration):
    """Confirmations of clocks."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0003_guards"),
        ("evidence", "0009_currency"),
        ("references", "0009_cancelled_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "confirmed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "load",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.noticeload",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation of clocks",
                "verbose_name_plural": "being re-checked",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S.{8,}\\S")),
                        name="articles_clockconfirmation_has_a_reason",
                    )
                ],
            },
        ),
        run_sql_file("articles", "0004_clocks.sql", reverse=migrations.RunSQL.noop),
    ]
