"""A load of notices that was a mistake is cancelled: what it alone said is set aside."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

BACK = """
    DROP TRIGGER references_noticesetaside_of_its_load ON references_noticesetaside;
    DROP FUNCTION references_noticesetaside_of_its_load();
"""


class Migration(migrations.Migration):
    """Cancellations, what they set aside, and which notices a load said again."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("references", "0008_one_step_and_one_open"),
    ]

    operations = [
        migrations.AddField(
            model_name="noticeload",
            name="repeats",
            field=models.JSONField(
                default=list,
                help_text="Notices of earlier loads that this one says again: [first, last] of their numbers.",
            ),
        ),
        migrations.CreateModel(
            name="NoticeCancellation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "cancelled_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("born", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "cancelled_by",
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
                        related_name="cancellation",
                        to="references.noticeload",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeSetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cancellation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to="references.noticecancellation",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to="references.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice set aside",
                "verbose_name_plural": "notices set aside",
            },
        ),
        migrations.AddConstraint(
            model_name="noticecancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S.{8,}\\S")),
                name="references_noticecancellation_has_a_reason",
            ),
        ),
        run_sql_file("references", "0009_cancelled_loads.sql", reverse=BACK),
    ]
